"""From a run of a generator to its judgement and its ONNX file, of pictures and of volumes."""

import json

import numpy as np
import pytest
import tifffile

from geodesk.models import load
from training.__main__ import main
from training.gan import latents, pixels
from training.gan.settings import Settings, chosen


@pytest.fixture(scope="module")
def volume_file(tmp_path_factory):
    """A two-phase volume whose z differs from x and y, and no two slabs of which are alike."""
    rng = np.random.default_rng(4)
    spectrum = np.fft.rfftn(rng.normal(size=(96, 80, 80)))
    z, y, x = np.meshgrid(*map(np.fft.fftfreq, (96, 80)), np.fft.rfftfreq(80), indexing="ij")
    smooth = np.fft.irfftn(spectrum * np.exp(-200 * (z**2 / 3 + y**2 + x**2)), (96, 80, 80), axes=(0, 1, 2))
    file = tmp_path_factory.mktemp("volume") / "rock.tif"
    tifffile.imwrite(file, np.where(smooth > 0.2 * smooth.std(), 255, 0).astype(np.uint8))
    return file


@pytest.fixture(scope="module", params=["dcgan", "volume"])
def run(request, volume_file, tmp_path_factory):
    """Two steps of a training, by the command."""
    import tensorflow as tf

    from training.gan import steps
    from training.volume import steps as volume_steps

    run = tmp_path_factory.mktemp(request.param) / "run"
    side, batch = ("32", "2") if request.param == "dcgan" else ("16", "1")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(steps, "_TARGET_BATCHES", 1)
        patch.setattr(volume_steps, "_TARGET_BATCHES", 1)
        tf.config.run_functions_eagerly(True)
        arguments = ["--data", str(volume_file), "--out", str(run), "--side", side, "--batch", batch]
        assert main(["fit", request.param, *arguments, "--steps", "2", "--every", "2", "--json"]) == 0
        tf.config.run_functions_eagerly(False)
    return run


def test_a_run_is_exported_judged_and_opened_by_the_program(run, tmp_path, capsys):
    words = tmp_path / "words.json"
    words.write_text(json.dumps({"name": "rock", "title": ["Roca", "Rock"], "licence": "BSD-3-Clause"}))
    assert main(["judge", str(run), "--count", "5", "--annealed", "1", "--swaps", "2000", "--json"]) == 0
    quality = json.loads((run / "quality.json").read_text())
    assert quality["ratio"]["s2"] == pytest.approx(quality["errors"]["s2"] / quality["floor"]["s2"])
    for who, errors in (("generated", quality["errors"]), ("annealing", quality["annealing"]["errors"])):
        for name, error in errors.items():
            difference = np.subtract(quality["curves"][who][name], quality["curves"]["real"][name])
            assert error == pytest.approx(np.sqrt(np.mean(difference**2)), abs=2e-5)
    assert quality["copies"]["made_real_median"] > 0.3
    assert (run / "judged.png").is_file() and "<svg" in (run / "report.html").read_text(encoding="utf-8")

    out = tmp_path / "rock.onnx"
    assert main(["export", str(run), "--out", str(out), "--card", str(words), "--json"]) == 0
    model = load(out, device="cpu", task="generate")
    assert (model.name, model.badge.state) == ("rock", "verified")
    assert model.card.document["quality"]["s2"] == pytest.approx(quality["errors"]["s2"], abs=1e-5)

    # What the program draws is what Keras draws.
    from training.gan.export import load_network

    spec = model.spec
    side = 32 if spec.volume else 64
    theirs = latents.draw(load_network(run), spec, 5, [3], side)[0]
    ours = model.picture(5, 3, side)
    assert ours.shape == theirs.shape == (side,) * len(spec.axes)
    assert np.abs(ours.astype(int) - theirs).max() <= 1
    assert "exported" in capsys.readouterr().out


def test_volumes_are_judged_along_each_axis_against_sub_volumes(volume_file):
    from training.volume.judge import along_axes, real_volumes, volume_curves

    picture = chosen(Settings("volume", [str(volume_file)])).pictures
    real = real_volumes(picture, 32)
    assert len(real.curves["s2"]) == 3 * 3 * 2 * 2 and len(set(real.groups)) == 3
    assert len(real.pictures) == len(real.sources) == 12 * 12
    whole = pixels.volume_of(picture[0])
    same = along_axes(real, volume_curves([whole], 16), np.arange(3))
    turned = along_axes(real, volume_curves([np.moveaxis(whole, 0, 2)], 16), np.arange(3))
    # z differs from x and y, so a volume that lies on its side is found out.
    assert turned["z"]["s2"] > 2 * same["z"]["s2"] and turned["x"]["s2"] > same["x"]["s2"]
    assert real_volumes(picture, 64) is None


def test_volumes_learn_each_axis_from_the_sections_across_it(volume_file):
    from training.volume.steps import Volume, across

    settings = Settings("volume", [str(volume_file)], side=16, batch=2)
    found = pixels.sources(chosen(settings).pictures, 16)
    assert [len(across(found, axis)) for axis in range(3)] == [96, 80, 80]
    alone = [pixels.Source("a.png", found[0].pixels)]
    assert [across(alone, axis) for axis in range(3)] == [alone] * 3

    # A section of a volume lies as `pixels.sources` has it.
    volume = np.arange(16**3, dtype=np.float32).reshape(1, 16, 16, 16, 1)
    cut = Volume._sections
    for axis in range(3):
        sections = cut(type("Sides", (), {"side": 16, "STRIDE": 2})(), volume, axis, 1)
        assert np.array_equal(sections[2, ..., 0], np.moveaxis(volume[0, ..., 0], axis, 0)[5])
