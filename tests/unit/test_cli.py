"""The command line as scripts use it: real files in, exit codes and CSV out."""

import csv
import json
import os
import signal
import struct
import subprocess
import sys
import time

import numpy as np
import pytest
from PIL import Image

from geodesk.cli import main
from tests.unit.jobs import pictures
from tests.unit.models.graphs import brightness, card_document


@pytest.fixture
def folder(tmp_path):
    for n, level in enumerate((20, 90, 160, 240)):
        pictures.grey(tmp_path / "set", f"p{n}.png", level)
    pictures.grey(tmp_path / "set" / "más", "p0.png", 200)
    return tmp_path / "set"


@pytest.fixture
def model(tmp_path):
    return pictures.model(tmp_path / "brightness.onnx")


def table(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def run(*arguments):
    return main([str(a) for a in arguments])


def test_classify_writes_one_row_a_file_with_ids_of_the_contract(folder, model, tmp_path, capsys):
    assert run("classify", folder, "--model", model, "--out", tmp_path / "o.csv") == 0
    rows = table(tmp_path / "o.csv")
    assert [(r["id"], r["path"]) for r in rows] == [
        ("más/p0.png", "más/p0.png"),
        ("p0.png", "p0.png"),
        ("p1.png", "p1.png"),
        ("p2.png", "p2.png"),
        ("p3.png", "p3.png"),
    ]


def test_classify_exit_codes(folder, model, tmp_path, capsys):
    (folder / "bad.png").write_text("text")
    assert run("classify", folder, "--model", model, "--out", tmp_path / "o.csv", "--quiet") == 1
    assert "bad.png" in capsys.readouterr().err
    assert run("classify", folder / "p1.png", "--model", model, "--out", tmp_path / "o.csv") == 0
    assert table(tmp_path / "o.csv")[0]["path"] == str(folder / "p1.png")
    capsys.readouterr()
    for arguments in (
        ("classify", folder, "--model", "no-such", "--out", tmp_path / "o.csv"),
        ("classify", folder, "--model", model, "--out", tmp_path / "absent" / "o.csv"),
        ("classify", folder, "--model", model, "--out", tmp_path / "o.csv", "--device", "abacus"),
    ):
        assert run(*arguments) == 2
        assert capsys.readouterr().err.startswith("geodesk: ")
    (tmp_path / "empty").mkdir()
    assert run("classify", tmp_path / "empty", "--model", model, "--out", tmp_path / "e.csv") == 2


def test_a_missing_file_is_a_row(model, tmp_path, capsys):
    absent = tmp_path / "absent.png"
    assert run("classify", absent, "--model", model, "--out", tmp_path / "o.csv") == 1
    (row,) = table(tmp_path / "o.csv")
    assert row["error"] and row["path"] == str(absent)


def test_usage_errors_exit_2(capsys):
    for arguments in ([], ["classify"], ["nonsense"], ["characterise", "x", "--out", "y", "--rmax", "-1"]):
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        assert caught.value.code == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "faltan argumentos: ORDEN"),
        (("classify", "x"), "faltan argumentos: --model, --out"),
        (("info", "x", "--deep"), "argumentos que no se conocen: --deep"),
        (("fly",), "valor no admitido: 'fly' (elija entre"),
        (("classify", "x", "--model"), "argumento --model: se esperaba un valor"),
        (("classify", "x", "--model", "m", "--out", "o", "--batch", "many"), "argumento --batch: "),
    ],
)
def test_usage_errors_speak_spanish(arguments, sentence, capsys):
    with pytest.raises(SystemExit) as left:
        main(["--lang", "es", *arguments])
    said = capsys.readouterr().err
    assert left.value.code == 2 and said.startswith("uso: ") and sentence in said


def test_a_model_without_a_card_is_asked_once_and_remembered(folder, tmp_path, capsys):
    foreign = tmp_path / "foreign.onnx"
    brightness(foreign)
    command = ("classify", folder, "--model", foreign, "--out", tmp_path / "o.csv")
    assert run(*command) == 2 and "--labels" in capsys.readouterr().err
    assert run(*command, "--labels", "OSCURA,CLARA") == 2
    assert run(*command, "--labels", "OSCURA,CLARA", "--input-range", "0..255") == 0
    assert run(*command) == 0
    assert {r["label"] for r in table(tmp_path / "o.csv")} == {"OSCURA", "CLARA"}
    # A wrong answer is not remembered, and half an answer is not ignored.
    assert run(*command, "--labels", "A,B,C", "--input-range", "0..1") == 2
    assert run(*command, "--input-range", "0..1") == 2
    assert run(*command) == 0


