"""Pixel size and instrument facts from JEOL, Hitachi and TESCAN: side files and notes inside the TIFF."""

import pytest
from PIL import Image

import geodesk.micrograph as gm
from tests.unit.micrograph.test_pixel_size import GREY, size_of, write

JEOL = (
    "$CM_FORMAT JEOL/SEM\n$CM_INSTRUMENT JSM-7800F\n$CM_SIGNAL SEI\n$CM_MAG 5000\n$CM_ACCEL_VOLT 15.00\n"
    "$CM_DATE 2019/03/12\n$CM_TIME 10:21:55\n$CM_FULL_SIZE 160 100\n"
    "$$SM_MICRON_BAR 40\n$$SM_MICRON_MARKER 5um\n$$SM_WD 10.0\n"
)


@pytest.mark.parametrize("name", ["a.tif", "a.bmp", "a.jpg"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_jeol_side_file(tmp_path, name, encoding):
    Image.fromarray(GREY).save(tmp_path / name)
    (tmp_path / "a.txt").write_bytes(JEOL.replace("\n", "\r\n").encode(encoding))
    with gm.open(tmp_path / name) as m:
        near = pytest.approx(1.25e-7)
        assert m.pixel_size == gm.PixelSize(near, near, "JEOL SM_MICRON_BAR")
        assert m.instrument == "JEOL JSM-7800F"
        assert (m.bar, m.bar_source) == (gm.Rect(0, 100, 160, 20), "JEOL CM_IMAGE_SIZE")
        assert m.metadata == {
            "kv": 15.0,
            "working_distance_m": 0.01,
            "magnification": 5000.0,
            "detector": "SEI",
            "date": "2019-03-12T10:21:55",
        }


@pytest.mark.parametrize("marker", ["10µm", "10um", "10000nm", "0.01mm", "10\x83\xcam"])
def test_jeol_marker_units(tmp_path, marker):
    path = write(tmp_path / "a.tif")
    text = JEOL.replace("5um", marker)
    (tmp_path / "a.txt").write_bytes(text.encode("latin-1"))
    assert size_of(path).x_m == pytest.approx(0.25e-6)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16-le"])
def test_jeol_notes_inside_the_tiff(tmp_path, encoding):
    text = "\0\1\2\3" + "\n".join(
        ["$CM_FORMAT = JEOL/SEM", "$CM_IMAGE_SIZE = 160 100", "$CM_PIXEL_SIZE = 12.5", "$CM_MAG = 300"]
    )
    path = write(tmp_path / "a.tif", text, 65100, encoding)
    assert size_of(path) == gm.PixelSize(1.25e-8, 1.25e-8, "JEOL CM_PIXEL_SIZE")


def test_jeol_size_is_not_used_for_a_resized_picture(tmp_path):
    path = write(tmp_path / "a.tif", pixels=GREY[::2, ::2])
    (tmp_path / "a.txt").write_text(JEOL)
    with gm.open(path) as m:
        assert m.pixel_size is None
        assert m.metadata["kv"] == 15


def test_jeol_tem_report_with_a_length_per_pixel(tmp_path):
    def report(kind):
        return (
            f'<TemReporter2 xmlns:a="http://j"><MeasurementReporter><a:MeasurementUnitType>{kind}'
            "</a:MeasurementUnitType><a:AccVoltage>200000</a:AccVoltage><a:MeasureLengthPerPixelReporter>"
            "<a:LengthPerPixel>0.35</a:LengthPerPixel></a:MeasureLengthPerPixelReporter>"
            "</MeasurementReporter></TemReporter2>"
        )

    path = write(tmp_path / "a.tif", report("UnitType_Length"), 270)
    assert size_of(path) == gm.PixelSize(3.5e-10, 3.5e-10, "JEOL LengthPerPixel")
    assert size_of(write(tmp_path / "b.tif", report("UnitType_Diffraction"), 270)) is None


# Hitachi and TESCAN -----------------------------------------------------------------------------------

HITACHI = (
    "[SemImageFile]\r\nInstructName=SU8230\r\nDate=2019/03/12\r\nTime=10:22:13\r\nDataSize=160x100\r\n"
    "PixelSize=9.921875\r\nSignalName=SE(U)\r\nAcceleratingVoltage=15000 Volt\r\nMagnification=10000\r\n"
    "WorkingDistance=8100 um\r\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("side", ["h.txt", "h.TXT"])
def test_hitachi_side_file(tmp_path, encoding, side):
    path = write(tmp_path / "h.tif")
    (tmp_path / side).write_bytes(HITACHI.encode(encoding))
    with gm.open(path) as m:
        assert m.pixel_size == gm.PixelSize(9.921875e-9, 9.921875e-9, "Hitachi PixelSize")
        assert m.instrument == "Hitachi SU8230"
        assert (m.bar, m.bar_source) == (gm.Rect(0, 100, 160, 20), "Hitachi DataSize")
        assert m.metadata == {
            "kv": 15.0,
            "working_distance_m": pytest.approx(8.1e-3),
            "magnification": 10000.0,
            "detector": "SE(U)",
            "date": "2019-03-12T10:22:13",
        }


def test_hitachi_with_decimal_commas_and_missing_fields(tmp_path):
    path = write(tmp_path / "h.tif")
    (tmp_path / "h.txt").write_text("[SemImageFile]\nPixelSize=24,8\n")
    assert size_of(path) == gm.PixelSize(2.48e-8, 2.48e-8, "Hitachi PixelSize")


TESCAN = (
    "[MAIN]\r\nDate=2019-03-12\r\nTime=10:22:13\r\nDevice=MIRA3 LMH\r\nImageStripSize=20\r\n"
    "Magnification=5000.0\r\nPixelSizeX=4.1e-008\r\nPixelSizeY=4.2e-008\r\n"
    "[SEM]\r\nDetector=SE\r\nHV=15000.0\r\nWD=0.0100\r\n"
)


def check_tescan(path):
    with gm.open(path) as m:
        assert m.pixel_size == gm.PixelSize(4.1e-8, 4.2e-8, "TESCAN PixelSizeX")
        assert m.instrument == "TESCAN MIRA3 LMH"
        assert (m.bar, m.bar_source) == (gm.Rect(0, 100, 160, 20), "TESCAN ImageStripSize")
        assert m.metadata == {
            "kv": 15.0,
            "working_distance_m": 0.01,
            "magnification": 5000.0,
            "detector": "SE",
            "date": "2019-03-12T10:22:13",
        }


@pytest.mark.parametrize("side", ["t.hdr", "t-png.hdr", "t.png.hdr"])
def test_tescan_side_file(tmp_path, side):
    Image.fromarray(GREY).save(tmp_path / "t.png")
    (tmp_path / side).write_bytes(TESCAN.encode())
    check_tescan(tmp_path / "t.png")


def test_tescan_header_among_binary_fields_of_the_tiff(tmp_path):
    plain = TESCAN.replace("[MAIN]\r\n", "AccFrames=1\n").replace("[SEM]\r\n", "").replace("\r\n", "\n")
    raw = bytes(range(256)) * 3 + b"\0\0" + plain.encode() + b"\0" + bytes(range(255, -1, -1))
    check_tescan(write(tmp_path / "t.tif", raw, 50431))


def test_another_programs_text_file_is_no_side_file(tmp_path):
    path = write(tmp_path / "n.tif")
    (tmp_path / "n.txt").write_text("my notes\nPixelSize=3\nPixelSizeX=1e-8\nsample from the quarry\n")
    assert size_of(path) is None


# OME-TIFF, ImageJ, DigitalMicrograph ------------------------------------------------------------------
