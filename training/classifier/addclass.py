"""New classes for a trained network without forgetting its old ones.

The backbone stays as it is; the head gets an output more for each new class, its old weights kept, and is
trained on the new pictures together with a few of the old ones. Which old ones: those whose mean of features
stays nearest to their class's (herding: Rebuffi et al., iCaRL, CVPR 2017). Their targets are half the label,
half what the old network said of them (distillation: Li and Hoiem, 2017).
"""

import json
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.collection import replacing
from geodesk.language import GeoDeskError
from training.classifier.evaluate import Judged, evaluate, judge
from training.classifier.examples import Examples, read_examples
from training.classifier.features import Extractor, bank, weights_digest
from training.classifier.fit import SPLIT, run_index
from training.classifier.loop import HISTORY, STATE, Loop, Phase
from training.classifier.predict import BACKBONE, BEST, HEAD, plain_network
from training.classifier.scores import paired_difference
from training.classifier.settings import Settings, read_settings
from training.classifier.sources import FeatureSource, Targets
from training.data.index import DataIndex, Row, write_index
from training.data.prepare import REPORT, Options, load_index, prepare
from training.progress import Progress
from training.scores import share

FILE = "added.json"
_VIEWS = 4  # of a network from scratch, whose own training keeps none


class CannotAdd(GeoDeskError):
    """The classes cannot be added; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How classes are added.

    Attributes
    ----------
    memory
        Old pictures of each class that are learnt again; 0 for none, which forgets.
    soft
        Weight of the old network's opinion in the targets of those pictures, 0 to 1.
    epochs
        At most so many.
    """

    memory: int = 20
    soft: float = 0.5
    epochs: int = 40


