"""An ensemble as one job: which pictures, their counts on threads or on many machines, the mean and its band.

The functions are pooled and averaged as `geodesk.morphology.ensemble` says. A picture that cannot be measured
becomes a row with its error and the others go on.
"""

from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Literal

from geodesk.collection import Picture, choose, open_corrected, write_csv
from geodesk.jobs.ahead import ahead
from geodesk.jobs.characterise import Characterised, characterise_one
from geodesk.jobs.curvetable import Cell, number
from geodesk.jobs.inputs import Inputs
from geodesk.jobs.progress import Progress, unexpected
from geodesk.language import GeoDeskError, Sentence
from geodesk.micrograph import PixelSize
from geodesk.morphology import lag_length
from geodesk.morphology.ensemble import (
    FUNCTIONS,
    Ensemble,
    EnsembleFunction,
    Lags,
    Member,
    mixed,
)

PERCENTS = (5, 25, 50, 75, 95)
_PREFIX = {"two_point": "s2", "lineal_path": "lineal_path"}
_VALUES = ("pooled", "mean", "sd", *(f"p{percent:02}" for percent in PERCENTS), "counts", "totals")
ENSEMBLE_COLUMNS = (
    "phase",
    "direction",
    "lag_px",
    "lag_m",
    "n",
    *(f"{_PREFIX[function]}_{value}" for function in FUNCTIONS for value in _VALUES),
)

# Pictures handed to an executor that was given before the first is read: enough for a hundred processes, and
# cancelled in a moment. What comes back is small.
_HANDED = 256


def measure(
    items: Sequence[Picture],
    *,
    threshold: float | Literal["otsu"] = "otsu",
    r_max: int | None = None,
    page: int | None = None,
    directions: Sequence[str] | None = None,
    lags: Lags = "same",
    executor: Executor | None = None,
) -> Generator[Progress[Characterised], None, None]:
    """Measure the pictures of an ensemble, in their order whoever is done first.

    Parameters
    ----------
    threshold, r_max, page, directions
        As in `geodesk.jobs.characterise.characterise`. A picture of one grey level has no Otsu threshold and
        fails.
    lags
        As in `geodesk.morphology.ensemble.Ensemble.of`: what pixel sizes may differ.
    executor
        Reads and counts, in threads, processes or on other machines that find the files under the same
        absolute paths; None: one thread a core.

    Yields
    ------
    Progress
        With one new result, or without as a sign of life.

    Raises
    ------
    MixedPixelSizes
        As soon as a pixel size does not fit that of the pictures before it; it names all that do not fit,
        for which those not measured yet are opened.
    GeoDeskError
        The executor has broken down.
    """
    threads = 1 if len(items) > 1 else None
    work = partial(
        characterise_one,
        threshold=threshold,
        r_max=r_max,
        page=page,
        threads=threads,
        directions=directions,
    )
    if executor is not None:  # another process may have another working folder
        items = [replace(item, file=item.file.absolute()) for item in items]
    done = failed = 0
    sizes: list[Member] = []
    results = ahead(work, items, executor, None if executor is None else _HANDED)
    with closing(results):
        try:
            for result in results:
                rows: tuple[Characterised, ...] = ()
                if result is not None:
                    item, future = result
                    fault = future.exception()
                    row = _refused(item, fault) if fault is not None else parted(future.result())
                    if directions is not None:  # more may have been counted on the way
                        wanted = {name: row.curves[name] for name in directions if name in row.curves}
                        row = replace(row, curves=wanted)
                    done += 1
                    failed += row.error is not None
                    if row.error is None:
                        sizes.append(replace(member_of(row), curves={}))
                        if (problem := mixed([sizes[0], sizes[-1]], lags)) is not None:
                            break
                    rows = (row,)
                yield Progress(done, len(items), failed, rows)
            else:
                return
        except (BrokenExecutor, CancelledError) as error:
            raise GeoDeskError(
                en=f"The processes that count went away after {done} of {len(items)} pictures; start them "
                "again, or count on this computer alone.",
                es=f"Los procesos que cuentan desaparecieron tras {done} de {len(items)} imágenes; inícielos "
                "de nuevo o cuente solo en este equipo.",
            ) from error
    looked = ahead(partial(_size_of, names=tuple(row.curves), page=page), items[done:])
    with closing(looked):
        for look in looked:
            if look is not None and (size := look[1].result()) is not None:
                sizes.append(size)
            yield Progress(done, len(items), failed)
    raise mixed(sorted(sizes, key=lambda one: one.id), lags) or problem


def _size_of(item: Picture, names: Sequence[str], page: int | None) -> Member | None:
    """A picture as a member without curves, its pixels unread; None where it cannot be opened."""
    try:
        with open_corrected(None, item) as picture:
            if page is None:
                return Member(item.path, {}, _steps(names, picture.pixel_size, picture.pages == 1))
            return Member(item.path, {}, _steps(names, picture.pixel_size_of(page - 1), True))
    except Exception:  # noqa: BLE001 - what cannot be opened is no member, and is not measured any more
        return None


def _refused(item: Picture, fault: BaseException) -> Characterised:
    """A picture whose work did not come back, such as one that killed its worker."""
    if not isinstance(fault, Exception) or isinstance(fault, BrokenExecutor):
        raise fault
    return Characterised(item, {}, error=unexpected(fault))


