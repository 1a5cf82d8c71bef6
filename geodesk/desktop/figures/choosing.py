"""Which samples figures and reports are made of, and the contrast in which the window shows them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geodesk.collection import Sample
    from geodesk.desktop.window import Window


def chosen_samples(window: "Window", scope: str, whole: bool) -> "list[Sample]":
    """The samples of a scope, with what people corrected.

    Parameters
    ----------
    scope
        ``"selected"``, ``"view"`` or ``"listed"``.
    whole
        Whether of the sample in view all pictures count, not only the one in sight.
    """
    from geodesk.collection import Sample

    session = window.session
    if scope == "view":
        sample, picture = session.current, session.picture
        if sample is None or picture is None:
            return []
        chosen: Sequence[Sample] = [sample if whole else Sample(picture.id, "picture", (picture,))]
    else:
        chosen = session.visible
        if scope == "selected":
            ids = {sample.id for sample in session.selected}
            chosen = [sample for sample in session.visible if sample.id in ids]
    collection = session.collection
    if collection is None:
        return list(chosen)
    applied = collection.corrections.applied
    return [replace(sample, pictures=tuple(applied(sample.pictures))) for sample in chosen]


def contrast_of(window: "Window", scope: str) -> Any:
    """The contrast of the window as that of a style; levels set by hand belong to their picture."""
    contrast, document = window.stage.contrast, window.session.document
    if document is None:
        return "shown"
    page = window.session.page
    by_hand = contrast.is_manual(document, page) and scope == "view"
    if contrast.locked or by_hand:
        low, high = contrast.levels(document, page)
        return float(low), float(high)
    eight = document.dtype == "uint8"
    if contrast.is_auto(document):
        return "auto" if eight else "shown"
    return "shown" if eight else "raw"
