"""From a list of addresses to class folders, in steps that go on where they were stopped."""

import hashlib
import json
import threading
from collections import Counter
from collections.abc import Generator, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image

from geodesk.collection import replacing, write_csv
from geodesk.language import t
from geodesk.micrograph import UnreadablePicture
from training.data.minerals.background import read_rgb, specimen
from training.data.minerals.choosing import Chosen, choose, drawn, still_wanted
from training.data.minerals.fetch import Manners
from training.data.minerals.labels import Classes
from training.data.minerals.store import Decoded, Download, Store, journal, note, sweep
from training.data.minerals.urls import Address, Wanted, wanted
from training.progress import Progress

PICTURES = "pictures"
BACKGROUND = "background.jsonl"
SUMMARY = "summary.json"
_EVERY = 50
_PATIENCE_S = 2.0
_WORKERS = 4
# Of the square: below it mostly a broken outline is left.
_LITTLE = 0.1
_SPECIMEN, _NO_SPECIMEN, _KEPT, _UNREADABLE = "specimen", "no specimen found", "kept", "unreadable"


@dataclass(frozen=True, slots=True)
class Options:
    """What is prepared, and how.

    Attributes
    ----------
    classes
        Names.
    cap
        Most pictures of a class; 0: all. The study's is 5,000.
    seed
        Draws which.
    side
        Of the pictures in pixels; the study's is 96.
    keep_background
        Only crop and resize.
    url_column, label_column
        Of the list.
    again
        Ask for dead links once more.
    manners
        Of the downloads.
    """

    classes: Sequence[str]
    cap: int = 5000
    seed: int = 1
    side: int = 96
    keep_background: bool = False
    url_column: str = "url"
    label_column: str = "label"
    again: bool = False
    manners: Manners = field(default_factory=Manners)


def prepare(table: Path, out: Path, options: Options, progress: Progress) -> dict[str, Any]:
    """Filter, de-duplicate, download, decode, cap, remove the background and sort into class folders.

    May be stopped at any moment, also by a kill; the same call goes on. Writes into `out`: ``urls.csv``,
    ``downloads/`` with ``downloads.jsonl`` and ``decoded.jsonl``, ``dead-links.csv``, ``left-out.csv``,
    ``pictures/CLASS/``, ``background.jsonl``, ``to-check.csv``, ``summary.json``.

    Parameters
    ----------
    table
        The list of addresses, a CSV file.
    out
        Folder of the preparation.
    options
        What and how.
    progress
        Told of each step.

    Returns
    -------
    dict
        The summary: counts by step and class.

    Raises
    ------
    BadClasses
        See `training.data.minerals.labels.Classes`.
    CollectionError
        The list cannot be read, or `out` cannot be written.
    """
    classes = Classes(options.classes)
    found = wanted(table, classes, options.url_column, options.label_column)
    out.mkdir(parents=True, exist_ok=True)
    write_csv(out / "urls.csv", ("url", "label", "line"), ((a.url, a.label, a.line) for a in found.addresses))
    progress.event("filtered", listed=found.listed, other=found.other, addresses=len(found.addresses))
    store = Store(out, options.again)
    order = drawn(found.addresses, classes.names, options.seed)
    chosen = choose(order, store, options.cap)
    while todo := still_wanted(order, store, chosen, options.cap):
        _download(todo, store, options.manners, progress)
        chosen = choose(order, store, options.cap)
    _write_reports(out, found, chosen, store)
    outcomes = _without_background(out, chosen, store, options, progress)
    summary = _summary(table, classes, found, chosen, outcomes, options)
    with replacing(out / SUMMARY) as stream:
        stream.write(json.dumps(summary, indent=1, ensure_ascii=False).encode())
    progress.event("prepared", pictures=str(out / PICTURES), **summary["total"])
    return summary


