"""Label images: which phase each pixel of a picture is in, kept beside the collection with its provenance.

``.geodesk/phases/<path>.tif``: uint8, lossless, one page for each page of the picture, of the whole upright
picture; `OUTSIDE` where a pixel has no phase. The TIFF's description is a JSON document that says what it was
made from and how. Any program that reads TIFF reads it.
"""

import hashlib
import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geodesk.collection.durable import make_folder, replacing
from geodesk.collection.errors import CollectionError, printable, unreadable, unwritable
from geodesk.collection.events import parse_time
from geodesk.collection.moves import LONG_AGO, Moves, Place
from geodesk.collection.pictures import Picture
from geodesk.collection.store import Store
from geodesk.collection.strokes import Phase, described

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FOLDER = "phases"
_LONGEST_NAME = 240  # bytes; a file system takes 255
_TEXT = 1 << 20
_HASHED = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class PhaseImage:
    """A label image on the disk.

    Attributes
    ----------
    file : Path
    made : dict
        Its provenance, empty of a file that another program wrote: ``source`` (``path``, ``sha256``,
        ``size``, ``mtime_ns``), ``rule``, ``phases``, ``outside``, ``geodesk``, ``time``.
    """

    file: Path
    made: Mapping[str, Any]

    @property
    def outside(self) -> int | None:
        """The label of pixels without a phase; None: every value is a phase."""
        label = self.made.get("outside")
        return label if isinstance(label, int) else None

    @property
    def phases(self) -> tuple[Phase, ...]:
        """The phases as they were named when it was made; empty if they were not."""
        try:
            return tuple(
                Phase(int(one["label"]), *(str(one.get(key) or "") for key in ("es", "en", "colour")))
                for one in self.made.get("phases", ())
            )
        except (TypeError, KeyError, ValueError, AttributeError, OverflowError):
            return ()

    def fits(self, picture: Picture) -> bool:
        """Whether it was made from the picture's file as it is now.

        By size and time of the file, or where those differ by its hash. True where it does not say.
        """
        source = self.made.get("source")
        if not isinstance(source, Mapping) or "sha256" not in source:
            return True
        if (source.get("size"), source.get("mtime_ns")) == (picture.size, picture.mtime_ns):
            return True
        from geodesk import micrograph

        with micrograph.open(picture.file) as opened:
            return bool(opened.sha256 == source["sha256"])

    def labels(self) -> "NDArray[np.integer[Any]]":
        """The labels: (H, W), or (pages, H, W) of a stack.

        Raises
        ------
        CollectionError
            The file is no label image: it has colours or fractions.
        UnreadablePicture
            It cannot be read.
        """
        from geodesk import micrograph

        with micrograph.open(self.file) as opened:
            if opened.channels != 1 or opened.dtype.kind not in "bui":
                name = printable(str(self.file))
                raise CollectionError(
                    en=f"{name} is not a label image: its pixels must be whole numbers of one channel.",
                    es=f"{name} no es una imagen de etiquetas: sus píxeles deben ser números enteros de un"
                    " solo canal.",
                )
            return opened.pixels() if opened.pages == 1 else opened.volume()


class PhaseImages:
    """The label images of a collection.

    Parameters
    ----------
    store : Store
        Where they are.
    before_writing : callable
        Called before one is written.
    moves : callable
        What was moved where: a label image stays under its old name and is found there.
    """

    def __init__(
        self,
        store: Store,
        before_writing: Callable[[], None] = lambda: None,
        moves: Callable[[], Moves] = Moves,
    ) -> None:
        self._store = store
        self._before_writing = before_writing
        self._moves = moves

    def of(self, picture: Picture) -> PhaseImage | None:
        """The label image of a picture; None if there is none."""
        moves = self._moves()
        for path in (picture.path, *moves.sources(picture.path)):
            for source in self._store.sources:
                file = source / _FOLDER / _name(path)
                if file.is_file():
                    found = open_phases(file)
                    if _place(found, path, moves).path == picture.path:
                        return found
        return None

    def places(self, present: Collection[str]) -> list[Place]:
        """Where label images belong now whose name is not that of a picture present, as far as it says."""
        moves, found = self._moves(), []
        for source in self._store.sources:
            folder = source / _FOLDER
            for file in sorted(folder.rglob("*.tif")):
                path = file.relative_to(folder).as_posix().removesuffix(".tif")
                if path not in present and not _HASHED.fullmatch(path):
                    with suppress(CollectionError):
                        found.append(_place(open_phases(file), path, moves))
        return found

    def save(self, picture: Picture, labels: "NDArray[np.uint8]", made: Mapping[str, Any]) -> PhaseImage:
        """Keep the label image of a picture; one that was there before is replaced.

        Parameters
        ----------
        labels : ndarray of uint8, shape (H, W) or (pages, H, W)
        made : mapping of JSON values
            Its provenance.

        Raises
        ------
        CollectionError
            It cannot be written; the old one then stands.
        """
        self._before_writing()
        file = self._store.home / _FOLDER / _name(picture.path)
        try:
            make_folder(file.parent)
            self._make_room(file, picture.path)
        except OSError as fault:
            raise unwritable(str(file.parent), fault) from fault
        return write_phases(file, labels, made)

    def remove(self, picture: Picture) -> None:
        """Take a picture's label image away, if it is ours to take. Raises `CollectionError`."""
        found = self.of(picture)
        if found is None or not found.file.is_relative_to(self._store.home):
            return
        try:
            found.file.unlink(missing_ok=True)
        except OSError as fault:
            raise unwritable(str(found.file), fault) from fault

    def _make_room(self, file: Path, path: str) -> None:
        """Rename a label image that belongs to a picture that went elsewhere, before one takes its name."""
        moves = self._moves()
        if moves.latest(path) is not None and file.is_file():
            place = _place(open_phases(file), path, moves)
            target = self._store.home / _FOLDER / _name(place.path)
            if place.path != path and not target.exists():
                make_folder(target.parent)
                file.rename(target)


