"""The archive that needs no root: unpacked anywhere, run there, put into the menu and taken out again."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from geodesk import __version__

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def unpacked(tmp_path):
    if not os.environ.get("GEODESK_BUNDLE"):
        pytest.skip("no built program: make installer, then make test-bundle")
    file = ROOT / "dist" / f"geodesk-{__version__}-linux-x86_64.tar.zst"
    assert file.is_file(), f"{file} is not there: make installer"
    place = tmp_path / "programas & más"
    place.mkdir()
    subprocess.run(["tar", "--zstd", "-xf", str(file), "-C", str(place)], check=True)
    yield place / f"geodesk-{__version__}"
    shutil.rmtree(place)


def test_it_runs_where_it_lies_and_is_in_the_menu(unpacked, strangers_home):
    home = Path(strangers_home["HOME"])

    def run(*command):
        return subprocess.run(command, env=strangers_home, capture_output=True, text=True, timeout=300)

    menu = str(unpacked / "add-to-menu.sh")
    done = run(menu)
    assert done.returncode == 0, done.stderr
    said = run(str(home / ".local/bin/geodesk"), "--version")
    assert said.stdout.strip() == f"GeoDesk {__version__}", said.stderr
    entry = home / ".local/share/applications/geodesk.desktop"
    lines = entry.read_text(encoding="utf-8").splitlines()
    assert f'Exec="{unpacked}/geodesk" %f' in lines and f"TryExec={unpacked}/geodesk" in lines
    assert "inode/" not in next(line for line in lines if line.startswith("MimeType="))
    if shutil.which("desktop-file-validate"):
        checked = run("desktop-file-validate", str(entry))
        assert checked.returncode == 0, checked.stdout
    sample = run(str(unpacked / "geodesk"), "info", str(unpacked / "_internal/resources/samples"))
    assert sample.returncode == 0, sample.stderr

    assert run(menu, "--remove").returncode == 0
    left = [p for p in home.rglob("*geodesk*") if p.is_file() and ".cache" not in p.parts]
    assert left == [] and not (home / ".local/bin/geodesk").is_symlink()


def test_every_part_has_its_licence(bundle):
    folder = bundle / "licences"
    notice = (folder / "NOTICE.txt").read_text(encoding="utf-8")
    assert "GNU Lesser General Public License" in notice
    for name in ("LGPL-3.txt", "geodesk/LICENSE", "python/LICENSE.txt"):
        assert (folder / name).stat().st_size > 1000
    # Each package that lies in the folder as one, by the name it is imported by.
    names = {"sklearn": "scikit-learn", "PIL": "pillow", "PySide6": "PySide6_Essentials"}
    names["charset_normalizer"] = "charset-normalizer"
    inside = [p.name for p in (bundle / "_internal").iterdir() if p.is_dir() and (bundle / p).is_dir()]
    parts = {p for p in inside if "." not in p and p not in ("geodesk", "resources")}
    assert {"numpy", "scipy", "sklearn", "onnxruntime", "PySide6", "imagecodecs"} <= parts
    for part in parts:
        assert f"\n{names.get(part, part)} " in notice, part
    # Qt's libraries are files of their own, so that they can be exchanged.
    assert (bundle / "_internal/PySide6/Qt/lib/libQt6Core.so.6").is_file()
    assert not list(bundle.rglob("libreadline*"))
