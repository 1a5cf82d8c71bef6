"""Which downloaded pictures a class keeps: each picture once, and at most so many of a class."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from training.data.minerals.store import Store
from training.data.minerals.urls import Address


@dataclass(slots=True)
class Chosen:
    """A choice among what has been downloaded so far.

    Attributes
    ----------
    kept
        By class, in the drawn order: address and SHA-256 of the bytes.
    repeated
        Addresses whose bytes another address of the same class gave before, and that one.
    contradicted
        Addresses whose bytes were found under two classes: none of them is kept.
    undecodable
        Addresses whose bytes are no picture.
    dead
        Addresses that gave nothing.
    """

    kept: dict[str, list[tuple[Address, str]]] = field(default_factory=dict)
    repeated: list[tuple[Address, Address]] = field(default_factory=list)
    contradicted: list[Address] = field(default_factory=list)
    undecodable: list[Address] = field(default_factory=list)
    dead: list[Address] = field(default_factory=list)


def drawn(addresses: Iterable[Address], names: Sequence[str], seed: int) -> dict[str, list[Address]]:
    """The addresses of each class in an order that depends on the seed and each address only.

    What the network answers, and when, so never changes which pictures come first.
    """
    order: dict[str, list[Address]] = {name: [] for name in names}
    for address in addresses:
        order[address.label].append(address)
    for of_class in order.values():
        of_class.sort(key=lambda each: hashlib.sha256(f"{seed} {each.url}".encode()).digest())
    return order


def choose(order: Mapping[str, Sequence[Address]], store: Store, cap: int) -> Chosen:
    """The first `cap` pictures (0: all) of each class among those downloaded."""
    found = Chosen()
    shas: dict[str, list[tuple[Address, str]]] = {name: [] for name in order}
    classes: dict[str, set[str]] = {}
    for name, addresses in order.items():
        for address in addresses:
            download = store.last(address.url)
            if download is None:
                continue
            if not download.sha256:
                found.dead.append(address)
                continue
            if store.is_open(address.url):  # its file was taken away
                continue
            if not store.decoded(download.sha256).file:
                found.undecodable.append(address)
            else:
                shas[name].append((address, download.sha256))
                classes.setdefault(download.sha256, set()).add(name)
    for name, pictures in shas.items():
        first: dict[str, Address] = {}
        for address, sha256 in pictures:
            if len(classes[sha256]) > 1:
                found.contradicted.append(address)
            elif (before := first.setdefault(sha256, address)) is not address:
                found.repeated.append((address, before))
        kept = [(address, sha256) for sha256, address in first.items()]
        found.kept[name] = kept[:cap] if cap else kept
    return found


def still_wanted(
    order: Mapping[str, Sequence[Address]], store: Store, chosen: Chosen, cap: int
) -> list[Address]:
    """What to ask for next: as many new addresses of each class as it still lacks.

    Once every class is full nothing more is asked of the servers.
    """
    wanted: list[Address] = []
    for name, addresses in order.items():
        new = [address for address in addresses if store.is_open(address.url)]
        wanted += new[: cap - len(chosen.kept[name])] if cap else new
    return wanted


__all__ = ["Chosen", "choose", "drawn", "still_wanted"]
