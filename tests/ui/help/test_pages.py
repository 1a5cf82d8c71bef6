"""The pages of the help: whole, alike in both languages, and true to the names and messages of now."""

import ast
import re
import shlex
import xml.etree.ElementTree as ElementTree
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QKeySequence, QTextCursor, QTextDocument, QTextTable

from geodesk.arguments import Parser
from geodesk.cli import _parser, verbs
from geodesk.desktop.commands import ACTIONS
from geodesk.desktop.help.pages import PAGES, PLACES, markdown, page_of
from geodesk.desktop.panels import PANELS
from geodesk.desktop.session import Mode, View
from geodesk.language import set_language

ROOT = Path(__file__).resolve().parents[3]
HELP = ROOT / "resources" / "help"
LANGUAGES = ("es", "en")
_ITALIC = re.compile(r"(?<![*\w\\])\*([^*\n]+)\*(?![*\w])")
_QUOTED = {"es": re.compile(r"«([^»]+)»"), "en": re.compile(r"“([^”]+)”")}
_EXAMPLES = ("flujos activo direccion sw area pequeña perimetro mediano",)
# Nine actions of one kind are told as one.
_NUMBERED = re.compile(r"^(count\.class|labels\.class|structure\.phase)_[2-9]$")


def raw(language, page):
    return (HELP / language / f"{page}.md").read_text(encoding="utf-8")


def test_both_languages_have_the_pages_of_the_contents():
    for language in LANGUAGES:
        assert {file.stem for file in (HELP / language).iterdir()} == set(PAGES), language
        for page in PAGES:
            assert raw(language, page).startswith("# "), (language, page)
    assert len(PAGES) == len(set(PAGES)) and set(PLACES.values()) <= set(PAGES)


