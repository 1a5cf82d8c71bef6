"""Pixel size and instrument facts, by tags and side files of each maker, and when not to believe them."""

import math

import numpy as np
import pytest
import tifffile
from PIL import Image

import geodesk.micrograph as gm
from geodesk.micrograph.pixelsize import metres, number, pixel_size
from geodesk.micrograph.text import decode, iso_date, xml_tree

GREY = np.random.default_rng(4).integers(0, 256, (120, 160), np.uint8)


def write(path, text=None, code=None, encoding="latin-1", pixels=GREY, **how):
    """A TIFF with one vendor tag; the tag's own bytes are what the maker would store."""
    tags = []
    if text is not None:
        raw = text if isinstance(text, bytes) else text.encode(encoding)
        tags = [(code, 7 if code != 270 else 2, len(raw), raw, True)]
    tifffile.imwrite(path, pixels, extratags=tags, metadata=None, software=False, **how)
    return path


def size_of(path):
    with gm.open(path) as m:
        return m.pixel_size


# Zeiss ------------------------------------------------------------------------------------------------


def zeiss(image="Image Pixel Size = 2.615 µm", live="Pixel Size = 1.307 µm"):
    lines = ["0", "0", "0", "9.9e-08", "105", "6", "25000", "AP_PIXEL_SIZE", live]
    lines += ["AP_IMAGE_PIXEL_SIZE", image] if image else []
    lines += ["AP_WD", "WD = 14.808 mm", "AP_ACTUALKV", "EHT = 25.00 kV", "AP_MAG", "Mag =    2.00 K X"]
    lines += ["DP_DETECTOR_CHANNEL", "Signal A = HE-SE2", "AP_DATE", "Date :23 Dec 2015"]
    lines += ["AP_TIME", "Time :9:40:32", "SV_SERIAL_NUMBER", "Serial No. = Merlin-61-08"]
    return "\r\n".join(lines) + "\r\n\0"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2.615 µm", 2.615e-6),
        ("2,615 µm", 2.615e-6),
        ("55.82 nm", 55.82e-9),
        ("812.3 pm", 812.3e-12),
        ("0.0014 mm", 1.4e-6),
    ],
)
def test_zeiss_units(tmp_path, text, expected):
    path = write(tmp_path / "z.tif", zeiss(f"Image Pixel Size = {text}"), 34118, "cp1252")
    assert size_of(path) == gm.PixelSize(expected, expected, "Zeiss AP_IMAGE_PIXEL_SIZE")


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8", "utf-16-le", "utf-16"])
def test_zeiss_encodings(tmp_path, encoding):
    path = write(tmp_path / "z.tif", zeiss(), 34118, encoding)
    assert size_of(path) == gm.PixelSize(2.615e-6, 2.615e-6, "Zeiss AP_IMAGE_PIXEL_SIZE")


def test_zeiss_facts(tmp_path):
    with gm.open(write(tmp_path / "z.tif", zeiss(), 34118)) as m:
        assert m.instrument == "Zeiss Merlin-61-08"
        assert m.metadata == {
            "kv": 25.0,
            "working_distance_m": pytest.approx(0.014808),
            "magnification": 2000.0,
            "detector": "HE-SE2",
            "date": "2015-12-23T09:40:32",
        }


def test_zeiss_falls_back_to_the_live_size_then_to_the_header(tmp_path):
    assert size_of(write(tmp_path / "a.tif", zeiss(image=None), 34118)).source == "Zeiss AP_PIXEL_SIZE"
    nothing = zeiss("Image Pixel Size = 0.0 nm", "Pixel Size = 0.0 fm")
    assert size_of(write(tmp_path / "b.tif", nothing, 34118)) == gm.PixelSize(9.9e-8, 9.9e-8, "Zeiss header")


# FEI --------------------------------------------------------------------------------------------------


