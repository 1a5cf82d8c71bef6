"""Phases tried on one page, and kept for many pictures."""

import numpy as np
import pytest
import tifffile

from geodesk.collection import OUTSIDE, Collection, Phase, Stroke, Strokes
from geodesk.jobs.phases import Threshold, learn
from geodesk.jobs.tryphases import fractions_of, keep_phases, learnt_from, try_phases
from geodesk.micrograph import Rect
from geodesk.morphology.phases import LocalRule, NotEnoughStrokes, local_binarise


@pytest.fixture
def folder(tmp_path):
    grey = np.random.default_rng(3).integers(0, 60, (40, 50)).astype(np.uint8)
    grey[:, 25:] += 150
    tifffile.imwrite(tmp_path / "a.tif", np.stack([grey, grey[::-1].copy()]))
    collection = Collection.open(tmp_path)
    yield collection
    collection.index.close()


def strokes(*labels):
    lines = {1: ((5.0, 5.0), (5.0, 30.0)), 2: ((40.0, 5.0), (40.0, 30.0))}
    return Strokes((Phase(1), Phase(2)), tuple(Stroke("a.tif", one, lines[one], 4.0) for one in labels))


def last(steps):
    rows = [row for step in steps for row in step.rows]
    return rows[-1]


def test_strokes_are_learnt_and_only_the_part_wanted_is_labelled(folder):
    (item,) = folder.samples()[0].pictures
    part = Rect(10, 5, 30, 20)
    whole = last(try_phases(item, 1, strokes(1, 2), folder))
    some = last(try_phases(item, 1, strokes(1, 2), folder, part))
    page = tifffile.imread(item.file)[1]
    assert np.array_equal(whole.labels, np.where(page >= 150, 2, 1))
    inside = np.zeros((40, 50), bool)
    inside[5:25, 10:40] = True
    assert (some.labels[~inside] == OUTSIDE).all()
    assert np.array_equal(some.labels[inside], whole.labels[inside])
    assert some.fractions == {1: 0.5, 2: 0.5}
    assert learnt_from(whole.rule, strokes(1, 2)) and not learnt_from(whole.rule, strokes(2, 1))
    assert not learnt_from(Threshold(3.0), strokes(1, 2))


def test_rules_are_tried_page_by_page_and_nothing_is_written(folder):
    (item,) = folder.samples()[0].pictures
    page = tifffile.imread(item.file)[1]
    rule = LocalRule("mean", 9, 0.0)
    assert np.array_equal(last(try_phases(item, 1, rule, folder)).labels, local_binarise(page, rule))
    assert np.array_equal(last(try_phases(item, 0, Threshold(99.0), folder)).labels, page[::-1] > 99)
    assert folder.phases.of(item) is None


def test_one_phase_alone_is_refused(folder):
    (item,) = folder.samples()[0].pictures
    with pytest.raises(NotEnoughStrokes):
        list(try_phases(item, 0, strokes(1), folder))


def test_keeping_learns_once_or_takes_what_was_learnt(folder):
    (item,) = folder.samples()[0].pictures
    row = last(keep_phases([item], strokes(1, 2), folder))
    first = folder.phases.of(item).labels()
    assert row.error is None and first.shape == (2, 40, 50)
    list(keep_phases([item], learn(strokes(1, 2), folder, score=False), folder))
    assert np.array_equal(folder.phases.of(item).labels(), first)


def test_fractions_leave_out_what_has_no_phase():
    assert fractions_of(np.array([[0, 3, 3, OUTSIDE]], np.uint8)) == {0: 1 / 3, 3: 2 / 3}
    assert fractions_of(np.full((2, 2), OUTSIDE, np.uint8)) == {}
