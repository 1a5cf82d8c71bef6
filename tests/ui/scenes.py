"""The window's views one after the other, with what fills them most: modes, list, grid, notices, menus."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QToolButton, QWidget

from geodesk.collection import Collection, LabelClass
from geodesk.desktop.session import Mode, View
from geodesk.desktop.window import Window
from geodesk.language import Sentence

DAMAGED = Sentence(
    en="“a_rather_long_name_of_a_micrograph.tif” cannot be read: it ends early. Copy it again.",
    es="No se puede leer «un_nombre_bastante_largo_de_micrografía.tif»: termina antes. Cópielo de nuevo.",
)
UNOPENED = Sentence(
    en="No program of this computer opens PDF files; the file is /home/lab/a folder - reports/a_picture.pdf",
    es="Ningún programa de este equipo abre archivos PDF; el archivo es /home/lab/a - informes/una_foto.pdf",
)
_PATIENCE_S = 20.0
_MOMENT_MS = 500


def prepare(folder: Path, samples: Path) -> None:
    """The bundled samples with classes, labels of two people, and a run that was interrupted."""
    from geodesk.jobs.folder import BATCH
    from geodesk.jobs.runs import bars_of, settings_of
    from geodesk.models import find, load

    shutil.copytree(samples, folder, ignore=shutil.ignore_patterns(".geodesk"))
    collection = Collection.open(folder, annotator="maria.fernandez")
    model = load(find("sem-usable"))
    pictures = collection.pictures()
    labels = list(model.labels)
    collection.set_classes([*(LabelClass(label) for label in labels), LabelClass("fractura intergranular")])
    one = {picture.path: picture for picture in pictures}
    collection.labels.set(pictures[0], labels[0])
    collection.labels.set(pictures[1], "fractura intergranular")
    collection.labels.set(one["lamina_granos_ppl.tif"], labels[0])
    collection.labels.set(one["lamina_granos_xpl.tif"], labels[1])
    settings = settings_of(model, BATCH, bars_of(collection.corrections.applied(pictures)))
    with collection.predictions.begin(model.name, model.sha256, labels, settings) as run:  # and not finished
        for place, picture in enumerate(pictures[:-2]):
            p = 0.35 + 0.04 * place
            run.add(picture, [p, 1 - p])
        run.add_error(
            pictures[-2], Sentence("“x” is damaged: it ends early.", "«x» está dañado: termina antes.")
        )
    collection.index.close()


def rest(window: Window, calm_s: float = 0.015) -> None:
    """Let the window work until it has had nothing to do for a while, and waits for nothing."""
    end, since = time.monotonic() + _PATIENCE_S, time.monotonic()
    session = window.session
    while (now := time.monotonic()) < end:
        QApplication.processEvents()
        busy = session.opening is not None or session.tasks.busy or session.writer.busy
        if busy or any(not job.endless for job in session.jobs.running()) or _waits(window):
            since = now
        elif now - since > calm_s:
            QApplication.sendPostedEvents()  # what the last timer asked of the layouts; no timer in turn
            return
        time.sleep(0.002)


def _waits(window: Window) -> bool:
    """Whether something is put off for a moment; what stays in sight for seconds does not count."""
    timers = window.findChildren(QTimer)
    return any(one.isActive() and one.isSingleShot() and one.interval() < _MOMENT_MS for one in timers)


def pump(seconds: float) -> None:
    """Let the window work for so long, whether or not a job is under way."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.002)