def fei(**changes):
    sections = {
        "User": {"Date": "03/14/2019", "Time": "10:22:13 AM"},
        "System": {"SystemType": "Quanta FEG"},
        "Beam": {"HV": "10000", "Beam": "EBeam", "Scan": "EScan"},
        "EBeam": {"HV": "10000", "WD": "0.0102186", "HFW": "3.2e-005"},
        "Scan": {"PixelWidth": "3.10059e-008", "PixelHeight": "3.2e-008", "HorFieldsize": "1.6e-005"},
        "EScan": {"PixelWidth": "5e-008", "PixelHeight": "5e-008"},
        "Image": {"ResolutionX": "160", "ResolutionY": "100", "MagCanvasRealWidth": "0.064"},
        "Detectors": {"Name": "ETD"},
    }
    for name, values in changes.items():
        sections[name] = {k: v for k, v in {**sections.get(name, {}), **values}.items() if v is not None}
    return "\r\n".join(
        f"[{s}]\r\n" + "".join(f"{k}={v}\r\n" for k, v in d.items()) for s, d in sections.items()
    )


@pytest.mark.parametrize("code", [34680, 34682])
def test_fei_pixel_size_facts_and_bar(tmp_path, code):
    with gm.open(write(tmp_path / "f.tif", fei(), code)) as m:
        assert m.pixel_size == gm.PixelSize(3.10059e-8, 3.2e-8, "FEI Scan PixelWidth")
        assert m.instrument == "FEI Quanta FEG"
        assert (m.bar, m.bar_source) == (gm.Rect(0, 100, 160, 20), "FEI ResolutionY")
        assert m.content == gm.Rect(0, 0, 160, 100)
        assert m.metadata["kv"] == 10
        assert m.metadata["working_distance_m"] == 0.0102186
        assert m.metadata["detector"] == "ETD"
        assert m.metadata["magnification"] == 4000
        assert m.metadata["date"] == "2019-03-14T10:22:13"


@pytest.mark.parametrize("value", [None, "", "n/a", "-1.#IND", "1.#QNAN", "0", "-3e-8", "7"])
def test_fei_next_best_when_pixel_width_is_missing_or_nonsense(tmp_path, value):
    missing = {"PixelWidth": value, "PixelHeight": value}
    path = write(tmp_path / "f.tif", fei(Scan=missing), 34682)
    assert size_of(path) == gm.PixelSize(5e-8, 5e-8, "FEI EScan PixelWidth")
    path = write(tmp_path / "g.tif", fei(Scan=missing, EScan=missing), 34682)
    assert size_of(path) == gm.PixelSize(1e-7, 1e-7, "FEI HorFieldsize")
    path = write(tmp_path / "h.tif", fei(Scan={**missing, "HorFieldsize": None}, EScan=missing), 34682)
    assert size_of(path) == gm.PixelSize(2e-7, 2e-7, "FEI HorFieldsize")
    empty = {**missing, "HorFieldsize": "nan"}
    path = write(tmp_path / "i.tif", fei(Scan=empty, EScan=missing, EBeam={"HFW": None}), 34682)
    assert size_of(path) is None


def test_a_picture_resized_or_cropped_since_has_no_size_of_its_instrument(tmp_path):
    half = GREY[::2, ::2]
    assert size_of(write(tmp_path / "f.tif", fei(), 34682, pixels=half)) is None
    text = zeiss().replace("\0", "DP_IMAGE_STORE\r\nStore resolution = 160 * 120\r\n\0")
    assert size_of(write(tmp_path / "z.tif", text, 34118, "cp1252")).x_m == 2.615e-6
    with gm.open(write(tmp_path / "y.tif", text, 34118, "cp1252", pixels=half)) as m:
        assert m.pixel_size is None and m.metadata["kv"] == 25


def test_fei_databar_height_where_the_resolution_is_missing(tmp_path):
    text = fei(Image={"ResolutionX": None, "ResolutionY": None}, PrivateFei={"DatabarHeight": "15"})
    with gm.open(write(tmp_path / "f.tif", text, 34682)) as m:
        assert (m.bar, m.bar_source) == (gm.Rect(0, 105, 160, 15), "FEI DatabarHeight")


