"""Measurements to the clipboard, and the folder's as the CSV that the command line writes."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from geodesk.desktop.measuring.words import kind_name
from geodesk.desktop.translation import translate
from geodesk.language import Sentence

if TYPE_CHECKING:
    from geodesk.collection import Collection
    from geodesk.desktop.measuring.desk import MeasureDesk
    from geodesk.desktop.window import Window


def copy_table(window: "Window", desk: "MeasureDesk") -> None:
    """The measurements of the page in view as text that a spreadsheet takes, numbers in its language."""
    unit = "px" if desk.size is None else "µm"
    scale = 1.0 if desk.size is None else 1e6
    head = [
        translate("Measuring", "Kind"),
        translate("Measuring", "Name"),
        f"{translate('Measuring', 'Length')} ({unit})",
        f"{translate('Measuring', 'Angle')} (°)",
        f"{translate('Measuring', 'Area')} ({unit}²)",
        f"{translate('Measuring', 'Perimeter')} ({unit})",
        f"{translate('Measuring', 'Equivalent diameter')} ({unit})",
    ]
    lines = ["\t".join(head)]
    for one in desk.here:
        v = desk.values(one)
        numbers = (v.length, scale), (v.angle_deg, 1.0), (v.area, scale**2), (v.perimeter, scale)
        cells = [_plain(value, by) for value, by in (*numbers, (v.equivalent_diameter, scale))]
        lines.append("\t".join([kind_name(one.kind), one.name, *cells]))
    QApplication.clipboard().setText("\n".join(lines) + "\n")
    window.session.notice(
        Sentence(
            en="The table is on the clipboard; paste it into a spreadsheet.",
            es="La tabla está en el portapapeles; péguela en una hoja de cálculo.",
        )
    )


def _plain(value: float | None, scale: float) -> str:
    """Without thousands points, which a spreadsheet takes for decimals."""
    if value is None:
        return ""
    locale = QLocale()
    locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
    return locale.toString(value * scale, "g", 8)


def ask(window: "Window") -> None:
    """Ask where the folder's measurements go, and write them."""
    collection = window.session.collection
    if collection is None:
        return
    title = translate("Measuring", "Save measurements")
    dialog = QFileDialog(window, title, window.settings.values.last_folder)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(["CSV (*.csv)"])
    dialog.setDefaultSuffix("csv")
    name = translate("Measuring", "measurements")
    dialog.selectFile(f"{collection.folder.name}_{name}.csv")
    dialog.fileSelected.connect(partial(_chosen, window, collection))
    dialog.open()


def _chosen(window: "Window", collection: "Collection", chosen: str) -> None:
    target = Path(chosen)
    pictures = [picture for sample in window.session.samples for picture in sample.pictures]

    def work() -> int:
        from geodesk.desktop.plots.export import check_target
        from geodesk.jobs.measured import measured
        from geodesk.jobs.measuredtable import write_measurements

        check_target(target, pictures)
        return write_measurements(target, [row for step in measured(collection) for row in step.rows])

    def written(count: int) -> None:
        rows_en = "1 measurement" if count == 1 else f"{count} measurements"
        rows_es = "1 medición" if count == 1 else f"{count} mediciones"
        window.session.notice(
            Sentence(en=f"Saved: {target} ({rows_en})", es=f"Guardado: {target} ({rows_es})")
        )

    # Behind what is still on its way to the log.
    window.session.writer.run(lambda: None, lambda _: window.session.saver.run(work, written))
