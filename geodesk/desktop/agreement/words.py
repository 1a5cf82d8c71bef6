"""A kappa in the words of the window."""

from typing import TYPE_CHECKING

from geodesk.desktop.translation import number, percent, translate

if TYPE_CHECKING:
    from geodesk.collection.agreement import Kappa


def kappa_text(kappa: "Kappa") -> str:
    """The value, or a dash where it is not defined."""
    return "–" if kappa.value is None else number(kappa.value, 2)


def interval_text(kappa: "Kappa") -> str:
    """Both ends of the interval, or a dash."""
    if kappa.low is None or kappa.high is None:
        return "–"
    low, high = number(kappa.low, 2), number(kappa.high, 2)
    return translate("Agreement", "{low} to {high}").format(low=low, high=high)


def alike_text(kappa: "Kappa") -> str:
    """The share that is alike, or a dash."""
    return "–" if kappa.agreement is None else percent(kappa.agreement)


def why_text(kappa: "Kappa") -> str:
    """Why a value or an interval is missing; empty where both are there."""
    return {
        "no_overlap": translate(
            "Agreement", "No sample has a class from two people, so nothing can be compared."
        ),
        "one_class": translate(
            "Agreement", "Only one class was given, so agreement cannot be told from chance."
        ),
        "no_disagreement": translate("Agreement", "No disagreement was seen, so there is no interval."),
        "few": translate("Agreement", "Too few samples for an interval."),
    }.get(kappa.why, "")