def test_fei_xml(tmp_path):
    text = """<?xml version="1.0" encoding="utf-8"?>
    <Metadata xmlns:nil="http://x"><Instrument><InstrumentModel>Titan 80-300</InstrumentModel></Instrument>
    <Optics><AccelerationVoltage>300000</AccelerationVoltage></Optics>
    <BinaryResult><PixelSize><X unit="m">1.25e-10</X><Y unit="m">1.25e-10</Y></PixelSize></BinaryResult>
    </Metadata>"""
    with gm.open(write(tmp_path / "f.tif", text, 34683, "utf-8")) as m:
        assert m.pixel_size == gm.PixelSize(1.25e-10, 1.25e-10, "FEI PixelSize")
        assert m.metadata["kv"] == 300


def test_fei_desktop_xml(tmp_path):
    text = (
        '<FeiImage version="2"><instrument><type>Phenom</type></instrument>'
        '<pixelWidth unit="nm">12.5</pixelWidth><pixelHeight unit="nm">12.5</pixelHeight></FeiImage>'
    )
    path = write(tmp_path / "f.tif", text, 34683)
    assert size_of(path) == gm.PixelSize(1.25e-8, 1.25e-8, "FEI pixelWidth")


# JEOL -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "scale"), [(None, 1e-6), ("µm", 1e-6), ("nm", 1e-9), ("mm", 1e-3), ("pixel", None), ("Å", 1e-10)]
)
def test_ome(tmp_path, unit, scale):
    path = tmp_path / "o.ome.tif"
    about = {"axes": "YX", "PhysicalSizeX": 0.65, "PhysicalSizeY": 0.5}
    if unit:
        about |= {"PhysicalSizeXUnit": unit, "PhysicalSizeYUnit": unit}
    tifffile.imwrite(path, GREY, ome=True, metadata=about)
    expected = scale and gm.PixelSize(
        pytest.approx(0.65 * scale), pytest.approx(0.5 * scale), "OME PhysicalSizeX"
    )
    assert size_of(path) == expected


@pytest.mark.parametrize(
    ("unit", "scale"),
    [
        ("micron", 1e-6),
        ("um", 1e-6),
        ("\\u00B5m", 1e-6),
        ("nm", 1e-9),
        ("mm", 1e-3),
        ("Micrometers", 1e-6),
        ("nanometres", 1e-9),
        ("micras", 1e-6),
        ("nanometros", 1e-9),
        ("inches", None),
        ("pixel", None),
    ],
)
def test_imagej(tmp_path, unit, scale):
    path = tmp_path / "i.tif"
    tifffile.imwrite(path, GREY, imagej=True, resolution=(4, 5), metadata={"unit": unit})
    assert size_of(path) == (scale and gm.PixelSize(scale / 4, scale / 5, "ImageJ"))


def test_imagej_with_a_micro_sign_in_latin_1(tmp_path):
    text = b"ImageJ=1.53t\nunit=\xb5m\n\0"
    path = write(tmp_path / "i.tif", text, 270, resolution=(4, 5), resolutionunit="NONE")
    assert size_of(path) == gm.PixelSize(0.25e-6, 0.2e-6, "ImageJ")


def test_imagej_with_a_unit_that_a_person_wrote_in_spanish(tmp_path):
    text = "ImageJ=1.53t\nunit=micr\u00f3metros\n\0"
    for encoding in ("latin-1", "utf-8"):
        path = tmp_path / f"{encoding}.tif"
        write(path, text.encode(encoding), 270, resolution=(4, 5), resolutionunit="NONE")
        assert size_of(path) == gm.PixelSize(0.25e-6, 0.2e-6, "ImageJ")


@pytest.mark.parametrize(
    ("about", "distance"),
    [
        ({"axes": "ZYX", "spacing": 2.5}, 2.5e-6),
        ({"axes": "ZYX", "spacing": -2.5}, 2.5e-6),
        ({"axes": "ZYX"}, None),
        ({"axes": "TYX", "spacing": 2.5}, None),
    ],
)
def test_the_distance_of_an_imagej_volumes_pages(tmp_path, about, distance):
    stack = np.zeros((4, 8, 8), np.uint8)
    about = {"unit": "um", **about}
    tifffile.imwrite(tmp_path / "v.tif", stack, imagej=True, resolution=(2, 2), metadata=about)
    with gm.open(tmp_path / "v.tif") as picture:
        assert picture.page_distance_m == pytest.approx(distance)
    with gm.open(tmp_path / "v.tif", pixel_size_m=1e-6) as picture:  # the file's unit was not to be trusted
        assert picture.page_distance_m is None


