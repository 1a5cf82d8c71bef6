"""What one file may ask of the machine: every bound is checked before memory is taken."""

PAGE_BYTES = 2 * 2**30
"""Most bytes of pixels that one `pixels`, `region` or `volume` call returns (2 GiB)."""

CHUNK_BYTES = 2**30
"""Most bytes that one compressed strip or tile may unpack to (1 GiB)."""

PAGES = 1_000_000
"""Most pages followed in one file."""

TAGS = 4096
"""Most entries of one TIFF directory."""

TAG_BYTES = 16 * 2**20
"""Longest metadata text read, in bytes; longer ones are read up to here."""

SIDE_FILE_BYTES = 2**20
"""Largest side file (.txt, .hdr) that is looked at, in bytes."""

SIDE = 2**31 - 1
"""Longest side of a picture, in pixels."""
