"""A generator ready to run: a session, its latent numbers, its sizes, its badge."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.language import GeoDeskError
from geodesk.models.badge import largest_difference, stated_array, verify_by
from geodesk.models.card import BadCard, Card
from geodesk.models.latents import BadSize, LatentSpec
from geodesk.models.onnxfile import OnnxFile, RefusedModel
from geodesk.models.opened import OpenedModel
from geodesk.models.runner import ModelFailed, Runner


class BadLatent(GeoDeskError):
    """Latent numbers of another size than the model takes."""


class Generator(OpenedModel):
    """One loaded model of the task ``generate``; see `geodesk.models.load`.

    Pictures are made one at a time: then picture i of a seed has the same bytes on a CPU whatever else is
    made beside it.

    Attributes
    ----------
    path : Path
    card : Card
    spec : LatentSpec
        Inputs, sizes, range.
    badge : Badge
    """

    card: Card

    def __init__(self, file: OnnxFile, card: Card, device: str = "auto") -> None:
        self.card = card
        self.spec = LatentSpec.from_document(card.document)
        super().__init__(file, device)
        self._output = _check_fit(card, self.spec, self.runner)
        self.badge = self._verified(lambda: verify_by(card, file, self._difference))

    @property
    def pixel_size_m(self) -> float | None:
        """Side of a pixel of the pictures it learnt from; None if unknown, or if they differed."""
        stated = self.card.pixel_size_m
        return stated[0] if stated is not None and stated[0] == stated[1] else None

    def picture(self, seed: int, index: int, size: int | Sequence[int] | None = None) -> NDArray[np.uint8]:
        """Make picture `index` of the series `seed`.

        Parameters
        ----------
        size
            One side in pixels, all sides in order of ``spec.axes``, or None for the model's own.

        Returns
        -------
        ndarray of uint8
            (H, W), or (pages, H, W) of a volume. Depends on (model, seed, index, size) alone.

        Raises
        ------
        BadSize
            The model cannot make this size, or seed or index is out of range.
        ModelFailed
            The model raised, on the CPU too, or gave something that is no picture.
        """
        whole = self.spec.sized(size)
        return self.from_latent(self.spec.draw(seed, index, whole), whole)

    def from_latent(
        self, latent: Sequence[NDArray[np.float32]], size: Sequence[int] | None = None
    ) -> NDArray[np.uint8]:
        """Make the picture of given latent numbers.

        Parameters
        ----------
        latent
            One float32 array for each of ``spec.tensors``, without the batch axis; see `LatentSpec.draw`.

        Raises
        ------
        BadLatent
            The arrays do not have the shapes that this size needs.
        BadSize, ModelFailed
            As of `picture`.
        """
        values = self._raw(latent, self.spec.sized(size))
        low, high = self.spec.low, self.spec.high
        scaled = (values - np.float32(low)) * np.float32(255 / (high - low))
        return np.asarray(np.clip(np.rint(scaled), 0, 255), np.uint8)

    def _raw(self, latent: Sequence[NDArray[np.float32]], size: tuple[int, ...]) -> NDArray[np.float32]:
        """The graph's own values, of shape `size`."""
        wanted, given = self.spec.shapes(size), [tuple(one.shape) for one in latent]
        if given != wanted:
            raise BadLatent(
                en=f"The model {self.name} takes latent numbers of shape {_shown(wanted)}, not "
                f"{_shown(given)}.",
                es=f"El modelo {self.name} recibe números latentes de forma {_shown(wanted)}, no "
                f"{_shown(given)}.",
            )
        feed: dict[str, NDArray[np.generic]] = {
            tensor.name: np.ascontiguousarray(one[None], np.float32)
            for tensor, one in zip(self.spec.tensors, latent, strict=True)
        }
        values = np.asarray(self.runner.run(self._output, feed))
        if values.shape != (1, *size, 1) or not np.isfinite(values).all():
            raise ModelFailed(
                en=f"The model {self.name} gave no valid picture (result of shape {values.shape}).",
                es=f"El modelo {self.name} no dio una imagen válida (resultado de forma {values.shape}).",
            )
        return np.asarray(values.reshape(size), np.float32)

    def _difference(self, test: Mapping[str, Any]) -> float | None:
        """Run the card's test: of a seed and index, the picture in the graph's own values."""
        try:
            size = self.spec.sized(test.get("size"))
            latent = self.spec.draw(int(test["seed"]), int(test.get("index", 0)), size)
        except BadSize as error:
            raise ValueError(str(error)) from error
        expected = np.asarray(stated_array(test["output"], "test.output"), np.float32)
        return largest_difference(test, self._raw(latent, size), expected.reshape(size))


def _shown(shapes: Sequence[tuple[int, ...]]) -> str:
    return " + ".join("×".join(map(str, shape)) for shape in shapes) or "–"


def _check_fit(card: Card, spec: LatentSpec, runner: Runner) -> str:
    """The name of the one output, once the graph agrees with the card."""
    if not card.document.get("synthetic"):
        raise BadCard("synthetic", "true")
    inputs = {one.name: one for one in runner.inputs}
    outputs = runner.outputs
    fits = set(inputs) == {tensor.name for tensor in spec.tensors} and len(outputs) == 1
    for tensor, shape in zip(spec.tensors, spec.shapes(spec.size), strict=True):
        fits = fits and inputs[tensor.name].type == "tensor(float)"
        fits = fits and _allows(inputs[tensor.name].shape, (1, *shape))
    if not fits or not _allows(outputs[0].shape, (1, *spec.size, 1)):
        raise RefusedModel(
            en=f"The model {card.name} and its card disagree (latent numbers, size or output).",
            es=f"El modelo {card.name} y su ficha no concuerdan (números latentes, tamaño o salida).",
        )
    return str(outputs[0].name)


def _allows(stated: Sequence[int | str | None] | None, wanted: Sequence[int]) -> bool:
    """Whether a graph's shape, whose names and None stand for any length, may be `wanted`."""
    if stated is None:
        return True
    return len(stated) == len(wanted) and all(
        not isinstance(one, int) or one == want for one, want in zip(stated, wanted, strict=True)
    )