def test_imagej_dpi_is_no_size(tmp_path):
    path = tmp_path / "i.tif"
    tifffile.imwrite(path, GREY, imagej=True, resolution=(300, 300), metadata={"unit": "inch"})
    assert size_of(path) is None


def test_digitalmicrograph_tiff(tmp_path):
    tags = [(code, 2, 3, "nm", True) for code in (65003, 65004)]
    tags += [(code, 12, 1, 0.25, True) for code in (65009, 65010)]
    tifffile.imwrite(tmp_path / "g.tif", GREY, extratags=tags)
    assert size_of(tmp_path / "g.tif") == gm.PixelSize(2.5e-10, 2.5e-10, "Gatan TIFF tags")


# Plain resolution -------------------------------------------------------------------------------------

DEFAULTS = [1, 64, 72, 90, 93, 96, 100, 120, 144, 150, 180, 200, 240, 300, 350, 360, 400, 600, 1200]


@pytest.mark.parametrize("dpi", DEFAULTS)
def test_print_and_screen_densities_are_no_size(tmp_path, dpi):
    path = tmp_path / "d.tif"
    tifffile.imwrite(path, GREY, resolution=(dpi, dpi), resolutionunit="INCH")
    assert size_of(path) is None
    for kind in ("png", "jpg", "bmp"):
        Image.fromarray(GREY).save(tmp_path / f"d.{kind}", dpi=(dpi, dpi))
        assert size_of(tmp_path / f"d.{kind}") is None


@pytest.mark.parametrize("metre", [12.4e-9, 0.5e-6, 2.615e-6, 13.7e-6, 50e-6])
def test_a_believable_tiff_resolution(tmp_path, metre):
    path = tmp_path / "r.tif"
    tifffile.imwrite(path, GREY, resolution=(0.01 / metre, 0.01 / metre), resolutionunit="CENTIMETER")
    found = size_of(path)
    assert found.source == "TIFF resolution"
    assert found.x_m == pytest.approx(metre, rel=1e-4)


def test_believable_png_and_jpeg_densities(tmp_path):
    Image.fromarray(GREY).save(tmp_path / "p.png", dpi=(0.0254 / 0.8e-6, 0.0254 / 0.8e-6))
    assert size_of(tmp_path / "p.png") == gm.PixelSize(
        pytest.approx(0.8e-6, rel=1e-5), pytest.approx(0.8e-6, rel=1e-5), "PNG pHYs"
    )
    Image.fromarray(GREY).save(tmp_path / "j.jpg", dpi=(12700, 12700))
    assert size_of(tmp_path / "j.jpg") == gm.PixelSize(
        pytest.approx(2e-6), pytest.approx(2e-6), "JPEG density"
    )


@pytest.mark.parametrize(
    "resolution", [(0, 0), (1e-3, 1e-3), (4e9, 4e9), (50_000, 900)], ids=["zero", "wide", "tiny", "unequal"]
)
def test_impossible_resolutions_are_no_size(tmp_path, resolution):
    path = tmp_path / "w.tif"
    ratios = [(int(v), 1) if v > 1 else (int(v * 1000), 1000) for v in resolution]
    tifffile.imwrite(path, GREY, resolution=ratios, resolutionunit="CENTIMETER")
    assert size_of(path) is None


def test_a_resolution_without_a_unit_is_no_size(tmp_path):
    tifffile.imwrite(tmp_path / "n.tif", GREY, resolution=(25_000, 25_000), resolutionunit="NONE")
    assert size_of(tmp_path / "n.tif") is None


def test_the_maker_is_believed_before_the_resolution(tmp_path):
    path = write(tmp_path / "z.tif", zeiss(), 34118, resolution=(1e4, 1e4), resolutionunit="CENTIMETER")
    assert size_of(path).source == "Zeiss AP_IMAGE_PIXEL_SIZE"


