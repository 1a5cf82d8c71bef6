"""Whose labels have come, which of them count, and which are set aside and why."""

import shutil

import pytest

from geodesk.collection import Collection, proposals, relink
from geodesk.collection.arrivals import arrived, read_contents, unread


@pytest.fixture
def two(fill, tmp_path):
    """The same pictures in two folders: Ana labels in the one, Ben and Eva in the other."""
    return [fill("a.tif", "b.tif", "c.tif", folder=tmp_path / name) for name in ("here", "there")]


def opened(folder, name):
    return Collection.open(folder, annotator=name, machine="scope")


def bring(source, target):
    """As a person copies logs by hand."""
    for log in source.store.glob("labels-*.jsonl"):
        target.store.mkdir(exist_ok=True)
        shutil.copy(log, target.store)


def looked(collection):
    news = collection.labels.news()
    read_contents(collection, unread(collection, news))
    return arrived(collection, news)


def counts(found):
    kinds = ("given", "taken", "returned", "other", "gone")
    return {kind: getattr(found, kind).by for kind in kinds if getattr(found, kind).by}


def test_whose_labels_came_not_who_spoke_last(two):
    here = opened(two[0], "ana")
    here.labels.set("a.tif", "YES")
    ben, eva = opened(two[1], "ben"), opened(two[1], "eva")
    ben.labels.set_many([("a.tif", "NO"), ("b.tif", "NO")])
    eva.labels.set("a.tif", "YES")
    bring(eva, here)
    here.labels.set("a.tif", "MAYBE")  # the last word on it is Ana's
    found = looked(here)
    assert counts(found) == {"given": {"ben": 2, "eva": 1}} and found.paths == {"a.tif", "b.tif"}
    assert [one.es for one in found.sentences] == ["Llegaron etiquetas: ben (2), eva (1)."]
    assert counts(looked(here)) == {} and looked(here).sentences == []
    ben.labels.undo()
    ben.labels.set("c.tif", "NO")
    ben.labels.set("c.tif", "YES")
    bring(ben, here)
    found = looked(here)
    assert counts(found) == {"given": {"ben": 1}, "taken": {"ben": 1}}
    assert [one.en for one in found.sentences] == ["Labels arrived: ben (1).", "Labels taken back: ben (1)."]


def test_what_speaks_of_another_picture_is_set_aside_and_not_counted(two):
    (two[1] / "a.tif").write_bytes(b"another picture")
    (two[1] / "d.tif").write_bytes(b"only there")
    here, ben = opened(two[0], "ana"), opened(two[1], "ben")
    assert here.labels.contents() == {}  # nothing was read yet
    ben.labels.set_many([(name, "NO") for name in ("a.tif", "b.tif", "d.tif")])
    bring(ben, here)
    found = looked(here)
    assert counts(found) == {"given": {"ben": 1}, "other": {"ben": 1}, "gone": {"ben": 1}}
    kept = "Etiquetas conservadas que aquí no cuentan, de ben (1):"
    assert [one.es for one in found.sentences] == [
        "Llegaron etiquetas: ben (1).",
        f"{kept} son de otro contenido que el que tiene aquí el archivo (a.tif).",
        f"{kept} sus imágenes no están en esta carpeta (d.tif).",
    ]
    states = here.labels.current()
    assert "a.tif" not in states and states["b.tif"].annotator == "ben"
    # A label without a content, from before such were kept, is judged by its neighbours: not about this one.
    log = here.store / "labels-ben@scope.jsonl"
    with log.open("a", encoding="utf-8") as stream:
        stream.write('{"time":"2020-01-02T03:04:05Z","path":"a.tif","label":"OLD"}\n')
    assert counts(looked(here)) == {"other": {"ben": 1}}
    assert len(log.read_text(encoding="utf-8").splitlines()) == 4  # nothing is lost


def test_large_files_are_not_read_unasked(two):
    here, ben = opened(two[0], "ana"), opened(two[1], "ben")
    ben.labels.set_many([("a.tif", "NO"), ("b.tif", "NO")])
    bring(ben, here)
    news = here.labels.news()
    size = here.pictures()[0].size
    assert [one.path for one in unread(here, news, size)] == ["a.tif"]
    assert [one.path for one in unread(here, news)] == ["a.tif", "b.tif"]


def test_the_same_log_in_a_second_copy_is_no_news(two):
    here, ben = opened(two[0], "ana"), opened(two[1], "ben")
    ben.labels.set("a.tif", "NO")
    bring(ben, here)
    assert counts(looked(here)) == {"given": {"ben": 1}}
    shutil.copy(ben.labels.log, here.store / "labels-ben@scope~2.jsonl")
    assert counts(looked(here)) == {}
    # Replaced by another program: what is known is not told again, what it lost is looked at again.
    ben.labels.set("b.tif", "NO")
    new = here.store / "new"
    shutil.copy(ben.labels.log, new)
    new.replace(here.store / "labels-ben@scope.jsonl")
    found = looked(here)
    assert counts(found) == {"given": {"ben": 1}} and found.paths == {"a.tif", "b.tif"}


def test_labels_of_a_picture_that_moved_here_count_where_it_is_now(two):
    here, ben = opened(two[0], "ana"), opened(two[1], "ben")
    here.labels.set("a.tif", "YES")
    ben.labels.set("a.tif", "NO")
    (two[0] / "a.tif").rename(two[0] / "moved.tif")
    here.refresh()
    list(here.index.hash_pictures())
    assert len(relink(here, proposals(here))) == 1
    bring(ben, here)
    found = looked(here)
    assert counts(found) == {"given": {"ben": 1}} and "moved.tif" in found.paths
    assert here.labels.opinions("moved.tif").keys() == {"ana", "ben"}


def test_who_gives_labels_back_did_not_give_them(two):
    here = opened(two[0], "ana")
    here.labels.set_many([("a.tif", "YES"), ("b.tif", "NO")])
    given = here.labels.state_of("a.tif")
    for name in ("a", "b"):
        (two[0] / f"{name}.tif").rename(two[0] / f"{name}2.tif")
    here.refresh()
    eva = opened(two[0], "eva")
    list(eva.index.hash_pictures())
    assert len(relink(eva, proposals(eva))) == 2
    found = looked(here)
    assert counts(found) == {"returned": {"eva": 2}}
    assert found.sentences[0].es == "Etiquetas devueltas a imágenes que cambiaron de lugar, por: eva (2)."
    state = here.labels.state_of("a2.tif")
    assert (state.label, state.annotator, state.time, state.how) == ("YES", "ana", given.time, "bulk")
    assert state.returned_by == "eva" and given.returned_by == ""
    assert here.labels.labellers() == {"ana"}
