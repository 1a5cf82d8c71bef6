"""What models said about the pictures of a collection: one journal a run."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geodesk.collection.jsonlines import Record
from geodesk.collection.picturerun import PictureRun, PictureRuns, about, error_of, error_record
from geodesk.collection.pictures import Picture
from geodesk.collection.runs import Journals
from geodesk.language import Sentence


@dataclass(frozen=True, slots=True)
class Prediction:
    """What one model said about one picture, or why it could not.

    Attributes
    ----------
    id, path : str
        The picture.
    size, mtime_ns : int
        Of its file when it was read: another size or time means that this no longer holds.
    label : str or None
        The label of the largest probability; None if the picture failed.
    p : tuple of float
        Probabilities in the order of ``labels``, at full precision; empty if the picture failed.
    labels : tuple of str
        The model's labels.
    model, sha256 : str
        The model's name, and the hash of its file.
    provider : str
        What computed it.
    error : Sentence or None
        Why the picture failed.
    """

    id: str
    path: str
    size: int
    mtime_ns: int
    label: str | None
    p: tuple[float, ...]
    labels: tuple[str, ...]
    model: str
    sha256: str
    provider: str = ""
    error: Sentence | None = None

    @property
    def probability(self) -> float | None:
        """The largest probability; None if the picture failed."""
        return max(self.p, default=None)


class PredictionRun(PictureRun[Prediction]):
    """A run of one model over pictures; `done` holds its predictions by path."""

    @staticmethod
    def row(header: Record, record: Record) -> Prediction:
        """A prediction from its record. Raises as `PictureRun.row` does."""
        error = error_of(record)
        p = tuple(float(value) for value in record.get("p", ()))
        labels = tuple(header["labels"])
        label = None if error is not None else record["label"]
        if error is None and (len(p) != len(labels) or not isinstance(label, str)):
            raise ValueError(record["path"])
        return Prediction(
            id=record["id"],
            path=record["path"],
            size=record["size"],
            mtime_ns=record["mtime_ns"],
            label=label,
            p=p,
            labels=labels,
            model=header["model"],
            sha256=header["sha256"],
            provider=record.get("provider", ""),
            error=error,
        )

    @property
    def labels(self) -> tuple[str, ...]:
        """The model's labels, in output order."""
        return tuple(self.journal.header["labels"])

    def add(
        self, picture: Picture, p: Sequence[float], *, label: str | None = None, provider: str = ""
    ) -> Prediction:
        """Write one picture's probabilities.

        Parameters
        ----------
        picture : Picture
            As it was listed before it was read.
        p : sequence of float
            In the order of the model's labels.
        label : str, optional
            The label; by default that of the first largest probability.
        provider : str
            What computed them.

        Raises
        ------
        CollectionError
            If the disk takes no more.
        ValueError
            If there are not as many probabilities as labels, or one is not finite.
        """
        values = [float(value) for value in p]
        if len(values) != len(self.labels):
            raise ValueError(f"{len(values)} probabilities for {len(self.labels)} labels")
        if label is None:
            label = self.labels[values.index(max(values))]
        return self.append({**about(picture), "label": label, "p": values, "provider": provider})

    def add_error(self, picture: Picture, error: Sentence, *, provider: str = "") -> Prediction:
        """Write why a picture could not be classified."""
        return self.append({**about(picture), **error_record(error), "provider": provider})


class Predictions(PictureRuns[Prediction, PredictionRun]):
    """The prediction runs of a collection."""

    def __init__(self, journals: Journals, pictures: Callable[[], Iterable[Picture]]) -> None:
        super().__init__(journals, pictures, PredictionRun)

    def begin(
        self, model: str, sha256: str, labels: Sequence[str], settings: Mapping[str, Any]
    ) -> PredictionRun:
        """Start a run.

        Parameters
        ----------
        model, sha256 : str
            The model's name and the SHA-256 of its file, in hexadecimal.
        labels : sequence of str
            In output order.
        settings : mapping
            Whatever the result depends on; JSON values only.

        Raises
        ------
        CollectionError
            If the disk takes no more.
        """
        return self.start(model, sha256, settings, labels=list(labels))
