"""What the installed program leaves out, the program must be able to do without."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
IMPORTED = """
import importlib, pkgutil, sys

sys.path.insert(0, {root!r})
for name in {excludes!r}:
    sys.modules[name] = None  # importing it fails, as it does in the installed program
import geodesk

for module in pkgutil.walk_packages(geodesk.__path__, "geodesk."):
    if module.name.rpartition(".")[2] != "__main__":
        importlib.import_module(module.name)
print("pyqtgraph" in sys.modules)
"""


def excluded() -> list[str]:
    """The list ``excludes`` of the PyInstaller file."""
    parsed = ast.parse((ROOT / "installer" / "geodesk.spec").read_text("utf-8"))
    lists = (
        node.value
        for node in parsed.body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "excludes"
    )
    return list(eval(compile(ast.Expression(next(lists)), "excludes", "eval"), {"__builtins__": {}}))


def test_every_part_can_be_imported_without_what_the_installer_leaves_out():
    names = excluded()
    assert "PySide6.QtNetwork" in names and "tensorflow" in names
    program = IMPORTED.format(root=str(ROOT), excludes=names)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.split() == ["True"]


def test_the_licence_page_of_windows_keeps_every_word_and_breaks_no_sentence(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "installer"))
    from licences import NOTICE
    from windows import page

    notice = NOTICE.format(version="0.1.0", qt="6.11") + "numpy 2: BSD\nniño 1: MIT\n"
    shown = page(notice)
    assert shown.startswith(b"\xef\xbb\xbf")  # without it NSIS takes accents for two letters
    text = shown.decode("utf-8-sig")
    assert text.split() == [word for word in notice.split() if set(word) != {"="}]
    assert "\r\nnumpy 2: BSD\r\nniño 1: MIT" in text
    assert len(next(line for line in text.splitlines() if line.startswith("Qt"))) > 500


def test_another_build_of_onnx_runtime_takes_its_place(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "installer"))
    from build import needs

    asked = ["numpy>=2", "onnxruntime>=1.27,<2"]
    assert needs(asked, "onnxruntime") == asked
    assert needs(asked, "onnxruntime-gpu") == ["numpy>=2", "onnxruntime-gpu>=1.27,<2"]
    behind = "onnxruntime-directml>=1.24,<2"
    assert needs(asked, behind) == ["numpy>=2", behind]


@pytest.mark.skipif(shutil.which("makensis") is None, reason="needs NSIS")
def test_the_windows_installer_compiles_without_a_warning_in_both_languages(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(str(ROOT / "installer"))
    import windows

    tree = tmp_path / "tree"
    (tree / "licences").mkdir(parents=True)
    (tree / "licences" / "NOTICE.txt").write_text("GeoDesk\n\nIt is free.\n\nnumpy: BSD\n")
    (tmp_path / "icons").mkdir()
    for icon in ("geodesk.ico", "128.png"):
        Image.new("RGB", (128, 128)).save(tmp_path / "icons" / icon)
    monkeypatch.setattr(windows, "OUT", tmp_path)
    monkeypatch.setattr(windows, "DIST", tmp_path)
    made = windows.installer("directml", tree)  # a warning, such as for a text in one language, is an error
    assert made.name.endswith("-windows-directml.exe") and made.read_bytes()[:2] == b"MZ"


def test_linux_is_not_told_that_the_program_opens_folders(tmp_path):
    """Where nothing else is chosen, the first name of the alphabet that says so becomes the file manager."""
    entry = shutil.copy(ROOT / "installer" / "linux" / "geodesk.desktop", tmp_path / "geodesk.desktop")
    types = next(line for line in entry.read_text("utf-8").splitlines() if line.startswith("MimeType="))
    assert "image/tiff" in types and "inode/" not in types
    if shutil.which("update-desktop-database"):
        subprocess.run(["update-desktop-database", str(tmp_path)], check=True)
        cache = (tmp_path / "mimeinfo.cache").read_text()
        assert "image/tiff=geodesk.desktop;" in cache and "inode/" not in cache
