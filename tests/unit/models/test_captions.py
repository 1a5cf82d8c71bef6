"""Captions: their template, the search for the most probable ones, a captioner from its file."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodesk import models
from geodesk.models import LANDSLIDE, Captioner
from geodesk.models.captioner import Sentences, search
from geodesk.models.captions import END, PAD, START, UNKNOWN, decoded, encoded, plain
from geodesk.models.card import BadCard
from geodesk.models.onnxfile import RefusedModel
from tests.unit.models.captioners import SIDE, captioner, document
from tests.unit.models.graphs import brightness, card_document, with_card

WHOLE = st.fixed_dictionaries(
    {one.id: st.sampled_from([value.words for value in one.values]) for one in LANDSLIDE.attributes}
)


def test_the_studys_caption_and_its_27_words():
    values = dict(zip(LANDSLIDE.ids, ("flujos", "activo", "sw", "pequeña", "mediano"), strict=True))
    assert LANDSLIDE.compose(values) == "flujos activo direccion sw area pequeña perimetro mediano"
    assert len(LANDSLIDE.vocabulary) == len(set(LANDSLIDE.vocabulary)) == 27
    assert models.Template.from_list(LANDSLIDE.to_list()) == LANDSLIDE


@given(WHOLE)
def test_a_caption_says_what_it_was_made_of(values):
    caption = LANDSLIDE.compose(values)
    assert LANDSLIDE.parse(caption) == values
    ids = encoded(caption, LANDSLIDE.vocabulary)
    assert ids[0] == START and ids[-1] == END and UNKNOWN not in ids and PAD not in ids
    assert decoded(ids[1:], LANDSLIDE.vocabulary) == caption


@pytest.mark.parametrize("name", LANDSLIDE.ids)
def test_what_is_not_said_is_empty_and_the_rest_is_read(name):
    values = {one.id: one.values[-1].words for one in LANDSLIDE.attributes} | {name: ""}
    assert LANDSLIDE.parse(LANDSLIDE.compose(values)) == values


def test_a_word_never_learnt_is_no_other_word():
    ids = encoded("rocas activo", LANDSLIDE.vocabulary)
    assert ids[1] == UNKNOWN and UNKNOWN not in (PAD, START, END)
    assert ids[1] != len(LANDSLIDE.vocabulary) - 1  # as in the study


def test_words_are_compared_without_accents_but_with_their_n():
    assert plain("  Muy   GRANDE ") == "muy grande"
    assert plain("Dirección") == "direccion" and plain("Pequeña") == "pequeña"


def _sentences(count: int) -> Sentences:
    return Sentences(tuple(LANDSLIDE.vocabulary[:count]), 4, False, LANDSLIDE)


@pytest.mark.parametrize("in_front", [False, True])
def test_a_wide_search_finds_the_best_of_all_sentences(in_front):
    rng = np.random.default_rng(5)
    words = 7
    table = rng.random((words, words))
    table /= table.sum(axis=1, keepdims=True)
    sentences = Sentences(LANDSLIDE.vocabulary[:words], 4, in_front, LANDSLIDE)

    def continued(features, tokens, at):
        last = tokens[:, -1] if in_front else tokens[:, at - 1]
        return table[last]

    usable = range(4, words)
    every = {}
    for n in range(0, 4):
        for some in itertools.product(usable, repeat=n):
            ids = [*some, END]
            path = [START, *ids]
            every[tuple(ids)] = np.prod([table[a, b] for a, b in itertools.pairwise(path)])
    for cut in itertools.product(usable, repeat=4):  # as long as there is room, without an end
        path = [START, *cut]
        every[cut] = np.prod([table[a, b] for a, b in itertools.pairwise(path)])
    best = sorted(every.items(), key=lambda one: -one[1])[:5]
    found = search(np.zeros((1, 1), np.float32), sentences, continued, width=400)[0][:5]
    assert [tuple(ids) for ids, _ in found] == [ids for ids, _ in best]
    assert [p for _, p in found] == pytest.approx([p for _, p in best])


def test_a_narrow_search_is_greedy():
    def continued(features, tokens, at):
        rows = np.full((len(tokens), 6), 1e-9)
        rows[:, 5 if at == 1 else END] = 1
        return rows

    assert search(np.zeros((2, 1), np.float32), _sentences(6), continued, 1) == [
        [([5, END], pytest.approx(1))],
        [([5, END], pytest.approx(1))],
    ]


def test_a_captioner_says_dark_pictures_are_flows_and_bright_ones_falls(tmp_path):
    model = models.load(captioner(tmp_path / "m.onnx"), task="caption")
    assert isinstance(model, Captioner) and model.badge.state == "verified"
    assert model.badge.demonstration and model.card.synthetic
    batch = np.zeros((2, SIDE, SIDE, 3), np.uint8)
    batch[1] = 255
    dark, bright = model.captions(batch)
    assert dark[0].text == "flujos activo direccion sw area pequeña perimetro mediano"
    assert dark[0].attributes["direccion"] == "sw" and bright[0].attributes["tipo"] == "caida"
    assert len(dark) == 4 and len({one.text for one in dark}) == 4
    assert [one.probability for one in dark] == sorted((one.probability for one in dark), reverse=True)
    alone = model.captions(batch[1:])[0]
    assert [one.text for one in alone] == [one.text for one in bright]
    assert model.captions(batch, width=1, count=1)[0][0].text == dark[0].text
    assert model.size_borders["area"][-1] == 400


def test_other_tasks_are_refused_in_one_sentence(tmp_path):
    path = captioner(tmp_path / "m.onnx")
    with pytest.raises(RefusedModel, match="writes captions|escribe leyendas"):
        models.load(path)
    other = with_card(tmp_path / "c.onnx", brightness(tmp_path / "c.onnx"), card_document())
    with pytest.raises(RefusedModel, match="captioner|leyendas"):
        models.load(other, task="caption")
    brightness(tmp_path / "bare.onnx")
    with pytest.raises(RefusedModel, match="card|ficha"):
        models.load(tmp_path / "bare.onnx", task="caption")


@pytest.mark.parametrize(
    "change",
    [
        {"caption": None},
        {"caption": {"vocabulary": ["", 3], "max_length": 13, "attributes": LANDSLIDE.to_list()}},
        {"caption": {"vocabulary": list(LANDSLIDE.vocabulary), "max_length": True, "attributes": []}},
        {"caption": {"vocabulary": list(LANDSLIDE.vocabulary), "max_length": 13, "attributes": []}},
        {"input": None},
    ],
)
def test_a_card_without_its_words_is_refused(tmp_path, change):
    with pytest.raises(BadCard):
        models.load(captioner(tmp_path / "m.onnx", **change), task="caption")


def test_a_card_of_another_vocabulary_disagrees_with_its_graph(tmp_path):
    caption = document()["caption"] | {"vocabulary": [*LANDSLIDE.vocabulary, "rocas"]}
    with pytest.raises(RefusedModel, match="disagree|no concuerdan"):
        models.load(captioner(tmp_path / "m.onnx", caption=caption), task="caption")


def test_a_captioner_whose_test_fails_says_so(tmp_path):
    test = document()["test"] | {"output": [1 / 27] * 27}
    model = models.load(captioner(tmp_path / "m.onnx", test=test), task="caption")
    assert model.badge.state == "failed"
