"""Both languages are whole: no text of the window is missing, unfinished or out of reach of extraction."""

import ast
import importlib.util
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
I18N = ROOT / "resources" / "i18n"
_MARKED = {"tr": 0, "translate": 1, "QT_TRANSLATE_NOOP": 1}


@pytest.fixture(scope="module")
def tool():
    place = ROOT / "installer" / "translations.py"
    spec = importlib.util.spec_from_file_location("translations_tool", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def messages(file):
    for context in ElementTree.parse(file).iter("context"):
        name = context.findtext("name")
        for message in context.iter("message"):
            yield name, message.findtext("source"), message.find("translation")


def test_nothing_is_missing_or_unfinished(tool, tmp_path):
    tool.update(tmp_path)
    for fresh in sorted(tmp_path.glob("*_es.ts")):
        wanted = {(name, source) for name, source, _ in messages(fresh)}
        kept = {(n, s): t for n, s, t in messages(I18N / fresh.name)}
        assert wanted == set(kept), f"{fresh.name}: run “make translations” and translate what is new"
        for (name, source), translation in kept.items():
            assert translation.get("type") != "unfinished" and translation.text, (name, source)


def test_placeholders_survive_translation():
    for file in sorted(I18N.glob("*_es.ts")):
        for name, source, translation in messages(file):
            found = [sorted(re.findall(r"\{\w*\}", text)) for text in (source, translation.text or "")]
            assert found[0] == found[1], (name, source)


def test_only_literals_are_translated():
    """A variable is never extracted; those few places translate what QT_TRANSLATE_NOOP marked elsewhere."""
    for file in sorted((ROOT / "geodesk" / "desktop").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name not in _MARKED or len(node.args) <= _MARKED[name]:
                continue
            text = node.args[_MARKED[name]]
            if name == "translate" and not isinstance(text, ast.Constant):
                continue
            assert isinstance(text, ast.Constant) and isinstance(text.value, str), (
                f"{file.name}:{node.lineno}"
            )


def test_every_text_of_the_code_is_among_the_translated_ones():
    """What extracts the texts misses some, such as those inside f-strings; they would stay English."""
    kept = {source for file in I18N.glob("*_es.ts") for _, source, _ in messages(file)}
    for file in sorted((ROOT / "geodesk" / "desktop").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in _MARKED and len(node.args) > _MARKED[name]:
                text = node.args[_MARKED[name]]
                known = not isinstance(text, ast.Constant) or text.value in kept
                assert known, f"{file.name}:{node.lineno}: {ast.unparse(text)}"


def test_qts_own_file_dialog_has_no_english_left(qapp):
    """Where the desktop has no dialog of its own, Qt's is shown; its own Spanish lacks a few words."""
    from PySide6.QtCore import QFileInfo
    from PySide6.QtWidgets import QFileDialog, QFileIconProvider, QLabel

    from geodesk.desktop.translation import apply_language

    apply_language("es")
    try:
        dialog = QFileDialog()
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        texts = {label.text().replace("&", "") for label in dialog.findChildren(QLabel)}
        assert texts == {"Ver en:", "Nombre:", "Tipo de archivo:"}
        assert QFileIconProvider().type(QFileInfo(str(I18N))) == "Carpeta"
    finally:
        apply_language("en")
