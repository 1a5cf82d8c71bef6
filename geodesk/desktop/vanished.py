"""A folder that was moved, deleted or unplugged while it is open: said in one sentence, and once."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from geodesk.desktop.session import Mode, View
from geodesk.language import Sentence

if TYPE_CHECKING:
    from geodesk.collection import Collection
    from geodesk.desktop.session import Session

_CALM_MS = 120
"""So long a picture stays in view before its file is looked for: not at every step through a folder."""


class Vanished(QObject):
    """Looks, on a thread, whether the folder and the picture in view are still on the disk.

    Pictures that are kept in memory can be seen all the same; without this nobody would know that the disk
    no longer has them. It looks when another picture is in view and when the user comes back to the window.
    """

    def __init__(self, session: "Session") -> None:
        super().__init__(session)
        self._session = session
        self._soon = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._soon.timeout.connect(self._look)
        self._looking = self._again = False
        self._gone: Collection | None = None
        session.current_changed.connect(self._soon.start)
        QGuiApplication.instance().applicationStateChanged.connect(self._came)  # type: ignore[union-attr]

    def explain(self, sentence: Sentence) -> None:
        """Tell why a picture cannot be opened, unless it is that the whole folder has gone.

        Where the picture would be, the sentence stands already; a notice would say it twice and hide a panel.
        """
        collection = self._session.collection
        if collection is None:
            self._session.error(sentence)
            return

        def told(there: bool) -> None:
            session = self._session
            if not there and session.collection is collection:
                self._tell_folder(collection)
            elif session.view is not View.CANVAS or session.mode is Mode.GENERATE:
                session.error(sentence)

        self._session.tasks.run(collection.folder.is_dir, told)

    def _came(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive:
            self._soon.start()

    def _look(self) -> None:
        session, collection, picture = self._session, self._session.collection, self._session.picture
        if collection is None or self._looking:
            self._again = self._looking  # a share that does not answer holds up one thread, not all of them
            return
        self._looking = True
        file = None if picture is None else picture.file
        work = partial(_missing, collection.folder, file)
        session.tasks.run(work, partial(self._seen, collection, file), self._not_seen)

    def _not_seen(self, _sentence: Sentence) -> None:
        self._looking = False

    def _seen(self, collection: "Collection", file: Path | None, missing: Path | None) -> None:
        self._looking = False
        if self._again:
            self._again = False
            self._soon.start()
        session = self._session
        if session.collection is not collection:
            return
        if missing is None or missing == file:
            if self._gone is collection:
                self._gone = None
                self._tell_back(collection)
        if missing is None:
            return
        if missing != file:
            self._tell_folder(collection)
        elif session.picture is not None and session.picture.file == file and session.document is not None:
            name = file.name
            session.error(
                Sentence(
                    en=f"{name} is no longer on the disk; what is shown was kept in memory. Press F5 to read"
                    " the folder again.",
                    es=f"{name} ya no está en el disco; lo que se ve se conservaba en la memoria. Pulse F5"
                    " para volver a leer la carpeta.",
                )
            )

    def _tell_folder(self, collection: "Collection") -> None:
        if self._gone is collection:
            return
        self._gone = collection
        folder = collection.folder
        self._session.error(
            Sentence(
                en=f"The folder {folder} is no longer there; put it back (connect the disk or the network)"
                " or open another one. What can still be seen was kept in memory.",
                es=f"La carpeta {folder} ya no está; vuelva a ponerla (conecte el disco o la red) o abra"
                " otra. Lo que todavía se ve se conservaba en la memoria.",
            )
        )

    def _tell_back(self, collection: "Collection") -> None:
        name = collection.folder.name
        self._session.notice(
            Sentence(
                en=f"The folder {name} is there again. Press F5 to read it again.",
                es=f"La carpeta {name} está de nuevo. Pulse F5 para volver a leerla.",
            )
        )


def _missing(folder: Path, file: Path | None) -> Path | None:
    """The first of both that is not there; on a thread."""
    if not folder.is_dir():
        return folder
    return file if file is not None and not file.exists() else None
