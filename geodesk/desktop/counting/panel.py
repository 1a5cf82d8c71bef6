"""The panel of Contar: the count, the point in hand, the classes with their shares."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QSize, Qt, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from geodesk.desktop.buttons import action_button
from geodesk.desktop.counting.desk import CountDesk
from geodesk.desktop.room import SidePanel, WrappedLabel
from geodesk.desktop.samples.marks import UNSURE, Look, mark_icon
from geodesk.desktop.translation import Translated, number, percent
from geodesk.language import language

if TYPE_CHECKING:
    from geodesk.desktop.window import Window

_ICON = 14


class CountPanel(Translated, SidePanel):
    """What counting points needs beside the picture."""

    def __init__(self, window: "Window") -> None:
        super().__init__()
        self.setObjectName("counting")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._window = window
        self.desk: CountDesk = CountDesk(window, self)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh)
        self._state, self._point, self._others, self._hint = (WrappedLabel() for _ in range(4))
        self._state.setProperty("role", "title")
        self._hint.setProperty("role", "hint")
        self._others.setProperty("role", "hint")
        self._point_mark = QLabel()
        self.bar = QProgressBar(textVisible=False)
        self.bar.setMaximumHeight(6)
        self.flag, self.follow = QCheckBox(), QCheckBox()
        self.list = QTreeWidget()
        self.list.setColumnCount(3)
        self.list.setRootIsDecorated(False)
        self.list.header().setSectionsClickable(False)
        self.list.setIconSize(QSize(_ICON, _ICON))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keys 1-9 are what it stands for
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.new_button = action_button(window, "counting.new", "count.new")
        self.anew_button = action_button(window, "counting.anew", "count.new")
        self.suggest_button = action_button(window, "counting.suggest", "count.suggest")
        self.back_button = action_button(window, "counting.back", "count.back")
        self.next_button = action_button(window, "counting.next", "count.next")
        self.undo_button = action_button(window, "counting.undo", "count.undo")
        self.rest_button = action_button(window, "counting.accept_rest", "count.accept_rest")
        self.results_button = action_button(window, "counting.results", "count.results")
        self.classes_button = action_button(window, "counting.classes", "count.classes")
        for name, part in (
            ("state", self._state),
            ("point", self._point),
            ("others", self._others),
            ("progress", self.bar),
            ("flag", self.flag),
            ("follow", self.follow),
            ("classes_list", self.list),
        ):
            part.setObjectName(f"counting.{name}")
        for check in (self.flag, self.follow):
            check.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._arrange()
        self.flag.clicked.connect(lambda _: self.desk.toggle_flag())
        self.follow.toggled.connect(self.desk.set_follow)
        self.list.itemClicked.connect(self._clicked)
        self.desk.changed.connect(self._soon.start)
        window.session.jobs.changed.connect(self._soon.start)
        self.retranslate()

    def _arrange(self) -> None:
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(8)
        point, walk = QHBoxLayout(), QHBoxLayout()
        point.addWidget(self._point_mark)
        point.addWidget(self._point, 1)
        for button in (self.back_button, self.next_button):
            walk.addWidget(button)
        layout.addWidget(self._state)
        layout.addWidget(self.new_button)
        layout.addWidget(self.bar)
        layout.addLayout(point)
        layout.addWidget(self.flag)
        layout.addLayout(walk)
        layout.addWidget(self.undo_button)
        layout.addWidget(self.list)
        layout.addWidget(self._others)
        layout.addWidget(self.rest_button)
        layout.addWidget(self.follow)
        layout.addSpacing(4)
        for part in (self.suggest_button, self.results_button, self.classes_button, self.anew_button):
            layout.addWidget(part)
        layout.addWidget(self._hint)
        layout.addStretch(1)
        self.setWidget(inside)

    def _clicked(self, item: QTreeWidgetItem, _column: int) -> None:
        self.desk.give(item.data(0, Qt.ItemDataRole.UserRole))

    def retranslate(self) -> None:
        """Set every text."""
        self.flag.setText(self.tr("Crystal in a rock fragment (X)"))
        self.flag.setToolTip(
            self.tr(
                "The next point is a crystal of sand size (62.5 µm or more) within a rock fragment: by "
                "Gazzi-Dickinson it counts as its mineral, otherwise as rock fragment. The circle around the "
                "cross is that size where the pixel size is known."
            )
        )
        self.follow.setText(self.tr("Go to each point"))
        self.follow.setToolTip(self.tr("The picture moves so that the point in hand is in its middle"))
        for button in (self.new_button, self.anew_button):
            button.setText(self.tr("New point count…"))
        self.suggest_button.setText(self.tr("Suggestions…"))
        self.back_button.setText(self.tr("Back"))
        self.next_button.setText(self.tr("Next"))
        self.undo_button.setText(self.tr("Undo"))
        self.classes_button.setText(self.tr("Classes and poles…"))
        self.results_button.setText(self.tr("Composition and QFL…"))
        self.list.setAccessibleName(self.tr("Classes"))
        self.list.setHeaderLabels([self.tr("Class"), self.tr("Points"), self.tr("% ± SE")])
        for column, text in (
            (1, self.tr("Points counted into this class")),
            (2, self.tr("Share of the points without the unsure ones, and its standard error √(p(1 − p)/n)")),
        ):
            self.list.headerItem().setToolTip(column, text)
            self.list.headerItem().setTextAlignment(
                column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            )
        self.bar.setAccessibleName(self.tr("Points counted"))
        self._hint.setText(
            self.tr(
                "Keys: 1-9 class, 0 unsure, Enter accepts, N next one open. Every point is on the disk at "
                "once; close whenever you like."
            )
        )
        self.refresh()

    def refresh(self) -> None:
        """Show how things stand."""
        desk = self.desk
        grid = desk.grid
        total = 0 if grid is None else len(grid.points)
        self._state.setText(self._standing(total))
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(len(desk.states))
        self.bar.setVisible(total > 0)
        for part in (self.flag, self.back_button, self.next_button, self.undo_button, self.follow):
            part.setVisible(total > 0)  # before there is a point there is nothing to do with one
        self.new_button.setVisible(total == 0)
        for part in (self.anew_button, self.suggest_button):
            part.setVisible(total > 0)
        self._show_point()
        blocked = QSignalBlocker(self.follow)
        self.flag.setChecked(desk.flag)
        self.follow.setChecked(desk.follow)
        del blocked
        self.flag.setEnabled(desk.counting)
        self.rest_button.setVisible(desk.acceptable > 0)
        self.rest_button.setText(
            self.tr("Accept the other suggestions ({n})").format(n=number(desk.acceptable))
        )
        self._show_classes()
        self._others.setText(self._agreement())
        self._others.setVisible(bool(self._others.text()))

    def _standing(self, total: int) -> str:
        desk = self.desk
        if desk.picture is None:
            return self.tr("No picture")
        if total == 0:
            return self.tr("Reading…") if desk.reading else self.tr("No point count of this picture yet")
        counted = len(desk.states)
        if counted == total:
            return self.tr("{total} points, all counted").format(total=number(total))
        return self.tr("{counted} of {total} points counted").format(
            counted=number(counted), total=number(total)
        )

    def _show_point(self) -> None:
        desk = self.desk
        text, look, hollow = "", None, False
        if desk.grid is not None and desk.current is not None:
            at, looks = desk.current, desk.looks()
            state, label = desk.states.get(at), desk.suggestion(at)
            text = self.tr("Point {n}: ").format(n=number(at + 1))
            if state is not None and state.label is not None:
                look = looks.get(state.label) or Look(state.label, "#808890", "ring")
                text += look.name
                if state.in_fragment:
                    text += " · " + self.tr("in a rock fragment")
            elif label is not None:
                look, hollow = looks.get(label) or Look(label, "#808890", "ring"), True
                p = desk.probability(at)
                sure = "" if p is None else f" {percent(p)}"
                text += self.tr("{name}{sure}? Enter accepts").format(name=look.name, sure=sure)
            elif desk.suggesting.busy:
                text += self.tr("asking the model…")
            else:
                text += self.tr("not counted")
        self._point.setText(text)
        self._point.setVisible(bool(text))
        icon = QIcon() if look is None else mark_icon(look, _ICON, self.devicePixelRatioF(), hollow)
        self._point_mark.setPixmap(icon.pixmap(_ICON, _ICON))
        self._point_mark.setVisible(look is not None)

    def _show_classes(self) -> None:
        desk = self.desk
        scheme = desk.scheme
        classes = [] if scheme is None else list(scheme.classes)
        counts = desk.counts()
        total = sum(count for label, count in counts.items() if label != UNSURE)
        looks = desk.looks()
        shown = [*((one.id, one.name(language())) for one in classes)]
        shown += [(label, label) for label in counts if label not in looks]
        shown.append((UNSURE, looks[UNSURE].name if looks else UNSURE))
        self.list.clear()
        for at, (label, name) in enumerate(shown):
            key = "0" if label == UNSURE else str(at + 1) if at < 9 and at < len(classes) else " "
            count = counts.get(label, 0)
            share = "" if not count or label == UNSURE else _share(count, total)
            item = QTreeWidgetItem(self.list, [f"{key}  {name}", number(count), share])
            item.setData(0, Qt.ItemDataRole.UserRole, label)
            item.setToolTip(0, name)
            item.setSizeHint(0, QSize(0, self.fontMetrics().height() + 6))
            for column in (1, 2):
                item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            look = looks.get(label) or Look(label, "#808890", "ring")
            item.setIcon(0, mark_icon(look, _ICON, self.devicePixelRatioF()))
        rows = self.list.topLevelItemCount()
        height = self.list.sizeHintForRow(0) if rows else 0
        self.list.setHeaderHidden(not counts)
        head = self.list.header().sizeHint().height() if counts else 0
        self.list.setFixedHeight(head + rows * height + 2 * self.list.frameWidth() + 2)
        self.list.setVisible(bool(classes))

    def _agreement(self) -> str:
        """What others counted at the same points, and how often they say the same."""
        desk, parts = self.desk, []
        for name, states in desk.others.items():
            both = [at for at in states if at in desk.states]
            same = sum(states[at].label == desk.states[at].label for at in both)
            text = self.tr("{name} counted {n} of these points").format(name=name, n=number(len(states)))
            if both:
                text += self.tr("; you agree on {share} of {n}").format(
                    share=percent(same / len(both)), n=number(len(both))
                )
            parts.append(text)
        return "\n".join(parts)


def _share(count: int, total: int) -> str:
    """The share in per cent and its standard error: √(p(1 − p)/n)."""
    p = count / total
    return f"{number(100 * p, 1)} ± {percent((p * (1 - p) / total) ** 0.5, 1)}"
