import csv

import pytest

from geodesk.cli import main
from geodesk.collection import Collection
from tests.unit.jobs import pictures


@pytest.mark.parametrize(("lang", "word"), [("en", "threshold"), ("es", "umbral")])
def test_one_report_with_its_tables(tmp_path, capsys, lang, word):
    for n in range(3):
        pictures.grey(tmp_path / "set", f"p{n}.png", 60 + n * 60)
    (tmp_path / "set" / "bad.png").write_text("text")
    model = pictures.model(tmp_path / "m.onnx")
    out = tmp_path / "report"
    command = ["overview", str(tmp_path / "set"), "--out", str(out), "--model", str(model), "--lang", lang]
    assert main(command) == 1
    page = (out / "index.html").read_text("utf-8")
    assert page.count("<img") == 3 and page.count("<polyline") == 3 * 4 and word in page
    assert "bad.png" in page and "http" not in page
    with (out / "predictions.csv").open(newline="") as stream:
        assert len(list(csv.DictReader(stream))) == 4
    assert len(Collection.open(tmp_path / "set").predictions.last()) == 4


def test_the_samples_are_called_synthetic(samples, tmp_path, capsys):
    model = pictures.model(tmp_path / "m.onnx")
    files = sorted(str(file) for file in samples.glob("sem_*.tif"))
    assert files
    assert main(["overview", *files, "--out", str(tmp_path / "r"), "--model", str(model)]) == 0
    page = (tmp_path / "r" / "index.html").read_text("utf-8")
    assert page.count(">synthetic<") == len(files)
    assert page.count("information bar left out") == len(files)
    assert "dark" in page or "bright" in page
