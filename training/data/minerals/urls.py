"""The list of addresses: which are wanted, and each of them once."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from geodesk.collection import read_csv
from training.data.minerals.labels import Classes

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Address:
    """A picture to download.

    Attributes
    ----------
    url
        As `tidy_url` writes it.
    label
        One of the chosen classes.
    line
        Of the list, from 1.
    """

    url: str
    label: str
    line: int


@dataclass(slots=True)
class Wanted:
    """What the list holds.

    Attributes
    ----------
    addresses
        Of the chosen classes, each once, in the list's order.
    listed
        Lines of the list.
    other
        Lines of other classes.
    of_class
        Lines of each chosen class, before anything is dropped.
    repeated
        Lines whose address stands further up with the same class, by class.
    contradicted
        Addresses that stand under two chosen classes: which is right cannot be known, so none is kept.
    refused
        Addresses that are not http or https.
    """

    addresses: list[Address] = field(default_factory=list)
    listed: int = 0
    other: int = 0
    of_class: Counter[str] = field(default_factory=Counter)
    repeated: Counter[str] = field(default_factory=Counter)
    contradicted: list[Address] = field(default_factory=list)
    refused: list[Address] = field(default_factory=list)


def wanted(table: Path, classes: Classes, url_column: str = "url", label_column: str = "label") -> Wanted:
    """Filter the list by class and drop what stands in it twice.

    Parameters
    ----------
    table
        CSV with a header.
    classes
        The chosen ones.
    url_column, label_column
        Names in the header, in any case.

    Raises
    ------
    CollectionError
        The table cannot be read or lacks a column.
    """
    url_column, label_column = url_column.casefold(), label_column.casefold()
    read = read_csv(table, (url_column, label_column))
    found = Wanted(listed=len(read.rows))
    first: dict[str, Address] = {}
    contradicted: dict[str, list[Address]] = {}
    for line, cells in zip(read.lines, read.rows, strict=True):
        label = classes.of(cells[label_column])
        if label is None:
            found.other += 1
            continue
        found.of_class[label] += 1
        url = tidy_url(cells[url_column])
        if url is None:
            found.refused.append(Address(cells[url_column].strip(), label, line))
            continue
        address = Address(url, label, line)
        before = first.setdefault(url, address)
        if before.label != label:
            contradicted.setdefault(url, [before]).append(address)
        elif before is not address:
            found.repeated[label] += 1
    found.contradicted = [address for addresses in contradicted.values() for address in addresses]
    found.addresses = [address for url, address in first.items() if url not in contradicted]
    return found


def tidy_url(text: str) -> str | None:
    """One spelling of an address: no fragment or default port, host in lower case; None if not http(s).

    Spaces and letters beyond ASCII are percent-encoded; what already is stays as it is.
    """
    try:
        parts = urlsplit(text.strip())
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return None
    if parts.scheme not in _PORTS or not host or parts.username is not None:
        return None
    place = f"[{host}]" if ":" in host else host
    if port is not None and port != _PORTS[parts.scheme]:
        place += f":{port}"
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return urlunsplit((parts.scheme, place, path, query, ""))


__all__ = ["Address", "Wanted", "tidy_url", "wanted"]
