import json

import pytest

from geodesk.models import BadCard, Card, canonical
from tests.unit.models.graphs import card_document


def test_a_card_is_read_field_by_field():
    card = Card.from_dict(
        card_document(
            pixel_size_m={"min": 1e-9, "max": 1e-6},
            outside_set={
                "set": "x",
                "n": 10,
                "accuracy": 0.8,
                "interval": [0.7, 0.9],
                "balanced_accuracy": 0.75,
            },
            target={"score": "balanced_accuracy", "at_least": 0.9},
        )
    )
    assert [label.id for label in card.labels] == ["DARK", "BRIGHT"]
    assert card.labels[0].es == "oscura"
    assert card.input.height == 8 and card.input.tile is None
    assert card.pixel_size_m == (1e-9, 1e-6)
    assert card.outside_set.interval == (0.7, 0.9)
    assert card.below_target


def test_input_survives_a_round_trip():
    raw = card_document()["input"] | {
        "range": {"percentile": [1.0, 99.0]},
        "tile": {"size": 350, "reduce": "median", "pad": "reflect"},
    }
    spec = Card.from_dict(card_document(input=raw)).input
    assert spec.range == (1.0, 99.0)
    assert spec.to_dict() == raw


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"schema": "2"}, "schema"),
        ({"task": "sing"}, "task"),
        ({"labels": []}, "labels"),
        ({"labels": [{"id": "A"}, {"id": "A"}]}, "labels"),
        ({"labels": ["A", "B"]}, "labels"),
        ({"name": ""}, "name"),
        ({"input": None}, "input"),
        ({"input": card_document()["input"] | {"height": 0}}, "input.height"),
        ({"input": card_document()["input"] | {"channels": 2}}, "input.channels"),
        ({"input": card_document()["input"] | {"looks": 0}}, "input.looks"),
        ({"input": card_document()["input"] | {"faces": ["ppl", 1.0]}}, "input.faces"),
        ({"input": card_document()["input"] | {"range": {"percentile": [99, 1]}}}, "input.range"),
        ({"input": card_document()["input"] | {"resize": "squash"}}, "input.resize"),
        ({"input": card_document()["input"] | {"tile": {"size": 0}}}, "input.tile.size"),
        ({"pixel_size_m": {"min": 2, "max": 1}}, "pixel_size_m"),
        ({"metrics": {"n": 3}}, "metrics.accuracy"),
        ({"outside_set": {"n": 3, "accuracy": 10**400}}, "outside_set.accuracy"),
        ({"outside_set": {"n": 3, "accuracy": float("nan")}}, "outside_set.accuracy"),
    ],
)
def test_a_bad_field_is_named(changes, field):
    with pytest.raises(BadCard) as caught:
        Card.from_dict(card_document(**changes))
    assert caught.value.field == field
    assert field in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "[" * 100_000, '"x"'])
def test_text_that_is_no_card_is_refused(text):
    with pytest.raises(BadCard):
        Card.from_json(text)


def test_the_digest_covers_card_and_graph_but_not_itself():
    card = Card.from_dict(card_document())
    digest = card.digest(b"graph")
    assert Card.from_dict(card_document(digest=digest)).digest(b"graph") == digest
    assert card.digest(b"graph!") != digest
    swapped = card_document(labels=list(reversed(card_document()["labels"])))
    assert Card.from_dict(swapped).digest(b"graph") != digest


def test_unknown_fields_are_kept_and_count():
    assert canonical(card_document(novelty="ñ")) != canonical(card_document())
    assert "ñ".encode() in canonical(card_document(novelty="ñ"))


def test_canonical_form_does_not_depend_on_key_order():
    document = card_document()
    shuffled = json.loads(json.dumps(dict(reversed(document.items()))))
    assert canonical(document) == canonical(shuffled)


def test_no_outside_set_is_not_called_a_demonstration():
    card = Card.from_dict(card_document(target={"score": "accuracy", "at_least": 0.9}))
    assert not card.below_target
