"""The information bar: found where one was drawn, and nowhere else."""

import io
import itertools

import numpy as np
import pytest
from PIL import Image

import geodesk.micrograph as gm
from geodesk.micrograph.bar import find_bar

LOOKS = [(255, 0), (0, 255), (128, 255), (128, 0), (40, 220)]
HEIGHTS = [16, 24, 40]


def near(found, expected, slack=2):
    return found is not None and all(abs(a - b) <= slack for a, b in zip(found, expected, strict=True))


@pytest.mark.parametrize("look", LOOKS, ids=str)
@pytest.mark.parametrize("height", HEIGHTS)
@pytest.mark.parametrize("style", list(itertools.product((True, False), repeat=2)), ids=str)
def test_a_bar_below_or_above_the_picture_is_found(scene, render_bar, look, height, style):
    bar = render_bar(320, height, *look, ruled=style[0], cells=style[1])
    assert near(find_bar(np.vstack([scene, bar])), (0, 240, 320, height))
    assert near(find_bar(np.vstack([bar, scene])), (0, 0, 320, height))


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_a_bar_drawn_over_the_picture_is_found(scene, render_bar, look):
    picture = scene.copy()
    picture[-30:] = render_bar(320, 30, *look)
    assert near(find_bar(picture), (0, 210, 320, 30))


@pytest.mark.parametrize("dtype", [np.uint16, np.int32, np.float32, np.float64])
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_other_depths(scene, render_bar, dtype, look):
    picture = np.vstack([scene, render_bar(320, 30, *look)]).astype(dtype) * dtype(200)
    assert near(find_bar(picture), (0, 240, 320, 30))


@pytest.mark.parametrize("quality", [75, 90])
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_a_bar_in_a_jpeg_is_found(scene, render_bar, quality, look):
    picture = np.vstack([scene[:-3], render_bar(320, 36, *look)])
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "JPEG", quality=quality)
    assert near(find_bar(np.asarray(Image.open(buffer))), (0, 237, 320, 36), slack=3)


@pytest.mark.parametrize("look", [(255, 0), (0, 255), (128, 0)], ids=str)
@pytest.mark.parametrize(("left", "width", "gap"), [(0, 200, 0), (60, 200, 0), (100, 220, 5), (20, 280, 8)])
def test_a_bar_narrower_than_the_picture_is_found(scene, render_bar, look, left, width, gap):
    picture = scene.copy()
    top = 240 - gap - 32
    picture[top : top + 32, left : left + width] = render_bar(width, 32, *look, ruled=False)
    assert near(find_bar(picture), (left, top, width, 32))


def test_a_black_picture_with_a_black_bar_is_told_by_the_ruled_line(render_bar):
    picture = np.vstack([np.zeros((240, 320), np.uint8), render_bar(320, 30, 0, 255)])
    assert near(find_bar(picture), (0, 240, 320, 30))


def test_a_colour_picture(tmp_path, scene, render_bar):
    picture = np.vstack([scene, render_bar(320, 30, 255, 0)])
    Image.fromarray(np.dstack([picture] * 3)).save(tmp_path / "c.png")
    with gm.open(tmp_path / "c.png") as m:
        assert near(m.bar, (0, 240, 320, 30))
        assert m.bar_source == "detected"
        assert near(m.content, (0, 0, 320, 240))


