"""Which samples are reported on, and where what people and models said of them is kept."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from geodesk.collection import DEFAULT_PATTERNS, Collection, CollectionError, Picture, Sample, group
from geodesk.collection.store import free_name, safe_name
from geodesk.jobs.inputs import Inputs
from geodesk.jobs.recipes.finding import find_model
from geodesk.jobs.recipes.steps import ModelRef
from geodesk.jobs.samplereport.facts import Trust
from geodesk.language import GeoDeskError
from geodesk.models import Classifier, OnnxFile, check_digest, from_file, read_card

_KEPT = ".geodesk"


@dataclass(frozen=True, slots=True)
class Subject:
    """One sample and its collection; None: of a file that belongs to none."""

    sample: Sample
    collection: Collection | None = None


def subjects_of(inputs: Inputs) -> list[Subject]:
    """The samples of a command's pictures.

    Files that were named one by one belong to the nearest folder above them that was worked on with GeoDesk:
    its labels, predictions, corrections and patterns count for them.
    """
    if inputs.collection is not None:
        return [Subject(sample, inputs.collection) for sample in inputs.collection.samples()]
    homes: dict[Path, Collection] = {}
    found: dict[Path | None, list[Picture]] = {}
    for item in inputs.items:
        home = _home(item.file)
        if home is not None and home not in homes:
            homes[home] = Collection.open(home)
        known = None if home is None else _known(item, homes[home])
        found.setdefault(None if known is None else home, []).append(known or item)
    subjects = []
    for home, pictures in found.items():
        collection = None if home is None else homes[home]
        patterns = DEFAULT_PATTERNS if collection is None else collection.patterns()
        pictures.sort(key=lambda one: one.path)
        subjects += [Subject(sample, collection) for sample in group(pictures, patterns)]
    return subjects


def _home(file: Path) -> Path | None:
    return next((folder for folder in file.absolute().parents if (folder / _KEPT).is_dir()), None)


def _known(item: Picture, collection: Collection) -> Picture | None:
    """The picture as its collection knows it."""
    path = item.file.absolute().relative_to(collection.folder).as_posix()
    try:
        return collection.resolve(path)
    except CollectionError:
        return None


def names_of(samples: Sequence[Sample]) -> list[str]:
    """A file name without ending for each sample, never twice the same."""
    taken: set[str] = set()
    names = []
    for sample in samples:
        first = sample.pictures[0]
        own = first.file.stem if sample.kind == "picture" else Path(sample.id).name
        folder = Path(first.path).parts[-2:-1]
        name = safe_name(own, "sample")
        if name.casefold() in taken:
            name = safe_name("_".join([*folder, first.file.name.replace(".", "_")]), "sample")
        names.append(free_name(name, taken))
    return names


def trusting(
    collections: Sequence[Collection], model: Classifier | None = None
) -> Callable[[str, str], Trust]:
    """What looks up a model by its name and hash: its card and its badge, tested once on the CPU.

    Parameters
    ----------
    collections
        Whose histories say where models were.
    model
        One that is open already.
    """
    known: dict[str, Trust] = {}
    if model is not None:
        known[model.sha256] = Trust(model.card, model.badge)
    paths = _paths(collections)

    def trust(name: str, sha256: str) -> Trust:
        if sha256 not in known:
            known[sha256] = _looked_up(name, sha256, paths)
        return known[sha256]

    return trust


def _paths(collections: Sequence[Collection]) -> Mapping[str, Path]:
    """By hash, where a model was when it was used."""
    found = {}
    for collection in collections:
        for deed in collection.history.deeds():
            if deed.model is not None and deed.model.get("path"):
                found[str(deed.model.get("sha256"))] = Path(str(deed.model["path"]))
    return found


def _looked_up(name: str, sha256: str, paths: Mapping[str, Path]) -> Trust:
    files = [paths[sha256]] if sha256 in paths else []
    found = find_model(ModelRef(name, sha256, f"{name}.onnx"), files)
    if found.state != "found" or found.path is None:
        return Trust()
    try:
        file = OnnxFile.read(found.path)
        card = read_card(file)
        if card is None:
            return Trust(None, check_digest(None, file))
        return Trust(card, from_file(file, "cpu").badge)
    except GeoDeskError:
        return Trust()
