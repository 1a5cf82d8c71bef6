"""``geodesk transport`` on real files: what counts as phases, what is told, what is refused."""

import json
import math

import numpy as np
import pytest
import tifffile
from PIL import Image

from geodesk.cli import main
from geodesk.jobs.inputs import gather
from geodesk.jobs.transport import Wanted, phases_of, transport
from geodesk.language import GeoDeskError, set_language
from geodesk.morphology import otsu
from geodesk.morphology.transport import effective_transport


@pytest.fixture
def run(capsys):
    def run(*arguments, code=0):
        capsys.readouterr()
        assert main(["transport", *map(str, arguments)]) == code
        out, err = capsys.readouterr()
        records = [
            json.loads(line, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))
            for line in out.splitlines()
            if line.startswith("{")
        ]
        return records, out, err

    return run


@pytest.fixture
def noise(tmp_path):
    """A 16-bit grey picture with a pixel size, higher than wide pixels."""
    rng = np.random.default_rng(4)
    pixels = rng.integers(0, 4000, (60, 81), dtype=np.uint16)
    pixels[::7] = 3900
    pixels[:, ::6] = 3800
    file = tmp_path / "n.tif"
    tifffile.imwrite(file, pixels, imagej=True, resolution=(20, 10), metadata={"unit": "um"})
    return file, pixels


def test_a_grey_picture_is_thresholded_and_its_pixels_shape_counts(noise, run):
    file, pixels = noise
    (record,), _, err = run(file, "--axis", "y", "--json")
    level = otsu(pixels)
    wanted = effective_transport(pixels > level, 0, spacing=(100e-9, 50e-9))
    assert record["d_eff"] == pytest.approx(wanted.k_eff, rel=1e-9) and "k_eff" not in record
    assert record["tau"] == pytest.approx(wanted.tau, rel=1e-9)
    assert record["phi"] == pytest.approx((pixels > level).mean())
    assert record["percolates"] is True and record["converged"] is True
    assert record["iterations"] == wanted.iterations and 0 < record["flux_mismatch"] <= 1e-6
    assert record["threshold"] == level and record["threshold_rule"] == "otsu"
    assert record["phases"] == "threshold" and record["labels"] is None
    assert record["pixel_size_m"] == pytest.approx(50e-9)
    assert record["pixel_size_y_m"] == pytest.approx(100e-9)
    assert f"I > {level:g} (Otsu)" in err


def test_two_conductivities_and_a_given_threshold(noise, run):
    file, pixels = noise
    (record,), _, err = run(file, "--phase", 0, "--k1", 3, "--k2", 0.5, "--threshold", 1700, "--json")
    found = effective_transport(pixels > 1700, 1, 0, k1=3, k2=0.5, spacing=(2, 1))
    assert record["k_eff"] == pytest.approx(found.k_eff, rel=1e-9) and "d_eff" not in record
    assert (record["k1"], record["k2"], record["phase"]) == (3, 0.5, 0)
    assert record["threshold_rule"] == "given" and "I > 1700," in err
    for name, value in found.bounds._asdict().items():
        assert record[name] == pytest.approx(value)
    assert record["wiener_lower"] <= record["k_eff"] <= record["wiener_upper"]


def test_a_label_image_is_taken_as_it_is_and_the_rule_is_told(tmp_path, run):
    rng = np.random.default_rng(5)
    labels = rng.choice(np.array([0, 85, 170], np.uint8), (4, 30, 40), p=[0.7, 0.2, 0.1])
    file = tmp_path / "stack.tif"
    tifffile.imwrite(file, labels, photometric="minisblack")
    (record,), _, err = run(file, "--phase", 0, "--axis", "z", "--json")
    assert record["d_eff"] == pytest.approx(effective_transport(labels, 0, 0).k_eff, rel=1e-9)
    assert record["labels"] == [0, 85, 170] and record["phases"] == "labels" and record["threshold"] is None
    assert record["pages"] == 4 and record["page"] is None
    assert "stored values 0, 85, 170" in err and "distance of the pages is not known" in err
    # One page of it; a phase that is no stored value makes it a grey picture; --threshold overrules.
    (one,), _, _ = run(file, "--phase", 85, "--k2", 0.1, "--page", 2, "--json")
    assert one["k_eff"] == pytest.approx(effective_transport(labels[1], 1, 85, k2=0.1).k_eff, rel=1e-9)
    assert one["page"] == 2 and one["pages"] == 1
    (grey,), _, _ = run(file, "--phase", 1, "--axis", "x", "--json")
    assert grey["threshold_rule"] == "otsu" and grey["threshold"] in (0, 85)
    (cut,), _, _ = run(file, "--phase", 0, "--threshold", 85, "--json")
    assert cut["phi"] == pytest.approx((labels <= 85).mean())


