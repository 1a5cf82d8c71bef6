"""What a crash leaves in a log: torn lines are ignored, damage stops, nothing else is forgotten."""

import json
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodesk.collection import Collection, CollectionError
from geodesk.collection.jsonlines import LogReader, is_torn, to_line


def labels_of(collection):
    return {path: state.label for path, state in collection.labels.current().items()}


@pytest.fixture
def log(collection):
    """A log of four events whose last line has text of several bytes a character."""
    collection.labels.set("a.tif", "YES")
    collection.labels.set_many([("b.tif", "NO"), ("c.tif", "NO")])
    collection.labels.set("d.tif", "ñandú — “石”")
    return collection.labels.log


def test_a_line_torn_at_any_byte_is_ignored_and_the_next_one_is_kept(log, folder):
    whole = log.read_bytes()
    start = whole.rindex(b"\n", 0, -1) + 1
    before = {"a.tif": "YES", "b.tif": "NO", "c.tif": "NO"}
    for end in range(start, len(whole) + 1):
        log.write_bytes(whole[:end])
        opened = Collection.open(folder, annotator="ana", machine="scope")
        # Complete with its closing brace; the line feed only separates.
        kept = {"d.tif": "ñandú — “石”"} if end >= len(whole) - 1 else {}
        assert labels_of(opened) == before | kept, end
        opened.labels.set("a.tif", "NO")
        again = Collection.open(folder, annotator="ana", machine="scope")
        assert labels_of(again) == before | kept | {"a.tif": "NO"}, end
        assert len(again.problems) == (start < end < len(whole) - 1), end


def test_a_line_torn_while_the_folder_is_open_is_taken_in_once_it_is_whole(log, collection, folder):
    line = b'{"time":"2030-01-01T00:00:00Z","id":"a.tif","path":"a.tif","label":"later"}'
    seen = []
    for byte in line:
        with open(log, "ab") as stream:
            stream.write(bytes([byte]))
        seen += collection.labels.reload()
    assert [event.label for event in seen] == ["later"]
    with open(log, "ab") as stream:
        stream.write(b"\n")
    assert collection.labels.reload() == []
    collection.labels.set("a.tif", "latest")
    assert [event.line for event in collection.labels.history("a.tif")] == [1, 5, 6]
    assert [e.line for e in Collection.open(folder).labels.history("a.tif")] == [1, 5, 6]


@pytest.mark.parametrize("zeros", [1, 7, 4096, 10_000])
def test_zeros_that_a_power_cut_leaves_are_ignored(log, folder, zeros):
    with open(log, "ab") as stream:
        stream.write(bytes(zeros))
    opened = Collection.open(folder, annotator="ana", machine="scope")
    assert len(labels_of(opened)) == 4
    opened.labels.set("a.tif", "NO")
    again = Collection.open(folder)
    assert labels_of(again) == labels_of(opened)
    assert again.labels.label_of("a.tif") == "NO"
    assert "cut short" in str(again.problems[0])


def test_a_page_of_zeros_inside_an_action_that_was_never_acknowledged_is_ignored(collection, folder):
    names = ("a.tif", "b.tif", "c.tif", "d.tif")
    collection.labels.set_many([(name, "ñ石") for name in names])
    whole = collection.labels.log.read_bytes()
    for start in range(0, len(whole) - 100, 13):
        collection.labels.log.write_bytes(whole[:start] + bytes(100) + whole[start + 100 :])
        opened = Collection.open(folder)
        assert 1 <= len(labels_of(opened)) < 4
        assert set(labels_of(opened).values()) == {"ñ石"}
        assert opened.problems


def test_a_bulk_action_cut_by_a_crash_keeps_its_whole_lines_and_says_so(collection, folder):
    collection.labels.set_many([(name, "YES") for name in ("a.tif", "b.tif", "c.tif", "d.tif")])
    lines = collection.labels.log.read_bytes().splitlines(keepends=True)
    collection.labels.log.write_bytes(b"".join(lines[:2]) + lines[2][:20])
    opened = Collection.open(folder, annotator="ana", machine="scope")
    assert labels_of(opened) == {"a.tif": "YES", "b.tif": "YES"}
    assert "4 labels" in opened.problems[0].en and "after 2" in opened.problems[0].en
    assert len(opened.labels.undo()) == 2
    assert set(labels_of(opened).values()) == {None}


