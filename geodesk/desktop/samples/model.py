"""The samples as Qt sees them: one model and one selection that the list and the grid share."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QStringListModel,
    Qt,
)

from geodesk.desktop.samples.marks import look_of
from geodesk.desktop.translation import percent, translate

if TYPE_CHECKING:
    from geodesk.collection import Sample
    from geodesk.desktop.session import Session

_Index = QModelIndex | QPersistentModelIndex
_Flag = QItemSelectionModel.SelectionFlag


class SampleModel(QStringListModel):
    """The names of `session.visible`.

    Qt's own list of strings, since laying out or selecting 10,000 rows asks for each of them (their number,
    their flags): in Python that takes tens of milliseconds. What else there is to see, the delegates take
    from the session.
    """

    def __init__(self, session: "Session") -> None:
        super().__init__(session)
        self._session = session
        session.order_changed.connect(self.refill)
        self.refill()

    def refill(self) -> None:
        """Take the samples of the session."""
        names = [sample.id for sample in self._session.visible]
        self.setStringList(names if "".join(names).isascii() else [printable(name) for name in names])

    def sample(self, index: _Index) -> "Sample | None":
        """The sample of a row."""
        visible, row = self._session.visible, index.row()
        return visible[row] if 0 <= row < len(visible) else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The name; for screen readers and as a tooltip with what is known."""
        spoken = role == Qt.ItemDataRole.AccessibleTextRole
        if spoken or role == Qt.ItemDataRole.ToolTipRole:
            sample = self.sample(index)
            if sample is None:
                return None
            lines = [printable(sample.id), *describe(self._session, sample)]
            return ", ".join(lines) if spoken else "\n".join(lines)
        return super().data(index, role)


class SampleSelection(QItemSelectionModel):
    """Selected and current rows, following `session.selected` and `session.current` and followed by them."""

    def __init__(self, model: SampleModel, session: "Session") -> None:
        super().__init__(model, session)
        self._rows, self._session = model, session
        self._following = False
        self.selectionChanged.connect(self._selected)
        self.currentChanged.connect(self._moved)
        model.modelReset.connect(self.follow)
        session.selection_changed.connect(self._follow_selection)
        session.current_changed.connect(self._follow_current)
        self.follow()

    def follow(self) -> None:
        """Select what the session has selected."""
        self._follow_selection()
        self._follow_current()

    def _follow_selection(self) -> None:
        if self._following:
            return
        wanted = self._ranges()
        self._following = True
        try:
            self.select(wanted, _Flag.ClearAndSelect)
        finally:
            self._following = False

    def _ranges(self) -> QItemSelection:
        """The selected samples as ranges of rows."""
        session, index, wanted = self._session, self._rows.index, QItemSelection()
        if session.selected and session.selected == session.visible:
            wanted.select(index(0), index(len(session.visible) - 1))
            return wanted
        rows = sorted(row for s in session.selected if (row := session.row_of(s)) is not None)
        first = 0
        for at, row in enumerate(rows):
            if at + 1 == len(rows) or rows[at + 1] != row + 1:
                wanted.select(index(rows[first]), index(row))
                first = at + 1
        return wanted

    def _follow_current(self) -> None:
        if self._following:
            return
        row = self._session.position
        index = QModelIndex() if row is None else self._rows.index(row)
        self._following = True
        try:
            self.setCurrentIndex(index, _Flag.NoUpdate)
        finally:
            self._following = False

    def _selected(self) -> None:
        if self._following:
            return
        visible = self._session.visible
        rows: list[int] = []
        ranges = self.selection()
        for at in range(ranges.size()):
            found = ranges.at(at)
            rows.extend(range(found.top(), found.bottom() + 1))
        self._following = True
        try:
            self._session.select([visible[row] for row in sorted(rows) if row < len(visible)])
        finally:
            self._following = False

    def _moved(self, index: QModelIndex) -> None:
        sample = self._rows.sample(index)
        if self._following or sample is None:
            return
        self._following = True
        try:
            self._session.show(sample)
        finally:
            self._following = False


def describe(session: "Session", sample: "Sample") -> list[str]:
    """What is known of a sample, in words."""
    lines = []
    if sample.kind == "pair":
        lines.append(translate("Samples", "PPL/XPL pair"))
    elif sample.kind == "series":
        words = translate("Samples", "Rotation series of {n} pictures")
        lines.append(words.format(n=len(sample.pictures)))
    standing = session.standing(sample)
    if standing.mixed:
        lines.append(translate("Samples", "Its pictures carry different labels"))
    elif standing.label is not None:
        name = look_of(session, standing.label).name
        lines.append(translate("Samples", "Label: {label}").format(label=name))
    else:
        lines.append(translate("Samples", "Without a label"))
    if standing.suggestion is not None and standing.probability is not None:
        name = look_of(session, standing.suggestion).name
        words = translate("Samples", "Suggestion: {label}, {probability}")
        lines.append(words.format(label=name, probability=percent(standing.probability)))
    if standing.error is not None:
        lines.append(str(standing.error))
    return lines


def printable(name: str) -> str:
    """A name without the lone surrogates that stand for bytes that are not UTF-8."""
    return name if name.isascii() else name.encode("utf-8", "backslashreplace").decode("utf-8")
