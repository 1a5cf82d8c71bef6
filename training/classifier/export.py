"""A run as one ONNX file with its card; nothing is written unless Keras and ONNX Runtime agree."""

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import geodesk
from geodesk.language import GeoDeskError
from geodesk.models.badge import stated_input
from geodesk.models.card import Card, InputSpec
from training.classifier.evaluate import METRICS
from training.classifier.examples import Examples, read_examples
from training.classifier.fit import run_index
from training.classifier.graph import (
    ExportDiffers,
    Precision,
    agreement,
    check_parity,
    convert,
    onnx_probabilities,
    shrink,
)
from training.classifier.predict import network
from training.classifier.scores import classification_scores
from training.classifier.settings import Settings, read_settings
from training.classifier.sources import Predictor
from training.data.pixels import FACES
from training.data.pixelsize import learnt_sizes
from training.export import deliver
from training.progress import Progress

# Blue and orange first; colours that people who see fewer tell apart (Okabe and Ito, 2008).
COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#f0e442", "#000000")
# Of the card's noise input the seed is taken whose result is the least one-sided.
_SEEDS = 24


@dataclass(slots=True)
class Wording:
    """What a card says that a run cannot know.

    Attributes
    ----------
    name, version, title
        Of the model; the title in Spanish and English.
    names
        Label → its Spanish and English name.
    licence, data_id, data_licence
        Of the model; the data's name and licence.
    target
        Least accuracy on the outside set; below it the model is a demonstration. None: none stated.
    """

    name: str = ""
    version: str = "1.0"
    title: tuple[str, str] | None = None
    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    licence: str = ""
    data_id: str = ""
    data_licence: str = ""
    target: float | None = None


class BadWording(GeoDeskError):
    """The file with a card's words cannot be read."""


def read_wording(path: Path | None) -> Wording:
    """A card's words from a JSON file with the fields of `Wording`; raises `BadWording`."""
    if path is None:
        return Wording()
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        wording = Wording(**raw)
        wording.title = None if wording.title is None else (str(wording.title[0]), str(wording.title[1]))
        wording.names = {str(key): (str(es), str(en)) for key, (es, en) in wording.names.items()}
    except (OSError, ValueError, TypeError, AttributeError, IndexError) as error:
        raise BadWording(
            en=f"{path.name} is not a JSON object with a card's words ({error}).",
            es=f"{path.name} no es un objeto JSON con los textos de una ficha ({error}).",
        ) from error
    return wording


