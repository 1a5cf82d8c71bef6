"""The list of samples."""

from PySide6.QtWidgets import QWidget

from geodesk.desktop.session import Session


class SamplesPanel(QWidget):
    """The list."""

    def __init__(self, session: Session) -> None:
        super().__init__()
