"""A folder of rendered scenes and the table that says what is in them."""

import csv
import json
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from PIL import Image

from training.progress import Progress
from training.runfiles import replace_text
from training.terrain.rendering import GROUND_M, Split, render

TABLE, PICTURES, MASKS, README = "terrain.csv", "pictures", "masks", "README.txt"
COLUMNS = ("id", "type", "activity", "direction", "area", "perimeter", "split", "texture", "synthetic")
_SOFTWARE = 305  # EXIF
# Purposes of the seeds: no scene of one split is one of another, whatever the counts.
_PURPOSE: dict[Split, int] = {"train": 1, "validation": 2, "test": 3}
_TEXT = (
    "SYNTHETIC: these scenes were drawn by GeoDesk; no satellite took them and no landslide happened there.\n"
    "SINTÉTICO: GeoDesk dibujó estas escenas; ningún satélite las tomó y ningún deslizamiento ocurrió.\n"
    f"{GROUND_M} m/px; area in m2, perimeter in m. The test scenes have textures of their own.\n"
)


def write_terrain(
    out: Path,
    counts: dict[Split, int],
    seed: int,
    progress: Progress,
    workers: int = 1,
    random: float = 0.0,
) -> Path:
    """Draw scenes into ``out/pictures``, their slides into ``out/masks``; returns the table.

    A scene that is there already is not drawn again, so an interrupted call goes on. The table holds every
    scene of the folder: calls with other seeds or chances add to it.

    Parameters
    ----------
    counts
        Scenes of the splits train, validation and test; those of test have other textures.
    seed
        Each scene depends on it, its split and its number alone.
    workers
        Processes.
    random
        Chance of a random ground for scenes of train and validation; see `render`.
    """
    pictures = out / PICTURES
    pictures.mkdir(parents=True, exist_ok=True)
    replace_text(out / README, _TEXT)
    wanted = [(pictures, seed, split, i, random) for split, count in counts.items() for i in range(count)]
    for done, _ in enumerate(_drawn(wanted, workers), 1):
        if done % 100 == 0 or done == len(wanted):
            progress.event("terrain", scenes=done, of=len(wanted))
    rows = [_kept(path) for path in pictures.glob("synthetic-*.jpg")]
    rows.sort(key=lambda row: (list(_PURPOSE).index(row["split"]), row["id"]))
    table = out / TABLE
    part = table.with_suffix(".part")
    with part.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    os.replace(part, table)
    return table


_Wanted = tuple[Path, int, Split, int, float]


def _drawn(wanted: list[_Wanted], workers: int) -> Iterator[None]:
    if workers <= 1:
        yield from map(_draw, wanted)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_draw, wanted, chunksize=8)


def _kept(path: Path) -> dict[str, Any]:
    """The row of a scene, which stands in its file's comment."""
    with Image.open(path) as image:
        return dict(json.loads(image.info["comment"]))


def _draw(one: _Wanted) -> None:
    """Draw one scene unless it is there."""
    folder, seed, split, i, random = one
    path = folder / f"synthetic-{seed}-{split}-{i:05d}.jpg"
    if path.exists():
        return
    scene = render((seed, _PURPOSE[split], i), split, random)
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
