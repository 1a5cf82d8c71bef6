"""Opening a recipe: from the menu, by a drop, or by a double click on its file."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from geodesk.desktop.translation import translate

if TYPE_CHECKING:
    from geodesk.desktop.window import Window
    from geodesk.jobs.recipes.recipe import Recipe

ENDING = ".geodesk-recipe.json"
"""As in `geodesk.jobs.recipes.recipe`, which is imported only when a recipe is opened."""


def is_recipe(path: Path) -> bool:
    """Whether a file is named like a recipe."""
    return path.name.lower().endswith(ENDING)


def choose(window: "Window") -> None:
    """Ask for a recipe and open it."""
    dialog = QFileDialog(window, translate("Recipe", "Open recipe"), window.settings.values.last_folder)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters([translate("Recipe", "Recipes") + f" (*{ENDING})"])
    dialog.fileSelected.connect(lambda chosen: open_recipe(window, Path(chosen)))
    dialog.open()


def open_recipe(window: "Window", file: Path) -> None:
    """Read a recipe on a thread and show what it does; one that cannot be run is told of."""

    def work() -> "Recipe":
        from geodesk.jobs.recipes import runs  # noqa: F401 - for the dialog, so that it need not wait
        from geodesk.jobs.recipes.recipe import Recipe

        return Recipe.read(file)

    window.session.tasks.run(work, partial(_read, window, file), channel="recipe.read")


def _read(window: "Window", file: Path, recipe: "Recipe") -> None:
    show(window, recipe, file)


def show(window: "Window", recipe: "Recipe", file: Path | None) -> None:
    """Show what a recipe does and run it if the user says so; `file`: where it lies, if anywhere."""
    from geodesk.desktop.history.dialog import RecipeDialog

    RecipeDialog(window, recipe, file).open()
