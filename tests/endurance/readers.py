"""A process that opens what it is told to, as the program does, and says what came of it.

Usage: python readers.py; a JSON object a line on standard input (kind, file, folder), one a line comes back:
``done``, ``refused`` (every error was a sentence) or ``fault``, with the highest memory while it was at it.
"""

import json
import os
import resource
import shutil
import sys
import threading
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from geodesk import micrograph
from geodesk.collection import Collection, LabelClass, Measurement, import_labels, read_strokes
from geodesk.desktop.settings import Settings
from geodesk.jobs.recipes.recipe import Recipe
from geodesk.jobs.recipes.runs import RunRecord
from geodesk.jobs.watching.log import past
from geodesk.language import GeoDeskError
from geodesk.micrograph.pyramid import Key, Pyramid
from geodesk.micrograph.thumbnails import thumbnail
from geodesk.models import Answers, Classifier, load
from tests.endurance.common import status

MEMORY = 3 << 30
"""Bytes of address space for what is opened, beyond what the program itself takes."""
LONGEST_SENTENCE = 2000
MOST_PIXELS = 1 << 24


def picture(file: Path) -> int:
    """What the window and the jobs do with a picture: facts, bar, thumbnail, tiles, pixels of every page."""
    refused = int(not hasattr(thumbnail(file), "shape"))
    with micrograph.open(file) as opened:
        micrograph.to_display(opened.region(0, 0, min(64, opened.width), min(64, opened.height)))
        assert opened.content.w > 0 and opened.sha256 and repr(opened)
        pyramid = Pyramid(opened, 0, threading.Lock())
        pyramid.load(Key(pyramid.levels - 1, 0, 0))
        pyramid.statistics(opened.content)
        pyramid.close()
        for page in range(min(opened.pages, 3)):
            wide, high = opened.page_size(page)
            if wide * high < MOST_PIXELS:
                micrograph.to_grey(opened.pixels(page))
            opened.decimated(7, page)
    return refused


def model(file: Path, task: Any) -> int:
    """Load a model of a task and try it as its card says; classifiers are run as well."""
    answers = Answers(("NO", "YES"), "0..255", (8, 8)) if task == "classify" else None
    opened = load(file, "cpu", answers) if task == "classify" else load(file, "cpu", task=task)
    assert opened.badge.state and opened.identity
    if isinstance(opened, Classifier):
        import numpy as np

        spec = opened.spec
        shape = (2, spec.height, spec.width, spec.channels)
        if np.prod(shape) < MOST_PIXELS:
            opened.probabilities(np.full(shape, 51, spec.dtype))
    return 0


def collection(folder: Path) -> int:
    """Open a collection, read all that is kept there, write one of each; logs lose none of their bytes."""
    logs = {log: log.read_bytes() for log in (folder / ".geodesk").glob("*.jsonl")}
    opened = Collection.open(folder, annotator="ana", machine="scope")
    try:
        refused = sum(map(_refused, [*_reads(opened), *_writes(opened)]))
    finally:
        opened.index.close()
    for log, before in logs.items():
        if not log.read_bytes().startswith(before):
            raise AssertionError(f"{log.name} lost bytes")
    return refused


def _reads(opened: Collection) -> Iterable[Callable[[], object]]:
    paths = [picture.path for picture in opened.pictures()]
    labels = opened.labels
    yield lambda: [labels.history(path) for path in paths] + [labels.opinions(path) for path in paths]
    yield lambda: (labels.current(), labels.own(), labels.withheld(), labels.problems())
    yield lambda: (opened.samples(), opened.patterns())
    yield opened.classes
    yield opened.strokes
    yield opened.retouches
    yield opened.counting
    yield lambda: (opened.predictions.newest(), opened.predictions.last(), opened.predictions.interrupted())
    yield lambda: (opened.captioned.newest(), opened.captioned.last())
    yield lambda: opened.captions.current()
    yield lambda: [opened.points.states(grid) for grid in opened.points.grids()]
    yield lambda: [opened.points.suggested(grid) for grid in opened.points.grids()]
    yield lambda: opened.measurements.all()
    yield lambda: opened.history.deeds()
    yield lambda: past(opened, 10)
    yield lambda: [
        image.labels() for one in opened.pictures() if (image := opened.phases.of(one)) is not None
    ]
    yield lambda: (opened.index.update(), opened.index.counts(), opened.index.unlabelled())
    yield lambda: list(opened.index.hash_pictures())
    yield lambda: [sentence.es for sentence in opened.problems]


