"""The library examples of the README, run as they stand on a barred micrograph."""

import re
import shutil
from pathlib import Path

from geodesk.collection import Picture
from geodesk.jobs.characterise import characterise_one
from geodesk.jobs.inputs import gather

README = Path(__file__).parents[2] / "README.md"


def test_the_examples_leave_the_information_bar_out_as_the_program_does(data, tmp_path, monkeypatch, capsys):
    shutil.copy(data / "sem" / "vendor" / "fei_gelatin_31.0nm.tif", tmp_path / "frame.tif")
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) >= 2
    names: dict[str, object] = {}
    for block in blocks:
        exec(block, names)  # noqa: S102 - our own README
    item: Picture = gather([tmp_path / "frame.tif"]).items[0]
    found = characterise_one(item, threshold="otsu", r_max=9, page=None, threads=None)
    assert names["s2"].probability[:10].tolist() == found.curves["x"].two_point[1].probability.tolist()
    assert "FEI" in capsys.readouterr().out
