"""Every action of the registry and every button of the window has a test that uses it and sees its effect.

Which test that is stands in `claims.CLAIMS`. That it is there is seen here; that it really uses what it
claims, by the fixture `word_kept` whenever it runs.
"""

import ast
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from tests.ui.claims import CLAIMS
from tests.ui.usage import Used, buttons_of, unkept

HERE = Path(__file__).parent


def test_the_tests_that_are_named_exist():
    for file, tests in CLAIMS.items():
        tree = ast.parse((HERE / file).read_text(encoding="utf-8"))
        known = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert {name.partition("[")[0] for name in tests} <= known, file


def test_a_claim_that_is_not_kept_is_told(qtbot, monkeypatch):
    used = Used()
    used.listen(monkeypatch)
    window = QWidget()
    qtbot.addWidget(window)
    button = QPushButton("Copy", window)
    button.setObjectName("about.copy")
    window.show()
    test = "tests/ui/test_buttons.py::test_about_copies_and_closes"
    assert list(buttons_of(window)) == ["about.copy"]
    button.setEnabled(False)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert unkept(test, used.names) == {"about.copy", "about: Close", "help.report"}, (
        "a grey one does nothing"
    )
    button.setEnabled(True)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert unkept(test, used.names) == {"about: Close", "help.report"}
    assert unkept("tests/ui/test_frame.py::test_of_something_else", used.names) == set()


def test_a_text_that_misleads_about_a_dialog_is_told(qtbot, word_kept):
    window = QWidget()
    qtbot.addWidget(window)
    dialog = QDialog(window)
    silent, honest, idle, telling = (QPushButton(text, window) for text in ("Save", "Open…", "Do…", "About"))
    for button, name in ((silent, "a.save"), (honest, "a.open"), (idle, "a.do"), (telling, "help.about")):
        button.setObjectName(name)
        button.clicked.connect(dialog.open if button is not idle else dialog.close)
    window.show()
    for button in (silent, idle, honest, idle, telling):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        if button is silent:
            assert dialog.isVisible()
            dialog.close()
    assert word_kept.misleading({"a.open", "a.do"}) == ["without “…”: a.save", "with “…”: a.do"]
    word_kept.names.clear()  # these are no buttons of the program