def _writes(opened: Collection) -> Iterable[Callable[[], object]]:
    first = opened.pictures()[0]
    yield lambda: opened.labels.set(first, "nueva")
    yield opened.labels.undo
    yield lambda: opened.corrections.set_pixel_size(first, 2e-6)
    yield lambda: opened.captions.keep(first, None)
    yield lambda: opened.measurements.put([Measurement("", first.path, "length", ((1, 2), (3, 4)))])
    yield lambda: opened.measurements.undo()
    yield lambda: [opened.points.set(grid, {0: "mica"}) for grid in opened.points.grids()]
    yield lambda: opened.points.undo()
    yield lambda: opened.history.add("classify", {"batch": 8})
    yield lambda: opened.set_classes([LabelClass("A"), LabelClass("B")])


def _refused(part: Callable[[], object]) -> bool:
    try:
        part()
    except GeoDeskError as error:
        _sentence(error)
        return True
    return False


def index(file: Path, folder: Path) -> int:
    """Put a file in the place of the index of a collection, then use it."""
    opened = Collection.open(folder)
    opened.index.file.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, opened.index.file)
    return collection(folder)


def table(file: Path, folder: Path) -> int:
    """Import a table of labels."""
    import_labels(Collection.open(folder), file)
    return 0


def settings(file: Path) -> int:
    """Start with these settings and change one."""
    read = Settings(file)
    read.set(theme="dark")
    assert Settings(file).values.theme == "dark"
    return len(read.warnings)


def answers(file: Path) -> int:
    """What was said of a model without a card; None where it cannot be read."""
    return int(Answers.read(file) is None)


def opened(kind: str, file: Path, folder: Path) -> int:
    """Open a file as what it was; how many sentences said that something could not be read."""
    task = kind.removeprefix("model ")
    if task != kind:
        return model(file, task)
    ways: dict[str, Callable[[], int]] = {
        "picture": lambda: picture(file),
        "collection": lambda: collection(folder),
        "index": lambda: index(file, folder),
        "table": lambda: table(file, folder),
        "recipe": lambda: bool(Recipe.read(file).to_bytes()) - 1,
        "run": lambda: int(RunRecord.read(file.parent) is None),
        "settings": lambda: settings(file),
        "answers": lambda: answers(file),
        "strokes": lambda: len(read_strokes(file).sha256) * 0,
    }
    return ways[kind]()


def _sentence(error: GeoDeskError) -> None:
    """A sentence is one line in two languages that any terminal takes."""
    for text in (error.sentence.en, error.sentence.es):
        text.encode()
        if not text or "\n" in text or len(text) > LONGEST_SENTENCE or "Unexpected" in text:
            raise AssertionError(f"no sentence: {text[:300]!r}")


def said(case: dict[str, str]) -> dict[str, Any]:
    """Open one; what came of it."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")  # the highest memory is counted from here
    answer: dict[str, Any] = {}
    try:
        answer["outcome"] = (
            "refused" if opened(case["kind"], Path(case["file"]), Path(case["folder"])) else "done"
        )
    except GeoDeskError as error:
        try:
            _sentence(error)
            answer["outcome"] = "refused"
        except (AssertionError, ValueError) as fault:
            answer |= {"outcome": "fault", "text": repr(fault)}
    except BaseException:  # noqa: BLE001 - that is what is looked for
        answer |= {"outcome": "fault", "text": traceback.format_exc()[-3000:]}
    return answer | {"peak_mb": status("VmHWM") // 1024, "mb": status("VmRSS") // 1024}


def main() -> None:
    """Answer until the input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # libraries that print are not part of the answer
    import onnxruntime

    assert onnxruntime  # all that the program uses is there before memory is limited
    most = status("VmSize") * 1024 + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in sys.stdin:
        answers.write(json.dumps(said(json.loads(line))) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
