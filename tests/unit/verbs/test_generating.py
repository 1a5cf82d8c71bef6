"""``geodesk generate`` as scripts use it."""

import pytest

from geodesk.cli import main
from tests.unit.jobs import pictures
from tests.unit.models.generators import blobs


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return blobs(tmp_path_factory.mktemp("generator") / "blobs.onnx")


def run(*arguments):
    return main([str(one) for one in arguments])


def names(folder):
    return sorted(file.name for file in folder.iterdir())


def test_a_series_has_the_names_of_the_contract(model, tmp_path, capsys):
    out = tmp_path / "new" / "out"
    command = ("generate", "--model", model, "--count", 3, "--seed", 7, "--out", out, "--device", "cpu")
    assert run(*command) == 0
    assert names(out) == ["blobs-7-000000.tif", "blobs-7-000001.tif", "blobs-7-000002.tif"]
    assert "3 of 3" in capsys.readouterr().err
    assert run(*command, "--resume", "--quiet") == 0
    assert capsys.readouterr() == ("", "")


def test_the_nearest_are_kept_and_printed(model, tmp_path, capsys):
    run("generate", "--model", model, "--count", 3, "--out", tmp_path / "a", "--size", "64x96", "--quiet")
    reference = tmp_path / "a" / "blobs-0-000002.tif"
    like = ("--like", reference, "--keep", 2, "--weights", "1,0.5", "--phase", 1, "--rmax", 20)
    common = ("generate", "--model", model, "--count", 8, "--size", "64x96", "--quiet")
    assert run(*common, "--out", tmp_path / "b", *like) == 0
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == 2 and printed[0] == "blobs-0-000002.tif: 0 (S2 0, L 0)"
    assert len(list((tmp_path / "b").glob("*.tif"))) == 2 and (tmp_path / "b" / "distances.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--size", 70), "try 64"),
        (("--size", "64x64x64"), "2 sides"),
        (("--keep", 3), "give --like"),
        (("--like", "x.tif"), "Say with --keep"),
        (("--like", "x.tif", "--keep", 2, "--resume"), "leave --resume out"),
        (("--like", "x.tif", "--keep", 2, "--weights", "0,0"), "at least one of S2 and L"),
        (("--like", "absent.tif", "--keep", 2), "absent.tif"),
        (("--device", "abacus"), "There is no device"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_run(model, tmp_path, capsys, arguments, sentence):
    assert run("generate", "--model", model, "--count", 2, "--out", tmp_path / "o", *arguments) == 2
    assert sentence in capsys.readouterr().err
    assert not list(tmp_path.glob("o/*.tif"))


@pytest.mark.parametrize("bad", [("--seed", "-1"), ("--seed", 1 << 64), ("--count", 0), ("--weights", "1")])
def test_numbers_out_of_range_are_usage_errors(model, tmp_path, bad):
    with pytest.raises(SystemExit) as left:
        run("generate", "--model", model, "--count", 2, "--out", tmp_path / "o", *bad)
    assert left.value.code == 2


def test_a_classifier_is_refused(tmp_path, capsys):
    other = pictures.model(tmp_path / "brightness.onnx")
    assert run("generate", "--model", other, "--count", 1, "--out", tmp_path / "o") == 2
    assert "a generator is needed here" in capsys.readouterr().err


def test_a_generator_that_fails_its_card_is_not_run_unasked(tmp_path, capsys):
    path = blobs(tmp_path / "m.onnx", test={"seed": 1, "size": [70, 70], "output": ""})
    command = ("generate", "--model", path, "--count", 1, "--out", tmp_path / "o")
    assert run(*command) == 2
    assert "generate --allow-failed" in capsys.readouterr().err
    assert run(*command, "--allow-failed") == 0


def test_a_series_cut_short_says_how_to_go_on(model, tmp_path, capsys, monkeypatch):
    from geodesk.collection.errors import unwritable
    from geodesk.jobs import generate

    real, written = generate.write_synthetic, []

    def full(file, *arguments, **options):
        if written:
            raise unwritable(str(file), OSError(28, "No space left on device"))
        written.append(file)
        real(file, *arguments, **options)

    monkeypatch.setattr(generate, "write_synthetic", full)
    out = tmp_path / "o"
    assert run("generate", "--model", model, "--count", 4, "--out", out) == 1
    told = capsys.readouterr().err
    assert "Disk full" in told and "1 of 4 pictures are kept; go on with --resume" in told
    assert names(out) == ["blobs-0-000000.tif"]
