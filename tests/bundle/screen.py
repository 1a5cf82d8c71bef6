"""A person at an X screen: waits for a window, presses keys, looks; by the X libraries, without Qt.

The installed program runs in another process, so that its window can only be used as a person does.
"""

import ctypes
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image

_WAIT_S = 120.0
_POINTER, _WINDOW, _LONG = ctypes.c_void_p, ctypes.c_ulong, ctypes.c_ulong


class _Attributes(ctypes.Structure):
    _fields_ = [
        *((name, ctypes.c_int) for name in ("x", "y", "width", "height", "border", "depth")),
        ("visual", _POINTER),
        ("root", _WINDOW),
        *((name, ctypes.c_int) for name in ("kind", "bit_gravity", "win_gravity", "backing_store")),
        *((name, _LONG) for name in ("planes", "pixel")),
        ("save_under", ctypes.c_int),
        ("colormap", _LONG),
        *((name, ctypes.c_int) for name in ("map_installed", "map_state")),
        *((name, ctypes.c_long) for name in ("all_events", "your_events", "no_propagate")),
        ("override", ctypes.c_int),
        ("screen", _POINTER),
    ]


class _Image(ctypes.Structure):
    _fields_ = [
        *((name, ctypes.c_int) for name in ("width", "height", "xoffset", "format")),
        ("data", ctypes.POINTER(ctypes.c_char)),
        *(
            (name, ctypes.c_int)
            for name in ("byte_order", "unit", "bit_order", "pad", "depth", "bytes_per_line")
        ),
    ]


class Screen:
    """The X screen of ``DISPLAY``."""

    def __init__(self) -> None:
        self._x = ctypes.CDLL("libX11.so.6")
        self._test = ctypes.CDLL("libXtst.so.6")
        self._x.XOpenDisplay.restype = _POINTER
        self._x.XDefaultRootWindow.argtypes = [_POINTER]
        self._x.XDefaultRootWindow.restype = _WINDOW
        self._x.XGetImage.argtypes = [
            _POINTER,
            _WINDOW,
            *[ctypes.c_int] * 2,
            *[ctypes.c_uint] * 2,
            _LONG,
            ctypes.c_int,
        ]
        self._x.XGetImage.restype = ctypes.POINTER(_Image)
        self._x.XStringToKeysym.restype = _LONG
        # A window may be gone by the time it is asked for: that is no reason to end.
        self._ignore = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, _POINTER)(lambda _display, _event: 0)
        self._x.XSetErrorHandler(self._ignore)
        self._display = _POINTER(self._x.XOpenDisplay(os.environ["DISPLAY"].encode()))
        assert self._display, "no X screen"
        self._root = _WINDOW(self._x.XDefaultRootWindow(self._display))

    def windows(self) -> list[tuple[int, str, int, int]]:
        """Id, title, width and height of every window that is to be seen."""
        root, parent, count = _WINDOW(), _WINDOW(), ctypes.c_uint()
        children = ctypes.POINTER(_WINDOW)()
        self._x.XQueryTree(self._display, self._root, *map(ctypes.byref, (root, parent, children, count)))
        found = []
        for n in range(count.value):
            about, name = _Attributes(), ctypes.c_char_p()
            if not self._x.XGetWindowAttributes(self._display, _WINDOW(children[n]), ctypes.byref(about)):
                continue
            if about.map_state != 2:
                continue
            self._x.XFetchName(self._display, _WINDOW(children[n]), ctypes.byref(name))
            title = (name.value or b"").decode("utf-8", "replace")
            found.append((children[n], title, about.width, about.height))
        return found

    def wait_for_window(self, title: str, least: int = 600) -> int:
        """The id of a large window whose title holds `title`, once it is there; it gets the keys."""
        window = wait(
            lambda: next((w for w, t, wide, _ in self.windows() if title in t and wide >= least), 0)
        )
        self._x.XSetInputFocus(self._display, _WINDOW(window), 1, 0)
        self._x.XSync(self._display, 0)
        return window

    def press(self, keys: str) -> None:
        """Press a combination such as ``Control_L+r``, and let go."""
        codes = [self._code(name) for name in keys.split("+")]
        for code in codes:
            self._test.XTestFakeKeyEvent(self._display, code, 1, 0)
        for code in reversed(codes):
            self._test.XTestFakeKeyEvent(self._display, code, 0, 0)
        self._x.XSync(self._display, 0)

    def picture(self, out: Path) -> int:
        """Save what the screen shows; returns how many colours that are."""
        about = _Attributes()
        self._x.XGetWindowAttributes(self._display, self._root, ctypes.byref(about))
        size = (about.width, about.height)
        image = self._x.XGetImage(self._display, self._root, 0, 0, *size, ~0 & 0xFFFFFFFF, 2).contents
        raw = ctypes.string_at(image.data, image.bytes_per_line * image.height)
        shown = Image.frombuffer("RGB", size, raw, "raw", "BGRX", image.bytes_per_line, 1)
        shown.save(out)
        return len(shown.getcolors(1 << 24) or ())

    def _code(self, name: str) -> int:
        return int(self._x.XKeysymToKeycode(self._display, _LONG(self._x.XStringToKeysym(name.encode()))))


def wait(asked: Callable[[], Any], patience_s: float = _WAIT_S) -> Any:
    """What `asked` says as soon as it is something."""
    end = time.monotonic() + patience_s
    while not (said := asked()):
        assert time.monotonic() < end, "it never came"
        time.sleep(0.01)
    return said
