"""What stands in a history, in words of the language in force."""

from geodesk.collection import Deed
from geodesk.jobs.recipes.deeds import step_of
from geodesk.jobs.recipes.steps import JOBS
from geodesk.language import t


def title_of(deed: Deed) -> str:
    """What was done."""
    spec = JOBS.get(deed.job)
    return deed.job if spec is None else str(spec.title)


def options_of(deed: Deed) -> str:
    """Its options that are not the usual ones."""
    step = step_of(deed)
    return "" if step is None else step.said()


def result_of(deed: Deed) -> str:
    """What came of it: how many pictures, how many failed, why it stopped."""
    words = (
        t("1 picture", "1 imagen")
        if deed.pictures == 1
        else t(f"{deed.pictures} pictures", f"{deed.pictures} imágenes")
    )
    if deed.failed:
        words += t(f", {deed.failed} failed", f", {deed.failed} con error")
    if deed.state == "stopped":
        return t("stopped after ", "detenido tras ") + words
    return words if deed.error is None else f"{words}: {deed.error}"
