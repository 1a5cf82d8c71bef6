"""Writing figures: one file after the other, what cannot be drawn listed and left out."""

import os
from collections.abc import Generator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from PIL import Image

from geodesk.collection import Picture, printable
from geodesk.collection.durable import make_folder
from geodesk.collection.errors import unwritable
from geodesk.jobs.ahead import ahead
from geodesk.jobs.figures.drawing import Unread, draw, with_drawings
from geodesk.jobs.figures.files import encoded, is_ours, write
from geodesk.jobs.figures.layout import Sheet, lay_out
from geodesk.jobs.figures.panels import Panel, look
from geodesk.jobs.figures.planning import Figure
from geodesk.jobs.figures.style import Style
from geodesk.jobs.progress import Progress, unexpected
from geodesk.language import GeoDeskError, Sentence

_NAMED = 3


@dataclass(frozen=True, slots=True)
class FigureRow:
    """What became of one picture of a figure.

    Attributes
    ----------
    item
        The picture.
    file
        Of the figure that shows it; None where none does.
    unscaled
        Whether it has no scale bar though one was wanted, because its pixel size is unknown.
    error
        Why it is not shown.
    """

    item: Picture
    file: Path | None = None
    unscaled: bool = False
    error: Sentence | None = None


@dataclass(slots=True)
class _Drawn:
    data: bytes = b""
    rows: list[FigureRow] = field(default_factory=list)


