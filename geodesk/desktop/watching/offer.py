"""A watch that was under way when the program ended is offered when its folder is open again."""

from typing import TYPE_CHECKING

from geodesk.desktop.translation import translate

if TYPE_CHECKING:
    from geodesk.desktop.window import Window


def offer(window: "Window") -> None:
    """Offer on the strip to go on, if the open folder was being watched."""
    collection, strip = window.session.collection, window.strip
    strip.withdraw("watch")
    if collection is None or str(collection.folder) != window.settings.values.watched:
        return
    if window.session.jobs.running("watch"):
        return
    name = collection.folder.name

    def text() -> str:
        return translate("Watching", "{folder} was being watched when GeoDesk ended").format(folder=name)

    line = strip.offer("watch", text, (0, 0), window.action("watch.folder").trigger)
    line.dismiss_button.clicked.connect(lambda: window.settings.set(watched=""))
