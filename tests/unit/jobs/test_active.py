"""Heads learnt from few labels, the queue, held-out samples, and features of real pictures."""

import shutil
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from geodesk.collection import Collection, LabelState, Picture, Sample
from geodesk.jobs.active import (
    MODEL,
    STRENGTH,
    advise,
    fit_head,
    held_out,
    spread_of,
    standardised,
)
from geodesk.jobs.features import FeatureStore, extract
from geodesk.jobs.intervals import paired
from geodesk.jobs.querying import EVERY, TRUSTED, next_samples, often, uncertainty
from geodesk.models import RefusedModel
from geodesk.models.features import STATISTICS, FeatureExtractor, tile_statistics
from geodesk.shares import wilson


def clouds(per_class, classes=3, length=60, seed=0):
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(classes, length)) * 1.2
    features = np.concatenate([centre + rng.normal(size=(per_class, length)) for centre in centres])
    return features.astype(np.float32), np.repeat(np.arange(classes), per_class)


@pytest.mark.parametrize("classes", [2, 3, 5])
def test_the_head_is_the_regression_in_the_full_space(classes):
    from sklearn.linear_model import LogisticRegression

    features, truth = clouds(8, classes)
    centre, scale = spread_of(features)
    head = fit_head(features, truth, list("abcde"), centre, scale)
    x = standardised(features, centre, scale).astype(np.float64)
    full = LogisticRegression(C=STRENGTH, max_iter=3000, tol=1e-8, class_weight="balanced").fit(x, truth)
    other, _ = clouds(30, classes, seed=1)
    rows = head.probabilities(other)
    np.testing.assert_allclose(rows.sum(axis=1), 1, atol=1e-12)
    expected = full.predict_proba(standardised(other, centre, scale).astype(np.float64))
    np.testing.assert_allclose(rows, expected, atol=2e-3)
    assert head.labels == tuple("abcde"[:classes])


def test_uncertainty_is_one_minus_the_margin():
    np.testing.assert_allclose(uncertainty(np.array([[0.5, 0.5, 0], [0.7, 0.2, 0.1]])), [1, 0.5])


def test_without_a_head_the_queue_begins_with_a_typical_sample_of_each_cloud():
    features, truth = clouds(20, 4, length=40)
    order = next_samples(features, [], list(range(80)), None)
    assert sorted(order) == list(range(80)) and len(set(truth[order[:4]])) == 4
    space = features / np.linalg.norm(features, axis=1, keepdims=True)
    for at in order[:4]:
        inside = space[truth == truth[at]]
        assert np.mean(inside @ space[at]) > np.median(np.mean(inside @ inside.T, axis=1))
    # Clouds that have a label wait, and so do near twins of what has one.
    order = next_samples(features, [0, 20], [at for at in range(80) if at not in (0, 20)], None)
    assert set(truth[order[:2]]) == {2, 3}
    twins = np.concatenate([features, features[:5] + 1e-4])
    order = next_samples(twins, range(5), range(5, 85), None)
    assert set(order[-5:]) == {80, 81, 82, 83, 84}


def test_each_next_sample_has_the_largest_gain_of_the_weighted_sum():
    features, _ = clouds(12, 3, length=20)
    rows = np.random.default_rng(4).dirichlet(np.ones(3), 36)
    labelled = [1, 14, 30]
    order = next_samples(features, labelled, [at for at in range(36) if at not in labelled], rows, most=6)
    space = features / np.linalg.norm(features, axis=1, keepdims=True)
    apart = np.maximum(2 - 2 * space @ space.T, 0)
    near = np.exp(-apart / np.median(np.sort(apart, axis=1)[:, 4]))  # itself comes first
    trust, unsure = len(labelled) / (len(labelled) + TRUSTED), uncertainty(rows)
    weights = 1 - trust + trust * unsure / unsure.mean()
    for place in range(6):
        chosen = labelled + order[:place]
        left = [at for at in range(36) if at not in chosen]
        sums = [weights @ near[:, [*chosen, at]].max(axis=1) for at in left]
        assert order[place] == left[int(np.argmax(sums))]


