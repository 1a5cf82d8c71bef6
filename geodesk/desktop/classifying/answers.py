"""The dialog that asks what a model without a card does not say of itself."""

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from geodesk.desktop.room import WrappedLabel
from geodesk.desktop.translation import Translated, number

if TYPE_CHECKING:
    from geodesk.desktop.classifying.models import Asked
    from geodesk.desktop.window import Window
    from geodesk.models import Answers


class AnswersDialog(Translated, QDialog):
    """Labels in output order, the range of the input, its size where the file leaves it open."""

    def __init__(self, window: "Window", asked: "Asked") -> None:
        super().__init__(window)
        self.setObjectName("answers")
        self._asked = asked
        self._intro, self._why = WrappedLabel(), WrappedLabel()
        self._why.setVisible(asked.why is not None)
        self.labels = QPlainTextEdit()
        self.labels.setObjectName("answers.labels")
        self.labels.setTabChangesFocus(True)
        self.labels.setMinimumHeight(110)
        self._counted = QLabel()
        self._counted.setObjectName("answers.counted")
        self._counted.setProperty("role", "hint")
        self._counted.setWordWrap(True)
        self.range, self.resizing = QComboBox(), QComboBox()
        self.range.setObjectName("answers.range")
        self.resizing.setObjectName("answers.resize")
        from geodesk.models import RANGES
        from geodesk.models.card import RESIZES

        for key in RANGES:
            self.range.addItem("", key)
        for key in RESIZES:
            self.resizing.addItem("", key)
        self.height_box, self.width_box = QSpinBox(), QSpinBox()
        for name, box in (("height", self.height_box), ("width", self.width_box)):
            box.setObjectName(f"answers.{name}")
            box.setRange(8, 4096)
            box.setValue(224)
            box.setSuffix(" px")
        self._size = QWidget()
        row = QHBoxLayout(self._size)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.height_box)
        row.addWidget(QLabel("×"))
        row.addWidget(self.width_box)
        row.addStretch(1)
        self._titles = [QLabel() for _ in range(4)]
        form = QFormLayout()
        below = QVBoxLayout()
        below.addWidget(self.labels)
        below.addWidget(self._counted)
        form.addRow(self._titles[0], below)
        form.addRow(self._titles[1], self.range)
        form.addRow(self._titles[2], self.resizing)
        if asked.questions.size:
            form.addRow(self._titles[3], self._size)
        for title, field in zip(self._titles, (self.labels, self.range, self.resizing), strict=False):
            title.setBuddy(field)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self._intro)
        layout.addWidget(self._why)
        layout.addLayout(form)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(460)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if asked.said is not None:
            self._fill(asked.said)
        self.labels.textChanged.connect(self._count)
        self.retranslate()

    def _fill(self, said: "Answers") -> None:
        self.labels.setPlainText("\n".join(said.labels))
        self.range.setCurrentIndex(self.range.findData(said.range))
        self.resizing.setCurrentIndex(self.resizing.findData(said.resize))
        if said.size is not None:
            self.height_box.setValue(said.size[0])
            self.width_box.setValue(said.size[1])

    def retranslate(self) -> None:
        """Set every text."""
        self.setWindowTitle(self.tr("A model without a card"))
        self._intro.setText(
            self.tr(
                "{name} does not say what it gives and takes. Answer once; it is remembered beside the "
                "folder. Whoever made the model knows."
            ).format(name=self._asked.path.name)
        )
        self._why.setText("" if self._asked.why is None else str(self._asked.why))
        for title, text in zip(
            self._titles,
            (self.tr("Labels"), self.tr("Input range"), self.tr("Resizing"), self.tr("Input size")),
            strict=True,
        ):
            title.setText(text)
        self.labels.setPlaceholderText(
            self.tr("One a line, or separated by commas, in the order of the model's output")
        )
        self.labels.setAccessibleName(self.tr("Labels"))
        for at, text in enumerate(
            (
                self.tr("0 to 255"),
                self.tr("0 to 1"),
                self.tr("−1 to 1"),
                self.tr("ImageNet's mean and deviation"),
            )
        ):
            self.range.setItemText(at, text)
        for at, text in enumerate(
            (self.tr("Stretch"), self.tr("Fit, with black margins"), self.tr("Cut from the centre"))
        ):
            self.resizing.setItemText(at, text)
        self.height_box.setAccessibleName(self.tr("Height"))
        self.width_box.setAccessibleName(self.tr("Width"))
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(self.tr("Use the model"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(self.tr("Cancel"))
        self._count()

    def _lines(self) -> tuple[str, ...]:
        lines = [line.strip() for line in self.labels.toPlainText().splitlines() if line.strip()]
        if len(lines) == 1:  # all in one line; in one of several, a comma belongs to the label
            lines = [part.strip() for part in re.split("[,;]", lines[0]) if part.strip()]
        return tuple(lines)

    def _count(self) -> None:
        lines, wanted = self._lines(), self._asked.questions.labels
        fits = len(lines) >= 2 if wanted is None else len(lines) == wanted
        distinct = len(set(lines)) == len(lines)
        if not distinct:
            text = self.tr("Two labels are the same.")
        elif wanted is None:
            text = self.tr("Labels: {n}; at least 2").format(n=number(len(lines)))
        else:
            text = self.tr("{n} of {wanted} labels").format(n=number(len(lines)), wanted=number(wanted))
        if distinct and not fits:
            text += ". " + self.tr("Write them one a line, or in one line separated by commas.")
        self._counted.setText(text)
        go = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        go.setEnabled(fits and distinct)
        go.setToolTip("" if go.isEnabled() else text)

    def answers(self) -> "Answers":
        """What was said."""
        from geodesk.models import Answers

        size = (self.height_box.value(), self.width_box.value()) if self._asked.questions.size else None
        return Answers(self._lines(), self.range.currentData(), size, self.resizing.currentData())
