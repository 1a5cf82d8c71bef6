"""Other people's logs taken into a collection: nothing is overwritten, nothing counts twice.

Copying a log into ``.geodesk`` by hand does the same, as long as no log of its name is there. Here a log
of a name that is taken is compared first: an older copy changes nothing, a longer one is completed, and one
that went another way is kept beside it under a name of its own.
"""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from geodesk.collection.captions import KeptCaptions
from geodesk.collection.contents import known_contents
from geodesk.collection.corrections import Corrections
from geodesk.collection.errors import CollectionError, enumerate_names, printable, unreadable
from geodesk.collection.eventlogs import EventLogs
from geodesk.collection.events import from_record
from geodesk.collection.jsonlines import LogReader, Rewritten
from geodesk.collection.measurements import Measurements
from geodesk.collection.points import Points
from geodesk.collection.store import STORE, Store, parse_log_name
from geodesk.language import Sentence

if TYPE_CHECKING:
    from geodesk.collection.collection import Collection

_LOGS = ("labels-*@*.jsonl",)
_MORE: dict[str, type[EventLogs]] = {"measurements": Measurements, "points": Points, "captions": KeptCaptions}
_ALL = (*_LOGS, *(f"{kind}-*@*.jsonl" for kind in (*_MORE, "corrections")))
Named = tuple[str, str | None]
"""The path that an event is about, and the content if it names one."""
_MOST_COPIES = 1000

