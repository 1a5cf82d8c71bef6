"""Thumbnails of every kind of file, what is said of damaged ones, and the cache on the disk."""

import os
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

import geodesk.micrograph as gm
from geodesk.language import Sentence
from geodesk.micrograph.thumbnails import DiskCache, make_thumbnail, thumbnail
from geodesk.places import user_cache


def kept() -> list[Path]:
    return sorted((user_cache() / "thumbnails").rglob("*.jpg"))


@pytest.fixture
def big(tmp_path: Path) -> Path:
    """A picture large enough to be kept in the cache."""
    file = tmp_path / "big.png"
    rng = np.random.default_rng(0)
    Image.fromarray(rng.integers(0, 256, (400, 600), dtype=np.uint8)).save(file)
    assert file.stat().st_size >= DiskCache.SMALLEST
    return file


@pytest.mark.data
@pytest.mark.parametrize(
    "name",
    [
        "sem/vendor/test_tiff_Zeiss_SEM_1k.tif",
        "sem/vendor/test_STEM_image.dm3",
        "thin-section/grains/quartz/044_xpl.jpg",
        "microstructures/berea_400.tiff",
        "microstructures/sandstone_256.png",
    ],
)
def test_real_pictures_keep_their_shape_and_brightness(data: Path, name: str) -> None:
    small = thumbnail(data / name, 128)
    assert isinstance(small, np.ndarray) and small.dtype == np.uint8
    with gm.open(data / name) as m:
        shown = gm.to_display(m.pixels())
    scale = max(m.width, m.height) / min(128, max(m.width, m.height))
    assert small.shape[0] == pytest.approx(m.height / scale, abs=1)
    assert small.shape[1] == pytest.approx(m.width / scale, abs=1)
    assert small.ndim == (2 if m.channels == 1 else 3)
    assert small.mean() == pytest.approx(shown.mean(), abs=4)


def test_turned_jpeg_stands_upright(tmp_path: Path) -> None:
    pixels = np.zeros((200, 400, 3), np.uint8)
    pixels[:, :200] = 255
    exif = Image.Exif()
    exif[274] = 6
    Image.fromarray(pixels).save(tmp_path / "turned.jpg", exif=exif)
    small = thumbnail(tmp_path / "turned.jpg", 100)
    assert isinstance(small, np.ndarray)
    assert small.shape == (100, 50, 3)
    assert small[:40].mean() > 250 and small[60:].mean() < 5


def test_sixteen_bits_are_stretched_as_on_the_canvas(tmp_path: Path) -> None:
    ramp = np.tile(np.arange(1000, 1512, dtype=np.uint16), (64, 1))
    tifffile.imwrite(tmp_path / "ramp.tif", ramp)
    small = thumbnail(tmp_path / "ramp.tif", 256)
    assert isinstance(small, np.ndarray)
    assert small[:, 0].max() < 6 and small[:, -1].min() > 249


def test_large_files_are_read_in_part(tmp_path: Path) -> None:
    file = tmp_path / "large.tif"
    pixels = tifffile.memmap(file, shape=(6000, 8000), dtype=np.uint16)
    pixels[:] = np.linspace(0, 60000, 8000, dtype=np.uint16)
    pixels.flush()
    small = make_thumbnail(file, 160)
    assert small.shape == (120, 160)
    assert (np.diff(small[60].astype(int)) >= 0).all() and small[60, -1] > 250


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"\xff\xd8\xff\xe0 cut", b"II*\0\x08\0\0\0", b"\x89PNG\r\n\x1a\n"]
)
def test_damage_is_told_and_never_raised(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "damaged.tif"
    file.write_bytes(content)
    told = thumbnail(file)
    assert isinstance(told, Sentence) and "damaged.tif" in told.en and "damaged.tif" in told.es


def test_missing_file_and_folder_are_told(tmp_path: Path) -> None:
    assert isinstance(thumbnail(tmp_path / "gone.png"), Sentence)
    assert isinstance(thumbnail(tmp_path), Sentence)


def test_large_files_are_kept_and_small_ones_are_not(big: Path, tmp_path: Path) -> None:
    Image.new("L", (40, 30), 7).save(tmp_path / "small.png")
    thumbnail(tmp_path / "small.png")
    assert kept() == []
    first = thumbnail(big)
    assert len(kept()) == 1
    again = thumbnail(big)
    assert isinstance(first, np.ndarray) and isinstance(again, np.ndarray)
    assert first.shape == again.shape
    assert np.abs(first.astype(int) - again).mean() < 4
    thumbnail(big, 320)
    assert len(kept()) == 2


def test_a_changed_file_gets_a_new_thumbnail(big: Path) -> None:
    thumbnail(big)
    noise = np.random.default_rng(1).integers(200, 256, (400, 600), dtype=np.uint8)
    Image.fromarray(noise).save(big)
    os.utime(big, ns=(1, 1))
    small = thumbnail(big)
    assert isinstance(small, np.ndarray) and small.mean() > 200


@pytest.mark.parametrize("damage", [b"", b"nonsense", None])
def test_damaged_entries_are_made_again(big: Path, damage: bytes | None) -> None:
    first = thumbnail(big)
    (entry,) = kept()
    entry.write_bytes(entry.read_bytes()[:200] if damage is None else damage)
    again = thumbnail(big)
    assert isinstance(again, np.ndarray) and np.array_equal(first, again)
    assert len(entry.read_bytes()) > 1000


def test_a_cache_that_cannot_be_written_costs_nothing(big: Path) -> None:
    user_cache().mkdir(parents=True, exist_ok=True)
    (user_cache() / "thumbnails").write_text("in the way")
    assert isinstance(thumbnail(big), np.ndarray)


def test_the_cache_stays_below_its_limit() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (160, 160), dtype=np.uint8)
    cache = DiskCache(limit=100_000)
    for number in range(12):
        cache.put(f"key {number}", noise)
        assert sum(file.stat().st_size for file in kept()) <= 100_000
    assert cache.get("key 11") is not None
    assert cache.get("key 0") is None
    assert not list((user_cache() / "thumbnails").rglob("*.new"))
