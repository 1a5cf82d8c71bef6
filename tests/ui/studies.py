"""The views of what is measured on a picture: curves, ensembles, phases, points, drawings, transport."""

from collections.abc import Iterator
from typing import TYPE_CHECKING
from unittest.mock import patch

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QComboBox, QPushButton, QSpinBox, QTabBar, QWidget

from geodesk.desktop.session import Mode
from tests.ui.scenes import Story, pump, rest

if TYPE_CHECKING:
    from geodesk.desktop.counting.desk import CountDesk


class Studies(Story):
    """A story that also measures."""

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
        page = panel.findChild(QWidget, "plots.ensembles")
        page.boxes["pictures"].setCurrentIndex(3)  # another folder: the buttons say that they ask
        rest(window)
        yield "no ensembles", window
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
            before = self.session.current
            self.sample("pila")
            dialog.form.extent.setCurrentIndex(1)
            rest(self.window)
            yield "transport through a volume asked for", dialog
            dialog.form.extent.setCurrentIndex(0)
            self.session.show(before)
            rest(self.window)