def _download(todo: Sequence[Address], store: Store, manners: Manners, progress: Progress) -> None:
    """Download what is wanted, several at once, and record each answer as it comes."""
    stop = threading.Event()
    counts: Counter[str] = Counter()
    told = progress.seconds

    def obtain(address: Address) -> tuple[Download, Decoded | None]:
        return store.obtain(address, manners, stop)

    with closing(_several(obtain, todo, manners.at_once, stop)) as answers:
        for download, decoded in answers:
            if download.reason == "stopped":
                continue
            store.record(download, decoded)
            counts[
                "dead" if not download.sha256 else "undecodable" if decoded and decoded.en else "pictures"
            ] += 1
            done = sum(counts.values())
            if done % _EVERY == 0 or done == len(todo) or progress.seconds - told > _PATIENCE_S:
                told = progress.seconds
                kinds = {kind: counts[kind] for kind in ("pictures", "undecodable", "dead")}
                progress.event("downloaded", done=done, of=len(todo), **kinds)


def _several(
    work: Any, items: Iterable[Any], at_once: int, stop: threading.Event
) -> Generator[Any, None, None]:
    """The results of `work` as they come, a few ahead of their use; whatever stops it sets `stop` first."""
    pool = ThreadPoolExecutor(at_once)
    left = iter(items)
    running: set[Future[Any]] = set()
    try:
        while True:
            for item in left:
                running.add(pool.submit(work, item))
                if len(running) >= 2 * at_once:
                    break
            if not running:
                return
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()
    finally:
        stop.set()
        pool.shutdown(cancel_futures=True)


def _without_background(
    out: Path, chosen: Chosen, store: Store, options: Options, progress: Progress
) -> dict[str, Counter[str]]:
    """Put the kept pictures into class folders; those made before with the same options stay."""
    how = f"{options.side} {'kept' if options.keep_background else 'removed'}"
    before = {record["file"]: record for record in journal(out / BACKGROUND)}
    todo: list[tuple[str, Address, str]] = []
    outcomes: dict[str, tuple[Address, dict[str, Any]]] = {}
    for name, pictures in chosen.kept.items():
        (out / PICTURES / name).mkdir(parents=True, exist_ok=True)
        sweep(out / PICTURES / name)
        for address, sha256 in pictures:
            file = f"{name}/{sha256[:20]}.png"
            made = before.get(file)
            if made and made["how"] == how and (out / PICTURES / file).is_file():
                outcomes[file] = (address, made)
            else:
                todo.append((file, address, sha256))
    wanted_files = outcomes.keys() | {file for file, _, _ in todo}
    for file in before.keys() - wanted_files:  # of an earlier, different choice
        (out / PICTURES / file).unlink(missing_ok=True)

    def make(item: tuple[str, Address, str]) -> tuple[str, Address, dict[str, Any]]:
        file, address, sha256 = item
        outcome, share = _make(store.path(sha256), out / PICTURES / file, options)
        return file, address, {"file": file, "how": how, "outcome": outcome, "share": round(share, 4)}

    with closing(_several(make, todo, _WORKERS, threading.Event())) as made_now:
        for i, (file, address, record) in enumerate(made_now):
            note(out / BACKGROUND, record)
            outcomes[file] = (address, record)
            if (i + 1) % _EVERY == 0 or i + 1 == len(todo):
                progress.event("background", done=i + 1, of=len(todo))
    _write_to_check(out, outcomes)
    counts: dict[str, Counter[str]] = {name: Counter() for name in chosen.kept}
    for address, record in outcomes.values():
        counts[address.label][record["outcome"]] += 1
    return counts


def _make(source: Path, target: Path, options: Options) -> tuple[str, float]:
    try:
        shown = specimen(read_rgb(source), options.side, options.keep_background)
    except UnreadablePicture:  # damaged since it was downloaded
        return _UNREADABLE, 0.0
    with replacing(target) as stream:
        Image.fromarray(shown.pixels).save(stream, "PNG")
    if options.keep_background:
        return _KEPT, shown.share
    return (_SPECIMEN if shown.share else _NO_SPECIMEN), shown.share


