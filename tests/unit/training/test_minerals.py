"""Hand specimens from a list of addresses: a real server, real kills, real pictures."""

import csv
import io
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from training.__main__ import main
from training.data.minerals.fetch import Manners, fetch
from training.data.minerals.prepare import Options, prepare
from training.progress import Progress

ROOT = Path(__file__).resolve().parents[3]
HASTY = Manners(tries=3, pause_s=0.01, longest_pause_s=0.05, silence_s=0.3, whole_s=5.0, at_once=4)


def jpeg(seed, size=(150, 120)):
    """A coloured stone on white paper, another one for each seed."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[: size[1], : size[0]]
    stone = (x - size[0] / 2) ** 2 + (y - size[1] / 2) ** 2 < (30 + seed % 7) ** 2
    pixels = np.full((size[1], size[0], 3), 250, np.uint8)
    pixels[stone] = rng.integers(0, 120, (int(stone.sum()), 3)) + np.array([100, 10, 20])
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=92)
    return out.getvalue()


class Site(ThreadingHTTPServer):
    """Pictures, and everything that goes wrong with pictures; counts what was asked for."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked = Counter()
        self.agents = set()
        self.healed = False
        self.gate = threading.Event()
        self.gate.set()
        self.lock = threading.Lock()

    def url(self, path):
        return f"http://127.0.0.1:{self.server_port}/{path}"

    def handle_error(self, request, client_address):
        pass  # clients that give up are part of the tests


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        site, path = self.server, self.path.strip("/")
        with site.lock:
            site.asked[path] += 1
            site.agents.add(self.headers["User-Agent"])
            times = site.asked[path]
        kind, _, rest = path.partition("-")
        if kind == "stone":
            self.answer(jpeg(int(rest)))
        elif kind == "held":
            site.gate.wait(20)
            self.answer(jpeg(int(rest)))
        elif kind == "moved":
            self.answer(b"", 302, Location=f"/stone-{rest}")
        elif kind == "escape":
            self.answer(b"", 302, Location="file:///etc/hostname")
        elif kind == "busy":
            good = times > 2
            self.answer(jpeg(int(rest)) if good else b"", 200 if good else 503, **{"Retry-After": "0"})
        elif kind == "broken":
            self.answer(jpeg(int(rest)) if site.healed else b"", 200 if site.healed else 500)
        elif kind == "short":
            body = jpeg(5)
            self.answer(body[: len(body) // 2], length=len(body))
        elif kind == "cut":
            self.answer(jpeg(6)[:-900])
        elif kind == "page":
            self.answer(b"<html>Sorry</html>")
        elif kind == "big":
            self.answer(b"\xff\xd8\xff" + bytes(200_000))
        elif kind == "bomb":
            self.answer(bomb())
        elif kind == "blank":
            out = io.BytesIO()
            Image.new("RGB", (120, 120), (180, 190, 200)).save(out, "PNG")
            self.answer(out.getvalue())
        elif kind == "silent":
            time.sleep(1)
        elif kind == "drip":
            self.send_response(200)
            self.end_headers()
            for _ in range(30):
                self.wfile.write(b"x")
                time.sleep(0.05)
        else:
            self.answer(b"", 404)

    def answer(self, body, status=200, length=None, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@cache
def bomb():
    """A PNG of a few kilobytes that unpacks to 12,000×12,000 pixels."""
    out = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def site(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    server = Site()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.gate.set()
    server.shutdown()
    thread.join()
    server.server_close()


def listed(path, rows, header=("url", "label")):
    with open(path, "w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([header, *rows])
    return path


def table(path):
    with open(path, newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def prepared(table_file, out, **changes):
    """The summary, and the events told on the way."""
    told = io.StringIO()
    options = {"classes": ("Pyrite", "Amethyst"), "manners": HASTY, **changes}
    summary = prepare(table_file, out, Options(**options), Progress(as_json=True, stream=told))
    return summary, [json.loads(line) for line in told.getvalue().splitlines()]


def pictures(out):
    return {str(file.relative_to(out / "pictures").as_posix()) for file in (out / "pictures").rglob("*.png")}


# One download


@pytest.mark.parametrize(
    ("path", "reason", "tries", "passing"),
    [
        ("nowhere", "http-404", 1, False),
        ("broken-1", "http-500", 3, True),
        ("short", "truncated", 3, True),
        ("silent", "timeout", 3, True),
        ("big", "too-large", 1, False),
        ("escape", "http-302", 1, False),
    ],
)
def test_downloads_that_fail(site, path, reason, tries, passing):
    manners = Manners(3, 0.01, 0.05, 0.3, 5.0, 100_000)
    answer = fetch(site.url(path), manners, threading.Event())
    assert (answer.body, answer.reason, answer.tries, answer.passing) == (None, reason, tries, passing)
    assert site.asked[path] == tries


def test_downloads_that_succeed(site):
    for path, tries in (("stone-1", 1), ("moved-1", 1), ("busy-1", 3)):
        answer = fetch(site.url(path), HASTY, threading.Event())
        assert (answer.body, answer.reason, answer.tries) == (jpeg(1), "", tries)
    assert all("GeoDesk" in agent for agent in site.agents)


def test_a_server_that_drips_is_given_up(site):
    answer = fetch(site.url("drip"), Manners(1, 0.01, 0.05, 0.3, 0.2), threading.Event())
    assert answer.reason == "timeout"


def test_nobody_there(site):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert fetch(f"http://127.0.0.1:{port}/", HASTY, threading.Event()).reason == "unreachable"


def test_a_stop_ends_the_pauses(site):
    stop = threading.Event()
    stop.set()
    answer = fetch(site.url("broken-1"), Manners(3, 60, 60, 1, 5), stop)
    assert (answer.reason, answer.tries) == ("stopped", 1)


# The whole way


def test_the_whole_way(site, tmp_path):
    names = ["stone-1", "stone-2", "moved-1", "busy-3", "nowhere", "broken-9", "cut", "page", "bomb", "blank"]
    rows = [(site.url(name), "Pyrite") for name in names]
    rows += [("ftp://h/1.jpg", "Pyrite"), (site.url("stone-1"), "Pyrite")]
    rows += [(site.url(f"stone-{k}"), "Quartz (Var: Amethyst)") for k in (11, 12)]
    rows += [(site.url("stone-13"), "Quartz"), (site.url("moved-2"), "Amethyst")]
    out = tmp_path / "out"
    bomb()
    summary, events = prepared(listed(tmp_path / "u.csv", rows), out)

    assert summary["of_other_classes"] == 1
    assert summary["classes"]["Pyrite"] == {
        "listed": 12,
        "repeated_urls": 1,
        "contradicted_urls": 0,
        "dead": 3,
        "undecodable": 3,
        "repeated_bytes": 1,
        "contradicted_bytes": 1,
        "kept": 3,
        "no_specimen": 1,
        "unreadable": 0,
    }
    assert summary["classes"]["Amethyst"]["kept"] == 2
    assert summary["classes"]["Amethyst"]["contradicted_bytes"] == 1
    assert {
        (row["url"].rpartition("/")[2], row["reason"], row["try_again"])
        for row in table(out / "dead-links.csv")
    } == {
        ("nowhere", "http-404", "no"),
        ("broken-9", "http-500", "yes"),
        ("1.jpg", "not http or https", "no"),
    }
    left = {row["url"].rpartition("/")[2]: row["reason"] for row in table(out / "left-out.csv")}
    assert {left[name] for name in ("cut", "page", "bomb")} == {"cannot be decoded"}
    assert left["stone-2"] == left["moved-2"] == "bytes under two classes"
    assert {left.get("stone-1"), left.get("moved-1")} == {None, "same bytes"}
    assert {name.partition("/")[0] for name in pictures(out)} == {"Pyrite", "Amethyst"}
    assert len(pictures(out)) == 5
    steps = dict.fromkeys(event["event"] for event in events)
    assert list(steps) == ["filtered", "downloaded", "background", "prepared"]
    assert not list(out.rglob("*.tmp"))
    # What is not kept as a picture is not kept as a file.
    assert len(list((out / "downloads").iterdir())) == 6


def test_a_picture_without_a_specimen_is_kept_and_not_black(site, tmp_path):
    out = tmp_path / "out"
    rows = [(site.url("blank"), "Pyrite"), (site.url("stone-1"), "Pyrite")]
    prepared(listed(tmp_path / "u.csv", rows), out)
    (row,) = table(out / "to-check.csv")
    assert (row["outcome"], float(row["share"])) == ("no specimen found", 0)
    assert (
        np.asarray(Image.open(out / row["path"])).tolist() == np.full((96, 96, 3), (180, 190, 200)).tolist()
    )
    assert len(list((out / "downloads").iterdir())) == 2


def test_nothing_is_asked_for_twice_and_passing_faults_are_tried_again(site, tmp_path):
    rows = [(site.url(name), "Pyrite") for name in ("stone-1", "nowhere", "page", "broken-7")]
    file, out = listed(tmp_path / "u.csv", rows), tmp_path / "out"
    prepared(file, out)
    before = dict(site.asked)
    site.healed = True
    summary, _ = prepared(file, out)
    assert summary["total"]["kept"] == 2 and summary["total"]["dead"] == 1
    assert {path: n - before[path] for path, n in site.asked.items() if n > before[path]} == {"broken-7": 1}
    prepared(file, out, again=True)
    assert site.asked["nowhere"] == 2


def test_a_file_taken_away_is_downloaded_again(site, tmp_path):
    rows = [(site.url("stone-1"), "Pyrite"), (site.url("stone-2"), "Pyrite")]
    file, out = listed(tmp_path / "u.csv", rows), tmp_path / "out"
    prepared(file, out)
    first, second = sorted((out / "downloads").iterdir())
    first.unlink()
    second.write_bytes(b"half")
    prepared(file, out)
    assert (site.asked["stone-1"], site.asked["stone-2"]) == (2, 2)
    assert len(list((out / "downloads").iterdir())) == 2


def test_the_cap_draws_by_seed_and_asks_for_no_more_than_it_needs(site, tmp_path):
    rows = [(site.url(f"stone-{k}"), "Pyrite") for k in range(12)]
    file = listed(tmp_path / "u.csv", rows)
    prepared(file, tmp_path / "a", cap=4)
    assert sum(site.asked.values()) == 4
    prepared(listed(tmp_path / "turned.csv", rows[::-1]), tmp_path / "b", cap=4)
    assert pictures(tmp_path / "a") == pictures(tmp_path / "b")
    prepared(file, tmp_path / "c", cap=4, seed=2)
    assert pictures(tmp_path / "a") != pictures(tmp_path / "c")
    # More, then fewer: what was there stays, and what is beyond the cap goes.
    four = pictures(tmp_path / "a")
    prepared(file, tmp_path / "a", cap=6)
    assert four < pictures(tmp_path / "a") and len(pictures(tmp_path / "a")) == 6
    prepared(file, tmp_path / "a", cap=4)
    assert pictures(tmp_path / "a") == four


def test_other_options_make_the_pictures_anew(site, tmp_path):
    file, out = listed(tmp_path / "u.csv", [(site.url("stone-1"), "Pyrite")]), tmp_path / "out"
    prepared(file, out)
    (name,) = pictures(out)
    assert (np.asarray(Image.open(out / "pictures" / name))[0, 0] == 0).all()
    prepared(file, out, side=64, keep_background=True)
    kept = np.asarray(Image.open(out / "pictures" / name))
    assert kept.shape == (64, 64, 3) and (kept[0, 0] > 240).all()
    assert site.asked["stone-1"] == 1


@pytest.mark.parametrize("how", ["kill", "interrupt"])
def test_going_on_after_a_kill_gives_the_same(site, tmp_path, how):
    if how == "interrupt" and os.name == "nt":
        pytest.skip("a console's Ctrl+C cannot be sent to one process here")
    held = [f"held-{k}" for k in range(20, 24)]
    rows = [(site.url(f"stone-{k}"), "Pyrite") for k in range(20)]
    rows += [(site.url(name), "Amethyst") for name in held]
    file, out = listed(tmp_path / "u.csv", rows), tmp_path / "out"
    site.gate.clear()
    command = [sys.executable, "-m", "training", "prepare", "minerals", str(file), "--out", str(out)]
    command += ["--classes", "Amethyst", "Pyrite", "--json", "--at-once", "6", "--timeout", "2"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    journal = out / "downloads.jsonl"
    deadline = time.monotonic() + 60
    while not (journal.exists() and journal.read_bytes().count(b"\n") >= 5):
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.01)
    if how == "kill":
        process.kill()
    else:
        process.send_signal(signal.SIGINT)
    site.gate.set()
    _, said = process.communicate(timeout=60)
    assert process.returncode != 0 if how == "kill" else process.returncode == 130, said
    assert not (out / "summary.json").exists()
    with open(journal, "ab") as stream:  # a line that the kill cut short
        stream.write(b'{"url":"http://127')
    (out / "pictures" / "Pyrite").mkdir(parents=True, exist_ok=True)
    for folder in (out / "pictures" / "Pyrite", out / "downloads"):  # and files half written
        (folder / ".geodesk-1-00.tmp").write_bytes(b"half")
    recorded = {json.loads(line)["url"] for line in journal.read_bytes().splitlines()[:-1]}
    before = dict(site.asked)

    summary, _ = prepared(file, out, classes=("Amethyst", "Pyrite"))
    assert summary["total"]["kept"] == 24 and summary["total"]["dead"] == 0
    for url in recorded:
        path = url.rpartition("/")[2]
        assert site.asked[path] == before[path]
    assert not list(out.rglob("*.tmp"))
    prepared(file, tmp_path / "at once", classes=("Amethyst", "Pyrite"))
    assert pictures(out) == pictures(tmp_path / "at once")
    for name in pictures(out):
        ours, theirs = out / "pictures" / name, tmp_path / "at once" / "pictures" / name
        assert ours.read_bytes() == theirs.read_bytes()


def test_the_command(site, tmp_path, capsys):
    rows = [(site.url(name), "Pyrite") for name in ("stone-1", "nowhere")]
    file = listed(tmp_path / "u.csv", rows)
    command = ["prepare", "minerals", str(file), "--out", str(tmp_path / "out"), "--classes", "Pyrite"]
    assert main(command) == 1
    assert "dead links" in capsys.readouterr().out
    assert main([*command, "--json"]) == 1
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["kept"] == 1
    with pytest.raises(SystemExit):
        main([*command, "--cap", "-1"])
    assert "--cap" in capsys.readouterr().err
    assert main([*command[:-1], "a/b"]) == 2
    assert "class folder" in capsys.readouterr().err


def test_prepare_folder_takes_what_comes_out(site, tmp_path):
    rows = [(site.url(f"stone-{k}"), "Pyrite" if k % 2 else "Copper") for k in range(10)]
    out = tmp_path / "out"
    command = ["prepare", "minerals", str(listed(tmp_path / "u.csv", rows)), "--out", str(out)]
    assert main([*command, "--classes", "Pyrite", "Copper", "--json"]) == 0
    assert main(["prepare", "folder", str(out / "pictures"), "--out", str(tmp_path / "data")]) == 0
    assert {row["label"] for row in table(tmp_path / "data" / "index.csv")} == {"Pyrite", "Copper"}