def test_labels_by_hand_by_rule_and_out_again(folder, model, tmp_path, capsys):
    run("classify", folder, "--model", model, "--out", tmp_path / "o.csv", "--quiet")
    assert run("labels", "set", folder, "p1.png", "NO", "--annotator", "ana") == 0
    capsys.readouterr()
    assert run("labels", "set", folder, "--where", "p_BRIGHT>=0.6", "YES") == 0
    assert "3 match" in capsys.readouterr().out
    assert run("labels", "export", folder, tmp_path / "l.csv") == 0
    assert [(r["path"], r["label"]) for r in table(tmp_path / "l.csv")] == [
        ("más/p0.png", "YES"),
        ("p1.png", "NO"),
        ("p2.png", "YES"),
        ("p3.png", "YES"),
    ]
    assert run("labels", "export", folder, tmp_path / "all.csv", "--all") == 0
    assert {"annotator", "time"} <= set(table(tmp_path / "all.csv")[0])
    assert run("labels", "undo", folder) == 0
    run("labels", "export", folder, tmp_path / "l.csv")
    assert [r["label"] for r in table(tmp_path / "l.csv")] == ["NO"]
    assert run("labels", "redo", folder) == 0
    run("labels", "export", folder, tmp_path / "l.csv")
    assert len(table(tmp_path / "l.csv")) == 4
    capsys.readouterr()
    assert run("labels", "history", folder, "p2.png") == 0
    assert len(capsys.readouterr().out.splitlines()) == 3


def test_labels_import_is_whole_or_not_at_all(folder, tmp_path, capsys):
    (tmp_path / "in.csv").write_text("id,label,path\np1.png,YES,p1.png\nghost.png,NO,ghost.png\n")
    assert run("labels", "import", folder, tmp_path / "in.csv") == 2
    assert "ghost.png" in capsys.readouterr().err
    run("labels", "export", folder, tmp_path / "l.csv")
    assert table(tmp_path / "l.csv") == []
    (tmp_path / "in.csv").write_text("id;label;path\np1.png;'=YES;p1.png\n")
    assert run("labels", "import", folder, tmp_path / "in.csv") == 0
    run("labels", "export", folder, tmp_path / "l.csv")
    assert table(tmp_path / "l.csv")[0]["label"] == "'=YES"


@pytest.mark.parametrize("expression", ["p_YES>=", "nonsense", "p_GREEN>0.5", "__import__('os')"])
def test_a_bad_rule_is_a_sentence(folder, model, tmp_path, capsys, expression):
    run("classify", folder, "--model", model, "--out", tmp_path / "o.csv", "--quiet")
    capsys.readouterr()
    assert run("labels", "set", folder, "--where", expression, "X") == 2
    assert capsys.readouterr().err.startswith("geodesk: ")


def test_a_moved_picture_is_relinked(folder, tmp_path, capsys):
    run("labels", "set", folder, "p1.png", "YES")
    (folder / "sub").mkdir()
    (folder / "p1.png").rename(folder / "sub" / "p1.png")
    assert run("labels", "relink", folder) == 0
    assert "p1.png (YES) → sub/p1.png" in capsys.readouterr().out
    assert run("labels", "relink", folder, "--apply") == 0
    run("labels", "export", folder, tmp_path / "l.csv")
    assert table(tmp_path / "l.csv")[0]["path"] == "sub/p1.png"


def test_info_is_one_json_object_a_line(data, capsys):
    files = sorted((data / "sem" / "vendor").iterdir())
    assert run("info", *files, "/no/such.tif", "--json") == 1
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(records) == len(files) + 1
    missing = {"path", "error"}
    assert sum(set(record) == missing for record in records) == 1
    for record in (record for record in records if set(record) != missing):
        keys = "path width height pages channels dtype pixel_size_m pixel_size_source instrument bar"
        assert {*keys.split(), "metadata", "sha256"} <= set(record)
    capsys.readouterr()
    barred = next(file for file in files if file.name == "fei_gelatin_31.0nm.tif")
    assert run("info", barred, "--lang", "es") == 0
    said = capsys.readouterr().out
    assert "tamaño de píxel: 31,0059 nm (FEI" in said
    assert "barra de información: x 0, y 884, 1024 × 59 px" in said


def test_a_picture_that_no_threshold_parts_is_named(folder, tmp_path, capsys):
    Image.fromarray(np.full((30, 40), 50, np.uint8)).save(folder / "liso.png")
    arguments = ("characterise", folder, "--out", tmp_path / "c.csv", "--rmax", 3, "--lang", "es")
    assert run(*arguments) == 0
    (line,) = [line for line in capsys.readouterr().err.splitlines() if "una sola fase" in line]
    assert line.endswith(": liso.png")


