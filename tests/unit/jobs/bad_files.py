"""Every kind of bad picture file a laboratory's disk has, written for real."""

import os
import struct
import zlib
from pathlib import Path

import numpy as np
import tifffile
from PIL import Image


def write_all(folder: Path) -> tuple[set[str], set[str]]:
    """Fill `folder`; returns the names that must fail and those that must be read all the same."""
    folder.mkdir(parents=True, exist_ok=True)
    noise = np.random.default_rng(2).integers(0, 256, (300, 400), dtype=np.uint8)

    (folder / "empty.tif").write_bytes(b"")
    (folder / "empty.png").write_bytes(b"")
    tifffile.imwrite(folder / "truncated.tif", noise)
    _cut(folder / "truncated.tif", 0.5)
    tifffile.imwrite(folder / "truncated_lzw.tif", noise, compression="lzw", rowsperstrip=16)
    _cut(folder / "truncated_lzw.tif", 0.6)
    Image.fromarray(noise).save(folder / "truncated.png")
    _cut(folder / "truncated.png", 0.5)
    Image.fromarray(noise).save(folder / "truncated.jpg")
    _cut(folder / "truncated.jpg", 0.5)
    (folder / "text.png").write_text("id,label,path\n" * 200)
    (folder / "text.dm3").write_text("not a Gatan file")
    (folder / "header_only.tif").write_bytes(_tiff_header(60_000, 60_000))
    (folder / "header_only.png").write_bytes(_png(60_000, 60_000, b""))
    (folder / "bomb.png").write_bytes(_png(60_000, 60_000, _zeros(60_001 * 60_000)))
    (folder / "bomb.bmp").write_bytes(_bmp_header(60_000, 60_000))
    bad = {file.name for file in folder.iterdir()}

    Image.fromarray(noise).save(folder / "jpeg_inside.tif", "JPEG")
    tifffile.imwrite(folder / "flat_float.tif", np.full((50, 60), 3.25, np.float32))
    holes = noise.astype(np.float32)
    holes[:20] = np.nan
    tifffile.imwrite(folder / "holes.tif", holes)
    (folder / "equal").mkdir()
    for name in ("una micrografía ñ 顕微鏡 №7.png", "x" * 240 + ".png", "equal.png", "equal/equal.png"):
        Image.fromarray(noise).save(folder / name)
    (folder / "a_folder.png").mkdir()
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    (folder / ".hidden.png").write_bytes(b"")
    (folder / "notes.txt").write_text("no picture")
    good = {
        file.relative_to(folder).as_posix()
        for file in folder.rglob("*")
        if file.is_file() and file.name not in bad and file.suffix != ".txt" and not file.name.startswith(".")
    }
    (folder / "dangling.png").symlink_to(folder / "nowhere.png")
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe.png")
    return bad, good


def _cut(file: Path, share: float) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * share)])


def _zeros(count: int) -> bytes:
    """`count` zero bytes, deflated a megabyte at a time."""
    squeeze = zlib.compressobj(1)
    block = bytes(1 << 20)
    parts = [squeeze.compress(block) for _ in range(count >> 20)]
    return b"".join([*parts, squeeze.compress(bytes(count & 0xFFFFF)), squeeze.flush()])


def _png(width: int, height: int, data: bytes) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def _tiff_header(width: int, height: int) -> bytes:
    """A little-endian grey TIFF of one strip whose pixels are not there."""
    entries = [
        (256, 4, 1, width),
        (257, 4, 1, height),
        (258, 3, 1, 8),
        (259, 3, 1, 1),
        (262, 3, 1, 1),
        (273, 4, 1, 8 + 2 + 12 * 9 + 4),
        (277, 3, 1, 1),
        (278, 4, 1, height),
        (279, 4, 1, width * height),
    ]
    body = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\0" + struct.pack("<IH", 8, len(entries)) + body + struct.pack("<I", 0)


def _bmp_header(width: int, height: int) -> bytes:
    info = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 8, 0, 0, 0, 0, 256, 0)
    return b"BM" + struct.pack("<IHHI", 54, 0, 0, 1078) + info
