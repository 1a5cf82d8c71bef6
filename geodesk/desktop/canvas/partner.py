"""Which picture stands beside the one in view, or takes its place when the eye compares two."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from geodesk.desktop.session import Session

if TYPE_CHECKING:
    from geodesk.collection import Sample


class Faces(QObject):
    """The faces of the sample in view: PPL and XPL, the angles of a series, two selected samples."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._sample: Sample | None = None
        self._face = 0
        self._before: int | None = None
        session.current_changed.connect(self._note)

    @property
    def comparing(self) -> bool:
        """Whether the partner is another sample: two are selected, one of them in view."""
        return self._other_selected() is not None

    def here(self) -> "tuple[Sample, int] | None":
        """The sample and face in view."""
        session = self._session
        return None if session.current is None else (session.current, session.face)

    def partner(self) -> "tuple[Sample, int] | None":
        """The sample and face to compare with, if there is one.

        The other one of two selected samples; of a pair the other light; of a series the angle seen before,
        else the next one.
        """
        session, sample = self._session, self._session.current
        if sample is None:
            return None
        other = self._other_selected()
        if other is not None:
            return other, min(session.face, len(other.pictures) - 1)
        faces = len(sample.pictures)
        if faces < 2:
            return None
        if self._before is not None and self._before != session.face and faces > 2:
            return sample, self._before
        return sample, (session.face + 1) % faces

    def step(self, by: int) -> None:
        """The next or previous face; a series goes round."""
        session = self._session
        if session.current is not None:
            session.show(session.current, (session.face + by) % len(session.current.pictures))

    def blink(self) -> None:
        """Change places with the partner."""
        partner = self.partner()
        if partner is not None:
            self._session.show(*partner, self._session.page)

    def _other_selected(self) -> "Sample | None":
        session = self._session
        if len(session.selected) != 2 or session.current not in session.selected:
            return None
        return next(sample for sample in session.selected if sample is not session.current)

    def _note(self) -> None:
        session = self._session
        if session.current is not self._sample:
            self._sample, self._before = session.current, None
        elif session.face != self._face:
            self._before = self._face
        self._face = session.face
