"""Pictures that no instrument recorded: written so that everyone who opens them is told so."""

import io
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk import micrograph
from geodesk.collection import printable, replacing
from geodesk.language import GeoDeskError
from geodesk.micrograph import PixelSize, UnreadablePicture

_SOFTWARE = "GeoDesk, synthetic micrograph ({}, not recorded)"


def write_synthetic(
    path: Path,
    pixels: NDArray[np.generic],
    *,
    how: str,
    pixel_size: PixelSize | None,
    provenance: Mapping[str, object],
    spacing_m: float | None = None,
    level: int = 9,
    source_said: bool = False,
) -> None:
    """Write a grey picture or stack as a TIFF that says that it is synthetic and how it was made.

    The pixel size stands in it as ImageJ writes it. The same arguments give the same bytes.

    Parameters
    ----------
    pixels
        Shape (H, W), or (pages, H, W) of a volume; uint8 or uint16.
    how
        One English word, such as "reconstructed".
    provenance
        What made it, for `ImageDescription`, as JSON.
    spacing_m
        Distance of the pages in metres, if it is known.
    level
        Of the compression: 0 is none, 9 small.
    source_said
        Whether the file says where its pixel size comes from, so that whoever opens it sees that too.

    Raises
    ------
    CollectionError
        The file cannot be written; what stood there before still does.
    """
    import tifffile

    lines = ["ImageJ=1.54f"]
    if pixels.ndim == 3:
        lines += [f"images={len(pixels)}", f"slices={len(pixels)}"]
    resolution = None
    if pixel_size is not None:
        resolution = (1e-6 / pixel_size.x_m, 1e-6 / pixel_size.y_m)
        lines.append("unit=um")
        if spacing_m is not None:
            lines.append(f"spacing={spacing_m * 1e6:.12g}")
        if source_said:
            lines.append(f"pixel_size_source={json.dumps(pixel_size.source, ensure_ascii=True)}")
    lines += ["synthetic=true", f"provenance={json.dumps(provenance, ensure_ascii=True)}"]
    written = io.BytesIO()  # tifffile wants the name of any other stream
    tifffile.imwrite(
        written,
        pixels,
        photometric="minisblack",
        compression="zlib" if level else None,
        compressionargs={"level": level} if level else None,
        resolution=resolution,
        resolutionunit=1,
        description="\n".join(lines) + "\n",
        software=_SOFTWARE.format(how),
        metadata=None,
    )
    with replacing(path) as stream:
        stream.write(written.getbuffer())


def refuse_recorded(path: Path, source: Path) -> None:
    """Refuse to write over the source of a picture, or over one that may have been recorded.

    Raises
    ------
    GeoDeskError
        `path` is `source`, or a file that GeoDesk did not make.
    """
    if not path.exists():
        return
    try:
        with micrograph.open(path) as picture:
            ours = picture.metadata.get("synthetic") == "yes"
    except UnreadablePicture:
        ours = False
    if not ours or os.path.realpath(path) == os.path.realpath(source):
        name = printable(str(path))
        raise GeoDeskError(
            en=f"{name} exists and would be written over; choose another folder.",
            es=f"{name} ya existe y se sobrescribiría; elija otra carpeta.",
        )


def provenance_of(path: Path) -> dict[str, Any] | None:
    """What `write_synthetic` wrote of how a file was made; None of any other file."""
    import tifffile

    try:
        with tifffile.TiffFile(path) as file:
            text = file.pages.first.description
        found = re.search(r"^provenance=(\{.*\})$", text, re.MULTILINE)
        made = json.loads(found[1]) if found else None
    except (OSError, ValueError, IndexError, tifffile.TiffFileError):
        return None
    return made if isinstance(made, dict) else None