Became = Literal["new", "longer", "same", "beside", "refused"]


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of one log.

    Attributes
    ----------
    source : Path
        The log that was given.
    became : str
        ``new``: copied; ``longer``: its new lines were added to the log of its name; ``same``: all of it was
        there; ``beside``: kept under another name, because the log of its name says something else;
        ``refused``: left out, for `error`.
    log : str
        The file name it has in the collection; empty if refused.
    events : int
        Lines of it that the collection did not have in this log.
    error : Sentence or None
        Why it was left out.
    """

    source: Path
    became: Became
    log: str = ""
    events: int = 0
    error: Sentence | None = None


def logs_of(place: str | os.PathLike[str], everything: bool = False) -> list[Path]:
    """The label logs that a folder of pictures, a ``.geodesk``, a folder of logs or a log itself stands for.

    Parameters
    ----------
    everything
        The logs of measurements, point counts, captions and corrections too.

    Raises
    ------
    CollectionError
        If it is not there or holds none.
    """
    path = Path(place)
    name, patterns = printable(str(path)), _ALL if everything else _LOGS
    if path.is_file():
        if not any(path.match(pattern) for pattern in patterns):
            raise CollectionError(
                en=f"{name} is not called like a label log (labels-<annotator>@<machine>.jsonl); give such a"
                " file or a folder.",
                es=f"{name} no se llama como un registro de etiquetas (labels-<anotador>@<equipo>.jsonl);"
                " indique uno de esos archivos o una carpeta.",
            )
        return [path]
    try:
        for folder in (path / STORE, path):
            if folder.is_dir() and (found := sorted({log for one in patterns for log in folder.glob(one)})):
                return found
    except OSError as fault:
        raise unreadable(str(path), fault) from fault
    raise CollectionError(
        en=f"There are no label logs in {name}; give the other person's folder of pictures, its .geodesk, or"
        " the files labels-….jsonl.",
        es=f"No hay registros de etiquetas en {name}; indique la carpeta de imágenes de la otra persona, su"
        " .geodesk o los archivos labels-….jsonl.",
    )


def merge_logs(
    collection: "Collection",
    places: Iterable[str | os.PathLike[str]],
    dry: bool = False,
    everything: bool = False,
) -> list[Merged]:
    """Take label logs into a collection.

    Pictures that the new events name with a hash are read if they never were, so that labels of another
    picture of the same name are withheld. A log without hashes is refused where the folder it comes from has
    another picture of the same name as here.

    Parameters
    ----------
    places
        Folders or files, as `logs_of` takes them.
    dry
        Only say what would be done.
    everything
        Take in measurements, point counts, captions and corrections too. Open the collection anew then.

    Raises
    ------
    CollectionError
        If a place holds no logs, or the disk takes no more. A log that cannot be read is refused, and the
        others are taken.
    """
    sources = [(log, Path(place)) for place in places for log in logs_of(place, everything)]
    mine = os.path.realpath(collection.store)
    done = []
    for log, place in sources:
        if os.path.realpath(log.parent) == mine:
            continue
        try:
            events = _read(collection, log)
            _refuse_strangers(collection, place, log, events)
            done.append(_take(collection, log, dry))
        except CollectionError as fault:
            if fault.__cause__ is not None and not isinstance(fault.__cause__, Rewritten):
                raise
            done.append(Merged(log, "refused", error=fault.sentence))
            continue
        if not dry:
            named = {path for path, sha256 in events if sha256}
            pictures = [picture for picture in collection.pictures() if picture.path in named]
            for _ in collection.index.hash_pictures(pictures):
                pass
    if not dry:
        collection.labels.reload()
        collection.labels.learn_contents(known_contents(collection))
    return done


def _read(collection: "Collection", log: Path) -> list[Named]:
    """What the events of a log are about; raises `CollectionError` if it is damaged."""
    annotator, machine = parse_log_name(log.name)
    kind = log.name.partition("-")[0]
    if kind != "labels":
        there = Store(log.parent, (log.parent,), read_only=True)
        if kind == "corrections":
            Corrections(there, annotator, machine, resolve=collection.resolve)
        else:
            _MORE[kind](there, annotator, machine)
    try:
        records = LogReader(log).read()
    except Rewritten as fault:
        raise CollectionError(
            en=f"{printable(log.name)} is no longer there.", es=f"{printable(log.name)} ya no está."
        ) from fault
    if kind != "labels":
        named = [(record.get("path") or record.get("id"), record.get("sha256")) for _, record in records]
        return [(path, sha256) for path, sha256 in named if isinstance(path, str)]
    events = [
        from_record(record, annotator, machine, log=log.name, line=line, path_of=lambda name: name)
        for line, record in records
    ]
    return [(event.path, event.sha256) for event in events]


def _refuse_strangers(collection: "Collection", place: Path, log: Path, events: Sequence[Named]) -> None:
    """Refuse a log whose events would go to another picture than the one they were about."""
    from geodesk.collection.collection import Collection

    if not (place.is_dir() and (place / STORE).is_dir()):
        return
    hashed = {path for path, sha256 in events if sha256}
    bare = {path for path, _ in events} - hashed
    ours = {picture.path: picture for picture in collection.pictures() if picture.path in bare}
    if not ours:
        return
    other = Collection.open(place)
    theirs = {picture.path: picture for picture in other.pictures() if picture.path in ours}
    strange = [path for path in theirs if theirs[path].size != ours[path].size]
    alike = [path for path in theirs if path not in strange]
    for one in (collection, other):
        known = ours if one is collection else theirs
        for _ in one.index.hash_pictures([known[path] for path in alike]):
            pass
    strange += [
        path
        for path in alike
        if collection.index.sha256_of(ours[path]) != other.index.sha256_of(theirs[path])
    ]
    other.index.close()
    if strange:
        names = enumerate_names(sorted(strange), 3)
        raise CollectionError(
            en=f"{printable(log.name)} was left out: {names.en} is another picture here than there."
            " Rename one of them; or give the log file itself to merge it all the same.",
            es=f"No se incorporó {printable(log.name)}: {names.es} no es aquí la misma imagen que allá."
            " Cambie el nombre de una; o indique el propio archivo para incorporarlo de todos modos.",
        )


def _take(collection: "Collection", source: Path, dry: bool) -> Merged:
    try:
        data = _whole_lines(source.read_bytes())
    except OSError as fault:
        raise unreadable(str(source), fault) from None
    stem = source.name.removesuffix(".jsonl")
    for copy in range(1, _MOST_COPIES):
        name = source.name if copy == 1 else f"{stem}~{copy}.jsonl"
        target = collection.store / name
        try:
            there = target.read_bytes()
        except FileNotFoundError:
            there = None
        except OSError as fault:
            raise unreadable(str(target), fault) from fault
        if there is None:
            return _put(collection, source, target, data, "new" if copy == 1 else "beside", dry)
        if _whole_lines(there).startswith(data):
            return Merged(source, "same", name)
        if data.startswith(there) and there.endswith(b"\n"):
            return _put(collection, source, target, data[len(there) :], "longer", dry)
    raise CollectionError(
        en=f"There are too many copies of {printable(source.name)}; take some away.",
        es=f"Hay demasiadas copias de {printable(source.name)}; retire algunas.",
    )


def _put(
    collection: "Collection", source: Path, target: Path, lines: bytes, became: Became, dry: bool
) -> Merged:
    if lines and not dry:
        collection.labels.take_lines(target.name, lines)
    return Merged(source, became, target.name, lines.count(b"\n"))


def _whole_lines(data: bytes) -> bytes:
    """The lines that have their end; a last one that lacks only its line feed gets it."""
    cut = data.rfind(b"\n") + 1
    tail = data[cut:].strip()
    return data[:cut] + (tail + b"\n" if tail.endswith(b"}") else b"")