def frames():
    """Pictures without a bar that have one or two of its three marks."""
    rng = np.random.default_rng(11)
    y, x = np.mgrid[0:240, 0:320]
    noise = rng.normal(0, 1, (240, 320))
    blobs = (np.hypot(x % 40 - 20, y % 40 - 20) < 12) * 255
    half = rng.integers(0, 256, (240, 320))
    half[120:] = 0
    tail = rng.integers(0, 256, (240, 320))
    tail[-30:] = 0
    ruled = rng.integers(0, 256, (240, 320))
    ruled[-30:] = 255
    ruled[-30] = 0
    charged = 90 + 40 * rng.normal(0, 1, (240, 1)) + 5 * noise
    saturated = np.clip(255 + 40 * noise, 0, 255)
    dark = np.clip(2 * noise, 0, 255)
    dark_with_specks = np.where(rng.random((240, 320)) < 0.03, 255, 0)
    lines_below = rng.integers(0, 256, (240, 320))
    lines_below[-30:] = np.where(rng.random(320) < 0.5, 0, 255)
    return {
        "black": np.zeros((240, 320)),
        "white": np.full((240, 320), 255),
        "grey": np.full((240, 320), 128),
        "noise": 128 + 20 * noise,
        "faint noise": 128 + 1.5 * noise,
        "gradient": x * 255 / 319,
        "gradient downwards": y * 255 / 239,
        "steps downwards": y // 30 * 30,
        "binary blobs": blobs,
        "checkerboard": (x // 4 + y // 4) % 2 * 255,
        "vertical stripes": x // 3 % 2 * 255,
        "horizontal stripes": y // 3 % 2 * 255,
        "scan stopped half-way": half,
        "blank rows at the bottom": tail,
        "blank rows below a line": ruled,
        "charged rows": charged,
        "saturated": saturated,
        "dark": dark,
        "dark with specks": dark_with_specks,
        "drift streaks at the bottom": lines_below,
    }


@pytest.mark.parametrize("name", frames())
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_no_bar_on_blank_saturated_dark_drifted_and_regular_frames(name, dtype):
    frame = np.clip(frames()[name], 0, 255)
    frame = frame.astype(np.uint8).astype(dtype)
    assert find_bar(frame) is None
    assert find_bar(frame[::-1]) is None


def test_nothing_to_find_in_tiny_or_not_finite_pictures():
    assert find_bar(np.zeros((63, 500), np.uint8)) is None
    assert find_bar(np.full((100, 100), np.nan, np.float32)) is None
    mixed = np.full((100, 100), np.inf, np.float64)
    mixed[0] = -np.finfo(np.float64).max
    mixed[1] = np.finfo(np.float64).max
    assert find_bar(mixed) is None


# Real pictures ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "bar", "source"),
    [
        ("test_tiff_Zeiss_SEM_1k.tif", (0, 691, 1024, 77), "detected"),
        ("FEI-Helios-Ebeam-8bits.tif", (0, 442, 512, 29), "FEI ResolutionY"),
        ("fei_gelatin_31.0nm.tif", (0, 884, 1024, 59), "FEI ResolutionY"),
        ("zeiss_55.82nm.tif", None, None),
        ("JEOL-SightX-TEM-mag-dummy.tif", None, None),
        ("test_STEM_image.dm3", None, None),
    ],
)
def test_the_instruments_own_pictures(data, name, bar, source):
    with gm.open(data / "sem" / "vendor" / name) as m:
        assert (m.bar, m.bar_source) == (bar, source)
        # Where the metadata tell, the pixels alone must tell the same.
        assert find_bar(gm.to_grey(m.pixels())) == bar


@pytest.mark.parametrize("folder", ["sem/fibres", "sem/nffa", "thin-section", "microstructures"])
def test_no_false_bar_on_real_pictures(data, folder):
    paths = [p for p in sorted((data / folder).rglob("*")) if gm.is_picture_name(p.name)]
    if folder == "thin-section":
        paths = paths[::6]
    assert len(paths) >= 5
    found = []
    for path in paths:
        with gm.open(path) as m:
            if m.bar is not None:
                found.append((path.name, m.bar))
    assert found == []


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_bars_drawn_under_real_fibres(data, render_bar, look):
    missed = []
    for k, path in enumerate(sorted((data / "sem" / "fibres").rglob("*.png"))[::5]):
        with gm.open(path) as m:
            fibres = gm.to_grey(m.pixels())
        height, width = fibres.shape
        for part in (0.04, 0.08, 0.15):
            rows = int(height * part)
            bar = render_bar(width, rows, *look, ruled=k % 2 == 0, cells=k % 3 == 0)
            if not near(find_bar(np.vstack([fibres, bar])), (0, height, width, rows)):
                missed.append((path.name, part))
    assert missed == []


def test_the_bundled_samples(samples):
    """Those that were drawn with a bar have one, sharp, charged or defocused; the others have none."""
    bars = {}
    for path in sorted(samples.glob("*.tif")):
        with gm.open(path) as m:
            assert m.pixel_size is not None
            assert m.metadata["synthetic"] == "yes"
            bars[path.stem] = m.bar
    drawn = {stem: bar for stem, bar in bars.items() if "barra" in stem}
    assert len(drawn) >= 3
    assert all(near(bar, (0, 480, 640, 48), slack=0) for bar in drawn.values())
    assert all(bar is None for stem, bar in bars.items() if stem not in drawn)
