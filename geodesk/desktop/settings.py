"""What the user chose, in one typed model kept as a JSON file."""

import json
import logging
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from geodesk.places import user_config

Language = Literal["system", "es", "en"]
Theme = Literal["system", "light", "dark"]


@dataclass(slots=True)
class Values:
    """Every setting with its default; each applies at once.

    Attributes
    ----------
    language, theme
        ``"system"`` follows the desktop.
    annotator
        Whose labels these are; empty: the login name.
    device
        A key of `geodesk.models.DEVICES`, or ``"auto"``.
    model
        Name or path of the model chosen last.
    models
        Model files opened from elsewhere than the installed ones, the newest first.
    generator
        Path of the generator chosen last.
    generators
        Generator files opened from elsewhere than the installed ones, the newest first.
    segmenters
        Models opened for phases, the newest first.
    classify_on_view
        Whether each picture is classified when it comes into view.
    last_folder
        Where the file dialog opens.
    geometry
        Of the window, base64.
    splitters
        Sizes of the window's parts in pixels, by name.
    hidden
        Keys of the panels that are closed.
    opened
        Keys of the panels that are open though they are closed at first.
    advance
        Whether setting a label goes on to the next sample.
    lock_contrast
        Whether all pictures share one contrast.
    grid_side
        Size of the grid's thumbnails in pixels.
    active_every
        New labels after which active training learns again; 0: as the size of the folder asks for.
    hidden_columns
        Columns of the table of samples that are not shown.
    own_labels
        Whether labels of other people are hidden, to label blind.
    watched
        The folder that was being watched when the program ended; empty: none.
    watch_tables
        By model and watched folder the CSV that its rows go into.
    watch_usable
        The model that says what is usable: a name, a path, ``"auto"`` or ``"none"``.
    watch_new_only
        Whether a watch leaves out what is there already.
    watch_follow
        Whether the newest picture of a watch comes into view.
    hide_names
        Whether who said what is hidden while disagreements are settled.
    figures
        How figures were asked for last: the fields of their dialog.
    reports
        The same of reports of samples.
    welcomed
        Whether the first steps have been shown.
    """

    language: Language = "system"
    theme: Theme = "system"
    annotator: str = ""
    device: str = "auto"
    model: str = "sem-usable"
    models: list[str] = field(default_factory=list)
    generator: str = ""
    generators: list[str] = field(default_factory=list)
    segmenters: list[str] = field(default_factory=list)
    classify_on_view: bool = False
    last_folder: str = ""
    geometry: str = ""
    splitters: dict[str, list[int]] = field(default_factory=dict)
    hidden: list[str] = field(default_factory=lambda: ["plots"])
    opened: list[str] = field(default_factory=list)
    advance: bool = True
    lock_contrast: bool = False
    grid_side: int = 160
    active_every: int = 0
    hidden_columns: list[str] = field(
        default_factory=lambda: ["pixel_size_source", "pages", "dtype", "error"]
    )
    own_labels: bool = False
    hide_names: bool = False
    watched: str = ""
    watch_tables: dict[str, str] = field(default_factory=dict)
    watch_usable: str = "auto"
    watch_new_only: bool = False
    watch_follow: bool = True
    figures: dict[str, str] = field(default_factory=dict)
    reports: dict[str, str] = field(default_factory=dict)
    welcomed: bool = False


class Settings:
    """The settings of this user, read once and written at each change.

    A file that cannot be read, or a value of the wrong kind, costs that value alone: `warnings` says what was
    dropped, and the program starts all the same.
    """

    def __init__(self, file: Path | None = None) -> None:
        self.file = file or user_config() / "settings.json"
        self.warnings: list[str] = []
        self.watchers: list[Callable[[frozenset[str]], None]] = []
        """Called with the names of the settings that were set."""
        self.values = self._read()

    def set(self, **changes: Any) -> None:
        """Change settings and write them; a disk that refuses is only logged."""
        for name, value in changes.items():
            setattr(self.values, name, value)
        text = json.dumps(asdict(self.values), indent=1, ensure_ascii=False)
        new = self.file.with_suffix(".new")
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            # A folder's name that is not UTF-8 holds lone surrogates: as JSON escapes they come back.
            new.write_text(text, encoding="utf-8", errors="backslashreplace")
            os.replace(new, self.file)
        except OSError as error:
            with suppress(OSError):
                new.unlink(missing_ok=True)
            logging.getLogger("geodesk").warning("settings not written: %s", error)
        for watcher in self.watchers:
            watcher(frozenset(changes))

    def _read(self) -> Values:
        values = Values()
        try:
            stored = json.loads(self.file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return values
        except (OSError, ValueError, RecursionError) as error:
            self._warn(f"{self.file} cannot be read: {error}")
            return values
        if not isinstance(stored, dict):
            self._warn(f"{self.file} holds no settings")
            return values
        kinds = get_type_hints(Values)
        for known in fields(Values):
            if known.name not in stored:
                continue
            if _fits(stored[known.name], kinds[known.name]):
                setattr(values, known.name, stored[known.name])
            else:
                self._warn(f"{known.name} cannot be {stored[known.name]!r}; the default is used")
        return values

    def _warn(self, text: str) -> None:
        self.warnings.append(text)
        logging.getLogger("geodesk").warning("settings: %s", text)


def _fits(value: Any, kind: Any) -> bool:
    origin = get_origin(kind)
    if origin is Literal:
        return value in get_args(kind)
    if origin is list:
        return isinstance(value, list) and all(_fits(v, get_args(kind)[0]) for v in value)
    if origin is dict:
        return isinstance(value, dict) and all(_fits(v, get_args(kind)[1]) for v in value.values())
    return type(value) is kind
