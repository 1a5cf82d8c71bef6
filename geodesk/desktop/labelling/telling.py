"""What the user is told of labels on their way to the disk."""

from typing import TYPE_CHECKING

from geodesk.language import Sentence

if TYPE_CHECKING:
    from pathlib import Path

    from geodesk.desktop.labelling.saving import Outcome


def elsewhere(folder: "Path", fault: Sentence) -> Sentence:
    """A fault of a folder that is not the open one."""
    return Sentence(en=f"Folder {folder.name}: {fault.en}", es=f"Carpeta {folder.name}: {fault.es}")


def kept(count: int) -> Sentence:
    """So many labels were left standing, because somebody else gave them since."""
    return Sentence(
        en="1 label was given by someone else since and stays."
        if count == 1
        else f"{count} labels were given by someone else since and stay.",
        es="Otra persona dio después 1 etiqueta, que se conserva."
        if count == 1
        else f"Otra persona dio después {count} etiquetas, que se conservan.",
    )


def stands(outcome: "Outcome") -> Sentence | None:
    """That a plain label does not replace what was decided between people; None where it did not try to."""
    for event in outcome.changes or ():
        state = outcome.states.get(event.path)
        if state is None or state.how != "adjudicated" or event.how in ("adjudicated", "undo"):
            continue
        if state.label != event.label and event.moved_from is None:
            who = state.annotator
            return Sentence(
                en=f"{who} settled this sample, and that stands. Your label is kept as your opinion, and the"
                " disagreement is open again.",
                es=f"{who} resolvió esta muestra y eso queda. Su etiqueta se conserva como su opinión y el"
                " desacuerdo se reabre.",
            )
    return None
