"""``geodesk reconstruct`` through its files: what it writes, that it goes on, what it refuses."""

import csv
import json
import shutil
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
import tifffile

from geodesk import micrograph
from geodesk.cli import main
from geodesk.jobs import reconstruct as job_module
from geodesk.jobs.inputs import gather
from geodesk.jobs.reconstruct import STATE, Wanted, reconstruct
from geodesk.language import GeoDeskError
from geodesk.morphology import correlations, otsu

RESULTS = ("reconstruction.tif", "energy.csv", "curves.csv")


def table(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def run(*arguments):
    return main([str(a) for a in arguments])


def finish(source, out, wanted, **options):
    """Run the job to its end; all its steps."""
    return list(reconstruct(gather([source]).items[0], out, wanted, **options))


def contents(out):
    return {name: (out / name).read_bytes() for name in RESULTS}


@pytest.fixture
def blobs(tmp_path):
    """A smooth grey picture of two phases with a pixel size, wider than high."""
    generator = np.random.default_rng(5)
    waves = np.fft.rfft2(generator.normal(size=(48, 70)))
    y, x = np.fft.fftfreq(48)[:, None], np.fft.rfftfreq(70)
    grey = np.fft.irfft2(waves * np.exp(-200 * (y**2 + x**2)), (48, 70))
    pixels = np.interp(grey, (grey.min(), grey.max()), (1000, 60000)).astype(np.uint16)
    file = tmp_path / "blobs.tif"
    tifffile.imwrite(file, pixels, imagej=True, resolution=(20, 10), metadata={"unit": "um"})
    return file, pixels


def test_the_result_stands_beside_its_target(blobs, tmp_path, capsys):
    file, pixels = blobs
    out = tmp_path / "new" / "out"
    assert run("reconstruct", file, "--out", out, "--swaps", 200_000, "--seed", 3, "--lineal-path") == 0
    printed = json.loads(capsys.readouterr().out)
    assert list(printed) == ["energy_start", "energy_end", "seconds", "swaps"]
    assert printed["swaps"] == 200_000 and printed["seconds"] > 0
    assert printed["energy_end"] < 1e-3 * printed["energy_start"]
    assert sorted(p.name for p in out.iterdir()) == sorted([*RESULTS, "reconstruction.json"])

    wanted = pixels > otsu(pixels)
    with micrograph.open(out / "reconstruction.tif") as picture:
        found = picture.pixels()
        assert picture.metadata["synthetic"] == "yes"
        assert (picture.pixel_size.x_m, picture.pixel_size.y_m) == pytest.approx((50e-9, 100e-9))
    assert found.shape == pixels.shape and set(np.unique(found)) == {0, 255}
    assert (found > otsu(found)).sum() == wanted.sum()
    with tifffile.TiffFile(out / "reconstruction.tif") as tif:
        assert "synthetic" in tif.pages[0].tags["Software"].value
        text = tif.pages[0].tags["ImageDescription"].value
    said = json.loads(text.partition("provenance=")[2])
    assert said["source"] == "blobs.tif" and said["threshold"] == otsu(pixels) and said["seed"] == 3

    curves = table(out / "curves.csv")
    for name, phases in (("target", wanted), ("result", found > 0)):
        truth = correlations(phases, r_max=(24, 35), periodic=True)
        for phase in (0, 1):
            for direction, axis, side in (("x", 1, 50e-9), ("y", 0, 100e-9)):
                rows = [
                    r
                    for r in curves
                    if (r["id"], r["phase"], r["direction"]) == (name, str(phase), direction)
                ]
                both = truth[axis]
                assert [float(r["s2"]) for r in rows] == pytest.approx(both.two_point[phase].probability)
                assert [float(r["lineal_path"]) for r in rows] == pytest.approx(
                    both.lineal_path[phase].probability
                )
                assert float(rows[3]["lag_m"]) == pytest.approx(3 * side)
    # E is what the curves of phase 1 differ by.
    of_phase = [[r for r in curves if r["id"] == name and r["phase"] == "1"] for name in ("target", "result")]
    energy = sum(
        (float(a[column]) - float(b[column])) ** 2
        for a, b in zip(*of_phase, strict=True)
        for column in ("s2", "lineal_path")
    )
    assert printed["energy_end"] == pytest.approx(energy, rel=1e-6)

    energies = table(out / "energy.csv")
    assert len(energies) == 1001 and energies[0]["swaps"] == "0" and energies[-1]["swaps"] == "200000"
    assert float(energies[0]["energy"]) == printed["energy_start"]
    assert float(energies[-1]["energy"]) == printed["energy_end"]
    summary = json.loads((out / "reconstruction.json").read_text("utf-8"))
    assert summary["shape"] == {"y": 48, "x": 70} and summary["r_max"] == {"y": 24, "x": 35}
    assert summary["periodic"] is True and summary["functions"] == ["s2", "lineal_path"]
    assert summary["phi"] == wanted.mean() and summary["pixel_size_source"] == "ImageJ"


def test_interrupted_and_resumed_gives_the_same_bytes(blobs, tmp_path, monkeypatch):
    file, _ = blobs
    wanted = Wanted(swaps=150_000, seed=8, lineal_path=True)
    finish(file, tmp_path / "whole", wanted)
    monkeypatch.setattr(job_module, "_YIELD_EVERY_S", 0.005)
    out, stops = tmp_path / "parts", 0
    while not (out / "reconstruction.tif").exists():
        steps = reconstruct(gather([file]).items[0], out, wanted, resume=stops > 0)
        before = next(steps).done
        for step in steps:
            if step.done - before > 40_000:
                steps.close()  # as a user cancels
                stops += 1
                assert (out / STATE).exists()
    assert stops >= 2
    assert contents(out) == contents(tmp_path / "whole")
    assert not (out / STATE).exists()


def test_killed_outright_it_goes_on_from_the_last_state(blobs, tmp_path):
    file, _ = blobs
    wanted = Wanted(swaps=4_000_000, seed=8)
    finish(file, tmp_path / "whole", wanted)
    out = tmp_path / "parts"
    script = (
        "import sys; from pathlib import Path; from geodesk.jobs import reconstruct as r\n"
        "from geodesk.jobs.inputs import gather\n"
        "r._KEEP_EVERY_S, r._YIELD_EVERY_S = 0.0, 0.002\n"
        "wanted = r.Wanted(swaps=4_000_000, seed=8)\n"
        "for s in r.reconstruct(gather([sys.argv[1]]).items[0], Path(sys.argv[2]), wanted): print(s.done)\n"
    )
    child = subprocess.Popen([sys.executable, "-uc", script, file, out], stdout=subprocess.PIPE)
    while int(child.stdout.readline()) < 60_000:
        pass
    child.kill()
    assert child.wait() == -signal.SIGKILL
    child.stdout.close()
    steps = finish(file, out, wanted, resume=True)
    assert steps[0].done > 0
    assert contents(out) == contents(tmp_path / "whole")


def test_interrupted_from_the_keyboard(blobs, tmp_path):
    file, _ = blobs
    out = tmp_path / "out"
    script = (
        "import sys; from geodesk.jobs import reconstruct as r; from geodesk.cli import main\n"
        "r._KEEP_EVERY_S = 0.0\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    command = [sys.executable, "-c", script, "reconstruct", file, "--out", out, "--swaps", "9000000000"]
    child = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    while not (out / STATE).exists():
        time.sleep(0.02)
    child.send_signal(signal.SIGINT)
    _, said = child.communicate(timeout=30)
    assert child.returncode == 130 and "--resume" in said
    assert (out / STATE).exists() and not (out / "reconstruction.tif").exists()


def test_the_state_of_something_else_is_not_taken_up(blobs, tmp_path):
    file, _ = blobs
    out, wanted = tmp_path / "out", Wanted(swaps=30_000, seed=1)

    def interrupted(this):
        steps = reconstruct(gather([file]).items[0], out, this)
        while next(steps).done < 3000:
            pass
        steps.close()

    def begun(this):
        first = finish(file, out, this, resume=True)[0]
        return first.done, [str(notice) for notice in first.notices]

    interrupted(wanted)
    assert begun(wanted)[0] > 0
    for other in (Wanted(swaps=30_000, seed=2), Wanted(swaps=30_001, seed=1), Wanted(30_000, 1, 30000.0)):
        interrupted(wanted)
        done, notices = begun(other)
        assert done == 0 and "starting anew" in notices[0]
    interrupted(wanted)
    (out / STATE).write_bytes((out / STATE).read_bytes()[:-2000])
    done, notices = begun(wanted)
    assert done == 0 and "damaged" in notices[0]
    assert begun(wanted)[0] == 0  # finished: there is nothing to go on with


def test_a_state_that_cannot_be_written_is_told_and_the_work_goes_on(blobs, tmp_path, monkeypatch):
    file, _ = blobs
    monkeypatch.setattr(job_module, "_KEEP_EVERY_S", -1.0)
    out = tmp_path / "out"
    (out / STATE / "in the way").mkdir(parents=True)
    steps = reconstruct(gather([file]).items[0], out, Wanted(swaps=20_000))
    notices = [str(notice) for step in steps for notice in step.notices if step.done < 20_000]
    assert STATE in notices[0]
    assert (out / "reconstruction.tif").exists()


def test_snapshots_carry_the_energy_and_a_preview(blobs, tmp_path):
    file, pixels = blobs
    steps = finish(file, tmp_path / "out", Wanted(swaps=60_000, seed=1, phase=0))
    snapshots = [row for step in steps for row in step.rows]
    points = [point for snapshot in snapshots for point in snapshot.points]
    assert [p[0] for p in points] == [int(r["swaps"]) for r in table(tmp_path / "out" / "energy.csv")]
    assert all(step.total == 60_000 and step.done == step.rows[0].swaps for step in steps)
    first, last = snapshots[0].preview, snapshots[-1].preview
    assert first.shape == last.shape == pixels.shape
    above = (pixels > otsu(pixels)).sum()
    assert first.sum() == last.sum() == above  # phase 0 was rearranged, phase 1 is shown
    assert (last == (tifffile.imread(tmp_path / "out" / "reconstruction.tif") == 255)).all()
    assert snapshots[-1].summary["phase"] == 0 and snapshots[-2].summary is None


def test_sixteen_bits_with_a_bar(data, tmp_path, capsys):
    """Threshold, area and units come from the file's own values, area and pixel size."""
    with tifffile.TiffFile(data / "sem" / "vendor" / "fei_gelatin_31.0nm.tif") as tif:
        page = tif.pages[0]
        tag = next(code for code in (34682, 34680) if code in page.tags)
        text = page.dataoffsets and tif.filehandle
        text.seek(page.tags[tag].valueoffset)
        raw = text.read(page.tags[tag].count)
        deep = page.asarray().astype(np.uint16) * 211
    file = tmp_path / "deep.tif"
    tifffile.imwrite(file, deep, extratags=[(tag, 2, len(raw), raw, True)])
    with micrograph.open(file) as picture:
        assert picture.dtype == np.uint16 and tuple(picture.bar) == (0, 884, 1024, 59)
    out = tmp_path / "out"
    assert run("reconstruct", file, "--out", out, "--size", 128, "--swaps", 20_000) == 0
    summary = json.loads((out / "reconstruction.json").read_text("utf-8"))
    content = deep[:884]
    assert summary["threshold"] == otsu(content) > 255
    assert summary["area"] == [448, 378, 128, 128]
    crop = content[378:506, 448:576]
    assert summary["phi"] == (crop > otsu(content)).mean()
    with micrograph.open(out / "reconstruction.tif") as picture:
        assert picture.pixel_size.x_m == pytest.approx(3.10059e-08) and picture.bar is None
    row = next(r for r in table(out / "curves.csv") if r["lag_px"] == "10")
    assert float(row["lag_m"]) == pytest.approx(10 * 3.10059e-08)


def test_volumes(blobs, samples, tmp_path):
    """From a stack, from one of its pages, and from a picture that is taken for isotropic."""
    file, _ = blobs
    stack = tmp_path / "stack.tif"
    tifffile.imwrite(
        stack, tifffile.imread(samples / "pila_esferas.tif")[:8, :20, :30], photometric="minisblack"
    )
    for name, source, wanted, shape in (
        ("stack", stack, Wanted(swaps=20_000), (8, 20, 30)),
        ("page", stack, Wanted(swaps=20_000, page=7), (20, 30)),
        ("deep", file, Wanted(swaps=20_000, size=24, depth=16), (16, 24, 24)),
    ):
        finish(source, tmp_path / name, wanted)
        assert tifffile.imread(tmp_path / name / "reconstruction.tif").shape == shape
        summary = json.loads((tmp_path / name / "reconstruction.json").read_text("utf-8"))
        assert tuple(summary["shape"].values()) == shape
        assert summary["energy_end"] < summary["energy_start"]
        assert (summary["z"] is not None) == (name == "deep")
        with micrograph.open(tmp_path / name / "reconstruction.tif") as picture:
            assert picture.metadata["synthetic"] == "yes" and picture.pages == (
                shape[0] if len(shape) == 3 else 1
            )
    rows = table(tmp_path / "deep" / "curves.csv")
    along_z = [r for r in rows if r["direction"] == "z" and r["phase"] == "1"]
    assert {r["id"] for r in along_z} == {"result"} and len(along_z) == 9
    assert float(along_z[2]["lag_m"]) == pytest.approx(100e-9)  # as along x: isotropic
    assert all(r["lag_m"] == "" for r in table(tmp_path / "stack" / "curves.csv") if r["direction"] == "z")


def test_what_is_refused(blobs, tmp_path):
    file, pixels = blobs
    holes = tmp_path / "holes.tif"
    tifffile.imwrite(holes, np.where(pixels > 50_000, np.nan, pixels).astype(np.float32))
    stack = tmp_path / "stack.tif"
    tifffile.imwrite(stack, np.stack([pixels, pixels]), photometric="minisblack")
    out = tmp_path / "out"
    for source, wanted, words in (
        (file, Wanted(size=49), "does not fit"),
        (file, Wanted(threshold=60_000.0), "one phase only"),
        (file, Wanted(depth=9000), "cannot be reconstructed"),
        (file, Wanted(depth=1), "cannot be reconstructed"),
        (stack, Wanted(depth=4), "volume already"),
        (stack, Wanted(page=3), "no page 3"),
        (holes, Wanted(), "without a value"),
        (tmp_path / "gone.tif", Wanted(), "gone.tif"),
    ):
        with pytest.raises(GeoDeskError, match=words):
            finish(source, out, wanted)
        assert not (out / "reconstruction.tif").exists()
    with pytest.raises(GeoDeskError, match="cannot be made"):
        finish(file, file / "out", Wanted())


def test_no_recorded_picture_is_written_over(blobs, tmp_path):
    file, _ = blobs
    out = tmp_path / "out"
    out.mkdir()
    shutil.copy(file, out / "reconstruction.tif")
    with pytest.raises(GeoDeskError, match="written over"):
        finish(file, out, Wanted(swaps=1000))
    assert (out / "reconstruction.tif").read_bytes() == file.read_bytes()
    (out / "reconstruction.tif").unlink()
    finish(file, out, Wanted(swaps=1000))
    finish(file, out, Wanted(swaps=1000, seed=1))  # our own may be made anew
    with pytest.raises(GeoDeskError, match="written over"):
        finish(out / "reconstruction.tif", out, Wanted(swaps=1000))


def test_the_command_line_speaks(blobs, tmp_path, capsys):
    file, _ = blobs
    folder = tmp_path / "several"
    folder.mkdir()
    for name in ("a.tif", "b.tif"):
        shutil.copy(file, folder / name)
    assert run("reconstruct", folder, "--out", tmp_path / "out") == 2
    assert "one source" in capsys.readouterr().err
    assert run("--lang", "es", "reconstruct", file, "--out", tmp_path / "out", "--size", 900) == 2
    assert "elija uno menor" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        run("--lang", "en", "reconstruct", file, "--out", tmp_path / "out", "--seed", 2**64)
    assert "2^64" in capsys.readouterr().err
