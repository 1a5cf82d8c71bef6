"""Phases by a model that segments pictures, and what people painted over them."""

from collections.abc import Generator, Sequence
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.collection import (
    DEFAULT_PATTERNS,
    OUTSIDE,
    Collection,
    Phase,
    Picture,
    Stroke,
    Strokes,
    open_corrected,
)
from geodesk.jobs.faces import Pairs
from geodesk.micrograph import Rect
from geodesk.models import load, refuse_failed
from geodesk.models.segmenter import Segmenter
from geodesk.morphology.phases import retouched


class Modelled:
    """A rule: the classes of a segmenter are the phases, and retouches lie over them.

    The last page that was segmented is remembered: the two faces of a pair have the same phases, and what was
    tried is kept without another run of the model.

    Attributes
    ----------
    model : Segmenter
    retouches : Strokes or None
        Named as the model's classes.
    """

    def __init__(
        self,
        model: Segmenter,
        items: Sequence[Picture],
        collection: Collection | None = None,
        retouches: Strokes | None = None,
    ) -> None:
        self.model = model
        patterns = DEFAULT_PATTERNS if collection is None else collection.patterns()
        self._pairs = Pairs(items, patterns)
        kept = collection.retouches() if retouches is None and collection is not None else retouches
        self.retouches: Strokes | None = None if kept is None else kept.renamed(self.phases)
        self._last: tuple[Any, NDArray[np.uint8]] | None = None

    def with_retouches(self, retouches: Strokes | None) -> "Modelled":
        """The same with other retouches; what was segmented is not segmented again."""
        other = Modelled.__new__(Modelled)
        other.model, other._pairs, other._last = self.model, self._pairs, self._last
        other.retouches = None if retouches is None else retouches.renamed(self.phases)
        return other

    @property
    def phases(self) -> tuple[Phase, ...]:
        """The model's classes: their places as labels, named and coloured by its card."""
        return phases_of(self.model)

    def faces(self, item: Picture) -> list[Picture]:
        """The pictures that the model sees together for one of them; raises `NeedsFaces`."""
        return self._pairs.faces(item, self.model.spec) if self.model.spec.faces else [item]

    def paths(self, item: Picture) -> tuple[str, ...]:
        """Their paths in the item's collection; retouches stand under the first. Raises `NeedsFaces`."""
        if not self.model.spec.faces:
            return (item.path,)
        return tuple(str(PurePosixPath(item.path).with_name(face.file.name)) for face in self.faces(item))

    def strokes(self, item: Picture, page: int) -> tuple[Stroke, ...]:
        """The retouches of a page that count."""
        if self.retouches is None:
            return ()
        return self.retouches.of_phases(self.paths(item)[0], page, self.phases)

    def raw(
        self, item: Picture, page: int, part: Rect | None = None
    ) -> Generator[None, None, NDArray[np.uint8]]:
        """What the model says of a page, without retouches.

        Returns
        -------
        ndarray of uint8, shape (H, W)
            Of the whole page; `OUTSIDE` on the information bar and beside `part`.

        Raises
        ------
        NeedsFaces
            The model sees a pair and the picture is not one of a pair.
        UnreadablePicture, ModelFailed
            See `Segmenter.segmenting`.
        """
        faces = self.faces(item)
        key = [(face.file, face.file.stat().st_mtime_ns) for face in faces], page, part
        if self._last is not None and self._last[0] == key:
            return self._last[1]
        with ExitStack() as stack:
            opened = [stack.enter_context(open_corrected(None, face)) for face in faces]
            width, height = opened[0].page_size(page)
            steps = self.model.segmenting(opened, page, part)
            while True:
                try:
                    next(steps)
                    yield
                except StopIteration as end:
                    found, area = end.value
                    break
        labels = np.full((height, width), OUTSIDE, np.uint8)
        labels[area.y : area.y + area.h, area.x : area.x + area.w] = found.labels
        self._last = key, labels
        return labels

    def labels(
        self, item: Picture, page: int, part: Rect | None = None
    ) -> Generator[None, None, NDArray[np.uint8]]:
        """The same with retouches."""
        labels = yield from self.raw(item, page, part)
        strokes = self.strokes(item, page)
        return retouched(labels, strokes) if strokes else labels

    def described(self, item: Picture) -> dict[str, Any]:
        """The rule as JSON values: which model, which file, and what was painted over its phases."""
        here = () if self.retouches is None else self._here(item)
        return {
            "kind": "model",
            "model": self.model.name,
            "version": self.model.card.version,
            "sha256": self.model.sha256,
            "classes": [label.id for label in self.model.labels],
            "provider": self.model.provider,
            "faces": [face.file.name for face in self.faces(item)],
            "retouches": Strokes(self.phases, here).document()["strokes"],
        }

    def _here(self, item: Picture) -> tuple[Stroke, ...]:
        assert self.retouches is not None
        path, labels = self.paths(item)[0], {phase.label for phase in self.phases}
        return tuple(one for one in self.retouches.strokes if one.path == path and one.label in labels)


def phases_of(model: Segmenter) -> tuple[Phase, ...]:
    """A model's classes as phases: their places as labels, named and coloured by its card."""
    return tuple(Phase(at, one.es, one.en, one.colour or "") for at, one in enumerate(model.labels))


def open_segmenter(path: str | Path, device: str = "auto", allow_failed: bool = False) -> Segmenter:
    """A segmenter by path or name.

    Raises
    ------
    RefusedModel
        There is no such model, it does something else, it has no card, or it is not what its card says.
    BadCard
        See `geodesk.models.load`.
    """
    model = load(path, device, task="segment")
    if not allow_failed:
        refuse_failed(model)
    return model
