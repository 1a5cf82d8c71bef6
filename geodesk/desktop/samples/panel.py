"""The list of samples on the left: search, filter, order, counts."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from geodesk.desktop.icons import icon
from geodesk.desktop.samples.chips import Chips
from geodesk.desktop.samples.delegate import RowDelegate
from geodesk.desktop.samples.marks import look_of
from geodesk.desktop.samples.metadata import MetadataFilter
from geodesk.desktop.samples.view import SampleView, shared
from geodesk.desktop.session import Session
from geodesk.desktop.translation import QT_TRANSLATE_NOOP, Translated, number, percent, translate

if TYPE_CHECKING:
    from geodesk.collection.sieve import Order, Show

_SHOWS: "tuple[tuple[Show, str], ...]" = (
    ("all", QT_TRANSLATE_NOOP("Samples", "All ({n})")),
    ("unlabelled", QT_TRANSLATE_NOOP("Samples", "Without a label ({n})")),
    ("labelled", QT_TRANSLATE_NOOP("Samples", "With a label ({n})")),
    ("unsure", QT_TRANSLATE_NOOP("Samples", "Unsure suggestion ({n})")),
    ("disagree", QT_TRANSLATE_NOOP("Samples", "Label and model disagree ({n})")),
    ("errors", QT_TRANSLATE_NOOP("Samples", "With errors ({n})")),
    ("mixed", QT_TRANSLATE_NOOP("Samples", "Pictures labelled differently ({n})")),
    ("disputed", QT_TRANSLATE_NOOP("Samples", "People disagree ({n})")),
)
_ORDERS: "tuple[tuple[Order, str], ...]" = (
    ("path", QT_TRANSLATE_NOOP("Samples", "By file")),
    ("newest", QT_TRANSLATE_NOOP("Samples", "Newest first")),
    ("uncertain", QT_TRANSLATE_NOOP("Samples", "Least sure first")),
    ("sure", QT_TRANSLATE_NOOP("Samples", "Surest first")),
    ("label", QT_TRANSLATE_NOOP("Samples", "By label")),
    ("queue", QT_TRANSLATE_NOOP("Samples", "Active training")),
    ("dispute", QT_TRANSLATE_NOOP("Samples", "Most disagreement first")),
)

_HELP = 20
"""Room for the "?" in the corner."""


class SamplesPanel(Translated, QWidget):
    """The list and what narrows and sorts it."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session, self._listing = session, session.listing
        self.setObjectName("samples")
        self.search: SearchField = SearchField()
        self.view: SampleList = SampleList(session)
        self._filter, self._order, self._below = QComboBox(), QComboBox(), QSpinBox()
        self._chips = Chips(session)
        self._update, self._counted = QToolButton(), QLabel()
        self.metadata: MetadataFilter = MetadataFilter(session)
        self._arrange()
        self._connect()
        self.retranslate()

    def _arrange(self) -> None:
        for name, widget in (
            ("filter", self._filter),
            ("order", self._order),
            ("below", self._below),
            ("apply", self._update),
            ("count", self._counted),
        ):
            widget.setObjectName(f"samples.{name}")
        for widget in (self._filter, self._order, self._update):
            widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for combo in (self._filter, self._order):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            combo.setMaxVisibleItems(20)
        self._below.setRange(1, 100)
        self._below.setKeyboardTracking(False)
        self._update.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        for _ in _SHOWS:
            self._filter.addItem("")
        for _ in _ORDERS:
            self._order.addItem("")
        head = QVBoxLayout()
        head.setContentsMargins(8, 8, 8, 6)
        head.setSpacing(6)
        head.addWidget(self.search)
        head.addWidget(self._filter)
        head.addWidget(self._below)
        head.addWidget(self._order)
        head.addWidget(self._chips)
        head.addWidget(self.metadata)
        foot = QVBoxLayout()  # below the list, which must not jump when the button comes
        foot.setContentsMargins(8, 4, 8, 4)
        foot.setSpacing(4)
        self._counted.setProperty("role", "hint")
        self._counted.setWordWrap(True)
        foot.addWidget(self._update)
        count = QHBoxLayout()
        count.addWidget(self._counted, 1)
        count.addSpacing(_HELP)
        foot.addLayout(count)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.view, 1)
        layout.addLayout(foot)

    def _connect(self) -> None:
        session, listing = self._session, self._listing
        self.search.textChanged.connect(self._search_changed)
        self.search.left.connect(self.view.setFocus)
        self._filter.activated.connect(self._filter_chosen)
        self._order.activated.connect(self._order_chosen)
        self._below.valueChanged.connect(self._below_chosen)
        self._below.editingFinished.connect(self.view.setFocus)
        self._update.clicked.connect(self._apply)
        listing.changed.connect(self._show_choice)
        session.collection_changed.connect(self._count)
        session.order_changed.connect(self._count)
        session.selection_changed.connect(self._count)

    def retranslate(self) -> None:
        """Set every text."""
        self.search.setPlaceholderText(self.tr("Search by name (Ctrl+F)"))
        self.search.setAccessibleName(self.tr("Search by name"))
        self._filter.setAccessibleName(self.tr("Filter"))
        self._filter.setToolTip(self.tr("Which samples are listed (Ctrl+U: those without a label)"))
        self._order.setAccessibleName(self.tr("Order"))
        self._order.setToolTip(self.tr("The order of the list"))
        self._below.setPrefix(self.tr("less sure than "))
        self._below.setSuffix(percent(0).removeprefix("0"))
        self._below.setAccessibleName(self.tr("Unsure below"))
        self._below.setToolTip(self.tr("Suggestions with a lower probability count as unsure"))
        self._update.setToolTip(
            self.tr("Samples stay listed after they are labelled; filter and sort again (Shift+F5)")
        )
        for row, (_, text) in enumerate(_ORDERS):
            self._order.setItemText(row, translate("Samples", text))
        self._show_choice()
        self._count()

    def focus_search(self) -> None:
        """Type into the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    # What is chosen

    def _search_changed(self, text: str) -> None:
        self._listing.choose(text=text)

    def _filter_chosen(self, row: int) -> None:
        shows = [show for show, _ in _SHOWS]
        if row < len(shows):
            self._listing.choose(show=shows[row], label="")
        self.view.setFocus()

    def _order_chosen(self, row: int) -> None:
        self._listing.choose(order=_ORDERS[row][0])
        self.view.setFocus()

    def _below_chosen(self, below: int) -> None:
        self._listing.choose(below=below)

    def _apply(self) -> None:
        self._listing.apply()
        self.view.setFocus()

    # What is shown

    def _show_choice(self) -> None:
        listing, choice = self._listing, self._listing.choice
        enabled = self._session.collection is not None
        for widget in (self.search, self._filter, self._order):
            widget.setEnabled(enabled)
        for row, (show, text) in enumerate(_SHOWS):
            self._filter.setItemText(row, translate("Samples", text).format(n=number(listing.count(show))))
        one = choice.show in ("label", "suggested")
        self._show_label(choice.show, choice.label if one else "")
        # Qt keeps the least width of the entries that were there first.
        self._filter.setMinimumWidth(self._filter.sizeHint().width())
        shows = [show for show, _ in _SHOWS]
        self._filter.setCurrentIndex(len(shows) if one else shows.index(choice.show))
        self._order.setCurrentIndex([order for order, _ in _ORDERS].index(choice.order))
        self._below.blockSignals(True)
        self._below.setValue(choice.below)
        self._below.blockSignals(False)
        self._below.setVisible(choice.show == "unsure")
        if self.search.text() != choice.text:
            self.search.setText(choice.text)
        self._chips.refresh()
        self._update.setVisible(bool(listing.stale) or listing.resort)
        if listing.stale:
            words = self.tr("Update the filter ({n})").format(n=number(listing.stale))
        else:
            words = self.tr("Sort again")
        self._update.setText(words)
        self._update.setIcon(icon("filter" if listing.stale else "sort"))

    def _show_label(self, show: "Show", label: str) -> None:
        """While one label or suggestion is filtered for, it stands in the list of filters too."""
        if not label:
            if self._filter.count() > len(_SHOWS):
                self._filter.removeItem(len(_SHOWS))
            return
        if self._filter.count() == len(_SHOWS):
            self._filter.addItem("")
        name = look_of(self._session, label).name
        count = f" ({number(self._listing.count(show, label))})"
        # No wider than the others, however long the name: the list must not push the picture aside.
        metrics = self._filter.fontMetrics()
        room = max(metrics.horizontalAdvance(self._filter.itemText(row)) for row in range(len(_SHOWS)))
        words = translate("Samples", "Label: {label}")
        if show == "suggested":
            words = translate("Samples", "Suggestion: {label}")
        words = words.format(label=name)
        room -= metrics.horizontalAdvance(count)
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room) + count
        self._filter.setItemText(len(_SHOWS), words)
        self._filter.setItemData(len(_SHOWS), name, Qt.ItemDataRole.ToolTipRole)

    def _count(self) -> None:
        total, listed = len(self._session.samples), len(self._session.visible)
        chosen = len(self._session.selected)
        if self._session.collection is None:
            self._counted.setText("")
            return
        if listed == total:
            words = self.tr("1 sample") if total == 1 else self.tr("{n} samples").format(n=number(total))
        else:
            words = self.tr("{n} of {total} samples").format(n=number(listed), total=number(total))
        if chosen > 1:
            words += " · " + self.tr("{n} selected").format(n=number(chosen))
        self._counted.setText(words)


class SampleList(SampleView):
    """The samples one below the other."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, RowDelegate(session, shared(session).thumbnails, session))
        self.setObjectName("samples.list")
        self.setResizeMode(QListView.ResizeMode.Adjust)

    def retranslate(self) -> None:
        """Set every text."""
        super().retranslate()
        self.setAccessibleName(self.tr("Samples"))


class SearchField(QLineEdit):
    """Escape empties it, Enter and the arrow down go to the list."""

    left = Signal()
    """The user is done here."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("samples.search")
        self.setClearButtonEnabled(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def event(self, event: QEvent) -> bool:
        """Escape is meant for the field while it has the focus."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Escape, Enter, arrow down."""
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.left.emit()
        else:
            super().keyPressEvent(event)
