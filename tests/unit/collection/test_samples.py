"""Pairs and series by their file names, and only those."""

import csv
from collections import Counter, defaultdict

import pytest

from geodesk.collection import DEFAULT_PATTERNS, FIELD_IMAGE, PRESETS, Collection, CollectionError, Pattern


def samples(folder, patterns=None):
    return [
        (sample.id, sample.kind, [picture.path for picture in sample.pictures])
        for sample in Collection.open(folder).samples(patterns)
    ]


@pytest.mark.parametrize(
    ("ppl", "xpl"),
    [
        ("1_ppl.jpg", "1_xpl.jpg"),
        ("1_PPL.JPG", "1_xpl.jpg"),
        ("sec 1-ppl.tif", "sec 1-XPL.tif"),
        ("s.1.ppl.tif", "s.1.xpl.tif"),
        ("1 ppl.png", "1 xpl.jpg"),
        ("xpl_ppl.png", "xpl_xpl.png"),
    ],
)
def test_a_pair_is_recognised_in_its_usual_spellings(fill, ppl, xpl):
    (sample,) = Collection.open(fill(ppl, xpl)).samples()
    assert (sample.kind, sample.roles) == ("pair", ("ppl", "xpl"))
    assert [picture.path for picture in sample.pictures] == [ppl, xpl]


@pytest.mark.parametrize(
    "names",
    [
        ["1_ppl.jpg"],
        ["1_ppl.jpg", "2_xpl.jpg"],
        ["one/1_ppl.jpg", "two/1_xpl.jpg"],
        ["1ppl.jpg", "1xpl.jpg"],
        ["1_ppl_mask.png", "1_xpl_mask.png"],
        ["1_ppl.jpg", "1-ppl.jpg", "1_xpl.jpg"],
        ["_ppl.jpg", "_xpl.jpg"],
        ["img_01.tif", "img_02.tif", "img_03.tif"],
        ["img_000.tif", "img_015.tif", "img_030.tif", "img_045.tif"],
        ["a_000deg.tif", "a_015deg.tif"],
        ["a_000deg.tif", "b_015deg.tif", "c_030deg.tif"],
        ["a_000deg.tif", "a_0deg.tif", "a_015deg.tif"],
        ["a_100deg.tif", "a_200deg.tif", "a_400deg.tif"],
        ["rotor1.tif", "rotor2.tif", "rotor3.tif"],
    ],
)
def test_what_is_no_pair_and_no_series_stays_single(fill, names):
    found = samples(fill(*names))
    assert sorted(found) == sorted((name.rpartition("/")[2], "picture", [name]) for name in names)


@pytest.mark.parametrize(
    "names",
    [
        ["q/a_000deg.tif", "q/a_015deg.tif", "q/a_345deg.tif"],
        ["q/a_0deg.tif", "q/a_22.5deg.tif", "q/a_45deg.tif"],
        ["q/a_rot000.tif", "q/a_rot030.tif", "q/a_rot060.tif"],
        ["q/a_Rot_0.tif", "q/a_rot_90.tif", "q/a_rot_180.tif", "q/a_rot_360.tif"],
        ["q/a 9°.tif", "q/a 30°.tif", "q/a 100°.tif"],
        ["q/a-10º.tif", "q/a-20º.TIF", "q/a-30º.tif"],
        ["q/a_10grados.tif", "q/a_20grados.tif", "q/a_30grados.tif"],
    ],
)
def test_a_series_is_recognised_and_ordered_by_angle(fill, names):
    (sample,) = Collection.open(fill(*names)).samples()
    assert (sample.id, sample.kind) == ("q/a", "series")
    assert [picture.path for picture in sample.pictures] == names
    assert list(sample.angles) == sorted(sample.angles) and len(sample.angles) == len(names)


def test_angles_are_read_as_degrees(fill):
    (sample,) = Collection.open(fill("a_22,5deg.tif", "a_7deg.tif", "a_090deg.tif")).samples()
    assert sample.angles == (7.0, 22.5, 90.0)


