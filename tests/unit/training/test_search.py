"""Searching settings: the study's own search, going on when interrupted, cutting hopeless trials short."""

import csv
import json

import pytest

from tests.unit.training.tiny import Quiet
from training.__main__ import main
from training.classifier.settings import read_settings, study
from training.search.space import BadSpace, Dimension, parse, preset

pytest.importorskip("optuna", reason="the training extra is not installed")
pytest.importorskip("keras", reason="the training extra is not installed")
pytestmark = pytest.mark.usefixtures("eager")


def tiny(data, **changes):
    settings = study("mindat-2")
    settings.data, settings.side, settings.epochs, settings.batch = str(data), 16, 2, 16
    for name, value in changes.items():
        setattr(settings, name, value)
    return settings


def rows_of(folder):
    with (folder / "trials.csv").open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_the_mindat_search_is_the_studys():
    found = preset("mindat-selected")
    assert (found.trials, found.sampler, found.prune) == (10, "random", False)
    assert [str(one) for one in found.space] == ["l2=0.001:0.01", "dropout=0.3,0.4,0.5"]
    assert preset("thin-section").sampler == "tpe" and preset("thin-section").prune


def test_a_space_is_read_from_words():
    assert parse("rate=1e-4:1e-2:log") == Dimension("rate", (), 1e-4, 1e-2, True)
    assert parse("batch=8,16") == Dimension("batch", (8, 16)) and parse("views=1:4").high == 4
    for wrong in ("rate", "colour=1:2", "rate=2:1", "rate=0:1:log", "rate=1:2:lin", "batch=8,x"):
        with pytest.raises(BadSpace, match=wrong.split("=")[0]):
            parse(wrong)


def test_a_search_that_was_interrupted_ends_as_one_that_was_not(mineral_data, tmp_path):
    from training.search.trials import OtherSearch, Wanted, search

    wanted = Wanted(preset("mindat-selected").space, trials=2, sampler="random", prune=False)
    whole = search(tmp_path / "whole", tiny(mineral_data), wanted, Quiet())

    torn = tmp_path / "torn"
    with pytest.raises(KeyboardInterrupt):
        search(torn, tiny(mineral_data), wanted, Quiet(stop_after=1))
    assert len((torn / "trial-000" / "history.csv").read_text().splitlines()) == 2
    told = Quiet()
    assert search(torn, tiny(mineral_data), wanted, told) == whole
    epochs = [values["epoch"] for event, values in told.events if event == "epoch"]
    assert epochs == [2, 1, 2], "the first trial went on with its second epoch"
    assert rows_of(torn) == rows_of(tmp_path / "whole")

    best = rows_of(torn)[0]
    assert float(best["val_loss"]) <= float(rows_of(torn)[1]["val_loss"])
    chosen = read_settings(torn / best["run"])
    assert 0.001 <= chosen.l2 == float(best["l2"]) <= 0.01 and chosen.dropout in (0.3, 0.4, 0.5)
    assert json.loads((torn / best["run"] / "metrics.json").read_text())["test"]["n"] > 0

    with pytest.raises(OtherSearch, match="settings"):
        search(torn, tiny(mineral_data, epochs=3), wanted, Quiet())


def test_a_hopeless_trial_is_cut_short(mineral_data, tmp_path, monkeypatch, capsys):
    from training.search import trials

    monkeypatch.setattr(trials, "_FIRST", 1)
    command = ["search", "mindat-2", "--data", str(mineral_data), "--out", str(tmp_path), "--side", "16"]
    command += ["--epochs", "4", "--vary", "rate=0.001,50", "--sampler", "random", "--prune"]
    # With this seed the sensible rate is drawn first.
    assert main([*command, "--seed", "2", "--trials", "2"]) == 0
    good, bad = rows_of(tmp_path)
    assert (good["state"], good["rate"], good["epochs"]) == ("complete", "0.001", "4")
    assert (bad["state"], bad["rate"]) == ("pruned", "50.0") and int(bad["epochs"]) < 4
    assert "trials.csv" in capsys.readouterr().out