def parted(row: Characterised) -> Characterised:
    """A result as it is, or a failure where Otsu's threshold parts nothing."""
    if row.error is not None or row.rule != "otsu" or row.phi > 0:
        return row
    return Characterised(
        row.item,
        {},
        error=Sentence(
            en="The picture has a single grey level, so Otsu's rule finds no threshold: leave it out or give "
            "a threshold.",
            es="La imagen tiene un solo nivel de gris, así que la regla de Otsu no halla umbral: exclúyala "
            "o indique un umbral.",
        ),
    )


def member_of(row: Characterised) -> Member:
    """A measured picture as a member of an ensemble."""
    return Member(row.item.path, row.curves, _steps(row.curves, row.pixel_size, row.pages == 1))


def _steps(names: Iterable[str], size: PixelSize | None, flat: bool) -> dict[str, float]:
    """The length of a lag of one pixel in metres, by direction."""
    if size is None:
        return {}
    # Of a stack the distance of the pages is not known, and pixels at one distance differ in length where a
    # pixel is not square.
    return {
        name: lag_length(name, (size.y_m, size.x_m))
        for name in names
        if name != "z" and (name != "radial" or (size.square and flat))
    }


def members_of(rows: Iterable[Characterised]) -> list[Member]:
    """Those of the pictures that were measured, in the order of their paths.

    Raises
    ------
    GeoDeskError
        There are none.
    """
    members = sorted((member_of(row) for row in rows if row.error is None), key=lambda one: one.id)
    if not members:
        raise GeoDeskError(
            en="None of the pictures could be measured, so there is no ensemble.",
            es="No se pudo medir ninguna de las imágenes, así que no hay conjunto.",
        )
    return members


def ensemble_of(rows: Iterable[Characterised], *, lags: Lags = "same", r_max: int | None = None) -> Ensemble:
    """The ensemble of the pictures that were measured.

    Raises
    ------
    MixedPixelSizes
        The pixel sizes are not as `lags` asks.
    GeoDeskError
        No picture was measured.
    """
    return Ensemble.of(members_of(rows), lags=lags, r_max=r_max)


def limited_by(rows: Iterable[Characterised], found: Ensemble) -> Sentence | None:
    """What to tell the user where one small picture cuts the lags of all; None where none does."""
    members = {member.id: member for member in members_of(rows)}
    for name, direction in found.directions.items():
        lags = sorted((len(members[one].curves[name].two_point[0].counts), one) for one in found.ids)
        shortest, path = lags[0]
        if direction.lags <= shortest < lags[len(lags) // 2][0] / 2:
            return Sentence(
                en=f"The lags along {name} end at {direction.lags - 1} because {path} is small; without it "
                "they would go further.",
                es=f"Los desfases en {name} terminan en {direction.lags - 1} porque {path} es pequeña; sin "
                "ella llegarían más lejos.",
            )
    return None


def chosen(inputs: Inputs, *, label: str | None = None, where: str | None = None) -> Inputs:
    """The pictures of a collection that carry a label, satisfy an expression, or both.

    Parameters
    ----------
    label
        What people labelled a picture.
    where
        An expression over the last predictions, see `geodesk.collection.where`.

    Raises
    ------
    GeoDeskError
        The inputs are no collection, the expression is wrong, or nothing is left.
    """
    if label is None and where is None:
        return inputs
    collection = inputs.collection
    if collection is None:
        raise GeoDeskError(
            en="Labels and predictions belong to a folder: name one folder instead of files.",
            es="Las etiquetas y predicciones son de una carpeta: indique una carpeta en lugar de archivos.",
        )
    items = inputs.items
    if label is not None:
        items = tuple(item for item in items if collection.labels.label_of(item) == label)
    if where is not None:
        paths = {one.path for one in choose(where, collection.predictions.last(), collection.labels.label_of)}
        items = tuple(item for item in items if item.path in paths)
    if not items:
        raise GeoDeskError(
            en="No picture of the folder satisfies the label or expression.",
            es="Ninguna imagen de la carpeta cumple la etiqueta o la expresión.",
        )
    return replace(inputs, items=items)


def ensemble_rows(found: Ensemble) -> Iterator[list[Cell | int]]:
    """The rows of `ENSEMBLE_COLUMNS`: each phase, direction and lag."""
    for phase in (0, 1):
        for name, direction in found.directions.items():
            lengths = direction.lengths_m
            functions = [getattr(direction, function)[phase] for function in FUNCTIONS]
            columns = [list(_cells(function, found.interpolated)) for function in functions]
            for lag in range(direction.lags):
                metres = None if lengths is None else number(float(lengths[lag]))
                head: list[Cell | int] = [phase, name, lag, metres, int(functions[0].n[lag])]
                yield head + [column[lag] for block in columns for column in block]


def _cells(function: EnsembleFunction, interpolated: bool) -> Iterator[list[Cell | int]]:
    """The columns of `_VALUES`."""
    values = [function.pooled, function.mean, function.sd, *function.percentiles(PERCENTS)]
    for value in values:
        yield [number(x) for x in value.tolist()]
    for sums in (function.pooled_counts, function.pooled_totals):
        yield [number(x) if interpolated else int(x) for x in sums.tolist()]


def write_ensemble(path: Path, found: Ensemble) -> None:
    """Write the curves of an ensemble; raises `CollectionError` where the file cannot be written."""
    write_csv(path, ENSEMBLE_COLUMNS, ensemble_rows(found))
