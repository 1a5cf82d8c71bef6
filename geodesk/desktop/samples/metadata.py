"""Says in the list that a filter or an order by metadata is in force, and takes it away."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from geodesk.desktop.icons import icon
from geodesk.desktop.session import Session
from geodesk.desktop.translation import Translated

_LONGEST = 22


class MetadataFilter(Translated, QToolButton):
    """In sight only while there is one."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("samples.clear_metadata")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._columns = session.listing.columns
        self._columns.changed.connect(self.retranslate)
        self.clicked.connect(self._clear)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        columns = self._columns
        said = columns.expression or columns.order
        short = said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1]}…"
        self.setText(f"{short}  ✕")
        self.setToolTip(
            self.tr("List everything again, in the list's own order: {filter}").format(filter=said)
        )
        self.setAccessibleName(self.toolTip())
        self.setVisible(columns.in_force)
        if columns.in_force:
            self.setIcon(icon("filter" if columns.expression else "sort"))

    def _clear(self) -> None:
        self._columns.clear()