def test_camera_software_and_the_mark_of_synthetic_pictures(tmp_path):
    path = tmp_path / "s.tif"
    tags = [(271, 2, 0, "Olympus", True), (272, 2, 0, "BX53", True)]
    software = "GeoDesk, synthetic micrograph"
    tifffile.imwrite(path, GREY, software=software, datetime="2026:11:21 10:00:00", extratags=tags)
    with gm.open(path) as m:
        assert m.instrument == "Olympus BX53"
        assert m.metadata == {"software": software, "synthetic": "yes", "date": "2026-11-21T10:00:00"}
    tifffile.imwrite(path, GREY, software="PaintShop, no synthetic filter")
    with gm.open(path) as m:
        assert "synthetic" not in m.metadata


# By hand, orientation, nonsense -----------------------------------------------------------------------


def test_a_page_has_the_pixel_size_that_its_own_tags_tell(tmp_path):
    path = tmp_path / "pages.tif"
    cm = {"photometric": "minisblack", "metadata": None, "resolutionunit": "CENTIMETER"}
    turned = [(274, 3, 1, 6, True)]
    with tifffile.TiffWriter(path) as writer:
        writer.write(GREY, resolution=(20_000, 10_000), extratags=turned, **cm)
        writer.write(GREY[::2, ::2], resolution=(10_000, 5_000), extratags=turned, **cm)
        writer.write(GREY, resolution=(118.11, 118.11), extratags=turned, **cm)
        writer.write(GREY, resolution=(50_000, 50_000), extratags=turned, **cm)
        writer.write(GREY[::3, ::3], photometric="minisblack", metadata=None, extratags=turned)
    with gm.open(path) as picture:
        found = [picture.pixel_size_of(page) for page in range(5)]
        assert found[0] is picture.pixel_size and found[2] is found[0] and found[4] is None
        assert found[3][:2] == pytest.approx((2e-7, 2e-7))
        assert found[0][:2] == pytest.approx((1e-6, 0.5e-6))
        assert found[1] == (pytest.approx(2e-6), pytest.approx(1e-6), "TIFF resolution")
        with pytest.raises(IndexError):
            picture.pixel_size_of(5)
    with gm.open(path, 3e-6) as picture:
        assert [picture.pixel_size_of(page)[:2] for page in range(5)] == [(3e-6, 3e-6)] * 5


def test_the_first_page_of_imagej_and_ome_speaks_for_all(tmp_path):
    stack = np.stack([GREY, GREY])
    about = {"unit": "mm", "axes": "ZYX"}
    tifffile.imwrite(tmp_path / "i.tif", stack, imagej=True, resolution=(2000, 2000), metadata=about)
    about = {"axes": "ZYX", "PhysicalSizeX": 0.5, "PhysicalSizeY": 0.5}
    tifffile.imwrite(tmp_path / "o.ome.tif", stack, ome=True, resolution=(3000, 3000), metadata=about)
    for name in ("i.tif", "o.ome.tif"):
        with gm.open(tmp_path / name) as picture:
            assert picture.pages == 2
            assert picture.pixel_size_of(1) == picture.pixel_size
            assert picture.pixel_size[:2] == pytest.approx((5e-7, 5e-7))


def test_each_image_of_an_ome_file_has_its_own_size(tmp_path):
    path = tmp_path / "scenes.ome.tif"
    with tifffile.TiffWriter(path, ome=True) as writer:
        for scale, pixels in ((0.5, np.stack([GREY, GREY])), (2.0, GREY), (1.0, GREY[::2, ::2])):
            axes = "ZYX" if pixels.ndim == 3 else "YX"
            about = {"axes": axes, "PhysicalSizeX": scale, "PhysicalSizeY": scale}
            writer.write(pixels, photometric="minisblack", metadata=about)
    with gm.open(path) as picture:
        sizes = [picture.pixel_size_of(page)[:2] for page in range(picture.pages)]
    assert sizes == [pytest.approx((one, one)) for one in (0.5e-6, 0.5e-6, 2e-6, 1e-6)]


