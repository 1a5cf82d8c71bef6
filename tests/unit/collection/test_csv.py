"""CSV files out and in, and labels through them."""

import csv
import io
import os
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodesk.collection import (
    Collection,
    CollectionError,
    UnknownPictures,
    export_labels,
    fixed,
    guard,
    import_labels,
    read_csv,
    replacing,
    unguard,
    write_csv,
)


def labels_of(collection):
    return {path: state.label for path, state in collection.labels.current().items() if state.label}


def test_what_is_written_is_rfc_4180_with_points_and_no_byte_order_mark(tmp_path):
    out = tmp_path / "out.csv"
    rows = [
        ["plain", 0.1, 7, None],
        ['quo"te', np.float32(0.25), np.int64(-3), "a,b"],
        ["=SUM(A1)", -1e-9, -5, "two\nlines"],
        ["@x", fixed(-0.5, 6), fixed(1, 6), "ñ 石"],
    ]
    assert write_csv(out, ["text", "x", "n", "more"], rows) == 4
    assert out.read_bytes().decode() == (
        "text,x,n,more\r\n"
        "plain,0.1,7,\r\n"
        '"quo""te",0.25,-3,"a,b"\r\n'
        '\'=SUM(A1),-1e-09,-5,"two\nlines"\r\n'
        "'@x,-0.500000,1.000000,ñ 石\r\n"
    )


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_every_text_comes_back_through_the_guard_and_none_looks_like_a_formula(text):
    assert unguard(guard(text)) == text
    assert guard(text)[:1] not in ("=", "+", "-", "@")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=2, max_size=2
        )
    )
)
def test_every_table_comes_back_from_its_file(tmp_path_factory, table):
    table = [row for row in table if any(row)]
    out = tmp_path_factory.mktemp("csv") / "out.csv"
    write_csv(out, ["id", "label"], table)
    assert [list(row.values()) for row in read_csv(out, ["id", "label"]).rows] == table
    other = list(csv.reader(io.StringIO(out.read_bytes().decode(), newline="")))
    assert [[unguard(cell) for cell in row] for row in other[1:]] == table


def test_a_formula_comes_in_as_text_whether_guarded_or_not(tmp_path):
    source = tmp_path / "in.csv"
    source.write_text("id,label\na,'=1+1\nb,=1+1\nc,''=1+1\nd,'quoted'\ne,-ppl\n")
    assert [row["label"] for row in read_csv(source).rows] == ["=1+1", "=1+1", "'=1+1", "'quoted'", "-ppl"]


TEXT = "id,label,path\na.tif,café,a.tif\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le").join([b"\xff\xfe", b""]),
        TEXT.encode("utf-16-be").join([b"\xfe\xff", b""]),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "\t").replace("\n", "\r\n").encode("utf-16"),
        ("sep=;\r\n" + TEXT.replace(",", ";").replace("\n", "\r\n")).encode("utf-8-sig"),
        TEXT.replace("id,label", ' ID ,"Label"').encode(),
        TEXT.replace("\n", ",,\n").encode(),
        (TEXT + "\n,,\n\n").encode(),
        TEXT.replace("\n", "\r").encode(),
    ],
)
def test_files_of_spreadsheets_are_read(tmp_path, data):
    source = tmp_path / "in.csv"
    source.write_bytes(data)
    assert read_csv(source, ["id", "label"]).rows == [{"id": "a.tif", "label": "café", "path": "a.tif"}]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "^in.csv has no columns id or label; .* the columns id and label"),
        (b"\n\n", "^in.csv has no columns id or label; .* the columns id and label"),
        (b"name,label\na,b\n", "^in.csv has no column id; "),
        (b"a.tif,YES\nb.tif,NO\n", "^in.csv has no columns id or label; .* the columns id and label"),
        (b"id,label,id\na,b,c\n", "two columns called"),
        (b"id,label\na\n", "Line 2 .* has 1 cells"),
        (b"id,label\na,b,c\n", "Line 2 .* has 3 cells"),
        (b'id,label\na,"b\n', "Line 2 .* is not CSV"),
        (b'id,label\na,"b"c\n', "Line 2 .* is not CSV"),
        (TEXT.encode("latin-1"), "is not text in UTF-8"),
        (TEXT.encode("utf-16-le"), "is not text in UTF-8"),
        (b"\xff\xfea", "is not text in UTF-8"),
        (b"id,label\na,\0\n", "is not text in UTF-8"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is not text in UTF-8"),
        (b"id,label\na," + b"x" * 200_000 + b"\n", "Line 2 .* is not CSV"),
    ],
)
def test_what_is_no_table_of_labels_is_refused_with_a_reason(tmp_path, collection, data, sentence):
    source = tmp_path / "in.csv"
    source.write_bytes(data)
    with pytest.raises(CollectionError, match=sentence):
        import_labels(collection, source)
    assert not collection.store.exists()


