"""Where training can run: a Python with the training extra, found or installed.

The program itself needs no TensorFlow, and when it is installed from a package it has no Python of its own
that could import it. Training therefore runs by any interpreter that has ``geodesk[training]``: the one of
``GEODESK_TRAINING_PYTHON``, the environment that `install` makes in the user's data folder, or the program's
own.
"""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections import deque
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from geodesk import __version__
from geodesk.jobs.lines import Following
from geodesk.jobs.progress import Progress
from geodesk.language import GeoDeskError, Sentence, decimal
from geodesk.places import resources, user_data

OVERRIDE = "GEODESK_TRAINING_PYTHON"
BASE = "GEODESK_BASE_PYTHON"
_ROOM_GB = 3.5
"""The environment (2.6) and, while it is made, what is downloaded (0.8)."""
_READY = "geodesk-training.json"
_OLDEST, _NEWEST = (3, 11), (3, 13)
_STEPS = 4


class NoTraining(GeoDeskError):
    """Training cannot run here yet, or could not be installed."""


def environment() -> Path:
    """The folder of the environment that `install` makes."""
    return user_data() / "training"


def _downloads() -> Path:
    """Where pip unpacks what it downloads: on the disk whose room is looked at, and ours to take away."""
    return user_data() / "training-download"


def interpreter() -> Path | None:
    """The Python that training runs by; None where there is none yet."""
    if chosen := os.environ.get(OVERRIDE):
        return Path(chosen) if Path(chosen).is_file() else None
    if _made_by_us() == __version__ and (python := _python_of(environment())).is_file():
        return python
    own = not getattr(sys, "frozen", False)
    wanted = ("training", "tensorflow", "keras", "tf2onnx", "onnx")
    if own and all(importlib.util.find_spec(name) is not None for name in wanted):
        return Path(sys.executable)
    return None


