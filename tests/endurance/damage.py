"""Damage of the kinds that happen to files: bits, wild numbers, cuts, holes, values of other kinds."""

import json
import random
from typing import Any

WILD = (0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0xFFFF, 60_000)
HEADERS = 2048
MARK = "@@wild@@"
# As JSON text, because Python would not write some of them.
VALUES = (
    *("null", "true", "-1", "0", "1e308", "1e999", "-1e999", "NaN", "1e-320", "9" * 400, "2147483648"),
    *('""', '" "', '"\\ud800"', '"\\u0000"', "[]", "{}", "[null]", '[["a"]]', '{"a": 1}', "0.5", '"5"'),
    *('"../../../etc/passwd"', '"9999-12-31T23:59:59.999999Z"', '"0001-01-01T00:00:00Z"', '"2026-13-45"'),
    *("[" * 3000 + "]" * 3000, '"' + "x" * 200_000 + '"', '"UNSURE"', '"=1+1"', '"a\\nb"', '"\\u202e"'),
    *('"2026-11-22T10:00:00+99:00"', '"2026-11-22"', "[1e999, 1e999]", "[-5, -5, 0, 0]", '"é\\u0301"'),
)


def damaged(whole: bytes, chance: random.Random) -> bytes:
    """Bytes of a file after one to 64 accidents; headers and directories more often than pixels."""
    raw = bytearray(whole)
    reach = len(raw) if chance.random() < 0.4 else min(len(raw), HEADERS)
    for _ in range(chance.choice((1, 1, 2, 8, 64))):
        at = chance.randrange(max(1, min(reach, len(raw) - 1)))
        kind = chance.randrange(8)
        if kind == 0:
            raw[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            raw[at] = chance.randrange(256)
        elif kind == 2:
            raw[at : at + 4] = chance.choice(WILD).to_bytes(4, chance.choice(("little", "big")))
        elif kind == 3:
            raw[at : at + 8] = chance.choice((b"\xff", b"\0")) * 8
        elif kind == 4:
            if chance.random() < 0.3:
                del raw[chance.randrange(len(raw)) :]
        elif kind == 5:
            del raw[at : at + chance.randrange(1, 64)]
        elif kind == 6:
            raw[at:at] = raw[at : at + chance.randrange(1, 64)]
        elif len(raw) > 64:
            other = chance.randrange(len(raw) - 32)
            raw[at : at + 32], raw[other : other + 32] = raw[other : other + 32], raw[at : at + 32]
        if not raw:
            break
    return bytes(raw)


def damaged_json(whole: bytes, chance: random.Random) -> bytes:
    """A JSON file, or one of a document a line, in which values are others, gone or doubled."""
    lines = whole.split(b"\n") if _is_log(whole) else [whole]
    for _ in range(chance.choice((1, 1, 2, 5))):
        number = chance.randrange(len(lines))
        if lines[number].strip():
            lines[number] = _changed(lines[number], chance)
    if len(lines) > 2 and chance.random() < 0.15:
        chance.shuffle(lines)
    return b"\n".join(lines)


def damaged_table(whole: bytes, chance: random.Random) -> bytes:
    """A CSV file with other cells, columns, quotes and line ends."""
    rows = [line.split(b",") for line in whole.splitlines()]
    odd = (b"", b'"', b"'", b"=1+1", b"\xff\xfe", b"a" * 200_000, b"\0", b";", b"\t", b"\r", "é".encode())
    for _ in range(chance.choice((1, 1, 3, 8))):
        row = chance.choice(rows)
        kind = chance.randrange(4)
        if kind == 0 and row:
            row[chance.randrange(len(row))] = chance.choice(odd)
        elif kind == 1 and row:
            del row[chance.randrange(len(row))]
        elif kind == 2:
            row.append(chance.choice(odd))
        else:
            rows.append(list(row))
    sign = chance.choice((b",", b",", b";", b"\t"))
    text = chance.choice((b"\n", b"\r\n", b"\r")).join(sign.join(row) for row in rows)
    return chance.choice((b"", b"", b"\xef\xbb\xbf", b"\xff\xfe")) + text


def _is_log(whole: bytes) -> bool:
    return whole.startswith(b"{") and whole.count(b"\n{") == whole.count(b"\n") - 1


def _changed(line: bytes, chance: random.Random) -> bytes:
    """A JSON document with one place changed; as it was if it is none any more."""
    try:
        document = json.loads(line)
    except (ValueError, RecursionError):
        return line
    places: list[tuple[Any, Any]] = []
    _walk(document, places)
    if not places:
        return line
    holder, key = chance.choice(places)
    kind = chance.randrange(6)
    if kind == 0:
        del holder[key]
    elif kind == 1 and isinstance(holder, list):
        holder.extend(list(holder) * chance.choice((1, 100)))
    elif kind == 2 and isinstance(holder, dict):
        holder[chance.choice(("schema", "time", "", "é", "path", "later"))] = holder[key]
    else:
        holder[key] = MARK
    text = json.dumps(document, ensure_ascii=False)
    return text.replace(f'"{MARK}"', chance.choice(VALUES)).encode("utf-8", "surrogatepass")


def _walk(value: Any, places: list[tuple[Any, Any]]) -> None:
    """Every place in a JSON value, as what holds it and its key there."""
    if isinstance(value, dict | list):
        keys = list(value) if isinstance(value, dict) else range(len(value))
        for key in keys:
            places.append((value, key))
            _walk(value[key], places)
