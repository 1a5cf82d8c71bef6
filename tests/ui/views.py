"""Each view of the window in turn: those of `scenes` and the plots, phases, and dialogs."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QComboBox, QPushButton, QSpinBox, QTabBar, QWidget

from geodesk.desktop.session import Mode
from geodesk.desktop.window import Window
from geodesk.language import Sentence, language
from tests.ui.scenes import DAMAGED, Story, pump, rest

if TYPE_CHECKING:
    from geodesk.desktop.counting.desk import CountDesk


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
        story.notices,
        story.jobs,
        story.menus,
        story.dialogs,
        story.reconstruction,
        story.transport,
        story.closing,
    ):
        yield from part()


class _Whole(Story):
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

    def plots(self) -> Iterator[tuple[str, QWidget]]:
        from geodesk.desktop.plots import measuring

        window = self.window
        self.session.set_mode(Mode.EXPLORE)
        self.sample("fibras_malla")
        self.do("panel.plots")
        panel = window.panel("plots")
        self.until(lambda: panel.curves is not None and panel.complete)
        yield "curves", window
        self.do("plots.overlay")
        limit = panel.findChild(QSpinBox, "plots.r_max")
        assert limit is not None
        limit.setValue(limit.maximum())
        self.do("plots.lock")
        self.sample("fibras_perlas")
        rest(window)
        yield "curves of a kept threshold", window
        self.do("plots.lock")
        limit.setValue(0)
        with patch.object(measuring, "LARGE_PIXELS", 1 << 16):
            self.sample("discos_solapados")
            rest(window)
            yield "curves of a large picture", window
        self.sample("fibras_malla")
        self.do("plots.overlay")
        panel.header.tabs.setCurrentIndex(1)
        rest(window)
        yield "counts per class", window
        panel.header.tabs.setCurrentIndex(0)
        self.until(lambda: panel.complete)
        for key in ("plots.save_picture", "plots.save_csv"):
            yield from self.asked(key, key)
        self.do("panel.plots")

    def ensembles(self) -> Iterator[tuple[str, QWidget]]:
        window = self.window
        self.do("plots.ensembles")
        panel = window.panel("plots")
        yield "no ensembles", window
        page = panel.findChild(QWidget, "plots.ensembles")
        page.boxes["lags"].setCurrentIndex(2)
        for slot, some in (("a", self.session.visible[:3]), ("b", self.session.visible[3:6])):
            self.session.select(some)
            rest(window)
            page.boxes["pictures"].setCurrentIndex(2)  # the selected ones
            page.measure[slot].click()
            self.until(lambda: not self.session.jobs.running())
        self.until(lambda: not panel.ensembles.comparing)
        window.strip.lines[-1].dismiss()
        rest(window)
        yield "two ensembles and their distance", window
        tabs = panel.findChild(QTabBar, "plots.tabs")
        tabs.setCurrentIndex(0)
        for key in ("plots.autocovariance", "plots.clusters", "plots.log_lag", "plots.log_value"):
            self.do(key)
        rest(window)
        yield "every function", window
        tabs.setCurrentIndex(1)
        rest(window)
        yield "the table of numbers", window
        tabs.setCurrentIndex(0)
        menu = panel.header.view.menu()
        menu.popup(window.mapToGlobal(window.rect().center()))
        pump(0.04)
        yield "menu of the view", menu
        menu.hide()
        yield from self.asked("plots.import_csv", "plots.import_csv")
        self.do("panel.plots")

    def agreement(self) -> Iterator[tuple[str, QWidget]]:
        import shutil

        from geodesk.collection import Collection

        window, session = self.window, self.session
        folder = session.collection.folder
        classes = [one.id for one in session.classes]
        logs = folder / ".geodesk"
        kept = {log: log.read_bytes() for log in logs.glob("labels-*.jsonl")}
        for place, name in enumerate(("ana", "un_nombre_de_persona_bastante_largo")):
            other = Collection.open(folder, annotator=name, machine="otro")
            for at, picture in enumerate(other.pictures()[:5]):
                other.labels.set(picture, classes[(at + place) % len(classes)])
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
        for log in logs.glob("labels-*.jsonl"):
            log.unlink()
        for log, lines in kept.items():
            log.write_bytes(lines)
        session.reload()
        self.until(lambda: session.opening is None and window.agreement.lost == 0)
        window.notices.clear()

    def phases(self) -> Iterator[tuple[str, QWidget]]:
        window = self.window
        self.sample("discos_solapados")
        self.do("mode.phases")
        panel = window.panel("phases")
        desk = panel.desk
        self.until(lambda: desk.painting.strokes is not None and desk.picture is not None)
        yield "the brush", window
        panel.findChild(QSpinBox, "structure.count").setValue(4)
        rest(window)
        yield "four phases to paint", window
        rule = panel.findChild(QComboBox, "structure.rule")
        for row in range(1, rule.count()):
            rule.setCurrentIndex(row)
            rule.activated.emit(row)
            rest(window)
            yield f"phases by {rule.itemData(row)}", window
        rule.setCurrentIndex(rule.findData("otsu"))
        rule.activated.emit(rule.currentIndex())
        rest(window)
        panel.findChild(QPushButton, "structure.try").click()
        self.until(lambda: desk.trial is not None and not desk.busy)
        rest(window)
        yield "phases tried", window
        panel.findChild(QPushButton, "structure.apply").click()
        with self.dialog() as dialog:
            yield "phases of the folder", dialog
        panel.findChild(QPushButton, "structure.keep").click()
        self.until(lambda: desk.kept is not None and not desk.busy)
        yield "phases kept", window
        self.do("structure.phase_curves")
        with self.dialog() as dialog:
            rest(window)
            yield "curves of the phases kept", dialog
        yield from self.phases_by_a_model()
        self.session.set_mode(Mode.EXPLORE)

    def phases_by_a_model(self) -> Iterator[tuple[str, QWidget]]:
        from tests.unit.models.segmenters import by_brightness

        window = self.window
        self.sample("lamina_granos")
        panel = window.panel("phases")
        desk = panel.desk
        score = {"set": "5 pliegues por sección", "n": 9, "accuracy": 0.7, "mean_iou": 0.512}
        score["mean_iou_interval"] = [0.431, 0.587]
        desk.segmenters.use(by_brightness(self.scratch / "segmenta.onnx", metrics=score, outside_set=score))
        self.until(lambda: desk.segmenters.model is not None and desk.segmenters.loading is None)
        rule = panel.findChild(QComboBox, "structure.rule")
        rule.setCurrentIndex(rule.findData("model"))
        rule.activated.emit(rule.currentIndex())
        rest(window)
        panel.findChild(QPushButton, "structure.try").click()
        self.until(lambda: desk.model_trial is not None and not desk.busy)
        desk.take_brush()
        desk.paint(desk.picture.path, 0, ((60.0, 60.0), (140.0, 90.0)))
        self.until(lambda: desk.retouched_here == 1)
        rest(window)
        yield "phases by a model, retouched", window
        rule.setCurrentIndex(0)
        rule.activated.emit(0)

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

    def counting(self) -> Iterator[tuple[str, QWidget]]:
        window = self.window
        self.sample("lamina_granos")
        self.do("mode.count")
        desk = window.panel("count").desk
        self.until(lambda: desk.scheme is not None and not desk.reading)
        yield "no points yet", window
        self.do("count.new")
        with self.dialog() as dialog:
            dialog.source.setCurrentIndex(dialog.source.count() - 1)
            rest(window)
            yield "a new point count", dialog
            dialog.source.setCurrentIndex(0)
            dialog.points.setValue(40)
            dialog.accept()
            self.until(lambda: desk.grid is not None)
        self._suggest_and_count(desk)
        yield "points counted", window
        self.do("count.suggest")
        with self.dialog() as dialog:
            yield "suggestions asked for", dialog
        self.do("count.new")
        with self.dialog() as dialog:
            yield "another count asked for", dialog
        self.do("count.classes")
        with self.dialog() as dialog:
            yield "classes and poles", dialog
        self.do("count.results")
        with self.dialog() as dialog:
            yield "composition and triangle", dialog
            dialog.diagram.setCurrentIndex(1)
            dialog.scope.setCurrentIndex(2)
            rest(window)
            yield "composition of the folder", dialog
        self.do("mode.classify")
        self.do("classify.map")
        with self.dialog() as dialog:
            dialog.tile.setValue(200)
            dialog.stride.setValue(100)
            dialog.findChild(QPushButton, "counting.map_start").click()
            self.until(lambda: bool(dialog.fractions) and not dialog.running)
            rest(window)
            yield "class map", dialog
        window.strip.lines[-1].dismiss()
        self.session.set_mode(Mode.EXPLORE)

    def _suggest_and_count(self, desk: "CountDesk") -> None:
        """Suggestions as a model gives them, some points counted, and what another person said."""
        from geodesk.collection import Collection, Suggested

        assert desk.grid is not None and self.session.collection is not None
        classes = ("quartz", "feldspar", "rock-fragment", None) * 10
        points = self.session.collection.points
        points.suggest(desk.grid, Suggested("model", "sandstone-grains 0123456789ab", classes, (0.875,) * 40))
        other = Collection.open(self.folder, annotator="luis.rodriguez").points
        other.set(desk.grid, dict.fromkeys(range(30), "quartz"))
        points.reload()
        desk.read()
        self.until(lambda: desk.suggested is not None and not desk.reading)
        for key in ("class_3", "accept", "unsure", "flag", "class_1", "class_2"):
            self.do(f"count.{key}")

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

    def measuring(self) -> Iterator[tuple[str, QWidget]]:
        from geodesk.desktop.measuring.tool import MeasureTool

        window = self.window
        self.sample("fibras_malla")
        self.do("mode.measure")
        desk = window.panel("measure").desk
        self.until(lambda: not desk.reading)
        yield "nothing measured yet", window
        self.do("measure.polygon")
        tool = window.stage.canvas.tool
        assert isinstance(tool, MeasureTool)
        for corner in ((60.0, 60.0), (160.0, 70.0), (120.0, 170.0)):
            tool.press(window.stage.canvas, QPointF(*corner))
        rest(window)
        yield "an outline half drawn", window
        self.do("measure.finish")
        yield "an outline", window
        desk.rename("fibra larga del borde derecho")
        self.do("measure.diameter")
        for place in range(12):
            a, b = (20.0 + 12 * place, 200.0), (26.0 + 13 * place, 205.0 + 2 * place)
            desk.add(desk.place, (a, b))
        rest(window)
        yield "diameters", window
        self.do("measure.profile")
        desk.add(desk.place, ((10.0, 30.0), (200.0, 40.0)))
        statistics = window.panel("measure").statistics
        self.until(lambda: statistics.profile is not None)
        rest(window)
        yield "a profile", window
        yield from self.asked("measure.export", "measure.export")
        self.sample("sem_barra_buena")
        self.session.set_mode(Mode.EXPLORE)

    def reconstruction(self) -> Iterator[tuple[str, QWidget]]:
        self.do("structure.reconstruct")
        with self.dialog() as dialog:
            self.until(lambda: dialog.energy_plot is not None)
            rest(self.window)
            yield "reconstruction asked for", dialog
            dialog.findChild(QSpinBox, "structure.side").setValue(32)
            dialog.findChild(QSpinBox, "structure.swaps").setValue(1)
            dialog.form.folder.setText(str(self.scratch / "una_carpeta_con_nombre_largo" / "reconstruida"))
            dialog.findChild(QPushButton, "structure.start").click()
            self.until(lambda: dialog.findChild(QPushButton, "structure.open").isEnabled())
            rest(self.window)
            yield "a reconstruction", dialog

    def transport(self) -> Iterator[tuple[str, QWidget]]:
        self.do("structure.transport")
        with self.dialog() as dialog:
            yield "transport asked for", dialog
            dialog.findChild(QPushButton, "structure.flow_start").click()
            self.until(lambda: dialog.flow is not None and not dialog.running)
            rest(self.window)
            yield "transport solved", dialog

    def retraining(self) -> Iterator[tuple[str, QWidget]]:
        from tests.ui.retraining.scenes import retraining

        yield from retraining(self)

    def closing(self) -> Iterator[tuple[str, QWidget]]:
        from geodesk.desktop.closing import NotSaved, Waiting

        titles = (DAMAGED, Sentence(en="Stopping: something long", es="Se detiene: algo con nombre largo"))
        yield from self.opens("closing waits", Waiting(self.window, lambda: str(titles[1])))
        yield from self.opens("not saved at closing", NotSaved(self.window, [DAMAGED]))

    # Dialogs

    def dialogs(self) -> Iterator[tuple[str, QWidget]]:
        window, session = self.window, self.session
        for key in ("file.preferences", "help.about", "help.keys", "help.commands", "file.open_folder",
                    "file.open_file", "classify.model", "classify.models", "samples.group", "labels.classes",
                    "labels.import", "labels.export", "classify.export"):  # fmt: skip
            yield from self.asked(key, key)
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

        pictures = [picture for sample in session.samples for picture in sample.pictures]
        asking = ReplacingSizes(window, pictures, pictures[:3], lambda _some: None)
        yield from self.opens("asked before sizes are replaced", asking)
        from geodesk.desktop.labelling.csvfiles import Unknown

        names = tuple(f"imagen_que_no_está_{number:04d}.tif" for number in range(14))
        yield from self.opens("names nobody knows", Unknown(window, Path("etiquetas.csv"), names))