def test_conductivities_by_label(tmp_path, run):
    labels = np.repeat(np.array([3, 5, 9], np.uint8), 7)[None, :].repeat(12, 0)
    Image.fromarray(labels).save(tmp_path / "l.png")
    (record,), _, _ = run(tmp_path / "l.png", "--conductivities", "3=1,5=2.5,9=10", "--json")
    assert record["k_eff"] == pytest.approx(3 / (1 + 1 / 2.5 + 1 / 10), rel=1e-9)
    assert record["conductivity"] == {"3": 1, "5": 2.5, "9": 10} and record["phase"] is None
    _, _, err = run(tmp_path / "l.png", "--conductivities", "3=1,5=2", code=1)
    assert "labels 9" in err


def test_more_than_a_few_values_are_labels_only_if_asked_for(tmp_path, run):
    labels = np.arange(400, dtype=np.uint16).reshape(20, 20) // 10
    labels[5:9] = 1
    tifffile.imwrite(tmp_path / "l.tif", labels)
    (grey,), _, _ = run(tmp_path / "l.tif", "--json")
    assert grey["phases"] == "threshold"
    (record,), _, _ = run(tmp_path / "l.tif", "--labels", "--json")
    assert record["phi"] == pytest.approx((labels == 1).mean()) and record["labels"][:3] == [0, 1, 2]
    floats = (labels * 1.0).astype(np.float32)
    tifffile.imwrite(tmp_path / "f.tif", floats)
    (same,), _, _ = run(tmp_path / "f.tif", "--labels", "--json")
    assert same["d_eff"] == record["d_eff"]
    floats[0, 0] = 0.5
    tifffile.imwrite(tmp_path / "f.tif", floats)
    assert "not whole numbers" in run(tmp_path / "f.tif", "--labels", code=1)[2]
    floats[0, 0] = np.nan
    tifffile.imwrite(tmp_path / "f.tif", floats)
    assert "without a value" in run(tmp_path / "f.tif", code=1)[2]


def test_two_values_far_apart_are_phases_0_and_1(tmp_path, run):
    pixels = np.where(np.random.default_rng(6).random((50, 50)) < 0.7, 255, 0).astype(np.uint8)
    Image.fromarray(pixels).save(tmp_path / "b.png")
    (one,), _, _ = run(tmp_path / "b.png", "--json")
    (stored,), _, _ = run(tmp_path / "b.png", "--phase", 255, "--json")
    assert one["d_eff"] == stored["d_eff"] > 0 and one["phi"] == pytest.approx((pixels > 0).mean())
    Image.fromarray(pixels).convert("RGB").save(tmp_path / "rgb.png")
    assert run(tmp_path / "rgb.png", "--json")[0][0]["d_eff"] == one["d_eff"]


def test_no_path_is_null_in_json_and_infinite_in_words(tmp_path, run):
    Image.fromarray(np.eye(30, dtype=np.uint8)).save(tmp_path / "d.png")
    (record,), _, _ = run(tmp_path / "d.png", "--json", "--lang", "es")
    assert record["tau"] is None and record["percolates"] is False and record["d_eff"] == 0
    assert "infinita" in record["notes"][0]
    _, out, err = run(tmp_path / "d.png", "--lang", "en")
    assert "τ = ∞" in out and "tortuosity is infinite" in err


def test_words_in_spanish_have_a_decimal_comma(noise, run):
    _, out, err = run(noise[0], "--lang", "es")
    assert "D_eff/D = 0," in out and "iteraciones" in out and "la fase 1 es I >" in err


def test_the_information_bar_is_left_out(data, run):
    (record,), _, _ = run(data / "sem" / "vendor" / "fei_gelatin_31.0nm.tif", "--axis", "y", "--json")
    assert record["area"] == [0, 0, 1024, 884]
    assert record["pixel_size_m"] == pytest.approx(31.0059e-9, rel=1e-4)


def test_the_distance_of_the_pages(tmp_path, run):
    volume = (np.random.default_rng(7).random((6, 20, 20)) < 0.8).astype(np.uint8)
    file = tmp_path / "v.tif"
    tifffile.imwrite(file, volume, imagej=True, resolution=(20, 20), metadata={"unit": "um", "axes": "ZYX"})
    (record,), _, err = run(file, "--axis", "z", "--page-distance", "200nm", "--json")
    wanted = effective_transport(volume, 0, spacing=(4, 1, 1)).k_eff
    assert record["d_eff"] == pytest.approx(wanted, rel=1e-7) and "distance of the pages" not in err
    assert record["d_eff"] != pytest.approx(effective_transport(volume, 0).k_eff, rel=1e-3)
    bare = tmp_path / "bare.tif"
    tifffile.imwrite(bare, volume, photometric="minisblack")
    assert "pixel size" in run(bare, "--page-distance", "200nm", code=1)[2]


