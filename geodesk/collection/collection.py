"""A folder of pictures as one thing: its pictures, samples, labels and predictions."""

import os
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from geodesk.collection import classes as _classes
from geodesk.collection import patterns as _patterns
from geodesk.collection.classes import LabelClass
from geodesk.collection.corrections import Corrections
from geodesk.collection.errors import CollectionError, UnknownPictures, enumerate_names, printable
from geodesk.collection.history import History
from geodesk.collection.index import Index
from geodesk.collection.keeping import Keeping
from geodesk.collection.labels import Labels
from geodesk.collection.patterns import Pattern
from geodesk.collection.phaseimages import PhaseImages
from geodesk.collection.pictures import Picture, find_pictures
from geodesk.collection.predictions import Predictions
from geodesk.collection.runs import Journal, Journals
from geodesk.collection.samples import Sample, group
from geodesk.collection.store import Store, check_folder, describe, locate, login_name, machine_name
from geodesk.language import Sentence


class Collection(Keeping):
    """One folder and everything below it. Nothing is imported, copied or changed; use :meth:`open`.

    Attributes
    ----------
    folder : Path
        The folder, as it was given.
    store : Path
        Where the collection's own files are written: ``FOLDER/.geodesk``, or for a read-only folder a place
        in the user's data folder.
    read_only : bool
        Whether the folder cannot be written.
    labels : Labels
        The labels, with history and undo.
    predictions : Predictions
        What models said.
    corrections : Corrections
        What people corrected about pixel sizes and information bars.
    phases : PhaseImages
        Label images: which phase each pixel is in.
    """

    def __init__(self, folder: Path, store: Store, annotator: str, machine: str) -> None:
        self.folder = folder
        self.store = store.home
        self.read_only = store.read_only
        self._store = store
        self._pictures: list[Picture] | None = None
        self._problems: list[Sentence] = []
        self._left_out: list[Sentence] = []
        self._who = annotator, machine
        self.labels = Labels(
            store,
            annotator,
            machine,
            resolve=self._find,
            sha256_of=lambda picture, read: self.index.fingerprint(picture, read),
            before_writing=self._before_writing,
            contents=lambda: self.index.contents(self._listed()),
        )
        self.predictions = Predictions(self._journals("predictions"), self.pictures)
        self.phases = PhaseImages(store, self._before_writing, lambda: self.labels.moves)
        self.corrections = Corrections(store, *self._who, resolve=self._find, **self._surroundings())

    @classmethod
    def open(
        cls,
        folder: str | os.PathLike[str],
        annotator: str | None = None,
        machine: str | None = None,
        also: Path | None = None,
    ) -> Self:
        """Open a folder. Nothing is written to it until there is a label or a result to keep.

        Parameters
        ----------
        folder : path
            An existing folder.
        annotator : str, optional
            Who labels; the login name by default.
        machine : str, optional
            This machine's name by default.
        also : path, optional
            Another folder of logs that are read as if they were the collection's; nothing is written there.

        Raises
        ------
        CollectionError
            If the folder is missing or cannot be read, or if its label files are damaged. A line torn by a
            crash is not damage.
        """
        place = Path(folder)
        check_folder(place)
        store = locate(place, lambda: find_pictures(place)[0])
        if also is not None:
            store = replace(store, also=(also,))
        return cls(place, store, annotator or login_name(), machine or machine_name())

    # Pictures

    def pictures(self) -> list[Picture]:
        """The pictures, sorted by path; listed once, until :meth:`refresh`. Each carries its correction.

        Raises
        ------
        CollectionError
            If the folder cannot be read any more.
        """
        return self.corrections.applied(self._listed())

    def _listed(self) -> list[Picture]:
        if self._pictures is None:
            self.refresh()
        return self._pictures or []

    def refresh(self) -> None:
        """List the folder again: pictures may have come, gone or changed."""
        found, self._problems = find_pictures(self.folder)
        self._pictures = found
        for stale in ("_by_path", "_by_name", "_by_printed"):
            self.__dict__.pop(stale, None)

    @cached_property
    def _by_path(self) -> dict[str, Picture]:
        return {picture.path: picture for picture in self._listed()}

    @cached_property
    def _by_name(self) -> dict[str, list[Picture]]:
        names: dict[str, list[Picture]] = {}
        for picture in self._listed():
            names.setdefault(picture.path.rpartition("/")[2], []).append(picture)
        return names

    @cached_property
    def _by_printed(self) -> dict[str, list[Picture]]:
        names: dict[str, list[Picture]] = {}
        for picture in self._listed():
            for known in {_plain(picture.path), _plain(picture.path.rpartition("/")[2])}:
                names.setdefault(known, []).append(picture)
        return names

    def resolve(self, id_or_path: str) -> Picture:
        r"""The picture that an id or a path means.

        The exact path comes first, then the file name if only one picture has it, then either in its
        printed form: in Unicode NFC, and with bytes that are not UTF-8 as ``\xNN``.

        Raises
        ------
        UnknownPictures
            If no picture is called so.
        CollectionError
            If several are; the sentence names them.
        """
        return self.corrections.applied([self._find(id_or_path)])[0]

    def _find(self, id_or_path: str) -> Picture:
        if (picture := self._by_path.get(id_or_path)) is not None:
            return picture
        found = self._by_name.get(id_or_path) or self._by_printed.get(_plain(id_or_path)) or []
        if not found:
            raise UnknownPictures([id_or_path])
        if len(found) > 1:
            name, paths = printable(id_or_path), enumerate_names([picture.path for picture in found])
            raise CollectionError(
                en=f"{name} could be any of {paths.en}; give the path.",
                es=f"{name} puede ser cualquiera de {paths.es}; indique la ruta.",
            )
        return found[0]

    @property
    def problems(self) -> list[Sentence]:
        """What could not be looked into, and what a crash left behind; the rest of the collection works."""
        return [*self._problems, *self.labels.problems(), *self.corrections.problems(), *self._left_out]

    def _leave_out(self, sentence: Sentence) -> None:
        if sentence not in self._left_out:
            self._left_out.append(sentence)

    # Samples

    def patterns(self) -> list[Pattern]:
        """The file name patterns in force: the collection's own, or the default ones.

        Raises
        ------
        CollectionError
            If ``patterns.json`` was edited into something that cannot be read.
        """
        return _patterns.load(self._store)

    def set_patterns(self, patterns: Sequence[Pattern] | None) -> None:
        """Keep file name patterns beside the collection; None goes back to the default ones.

        Raises
        ------
        CollectionError
            If they cannot be written.
        """
        self._before_writing()
        _patterns.save(self._store, patterns)

    # Classes

    def classes(self) -> list[LabelClass] | None:
        """The classes that were kept beside the collection, in the order of their keys; None without any.

        Raises
        ------
        CollectionError
            If ``classes.json`` was edited into something that cannot be read.
        """
        return _classes.load(self._store)

    def set_classes(self, classes: Sequence[LabelClass]) -> None:
        """Keep the classes beside the collection, in the order of their keys; labels stay as they are.

        Raises
        ------
        CollectionError
            If one is named twice or is no label, or they cannot be written.
        """
        self._before_writing()
        _classes.save(self._store, classes)

    # History

    @cached_property
    def history(self) -> History:
        """What was done with the collection; read when first asked for. Raises `CollectionError`."""
        return History(self._store, *self._who, before_writing=self._before_writing)

    def samples(self, patterns: Sequence[Pattern] | None = None) -> list[Sample]:
        """The samples: pairs and series by file name patterns, and every other picture on its own.

        Parameters
        ----------
        patterns : sequence of Pattern, optional
            To try out; by default those in force.

        Returns
        -------
        list of Sample
            Sorted by the path of the first picture; each picture is in exactly one.
        """
        return group(self.pictures(), self.patterns() if patterns is None else patterns)

    # Jobs

    def journal(self, kind: str, key: str, **header: Any) -> Journal:
        """The journal of a job: the interrupted one with the same key and header, or a new one.

        Parameters
        ----------
        kind : str
            The kind of job, such as ``"caption"``: lower case letters, digits and ``_``.
        key : str
            What the result depends on, such as a hash of the model and the settings.
        header : JSON values
            More to keep with it.

        Raises
        ------
        CollectionError
            If the disk takes no more.
        """
        journals = self._journals(kind)
        same = {"kind": kind, "key": key, **header}
        if (journal := journals.unfinished(**same)) is not None:
            return journal
        return journals.begin(key[:12], same)

    def _journals(self, kind: str) -> Journals:
        return Journals(self._store, kind, self._leave_out, self._before_writing)

    @cached_property
    def index(self) -> Index:
        """The local index, for fast lists and for the hashes of the pictures; rebuilt whenever it is lost."""
        return Index(self)

    def _content_of(self, path: str) -> str | None:
        picture = self._by_path.get(path)
        sha256 = None if picture is None else self.index.fingerprint(picture, True)
        if sha256 is not None:
            self.labels.learn_content(path, sha256)
        return sha256

    def _before_writing(self) -> None:
        if self.read_only:
            describe(self._store, self.folder, self.pictures())


def _plain(name: str) -> str:
    """A name as it is printed, so that a name typed or read from a CSV file finds it."""
    return printable(unicodedata.normalize("NFC", name))