def rows_of(unsure):
    """Probabilities of two classes with these margins."""
    return np.stack([0.5 + (1 - unsure) / 2, 0.5 - (1 - unsure) / 2], axis=1)


def test_with_many_labels_the_unsure_come_first_and_their_twins_do_not():
    rng = np.random.default_rng(3)
    features = np.repeat(rng.normal(size=(6, 32)), 2, axis=0) + 1e-3 * rng.normal(size=(12, 32))
    features = np.concatenate([features, rng.normal(size=(60, 32))]).astype(np.float32)
    unsure = np.array(2 * [0.9] + 2 * [0.05] + 2 * [0.9] + 66 * [0.05])
    order = next_samples(features, list(range(12, 72)), list(range(12)), rows_of(unsure))
    assert {at // 2 for at in order[:2]} == {0, 2} and {at // 2 for at in order} == set(range(6))


def test_beyond_what_is_spread_the_least_sure_come_first():
    features, _ = clouds(10, 3)
    unsure = np.linspace(0, 1, 30)
    order = next_samples(features, [0], list(range(1, 30)), rows_of(unsure), most=4)
    assert order[4:] == sorted(order[4:], reverse=True) and len(order) == 29


def test_very_many_samples_are_compared_by_a_sketch():
    rng = np.random.default_rng(5)
    features = rng.normal(size=(4000, 300)).astype(np.float32)
    features[3000:] = features[0] + 0.01 * features[3000:]
    order = next_samples(features, [0], list(range(1, 4000)), None, most=50)
    assert sum(at >= 3000 for at in order[:50]) == 0


def test_names_alone_decide_what_is_held_out():
    share = np.mean([held_out(f"pic_{n}.tif") for n in range(5000)])
    assert abs(share - 0.2) < 0.02
    assert held_out("a") == held_out("a") and not any(held_out(f"{n}", 0.0) for n in range(50))


def collection_of(features, truth, faces=1):
    samples, vectors = [], {}
    for at in range(0, len(features), faces):
        pictures = tuple(Picture(f"{at + f}.png", f"{at + f}.png", None, 1, 1) for f in range(faces))
        vectors.update({p.path: features[at + f] for f, p in enumerate(pictures)})
        kind = "picture" if faces == 1 else "pair"
        samples.append(Sample(f"{at}.png" if faces == 1 else f"s{at}", kind, pictures))
    return samples, vectors


def labelled(samples, truth, faces=1, upto=None):
    begun, found = datetime(2026, 1, 1, tzinfo=UTC), {}
    for place, sample in enumerate(samples[:upto]):
        for picture in sample.pictures:
            when = begun + timedelta(seconds=place)
            found[picture.path] = LabelState("abc"[truth[place * faces]], "maria", when, "hand")
    return found


@pytest.mark.parametrize("faces", [1, 2])
def test_advice_learns_from_people_and_scores_on_what_it_never_learnt_from(faces):
    features, truth = clouds(40, 3, length=30)
    mixed = np.random.default_rng(1).permutation(len(truth) // faces)
    order = np.concatenate([np.arange(faces) + faces * at for at in mixed])
    features, truth = features[order], truth[order]
    samples, vectors = collection_of(features, truth, faces)
    labels = labelled(samples, truth, faces, upto=len(samples) // 2)
    advice = advise(samples, vectors, labels)
    half = samples[: len(samples) // 2]
    held = [s for s in half if held_out(s.id)]
    assert advice.labelled == len(half) and advice.curve[-1].labels == len(half) - len(held)
    assert {point.held for point in advice.curve} == {len(held)}
    assert advice.curve[-1].accuracy > 0.8 and len(advice.curve) >= 2
    assert sorted(advice.queue) == sorted(s.id for s in samples[len(half) :])
    at = {s.id: place for place, s in enumerate(samples)}
    for row in advice.rows:
        assert row.model == MODEL and abs(sum(row.p) - 1) < 1e-9
    said = {row.path: row.label for row in advice.rows}
    rest = [s for s in samples if s.id in advice.queue]
    right = [said[s.pictures[0].path] == "abc"[truth[at[s.id] * faces]] for s in rest]
    assert np.mean(right) > 0.85 and len(said) == len(rest) * faces
    # Held-out samples stand in the queue as often as in the collection, in an order of their own.
    first = advice.queue[: len(advice.queue) // 2]
    share = np.mean([held_out(name) for name in advice.queue])
    assert abs(np.mean([held_out(name) for name in first]) - share) < 0.12


def test_without_labels_there_is_a_queue_and_no_suggestion():
    features, truth = clouds(5, 2)
    samples, vectors = collection_of(features, truth)
    advice = advise(samples, vectors, {})
    assert len(advice.queue) == 10 and advice.rows == () and advice.curve == ()
    unsure = {s.pictures[0].path: LabelState("UNSURE", "m", datetime.now(UTC), "hand") for s in samples[:3]}
    assert advise(samples, vectors, unsure).labelled == 0
    assert len(advise(samples, vectors, unsure).queue) == 7
    assert advise(samples, {}, {}).queue == ()


# Real pictures


@pytest.fixture(scope="module")
def extractor():
    return FeatureExtractor()


def test_the_bundled_backbone_is_verified_and_keeps_its_licence(extractor):
    card = extractor.card
    assert extractor.badge.state == "verified" and card.task == "features"
    assert card.licence == "Apache-2.0" and extractor.length == 2048 + 3 * STATISTICS


def test_a_picture_that_is_turned_or_mirrored_has_the_same_features(extractor, data, tmp_path):
    from PIL import Image

    from geodesk.micrograph import open as open_micrograph

    file = min((data / "sem" / "fibres" / "Defective").iterdir())
    square = Image.open(file).convert("L").crop((100, 100, 548, 548))  # as large as the backbone's input
    square.save(tmp_path / "as-it-is.png")
    square.transpose(Image.Transpose.TRANSVERSE).save(tmp_path / "turned.png")
    whole = slice(0, extractor.backbone_length)

    def apart(one):
        with open_micrograph(tmp_path / "as-it-is.png") as a, open_micrograph(tmp_path / "turned.png") as b:
            first, second = one.of(a)[whole], one.of(b)[whole]
        return float(np.linalg.norm(first - second) / np.linalg.norm(first))

    single = FeatureExtractor(views=1)
    assert single.identity != extractor.identity
    assert apart(extractor) < 1e-3 < 50e-3 < apart(single)


def test_small_folders_learn_after_every_label():
    assert [often(n) for n in (0, 67, 119, 120, 408, 600, 10_000)] == [1, 1, 1, 2, 6, EVERY, EVERY]


def test_a_classifier_is_no_backbone():
    from geodesk.models import find

    with pytest.raises(RefusedModel, match="classifies pictures; a backbone is needed"):
        FeatureExtractor(find("sem-usable"))


def test_features_are_kept_by_content_and_damaged_pictures_are_rows(extractor, data, tmp_path):
    folder = tmp_path / "some"
    folder.mkdir()
    files = sorted((data / "sem" / "fibres" / "NonDefective").iterdir())[:3]
    for file in files:
        shutil.copyfile(file, folder / file.name)
    (folder / "broken.png").write_bytes(files[0].read_bytes()[:200])
    (folder / "thin.png").write_bytes(_png(3, 40))
    items = Collection.open(folder).pictures()
    store = FeatureStore(extractor.identity, tmp_path / "cache")
    rows = {r.item.path: r for step in extract(items, extractor, store) for r in step.rows}
    assert (
        len(rows) == 5 and rows["broken.png"].vector is None and "broken.png" in str(rows["broken.png"].error)
    )
    assert rows["thin.png"].vector.shape == (extractor.length,)
    assert np.isfinite([r.vector for r in rows.values() if r.vector is not None]).all()
    kept = len(list((tmp_path / "cache").rglob("*.npy")))
    assert kept == 4
    shutil.copyfile(files[0], folder / "copy.png")
    items = Collection.open(folder).pictures()
    again = {r.item.path: r for step in extract(items, extractor, store) for r in step.rows}
    np.testing.assert_array_equal(again["copy.png"].vector, rows[files[0].name].vector)
    assert len(list((tmp_path / "cache").rglob("*.npy"))) == kept
    other = FeatureStore("another", tmp_path / "cache")
    assert other.read(next((tmp_path / "cache").rglob("*.npy")).stem) is None


def _png(width, height):
    import io

    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(np.arange(width * height, dtype=np.uint8).reshape(height, width)).save(buffer, "PNG")
    return buffer.getvalue()


def test_statistics_tell_focus_noise_and_lines_apart():
    rng = np.random.default_rng(2)
    from scipy.ndimage import gaussian_filter

    sharp = gaussian_filter(rng.normal(size=(256, 256)), 2) * 200 + 128
    blurred, noisy = gaussian_filter(sharp, 4), sharp + rng.normal(size=sharp.shape) * 20
    lined = sharp + np.repeat(rng.normal(size=(256, 1)) * 15, 256, axis=1)
    names = ("sharp", "blurred", "noisy", "lined")
    found = {
        name: tile_statistics([np.asarray(tile, np.float32)])[STATISTICS : 2 * STATISTICS]
        for name, tile in zip(names, (sharp, blurred, noisy, lined), strict=True)
    }
    fine, rows, noise = 6, 12, 13
    assert found["blurred"][fine] < found["sharp"][fine] < found["noisy"][fine]
    assert found["lined"][rows] > found["sharp"][rows] + 2
    assert found["noisy"][noise] > found["sharp"][noise] + 1


def test_intervals():
    assert wilson(76, 78) == pytest.approx((0.911, 0.993), abs=1e-3)
    assert wilson(0, 0) == (0.0, 1.0)
    ours, theirs = np.array([True] * 40), np.array([True] * 20 + [False] * 20)
    mean, low, high = paired(ours, theirs, [str(n) for n in range(40)])
    assert mean == 0.5 and 0.3 < low < 0.5 < high < 0.7
    few = paired(ours, theirs, [str(n // 5) for n in range(40)])
    assert few[1] < low and few[2] > high
    one = paired(ours, theirs, ["one"] * 40)
    assert one[0] == 0.5 and np.isnan(one[1:]).all()


def test_the_command_line_lists_what_to_label_next(data, tmp_path, capsys):
    import json

    from geodesk.cli import main

    folder = tmp_path / "some"
    folder.mkdir()
    for name in ("Carbonatization", "Silicification"):
        for file in sorted((data / "thin-section" / "alteration" / name).iterdir())[::9][:5]:
            shutil.copyfile(file, folder / f"{name[0]}_{file.name}")
    assert main(["labels", "queue", str(folder), "--quiet", "--count", "3"]) == 0
    first = capsys.readouterr().out.splitlines()
    assert first[0].startswith("0 labelled samples") and len(first) == 4
    collection = Collection.open(folder)
    learnt = [p for p in collection.pictures() if not held_out(p.id)]
    collection.labels.set_many([(p, p.id[0]) for p in [*learnt[:2], *learnt[-2:]]])
    (folder / "broken.jpg").write_bytes(b"\xff\xd8\xff")
    assert main(["labels", "queue", str(folder), "--quiet", "--json"]) == 1
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert said[0]["labelled"] == 4 and len(said) == 1 + len(collection.pictures()) - 4
    assert [row["place"] for row in said[1:]] == list(range(1, len(said)))
    assert all(row["suggestion"] in "CS" and 0.5 <= row["probability"] <= 1 for row in said[1:])
