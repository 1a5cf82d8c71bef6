"""Segmenters: tiles blended into one picture, cards, what is refused, memory of large pictures."""

import tracemalloc

import numpy as np
import pytest
from PIL import Image

from geodesk import micrograph, models
from geodesk.micrograph import Rect
from geodesk.models.tiling import places, segmenting
from tests.unit.models.segmenters import LEVELS, by_brightness, expected


def run(steps):
    """The result of a job in steps, and how often it yielded."""
    count = 0
    while True:
        try:
            next(steps)
            count += 1
        except StopIteration as end:
            return end.value, count


@pytest.fixture
def pair(tmp_path):
    """A PPL and an XPL picture of four quarters, dark to bright."""
    rows = np.repeat(np.repeat(np.array([[20, 100], [120, 230]], np.uint8), 90, axis=0), 110, axis=1)
    files = []
    for face in ("ppl", "xpl"):
        files.append(tmp_path / f"a_{face}.png")
        Image.fromarray(np.repeat(rows[..., None], 3, axis=2)).save(files[-1])
    return files, rows


def opened(files):
    return [micrograph.open(file) for file in files]


def test_every_pixel_of_a_pair_gets_its_class(pair, tmp_path):
    files, rows = pair
    model = models.load(by_brightness(tmp_path / "m.onnx"), task="segment")
    assert model.badge.state == "verified" and [one.es for one in model.labels] == [
        "oscuro",
        "medio",
        "claro",
    ]
    assert model.side == 64
    faces = opened(files)
    (found, area), count = run(model.segmenting(faces))
    assert tuple(area) == (0, 0, 220, 180) and count == 5 * 4
    assert found.labels.dtype == np.uint8 and found.labels.shape == rows.shape
    inside = np.zeros(rows.shape, bool)
    inside[8:-8, 8:-8] = True
    inside[82:98] = inside[:, 102:118] = False  # a tile's grid is eight pixels wide
    assert (found.labels == expected(rows))[inside].all()
    assert found.confidence[inside].min() > 250 > found.confidence.min()
    (part, box), _ = run(model.segmenting(faces, part=Rect(30, 40, 60, 70)))
    assert tuple(box) == (30, 40, 60, 70) and (part.labels == expected(rows)[40:110, 30:90]).mean() > 0.9
    for face in faces:
        face.close()


def test_the_mean_of_both_faces_counts_and_in_their_order(tmp_path):
    files = []
    for face, grey in (("ppl", 255), ("xpl", 0)):
        files.append(tmp_path / f"a_{face}.png")
        Image.fromarray(np.full((70, 70, 3), grey, np.uint8)).save(files[-1])
    model = models.load(by_brightness(tmp_path / "m.onnx"), task="segment")
    (found, _), _ = run(model.segmenting(opened(files)))
    assert LEVELS[0] < 127 < LEVELS[1] and (found.labels == 1).all()
    with pytest.raises(models.NeedsFaces):
        run(model.segmenting(opened(files[:1])))


def test_blending_is_that_of_the_whole_picture_however_many_tiles_there_are():
    """The classes of a smooth picture do not depend on where its tiles are cut."""
    side, width, height = 16, 16 * 14, 40
    across = np.linspace(0, 1, width + side)

    def answer(x, y):
        p = np.broadcast_to(across[x : x + side], (side, side))
        return np.stack([1 - p, p], axis=-1)

    found, count = run(segmenting((width, height), side, 2, answer))
    wanted = np.broadcast_to(across[:width] > 0.5, (height, width))
    assert np.array_equal(found.labels, wanted)
    sure = np.rint(255 * np.maximum(across, 1 - across))[:width]
    assert np.abs(found.confidence - sure).max() <= 1
    columns = len(places(width, side))
    assert columns > 16 and count == len(places(height, side)) * (columns + columns // 16)


@pytest.mark.parametrize(("length", "side"), [(5, 16), (16, 16), (17, 16), (100, 16), (1600, 512)])
def test_tiles_cover_an_axis_and_overlap(length, side):
    starts = places(length, side)
    assert starts[0] == 0 and starts[-1] == max(length - side, 0)
    assert all(b - a <= side - side // 4 for a, b in zip(starts, starts[1:], strict=False))


def test_memory_does_not_grow_with_the_picture():
    def blank(x, y):
        return np.full((8, 8, 3), 1 / 3, np.float32)

    def peak(height):
        tracemalloc.start()
        run(segmenting((256, height), 64, 3, blank))
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most - 2 * 256 * height  # the result itself

    assert peak(4096) < 1.5 * peak(512)


def test_a_picture_smaller_than_a_tile(tmp_path):
    file = tmp_path / "s.png"
    Image.fromarray(np.full((20, 30, 3), 200, np.uint8)).save(file)
    model = models.load(by_brightness(tmp_path / "m.onnx", faces=False), task="segment")
    (found, area), count = run(model.segmenting(opened([file])))
    assert found.labels.shape == (20, 30) == (area.h, area.w) and count == 1 and (found.labels == 2).all()


def test_a_part_outside_the_picture_is_a_sentence(tmp_path):
    file = tmp_path / "s.png"
    Image.fromarray(np.zeros((20, 30, 3), np.uint8)).save(file)
    model = models.load(by_brightness(tmp_path / "m.onnx", faces=False), task="segment")
    with pytest.raises(models.OutsideContent, match="in sight"):
        run(model.segmenting(opened([file]), part=Rect(100, 100, 5, 5)))


def test_other_tasks_and_bad_cards_are_refused(tmp_path):
    with pytest.raises(models.RefusedModel, match="segmenter is needed"):
        models.load("sem-usable", task="segment")
    with pytest.raises(models.RefusedModel, match="segments pictures"):
        models.load(by_brightness(tmp_path / "m.onnx"))
    one = by_brightness(tmp_path / "one.onnx", labels=[{"id": "a"}])
    with pytest.raises(models.BadCard, match="labels"):
        models.load(one, task="segment")
    two = by_brightness(tmp_path / "two.onnx", labels=[{"id": "a"}, {"id": "b"}])
    with pytest.raises(models.RefusedModel, match="disagree"):
        models.load(two, task="segment")


def test_a_changed_card_fails_its_badge_and_is_not_run(tmp_path):
    path = by_brightness(tmp_path / "m.onnx")
    path.write_bytes(path.read_bytes().replace(b'"oscuro"', b'"oscura"'))
    model = models.load(path, task="segment")
    assert model.badge.state == "failed"
    with pytest.raises(models.RefusedModel, match="digest"):
        models.refuse_failed(model)
