"""No text of Fases and of the dialogs of structure is cut off, in either language, in the smallest window."""

import shutil

import pytest
from PySide6.QtWidgets import QApplication

from geodesk.desktop.session import Mode
from geodesk.desktop.structure.applying import Applying
from geodesk.desktop.structure.phasecurves import PhaseCurves
from geodesk.desktop.structure.reconstruction import ReconstructionDialog
from geodesk.desktop.structure.transport import TransportDialog
from tests.ui.conftest import open_
from tests.ui.fitting import Painted, cut_off
from tests.ui.structure.conftest import until
from tests.ui.walk import NAMES, PARTS_OF_NAMES

LONG = "electrodo_nmc_lado_catodo_corrida_del_microscopio_17.tiff"


@pytest.fixture
def folder(ceramics, data):
    shutil.copy(data / "microstructures" / "nmc_electrode_256.tiff", ceramics.parent / LONG)
    return ceramics


@pytest.mark.parametrize("language", ["es", "en"])
def test_no_text_is_cut_off(make_window, folder, qtbot, tmp_path, language):
    window = make_window(folder, size=(1100, 700))
    window.settings.set(language=language)
    window.apply_language()
    faults: list[str] = []
    with Painted() as painted:

        def look(name, top):
            for _ in range(3):
                QApplication.processEvents()
                top.grab()
            found = cut_off(top, PARTS_OF_NAMES) + painted.faults(NAMES)
            faults.extend(f"{language} {name}: {one}" for one in found)

        window.session.set_mode(Mode.PHASES)
        desk = window.panel("phases").desk
        until(qtbot, lambda: desk.painting.strokes is not None and desk.picture is not None)
        look("nothing painted", window)
        desk.set_count(4)
        for index in range(4):
            desk.choose(index)
            desk.paint(desk.picture.path, 0, ((20.0 + 50 * index, 30.0), (20.0 + 50 * index, 60.0)))
        desk.try_()
        until(qtbot, lambda: desk.trial is not None and not desk.busy)
        look("an apparent score", window)
        desk.painting.undo()
        look("tried before the last change", window)
        desk.set_rule("sauvola")
        desk.try_()
        until(qtbot, lambda: desk.current and not desk.busy)
        look("a local threshold", window)
        desk.apply([desk.picture])
        until(qtbot, lambda: desk.kept is not None and not window.session.jobs.running())
        look("kept", window)
        asking = Applying(window, desk)
        asking.open()
        look("asked for the pictures", asking)
        asking.close()
        window.actions_.refresh()
        window.action("structure.phase_curves").trigger()
        curves = window.findChild(PhaseCurves)
        until(qtbot, lambda: curves.plot is not None)
        look("curves of the phases", curves)
        curves.close()
        window.action("structure.transport").trigger()
        transport = window.findChild(TransportDialog)
        until(qtbot, lambda: transport.form.source.findData("kept") >= 0)
        transport.form.source.setCurrentIndex(transport.form.source.findData("kept"))
        look("transport", transport)
        transport.form.rest.setChecked(True)
        transport.start_button.click()
        until(qtbot, lambda: transport.flow is not None and not transport.running)
        look("transport solved", transport)
        open_(qtbot, window, folder.parent / LONG)
        until(qtbot, lambda: transport.form.extent.count() > 1)
        transport.form.extent.setCurrentIndex(1)
        look("a large volume", transport)
        transport.close()
        window.action("structure.reconstruct").trigger()
        dialog = window.findChild(ReconstructionDialog)
        until(qtbot, lambda: dialog.energy_plot is not None)
        dialog.form.folder.setText(
            str(tmp_path / "una_carpeta_con_un_nombre_bastante_largo_para_el_resultado")
        )
        dialog.form.side.setValue(32)
        look("reconstruction asked", dialog)
        dialog.start_button.click()
        until(qtbot, lambda: not dialog.running and dialog.functions_plot.isVisible())
        look("reconstructed", dialog)
    assert not faults, "\n".join(faults)
