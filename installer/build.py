"""Builds what users install, into dist/.

``python installer/build.py bundle`` makes ``build/installer/bundle/geodesk``, which runs as it is; ``deb``
and ``archive`` (on Windows ``installer``, on macOS ``image``) pack what is there; ``sizes`` prints what is
large; ``all`` does all of it.
"""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import time
import tomllib
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "build" / "installer"
BUNDLE = OUT / "bundle" / "geodesk"
DIST = ROOT / "dist"
_PYINSTALLER = "pyinstaller>=6.16,<7"
_ICON_SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)


def version() -> str:
    """The one version: that of ``geodesk/__init__.py``."""
    text = (ROOT / "geodesk" / "__init__.py").read_text(encoding="utf-8")
    return re.findall(r'^__version__ = "(.+)"', text, re.MULTILINE)[0]


def moment() -> int:
    """Seconds since 1970 stamped on everything: the last commit's, so that builds compare."""
    if chosen := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(chosen)
    said = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True)
    return int(said.stdout) if said.returncode == 0 else int(time.time())


def run(*command: str | Path, cwd: Path = ROOT) -> None:
    """Run a program; a failure ends the build with its name."""
    words = [str(word) for word in command]
    if subprocess.run(words, cwd=cwd, env=os.environ | {"SOURCE_DATE_EPOCH": str(moment())}).returncode:
        sys.exit(f"build: failed: {' '.join(words)}")


def lacking() -> list[str]:
    """Debian's packages of what building on Linux needs and this machine does not have."""
    if sys.platform != "linux":
        return []
    tools = {"objdump": "binutils", "dpkg-deb": "dpkg", "tar": "tar", "zstd": "zstd"}
    found = [package for tool, package in tools.items() if shutil.which(tool) is None]
    about = sysconfig.get_config_vars()
    library = Path(about["LIBDIR"])
    places = (library, library / (about.get("MULTIARCH") or ""))
    if not any((place / about["INSTSONAME"]).is_file() for place in places):
        found.append(f"libpython3.{sys.version_info[1]}")
    return found


def needs(dependencies: list[str], runtime: str) -> list[str]:
    """The program's requirements with another build of ONNX Runtime in its place.

    It is asked for in the same versions, unless it states its own: the builds are not released together.
    """
    found = []
    for name in dependencies:
        if name.startswith("onnxruntime"):
            name = runtime if re.search("[<>=~]", runtime) else name.replace("onnxruntime", runtime, 1)
        found.append(name)
    return found


def environment() -> Path:
    """The Python of an environment with the program's requirements and no others; made where it is not."""
    home = OUT / "venv"
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = needs(project["dependencies"], os.environ.get("GEODESK_RUNTIME") or "onnxruntime")
    wanted = [*needed, _PYINSTALLER, "setuptools>=77"]
    stamp = home / ".requirements"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == "\n".join(wanted):
        return python
    shutil.rmtree(home, ignore_errors=True)
    venv.create(home, with_pip=True, symlinks=os.name != "nt")
    uv = Path(sys.executable).parent / ("uv.exe" if os.name == "nt" else "uv")
    with_uv = [uv, "pip", "install", "--quiet", "--python", python]
    run(*(with_uv if uv.is_file() else [python, "-m", "pip", "install", "--quiet"]), *wanted)
    stamp.write_text("\n".join(wanted), encoding="utf-8")
    return python


def icons(python: Path) -> Path:
    """The program's icon in all sizes, and as Windows wants it; returns their folder."""
    folder = OUT / "icons"
    run(
        python,
        ROOT / "installer" / "rendering.py",
        ROOT / "resources/icons/geodesk.svg",
        folder,
        *map(str, _ICON_SIZES),
    )
    return folder


def training_wheel(python: Path) -> Path:
    """What *Reentrenar* installs into its environment: GeoDesk without its machine code, for any Python.

    Training needs neither the kernel nor what lies in resources/.
    """
    tree, out = OUT / "wheel-source", OUT / "wheels"
    for folder in (tree, out):
        shutil.rmtree(folder, ignore_errors=True)
    tree.mkdir(parents=True)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tree)
    project = tree / "pyproject.toml"
    lines = project.read_text(encoding="utf-8").splitlines(keepends=True)
    project.write_text(
        "".join(x for x in lines if not x.strip().startswith(('"pyside6', '"pyqtgraph'))), "utf-8"
    )
    kept = shutil.ignore_patterns("__pycache__", "*.so", "*.pyd", "*.c", "*.pyx", "*.h", "desktop")
    for name in ("geodesk", "training"):
        shutil.copytree(ROOT / name, tree / name, ignore=kept)
    run(
        python, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", out, tree
    )
    wheel = next(out.glob("geodesk-*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        assert wheel.name.endswith("-none-any.whl") and "training/__main__.py" in archive.namelist()
    return wheel


def bundle() -> None:
    """PyInstaller's folder, with the training wheel and the licences of everything in it."""
    from licences import collect

    python = environment()
    icons(python)
    run(python, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "--distpath", BUNDLE.parent,
        "--workpath", OUT / "work", ROOT / "installer" / "geodesk.spec")  # fmt: skip
    _strip(BUNDLE / "_internal")
    inside = BUNDLE / "_internal" / "resources"
    (inside / "wheels").mkdir(exist_ok=True)
    shutil.copy(training_wheel(python), inside / "wheels")
    collect(python, BUNDLE)


def _strip(inside: Path) -> None:
    """Take debug symbols out of Python and our kernel; wheels' libraries are so already, and break by it."""
    if sys.platform != "linux" or shutil.which("strip") is None:
        return
    ours = [*inside.glob("libpython*"), *inside.glob("python3*/**/*.so"), *inside.glob("geodesk/**/*.so")]
    run("strip", "--strip-unneeded", *ours)


def steps() -> dict[str, Callable[[], object]]:
    """What this platform has, in order."""
    from sizes import table

    found: dict[str, Callable[[], object]] = {"bundle": bundle}
    if sys.platform == "win32":
        import windows

        found["installer"] = lambda: windows.installer(os.environ.get("GEODESK_FLAVOUR", ""))
    elif sys.platform == "darwin":
        import macos

        found["image"] = macos.image
    else:
        import linux

        found |= {"deb": linux.deb, "archive": linux.archive}
    return found | {"sizes": lambda: print(table(BUNDLE))}


def main(what: str) -> None:
    """Do one of the steps, or all."""
    DIST.mkdir(exist_ok=True)
    if missing := lacking():
        sys.exit(f"build: missing; run:  sudo apt-get install -y {' '.join(missing)}")
    known = steps()
    if what != "all" and what not in known:
        sys.exit(f"build: {what} is none of all, {', '.join(known)}")
    for name, step in known.items():
        if what in ("all", name):
            step()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "all")
