"""Which files are pictures of a collection, what they are called, and what is passed over."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from geodesk.collection import Collection, CollectionError, UnknownPictures, export_labels, import_labels
from geodesk.collection.pictures import find_pictures


def paths(folder):
    return [picture.path for picture in Collection.open(folder).pictures()]


def ids(folder):
    return {picture.path: picture.id for picture in Collection.open(folder).pictures()}


def test_pictures_are_found_in_all_folders_by_their_endings_sorted_by_path(fill):
    folder = fill(
        "b.TIF", "a.png", "z/deep/er/x.jpg", "z/a.dm3", "notes.txt", "table.csv", "noending", "a.b/c.bmp"
    )
    assert paths(folder) == ["a.b/c.bmp", "a.png", "b.TIF", "z/a.dm3", "z/deep/er/x.jpg"]
    picture = Collection.open(folder).pictures()[1]
    assert picture.file == folder / "a.png"
    assert (picture.size, picture.mtime_ns) == (picture.file.stat().st_size, picture.file.stat().st_mtime_ns)


def test_hidden_files_and_folders_are_passed_over(fill):
    assert paths(fill(".hidden.tif", ".cache/a.tif", ".geodesk/b.tif", "._c.tif", "c.tif")) == ["c.tif"]


def test_a_folder_without_pictures_is_an_empty_collection(fill, tmp_path):
    for folder in (fill(), fill("notes.txt")):
        collection = Collection.open(folder)
        assert collection.pictures() == [] and collection.samples() == []
        assert collection.index.counts() == {}
        assert export_labels(collection, tmp_path / "out.csv").rows == 0
        assert (tmp_path / "out.csv").read_bytes() == b"id,label,path\r\n"
        assert import_labels(collection, tmp_path / "out.csv").rows == 0


def test_equal_names_in_subfolders_are_told_apart_by_their_paths(fill):
    folder = fill("a.tif", "x/a.tif", "y/a.tif", "y/b.tif")
    assert ids(folder) == {"a.tif": "a.tif", "x/a.tif": "x/a.tif", "y/a.tif": "y/a.tif", "y/b.tif": "b.tif"}
    collection = Collection.open(folder)
    collection.labels.set("x/a.tif", "YES")
    collection.labels.set("b.tif", "NO")
    assert {p: s.label for p, s in collection.labels.current().items()} == {"x/a.tif": "YES", "y/b.tif": "NO"}
    assert collection.resolve("a.tif").path == "a.tif"
    (folder / "a.tif").unlink()
    collection.refresh()
    with pytest.raises(CollectionError, match="any of x/a.tif, y/a.tif"):
        collection.resolve("a.tif")
    with pytest.raises(UnknownPictures, match="no picture"):
        collection.resolve("c.tif")
    # Labels stay with the paths when ids change.
    fill("z/b.tif")
    again = Collection.open(folder)
    assert again.labels.label_of("y/b.tif") == "NO" and again.labels.label_of("z/b.tif") is None


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")
def test_loops_of_links_are_walked_once_and_real_folders_go_before_links(fill, tmp_path):
    folder = fill("real/a.tif", "real/deep/b.tif")
    outside = fill("o.tif", folder=tmp_path / "outside")
    fill("s.tif", folder=tmp_path / "beside")  # reached only through the folder above
    (folder / "again").symlink_to(folder / "real")
    (folder / "real" / "loop").symlink_to("..")
    (folder / "real" / "deep" / "up").symlink_to(tmp_path)
    (folder / "linked").symlink_to(outside)
    (folder / "linked2").symlink_to(outside)
    (outside / "back").symlink_to(folder)
    (folder / "file.tif").symlink_to(outside / "o.tif")
    assert paths(folder) == ["file.tif", "linked/o.tif", "real/a.tif", "real/deep/b.tif"]


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes are POSIX")
def test_a_dangling_link_and_a_pipe_are_no_pictures(fill):
    folder = fill("a.tif")
    (folder / "gone.tif").symlink_to("nowhere")
    (folder / "selfish.tif").symlink_to("selfish.tif")
    os.mkfifo(folder / "pipe.tif")
    collection = Collection.open(folder)
    assert [picture.path for picture in collection.pictures()] == ["a.tif"]
    told = sorted(sentence.en.split()[0] for sentence in collection.problems)
    assert told == ["gone.tif", "selfish.tif"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX permissions")
def test_a_subfolder_that_may_not_be_read_is_named_and_passed_over(fill):
    look = (
        "import os, sys; from pathlib import Path; import geodesk.micrograph;"
        "from geodesk.collection.pictures import find_pictures; os.getuid() or os.setuid(65534);"
        "found, problems = find_pictures(Path(sys.argv[1]));"
        "print(*[p.path for p in found], *[s.en for s in problems], sep='\\n')"
    )
    root = Path(__file__).resolve().parents[3]
    # Permission bits do not stop root, so a child looks as somebody else, at a folder all may enter.
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        folder = fill("a.tif", "closed/b.tif", folder=Path(place) / "folder")
        (folder / "closed").chmod(0)
        child = subprocess.run(
            [sys.executable, "-c", look, str(folder)],
            capture_output=True,
            text=True,
            cwd=root,
            env={**os.environ, "GEODESK_LANG": "en"},
        )
        (folder / "closed").chmod(0o755)
    assert child.returncode == 0, child.stderr
    name, told = child.stdout.splitlines()
    assert name == "a.tif"
    assert told.startswith("closed could not be read (")


def test_a_file_deleted_while_the_folder_is_listed_is_passed_over(fill, monkeypatch):
    folder = fill("a.tif", "b.tif", "sub/c.tif")
    real = os.scandir

    class Deleting:
        """The real listing; once it is made, files vanish before they are looked at."""

        def __init__(self, place):
            self.entries = real(place)

        def __enter__(self):
            listed = list(self.entries)
            for name in ("b.tif", "sub/c.tif"):
                (folder / name).unlink(missing_ok=True)
            if (folder / "sub").exists():
                (folder / "sub").rmdir()
            return listed

        def __exit__(self, *_):
            self.entries.close()

    monkeypatch.setattr(os, "scandir", Deleting)
    found, _ = find_pictures(folder)
    assert [picture.path for picture in found] == ["a.tif"]


NAMES = [
    "ñandú café.tif",
    "石英 (1).png",
    "a'b\"c.tif",
    "=1+1.tif",
    "-x.tif",
    "x" * 251 + ".tif",
    "a,b;c.tif",
    "🪨.jpg",
]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not allow these names")
def test_strange_names_go_out_and_in_again_without_loss(fill, tmp_path):
    folder = fill(*NAMES, "n\nl.tif", "tab\t.tif", "back\\slash.tif", "' quoted'.tif", "'=1.tif", "\\xff.tif")
    odd = [os.fsdecode(b"gr\xe3o.tif"), os.fsdecode(b"\xff/\xfe.tif")]
    if sys.platform != "darwin":  # where file names are always Unicode
        fill(*odd)
    collection = Collection.open(folder, annotator="ana", machine="scope")
    pictures = collection.pictures()
    assert len(pictures) == len(NAMES) + 6 + (0 if sys.platform == "darwin" else 2)
    collection.labels.set_many([(picture, f"label {i}") for i, picture in enumerate(pictures)])
    wanted = {picture.path: f"label {i}" for i, picture in enumerate(pictures)}
    again = Collection.open(folder, annotator="ana", machine="scope")
    assert {p: s.label for p, s in again.labels.current().items()} == wanted
    export_labels(again, tmp_path / "out.csv")
    (tmp_path / "out.csv").read_bytes().decode("utf-8")
    again.labels.set_many([(picture, None) for picture in pictures])
    assert import_labels(again, tmp_path / "out.csv").rows == len(pictures)
    assert {p: s.label for p, s in again.labels.current().items()} == wanted
    assert sum(again.index.counts().values()) == len(pictures)
    assert again.index.with_label("label 3") == [pictures[3].path]
    with again.predictions.begin("m", "0" * 64, ["A"], {}) as run:
        for picture in pictures:
            run.add(picture, [1.0])
    assert set(again.predictions.last()) == set(wanted)


def test_a_name_in_another_unicode_form_is_found(fill):
    collection = Collection.open(fill("cafe\u0301.tif", "sub/ñ.tif"))
    assert collection.resolve("café.tif").path == "cafe\u0301.tif"
    assert collection.resolve("sub/n\u0303.tif").id == "ñ.tif"


def test_ten_thousand_labelled_pictures_are_open_within_a_second_of_work(tmp_path):
    for number in range(10_000):
        place = tmp_path / f"{number // 500:02}"
        place.mkdir(exist_ok=True)
        (place / f"img_{number:05}.tif").touch()
    collection = Collection.open(tmp_path)
    collection.labels.set_many(
        (picture, f"class {i % 10}") for i, picture in enumerate(collection.pictures())
    )
    before = time.process_time()  # of this process, whatever else the machine is busy with
    opened = Collection.open(tmp_path)
    listed, samples, labels = opened.pictures(), opened.samples(), opened.labels.current()
    assert time.process_time() - before < 1
    assert len(listed) == len(samples) == len(labels) == 10_000
    assert opened.index.counts() == {f"class {i}": 1000 for i in range(10)}


def test_pictures_are_listed_once_until_refreshed(fill):
    folder = fill("a.tif")
    collection = Collection.open(folder)
    assert len(collection.pictures()) == 1
    collection.pictures().clear()
    fill("b.tif")
    assert len(collection.pictures()) == 1
    collection.refresh()
    assert collection.resolve("b.tif").path == "b.tif"


def test_a_folder_that_vanishes_is_an_error_and_not_an_empty_collection(fill):
    folder = fill("a.tif")
    collection = Collection.open(folder)
    folder.rename(folder.with_name("moved"))
    with pytest.raises(CollectionError, match="could not be read"):
        collection.pictures()
