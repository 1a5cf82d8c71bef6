"""The job that watches a folder."""

import threading
import time
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from geodesk.collection import Collection, CollectionError, Picture, Prediction
from geodesk.collection.durable import alone
from geodesk.collection.pictures import list_files
from geodesk.jobs.classify import classify
from geodesk.jobs.faces import Pairs
from geodesk.jobs.progress import Progress
from geodesk.jobs.scale import Scales
from geodesk.jobs.watching.arrivals import Arrival, Arrivals
from geodesk.jobs.watching.log import Seen, WatchLog
from geodesk.jobs.watching.plan import State, Watch
from geodesk.jobs.watching.reading import Finding, Looked, is_as_listed, look_into
from geodesk.jobs.watching.table import GrowingTable
from geodesk.jobs.watching.words import anew, back, gone, watched_already, written
from geodesk.language import Sentence
from geodesk.models import Classifier, NeedsFaces, refuse_failed

_BEAT_S = 0.25
_AT_ONCE = 8
_TILES = 32
_SCAN_SHARE = 50
"""Looking takes at most one part in so many of the time, however large the folder is."""
_TOLD = 20
_SAID = 200


Told = Progress[Seen | State]


def watch_folder(
    folder: Path,
    model: Classifier,
    judge: Classifier | None,
    watch: Watch,
    wake: threading.Event | None = None,
) -> Generator[Told, None, None]:
    """Classify every picture that comes into a folder, once, and put it into a table.

    Parameters
    ----------
    judge
        Says of each picture whether it is usable; None: nothing does.
    wake
        Set by whoever knows that something in the folder has changed: it is looked at sooner.

    Yields
    ------
    Progress
        Rows of `Seen`, which are on the disk then, and of `State`. Closing the generator ends the watch.

    Raises
    ------
    GeoDeskError
        A model is not what its card says, the folder cannot be read at the start, or the table is another.
    """
    for one in (model, judge):
        if one is not None:
            refuse_failed(one)
    collection = Collection.open(folder)
    with alone(collection.store / f"watch-{model.sha256[:12]}.lock") as first:
        if not first:
            raise watched_already(folder)
        said = _said_by(model, collection) if watch.new_only else {}
        log, new = WatchLog.open(collection, model, judge)
        if new and watch.new_only:
            log.leave_out(collection.pictures(), said)
        elif not watch.new_only:
            log.take_in()
        with ThreadPoolExecutor(thread_name_prefix="geodesk-watch") as pool:
            watcher = _Watcher(collection, model, judge, watch, log, pool, wake or threading.Event())
            yield from watcher.run()


def _said_by(model: Classifier, collection: Collection) -> dict[str, Prediction]:
    """What the newest run said, if it is of this model, read in the same way."""
    run = collection.predictions.newest()
    if run is None or run.journal.header.get("sha256") != model.sha256:
        return {}
    settings = run.journal.header.get("settings")
    same = isinstance(settings, dict) and settings.get("input") == model.spec.to_dict()
    return run.done if same and tuple(run.labels) == tuple(model.labels) else {}