def test_characterise_writes_curves_and_summary(folder, tmp_path, capsys):
    arguments = ("characterise", folder, "--out", tmp_path / "c.csv", "--summary", tmp_path / "s.csv")
    assert run(*arguments, "--rmax", 5, "--quiet") == 0
    rows = table(tmp_path / "c.csv")
    assert list(rows[0]) == "id,phase,direction,lag_px,lag_m,s2,lineal_path".split(",")
    assert [row["direction"] for row in rows[:30:6]] == ["x", "y", "diag1", "diag2", "radial"]
    assert len(rows) == 5 * 2 * 5 * 6
    assert len(table(tmp_path / "s.csv")) == 5


def test_models_are_listed_with_badge_score_and_licence(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("GEODESK_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("GEODESK_RESOURCES", str(tmp_path / "none"))
    (tmp_path / "models").mkdir()
    pictures.model(tmp_path / "models" / "mine.onnx", licence="CC0")
    assert run("models") == 0
    text = capsys.readouterr().out
    assert "[verified]" in text and "CC0" in text and "outside set: none" in text
    (tmp_path / "models" / "torn.onnx").write_bytes(b"x")
    assert run("models", "--json") == 1
    assert len(capsys.readouterr().out.splitlines()) == 2


@pytest.mark.parametrize(("lang", "word"), [("es", "ORDEN"), ("en", "COMMAND")])
def test_help_speaks_both_languages(lang, word, monkeypatch, capsys):
    from geodesk.language import set_language

    set_language(lang)
    with pytest.raises(SystemExit):
        main(["--help"])
    assert word in capsys.readouterr().out


@pytest.mark.parametrize("lang", ["es", "en"])
def test_every_command_tells_its_help(lang, capsys):
    from geodesk.cli import verbs

    for verb in verbs():
        with pytest.raises(SystemExit) as left:
            main(["--lang", lang, verb, "--help"])
        assert left.value.code == 0 and f"geodesk {verb}" in capsys.readouterr().out


def test_help_does_not_load_what_it_does_not_need():
    code = (
        "import sys\nfrom geodesk.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'numpy', 'onnxruntime', 'PIL', 'tifffile', 'PySide6'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    assert subprocess.run([sys.executable, "-c", code], stdout=subprocess.DEVNULL).returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_ctrl_c_stops_within_a_second_and_resume_gives_the_same_bytes(tmp_path):
    folder = tmp_path / "many"
    for n in range(60):
        pictures.grey(folder, f"p{n:03d}.png", n, size=(600, 400))
    spec = card_document()["input"] | {"tile": {"size": 64, "reduce": "median", "pad": "reflect"}}
    model = pictures.model(tmp_path / "m.onnx", input=spec)
    base = [sys.executable, "-m", "geodesk.cli", "classify", str(folder), "--model", str(model), "--quiet"]
    assert subprocess.run([*base, "--out", str(tmp_path / "whole.csv")]).returncode == 0
    command = [*base, "--out", str(tmp_path / "pieces.csv")]
    interrupted = 0
    for attempt in range(30):
        kept = _bytes_in(folder / ".geodesk")
        process = subprocess.Popen(
            [*command, *(["--resume"] if attempt else [])],
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a background shell ignores it
        )
        while process.poll() is None and _bytes_in(folder / ".geodesk") == kept:
            time.sleep(0.01)
        if process.poll() is None and interrupted < 4:
            process.send_signal(signal.SIGINT)
            began = time.monotonic()
            if process.wait(30) == 130:
                interrupted += 1
                assert time.monotonic() - began < 5  # a second on an idle machine: see the benchmark
        if process.wait(120) == 0:
            break
    assert interrupted >= 1
    assert (tmp_path / "pieces.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()


def _bytes_in(store):
    return sum(file.stat().st_size for file in store.glob("*.jsonl"))


@pytest.mark.skipif(os.name == "nt", reason="POSIX modes")
def test_a_folder_marked_read_only_stays_untouched(folder, model, tmp_path, capsys):
    folder.chmod(0o555)
    try:
        assert run("classify", folder, "--model", model, "--out", tmp_path / "o.csv", "--quiet") == 0
        assert run("labels", "set", folder, "--where", "p_BRIGHT>=0.6", "YES") == 0
        assert run("labels", "export", folder, tmp_path / "l.csv") == 0
    finally:
        folder.chmod(0o755)
    assert len(table(tmp_path / "l.csv")) == 3
    assert not (folder / ".geodesk").exists()


@pytest.mark.parametrize("victim", ["set/p1.png", "brightness.onnx"])
def test_nothing_that_is_read_is_written_over(folder, model, tmp_path, capsys, victim):
    before = (tmp_path / victim).read_bytes()
    assert run("classify", folder, "--model", model, "--out", tmp_path / victim) == 2
    assert run("characterise", folder, "--out", tmp_path / victim) == 2
    assert run("characterise", folder, "--out", tmp_path / "z.csv", "--summary", tmp_path / "z.csv") == 2
    assert run("labels", "export", folder, tmp_path / victim) == 2
    assert (tmp_path / victim).read_bytes() == before


def test_a_mistyped_folder_runs_nothing(model, tmp_path, capsys):
    (tmp_path / "o.csv").write_text("old")
    assert run("classify", tmp_path / "nodir", "--model", model, "--out", tmp_path / "o.csv") == 2
    assert run("info", tmp_path / "nodir") == 2
    assert (tmp_path / "o.csv").read_text() == "old"


def test_a_model_that_fails_its_card_is_not_run_unasked(folder, model, tmp_path, capsys):
    import onnx

    loaded = onnx.load(model)
    loaded.graph.initializer[0].raw_data = struct.pack("<2f", -1 / 300, 1 / 300)
    onnx.save(loaded, model)
    command = ("classify", folder, "--model", model, "--out", tmp_path / "o.csv")
    assert run(*command) == 2
    assert "digest" in capsys.readouterr().err
    assert run("overview", folder, "--model", model, "--out", tmp_path / "report") == 2
    assert "digest" in capsys.readouterr().err
    assert run(*command, "--allow-failed") == 0
    assert "failed" in capsys.readouterr().err


def test_resume_says_when_there_is_nothing_to_resume(folder, model, tmp_path, capsys):
    command = ("classify", folder, "--model", model, "--out", tmp_path / "o.csv", "--resume")
    assert run(*command) == 0
    assert "starting anew" in capsys.readouterr().err


def test_the_language_may_stand_before_the_command(capsys):
    assert run("--lang", "es", "info", "/no/such/folder") == 2
    assert "No existe" in capsys.readouterr().err


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_output_that_cannot_be_written_is_a_sentence(folder):
    command = [sys.executable, "-m", "geodesk.cli", "info", str(folder), "--json"]
    with open("/dev/full", "w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 2 and "Traceback" not in done.stderr
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, capture_output=True, env=environment)
    assert done.returncode == 0 and "más/p0.png" in done.stdout.decode("utf-8")


def test_models_of_other_tasks_and_without_a_card_are_listed(tmp_path, monkeypatch, capsys):
    from tests.unit.models.generators import blobs
    from tests.unit.models.graphs import with_card

    monkeypatch.setenv("GEODESK_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("GEODESK_RESOURCES", str(tmp_path / "none"))
    (tmp_path / "models").mkdir()
    brightness(tmp_path / "models" / "foreign.onnx")
    quality = {"s2": 0.0123, "floor": {"s2": 0.006}}
    blobs(tmp_path / "models" / "maker.onnx", name="maker", quality=quality)
    path = tmp_path / "models" / "wrong.onnx"
    with_card(path, brightness(path), card_document(task="generate", name="wrong"))
    assert run("models", "--json") == 1  # one cannot be used
    records = {r["name"]: r for r in map(json.loads, capsys.readouterr().out.splitlines())}
    assert records["foreign"]["badge"] == "unverified" and records["foreign"]["task"] is None
    assert records["maker"]["badge"] == "verified" and records["maker"]["task"] == "generate"
    assert records["maker"]["quality"] == quality
    assert records["wrong"]["badge"] is None and "“output”" in records["wrong"]["error"]
    assert run("models") == 1
    assert "RMS to real pictures: S2 0.0123 (chance 0.0060)" in capsys.readouterr().out


def test_samples_by_pattern(data, tmp_path, capsys):
    source = data / "thin-section" / "alteration" / "Epidotization"
    for file in sorted(source.iterdir())[:12]:
        (tmp_path / file.name).write_bytes(file.read_bytes())
    assert run("samples", tmp_path) == 0
    assert {line.split("\t")[0] for line in capsys.readouterr().out.splitlines()} == {"picture"}
    assert run("samples", tmp_path, "--patterns", "field and stage step") == 0
    assert any(line.startswith("series\t") for line in capsys.readouterr().out.splitlines())
    assert run("samples", tmp_path, "--patterns", "no such") == 2
    assert "field and stage step" in capsys.readouterr().err
    assert run("samples", tmp_path, "--patterns") == 0
    assert {line.split("\t")[0] for line in capsys.readouterr().out.splitlines()} == {"picture"}
