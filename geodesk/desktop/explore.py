"""The panel of Explorar: what the file says of the picture in view."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFormLayout, QLabel, QVBoxLayout, QWidget

from geodesk.desktop.room import SidePanel, WrappedLabel
from geodesk.desktop.session import Session
from geodesk.desktop.translation import Translated, length, number, sides, source_name


class ExplorePanel(Translated, SidePanel):
    """Size, pixel size with its source, instrument and its settings."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(14, 12, 14, 12)
        self._name = WrappedLabel()
        self._name.setProperty("role", "title")
        self._name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._synthetic = QLabel(wordWrap=True)
        self._form = QFormLayout(rowWrapPolicy=QFormLayout.RowWrapPolicy.DontWrapRows)
        self._form.setHorizontalSpacing(14)
        self._form.setVerticalSpacing(7)
        layout.addWidget(self._name)
        layout.addWidget(self._synthetic)
        layout.addSpacing(6)
        layout.addLayout(self._form)
        layout.addStretch(1)
        self.setWidget(inside)
        self._rows: list[tuple[QLabel, QLabel]] = []
        # One look a step is enough: the next picture first, then what is written about it.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(30)
        self._soon.timeout.connect(self.retranslate)
        session.document_changed.connect(self._soon.start)
        session.current_changed.connect(self._soon.start)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        picture, document = self._session.picture, self._session.document
        self._name.setText("" if picture is None else picture.path)
        if picture is None:
            self._name.setText(self.tr("No picture in view"))
        self._synthetic.setVisible(document is not None and document.synthetic)
        self._synthetic.setText(self.tr("Synthetic: drawn or generated, not recorded by an instrument."))
        facts = [] if document is None else self._facts()
        while len(self._rows) < len(facts):
            self._add_row()
        for row, labels in enumerate(self._rows):
            self._form.setRowVisible(row, row < len(facts))
            if row < len(facts):
                for label, text in zip(labels, facts[row], strict=True):
                    if label.text() != text:
                        label.setText(text)

    def _facts(self) -> list[tuple[str, str]]:
        document = self._session.document
        assert document is not None
        kind = self.tr("grey") if document.channels == 1 else self.tr("colour")
        page = self._session.page
        width, height = document.width, document.height
        if document.ready(page) is not None:  # pages may differ in size
            width, height = document.page_size(page)
        facts = [
            (self.tr("Size"), f"{number(width)} × {number(height)} px"),
            (self.tr("Pixels"), f"{document.dtype}, {kind}"),
        ]
        if document.pages > 1:
            facts.append((self.tr("Pages"), number(document.pages)))
        size = document.pixel_size_of(page)
        if size is None:
            facts.append((self.tr("Pixel size"), self.tr("unknown")))
        else:
            facts.append((self.tr("Pixel size"), f"{sides(size)} ({source_name(size.source)})"))
            facts.append((self.tr("Field width"), length(size.x_m * width)))
        if document.page_distance_m is not None:
            facts.append((self.tr("Between pages"), length(document.page_distance_m)))
        if document.bar is not None:
            rows = self.tr("{rows} rows ({source})")
            facts.append(
                (
                    self.tr("Information bar"),
                    rows.format(rows=number(document.bar.h), source=source_name(document.bar_source)),
                )
            )
        if document.instrument:
            facts.append((self.tr("Instrument"), document.instrument))
        return facts + self._settings(document.metadata)

    def _settings(self, found: dict[str, float | str]) -> list[tuple[str, str]]:
        rows = []
        if isinstance(kv := found.get("kv"), float | int):
            rows.append((self.tr("Voltage"), f"{number(kv, 2 if kv < 10 else 1)} kV"))
        if isinstance(distance := found.get("working_distance_m"), float | int):
            rows.append((self.tr("Working distance"), length(distance)))
        if isinstance(magnification := found.get("magnification"), float | int):
            rows.append((self.tr("Magnification"), f"{number(magnification)} ×"))
        for key, title in (
            ("detector", self.tr("Detector")),
            ("date", self.tr("Date")),
            ("software", self.tr("Software")),
        ):
            if key in found:
                said = str(found[key])
                rows.append((title, said.replace("T", " ") if key == "date" else said))
        return rows

    def _add_row(self) -> None:
        name, said = QLabel(), WrappedLabel()
        name.setProperty("role", "hint")
        said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        said.widen()
        self._form.addRow(name, said)
        self._rows.append((name, said))