def test_every_picture_is_in_exactly_one_sample_and_ids_are_unique(fill):
    folder = fill(
        "1_ppl.jpg", "1_xpl.jpg", "1_mask.png", "1_000deg.jpg", "1_010deg.jpg", "1_020deg.jpg", "a/1_ppl.jpg",
        "a/1_xpl.jpg", "a/1_ppl.tif", "a/1_xpl.tif", "z.tif",
    )  # fmt: skip
    collection = Collection.open(folder)
    found = collection.samples()
    assert [(sample.id, sample.kind) for sample in found] == [
        ("1_000deg.jpg", "series"),
        ("1_mask.png", "picture"),
        ("1_ppl.jpg", "pair"),
        ("a/1_ppl.jpg", "pair"),
        ("a/1_ppl.tif", "pair"),
        ("z.tif", "picture"),
    ]
    inside = [picture.path for sample in found for picture in sample.pictures]
    assert sorted(inside) == [picture.path for picture in collection.pictures()]


def test_patterns_are_kept_beside_the_collection_and_given_back(fill):
    folder = fill("img_01.tif", "img_02.tif", "img_10.tif", "1_ppl.tif", "1_xpl.tif")
    collection = Collection.open(folder)
    assert collection.patterns() == list(DEFAULT_PATTERNS)
    numbered = Pattern("numeración", "series", "{sample}_{number}")
    assert len(collection.samples([numbered])) == 3  # tried out, not kept
    collection.set_patterns([numbered])
    again = Collection.open(folder)
    assert again.patterns() == [numbered]
    assert [(s.id, s.kind, s.angles, len(s.pictures)) for s in again.samples()] == [
        ("1_ppl.tif", "picture", (), 1),
        ("1_xpl.tif", "picture", (), 1),
        ("img", "series", (), 3),
    ]
    again.set_patterns(None)
    assert Collection.open(folder).patterns() == list(DEFAULT_PATTERNS)
    again.set_patterns(None)


@pytest.mark.parametrize(
    ("kind", "template"),
    [
        ("pair", "{sample}"),
        ("pair", "{sample}_{angle}"),
        ("series", "{sample}_{light}"),
        ("series", "{sample}_{angle}_{number}"),
        ("series", "{angle}"),
        ("series", "{sample}{sample}_{angle}"),
        ("series", "{sample}_{degrees}{angle}"),
        ("stack", "{sample}_{number}"),
    ],
)
def test_a_pattern_without_the_fields_it_needs_is_refused(kind, template):
    with pytest.raises(CollectionError, match="must hold"):
        Pattern("x", kind, template)


def test_everything_else_in_a_template_stands_for_itself(fill):
    pattern = Pattern("x", "series", "(run.1) {sample}+{number}")
    folder = fill("(run.1) a+1.tif", "(run.1) a+2.tif", "(run.1) a+3.tif", "(run11) a+4.tif", "run.1 a+5.tif")
    assert [len(sample[2]) for sample in samples(folder, [pattern])] == [3, 1, 1]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"patterns": 3}', '{"patterns": [{"name": "x"}]}', "\xff"])
def test_a_pattern_file_edited_wrongly_is_a_clear_error_and_the_rest_works(fill, text):
    folder = fill("a.tif")
    (folder / ".geodesk").mkdir()
    (folder / ".geodesk" / "patterns.json").write_bytes(text.encode("latin-1"))
    collection = Collection.open(folder)
    with pytest.raises(CollectionError, match=r"patterns\.json is not a list of patterns"):
        collection.samples()
    collection.labels.set("a.tif", "YES")
    assert len(collection.samples(DEFAULT_PATTERNS)) == 1


@pytest.mark.data
def test_the_thin_sections_are_the_pairs_and_stage_rotations_they_are_described_as(data):
    grains = Collection.open(data / "thin-section" / "grains").samples()
    assert Counter(sample.kind for sample in grains) == {"pair": 210}
    sandstone = Collection.open(data / "thin-section" / "sandstone").samples()
    assert Counter(sample.kind for sample in sandstone) == {"pair": 15, "picture": 15}
    folder = data / "thin-section" / "alteration"
    alteration = Collection.open(folder)
    assert {sample.kind for sample in alteration.samples()} == {"picture"}
    fields = defaultdict(set)
    with open(folder / "index.csv", newline="") as stream:
        for row in csv.DictReader(stream):
            fields[row["field"]].add(row["path"])
    found = {frozenset(p.path for p in sample.pictures) for sample in alteration.samples([FIELD_IMAGE])}
    assert found == {frozenset(paths) for paths in fields.values()}
    assert FIELD_IMAGE in PRESETS and FIELD_IMAGE not in DEFAULT_PATTERNS


@pytest.mark.data
def test_no_electron_micrograph_is_taken_for_a_part_of_a_pair_or_series(data):
    for name in ("sem", "minerals"):
        assert {sample.kind for sample in Collection.open(data / name).samples()} == {"picture"}