def test_the_two_languages_say_the_same():
    for page in PAGES:
        texts = [raw(language, page) for language in LANGUAGES]
        for marks in (r"\[\[([a-z0-9_.]+)\]\]", r"\]\((.+?)\)", r"(?m)^(#+) ", r"(?m)^\|(?!-)", r"(?m)^- "):
            found = [sorted(re.findall(marks, text)) for text in texts]
            assert found[0] == found[1], (page, marks)
        words = [len(text.split()) for text in texts]
        assert words[0] < 1.7 * words[1] and words[1] < 1.7 * words[0], (page, words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_action_is_spoken_of(language):
    told = {key for page in PAGES for key in re.findall(r"\[\[([a-z0-9_.]+)\]\]", raw(language, page))}
    there = {action.key for action in ACTIONS if not _NUMBERED.match(action.key)}
    assert sorted(there - told) == [], "write of these in resources/help, as [[key]]"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_is_spoken_of(language):
    set_language(language)
    text = raw(language, "terminal")
    assert [name for name in verbs() if f"geodesk {name}" not in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_commands_that_are_shown_are_understood(language):
    set_language(language)
    parser = _parser()
    shown = [
        (page, line)
        for page in PAGES
        for block in re.findall(r"(?ms)^```\n(.+?)^```", raw(language, page))
        for line in block.splitlines()
        if line.startswith("geodesk ")
    ]
    assert len(shown) > 50
    for page, line in shown:
        try:
            parser.parse_args(shlex.split(line)[1:])
        except SystemExit:
            pytest.fail(f"{language}/{page}.md: {line}")


def test_every_mode_panel_view_and_dialog_has_a_page():
    for key in (*(mode.value for mode in Mode), *(panel.key for panel in PANELS), "grid", "table"):
        assert page_of(key) in PAGES, key
    assert set(View) == {View.CANVAS, View.GRID, View.TABLE}
    for tree in trees("geodesk/desktop"):
        for name in dialog_names(tree):
            assert page_of(name) in PAGES, f"{name}: name its page in geodesk/desktop/help/pages.py"


def dialog_names(tree):
    """Object names given by classes that are dialogs."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.ClassDef):
            continue
        if not any("Dialog" in ast.unparse(base) or "MessageBox" in ast.unparse(base) for base in node.bases):
            continue
        for call in ast.walk(node):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "self.setObjectName":
                given = call.args[0]
                yield from (one.value for one in ast.walk(given) if isinstance(one, ast.Constant))


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_lead_somewhere(language):
    keys = {action.key for action in ACTIONS}
    for page in PAGES:
        for target in re.findall(r"\]\((.+?)\)", raw(language, page)):
            scheme, _, rest = target.rpartition(":")
            assert rest in keys if scheme == "action" else target in PAGES, (language, page, target)
    linked = {target for page in PAGES for target in re.findall(r"\]\((.+?)\)", raw(language, page))}
    assert set(PAGES) - linked - {"start"} == set(), "nothing leads to these"


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_in_italics_stand_on_the_screen(language):
    """So that the help follows when a button is named anew."""
    set_language(language)
    Parser()
    known = {bare(text) for text in [*screen_texts(language), *sentences(language)]}
    gaps = [as_pattern(text) for text in screen_texts(language) if "{" in text]
    for page in PAGES:
        for words in map(bare, _ITALIC.findall(raw(language, page))):
            there = words in known or any(gap.fullmatch(words) for gap in gaps)
            assert there, (language, page, words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_in_quotes_are_those_of_the_program(language):
    """What stands in quotes, three words or more, is part of a sentence that the program says."""
    told = [*screen_texts(language), *sentences(language)]
    for page in PAGES:
        for words in _QUOTED[language].findall(raw(language, page)):
            if len(words.split()) >= 3 and words not in _EXAMPLES:
                loose = re.sub(r"\d+", "…", words)  # "and 3 more"
                there = any(holds(text, words) or holds(text, loose) for text in told)
                assert there, (language, page, words)


def test_a_message_named_anew_would_be_missed():
    sentence = "«\0» no es texto en \0; guárdelo de nuevo."
    assert holds(sentence, "… no es texto en UTF-8") is False
    assert holds(sentence, "… no es texto en …") and holds(sentence, "no es texto en …; guárdelo")
    assert not holds(sentence, "guárdelo … no es texto") and not holds(sentence, "no es un texto")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_panel_and_dialog_is_named(window, language):
    window.settings.set(language=language)
    window.apply_language()
    all_pages = "\n".join(markdown(page, window.actions_) for page in PAGES).casefold()
    missing = [one for one in titles(language) if bare(one).casefold() not in all_pages]
    assert not missing, f"name these windows on a page of resources/help: {missing}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_say_how_to_begin_what_the_command_is_and_what_can_go_wrong(language):
    for page in PAGES:
        text = raw(language, page)
        if page in ("keyboard", "statistics"):
            continue
        assert len(text.split()) >= 200, (language, page)
        assert 25 <= text.count("\n") <= 80, (language, page)
        assert re.search(r"(?m)^1\. .*\n2\. .*\n3\. ", text), (language, page, "three steps")
        if page not in ("start", "window", "trouble"):
            headings = re.findall(r"(?m)^## (.+)$", text)
            assert "geodesk " in text, (language, page)
            wrong = {"es": ("Si algo", "Cuidado", "Qué es honesto"), "en": ("If something", "What is honest")}
            assert any(one.startswith(wrong[language]) for one in headings), (language, page, headings)


def bare(text):
    return re.sub(r"\s*\(?\{.*\}.*", "", text).replace("&", "").strip(" …:.")


def as_pattern(text):
    parts = re.split(r"\{[^}]*\}", text.replace("&", "").strip(" …:."))
    return re.compile(".+".join(re.escape(part) for part in parts))


@cache
def messages():
    """Context, English and Spanish of all that can stand on the screen."""
    return [
        (context.findtext("name"), message.findtext("source"), message.findtext("translation") or "")
        for file in (ROOT / "resources" / "i18n").glob("*_es.ts")
        for context in ElementTree.parse(file).iter("context")
        for message in context.iter("message")
    ]


def screen_texts(language):
    """What can stand on the screen in a language."""
    return [spanish if language == "es" else english for _, english, spanish in messages()]


@cache
def trees(folder):
    """The parsed files of a folder of the code."""
    return [ast.parse(file.read_text(encoding="utf-8")) for file in sorted((ROOT / folder).rglob("*.py"))]


@cache
def sentences(language):
    """The sentences of both languages in the code, each gap as a zero."""
    found = []
    for tree in trees("geodesk"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                given = [one.value for one in node.keywords if one.arg == language]
                name = ast.unparse(node.func)
                if (name in ("Sentence", "t") or name.endswith(".words")) and len(node.args) == 2:
                    given.append(node.args[("en", "es").index(language)])
                found += [text for one in given if (text := literal(one))]
    return found


def literal(node):
    """The text of a literal, a zero for what is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(literal(part) or "\0" for part in node.values)
    if isinstance(node, ast.BinOp):
        return (literal(node.left) or "\0") + (literal(node.right) or "\0")
    return ""


def holds(sentence, words):
    """Whether a sentence has these words in this order; "…" stands for anything."""
    at = 0
    for part in (part.strip(" .,:;") for part in words.split("…")):
        at = sentence.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True


def titles(language):
    """The titles of panels and dialogs in a language."""
    said = {(context, english): spanish for context, english, spanish in messages()}
    found = [("Panels", panel.title) for panel in PANELS]
    for tree in trees("geodesk/desktop"):
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and any(
                "Dialog" in ast.unparse(base) or "MessageBox" in ast.unparse(base) for base in node.bases
            ):
                for call in ast.walk(node):
                    if isinstance(call, ast.Call) and ast.unparse(call.func) == "self.setWindowTitle":
                        found += [(node.name, text) for text in texts_in(call)]
    assert len(found) > 35
    return [said[key] if language == "es" else key[1] for key in found]


def texts_in(call):
    """The literals given to `tr` within a call."""
    for node in ast.walk(call):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "self.tr":
            yield node.args[0].value


def not_bold(text):
    """The titles of tables that Qt lays out as if they were none: so it does right after a block of code."""
    document = QTextDocument()
    document.setMarkdown(text)
    for table in document.rootFrame().childFrames():
        assert isinstance(table, QTextTable)
        for column in range(table.columns()):
            title = table.cellAt(0, column).firstCursorPosition()
            title.movePosition(QTextCursor.MoveOperation.NextCharacter)
            if title.charFormat().fontWeight() < QFont.Weight.Bold:
                yield title.block().text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_titles_of_tables_stand_out(language):
    assert list(not_bold("```\ncode\n```\n\n| A | B |\n|---|---|\n| a | b |")) == ["A"]
    for page in PAGES:
        assert list(not_bold(raw(language, page))) == [], page


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_laid_out_with_the_names_and_keys_of_now(window, language):
    window.settings.set(language=language)
    window.apply_language()
    for page in PAGES:
        text = markdown(page, window.actions_)
        assert "[[" not in text, page
        document = QTextDocument()
        document.setMarkdown(text)
        plainly = document.toPlainText()
        for sign in ("**", "](", "|--"):
            assert sign not in plainly, (page, sign)
    label = {"es": "Clasificar carpeta", "en": "Classify folder"}[language]
    keys = window.action("classify.folder").shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    assert keys.startswith("Ctrl+") and f"**{label}** ({keys})" in markdown("classify", window.actions_)
    assert keys in markdown("keyboard", window.actions_)
