"""``judge RUN``: how near generated pictures come to the real ones, in numbers, curves and a contact sheet.

The errors are those of `judge`, between the generated pictures and every real crop of a grid, beside the
floor that two halves of the real ones have between them, and beside simulated annealing held to the same
curves. Volumes are measured along their three axes against sub-volumes of the real one.
"""

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.language import GeoDeskError
from geodesk.morphology.reconstruction import Reconstruction, ReconstructionTarget
from training.gan import judge, latents, pixels
from training.gan.export import load_network
from training.gan.fit import sheet
from training.gan.report import write_report
from training.gan.settings import Settings, chosen, read_settings
from training.progress import Progress
from training.runfiles import replace_text
from training.volume.judge import along_axes, made_volumes, real_volumes, volume_curves

TARGET_RATIO = 2.0
# Periods in pixels at which S2 must not peak: the thesis's patches, the cells of ours, those of volumes.
PERIODS = {"dcgan": (16, 32), "dcgan-thesis": (32,), "volume": (8, 16)}
_SIDE, _COPIES, _SHOWN, _BATCH = 320, 300, 24, 25


class NothingToJudgeBy(GeoDeskError):
    """The real pictures give fewer than two independent groups of crops."""


def judge_run(run: Path, progress: Progress, count: int = 1000, seed: int = 1000, annealed: int = 3,
              swaps: int = 20_000_000) -> dict[str, Any]:  # fmt: skip
    """Judge the last checkpoint of a run.

    Parameters
    ----------
    run
        Of ``dcgan``, ``dcgan-thesis`` or ``volume``.
    count
        Generated pictures; volumes: a sixtieth as many, at least 4.
    seed
        Of their series: another than the contact sheets of the training show.
    annealed, swaps
        How many pictures simulated annealing makes beside, by how many swaps; 0: none.

    Returns
    -------
    dict
        As ``RUN/quality.json`` holds it; ``judged.png`` and ``report.html`` lie beside.

    Raises
    ------
    NoGenerator, NoCrops
        The run drew nothing yet; its pictures are gone or too small.
    NothingToJudgeBy
        Fewer than two micrographs or slabs.
    """
    settings, state = read_settings(run)
    network, spec = load_network(run), latents.spec(settings)
    pictures = chosen(settings).pictures
    found = pixels.sources(pictures, settings.side)
    side = _side(settings, found, spec.step)
    real = real_volumes(pictures, side) if spec.volume else None
    real = real or _real(found, side)
    progress.event("real", crops=len(real.pictures), groups=len(set(real.groups)), side=side)
    clock, cpu = time.monotonic(), time.process_time()
    if spec.volume:
        count = max(4, count // 60)
        made, curves, axes = made_volumes(network, spec, seed, count, side)
    else:
        axes = np.full(count, -1)
        made = latents.draw(network, spec, seed, range(count), side, _BATCH)
        curves = judge.curves(made, side // 2)
    spent = {"seconds": time.monotonic() - clock, "cpu_seconds": time.process_time() - cpu}
    result = _compared(real, made, curves)
    seams = {period: judge.seam(judge.means(curves)["s2"], real.mean["s2"], period)
             for period in PERIODS[settings.network]}  # fmt: skip
    result |= {
        "n_real": len(real.groups) // (3 if spec.volume else 1),
        "n_made": count,
        "seams": seams,
        "network": settings.network,
        "steps": state.step,
        "training": {"seconds": state.seconds, "cpu_seconds": state.cpu_seconds, "seed": settings.seed},
        "data": {"names": settings.data, "sha256": settings.data_sha256},
        "side": side,
        "r_max": side // 2,
        "seed": seed,
        "per_picture": {name: value / count for name, value in spent.items()},
        "along": along_axes(real, curves, axes) if spec.volume else {},
    }
    progress.event("errors", **{f"{name}_ratio": value for name, value in result["ratio"].items()})
    mean = {"real": real.mean, "generated": judge.means(curves)}
    if annealed:
        result["annealing"], mean["annealing"] = _anneal(
            real.mean, (side,) * len(spec.axes), annealed, swaps, seed
        )
        progress.event("annealing", **result["annealing"]["errors"])
    result["card"] = _card(result)
    sheet(_side_by_side(real.pictures, made), run / "judged.png", 8)
    result["curves"] = {who: {name: curve.round(6).tolist() for name, curve in one.items()}
                        for who, one in mean.items()}  # fmt: skip
    replace_text(run / "quality.json", json.dumps(result, indent=1))
    write_report(run, result)
    return result


def _side(settings: Settings, found: Sequence[pixels.Source], step: int) -> int:
    """The largest side up to 320 that the real pictures have and the network can draw; volumes: 64."""
    if settings.network == "dcgan-thesis":
        return latents.THESIS_SIDE
    smallest = min(min(source.pixels.shape) for source in found)
    most = 64 if settings.network == "volume" else _SIDE
    return int(min(most, smallest)) // step * step


def _real(found: Sequence[pixels.Source], side: int) -> judge.Real:
    pairs = list(pixels.grid(found, side))
    groups = [source.group for source, _ in pairs]
    if len(set(groups)) < 2:
        raise NothingToJudgeBy(
            en=f"There are fewer than two real pictures of {side} × {side} pixels to judge by.",
            es=f"Hay menos de dos imágenes reales de {side} × {side} píxeles con las que comparar.",
        )
    pictures = np.stack([crop for _, crop in pairs])
    axes = np.array([-1 if source.axis is None else source.axis for source, _ in pairs])
    return judge.Real(pictures, groups, groups, judge.curves(pictures, side // 2), axes)


def _compared(real: judge.Real, made: NDArray[np.uint8], curves: judge.Curves) -> dict[str, Any]:
    floor = real.floor()
    errors = judge.errors(real.mean, judge.means(curves))
    some = np.linspace(0, len(made) - 1, min(len(made), _COPIES)).astype(int)
    others = np.linspace(0, len(real.pictures) - 1, min(len(real.pictures), _COPIES)).astype(int)
    names = np.array(real.sources)
    own = names[others][:, None] == names[None, :]
    made_real = judge.nearest(made[some], real.pictures)
    real_real = judge.nearest(real.pictures[others], real.pictures, own)
    return {
        "errors": errors,
        "floor": floor,
        "ratio": {name: errors[name] / floor[name] for name in judge.CURVES},
        "copies": {
            "made_real_median": float(np.median(made_real)),
            "made_real_least": float(made_real.min()),
            "real_real_median": float(np.median(real_real)),
            "real_real_least": float(real_real.min()),
        },
        "fraction": {
            "real": _spread(real.curves["s2"][:, 0]),
            "made": _spread(curves["s2"][:, 0]),
        },
    }


def _anneal(
    wanted: judge.Curves, shape: tuple[int, ...], count: int, swaps: int, seed: int
) -> tuple[dict[str, Any], judge.Curves]:
    """Pictures held to the mean S2 and L of the real ones by simulated annealing."""
    target = ReconstructionTarget(
        fraction=float(wanted["s2"][0]),
        two_point=(wanted["s2"],) * len(shape),
        lineal_path=(wanted["l1"],) * len(shape),
        periodic=False,
    )
    clock, cpu, made = time.monotonic(), time.process_time(), []
    for i in range(count):
        work = Reconstruction(target, shape, swaps=swaps, seed=seed + i)
        work.advance()
        made.append(work.pixels.astype(np.uint8) * 255)
    spent = {"seconds": time.monotonic() - clock, "cpu_seconds": time.process_time() - cpu}
    last = len(wanted["s2"]) - 1
    each = judge.curves(np.stack(made), last) if len(shape) == 2 else volume_curves(made, last)
    mean = judge.means(each)
    errors = judge.errors(wanted, mean)
    return {
        "errors": errors,
        "n_made": count,
        "swaps": swaps,
        "per_picture": {name: value / count for name, value in spent.items()},
    }, mean


def _card(result: dict[str, Any]) -> dict[str, Any]:
    """What the model's card says of it."""
    return {
        "set": ", ".join(Path(name).name for name in result["data"]["names"]),
        "n": result["n_real"],
        "made": result["n_made"],
        "r_max": result["r_max"],
        **{name: round(value, 5) for name, value in result["errors"].items()},
        "floor": {name: round(value, 5) for name, value in result["floor"].items()},
        "ratio": {name: round(value, 2) for name, value in result["ratio"].items()},
        "seam": round(max(result["seams"].values()), 5),
        "copies": {name: round(value, 3) for name, value in result["copies"].items()},
        "target_ratio": TARGET_RATIO,
    }


def _side_by_side(real: NDArray[np.uint8], made: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A row of eight real pictures above rows of generated ones."""
    some = real[np.linspace(0, len(real) - 1, 8).astype(int)]
    return np.concatenate([some, made[:_SHOWN]])


def _spread(values: NDArray[np.float64]) -> dict[str, float]:
    return {"mean": float(values.mean()), "deviation": float(values.std())}
