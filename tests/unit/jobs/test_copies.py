"""Copies of listed pictures: as they are, nothing over anything, faults listed."""

import os
import shutil

import pytest

from geodesk.collection import Collection
from geodesk.jobs.copies import NoPlaceForCopies, copy_pictures


@pytest.fixture
def folder(data, tmp_path):
    """A real instrument's picture with its text file beside it, and others in a subfolder."""
    folder = tmp_path / "origen"
    (folder / "muestra á").mkdir(parents=True)
    files = sorted((data / "sem" / "fibres" / "Defective").iterdir())[:3]
    shutil.copyfile(files[0], folder / "mat.png")
    (folder / "mat.txt").write_text("PixelSize=25.0\n", encoding="utf-8")
    for file in files[1:]:
        shutil.copyfile(file, folder / "muestra á" / file.name)
    return folder


def run(folder, to):
    items = Collection.open(folder).pictures()
    steps = list(copy_pictures(items, folder, to))
    assert [step.done for step in steps] == list(range(len(items) + 1))
    return {row.item.path: row for step in steps for row in step.rows}, steps[-1].failed


def tree(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_pictures_are_copied_with_their_subfolders_and_text_files(folder, tmp_path):
    before, to = tree(folder), tmp_path / "para el cliente" / "nuevas"
    rows, failed = run(folder, to)
    assert failed == 0 and {path: row.file for path, row in rows.items()} == {p: to / p for p in rows}
    copied = tree(to)
    assert copied == {name: held for name, held in before.items() if not name.startswith(".geodesk")}
    assert "mat.txt" in copied and len(copied) == 4
    assert (to / "mat.png").stat().st_mtime == (folder / "mat.png").stat().st_mtime
    assert all(tree(folder)[name] == held for name, held in before.items())
    assert run(folder, to)[1] == 0, "what is there already and holds the same is no fault"


def test_nothing_is_written_over_and_the_others_are_copied(folder, tmp_path):
    to = tmp_path / "copias"
    to.mkdir()
    (to / "mat.png").write_bytes(b"another one")
    gone = Collection.open(folder).pictures()[-1]
    items = Collection.open(folder).pictures()
    gone.file.unlink()
    rows = {row.item.path: row for step in copy_pictures(items, folder, to) for row in step.rows}
    assert (to / "mat.png").read_bytes() == b"another one" and "mat.png" in rows["mat.png"].error.es
    assert "No such file" in rows[gone.path].error.en and rows[gone.path].file is None
    (good,) = [row for row in rows.values() if row.error is None]
    assert good.file.read_bytes() == good.item.file.read_bytes()
    assert not [one for one in to.rglob("*") if one.name.endswith(".part")]


def test_copies_never_become_samples_of_the_same_folder(folder, tmp_path):
    items = Collection.open(folder).pictures()
    for place in (folder, folder / "copias", folder / "muestra á" / ".." / "otra"):
        with pytest.raises(NoPlaceForCopies, match="outside"):
            next(copy_pictures(items, folder, place))
    assert not (folder / "copias").exists()
    (tmp_path / "file").write_text("x")
    with pytest.raises(NoPlaceForCopies, match="cannot be made"):
        next(copy_pictures(items, folder, tmp_path / "file" / "below"))


def test_a_copy_that_breaks_off_leaves_nothing_half(folder, tmp_path, monkeypatch):
    def half(source, part):
        part.write_bytes(source.read_bytes()[:100])
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(shutil, "copy2", half)
    rows, failed = run(folder, tmp_path / "copias")
    assert failed == 3 and all("full" in row.error.en for row in rows.values())
    assert tree(tmp_path / "copias") == {}
