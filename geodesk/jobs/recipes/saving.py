"""A recipe out of a history."""

from collections.abc import Iterable

from geodesk.collection import Deed, printable
from geodesk.jobs.recipes.deeds import step_of
from geodesk.jobs.recipes.recipe import BadRecipe, Recipe, portable


def recipe_of(name: str, deeds: Iterable[Deed]) -> Recipe:
    """What was done as a recipe, in that order.

    Raises
    ------
    BadRecipe
        There is nothing, or something that no recipe can repeat on another folder.
    """
    steps = []
    for deed in deeds:
        step = step_of(deed)
        if step is None:
            job = printable(deed.job)
            raise BadRecipe(
                en=f"“{job}” cannot be part of a recipe: this version of GeoDesk does not know"
                " how it was done.",
                es=f"«{job}» no puede ser parte de una receta: esta versión de GeoDesk no sabe cómo se hizo.",
            )
        steps.append(step)
    if not steps:
        raise BadRecipe(
            en="There is nothing to keep as a recipe: choose jobs that were done.",
            es="No hay nada que guardar como receta: elija trabajos que se hayan hecho.",
        )
    return Recipe.of(name, portable(steps))
