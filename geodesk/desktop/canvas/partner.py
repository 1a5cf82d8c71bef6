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
        self._pinned: int | None = None
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

        The other one of two selected samples; of a pair the other light; of a series the pinned angle, else
        the one seen before, else the next one.
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
        for face in (self._pinned, self._before):
            if face is not None and face != session.face:
                return sample, face
        return sample, (session.face + 1) % faces

    def pin(self, pinned: bool) -> None:
        """Keep the partner while the sample in view is turned: the one beside it stands still."""
        partner = self.partner() if pinned else None
        self._pinned = None if partner is None or self.comparing else partner[1]

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
            self._sample, self._before, self._pinned = session.current, None, None
        elif session.face != self._face:
            self._before = self._face
        self._face = session.face
