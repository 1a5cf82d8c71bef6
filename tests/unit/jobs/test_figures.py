"""Figures: what is cropped, how long the scale bar is, what stands in the file, and what is refused."""

import base64
import io
import json
import re
from xml.etree import ElementTree

import numpy as np
import pytest
import tifffile
from PIL import Image

from geodesk import micrograph
from geodesk.cli import main
from geodesk.collection import Collection
from geodesk.jobs.figures.job import figures, preview
from geodesk.jobs.figures.layout import Box, Text, lay_out, length_text
from geodesk.jobs.figures.panels import look, shown
from geodesk.jobs.figures.planning import Source, plan
from geodesk.jobs.figures.style import LETTERS, Style, letter
from geodesk.jobs.inputs import gather
from geodesk.language import GeoDeskError
from geodesk.micrograph.scalebar import scale_bar
from geodesk.verbs.figures import samples_of

ORANGE = (0xD5, 0x5E, 0x00)


def planned(named, style, **more):
    inputs = gather(named)
    return plan(samples_of(inputs), style, inputs.collection, **more)


def made(named, out, style, **more):
    return [row for step in figures(planned(named, style, **more), style, out) for row in step.rows]


def sheet_of(named, style):
    figure = planned(named, style)[0]
    return lay_out([look(one, style) for one in figure.sources], figure.columns, figure.first, style)


def opened(file):
    """A picture whose file is closed again."""
    with Image.open(file) as image:
        image.load()
        return image


def of_size(file, metres, shape=(300, 400)):
    """A grey picture that says how large its pixels are."""
    from geodesk.jobs.synthetic import write_synthetic

    pixels = np.random.default_rng(1).integers(0, 255, shape).astype(np.uint8)
    size = micrograph.PixelSize(metres, metres, "test")
    write_synthetic(file, pixels, how="drawn", pixel_size=size, provenance={})
    return file


