"""Curves of a moving threshold are those of `directional`, with L from the table."""

import numpy as np
import pytest

from geodesk.morphology import LinealPathTable, directional
from geodesk.morphology.sweep import swept


def grey_of(shape, kind, seed):
    rng = np.random.default_rng(seed)
    if kind == "f":
        grey = rng.integers(0, 40, shape).astype(np.float32) / 8
        grey[rng.random(shape) < 0.05] = np.nan
        return grey
    return rng.integers(0, 200, shape).astype(kind)


@pytest.mark.parametrize("kind", ["u1", "u2", "f"])
@pytest.mark.parametrize("shape", [(37, 70), (130, 65), (5, 20, 33)])
def test_the_counts_are_those_of_directional(shape, kind):
    grey = grey_of(shape, kind, sum(shape))
    table = LinealPathTable.of(grey, 24)
    assert table.complete
    for threshold in (0, 1.5, 60, 199, 500):
        found = swept(grey, threshold, table, 24)
        lags = {name: len(both.distance) - 1 for name, both in found.items()}
        wanted = directional(grey, list(found), lags, threshold=threshold)
        assert list(found) == list("xyz"[: len(shape)])
        for name, both in found.items():
            assert both.axis == wanted[name].axis and np.array_equal(both.distance, wanted[name].distance)
            for function in ("two_point", "lineal_path"):
                for ours, theirs in zip(
                    getattr(both, function), getattr(wanted[name], function), strict=True
                ):
                    assert np.array_equal(ours.counts, theirs.counts)
                    assert np.array_equal(ours.totals, theirs.totals)


def test_lags_beyond_the_table_are_refused():
    grey = grey_of((60, 80), "u1", 1)
    table = LinealPathTable.of(grey, 10, ["x"])
    assert len(swept(grey, 50, table, 7)["x"].distance) == 8
    with pytest.raises(ValueError, match="no lags up to 11"):
        swept(grey, 50, table, 11)
    with pytest.raises(ValueError, match="along y"):
        swept(grey, 50, table, 5, ["y"])
