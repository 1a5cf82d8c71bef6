"""Dates that people write into a filter: a year, a month, a day or a time, which stands for all of it."""

import calendar
import operator
import re
from collections.abc import Callable

_WRITTEN = re.compile(
    r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ]+(\d{1,2})(?::(\d{2})(?::(\d{2}))?)?)?)?)?", re.IGNORECASE
)
_SIGNS = ("", "-", "-", "T", ":", ":")
_COMPARE: dict[str, Callable[[str, str], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def period(text: str) -> str | None:
    """What somebody wrote, as the beginning of an ISO 8601 date that it is: ``2018-8`` is ``2018-08``.

    None of what is no date, such as ``2018-13`` or ``10/08/2018``.
    """
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        return None
    parts = [int(part) for part in found.groups() if part is not None]
    least = (1, 1, 1, 0, 0, 0)
    most = (9999, 12, 31, 23, 59, 60)
    if any(not low <= part <= high for low, part, high in zip(least, parts, most, strict=False)):
        return None
    if len(parts) > 2 and parts[2] > calendar.monthrange(parts[0], parts[1])[1]:
        return None
    return f"{parts[0]:04d}" + "".join(
        f"{sign}{part:02d}" for sign, part in zip(_SIGNS[1:], parts[1:], strict=False)
    )


def compares(date: str, sign: str, first: str, last: str) -> bool:
    """Whether a date is in, not in, before or after a time.

    Parameters
    ----------
    date
        In ISO 8601.
    sign
        ``==`` and ``!=`` compare with all from `first` to `last`, both in it; the others with `first` alone:
        ``>`` is behind the end of it, ``<=`` not.
    first, last
        Of `period`. They are compared as far as they are written, so ``2018-08`` is the whole month.
    """
    if sign in ("==", "!="):
        return (first <= date[: len(first)] and date[: len(last)] <= last) is (sign == "==")
    return _COMPARE[sign](date[: len(first)], first)
