"""The labels of a collection: append-only logs, one per annotator and machine, and undo over them."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from geodesk.collection.durable import append
from geodesk.collection.events import HOWS, Event, clean_label, time_after, time_text, to_record
from geodesk.collection.jsonlines import Rewritten, to_line
from geodesk.collection.labelreading import LabelReading, LabelState
from geodesk.collection.layers import ADJUDICATED, layer_of
from geodesk.collection.moves import MOVED
from geodesk.collection.pictures import Picture
from geodesk.collection.steps import Changes, Step

__all__ = ["LabelState", "Labels"]

_FEW = 16
"""So many small files are read before their label is written, so that it says which content it is about."""


@dataclass(frozen=True, slots=True)
class Moving:
    """What is to be known of a path from which something is moved.

    Attributes
    ----------
    label : bool
        Whether its label goes along; otherwise the target's own, or its want of one, stays.
    latest : datetime or None
        Of what lies there; the move is later.
    stays : str or None
        Content of the file that is there now: what was kept of it stays.
    """

    label: bool = True
    latest: datetime | None = None
    stays: str | None = None


class Labels(LabelReading):
    """The labels of one collection, read from and written to its logs.

    Every call that writes returns after the events are on the disk. The newest event over all
    annotators' logs is a picture's label, unless an adjudication stands; events of equal time go by the log's
    name, then by the line. A label that was given to another content than the file has now is withheld.
    Safe to use from several threads.

    Parameters
    ----------
    store : Store
        Where the logs are.
    annotator, machine : str
        Whose log is written. Made safe for file names.
    resolve : callable
        The picture that an id or path means; raises `CollectionError` for any other text.
    sha256_of : callable
        The hash of a picture's file, or None where it is not known; asked with whether to read the file.
    before_writing : callable
        Called before the first event is written.
    contents : callable
        The known hashes of the files as they are now, by path; asked when an event names a hash.

    Raises
    ------
    CollectionError
        If a log cannot be read or is damaged.
    """

    # Writing

    def set(self, picture: Picture | str, label: str | None, how: str = "hand") -> Changes:
        """Give a picture a label, or take it away with None; see :meth:`set_many`."""
        return self.set_many([(picture, label)], how=how)

    def set_many(
        self, labels: Iterable[tuple[Picture | str, str | None]], how: str = "bulk", *, overwrite: bool = True
    ) -> Changes:
        """Give many pictures their labels in one step of undo, with one sync, all or none.

        A picture that already has the label by this annotator's own word is left as it is; the same label
        from another annotator is a confirmation and is written. Of a picture named twice the last
        label counts.

        Parameters
        ----------
        labels : iterable of (Picture or str, str or None)
            Pictures, ids or paths, and their labels.
        how : str
            ``hand``, ``accepted``, ``bulk``, ``import``, or ``adjudicated``: decides between annotators and
            stands whatever plain labels come later; the label None withdraws it.
        overwrite : bool
            Whether a picture that has another label, whoever gave it, gets the new one; False leaves it.

        Returns
        -------
        Changes
            The events written, which may be none.

        Raises
        ------
        CollectionError
            If a picture is unknown, a label is not allowed, or the disk takes no more. Nothing has
            changed then.
        """
        wanted = {}
        for item, label in labels:
            picture = item if isinstance(item, Picture) else self._resolve(item)
            wanted[picture.path] = (picture, None if label is None else clean_label(label))
        if how not in HOWS or how == "undo":
            raise ValueError(f"how = {how!r}: choose one of {', '.join(HOWS[:-1])}")
        self._look_at_contents()
        few = len(wanted) <= _FEW
        hashes = {path: self._sha256_of(picture, few) for path, (picture, _) in wanted.items()}
        with self._lock:
            self.reload()
            return self._write(
                [
                    self._draft(picture.id, path, label, how, sha256=hashes[path])
                    for path, (picture, label) in wanted.items()
                    if (how == ADJUDICATED or not self._says(path, label))
                    and (overwrite or self.label_of(path) in (None, label))
                ]
            )

    def take_lines(self, log: str, lines: bytes) -> None:
        """Put lines of somebody's log at the end of the log of that name, which is made if it is not there.

        Appended, never put in place of: should a log of that name appear meanwhile, both stay whole.

        Raises
        ------
        CollectionError
            If the disk takes no more.
        """
        with self._lock:
            self._prepare()
            append(self.log.with_name(log), lines)

    def move_many(
        self, moves: Iterable[tuple[str, Picture]], kept: Mapping[str, Moving] | None = None
    ) -> Changes:
        """Give what was kept of pictures that are gone to the pictures they became, in one step of undo.

        Parameters
        ----------
        moves : iterable of (str, Picture)
            The path that it lies under, and the picture that is to have it.
        kept : mapping of str to Moving
            More on those paths; without it only their labels are known, and go along.

        Raises
        ------
        CollectionError
            If the disk takes no more. Nothing has changed then.
        """
        wanted = [(path, picture, self._sha256_of(picture, True)) for path, picture in moves]
        self._look_at_contents()
        with self._lock:
            self.reload()
            held = self._book.withheld()
            drafts = []
            for path, picture, sha256 in wanted:
                more = (kept or {}).get(path, Moving())
                how, label = MOVED, self.label_of(picture)
                if more.label:
                    how, label = "import", held[path].label if path in held else self.label_of(path)
                draft = self._draft(picture.id, picture.path, label, how, sha256)
                time = time_after(draft.time, more.latest)
                drafts.append(replace(draft, time=time, moved_from=path, stays=more.stays))
            return self._write(drafts)

    def _says(self, path: str, label: str | None) -> bool:
        """Whether the picture has this label already, and by this annotator's word."""
        standing = self._book.standing(path)
        if standing is None or standing.how != ADJUDICATED:
            if standing is None or standing.label != label:
                return standing is None and label is None
            if label is None:
                return True
        events = reversed(self._book.events[path])
        own = next((e for e in events if e.annotator == self.annotator and e.how != ADJUDICATED), None)
        if own is None:
            return label is None
        if own.moved_from is not None:  # relinking is no word of one's own
            said = self._book.opinions(path).get(self.annotator)
            return said is not None and said.label == label
        return own.label == label and own.how != "undo"

    def _draft(self, name: str, path: str, label: str | None, how: str, sha256: str | None = None) -> Event:
        before, latest = self._book.standing(path), self._book.latest(path)
        if before is None:
            before = self._book.withheld_at(path)  # so that an undo withholds it again
        if before is not None and before.how == ADJUDICATED and how != ADJUDICATED:
            before = self._book.layers(path).plain
        return Event(
            time=time_after(latest.time if latest else None),
            id=name,
            path=path,
            label=label,
            previous=before.label if before else None,
            how=how,
            annotator=self.annotator,
            machine=self.machine,
            sha256=sha256,
        )

    def _write(self, drafts: list[Event]) -> Changes:
        if not drafts:
            return Changes()
        self._prepare()
        # One time for the whole step, after all that it supersedes.
        time = max(draft.time for draft in drafts)
        step = f"{time_text(time)}-{os.urandom(3).hex()}"
        events = [replace(draft, time=time, step=step, size=len(drafts)) for draft in drafts]
        append(self.log, b"".join(to_line(to_record(event)) for event in events))
        # Read back rather than assumed: with it come the lines that another window wrote in between.
        self._sound = False
        try:
            read = self._book.update_from(self.log)
            self._sound = True
            self._note([event for event in read if event.step != step])
        except Rewritten:
            read = self.reload()
        return Changes(tuple(event for event in read if event.step == step))

    def _prepare(self) -> None:
        if self._before_writing is not None:
            self._before_writing()
            self._before_writing = None

    def undo(self) -> Changes:
        """Take back this annotator's last step, also one from before a restart.

        Only pictures whose label is still the step's own go back; labels given since by others stay and are
        in ``kept``. If they all stay, nothing is written and the next undo goes one step further
        back.

        Raises
        ------
        CollectionError
            If the disk takes no more. Nothing has changed then.
        """
        with self._lock:
            self.reload()
            step = self._book.steps.to_undo(self._passed)
            return self._turn_back(step, undo=True)

    def redo(self) -> Changes:
        """Do the last undone step again, also after a restart; a new label ends what can be redone.

        Raises
        ------
        CollectionError
            If the disk takes no more. Nothing has changed then.
        """
        with self._lock:
            self.reload()
            step = self._book.steps.to_redo(self._passed)
            return self._turn_back(step, undo=False)

    def _turn_back(self, step: Step | None, undo: bool) -> Changes:
        if step is None:
            return Changes()
        drafts, kept = [], []
        for path, event in step.latest.items():
            if event.how == MOVED:
                draft = self._draft(event.id, path, self.label_of(path), MOVED, event.sha256)
                back = replace(draft, undoes=step.id)
                again = replace(draft, redoes=step.id, moved_from=step.moved_from.get(path))
                drafts.append(back if undo else again)
                continue
            layers = self._book.layers(path)
            hash_, hash_before = self._hashes_of(event, step)
            if not layers.uppermost(event):
                kept.append(self._book.events[path][-1])
            elif undo:
                label = layers.beneath() if step.how == ADJUDICATED else event.previous
                draft = self._draft(event.id, path, label, "undo", hash_before or hash_)
                drafts.append(replace(draft, undoes=step.id, previous=event.label))
            else:
                draft = self._draft(event.id, path, event.previous, step.how, hash_)
                drafts.append(replace(draft, redoes=step.id, moved_from=step.moved_from.get(path)))
        if not drafts:
            self._passed.add(step.id)
        return Changes(self._write(drafts).events, tuple(kept))

    def _hashes_of(self, event: Event, step: Step) -> tuple[str | None, str | None]:
        """Which content the label of a step was about, and which the one before it: they come back too."""
        own = before = None
        for known in self._book.events[event.path]:
            if layer_of(known, known.undoes) == layer_of(event, step.id):
                own = own or known.sha256
            elif own is None and known.label == event.previous and known.label is not None:
                before = known.sha256
        return own, before