def _write_reports(out: Path, found: Wanted, chosen: Chosen, store: Store) -> None:
    dead: list[tuple[Any, ...]] = [
        (a.url, a.label, a.line, "not http or https", 0, "no") for a in found.refused
    ]
    for address in chosen.dead:
        last = store.last(address.url)
        if last is not None:
            again = "yes" if last.passing else "no"
            dead.append((address.url, address.label, address.line, last.reason, last.tries, again))
    write_csv(out / "dead-links.csv", ("url", "label", "line", "reason", "tries", "try_again"), dead)
    left: list[tuple[Any, ...]] = []
    left += [(a.url, a.label, a.line, "address under two classes", "") for a in found.contradicted]
    left += [(a.url, a.label, a.line, "bytes under two classes", "") for a in chosen.contradicted]
    left += [(a.url, a.label, a.line, "same bytes", b.url) for a, b in chosen.repeated]
    for address in chosen.undecodable:
        last = store.last(address.url)
        why = "" if last is None else store.decoded(last.sha256).en
        left.append((address.url, address.label, address.line, "cannot be decoded", why))
    write_csv(out / "left-out.csv", ("url", "label", "line", "reason", "detail"), left)


def _write_to_check(out: Path, outcomes: dict[str, tuple[Address, dict[str, Any]]]) -> None:
    """The pictures whose background a person should look at: no specimen found, or next to nothing of it."""
    rows = [
        (f"{PICTURES}/{file}", address.label, address.url, record["outcome"], record["share"])
        for file, (address, record) in sorted(outcomes.items())
        if record["share"] < _LITTLE
    ]
    write_csv(out / "to-check.csv", ("path", "label", "url", "outcome", "share"), rows)


def _summary(
    table: Path,
    classes: Classes,
    found: Wanted,
    chosen: Chosen,
    outcomes: dict[str, Counter[str]],
    options: Options,
) -> dict[str, Any]:
    def of(addresses: Iterable[Address]) -> Counter[str]:
        return Counter(address.label for address in addresses)

    repeated_bytes = of(address for address, _ in chosen.repeated)
    columns = {
        "listed": found.of_class,
        "repeated_urls": found.repeated,
        "contradicted_urls": of(found.contradicted),
        "dead": of((*found.refused, *chosen.dead)),
        "undecodable": of(chosen.undecodable),
        "repeated_bytes": repeated_bytes,
        "contradicted_bytes": of(chosen.contradicted),
        "kept": Counter({name: len(pictures) for name, pictures in chosen.kept.items()}),
        "no_specimen": Counter({name: count[_NO_SPECIMEN] for name, count in outcomes.items()}),
        "unreadable": Counter({name: count[_UNREADABLE] for name, count in outcomes.items()}),
    }
    told = {key: value for key, value in asdict(options).items() if key not in ("again", "manners")}
    return {
        "list": table.name,
        "list_sha256": hashlib.sha256(table.read_bytes()).hexdigest(),
        "options": {**told, "classes": list(classes.names)},
        "of_other_classes": found.other,
        "classes": {name: {key: count[name] for key, count in columns.items()} for name in classes.names},
        "total": {key: sum(count[name] for name in classes.names) for key, count in columns.items()},
    }


def describe(summary: dict[str, Any]) -> str:
    """The summary as a person reads it in a terminal."""
    headings = (
        ("listed", t("listed", "en lista")),
        ("repeated_urls", t("repeated", "repetidas")),
        ("dead", t("dead links", "enlaces rotos")),
        ("undecodable", t("undecodable", "ilegibles")),
        ("repeated_bytes", t("same bytes", "mismos bytes")),
        ("kept", t("kept", "conservadas")),
        ("no_specimen", t("no specimen", "sin ejemplar")),
    )
    lines = [" " * 20 + "".join(f"{heading:>15}" for _, heading in headings)]
    rows = {**summary["classes"], t("total", "total"): summary["total"]}
    lines += [f"{name:<20}" + "".join(f"{row[key]:>15}" for key, _ in headings) for name, row in rows.items()]
    total = summary["total"]
    if total["contradicted_urls"] or total["contradicted_bytes"]:
        lines.append(
            t(
                "Pictures under two classes were left out.",
                "Se excluyeron las imágenes que están bajo dos clases.",
            )
        )
    return "\n".join(lines)


__all__ = ["BACKGROUND", "PICTURES", "SUMMARY", "Options", "describe", "prepare"]
