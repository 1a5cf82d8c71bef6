"""Which class a mineral database's label means."""

import re
from collections.abc import Sequence

from geodesk.language import GeoDeskError

# The ten minerals of the MinDat study.
STUDY_CLASSES = (
    "Amethyst",
    "Azurite",
    "Calcite",
    "Copper",
    "Fluorite",
    "Malachite",
    "Pyrite",
    "Pyromorphite",
    "Quartz",
    "Wulfenite",
)
_VARIETY = re.compile(r"^[^()]*\(\s*var(?:iety)?(?:\s*[:.]+\s*|\s+)(?P<name>[^()]+?)\s*\)$", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]|^\.|[. ]$|^$')


class BadClasses(GeoDeskError):
    """The chosen classes cannot be used."""


def mineral(label: str) -> str:
    """The mineral that a label names, spaces tidied.

    A label ``Species (Var: Variety)`` names the variety and not the species: "Quartz (Var: Amethyst)" is an
    Amethyst, and "Quartz (Var: Citrine)" a Citrine, which is no picture of the class Quartz. Every other
    label names itself; one of several minerals ("Azurite, Malachite") therefore names none of them.
    """
    tidy = " ".join(label.split())
    match = _VARIETY.match(tidy)
    return match["name"] if match else tidy


class Classes:
    """The chosen classes, which labels are compared with in any case.

    Parameters
    ----------
    names
        In the order in which they are reported.

    Raises
    ------
    BadClasses
        None is given, two mean the same mineral, or one cannot name a folder.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(mineral(name) for name in names)
        self._by_key = {name.casefold(): name for name in self.names}
        bad = next((name for name in self.names if _FORBIDDEN.search(name)), None)
        if bad is not None or not self.names:
            raise BadClasses(
                en=f"“{bad or ''}” cannot name a class folder: give names such as Amethyst.",
                es=f"«{bad or ''}» no puede nombrar una carpeta de clase: indique nombres como Amethyst.",
            )
        if len(self._by_key) < len(self.names):
            raise BadClasses(
                en="Two of the classes are the same mineral: name each once.",
                es="Dos de las clases son el mismo mineral: nombre cada una una sola vez.",
            )

    def of(self, label: str) -> str | None:
        """The chosen class that a label means, or None."""
        return self._by_key.get(mineral(label).casefold())


__all__ = ["STUDY_CLASSES", "BadClasses", "Classes", "mineral"]