def figures(
    planned: Sequence[Figure],
    style: Style,
    out: Path,
    *,
    sources: Sequence[Picture] = (),
    folder: Path | None = None,
    executor: Executor | None = None,
) -> Generator[Progress[FigureRow], None, None]:
    """Write figures into the folder `out`.

    Parameters
    ----------
    planned
        Of `plan`.
    sources
        Pictures that may not be written over, besides those that are shown.
    folder
        Of the collection: figures that are pictures may not lie within it, or they would become part of it.

    Yields
    ------
    Progress
        A row for each picture; counts are pictures.

    Raises
    ------
    GeoDeskError
        `out` is within `folder`, cannot be written, or holds other files of such names.
    """
    check_place(planned, style, out, sources, folder)
    try:
        make_folder(out)
    except OSError as fault:
        raise unwritable(str(out), fault) from fault
    total = sum(len(one.sources) for one in planned)
    done = failed = 0
    unscaled: list[str] = []
    work = partial(_made, style=style)
    # A figure may be large: few at a time.
    depth = max(2, (os.cpu_count() or 2) // 2)
    for result in ahead(work, planned, executor, depth):
        if result is None:
            yield Progress(done, total, failed)
            continue
        figure, future = result
        drawn = future.result()
        target = out / figure.name
        if drawn.data:
            write(target, drawn.data)
        rows = tuple(
            row if row.error is not None else FigureRow(row.item, target, row.unscaled) for row in drawn.rows
        )
        done += len(rows)
        failed += sum(row.error is not None for row in rows)
        unscaled += [row.item.id for row in rows if row.unscaled]
        yield Progress(done, total, failed, rows)
    if unscaled:
        yield Progress(done, total, failed, notices=(_without_scale(unscaled),))


def preview(figure: Figure, style: Style) -> tuple[Image.Image, Sheet, list[FigureRow]]:
    """One figure as it will look, in its own size.

    Raises
    ------
    GeoDeskError
        Nothing of it can be drawn.
    """
    image, sheet, rows = _drawn(figure, style)
    if image is None or sheet is None:
        error = next((row.error for row in rows if row.error is not None), None)
        assert error is not None
        raise GeoDeskError(error.en, error.es)
    return (with_drawings(image, sheet) if style.format == "svg" else image), sheet, rows


def check_place(
    planned: Sequence[Figure], style: Style, out: Path, sources: Sequence[Picture], folder: Path | None
) -> None:
    """Refuse a folder in which figures would do harm; see `figures`."""
    name = printable(str(out))
    if folder is not None and style.format != "svg":
        here, there = os.path.realpath(folder), os.path.realpath(out)
        if os.path.commonpath([here, there]) == here:
            raise GeoDeskError(
                en=f"Figures within {printable(str(folder))} would become part of its pictures; choose a"
                " folder beside it.",
                es=f"Las figuras dentro de {printable(str(folder))} pasarían a ser parte de sus imágenes;"
                " elija una carpeta al lado.",
            )
    if out.exists() and not out.is_dir():
        raise GeoDeskError(
            en=f"{name} is a file; choose a folder.", es=f"{name} es un archivo; elija una carpeta."
        )
    read = {os.path.realpath(one.file) for one in sources}
    read |= {os.path.realpath(source.item.file) for figure in planned for source in figure.sources}
    for figure in planned:
        target = out / figure.name
        if os.path.lexists(target) and (os.path.realpath(target) in read or not is_ours(target)):
            raise GeoDeskError(
                en=f"{printable(str(target))} exists and is no figure of GeoDesk; choose another folder.",
                es=f"{printable(str(target))} ya existe y no es una figura de GeoDesk; elija otra carpeta.",
            )


def _made(figure: Figure, *, style: Style) -> _Drawn:
    """One figure as bytes; whatever goes wrong becomes its rows' error."""
    image, sheet, rows = _drawn(figure, style)
    if image is None or sheet is None:
        return _Drawn(b"", rows)
    return _Drawn(encoded(image, sheet, style, figure.name), rows)


def _drawn(figure: Figure, style: Style) -> tuple[Image.Image | None, Sheet | None, list[FigureRow]]:
    """Draw a figure without what cannot be read; of two side by side neither is shown without the other."""
    lost: dict[int, Sentence] = {}
    panels: dict[int, Panel] = {}
    for at, source in enumerate(figure.sources):
        try:
            panels[at] = look(source, style)
        except Exception as error:  # noqa: BLE001 - one picture must not end the batch
            lost[at] = _sentence(error)
    image: Image.Image | None = None
    sheet: Sheet | None = None
    while image is None:
        _lose_partners(figure, panels, lost)
        if not panels:
            break
        shown = list(panels)
        try:
            sheet = lay_out([panels[at] for at in shown], figure.columns, figure.first, style)
            image = draw(sheet, style)
        except Unread as error:
            del panels[shown[error.number]]
            lost[shown[error.number]] = error.sentence
        except Exception as error:  # noqa: BLE001
            lost.update(dict.fromkeys(panels, _sentence(error)))
            panels.clear()
    rows = []
    for at, source in enumerate(figure.sources):
        bare = at in panels and panels[at].pixel_size is None and style.scale != "none"
        rows.append(FigureRow(source.item, unscaled=bare, error=lost.get(at)))
    return image, sheet, rows


def _lose_partners(figure: Figure, panels: dict[int, Panel], lost: dict[int, Sentence]) -> None:
    if figure.paired:
        for at in [at for at in panels if at ^ 1 in lost]:
            del panels[at]
            lost[at] = lost[at ^ 1]


def _sentence(error: Exception) -> Sentence:
    if isinstance(error, GeoDeskError):
        return error.sentence
    if isinstance(error, MemoryError):
        return Sentence(
            en="Not enough memory for this figure; give it fewer pixels.",
            es="No hay memoria suficiente para esta figura; indique menos píxeles.",
        )
    return unexpected(error)


def _without_scale(names: Sequence[str]) -> Sentence:
    few = ", ".join(printable(name) for name in names[:_NAMED])
    more = len(names) - _NAMED
    return Sentence(
        en=f"Without a scale bar, because their pixel size is unknown: {len(names)} ({few}"
        + (f" and {more} more" if more > 0 else "")
        + "). P in the window or geodesk calibrate tells it.",
        es=f"Sin barra de escala, porque no se conoce su tamaño de píxel: {len(names)} ({few}"
        + (f" y {more} más" if more > 0 else "")
        + "). Indíquelo con P en la ventana o con geodesk calibrate.",
    )
