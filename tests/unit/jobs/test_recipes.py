"""Recipes as files: read strictly, complete, and nothing in them but our own jobs."""

import argparse
import json

import pytest

from geodesk import cli
from geodesk.jobs.recipes.deeds import step_from, words_of
from geodesk.jobs.recipes.recipe import ENDING, BadRecipe, Recipe, portable
from geodesk.jobs.recipes.steps import JOBS, ModelRef, Step
from geodesk.language import set_language

MODEL = {"name": "m", "sha256": "ab" * 32, "file": "m.onnx"}
# What a command takes besides what its result depends on.
HOW = {"help", "lang", "quiet", "json", "resume", "cluster", "model", "inputs"}
HOW |= {"log", "every", "settle", "patience"}
NEEDED = {
    "classify": "--model m",
    "caption": "--model m",
    "sweep": "--model m",
    "generate": "--model m --count 2",
}


def parser_of(word):
    commands = next(a for a in cli._parser()._actions if isinstance(a, argparse._SubParsersAction))
    return commands.choices[word]


def document(**changes):
    step = {"job": "classify", "options": {"batch": 8}, "model": MODEL, "outputs": {"out": "p.csv"}}
    whole = {
        "schema": "1",
        "name": "r",
        "created": "2026-11-22T00:00:00Z",
        "program": "0.1.0",
        "steps": [step],
    }
    return whole | changes


def step(**changes):
    return document(steps=[document()["steps"][0] | changes])


def parse(raw):
    return Recipe.parse(raw if isinstance(raw, bytes) else json.dumps(raw).encode(), "x" + ENDING)


@pytest.mark.parametrize("word", JOBS)
def test_a_step_knows_every_option_of_its_command_and_its_default(word):
    spec = JOBS[word]
    actions = {a.option_strings[-1][2:] if a.option_strings else a.dest: a for a in parser_of(word)._actions}
    known = {o.name for o in spec.options} | {o.name for o in spec.outputs}
    assert known == actions.keys() - HOW
    for option in spec.options:
        default = actions[option.name].default
        if default not in (None, False):
            kept = option.kind.kept(default)
            assert option.kind.right(kept)
            assert option.usual in (None, kept)
    assert spec.resumes == ("resume" in actions)


VALUES = {
    "threshold": [0.25, 128, "otsu"],
    "k": [-0.2],
    "directions": [["x", "radial"]],
    "conductivities": [{"0": 1.0, "85": 0.1}],
    "page-distance": [5e-08],
    "weights": [[1.0, 0.5]],
    "size": [[64, 48]],
    "input-size": [[64, 48]],
    "seed": [7],
    "where": ["p_YES>=0.95"],
    "label": ["-raro con espacio"],
    "usable": ["sem-usable"],
    "scale": ["auto", 2.5e-05],
    "contrast": ["raw", [-0.5, 180.0]],
    "letters": ["(a)"],
}


@pytest.mark.parametrize("word", JOBS)
def test_what_a_step_says_to_the_command_line_comes_back_the_same(word, tmp_path):
    spec = JOBS[word]
    model = None if spec.task is None else ModelRef("m", "ab" * 32, "m.onnx")
    outputs = {output.name: str(tmp_path / output.usual) for output in spec.outputs}
    for option in spec.options:
        for value in VALUES.get(option.name, []):
            if not option.kind.right(value):
                continue
            base = {"count": 2} if word == "generate" else {}
            words = words_of(Step(word, base | {option.name: value}, model), [str(tmp_path)], outputs)
            read = step_from(cli._parser().parse_args(words))
            assert read.options[option.name] == value
            assert read.outputs == outputs


