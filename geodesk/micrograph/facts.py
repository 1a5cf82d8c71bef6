"""What a file says about its picture besides the pixels."""

from dataclasses import dataclass, field

from geodesk.micrograph.pixelsize import PixelSize


@dataclass(slots=True)
class Facts:
    """Instrument facts from one source inside or beside a file.

    Attributes
    ----------
    pixel_size : PixelSize or None
        Size of a pixel as stored, before orientation.
    instrument : str or None
        Maker and model.
    metadata : dict
        ``kv`` (float, kilovolts), ``working_distance_m`` (float), ``magnification`` (float), ``detector``,
        ``date`` (ISO 8601), ``page_distance_m`` (float, of a volume), and others where known.
    picture_rows : int or None
        Rows from the top that are picture; the rest of the stored rows is the information bar.
    picture_source : str
        Where `picture_rows` was found.
    """

    pixel_size: PixelSize | None = None
    instrument: str | None = None
    metadata: dict[str, float | str] = field(default_factory=dict)
    picture_rows: int | None = None
    picture_source: str = ""

    def note(self, key: str, value: float | str | None) -> None:
        """Keep a metadata value unless there is none."""
        if value is not None and value != "":
            self.metadata[key] = value

    def then(self, other: "Facts | None") -> None:
        """Fill what is still missing from a less trusted source."""
        if other is None:
            return
        self.pixel_size = self.pixel_size or other.pixel_size
        self.instrument = self.instrument or other.instrument
        self.metadata = {**other.metadata, **self.metadata}
        if self.picture_rows is None and other.picture_rows is not None:
            self.picture_rows, self.picture_source = other.picture_rows, other.picture_source
