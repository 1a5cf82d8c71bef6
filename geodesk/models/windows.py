"""Inputs around places of a picture: windows of any side, each shown to a model as if it were a picture."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from geodesk.micrograph import Micrograph, Rect, UnreadablePicture
from geodesk.models.card import InputSpec
from geodesk.models.preprocess import _FULL_RANGE_TYPES, _WHOLE_PIXELS, NeedsFaces, _fit, _ranged

Box = tuple[int, int, int, int]


class Windows:
    """Windows of one sample's pictures as inputs of a model.

    A window becomes an input as a whole picture does: grey or RGB, range, resize. The range of a model that
    works on tiles is that of the whole page, of others the window's own. A picture above 64 megapixels is
    read a strip at a time, so that its size does not count in memory.

    Parameters
    ----------
    faces
        The sample's pictures in the order of ``spec.faces``; one picture for a model of one.
    spec
        The model's input.
    page
        From 0.

    Attributes
    ----------
    area : Rect
        What windows may be centred on: the pages without their information bars.

    Raises
    ------
    NeedsFaces
        Not as many pictures as faces.
    UnreadablePicture
        One cannot be decoded, or they differ in size.
    """

    def __init__(self, faces: Sequence[Micrograph], spec: InputSpec, page: int = 0) -> None:
        if len(faces) != max(1, len(spec.faces)):
            raise NeedsFaces(spec)
        self._faces, self._page = tuple(faces), page
        self._spec = spec.one_face
        self._whole_range = spec.tile is not None
        if len({face.page_size(page) for face in faces}) > 1:
            raise UnreadablePicture(
                en="The pictures of this field differ in size; crop them alike.",
                es="Las imágenes de este campo difieren en tamaño; recórtelas por igual.",
            )
        self.area: Rect = _common([_content(face, page) for face in faces])
        self._values = [self._read(face) for face in faces]
        self._strips: dict[int, tuple[int, int, NDArray[np.generic]]] = {}

    @property
    def lazy(self) -> bool:
        """Whether strips are read from a file when they are needed."""
        return any(values is None for values in self._values)

    def batch(self, boxes: Sequence[Box]) -> NDArray[np.generic]:
        """The windows as inputs.

        Parameters
        ----------
        boxes
            x, y, width and height of each in pixels of the upright page. What reaches over `area` is filled
            by reflection.

        Returns
        -------
        ndarray
            (n, spec.height, spec.width, spec.channels) of ``spec.dtype``, values 0 to 255.

        Raises
        ------
        ValueError
            A window lies outside the area altogether.
        """
        return np.stack([self._input(Rect(*box)) for box in boxes])

    def _input(self, box: Rect) -> NDArray[np.generic]:
        return np.concatenate(
            [_fit(self._window(at, box), self._spec) for at in range(len(self._faces))], axis=-1
        )

    def _window(self, at: int, box: Rect) -> NDArray[np.generic]:
        area = self.area
        left, top = max(box.x, area.x), max(box.y, area.y)
        right, bottom = min(box.x + box.w, area.x + area.w), min(box.y + box.h, area.y + area.h)
        if left >= right or top >= bottom:
            raise ValueError(f"window {tuple(box)} lies outside {tuple(area)}")
        values = self._values[at]
        if values is None:
            rows = self._strip(at, top, bottom)
            found = rows[:, left - area.x : right - area.x]
        else:
            found = values[top - area.y : bottom - area.y, left - area.x : right - area.x]
        if values is None or not self._whole_range:
            found = _ranged(found, self._spec)
        margins = [(top - box.y, box.y + box.h - bottom), (left - box.x, box.x + box.w - right)]
        if any(side for pair in margins for side in pair):
            found = np.pad(found, margins + [(0, 0)] * (found.ndim - 2), mode="reflect")
        return found

    def _strip(self, at: int, top: int, bottom: int) -> NDArray[np.generic]:
        """Rows of the area from the file; windows side by side share them."""
        kept = self._strips.get(at)
        if kept is None or kept[:2] != (top, bottom):
            area = self.area
            rows = self._faces[at].region(area.x, top, area.w, bottom - top, page=self._page)
            kept = self._strips[at] = top, bottom, rows
        return kept[2]

    def _read(self, face: Micrograph) -> NDArray[np.generic] | None:
        x, y, width, height = self.area
        full = self._spec.range == "dtype-full" and face.dtype in _FULL_RANGE_TYPES
        if width * height > _WHOLE_PIXELS and not face.decodes_whole(self._page):
            if full or not self._whole_range:
                return None
        pixels = face.pixels(self._page)[y : y + height, x : x + width]
        return _ranged(pixels, self._spec) if self._whole_range else pixels


def usual_side(spec: InputSpec) -> int:
    """The side in pixels of a window that shows the model what it was made for, as far as its card says."""
    return spec.tile.size if spec.tile is not None else max(spec.width, spec.height)


def _content(face: Micrograph, page: int) -> Rect:
    width, height = face.page_size(page)
    whole = (width, height) == (face.width, face.height)
    return face.content if whole else Rect(0, 0, width, height)


def _common(areas: Sequence[Rect]) -> Rect:
    left, top = max(a.x for a in areas), max(a.y for a in areas)
    right, bottom = min(a.x + a.w for a in areas), min(a.y + a.h for a in areas)
    if left >= right or top >= bottom:
        raise UnreadablePicture(
            en="The pictures of this field have no common part beside their information bars.",
            es="Las imágenes de este campo no tienen parte común fuera de sus barras de información.",
        )
    return Rect(left, top, right - left, bottom - top)
