"""Hand specimens: what labels and addresses mean, edges as OpenCV's, the background removed."""

import csv
import hashlib

import numpy as np
import pytest
from PIL import Image

from geodesk.collection import CollectionError
from training.data.minerals.background import centre_square, read_rgb, specimen, specimen_mask
from training.data.minerals.canny import canny
from training.data.minerals.labels import BadClasses, Classes, mineral
from training.data.minerals.urls import tidy_url, wanted


def listed(path, rows, header=("url", "label")):
    with open(path, "w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([header, *rows])
    return path


@pytest.mark.parametrize(
    ("label", "means"),
    [
        ("Quartz (Var: Amethyst)", "Amethyst"),
        ("Quartz (var. Smoky  Quartz)", "Smoky Quartz"),
        ("Beryl (Variety: Aquamarine)", "Aquamarine"),
        ("  Pyrite ", "Pyrite"),
        ("Azurite, Malachite", "Azurite, Malachite"),
        ("Garnet (Almandine)", "Garnet (Almandine)"),
    ],
)
def test_a_variety_names_itself_and_not_its_species(label, means):
    assert mineral(label) == means


def test_classes_match_in_any_case_and_a_variety_is_no_picture_of_its_species():
    classes = Classes(["Quartz", "Quartz (Var: Amethyst)"])
    assert classes.names == ("Quartz", "Amethyst")
    assert classes.of("QUARTZ") == "Quartz"
    assert classes.of("quartz (var: amethyst)") == "Amethyst"
    assert classes.of("Quartz (Var: Citrine)") is None


@pytest.mark.parametrize("names", [[], ["../up"], ["Pyrite", "pyrite"], ["a/b"], [" "]])
def test_classes_that_cannot_be_folders_are_refused(names):
    with pytest.raises(BadClasses):
        Classes(names)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (" HTTP://Example.ORG:80/a b.jpg#top", "http://example.org/a%20b.jpg"),
        ("https://example.org:8443/ñ.jpg?x=1&y=%20", "https://example.org:8443/%C3%B1.jpg?x=1&y=%20"),
        ("https://[::1]/a", "https://[::1]/a"),
        ("ftp://example.org/a.jpg", None),
        ("file:///etc/hostname", None),
        ("http://", None),
        ("http://example.org:port/", None),
        ("http://user:secret@example.org/", None),
        ("no address", None),
    ],
)
def test_one_spelling_of_an_address(text, url):
    assert tidy_url(text) == url


def test_the_list_is_filtered_and_each_address_taken_once(tmp_path):
    rows = [
        ("http://h/1.jpg", "Pyrite"),
        ("http://H/1.jpg#a", "pyrite"),
        ("http://h/2.jpg", "Quartz (Var: Amethyst)"),
        ("http://h/3.jpg", "Pyrite"),
        ("http://h/3.jpg", "Amethyst"),
        ("ftp://h/4.jpg", "Pyrite"),
        ("http://h/5.jpg", "Quartz"),
    ]
    found = wanted(listed(tmp_path / "u.csv", rows), Classes(["Pyrite", "Amethyst"]))
    assert [(a.url, a.label, a.line) for a in found.addresses] == [
        ("http://h/1.jpg", "Pyrite", 2),
        ("http://h/2.jpg", "Amethyst", 4),
    ]
    assert (found.listed, found.other, found.repeated["Pyrite"]) == (7, 1, 1)
    assert [a.line for a in found.contradicted] == [5, 6]
    assert [a.line for a in found.refused] == [7]


def test_a_list_without_its_columns_says_so(tmp_path):
    rows = [("http://h/1.jpg", "Pyrite")]
    file = listed(tmp_path / "u.csv", rows, ("Image_URL", "Title"))
    with pytest.raises(CollectionError, match="url"):
        wanted(file, Classes(["Pyrite"]))
    assert len(wanted(file, Classes(["Pyrite"]), "image_url", "TITLE").addresses) == 1


