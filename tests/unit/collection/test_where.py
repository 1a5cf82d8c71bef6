"""Expressions over the last predictions."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodesk.collection import CollectionError, Prediction, Where, choose
from geodesk.language import Sentence

LABELS = ("NO", "YES", "No defect", "rock-fragment")


def prediction(path, p, error=None):
    label = None if error else LABELS[p.index(max(p))]
    return Prediction(
        path.rpartition("/")[2], path, 1, 1, label, tuple(p), LABELS, "m", "0" * 64, "cpu", error
    )


ROWS = {
    row.path: row
    for row in [
        prediction("a.tif", [0.05, 0.95, 0.0, 0.0]),
        prediction("b.tif", [0.5, 0.25, 0.25, 0.0]),
        prediction("sub/c.tif", [0.1, 0.2, 0.3, 0.4]),
        prediction("sub/d.tif", [0.0, 0.1, 0.9, 0.0]),
        prediction("e.tif", [], Sentence("broken", "rota")),
    ]
}
HAND = {"a.tif": "NO", "b.tif": "NO"}


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("p_YES>=0.95", "a"),
        ("p_YES > .2", "ab"),
        ("0.2 < p_YES", "ab"),
        ("probability<0.6", "bc"),
        ("probability <= 5e-1", "bc"),
        ("label==YES", "a"),
        ("label == 'NO'", "b"),
        ('label=="No defect"', "d"),
        ("label!=NO and p_YES<0.5", "cd"),
        ("label==NO or label==YES and p_YES<0.5", "b"),
        ("(label==NO or label==YES) and p_YES<0.5", "b"),
        ("(label==NO or label==YES) and not p_YES<0.5", "a"),
        ("not label==NO", "acd"),
        ("NOT (label==NO OR label==YES)", "cd"),
        ("not not label==NO", "b"),
        ('p_"No defect">=0.25', "bcd"),
        ("p_'No defect' == 0.9", "d"),
        ("p_rock-fragment > 0", "c"),
        ("p_NO >= p_YES", "b"),
        ("hand==NO", "ab"),
        ('hand==""', "cd"),
        ("hand!=label", "acd"),
        ('hand!=label and hand!=""', "a"),
        ("YES == label", "a"),
        ("path ~ sub/*", "cd"),
        ("id ~ '[ab].tif' and p_YES>0.5", "a"),
        ("id == c.tif", "c"),
        ("path == c.tif", ""),
        ('label == "label"', ""),
        ("label == NOTHING", ""),
        ("p_YES>=0", "abcd"),
        ("not p_YES>2", "abcd"),
    ],
)
def test_an_expression_chooses(text, chosen):
    found = choose(text, ROWS, HAND.get)
    assert "".join(row.id[0] for row in found) == chosen


@pytest.mark.parametrize(
    ("text", "at", "reason"),
    [
        ("", 1, "a name or a value was expected"),
        ("   ", 4, "a name or a value was expected"),
        ("p_YES", 6, "== != < <= > >= ~ was expected"),
        ("p_YES>=", 8, "a name or a value was expected"),
        ("p_MAYBE>0.5", 1, "no such label; the model has NO, YES"),
        ("label==NO and p_yes>0.5", 15, "no such label"),
        ("p_YES>=0,95", 8, "write 0.95"),
        ("p_YES=1", 6, "write =="),
        ("p_YES>=high", 8, "cannot be compared"),
        ("label==1", 8, "cannot be compared"),
        ("label<NO", 6, "numbers only"),
        ("p_YES~1", 6, "text only"),
        ("probabilty<0.5", 1, "there are probability, label, hand"),
        ("1==1", 1, "on one side"),
        ("NO==YES", 1, "no such name"),
        ("(p_YES>0.5", 11, "“)” is missing"),
        ("p_YES>0.5)", 10, "“and” or “or”"),
        ("p_YES>0.5 p_NO>0.5", 11, "“and” or “or”"),
        ("p_YES>0.5 and", 14, "a name or a value"),
        ("0.1<p_YES<0.5", 10, "“and” or “or”"),
        ("label=='NO", 8, "cannot be understood"),
        ("p_YES ! 1", 7, "cannot be understood"),
        ("__import__('os')", 1, "no such name"),
        ("(" * 1000 + "p_YES>0" + ")" * 1000, 51, "too deeply nested"),
        ("not " * 1000 + "p_YES>0", 201, "too deeply nested"),
    ],
)
def test_a_wrong_expression_says_where_and_why(text, at, reason):
    with pytest.raises(CollectionError) as caught:
        Where(text, LABELS)
    assert f"at character {at} " in caught.value.sentence.en
    assert reason in caught.value.sentence.en
    assert f"en el carácter {at} " in caught.value.sentence.es


def test_without_predictions_there_is_nothing_to_choose_from():
    with pytest.raises(CollectionError, match="classify the folder first"):
        choose("p_YES>0", {}, HAND.get)


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("p_YESlabelhandNO \"'()<>=!~0.5 andornot\t\n§ñ"), max_size=40) | st.text())
def test_any_text_is_an_expression_or_a_clear_error(text):
    try:
        where = Where(text, LABELS)
    except CollectionError:
        return
    assert where.matches(ROWS["a.tif"], None) in (True, False)
    assert where.matches(ROWS["e.tif"], None) is False


@given(
    st.recursive(
        st.sampled_from(["p_YES>=0.2", "label==NO", "hand==NO", "probability<0.6"]),
        lambda inner: (
            st.tuples(inner, st.sampled_from([" and ", " or "]), inner).map(lambda t: f"({t[0]}{t[1]}{t[2]})")
            | inner.map(lambda one: f"not {one}")
        ),
        max_leaves=6,
    )
)
@settings(max_examples=100, deadline=None)
def test_logic_is_that_of_python(text):
    for path in ("a.tif", "b.tif", "sub/c.tif"):
        row = ROWS[path]
        values = {
            "p_YES": row.p[1],
            "label": row.label,
            "hand": HAND.get(path),
            "probability": row.probability,
            "NO": "NO",
        }
        assert Where(text, LABELS).matches(row, HAND.get(path)) == eval(text, {}, values)
