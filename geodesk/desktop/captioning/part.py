"""Leyenda in the panel of Clasificar: the caption with its attributes, corrections, the folder."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from geodesk.collection import KeptCaption
from geodesk.desktop.badges import badge_sheet, badge_text
from geodesk.desktop.buttons import action_button, push_button
from geodesk.desktop.captioning.compass import CHECKED, Compass
from geodesk.desktop.captioning.folderpart import FolderPart
from geodesk.desktop.room import WrappedLabel
from geodesk.desktop.scalewarning import ScaleWarning
from geodesk.desktop.translation import Translated, number, percent
from geodesk.language import t
from geodesk.models import LANDSLIDE

if TYPE_CHECKING:
    from geodesk.desktop.window import Window
    from geodesk.models import Card

_SIZES = ("area", "perimetro")
_ROLE = Qt.ItemDataRole.UserRole
_OTHERS = 3


class CaptionPart(Translated, QWidget):
    """What stands in the panel while a captioner is in use."""

    def __init__(self, window: "Window") -> None:
        super().__init__()
        self.setObjectName("captioning")
        self._window, self._session, self._desk = window, window.session, window.classifying.captions
        self._path = ""
        self._touched = False
        self._state: tuple[object, ...] | None = None
        self.badge, self.reason = WrappedLabel(), WrappedLabel()
        self.warning = ScaleWarning(window.session, "captioning.warning", self._card)
        self.badge.setObjectName("captioning.badge")
        self.reason.setObjectName("captioning.reason")
        self.reason.setProperty("role", "hint")
        self.picture_button = action_button(window, "captioning.picture", "caption.picture")
        self.caption, self.about = WrappedLabel(), WrappedLabel()
        self.caption.setObjectName("captioning.caption")
        self.caption.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.about.setObjectName("captioning.about")
        self.about.setProperty("role", "hint")
        self._names = {one.id: QLabel() for one in LANDSLIDE.attributes}
        self.compass = Compass()
        self.combos = {one.id: self._combo(one.id) for one in LANDSLIDE.attributes if one.id != "direccion"}
        self.outline_button = action_button(window, "captioning.outline", "caption.outline")
        self.outline_button.setCheckable(True)
        self.outline_button.setStyleSheet(CHECKED)
        self.measured = WrappedLabel()
        self.measured.setObjectName("captioning.measured")
        self.measured.setProperty("role", "hint")
        self.others = QListWidget()
        self.others.setObjectName("captioning.others")
        self.others.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.others.setWordWrap(True)
        self.others.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.others.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.keep_button, self.back_button = push_button("captioning.keep"), push_button("captioning.back")
        self.folder = FolderPart(window)
        self._titles = [QLabel() for _ in range(2)]
        self._lay_out()
        self._connect()
        self.retranslate()

    def _combo(self, name: str) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName(f"captioning.{name}")
        combo.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        combo.activated.connect(self._edited)
        return combo

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for title in self._titles:
            title.setProperty("role", "title")
        card = QFrame()
        card.setProperty("role", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(12, 10, 12, 10)
        inside.setSpacing(5)
        inside.addWidget(self.badge)
        inside.addWidget(self.reason)
        inside.addWidget(self.warning)
        layout.addWidget(card)
        layout.addWidget(self._titles[0])
        layout.addWidget(self.picture_button)
        layout.addWidget(self.caption)
        layout.addWidget(self.about)
        self._form = QFormLayout()
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        self._form.setHorizontalSpacing(12)
        self._form.setVerticalSpacing(6)
        for one in LANDSLIDE.attributes:
            field: QWidget = self.compass if one.id == "direccion" else self.combos[one.id]
            self._form.addRow(self._names[one.id], field)
        layout.addLayout(self._form)
        layout.addWidget(self.outline_button)
        layout.addWidget(self.measured)
        keeping = QHBoxLayout()
        keeping.addWidget(self.keep_button)
        keeping.addWidget(self.back_button)
        layout.addLayout(keeping)
        layout.addWidget(self._titles[1])
        layout.addWidget(self.others)
        layout.addWidget(self.folder)

    def _connect(self) -> None:
        desk = self._desk
        self.compass.chosen.connect(self._edited)
        self.keep_button.clicked.connect(self._keep)
        self.back_button.clicked.connect(self._back)
        self.others.itemClicked.connect(self._take)
        self.others.itemActivated.connect(self._take)
        desk.model_changed.connect(self._show_model)
        desk.result_changed.connect(self._show_result)
        desk.outline_changed.connect(self._outlined)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show_model()

    def retranslate(self) -> None:
        """Set every text."""
        texts = (self.tr("This picture"), self.tr("Other readings"))
        for title, text in zip(self._titles, texts, strict=True):
            title.setText(text)
        self.picture_button.setText(self.tr("Write its caption"))
        self.picture_button.setToolTip(self.tr("Caption of the picture in view (Ctrl+R)"))
        for one in LANDSLIDE.attributes:
            self._names[one.id].setText(t(one.en, one.es))
            if one.id == "direccion":
                continue
            combo = self.combos[one.id]
            combo.setAccessibleName(t(one.en, one.es))
            chosen = combo.currentData()
            combo.clear()
            combo.addItem("–", "")
            for value in one.values:
                combo.addItem(t(value.en, value.es).capitalize(), value.words)
            combo.setCurrentIndex(max(0, combo.findData(chosen)))
        self.outline_button.setText(self.tr("Outline the landslide"))
        self.outline_button.setToolTip(
            self.tr("Draw around it on the picture: area and perimeter are measured")
        )
        self.keep_button.setText(self.tr("Keep this caption"))
        self.back_button.setText(self.tr("Take back"))
        self.back_button.setToolTip(self.tr("Back to what the model said"))
        self.others.setAccessibleName(self.tr("Other readings"))
        self.others.setToolTip(self.tr("Click one to take it over"))
        self._fill_others()
        self._show_model()
        self._show_result()

    # The model

    def _show_model(self) -> None:
        desk, model = self._desk, self._desk.model
        sheet = badge_sheet(None if model is None else model.badge)
        if sheet != self.badge.styleSheet():
            self.badge.setStyleSheet(sheet)
        self.warning.refresh()
        if model is None:
            self.badge.setText(self.tr("Opening the model…") if desk.loading else "")
            self.reason.setText("")
            return
        self.badge.setText(badge_text(model.badge))
        parts = [str(model.badge.reason)]
        if model.badge.state == "failed":
            parts.append(self.tr("It is not run."))
        if model.card.synthetic:
            parts.append(
                self.tr("Trained on synthetic pictures: what it says of real ones is a demonstration.")
            )
        parts.append(f"{model.name} · {model.provider.removesuffix('ExecutionProvider')}")
        self.reason.setText(" ".join(parts))

    def _card(self) -> "Card | None":
        return None if self._desk.model is None else self._desk.model.card

    # One picture

    def values(self) -> dict[str, str]:
        """What the fields say, in the template's words."""
        found = {name: str(combo.currentData() or "") for name, combo in self.combos.items()}
        found["direccion"] = self.compass.word
        return {name: found[name] for name in LANDSLIDE.ids}

    def _set(self, values: dict[str, str]) -> None:
        for name, combo in self.combos.items():
            combo.setCurrentIndex(max(0, combo.findData(values.get(name, ""))))
        self.compass.show_word(values.get("direccion", ""))

    def _show_result(self) -> None:
        desk, picture = self._desk, self._session.picture
        path = "" if picture is None else picture.path
        row, own = desk.row, desk.own
        state = (path, own, row)
        if state != self._state:  # another picture, or something new about this one
            self._state, self._path, self._touched = state, path, False
            said = "" if row is None else row.caption
            self._set(dict(own.attributes) if own is not None else LANDSLIDE.parse(said))
            self._fill_others()
        self.about.setText(self._about())
        self.about.setVisible(bool(self.about.text()))
        self._composed()

    def _about(self) -> str:
        desk, row, own = self._desk, self._desk.row, self._desk.own
        if desk.working:
            return self.tr("Writing the caption…")
        if own is not None and not self._touched:
            return self.tr("Kept by {name}").format(name=own.annotator)
        if self._touched:
            return self.tr("Changed by hand, not kept yet")
        if row is None:
            return ""
        if row.error is not None:
            return str(row.error)
        return self.tr("{model} · the whole caption: {share} probable").format(
            model=row.model, share=percent(row.probability or 0, 1)
        )

    def _composed(self) -> None:
        values = self.values()
        text = LANDSLIDE.compose(values)
        self.caption.setText(text)
        self.caption.setVisible(bool(text))
        own = self._desk.own
        changed = own is None or dict(own.attributes) != values or own.outline != self._desk.outline
        self.keep_button.setEnabled(bool(self._path) and all(values.values()) and changed)
        self.back_button.setEnabled(own is not None or self._touched)

    def _edited(self, _what: object = None) -> None:
        self._touched = True
        self.about.setText(self._about())
        self.about.show()
        self._composed()

    def _fill_others(self) -> None:
        """The three next probable captions, each by what it says otherwise."""
        self.others.clear()
        row = self._desk.row
        captions = () if row is None else row.captions
        first = LANDSLIDE.parse(captions[0][0]) if captions else {}
        seen = [first]
        for text, probability in captions[1:]:
            values = LANDSLIDE.parse(text)
            if self.others.count() == _OTHERS:
                break
            if any(values.values()) and values in seen:
                continue  # the same said with a word too many: the fields could take over nothing new
            seen.append(values)
            parts = []
            for one in LANDSLIDE.attributes:
                value = one.value(values[one.id])
                if values[one.id] != first[one.id]:
                    said = "–" if value is None else t(value.en, value.es)
                    parts.append(f"{t(one.en, one.es)}: {said}")
            item = QListWidgetItem(f"{', '.join(parts) or text}  ({percent(probability, 1)})")
            item.setData(_ROLE, text)
            item.setToolTip(text)
            self.others.addItem(item)
        shown = bool(self.others.count())
        self.others.setVisible(shown)
        self._titles[1].setVisible(shown)
        self._fit_others()

    def _fit_others(self) -> None:
        """As high as its readings need, which may wrap to a second line."""
        metrics, room = self.others.fontMetrics(), max(120, self.width() - 16)
        texts = [self.others.item(i).text() for i in range(self.others.count())]
        lines = sum(1 + metrics.horizontalAdvance(text) // room for text in texts)
        self.others.setFixedHeight(lines * metrics.lineSpacing() + 4 * len(texts) + 10)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Narrower readings are higher."""
        super().resizeEvent(event)
        self._fit_others()

    def _take(self, item: QListWidgetItem) -> None:
        self._set(LANDSLIDE.parse(str(item.data(_ROLE))))
        self._edited()

    def _keep(self) -> None:
        row, model, desk = self._desk.row, self._desk.model, self._desk
        values, measured = self.values(), desk.measured
        desk.keep(
            KeptCaption(
                caption=LANDSLIDE.compose(values),
                attributes=values,
                outline=tuple(desk.outline),
                area_m2=None if measured is None else measured[0],
                perimeter_m=None if measured is None else measured[1],
                said="" if row is None else row.caption,
                model="" if model is None or row is None else model.identity,
            )
        )

    def _back(self) -> None:
        if self._desk.own is not None:
            self._desk.keep(None)
            return
        self._state = None
        self._show_result()

    # The outline

    def _outlined(self) -> None:
        """Area and perimeter of the outline, and the classes they fall into where the model knows them."""
        desk = self._desk
        self.outline_button.setChecked(desk.outlining)
        measured = desk.measured
        if not desk.outline:
            self.measured.setText("")
        elif measured is None:
            self.measured.setText(
                self.tr(
                    "The pixel size is unknown, so nothing is measured: give it with Picture → Pixel size…"
                )
            )
        else:
            area, length = (number(value, 0 if value >= 100 else 1) for value in measured)
            self.measured.setText(
                self.tr("Area {area} m² · perimeter {length} m").format(area=area, length=length)
            )
            self._classed(measured)
        self.measured.setVisible(bool(self.measured.text()))
        self._composed()

    def _classed(self, measured: tuple[float, float]) -> None:
        desk, model, own = self._desk, self._desk.model, self._desk.own
        if model is None or (own is not None and own.outline == desk.outline):
            return
        borders = model.size_borders
        for name, value in zip(_SIZES, measured, strict=True):
            edges = borders.get(name, ())
            if len(edges) == len(LANDSLIDE[name].values) + 1:
                at = sum(value >= edge for edge in edges[1:-1])
                words = LANDSLIDE[name].values[at].words
                combo = self.combos[name]
                combo.setCurrentIndex(combo.findData(words))
        self._edited()
