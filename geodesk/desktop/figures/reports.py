"""Informe de muestra…: which samples, what their pages hold, the page itself beside it, and where it goes."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from geodesk.desktop.buttons import push_button
from geodesk.desktop.figures.choosing import chosen_samples, contrast_of
from geodesk.desktop.figures.preview import PagePreview
from geodesk.desktop.figures.reportform import ReportForm
from geodesk.desktop.figures.saving import write_reports
from geodesk.desktop.room import ElidedLabel, SidePanel, WrappedLabel
from geodesk.desktop.translation import Translated, number
from geodesk.language import Sentence

if TYPE_CHECKING:
    from geodesk.collection import Collection, Sample
    from geodesk.desktop.figures.reportmaking import Page
    from geodesk.desktop.window import Window
    from geodesk.jobs.samplereport.request import Request

_SOON_MS = 200
_CHANNEL = "reports.preview"


class ReportDialog(Translated, QDialog):
    """A page for the sample in view, for those selected or for those listed.

    Attributes
    ----------
    out
        Where they go.
    shown
        The page in sight; None while there is none.
    """

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("reports")
        self._window, self._session = window, window.session
        self.shown: Page | None = None
        self._at = 0
        self._own_out = False
        self.samples_box: QComboBox = QComboBox()
        self.samples_box.setObjectName("reports.samples")
        self._samples_title = QLabel()
        self.form: ReportForm = ReportForm()
        self.form.restore(window.settings.values.reports)
        self.form.page.setValue(self._session.page + 1)
        self.preview: PagePreview = PagePreview()
        self.preview.setObjectName("reports.preview")
        self._told = WrappedLabel()
        self._told.setObjectName("reports.told")
        self._count = QLabel()
        self.back_button, self.next_button = push_button("reports.back"), push_button("reports.next")
        self._out_title, self._out_label = QLabel(), ElidedLabel(160)
        self.out_button = push_button("reports.out")
        self.open_check = QCheckBox()
        self.open_check.setObjectName("reports.open")
        self.open_check.setChecked(window.settings.values.reports.get("open", "yes") == "yes")
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Close
        )
        for which in ("selected", "view", "listed"):
            if which != "selected" or len(self._session.selected) > 1:
                self.samples_box.addItem("", which)
        self.out: Path = self._usual_out()
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._arrange()
        self._connect()
        self.retranslate()
        self.resize(1000, 720)
        self._change()

    def _arrange(self) -> None:
        self.form.put_first(self._samples_title, self.samples_box)
        fields = QWidget()
        column = QVBoxLayout(fields)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form)
        column.addStretch(1)
        side = self._side = SidePanel()
        side.setWidget(fields)
        turning = QHBoxLayout()
        turning.addWidget(self.back_button)
        turning.addWidget(self._count)
        turning.addWidget(self.next_button)
        turning.addStretch(1)
        right = QVBoxLayout()
        right.addWidget(self.preview, 1)
        right.addWidget(self._told)
        right.addLayout(turning)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(side)
        middle.addLayout(right, 1)
        place = QHBoxLayout()
        place.addWidget(self._out_title)
        place.addWidget(self._out_label, 1)
        place.addWidget(self.out_button)
        place.addSpacing(12)
        place.addWidget(self.open_check)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addLayout(middle, 1)
        layout.addLayout(place)
        layout.addWidget(self.buttons)

    def _connect(self) -> None:
        self.form.changed.connect(self._change)
        self.samples_box.currentIndexChanged.connect(self._change)
        self._soon.timeout.connect(self._draw)
        self.back_button.clicked.connect(partial(self._turn, -1))
        self.next_button.clicked.connect(partial(self._turn, 1))
        self.out_button.clicked.connect(self._choose_out)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    # What is asked for

    @property
    def scope(self) -> str:
        """Whose reports: ``"selected"``, ``"view"`` or ``"listed"``."""
        return str(self.samples_box.currentData())

    def samples(self) -> "list[Sample]":
        """The samples that are reported on, with what people corrected."""
        return chosen_samples(self._window, self.scope, True)

    def request(self) -> "Request":
        """What the reports shall hold."""
        return self.form.request(contrast_of(self._window, self.scope))

    # The preview

    def _change(self) -> None:
        self._side.updateGeometry()  # other rows may be wider
        self._soon.start()

    def _turn(self, by: int) -> None:
        self._at += by
        self._draw()

    def _draw(self) -> None:
        samples, request, at, before = self.samples(), self.request(), self._at, self.shown
        if before is None:
            self.preview.say(self.tr("Measuring…"))
        work = partial(_made, samples, request, self._session.collection, at, before)
        self._session.tasks.run(work, self._drawn, self._failed, channel=_CHANNEL)

    def _drawn(self, made: "Page") -> None:
        self.shown, self._at = made, made.at
        self.preview.show_image(QImage.fromData(made.png))
        self._show()

    def _failed(self, sentence: Sentence) -> None:
        self.shown = None
        self.preview.say(str(sentence))
        self._show()

    def _show(self) -> None:
        made = self.shown
        many = len(self.samples()) if made is None else made.many
        at = self._at if made is None else made.at
        self._count.setText(f"{number(at + 1)} / {number(many)}")
        for part in (self.back_button, self._count, self.next_button):
            part.setVisible(many > 1)
        self.back_button.setEnabled(at > 0)
        self.next_button.setEnabled(at + 1 < many)
        save = self.buttons.button(QDialogButtonBox.StandardButton.Save)
        # Of several, one that cannot be read is listed, and the others are written.
        kinds = bool(self.form.ticked("formats")) and bool(self.form.ticked("languages"))
        save.setEnabled(kinds and (made is not None or many > 1))
        several = self.tr("Save {count} reports").format(count=number(many))
        save.setText(several if many > 1 else self.tr("Save the report"))
        self._told.setText("" if made is None else "\n".join(self._hints(made)))
        self._told.setVisible(bool(self._told.text()))
        self._out_label.setText(str(self.out))

    def _hints(self, made: "Page") -> list[str]:
        hints = []
        if not made.classified:
            hints.append(self.tr("Not classified yet: “Classify folder…” puts classes into the report."))
        if self.form.ticked("transport"):
            hints.append(self.tr("Transport is solved while the reports are written."))
        return hints

    # Where they go

    def _usual_out(self) -> Path:
        collection = self._session.collection
        folder = Path.home() if collection is None else collection.folder.absolute()
        return folder.parent / (f"{folder.name} - " + self.tr("reports"))

    def _choose_out(self) -> None:
        dialog = QFileDialog(self, self.tr("Folder of the reports"), str(self.out.parent))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._out_chosen)
        dialog.open()

    def _out_chosen(self, chosen: str) -> None:
        self.out, self._own_out = Path(chosen), True
        self._show()

    def accept(self) -> None:
        """Write them, and close."""
        self._keep()
        samples = self.samples()
        only = [picture.path for sample in samples for picture in sample.pictures]
        every = sum(len(sample.pictures) for sample in self._session.samples)
        only = [] if len(only) == every else only
        write_reports(self._window, samples, self.request(), self.out, only, self.open_check.isChecked())
        super().accept()

    def reject(self) -> None:
        """Close; what they should hold is remembered all the same."""
        self._keep()
        super().reject()

    def _keep(self) -> None:
        self._soon.stop()
        self._session.tasks.drop(_CHANNEL)
        opens = "yes" if self.open_check.isChecked() else ""
        self._window.settings.set(reports=self.form.kept() | {"open": opens})

    # Texts

    def retranslate(self) -> None:
        """Set every text."""
        self.setWindowTitle(self.tr("Sample report"))
        self._samples_title.setText(self.tr("Samples"))
        self.samples_box.setAccessibleName(self.tr("Samples"))
        words = {
            "selected": self.tr("Selected: {count}").format(count=number(len(self._session.selected))),
            "view": self.tr("The one in view"),
            "listed": self.tr("All that are listed: {count}").format(
                count=number(len(self._session.visible))
            ),
        }
        for at in range(self.samples_box.count()):
            self.samples_box.setItemText(at, words[self.samples_box.itemData(at)])
        self.back_button.setText(self.tr("‹ Previous"))
        self.next_button.setText(self.tr("Next ›"))
        self._out_title.setText(self.tr("Folder:"))
        self.out_button.setText(self.tr("Other folder…"))
        self.open_check.setText(self.tr("Open when done"))
        self.preview.setAccessibleName(self.tr("Preview"))
        self.buttons.button(QDialogButtonBox.StandardButton.Close).setText(self.tr("Close"))
        if not self._own_out:
            self.out = self._usual_out()
        self._show()


def _made(
    samples: "Sequence[Sample]",
    request: "Request",
    collection: "Collection | None",
    at: int,
    before: "Page | None",
) -> "Page":
    """On a thread, which also imports what it takes."""
    from geodesk.desktop.figures.reportmaking import make_page

    return make_page(samples, request, collection, at, before)
