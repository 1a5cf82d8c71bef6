"""The other face of a PPL/XPL pair, for models that see both at once."""

import os
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from geodesk.collection import DEFAULT_PATTERNS, Collection, Pattern, Picture, group, open_corrected
from geodesk.micrograph import is_picture_name
from geodesk.models import InputSpec, NeedsFaces, prepare_faces


class Pairs:
    """Finds the faces of a picture's sample by the names in its folder; each folder is listed once.

    Parameters
    ----------
    items
        Pictures whose corrections count; the others of a folder are taken as their files are.
    patterns
        Which names make a pair.
    """

    def __init__(self, items: Sequence[Picture], patterns: Sequence[Pattern] = DEFAULT_PATTERNS) -> None:
        self._known = {item.file: item for item in items}
        self._patterns = [pattern for pattern in patterns if pattern.kind == "pair"]
        self._folders: dict[Path, dict[Path, dict[str, Picture]]] = {}
        self._lock = Lock()

    def faces(self, item: Picture, spec: InputSpec) -> list[Picture]:
        """The pictures of the item's sample in the order of the model's faces; raises `NeedsFaces`."""
        folder = item.file.parent
        with self._lock:
            if folder not in self._folders:
                self._folders[folder] = self._listed(folder)
        found = self._folders[folder].get(item.file, {})
        if not all(face in found for face in spec.faces):
            raise NeedsFaces(spec)
        return [found[face] for face in spec.faces]

    def input(self, item: Picture, spec: InputSpec) -> NDArray[np.generic]:
        """The one input of the item's sample, (1, H, W, channels).

        Raises
        ------
        NeedsFaces
            The picture is not one of a pair.
        UnreadablePicture
            One of the faces cannot be decoded.
        """
        with ExitStack() as stack:
            opened = [stack.enter_context(open_corrected(None, face)) for face in self.faces(item, spec)]
            return prepare_faces(opened, spec)

    @classmethod
    def of(cls, items: Sequence[Picture], collection: Collection | None) -> "Pairs":
        """By the patterns in force in a collection, else by the usual ones."""
        return cls(items) if collection is None else cls(items, collection.patterns())

    def _listed(self, folder: Path) -> dict[Path, dict[str, Picture]]:
        names = sorted(name for name in os.listdir(folder) if is_picture_name(name))
        files = (self._known.get(folder / name) or Picture(name, name, folder / name, 0, 0) for name in names)
        # Pairs lie in one folder; what the items' paths are relative to does not matter here.
        pictures = [replace(file, id=name, path=name) for file, name in zip(files, names, strict=True)]
        pairs = [sample for sample in group(pictures, self._patterns) if sample.kind == "pair"]
        of_file: dict[Path, dict[str, Picture]] = {}
        for pair in pairs:
            faces = dict(zip(pair.roles, pair.pictures, strict=True))
            of_file.update((picture.file, faces) for picture in pair.pictures)
        return of_file
