"""Filters, orders and counts of a list of samples."""

import random
from pathlib import Path

import pytest

from geodesk.collection import Picture, Sample, Standing
from geodesk.collection.sieve import NOTHING, Sieve, Tally, by_name, sift, sought_in
from geodesk.language import Sentence

FAULT = Sentence("bad", "mal")


def sample(name: str) -> Sample:
    return Sample(name, "picture", (Picture(name, name, Path(name), 1, 1),))


SAMPLES = [
    sample(name) for name in ("a.tif", "b.tif", "c.tif", "campo/Ágata 1.tif", "campo/ágata 2.tif", "z.tif")
]
STANDINGS = {
    "a.tif": Standing("YES", "hand", False, "YES", 0.9),
    "b.tif": Standing("NO", "hand", False, "YES", 0.6),
    "c.tif": Standing(None, "", True, "NO", 0.75),
    "campo/Ágata 1.tif": Standing(None, "", False, "NO", 0.99),
    "campo/ágata 2.tif": Standing(error=FAULT),
}


def names(sieve: Sieve) -> list[str]:
    return [s.id for s in sift(SAMPLES, STANDINGS, sieve)]


@pytest.mark.parametrize(
    ("sieve", "expected"),
    [
        (Sieve(), [s.id for s in SAMPLES]),
        (Sieve("unlabelled"), ["c.tif", "campo/Ágata 1.tif", "campo/ágata 2.tif", "z.tif"]),
        (Sieve("labelled"), ["a.tif", "b.tif"]),
        (Sieve("label", "NO"), ["b.tif"]),
        (Sieve("suggested", "NO"), ["c.tif", "campo/Ágata 1.tif"]),
        (Sieve("unsure", below=80), ["b.tif", "c.tif"]),
        (Sieve("unsure", below=75), ["b.tif"]),
        (Sieve("disagree"), ["b.tif"]),
        (Sieve("errors"), ["campo/ágata 2.tif"]),
        (Sieve("mixed"), ["c.tif"]),
    ],
)
def test_filters_and_their_counts(sieve: Sieve, expected: list[str]) -> None:
    assert names(sieve) == expected
    assert Tally(len(SAMPLES), STANDINGS.values()).count(sieve) == len(expected)


def test_names_are_sorted_as_people_do() -> None:
    wanted = ["9.tif", "10.tif", "b/1.tif", "b/02.tif", "b/2.tif", "B 2.tif", "b 10.5.tif", "b 10.tif"]
    shuffled = [sample(name) for name in wanted]
    random.Random(5).shuffle(shuffled)
    assert [one.id for one in by_name(shuffled)] == wanted


def test_orders() -> None:
    last = ["campo/ágata 2.tif", "z.tif"]
    assert names(Sieve(order="uncertain")) == ["b.tif", "c.tif", "a.tif", "campo/Ágata 1.tif", *last]
    assert names(Sieve(order="sure")) == ["campo/Ágata 1.tif", "a.tif", "c.tif", "b.tif", *last]
    assert names(Sieve(order="label"))[:3] == ["b.tif", "a.tif", "c.tif"]
    assert names(Sieve("unsure", order="uncertain")) == ["b.tif", "c.tif"]


@pytest.mark.parametrize("text", ["agata", "ÁGATA", "campo AGATA", "  ágata "])
def test_search_ignores_case_and_accents(text: str) -> None:
    assert names(Sieve(text=text)) == ["campo/Ágata 1.tif", "campo/ágata 2.tif"]
    assert names(Sieve("errors", text=text)) == ["campo/ágata 2.tif"]
    known = {s.id: sought_in(s) for s in SAMPLES}
    assert len(sift(SAMPLES, STANDINGS, Sieve(text=text), known)) == 2


def test_search_takes_the_words_as_they_stand_where_any_name_holds_them_so() -> None:
    here = [sample(name) for name in ("Muestra A corte 1.tif", "Muestra B corte 1.tif", "Muestra B.tif")]

    def found(text: str) -> list[str]:
        return [s.id for s in sift(here, {}, Sieve(text=text))]

    assert found("muestra a") == ["Muestra A corte 1.tif"]  # every one of them has an a somewhere
    assert found("muestra  B ") == ["Muestra B corte 1.tif", "Muestra B.tif"]
    assert found("1 muestra") == ["Muestra A corte 1.tif", "Muestra B corte 1.tif"]
    assert found("muestra c") == ["Muestra A corte 1.tif", "Muestra B corte 1.tif"]


def test_search_finds_a_folder_by_its_name() -> None:
    def inside(path: str) -> Sample:
        name = path.rpartition("/")[2]
        return Sample(name, "picture", (Picture(name, path, Path(path), 1, 1),))

    here = [inside(path) for path in ("Sección µ-03/x1.tif", "Sección µ-04/x2.tif", "y.tif")]
    assert [s.id for s in sift(here, {}, Sieve(text="seccion µ-03"))] == ["x1.tif"]
    assert [s.id for s in sift(here, {}, Sieve(text="x2"))] == ["x2.tif"]
    assert sift(here, {}, Sieve(text="/y")) == []


def test_the_tally_kept_up_to_date_is_that_of_counting_anew() -> None:
    rng = random.Random(3)
    labels = (None, "YES", "NO", "UNSURE")

    def any_standing() -> Standing:
        p = rng.choice((None, rng.random(), 0.29, 0.8, 1.0))
        said = None if p is None else rng.choice(("YES", "NO"))
        return Standing(rng.choice(labels), "hand", rng.random() < 0.1, said, p, rng.choice((None, FAULT)))

    standings = {f"{n}.tif": any_standing() for n in range(300)}
    samples = [sample(name) for name in standings]
    tally = Tally(len(samples), standings.values())
    for _ in range(500):
        name, new = rng.choice(list(standings)), any_standing()
        tally.replace(standings[name], new)
        standings[name] = new
    for show in ("all", "unlabelled", "labelled", "disagree", "errors", "mixed"):
        sieve = Sieve(show)  # type: ignore[arg-type]
        assert tally.count(sieve) == len(sift(samples, standings, sieve))
    for below in (1, 29, 30, 80, 81, 100):
        assert tally.count(Sieve("unsure", below=below)) == len(
            sift(samples, standings, Sieve("unsure", below=below))
        )
    for label in ("YES", "NO", "other"):
        for show in ("label", "suggested"):
            sieve = Sieve(show, label)  # type: ignore[arg-type]
            assert tally.count(sieve) == len(sift(samples, standings, sieve))
    anew = Tally(len(samples), standings.values())
    assert (tally.labels, tally.suggestions) == (anew.labels, anew.suggestions)


def test_nothing_known_is_an_unlabelled_sample() -> None:
    assert sift(SAMPLES, {}, Sieve("unlabelled")) == SAMPLES
    assert Sieve("unlabelled").test()(NOTHING)
    assert Tally(6).count(Sieve("unlabelled")) == 6
