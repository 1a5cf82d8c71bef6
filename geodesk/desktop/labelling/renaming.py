"""Which labels another name of their class changes."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodesk.collection import Picture
    from geodesk.desktop.session import Session


def renamed(
    session: "Session", unsaved: "Mapping[str, str | None]", names: "Mapping[str, str]"
) -> "dict[str, list[tuple[Picture, str | None]]]":
    """By how they are given, the labels that another name of their class makes.

    What was settled between people is settled again under the new name: a plain label would not replace it
    and would open the disagreement anew.

    Parameters
    ----------
    session
        Of the open folder.
    unsaved
        The labels that are not on the disk yet, by path.
    names
        The new name of a class by the old one; it may be that of another class, which then takes both.
    """
    found: dict[str, list[tuple[Picture, str | None]]] = {}
    for sample in session.samples:
        for picture in sample.pictures:
            state = session.labels.get(picture.path)
            label = unsaved.get(picture.path, None if state is None else state.label)
            if label is not None and label in names:
                settled = state is not None and state.how == "adjudicated" and not session.own_labels
                found.setdefault("adjudicated" if settled else "bulk", []).append((picture, names[label]))
    return found
