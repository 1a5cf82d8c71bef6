"""A recipe before it is run: what it does step by step, its models, the folder, where the results go."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from geodesk.desktop.choosing import folder_dialog
from geodesk.desktop.history.running import run_recipe
from geodesk.desktop.room import ElidedLabel, GrowingDialog, WrappedLabel
from geodesk.desktop.translation import Translated
from geodesk.language import Sentence

if TYPE_CHECKING:
    from geodesk.desktop.window import Window
    from geodesk.jobs.recipes.finding import Found
    from geodesk.jobs.recipes.recipe import Recipe
    from geodesk.jobs.recipes.steps import ModelRef

_MARKS = {"found": "✓", "changed": "⚠", "missing": "✗"}
_STEPS_HEIGHT = 300


class RecipeDialog(Translated, GrowingDialog):
    """What a recipe does; Run does it.

    Attributes
    ----------
    folder
        Whose pictures it is run on.
    out
        Where the results go.
    found
        What there is of each model; None until it is known.
    """

    def __init__(self, window: "Window", recipe: "Recipe", file: Path | None) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("recipe")
        self._window, self._recipe, self._file = window, recipe, file
        collection = window.session.collection
        self.folder: Path | None = None if collection is None else collection.folder
        self.out: Path | None = None
        self._own_out = False
        self.found: dict[ModelRef, Found] | None = None
        self._name, self._steps, self._models = QLabel(), WrappedLabel(), WrappedLabel()
        self._name.setProperty("role", "title")
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._steps.setObjectName("recipe.steps")
        self._models.setObjectName("recipe.models")
        self._steps.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.allow = QCheckBox()
        self.allow.setObjectName("recipe.allow")
        self.allow.hide()
        self._folder_title, self._out_title = QLabel(), QLabel()
        self._folder_label, self._out_label = ElidedLabel(200), ElidedLabel(200)
        self.folder_button, self.out_button = QPushButton(), QPushButton()
        for name, button in (("folder", self.folder_button), ("out", self.out_button)):
            button.setObjectName(f"recipe.{name}")
            button.setAutoDefault(False)
        self._note = WrappedLabel()
        self._note.setProperty("role", "hint")
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._arrange()
        self.allow.toggled.connect(self._show)
        self.folder_button.clicked.connect(self._choose_folder)
        self.out_button.clicked.connect(self._choose_out)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        window.session.collection_changed.connect(self._collection_changed)
        self._set_folder(self.folder)
        self.retranslate()
        self._look()

    def _arrange(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(10, 8, 10, 8)
        column.addWidget(self._steps)
        column.addStretch(1)
        area = QScrollArea()
        area.setObjectName("recipe.area")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.StyledPanel)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.setMinimumHeight(min(_STEPS_HEIGHT, 60 + 54 * len(self._recipe.steps)))
        places = QGridLayout()
        places.setColumnStretch(1, 1)
        for row, parts in enumerate(
            (
                (self._folder_title, self._folder_label, self.folder_button),
                (self._out_title, self._out_label, self.out_button),
            )
        ):
            for column_, part in enumerate(parts):
                places.addWidget(part, row, column_)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(self._name)
        layout.addWidget(area, 1)
        layout.addWidget(self._models)
        layout.addWidget(self.allow)
        layout.addLayout(places)
        layout.addWidget(self._note)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(560)

    def retranslate(self) -> None:
        """Set every text."""
        self.setWindowTitle(self.tr("Recipe"))
        self._name.setText(self._recipe.name)
        self._folder_title.setText(self.tr("Pictures:"))
        self._out_title.setText(self.tr("Results:"))
        self.folder_button.setText(self.tr("Other folder…"))
        self.out_button.setText(self.tr("Other place…"))
        self.allow.setText(self.tr("Use the changed model all the same"))
        self._note.setText(
            self.tr(
                "It runs on all pictures of the folder. The tables are the same, byte for byte, as long as"
                " the pictures and the models are the same."
            )
        )
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(self.tr("Run"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(self.tr("Cancel"))
        self._show()

    # What there is

    def _look(self) -> None:
        """See on a thread which models there are."""
        recipe, beside, files = self._recipe, self._file, known_models(self._window)

        def work() -> "dict[ModelRef, Found]":
            from geodesk.jobs.recipes.finding import find_models

            return find_models(recipe, beside, files=files)

        self._window.session.tasks.run(work, self._looked, channel="recipe.models")

    def done(self, code: int) -> None:
        """Closed: where the models are is no longer wanted."""
        self._window.session.tasks.drop("recipe.models")
        super().done(code)

    def _looked(self, found: "dict[ModelRef, Found]") -> None:
        self.found = found
        self._show()

    @property
    def ready(self) -> bool:
        """Whether it can be run."""
        if self.found is None or self.folder is None or self.out is None:
            return False
        states = {one.state for one in self.found.values()}
        return "missing" not in states and ("changed" not in states or self.allow.isChecked())

    def _show(self) -> None:
        lines = []
        for number, step in enumerate(self._recipe.steps, 1):
            model = "" if step.model is None else f" · {step.model.identity}"
            lines.append(f"{number}. {step.spec.title}{model}")
            if said := step.said():
                lines.append(f"     {said}")
            lines.append("     → " + ", ".join(step.outputs.values()))
        self._steps.setText("\n".join(lines))
        if self.found is None:
            self._models.setText(self.tr("Looking for the models…"))
        else:
            said_ = [f"{_MARKS[one.state]} {one.sentence}" for one in self.found.values()]
            self._models.setText("\n".join(said_))
        self._models.setVisible(self.found is None or bool(self.found))
        changed = self.found is not None and any(one.state == "changed" for one in self.found.values())
        self.allow.setVisible(changed)
        none = self.tr("choose a folder")
        self._folder_label.setText(none if self.folder is None else str(self.folder))
        self._out_label.setText("" if self.out is None else str(self.out))
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(self.ready)

    # The folders

    def _collection_changed(self) -> None:
        collection = self._window.session.collection
        if self.folder is None and collection is not None:
            self._set_folder(collection.folder)
            self._show()

    def _set_folder(self, folder: Path | None) -> None:
        from geodesk.jobs.recipes.runs import usual_out

        self.folder = folder
        if folder is not None and not self._own_out:
            self.out = usual_out(folder, self._recipe)

    def _choose_folder(self) -> None:
        self._ask(self.tr("Pictures"), self.folder, self._folder_chosen)

    def _folder_chosen(self, chosen: str) -> None:
        self._set_folder(Path(chosen))
        self._show()

    def _choose_out(self) -> None:
        self._ask(self.tr("Results"), None if self.out is None else self.out.parent, self._out_chosen)

    def _out_chosen(self, chosen: str) -> None:
        self.out, self._own_out = Path(chosen), True
        self._show()

    def _ask(self, title: str, start: Path | None, done: Callable[[str], None]) -> None:
        place = self._window.settings.values.last_folder if start is None else str(start)
        folder_dialog(self, title, place, done).open()

    def accept(self) -> None:
        """Run it, and close."""
        folder, out = self.folder, self.out
        if not self.ready or folder is None or out is None:
            return
        places = [one.path.parent for one in (self.found or {}).values() if one.path is not None]
        try:
            run_recipe(self._window, self._recipe, folder, out, places, allow_changed=self.allow.isChecked())
        except OSError as error:
            self._window.session.error(Sentence(str(error), str(error)))
            return
        super().accept()


def known_models(window: "Window") -> list[Path]:
    """The model files that the user opened from elsewhere than the installed ones."""
    values = window.settings.values
    return [Path(path) for path in (*values.models, *values.generators, *values.segmenters)]
