"""The window of the help: context, links, search, contents."""

from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QApplication, QDialog, QToolButton

from geodesk.desktop.help.pages import PAGES, Search, plain, title
from geodesk.desktop.session import Mode, View

LEFT = Qt.MouseButton.LeftButton


def shown(window):
    """The help window, once it is in sight."""
    assert window.help.shown is not None and window.help.shown.isVisible()
    return window.help.shown


def test_f1_opens_the_page_of_where_one_is(qtbot, make_window, samples):
    window = make_window(samples)
    window.stage.setFocus()
    qtbot.keyClick(window.stage, Qt.Key.Key_F1)
    assert shown(window).page == "picture"
    for mode, page in ((Mode.COUNT, "count"), (Mode.MEASURE, "measure"), (Mode.GENERATE, "generate")):
        window.session.set_mode(mode)
        window.activateWindow()
        window.action("help.page").trigger()
        assert shown(window).page == page
    window.session.set_mode(Mode.LABEL)
    window.panel("samples").search.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is window.panel("samples").search)
    qtbot.keyClick(window.panel("samples").search, Qt.Key.Key_F1)
    assert shown(window).page == "samples"


def test_pages_of_what_stands_within_a_panel(make_window, samples):
    from geodesk.desktop.help.context import page_for

    window = make_window(samples)
    window.session.set_mode(Mode.LABEL)
    panel = window.panel("label")
    assert page_for(window, panel) == "label"
    assert page_for(window, panel.findChild(QToolButton, "labelling.history")) == "label"
    assert page_for(window, panel.findChild(object, "agreement.own")) == "agreement"
    assert page_for(window, panel.findChild(object, "active.switch")) == "learning"
    window.toggle_panel("plots")
    assert page_for(window, window.panel("plots")) == "plots"
    assert page_for(window, window.panel("plots").ensemble_page) == "ensembles"
    window.session.set_view(View.TABLE)
    assert page_for(window, window.findChild(object, "table.filter")) == "table"
    assert page_for(window, None) == "label"


def test_f1_works_in_a_dialog_that_blocks_the_window(qtbot, window):
    window.action("file.preferences").trigger()
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(QDialog)))
    dialog = next(one for one in window.findChildren(QDialog) if one.isVisible())
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is dialog)
    qtbot.waitUntil(lambda: bool(dialog.property("geodesk_help")))
    qtbot.keyClick(dialog, Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: window.help.shown is not None and window.help.shown.isVisible())
    assert window.help.shown.page == "preferences"
    qtbot.waitUntil(window.help.shown.isActiveWindow)
    qtbot.keyClick(window.help.shown, Qt.Key.Key_Escape)
    assert not window.help.shown.isVisible() and dialog.isVisible()
    dialog.reject()


def test_the_sign_of_a_panel_opens_its_page(qtbot, make_window, samples):
    window = make_window(samples)
    window.toggle_panel("plots")
    window.session.set_mode(Mode.CLASSIFY)
    found = set()
    for panel in ("samples", "classify", "plots"):
        sign = window.panel(panel).parentWidget().findChild(QToolButton, "help.panel")
        qtbot.waitUntil(lambda sign=sign: sign.height() > 10)  # laid out
        assert sign.isVisible() and sign.toolTip() == "Ayuda de este panel (F1)"
        qtbot.mouseClick(sign, LEFT)
        found.add(shown(window).page)
    assert found == {"samples", "classify", "plots"}


def test_links_go_back_and_forth(qtbot, window):
    window.help.open("classify")
    here = shown(window)
    assert not here.back.isEnabled() and "Clasificar" in here.browser.toPlainText()
    assert here.contents.currentItem().text().strip() == title("classify")
    here.browser.anchorClicked.emit(QUrl("models"))
    assert here.page == "models" and here.back.isEnabled()
    qtbot.mouseClick(here.back, LEFT)
    assert here.page == "classify" and here.forward.isEnabled()
    qtbot.mouseClick(here.forward, LEFT)
    assert here.page == "models"