def test_the_bar_of_a_real_micrograph_goes_and_the_scale_is_as_long_as_it_says(data, tmp_path):
    source = data / "sem" / "vendor" / "fei_gelatin_31.0nm.tif"
    with micrograph.open(source) as picture:
        content, size = picture.content, picture.pixel_size
        assert content.h < picture.height
        pixels = micrograph.to_display(picture.region(*content))
    sheet = sheet_of([source], Style())
    bar = next(one for one in sheet.drawings if isinstance(one, Box))
    text = next(one for one in sheet.drawings if isinstance(one, Text))
    said = scale_bar(0.3 * content.w * size.x_m)
    assert bar.w * size.x_m == pytest.approx(said.metres)
    assert text.text == length_text(said, "en")
    [row] = made([source], tmp_path, Style())
    image = opened(row.file)
    assert image.size == (content.w, content.h)
    assert image.mode == "L"
    drawn = np.asarray(image)
    white = (drawn[round(bar.y) + 1] == 255).nonzero()[0]
    assert np.count_nonzero(np.isin(np.arange(round(bar.x), round(bar.x + bar.w)), white)) == round(bar.w)
    far = slice(0, content.h // 2)
    assert np.array_equal(drawn[far], pixels[far])  # nothing else was changed


@pytest.mark.parametrize("kind", ["png", "tiff"])
def test_dpi_and_the_pixel_size_after_scaling_stand_in_the_file(data, tmp_path, kind):
    source = data / "sem" / "vendor" / "zeiss_55.82nm.tif"
    style = Style(format=kind, width_mm=85, dpi=400)
    [row] = made([source], tmp_path, style)
    image = opened(row.file)
    assert image.width == round(85 / 25.4 * 400)
    assert image.info["dpi"] == pytest.approx((400, 400), rel=1e-4)
    with micrograph.open(source) as before, micrograph.open(row.file) as after:
        assert after.pixel_size.x_m == pytest.approx(
            before.pixel_size.x_m * before.content.w / image.width, rel=1e-6
        )
        assert "synthetic" not in after.metadata


def test_svg_holds_the_picture_as_it_was_and_bar_and_letters_as_text(data, tmp_path):
    source = data / "sem" / "vendor" / "zeiss_55.82nm.tif"
    [row] = made([source], tmp_path, Style(format="svg", width_mm=120, letters="(a)"))
    text = row.file.read_text(encoding="utf-8")
    root = ElementTree.fromstring(text)
    names = {"s": "http://www.w3.org/2000/svg"}
    words = [one.text for one in root.iterfind(".//s:text", names)]
    assert "(a)" in words and any(word.endswith("µm") for word in words)
    assert root.get("width") == f"{round(120 / 25.4 * 300) * 25.4 / 300:.4f}mm"
    inside = re.search(r"base64,([^\"]+)", text)[1]
    bare = np.asarray(Image.open(io.BytesIO(base64.b64decode(inside))))
    image, sheet, _ = preview(planned([source], Style(format="svg", width_mm=120))[0], Style(width_mm=120))
    bar = next(one for one in sheet.drawings if isinstance(one, Box))
    spot = (round(bar.y) + 1, round(bar.x) + 3)
    assert np.asarray(image)[spot] == 255 and bare[spot] != 255


def test_synthetic_pictures_cannot_lose_their_mark(samples, tmp_path):
    source = samples / "fibras_malla.tif"
    for kind, language in (("png", "es"), ("tiff", "en"), ("svg", "es")):
        style = Style(format=kind, scale="none", language=language, width_mm=60, dpi=100)
        [row] = made([source], tmp_path, style)
        if kind == "svg":
            inside = re.search(r"base64,([^\"]+)", row.file.read_text())[1]
            image = Image.open(io.BytesIO(base64.b64decode(inside)))
        else:
            image = opened(row.file)
            with micrograph.open(row.file) as again:
                assert again.metadata["synthetic"] == "yes"
        found = np.all(np.asarray(image) == ORANGE, axis=2)
        assert found.sum() > 200, kind


def test_unknown_pixel_size_gives_no_bar_and_is_told_once(data, tmp_path):
    folder = data / "thin-section" / "sandstone"
    named = [folder / f"{one}_ppl.jpg" for one in ("2a", "2b")]
    style = Style(width_mm=60, dpi=100)
    steps = list(figures(planned(named, style), style, tmp_path))
    rows = [row for step in steps for row in step.rows]
    assert [row.unscaled for row in rows] == [True, True]
    told = [str(one) for step in steps for one in step.notices]
    assert len(told) == 1 and "2a_ppl.jpg, 2b_ppl.jpg" in told[0]
    assert not sheet_of(named, style).drawings


def test_ppl_beside_xpl_with_letters_that_begin_anew_in_each_file(data, tmp_path):
    folder = data / "thin-section" / "sandstone"
    named = [folder / f"{one}_{light}.jpg" for one in ("2a", "2b") for light in ("xpl", "ppl")]
    style = Style(pair="faces", letters="a", width_mm=100, dpi=100)
    plans = planned(named, style)
    assert [figure.name for figure in plans] == ["2a.png", "2b.png"]
    for figure in plans:
        sheet = lay_out([look(one, style) for one in figure.sources], 2, figure.first, style)
        assert [one.text for one in sheet.drawings] == ["a", "b"]
        ppl, xpl = sheet.places
        assert ppl.y == xpl.y and ppl.x + ppl.w < xpl.x and sheet.width == round(100 / 25.4 * 100)


def test_a_pair_has_a_name_of_its_own_and_no_two_figures_one(tmp_path):
    def picture(name):
        return of_size(tmp_path / name, 1e-8, (20, 30))

    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
    named = [picture(f"{folder}/2a_{light}.tif") for folder in ("one", "two") for light in ("ppl", "xpl")]
    named += [picture(f"3_{light}.{kind}") for light in ("ppl", "xpl") for kind in ("tif", "tiff")]
    faces = Style(pair="faces", scale="none")
    names = [figure.name for figure in planned([tmp_path], faces)]
    assert names == ["3_ppl_tif.png", "3_ppl_tiff.png", "one_2a.png", "two_2a.png"]
    assert [figure.name for figure in planned(named[2:4], faces)] == ["2a.png"]
    # Beside each other without being a pair: both names, else the one that they share.
    old, new, reference = picture("old.tif"), picture("2.tif"), picture("ref.tif")
    beside = gather([reference]).items
    names = [figure.name for figure in planned([old, new], Style(scale="none"), beside=beside)]
    assert names == ["2-ref.png", "old-ref.png"]
    same = gather([picture("one/old.tif")]).items
    assert [figure.name for figure in planned([old], Style(scale="none"), beside=same)] == ["old.png"]
    out = tmp_path.parent / "figures"
    rows = [row for step in figures(planned(named, faces), faces, out) for row in step.rows]
    assert len({row.file for row in rows}) == 4 and all(row.file.exists() for row in rows)


def test_single_files_go_on_with_their_letters(tmp_path):
    named = [of_size(tmp_path / f"{name}.tif", 1e-8) for name in "xyz"]
    style = Style(letters="A)", scale="none")
    assert [figure.first for figure in planned(named, style)] == [0, 1, 2]
    assert [letter(at, "A)") for at in (0, 25, 26, 51, 52)] == ["A)", "Z)", "AA)", "AZ)", "BA)"]
    assert all(letter(0, one) == ("" if one == "none" else one) for one in LETTERS)


def test_the_bar_of_a_page_is_of_its_own_pixel_size(tmp_path):
    file = tmp_path / "pages.tif"
    grey = np.zeros((300, 400), np.uint8)
    cm = {"photometric": "minisblack", "metadata": None, "resolutionunit": "CENTIMETER"}
    with tifffile.TiffWriter(file) as writer:
        writer.write(grey, resolution=(20_000, 20_000), **cm)
        writer.write(grey[::2, ::2], resolution=(10_000, 10_000), **cm)
        writer.write(grey[::4, ::4], photometric="minisblack", metadata=None)
    for page, metres in ((1, 0.5e-6), (2, 1e-6)):
        (place,) = sheet_of([file], Style(page=page)).places
        assert place.metres * place.w == pytest.approx(200e-6)
        assert place.panel.pixel_size.x_m == pytest.approx(metres)
    last = sheet_of([file], Style(page=3))
    assert last.metres is None and not any(isinstance(one, Box) for one in last.drawings)


def test_a_common_scale_shows_the_same_length_in_every_picture(tmp_path):
    fine, coarse = of_size(tmp_path / "fine.tif", 1e-8), of_size(tmp_path / "rough.tif", 2.5e-8)
    sheet = sheet_of([fine, coarse], Style(rows=1, columns=2, common_scale=True))
    assert sheet.metres == pytest.approx(1e-8)
    first, second = sheet.places
    assert first.part == (0, 0, 400, 300)
    assert second.part == pytest.approx((120, 90, 280, 210))  # the middle 160 × 120 px of 25 nm
    bars = [one for one in sheet.drawings if isinstance(one, Box)]
    assert bars[0].w == pytest.approx(bars[1].w)
    own = sheet_of([fine, coarse], Style(rows=1, columns=2))
    assert own.metres is None and own.places[1].part == (0, 0, 400, 300)


def test_plates_take_what_they_hold_and_the_rest_makes_another(samples, tmp_path):
    style = Style(rows=2, columns=3, width_mm=120, dpi=100)
    rows = made([samples], tmp_path, style)
    count = len(Collection.open(samples).pictures())
    assert len(rows) == count and all(row.error is None for row in rows)
    assert {row.file.name for row in rows} == {f"figure-{n}.png" for n in range(1, -(-count // 6) + 1)}


def test_a_given_length_is_drawn_or_refused_with_what_would_fit(tmp_path):
    source = of_size(tmp_path / "x.tif", 1e-8)
    sheet = sheet_of([source], Style(scale=1.5e-6, language="es"))
    bar, text = (one for one in sheet.drawings)
    assert bar.w == pytest.approx(150) and text.text == "1,5 µm"
    [row] = made([source], tmp_path / "out", Style(scale=1e-3))
    assert row.file is None and "4 µm" in row.error.en and not list((tmp_path / "out").iterdir())
    [row] = made([source], tmp_path / "out", Style(scale=1e-8))
    assert "too short" in row.error.en
    rough = of_size(tmp_path / "rough.tif", 1e-3)
    rows = made([rough, source], tmp_path / "out", Style(rows=1, columns=2, scale=1e-6))
    assert {row.error.en.split(":")[0] for row in rows} == {"rough.tif"}  # said of whom, for the whole plate


def test_contrast_of_16_bits(data):
    values = np.array([[0, 1000, 2000, 65535]], np.uint16)
    assert shown(values, Style(contrast="raw")).tolist() == [[0, 4, 8, 255]]
    assert shown(values, Style(contrast=(1000.0, 2000.0))).tolist() == [[0, 0, 255, 255]]
    eight = np.array([[10, 20]], np.uint8)
    assert shown(eight, Style(contrast="shown")).tolist() == [[10, 20]]
    assert shown(eight, Style(contrast="auto")).tolist() == [[0, 255]]


def test_small_pictures_are_enlarged_whole_so_that_their_text_can_be_read(tmp_path):
    source = of_size(tmp_path / "x.tif", 1e-8, (32, 32))
    image, sheet, _ = preview(planned([source], Style())[0], Style())
    assert image.size == (320, 320)
    assert sheet.metres == pytest.approx(1e-9)
    with micrograph.open(source) as picture:
        pixels = picture.pixels()
    middle = np.asarray(image)[160:200:10, 160:200:10, 0]
    assert np.array_equal(middle, pixels[16:20, 16:20])


def test_kept_phases_stand_beside_their_picture_in_their_colours(data, tmp_path):
    source = data / "sem" / "vendor" / "zeiss_55.82nm.tif"
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / source.name).write_bytes(source.read_bytes())
    assert main(["phases", str(folder), "--rule", "otsu", "--quiet"]) == 0
    [row, other] = made([folder], tmp_path / "out", Style(pair="phases"))
    assert row.file == other.file
    pixels = np.asarray(opened(row.file))
    right = pixels[:100, pixels.shape[1] // 2 + 50 :].reshape(-1, 3)
    assert set(map(tuple, right.tolist())) == {(0, 0x72, 0xB2), (0xE6, 0x9F, 0)}


def test_pictures_of_another_folder_stand_beside_those_of_their_name(tmp_path):
    for folder in ("real", "made"):
        (tmp_path / folder).mkdir()
    named = [of_size(tmp_path / "real" / f"{name}.tif", 1e-8) for name in "ab"]
    of_size(tmp_path / "made" / "a.tif", 1e-8)
    of_size(tmp_path / "made" / "zz.tif", 1e-8)
    beside = gather([tmp_path / "made"]).items
    rows = made(named, tmp_path / "out", Style(), beside=beside)
    assert [row.error is None for row in rows] == [True, True, False, False]
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["a.png"]


def test_what_cannot_be_read_is_left_out_of_its_plate(data, tmp_path):
    source = data / "sem" / "vendor" / "zeiss_55.82nm.tif"
    bad = tmp_path / "bad.tif"
    bad.write_bytes(source.read_bytes()[:4000])
    rows = made([bad, source], tmp_path / "out", Style(rows=1, columns=2))
    assert [row.error is None for row in rows] == [source == row.item.file for row in rows]
    written = json.loads(opened(tmp_path / "out" / "figure-1.png").info["Description"])
    assert [one["file"] for one in written["panels"]] == [source.name]


def test_what_is_no_figure_of_ours_is_never_written_over(data, tmp_path):
    source = data / "sem" / "vendor" / "zeiss_55.82nm.tif"
    style = Style(width_mm=50, dpi=100)
    mine = tmp_path / "zeiss_55.82nm.png"
    mine.write_bytes(b"\x89PNG something of the user's")
    with pytest.raises(GeoDeskError, match="no figure of GeoDesk"):
        made([source], tmp_path, style)
    mine.unlink()
    made([source], tmp_path, style)
    first = mine.read_bytes()
    made([source], tmp_path, style)  # its own may be made anew
    assert mine.read_bytes() == first
    collection = Collection.open(tmp_path)
    with pytest.raises(GeoDeskError, match="beside it"):
        next(figures(planned([tmp_path], style), style, tmp_path / "within", folder=collection.folder))


def test_names_that_would_be_the_same_stay_apart(tmp_path):
    named = []
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        named.append(of_size(tmp_path / folder / "x.tif", 1e-8))
    names = [figure.name for figure in planned(named, Style())]
    assert len({name.casefold() for name in names}) == 2


@pytest.mark.parametrize(
    "style",
    [
        Style(width_mm=1),
        Style(dpi=5),
        Style(font=80),
        Style(rows=40),
        Style(contrast=(9.0, 3.0)),
        Style(pair="faces", rows=2, columns=3),
    ],
)
def test_styles_that_make_no_figure_are_refused(style):
    with pytest.raises(GeoDeskError):
        style.check()


def test_a_figure_too_large_for_memory_is_refused_before_it_is_drawn(tmp_path):
    source = of_size(tmp_path / "x.tif", 1e-8)
    style = Style(width_mm=2000, dpi=2400)
    with pytest.raises(GeoDeskError, match="fewer dpi"):
        lay_out([look(Source(gather([source]).items[0]), style)], 1, 0, style)


def test_the_command_line(data, tmp_path, capsys):
    source = data / "sem" / "vendor" / "fei_gelatin_31.0nm.tif"
    words = ["figures", str(source), "--out", str(tmp_path / "o"), "--width", "85", "--letters", "a"]
    assert main([*words, "--scale", "2um", "--contrast", "20:180"]) == 0
    note = json.loads(opened(tmp_path / "o" / "fei_gelatin_31.0nm.png").info["Description"])
    assert note["contrast"] == [20.0, 180.0] and note["panels"][0]["sha256"]
    assert main(["figures", str(source), "--out", str(source)]) == 2
    assert "is a file" in capsys.readouterr().err
