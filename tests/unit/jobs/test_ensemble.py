"""An ensemble as a job: any executor, failures, filters, files; and the distance of two."""

import csv
import threading
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import numpy as np
import pytest
import tifffile
from PIL import Image

from geodesk.cli import main
from geodesk.collection import Collection
from geodesk.jobs.curvefile import read_curves
from geodesk.jobs.distance import by_folder, compare
from geodesk.jobs.ensemble import chosen, ensemble_of, limited_by, measure, write_ensemble
from geodesk.jobs.inputs import gather
from geodesk.language import GeoDeskError, Sentence
from geodesk.morphology import lineal_path, otsu, two_point
from geodesk.morphology.ensemble import MixedPixelSizes


def picture(file, seed, shape=(40, 50), pixel_um=None, level=120):
    """A real file: blobs of grey on noise."""
    rng = np.random.default_rng(seed)
    coarse = np.kron(rng.random((shape[0] // 5 + 1, shape[1] // 5 + 1)) < 0.4, np.ones((5, 5)))
    pixels = (coarse[: shape[0], : shape[1]] * level + rng.integers(0, 60, shape)).astype(np.uint8)
    file.parent.mkdir(parents=True, exist_ok=True)
    options = {}
    if pixel_um:
        options = {"imagej": True, "resolution": (1 / pixel_um,) * 2, "metadata": {"unit": "um"}}
    tifffile.imwrite(file, pixels, **options)
    return pixels


@pytest.fixture
def folder(tmp_path):
    """Six pictures of two sizes, one that is no picture and one of a single grey level."""
    place = tmp_path / "set"
    for k in range(6):
        picture(place / f"p{k}.tif", k, (40, 50) if k % 2 else (60, 44))
    (place / "broken.tif").write_bytes(b"II*\0 no picture")
    Image.fromarray(np.full((30, 30), 7, np.uint8)).save(place / "flat.png")
    return place


def rows_of(items, **options):
    return [row for step in measure(items, **options) for row in step.rows]


def counts_of(found):
    return {
        (name, function, phase): getattr(direction, function)[phase].counts.tolist()
        for name, direction in found.directions.items()
        for function in ("two_point", "lineal_path")
        for phase in (0, 1)
    }


def rows_in(path):
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


class Backwards(Executor):
    """Does all its work when the first result is asked for, the last first."""

    def __init__(self):
        self.waiting = []
        self.cancelled = 0

    def submit(self, fn, /, *args, **kwargs):
        future = _Late(self)
        self.waiting.append((future, fn, args, kwargs))
        return future

    def work(self):
        while self.waiting:
            future, fn, args, kwargs = self.waiting.pop()
            if future.set_running_or_notify_cancel():
                future.set_result(fn(*args, **kwargs))


class _Late(Future):
    def __init__(self, pool):
        super().__init__()
        self.pool = pool

    def exception(self, timeout=None):
        self.pool.work()
        return super().exception(timeout)


def test_the_counts_are_those_of_the_library_and_failures_do_not_stop_the_others(folder):
    inputs = gather([folder])
    rows = rows_of(inputs.items)
    assert [row.item.path for row in rows if row.error] == ["broken.tif", "flat.png"]
    assert "single grey level" in str(rows[1].error)
    found = ensemble_of(rows)
    assert found.ids == tuple(f"p{k}.tif" for k in range(6))
    assert (found.directions["x"].lags, found.directions["y"].lags) == (23, 21)
    for k, name in enumerate(found.ids):
        pixels = tifffile.imread(folder / name)
        inside = (pixels > otsu(pixels)).astype(int)
        for phase in (0, 1):
            for direction, axis in (("x", 1), ("y", 0)):
                curves = found.directions[direction]
                last = curves.lags - 1
                s2 = two_point(inside, axis, last, phase=phase)
                assert curves.two_point[phase].counts[k].tolist() == s2.counts.tolist()
                assert curves.two_point[phase].totals[k].tolist() == s2.totals.tolist()
                path = lineal_path(inside, axis, last, phase=phase)
                assert curves.lineal_path[phase].counts[k].tolist() == path.counts.tolist()


def test_the_radial_average_and_diagonals_have_lengths_of_their_own(tmp_path):
    for k in range(3):
        picture(tmp_path / "set" / f"{k}.tif", k, (40, 50 + k), 0.5)
    rows = rows_of(gather([tmp_path / "set"]).items, directions=("diag1", "radial"))
    found = ensemble_of(rows).directions
    assert set(found) == {"diag1", "radial"}
    assert found["diag1"].step_m == pytest.approx(0.5e-6 * 2**0.5)
    assert found["diag1"].lengths_m[2] == pytest.approx(1e-6 * 2**0.5)
    far = found["radial"].lengths_m / 0.5e-6
    assert far[:2].tolist() == pytest.approx([0, 1.2], abs=0.05)  # pairs 1 and √2 apart
    assert np.abs(far - np.arange(len(far))).max() < 0.5 and (np.diff(far) > 0).all()
    s2 = found["radial"].two_point[1]
    assert s2.n[0] == 3 and found["radial"].lineal_path[1].n.tolist() == [0] * len(far)
    assert np.isnan(found["radial"].lineal_path[1].percentiles((5, 95))).all()
    wide = compare(rows, rows[:2], resamples=10)
    assert ("lineal_path", 1, "radial") not in {(d.function, d.phase, d.direction) for d in wide.distances}


def test_a_common_threshold_makes_the_flat_picture_a_member(folder):
    rows = rows_of(gather([folder]).items, threshold=90.0)
    assert [row.item.path for row in rows if row.error] == ["broken.tif"]
    assert {row.threshold for row in rows if not row.error} == {90.0}


def test_any_executor_gives_the_same_in_the_same_order(folder, monkeypatch):
    monkeypatch.chdir(folder.parent)
    items = gather(["set/p0.tif", "set/p3.tif", "set/p1.tif", "set/flat.png", "set/p5.tif"]).items
    plain = rows_of(items)
    backwards = rows_of(items, executor=Backwards())
    with ThreadPoolExecutor(3) as pool:
        pooled = rows_of(items, executor=pool)
    for other in (backwards, pooled):
        assert [row.item.path for row in other] == [row.item.path for row in plain]
        assert counts_of(ensemble_of(other)) == counts_of(ensemble_of(plain))
    # The order of the rows does not matter either.
    assert counts_of(ensemble_of(reversed(plain))) == counts_of(ensemble_of(plain))
    assert all(row.item.file.is_absolute() for row in backwards)  # a worker may be at home elsewhere


def test_closing_the_job_cancels_what_is_not_begun(folder):
    begun = threading.Event()
    gate = threading.Event()

    class Slow(ThreadPoolExecutor):
        def submit(self, fn, /, *args, **kwargs):
            def work():
                begun.set()
                gate.wait(30)
                return fn(*args, **kwargs)

            futures.append(super().submit(work))
            return futures[-1]

    futures = []
    with Slow(1) as pool:
        job = measure(gather([folder]).items, executor=pool)
        step = next(job)  # a sign of life: nothing is done
        assert (step.done, step.rows) == (0, ()) and begun.wait(30)
        job.close()
        assert len(futures) == 8 and sum(future.cancelled() for future in futures) == 7
        gate.set()


def test_a_broken_executor_is_told_and_one_bad_worker_is_a_row(folder):
    class Broken(Executor):
        def submit(self, fn, /, *args, **kwargs):
            future = Future()
            future.set_exception(BrokenProcessPool("gone"))
            return future

    with pytest.raises(GeoDeskError, match="went away after 0 of 8"):
        rows_of(gather([folder]).items, executor=Broken())

    class OneBad(ThreadPoolExecutor):
        def submit(self, fn, /, item, **kwargs):
            if item.path == "p2.tif":
                future = Future()
                future.set_exception(RuntimeError("killed"))
                return future
            return super().submit(fn, item, **kwargs)

    with OneBad(2) as pool:
        rows = rows_of(gather([folder]).items, executor=pool)
    assert [row.item.path for row in rows if row.error] == ["broken.tif", "flat.png", "p2.tif"]


def test_mixed_pixel_sizes_are_refused_early_or_share_a_length(tmp_path):
    place = tmp_path / "mixed"
    picture(place / "a.tif", 1, (60, 80), 0.2)
    picture(place / "b.tif", 2, (60, 80), 0.4)
    items = gather([place]).items
    with pytest.raises(MixedPixelSizes, match=r"^b\.tif has another pixel size than a\.tif:"):
        rows_of(items)
    rows = rows_of(items, lags="length")
    found = ensemble_of(rows, lags="length")
    assert found.interpolated and found.directions["x"].step_m == pytest.approx(4e-7)
    write_ensemble(tmp_path / "e.csv", found)
    first, third = rows_in(tmp_path / "e.csv")[0:3:2]
    assert float(third["lag_m"]) == pytest.approx(8e-7) and first["lag_m"] == "0"
    assert ensemble_of(rows, lags="pixel").directions["x"].step_m is None
    picture(place / "c.tif", 3, (60, 80))
    with pytest.raises(MixedPixelSizes, match=r"c\.tif is unknown"):
        rows_of(gather([place]).items, lags="length")


def test_all_that_do_not_fit_are_named_though_the_first_ends_the_measuring(tmp_path):
    for at, um in enumerate((0.2, 0.4, 0.2, 0.1, 0.2, 0.4, 0.4, 0.4)):
        picture(tmp_path / f"p{at}.tif", at, (60, 80), um)
    picture(tmp_path / "p2.tif", 2, (60, 80), 0.2)
    (tmp_path / "p2x.tif").write_bytes(b"no picture")
    measured = []
    with pytest.raises(MixedPixelSizes) as refused:
        for progress in measure(gather([tmp_path]).items, threshold=100):
            measured.extend(progress.rows)
    assert refused.value.sentence == Sentence(
        en="p0.tif, p2.tif, p3.tif, p4.tif have another pixel size than p1.tif and 3 more: choose pictures "
        "of one size, or ask for lags as lengths (interpolated onto the coarsest) or in pixels.",
        es="p0.tif, p2.tif, p3.tif, p4.tif tienen un tamaño de píxel distinto del de p1.tif y 3 más: elija "
        "imágenes de un mismo tamaño, o pida los desfases en longitud (interpolados al más grueso) o en "
        "píxeles.",
    )
    assert [row.item.path for row in measured] == ["p0.tif"]


def test_a_radial_average_has_no_length_where_only_some_directions_have(tmp_path):
    picture(tmp_path / "flat.tif", 1, pixel_um=0.5)
    volume = np.random.default_rng(2).integers(0, 255, (12, 30, 40), dtype=np.uint8)
    about = {"unit": "um", "axes": "ZYX"}
    tifffile.imwrite(tmp_path / "volume.tif", volume, imagej=True, resolution=(2, 2), metadata=about)
    rows = rows_of(gather([tmp_path]).items, directions=("x", "y", "radial"))
    found = ensemble_of(rows)
    assert {name: one.step_m for name, one in found.directions.items()} == {
        "x": pytest.approx(5e-7),
        "y": pytest.approx(5e-7),
        "radial": None,
    }
    assert list(ensemble_of(rows, lags="length").directions) == ["x", "y"]


def test_a_small_picture_that_cuts_the_lags_is_named(folder):
    rows = rows_of(gather([folder]).items)
    assert limited_by(rows, ensemble_of(rows)) is None
    picture(folder / "tiny.tif", 9, (40, 12))
    rows = rows_of(gather([folder]).items)
    said = limited_by(rows, ensemble_of(rows))
    assert "along x end at 6 because tiny.tif" in said.en


def test_the_file_says_what_the_ensemble_holds_and_is_read_back(folder, tmp_path):
    out, summary = tmp_path / "e.csv", tmp_path / "s.csv"
    assert main(["ensemble", str(folder), "--out", str(out), "--summary", str(summary), "--quiet"]) == 1
    found = ensemble_of(rows_of(gather([folder]).items))
    lines = rows_in(out)
    assert {r["direction"] for r in lines} == {"x", "y", "diag1", "diag2", "radial"}
    lines = [r for r in lines if r["direction"] in "xy"]
    assert len(lines) == 2 * (23 + 21)
    row = next(r for r in lines if (r["phase"], r["direction"], r["lag_px"]) == ("1", "y", "7"))
    s2, path = found.directions["y"].two_point[1], found.directions["y"].lineal_path[1]
    assert (row["n"], row["lag_m"]) == ("6", "")
    assert int(row["s2_counts"]) == s2.counts[:, 7].sum() and int(row["s2_totals"]) == s2.totals[:, 7].sum()
    assert float(row["s2_pooled"]) == pytest.approx(s2.pooled[7], rel=1e-11)
    assert float(row["lineal_path_mean"]) == pytest.approx(path.mean[7], rel=1e-11)
    assert float(row["s2_sd"]) == pytest.approx(s2.sd[7], rel=1e-11)
    assert float(row["s2_p95"]) == pytest.approx(s2.percentiles(95)[0, 7], rel=1e-11)
    told = {r["path"]: r for r in rows_in(summary)}
    assert len(told) == 8 and told["broken.tif"]["error"] and told["p1.tif"]["threshold_rule"] == "otsu"
    curves = {(c.phase, c.direction): c for c in read_curves(out)}
    assert len(curves) == 2 * 5 and np.isnan(curves[0, "radial"].lineal_path.values).all()
    one = curves[1, "y"]
    assert (one.id, one.pictures, one.lengths_m) == ("", 6, None) and one.lags.tolist() == list(range(21))
    assert one.two_point.values == pytest.approx(s2.mean, rel=1e-11)
    assert one.lineal_path.pooled == pytest.approx(path.pooled, rel=1e-11)
    assert one.two_point.percentiles[25] == pytest.approx(s2.percentiles(25)[0], rel=1e-11)


def test_labels_and_predictions_choose_the_pictures(folder, tmp_path, capsys):
    collection = Collection.open(folder, annotator="ana")
    for name, label in (("p0.tif", "YES"), ("p2.tif", "YES"), ("p1.tif", "NO"), ("p3.tif", "NO")):
        collection.labels.set(collection.resolve(name), label)
    inputs = gather([folder])
    assert [item.path for item in chosen(inputs, label="YES").items] == ["p0.tif", "p2.tif"]
    with pytest.raises(GeoDeskError, match="satisfies"):
        chosen(inputs, label="MAYBE")
    with pytest.raises(GeoDeskError, match="classify the folder first"):
        chosen(inputs, where="p_YES>0.5")
    with pytest.raises(GeoDeskError, match="one folder"):
        chosen(gather([folder / "p0.tif"]), label="YES")
    out = tmp_path / "e.csv"
    assert main(["ensemble", str(folder), "--label", "NO", "--out", str(out)]) == 0
    assert "2 pictures in the ensemble." in capsys.readouterr().out
    assert {row["n"] for row in rows_in(out)} == {"2"}


def test_predictions_choose_the_pictures(folder, tmp_path):
    from geodesk.jobs.classify import classify
    from geodesk.jobs.runs import open_run
    from geodesk.models import load
    from tests.unit.jobs.pictures import model

    inputs = gather([folder])
    classifier = load(str(model(tmp_path / "m.onnx")))
    run, _ = open_run(inputs, classifier, tmp_path / "p.csv", resume=False, batch=4)
    with run:
        sure = {
            row.path: row.p[1] for s in classify(inputs.items, classifier, run=run) for row in s.rows if row.p
        }
        run.finish()
    level = sorted(sure.values())[len(sure) // 2]
    chosen_paths = [item.path for item in chosen(gather([folder]), where=f"p_BRIGHT>={level}").items]
    assert chosen_paths == sorted(path for path, p in sure.items() if p >= level) and chosen_paths


@pytest.mark.parametrize("arguments, words", [
    (["--out", "set/p0.tif"], "written over"),
    (["--out", "e.csv", "--label", "NONE"], "satisfies"),
    (["--out", "e.csv", "--cluster", "tcp://127.0.0.1:9"], "No cluster answers"),
])  # fmt: skip
def test_what_cannot_be_run_is_refused_with_a_sentence(folder, monkeypatch, capsys, arguments, words):
    from geodesk.jobs import cluster

    monkeypatch.setattr(cluster, "_PATIENCE_S", 0.2)
    monkeypatch.chdir(folder.parent)
    assert main(["ensemble", "set", *arguments]) == 2
    assert words in capsys.readouterr().err


def test_without_one_measured_picture_there_is_no_ensemble(folder, tmp_path, capsys):
    out, summary = tmp_path / "e.csv", tmp_path / "s.csv"
    files = [str(folder / "broken.tif"), str(folder / "flat.png")]
    assert main(["ensemble", *files, "--out", str(out), "--summary", str(summary)]) == 2
    assert "None of the pictures" in capsys.readouterr().err
    assert not out.exists() and len(rows_in(summary)) == 2


def test_mixed_sizes_on_the_command_line_name_the_option(tmp_path, capsys):
    for k, size in enumerate((0.2, 0.4)):
        picture(tmp_path / "set" / f"{k}.tif", k, (40, 50), size)
    assert main(["ensemble", str(tmp_path / "set"), "--out", str(tmp_path / "e.csv")]) == 2
    assert "(--lags)" in capsys.readouterr().err
    arguments = ["ensemble", str(tmp_path / "set"), "--out", str(tmp_path / "e.csv"), "--lags", "length"]
    assert main(arguments) == 0


# Distances


def test_two_folders_are_compared_and_the_file_says_by_how_much(tmp_path, capsys):
    for k in range(6):
        picture(tmp_path / "a" / f"{k}.tif", k)
        picture(tmp_path / "b" / f"s{k // 2}" / f"{k}.tif", 100 + k, level=40)  # not parted by Otsu alike
    out = tmp_path / "d.csv"
    arguments = ["distance", str(tmp_path / "a"), str(tmp_path / "b"), "--out", str(out), "--rmax", "10"]
    assert main([*arguments, "--resamples", "50", "--group-by", "folder", "--quiet"]) == 0
    assert capsys.readouterr().out.count("rms") == 4
    lines = {(r["function"], r["phase"], r["direction"]): r for r in rows_in(out)}
    assert len(lines) == 12
    row = lines["s2", "1", "x"]
    assert (row["n_a"], row["n_b"], row["groups_a"], row["groups_b"]) == ("6", "6", "1", "3")
    assert (row["lags"], row["lag_max_px"], row["rms_low"]) == ("11", "10", "")  # one group has no interval
    rows = rows_of([*gather([tmp_path / "a"]).items, *gather([tmp_path / "b"]).items], r_max=10)
    found = compare(rows[:6], rows[6:], r_max=10, group_b=by_folder, resamples=50)
    one = next(d for d in found.distances if (d.function, d.phase, d.direction) == ("two_point", 1, "x"))
    assert float(row["rms"]) == pytest.approx(one.rms, rel=1e-11) and one.rms > 0
    assert found.groups == (6, 3) and one.rms_interval[0] <= one.rms <= one.rms_interval[1]


def test_the_terminal_says_what_an_interval_and_a_lag_are(tmp_path, capsys):
    for k in range(4):
        picture(tmp_path / "ab"[k % 2] / f"{k}.png", k)
    folders = [str(tmp_path / "a"), str(tmp_path / "b")]
    arguments = ["distance", *folders, "--out", str(tmp_path / "d.csv"), "--rmax", "9", "--resamples", "20"]
    assert main([*arguments, "--confidence", "0.9", "--lang", "es"]) == 0
    said = capsys.readouterr()
    line = said.out.splitlines()[0]
    assert line.startswith("S2, fase 0: rms 0,") and "; 0," in line and "." not in line
    assert "intervalo del 90 %" in said.err and "van en píxeles" in said.err
    one, other = (str(next((tmp_path / name).glob("*.png"))) for name in "ab")
    assert main(["distance", one, other, "--out", str(tmp_path / "e.csv"), "--lang", "es"]) == 0
    said = capsys.readouterr()
    assert "[" not in said.out and "Sin intervalo" in said.err
    assert main([*arguments, "--quiet"]) == 0 and not capsys.readouterr().err


def test_two_labels_of_one_folder_are_compared_and_an_overlap_is_refused(folder, tmp_path, capsys):
    collection = Collection.open(folder, annotator="ana")
    for k in range(6):
        collection.labels.set(collection.resolve(f"p{k}.tif"), "YES" if k < 3 else "NO")
    out = tmp_path / "d.csv"
    arguments = ["distance", str(folder), "--out", str(out), "--resamples", "20"]
    assert main([*arguments, "--label-a", "YES", "--label-b", "NO"]) == 0
    row = rows_in(out)[0]
    assert (row["n_a"], row["n_b"], row["resamples"], row["confidence"]) == ("3", "3", "20", "0.95")
    assert float(row["floor_a_rms_p95"]) >= float(row["floor_a_rms_p50"]) > 0
    capsys.readouterr()
    assert main([*arguments, "--label-a", "YES"]) == 2
    assert "both sets" in capsys.readouterr().err


def test_in_pixels_an_ensemble_of_known_size_is_compared_with_one_of_unknown_size(tmp_path):
    for name, size in (("a", 0.5), ("b", None)):
        (tmp_path / name).mkdir()
        for k in range(3):
            picture(tmp_path / name / f"{k}.tif", k, pixel_um=size)
    a, b = (rows_of(gather([tmp_path / name]).items) for name in "ab")
    found = compare(a, b, lags="pixel", resamples=20)
    assert found.distances and not any(one.rms for one in found.distances)  # the same pixels
    with pytest.raises(GeoDeskError, match="same length|pixel size"):
        compare(a, b, lags="same", resamples=20)


def test_ensembles_of_unlike_pixels_are_compared_on_the_coarsest(tmp_path):
    for k in range(3):
        picture(tmp_path / "a" / f"{k}.tif", k, (40, 50), 0.2)
        picture(tmp_path / "b" / f"{k}.tif", 10 + k, (40, 50), 0.3)
    rows = rows_of([*gather([tmp_path / "a"]).items, *gather([tmp_path / "b"]).items], lags="length")
    found = compare(rows[:3], rows[3:], lags="length", resamples=20)
    assert found.a.directions["x"].step_m == found.b.directions["x"].step_m == pytest.approx(3e-7)
    with pytest.raises(GeoDeskError, match="same length"):
        compare(rows[:3], rows[3:], resamples=20)
