"""Says it where the picture in view has pixels of another size than a model learnt from."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from geodesk.desktop.room import WrappedLabel
from geodesk.jobs.scale import doubt, limits_of

if TYPE_CHECKING:
    from geodesk.desktop.session import Session
    from geodesk.models import Card


class ScaleWarning(WrappedLabel):
    """Hidden while there is nothing to say.

    Parameters
    ----------
    card
        Of the model that is in use; None without one. `refresh` is to be called when it changes.
    """

    def __init__(self, session: "Session", name: str, card: "Callable[[], Card | None]") -> None:
        super().__init__()
        self.setObjectName(name)
        self._session, self._card = session, card
        session.document_changed.connect(self.refresh)
        self.hide()

    def refresh(self) -> None:
        """Look at the model and the picture again."""
        document = self._session.document
        found = None if document is None else doubt(limits_of(self._card()), document.pixel_size)
        self.setText("" if found is None else f"⚠ {found}")
        self.setVisible(found is not None)
