"""The mean network of several runs of one chain, its decision placed where their validation tiles say.

Networks begun from one another lie in one basin, and the mean of their weights is as good as the best of
them without the luck of its epoch (Izmailov et al., UAI 2018, arXiv:1803.05407; Wortsman et al., ICML 2022,
arXiv:2203.05482). The decision, a probability of one half, is then moved to where the balanced accuracy on
the validation tiles is greatest: training balances the two sides, not the kinds of fault.
"""

import json
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geodesk.language import GeoDeskError
from training import tiles
from training.evaluate import NoRun
from training.fit import Predictor
from training.progress import Progress
from training.scores import brief, decision_scores

# The score of one offset jumps with each tile that it turns, so neighbours are averaged.
_OFFSETS = np.arange(-30, 31) * 0.05
_NEIGHBOURS = 9


class OtherData(GeoDeskError):
    """The runs were not trained on the same pictures."""


def average(runs: Sequence[Path], out: Path, progress: Progress) -> float:
    """Write the mean network of `runs` as the run `out`; one run alone only has its decision placed.

    Parameters
    ----------
    runs
        Runs of the pre-classifier that began from one another, on the same pictures.
    out
        Folder to make: network, the validation tiles of all the runs, their settings.
    progress
        Told of the scores.

    Returns
    -------
    float
        What was added to the logit of "usable".

    Raises
    ------
    NoRun
        A folder holds no run.
    OtherData
        The runs differ in their pictures, so the tiles that one validates on another was trained on.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    for run in runs:
        if not (run / "tied.keras").is_file():
            raise NoRun(
                en=f"{run} holds no trained network: run “fit” first.",
                es=f"{run} no contiene una red entrenada: ejecute antes «fit».",
            )
    configs = [json.loads((run / "config.json").read_text(encoding="utf-8")) for run in runs]
    if len({config["data_sha256"] for config in configs}) > 1:
        raise OtherData(
            en="The runs were trained on different pictures and cannot be averaged.",
            es="Los entrenamientos usaron imágenes distintas y no se pueden promediar.",
        )
    import keras

    from training import networks

    trained = [keras.models.load_model(run / "tied.keras", compile=False) for run in runs]
    mean = trained[-1]
    each = zip(*(model.get_weights() for model in trained), strict=True)
    mean.set_weights([np.mean(weights, axis=0) for weights in each])
    (out / "tiles").mkdir(parents=True, exist_ok=True)
    mean.save(out / "tied.keras")
    whole = networks.as_preclassifier(mean)

    held = [tiles.load(run / "tiles", "validation") for run in runs]
    pixels = np.concatenate([part.pixels for part in held])
    records = [record for part in held for record in part.records]
    kinds = [record.kind for record in records]
    sources = [record.source for record in records]
    groups = [sources.index(source) for source in sources]
    p = np.clip(Predictor(whole)(pixels).astype(np.float64), 1e-7, 1 - 1e-7)
    logit = np.log(p / (1 - p))
    offset = best_offset(logit, kinds)
    for name, shift in (("mean", 0.0), ("placed", offset)):
        scores = decision_scores(1 / (1 + np.exp(-(logit + shift))), kinds, groups)
        progress.event("scores", set=f"validation, {name}", scores=brief(scores))

    kernel, bias = whole.get_layer("usable").get_weights()
    whole.get_layer("usable").set_weights([kernel, bias + np.float32(offset)])
    whole.save(out / "best.keras")
    tiles.save(tiles.TileSet(pixels, records), out / "tiles", "validation")
    settings = {**configs[-1], "average_of": [run.name for run in runs], "decision_offset": offset}
    (out / "config.json").write_text(json.dumps(settings, indent=1), encoding="utf-8")
    progress.event("done", decision_offset=offset, file=str(out / "best.keras"))
    return offset


def best_offset(logit: NDArray[np.float64], kinds: Sequence[str]) -> float:
    """Where the balanced accuracy, averaged over neighbouring offsets, is greatest.

    Parameters
    ----------
    logit
        (n,) logit of the probability of usable.
    kinds
        (n,) ``"usable"`` or the kind of fault.

    Returns
    -------
    float
        A multiple of 0.05 in −1.5…1.5 to be added to the logit; of equal ones the nearest to 0.
    """
    kind = np.asarray(kinds)
    faults = sorted(set(kinds) - {"usable"})
    score = np.array(
        [
            np.mean(logit[kind == "usable"] + offset >= 0)
            + np.mean([np.mean(logit[kind == fault] + offset < 0) for fault in faults])
            for offset in _OFFSETS
        ]
    )
    padded = np.pad(score, _NEIGHBOURS // 2, "edge")
    smooth = np.round(np.convolve(padded, np.ones(_NEIGHBOURS) / _NEIGHBOURS, "valid"), 9)
    best = np.flatnonzero(smooth == smooth.max())
    return float(round(_OFFSETS[best[np.argmin(np.abs(_OFFSETS[best]))]], 2))