def pattern():
    y, x = np.mgrid[:64, :80]
    waves = (x * x * 3 + y * x * 2 + y * y) // 23 % 256
    inside = (x - 40) ** 2 + (y - 30) ** 2 < 300
    return np.where(inside, 255 - waves // 2, waves // 3).astype(np.uint8)


@pytest.mark.parametrize(
    ("low", "high", "count", "digest"),
    [
        (100, 75, 363, "0696167209cb487794e53f58dd9bcf2c"),
        (30, 700, 212, "39be972427a4e31c5c95178ed58334c1"),
        (300, 1000, 165, "760d4255274d1fdc3c71c29b26179d91"),
    ],
)
def test_edges_are_those_of_opencv(low, high, count, digest):
    """Number and hash of the edges that cv2.Canny of OpenCV 5.0.0 finds in the same pattern."""
    edges = canny(pattern(), low, high)
    assert edges.sum() == count
    assert hashlib.sha256(np.packbits(edges).tobytes()).hexdigest()[:32] == digest


def test_edges_of_what_is_no_grey_picture():
    with pytest.raises(ValueError, match="uint8"):
        canny(np.zeros((4, 4, 3), np.uint8), 75, 100)


def test_an_outline_is_filled_and_small_pieces_go():
    work = np.full((256, 256, 3), 255, np.uint8)
    work[60:180, 80:200] = (30, 120, 40)
    work[10:30, 10:30] = 0
    mask = specimen_mask(work)
    assert mask[70:170, 90:190].all() and not mask[:50].any() and not mask[200:].any()
    # The edge and the blur reach two pixels beyond the stone.
    assert 120 * 120 <= mask.sum() <= 124 * 124


@pytest.mark.parametrize(("colour", "rescued"), [((60, 190, 80), True), ((128, 128, 128), False)])
def test_background_that_looks_like_the_specimen_is_rescued(colour, rescued):
    """A smooth part that touches the picture's border is not enclosed by edges; only its colour tells."""
    work = np.full((256, 256, 3), 255, np.uint8)
    work[100:200, 40:216] = (60, 190, 80)
    work[100:200:2, 40:216] = (20, 120, 40)
    work[200:, 100:160] = colour
    assert specimen_mask(work)[220:250, 110:150].all() == rescued


def test_centre_square():
    pixels = np.arange(5 * 8 * 3, dtype=np.uint8).reshape(5, 8, 3)
    assert (centre_square(pixels) == pixels[:, 1:6]).all()
    assert (centre_square(pixels.transpose(1, 0, 2)) == pixels.transpose(1, 0, 2)[1:6]).all()


def test_grey_and_transparent_pictures_are_read_as_colours(tmp_path):
    Image.new("L", (9, 7), 70).save(tmp_path / "grey.png")
    assert (read_rgb(tmp_path / "grey.png") == 70).all()
    Image.new("RGBA", (9, 7), (10, 20, 30, 0)).save(tmp_path / "clear.png")
    assert read_rgb(tmp_path / "clear.png").shape == (7, 9, 3)
    assert (read_rgb(tmp_path / "clear.png") == 255).all()


def test_the_background_of_real_photographs(data):
    """On plain paper the corners go; few have no specimen, and nothing comes out black."""
    files = sorted((data / "minerals").glob("*/*"))[::24]
    paper = blank = 0
    for file in files:
        rgb = read_rgb(file)
        result = specimen(rgb, 96)
        assert result.pixels.shape == (96, 96, 3) and result.pixels.any()
        blank += not result.share
        square = centre_square(rgb)
        corners = np.stack([square[i, j] for i in (2, -3) for j in (2, -3)])
        if result.share and corners.min() > 245:
            paper += 1
            removed = np.stack([result.pixels[i, j] for i in (1, -2) for j in (1, -2)])
            assert (removed.max(axis=1) < 16).sum() >= 3, file
    assert len(files) >= 30 and paper >= 5 and blank <= len(files) // 10
