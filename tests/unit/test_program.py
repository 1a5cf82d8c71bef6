"""One executable: which arguments open the window, and what it hands on to programs it starts."""

import os
import sys

import pytest

from geodesk import cli, program


@pytest.mark.parametrize("words", [[], ["/x/classify"], ["./models"], ["sub/frame.tif"]])
def test_nothing_or_a_path_opens_the_window(words):
    assert program.opens_window(words)


@pytest.mark.parametrize(
    "words",
    [["--help"], ["--version"], ["models"], ["clasify"], ["info", "frame.tif"], ["--lang", "es", "models"]],
)
def test_everything_else_is_a_command(words):
    assert not program.opens_window(words)


def test_a_name_in_this_folder_opens_unless_a_command_has_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("corte 3", "samples"):
        (tmp_path / name).mkdir()
    assert program.opens_window(["corte 3"])
    assert not program.opens_window(["samples"])


def test_a_command_is_carried_out(capsys):
    with pytest.raises(SystemExit) as ended:
        program.main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("GeoDesk ")


def test_every_command_says_what_it_does():
    assert {"info", "classify", "labels"} <= cli.verbs().keys()
    assert all(cli.verbs().values())


def test_the_users_library_paths_are_given_back(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    monkeypatch.setenv("LD_LIBRARY_PATH", f"{tmp_path}:/opt/lab")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/opt/lab")
    program.give_back_environment()
    assert os.environ["LD_LIBRARY_PATH"] == "/opt/lab"
    assert "LD_LIBRARY_PATH_ORIG" not in os.environ
    monkeypatch.setenv("LD_LIBRARY_PATH", str(tmp_path))
    program.give_back_environment()
    assert "LD_LIBRARY_PATH" not in os.environ


def test_a_path_the_user_set_stays(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/lab")
    program.give_back_environment()
    assert os.environ["LD_LIBRARY_PATH"] == "/opt/lab"