def test_a_missing_file_and_a_folder_are_refused_with_a_reason(tmp_path):
    for place in (tmp_path / "nowhere.csv", tmp_path):
        with pytest.raises(CollectionError, match="could not be read"):
            read_csv(place)


def test_a_fault_while_writing_leaves_the_old_file_and_nothing_else(tmp_path):
    out = tmp_path / "out.csv"
    write_csv(out, ["id"], [["old"]])

    def rows():
        yield ["new"]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_csv(out, ["id"], rows())
    with pytest.raises(ValueError, match="2 cells for 1 columns"):
        write_csv(out, ["id"], [["new", "more"]])
    with pytest.raises(TypeError):
        write_csv(out, ["id"], [[b"bytes"]])
    assert out.read_bytes() == b"id\r\nold\r\n"
    assert list(tmp_path.iterdir()) == [out]
    with pytest.raises(CollectionError, match="could not be written"):
        write_csv(tmp_path / "no" / "such" / "folder.csv", ["id"], [])


@pytest.mark.skipif(sys.platform == "win32", reason="a file that is open cannot be replaced on Windows")
def test_the_new_file_takes_the_old_ones_place_in_one_piece(tmp_path):
    out = tmp_path / "out.csv"
    write_csv(out, ["id"], [["old"]])

    def rows():
        for number in range(10_000):
            if number % 1000 == 0:
                assert out.read_bytes() == b"id\r\nold\r\n"
            yield [number]

    with open(out, "rb") as reader:
        write_csv(out, ["id"], rows())
        assert reader.read() == b"id\r\nold\r\n"  # who was reading it still has the old one, whole
    assert len(read_csv(out).rows) == 10_000


@pytest.mark.skipif(sys.platform == "win32", reason="links, modes and devices are POSIX")
def test_a_link_keeps_pointing_a_mode_stays_and_a_pipe_is_written_to(tmp_path):
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)
    write_csv(link, ["id"], [])
    assert link.is_symlink() and real.read_bytes() == b"id\r\n"
    assert real.stat().st_mode & 0o777 == 0o640
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_csv(pipe, ["id"], [["a"]])
        assert os.read(reader, 100) == b"id\r\na\r\n"
    finally:
        os.close(reader)
    assert pipe.is_fifo()


def test_a_new_file_has_the_mode_that_any_new_file_has(tmp_path):
    write_csv(tmp_path / "out.csv", ["id"], [])
    (tmp_path / "other").write_bytes(b"")
    assert (tmp_path / "out.csv").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_name_as_long_as_names_may_be_is_written(tmp_path):
    out = tmp_path / ("x" * 251 + ".csv")
    with replacing(out) as stream:
        stream.write(b"x")
    assert out.read_bytes() == b"x"


