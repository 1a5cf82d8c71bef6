"""Folders made ready: labels, pairs, groups, duplicates, corrupt files, splits by group."""

import csv
import io
import json
import shutil
from collections import Counter

import numpy as np
import pytest
from PIL import Image, ImageOps

from geodesk.language import GeoDeskError
from training.__main__ import main
from training.data import duplicates
from training.data.folder import NoLabels, find
from training.data.index import BadIndex, DataSample, read_index
from training.data.pixels import NoFace, files_of, load, one
from training.data.prepare import Options, load_index, prepare
from training.data.split import assign, fold_splits, folds, three_way
from training.progress import Progress
from training.scenes import random_scene


def quiet():
    return Progress(as_json=True, stream=io.StringIO())


def picture(seed, side=96):
    grey = random_scene((91, seed), side)[1]
    return Image.fromarray(np.stack([grey, grey, grey // 2], axis=-1))


@pytest.fixture(scope="module")
def stones(tmp_path_factory):
    """Two classes of six pictures, with what goes wrong in real folders."""
    folder = tmp_path_factory.mktemp("data") / "stones"
    for c, name in enumerate(("basalto", "caliza")):
        (folder / name).mkdir(parents=True)
        for i in range(6):
            picture(10 * c + i).save(folder / name / f"{i}.png")
    shutil.copy(folder / "basalto" / "0.png", folder / "basalto" / "copy of 0.png")
    shutil.copy(folder / "basalto" / "1.png", folder / "caliza" / "also 1.png")
    mirrored = ImageOps.mirror(Image.open(folder / "caliza" / "2.png")).resize((120, 120))
    mirrored.save(folder / "caliza" / "mirrored.jpg", quality=80)
    (folder / "caliza" / "broken.png").write_bytes((folder / "caliza" / "3.png").read_bytes()[:700])
    picture(99).save(folder / "loose.png")
    return folder


@pytest.fixture(scope="module")
def prepared(stones, tmp_path_factory):
    out = tmp_path_factory.mktemp("prepared")
    prepare(stones, out, Options(folds=2), quiet())
    return out, json.loads((out / "report.json").read_text(encoding="utf-8"))


def test_what_cannot_be_used_is_left_out_and_said(prepared):
    _, report = prepared
    left_out = {row["path"]: row["en"] for row in report["left_out"]}
    assert set(left_out) == {"loose.png", "caliza/broken.png", "caliza/also 1.png", "basalto/1.png"}
    assert "class folder" in left_out["loose.png"] and "two labels" in left_out["basalto/1.png"]


def test_one_of_each_exact_duplicate_stays_and_near_ones_share_a_group(prepared):
    out, report = prepared
    assert ["basalto/0.png", "basalto/copy of 0.png"] in report["exact_duplicates"]
    index = load_index(out)
    paths = {row.path: row for row in index.rows}
    assert "basalto/0.png" in paths and "basalto/copy of 0.png" not in paths
    assert [pair[:2] for pair in report["near_duplicates"]] == [["caliza/2.png", "caliza/mirrored.jpg"]]
    assert paths["caliza/2.png"].group == paths["caliza/mirrored.jpg"].group
    assert report["samples"] == 12 and report["groups"] == 11


def test_the_index_is_a_plain_table_and_the_sheet_a_picture(prepared):
    out, report = prepared
    with (out / "index.csv").open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0])[:4] == ["path", "label", "group", "split"]
    assert [row["path"] for row in rows] == sorted(row["path"] for row in rows)
    assert {row["split"] for row in rows} == {"train", "validation", "test"}
    assert {row["fold"] for row in rows} == {"0", "1"}
    assert sum(sum(labels.values()) for labels in report["counts"].values()) == 12
    with Image.open(out / "samples.png") as sheet:
        assert sheet.width > 900 and np.asarray(sheet).std() > 20


def test_the_same_folder_and_seed_give_the_same_index(prepared, stones, tmp_path):
    out, _ = prepared
    prepare(stones, tmp_path, Options(folds=2), quiet())
    assert (tmp_path / "index.csv").read_bytes() == (out / "index.csv").read_bytes()


def test_the_command_says_what_it_found_and_that_some_failed(stones, tmp_path, capsys):
    assert main(["prepare", "folder", str(stones), "--out", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert "12 samples in 11 groups" in said and "broken.png" in said and "exact duplicates" in said


def test_a_folder_without_classes_is_refused(stones, tmp_path, capsys):
    assert main(["prepare", "folder", str(stones / "basalto"), "--out", str(tmp_path / "o")]) == 2
    assert "sub-folder" in capsys.readouterr().err
    assert not (tmp_path / "o").exists()


def test_a_regular_expression_names_the_groups(stones):
    rows = {row.path: row.group for row in find(stones, group_regex=r"([0-2])\.png").rows}
    assert rows["basalto/2.png"] == rows["caliza/2.png"] == "2" and rows["basalto/4.png"] == ""
    with pytest.raises(BadIndex, match="regular expression"):
        find(stones, group_regex="(")


def test_a_table_gives_labels_groups_and_split_which_are_kept(data, tmp_path):
    source = data / "thin-section" / "alteration"
    index = prepare(source, tmp_path, Options(), quiet())
    with (source / "index.csv").open(newline="", encoding="utf-8") as stream:
        given = {row["path"]: row for row in csv.DictReader(stream)}
    for row in index.rows:
        assert row.label == given[row.path]["label"]
        assert (row.split == "test") == (given[row.path]["split"] == "test")
    sides, fields = {}, {}
    for row in index.rows:
        sides.setdefault(row.group, set()).add(row.split)
        fields.setdefault(given[row.path]["field"], set()).add(row.group)
    assert all(len(found) == 1 for found in (*sides.values(), *fields.values()))
    assert "validation" in index.counts()


def test_a_pair_is_one_sample_in_the_order_ppl_xpl(data):
    found = find(data / "thin-section" / "grains")
    assert len(found.rows) == 420 and not found.problems
    faces = Counter(row.sample for row in found.rows)
    assert len(faces) == 210 and set(faces.values()) == {2}
    assert all(row.group == row.sample for row in found.rows)


def test_faces_are_stacked_as_the_program_reads_them(data, tmp_path):
    from geodesk import micrograph as gm
    from geodesk.models import InputSpec, PictureTiles

    folder = data / "thin-section" / "grains"
    rows = [row for row in find(folder).rows if row.label == "quartz"][:4]
    samples = [
        DataSample(row.sample, row.label, row.group, "", None, (row, other))
        for row, other in zip(rows[::2], rows[1::2], strict=True)
    ]
    spec = InputSpec("image", 40, 40, 3, "uint8")
    paths = [files_of(sample, "both") for sample in samples]
    found = load(folder, paths, spec, tmp_path)
    assert found.shape == (2, 40, 40, 6)
    with gm.open(folder / rows[1].path) as xpl:
        np.testing.assert_array_equal(found[0, ..., 3:], PictureTiles(xpl, spec).batch(0, 1)[0])
    np.testing.assert_array_equal(load(folder, paths, spec, tmp_path), found)
    np.testing.assert_array_equal(one([folder / rows[0].path], spec), found[0, ..., :3])
    with pytest.raises(NoFace, match="--input"):
        files_of(samples[0], "picture")


def made(groups):
    """Samples from {group: labels}."""
    return [
        DataSample(f"{group}{i}", label, group, "", None, ())
        for group, labels in groups.items()
        for i, label in enumerate(labels)
    ]


def test_splits_keep_groups_whole_and_labels_in_their_shares():
    samples = made({f"g{i}": "ab"[i % 3 == 0] * (1 + i % 4) for i in range(90)})
    sides = three_way(samples, 0.2, 0.1, seed=5)
    counted = Counter((sample.label, sides[sample.group]) for sample in samples)
    totals = Counter(sample.label for sample in samples)
    for label, total in totals.items():
        assert abs(counted[label, "validation"] - 0.2 * total) <= 4
        assert abs(counted[label, "test"] - 0.1 * total) <= 4
    assert three_way(samples, 0.2, 0.1, seed=5) == sides != three_way(samples, 0.2, 0.1, seed=6)


def test_even_a_few_groups_give_every_side_something():
    samples = made({f"{label}{i}": label * 3 for label in "abc" for i in range(3)})
    sides = assign(samples, {"train": 0.7, "validation": 0.15, "test": 0.15}, seed=1)
    for label in "abc":
        assert {sides[f"{label}{i}"] for i in range(3)} == {"train", "validation", "test"}


def test_folds_are_even_and_one_of_them_is_the_test():
    samples = made({f"g{i}": "abc"[i % 3] * (1 + i % 2) for i in range(60)})
    fold = folds(samples, 5, seed=2)
    sizes = Counter(fold[sample.group] for sample in samples)
    assert set(sizes) == set(range(5)) and max(sizes.values()) - min(sizes.values()) <= 3
    placed = [DataSample(s.id, s.label, s.group, "", fold[s.group], ()) for s in samples]
    sides = fold_splits(placed, 3, 0.2, seed=1)
    assert {group for group, side in sides.items() if side == "test"} == {
        g for g, f in fold.items() if f == 3
    }
    assert set(sides.values()) == {"train", "validation", "test"}


def test_a_picture_in_any_orientation_size_and_light_is_a_near_duplicate():
    base = random_scene((92, 1), 160)[1]
    smalls = [duplicates.thumbnail(base)]
    for turned in (np.rot90(base), base[:, ::-1], np.rot90(base[::-1])):
        darker = (turned * 0.6 + 30).astype(np.uint8)
        smalls.append(duplicates.thumbnail(np.asarray(Image.fromarray(darker).resize((90, 90)))))
    smalls += [duplicates.thumbnail(random_scene((92, i), 160)[1]) for i in range(2, 6)]
    found = duplicates.near_duplicates(np.stack(smalls))
    assert {(like.first, like.second) for like in found} == {
        (i, j) for i in range(4) for j in range(i + 1, 4)
    }
    assert duplicates.groups(8, found) == [0, 0, 0, 0, 4, 5, 6, 7]


def test_flat_pictures_are_not_each_others_duplicates():
    assert duplicates.near_duplicates(np.full((3, 64, 64), 7, np.float32)) == []


def test_shifted_fields_of_real_mats_are_found(data):
    from training.data.pixels import grey

    files = sorted((data / "sem" / "fibres" / "NonDefective").glob("*.png"))
    assert len(files) > 10
    smalls = np.stack([duplicates.thumbnail(grey(file), 64, 40) for file in files])
    pairs = {(files[a].stem, files[b].stem) for a, b, _ in duplicates.shifted(smalls)}
    assert ("pp28_05", "pp28_06") in pairs and ("pp28_01", "pp28_02") in pairs


def test_an_index_that_tears_a_group_or_lost_its_pictures_is_refused(stones, tmp_path):
    table = tmp_path / "index.csv"
    table.write_text("path,label,group,split\nbasalto/0.png,a,g,train\ncaliza/0.png,b,g,test\n")
    with pytest.raises(BadIndex, match="two sides"):
        read_index(table, stones)
    table.write_text("path,label\nbasalto/0.png,a\ngone.png,b\n")
    with pytest.raises(BadIndex, match="gone"):
        read_index(table, stones)
    table.write_text("path,label\nbasalto/0.png,a\n")
    index = read_index(table, stones)
    assert index.rows[0].group == "basalto/0.png" and len(index.rows[0].sha256) == 64
    with pytest.raises(NoLabels, match="prepare"):
        load_index(tmp_path)


def test_every_fault_is_one_sentence(tmp_path):
    with pytest.raises(GeoDeskError, match="no pictures"):
        find(tmp_path)


@pytest.fixture
def half_generated(tmp_path):
    """Two classes of five recorded pictures and two generated ones each."""
    from geodesk.jobs.synthetic import write_synthetic

    rng = np.random.default_rng(5)
    for at, label in enumerate(("arena", "lodo")):
        folder = tmp_path / "set" / label
        folder.mkdir(parents=True)
        for i in range(7):
            pixels = rng.integers(90 * at, 90 * at + 120, (40, 50)).astype(np.uint8)
            if i < 5:
                Image.fromarray(pixels).save(folder / f"{i}.tif")
            else:
                made = {"method": "generated by a trained network"}
                write_synthetic(
                    folder / f"{i}.tif", pixels, how="generated", pixel_size=None, provenance=made
                )
    return tmp_path / "set"


def test_generated_pictures_are_not_learnt_from_unasked(half_generated, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["prepare", "folder", str(half_generated), "--out", str(out)]) == 1
    assert "is synthetic; --allow-synthetic" in capsys.readouterr().out
    paths = {row.path for row in load_index(out).rows}
    assert len(paths) == 10 and not any(path.endswith(("5.tif", "6.tif")) for path in paths)
    command = ["prepare", "folder", str(half_generated), "--out", str(tmp_path / "all"), "--allow-synthetic"]
    assert main(command) == 0
    assert len(load_index(tmp_path / "all").rows) == 14


def test_a_folder_of_generated_pictures_alone_says_how_to_learn_from_them(half_generated, tmp_path, capsys):
    for file in half_generated.rglob("[0-4].tif"):
        file.unlink()
    assert main(["prepare", "folder", str(half_generated), "--out", str(tmp_path / "out")]) == 2
    assert "4 are synthetic, and --allow-synthetic" in capsys.readouterr().err