def export(
    run: Path,
    out: Path,
    wording: Wording,
    progress: Progress,
    precision: Precision = "float32",
    folds: Path | None = None,
) -> Card:
    """Export the best network of `run` to `out`.

    Parameters
    ----------
    run
        A run that has been fitted.
    out
        The ``.onnx`` file; replaced only when all checks have passed.
    wording
        Names and licences.
    progress
        Told of the checks.
    precision
        Of the large weights. With fewer than 32 bits the card states what the validation samples lose.
    folds
        A cross-validated run of the same settings, whose scores the card states as well.

    Returns
    -------
    Card
        The card inside the file, also written to ``run/card.json``.

    Raises
    ------
    NoRun
        The run has no network.
    ExportDiffers
        On any validation input Keras and the 32-bit graph give another label or probabilities more than 1e-4
        apart; the graph has not exactly one input; the number of labels differs.
    """
    settings, model = read_settings(run), network(run)
    index = run_index(run)
    held = read_examples(index, settings, "validation", run / "cache")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        draft = Path(folder) / out.name
        convert(model, draft)
        theirs = Predictor(model)(held.pixels)
        ours = onnx_probabilities(draft, held.pixels, max(1, 32 // settings.looks))
        if ours.shape[1] != len(settings.labels):
            raise ExportDiffers(
                en=f"The graph has {ours.shape[1]} outputs for {len(settings.labels)} labels.",
                es=f"El grafo tiene {ours.shape[1]} salidas para {len(settings.labels)} etiquetas.",
            )
        found = agreement(theirs, ours)
        progress.event("parity", inputs=found.n, largest_difference=found.largest, labels=found.other_labels)
        check_parity(found)
        document = _document(run, settings, wording, len(index.samples))
        document["pixel_size_m"] = learnt_sizes(index)
        if folds is not None:
            document["cross_validation"] = _brief(_metrics(folds).get("cross_validation"))
        document["parity"] = {"largest_difference": found.largest, "against": "Keras", "inputs": found.n}
        if precision != "float32":
            shrink(draft, draft, precision)
            document["precision"] = _loss(draft, precision, held, settings, ours, progress)
        document["test"] = _test(draft, settings.spec, settings.faces)
        return deliver(draft, document, out, progress, run)


def _loss(
    draft: Path,
    precision: Precision,
    held: Examples,
    settings: Settings,
    whole: NDArray[np.float64],
    progress: Progress,
) -> dict[str, Any]:
    """What the validation samples lose by smaller weights."""
    small = onnx_probabilities(draft, held.pixels, max(1, 32 // settings.looks))
    found = agreement(whole, small)
    truth = held.sample_truth(settings.labels)
    groups = [sample.group for sample in held.samples]
    accuracies = [
        classification_scores(held.by_sample(rows), truth, settings.labels, groups, draws=1)["accuracy"]
        for rows in (whole, small)
    ]
    result = {
        "weights": precision,
        "inputs": found.n,
        "largest_difference": round(found.largest, 6),
        "other_labels": found.other_labels,
        "accuracy_float32": accuracies[0],
        "accuracy": accuracies[1],
    }
    progress.event("precision", **result)
    return result


def _test(draft: Path, spec: InputSpec, faces: int) -> dict[str, Any]:
    """A seed of noise and what the graph makes of it: no picture of anyone's travels in the file."""
    stated = InputSpec(spec.name, spec.height, spec.width, 3 * faces, spec.dtype)
    inputs = np.concatenate([stated_input(seed, stated) for seed in range(1, _SEEDS + 1)])
    rows = onnx_probabilities(draft, inputs.astype(np.uint8))
    seed = int(rows.max(axis=1).argmin())
    output = [round(float(p), 7) for p in rows[seed]]
    return {"input": seed + 1, "output": output, "atol": 1e-3, "rtol": 1e-2}


def _document(run: Path, settings: Settings, wording: Wording, n_samples: int) -> dict[str, Any]:
    metrics = _metrics(run)
    stated_input_ = settings.spec.to_dict() | {"channels": 3 * settings.faces}
    if settings.faces > 1:
        stated_input_["faces"] = list(FACES)
    if settings.looks > 1:
        stated_input_["looks"] = settings.looks
    command = f"python -m training fit {settings.network}" + (
        f" --backbone {settings.backbone}" if settings.backbone else ""
    )
    title = wording.title or (wording.name or run.name, wording.name or run.name)
    target = {} if wording.target is None else {"target": {"score": "accuracy", "at_least": wording.target}}
    return {
        "schema": "1",
        "name": wording.name or run.name,
        "version": wording.version,
        "task": "classify",
        "title": {"es": title[0], "en": title[1]},
        "labels": [_label(name, i, wording) for i, name in enumerate(settings.labels)],
        "input": stated_input_,
        "use": settings.input,
        "pixel_size_m": None,
        "data": {
            "id": wording.data_id or Path(settings.data).name,
            "sha256": settings.data_sha256,
            "n": n_samples,
            "split": "by group (given groups, pairs and near duplicates together), stratified by label",
            "licence": wording.data_licence,
        },
        "metrics": _brief(metrics.get("test") or metrics.get("validation")),
        "outside_set": _brief(metrics.get("outside")),
        **target,
        "licence": wording.licence,
        "authors": "The GeoDesk authors",
        "trainer": f"geodesk {geodesk.__version__}, {command}",
        "seed": settings.seed,
        "date": datetime.now(UTC).date().isoformat(),
    }


def _label(name: str, place: int, wording: Wording) -> dict[str, str]:
    spanish, english = wording.names.get(name, (name, name))
    return {"id": name, "es": spanish, "en": english, "colour": COLOURS[place % len(COLOURS)]}


def _brief(scores: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The scores without the confusion matrix, which the report has."""
    return None if scores is None else {key: value for key, value in scores.items() if key != "confusion"}


def _metrics(run: Path) -> dict[str, Any]:
    path = run / METRICS
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}
