"""A folder of rendered scenes and the table that says what is in them."""

import csv
import json
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from PIL import Image

from training.progress import Progress
from training.runfiles import replace_text
from training.terrain.rendering import GROUND_M, render

TABLE, PICTURES, MASKS, README = "terrain.csv", "pictures", "masks", "README.txt"
COLUMNS = ("id", "type", "activity", "direction", "area", "perimeter", "split", "texture", "synthetic")
_SOFTWARE = 305  # EXIF
# Purposes of the seeds: no scene of one split is one of another, whatever the counts.
_PURPOSE = {"train": 1, "validation": 2, "test": 3}
_TEXT = (
    "SYNTHETIC: these scenes were drawn by GeoDesk; no satellite took them and no landslide happened there.\n"
    "SINTÉTICO: GeoDesk dibujó estas escenas; ningún satélite las tomó y ningún deslizamiento ocurrió.\n"
    f"{GROUND_M} m/px; area in m2, perimeter in m. The test scenes have textures of their own.\n"
)


def write_terrain(out: Path, counts: dict[str, int], seed: int, progress: Progress, workers: int = 1) -> Path:
    """Draw scenes into ``out/pictures``, their slides into ``out/masks``; returns the table.

    A scene that is there already is not drawn again, so an interrupted call goes on.

    Parameters
    ----------
    counts
        Scenes of the splits train, validation and test; those of test have other textures.
    seed
        Each scene depends on it, its split and its number alone.
    workers
        Processes.
    """
    pictures = out / PICTURES
    pictures.mkdir(parents=True, exist_ok=True)
    replace_text(out / README, _TEXT)
    wanted = [(pictures, seed, split, i) for split, count in counts.items() for i in range(count)]
    rows: list[dict[str, object]] = []
    for row in _drawn(wanted, workers):
        rows.append(row)
        if len(rows) % 100 == 0 or len(rows) == len(wanted):
            progress.event("terrain", scenes=len(rows), of=len(wanted))
    table = out / TABLE
    part = table.with_suffix(".part")
    with part.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    os.replace(part, table)
    return table


def _drawn(wanted: list[tuple[Path, int, str, int]], workers: int) -> Iterator[dict[str, object]]:
    if workers <= 1:
        yield from map(_draw, wanted)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_draw, wanted, chunksize=8)


def _draw(one: tuple[Path, int, str, int]) -> dict[str, object]:
    """Draw one scene, or read what an earlier call kept of it in the file's comment."""
    folder, seed, split, i = one
    path = folder / f"synthetic-{seed}-{split}-{i:05d}.jpg"
    if path.exists():
        with Image.open(path) as image:
            return dict(json.loads(image.info["comment"]))
    scene = render((seed, _PURPOSE[split], i), test_textures=split == "test")
    row: dict[str, object] = {
        "id": path.name,
        "type": scene.slide.type,
        "activity": scene.slide.activity,
        "direction": scene.slide.direction,
        "area": round(scene.area_m2, 1),
        "perimeter": round(scene.perimeter_m, 1),
        "split": split,
        "texture": scene.texture,
        "synthetic": "yes",
    }
    part = path.with_suffix(".part")
    comment = json.dumps(row).encode()
    exif = Image.Exif()
    exif[_SOFTWARE] = "GeoDesk, synthetic terrain (rendered, not recorded)"
    drawn = Image.fromarray(scene.pixels)
    mask = folder.parent / MASKS / path.with_suffix(".png").name
    mask.parent.mkdir(exist_ok=True)
    Image.fromarray(scene.inside).save(mask)
    drawn.save(part, "JPEG", quality=92, subsampling=0, comment=comment, exif=exif)
    os.replace(part, path)
    return row
