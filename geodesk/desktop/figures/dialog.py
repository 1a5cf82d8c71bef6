"""Figuras…: which pictures, how they shall look, the real result beside it, and where it goes."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import (
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
from geodesk.desktop.figures.form import FigureForm
from geodesk.desktop.figures.preview import FigurePreview
from geodesk.desktop.figures.saving import write_figures
from geodesk.desktop.room import ElidedLabel, SidePanel, WrappedLabel
from geodesk.desktop.translation import Translated, length, number
from geodesk.language import Sentence

if TYPE_CHECKING:
    from geodesk.collection import Sample
    from geodesk.desktop.figures.making import Preview
    from geodesk.desktop.window import Window
    from geodesk.jobs.figures.style import Style

_SOON_MS = 150
_CHANNEL = "figures.preview"


class FigureDialog(Translated, QDialog):
    """Figures of the picture in view, of those selected or of those listed.

    Attributes
    ----------
    out
        Where they go.
    beside
        A picture or folder whose pictures stand beside them.
    shown
        The figure in sight; None while there is none.
    """

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("figures")
        self._window, self._session = window, window.session
        self.beside: Path | None = None
        self.shown: Preview | None = None
        self._at = 0
        self._own_out = False
        self.pictures: QComboBox = QComboBox()
        self.pictures.setObjectName("figures.pictures")
        self._pictures_title = QLabel()
        self.form: FigureForm = FigureForm()
        self.form.restore(window.settings.values.figures)
        self.preview: FigurePreview = FigurePreview()
        self._told, self._beside_label = WrappedLabel(), WrappedLabel()
        self._told.setObjectName("figures.told")
        self._beside_label.setObjectName("figures.beside")
        self._beside_label.setProperty("role", "hint")
        self._count = QLabel()
        self._count.setObjectName("figures.count")
        self.back_button, self.next_button = push_button("figures.back"), push_button("figures.next")
        self._out_title, self._out_label = QLabel(), ElidedLabel(160)
        self.out_button, self.copy_button = push_button("figures.out"), push_button("figures.copy")
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Close
        )
        for which in ("selected", "view", "listed"):
            if which != "selected" or len(self._session.selected) > 1:
                self.pictures.addItem("", which)
        self.out: Path = self._usual_out()
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._arrange()
        self._connect()
        self.retranslate()
        self.resize(1040, 680)
        self._change()

    def _arrange(self) -> None:
        self.form.put_first(self._pictures_title, self.pictures)
        fields = QWidget()
        column = QVBoxLayout(fields)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form)
        column.addWidget(self._beside_label)
        column.addStretch(1)
        side = self._side = SidePanel()
        side.setWidget(fields)
        turning = QHBoxLayout()
        turning.addWidget(self.back_button)
        turning.addWidget(self._count)
        turning.addWidget(self.next_button)
        turning.addStretch(1)
        turning.addWidget(self.copy_button)
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
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addLayout(middle, 1)
        layout.addLayout(place)
        layout.addWidget(self.buttons)

    def _connect(self) -> None:
        self.form.changed.connect(self._change)
        self.form.beside_wanted.connect(self._choose_beside)
        self.pictures.currentIndexChanged.connect(self._change)
        self._soon.timeout.connect(self._draw)
        self.back_button.clicked.connect(partial(self._turn, -1))
        self.next_button.clicked.connect(partial(self._turn, 1))
        self.out_button.clicked.connect(self._choose_out)
        self.copy_button.clicked.connect(self._copy)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    # What is asked for

    @property
    def scope(self) -> str:
        """Whose figures: ``"selected"``, ``"view"`` or ``"listed"``."""
        return str(self.pictures.currentData())

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
        self._side.updateGeometry()  # other rows may be wider
        self._soon.start()

    def _turn(self, by: int) -> None:
        self._at += by
        self._draw()

    def _draw(self) -> None:
        from geodesk.desktop.figures.making import make_preview

        samples, style, at = self.samples(), self.look(), self._at
        beside, collection = self.beside, self._session.collection
        if self.shown is None:
            self.preview.say(self.tr("Drawing…"))

        def work() -> "Preview":
            return make_preview(samples, style, collection, beside, at)

        self._session.tasks.run(work, self._drawn, self._failed, channel=_CHANNEL)

    def _drawn(self, made: "Preview") -> None:
        self.shown, self._at = made, made.at
        self.preview.show_image(QImage.fromData(made.png))
        self._show()

    def _failed(self, sentence: Sentence) -> None:
        self.shown = None
        self.preview.say(str(sentence))
        self._show()

    def _show(self) -> None:
        made = self.shown
        many = 0 if made is None else made.many
        self._count.setText("" if made is None else f"{number(made.at + 1)} / {number(many)}")
        for part in (self.back_button, self._count, self.next_button):
            part.setVisible(many > 1)
        self.back_button.setEnabled(made is not None and made.at > 0)
        self.next_button.setEnabled(made is not None and made.at + 1 < many)
        self.copy_button.setEnabled(made is not None)
        save = self.buttons.button(QDialogButtonBox.StandardButton.Save)
        save.setEnabled(made is not None)
        several = self.tr("Save {count} figures").format(count=number(many))
        save.setText(several if many > 1 else self.tr("Save the figure"))
        self._told.setText("" if made is None else self._facts(made))
        self._out_label.setText(str(self.out))

    def _facts(self, made: "Preview") -> str:
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

    def _usual_out(self) -> Path:
        collection = self._session.collection
        folder = Path.home() if collection is None else collection.folder.absolute()
        return folder.parent / (f"{folder.name} - " + self.tr("figures"))

    def _choose_out(self) -> None:
        dialog = QFileDialog(self, self.tr("Folder of the figures"), str(self.out.parent))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        self._ask(dialog, self._out_chosen)

    def _out_chosen(self, chosen: str) -> None:
        self.out, self._own_out = Path(chosen), True
        self._show()

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

    def _ask(self, dialog: QFileDialog, done: "object") -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(done)
        dialog.open()

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
        if self.shown is None:
            return
        self._keep()
        samples = self.samples()
        only = [picture.path for sample in samples for picture in sample.pictures]
        every = sum(len(sample.pictures) for sample in self._session.samples)
        write_figures(
            self._window, samples, self.look(), self.out, self.beside, [] if len(only) == every else only
        )
        super().accept()

    def reject(self) -> None:
        """Close; how they should look is remembered all the same."""
        self._keep()
        super().reject()

    def _keep(self) -> None:
        self._soon.stop()
        self._session.tasks.drop(_CHANNEL)
        self._window.settings.set(figures=self.form.kept())

    # Texts

    def _beside_words(self) -> str:
        return self.tr("Beside each: {name}").format(name=self.beside)

    def retranslate(self) -> None:
        """Set every text."""
        self.setWindowTitle(self.tr("Figures"))
        self._pictures_title.setText(self.tr("Pictures"))
        self.pictures.setAccessibleName(self.tr("Pictures"))
        words = {
            "selected": self.tr("Selected: {count}").format(count=number(len(self._session.selected))),
            "view": self.tr("The one in view"),
            "listed": self.tr("All that are listed: {count}").format(
                count=number(len(self._session.visible))
            ),
        }
        for at in range(self.pictures.count()):
            self.pictures.setItemText(at, words[self.pictures.itemData(at)])
        self.back_button.setText(self.tr("‹ Previous"))
        self.next_button.setText(self.tr("Next ›"))
        self.copy_button.setText(self.tr("Copy"))
        self.copy_button.setToolTip(self.tr("Copy this figure, in its full size, to paste it elsewhere"))
        self._out_title.setText(self.tr("Folder:"))
        self.out_button.setText(self.tr("Other folder…"))
        self.preview.setAccessibleName(self.tr("Preview"))
        self.buttons.button(QDialogButtonBox.StandardButton.Close).setText(self.tr("Close"))
        if not self._own_out:
            self.out = self._usual_out()
        self._show()
