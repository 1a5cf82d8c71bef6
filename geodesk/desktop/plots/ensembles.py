"""Ensembles beside the picture in view: measured as a job, or read from a file, and how far two are apart."""

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QMimeData, QObject, Signal

from geodesk.desktop.plots import facts
from geodesk.desktop.plots.reading import Show
from geodesk.desktop.translation import length, number, translate
from geodesk.language import GeoDeskError, Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodesk.collection import Picture
    from geodesk.desktop.jobs import Job
    from geodesk.desktop.plots.traces import Spread, Trace
    from geodesk.desktop.session import Session
    from geodesk.jobs.characterise import Characterised
    from geodesk.jobs.curvefile import SavedCurve
    from geodesk.jobs.distance import Comparison
    from geodesk.morphology import Distance, Ensemble
    from geodesk.morphology.ensemble import Lags

KIND = "plots.ensemble"
_EVERY = ("x", "y", "diag1", "diag2", "radial")
_AXES = ("x", "y")
"""What the distances are taken of, as by ``geodesk distance``."""
Threshold = float | Literal["otsu"]


@dataclass(frozen=True, eq=False, slots=True)
class Group:
    """One ensemble.

    Attributes
    ----------
    name
        What the user reads.
    place
        The folder, or the file.
    threshold
        Of all pictures, or ``"otsu"`` for each its own; None of a file.
    rows
        The pictures measured, failed ones too; none of a file.
    ensemble
        None of a file, whose `curves` there are.
    """

    name: str
    place: Path
    threshold: Threshold | None = None
    rows: "tuple[Characterised, ...]" = ()
    ensemble: "Ensemble | None" = None
    curves: "tuple[SavedCurve, ...]" = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """An ensemble to measure.

    Attributes
    ----------
    slot
        ``"a"`` or ``"b"``.
    pictures
        Those of the open folder; None: all of the folder at `place`.
    """

    slot: str
    name: str
    place: Path
    pictures: "tuple[Picture, ...] | None"
    threshold: Threshold
    r_max: int | None
    lags: "Lags" = "same"


