"""What the keys of Etiquetar do: to the sample in view, or in the grid to all that are selected."""

from typing import TYPE_CHECKING

from geodesk.desktop.session import Mode, View
from geodesk.language import Sentence

if TYPE_CHECKING:
    from geodesk.collection import Changes, Sample
    from geodesk.desktop.window import Window


def targets(window: "Window") -> "list[Sample]":
    """The samples that a key labels."""
    session = window.session
    if session.view is not View.CANVAS:
        return list(session.selected)
    return [] if session.current is None else [session.current]


def can_label(window: "Window") -> bool:
    """Whether the keys label now."""
    session = window.session
    if session.mode is not Mode.LABEL or session.collection is None:
        return False
    return bool(session.selected) if session.view is not View.CANVAS else session.current is not None


def press(window: "Window", index: int) -> None:
    """Give the class of a key, 0 for the first; say so where there is none."""
    classes = window.session.classes
    if index < len(classes):
        give(window, classes[index].id)
    else:
        window.session.notice(
            Sentence(
                en=f"There is no class {index + 1}: add it with “Edit…” in Label.",
                es=f"No hay clase {index + 1}: añádala con «Editar…» en Etiquetar.",
            )
        )


def give(window: "Window", label: str | None) -> None:
    """Label what the keys label; asks first where that would replace labels of several samples."""
    samples = targets(window)
    desk = window.desk
    if not samples:
        return
    if window.agreement.resolving:
        desk.set_label(samples, label, how="adjudicated")
        if label is not None and len(samples) == 1:
            advance(window)
        return
    if len(samples) > 1:
        if others := desk.others(samples, label):
            from geodesk.desktop.labelling.replacing import Replacing

            Replacing(window, samples, label, others).open()
        else:
            desk.set_label(samples, label, replaced=())
        return
    desk.set_label(samples, label)
    if label is not None:
        advance(window)


def advance(window: "Window") -> None:
    """Go on to the next sample, if the user wants that and one sample is in view."""
    if window.session.view is View.CANVAS and window.settings.values.advance:
        window.session.step(1)


def accept(window: "Window") -> None:
    """Accept what the model suggests for samples without a label; a label is never replaced here."""
    session, samples = window.session, targets(window)
    suggested = [(one, s) for one in samples if (s := session.standing(one).suggestion) is not None]
    free = window.desk.unlabelled(suggested)
    if len(samples) == 1:
        standing = session.standing(samples[0])
        if not suggested:
            session.notice(
                Sentence(
                    en="The model has no suggestion for this sample; classify it first or choose a class.",
                    es="El modelo no tiene sugerencia para esta muestra; clasifíquela o elija una clase.",
                )
            )
            return
        if not free and (standing.mixed or standing.disagrees):
            session.notice(
                Sentence(
                    en="This sample has a label already; press the key of a class to change it.",
                    es="Esta muestra ya tiene etiqueta; pulse la tecla de una clase para cambiarla.",
                )
            )
            return
        window.desk.accept(suggested)
        advance(window)
        return
    skipped = len(samples) - len(free)
    window.desk.accept(suggested, told=lambda changes: _tell_accepted(window, changes, skipped))


def _tell_accepted(window: "Window", changes: "Changes", skipped: int) -> None:
    session = window.session
    done = len({sample.id for event in changes if (sample := session.sample_of(event.path)) is not None})
    session.notice(
        Sentence(
            en=f"Suggestions accepted: {done}. Left as they are (labelled, or no suggestion): {skipped}.",
            es=f"Sugerencias aceptadas: {done}. Sin cambios (con etiqueta o sin sugerencia): {skipped}.",
        )
    )


def next_unlabelled(window: "Window") -> None:
    """Go to the next sample without a label, from the one in view to the end and round."""
    session = window.session
    visible, at = session.visible, session.position
    start = -1 if at is None else at
    unsaved = window.desk.unsaved()
    for offset in range(1, len(visible) + 1):
        sample = visible[(start + offset) % len(visible)]
        paths = [picture.path for picture in sample.pictures]
        if all(path not in unsaved and _free(window, path) for path in paths):
            session.show(sample)
            return
    session.notice(
        Sentence(
            en="Every sample of the list has a label.", es="Todas las muestras de la lista tienen etiqueta."
        )
    )


def _free(window: "Window", path: str) -> bool:
    state = window.session.labels.get(path)
    return state is None or state.label is None
