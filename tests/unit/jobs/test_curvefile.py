"""Curves read back from the files GeoDesk writes, and what is said of other files."""

import numpy as np
import pytest
from PIL import Image

from geodesk.collection import CollectionError
from geodesk.jobs.characterise import characterise
from geodesk.jobs.curvefile import read_curves
from geodesk.jobs.curvetable import write_curves
from geodesk.jobs.inputs import gather
from geodesk.morphology import DIRECTIONS

HEAD = "id,phase,direction,lag_px,lag_m,s2,lineal_path\n"


def test_the_curves_of_pictures_come_back(tmp_path):
    for name, seed in (("=a.png", 1), ("b.png", 2)):
        pixels = np.random.default_rng(seed).integers(0, 255, (20, 30)).astype(np.uint8)
        Image.fromarray(pixels).save(tmp_path / name)
    steps = characterise(gather([tmp_path]).items, directions=DIRECTIONS)
    rows = [row for step in steps for row in step.rows]
    write_curves(iter(rows), tmp_path / "c.csv", None)
    found = {(c.id, c.phase, c.direction): c for c in read_curves(tmp_path / "c.csv")}
    for row in rows:
        for name, both in row.curves.items():
            for phase in (0, 1):
                one = found[row.item.id, phase, name]
                assert one.two_point.values == pytest.approx(
                    both.two_point[phase].probability, abs=1e-11, nan_ok=True
                )
                assert one.lineal_path.pooled == pytest.approx(
                    both.lineal_path[phase].probability, abs=1e-11, nan_ok=True
                )
                assert one.lags.tolist() == list(range(len(both.two_point[phase].counts)))
                assert (one.pictures, one.lengths_m, dict(one.two_point.percentiles)) == (1, None, {})
    assert len(found) == 2 * 2 * 5 and "=a.png" in {key[0] for key in found}


def test_a_spreadsheet_may_have_saved_it_with_semicolons_and_more_columns(tmp_path):
    text = "id;phase;direction;lag_px;lag_m;s2;lineal_path;note\nx;1;x;0;0;0.5;0.5;ok\nx;1;x;2;1e-6;0.25;;\n"
    (tmp_path / "c.csv").write_text(text)
    (one,) = read_curves(tmp_path / "c.csv")
    assert one.lags.tolist() == [0, 2] and one.lengths_m.tolist() == [0, 1e-6]
    assert np.isnan(one.lineal_path.values[1])


@pytest.mark.parametrize("text, words", [
    ("a,b\n1,2\n", "no columns"),
    ("phase,direction,lag_px,lag_m\n1,x,0,0\n", "n is missing"),
    (HEAD, "has no curves"),
    (HEAD + "a,1,x,0,,0.5,0.5\na,1,x,0,,0.5,0.5\n", "Line 3"),
    (HEAD + "a,1,x,0,,half,0.5\n", "“half” does not fit the column s2"),
    (HEAD + "a,1,x,0.5,,0.5,0.5\n", "lag_px"),
    (HEAD + "a,,x,0,,0.5,0.5\n", "phase"),
    (HEAD + "a,1,x,0,,inf,0.5\n", "s2"),
])  # fmt: skip
def test_other_files_are_refused_with_the_line(tmp_path, text, words):
    (tmp_path / "c.csv").write_text(text)
    with pytest.raises(CollectionError, match=words):
        read_curves(tmp_path / "c.csv")
