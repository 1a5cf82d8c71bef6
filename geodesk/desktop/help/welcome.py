"""The first steps: three things to try on the bundled samples, each by one button."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from geodesk.desktop.room import GrowingDialog, WrappedLabel
from geodesk.desktop.session import Mode, View
from geodesk.desktop.translation import Translated
from geodesk.places import resources

if TYPE_CHECKING:
    from geodesk.desktop.window import Window

_MODEL = "sem-usable"


class Welcome(Translated, GrowingDialog):
    """Stays beside the picture while the three are tried; *Primeros pasos* brings it back.

    Attributes
    ----------
    tried
        Which were: 0, 1, 2.
    """

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self.setObjectName("welcome")
        self.setModal(False)
        self._window, self._session = window, window.session
        self._wanted: tuple[str, Callable[[], None]] | None = None
        self.tried: set[int] = set()
        self._hello, self._after = WrappedLabel(), WrappedLabel()
        self._titles = [QLabel(wordWrap=True) for _ in range(3)]
        self._said = [WrappedLabel() for _ in range(3)]
        self._buttons = [QPushButton() for _ in range(3)]
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(self._hello)
        does = (self.classify, self.measure_structure, self.measure_fibres)
        for at, (title, said, button) in enumerate(zip(self._titles, self._said, self._buttons, strict=True)):
            title.setProperty("role", "title")
            button.setObjectName(f"welcome.try_{at + 1}")
            button.clicked.connect(does[at])
            card = QFrame()
            card.setProperty("role", "card")
            grid = QGridLayout(card)
            grid.setContentsMargins(12, 10, 12, 10)
            grid.setColumnStretch(0, 1)
            grid.addWidget(title, 0, 0)
            grid.addWidget(said, 1, 0, 1, 2)
            grid.addWidget(button, 0, 1)
            layout.addWidget(card)
        layout.addWidget(self._after)
        self._open, self._help, self._close = QPushButton(), QPushButton(), QPushButton()
        row = QHBoxLayout()
        for button, name, done in (
            (self._open, "welcome.open", self._open_own),
            (self._help, "welcome.help", self._read),
            (self._close, "welcome.close", self.close),
        ):
            button.setObjectName(name)
            button.clicked.connect(done)
            row.addWidget(button)
        row.insertStretch(2, 1)
        layout.addLayout(row)
        self.setMinimumWidth(470)
        self._session.document_changed.connect(self._arrived)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        self.setWindowTitle(self.tr("First steps"))
        self._hello.setText(
            self.tr(
                "Welcome. The pictures in the list are the samples of GeoDesk, drawn by computer. Three "
                "things to try on them; each button does it, and you can take it from there."
            )
        )
        titles = (
            self.tr("1. Which pictures are of use?"),
            self.tr("2. How is the space between the grains?"),
            self.tr("3. How thick are the fibres?"),
        )
        said = (
            self.tr(
                "A model looks at all the samples and says which are fit to be measured. The hollow marks in "
                "the list are its suggestions; a click on a picture shows how sure it is."
            ),
            self.tr(
                "Drag the line in the histogram: both phases are drawn over the picture, and the curves S2 "
                "and L follow while you drag."
            ),
            self.tr(
                "Click one edge of a fibre and then the other, one fibre after the next: mean and histogram "
                "grow in the panel on the right."
            ),
        )
        for label, text in zip(self._titles, titles, strict=True):
            label.setText(text)
        for words, text in zip(self._said, said, strict=True):
            words.setText(text)
        self._after.setText(
            self.tr("And then: open a folder of yours. Nothing in your pictures is ever changed.")
        )
        self._open.setText(self.tr("Open folder…"))
        self._help.setText(self.tr("Read the help"))
        self._close.setText(self.tr("Close"))
        self._name_buttons()

    # The three

    def classify(self) -> None:
        """Classify the folder of samples."""

        def do() -> None:
            self._session.set_mode(Mode.CLASSIFY)
            self._window.classifying.use(_MODEL, then=lambda: self._window.help.do("classify.folder"))

        self._on_sample(0, "sem_barra_buena.tif", do)

    def measure_structure(self) -> None:
        """Show the plots of a sample with pores, and the phases over it."""

        def do() -> None:
            self._session.set_mode(Mode.EXPLORE)
            for key in ("panel.plots", "plots.overlay"):
                action = self._window.action(key)
                if not action.isChecked():
                    self._window.help.do(key)

        self._on_sample(1, "discos_solapados.tif", do)

    def measure_fibres(self) -> None:
        """Take the tool for diameters on a sample of fibres."""

        def do() -> None:
            self._session.set_mode(Mode.MEASURE)
            self._window.help.do("measure.diameter")

        self._on_sample(2, "fibras_malla.tif", do)

    def _on_sample(self, at: int, name: str, do: Callable[[], None]) -> None:
        """Do it once that sample is in view."""
        self.tried.add(at)
        self._name_buttons()
        self._session.set_view(View.CANVAS)
        self._wanted = (name, do)
        if not self._arrived():
            self._session.open(resources() / "samples" / name)

    def _arrived(self) -> bool:
        picture, folder = self._session.picture, self._session.collection
        if self._wanted is None or picture is None or folder is None or self._session.document is None:
            return False
        name, do = self._wanted
        if picture.path != name or folder.folder != resources() / "samples":
            return False
        self._wanted = None
        QTimer.singleShot(0, self, do)
        return True

    def _name_buttons(self) -> None:
        texts = (self.tr("Classify the samples"), self.tr("Show the curves"), self.tr("Measure fibres"))
        for at, (button, text) in enumerate(zip(self._buttons, texts, strict=True)):
            button.setText(f"✓ {text}" if at in self.tried else text)

    # The rest

    def _open_own(self) -> None:
        self.close()
        self._window.choose_folder()

    def _read(self) -> None:
        self._window.help.open("start")
