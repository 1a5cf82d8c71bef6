"""Figuras…: which pictures, how they shall look, the real result beside it, and where it goes."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog

from geodesk.desktop.buttons import push_button
from geodesk.desktop.figures.choosing import chosen_samples, contrast_of
from geodesk.desktop.figures.form import FigureForm
from geodesk.desktop.figures.preview import FigurePreview
from geodesk.desktop.figures.previewing import PreviewDialog
from geodesk.desktop.figures.saving import write_figures
from geodesk.desktop.room import WrappedLabel
from geodesk.desktop.translation import length, number
from geodesk.language import Sentence

if TYPE_CHECKING:
    from geodesk.collection import Sample
    from geodesk.desktop.figures.making import Preview
    from geodesk.desktop.window import Window
    from geodesk.jobs.figures.style import Style

_SOON_MS = 150


class FigureDialog(PreviewDialog):
    """Figures of the picture in view, of those selected or of those listed.

    Attributes
    ----------
    beside
        A picture or folder whose pictures stand beside them.
    shown
        The figure in sight; None while there is none.
    """

    shown: "Preview | None"

    def __init__(self, window: "Window") -> None:
        self.form: FigureForm = FigureForm()
        super().__init__(window, "figures", "pictures", self.form, FigurePreview())
        self.beside: Path | None = None
        self.form.restore(window.settings.values.figures)
        self._beside_label = WrappedLabel()
        self._beside_label.setObjectName("figures.beside")
        self._beside_label.setProperty("role", "hint")
        self.copy_button = push_button("figures.copy")
        self.copy_button.clicked.connect(self._copy)
        self.form.beside_wanted.connect(self._choose_beside)
        self.begin(1040, 680, _SOON_MS, below_form=[self._beside_label], turning=[self.copy_button])

    # What is asked for

    def samples(self) -> "list[Sample]":
        """The samples whose figures are made, with what people corrected."""
        return chosen_samples(self._window, self.scope, self.form.chosen("pair") == "faces")

    def look(self) -> "Style":
        """How they shall look."""
        page = self._session.page + 1 if self.scope == "view" else 1
        return self.form.look(contrast_of(self._window, self.scope), page)

    # The preview

    def _change(self) -> None:
        if self.form.chosen("pair") not in ("file", "folder"):
            self.beside = None
        self._beside_label.setText("" if self.beside is None else self._beside_words())
        self._beside_label.setVisible(self.beside is not None)
        super()._change()

    def _work(self) -> "Callable[[], Preview]":
        samples, style, at = self.samples(), self.look(), self._at
        beside, collection = self.beside, self._session.collection

        def work() -> "Preview":
            from geodesk.desktop.figures.making import make_preview

            return make_preview(samples, style, collection, beside, at)

        return work

    def _show(self) -> None:
        super()._show()
        self.copy_button.setEnabled(self.shown is not None)

    def _savable(self, many: int) -> bool:
        return self.shown is not None

    def _facts(self) -> str:
        made = self.shown
        assert made is not None
        width, height, dpi = made.width, made.height, self.form.numbers["dpi"].value()
        across, down = (number(side / dpi * 25.4, 1) for side in (width, height))
        parts = [
            f"{number(width)} × {number(height)} px",
            self.tr("{width} × {height} mm at {dpi} dpi").format(width=across, height=down, dpi=number(dpi)),
        ]
        if made.metres is not None:
            parts.append(self.tr("one pixel is {size}").format(size=length(made.metres)))
        text = " · ".join(parts)
        if made.unscaled:
            text += "\n" + self.tr("⚠ No scale bar where the pixel size is unknown: {names}").format(
                names=", ".join(made.unscaled)
            )
        for name, error in made.errors:
            text += f"\n⚠ {name}: {error}"
        return text

    # Where they go

    def _choose_beside(self, what: str) -> None:
        dialog = QFileDialog(self, self.tr("Beside each"), self._window.settings.values.last_folder)
        if what == "folder":
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        else:
            from geodesk.micrograph import EXTENSIONS

            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            names = " ".join(f"*{ending}" for ending in EXTENSIONS)
            dialog.setNameFilters([f"{self.tr('Pictures')} ({names})"])
        self._ask(dialog, self._beside_chosen)
        dialog.rejected.connect(self._not_chosen)

    def _beside_chosen(self, chosen: str) -> None:
        self.beside = Path(chosen)
        self._change()

    def _not_chosen(self) -> None:
        if self.beside is None:
            self.form.choose("pair", "none")

    def _copy(self) -> None:
        """The figure in sight, as many pixels as it has, to the clipboard."""
        from geodesk.desktop.figures.making import whole

        made = self.shown
        if made is not None:
            self._session.tasks.run(partial(whole, made), self._copied)

    def _copied(self, png: bytes) -> None:
        QGuiApplication.clipboard().setImage(QImage.fromData(png))
        self._session.notice(Sentence(en="The figure was copied.", es="Se copió la figura."))

    def accept(self) -> None:
        """Write them, and close."""
        if self.shown is not None:
            super().accept()

    def _write(self, samples: "list[Sample]", only: list[str]) -> None:
        write_figures(self._window, samples, self.look(), self.out, self.beside, only)

    def _keep(self) -> None:
        self._window.settings.set(figures=self.form.kept())

    # Texts

    def _words(self) -> tuple[str, str, str, str]:
        folder = self.tr("Folder of the figures")
        return self.tr("Drawing…"), self.tr("figures"), folder, self.tr("Save the figure")

    def _several(self, many: int) -> str:
        return self.tr("Save {count} figures").format(count=number(many))

    def _beside_words(self) -> str:
        return self.tr("Beside each: {name}").format(name=self.beside)

    def retranslate(self) -> None:
        """Set every text."""
        self.setWindowTitle(self.tr("Figures"))
        self._scope_title.setText(self.tr("Pictures"))
        self.copy_button.setText(self.tr("Copy"))
        self.copy_button.setToolTip(self.tr("Copy this figure, in its full size, to paste it elsewhere"))
        super().retranslate()