def test_the_distance_of_the_pages_that_the_file_says(tmp_path, run):
    volume = (np.random.default_rng(7).random((6, 20, 20)) < 0.8).astype(np.uint8)
    file, wanted = tmp_path / "v.tif", effective_transport(volume, 0, spacing=(4, 1, 1)).k_eff
    about = {"unit": "um", "axes": "ZYX", "spacing": 0.2}
    tifffile.imwrite(file, volume, imagej=True, resolution=(20, 20), metadata=about)
    (record,), _, err = run(file, "--axis", "z", "--json")
    assert record["d_eff"] == pytest.approx(wanted, rel=1e-7)
    assert record["notes"] == ["The pages are 200 nm apart, as the file says."] and record["notes"][0] in err
    (record,), _, _ = run(file, "--axis", "z", "--page-distance", "50nm", "--json")  # a person knows better
    assert record["d_eff"] == pytest.approx(effective_transport(volume, 0).k_eff, rel=1e-7)
    ome = tmp_path / "v.ome.tif"
    sizes = {"PhysicalSizeX": 50, "PhysicalSizeXUnit": "nm", "PhysicalSizeY": 50, "PhysicalSizeYUnit": "nm"}
    tifffile.imwrite(ome, volume, metadata={"axes": "ZYX", **sizes, "PhysicalSizeZ": 0.2})
    (record,), _, _ = run(ome, "--axis", "z", "--json")
    assert record["d_eff"] == pytest.approx(wanted, rel=1e-7)


def test_a_batch_goes_on_and_lists_failures(tmp_path, noise, run):
    (tmp_path / "bad.png").write_text("no picture")
    records, _, err = run(tmp_path / "bad.png", noise[0], "--json", code=1)
    assert len(records) == 2 and "error" in records[0] and records[1]["percolates"]
    assert "bad.png" in err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--phase", "7"), "no label image"),
        (("--labels", "--phase", "4001"), "No pixel has the label 4001"),
        (("--axis", "z"), "no z axis"),
        (("--page", "2"), "no page 2"),
        (("--k1", "1", "--k2", "1e-12"), "take 0 for the smallest"),
    ],
)
def test_what_cannot_be_solved_is_one_sentence(arguments, sentence, noise, run):
    _, out, err = run(noise[0], *arguments, code=1)
    assert sentence in err and out == "" and "Traceback" not in err and "Unexpected" not in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("--k1", "-1"),
        ("--k1", "inf"),
        ("--phase", "pore"),
        ("--conductivities", "0"),
        ("--conductivities", "0=1,0=2"),
        ("--page-distance", "far"),
        ("--axis", "t"),
    ],
)
def test_usage_errors(arguments, noise, capsys):
    with pytest.raises(SystemExit) as left:
        main(["transport", str(noise[0]), *arguments])
    assert left.value.code == 2


def test_arguments_that_exclude_each_other(noise, run):
    run(noise[0], "--labels", "--threshold", "9", code=2)
    run(noise[0], "--conductivities", "0=1", "--k1", "2", code=2)


def test_the_job_shows_signs_of_life_and_can_be_cancelled(noise):
    items = gather([noise[0]]).items
    steps = list(transport(items, Wanted("x")))
    assert len(steps) > 5 and [len(step.rows) for step in steps[:-1]] == [0] * (len(steps) - 1)
    assert steps[-1].done == 1 and steps[-1].rows[0].found.potential.shape == (60, 81)
    cancelled = transport(items, Wanted("x"))
    next(cancelled)
    next(cancelled)
    cancelled.close()
    assert next(cancelled, None) is None


def test_phases_of_integers_thresholds_and_sentences_in_both_languages():
    grey = np.arange(100, dtype=np.int16).reshape(10, 10)
    assert phases_of(grey, Wanted("x", threshold=40)).labels.sum() == 59
    assert math.isclose(phases_of(grey, Wanted("x", threshold="otsu")).threshold, otsu(grey))
    with pytest.raises(GeoDeskError) as caught:
        phases_of(grey % 3, Wanted("x", labels=True, phase=5))
    assert caught.value.sentence.es == "Ningún píxel tiene la etiqueta 5; hay 0, 1, 2."
    set_language("es")
    assert str(phases_of(grey % 3, Wanted("x"))) == "las fases son los valores guardados 0, 1, 2"
