"""The potential of a solved transport problem as a file, with its numbers beside it."""

import io
import json
from pathlib import Path

from geodesk.collection import replacing
from geodesk.jobs.transport import Transported


def write_potential(result: Transported, target: Path) -> Path:
    """Write the potential as a TIFF of float32, and the result's record beside it as ``.json``.

    1 at the inlet (low indices of the axis), 0 at the outlet, NaN where nothing flows; one page for each page
    solved, of the area that the record tells. Returns the path of the JSON file.

    Raises
    ------
    ValueError
        There is no potential: the job failed.
    CollectionError
        A file cannot be written; what stood there before still does.
    """
    import tifffile

    if result.found is None or result.found.potential is None:
        raise ValueError("there is no potential")
    record = result.record() | {"potential": target.name}
    written = io.BytesIO()
    tifffile.imwrite(
        written,
        result.found.potential,
        photometric="minisblack",
        compression="zlib",
        description=json.dumps(record, ensure_ascii=True),
        software="GeoDesk",
        metadata=None,
    )
    with replacing(target) as stream:
        stream.write(written.getbuffer())
    beside = target.with_suffix(".json")
    with replacing(beside) as stream:
        text = json.dumps(record, ensure_ascii=False, indent=1)
        stream.write(text.encode("utf-8", "backslashreplace"))
    return beside
