"""Text as instruments leave it: encodings, sections of key=value lines, XML, dates."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

_MONTHS = {
    **dict(zip("jan feb mar apr may jun jul aug sep oct nov dec".split(), range(1, 13), strict=True)),
    **{"ene": 1, "abr": 4, "ago": 8, "dic": 12, "mai": 5, "mär": 3, "okt": 10, "dez": 12, "fév": 2, "avr": 4},
}
_CLOCK = re.compile(r"(?<![\d:])(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*([AaPp][Mm])?")


def decode(raw: bytes) -> str:
    """Text of unknown encoding: a byte-order mark, UTF-16 by its zero bytes, UTF-8, else Windows Latin-1."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    sample = raw[:2000]
    if len(sample) >= 4:
        even, odd = sample[0::2].count(0), sample[1::2].count(0)
        if odd > len(sample) // 4 and even < len(sample) // 16:
            return raw.decode("utf-16-le", "replace").rstrip("\0")
        if even > len(sample) // 4 and odd < len(sample) // 16:
            return raw.decode("utf-16-be", "replace").rstrip("\0")
    raw = raw.rstrip(b"\0")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Windows-1252 leaves five bytes undefined; Latin-1 defines them all.
        return raw.decode("latin-1")


def sections(text: str) -> dict[str, dict[str, str]]:
    """``[section]`` blocks of ``key=value`` lines, names in lower case; the first value of a key stays.

    Lines before any section belong to the section ``""``. Other lines are passed over.
    """
    found: dict[str, dict[str, str]] = {}
    current = found.setdefault("", {})
    for line in text.splitlines():
        line = line.strip().strip("\0\ufeff")
        if line.startswith("[") and line.endswith("]"):
            current = found.setdefault(line[1:-1].strip().lower(), {})
        elif "=" in line:
            key, _, value = line.partition("=")
            current.setdefault(key.strip().lower(), value.strip())
    return found


def xml_tree(text: str) -> ElementTree.Element | None:
    """The root element, or None where `text` is not well-formed or declares entities."""
    start = text.find("<")
    if start < 0 or "<!DOCTYPE" in text or "<!ENTITY" in text:
        return None
    # A declared encoding no longer holds once the bytes have become text.
    body = re.sub(r"^\s*<\?xml[^>]*\?>", "", text[start:])
    try:
        return ElementTree.fromstring(body.strip().rstrip("\0"))
    except (ElementTree.ParseError, ValueError, RecursionError):
        return None


def local_name(element: ElementTree.Element) -> str:
    """An element's name without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def descendants(root: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    """Elements of a local name, in document order."""
    return (element for element in root.iter() if local_name(element) == name)


def first_text(root: ElementTree.Element, *names: str) -> str:
    """The text of the first non-empty element that has one of the local names, in the names' order."""
    for name in names:
        for element in descendants(root, name):
            if element.text and element.text.strip():
                return element.text.strip()
    return ""


def iso_date(date: str, time: str = "") -> str | None:
    """A date in one of the instruments' spellings as ISO 8601; None where it cannot be told.

    Understands ``2019-03-12``, ``2019/03/12 16:11``, ``20190312``, ``23 Dec 2015``, ``13.06.2016`` (day
    first) and ``06/13/2016`` (month first, unless the first number is above 12).
    """
    date = date.strip()
    day = _calendar(date)
    if day is None:
        return None
    clock = _CLOCK.search(time) or (_CLOCK.search(date) if not time else None)
    if clock is None:
        return day
    hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
    if clock[4]:
        hour = hour % 12 + (12 if clock[4].lower() == "pm" else 0)
    if hour > 23 or minute > 59 or second > 60:
        return day
    return f"{day}T{hour:02d}:{minute:02d}:{second:02d}"


def _calendar(date: str) -> str | None:
    if found := re.match(r"(\d{4})[-/.:](\d{1,2})[-/.:](\d{1,2})(?!\d)", date):
        return _day(found[1], found[2], found[3])
    if found := re.match(r"(\d{4})(\d{2})(\d{2})(?!\d)", date):
        return _day(found[1], found[2], found[3])
    if found := re.match(r"(\d{1,2})[ .-]+([^\W\d]{3,})[ .,-]+(\d{4})", date):
        return _day(found[3], _MONTHS.get(found[2][:3].lower(), 0), found[1])
    if found := re.match(r"([^\W\d]{3,})[ .]+(\d{1,2})[ ,]+(\d{4})", date):
        return _day(found[3], _MONTHS.get(found[1][:3].lower(), 0), found[2])
    if found := re.match(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})", date):
        first, second = int(found[1]), int(found[3])
        day_first = found[2] == "." or first > 12
        month, day = (second, first) if day_first else (first, second)
        return _day(found[4], month, day)
    return None


def _day(year: str | int, month: str | int, day: str | int) -> str | None:
    y, m, d = int(year), int(month), int(day)
    return f"{y:04d}-{m:02d}-{d:02d}" if 1 <= m <= 12 and 1 <= d <= 31 and y >= 1900 else None
