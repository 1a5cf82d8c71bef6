"""The lineal path at every threshold, looked up, against the one counted at that threshold."""

import numpy as np
import pytest

from geodesk.morphology import LinealPathTable, NoPixels, correlations

TYPES = ["uint8", "bool", "uint16", "int16", "int64", "float32", "float64", ">u2", ">f4"]


def check(table, pixels, threshold, r_max, mask=None):
    """What is looked up is what is counted at the threshold that the table says."""
    found = table.at(threshold)
    axes = list(range(-1, -pixels.ndim - 1, -1))
    lags = [min(r_max, pixels.shape[axis] - 1) for axis in axes]
    counted = correlations(pixels, axes, lags, mask=mask, threshold=found.threshold)
    assert list(found.lineal_path) == list("xyz"[: pixels.ndim])
    for axis, name in zip(axes, "xyz", strict=False):
        for phase in (0, 1):
            direct = counted[pixels.ndim + axis].lineal_path[phase]
            assert found.lineal_path[name][phase].counts.tolist() == direct.counts.tolist()
            assert found.lineal_path[name][phase].totals.tolist() == direct.totals.tolist()
    return found


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("masked", [False, True])
def test_few_levels_give_every_threshold_exactly(dtype, masked):
    generator = np.random.default_rng(TYPES.index(dtype))
    for shape in ((40, 70), (70, 1), (1, 1), (1, 130), (7, 9, 12)):
        levels = generator.choice([2, 4, 250])
        pixels = generator.integers(0, levels, shape)
        if dtype == "int16":
            pixels = pixels - 100
        elif dtype != "uint8":
            pixels = pixels * 100 / (7 if "f" in dtype else 1)
        pixels = pixels.astype(dtype)
        mask = generator.random(shape) < 0.8 if masked else None
        if mask is not None:
            mask.flat[0] = True
        r_max = int(generator.integers(100))
        table = LinealPathTable.of(pixels, r_max, mask=mask)
        assert table.complete
        values = pixels.astype(float).ravel()
        for threshold in [
            *generator.choice(values, 3),
            values.min() - 1,
            values.max(),
            values.max() + 9,
            63.5,
        ]:
            found = check(table, pixels, float(threshold), r_max, mask)
            assert found.exact and found.threshold == threshold


def test_all_thresholds_of_eight_bits():
    pixels = np.random.default_rng(1).integers(0, 256, (60, 90), np.uint8)
    pixels = np.maximum(pixels, np.roll(pixels, 1, 1))
    table = LinealPathTable.of(pixels, 20)
    for threshold in range(-1, 257):
        assert check(table, pixels, threshold, 20).exact


@pytest.mark.parametrize("kind", ["uint16", "int32", "float64", "skewed", "spiked", "many"])
def test_many_levels_give_a_threshold_nearby_and_say_which(kind):
    generator = np.random.default_rng(2)
    shape = (300, 310) if kind == "many" else (80, 90)
    pixels = {
        "uint16": lambda: generator.integers(0, 65536, shape).astype(np.uint16),
        "int32": lambda: generator.integers(-(10**9), 10**9, shape).astype(np.int32),
        "float64": lambda: generator.normal(size=shape),
        "skewed": lambda: np.exp(3 * generator.normal(size=shape)).astype(np.float32),
        "spiked": lambda: np.where(generator.random(shape) < 0.7, 0, generator.integers(0, 5000, shape)),
        "many": lambda: generator.normal(size=shape),  # more levels than are told apart
    }[kind]()
    table = LinealPathTable.of(pixels, 30)
    assert not table.complete and len(table.thresholds) <= 256
    for threshold in np.quantile(pixels, np.linspace(0.003, 0.997, 30)):
        found = check(table, pixels, float(threshold), 30)
        share = abs((pixels > threshold).mean() - (pixels > found.threshold).mean())
        assert share < 1 / 254
        assert found.threshold in table.thresholds
        assert found.exact == (found.threshold == threshold)
    below, above = float(pixels.min()) - 1, float(pixels.max())
    assert check(table, pixels, below, 30).lineal_path["x"][1].probability.tolist() == [1.0] * 31
    assert check(table, pixels, above, 30).lineal_path["x"][0].probability.tolist() == [1.0] * 31
    assert table.at(below).exact and table.at(above).exact and table.at(above + 5).exact


def test_pixels_that_are_not_finite_are_left_out():
    generator = np.random.default_rng(3)
    pixels = generator.integers(0, 50, (40, 60)).astype(np.float32)
    pixels[generator.random(pixels.shape) < 0.1] = np.nan
    pixels[generator.random(pixels.shape) < 0.1] = np.inf
    mask = generator.random(pixels.shape) < 0.9
    for chosen in (None, mask):
        table = LinealPathTable.of(pixels, 25, mask=chosen)
        for threshold in (-1, 0, 20, 20.5, 49, 60):
            check(table, pixels, threshold, 25, chosen)


def test_layouts_directions_threads_and_lags():
    pixels = np.random.default_rng(4).integers(0, 256, (1100, 1200), np.uint8)
    alone = LinealPathTable.of(pixels, 10, threads=1).at(90)
    for other in (
        LinealPathTable.of(pixels, 10, threads=3),
        LinealPathTable.of(np.asfortranarray(pixels), 10),
        LinealPathTable.of(np.pad(pixels, 3)[3:-3, 3:-3], 10, mask=np.ones(pixels.shape, bool)),
    ):
        for name, paths in other.at(90).lineal_path.items():
            for one, two in zip(paths, alone.lineal_path[name], strict=True):
                assert one.counts.tolist() == two.counts.tolist()
    assert list(LinealPathTable.of(pixels, 0, ["y"]).at(90).lineal_path) == ["y"]
    few = LinealPathTable.of(pixels[:20, :30], 256).at(90)
    assert len(few.lineal_path["x"][0].counts) == 30 and len(few.lineal_path["y"][0].counts) == 20


def test_what_makes_no_sense_is_refused():
    pixels = np.ones((20, 30), np.uint8)
    for wrong, message in (
        ({"r_max": -1}, "negative"),
        ({"directions": ["z"]}, "'z'"),
        ({"directions": ["diag1"]}, "'diag1'"),
        ({"mask": np.ones((3, 3), bool)}, "mask has shape"),
        ({"pixels": pixels[0]}, "2 or 3 dimensions"),
        ({"pixels": pixels[:0]}, "no pixels"),
    ):
        with pytest.raises(ValueError, match=message):
            LinealPathTable.of(**({"pixels": pixels} | wrong))
    with pytest.raises(TypeError, match="grey"):
        LinealPathTable.of(pixels.astype(complex))
    with pytest.raises(ValueError, match="NaN"):
        LinealPathTable.of(pixels).at(np.nan)
    for nothing in (np.full((3, 3), np.nan), np.full((3, 3), np.inf)):
        with pytest.raises(NoPixels):
            LinealPathTable.of(nothing)