def _made_by_us() -> str | None:
    """The version of GeoDesk in the environment; None where there is none, or it was never finished."""
    try:
        return str(json.loads((environment() / _READY).read_text(encoding="utf-8"))["geodesk"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def requirement() -> str:
    """What pip is told to install: the wheel in the bundle, the checkout, or this version by its name."""
    wheels = sorted((resources() / "wheels").glob("geodesk-*.whl"))
    if wheels:
        return f"geodesk[training] @ {wheels[-1].resolve().as_uri()}"
    root = Path(__file__).resolve().parents[2]
    if (root / "pyproject.toml").is_file():
        return f"geodesk[training] @ {root.as_uri()}"
    return f"geodesk[training]=={__version__}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where training runs, or could.

    Attributes
    ----------
    folder
        The environment of `install`; None: training runs by `python`, which is not ours to remove.
    python
        What it runs by; None: the environment is of another version of GeoDesk, or was never finished.
    version
        Of the GeoDesk in the environment; "" where that is not known.
    size
        Bytes of the environment on the disk; 0 without one.
    """

    folder: Path | None
    python: Path | None
    version: str = ""
    size: int = 0


def place() -> Place | None:
    """What there is to train with; None where there is nothing. Counts the files of the environment."""
    home, python = environment(), interpreter()
    if python is not None and python != _python_of(home):
        return Place(None, python)
    if not home.exists():
        return None
    return Place(home, python, _made_by_us() or "", _size(home))


def remove() -> int:
    """Take the environment away, and what a broken download left; models and runs stay.

    Returns
    -------
    int
        Bytes that were freed.

    Raises
    ------
    NoTraining
        Files of it are in use or not ours. What is left is never used.
    """
    home = environment()
    ours = (home, _downloads())
    size = sum(map(_size, ours))
    try:
        (home / _READY).unlink(missing_ok=True)  # first: half an environment is none
        for folder in ours:
            if folder.exists():
                shutil.rmtree(folder)
    except OSError as error:
        raise NoTraining(
            en=f"The training environment could not be removed whole: {error}. Close what uses {home} and "
            "try again.",
            es=f"No se pudo quitar del todo el entorno de entrenamiento: {error}. Cierre lo que usa {home} "
            "y vuelva a intentarlo.",
        ) from error
    return size


def _size(folder: Path) -> int:
    return sum((Path(root) / name).lstat().st_size for root, _, names in os.walk(folder) for name in names)


@dataclass(frozen=True, slots=True)
class Python:
    """An interpreter that can make the environment: where it is, and its version such as ``3.11.2``."""

    path: Path
    version: str


def pythons() -> list[Python]:
    """What `install` can be given on this computer, what it takes by itself first. Starts each of them."""
    names = [f"python3.{minor}" for minor in range(_NEWEST[1], _OLDEST[1] - 1, -1)] + ["python3", "python"]
    found = [shutil.which(name) for name in names]
    own = None if getattr(sys, "frozen", False) else sys.executable
    kept: dict[Path, Python] = {}
    for path in (os.environ.get(BASE), own, *found):
        if path and (real := Path(path).resolve()) not in kept and (version := _version(path)):
            kept[real] = Python(Path(path), version)
    return list(kept.values())


def base_python(chosen: Path | None = None) -> Path:
    """A Python from 3.11 to 3.13 that can make environments: the chosen one, or the first there is.

    Raises
    ------
    NoTraining
        There is none, or the chosen one is none.
    """
    if chosen is None and (asked := os.environ.get(BASE)):
        chosen = Path(asked)
    if chosen is not None:
        if _version(str(chosen)):
            return chosen
        raise NoTraining(
            en=f"{chosen} is no Python 3.11, 3.12 or 3.13 that can make environments; choose another.",
            es=f"{chosen} no es un Python 3.11, 3.12 o 3.13 que pueda crear entornos; elija otro.",
        )
    if found := pythons():
        return found[0].path
    raise NoTraining(en=NO_PYTHON.en, es=NO_PYTHON.es)


def install(
    wanted: str | None = None, options: Sequence[str] = (), chosen: Path | None = None
) -> Generator[Progress[str], None, None]:
    """Make the environment: a virtual environment, and in it ``geodesk[training]`` by pip.

    Closing the generator stops pip and deletes what it had downloaded; an environment that is not complete
    is never used, and made anew the next time.

    Parameters
    ----------
    wanted
        What pip installs; `requirement` by default.
    options
        More of pip's options, such as ``--index-url``.
    chosen
        The Python that makes it; as `base_python` by default.

    Yields
    ------
    Progress
        Of four steps, with pip's lines as rows.

    Raises
    ------
    NoTraining
        There is no Python, no room, no network, or pip failed; the sentence has pip's last error.
    """
    home, python = environment(), base_python(chosen)
    yield Progress(0, _STEPS, 0)
    try:
        shutil.rmtree(home, ignore_errors=True)
        _downloads().mkdir(parents=True, exist_ok=True)
        free_gb = shutil.disk_usage(home.parent).free / 1e9
    except OSError as error:
        raise _failed(str(error)) from error
    try:
        if free_gb < _ROOM_GB:
            raise NoTraining(
                en=f"Training needs {_ROOM_GB} GB of free disk in {home.parent} to be installed; there are "
                f"{free_gb:.1f} GB.",
                es=f"El entrenamiento necesita {decimal(str(_ROOM_GB))} GB libres en {home.parent} para "
                f"instalarse; hay {decimal(f'{free_gb:.1f}')} GB.",
            )
        own = _python_of(home)
        steps = (
            [str(python), "-m", "venv", str(home)],
            [str(own), "-m", "pip", "install", *_PLAIN, *options, wanted or requirement()],
            [str(own), "-c", "import training, geodesk; print(geodesk.__version__)"],
        )
        for done, command in enumerate(steps, 1):
            yield from _ran(command, done)
    finally:
        shutil.rmtree(_downloads(), ignore_errors=True)
    with (home / _READY).open("w", encoding="utf-8") as stream:
        json.dump({"geodesk": __version__}, stream)
    yield Progress(_STEPS, _STEPS, 0)


_PLAIN = ("--disable-pip-version-check", "--no-input", "--no-cache-dir", "--progress-bar", "off")


def _ran(command: Sequence[str], done: int) -> Generator[Progress[str], None, None]:
    last: deque[str] = deque(maxlen=40)
    clean = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    clean |= dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(_downloads()))
    with Following(command, clean) as process:
        for line in process.lines():
            if line is not None and line.strip():
                last.append(line.strip())
                yield Progress(done, _STEPS, 0, (line.strip(),))
            else:
                yield Progress(done, _STEPS, 0)
        code = process.code()
    if code:
        raise _failed(_why(last))


def _why(lines: Sequence[str]) -> str:
    """Pip's first error if there is one (those after it are its echoes), else the last line."""
    errors = [found.group(1) for line in lines if (found := re.search(r"\bERROR: (.+)", line))]
    return (errors[:1] or list(lines) or ["?"])[-1][:300]


def _failed(why: str) -> NoTraining:
    return NoTraining(
        en=f"The training environment could not be installed: {why}",
        es=f"No se pudo instalar el entorno de entrenamiento: {why}",
    )


def _version(python: str) -> str:
    """Its version, if it can make the environment; else empty."""
    code = "import sys, venv, ensurepip; print(*sys.version_info[:3])"
    try:
        said = subprocess.run([python, "-c", code], capture_output=True, text=True, timeout=20, check=True)
        numbers = tuple(map(int, said.stdout.split()))
    except (OSError, subprocess.SubprocessError, ValueError):
        return ""
    return ".".join(map(str, numbers)) if _OLDEST <= numbers[:2] <= _NEWEST else ""


def _python_of(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


MISSING = Sentence(
    en="Training is not installed. It needs TensorFlow (about 2.6 GB of disk) and is installed once, in your "
    "user's data folder.",
    es="El entrenamiento no está instalado. Necesita TensorFlow (unos 2,6 GB de disco) y se instala una sola "
    "vez, en su carpeta de datos de usuario.",
)
NO_PYTHON = Sentence(
    en="Training needs Python 3.11, 3.12 or 3.13, and there is none here. On Debian and Ubuntu install the "
    "package python3-venv, elsewhere take it from python.org, and try again.",
    es="El entrenamiento necesita Python 3.11, 3.12 o 3.13, y aquí no hay ninguno. En Debian y Ubuntu "
    "instale el paquete python3-venv, en otros sistemas descárguelo de python.org, y vuelva a intentarlo.",
)
