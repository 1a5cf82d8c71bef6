"""Copying and saving what the plots show."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QStandardPaths, Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog

from geodesk.desktop.plots import facts
from geodesk.desktop.plots.reading import CLASSES
from geodesk.desktop.translation import number, translate
from geodesk.language import Sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodesk.desktop.plots.panel import PlotsPanel
    from geodesk.desktop.window import Window
    from geodesk.jobs.characterise import Characterised


class Saving(QObject):
    """Plots to the clipboard, to PNG and SVG, and curves to CSV."""

    def __init__(self, window: "Window", panel: "PlotsPanel") -> None:
        super().__init__(panel)
        self._window, self._session, self._panel = window, window.session, panel

    def sheet(self) -> Any:
        """The plot in sight on paper; close it after use."""
        from geodesk.desktop.plots.export import Sheet

        panel, session = self._panel, self._session
        if panel.header.tab == CLASSES:
            from geodesk.desktop.plots.classes import ClassesPlot

            bars = ClassesPlot(session, live=False)
            assert panel.classes is not None and session.collection is not None
            bars.show_counts(panel.classes.counts)
            count = len(session.samples)
            total = translate("Saving", "1 sample") if count == 1 else translate("Saving", "{count} samples")
            return Sheet(bars, [f"{session.collection.folder.name}  ·  {total.format(count=number(count))}"])
        from geodesk.desktop.plots.paper import PaperPlots

        plot = PaperPlots()
        plot.draw(panel.drawing(), panel.show_)
        lines = []
        if panel.measuring.found is not None and "picture" not in panel.show_.hidden:
            lines += facts.caption_of(
                panel.measuring, panel.show_.directions, facts.left_out(panel.measuring)
            )
        if panel.kept.found is not None and "phases" not in panel.show_.hidden:
            lines.append("  ·  ".join(panel.kept.about()))
        for slot, group in panel.ensembles.groups.items():
            if slot not in panel.show_.hidden:
                lines.append(
                    "  ·  ".join([f"{slot.upper()}: {group.name}", *panel.ensembles.about(slot)[1:]])
                )
        return Sheet(plot, lines)

    def copy(self) -> None:
        """The plot to the clipboard."""
        # Made in one turn of the event loop and painted in the next, so that neither holds it up for long.
        QTimer.singleShot(0, self, partial(self._copy, self.sheet()))

    def _copy(self, sheet: Any) -> None:
        QApplication.clipboard().setImage(sheet.image())
        sheet.close()
        self._session.notice(
            Sentence(en="The plot is on the clipboard.", es="La gráfica está en el portapapeles.")
        )

    def choose_picture(self) -> None:
        """Ask where to save the plot."""
        dialog = self._dialog(translate("Saving", "Save plot"), ["PNG (*.png)", "SVG (*.svg)"], "png")
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(chosen[-4:-1]))
        sheet = self.sheet()
        # Qt tells the file chosen only after it has told that the dialog is finished.
        dialog.finished.connect(lambda _: QTimer.singleShot(0, sheet.close))
        dialog.fileSelected.connect(lambda chosen: self._save_picture(Path(chosen), sheet))
        dialog.open()

    def choose_csv(self) -> None:
        """Ask where to save the curves."""
        dialog = self._dialog(translate("Saving", "Save curves"), ["CSV (*.csv)"], "csv")
        write, panel = self._write(), self._panel
        of_phases = self._of_phases
        found = panel.kept.found if of_phases else panel.measuring.found
        dialog.fileSelected.connect(lambda chosen: self._save_csv(Path(chosen), write, found, of_phases))
        dialog.open()

    def _dialog(self, title: str, filters: list[str], suffix: str) -> QFileDialog:
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self._window, title, documents)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(filters)
        dialog.setDefaultSuffix(suffix)
        dialog.selectFile(f"{self._stem()}.{suffix}")
        return dialog

    def _stem(self) -> str:
        found, collection = self._panel.measuring.found, self._session.collection
        folder = "" if collection is None else collection.folder.name
        if self._panel.header.tab == CLASSES:
            return translate("Saving", "{folder}_classes").format(folder=folder)
        if found is None:
            return f"{folder}_S2_L"
        page = "" if found.page is None else f"_p{found.page}"
        phases = "_phases" if self._of_phases else ""
        return f"{found.item.file.stem}{page}{phases}_S2_L"

    @property
    def _of_phases(self) -> bool:
        """Whether the curves are those of the phases kept: they are in sight and the threshold's are not."""
        panel = self._panel
        hidden = panel.show_.hidden
        return panel.kept.found is not None and "picture" in hidden and "phases" not in hidden

    def _write(self) -> "Callable[[Path], Path]":
        """What writes the curves in sight."""
        from geodesk.desktop.plots import export, keptphases

        panel = self._panel
        if self._of_phases:
            assert panel.kept.image is not None and panel.kept.found is not None
            return partial(keptphases.save_csv, image=panel.kept.image, found=panel.kept.found)
        assert panel.measuring.found is not None
        return partial(export.save_csv, found=panel.measuring.found)

    def _save_picture(self, target: Path, sheet: Any) -> None:
        from geodesk.desktop.plots import export

        make: Callable[[], bytes]
        if target.suffix.lower() == ".svg":
            make = partial(bytes, sheet.svg())
        else:
            make = partial(export.png, sheet.image())
        pictures = self._pictures()

        def work() -> None:
            export.check_target(target, pictures)
            export.save_bytes(target, make())

        self._session.saver.run(work, lambda _: self._saved(target))

    def _save_csv(
        self, target: Path, write: "Callable[[Path], Path]", found: "Characterised | None", of_phases: bool
    ) -> None:
        from geodesk.desktop.plots import export

        pictures, collection = self._pictures(), self._session.collection

        def work() -> Path:
            from geodesk.jobs.recipes.done import characterise_step
            from geodesk.jobs.recipes.recording import keep_deed

            export.check_target(target, pictures)
            summary = write(target)
            if collection is not None and found is not None:
                step = characterise_step(found, target, summary, of_phases)
                keep_deed(collection, step, pictures=1, failed=0, only=[found.item.path])
            return summary

        self._session.saver.run(work, lambda summary: self._saved(target, summary))

    def _pictures(self) -> list[Any]:
        return [picture for sample in self._session.samples for picture in sample.pictures]

    def _saved(self, target: Path, summary: Path | None = None) -> None:
        also = "" if summary is None else f" + {summary.name}"
        self._session.notice(Sentence(en=f"Saved: {target}{also}", es=f"Guardado: {target}{also}"))