class Story:
    """What all views need, and those of the window itself."""

    def __init__(self, window: Window, folder: Path, scratch: Path) -> None:
        self.window, self.session, self.folder, self.scratch = window, window.session, folder, scratch

    # Helpers

    def until(self, condition: Callable[[], bool], turn: Callable[[], object] | None = None) -> None:
        """Let the window work until something is so."""
        end = time.monotonic() + _PATIENCE_S
        while not condition():
            assert time.monotonic() < end, "waited in vain"
            rest(self.window) if turn is None else turn()

    def do(self, key: str) -> None:
        rest(self.window)
        self.window.actions_.refresh()
        action = self.window.action(key)
        assert action.isEnabled(), key
        action.trigger()
        rest(self.window)

    def sample(self, name: str) -> None:
        self.session.show(next(s for s in self.session.listed if s.pictures[0].path.startswith(name)))
        self.session.select([self.session.current])
        rest(self.window)

    def shown(self) -> list[QDialog]:
        """The dialogs that are open."""
        return [one for one in self.window.findChildren(QDialog) if one.isVisible()]

    @contextmanager
    def dialog(self) -> Iterator[QDialog]:
        """The dialog that has just been opened; closed again."""
        rest(self.window)
        self.until(lambda: bool(self.shown()))  # some are opened by work on a thread
        found = self.shown()
        yield found[-1]
        for one in reversed(found):
            one.close()
        rest(self.window)

    def asked(self, name: str, key: str) -> Iterator[tuple[str, QWidget]]:
        # Without a window manager the screen may turn to another window, and a dialog that closes itself
        # then is asked for once more.
        for _ in range(5):
            self.do(key)
            end = time.monotonic() + 3
            while not self.shown() and time.monotonic() < end:
                rest(self.window)
            if self.shown():
                break
        else:
            raise AssertionError(f"{key} opened no dialog")
        with self.dialog() as dialog:
            yield name, dialog

    def opens(self, name: str, dialog: QDialog) -> Iterator[tuple[str, QWidget]]:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        with self.dialog() as shown:
            yield name, shown

    # The window

    def empty(self) -> Iterator[tuple[str, QWidget]]:
        window = self.window
        self.do("panel.plots")
        for mode in Mode:
            self.session.set_mode(mode)
            rest(window)
            yield f"empty {mode.value}", window
        self.do("panel.plots")

    def opened(self) -> Iterator[tuple[str, QWidget]]:
        window, session = self.window, self.session
        session.set_mode(Mode.CLASSIFY)
        rest(window)
        session.open(self.folder)
        rest(window)
        yield "an interrupted run", window
        assert window.classifying.opened is not None
        found = window.classifying.interrupted
        assert found is not None and window.classifying.resumable is found
        settings = {**found.settings, "provider": "OpenVINOExecutionProvider"}
        window.classifying.interrupted = replace(found, settings=settings)
        window.classifying.runs_changed.emit()
        rest(window)
        assert window.classifying.stale is not None
        yield "a run that cannot be continued", window
        yield from self.asked("asked about a stale run", "classify.folder")
        window.classifying.interrupted = found
        window.classifying.runs_changed.emit()
        rest(window)
        yield from self.asked("asked about a run", "classify.folder")
        window.strip.withdraw("classify")

    def explore(self) -> Iterator[tuple[str, QWidget]]:
        window = self.window
        self.session.set_mode(Mode.EXPLORE)
        self.sample("sem_barra_buena")
        yield "a picture with its instrument", window
        self.sample("lamina_granos")
        self.do("canvas.split")
        self.do("canvas.contrast")
        yield "a pair side by side, contrast", window
        self.do("canvas.contrast")
        self.do("canvas.split")
        self.sample("lamina_giro")
        yield "a series", window
        self.sample("pila")
        yield "a stack", window
        for tool in ("canvas.ruler", "canvas.calibrate"):
            self.do(tool)
            yield tool, window
            window.stage.tools.leave()
        self.do("samples.filter_unsure")
        yield "the list filtered by unsure", window
        self.do("samples.filter_disagree")
        yield "the list filtered by disagreement", window
        self.do("samples.filter_all")
        self.session.listing.choose(text="nada que se llame así")
        rest(window)
        yield "an empty list", window
        self.session.listing.choose(text="")
        self.do("samples.filter_unlabelled")
        last = self.session.visible[-1]
        window.desk.set_label([last], self.session.classes[0].id)
        rest(window)
        yield "the list to be filtered again", window
        window.desk.set_label([last], None)
        self.do("samples.filter_all")
        self.session.listing.choose(show="label", label="fractura intergranular")
        rest(window)
        yield "the list of one label", window
        self.do("samples.filter_all")

    def classify(self) -> Iterator[tuple[str, QWidget]]:
        window, desk = self.window, self.window.classifying
        self.sample("sem_barra_buena")
        self.do("classify.picture")
        rest(window)
        yield "a picture classified", window
        from tests.unit.models.graphs import brightness

        foreign = self.scratch / "de_otro_programa.onnx"
        brightness(foreign, channels=3, dynamic=True)
        desk.use(foreign)
        with self.dialog() as dialog:
            yield "a model without a card", dialog
        from geodesk.models import Answers

        desk.use(foreign, Answers(("oscura", "clara"), "0..255", (16, 16)))
        rest(window)
        yield "a model without a card in use", window
        desk.ask_again()
        with self.dialog() as dialog:
            yield "its answers again", dialog
        (self.scratch / "roto.onnx").write_text("x")
        desk.use(self.scratch / "roto.onnx")
        rest(window)
        yield "a model that is refused", window
        window.notices.clear()
        desk.use("sem-usable")
        rest(window)

    def label(self) -> Iterator[tuple[str, QWidget]]:
        window, session = self.window, self.session
        session.set_mode(Mode.LABEL)
        self.sample("discos_solapados")
        history = window.panel("label").findChild(QToolButton, "labelling.history")
        assert history is not None
        history.click()
        rest(window)
        yield "a labelled sample and its history", window
        self.sample("sem_barra_buena")
        yield "a suggestion", window
        self.sample("lamina_granos")
        yield "different labels", window
        with self.full_disk():
            self.sample("sem_barra_cargada")
            window.desk.set_label([session.current], session.classes[0].id)
            rest(window)
            window.notices.clear()
            yield "labels not saved", window
            from geodesk.desktop.labelling.unsaved import Unsaved

            yield from self.opens("asked at closing", Unsaved(window))
        window.desk.give_up()
        rest(window)
        history.click()
        classes = list(session.classes)
        session.classes = []
        session.classes_changed.emit()
        rest(window)
        yield "no classes", window
        session.classes = classes
        session.classes_changed.emit()
        rest(window)

    @contextmanager
    def full_disk(self) -> Iterator[None]:
        real = os.write

        def write(descriptor: int, data: bytes) -> int:
            if b'"label"' in bytes(data):
                raise OSError(28, "No space left on device")
            return real(descriptor, data)

        with patch.object(os, "write", write):
            yield

    def grid(self) -> Iterator[tuple[str, QWidget]]:
        self.do("view.grid")
        self.session.select(self.session.visible[:4])
        rest(self.window)
        yield "the grid", self.window
        from geodesk.desktop.labelling.replacing import Replacing

        some = self.session.visible[:4]
        asking = Replacing(self.window, some, self.session.classes[-1].id, some[:2])
        yield from self.opens("asked before labels are replaced", asking)
        yield from self.opens("asked before labels are removed", Replacing(self.window, some, None, some[:1]))
        self.do("view.table")
        self.until(lambda: not self.session.listing.columns.reading)
        rest(self.window)
        yield "the table", self.window
        table = self.window.findChild(QWidget, "table")
        table.filter.setText("voltios > 3")
        table.filter.returnPressed.emit()
        rest(self.window)
        yield "a filter that is wrong", self.window
        table.filter.setText("width_px > 300 and not instrument ~ Zeiss*")
        table.filter.returnPressed.emit()
        rest(self.window)
        yield "the table filtered", self.window
        self.session.listing.columns.clear()
        yield from self.asked("samples.save_columns", "samples.save_columns")
        self.session.set_view(View.CANVAS)

    def notices(self) -> Iterator[tuple[str, QWidget]]:
        window = self.window
        window.notices.clear()
        toast = window.notices.say(DAMAGED, "error", "Traceback\n  line 1")
        toast.findChild(QToolButton, "notice.details").click()
        window.notices.say(Sentence(en="The plot is copied.", es="La gráfica está copiada."))
        window.notices.say(UNOPENED, "error", folder=window.notices.clear)
        rest(window)
        yield "notices", window
        window.notices.clear()

    def jobs(self) -> Iterator[tuple[str, QWidget]]:
        """Every state of a line of the strip; the job itself waits until it is told to go on."""
        from geodesk.desktop.jobs import Outcome

        window = self.window
        waiting = [True]

        def steps() -> Iterator[object]:
            from geodesk.jobs.progress import Progress

            yield Progress(done=0, total=12_345, failed=0)
            while waiting[0]:
                time.sleep(0.01)

        title = "Clasificar corrida_del_microscopio_2024-03-11 · sem-usable"
        job = self.session.jobs.start("classify", lambda: title, steps)
        job.resume = lambda: None
        self.until(lambda: job.counts.total > 0, QApplication.processEvents)
        counts = job.counts
        counts.done, counts.failed, counts.rate, counts.left_s = 11_234, 2, 12.34, 5_500.0
        job.errors.append(("una_carpeta/otra/imagen_con_nombre_largo_001.tif", DAMAGED))
        job.notes += [Sentence("The CPU is used.", "Se usa el procesador.")] * 2
        job.progressed.emit()
        pump(0.04)
        yield "a job under way", window
        job._cancel.set()
        job.progressed.emit()
        pump(0.04)
        yield "a job that is stopping", window
        waiting[0] = False
        rest(window)
        for outcome in (Outcome.CANCELLED, Outcome.FAILED, Outcome.DONE):
            job.outcome = outcome
            job.counts.total, job.counts.done = 12_345, 11_234
            job.progressed.emit()
            rest(window)
            yield f"a job {outcome.value}", window
        window.strip.show_problems(job)
        with self.dialog() as dialog:
            yield "the table of problems", dialog
        for line in window.strip.lines:
            line.dismiss()

    def menus(self) -> Iterator[tuple[str, QWidget]]:
        window = self.window
        bar = window.menuBar()
        for place, action in enumerate(bar.actions()):
            menu = action.menu()
            menu.popup(window.mapToGlobal(bar.geometry().bottomLeft()))
            pump(0.04)
            yield f"menu {place}", menu
            menu.hide()
        self.do("panel.plots")
        menu = window.panel("plots").header.save.menu()
        menu.popup(window.mapToGlobal(window.rect().center()))
        pump(0.04)
        yield "menu of the plots", menu
        menu.hide()
        self.do("panel.plots")
