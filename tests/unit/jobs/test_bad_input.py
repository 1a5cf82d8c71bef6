"""Bad input: one clear row each, and the rest of the batch goes on."""

import csv
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from geodesk.cli import main
from tests.unit.jobs import bad_files, pictures
from tests.unit.models.graphs import brightness, card_document, with_card


@pytest.fixture(scope="module")
def zoo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("zoo") / "set"
    bad, good = bad_files.write_all(folder)
    return folder, bad, good


def table(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def a_sentence(text):
    return 10 < len(text) < 400 and "Traceback" not in text and "Unexpected" not in text and "\n" not in text


def test_classify_gives_one_row_each(zoo, tmp_path, capfd):
    folder, bad, good = zoo
    model = pictures.model(tmp_path / "m.onnx")
    assert main(["classify", str(folder), "--model", str(model), "--out", str(tmp_path / "o.csv")]) == 1
    rows = {row["path"]: row for row in table(tmp_path / "o.csv")}
    assert {path for path, row in rows.items() if not row["error"]} == good
    assert bad <= {path for path, row in rows.items() if row["error"]}
    assert all(a_sentence(row["error"]) for row in rows.values() if row["error"])
    assert not any(path.startswith("loop") for path in rows) and "a_folder.png" not in rows
    assert rows["equal.png"]["id"] == "equal.png" and rows["equal/equal.png"]["id"] == "equal/equal.png"
    assert "Traceback" not in capfd.readouterr().err


def test_characterise_and_info_give_one_row_each(zoo, tmp_path, capfd):
    folder, bad, good = zoo
    summary = tmp_path / "s.csv"
    assert (
        main(["characterise", str(folder), "--out", str(tmp_path / "c.csv"), "--summary", str(summary)]) == 1
    )
    rows = {row["path"]: row for row in table(summary)}
    assert bad <= {path for path, row in rows.items() if a_sentence(row["error"])}
    assert {path for path, row in rows.items() if not row["error"]} == good
    capfd.readouterr()
    assert main(["info", str(folder), "--json"]) == 1
    records = {r["path"]: r for r in map(json.loads, capfd.readouterr().out.splitlines())}
    # A header may be whole where the pixels behind it are not.
    assert {"empty.tif", "text.png", "header_only.tif", "bomb.png"} <= {
        p for p, r in records.items() if "error" in r
    }
    assert all(a_sentence(r["error"]) for r in records.values() if "error" in r)


def test_it_is_said_in_spanish_too(zoo, tmp_path, capsys):
    folder, _, _ = zoo
    main(["info", str(folder / "empty.tif"), "--json", "--lang", "es"])
    text = json.loads(capsys.readouterr().out)["error"]
    assert "vacío" in text


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="needs Linux's /proc")
def test_memory_stays_bounded(zoo, tmp_path):
    """The bombs claim 3.6 GB each; the whole batch must do with far less."""
    folder, _, _ = zoo
    model = pictures.model(tmp_path / "m.onnx")
    code = (
        "import pathlib, re, sys\nfrom geodesk.cli import main\n"
        "main(sys.argv[1:])\n"
        # getrusage would tell of the parent's memory too: the kernel carries it over the start of a child.
        "print(int(re.search(r'VmHWM:\\s*(\\d+)', pathlib.Path('/proc/self/status').read_text())[1]) // 1024)"
    )
    arguments = ["classify", str(folder), "--model", str(model), "--out", str(tmp_path / "o.csv"), "--quiet"]
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    assert int(done.stdout.split()[-1]) < 900


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="POSIX permissions")
def test_a_file_and_a_folder_without_permission():
    """Run as an ordinary user: root may read everything.

    The folder lies outside pytest's own, which another session may close to other users at any time.
    """
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        base.chmod(0o755)
        pictures.grey(base / "set", "open.png", 100)
        closed = pictures.grey(base / "set", "closed.png", 100)
        inner = pictures.grey(base / "set" / "inner", "p.png", 100).parent
        (base / "home").mkdir()
        (base / "home").chmod(0o777)
        closed.chmod(0)
        inner.chmod(0)
        done = _as_an_ordinary_user(base, "info", base / "set", "--json")
        inner.chmod(0o755)
    records = {r["path"]: r for r in map(json.loads, done.stdout.splitlines())}
    assert "open.png" in records, done.stderr
    assert "error" not in records["open.png"]
    assert a_sentence(records["closed.png"]["error"])
    assert "inner" in done.stderr and done.returncode == 1


