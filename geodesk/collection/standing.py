"""Where a sample stands: what people say of it and what the last model run says."""

from collections.abc import Mapping
from dataclasses import dataclass

from geodesk.collection.labels import LabelState
from geodesk.collection.predictions import Prediction
from geodesk.collection.samples import Sample
from geodesk.language import Sentence


@dataclass(frozen=True, slots=True)
class Standing:
    """One sample's label and suggestion.

    Attributes
    ----------
    label
        What all its pictures are labelled; None without a label or where they differ.
    how
        How the label came about (``"hand"``, ``"accepted"``, ``"bulk"``, ``"import"``, …); empty without one.
    mixed
        Its pictures carry different labels, or only some of them carry one.
    suggestion
        The label that the last run found most probable, the mean over the sample's pictures.
    probability
        Of the suggestion, 0 to 1.
    error
        Why the last run has no result for one of its pictures.
    disputed
        The largest share of the pairs of annotators that differ over one of its pictures, where nobody has
        settled it; 0 to 1.
    """

    label: str | None = None
    how: str = ""
    mixed: bool = False
    suggestion: str | None = None
    probability: float | None = None
    error: Sentence | None = None
    disputed: float = 0.0

    @property
    def disagrees(self) -> bool:
        """Whether the label and the suggestion are both known and differ."""
        return self.label is not None and self.suggestion is not None and self.label != self.suggestion


def standing(
    sample: Sample, labels: Mapping[str, LabelState], predictions: Mapping[str, Prediction]
) -> Standing:
    """The standing of `sample`.

    Parameters
    ----------
    labels, predictions
        By path, as ``Labels.current()`` and ``Predictions.last()`` give them.
    """
    states = [labels.get(picture.path) for picture in sample.pictures]
    said = {None if state is None else state.label for state in states}
    first = states[0]
    label = first.label if len(said) == 1 and first is not None else None
    found = [predictions[p.path] for p in sample.pictures if p.path in predictions]
    error = next((row.error for row in found if row.error is not None), None)
    good = [row for row in found if row.error is None and row.p]
    suggestion: str | None = None
    probability: float | None = None
    if good and all(row.labels == good[0].labels for row in good):
        means = [sum(values) / len(good) for values in zip(*(row.p for row in good), strict=True)]
        best = max(range(len(means)), key=means.__getitem__)
        suggestion, probability = good[0].labels[best], means[best]
    return Standing(
        label,
        first.how if label is not None and first is not None else "",
        len(said) > 1,
        suggestion,
        probability,
        error,
        max((state.disputed for state in states if state is not None), default=0.0),
    )
