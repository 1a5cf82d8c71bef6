"""A classifier ready to run: a session, its labels, its badge."""

import numpy as np
from numpy.typing import NDArray

from geodesk.models.badge import verify
from geodesk.models.card import Card, InputSpec
from geodesk.models.onnxfile import OnnxFile, RefusedModel
from geodesk.models.opened import OpenedModel
from geodesk.models.runner import ModelFailed, Runner
from geodesk.models.thirdparty import SUM_TOLERANCE, Answers, Wiring, wire


class Classifier(OpenedModel):
    """One loaded model of the task ``classify``; see `geodesk.models.load`.

    Attributes
    ----------
    path : Path
    card : Card or None
        None for a third-party model.
    labels : tuple of str
        Ids in output order.
    badge : Badge
    """

    def __init__(self, file: OnnxFile, card: Card | None, device: str, answers: Answers | None) -> None:
        self.card = card
        super().__init__(file, device)
        self._wiring: Wiring | None = None
        if card is not None:
            assert card.input is not None
            self.labels = tuple(label.id for label in card.labels)
            self.spec: InputSpec = card.input
            self._output = _check_fit(card, self.runner)
        else:
            self._wiring = wire(file.path.name, self.runner.inputs, self.runner.outputs, answers)
            assert answers is not None
            self.labels = answers.labels
            self.spec, self._output = self._wiring.spec, self._wiring.output
        first = self.runner.inputs[0].shape[0]
        self._batch: int | None = first if isinstance(first, int) and first > 0 else None
        self.badge = self._verified(lambda: verify(self.card, file, self.probabilities))

    def probabilities(self, batch: NDArray[np.generic]) -> NDArray[np.float64]:
        """Class probabilities.

        Parameters
        ----------
        batch
            (n, height, width, channels) of the input's dtype, 0 to 255; see `preprocess.prepare`.

        Returns
        -------
        ndarray
            (n, n_labels) float64, rows sum to 1. See `thirdparty.Wiring.probabilities` for foreign models.

        Raises
        ------
        ModelFailed
            The model raised on the CPU too, or gave another shape, or not-a-number.
        """
        rows = self._raw(self._wiring.feed(batch) if self._wiring else batch)
        if self._wiring is not None:
            return self._wiring.probabilities(rows, len(self.labels))
        if rows.shape != (len(batch), len(self.labels)) or not np.isfinite(rows).all():
            raise ModelFailed(
                en=f"The model {self.name} gave no valid probabilities (result of shape {rows.shape}).",
                es=f"El modelo {self.name} no dio probabilidades válidas (resultado de forma {rows.shape}).",
            )
        sums = rows.sum(axis=1, keepdims=True)
        if rows.min() < 0 or np.abs(sums - 1).max() > SUM_TOLERANCE:
            raise ModelFailed(
                en=f"The model {self.name} breaks its card: its rows do not sum to 1.",
                es=f"El modelo {self.name} incumple su ficha: sus filas no suman 1.",
            )
        return np.asarray(rows / sums)

    def _raw(self, feed: NDArray[np.generic]) -> NDArray[np.float64]:
        """The graph's own rows; one made for a fixed number of inputs gets as many, the last repeated."""
        size = self._batch or self.at_once(self.spec)
        if len(feed) <= size and (self._batch is None or len(feed) == size):
            return np.asarray(self.runner.run(self._output, {self.spec.name: feed}), dtype=np.float64)
        parts = []
        for start in range(0, len(feed), size):
            part = feed[start : start + size]
            short = 0 if self._batch is None else size - len(part)
            full = np.concatenate([part, np.repeat(part[-1:], short, axis=0)]) if short else part
            rows = np.asarray(self.runner.run(self._output, {self.spec.name: full}), dtype=np.float64)
            parts.append(rows[: len(part)])
        return np.concatenate(parts)

    def reduce(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """The probabilities of a picture from those of its tiles: (tiles, n_labels) → (n_labels,)."""
        if len(rows) == 1:
            return np.asarray(rows[0])
        mean = self.spec.tile is not None and self.spec.tile.reduce == "mean"
        averages = np.asarray(np.mean(rows, axis=0), dtype=np.float64)
        if mean:
            return averages
        # As numpy.median, which imports numpy.ma first and so holds up whoever waits for the interpreter.
        ordered, middle = np.sort(rows, axis=0), len(rows) // 2
        medians = np.asarray((ordered[(len(rows) - 1) // 2] + ordered[middle]) / 2, dtype=np.float64)
        total = float(medians.sum())
        return medians / total if total > 0 else averages


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
            isinstance(n, str) or n is None or n == want
            for n, want in zip(inputs[0].shape[1:], wanted, strict=True)
        )
        and len(outputs[0].shape) == 2
        and outputs[0].shape[1] in (len(card.labels), None)
    )
    if not fits:
        raise RefusedModel(
            en=f"The model {card.name} and its card disagree (inputs, outputs or number of labels).",
            es=f"El modelo {card.name} y su ficha no concuerdan (entradas, salidas o número de etiquetas).",
        )
    return str(outputs[0].name)
