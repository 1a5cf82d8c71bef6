"""The mean of several runs: its weights, where its decision is placed, what is refused."""

import json

import numpy as np
import pytest

from training.__main__ import main
from training.average import best_offset
from training.tiles import TileRecord, TileSet, save

pytestmark = pytest.mark.usefixtures("eager")


def test_the_decision_moves_to_where_both_sides_are_best_decided():
    rng = np.random.default_rng(5)
    usable, spoilt = rng.normal(-0.6, 0.3, 400), rng.normal(-1.6, 0.3, 400)
    kinds = ["usable"] * 400 + ["noise"] * 200 + ["blank"] * 200
    offset = best_offset(np.concatenate([usable, spoilt]), kinds)
    assert 0.9 < offset < 1.3  # the middle between the two heaps lies at -1.1


def test_each_kind_of_fault_counts_alike_however_many_there_are():
    logit = np.concatenate([np.full(100, 0.2), np.full(90, -2.0), np.full(10, -0.5)])
    kinds = ["usable"] * 100 + ["noise"] * 90 + ["drift"] * 10
    assert -0.2 <= best_offset(logit, kinds) <= 0.5  # past 0.5 ten tiles of drift weigh a quarter of all


def test_what_is_decided_perfectly_stays_as_it_is():
    logit = np.concatenate([np.full(50, 4.0), np.full(50, -4.0)])
    assert best_offset(logit, ["usable"] * 50 + ["noise"] * 50) == 0.0


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    import keras

    from training import networks

    made = []
    for number in range(2):
        keras.utils.set_random_seed(number)
        run = tmp_path_factory.mktemp("runs") / f"run{number}"
        (run / "tiles").mkdir(parents=True)
        networks.pooled_preclassifier(side=192).save(run / "tied.keras")
        rng = np.random.default_rng(number)
        pixels = rng.integers(0, 256, (4, 320, 320), dtype=np.uint8)
        records = [
            TileRecord(
                "validation", f"picture {number}-{i // 2}", "", i % 2, ("noise", "usable")[i % 2], "", 6, 2
            )
            for i in range(4)
        ]
        save(TileSet(pixels, records), run / "tiles", "validation")
        config = {"data": ["somewhere/nffa"], "seed": number + 1, "data_sha256": "0" * 64}
        (run / "config.json").write_text(json.dumps(config), encoding="utf-8")
        made.append(run)
    return made


def test_the_mean_of_two_runs_is_a_run_that_can_be_scored_and_begun_from(runs, tmp_path, capsys):
    import keras

    from training import tiles

    out = tmp_path / "mean"
    assert main(["average", *map(str, runs), "--out", str(out), "--json"]) == 0
    offset = json.loads(capsys.readouterr().out.splitlines()[-1])["decision_offset"]
    each = [keras.models.load_model(run / "tied.keras", compile=False).get_weights() for run in runs]
    mean = keras.models.load_model(out / "tied.keras", compile=False)
    for found, one, other in zip(mean.get_weights(), *each, strict=True):
        np.testing.assert_allclose(found, (one + other) / 2, atol=1e-7)
    whole = keras.models.load_model(out / "best.keras", compile=False)
    assert whole.count_params() == 2_812_505
    _, bias = whole.get_layer("usable").get_weights()
    np.testing.assert_allclose(bias, mean.get_layer("usable").get_weights()[1] + offset, atol=1e-6)
    held = tiles.load(out / "tiles", "validation")
    assert len(held.records) == 8 and len({record.source for record in held.records}) == 4
    assert json.loads((out / "config.json").read_text())["average_of"] == ["run0", "run1"]
    assert main(["evaluate", str(out)]) == 0


def test_runs_on_other_pictures_are_not_averaged(runs, tmp_path, capsys):
    import shutil

    other = shutil.copytree(runs[1], tmp_path / "other")
    config = json.loads((other / "config.json").read_text())
    (other / "config.json").write_text(json.dumps({**config, "data_sha256": "1" * 64}))
    assert main(["average", str(runs[0]), str(other), "--out", str(tmp_path / "mean")]) == 2
    assert "different" in capsys.readouterr().err and not (tmp_path / "mean").exists()


def test_a_folder_without_a_run_is_refused_in_one_sentence(tmp_path, capsys):
    assert main(["average", str(tmp_path), "--out", str(tmp_path / "mean")]) == 2
    error = capsys.readouterr().err
    assert "fit" in error and error.count("\n") == 1