def test_labels_go_out_sorted_by_path_and_come_back(fill, tmp_path):
    folder = fill("z.tif", "a/z.tif", "b.tif", "unlabelled.tif")
    collection = Collection.open(folder, annotator="=ana", machine="scope")
    collection.labels.set("z.tif", "-no")
    collection.labels.set("a/z.tif", "YES")
    collection.labels.set("b.tif", 'a "b", c')
    out = tmp_path / "out.csv"
    assert export_labels(collection, out).rows == 3
    assert out.read_bytes().decode() == (
        'id,label,path\r\na/z.tif,YES,a/z.tif\r\nb.tif,"a ""b"", c",b.tif\r\nz.tif,\'-no,z.tif\r\n'
    )
    wanted = labels_of(collection)
    collection.labels.set_many([(name, None) for name in wanted])
    imported = import_labels(collection, out)
    assert (imported.rows, len(imported.changes), imported.skipped) == (3, 3, 0)
    assert labels_of(Collection.open(folder)) == wanted
    assert {event.how for event in imported.changes} == {"import"}
    collection.labels.undo()
    assert labels_of(Collection.open(folder)) == {}


def test_everything_goes_out_with_annotator_and_time(collection, folder, tmp_path):
    collection.labels.set("a.tif", "YES")
    luis = Collection.open(folder, annotator="luis", machine="scope")
    luis.labels.set("b.tif", "NO")
    out = tmp_path / "out.csv"
    export_labels(collection, out, all=True)  # sees what Luis wrote meanwhile
    rows = read_csv(out, ["id", "label", "path", "annotator", "time"]).rows
    assert [(row["id"], row["annotator"]) for row in rows] == [("a.tif", "ana"), ("b.tif", "luis")]
    assert rows[0]["time"] == collection.labels.state_of("a.tif").time.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def test_an_import_is_whole_or_not_at_all_and_lists_every_unknown_id(collection, tmp_path):
    source = tmp_path / "in.csv"
    source.write_text("id,label\na.tif,YES\nx.tif,NO\ny.tif,NO\nx.tif,NO\n")
    with pytest.raises(UnknownPictures, match="2 unknown: .* x.tif, y.tif; nothing was changed") as caught:
        import_labels(collection, source)
    assert caught.value.ids == ("x.tif", "y.tif")
    assert not collection.store.exists()


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("a.tif,YES,\na.tif,NO,\n", "both “YES” and “NO”"),
        ("a.tif,YES,b.tif\n", "Line 2 .* are two pictures"),
        ("x.tif,YES,sub/x.tif\ny.tif,YES,sub/x.tif\n", "Line 3 .* are two pictures"),
        (f"a.tif,{'x' * 201},\n", "Line 2 .* at most 200 characters"),
        ("same.tif,YES,\n", "Line 2 .* could be any of"),
    ],
)
def test_contradictions_stop_an_import(fill, folder, tmp_path, rows, sentence):
    fill("sub/x.tif", "sub/y.tif", "one/same.tif", "two/same.tif")
    collection = Collection.open(folder)
    source = tmp_path / "in.csv"
    source.write_text("id,label,path\n" + rows)
    with pytest.raises(CollectionError, match=sentence):
        import_labels(collection, source)
    assert not collection.store.exists()


def test_paths_say_which_picture_is_meant_and_ids_where_paths_are_elsewhere(fill, tmp_path):
    folder = fill("one/same.tif", "two/same.tif", "b.tif", "c.tif")
    source = tmp_path / "in.csv"
    source.write_text(
        "label,path,id\n1,one/same.tif,same.tif\n2,old/place/b.tif,b.tif\n,c.tif,c.tif\n3,two/same.tif,\n1,,one/same.tif\n"
    )
    collection = Collection.open(folder)
    imported = import_labels(collection, source)
    assert labels_of(collection) == {"one/same.tif": "1", "b.tif": "2", "two/same.tif": "3"}
    assert (imported.rows, imported.skipped) == (4, 1)
    assert len(import_labels(collection, source).changes) == 0
