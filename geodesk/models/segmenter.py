"""A segmenter ready to run: a session, its classes, its badge; a class for every pixel of a picture."""

from collections.abc import Generator, Sequence

import numpy as np
from numpy.typing import NDArray

from geodesk.language import GeoDeskError
from geodesk.micrograph import Micrograph, Rect
from geodesk.models.badge import Badge, verify
from geodesk.models.card import BadCard, Card, InputSpec, Label
from geodesk.models.onnxfile import OnnxFile, RefusedModel
from geodesk.models.opened import OpenedModel
from geodesk.models.runner import ModelFailed, Runner
from geodesk.models.thirdparty import SUM_TOLERANCE
from geodesk.models.tiling import Segmented, segmenting
from geodesk.models.windows import Windows

MOST_LABELS = 254
_FEWEST_LABELS = 2


class Segmenter(OpenedModel):
    """One loaded model of the task ``segment``; see `geodesk.models.load`.

    Attributes
    ----------
    path : Path
    card : Card
    labels : tuple of Label
        The classes in output order; a label image holds their places.
    spec : InputSpec
        ``spec.tile.size`` pixels of a picture become one input; without a tile, as many as the input has.
    badge : Badge
    """

    card: Card

    def __init__(self, file: OnnxFile, card: Card, device: str = "auto") -> None:
        assert card.input is not None
        self.card = card
        self.labels: tuple[Label, ...] = card.labels
        if not _FEWEST_LABELS <= len(self.labels) <= MOST_LABELS:
            raise BadCard("labels", f"{_FEWEST_LABELS}…{MOST_LABELS}")
        self.spec: InputSpec = card.input
        if self.spec.height != self.spec.width or self.spec.resize != "stretch":
            raise BadCard("input", 'height = width, "resize": "stretch"')
        super().__init__(file, device)
        self._output = _check_fit(card, self.runner)
        self.badge = self._verified(lambda: self._checked(file))

    @property
    def side(self) -> int:
        """Side of a tile in pixels of the picture."""
        return self.spec.tile.size if self.spec.tile is not None else self.spec.width

    def probabilities(self, batch: NDArray[np.generic]) -> NDArray[np.float32]:
        """Class probabilities of tiles.

        Parameters
        ----------
        batch
            (n, height, width, channels) of the input's dtype, 0 to 255; see `windows.Windows`.

        Returns
        -------
        ndarray
            (n, h, w, n_labels) float32 of a grid over each tile, at most as fine as the input; the last axis
            sums to 1.

        Raises
        ------
        ModelFailed
            The model raised on the CPU too, or gave another shape, or not-a-number.
        """
        found = np.asarray(self.runner.run(self._output, {self.spec.name: batch}), np.float32)
        fits = found.ndim == 4 and len(found) == len(batch) and found.shape[-1] == len(self.labels)
        if not fits or not np.isfinite(found).all():
            raise ModelFailed(
                en=f"The model {self.name} gave no valid probabilities (result of shape {found.shape}).",
                es=f"El modelo {self.name} no dio probabilidades válidas (resultado de forma {found.shape}).",
            )
        if found.min() < 0 or np.abs(found.sum(axis=-1) - 1).max() > SUM_TOLERANCE:
            raise ModelFailed(
                en=f"The model {self.name} breaks its card: its probabilities do not sum to 1.",
                es=f"El modelo {self.name} incumple su ficha: sus probabilidades no suman 1.",
            )
        return found

    def segmenting(
        self, faces: Sequence[Micrograph], page: int = 0, part: Rect | None = None
    ) -> Generator[float, None, tuple[Segmented, Rect]]:
        """Segment one page, tile by tile.

        Parameters
        ----------
        faces
            The sample's pictures in the order of ``spec.faces``; one picture for a model of one.
        page
            From 0.
        part
            Only this much of the page; None: all but its information bar.

        Yields
        ------
        float
            Share that is done; closing the generator cancels.

        Returns
        -------
        Segmented, Rect
            The classes, and the part of the page that they are of.

        Raises
        ------
        NeedsFaces
            Not as many pictures as faces.
        UnreadablePicture
            One cannot be decoded, or they differ in size.
        ModelFailed
            See `probabilities`.
        """
        windows = Windows(faces, self.spec, page)
        area = windows.area if part is None else _common(windows.area, part)
        side = self.side

        def answer(x: int, y: int) -> NDArray[np.floating]:
            return np.asarray(self.probabilities(windows.batch([(area.x + x, area.y + y, side, side)]))[0])

        found = yield from segmenting((area.w, area.h), side, len(self.labels), answer)
        return found, area

    def _checked(self, file: OnnxFile) -> Badge:
        try:
            return verify(self.card, file, self._flat)
        except ModelFailed as error:
            return Badge("failed", self.card.below_target, error.sentence)

    def _flat(self, batch: NDArray[np.generic]) -> NDArray[np.float64]:
        return self.probabilities(batch).reshape(len(batch), -1).astype(np.float64)


class OutsideContent(GeoDeskError):
    """The part asked for has no pixel of the picture's content."""


def _common(area: Rect, part: Rect) -> Rect:
    left, top = max(area.x, part.x), max(area.y, part.y)
    right, bottom = min(area.x + area.w, part.x + part.w), min(area.y + area.h, part.y + part.h)
    if left >= right or top >= bottom:
        raise OutsideContent(
            en="Nothing of the picture is in sight; move to it and try again.",
            es="No hay nada de la imagen a la vista; desplácese a ella y pruebe de nuevo.",
        )
    return Rect(left, top, right - left, bottom - top)


def _check_fit(card: Card, runner: Runner) -> str:
    """The name of the one output, once the graph agrees with the card."""
    assert card.input is not None
    spec, inputs, outputs = card.input, runner.inputs, runner.outputs
    type_name = {"float32": "tensor(float)", "uint8": "tensor(uint8)"}[spec.dtype]
    wanted = (spec.height, spec.width, spec.channels)
    fits = (
        len(inputs) == 1
        and len(outputs) == 1
        and inputs[0].name == spec.name
        and inputs[0].type == type_name
        and len(inputs[0].shape) == 4
        and all(
            not isinstance(n, int) or n == want for n, want in zip(inputs[0].shape[1:], wanted, strict=True)
        )
        and len(outputs[0].shape) == 4
        and (not isinstance(outputs[0].shape[3], int) or outputs[0].shape[3] == len(card.labels))
    )
    if not fits:
        raise RefusedModel(
            en=f"The model {card.name} and its card disagree (inputs, outputs or number of classes).",
            es=f"El modelo {card.name} y su ficha no concuerdan (entradas, salidas o número de clases).",
        )
    return str(outputs[0].name)
