"""What will be trained: the labels counted, the network, its options with the study's values."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from geodesk.desktop.retraining.boxes import rate_box, whole_box
from geodesk.desktop.retraining.facts import Facts, read_facts, title_after, told
from geodesk.desktop.room import HighEnough, WrappedLabel
from geodesk.desktop.samples.marks import look_of
from geodesk.desktop.translation import Translated, number
from geodesk.language import t

if TYPE_CHECKING:
    from geodesk.desktop.window import Window
    from geodesk.jobs.retrain import Order
    from geodesk.jobs.retrainable import Network
    from geodesk.models import Card

_FEWEST = 4


class Setup(Translated, QWidget):
    """The first page of the dialog.

    Attributes
    ----------
    facts
        Labels and models; None until they have been read.
    """

    begun = Signal(object)
    """The Order."""
    taken_up = Signal(object)
    """The folder of an earlier training to go on with."""

    def __init__(self, window: "Window") -> None:
        super().__init__()
        from geodesk.jobs.retrainable import NETWORKS

        self._window, self._session = window, window.session
        self._networks = NETWORKS
        self.facts: Facts | None = None
        self._weights_file: Path | None = None
        self.counts, self.problem, self.suits = WrappedLabel(), WrappedLabel(), WrappedLabel()
        self.counts.setObjectName("retrain.counts")
        self.problem.setObjectName("retrain.problem")
        self.suits.setObjectName("retrain.suits")
        self.network, self.base, self.usable = QComboBox(), QComboBox(), QComboBox()
        self.weights, self.choose_weights = QComboBox(), QPushButton()
        self.epochs, self.fine_epochs = whole_box(0, 1000), whole_box(0, 1000)
        self.batch, self.patience, self.seed = whole_box(1, 512), whole_box(1, 500), whole_box(0, 2**31 - 1)
        self.rate, self.fine_rate = rate_box(), rate_box()
        self.name, self.licence = QLineEdit(), QLineEdit()
        self.advanced = QToolButton()
        self.begin, self.earlier, self.close_ = QPushButton(), QPushButton(), QPushButton()
        named = {
            "network": self.network,
            "base": self.base,
            "usable": self.usable,
            "weights": self.weights,
            "choose_weights": self.choose_weights,
            "epochs": self.epochs,
            "fine_epochs": self.fine_epochs,
            "batch": self.batch,
            "patience": self.patience,
            "seed": self.seed,
            "rate": self.rate,
            "fine_rate": self.fine_rate,
            "name": self.name,
            "licence": self.licence,
            "advanced": self.advanced,
            "begin": self.begin,
            "earlier": self.earlier,
            "close": self.close_,
        }
        for name, widget in named.items():
            widget.setObjectName(f"retrain.{name}")
        for combo in (self.network, self.base, self.usable, self.weights):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(18)
        self._labels: dict[QWidget, QLabel] = {}
        self._lay_out()
        self._connect()
        for network in self._networks:
            self.network.addItem(str(network.title), network)
        self.seed.setValue(1)
        self._network_chosen()
        self.retranslate()
        self.read()

    # Building

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addWidget(self.counts)
        layout.addWidget(self.problem)
        self._form, self._more = QFormLayout(), QFormLayout()
        weights = QWidget()
        row = QHBoxLayout(weights)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.weights, 1)
        row.addWidget(self.choose_weights)
        self._weights_row = weights
        rows: tuple[tuple[QFormLayout, tuple[QWidget, ...]], ...] = (
            (self._form, (self.network, self.base, self.usable, weights, self.epochs, self.fine_epochs)),
            (self._more, (self.rate, self.fine_rate, self.batch, self.patience, self.seed)),
        )
        for form, fields in (*rows, (self._form, (self.name, self.licence))):
            form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
            for field in fields:
                label = self._labels[field] = QLabel()
                label.setBuddy(self.weights if field is weights else field)
                form.addRow(label, field)
                if field is self.network:
                    holder = HighEnough()  # Qt's form gives a row of several lines another one's height
                    inside = QVBoxLayout(holder)
                    inside.setContentsMargins(0, 0, 0, 0)
                    inside.addWidget(self.suits)
                    form.addRow("", holder)
        layout.addLayout(self._form)
        self.advanced.setCheckable(True)
        self.advanced.setAutoRaise(True)
        self.advanced.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.advanced.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        layout.addWidget(self.advanced)
        self._folded = QWidget()
        self._folded.setLayout(self._more)
        self._more.setContentsMargins(18, 0, 0, 0)
        layout.addWidget(self._folded)
        layout.addStretch(1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.earlier)
        buttons.addStretch(1)
        buttons.addWidget(self.close_)
        buttons.addWidget(self.begin)
        layout.addLayout(buttons)
        self._fold()

    def _connect(self) -> None:
        self.network.currentIndexChanged.connect(self._network_chosen)
        self.base.currentIndexChanged.connect(self._base_chosen)
        self.advanced.toggled.connect(self._fold)
        self.choose_weights.clicked.connect(self._choose_weights)
        self.begin.clicked.connect(self._begin)
        self.earlier.clicked.connect(self._earlier)
        self.close_.clicked.connect(lambda: self.window().close())
        self._session.labels_changed.connect(self.read)
        self._session.collection_changed.connect(self.read)

    def _fold(self) -> None:
        shown = self.advanced.isChecked()
        self.advanced.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)
        self._folded.setVisible(shown)

    def retranslate(self) -> None:
        """Set every text."""
        for field, text in (
            (self.network, self.tr("Network")),
            (self.base, self.tr("Old model")),
            (self.usable, self.tr("Class that means usable")),
            (self._weights_row, self.tr("Begins from")),
            (self.epochs, self.tr("Epochs, first phase")),
            (self.fine_epochs, self.tr("Epochs, second phase")),
            (self.rate, self.tr("Learning rate, first phase")),
            (self.fine_rate, self.tr("Learning rate, second phase")),
            (self.batch, self.tr("Pictures a step")),
            (self.patience, self.tr("Epochs without progress")),
            (self.seed, self.tr("Seed")),
            (self.name, self.tr("Name of the new model")),
            (self.licence, self.tr("Its licence")),
        ):
            self._labels[field].setText(text)
            field.setAccessibleName(text)
        self.weights.setAccessibleName(self.tr("Begins from"))
        self.licence.setPlaceholderText(self.tr("who may use it; for example: internal use"))
        self.advanced.setText(self.tr("More options"))
        self.begin.setText(self.tr("Train"))
        self.earlier.setText(self.tr("Continue the last training"))
        self.close_.setText(self.tr("Close"))
        self.suits.setText(str(self.chosen.suits))
        self.choose_weights.setText(self.tr("File…"))
        for at, network in enumerate(self._networks):
            self.network.setItemText(at, str(network.title))
        self._fill_weights()
        self.show_facts()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Out of sight: what is still being read is no longer wanted."""
        self._session.tasks.drop("retrain.facts")
        super().hideEvent(event)

    # What there is

    def read(self) -> None:
        """Count the labels and look at the models, on a thread."""
        collection, samples = self._session.collection, list(self._session.samples)
        if collection is None:
            return
        self._session.tasks.run(
            lambda: read_facts(collection, samples), self._arrived, channel="retrain.facts"
        )

    def _arrived(self, facts: Facts) -> None:
        from geodesk.jobs.retrainable import suited

        if not isValid(self):  # the dialog has gone on meanwhile
            return
        first, self.facts = self.facts is None, facts
        if first:
            best = suited([one.label for one in facts.counts], facts.models)
            self.network.setCurrentIndex(self._networks.index(best))
        self._fill_bases()
        self.show_facts()

    @property
    def chosen(self) -> "Network":
        """The network that is chosen."""
        return self._networks[max(0, self.network.currentIndex())]

    def _network_chosen(self) -> None:
        chosen = self.chosen
        for field, value in (
            (self.epochs, chosen.epochs),
            (self.fine_epochs, chosen.fine_epochs),
            (self.batch, chosen.batch),
            (self.patience, chosen.patience),
        ):
            field.setValue(value)
        self.rate.setValue(chosen.rate)
        self.fine_rate.setValue(chosen.fine_rate)
        self._form.setRowVisible(self._weights_row, bool(chosen.backbone))
        self.suits.setText(str(chosen.suits))
        self._form.setRowVisible(self.epochs, chosen.epochs > 0)
        self._form.setRowVisible(self.fine_epochs, chosen.fine_epochs > 0)
        for option in (self.rate, self.batch, self.patience):
            self._more.setRowVisible(option, chosen.epochs > 0)
        self._more.setRowVisible(self.fine_rate, chosen.fine_epochs > 0)
        self._fill_bases()
        self.show_facts()

    def _fill_bases(self) -> None:
        from geodesk.jobs.retrainable import bases

        facts, combo = self.facts, self.base
        found = [] if facts is None else bases(self.chosen, [one.label for one in facts.counts], facts.models)
        combo.blockSignals(True)
        combo.clear()
        if not self.chosen.goes_on:
            combo.addItem(self.tr("none: the new one stands alone"), None)
        named = {} if facts is None else dict(facts.models)
        for path in found:
            card = named[path]
            title = card.document.get("title")
            said = title.get(t("en", "es")) if isinstance(title, dict) else None
            name = card.name if not said or card.version in card.name else f"{card.name} {card.version}"
            combo.addItem(f"{said} · {name}" if said else name, path)
        opened = self._window.classifying.opened
        used = None if opened is None else opened.file.path
        if used in found:
            combo.setCurrentIndex(combo.findData(used))
        elif len(found) and not self.chosen.goes_on:
            combo.setCurrentIndex(0)
        combo.blockSignals(False)
        self._base_chosen()

    def _base_chosen(self) -> None:
        from geodesk.jobs.retrainable import next_name

        base = self._base_card()
        labels = [] if self.facts is None else [one.label for one in self.facts.counts]
        known = [] if base is None else [label.id for label in base.labels]
        asked = self.chosen.goes_on and len(labels) == 2 and set(labels) != set(known)
        self._form.setRowVisible(self.usable, asked)
        self.usable.clear()
        for label in labels if asked else ():
            self.usable.addItem(look_of(self._session, label).name, label)
        folder = self._session.collection.folder.name if self._session.collection else ""
        self.name.setText(next_name(base, folder)[0])

    def _base_card(self) -> "Card | None":
        path = self.base.currentData()
        return None if self.facts is None or path is None else dict(self.facts.models).get(path)

    def _fill_weights(self) -> None:
        at = max(0, self.weights.currentIndex())
        self.weights.clear()
        self.weights.addItem(self.tr("ImageNet (downloaded once)"), "imagenet")
        self.weights.addItem(self.tr("nothing: from scratch"), "none")
        if self._weights_file is not None:
            self.weights.addItem(self._weights_file.name, str(self._weights_file))
        self.weights.setCurrentIndex(min(at, self.weights.count() - 1))

    def _choose_weights(self) -> None:
        dialog = QFileDialog(self, self.tr("Weights of the network without its top"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(["Keras (*.h5 *.weights.h5)"])
        dialog.fileSelected.connect(self._weights_chosen)
        dialog.open()

    def _weights_chosen(self, name: str) -> None:
        self._weights_file = Path(name)
        self._fill_weights()
        self.weights.setCurrentIndex(self.weights.count() - 1)

    # Said and done

    def show_facts(self) -> None:
        """Say what will be trained, or what stands against it."""
        facts = self.facts
        if facts is None:
            self.counts.setText(self.tr("Counting the labels…"))
        else:
            self.counts.setText(told(facts, self._session))
        problem = self._problem()
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.begin.setEnabled(facts is not None and not problem)
        self.earlier.setVisible(facts is not None and facts.last is not None)

    def _problem(self) -> str:
        if self.facts is None:
            return ""
        counts = self.facts.counts
        if len(counts) < 2:
            return self.tr("Training needs at least two classes; label samples of another one.")
        if self.chosen.goes_on and len(counts) != 2:
            return self.tr("This network tells exactly two classes apart; choose another network.")
        if self.chosen.goes_on and self.base.currentData() is None:
            return self.tr("The model that this network goes on from is not installed.")
        few = counts[-1]
        if few.samples < _FEWEST:
            text = self.tr("The class “{label}” needs at least {n} labelled samples; it has {k}.")
            name = look_of(self._session, few.label).name
            return text.format(label=name, n=number(_FEWEST), k=number(few.samples))
        return ""

    def order(self) -> "Order":
        """What is asked for, as it is set now."""
        from geodesk.jobs.retrain import Order
        from geodesk.jobs.retrainable import next_name

        collection, chosen, base = self._session.collection, self.chosen, self._base_card()
        assert collection is not None
        options = {"seed": str(self.seed.value())}
        if chosen.head != "study":
            options["head"] = chosen.head
        if chosen.epochs:
            options |= {"epochs": str(self.epochs.value()), "batch": str(self.batch.value())}
            options |= {"patience": str(self.patience.value()), "rate": repr(self.rate.value())}
        if chosen.fine_epochs:
            options["fine-epochs"] = str(self.fine_epochs.value())
            options["fine-rate"] = repr(self.fine_rate.value())
        if chosen.backbone:
            options["weights"] = str(self.weights.currentData())
        automatic, version = next_name(base, collection.folder.name)
        name = self.name.text().strip() or automatic
        names = {one.id: [one.es or one.id, one.en or one.id] for one in self._session.classes}
        words = {
            "name": name,
            "version": version,
            "title": title_after(base, name, version),
            "names": names,
            "licence": self.licence.text().strip(),
            "data_id": collection.folder.name,
        }
        usable = self.usable.currentData() if self.usable.count() else ""
        return Order(
            collection.folder,
            chosen.network,
            chosen.backbone,
            self.base.currentData(),
            usable or "",
            options,
            words,
        )

    def _begin(self) -> None:
        self.begun.emit(self.order())

    def _earlier(self) -> None:
        if self.facts is not None and self.facts.last is not None:
            self.taken_up.emit(self.facts.last)
