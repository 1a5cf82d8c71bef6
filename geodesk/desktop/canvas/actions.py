"""The actions of the canvas."""

from typing import TYPE_CHECKING

from geodesk.desktop.actions import Action
from geodesk.desktop.session import Mode, View
from geodesk.desktop.translation import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from geodesk.desktop.canvas.canvas import Canvas
    from geodesk.desktop.window import Window


_FIGURES = (Mode.LABEL, Mode.PHASES, Mode.COUNT, Mode.MEASURE)
"""Modes whose keys 0 to 9 mean something else."""


def _picture(window: "Window") -> bool:
    session = window.session
    return session.view is View.CANVAS and session.mode is not Mode.GENERATE and window.stage.has_picture


def _canvases(window: "Window") -> "list[Canvas]":
    """Those in sight: in Generar its own."""
    if window.session.mode is Mode.GENERATE:
        canvas = window.generate_stage.viewer.canvas
        return [] if canvas.document is None else [canvas]
    return window.stage.canvases if _picture(window) else []


def _seen(window: "Window") -> bool:
    return bool(_canvases(window))


def _fit(window: "Window") -> None:
    for canvas in _canvases(window):
        canvas.fit()


def _faces(window: "Window") -> bool:
    sample = window.session.current
    on_canvas = window.session.view is View.CANVAS and window.session.mode is not Mode.GENERATE
    return on_canvas and sample is not None and len(sample.pictures) > 1


def _pages(window: "Window") -> bool:
    document = window.session.document
    return _picture(window) and document is not None and document.pages > 1


def _partner(window: "Window") -> bool:
    return _picture(window) and window.stage.faces.partner() is not None


def _toggle_auto(window: "Window") -> None:
    contrast = window.stage.contrast
    contrast.set_auto(not _is_auto(window))


def _is_auto(window: "Window") -> bool:
    contrast, canvas = window.stage.contrast, window.stage.canvas
    document = canvas.document
    if document is not None and contrast.is_manual(document, canvas.page):
        return False
    return contrast.is_auto(document)


def _toggle_ruler(window: "Window") -> None:
    """In Medir what is drawn is kept, so there the ruler is its length."""
    if window.session.mode is Mode.MEASURE and window.action("measure.length").isEnabled():
        window.action("measure.length").trigger()
    else:
        window.stage.tools.toggle("ruler")


def _toggle_lock(window: "Window") -> None:
    contrast, canvas = window.stage.contrast, window.stage.canvas
    contrast.set_locked(not contrast.locked, canvas.document, canvas.page)