def add_class(
    run: Path,
    data: Path,
    out: Path,
    wanted: Wanted,
    progress: Progress,
    cache: Path | None = None,
    options: Options | None = None,
) -> dict[str, Any]:
    """Train a network that knows the old and the new classes, and say what both are worth.

    Parameters
    ----------
    run
        A classifier's run; its pictures are still where they were.
    data
        Prepared data, or pictures, of the new classes. Pictures of old classes are left out.
    out
        Gets a run: it can be evaluated, exported and added to like any other.
    wanted
        How.
    progress
        Told of every epoch and of the scores.
    cache
        Pictures and features, ``out/cache`` by default.
    options
        How to prepare `data` if it holds pictures.

    Returns
    -------
    dict
        What was written to ``added.json``: accuracy on the old classes before and after with their paired
        difference, on the new classes, and on all, each on the test samples (validation, without any).

    Raises
    ------
    CannotAdd
        No class is new, or the pictures share no disk.
    NoRun, NoFace, NoLabels
        See there.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    from training.networks.oriented import oriented

    begun = time.monotonic()
    before = read_settings(run)
    known = plain_network(run)
    base, head = split(known)
    old = run_index(run)
    cache = cache or out / "cache"
    out.mkdir(parents=True, exist_ok=True)
    extractor = Extractor(base, before.faces)
    new = _new(old, before.labels, data, out, options, progress)
    labels = [*before.labels, *new.labels]
    kept = _exemplars(extractor, old, before, wanted.memory, cache, progress)
    index = together(old, new, kept)
    settings = _settings(before, labels, index, wanted)
    for stale in (*out.glob("last-*.keras"), *(out / name for name in (STATE, HISTORY, BEST, HEAD))):
        stale.unlink(missing_ok=True)
    write_index(out / SPLIT, index.rows)
    base.save(out / BACKBONE)
    settings.weights_sha256 = weights_digest(base)
    settings.save(out)

    train, validation = (read_examples(index, settings, side, cache) for side in ("train", "validation"))
    views = settings.views or _VIEWS
    shown = bank(extractor, train.pixels, settings.augmentation, views, settings.seed, cache, progress)
    held = bank(extractor, validation.pixels, settings.augmentation, 0, settings.seed, cache, progress)[0]
    targets = _targets(head, shown[0], train, len(before.labels), labels, wanted.soft)
    source = FeatureSource(shown, held, targets, settings.batch, settings.seed)
    phase = Phase(
        "added", settings.epochs, settings.rate, lambda: widened(head, len(labels)), lambda: source, HEAD
    )
    loop = Loop(
        out, settings, [phase], validation.by_sample, validation.sample_truth(labels), progress, begun
    )
    loop.go()
    trained = plain_network(out)
    trained.save(out / BEST)
    models = (oriented(known, before.orientations), oriented(trained, settings.orientations))
    evaluate(out, [], progress, model=models[1])
    found = _told(run, out, models, new.labels, wanted, len(kept))
    with replacing(out / FILE) as stream:
        stream.write(json.dumps(found, indent=1, ensure_ascii=False).encode())
    for name in ("old", "new", "all"):
        progress.event("added", classes=name, **found[name])
    return found


def split(model: Any) -> tuple[Any, Any]:
    """A network as what gives features and what reads them: its backbone, or all but its last layer."""
    import keras

    from training.networks.heads import parts

    if {"backbone", "head"} <= {layer.name for layer in model.layers}:
        return parts(model)
    last = model.layers[-1]
    base = keras.Model(model.inputs[0], last.input, name="backbone")
    vector = keras.Input(last.input.shape[1:], name="features")
    copy = last.__class__.from_config(last.get_config())
    head = keras.Model(vector, copy(vector), name="head")
    copy.set_weights(last.get_weights())
    return base, head


def widened(head: Any, n_labels: int) -> Any:
    """A head with more outputs; what it had keeps its weights, new ones begin small."""
    import keras

    fresh = keras.models.clone_model(head)
    last = fresh.layers[-1]
    wider = last.__class__.from_config({**last.get_config(), "units": n_labels})
    result = keras.Model(fresh.inputs[0], wider(last.input), name=head.name)
    for layer in result.layers[:-1]:
        layer.set_weights(head.get_layer(layer.name).get_weights())
    kernel, bias = (np.array(one) for one in wider.get_weights())
    old_kernel, old_bias = head.layers[-1].get_weights()
    known = old_kernel.shape[1]
    kernel[:, :known], bias[:known] = old_kernel, old_bias
    # No better known than the old classes are on average, whatever the features.
    kernel[:, known:] = old_kernel.mean(axis=1, keepdims=True)
    bias[known:] = old_bias.mean()
    wider.set_weights([kernel, bias])
    return result


def herded(features: NDArray[np.floating], count: int) -> list[int]:
    """The rows whose running mean stays nearest to the mean of all, in the order they were chosen."""
    scaled = features / np.maximum(np.linalg.norm(features, axis=1, keepdims=True), 1e-12)
    mean, total = scaled.mean(axis=0), np.zeros(scaled.shape[1])
    chosen: list[int] = []
    for k in range(1, min(count, len(scaled)) + 1):
        distance = np.linalg.norm(mean - (total + scaled) / k, axis=1)
        distance[chosen] = np.inf
        chosen.append(int(distance.argmin()))
        total += scaled[chosen[-1]]
    return chosen


def together(old: DataIndex, new: DataIndex, kept: set[str]) -> DataIndex:
    """Both sets as one: all new samples, the old held-out ones, and of the old training ones those kept.

    Raises
    ------
    CannotAdd
        No folder holds both.
    """
    try:
        root = Path(os.path.commonpath([old.folder, new.folder]))
    except ValueError as error:
        raise CannotAdd(
            en="The old and the new pictures lie on different disks: copy them to one.",
            es="Las imágenes antiguas y las nuevas están en discos distintos: cópielas a uno solo.",
        ) from error
    rows = [
        _moved(row, old.folder, root, "old")
        for row in old.rows
        if row.split in ("validation", "test") or (row.sample or row.path) in kept
    ]
    rows += [_moved(row, new.folder, root, "new") for row in new.rows]
    return DataIndex(root, tuple(sorted(rows, key=lambda row: row.path)))


def _moved(row: Row, folder: Path, root: Path, prefix: str) -> Row:
    """Groups and samples of the two sets stay apart even if their names are equal."""
    path = (folder / row.path).relative_to(root).as_posix()
    sample = f"{prefix}/{row.sample}" if row.sample else path
    return replace(row, path=path, group=f"{prefix}/{row.group}", sample=sample, fold=None)


def _new(
    old: DataIndex,
    known: Sequence[str],
    data: Path,
    out: Path,
    options: Options | None,
    progress: Progress,
) -> DataIndex:
    """The samples of new classes; pictures that are already among the old ones are left out."""
    if (data / REPORT).is_file():
        found = load_index(data)
    else:
        found = prepare(data, out / "data", replace(options or Options(), least=1), progress)
    seen = {row.sha256 for row in old.rows if row.sha256}
    samples = [
        sample
        for sample in found.samples
        if sample.label not in known and not any(row.sha256 in seen for row in sample.rows)
    ]
    rows = tuple(row for sample in samples for row in sample.rows)
    left = len(found.samples) - len(samples)
    if not rows:
        raise CannotAdd(
            en=f"{data} has no class that the network does not know: {', '.join(known)}.",
            es=f"{data} no tiene ninguna clase que la red no conozca: {', '.join(known)}.",
        )
    progress.event("new", labels=sorted({row.label for row in rows}), samples=len(samples), left_out=left)
    return DataIndex(found.folder, rows)


def _exemplars(
    extractor: Extractor, old: DataIndex, settings: Settings, memory: int, cache: Path, progress: Progress
) -> set[str]:
    """Ids of the old training samples that are learnt again."""
    if not memory:
        return set()
    train = read_examples(old, settings, "train", cache)
    plain = bank(extractor, train.pixels, settings.augmentation, 0, settings.seed, cache, progress)[0]
    features = train.by_sample(plain)
    truth = train.sample_truth(settings.labels)
    kept: set[str] = set()
    for label in range(len(settings.labels)):
        places = np.flatnonzero(truth == label)
        kept |= {train.samples[places[i]].id for i in herded(features[places], memory)}
    return kept


def _settings(before: Settings, labels: list[str], index: DataIndex, wanted: Wanted) -> Settings:
    return replace(
        before,
        labels=labels,
        data=str(index.folder),
        data_sha256=index.sha256,
        fold=None,
        epochs=wanted.epochs,
        fine_epochs=0,
        schedule="plateau",
        # New pictures may be many more than those kept of an old class.
        class_weights="balanced",
        smoothing=0.0,
        mixed_precision=False,
    )


def _targets(
    head: Any, plain: NDArray[np.float32], train: Examples, known: int, labels: Sequence[str], soft: float
) -> Targets:
    targets = Targets(train.truth, len(labels), balanced=True)
    old = train.truth < known
    if soft and old.any():
        said = np.asarray(head(np.asarray(plain[old]), training=False))
        targets.one_hot[old] *= 1 - soft
        targets.one_hot[old, :known] += soft * said
    return targets


def _told(
    run: Path, out: Path, models: tuple[Any, Any], new: Sequence[str], wanted: Wanted, exemplars: int
) -> dict[str, Any]:
    index, old = run_index(run), read_settings(run).labels
    side = "test" if any(sample.split == "test" for sample in index.samples) else "validation"
    cache = out / "cache"
    before, after = (judge(one, side, cache, model) for one, model in zip((run, out), models, strict=True))
    right = after.rows.argmax(axis=1) == after.truth
    ours = after.truth < len(old)
    places = np.flatnonzero(ours)
    paired = paired_difference(
        after.rows[places].argmax(axis=1),
        before.rows.argmax(axis=1),
        before.truth,
        [sample.group for sample in before.samples],
    )
    return {
        "from": run.name,
        "old_labels": old,
        "new_labels": list(new),
        "split": side,
        "exemplars": exemplars,
        "soft": wanted.soft,
        "old": {
            "before": _share(before),
            "after": share(int(right[ours].sum()), int(ours.sum())),
            "difference": paired["difference"],
            "interval": paired["interval"],
        },
        "new": {"after": share(int(right[~ours].sum()), int((~ours).sum()))},
        "all": {"after": share(int(right.sum()), len(right))},
    }


def _share(judged: Judged) -> dict[str, Any]:
    right = judged.rows.argmax(axis=1) == judged.truth
    return share(int(right.sum()), len(right))


def section(run: Path) -> str:
    """What adding classes did, as HTML; "" for a run that nothing was added to."""
    if not (run / FILE).is_file():
        return ""
    found = json.loads((run / FILE).read_text(encoding="utf-8"))
    old = found["old"]
    rows = [
        ("old classes, before", old["before"]),
        ("old classes, after", old["after"]),
        ("new classes, after", found["new"]["after"]),
        ("all classes, after", found["all"]["after"]),
    ]
    body = "".join(
        f"<tr><td>{name}</td><td>{one['n']}</td><td>{(one['share'] or 0):.3f}</td>"
        f"<td>{one['interval'][0]:.3f}–{one['interval'][1]:.3f}</td></tr>"
        for name, one in rows
    )
    low, high = old["interval"]
    return (
        f"<h2>Classes added: {', '.join(found['new_labels'])}</h2><p>To the network of “{found['from']}”, "
        f"with {found['exemplars']} of its own training samples learnt again; {found['split']} samples. Old "
        f"classes: {old['difference']:+.3f} (95 %, bootstrap over groups, {low:+.3f} to {high:+.3f}).</p>"
        f"<table><tr><th></th><th>n</th><th>accuracy</th><th>95 % (Wilson)</th></tr>{body}</table>"
    )
