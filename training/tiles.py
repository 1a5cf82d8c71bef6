"""The pre-classifier's training tiles: real crops and rendered scenes, each usable and made unusable.

Every tile goes through `geodesk.models.preprocess.prepare`, the path that classification takes, so the
network sees in training what it will see in the field.
"""

import csv
import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

import geodesk.micrograph as gm
from geodesk.language import GeoDeskError
from geodesk.models.card import InputSpec, TileSpec
from geodesk.models.preprocess import prepare
from training.degradation import degrade
from training.rendering import generator
from training.scenes import mildly_changed, random_scene
from training.structure import structure

TILE = 350
SPEC = InputSpec(name="image", height=320, width=320, channels=1, dtype="float32", tile=TileSpec(TILE))
# The faults that the network finds hardest come oftener: a field of view gives one tile of each list.
_HARD = ("drift", "blank")
_OTHER = ("charging", "saturation", "noise", "defocus", "contrast")
_TRAIN, _VALIDATION = 1, 2


class NoPictures(GeoDeskError):
    """The data folders hold nothing to train on."""


@dataclass(frozen=True, slots=True)
class TileRecord:
    """Where one tile comes from and what was done to it (a row of tiles.csv)."""

    part: str
    source: str
    box: str
    usable: int
    kind: str
    fault: str
    edge: float
    sharpness: float


@dataclass(slots=True)
class TileSet:
    """Tiles (n, 320, 320) uint8 with a record each."""

    pixels: NDArray[np.uint8]
    records: list[TileRecord]

    @property
    def usable(self) -> NDArray[np.float32]:
        """1 for usable, (n,) float32."""
        return np.array([record.usable for record in self.records], np.float32)


@dataclass(slots=True)
class Plan:
    """How many tiles of which origin; equal plans over equal data give equal tiles."""

    data: list[Path]
    seed: int = 1
    scenes: int = 2400
    crops: int = 24
    validation_share: float = 0.2
    validation_scenes: int = 120
    workers: int = 2
    refused: list[TileRecord] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Job:
    """One field of view to make tiles from: a rendered scene, or a crop of a real picture."""

    part: str
    source: str
    box: tuple[int, int, int] | None
    seed: tuple[int, ...]
    order: int


def pictures(folders: Sequence[Path]) -> list[Path]:
    """Every picture below the folders, sorted; raises `NoPictures` where there is none."""
    found = sorted(
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and gm.is_picture_name(path.name)
    )
    if not found:
        names = ", ".join(str(folder) for folder in folders)
        raise NoPictures(en=f"There are no pictures in {names}.", es=f"No hay imágenes en {names}.")
    return found


def data_hash(files: Sequence[Path]) -> str:
    """SHA-256 over the sorted SHA-256 of the files' bytes: names and folders do not count."""
    each = sorted(hashlib.sha256(file.read_bytes()).hexdigest() for file in files)
    return hashlib.sha256("\n".join(each).encode()).hexdigest()


def grey(path: Path) -> NDArray[np.uint8]:
    """A picture's content without the information bar, (H, W) uint8."""
    with gm.open(path) as micrograph:
        x, y, width, height = micrograph.content
        pixels = gm.to_grey(micrograph.pixels()[y : y + height, x : x + width])
    if pixels.dtype != np.uint8:
        pixels = np.clip(np.rint(gm.to_range(pixels, "dtype-full")), 0, 255).astype(np.uint8)
    return np.ascontiguousarray(pixels)


def split(files: Sequence[Path], share: float) -> tuple[list[Path], list[Path]]:
    """Training and validation pictures; near-duplicates (see `same_field`) stay on one side.

    Each folder gives its share to the validation. The side depends on the pictures' bytes alone, not on
    a seed, so that a run which starts from another run's network never validates on pictures which that
    one was trained on.
    """
    groups = sorted(same_field(files), key=data_hash)
    held: list[Path] = []
    for folder in sorted({file.parent for file in files}):
        wanted = share * sum(file.parent == folder for file in files)
        taken = sum(file.parent == folder for file in held)
        for group in groups:
            here = sum(file.parent == folder for file in group)
            if here and group[0] not in held and taken + here <= wanted:
                held.extend(group)
                taken += here
    return sorted(set(files) - set(held)), sorted(held)


def same_field(files: Sequence[Path], likeness: float = 0.43) -> list[list[Path]]:
    """Groups of pictures that show one field, perhaps shifted.

    The gradients of the 64×40-pixel thumbnails are correlated at every (cyclic) shift; two pictures
    whose largest correlation exceeds `likeness` belong together, and so do their own kin. Plain pictures
    with a single feature fall into one group too, which only makes a split more cautious. Fields of
    structure finer than a thumbnail's pixel are recognised only where they are hardly shifted.
    """
    spectra = []
    for file in files:
        small = np.asarray(Image.fromarray(grey(file)).resize((64, 40), Image.Resampling.BOX), np.float64)
        steep = np.hypot(*np.gradient(small))
        spectra.append(np.fft.rfft2((steep - steep.mean()) / (steep.std() or 1.0)))
    group = list(range(len(files)))
    for i, one in enumerate(spectra):
        for j, other in enumerate(spectra[:i]):
            same = np.fft.irfft2(one * other.conj(), (40, 64)).max() / (40 * 64) > likeness
            if same and group[i] != group[j]:
                old, new = group[i], group[j]
                group = [new if g == old else g for g in group]
    return [[files[i] for i in range(len(files)) if group[i] == g] for g in sorted(set(group))]


