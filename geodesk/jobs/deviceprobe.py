"""One device's test in the process that it may bring down: a model on the bundled samples, beside the CPU."""

import collections.abc
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from platform import node
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk import micrograph
from geodesk.jobs.progress import Progress
from geodesk.language import GeoDeskError, Sentence
from geodesk.models import (
    Captioner,
    Classifier,
    Generator,
    InputSpec,
    OnnxFile,
    PictureTiles,
    Segmenter,
    from_file,
    of_its_task,
    prepare_faces,
    read_card,
)
from geodesk.models.devicetests import DeviceTest, build
from geodesk.models.load import Model
from geodesk.places import resources

ROUNDS, FEWEST_ROUNDS = 9, 3
_BUDGET_S = 15.0
_MOST_PICTURES = 6
_TILES_AT_ONCE = 16
_SEED = 1

Answer = tuple[NDArray[np.float64], tuple[str, ...]]
"""Probabilities (of a generator grey levels of 0 to 1), and the labels or captions."""
Ask = Callable[[Model], Answer]


def probe(path: Path, device: str) -> Iterator[Progress[DeviceTest]]:
    """Time a model on a device and on the CPU by turns, and compare what they say.

    One pass over the pictures comes first, uncounted: it warms both up and gives what is compared. Then the
    medians are of 9 rounds, of fewer where those would take more than 15 s, of 3 at least.

    Parameters
    ----------
    path
        Of the model's file.
    device
        A key of `geodesk.models.DEVICES`.

    Yields
    ------
    Progress of DeviceTest
        One row at the end; a device that does not start or fails is one with its error.

    Raises
    ------
    GeoDeskError
        The model cannot be used, on the CPU neither.
    """
    file = OnnxFile.read(path)
    card = read_card(file)
    reference = from_file(file, "cpu") if card is None else of_its_task(file, card, "cpu")
    asks = _questions(reference)
    total = ROUNDS + len(asks)
    yield Progress(0, total, 0)
    # Not the badge decides here but the comparison, so the session is looked at, not the model's promise.
    began = time.perf_counter()
    model = reference if device == "cpu" or card is None else of_its_task(file, card, device)
    base = DeviceTest(
        device,
        reference.identity,
        pictures=len(asks),
        time=datetime.now(UTC).isoformat(timespec="seconds"),
        build=build(),
        machine=node(),
    )

    def failed() -> bool:
        return model.runner.device.key != device

    def row(**found: Any) -> Progress[DeviceTest]:
        values = {name: getattr(base, name) for name in DeviceTest.__dataclass_fields__} | found
        return Progress(total, total, int("error" in found), (DeviceTest(**values),))

    if failed():
        yield row(error=_without_cpu(model.runner.why))
        return
    first: float | None = None
    difference, same = 0.0, True
    for done, ask in enumerate(asks):
        values, words = ask(model)
        first = time.perf_counter() - began if first is None else first
        if failed():
            yield row(error=_without_cpu(model.runner.why), start_s=first)
            return
        wanted, wanted_words = ask(reference)
        alike = values.shape == wanted.shape
        difference = max(difference, float(np.max(np.abs(values - wanted), initial=0.0)) if alike else np.inf)
        same = same and words == wanted_words
        yield Progress(done + 1, total, 0)
    taken, cpu = yield from _timed(model, reference, asks, total)
    if failed():
        yield row(error=_without_cpu(model.runner.why), start_s=first)
        return
    nodes = model.runner.nodes(lambda: asks[0](model))
    yield row(seconds=taken, cpu_seconds=cpu, start_s=first, difference=difference, same=same, nodes=nodes)


def _timed(
    model: Model, reference: Model, asks: Sequence[Ask], total: int
) -> collections.abc.Generator[Progress[DeviceTest], None, tuple[float, float]]:
    """Median seconds of a picture on both."""
    times: dict[int, list[float]] = {0: [], 1: []}
    until = time.perf_counter() + _BUDGET_S
    for number in range(ROUNDS):
        for who, one in enumerate((model, reference)):
            if who and one is model:  # the CPU's own test
                continue
            begun = time.perf_counter()
            asks[number % len(asks)](one)
            times[who].append(time.perf_counter() - begun)
        yield Progress(len(asks) + number + 1, total, 0)
        if number + 1 >= FEWEST_ROUNDS and time.perf_counter() > until:
            break
    return median(times[0]), median(times[1] or times[0])


def _without_cpu(why: Sentence) -> Sentence:
    """Why a device is not in use as a clause, without the word on what is used instead."""
    return Sentence(en=why.en.removeprefix("CPU: ").rstrip("."), es=why.es.removeprefix("CPU: ").rstrip("."))


def _questions(model: Model) -> list[Ask]:
    """What the model is asked: one question a picture."""
    if isinstance(model, Generator):
        return [_picture_of(index) for index in range(FEWEST_ROUNDS)]
    return [_question(batch) for batch in _inputs(model.spec)]


def _picture_of(index: int) -> Ask:
    def ask(model: Model) -> Answer:
        assert isinstance(model, Generator)
        return model.picture(_SEED, index).astype(np.float64) / 255, ()

    return ask


def _question(batch: NDArray[np.generic]) -> Ask:
    def ask(model: Model) -> Answer:
        if isinstance(model, Captioner):
            (best, *_), *_ = model.captions(batch[:1])
            return np.array([best.probability]), (best.text,)
        assert isinstance(model, Classifier | Segmenter)
        parts = [
            np.asarray(model.probabilities(batch[start : start + _TILES_AT_ONCE]), np.float64)
            for start in range(0, len(batch), _TILES_AT_ONCE)
        ]
        found = np.concatenate(parts)
        if isinstance(model, Segmenter):
            return found, ()
        values = model.reduce(found)
        return values, (model.labels[int(np.argmax(values))],)

    return ask


def _inputs(spec: InputSpec) -> list[NDArray[np.generic]]:
    """The bundled samples as inputs; noise where none can be read."""
    files = sorted((resources() / "samples").glob("*.tif"))
    found: list[NDArray[np.generic]] = []
    if spec.faces:
        for first in files:
            with suppress(GeoDeskError, OSError):
                names = [first.with_name(first.name.replace(spec.faces[0], face)) for face in spec.faces]
                if spec.faces[0] in first.name and all(name.is_file() for name in names):
                    found.append(prepare_faces([micrograph.open(name) for name in names], spec))
    else:
        # Spread over the list, since neighbours are alike.
        for file in files[:: max(1, len(files) // _MOST_PICTURES)][:_MOST_PICTURES]:
            with suppress(GeoDeskError, OSError), micrograph.open(file) as picture:
                found.append(PictureTiles(picture, spec).batch(0, None))
    if not found:
        noise = np.random.default_rng(_SEED).random((1, spec.height, spec.width, spec.channels)) * 255
        found.append(noise.astype(spec.dtype))
    return found