def test_by_hand_replaces_what_the_file_says(tmp_path):
    path = write(tmp_path / "z.tif", zeiss(), 34118)
    with gm.open(path, pixel_size_m=1e-7) as m:
        assert m.pixel_size == gm.PixelSize(1e-7, 1e-7, "manual")
    for wrong in (0, -1e-9, math.nan, math.inf):
        with pytest.raises(ValueError, match="positive"):
            gm.open(path, pixel_size_m=wrong)


def test_a_turned_picture_swaps_width_and_height_of_its_pixels(tmp_path):
    path = tmp_path / "t.tif"
    tags = [(34682, 7, len(fei()), fei().encode(), True), (274, 3, 1, 6, True)]
    tifffile.imwrite(path, GREY, extratags=tags)
    assert size_of(path)[:2] == (3.2e-8, 3.10059e-8)


@pytest.mark.parametrize("x", [0, -1, math.nan, math.inf, 1e-13, 0.011])
def test_impossible_lengths_are_no_pixel_size(x):
    assert pixel_size(x, None, "x") is None
    assert pixel_size(1e-6, x, "x") is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,5 µm", 1.5e-6), ("2.5e-3mm", 2.5e-6), ("3 \ufffdm", 3e-6), ("4", None), ("x", None), ("5 V", None)],
)
def test_lengths(text, value):
    assert metres(text) == (value and pytest.approx(value, rel=1e-12))


def test_numbers():
    assert number("-1.#IND") == -1.0
    assert [number(v) for v in ("", "abc", "1e999", None, True, math.nan, 10**400)] == [None] * 7


@pytest.mark.parametrize(
    ("date", "time", "iso"),
    [
        ("2019-03-12", "10:22:13", "2019-03-12T10:22:13"),
        ("23 Dec 2015", "9:40:32", "2015-12-23T09:40:32"),
        ("13.06.2016 17:06:40", "", "2016-06-13T17:06:40"),
        ("06/13/2016", "05:06:40 PM", "2016-06-13T17:06:40"),
        ("13/06/2016", "12:00:00 AM", "2016-06-13T00:00:00"),
        ("2019/11/27 16:11", "", "2019-11-27T16:11:00"),
        ("2019:03:12", "", "2019-03-12"),
        ("32/13/2016", "", None),
        ("yesterday", "", None),
        ("", "", None),
    ],
)
def test_dates(date, time, iso):
    assert iso_date(date, time) == iso


def test_xml_with_entities_is_not_expanded():
    bomb = '<!DOCTYPE a [<!ENTITY b "xx"><!ENTITY c "&b;&b;">]><OME>&c;</OME>'
    assert xml_tree(bomb) is None
    assert xml_tree("<OME><Pixels/></OME>") is not None


def test_text_of_any_encoding():
    text = "Pixel Größe µm"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"):
        assert decode(text.encode(encoding)) == text


# The real files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "size", "source", "kv"),
    [
        ("test_tiff_Zeiss_SEM_1k.tif", 2.615e-6, "Zeiss AP_IMAGE_PIXEL_SIZE", 25),
        ("zeiss_55.82nm.tif", 55.82e-9, "Zeiss AP_IMAGE_PIXEL_SIZE", 8),
        ("FEI-Helios-Ebeam-8bits.tif", 3.3724e-6, "FEI Scan PixelWidth", 5),
        ("fei_gelatin_31.0nm.tif", 31.0059e-9, "FEI Scan PixelWidth", 10),
        ("JEOL-SightX-TEM-mag-dummy.tif", None, None, 200),
    ],
)
def test_real_files(data, tmp_path, name, size, source, kv):
    # Under another name: nothing may come from the name.
    path = tmp_path / "picture.bin"
    path.write_bytes((data / "sem" / "vendor" / name).read_bytes())
    with gm.open(path) as m:
        assert m.pixel_size == (size and gm.PixelSize(pytest.approx(size), pytest.approx(size), source))
        assert m.metadata["kv"] == kv
        assert m.instrument
        assert str(m.metadata["date"]).startswith("20")
