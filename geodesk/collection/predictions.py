"""What models said about the pictures of a collection: one journal a run."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from geodesk.collection.jsonlines import Record
from geodesk.collection.pictures import Picture
from geodesk.collection.runs import Journal, Journals
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

    def holds_for(self, picture: Picture) -> bool:
        """Whether the picture's file is still the one that was read."""
        return (self.size, self.mtime_ns) == (picture.size, picture.mtime_ns)


class PredictionRun:
    """A run of one model over pictures, written row by row; leave it as a context manager.

    Attributes
    ----------
    done : dict of str to Prediction
        By path: the rows of an interrupted attempt whose pictures have not changed, and those added since.
    """

    def __init__(self, journal: Journal, done: dict[str, Prediction]) -> None:
        self.journal = journal
        self.done = done

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
        return self._append({**_about(picture), "label": label, "p": values, "provider": provider})

    def add_error(self, picture: Picture, error: Sentence, *, provider: str = "") -> Prediction:
        """Write why a picture could not be classified."""
        return self._append(
            {**_about(picture), "error": {"en": error.en, "es": error.es}, "provider": provider}
        )

    def _append(self, row: Record) -> Prediction:
        self.journal.append(row)
        prediction = _prediction(self.journal.header, row)
        self.done[prediction.path] = prediction
        return prediction

    def finish(self) -> None:
        """Mark the run as done to its end."""
        self.journal.finish()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.journal.flush()


class Predictions:
    """The prediction runs of a collection."""

    def __init__(self, journals: Journals, pictures: Callable[[], Iterable[Picture]]) -> None:
        self._journals = journals
        self._pictures = pictures

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
        header = {"model": model, "sha256": sha256, "labels": list(labels), "settings": dict(settings)}
        return PredictionRun(self._journals.begin(sha256[:12], header), {})

    def resume(self, sha256: str, settings: Mapping[str, Any]) -> PredictionRun | None:
        """Go on with the newest run of this model and these settings, if it was interrupted.

        Rows of pictures that have changed since, or are gone, are left out and so will be done again; so
        are rows with errors, whose cause may have gone.
        """
        journal = self._journals.unfinished(sha256=sha256, settings=dict(settings))
        if journal is None:
            return None
        return self._going_on(journal)

    def last(self) -> dict[str, Prediction]:
        """The rows of the newest run, by path, whether or not it came to its end.

        Only pictures that are still there and have not changed since are in it; empty without a run.
        """
        run = self.newest()
        return {} if run is None else run.done

    def newest(self) -> PredictionRun | None:
        """The newest run that holds rows, to read from; ``done`` is what :meth:`last` gives."""
        for journal in self._journals.newest_first():
            if journal.rows:
                return PredictionRun(journal, self._rows(journal))
        return None

    def interrupted(self) -> PredictionRun | None:
        """The newest run of any model, if it did not come to its end; ``done`` as of :meth:`resume`."""
        journal = self._journals.unfinished()
        if journal is None:
            return None
        return self._going_on(journal)

    def _going_on(self, journal: Journal) -> PredictionRun:
        rows = self._rows(journal).items()
        return PredictionRun(journal, {path: row for path, row in rows if row.error is None})

    def _rows(self, journal: Journal) -> dict[str, Prediction]:
        rows = {}
        for picture in self._pictures():
            if (record := journal.rows.get(picture.path)) is not None:
                try:
                    prediction = _prediction(journal.header, record)
                except (KeyError, TypeError, ValueError):
                    continue  # written by another program: will be computed again
                if prediction.holds_for(picture):
                    rows[picture.path] = prediction
        return rows


def _about(picture: Picture) -> Record:
    return {"path": picture.path, "id": picture.id, "size": picture.size, "mtime_ns": picture.mtime_ns}


def _prediction(header: Record, row: Record) -> Prediction:
    error = row.get("error")
    p = tuple(float(value) for value in row.get("p", ()))
    labels = tuple(header["labels"])
    if error is None and len(p) != len(labels):
        raise ValueError(row["path"])
    return Prediction(
        id=row["id"],
        path=row["path"],
        size=row["size"],
        mtime_ns=row["mtime_ns"],
        label=None if error is not None else row["label"],
        p=p,
        labels=labels,
        model=header["model"],
        sha256=header["sha256"],
        provider=row.get("provider", ""),
        error=None if error is None else Sentence(error["en"], error["es"]),
    )
