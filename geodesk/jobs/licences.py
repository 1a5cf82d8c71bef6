"""The parts of other people that GeoDesk is made of, each with its licence and the licence's texts."""

import importlib.metadata
import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_NAMES = ("LICEN", "COPYING", "NOTICE", "THIRDPARTY")
_COMMON = Path("/usr/share/common-licenses")
_NEEDED = re.compile(r"[A-Za-z0-9._-]+")
_LINE = re.compile(r"^(\S+) ([^\s:]+): (.+?)(?: \((\S+)\))?$")


@dataclass(frozen=True, slots=True)
class Part:
    """One package.

    Attributes
    ----------
    name, version, licence
        As it tells of itself.
    home
        Its address; may be empty.
    texts
        Files with the licence's words and those of what it holds itself.
    """

    name: str
    version: str
    licence: str
    home: str
    texts: tuple[Path, ...]


@cache
def parts() -> tuple[Part, ...]:
    """Everything that is installed because GeoDesk needs it, Python and Qt included, by name."""
    folder = Path(sys.executable).parent / "licences"
    found = _collected(folder) if getattr(sys, "frozen", False) else _installed()
    return tuple(sorted(found, key=lambda part: part.name.lower()))


def text_of(part: Part) -> str:
    """All its texts, one after the other; a line of its own where it brings none."""
    found = []
    for file in part.texts:
        try:
            found.append(f"— {file.name} —\n\n{file.read_text(encoding='utf-8', errors='replace').strip()}")
        except OSError:
            continue
    return "\n\n\n".join(found) or f"{part.licence}\n{part.home}".strip()


def _collected(folder: Path) -> list[Part]:
    """What the installer wrote of the bundle."""
    try:
        lines = (folder / "NOTICE.txt").read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    found = []
    for line in lines:
        match = _LINE.match(line)
        if match is None or not ((folder / match[1]).is_dir() or _is_qt(match[1])):
            continue
        name, version, licence, home = match.groups(default="")
        texts = sorted(file for file in (folder / name).rglob("*") if file.is_file())
        found.append(Part(name, version, licence, home, (*texts, *_lesser(name, folder))))
    return found


def _installed() -> list[Part]:
    """The distributions that this one requires, and those that they require."""
    found: dict[str, Part] = {}
    waiting = ["geodesk"]
    while waiting:
        name = waiting.pop().lower().replace("_", "-")
        if name in found:
            continue
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:  # needed by another Python or system only
            continue
        found[name] = _told(distribution)
        for requirement in distribution.requires or ():
            if "extra ==" not in requirement and (needed := _NEEDED.match(requirement)):
                waiting.append(needed[0])
    del found["geodesk"]
    return [*found.values(), _python()]


def _told(distribution: importlib.metadata.Distribution) -> Part:
    said = distribution.metadata
    classifiers = [one.rpartition(" :: ")[2] for one in said.get_all("Classifier") or ()
                   if one.startswith("License ::")]  # fmt: skip
    expression = said.get_all("License-Expression") or []
    short = [one.splitlines()[0] for one in said.get_all("License") or () if one.strip()]
    licence = (expression or classifiers or short or [""])[0]
    files = [Path(str(distribution.locate_file(file))) for file in distribution.files or ()]
    texts = tuple(file for file in files if file.suffix not in (".py", ".pyc") and _is_licence(file))
    urls = [one.rpartition(", ")[2] for one in said.get_all("Project-URL") or ()]
    home = [*(said.get_all("Home-page") or ()), *urls, ""][0]
    name = str(said["Name"])
    return Part(name, distribution.version, str(licence), str(home), texts + _lesser(name, _COMMON))


def _python() -> Part:
    version = ".".join(map(str, sys.version_info[:3]))
    base = Path(sys.base_prefix)
    places = (base / "lib" / f"python3.{sys.version_info[1]}" / "LICENSE.txt", base / "LICENSE.txt")
    texts = tuple(place for place in places if place.is_file())
    return Part("Python", version, "PSF-2.0", "https://www.python.org", texts)


def _is_licence(file: Path) -> bool:
    return any(word in file.name.upper() for word in _NAMES) and file.is_file()


def _is_qt(name: str) -> bool:
    return name.lower().startswith(("pyside6", "shiboken6"))


def _lesser(name: str, folder: Path) -> tuple[Path, ...]:
    """Qt's wheels bring no text: those of the LGPL and the GPL that it refers to."""
    if not _is_qt(name):
        return ()
    files = (folder / f"{text}{ending}" for text in ("LGPL-3", "GPL-3") for ending in ("", ".txt"))
    return tuple(file for file in files if file.is_file())
