"""The window of the help: contents and search on the left, the page on the right."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QUrl
from PySide6.QtGui import QKeySequence, QShortcut, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QTextBrowser,
    QTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from geodesk.desktop.help.looks import lay_out
from geodesk.desktop.help.pages import PAGES, SECTIONS, Search, markdown, plain, title
from geodesk.desktop.outside import show_outside
from geodesk.desktop.translation import Translated, translate

if TYPE_CHECKING:
    from geodesk.desktop.window import Window

_PAGE = Qt.ItemDataRole.UserRole
_SIZE = (980, 720)


class HelpWindow(Translated, QWidget):
    """Stays open beside the work; a window of its own, so that no dialog shuts it off.

    Attributes
    ----------
    page
        The key of the page in sight.
    """

    def __init__(self, window: "Window") -> None:
        super().__init__()
        self.setObjectName("help")
        self._window = window
        self.page = ""
        self._past: list[str] = []
        self._coming: list[str] = []
        self._search: Search | None = None
        self.back, self.forward = QToolButton(autoRaise=True), QToolButton(autoRaise=True)
        for button, name, arrow in (
            (self.back, "help.back", Qt.ArrowType.LeftArrow),
            (self.forward, "help.forward", Qt.ArrowType.RightArrow),
        ):
            button.setObjectName(name)
            button.setArrowType(arrow)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.field = QLineEdit(clearButtonEnabled=True)
        self.field.setObjectName("help.search")
        self.contents = QListWidget()
        self.contents.setObjectName("help.contents")
        self.contents.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.contents.setWordWrap(True)
        self.contents.setIconSize(QSize(16, 16))
        self.browser = QTextBrowser()
        self.browser.setObjectName("help.page")
        self.browser.setOpenLinks(False)
        self.browser.setFrameShape(QTextBrowser.Shape.NoFrame)
        top = QHBoxLayout()
        for part in (self.back, self.forward, self.field):
            top.addWidget(part)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(8, 8, 8, 8)
        column.addLayout(top)
        column.addWidget(self.contents)
        split = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        split.addWidget(left)
        split.addWidget(self.browser)
        split.setStretchFactor(1, 1)
        split.setSizes([290, 690])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(split)
        self.resize(*_SIZE)
        self.back.clicked.connect(self.go_back)
        self.forward.clicked.connect(self.go_forward)
        self.field.textChanged.connect(self._fill)
        self.field.returnPressed.connect(self._take_first)
        self.contents.itemClicked.connect(self._take)
        self.contents.itemActivated.connect(self._take)
        self.browser.anchorClicked.connect(self.follow)
        for keys, does in (
            ("Escape", self.close),
            ("Ctrl+F", self.field.setFocus),
            ("Alt+Left", self.go_back),
            ("Alt+Right", self.go_forward),
            ("F1", self.show_start),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(does)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text, that of the page too."""
        self.setWindowTitle(self.tr("Help of GeoDesk"))
        self.field.setPlaceholderText(self.tr("Search in all pages"))
        self.field.setAccessibleName(self.tr("Search in all pages"))
        self.contents.setAccessibleName(self.tr("Contents"))
        self.browser.setAccessibleName(self.tr("Page"))
        for button, text in ((self.back, self.tr("Back")), (self.forward, self.tr("Forward"))):
            button.setToolTip(text)
            button.setAccessibleName(text)
        self._search = None
        if self.page:
            self._show()
        self._fill()

    # Pages

    def open(self, page: str) -> None:
        """Show a page; what was read before is behind *Back*."""
        if page != self.page:
            if self.page:
                self._past.append(self.page)
            self._coming.clear()
            self.page = page
        self._show()
        self._mark_contents()

    def show_start(self) -> None:
        """Show the first page."""
        self.field.clear()
        self.open(PAGES[0])

    def go_back(self) -> None:
        """To the page read before."""
        self._turn(self._past, self._coming)

    def go_forward(self) -> None:
        """To the page that was left by `go_back`."""
        self._turn(self._coming, self._past)

    def follow(self, url: QUrl) -> None:
        """Do what a link says: another page, an action of the window, or an address."""
        if url.scheme() == "action":
            self._window.help.do(url.path())
        elif url.scheme() in ("http", "https"):
            show_outside(self._window, url)
        else:
            self.open(url.path())

    def _turn(self, source: list[str], other: list[str]) -> None:
        if source:
            other.append(self.page)
            self.page = source.pop()
            self._show()
            self._mark_contents()

    def _show(self) -> None:
        lay_out(self.browser.document(), markdown(self.page, self._window.actions_))
        self.browser.moveCursor(QTextCursor.MoveOperation.Start)
        self.back.setEnabled(bool(self._past))
        self.forward.setEnabled(bool(self._coming))
        self._mark_found()

    # Contents and search

    def _fill(self) -> None:
        words = self.field.text().strip()
        self.contents.clear()
        self.contents.setSpacing(4 if words else 1)
        if words:
            found = self._searched().find(words)
            for one in found:
                self._entry(f"{one.title}\n{one.piece}", one.key)
            if not found:
                self._entry(self.tr("No page speaks of this. Try another word."), "")
        else:
            for section, pages in SECTIONS:
                item = self._entry(translate("HelpPages", section), "")
                font = item.font()
                font.setBold(True)
                item.setFont(font)
                for page in pages:
                    self._entry(f"   {title(page)}", page)
            self._mark_contents()
        self._mark_found()

    def _entry(self, text: str, page: str) -> QListWidgetItem:
        item = QListWidgetItem(text)
        item.setData(_PAGE, page)
        if not page:
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self.contents.addItem(item)
        return item

    def _searched(self) -> Search:
        if self._search is None:
            self._search = Search({page: (title(page), self._words(page)) for page in PAGES})
        return self._search

    def _words(self, page: str) -> str:
        from PySide6.QtGui import QTextDocument

        document = QTextDocument()
        document.setMarkdown(markdown(page, self._window.actions_))
        return document.toPlainText()

    def _take(self, item: QListWidgetItem) -> None:
        if page := item.data(_PAGE):
            self.open(page)

    def _take_first(self) -> None:
        if self.contents.count() and self.field.text().strip():
            self.contents.setCurrentRow(0)
            self._take(self.contents.item(0))

    def _mark_contents(self) -> None:
        for row in range(self.contents.count()):
            if self.contents.item(row).data(_PAGE) == self.page:
                self.contents.setCurrentRow(row)

    def _mark_found(self) -> None:
        """Colour what was searched for, and bring the first place into view."""
        folded = plain(self.browser.toPlainText())
        marks = []
        for word in plain(self.field.text()).split():
            at = folded.find(word)
            while at >= 0:
                mark = QTextEdit.ExtraSelection()
                mark.cursor = QTextCursor(self.browser.document())
                mark.cursor.setPosition(at)
                mark.cursor.setPosition(at + len(word), QTextCursor.MoveMode.KeepAnchor)
                mark.format = QTextCharFormat()
                mark.format.setBackground(self.palette().highlight())
                mark.format.setForeground(self.palette().highlightedText())
                marks.append(mark)
                at = folded.find(word, at + len(word))
        self.browser.setExtraSelections(marks)
        if marks:
            first = min(marks, key=lambda mark: mark.cursor.position())
            cursor = QTextCursor(first.cursor)
            cursor.clearSelection()
            self.browser.setTextCursor(cursor)

    # Qt

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """The colours of a page are those of the theme in which it was laid out."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.page:
            self._show()