ACTIONS: tuple[Action, ...] = (
    Action(
        "canvas.fit",
        QT_TRANSLATE_NOOP("Actions", "Fit to window"),
        _fit,
        ("F",),
        "fit",
        enabled=_seen,
    ),
    Action(
        "canvas.one_to_one",
        QT_TRANSLATE_NOOP("Actions", "One to one"),
        lambda w: _canvases(w)[0].one_to_one(),
        ("Ctrl+0",),
        "one",
        enabled=_seen,
    ),
    Action(
        # In Etiquetar the figures are classes, so this key cannot belong to the action above.
        "canvas.one_to_one_key",
        QT_TRANSLATE_NOOP("Actions", "One to one (not while labelling)"),
        lambda w: _canvases(w)[0].one_to_one(),
        ("1",),
        "one",
        enabled=lambda w: _seen(w) and w.session.mode not in _FIGURES,
    ),
    Action(
        "canvas.zoom_in",
        QT_TRANSLATE_NOOP("Actions", "Zoom in"),
        lambda w: _canvases(w)[0].zoom_step(1),
        ("+", "=", "Ctrl++"),
        enabled=_seen,
        repeats=True,
    ),
    Action(
        "canvas.zoom_out",
        QT_TRANSLATE_NOOP("Actions", "Zoom out"),
        lambda w: _canvases(w)[0].zoom_step(-1),
        ("-", "Ctrl+-"),
        enabled=_seen,
        repeats=True,
    ),
    Action(
        "canvas.contrast",
        QT_TRANSLATE_NOOP("Actions", "Histogram and contrast"),
        lambda w: w.stage.toggle_contrast_panel(),
        ("H",),
        "contrast",
        enabled=_picture,
        checked=lambda w: w.stage.contrast_panel_shown,
    ),
    Action(
        "canvas.contrast_auto",
        QT_TRANSLATE_NOOP("Actions", "Automatic contrast"),
        _toggle_auto,
        ("C",),
        "auto",
        enabled=_picture,
        checked=_is_auto,
    ),
    Action(
        "canvas.contrast_lock",
        QT_TRANSLATE_NOOP("Actions", "Same contrast for all pictures"),
        _toggle_lock,
        ("L",),
        "lock",
        enabled=_picture,
        checked=lambda w: w.stage.contrast.locked,
    ),
    Action(
        "canvas.ruler",
        QT_TRANSLATE_NOOP("Actions", "Ruler"),
        _toggle_ruler,
        ("R",),
        "ruler",
        enabled=_picture,
        checked=lambda w: w.stage.tools.current == "ruler",
    ),
    Action(
        "canvas.pixel_size",
        QT_TRANSLATE_NOOP("Actions", "Pixel size…"),
        lambda w: w.stage.tools.ask_pixel_size(),
        ("P",),
        enabled=_picture,
    ),
    Action(
        "canvas.calibrate",
        QT_TRANSLATE_NOOP("Actions", "Calibrate along a scale bar"),
        lambda w: w.stage.tools.toggle("calibrate"),
        ("Shift+P",),
        "calibrate",
        enabled=_picture,
        checked=lambda w: w.stage.tools.current == "calibrate",
    ),
    Action(
        "canvas.bar_toggle",
        QT_TRANSLATE_NOOP("Actions", "Information bar"),
        lambda w: w.stage.tools.toggle_bar(w.stage.canvas.document),
        ("I",),
        "bar",
        enabled=_picture,
        checked=lambda w: w.session.document is not None and w.session.document.bar is not None,
    ),
    Action(
        "canvas.split",
        QT_TRANSLATE_NOOP("Actions", "Side by side"),
        lambda w: w.stage.toggle_split(),
        ("S",),
        "split",
        enabled=lambda w: w.stage.wants_split or _partner(w),
        checked=lambda w: w.stage.wants_split,
    ),
    Action(
        "canvas.blink",
        QT_TRANSLATE_NOOP("Actions", "Blink between two pictures"),
        lambda w: w.stage.faces.blink(),
        ("B",),
        "blink",
        enabled=_partner,
        repeats=True,
    ),
    Action(
        "canvas.next_face",
        QT_TRANSLATE_NOOP("Actions", "Next picture of the sample"),
        lambda w: w.stage.faces.step(1),
        ("Down", "]"),
        enabled=_faces,
        repeats=True,
    ),
    Action(
        "canvas.previous_face",
        QT_TRANSLATE_NOOP("Actions", "Previous picture of the sample"),
        lambda w: w.stage.faces.step(-1),
        ("Up", "["),
        enabled=_faces,
        repeats=True,
    ),
    Action(
        "canvas.next_page",
        QT_TRANSLATE_NOOP("Actions", "Next page"),
        lambda w: w.stage.step_page(1),
        ("Ctrl+PgDown",),
        enabled=_pages,
        repeats=True,
    ),
    Action(
        "canvas.previous_page",
        QT_TRANSLATE_NOOP("Actions", "Previous page"),
        lambda w: w.stage.step_page(-1),
        ("Ctrl+PgUp",),
        enabled=_pages,
        repeats=True,
    ),
)

MENU: tuple[str | None, ...] = (
    "canvas.fit",
    "canvas.one_to_one",
    "canvas.zoom_in",
    "canvas.zoom_out",
    None,
    "canvas.contrast",
    "canvas.contrast_auto",
    "canvas.contrast_lock",
    None,
    "canvas.ruler",
    "canvas.pixel_size",
    "canvas.calibrate",
    "canvas.bar_toggle",
    None,
    "canvas.split",
    "canvas.blink",
    "canvas.next_face",
    "canvas.previous_face",
    "canvas.next_page",
    "canvas.previous_page",
)
