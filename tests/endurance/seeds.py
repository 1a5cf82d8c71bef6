"""The files that are damaged: whole ones of every kind that GeoDesk reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.endurance.common import DATA, ROOT, copies
from tests.endurance.whole import BESIDE, whole
from tests.unit.jobs import pictures
from tests.unit.micrograph.conftest import _DmWriter, dm_image
from tests.unit.models.captioners import captioner
from tests.unit.models.generators import blobs
from tests.unit.models.graphs import brightness
from tests.unit.models.segmenters import by_brightness

REAL_PICTURES = 6
BUNDLED = {
    "sem-usable.onnx": "classify",
    "landslide-captioner.onnx": "caption",
    "berea-sections.onnx": "generate",
    "sandstone-grains.onnx": "classify",
}


@dataclass(frozen=True)
class Seed:
    """A whole file.

    Attributes
    ----------
    kind
        How `tests.endurance.readers` opens it.
    form
        How it is damaged: ``bytes``, ``json``, ``table`` or ``card``.
    name
        Where it lies in its folder.
    """

    kind: str
    form: str
    name: str
    whole: bytes


def seeds(home: Path) -> list[Seed]:
    """All of them, kinds mixed; makes a folder ``set`` with all that GeoDesk keeps, and one of models."""
    home.mkdir(parents=True, exist_ok=True)
    kept = list(_kept(home))
    groups = [list(_pictures()), list(_models(home / "models")), kept]
    longest = max(map(len, groups))
    return [group[turn % len(group)] for turn in range(longest) for group in groups]


def _pictures() -> Iterator[Seed]:
    for name, raw in pictures.every_format():
        yield Seed("picture", "bytes", name, raw)
    grey = np.random.default_rng(4).integers(0, 256, (48, 64), dtype=np.uint8)
    for version in (3, 4):
        tree = {"ImageList": {"#0": dm_image(grey), "#1": dm_image(grey.astype(np.uint16), unit="µm")}}
        whole_file = _DmWriter(version, little=True).file({"Bounds": (0.0, 1.5), **tree})
        yield Seed("picture", "bytes", f"made.dm{version}", whole_file)
    folder = DATA / "sem" / "vendor"
    for file in sorted(folder.iterdir()) if folder.is_dir() else []:
        yield Seed("picture", "bytes", file.name, file.read_bytes())


def _models(home: Path) -> Iterator[Seed]:
    home.mkdir(exist_ok=True)
    pictures.model(home / "classifier.onnx")
    captioner(home / "captioner.onnx")
    blobs(home / "generator.onnx")
    by_brightness(home / "segmenter.onnx")
    for task, word in (
        ("classifier", "classify"),
        ("captioner", "caption"),
        ("generator", "generate"),
        ("segmenter", "segment"),
    ):
        raw = (home / f"{task}.onnx").read_bytes()
        for form in ("bytes", "card"):
            yield Seed(f"model {word}", form, f"{form}-{task}.onnx", raw)
    for name, word in BUNDLED.items():
        raw = (ROOT / "resources" / "models" / name).read_bytes()
        yield Seed(f"model {word}", "bytes", name, raw)
    brightness(home / "foreign.onnx")
    yield Seed("model classify", "bytes", "foreign.onnx", (home / "foreign.onnx").read_bytes())


def _kept(home: Path) -> Iterator[Seed]:
    collection = whole(copies(home / "set", REAL_PICTURES))
    store = collection.folder / ".geodesk"
    for file in sorted(store.rglob("*")):
        if file.is_file():
            form = "json" if file.suffix in (".json", ".jsonl") else "bytes"
            name = str(file.relative_to(collection.folder))
            yield Seed("collection", form, name, file.read_bytes())
    yield Seed("index", "bytes", "index.sqlite", collection.index.file.read_bytes())
    yield Seed("strokes", "json", "strokes.json", (store / "strokes.json").read_bytes())
    beside = home / BESIDE
    for name, kind in (("settings.json", "settings"), ("answers.json", "answers"), ("run.json", "run")):
        yield Seed(kind, "json", name, (beside / name).read_bytes())
    recipe = next(beside.glob("*.geodesk-recipe.json"))
    yield Seed("recipe", "json", recipe.name, recipe.read_bytes())
    yield Seed("table", "table", "labels.csv", (beside / "labels.csv").read_bytes())
