"""A model's badge as it is shown: symbol, words and a colour that is readable in both themes."""

from typing import TYPE_CHECKING

from geodesk.desktop.theme import is_dark
from geodesk.desktop.translation import translate

if TYPE_CHECKING:
    from geodesk.models import Badge

_SYMBOLS = {"verified": "✔", "unverified": "?", "failed": "✖"}
# Of light and dark windows; each is readable on its background and never the only sign.
_COLOURS = {
    "verified": ("#00704f", "#4fc79e"),
    "unverified": ("#5c5c5c", "#b4b4b4"),
    "failed": ("#b03a00", "#ff8a4d"),
    "demonstration": ("#8a5a00", "#f0b840"),
}


def badge_text(badge: "Badge") -> str:
    """Symbol and words."""
    words = {
        "verified": translate("Badges", "verified"),
        "unverified": translate("Badges", "unverified"),
        "failed": translate("Badges", "failed"),
    }
    text = f"{_SYMBOLS[badge.state]} {words[badge.state]}"
    if badge.demonstration:
        text += "  ·  ⚠ " + translate("Badges", "demonstration")
    return text


def badge_colour(badge: "Badge") -> str:
    """Its colour in the theme in force."""
    shade = "demonstration" if badge.demonstration and badge.state != "failed" else badge.state
    return _COLOURS[shade][is_dark()]


def badge_sheet(badge: "Badge | None") -> str:
    """The style sheet of a label that shows it; none for no badge."""
    if badge is None:
        return ""
    return f"color: {badge_colour(badge)}; font-weight: 600;"