class Ensembles(QObject):
    """Up to two ensembles, A and B, and the distances between them.

    Attributes
    ----------
    groups
        ``"a"`` and ``"b"``, those that there are.
    spread
        What the bands show.
    distances
        Between A and B; `comparison` has them with all they rest on, unless one of the two is a file.
    problem
        Why there is no ensemble or no distance.
    """

    changed = Signal()

    def __init__(self, session: "Session", parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self.groups: dict[str, Group] = {}
        self.spread: Spread = "sd"
        self.lags: Lags = "same"
        self.distances: tuple[Distance, ...] = ()
        self.comparison: Comparison | None = None
        self.comparing = False
        self.problem: Sentence | None = None
        self._lines: dict[tuple[Any, ...], tuple[Trace, ...]] = {}
        self._asked: set[tuple[Any, ...]] = set()

    # Measuring and reading

    @property
    def running(self) -> "Job | None":
        """The job under way."""
        return next(iter(self._session.jobs.running(KIND)), None)

    def measure(self, wanted: Wanted) -> "Job":
        """Measure an ensemble; what is measured replaces that of its slot at the end."""
        collection = self._session.collection
        here = collection if collection is not None and collection.folder == wanted.place else None

        def steps() -> Any:
            from geodesk.jobs.ensemble import measure
            from geodesk.jobs.inputs import gather
            from geodesk.jobs.recipes.done import ensemble_step
            from geodesk.jobs.recipes.recording import recorded

            items = gather([wanted.place]).items if wanted.pictures is None else wanted.pictures
            made = measure(
                items,
                threshold=wanted.threshold,
                r_max=wanted.r_max,
                directions=_EVERY,
                lags=wanted.lags,
            )
            step = ensemble_step(wanted.threshold, wanted.r_max, wanted.lags, _EVERY)
            return recorded(here, step, made, [] if wanted.pictures is None else [p.path for p in items])

        name = wanted.name
        job = self._session.jobs.start(
            KIND,
            lambda: translate("Ensembles", "Ensemble {slot}: {name}").format(
                slot=wanted.slot.upper(), name=name
            ),
            steps,
        )
        rows: list[Characterised] = []
        job.rows.connect(rows.extend)
        job.finished.connect(partial(self._measured, job, wanted, rows))
        job.resume = partial(self._again, wanted)
        self.problem = None
        self.changed.emit()
        return job

    def _again(self, wanted: Wanted) -> None:
        self.measure(wanted)

    def _measured(self, job: "Job", wanted: Wanted, rows: "list[Characterised]") -> None:
        from geodesk.desktop.jobs import Outcome

        if job.outcome is not Outcome.DONE:
            self.problem = job.error
            self.changed.emit()
            return

        def work() -> Group:
            from geodesk.jobs.ensemble import ensemble_of

            ensemble = ensemble_of(rows, lags=wanted.lags)
            return Group(wanted.name, wanted.place, wanted.threshold, tuple(rows), ensemble)

        self.lags = wanted.lags
        self._session.tasks.run(work, partial(self._take, wanted.slot), self._failed, channel="plots.pool")

    def put(self, measured: "Mapping[str, tuple[str, Path, list[Characterised]]]", lags: "Lags") -> None:
        """Take what was measured elsewhere: by slot its name, its place and its pictures."""

        def work() -> dict[str, Group]:
            from geodesk.jobs.ensemble import ensemble_of

            return {
                slot: Group(name, place, "otsu", tuple(rows), ensemble_of(rows, lags=lags))
                for slot, (name, place, rows) in measured.items()
            }

        def done(groups: dict[str, Group]) -> None:
            self.groups = dict(sorted({**self.groups, **groups}.items()))
            self._compare()
            self._forget_lines()

        self.lags = lags
        self._session.tasks.run(work, done, self._failed, channel="plots.pool")

    def read(self, file: Path, slot: str | None = None) -> None:
        """Read a file of curves into a slot, by default the first that is free, else B."""
        where = slot or next((free for free in ("a", "b") if free not in self.groups), "b")

        def work() -> Group:
            from geodesk.jobs.curvefile import read_curves

            return Group(file.name, file, curves=read_curves(file))

        self._session.tasks.run(work, partial(self._take, where), self._session.error)

    def _take(self, slot: str, group: Group) -> None:
        self.groups = dict(sorted({**self.groups, slot: group}.items()))
        self._compare()
        self._forget_lines()

    def _failed(self, sentence: Sentence) -> None:
        self.problem, self.comparing = sentence, False
        self.changed.emit()

    def remove(self, slot: str) -> None:
        """Do without one of them."""
        self.groups.pop(slot, None)
        self._compare()
        self._forget_lines()

    def set_spread(self, spread: "Spread") -> None:
        """Have the bands show something else."""
        if spread != self.spread:
            self.spread = spread
            self._forget_lines()

    def set_lags(self, lags: "Lags") -> None:
        """Pool what is measured, and compare it, with other lags; nothing has to be measured again."""
        measured = {slot: group for slot, group in self.groups.items() if group.ensemble is not None}
        if not measured:
            return

        def work() -> dict[str, Group]:
            from geodesk.jobs.ensemble import ensemble_of

            return {
                slot: replace(group, ensemble=ensemble_of(group.rows, lags=lags))
                for slot, group in measured.items()
            }

        def done(groups: dict[str, Group]) -> None:
            self.lags = lags
            still = {slot: group for slot, group in groups.items() if self.groups.get(slot) is measured[slot]}
            self.groups = {**self.groups, **still}
            self._compare()
            self._forget_lines()

        self._session.tasks.run(work, done, self._failed, channel="plots.pool")

    @staticmethod
    def files_of(mime: QMimeData) -> list[Path]:
        """The CSV files of what is being dragged."""
        local = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
        return [file for file in local if file.suffix.lower() == ".csv"]

    # Lines

    def _forget_lines(self) -> None:
        self._lines.clear()
        self._asked.clear()
        self.changed.emit()

    def traces(self, slot: str, show: Show) -> "tuple[Trace, ...]":
        """The lines of an ensemble; if they have to be made first, none, and `changed` follows."""
        plain = replace(show, physical=False, log_lag=False, log_value=False, hidden=frozenset())
        group, spread = self.groups[slot], self.spread
        key = slot, group, plain, spread
        if key not in self._lines and key not in self._asked:
            self._asked.add(key)

            def made(lines: "tuple[Trace, ...]") -> None:
                if key in self._asked:
                    self._lines[key] = lines
                    self.changed.emit()

            self._session.tasks.run(partial(_lines_of, slot, group, spread, plain), made)
        return self._lines.get(key, ())

    def about(self, slot: str) -> list[str]:
        """What an ensemble rests on: source, threshold, area and pixel size."""
        group = self.groups[slot]
        lines = [str(group.place)]
        if group.ensemble is None:
            counts = {curve.pictures for curve in group.curves} | {len({curve.id for curve in group.curves})}
            lines.append(_pictures(max(counts)))
            lines.append(translate("Ensembles", "read from a file; lengths as it gives them"))
            if more := sorted({curve.phase for curve in group.curves} - {0, 1}):
                text = translate("Ensembles", "phases not drawn: {labels}")
                lines.append(text.format(labels=", ".join(map(number, more))))
            return lines
        lines.append(_pictures(len(group.ensemble.ids)))
        lines.append(facts.fractions_of(group.ensemble))
        failed = sum(row.error is not None for row in group.rows)
        if failed:
            lines.append(translate("Ensembles", "not measured: {n}").format(n=number(failed)))
        if group.threshold == "otsu":
            lines.append(translate("Ensembles", "threshold of each picture by Otsu's rule"))
        elif group.threshold is not None:
            text = translate("Ensembles", "threshold t = {level} for all")
            lines.append(text.format(level=facts.level_text(group.threshold)))
        used = sum(row.pixels_used for row in group.rows)
        text = translate("Ensembles", "area: {size} megapixels, without information bars")
        lines.append(text.format(size=number(used / 1e6, 2)))
        sizes = [direction.step_m for name, direction in group.ensemble.directions.items() if name == "x"]
        if sizes and sizes[0] is not None:
            text = translate("Ensembles", "{length}/px")
            if group.ensemble.interpolated:
                text = translate("Ensembles", "{length}/px, finer ones interpolated")
            lines.append(text.format(length=length(sizes[0])))
        else:
            lines.append(facts.lags_in_pixels(group.rows))
        return lines

    # Distances

    def _compare(self) -> None:
        self.distances, self.comparison, self.problem, self.comparing = (), None, None, False
        self._session.tasks.drop("plots.distance")
        a, b = self.groups.get("a"), self.groups.get("b")
        if a is None or b is None:
            return
        self.comparing = True
        self._session.tasks.run(
            partial(_compared, a, b, self.lags), self._compared, self._failed, channel="plots.distance"
        )

    def _compared(self, found: "tuple[Comparison | None, tuple[Distance, ...]]") -> None:
        self.comparing = False
        self.comparison, self.distances = found
        self.changed.emit()

    # Saving

    def save(self, slot: str, target: Path) -> None:
        """Write an ensemble's curves as ``geodesk ensemble`` does."""
        ensemble = self.groups[slot].ensemble
        assert ensemble is not None

        def work() -> None:
            from geodesk.jobs.ensemble import write_ensemble

            write_ensemble(target, ensemble)

        self._session.saver.run(work, lambda _: self._saved(target))

    def save_distances(self, target: Path) -> None:
        """Write the distances as ``geodesk ensemble --against`` does."""
        comparison = self.comparison
        assert comparison is not None

        def work() -> None:
            from geodesk.jobs.distance import write_distances

            write_distances(target, comparison)

        self._session.saver.run(work, lambda _: self._saved(target))

    def _saved(self, target: Path) -> None:
        self._session.notice(Sentence(en=f"Saved: {target}", es=f"Guardado: {target}"))


def _pictures(n: int) -> str:
    one, many = translate("Ensembles", "1 picture"), translate("Ensembles", "{n} pictures")
    return (one if n == 1 else many).format(n=number(n))


def _lines_of(slot: str, group: Group, spread: "Spread", show: Show) -> "tuple[Trace, ...]":
    from geodesk.desktop.plots.traces import of_ensemble, of_file

    if group.ensemble is not None:
        return tuple(of_ensemble(slot, group.ensemble, spread, show))
    return tuple(of_file(slot, group.curves, spread, show))


def _compared(a: Group, b: Group, lags: "Lags") -> "tuple[Comparison | None, tuple[Distance, ...]]":
    if a.ensemble is None or b.ensemble is None:
        from geodesk.desktop.plots.apart import apart

        return None, apart(a, b)
    from geodesk.jobs.distance import compare

    if {row.item.file for row in a.rows} & {row.item.file for row in b.rows}:
        raise GeoDeskError(
            en="A picture stands in both ensembles, so chance cannot be told from a difference and no "
            "distance is given: measure other pictures as B.",
            es="Una imagen está en ambos conjuntos, así que no se distingue el azar de una diferencia y no "
            "se da ninguna distancia: mida otras imágenes como B.",
        )
    found = compare(_along_axes(a), _along_axes(b), lags=lags)
    return found, found.distances


def _along_axes(group: Group) -> "list[Characterised]":
    return [
        replace(row, curves={name: both for name, both in row.curves.items() if name in _AXES})
        for row in group.rows
    ]
