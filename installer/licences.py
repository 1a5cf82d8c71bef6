"""Collects the licence of everything that a bundle holds."""

import json
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_NOT_BUNDLED = frozenset(
    {"geodesk", "pyinstaller-hooks-contrib", "altgraph", "setuptools", "pip", "wheel", "packaging", "uv"}
)
_FILES = ("LICEN", "COPYING", "NOTICE", "ThirdParty", "AUTHORS")
# What runs in the environment and tells of itself.
_ASK = """
import importlib.metadata as m, json, sys
from pathlib import Path
rows = []
for d in m.distributions():
    files = [str(d.locate_file(f)) for f in d.files or () if Path(f).suffix not in (".py", ".pyc")]
    rows.append([d.metadata["Name"], d.version, d.metadata.get("License-Expression")
        or d.metadata.get("License") or "", d.metadata.get_all("Classifier") or [],
        d.metadata.get("Home-page") or (d.metadata.get_all("Project-URL") or [""])[0], files])
base = Path(sys.base_prefix)
places = [base / "lib" / f"python3.{sys.version_info[1]}" / "LICENSE.txt", base / "LICENSE.txt"]
texts = [str(place) for place in places]
rows.append(["python", sys.version.split()[0], "PSF-2.0", [], "https://www.python.org", texts])
print(json.dumps(rows))
"""
NOTICE = """\
GeoDesk {version}: licences of what is installed with it
========================================================

GeoDesk itself is under the BSD 3-Clause licence (geodesk/LICENSE).

Qt and PySide6 (Qt for Python) are used under the GNU Lesser General Public License, version 3. They are
unchanged, as published on https://pypi.org/project/PySide6-Essentials/{qt}/ by The Qt Company; their source
is at https://download.qt.io/official_releases/QtForPython/pyside6/ and
https://download.qt.io/official_releases/qt/ (version {qt}). They lie as separate shared libraries in
_internal/PySide6 and _internal/shiboken6, and you may replace each by your own build of the same version:
GeoDesk loads whatever stands there under the same name. You may change GeoDesk for your own use and reverse
engineer it to mend such changes.

The file "geodesk" beside _internal is the starter of PyInstaller: GPL 2 with the exception that lets it
be part of programs under any licence (pyinstaller/COPYING.txt).

The texts are in the folders beside this file, one for each part.

"""


def collect(python: Path, bundle: Path) -> Path:
    """Write ``licences/`` into a bundle: a notice, and each part's own texts.

    Raises
    ------
    SystemExit
        A part says nothing of its licence.
    """
    said = subprocess.run([python, "-c", _ASK], capture_output=True, text=True, check=True)
    out = bundle / "licences"
    shutil.rmtree(out, ignore_errors=True)
    lines, silent, qt = [], [], ""
    for name, version, licence, classifiers, home, files in sorted(json.loads(said.stdout)):
        if name.lower().replace("_", "-") in _NOT_BUNDLED:
            continue
        qt = version if name.lower().startswith("pyside6") else qt
        kinds = [text.rpartition(" :: ")[2] for text in classifiers if text.startswith("License ::")]
        short = licence.splitlines()[0].strip() if licence and len(licence.splitlines()[0]) < 120 else ""
        what = short or ", ".join(kinds) or "see its texts"
        texts = _copy(files, out / name)
        if not texts and not short and not kinds:
            silent.append(name)
        lines.append(f"{name} {version}: {what}" + (f" ({home.rpartition(', ')[2]})" if home else ""))
    if silent:
        raise SystemExit(f"build: no licence found of {', '.join(silent)}")
    lines += _system_libraries(bundle, out)
    (out / "geodesk").mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "LICENSE", out / "geodesk")
    (out / "liberation-sans").mkdir(exist_ok=True)
    shutil.copy(ROOT / "resources" / "fonts" / "LICENSE.txt", out / "liberation-sans")
    lines.append("Liberation Sans 2.1.5: OFL-1.1 (https://github.com/liberationfonts)")
    for text in ("LGPL-3", "GPL-3", "Apache-2.0"):
        common = Path("/usr/share/common-licenses") / text
        if common.is_file():
            shutil.copy(common, out / f"{text}.txt")
    from build import version as our_version

    notice = NOTICE.format(version=our_version(), qt=qt)
    (out / "NOTICE.txt").write_text(notice + "\n".join(lines) + "\n", encoding="utf-8")
    return out


def _copy(files: list[str], out: Path) -> int:
    copied = 0
    for file in map(Path, files):
        if file.is_file() and any(word.lower() in file.name.lower() for word in _FILES):
            target = out / (f"{file.parent.name}-{file.name}" if (out / file.name).exists() else file.name)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, target)
            copied += 1
    return copied


def _system_libraries(bundle: Path, out: Path) -> list[str]:
    """What came from the building machine's own packages, on Debian and its like."""
    if shutil.which("dpkg") is None:
        return []
    lines = []
    for library in sorted((bundle / "_internal").glob("lib*.so*")):
        if library.is_symlink() or library.name.startswith("libpython"):
            continue
        said = subprocess.run(["dpkg", "-S", f"*/{library.name}"], capture_output=True, text=True)
        package = said.stdout.partition(":")[0].strip()
        text = Path("/usr/share/doc") / package / "copyright"
        if package and text.is_file():
            (out / package).mkdir(parents=True, exist_ok=True)
            shutil.copy(text, out / package / "copyright")
            lines.append(f"{library.name}: from Debian's package {package}")
    return lines
