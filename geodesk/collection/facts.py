"""What files say about their pictures, kept in the index so that a list of thousands need not open them."""

import json
from dataclasses import asdict, dataclass, fields

from geodesk.collection.pictures import Picture
from geodesk.language import GeoDeskError, Sentence

_KEYS = ("kv", "working_distance_m", "magnification", "detector", "date")


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """Of one picture file as it is, without anybody's corrections.

    Attributes
    ----------
    width, height, pages, channels : int
        In upright pixels; of the first page.
    dtype : str
        Of the pixels.
    pixel_size_m, pixel_height_m : float or None
        Width and height of a pixel in metres.
    pixel_size_source, instrument, detector, date : str or None
        The date in ISO 8601.
    kv : float or None
        Accelerating voltage in kilovolts.
    working_distance_m, magnification : float or None
        As the instrument wrote them.
    error : Sentence or None
        Why the file cannot be read; all else is empty then.
    """

    width: int = 0
    height: int = 0
    pages: int = 0
    channels: int = 0
    dtype: str = ""
    pixel_size_m: float | None = None
    pixel_height_m: float | None = None
    pixel_size_source: str | None = None
    instrument: str | None = None
    kv: float | None = None
    working_distance_m: float | None = None
    magnification: float | None = None
    detector: str | None = None
    date: str | None = None
    error: Sentence | None = None

    def text(self) -> str:
        """As the index keeps it; not of a file that cannot be read."""
        values = asdict(self)
        del values["error"]
        return json.dumps({key: value for key, value in values.items() if value is not None})


def parsed(text: str) -> PictureFacts | None:
    """The facts that the index kept; None of anything else."""
    try:
        values = json.loads(text)
        known = {one.name for one in fields(PictureFacts)} - {"error"}
        return PictureFacts(**values) if isinstance(values, dict) and values.keys() <= known else None
    except (ValueError, TypeError, RecursionError):
        return None


def read_facts(picture: Picture) -> PictureFacts:
    """Open a file and take down what it says; its pixels are not decoded."""
    from geodesk import micrograph

    try:
        with micrograph.open(picture.file) as opened:
            size = opened.pixel_size
            found = {key: opened.metadata.get(key) for key in _KEYS}
            for key in _KEYS[:3]:
                if not isinstance(found[key], int | float):
                    found[key] = None
            for key in _KEYS[3:]:
                found[key] = None if found[key] is None else str(found[key])
            return PictureFacts(
                opened.width,
                opened.height,
                opened.pages,
                opened.channels,
                str(opened.dtype),
                None if size is None else size.x_m,
                None if size is None else size.y_m,
                None if size is None else size.source,
                opened.instrument,
                **found,  # type: ignore[arg-type]
            )
    except GeoDeskError as error:
        return PictureFacts(error=error.sentence)
