"""``geodesk labels agreement|disagreements|merge|relink`` on copies of real pictures."""

import csv
import json
import shutil

import pytest

from geodesk.cli import main
from geodesk.collection import Collection, KeptCaption, Measurement


def run(*arguments):
    return main([str(one) for one in arguments])


def table(file):
    with open(file, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture
def copies(data, tmp_path):
    """Folders with the same six fibre pictures."""

    def make(name, count=6):
        folder = tmp_path / name
        folder.mkdir()
        files = sorted((data / "sem" / "fibres").rglob("*.png"))[:count]
        for number, file in enumerate(files):
            shutil.copyfile(file, folder / f"f{number}.png")
        return folder

    return make


def label(folder, name, **labels):
    for picture, word in labels.items():
        assert run("labels", "set", folder, f"{picture}.png", word, "--annotator", name) == 0


def exported(folder, tmp_path):
    assert run("labels", "export", folder, tmp_path / "out.csv") == 0
    return {row["path"]: row["label"] for row in table(tmp_path / "out.csv")}


def test_two_people_merge_compare_and_decide(copies, tmp_path, capsys):
    here, there = copies("here"), copies("there")
    label(here, "ana", f0="YES", f1="YES", f2="NO", f3="YES")
    label(there, "ben", f0="YES", f1="NO", f2="NO", f4="YES")
    capsys.readouterr()
    assert run("labels", "merge", here, there, "--dry-run") == 0
    assert "4 events" in capsys.readouterr().out
    assert run("labels", "merge", here, there) == 0
    assert run("labels", "merge", here, there) == 0
    assert "nothing new" in capsys.readouterr().out
    assert run("labels", "agreement", here, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    (pair,) = found["cohen"]
    assert (pair["annotators"], pair["samples"], pair["table"]) == (["ana", "ben"], 3, [[1, 0], [1, 1]])
    assert (found["classes"], pair["kappa"], found["fleiss"]["samples"]) == (["NO", "YES"], 0.4, 3)
    assert (found["disputed"], found["adjudicated"]) == (1, 0)
    assert run("labels", "disagreements", here) == 0
    assert capsys.readouterr().out == "100 %  f1.png  ana: YES · ben: NO\n"
    assert run("labels", "set", here, "f1.png", "YES", "--adjudicate", "--annotator", "eva") == 0
    label(here, "ben", f1="NO")  # what he had said already
    capsys.readouterr()
    assert run("labels", "disagreements", here) == 0
    assert capsys.readouterr().err == "Nobody differs.\n"
    assert run("labels", "set", here, "f1.png", "MAYBE", "--annotator", "ben") == 0
    said = capsys.readouterr()
    assert said.out == "f1.png: YES\n" and "that stands" in said.err
    assert run("labels", "disagreements", here, "--json") == 0
    assert json.loads(capsys.readouterr().out) == {
        "id": "f1.png",
        "path": "f1.png",
        "disputed": 1.0,
        "said": {"ana": "YES", "ben": "MAYBE"},
        "label": "YES",
        "adjudicated_by": "eva",
    }
    assert exported(here, tmp_path)["f1.png"] == "YES"


def test_what_came_and_what_does_not_count_is_said_and_so_is_nothing(copies, capsys):
    here, there = copies("here", 2), copies("there", 3)
    assert run("labels", "agreement", here) == 0
    told = capsys.readouterr().out
    assert told.startswith("Nobody has labelled here yet:") and len(told.splitlines()) == 1
    shutil.copyfile(there / "f2.png", there / "f1.png")  # another picture of that name
    label(there, "ben", f0="YES", f1="NO", f2="NO")
    capsys.readouterr()
    assert run("labels", "merge", here, there) == 0
    told = capsys.readouterr().err
    assert "Labels arrived: ben (1)." in told
    assert "by ben (1): they are about another content than the file has here (f1.png)." in told
    assert "by ben (1): their pictures are not in this folder (f2.png)." in told


def test_the_tables_as_csv(copies, tmp_path):
    folder = copies("here")
    label(folder, "ana", f0="YES", f1="YES")
    label(folder, "ben", f0="YES", f1="NO")
    assert run("labels", "agreement", folder, "--out", tmp_path / "a.csv") == 0
    assert [(row["measure"], row["samples"], row["kappa"]) for row in table(tmp_path / "a.csv")] == [
        ("cohen", "2", "0.000000"),
        ("fleiss", "2", "-0.333333"),
    ]
    assert run("labels", "disagreements", folder, "--out", tmp_path / "d.csv") == 0
    (row,) = table(tmp_path / "d.csv")
    assert (row["id"], row["disputed"], row["by_ana"], row["by_ben"]) == ("f1.png", "1.000000", "YES", "NO")


def test_what_cannot_be_compared_is_said_without_a_number(copies, capsys):
    folder = copies("here")
    label(folder, "ana", f0="YES")
    label(folder, "ben", f1="YES")
    capsys.readouterr()
    for language, words in (("en", "No sample has a class from two people"), ("es", "clase de dos personas")):
        assert run("--lang", language, "labels", "agreement", folder) == 0
        out = capsys.readouterr().out
        assert words in out and "nan" not in out and "None" not in out
    label(folder, "ben", f0="YES")
    capsys.readouterr()
    assert run("labels", "agreement", folder) == 0
    assert "Solo se usó una clase" in capsys.readouterr().out


def test_a_renamed_folder_keeps_its_labels_and_a_renamed_file_gets_them_back(copies, tmp_path, capsys):
    folder = copies("here")
    label(folder, "ana", f0="YES", f1="NO")
    folder = folder.rename(tmp_path / "elsewhere")
    assert exported(folder, tmp_path) == {"f0.png": "YES", "f1.png": "NO"}
    (folder / "f1.png").rename(folder / "another name.png")
    assert run("labels", "relink", folder) == 0
    said = capsys.readouterr()
    assert "f1.png (NO) → another name.png  [sha256: the same content]" in said.out
    assert "Nothing was changed" in said.err and exported(folder, tmp_path) == {"f0.png": "YES"}
    assert run("labels", "relink", folder, "--apply") == 0
    assert exported(folder, tmp_path) == {"another name.png": "NO", "f0.png": "YES"}


def test_swapped_names_never_keep_the_labels_of_each_other(copies, tmp_path, capsys):
    folder = copies("here")
    label(folder, "ana", f0="YES", f1="NO")
    (folder / "f0.png").rename(folder / "x")
    (folder / "f1.png").rename(folder / "f0.png")
    (folder / "x").rename(folder / "f1.png")
    capsys.readouterr()
    assert exported(folder, tmp_path) == {}
    assert "f0.png: left out, another picture was labelled" in capsys.readouterr().err
    assert run("labels", "relink", folder, "--apply") == 0
    assert exported(folder, tmp_path) == {"f0.png": "NO", "f1.png": "YES"}


def test_duplicates_are_shown_and_only_a_choice_attaches(copies, tmp_path, capsys):
    folder = copies("here")
    label(folder, "ana", f0="YES")
    shutil.copyfile(folder / "f0.png", folder / "copy a.png")
    (folder / "f0.png").rename(folder / "copy b.png")
    assert run("labels", "relink", folder, "--apply") == 0
    assert "→ copy a.png, copy b.png  [ambiguous" in capsys.readouterr().out
    assert exported(folder, tmp_path) == {}
    assert run("labels", "relink", folder, "--choose", "f0.png=f3.png") == 1
    assert "none of the pictures" in capsys.readouterr().err
    assert run("labels", "relink", folder, "--choose", "f0.png=copy b.png", "--apply") == 0
    assert exported(folder, tmp_path) == {"copy b.png": "YES"}
    assert run("labels", "relink", folder, "--choose", "nonsense") == 2


def test_what_was_measured_counted_and_captioned_comes_from_the_old_folder_too(copies, tmp_path, capsys):
    old = copies("old")
    ana = Collection.open(old, annotator="ana")
    for path in ("f0.png", "f1.png", "f2.png"):
        line = ((1.0, 1.0), (11.0, 1.0))
        ana.measurements.put([Measurement("", path, "length", line, name=path.removesuffix(".png"))])
    grid = ana.points.begin("f1.png", [(1, 1), (2, 2)], (0, 0, 9, 9))
    ana.points.set(grid, {0: "fibre"})
    ana.captions.keep(ana.resolve("f1.png"), KeptCaption("two fibres", {}))
    new = tmp_path / "new"
    new.mkdir()
    shutil.copyfile(old / "f0.png", new / "f0.png")
    shutil.copyfile(old / "f1.png", new / "renamed.png")
    shutil.copyfile(old / "f3.png", new / "f2.png")  # another picture of that name
    before = {log: log.read_bytes() for log in ana.store.glob("*.jsonl")}
    capsys.readouterr()
    assert run("labels", "relink", new, "--from", old) == 0
    said = capsys.readouterr().out
    assert "f1.png (1 measurement, 1 point count, 1 caption) → renamed.png  [sha256" in said
    assert "f2.png (1 measurement) → f2.png  [changed" in said and not (new / ".geodesk").exists()
    assert run("labels", "relink", new, "--from", old, "--apply") == 0
    assert run("measurements", "export", new, tmp_path / "out.csv") == 0
    assert [(row["path"], row["name"]) for row in table(tmp_path / "out.csv")] == [
        ("f0.png", "f0"),
        ("renamed.png", "f1"),
    ]
    found = Collection.open(new, annotator="ana")
    assert found.captions.of("renamed.png").caption == "two fibres"
    assert found.points.states(found.points.grid_of("renamed.png"))[0].label == "fibre"
    assert {log: log.read_bytes() for log in before} == before
    assert run("labels", "undo", new) == 0
    assert Collection.open(new).captions.of("renamed.png") is None


def test_pictures_copied_elsewhere_get_their_labels_from_the_old_folder(copies, tmp_path, capsys):
    old = copies("old")
    label(old, "ana", f0="YES", f1="NO", f2="YES")
    label(old, "ben", f0="NO")
    new = tmp_path / "new"
    (new / "sub").mkdir(parents=True)
    shutil.copyfile(old / "f0.png", new / "f0.png")  # the same place
    shutil.copyfile(old / "f1.png", new / "sub" / "renamed.png")  # another name
    shutil.copyfile(old / "f3.png", new / "f2.png")  # another picture under a labelled name
    capsys.readouterr()
    assert run("labels", "relink", new, "--from", old) == 0
    said = capsys.readouterr().out
    assert "f1.png (NO) → sub/renamed.png" in said and "f2.png (YES) → f2.png  [changed" in said
    assert not (new / ".geodesk").exists()
    assert run("labels", "relink", new, "--from", old, "--apply") == 0
    assert exported(new, tmp_path) == {"f0.png": "NO", "sub/renamed.png": "NO"}
    opinions = Collection.open(new).labels.opinions
    assert {name: one.label for name, one in opinions("f0.png").items()} == {"ana": "YES", "ben": "NO"}
    assert {name: one.label for name, one in opinions("sub/renamed.png").items()} == {"ana": "NO"}
