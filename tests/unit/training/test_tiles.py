"""Training tiles: the program's own preprocessing, splits that keep kin together, refused crops."""

import numpy as np
import pytest
from PIL import Image

from geodesk.language import GeoDeskError
from tests.unit.training.tiny import few
from training import tiles
from training.rendering import Detector, Discs, expose, generator, overlapping_discs
from training.scenes import random_scene
from training.structure import structure


@pytest.fixture(scope="module")
def nffa(data, tmp_path_factory):
    """Ten pictures each of fibres and particles."""
    return few(data / "sem" / "nffa", tmp_path_factory.mktemp("sem") / "nffa", 10)


def test_a_tile_is_what_the_programs_own_preprocessing_makes():
    from geodesk.models.preprocess import prepare

    pixels = random_scene((1, 1), 350)[1]
    by_pillow = np.asarray(Image.fromarray(pixels).resize((320, 320), Image.Resampling.BILINEAR))
    np.testing.assert_array_equal(tiles.as_input(pixels), by_pillow)
    np.testing.assert_array_equal(tiles.as_input(pixels), prepare(pixels, tiles.SPEC)[0, ..., 0])


@pytest.fixture(scope="module")
def built(nffa):
    plan = tiles.Plan(data=[nffa], seed=3, scenes=4, crops=2, validation_scenes=2, workers=1)
    return tiles.build(plan)


def test_each_field_of_view_gives_two_usable_and_two_unusable_tiles(built):
    train, validation, _ = built
    for part in (train, validation):
        assert part.pixels.shape == (len(part.records), 320, 320) and part.pixels.dtype == np.uint8
        assert part.usable.mean() == 0.5
    kinds = {record.kind for record in train.records}
    assert kinds == {"usable", "defocus", "drift", "charging", "saturation", "noise", "blank", "contrast"}


def test_no_picture_is_on_both_sides_of_the_split(built):
    train, validation, _ = built
    sides = [{record.source for record in part.records} for part in (train, validation)]
    assert sides[0] and sides[1] and not sides[0] & sides[1]


def test_crops_without_structure_in_focus_are_refused_and_listed(built, nffa):
    train, validation, refused = built
    assert refused and all(record.kind == "refused" for record in refused)
    thresholds = structure(np.zeros((50, 50))), structure(random_scene((1, 2), 350)[1])
    assert [found.enough for found in thresholds] == [False, True]
    for record in refused[:3]:
        left, top, side, _ = map(int, record.box.split(","))
        picture = next(path for path in tiles.pictures([nffa]) if path.name == record.source)
        crop = tiles.grey(picture)[top : top + side, left : left + side]
        if side == 350:
            assert structure(crop).edge == pytest.approx(record.edge, abs=1e-3)
            assert not structure(crop).enough
    real = [r for r in train.records + validation.records if not r.source.startswith("rendered")]
    assert real and all(r.sharpness >= 1.4 and r.edge >= 5 for r in real)


def test_equal_plans_give_equal_tiles(built, nffa):
    plan = tiles.Plan(data=[nffa], seed=3, scenes=4, crops=2, validation_scenes=2, workers=2)
    train, _, refused = tiles.build(plan)
    np.testing.assert_array_equal(train.pixels, built[0].pixels)
    assert train.records == built[0].records and refused == built[2]


def test_shifted_pictures_of_one_field_are_grouped(tmp_path):
    coarse = Discs(diameter_m=4e-6, coverage=0.5)

    def field(seed):
        return expose(overlapping_discs((600, 800), 50e-9, seed, coarse), Detector(), generator(seed))

    wide = field(1)
    for name, (x, y) in {"one": (0, 0), "two": (45, 33)}.items():
        Image.fromarray(wide[y : y + 480, x : x + 640]).save(tmp_path / f"{name}.png")
    for n in range(3):
        Image.fromarray(field(10 + n)[:480, :640]).save(tmp_path / f"other{n}.png")
    groups = tiles.same_field(tiles.pictures([tmp_path]))
    names = sorted(sorted(path.stem for path in group) for group in groups)
    assert ["one", "two"] in names and len(names) == 4


def test_the_listed_near_duplicates_of_the_outside_set_stay_together(data):
    files = tiles.pictures([data / "sem" / "fibres"])
    group = {path.stem: i for i, kin in enumerate(tiles.same_field(files)) for path in kin}
    for one, two in (
        ("pp28_05", "pp28_06"),
        ("pp28_03", "pp28_04"),
        ("pp28_01", "pp28_02"),
        ("pp26-01_002", "pp26-01_003"),
        ("ppc3_03", "ppc3_04"),
        ("psnppy4_11", "psnppy4_12"),
        ("ppc9_011(6)", "ppc9_011(9)"),
    ):
        assert group[one] == group[two], (one, two)
    assert len(set(group.values())) > 40


def test_an_empty_folder_is_named_in_the_error(tmp_path):
    with pytest.raises(GeoDeskError, match="no pictures"):
        tiles.pictures([tmp_path])


def test_the_data_hash_does_not_depend_on_names(tmp_path):
    pixels = generator(1).integers(0, 255, (8, 8), dtype=np.uint8)
    for folder, name in (("a", "x.png"), ("b", "y.png")):
        (tmp_path / folder).mkdir()
        Image.fromarray(pixels).save(tmp_path / folder / name)
    hashes = {tiles.data_hash(tiles.pictures([tmp_path / folder])) for folder in ("a", "b")}
    assert len(hashes) == 1
    Image.fromarray(pixels + 1).save(tmp_path / "b" / "y.png")
    assert tiles.data_hash(tiles.pictures([tmp_path / "b"])) not in hashes


def test_tiles_survive_being_written_and_read(built, tmp_path):
    tiles.save(built[1], tmp_path, "validation")
    again = tiles.load(tmp_path, "validation")
    np.testing.assert_array_equal(again.pixels, built[1].pixels)
    assert again.records == built[1].records
