"""What people measured in a folder, as numbers: in physical units where the pixel size is known."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from itertools import groupby

from geodesk.collection import Collection, Measurement, Picture, UnknownPictures, open_corrected
from geodesk.jobs.progress import Progress, unexpected
from geodesk.language import GeoDeskError, Sentence
from geodesk.micrograph import Micrograph, PixelSize, to_grey
from geodesk.micrograph.measure import Profile, Values, line_profile, measure, profile_box


@dataclass(frozen=True, eq=False, slots=True)
class Measured:
    """One measurement and what it comes to.

    Attributes
    ----------
    measurement : Measurement
        What was drawn.
    id : str
        Of the picture; its path where the picture is gone.
    values : Values
        In metres; in pixels where the pixel size is unknown or the picture cannot be read.
    size : PixelSize or None
        The one in force.
    profile : Profile or None
        Of a profile, where the pixels could be read and were wanted.
    error : Sentence or None
        Why the picture, or the pixels of a profile, cannot be read.
    """

    measurement: Measurement
    id: str
    values: Values
    size: PixelSize | None = None
    profile: Profile | None = None
    error: Sentence | None = None


def measured(
    collection: Collection,
    *,
    annotator: str | None = None,
    paths: Sequence[str] | None = None,
    profiles: bool = True,
) -> Generator[Progress[Measured], None, None]:
    """The measurements of a collection with their values, picture by picture in the order of their paths.

    Parameters
    ----------
    annotator
        Only what this one said last; None: everybody's.
    paths
        Only of these pictures; None: of all.
    profiles
        Whether grey levels are read for profiles.

    Raises
    ------
    CollectionError
        A log cannot be read or is damaged.
    """
    collection.measurements.reload()
    chosen = [
        one
        for one in collection.measurements.all()
        if annotator in (None, one.annotator) and (paths is None or one.path in paths)
    ]
    groups = [list(some) for _, some in groupby(chosen, key=lambda one: one.path)]
    failed = 0
    for done, some in enumerate(groups, start=1):
        rows = _of_picture(collection, some, profiles)
        failed += any(row.error is not None for row in rows)
        yield Progress(done, len(groups), failed, tuple(rows))


def _of_picture(collection: Collection, some: list[Measurement], profiles: bool) -> list[Measured]:
    path = some[0].path
    try:
        picture = _picture(collection, path)
        with open_corrected(collection, picture) as opened:
            return [_one(opened, picture.id, one, profiles) for one in some]
    except GeoDeskError as error:
        problem = error.sentence
    except Exception as error:  # noqa: BLE001 - one picture must not end the table
        problem = unexpected(error)
    return [Measured(one, path, measure(one.kind, one.points), error=problem) for one in some]


def _picture(collection: Collection, path: str) -> Picture:
    """By its path and nothing like it: a drawing belongs to one picture."""
    picture = collection.resolve(path)
    if picture.path != path:
        raise UnknownPictures([path])
    return picture


def _one(opened: Micrograph, name: str, one: Measurement, profiles: bool) -> Measured:
    size = opened.pixel_size_of(one.page) if one.page < opened.pages else opened.pixel_size
    values, profile, problem = measure(one.kind, one.points, size), None, None
    if one.kind == "profile" and profiles:
        try:
            profile = read_profile(opened, one, size)
        except GeoDeskError as error:
            problem = error.sentence
    return Measured(one, name, values, size, profile, problem)


def read_profile(opened: Micrograph, one: Measurement, size: PixelSize | None) -> Profile:
    """The grey levels along a profile of an opened picture.

    Raises
    ------
    GeoDeskError
        The pixels cannot be read, or the page is not there any more.
    """
    if one.page >= opened.pages:
        raise GeoDeskError(
            en=f"There is no page {one.page + 1} in {one.path} any more.",
            es=f"Ya no hay página {one.page + 1} en {one.path}.",
        )
    box = profile_box(one.points, one.width, opened.page_size(one.page))
    grey = to_grey(opened.region(*box, one.page))
    return line_profile(grey, one.points, one.width, size, (box.x, box.y))
