"""Informe de muestra…: which samples, what their pages hold, the page itself beside it, and where it goes."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox

from geodesk.desktop.figures.choosing import chosen_samples, contrast_of
from geodesk.desktop.figures.preview import PagePreview
from geodesk.desktop.figures.previewing import PreviewDialog
from geodesk.desktop.figures.reportform import ReportForm
from geodesk.desktop.figures.saving import write_reports
from geodesk.desktop.translation import number

if TYPE_CHECKING:
    from geodesk.collection import Sample
    from geodesk.desktop.figures.reportmaking import Page
    from geodesk.desktop.window import Window
    from geodesk.jobs.samplereport.request import Request

_SOON_MS = 200


class ReportDialog(PreviewDialog):
    """A page for the sample in view, for those selected or for those listed.

    Attributes
    ----------
    shown
        The page in sight; None while there is none.
    """

    shown: "Page | None"

    def __init__(self, window: "Window") -> None:
        self.form: ReportForm = ReportForm()
        super().__init__(window, "reports", "samples", self.form, PagePreview())
        self.form.restore(window.settings.values.reports)
        self.form.page.setValue(self._session.page + 1)
        self.preview.setObjectName("reports.preview")
        self.open_check = QCheckBox()
        self.open_check.setObjectName("reports.open")
        self.open_check.setChecked(window.settings.values.reports.get("open", "yes") == "yes")
        self.begin(1000, 720, _SOON_MS, place=[self.open_check])

    # What is asked for

    def samples(self) -> "list[Sample]":
        """The samples that are reported on, with what people corrected."""
        return chosen_samples(self._window, self.scope, True)

    def request(self) -> "Request":
        """What the reports shall hold."""
        return self.form.request(contrast_of(self._window, self.scope))

    # The preview

    def _work(self) -> "Callable[[], Page]":
        samples, request, at, before = self.samples(), self.request(), self._at, self.shown
        collection = self._session.collection

        def work() -> "Page":
            from geodesk.desktop.figures.reportmaking import make_page

            return make_page(samples, request, collection, at, before)

        return work

    def _show(self) -> None:
        super()._show()
        self._told.setVisible(bool(self._told.text()))

    def _how_many(self) -> int:
        return len(self.samples())

    def _savable(self, many: int) -> bool:
        # Of several, one that cannot be read is listed, and the others are written.
        kinds = bool(self.form.ticked("formats")) and bool(self.form.ticked("languages"))
        return kinds and (self.shown is not None or many > 1)

    def _facts(self) -> str:
        assert self.shown is not None
        hints = []
        if not self.shown.classified:
            hints.append(self.tr("Not classified yet: “Classify folder” puts classes into the report."))
        if self.form.ticked("transport"):
            hints.append(self.tr("Transport is solved while the reports are written."))
        return "\n".join(hints)

    # Where they go

    def _write(self, samples: "list[Sample]", only: list[str]) -> None:
        write_reports(self._window, samples, self.request(), self.out, only, self.open_check.isChecked())

    def _keep(self) -> None:
        opens = "yes" if self.open_check.isChecked() else ""
        self._window.settings.set(reports=self.form.kept() | {"open": opens})

    # Texts

    def _words(self) -> tuple[str, str, str, str]:
        folder = self.tr("Folder of the reports")
        files, save = self._files(), self.tr("Save the report")
        if files > 1:
            save = self.tr("Save the report ({files} files)").format(files=number(files))
        return self.tr("Measuring…"), self.tr("reports"), folder, save

    def _several(self, many: int) -> str:
        files, save = self._files(), self.tr("Save {count} reports")
        if files > 1:
            save = self.tr("Save {count} reports ({files} files)")
        return save.format(count=number(many), files=number(many * files))

    def _files(self) -> int:
        """How many a report is: one in each format and language."""
        return len(self.form.ticked("formats")) * len(self.form.ticked("languages"))

    def retranslate(self) -> None:
        """Set every text."""
        self.setWindowTitle(self.tr("Sample report"))
        self._scope_title.setText(self.tr("Samples"))
        self.open_check.setText(self.tr("Open when done"))
        super().retranslate()