class _Watcher:
    """One watch under way."""

    def __init__(
        self,
        collection: Collection,
        model: Classifier,
        judge: Classifier | None,
        watch: Watch,
        log: WatchLog,
        pool: Executor,
        wake: threading.Event,
    ) -> None:
        self._collection, self._folder = collection, collection.folder
        self._model, self._judge, self._watch, self._log = model, judge, watch, log
        self._pool, self._wake = pool, wake
        self._table = GrowingTable(
            watch.table, model.labels, model.identity, "" if judge is None else judge.identity, log.rows
        )
        failed = [path for path, one in log.done.items() if one.failed]
        self._arrivals = Arrivals(log.done, failed, watch.settle_s)
        self._names: Counter[str] = Counter()
        self._unsaved: list[Seen] = []
        self._count = self._failed = 0
        self._away: Sentence | None = None
        self._behind: Sentence | None = None
        self._again_at = 0.0
        self._state: State | None = None
        self._said: set[str] = set()
        self._scales = {one.sha256: Scales(one.card) for one in (model, judge) if one is not None}

    def run(self) -> Generator[Told, None, None]:
        """All of it."""
        self._table.mend()  # at the start a table that cannot be written is refused
        scan_at = 0.0
        yield self._told()
        while True:
            now = time.monotonic()
            if now >= scan_at or self._wake.is_set():
                self._wake.clear()
                notices = self._scan()
                took = time.monotonic() - now
                scan_at = now + took + max(self._watch.every_s, _SCAN_SHARE * took)
                if notices:
                    yield self._told(notices=notices)
            if (self._unsaved or self._behind) and time.monotonic() >= self._again_at:
                rows, notices = self._save([])
                yield self._told(rows, notices)
            ready = [] if self._away or self._unsaved else self._arrivals.ready(time.monotonic())
            if ready:
                yield from self._take(ready[:_AT_ONCE])
                continue
            yield self._told()
            if self._watch.once and self._ended():
                if rest := [n for one in self._scales.values() for n in one.rest()]:
                    yield self._told(notices=rest)
                return
            self._rest(scan_at)

    def _ended(self) -> bool:
        """Of one that is to end: everything is done, or cannot be done now."""
        return self._away is not None or (not len(self._arrivals) and not self._unsaved)

    def _rest(self, until: float) -> None:
        due = [until] + [at for at in (self._arrivals.next_at(),) if at is not None]
        seconds = min(due) - time.monotonic()
        if seconds > 0:
            self._wake.wait(min(seconds, _BEAT_S))

    # Looking

    def _scan(self) -> list[Sentence]:
        problems: list[Sentence] = []
        try:
            files = list_files(self._folder, problems)
            self._log.check()
        except CollectionError as error:
            if self._away is None:
                self._away = gone(self._folder, error.sentence)
                return [self._away]
            return []
        notices = [] if self._away is None else [back(self._folder)]
        self._away = None
        # The table may lie on what was unplugged, or have been thrown away.
        if notices:
            self._behind, self._again_at = self._behind or notices[0], 0.0
        self._names = Counter(name for _, name, _, _ in files)
        self._arrivals.scanned(files, time.monotonic())
        return notices + self._once_each(problems)

    def _once_each(self, problems: Iterable[Sentence]) -> list[Sentence]:
        fresh = [one for one in problems if one.en not in self._said][: max(0, _SAID - len(self._said))]
        self._said |= {one.en for one in fresh}
        return fresh

    # Taking

    def _take(self, some: Sequence[Arrival]) -> Iterator[Told]:
        """Look into some files, classify those that are whole, and keep what came of it."""
        pictures = self._corrected(some)
        found: list[Seen] = []
        whole: list[tuple[Arrival, Picture, Looked]] = []
        touched: dict[str, Picture] = {}
        looking = [self._pool.submit(self._look, picture) for picture in pictures]
        for one, picture, future in zip(some, pictures, looking, strict=True):
            while not _settled(future):
                yield self._told()
            looked = future.result()
            known = self._log.done.get(one.path)
            if looked.finding is Finding.WHOLE:
                if known is not None and known.sha256 == looked.sha256 and not known.failed:
                    touched[one.path] = picture
                else:
                    whole.append((one, picture, looked))
            elif (row := self._not_whole(one, picture, looked)) is not None:
                found.append(row)
        if touched:
            with suppress(CollectionError):  # then it is found once more at the next scan
                self._log.touch(touched)
                for path in touched:
                    self._arrivals.finished(path)
        if whole:
            yield from self._classify(whole, found)
        if found:
            rows, notices = self._save(found)
            yield self._told(rows, notices)

    def _look(self, picture: Picture) -> Looked:
        looked = look_into(picture)
        if looked.finding is Finding.WHOLE and self._model.spec.faces:
            try:
                Pairs.of([picture], self._collection).faces(picture, self._model.spec)
            except NeedsFaces as error:
                return Looked(Finding.LOCKED, why=error.sentence)
            except OSError:
                return Looked(Finding.GONE)
        return looked

    def _corrected(self, some: Sequence[Arrival]) -> list[Picture]:
        pictures = [
            Picture(
                one.name if self._names[one.name] == 1 else one.path,
                one.path,
                self._folder / one.path,
                one.size,
                one.mtime_ns,
            )
            for one in some
        ]
        with suppress(CollectionError):
            self._collection.corrections.reload()
            return self._collection.corrections.applied(pictures)
        return pictures

    def _not_whole(self, one: Arrival, picture: Picture, looked: Looked) -> Seen | None:
        """What becomes of a file that is no whole picture; a row where patience has an end."""
        now = time.monotonic()
        if looked.finding is Finding.GONE:
            self._arrivals.finished(one.path)
            return None
        if looked.finding is Finding.CHANGED:
            self._arrivals.changed(one, now)
            return None
        assert looked.why is not None
        for_s = self._arrivals.put_off(one, looked.why, now)
        ends = looked.finding is Finding.BROKEN or self._watch.once
        if one.again and looked.finding is Finding.BROKEN:  # it failed before, and that is told already
            self._arrivals.finished(one.path)
            return None
        if not ends or for_s < self._watch.patience_s:
            return None
        self._arrivals.finished(one.path)
        return None if one.again else self._failure(picture, looked.why)

    def _classify(
        self, whole: Sequence[tuple[Arrival, Picture, Looked]], found: list[Seen]
    ) -> Iterator[Told]:
        items = [picture for _, picture, _ in whole]
        said: dict[str, Prediction] = {}
        judged: dict[str, Prediction] = {}
        notices: list[Sentence] = []
        for model, rows in ((self._model, said), (self._judge, judged)):
            if model is None:
                continue
            if model.sha256 == self._model.sha256 and said:
                judged = said
                continue
            batch = _TILES if model.spec.tile is not None else 1
            scales = self._scales[model.sha256]
            with closing(classify(items, model, batch=batch, executor=self._pool, scales=scales)) as steps:
                for step in steps:
                    rows.update((row.path, row) for row in step.rows)
                    notices += step.notices
                    yield self._told()
        for one, picture, looked in whole:
            row = said[one.path]
            try:
                same = is_as_listed(picture)
            except FileNotFoundError:
                same = row.error is None  # it was there when it was read
            except OSError:
                same = False
            if not same:
                self._arrivals.changed(one, time.monotonic())
            elif not (one.again and row.error is not None):
                found.append(self._seen(row, judged.get(one.path), looked.sha256))
            else:
                self._arrivals.finished(one.path)
        if fresh := self._once_each(notices):
            yield self._told(notices=fresh)

    def _seen(self, row: Prediction, judged: Prediction | None, sha256: str) -> Seen:
        known = self._log.done.get(row.path)
        usable = None if judged is None else judged.label
        share = None if judged is None else judged.probability
        version = 1 if known is None else known.version + 1
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        return Seen(row, usable, share, now, version, sha256)

    def _failure(self, picture: Picture, why: Sentence) -> Seen:
        model = self._model
        row = Prediction(
            picture.id,
            picture.path,
            picture.size,
            picture.mtime_ns,
            None,
            (),
            model.labels,
            model.name,
            model.sha256,
            error=why,
        )
        return self._seen(row, None, "")

    # Keeping

    def _save(self, found: Sequence[Seen]) -> tuple[list[Seen], list[Sentence]]:
        """Put rows on the disk, and those that it refused before; what was told of them, and what is new.

        First into the log, then into the table: whatever is cut short between, the table can be made of the
        log again.
        """
        self._unsaved += found
        for row in found:
            self._arrivals.finished(row.path)
        rows: list[Seen] = []
        notices: list[Sentence] = []
        before = self._behind
        try:
            if self._unsaved:
                self._log.add(self._unsaved)
                rows, self._unsaved = self._unsaved, []
                self._count += len(rows)
                self._failed += sum(row.error is not None for row in rows)
            self._table.put(rows)
            self._behind = None
        except CollectionError as error:
            self._behind = error.sentence
            self._again_at = time.monotonic() + self._watch.every_s
            if before is None or before.en != error.sentence.en:
                notices.append(error.sentence)
        if before is not None and self._behind is None:
            notices.append(written(self._watch.table))
        notices += [anew(row) for row in rows if row.version > 1 and row.error is None]
        return rows, notices

    # Telling

    def _told(self, rows: Sequence[Seen] = (), notices: Sequence[Sentence] = ()) -> Told:
        waiting = len(self._arrivals) + len(self._unsaved)
        troubled = tuple((one.path, one.why) for one in self._arrivals.troubled()[:_TOLD] if one.why)
        known = sum(1 for one in self._log.done.values() if one.version) if rows or not self._state else None
        state = State(
            waiting,
            troubled,
            self._away,
            self._behind,
            self._state.known if known is None and self._state else known or 0,
        )
        changed = () if state == self._state else (state,)
        self._state = state
        done = self._count
        return Progress(done, done + waiting, self._failed, (*rows, *changed), tuple(notices))


def _settled(future: object) -> bool:
    """Wait a moment for a future; whether it is done."""
    from concurrent.futures import Future
    from concurrent.futures import TimeoutError as FutureTimeout

    assert isinstance(future, Future)
    try:
        future.exception(timeout=_BEAT_S)
    except FutureTimeout:
        return False
    return True
