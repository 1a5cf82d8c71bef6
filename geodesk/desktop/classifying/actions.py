"""The actions of Clasificar."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from geodesk.desktop.actions import Action
from geodesk.desktop.captioning import actions as captioning
from geodesk.desktop.retraining.active import of_a_run
from geodesk.desktop.session import Mode
from geodesk.desktop.translation import QT_TRANSLATE_NOOP, number, translate
from geodesk.desktop.watching import actions as watching

if TYPE_CHECKING:
    from geodesk.desktop.window import Window


def _picture(window: "Window") -> None:
    if window.classifying.captions.active:
        captioning.caption_picture(window)
        return
    window.session.set_mode(Mode.CLASSIFY)
    window.classifying.classify_picture()


def _folder(window: "Window") -> None:
    """Begin; ask where a run was interrupted, or where results would be replaced."""
    if window.classifying.captions.active:
        captioning.caption_folder(window)
        return
    desk = window.classifying
    stale, why = desk.stale, desk.obstacle
    found = desk.resumable or stale
    if found is None and _results(window):
        _replace(window)
        return
    if found is None:
        desk.classify_folder(resume=False)
        return
    folder = found.folder
    box = QMessageBox(window)
    box.setObjectName("classifying.resume_or_anew")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Question)
    box.setText(
        translate(
            "Classifying", "A classification of this folder was interrupted: {done} of {total}."
        ).format(done=number(found.done), total=number(found.total))
    )
    anew = box.addButton(translate("Classifying", "Start anew"), QMessageBox.ButtonRole.DestructiveRole)
    cancel = box.addButton(translate("Classifying", "Cancel"), QMessageBox.ButtonRole.RejectRole)
    if why is None:
        resume = box.addButton(translate("Classifying", "Continue"), QMessageBox.ButtonRole.AcceptRole)
        resume.clicked.connect(lambda: desk.continue_in(folder))
        box.setDefaultButton(resume)
    else:
        box.setInformativeText(translate("Classifying", "It cannot be continued: {why}").format(why=why))
        box.setDefaultButton(cancel)
    anew.clicked.connect(lambda: desk.classify_folder(resume=False, folder=folder))
    box.open()


def _replace(window: "Window") -> None:
    collection = window.session.collection
    if collection is None:
        return
    folder, count = collection.folder, sum(1 for _ in of_a_run(window.session.predictions))
    box = QMessageBox(window)
    box.setObjectName("classifying.replace")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Question)
    text = translate("Classifying", "This folder has results already: 1 picture is classified.")
    if count != 1:
        text = translate("Classifying", "This folder has results already: {n} pictures are classified.")
    box.setText(text.format(n=number(count)))
    box.setInformativeText(translate("Classifying", "A new classification takes their place."))
    anew = box.addButton(translate("Classifying", "Classify anew"), QMessageBox.ButtonRole.AcceptRole)
    cancel = box.addButton(translate("Classifying", "Cancel"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(cancel)
    anew.clicked.connect(lambda: window.classifying.classify_folder(resume=False, folder=folder))
    box.open()


def _open_model(window: "Window") -> None:
    dialog = QFileDialog(window, translate("Classifying", "Open model"))
    dialog.setObjectName("classifying.open_model")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters([translate("Classifying", "ONNX models") + " (*.onnx)"])
    dialog.fileSelected.connect(lambda chosen: _chosen(window, chosen))
    dialog.open()


def _chosen(window: "Window", chosen: str) -> None:
    window.session.set_mode(Mode.CLASSIFY)
    window.classifying.use(chosen)


def _export(window: "Window") -> None:
    collection = window.session.collection
    if collection is None:
        return
    dialog = QFileDialog(window, translate("Classifying", "Export predictions"))
    dialog.setObjectName("classifying.export")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("csv")
    dialog.setNameFilters([translate("Classifying", "CSV tables") + " (*.csv)"])
    dialog.setDirectory(str(collection.folder.parent))
    dialog.selectFile(f"{collection.folder.name}.csv")
    dialog.fileSelected.connect(lambda chosen: window.classifying.export(Path(chosen), collection))
    dialog.open()


def _models(window: "Window") -> None:
    from geodesk.desktop.classifying.modellist import ModelList

    ModelList(window).open()


def _results(window: "Window") -> bool:
    return any(True for _ in of_a_run(window.session.predictions))


def _can_classify(window: "Window") -> bool:
    desk = window.classifying
    if desk.captions.active:
        return bool(window.session.samples) and desk.captions.usable and desk.captions.running is None
    return bool(window.session.samples) and desk.usable and desk.running is None


def _can_continue(window: "Window") -> bool:
    desk = window.classifying
    return desk.interrupted is not None and desk.running is None and desk.stale is None


ACTIONS: tuple[Action, ...] = (
    Action(
        "classify.picture",
        QT_TRANSLATE_NOOP("Actions", "Classify picture"),
        _picture,
        ("Ctrl+R",),
        "play",
        enabled=lambda w: (
            w.session.picture is not None and (w.classifying.usable or w.classifying.loading is not None)
        ),
    ),
    Action(
        "classify.folder",
        QT_TRANSLATE_NOOP("Actions", "Classify folder"),
        _folder,
        ("Ctrl+Shift+R",),
        "classify",
        enabled=_can_classify,
    ),
    Action(
        "classify.continue",
        QT_TRANSLATE_NOOP("Actions", "Continue the interrupted classification"),
        lambda w: w.classifying.continue_run(),
        enabled=_can_continue,
    ),
    Action(
        "classify.cancel",
        QT_TRANSLATE_NOOP("Actions", "Cancel the job"),
        lambda w: w.classifying.cancel(),
        ("Ctrl+.",),
        "stop",
        enabled=lambda w: bool(w.session.jobs.running()),
    ),
    Action(
        "classify.export",
        QT_TRANSLATE_NOOP("Actions", "Export predictions…"),
        _export,
        (),
        "export",
        enabled=lambda w: _results(w) and w.classifying.running is None,
    ),
    Action(
        "classify.model",
        QT_TRANSLATE_NOOP("Actions", "Open model…"),
        _open_model,
        ("Ctrl+M",),
        "folder",
    ),
    Action("classify.models", QT_TRANSLATE_NOOP("Actions", "List of models…"), _models),
)

MENU: tuple[str | None, ...] = (
    "classify.picture",
    "classify.folder",
    "classify.continue",
    "classify.cancel",
    "classify.map",
    None,
    *watching.MENU,
    None,
    "classify.model",
    "classify.models",
    "classify.export",
    *captioning.MENU,
)