@pytest.mark.parametrize(
    "damage",
    [
        b'{"time":"2026-01-01T00:00:00Z","id":"a.tif","label":"YES" "x"}\n',
        b"not JSON at all\n",
        b'["a list"]\n',
        b'{"id":"a.tif","label":"YES"}\n',
        b'{"time":"2026-01-01T00:00:00Z","label":"YES"}\n',
        b'{"time":"yesterday","id":"a.tif","label":"YES"}\n',
        b'{"time":"2026-01-01T00:00:00Z","id":"a.tif","label":7}\n',
        b'{"time":"9999-12-31T23:59:59.999999Z","id":"a.tif","label":"YES"}\n',
        b"\xff\xfe{\x00\n"[:3] + b"\n",
        b"[" * 100_000 + b"\n",
    ],
)
def test_a_damaged_log_stops_opening_instead_of_starting_empty(log, collection, folder, damage):
    whole = log.read_bytes()
    first, _, rest = whole.partition(b"\n")
    log.write_bytes(first + b"\n" + damage + rest)
    with pytest.raises(CollectionError, match="Line 2 of .*labels-ana@scope.jsonl"):
        Collection.open(folder)
    # An open window sees it too, keeps what it knew, writes nothing, and recovers with the file.
    with pytest.raises(CollectionError):
        collection.labels.set("a.tif", "NO")
    with pytest.raises(CollectionError):
        collection.labels.reload()
    assert collection.labels.label_of("d.tif") == "ñandú — “石”"
    assert damage in log.read_bytes()
    log.write_bytes(whole)
    collection.labels.set("a.tif", "NO")
    assert Collection.open(folder).labels.label_of("a.tif") == "NO"


@pytest.mark.parametrize(
    "rubbish",
    [
        b"rubbish",
        b"\x89PNG\r\0\0\0\x0dIHDR",
        b"7",
        b'["a list"]',
        b"\xff",
        bytes(range(11, 99)),
        b"\0\x80" * 99,
    ],
)
def test_a_log_that_is_something_else_stops_opening_even_without_a_line_end(log, folder, rubbish):
    whole = log.read_bytes()
    for content, line in ((rubbish, 1), (whole + rubbish, 5)):
        log.write_bytes(content)
        with pytest.raises(CollectionError, match=f"Line {line} of"):
            Collection.open(folder)


def test_a_log_that_another_program_replaced_is_read_anew(log, collection):
    kept = log.read_bytes().splitlines(keepends=True)[:1]
    fresh = log.with_name("fresh")
    fresh.write_bytes(b"".join(kept))
    os.replace(fresh, log)
    collection.labels.reload()
    assert labels_of(collection) == {"a.tif": "YES"}
    log.unlink()
    collection.labels.reload()
    assert labels_of(collection) == {}
    collection.labels.set("b.tif", "YES")
    assert labels_of(Collection.open(collection.folder)) == {"b.tif": "YES"}


def test_logs_of_other_programs_need_only_the_contract(folder, fill):
    fill("sub/deep.tif")
    store = folder / ".geodesk"
    store.mkdir()
    events = [
        {"time": "2026-01-02T03:04:05+02:00", "id": "a.tif", "label": "YES", "previous": None, "how": "hand"},
        {"time": "2026-01-02T01:30:00Z", "id": "deep.tif", "label": "NO", "previous": None, "how": "bulk"},
        {
            "time": "2026-01-02T02:00:00",
            "id": "a.tif",
            "label": "NO",
            "previous": "YES",
            "how": "hand",
            "x": 1,
        },
    ]
    text = "\n".join(json.dumps(event) for event in events)  # no line feed at the end
    (store / "labels-maría@otro.pc.jsonl").write_text(text, encoding="utf-8")
    opened = Collection.open(folder, annotator="ana", machine="scope")
    assert labels_of(opened) == {"a.tif": "NO", "sub/deep.tif": "NO"}
    state = opened.labels.state_of("a.tif")
    assert (state.annotator, state.how, state.time.isoformat()) == (
        "maría",
        "hand",
        "2026-01-02T02:00:00+00:00",
    )
    assert opened.problems == []


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.text(), st.text() | st.integers() | st.none(), min_size=1), st.data())
def test_every_beginning_of_a_line_is_recognised_as_torn(record, data):
    line = to_line(record)[:-1]
    assert json.loads(line) == record
    end = data.draw(st.integers(1, len(line) - 1))
    assert is_torn(line[:end])


def test_a_name_that_is_not_utf8_survives_the_log(tmp_path):
    name = os.fsdecode(b"gr\xe3o \xc3\xb1.tif")
    log = tmp_path / "log"
    log.write_bytes(to_line({"path": name}) + to_line({"path": "ñ.tif"}))
    assert [record for _, record in LogReader(log).read()] == [{"path": name}, {"path": "ñ.tif"}]
    log.read_bytes().decode("utf-8")


def test_numbers_that_json_does_not_know_are_refused():
    with pytest.raises(ValueError):
        to_line({"p": float("nan")})


def test_a_byte_order_mark_before_the_first_line_is_read_over(tmp_path):
    log = tmp_path / "log.jsonl"
    log.write_bytes(b'\xef\xbb\xbf{"a":1}\n{"a":2}\n')
    assert LogReader(log).read() == [(1, {"a": 1}), (2, {"a": 2})]