def test_a_link_does_what_an_action_does_or_says_why_not(qtbot, make_window, samples):
    window = make_window(samples)
    window.help.open("start")
    window.help.shown.browser.anchorClicked.emit(QUrl("action:panel.plots"))
    assert window.panel_shown("plots")
    window.help.shown.browser.anchorClicked.emit(QUrl("action:caption.outline"))
    (toast,) = window.notices.toasts()
    assert "no se puede hacer ahora" in str(toast.sentence)


def test_a_click_in_the_contents_opens_the_page(qtbot, window):
    window.help.open("start")
    here = shown(window)
    row = next(r for r in range(here.contents.count()) if title("files") in here.contents.item(r).text())
    place = here.contents.visualItemRect(here.contents.item(row)).center()
    qtbot.mouseClick(here.contents.viewport(), LEFT, pos=place)
    assert here.page == "files"


def test_searching_needs_no_accents_and_marks_what_it_found(qtbot, window):
    window.help.open("start")
    here = shown(window)
    here.field.setFocus()
    qtbot.keyClicks(here.field, "pixel tamano")
    assert here.contents.count() > 2
    qtbot.keyClick(here.field, Qt.Key.Key_Return)
    assert "tamaño" in here.browser.toPlainText().lower()
    marked = {plain(mark.cursor.selectedText()) for mark in here.browser.extraSelections()}
    assert marked == {"pixel", "tamano"}
    here.field.setText("zzzz")
    assert here.contents.count() == 1 and "otra palabra" in here.contents.item(0).text()
    here.field.clear()
    assert here.contents.count() > len(PAGES)


def test_pages_named_like_the_words_come_first():
    pages = {
        "a": ("Fases", "fases\nUna vez."),
        "b": ("Otra", "otra\nlas fases, fases y más fases"),
        "c": ("C", "c"),
    }
    found = Search(pages).find("FASES")
    assert [one.key for one in found] == ["a", "b"] and "las fases" in found[1].piece
    assert Search(pages).find("") == [] and Search(pages).find("fases otra")[0].key == "b"


def test_where_the_words_are_a_heading_comes_before_where_they_only_come_often():
    pages = {
        "often": ("Otra", "otra\n" + "la trayectoria de una línea lineal se ve aquí y allá, " * 5),
        "heading": ("Números", "números\nAlgo.\nTrayectoria lineal L(r)\nLa probabilidad."),
    }
    found = Search(pages).find("trayectoria lineal")
    assert [one.key for one in found] == ["heading", "often"]
    assert found[0].piece.startswith("Trayectoria lineal")


def test_what_a_technician_would_type_leads_to_its_page(qtbot, window):
    window.help.open("start")
    here = shown(window)
    for words, page in (
        ("porosidad", "statistics"),
        ("diametro", "measure"),
        ("trayectoria lineal", "statistics"),
        ("kappa", "agreement"),
        ("copia de seguridad", "files"),
        ("disco lleno", "trouble"),
        ("gazzi", "count"),
        ("receta", "history"),
        ("tortuosidad", "structure"),
        ("barra de escala", "figures"),
        ("excel", "watch"),
    ):
        here.field.setText(words)
        found = [
            here.contents.item(row).data(Qt.ItemDataRole.UserRole) for row in range(here.contents.count())
        ]
        assert page in found[:3], (words, found)


def test_the_language_of_the_open_page_follows(qtbot, window):
    window.help.open("measure")
    assert window.help.shown.windowTitle() == "Ayuda de GeoDesk"
    assert window.help.shown.browser.toPlainText().startswith("Medir")
    window.settings.set(language="en")
    window.apply_language()
    qtbot.waitUntil(lambda: window.help.shown.browser.toPlainText().startswith("Measur"))
    assert window.help.shown.windowTitle() == "Help of GeoDesk"


def test_closing_the_window_closes_the_help(qtbot, make_window):
    window = make_window()
    window.help.open("start")
    here = shown(window)
    window.close()
    assert not here.isVisible()
