"""Brings the translation files up to date and compiles them.

``python installer/translations.py update`` extracts every text of the window into
``resources/i18n/<part>_es.ts`` (a part is a folder of geodesk/desktop, or "core") and keeps
what is translated.
``python installer/translations.py compile`` makes ``resources/i18n/geodesk_es.qm`` of them.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DESKTOP = ROOT / "geodesk" / "desktop"
I18N = ROOT / "resources" / "i18n"


def parts() -> dict[str, list[Path]]:
    """The Python files of each part."""
    found = {"core": sorted(DESKTOP.glob("*.py"))}
    for folder in sorted(path for path in DESKTOP.iterdir() if path.is_dir()):
        if files := sorted(folder.rglob("*.py")):
            found[folder.name] = files
    return found


def update(out: Path = I18N) -> None:
    """Extract the texts of every part."""
    for name, files in parts().items():
        options = ["-no-obsolete", "-locations", "none", "-source-language", "en", "-target-language", "es"]
        _tool("lupdate", *map(str, files), *options, "-ts", str(out / f"{name}_es.ts"))


def compile_(out: Path = I18N / "geodesk_es.qm") -> None:
    """Compile all parts into one file, exchanged whole: a program that runs has the old one mapped."""
    new = out.with_suffix(".new")
    _tool("lrelease", *map(str, sorted(I18N.glob("*_es.ts"))), "-qm", str(new))
    os.replace(new, out)


def _tool(name: str, *arguments: str) -> None:
    tool = Path(sys.executable).parent / f"pyside6-{name}{'.exe' if os.name == 'nt' else ''}"
    done = subprocess.run([str(tool), *arguments], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{name}: {done.stderr or done.stdout}")


if __name__ == "__main__":
    {"update": update, "compile": compile_}[sys.argv[1]]()
