"""Each view of the window in turn: those of `scenes` and the plots, phases, and dialogs."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QWidget

from geodesk.desktop.session import Mode
from geodesk.desktop.window import Window
from geodesk.language import Sentence, language
from tests.ui.scenes import DAMAGED, rest
from tests.ui.studies import Studies

if TYPE_CHECKING:
    pass


def views(window: Window, folder: Path, scratch: Path) -> Iterator[tuple[str, QWidget]]:
    """The name of each view and the window or dialog that it is, while it is in sight.

    Parameters
    ----------
    window
        Shown, without a folder.
    folder
        Of `prepare`.
    scratch
        Where files that it needs are made.
    """
    story = _Whole(window, folder, scratch)
    for part in (
        story.empty,
        story.opened,
        story.explore,
        story.classify,
        story.captions,
        story.label,
        story.agreement,
        story.grid,
        story.plots,
        story.ensembles,
        story.phases,
        story.counting,
        story.measuring,
        story.generate,
        story.retraining,
        story.history,
        story.figures,
        story.reports,
        story.watching,
        story.notices,
        story.jobs,
        story.menus,
        story.dialogs,
        story.help_desk,
        story.reconstruction,
        story.transport,
        story.closing,
    ):
        yield from part()


class _Whole(Studies):
    def captions(self) -> Iterator[tuple[str, QWidget]]:
        from geodesk.collection import KeptCaption
        from geodesk.jobs.captioned import caption_folder
        from geodesk.models import LANDSLIDE, load
        from tests.unit.models.captioners import captioner

        window, desk = self.window, self.window.classifying.captions
        file = captioner(self.scratch / "leyendas.onnx")
        steps = caption_folder(self.session.collection.folder, load(file, task="caption"), resume=False)
        next(step for step in steps if step.done)  # and not finished
        steps.close()
        self.session.set_mode(Mode.CLASSIFY)
        self.sample("sem_barra_buena")
        window.classifying.use(file)
        self.until(lambda: desk.resumable is not None)
        yield "a captioner and an interrupted run", window
        self.do("caption.picture")
        self.until(lambda: desk.row is not None)
        self.do("caption.outline")
        desk.size = None
        desk.set_outline(((10.0, 10.0), (90.0, 10.0), (60.0, 80.0)))
        rest(window)
        yield "a caption and an outline without a size", window
        values = {one.id: one.values[-1].words for one in LANDSLIDE.attributes}
        desk.keep(KeptCaption(LANDSLIDE.compose(values), values, desk.outline, 12345.6, 789.0))
        self.until(lambda: desk.own is not None)
        desk.size = (12.5, 12.5)
        desk.outline_changed.emit()
        panel = window.panel("classify")
        panel.verticalScrollBar().setValue(panel.verticalScrollBar().maximum())
        rest(window)
        yield "a caption kept by a person", window
        desk.interrupted = None
        desk.runs_changed.emit()
        rest(window)
        yield "captions without a run", window
        for key in ("caption.folder", "caption.inventory", "caption.geojson", "caption.corrections"):
            if key == "caption.folder":
                desk.look_for_interrupted()
                self.until(lambda: desk.resumable is not None)
            yield from self.asked(key, key)
        window.classifying.use("sem-usable")
        self.until(lambda: not desk.active)
        self.session.set_mode(Mode.EXPLORE)

    def agreement(self) -> Iterator[tuple[str, QWidget]]:
        import shutil

        from geodesk.collection import Collection, Measurement

        window, session = self.window, self.session
        folder = session.collection.folder
        classes = [one.id for one in session.classes]
        logs = folder / ".geodesk"
        kept = {log: log.read_bytes() for log in logs.glob("labels-*.jsonl")}
        made: list[Path] = []
        for place, name in enumerate(("ana", "un_nombre_de_persona_bastante_largo")):
            other = Collection.open(folder, annotator=name, machine="otro")
            for at, picture in enumerate(other.pictures()[:5]):
                other.labels.set(picture, classes[(at + place) % len(classes)])
            line = ((10.0, 10.0), (90.0, 60.0))
            other.measurements.put([Measurement("", "discos_solapados.tif", "length", line)])
            other.points.begin("discos_solapados.tif", [(5, 5)], (0, 0, 9, 9))
            made += [other.measurements.log, other.points.log]
            other.index.close()
        session.set_mode(Mode.LABEL)
        session.read_marks()
        self.until(lambda: window.agreement.found is not None)
        self.sample("discos_solapados")
        yield "a disagreement", window
        panel = window.panel("label")
        panel.verticalScrollBar().setValue(panel.verticalScrollBar().maximum())
        yield from self.asked("labels.agreement", "labels.agreement")
        self.do("labels.disagreements")
        yield "settling disagreements", window
        window.desk.set_label([session.current], classes[0], how="adjudicated")
        rest(window)
        yield "a settled disagreement", window
        self.do("labels.disagreements")
        self.do("labels.own")
        rest(window)
        yield "only my labels", window
        self.do("labels.own")
        yield from self.asked("labels.merge", "labels.merge")
        yield from self.asked("labels.lost", "labels.lost")
        picture = folder / "discos_solapados.tif"
        moved = [folder / name for name in ("una copia con un nombre largo.tif", "otra copia.tif")]
        for copy in moved:
            shutil.copyfile(picture, copy)
        picture = picture.rename(self.scratch / picture.name)
        session.reload()
        self.until(lambda: window.agreement.lost > 0)
        yield "a label without its picture", window
        yield from self.asked("lost labels", "labels.lost")
        picture.rename(folder / picture.name)
        for copy in moved:
            copy.unlink()
        for log in (*logs.glob("labels-*.jsonl"), *made):
            log.unlink()
        for log, lines in kept.items():
            log.write_bytes(lines)
        session.reload()
        self.until(lambda: session.opening is None and window.agreement.lost == 0)
        window.notices.clear()

    def generate(self) -> Iterator[tuple[str, QWidget]]:
        from tests.unit.models.generators import blobs

        window = self.window
        self.do("mode.generate")
        rest(window)
        yield "no generator yet", window
        panel, stage = window.panel("generate"), window.generate_stage
        desk = panel.desk
        quality = {"s2": 0.0123, "l1": 0.0345, "l0": 0.0021, "floor": {"s2": 0.006, "l1": 0.01, "l0": 0.001}}
        name = {"name": "berea-arenisca-secciones", "quality": quality}
        desk.models.use(blobs(self.scratch / "generator.onnx", **name))
        self.until(lambda: desk.models.usable)
        panel.count.setValue(12)
        rest(window)
        self.do("generate.make")
        self.until(lambda: len(desk.sheet.cells) == 12 and desk.opening.shown and not desk.opening.busy)
        self.do("generate.pin_a")
        desk.opening.show(desk.sheet.cells[7].origin)
        self.until(lambda: not desk.opening.busy)
        self.do("generate.pin_b")
        stage.viewer.slider.setValue(70)
        self.until(lambda: desk.opening.between and not desk.opening.busy)
        stage.sheet.selectAll()
        rest(window)
        yield "a sheet and a walk", window
        yield from self.asked("generate.like", "generate.like")
        self.do("generate.compare")
        self.until(lambda: desk.comparing.ensembles is not None and desk.comparing.ensembles.distances)
        rest(window)
        yield "the sheet and the folder", window
        self.do("panel.plots")
        axes = ("depth", "height", "width")
        desk.models.use(blobs(self.scratch / "volume.onnx", cell=8, axes=axes, name="volumen"))
        self.until(lambda: desk.models.usable and desk.models.model.spec.volume)
        panel.count.setValue(2)
        rest(window)
        self.do("generate.make")
        self.until(lambda: len(desk.sheet.cells) == 2 and desk.opening.shown and not desk.opening.busy)
        rest(window)
        yield "a volume", window
        for line in list(window.strip.lines):
            line.dismiss()
        self.session.set_mode(Mode.EXPLORE)

    def history(self) -> Iterator[tuple[str, QWidget]]:
        from geodesk.desktop.history.opening import show
        from geodesk.jobs.recipes.recipe import Recipe
        from geodesk.jobs.recipes.steps import ModelRef, Step
        from geodesk.models import OnnxFile, find

        window, collection = self.window, self.session.collection
        file = OnnxFile.read(find("sem-usable"))
        model = {"name": "sem-usable", "sha256": file.sha256, "file": file.path.name}
        collection.history.add(
            "classify", {"batch": 32, "device": "auto"}, model=model, pictures=17, failed=1
        )
        options = {"rule": "sauvola", "window": 51, "k": 0.25}
        collection.history.add("phases", options, pictures=9, state="stopped", recipe="rutina")
        options = {"threshold": 127.5, "rmax": 100, "page": 3}
        why = Sentence("The disk was full.", "El disco estaba lleno.")
        collection.history.add("characterise", options, pictures=2, state="failed", error=why)
        self.do("panel.history")
        panel = window.panel("history")
        self.until(lambda: len(panel.deeds) >= 3)
        panel.table.selectRow(0)
        rest(window)
        yield "what was done with the folder", window
        known = ModelRef("sem-usable", file.sha256, file.path.name)
        others = (
            ModelRef("sem-usable", "0" * 64, "sem-usable.onnx"),
            ModelRef("clases", "1" * 64, "clases.onnx"),
        )
        steps = [
            Step("classify", {"batch": 8}, one, {"out": f"{n}.csv"}) for n, one in enumerate((known, *others))
        ]
        steps.append(Step("characterise", options, None, {"out": "curves.csv", "summary": "summary.csv"}))
        show(window, Recipe.of("Rutina de la mañana", steps), None)
        with self.dialog() as dialog:
            self.until(lambda: dialog.found is not None)
            rest(window)
            yield "a recipe with a model found, changed and missing", dialog
        self.do("panel.history")

    def figures(self) -> Iterator[tuple[str, QWidget]]:
        self.do("file.figures")
        with self.dialog() as dialog:
            self.until(lambda: dialog.shown is not None)
            yield "a figure of the picture in view", dialog
            dialog.scope_box.setCurrentIndex(dialog.scope_box.findData("listed"))
            for name, key in (("layout", "plate"), ("size", "print")):
                dialog.form.choose(name, key)
            self.until(lambda: dialog.shown is not None and dialog.shown.many > 1)
            rest(self.window)
            yield "plates of all that are listed", dialog
            dialog.form.choose("pair", "phases")
            dialog.form.choose("scale", "given")
            for name, large in (("width", 2000), ("dpi", 2400)):  # more pixels than any picture may have
                dialog.form.numbers[name].setValue(large)
            self.until(lambda: dialog.shown is None)
            yield "figures that cannot be made", dialog
            asked = {"pair": "none", "layout": "single", "size": "native", "scale": "auto"}
            dialog.form.restore(asked | {"width": "85", "dpi": "300"})

    def reports(self) -> Iterator[tuple[str, QWidget]]:
        self.do("file.reports")
        with self.dialog() as dialog:
            self.until(lambda: dialog.shown is not None)
            yield "the report of the sample in view", dialog
            dialog.scope_box.setCurrentIndex(dialog.scope_box.findData("listed"))
            for name, key in (("threshold", "given"), ("stack", "one")):
                dialog.form.choices[name].setCurrentIndex(dialog.form.choices[name].findData(key))
            for name in ("x", "html", "pdf", "es", "en"):  # as many files as there can be
                dialog.form.checks[name].setChecked(True)
            self.until(lambda: dialog.shown is not None and dialog.shown.many > 1)
            rest(self.window)
            yield "reports of all that are listed, with transport", dialog
            dialog.form.checks["en" if language() == "es" else "es"].setChecked(False)
            dialog.form.checks["x"].setChecked(False)
            for name in ("pdf", "html"):
                dialog.form.checks[name].setChecked(False)
            self.until(lambda: dialog.shown is None)
            yield "a report in no format", dialog
            dialog.form.checks["pdf"].setChecked(True)

    def retraining(self) -> Iterator[tuple[str, QWidget]]:
        from tests.ui.retraining.scenes import retraining

        yield from retraining(self)

    def watching(self) -> Iterator[tuple[str, QWidget]]:
        from tests.ui.watching.scenes import watching

        yield from watching(self)

    def closing(self) -> Iterator[tuple[str, QWidget]]:
        from geodesk.desktop.closing import NotSaved, Waiting

        titles = (DAMAGED, Sentence(en="Stopping: something long", es="Se detiene: algo con nombre largo"))
        yield from self.opens("closing waits", Waiting(self.window, lambda: str(titles[1])))
        yield from self.opens("not saved at closing", NotSaved(self.window, [DAMAGED]))

    # Dialogs

    def devices(self) -> Iterator[tuple[str, QWidget]]:
        from geodesk.models import by_key
        from geodesk.models.devicetests import DeviceTest, build, keep, platform

        found = {"seconds": 0.1, "cpu_seconds": 0.2, "difference": 0.5, "same": False}
        for device in ("cpu", "openvino"):
            keep([DeviceTest(device, "m 0123", **found, build=build(), machine=platform.node())])
        self.window.settings.set(device="openvino")
        self.do("file.preferences")
        with self.dialog() as dialog:
            dialog.tabs.setCurrentIndex(1)
            self.until(lambda: by_key("openvino").key in dialog.device.rows)
            yield "devices", dialog
            dialog.device.test.click()
            self.until(lambda: dialog.device.stop.isVisible())
            yield "devices being tested", dialog
        self.window.settings.set(device="auto")

    def help_desk(self) -> Iterator[tuple[str, QWidget]]:
        from geodesk.desktop.help.fault import FaultDialog

        desk = self.window.help
        for page in ("start", "terminal"):
            desk.open(page)
            rest(self.window)
            yield f"help, {page}", desk.shown
        desk.shown.field.setText("px")
        yield "help, searched", desk.shown
        desk.shown.field.setText("zzzz")
        yield "help, nothing found", desk.shown
        desk.shown.field.clear()
        desk.shown.close()
        yield from self.asked("first steps", "help.first_steps")
        for crashed, name in ((False, "a fault"), (True, "a crash before")):
            fault = FaultDialog(self.window, "RuntimeError: on purpose", crashed)
            fault.show()
            with self.dialog() as dialog:
                yield name, dialog
                dialog._more.setChecked(True)
                rest(self.window)
                yield f"{name}, with details", dialog

    def dialogs(self) -> Iterator[tuple[str, QWidget]]:
        window, session = self.window, self.session
        for key in ("file.preferences", "help.about", "help.keys", "help.commands", "file.open_folder",
                    "file.open_file", "classify.model", "classify.models", "samples.copy_pictures",
                    "samples.group", "labels.classes", "labels.import", "labels.export",
                    "classify.export"):  # fmt: skip
            yield from self.asked(key, key)
        yield from self.devices()
        window.classifying.interrupted = None
        yield from self.asked("asked before results are replaced", "classify.folder")
        session.set_mode(Mode.LABEL)
        self.do("labels.accept_many")
        with self.dialog() as dialog:
            yield "no suggestion accepted", dialog
            dialog.spin.setValue(30)
            rest(window)
            yield "suggestions accepted", dialog
        session.set_mode(Mode.EXPLORE)
        self.sample("fibras_malla")
        session.select(session.visible[:5])
        yield from self.asked("canvas.pixel_size", "canvas.pixel_size")
        correcting = window.stage.tools._correcting
        correcting.ask_bar_length(window, session.document, QPointF(0, 0), QPointF(311.5, 0))
        with self.dialog() as dialog:
            dialog.value.setText("1.234" if language() == "es" else "1,234")
            rest(window)
            yield "calibrating, ambiguous", dialog
            dialog.value.setText("500")
            rest(window)
            yield "calibrating", dialog
        from geodesk.desktop.canvas.replacing import ReplacingSizes

        pictures = [picture for sample in session.listed for picture in sample.pictures]
        asking = ReplacingSizes(window, pictures, pictures[:3], lambda _some: None)
        yield from self.opens("asked before sizes are replaced", asking)
        from geodesk.desktop.labelling.csvfiles import Unknown

        names = tuple(f"imagen_que_no_está_{number:04d}.tif" for number in range(14))
        yield from self.opens("names nobody knows", Unknown(window, Path("etiquetas.csv"), names))
