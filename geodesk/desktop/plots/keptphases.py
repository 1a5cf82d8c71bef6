"""The phases that are kept beside the collection for the page in view, as a source of curves."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from geodesk.desktop.plots import facts
from geodesk.desktop.theme import class_colour
from geodesk.desktop.translation import number, percent, translate

if TYPE_CHECKING:
    from geodesk.collection import Collection, PhaseImage, Picture
    from geodesk.desktop.jobs import Job
    from geodesk.desktop.plots.measuring import Measuring
    from geodesk.desktop.plots.reading import Show
    from geodesk.desktop.plots.traces import Trace
    from geodesk.desktop.session import Session
    from geodesk.jobs.characterise import Characterised
    from geodesk.language import Sentence

_CHANNEL = "plots.kept"
_KEEPING = "phases"
"""The job that keeps label images."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is counted: of which picture and page, how far, along what."""

    picture: "Picture"
    page: int | None
    r_max: int | None
    directions: tuple[str, ...]


class KeptPhases(QObject):
    """What ``geodesk characterise --phases auto`` tells of the page in view, counted while it is shown.

    Attributes
    ----------
    image
        The label image beside the collection; None: there is none.
    found
        Its measurement; None: not shown, or not measured yet.
    problem
        Why it cannot be measured.
    """

    changed = Signal()

    def __init__(self, session: "Session", measuring: "Measuring", parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._measuring = session, measuring
        self.image: PhaseImage | None = None
        self.found: Characterised | None = None
        self.problem: Sentence | None = None
        self._shown = False
        self._directions: tuple[str, ...] = ()
        self._asked: tuple[object, ...] | None = None
        measuring.picture_changed.connect(self._look)
        measuring.curves_changed.connect(self._look)
        session.jobs.started.connect(self._job_started)

    def set_show(self, show: "Show") -> None:
        """Count what is shown, and nothing that is not."""
        self._shown, self._directions = "phases" not in show.hidden, show.measured
        self._look()

    def _look(self, anew: bool = False) -> None:
        """See whether there is a label image; measure it where it is shown and not measured yet."""
        collection, pixels = self._session.collection, self._measuring.pixels
        if collection is None or pixels is None or not self._measuring.here:
            if pixels is None or collection is None:
                self._forget()
            return
        document = pixels.document
        page = pixels.page + 1 if document.pages > 1 else None
        wanted = _Wanted(document.picture, page, self._measuring.r_max, self._directions)
        corrected = pixels.content, pixels.pixel_size
        asked = (wanted, *corrected) if self._shown else (document.picture,)
        if asked == self._asked and not anew:
            return
        if self.found is not None and (self.found.item, self.found.page) != (document.picture, page):
            self._forget()
        self._asked = asked
        work = partial(_counted, collection, wanted, self._shown)
        self._session.tasks.run(work, self._arrived, self._failed, channel=_CHANNEL)

    def _job_started(self, job: "Job") -> None:
        if job.kind == _KEEPING:
            job.finished.connect(self._kept_anew)

    def _kept_anew(self) -> None:
        self._look(anew=True)

    def _arrived(self, both: "tuple[PhaseImage | None, Characterised | None]") -> None:
        before, shown = (self.image, self.problem), self.found
        self.image, found = both
        self.problem = None if found is None else found.error
        self.found = None if found is None or found.error is not None else found
        if self.found is not shown or (self.image, self.problem) != before:  # most pictures have none
            self.changed.emit()

    def _failed(self, sentence: "Sentence") -> None:
        self.found, self.problem = None, sentence
        self.changed.emit()

    def _forget(self) -> None:
        self._session.tasks.drop(_CHANNEL)
        before = self.image, self.found, self.problem
        self._asked = self.image = self.found = self.problem = None
        if before != (None, None, None):
            self.changed.emit()

    # In lines and words

    def traces(self, show: "Show") -> "Sequence[Trace]":
        """The lines of every phase."""
        if self.found is None or "phases" in show.hidden:
            return ()
        from geodesk.desktop.plots.traces import of_phases

        return tuple(of_phases(self.found, self._looks(), show))

    def _looks(self) -> dict[int, tuple[str, str]]:
        """Label → name and colour, as in Fases."""
        from geodesk.desktop.structure.phaseview import name_of

        assert self.found is not None and self.image is not None
        looks: dict[int, tuple[str, str]] = {}
        named = {phase.label: (at, phase) for at, phase in enumerate(self.image.phases)}
        for place, label in enumerate(self.found.labelled):
            at, phase = named.get(label, (place, None))
            name = translate("KeptPhases", "phase {n}").format(n=label) if phase is None else name_of(phase)
            looks[label] = name, (phase.colour if phase else "") or class_colour(at).name()
        return looks

    @property
    def colours(self) -> tuple[str, ...]:
        """Of the first phases."""
        return () if self.found is None else tuple(colour for _, colour in self._looks().values())

    def about(self) -> list[str]:
        """What the curves rest on: label image, how it was made, fractions, area and pixel size."""
        image, pixels = self.image, self._measuring.pixels
        if image is None or pixels is None:
            return []
        lines = [translate("KeptPhases", "phases kept: {file}").format(file=image.file.name)]
        if made := self._made(image):
            lines.append(made)
        if self.problem is not None:
            return [*lines, str(self.problem)]
        if self.found is None:
            return lines
        for label, (name, _) in self._looks().items():
            share = self.found.labelled[label]["x"].two_point[1].probability[0]
            lines.append(f"{name}: {percent(float(share), 2)}")
        used, area = self.found.pixels_used, self.found.area
        if area is not None and used != area.w * area.h:
            lines.append(translate("KeptPhases", "{n} pixels have a phase").format(n=number(used)))
        lines += facts.about_of(pixels.document, pixels.page)
        return [*lines, facts.area_of(pixels), facts.pixel_size_of(pixels)]

    def _made(self, image: "PhaseImage") -> str:
        """By which rule, as far as the image tells."""
        rule = image.made.get("rule")
        if not isinstance(rule, dict):
            return translate("KeptPhases", "made by another program")
        kind, level = rule.get("kind"), rule.get("level")
        names = {
            "otsu": translate("KeptPhases", "by Otsu's rule"),
            "mean": translate("KeptPhases", "by the mean of the neighbourhood"),
            "niblack": translate("KeptPhases", "by Niblack's rule"),
            "sauvola": translate("KeptPhases", "by Sauvola's rule"),
            "strokes": translate("KeptPhases", "learnt from brush strokes"),
        }
        if kind == "threshold" and isinstance(level, int | float):
            text = translate("KeptPhases", "by a threshold, t = {level}")
            return text.format(level=facts.level_text(float(level)))
        return names.get(str(kind), "")

    @property
    def said(self) -> str:
        """What is still to come, or why nothing will; empty: nothing."""
        if not self._shown or self.image is None:
            return ""
        if self.problem is not None:
            return str(self.problem)
        return "" if self.found is not None else translate("KeptPhases", "measuring the phases kept…")


def _counted(
    collection: "Collection", wanted: _Wanted, measure: bool
) -> "tuple[PhaseImage | None, Characterised | None]":
    """The label image of a picture and, where it is wanted, its measurement; on a thread."""
    image = collection.phases.of(wanted.picture)
    if image is None or not measure:
        return image, None
    from geodesk.jobs.characterise import characterise_one

    found = characterise_one(
        wanted.picture,
        threshold="otsu",
        r_max=wanted.r_max,
        page=wanted.page,
        threads=None,
        directions=("x", "y", *wanted.directions),
        phase_images={wanted.picture.path: image.file},
    )
    return image, found


def save_csv(target: Path, image: "PhaseImage", found: "Characterised") -> Path:
    """Write the curves as ``geodesk characterise --phases auto`` does; see `export.save_csv`."""
    from geodesk.desktop.plots.export import write_csv
    from geodesk.jobs.characterise import characterise_one
    from geodesk.language import GeoDeskError
    from geodesk.morphology import DIRECTIONS

    def whole() -> "Characterised":
        again = characterise_one(
            found.item,
            threshold="otsu",
            r_max=found.r_max,
            page=found.page,
            threads=None,
            directions=DIRECTIONS,
            depth="summary",
            phase_images={found.item.path: image.file},
        )
        if again.error is not None:
            raise GeoDeskError(en=again.error.en, es=again.error.es)
        return again

    return write_csv(target, whole)