def build(plan: Plan) -> tuple[TileSet, TileSet, list[TileRecord]]:
    """Make the training and validation tiles of a plan, and list the real crops that were refused."""
    files = pictures(plan.data)
    kept, held = split(files, plan.validation_share)
    jobs = [
        *_crop_jobs(kept, "train", plan.crops, (plan.seed, _TRAIN)),
        *_crop_jobs(held, "validation", plan.crops // 2, (plan.seed, _VALIDATION)),
        *_scene_jobs(plan.scenes, "train", (plan.seed, _TRAIN)),
        *_scene_jobs(plan.validation_scenes, "validation", (plan.seed, _VALIDATION)),
    ]
    made: dict[str, tuple[list[NDArray[np.uint8]], list[TileRecord]]] = {
        "train": ([], []),
        "validation": ([], []),
    }
    refused: list[TileRecord] = []
    with ProcessPoolExecutor(plan.workers) as pool:
        for tiles, records in pool.map(_make, jobs, chunksize=8):
            if not tiles:
                refused.extend(records)
                continue
            pixels, rows = made[records[0].part]
            pixels.extend(tiles)
            rows.extend(records)
    train, validation = (TileSet(np.stack(pixels), rows) for pixels, rows in made.values())
    return train, validation, refused


def _crop_jobs(files: Sequence[Path], part: str, count: int, seed: tuple[int, ...]) -> Iterator[_Job]:
    for i, file in enumerate(files):
        height, width = grey(file).shape
        rng = generator((*seed, 2, i))
        for j in range(count):
            # Half the crops are native; the others are taken at 0.6 to 1.6 times the scale.
            side = TILE if j % 2 == 0 else round(TILE / rng.uniform(0.6, 1.6))
            side = min(side, height, width)
            top, left = int(rng.integers(height - side + 1)), int(rng.integers(width - side + 1))
            yield _Job(part, str(file), (left, top, side), (*seed, 3, i, j), i * count + j)


def _scene_jobs(count: int, part: str, seed: tuple[int, ...]) -> Iterator[_Job]:
    for i in range(count):
        yield _Job(part, "", None, (*seed, 4, i), i)


def _make(job: _Job) -> tuple[list[NDArray[np.uint8]], list[TileRecord]]:
    """Two usable and two unusable tiles of one field of view; no tile where a real crop is refused."""
    if job.box is None:
        kind, pixels = random_scene(job.seed, TILE)
        source, box = f"rendered {kind} {'-'.join(map(str, job.seed))}", ""
    else:
        left, top, side = job.box
        pixels = grey(Path(job.source))[top : top + side, left : left + side]
        if side != TILE:
            pixels = np.asarray(Image.fromarray(pixels).resize((TILE, TILE), Image.Resampling.BICUBIC))
        source, box = Path(job.source).name, f"{left},{top},{side},{side}"
    found = structure(pixels)

    def record(usable: int, kind: str, fault: str) -> TileRecord:
        edge, sharpness = round(found.edge, 3), round(found.sharpness, 3)
        return TileRecord(job.part, source, box, usable, kind, fault, edge, sharpness)

    if job.box is not None and not found.enough:
        return [], [record(0, "refused", "below the structure threshold")]
    rng = generator((*job.seed, 5))
    tiles = [pixels, mildly_changed(pixels, rng)]
    records = [record(1, "usable", "as recorded"), record(1, "usable", "mildly changed")]
    for kind in (_HARD[job.order % 2], _OTHER[job.order % len(_OTHER)]):
        start = mildly_changed(pixels, rng) if rng.uniform() < 0.5 else pixels
        spoilt, fault = degrade(start, kind, "train", rng)
        tiles.append(spoilt)
        records.append(record(0, kind, fault))
    return [as_input(_compressed(tile, rng)) for tile in tiles], records


def as_input(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The one tile that a 350×350 picture gives, (320, 320) uint8."""
    return prepare(pixels, SPEC)[0, :, :, 0].astype(np.uint8)


def _compressed(pixels: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Three tiles in ten have been through JPEG of quality 60-95, usable and unusable alike."""
    if rng.uniform() > 0.3:
        return pixels
    buffer = BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=int(rng.integers(60, 96)))
    return np.asarray(Image.open(buffer))


def save(tiles: TileSet, folder: Path, name: str) -> None:
    """Write ``name.npy`` and ``name.csv``."""
    np.save(folder / f"{name}.npy", tiles.pixels)
    write_records(tiles.records, folder / f"{name}.csv")


def load(folder: Path, name: str) -> TileSet:
    """Read what `save` wrote; pixels stay on the disk until they are used."""
    with (folder / f"{name}.csv").open(newline="", encoding="utf-8") as stream:
        records = [
            TileRecord(
                row["part"],
                row["source"],
                row["box"],
                int(row["usable"]),
                row["kind"],
                row["fault"],
                float(row["edge"]),
                float(row["sharpness"]),
            )
            for row in csv.DictReader(stream)
        ]
    return TileSet(np.load(folder / f"{name}.npy", mmap_mode="r"), records)


def write_records(records: Sequence[TileRecord], path: Path) -> None:
    """Write records as CSV, one row each."""
    names = list(TileRecord.__dataclass_fields__)
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, names)
        writer.writeheader()
        writer.writerows(asdict(record) for record in records)