def test_a_recipe_comes_back_as_it_was_written(tmp_path):
    steps = portable(
        [
            Step(
                "classify",
                {"batch": 8},
                ModelRef("m", "ab" * 32, "m.onnx", "/x/m.onnx"),
                {"out": "/a/b/p.csv"},
            ),
            Step("classify", {"batch": 9}, ModelRef("m", "ab" * 32, "m.onnx"), {"out": "p.csv"}),
            Step("phases", {"rule": "otsu", "classes": 3}),
            Step("characterise", {"threshold": "otsu"}),
        ]
    )
    recipe = Recipe.of("Rutina de mañana", steps)
    recipe.write(tmp_path / f"r{ENDING}")
    again = Recipe.read(tmp_path / f"r{ENDING}")
    assert again == recipe
    names = [dict(one.outputs) for one in again.steps]
    assert names == [{"out": "p.csv"}, {"out": "p-2.csv"}, {"table": "phases.csv"}, {"out": "curves.csv"}]
    assert b"/x/" not in (tmp_path / f"r{ENDING}").read_bytes()


def test_a_file_of_ones_own_says_nothing_of_another_folder():
    with pytest.raises(BadRecipe, match="used a file of its own"):
        portable([Step("phases", {"rule": "strokes", "strokes": "/x/strokes.json"})])


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"\xff\xfe", "it is no JSON"),
        (b"[" * 5000, "it is no JSON"),
        (b"[]", "it states no schema"),
        (b'{"schema": "1", "schema": "1"}', "it is no JSON"),
        (b" " * (1 << 20) + b"{}", "larger than a recipe"),
        (document(schema="2"), "written by a later GeoDesk"),
        (document(schema=1), "its schema is not known"),
        (document(surprise=1), "unknown key: surprise"),
        (document(name=3), "“name” is no line of text"),
        (document(steps=[]), "no list of 1 to 100 steps"),
        ({k: v for k, v in document().items() if k != "program"}, "lacks “program”"),
        (step(job="labels"), "names no job of GeoDesk: labels"),
        (step(job="; rm -rf /"), "names no job of GeoDesk"),
        (step(run="x"), "unknown key: run"),
        (step(options={"batch": 0}), "the option “batch” of step 1 has a value that it cannot have"),
        (step(options={"batch": True}), "the option “batch” of step 1"),
        (step(options={"batch": "8"}), "the option “batch” of step 1"),
        (step(options={"out": "x"}), "unknown option: out"),
        (step(options={"device": "cpu\n--out=/etc/x"}), "the option “device” of step 1"),
        (step(outputs={"out": "../p.csv"}), "is no name of a file in the results' folder"),
        (step(outputs={"out": "/etc/p.csv"}), "is no name of a file"),
        (step(outputs={"out": "C:p.csv"}), "is no name of a file"),
        (step(outputs={"out": "a\\p.csv"}), "is no name of a file"),
        (step(outputs={"out": "p.onnx"}), "is no name of a file"),
        (step(outputs={"out": "con.csv"}), "is no name of a file"),
        (step(outputs={"out": "run.json"}), "is no name of a file"),
        (step(outputs={}), "lacks its output “out”"),
        (step(model=None), "names no model"),
        (step(model={**MODEL, "path": "/x"}), "unknown key: path"),
        (step(model={**MODEL, "sha256": "AB" * 32}), "no name, file and SHA-256"),
        (step(model={**MODEL, "file": "../m.onnx"}), "no name, file and SHA-256"),
        (document(steps=[*document()["steps"], *document()["steps"]]), "two results are called p.csv"),
        (step(job="generate", options={"count": 2, "like": "../x.tif"}), "the option “like” of step 1"),
        (step(job="generate", options={"count": 2, "weights": [10**400, 1]}), "the option “weights”"),
        (step(job="characterise", options={"phases": "/x.tif"}, model=None), "the option “phases” of step 1"),
        (json.dumps(document(name="NaN")).replace('"NaN"', "NaN").encode(), "it is no JSON"),
    ],
)  # fmt: skip
def test_anything_else_is_one_sentence_in_both_languages(raw, sentence):
    with pytest.raises(BadRecipe) as said:
        parse(raw)
    assert sentence in str(said.value) and "\n" not in str(said.value)
    set_language("es")
    assert "x" + ENDING in str(said.value) and str(said.value) != said.value.sentence.en
