"""What the window knows of other annotators: their labels as they come, agreement, what lies in dispute."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from geodesk.desktop.session import Mode
from geodesk.language import Sentence

# This module is part of the first paint: numpy comes with the agreement, on a thread.
if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geodesk.collection import Collection, LabelState, Merged, Picture, Sample
    from geodesk.collection.arrivals import Arrived, News
    from geodesk.collection.moves import Moves
    from geodesk.desktop.window import Window
    from geodesk.jobs.agreement import Agreement, Judged

_LOOK_MS = 4_000
_CALM_MS = 700
_SEEN_MS = 400
_READ_AT_MOST = 256 << 20
"""Bytes of files read unasked, to see whether labels still belong to them: closing waits for that."""
_MANY = 300
_READING = (Mode.LABEL, Mode.MEASURE, Mode.COUNT)


class AgreementDesk(QObject):
    """Looks for other people's labels while the folder is open, compares, and leads through disagreements.

    Attributes
    ----------
    found
        The agreement of the folder; None until it was worked out, and with one annotator.
    people
        The annotators of the folder, this one included.
    labellers
        Those of whom a label counts here; None until that is known.
    unheard
        Those who labelled, but no picture as it is here.
    resolving
        Whether labels given now settle disagreements.
    lost
        Pictures that are gone or have another content and of which something was kept: it belongs to no
        picture until somebody relinks it.
    """

    changed = Signal()

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window, self._session = window, window.session
        self.found: Agreement | None = None
        self.people: list[str] = []
        self.labellers: list[str] | None = None
        self.unheard: list[str] = []
        self.resolving = False
        self.lost = 0
        self._moves: Moves | None = None
        self._fault: Sentence | None = None
        self._looking = False
        self._look = QTimer(self, interval=_LOOK_MS)
        self._look.timeout.connect(self._look_for_news)
        self._soon = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._soon.timeout.connect(self._compare)
        self._seen = QTimer(self, singleShot=True, interval=_SEEN_MS)
        self._seen.timeout.connect(self._read_seen)
        session = self._session
        session.collection_changed.connect(self._opened)
        session.labels_changed.connect(self._labels_changed)
        session.mode_changed.connect(self._mode_changed)
        session.current_changed.connect(self._seen.start)
        session.mode_changed.connect(self._seen.start)

    # Other people's labels

    def _opened(self) -> None:
        self.found, self.people, self.labellers, self.unheard = None, [], None, []
        self.lost, self._fault = 0, None
        collection = self._session.collection
        self._moves = None if collection is None else collection.labels.said_moves
        if self.resolving:
            self.resolving = False
        self._look.start()
        self._soon.start()
        self.look_for_lost(tell=True)
        self.changed.emit()

    def _look_for_news(self) -> None:
        session, collection = self._session, self._session.collection
        if collection is None or self._looking or session.writer.busy or self._window.isMinimized():
            return
        self._looking = True  # news is told once: no look may take the place of another

        def read() -> "tuple[News, list[Picture]]":
            from geodesk.collection.arrivals import unread

            news = collection.labels.news()
            return news, unread(collection, news, _READ_AT_MOST)

        def heard(found: "tuple[News, list[Picture]]") -> None:
            news, pictures = found
            if session.collection is not collection or not news:
                self._looked()
            elif pictures:
                self._read_first(collection, news, pictures)
            else:
                self._take(collection, news)

        session.writer.run(read, heard, self._not_read, channel="news")

    def _read_first(self, collection: "Collection", news: "News", pictures: "list[Picture]") -> None:
        """Read these beside the writing of labels: what labels say of another content does not count."""

        def work() -> None:
            from geodesk.collection.arrivals import read_contents

            read_contents(collection, pictures)

        def then(_: object) -> None:
            self._take(collection, news)

        self._session.tasks.run(work, then, then, channel="news.contents")

    def _take(self, collection: "Collection", news: "News") -> None:
        """Show what has come, and tell whose it is and what was set aside."""
        session, own = self._session, self._session.own_labels

        def read() -> "tuple[Arrived, dict[str, LabelState | None]]":
            from geodesk.collection.arrivals import arrived

            labels, found = collection.labels, arrived(collection, news)
            state_of = labels.own_state_of if own else labels.state_of
            return found, {path: state_of(path) for path in found.paths}

        def done(result: "tuple[Arrived, dict[str, LabelState | None]]") -> None:
            found, states = result
            if session.collection is collection:
                if len(states) > _MANY or session.own_labels is not own:
                    session.read_marks()
                else:
                    session.update_labels(states)
                if told := found.sentences:
                    session.notice(
                        Sentence(" ".join(one.en for one in told), " ".join(one.es for one in told))
                    )
                if found.aside:
                    self.look_for_lost()
            self._looked()

        session.writer.run(read, done, self._not_read, channel="news")

    def _looked(self) -> None:
        self._fault, self._looking = None, False
        self.follow()

    def _not_read(self, sentence: Sentence) -> None:
        self._looking = False
        if sentence != self._fault:  # said once, not at every look
            self._fault = sentence
            self._session.error(sentence)

    def merge(self, place: "Path") -> None:
        """Take in the label logs of another folder."""
        session, collection = self._session, self._session.collection
        if collection is None:
            return

        def work() -> "list[Merged]":
            from geodesk.collection import merge_logs

            return merge_logs(collection, [place])

        def done(merged: "list[Merged]") -> None:
            if session.collection is not collection:
                return
            for one in merged:
                if one.error is not None:
                    session.error(one.error)
            logs = sum(one.became != "refused" for one in merged)
            events = sum(one.events for one in merged)
            session.notice(
                Sentence(
                    en=f"Logs of labels read: {logs}; new events: {events}.",
                    es=f"Registros de etiquetas leídos: {logs}; eventos nuevos: {events}.",
                )
            )
            session.read_marks()
            self.look_for_lost(tell=True)
            self._look_for_news()

        session.writer.run(work, done)

    # Agreement

    def _labels_changed(self, _paths: frozenset[str]) -> None:
        self._soon.start()
        self.follow()

    def _mode_changed(self) -> None:
        if self._session.mode is Mode.LABEL:
            self._soon.start()
        elif self.resolving:
            self.stop()

    def _compare(self) -> None:
        """Work the agreement out anew, where more than one person labelled."""
        session, collection = self._session, self._session.collection
        if collection is None or session.mode is not Mode.LABEL:
            return
        samples = list(session.samples)
        classes = [one.id for one in session.classes]
        labelled = any(state.label is not None for state in session.labels.values())

        def work() -> "tuple[list[str], list[str], set[str], Agreement | None]":
            labels = collection.labels
            people, found = labels.annotators(), None
            if len(people) < 2:
                counted = people if labelled else []
            else:
                from geodesk.jobs.agreement import agreement, judged

                found = agreement(judged(collection, samples), classes)
                counted = [one.name for one in found.annotators]
            return people, counted, labels.labellers() - {labels.annotator}, found

        def done(result: "tuple[list[str], list[str], set[str], Agreement | None]") -> None:
            if session.collection is collection:
                self.people, self.labellers, others, self.found = result
                self.unheard = sorted(others - {*self.labellers})
                self.changed.emit()

        session.tasks.run(work, done, channel="agreement")

    def judge(self, sample: "Sample", done: "Callable[[Judged | None], None]") -> None:
        """What people say of one sample; `done` is called with it."""
        collection = self._session.collection
        if collection is None:
            return

        def read() -> "Judged | None":
            from geodesk.jobs.agreement import judged

            return next(iter(judged(collection, [sample])), None)

        self._session.writer.run(read, done, channel="judged")

    # Disagreements

    def resolve(self) -> None:
        """List what is in dispute, most disagreement first; labels given from now on settle it."""
        window, session = self._window, self._session
        if session.collection is None:
            return
        session.set_mode(Mode.LABEL)
        if session.own_labels:
            self.show_own(False)
        self.resolving = True
        session.listing.choose(show="disputed", order="dispute", label="", text="")
        session.listing.apply()
        if session.visible and session.current not in session.visible:
            session.show(session.visible[0])
        window.actions_.refresh_soon()
        self.changed.emit()

    def stop(self) -> None:
        """Back to plain labelling and to all samples."""
        self.resolving = False
        choice = self._session.listing.choice
        if choice.show == "disputed" or choice.order == "dispute":
            self._session.listing.choose(show="all", order="path")
        self._window.actions_.refresh_soon()
        self.changed.emit()

    def toggle(self) -> None:
        """Begin to settle disagreements, or stop."""
        if self.resolving:
            self.stop()
        else:
            self.resolve()

    def show_own(self, own: bool) -> None:
        """Hide the labels of others, to label blind; or show all again."""
        if own and self.resolving:
            self.stop()
        self._window.settings.set(own_labels=own)
        self._session.read_marks()
        self._window.actions_.refresh_soon()
        self.changed.emit()

    def be(self, name: str) -> None:
        """Label under another name from now on."""
        name = name.strip()
        collection = self._session.collection
        if collection is None or name == collection.labels.annotator:
            return
        self._window.settings.set(annotator=name)
        self._session.reload()

    # Lost pictures

    def follow(self) -> None:
        """Show what was kept where it belongs now, if pictures were moved or moved back, by whomever."""
        collection = self._session.collection
        if collection is not None and collection.labels.said_moves != self._moves:
            self._moves = collection.labels.said_moves
            self._session.reload()

    def look_for_lost(self, tell: bool = False) -> None:
        """Count lost pictures of which something was kept, on a thread; changed files are read for it.

        Within limits: closing the window waits for it.
        """
        session, collection = self._session, self._session.collection
        if collection is None:
            return

        def work() -> tuple[int, bool, bool]:
            from geodesk.collection import check_contents, holdings, orphans, withheld

            moves = collection.labels.moves
            for _ in check_contents(collection, _READ_AT_MOST):
                if session.collection is not collection:
                    break
            held, changed = holdings(collection), withheld(collection)
            lost = {*orphans(collection), *changed, *held.lost}
            elsewhere = bool(held.withheld) or collection.labels.moves != moves
            return len(lost), bool(changed), elsewhere

        def done(found: tuple[int, bool, bool]) -> None:
            if session.collection is not collection:
                return
            self.lost, labels, more = found
            if labels:
                session.read_marks()  # their labels are withheld
            if more:
                session.kept_changed.emit()
            if tell and self.lost:
                session.notice(
                    Sentence(
                        en=f"Work on pictures that are not found or have changed: {self.lost}. In Label,"
                        " “Review…” shows where it may belong; until then it is given to no picture.",
                        es=f"Trabajo sobre imágenes que no se encuentran o cambiaron: {self.lost}. En"
                        " Etiquetar, «Revisar…» muestra de cuáles puede ser; mientras tanto no se pone a"
                        " ninguna.",
                    )
                )
            self.changed.emit()

        session.tasks.run(work, done, channel="lost")

    def _read_seen(self) -> None:
        """Remember the content of the picture that may be worked on next, so that what is kept can say it."""
        session, collection, picture = self._session, self._session.collection, self._session.picture
        if collection is None or picture is None or session.mode not in _READING:
            return
        if picture.size > _READ_AT_MOST:
            return

        def work() -> None:
            for _ in collection.index.hash_pictures([picture]):
                if session.picture is None or session.picture.path != picture.path:
                    return

        session.tasks.run(work, channel="seen")