def _as_an_ordinary_user(base, *arguments):
    # The first run imports everything while the interpreter's own files can still be read.
    code = (
        "import contextlib, io, os, sys\nfrom geodesk.cli import main\n"
        "with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):\n"
        "    main(sys.argv[1:])\n"
        "os.geteuid() or os.seteuid(65534)\n"
        "sys.exit(main(sys.argv[1:]))"
    )
    home = {"GEODESK_DATA_HOME": str(base / "home"), "GEODESK_CACHE": str(base / "home")}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | home)


class TestModels:
    """A model that cannot be used runs nothing: exit code 2 and one sentence."""

    @pytest.fixture
    def refused(self, tmp_path, capsys):
        pictures.grey(tmp_path / "set", "p.png", 100)

        def run(model):
            out = tmp_path / "o.csv"
            code = main(["classify", str(tmp_path / "set"), "--model", str(model), "--out", str(out)])
            assert code == 2 and not out.exists()
            return capsys.readouterr().err

        return run

    def test_of_another_task(self, tmp_path, refused):
        path = with_card(tmp_path / "g.onnx", brightness(tmp_path / "g.onnx"), card_document(task="generate"))
        assert "generates pictures" in refused(path)

    def test_truncated(self, tmp_path, refused):
        path = pictures.model(tmp_path / "t.onnx")
        path.write_bytes(path.read_bytes()[:-200])
        assert "not a whole ONNX model" in refused(path)

    def test_text_and_picture_and_folder(self, tmp_path, refused):
        (tmp_path / "text.onnx").write_text("hello")
        assert "not a whole ONNX model" in refused(tmp_path / "text.onnx")
        assert "not a whole ONNX model" in refused(pictures.grey(tmp_path, "p.png", 9))
        assert "no model" in refused(tmp_path)

    def test_a_broken_card(self, tmp_path, refused):
        document = card_document(labels=[{"id": "A"}])
        path = tmp_path / "c.onnx"
        model = brightness(path)
        with_card(path, model, document, digest=False)
        assert "card is not valid" in refused(path)


def test_a_folder_that_is_a_file_or_absent(tmp_path, capsys):
    (tmp_path / "f.txt").write_text("x")
    for folder in (tmp_path / "f.txt", tmp_path / "absent"):
        assert main(["labels", "export", str(folder), str(tmp_path / "o.csv")]) == 2
        assert capsys.readouterr().err.startswith("geodesk: ")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"name,class\na,b\n",
        b"id,label\n",
        "id,label,path\nñ.png,Sí,ñ.png\n".encode("latin-1"),
        b"\x00\x01\x02",
    ],
    ids=["empty", "columns", "missing path", "latin-1", "binary"],
)
def test_a_bad_csv_changes_nothing(tmp_path, capsys, content):
    pictures.grey(tmp_path / "set", "ñ.png", 100)
    (tmp_path / "in.csv").write_bytes(content)
    code = main(["labels", "import", str(tmp_path / "set"), str(tmp_path / "in.csv")])
    captured = capsys.readouterr()
    if code == 2:
        assert captured.err.startswith("geodesk: ") and len(captured.err) < 500
    main(["labels", "export", str(tmp_path / "set"), str(tmp_path / "o.csv")])
    assert table(tmp_path / "o.csv") == []
