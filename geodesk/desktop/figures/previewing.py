"""What Figuras… and Informe de muestra… share: of which samples, fields, the real result, where it goes."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage
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
from geodesk.desktop.figures.fields import FieldForm
from geodesk.desktop.figures.preview import FigurePreview, PagePreview
from geodesk.desktop.room import ElidedLabel, SidePanel, WrappedLabel
from geodesk.desktop.translation import Translated, number, translate
from geodesk.language import Sentence

if TYPE_CHECKING:
    from geodesk.collection import Sample
    from geodesk.desktop.window import Window


class PreviewDialog(Translated, QDialog):
    """Fields of a form, what they make beside it, drawn on a thread, and the folder that it goes to.

    A subclass says what is made, and calls `begin` once its own parts are there.

    Parameters
    ----------
    name
        Of the dialog; its parts are called ``name.…``.
    scope
        What the list of scopes is called.

    Attributes
    ----------
    out
        Where the files go.
    shown
        What is in sight, with ``png``, ``at`` and ``many``; None while there is none.
    """

    def __init__(
        self, window: "Window", name: str, scope: str, form: FieldForm, preview: FigurePreview | PagePreview
    ) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName(name)
        self._window, self._session = window, window.session
        self._form, self.preview = form, preview
        self.shown: Any = None
        self._at = 0
        self._own_out = False
        self.scope_box: QComboBox = QComboBox()
        self.scope_box.setObjectName(f"{name}.{scope}")
        for which in ("selected", "view", "listed"):
            if which != "selected" or len(self._session.selected) > 1:
                self.scope_box.addItem("", which)
        self._scope_title, self._out_title = QLabel(), QLabel()
        self._told, self._out_label = WrappedLabel(), ElidedLabel(160)
        self._told.setObjectName(f"{name}.told")
        self._count = QLabel()
        self._count.setObjectName(f"{name}.count")
        self.back_button, self.next_button = push_button(f"{name}.back"), push_button(f"{name}.next")
        self.out_button = push_button(f"{name}.out")
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Close
        )
        self.out: Path = self._usual_out()
        self._channel = f"{name}.preview"
        self._soon = QTimer(self, singleShot=True)

    def begin(
        self,
        width: int,
        height: int,
        soon_ms: int,
        below_form: Sequence[QWidget] = (),
        turning: Sequence[QWidget] = (),
        place: Sequence[QWidget] = (),
    ) -> None:
        """Put all parts in their places, and draw.

        Parameters
        ----------
        width, height
            Of the dialog.
        soon_ms
            How long the fields must have rested before it is drawn.
        below_form, turning, place
            A subclass's own parts: under the fields, at the right of the pages, beside the folder.
        """
        self._form.put_first(self._scope_title, self.scope_box)
        fields = QWidget()
        column = QVBoxLayout(fields)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self._form, *below_form):
            column.addWidget(part)
        column.addStretch(1)
        self._side = SidePanel()
        self._side.setWidget(fields)
        pages = QHBoxLayout()
        for part in (self.back_button, self._count, self.next_button):
            pages.addWidget(part)
        pages.addStretch(1)
        for part in turning:
            pages.addWidget(part)
        right = QVBoxLayout()
        right.addWidget(self.preview, 1)
        right.addWidget(self._told)
        right.addLayout(pages)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(self._side)
        middle.addLayout(right, 1)
        folder = QHBoxLayout()
        folder.addWidget(self._out_title)
        folder.addWidget(self._out_label, 1)
        folder.addWidget(self.out_button)
        for part in place:
            folder.addSpacing(12)
            folder.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addLayout(middle, 1)
        layout.addLayout(folder)
        layout.addWidget(self.buttons)
        self._form.changed.connect(self._change)
        self.scope_box.currentIndexChanged.connect(self._change)
        self._soon.setInterval(soon_ms)
        self._soon.timeout.connect(self._draw)
        self.back_button.clicked.connect(partial(self._turn, -1))
        self.next_button.clicked.connect(partial(self._turn, 1))
        self.out_button.clicked.connect(self._choose_out)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.retranslate()
        self.resize(width, height)
        self._change()

    # What a subclass says

    def samples(self) -> "list[Sample]":
        """The samples it is made of, with what people corrected."""
        raise NotImplementedError

    def _work(self) -> Callable[[], Any]:
        """What makes `shown`, on a thread."""
        raise NotImplementedError

    def _words(self) -> tuple[str, str, str, str]:
        """While it is made; the end of the folder's name; what the folder is asked as; the one saved."""
        raise NotImplementedError

    def _several(self, many: int) -> str:
        """Save so many."""
        raise NotImplementedError

    def _savable(self, many: int) -> bool:
        """Whether there is something to save."""
        raise NotImplementedError

    def _facts(self) -> str:
        """What is told of `shown`; it is not None."""
        raise NotImplementedError

    def _how_many(self) -> int:
        """How many there are where none could be made."""
        return 0

    def _write(self, samples: "list[Sample]", only: list[str]) -> None:
        """Write them; `only`: paths of the pictures, if they are not all of the folder."""
        raise NotImplementedError

    def _keep(self) -> None:
        """Remember the fields."""
        raise NotImplementedError

    # The preview

    @property
    def scope(self) -> str:
        """Of which samples: ``"selected"``, ``"view"`` or ``"listed"``."""
        return str(self.scope_box.currentData())

    def _change(self) -> None:
        self._side.updateGeometry()  # other rows may be wider
        self._soon.start()

    def _turn(self, by: int) -> None:
        self._at += by
        self._draw()

    def _draw(self) -> None:
        if self.shown is None:
            self.preview.say(self._words()[0])
        self._session.tasks.run(self._work(), self._drawn, self._failed, channel=self._channel)

    def _drawn(self, made: Any) -> None:
        self.shown, self._at = made, made.at
        self.preview.show_image(QImage.fromData(made.png))
        self._show()

    def _failed(self, sentence: Sentence) -> None:
        self.shown = None
        self.preview.say(str(sentence))
        self._show()

    def _show(self) -> None:
        made = self.shown
        many = self._how_many() if made is None else made.many
        at = self._at if made is None else made.at
        self._count.setText(f"{number(at + 1)} / {number(many)}")
        for part in (self.back_button, self._count, self.next_button):
            part.setVisible(many > 1)
        self.back_button.setEnabled(at > 0)
        self.next_button.setEnabled(at + 1 < many)
        save = self.buttons.button(QDialogButtonBox.StandardButton.Save)
        save.setEnabled(self._savable(many))
        save.setText(self._several(many) if many > 1 else self._words()[3])
        self._told.setText("" if made is None else self._facts())
        self._out_label.setText(str(self.out))

    # Where they go

    def _usual_out(self) -> Path:
        collection = self._session.collection
        folder = Path.home() if collection is None else collection.folder.absolute()
        return folder.parent / f"{folder.name} - {self._words()[1]}"

    def _choose_out(self) -> None:
        dialog = QFileDialog(self, self._words()[2], str(self.out.parent))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        self._ask(dialog, self._out_chosen)

    def _ask(self, dialog: QFileDialog, done: Callable[[str], None]) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(done)
        dialog.open()

    def _out_chosen(self, chosen: str) -> None:
        self.out, self._own_out = Path(chosen), True
        self._show()

    def accept(self) -> None:
        """Write them, and close."""
        self._leave()
        samples = self.samples()
        only = [picture.path for sample in samples for picture in sample.pictures]
        every = sum(len(sample.pictures) for sample in self._session.samples)
        self._write(samples, [] if len(only) == every else only)
        super().accept()

    def reject(self) -> None:
        """Close; the fields are remembered all the same."""
        self._leave()
        super().reject()

    def _leave(self) -> None:
        self._soon.stop()
        self._session.tasks.drop(self._channel)
        self._keep()

    # Texts

    def retranslate(self) -> None:
        """Set every text."""
        selected, listed = number(len(self._session.selected)), number(len(self._session.visible))
        words = {
            "selected": translate("PreviewDialog", "Selected: {count}").format(count=selected),
            "view": translate("PreviewDialog", "The one in view"),
            "listed": translate("PreviewDialog", "All that are listed: {count}").format(count=listed),
        }
        for at in range(self.scope_box.count()):
            self.scope_box.setItemText(at, words[self.scope_box.itemData(at)])
        self.scope_box.setAccessibleName(self._scope_title.text())
        self.back_button.setText(translate("PreviewDialog", "‹ Previous"))
        self.next_button.setText(translate("PreviewDialog", "Next ›"))
        self._out_title.setText(translate("PreviewDialog", "Folder:"))
        self.out_button.setText(translate("PreviewDialog", "Other folder…"))
        self.preview.setAccessibleName(translate("PreviewDialog", "Preview"))
        close = self.buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setText(translate("PreviewDialog", "Close"))
        if not self._own_out:
            self.out = self._usual_out()
        self._show()