def _place(image: PhaseImage, path: str, moves: Moves) -> Place:
    """Where a label image belongs that lies under the name of a path: by the path and time it was made of."""
    source, time = image.made.get("source"), image.made.get("time")
    source = source if isinstance(source, Mapping) else {}
    origin = source.get("path", path)
    if origin != path and path not in moves.along(origin):
        origin = path
    try:
        made = parse_time(str(time))
    except ValueError:
        made = LONG_AGO
    return moves.place(origin, made, source.get("sha256"))


def open_phases(file: Path) -> PhaseImage:
    """A label image by its file: its provenance is read, its pixels are not yet.

    Raises
    ------
    CollectionError
        The file cannot be read.
    """
    return PhaseImage(file, _provenance(file))


def write_phases(file: Path, labels: "NDArray[np.uint8]", made: Mapping[str, Any]) -> PhaseImage:
    """Write a label image, whole or not at all, and return it. Raises `CollectionError`."""
    import io

    import numpy as np
    import tifffile

    if labels.dtype != np.uint8 or labels.ndim not in (2, 3):
        raise ValueError(
            f"labels must be uint8 of shape (H, W) or (pages, H, W), not {labels.dtype} {labels.shape}"
        )
    stream = io.BytesIO()
    description = json.dumps(made, ensure_ascii=True, sort_keys=True)
    with tifffile.TiffWriter(stream) as writer:
        for page in labels if labels.ndim == 3 else labels[np.newaxis]:
            writer.write(
                page,
                photometric="minisblack",
                compression="zlib",
                rowsperstrip=max(1, (1 << 18) // page.shape[1]),
                description=description,
                metadata=None,
                software="GeoDesk",
            )
            description = ""
    with replacing(file) as out:
        out.write(stream.getbuffer())
    return PhaseImage(file, dict(made))


def provenance(
    picture: Picture, sha256: str, rule: Mapping[str, Any], phases: Sequence[Phase]
) -> dict[str, Any]:
    """The provenance of a label image: from which file, by which rule, with which program, when.

    Parameters
    ----------
    sha256
        Of the picture's file.
    rule
        How, as JSON values.
    """
    from datetime import UTC, datetime

    from geodesk import __version__
    from geodesk.collection.events import time_text
    from geodesk.collection.strokes import OUTSIDE

    return {
        "geodesk": __version__,
        "time": time_text(datetime.now(UTC)),
        "source": {
            "path": picture.path.encode("utf-8", "backslashreplace").decode(),
            "sha256": sha256,
            "size": picture.size,
            "mtime_ns": picture.mtime_ns,
        },
        "rule": dict(rule),
        "phases": [described(phase) for phase in phases],
        "outside": OUTSIDE,
    }


def _provenance(file: Path) -> dict[str, Any]:
    import tifffile

    try:
        with tifffile.TiffFile(file) as opened:
            text = opened.pages.first.description
        document = json.loads(text) if len(text) <= _TEXT else None
    except OSError as fault:
        raise unreadable(str(file), fault) from fault
    except Exception:  # noqa: BLE001 - a foreign file says nothing of itself; reading it comes later
        return {}
    return document if isinstance(document, dict) and "rule" in document else {}


def _name(path: str) -> str:
    name = f"{path}.tif"
    last = name.rpartition("/")[2]
    if len(last.encode("utf-8", "surrogateescape")) <= _LONGEST_NAME:
        return name
    return f"{hashlib.sha256(name.encode('utf-8', 'surrogateescape')).hexdigest()}.tif"
