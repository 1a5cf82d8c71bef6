"""What a report of a fault needs to say: versions, the machine, devices, models, and the end of the log."""

import os
import platform
import sys
import time
from collections.abc import Sequence
from contextlib import suppress

from geodesk import __version__, logs
from geodesk.language import GeoDeskError, decimal, t

_LIBRARIES = ("onnxruntime", "numpy", "tifffile", "imagecodecs", "PIL", "pyqtgraph", "scipy", "sklearn")


def versions() -> list[tuple[str, str]]:
    """Names and versions of the program and the libraries it stands on, as far as they are loaded or told."""
    from geodesk.jobs.licences import parts

    known = {part.name.lower(): part.version for part in parts()}
    packages = {"PIL": "pillow", "sklearn": "scikit-learn"}
    found = [("GeoDesk", __version__), ("Python", platform.python_version())]
    if qt := known.get("pyside6-essentials") or known.get("pyside6_essentials"):
        found.append(("Qt for Python", qt))
    for name in _LIBRARIES:
        package = packages.get(name, name)
        module = sys.modules.get(name)
        version = getattr(module, "__version__", None) or known.get(package)
        if version:
            found.append((package, str(version)))
    return found


def devices() -> list[tuple[str, str]]:
    """What this build of ONNX Runtime has code for, and the code path of the correlation kernel."""
    from geodesk.models import offered
    from geodesk.morphology import kernel_path

    return [
        (
            t("Devices of this build", "Dispositivos de esta versión"),
            ", ".join(one.name for one in offered()),
        ),
        (t("Correlation kernel", "Núcleo de correlaciones"), kernel_path()),
    ]


def machine() -> list[tuple[str, str]]:
    """System, processor cores and memory."""
    cores = str(os.cpu_count() or "?")
    with suppress(AttributeError, OSError, ValueError):
        gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
        cores += t(" cores, ", " núcleos, ") + decimal(f"{gigabytes:.1f}") + " GiB"
    return [(t("System", "Sistema"), platform.platform()), (t("Processor", "Procesador"), cores)]


def models() -> list[tuple[str, str]]:
    """Installed models with the beginning of their SHA-256."""
    from geodesk.models import OnnxFile, installed

    found = []
    for path in installed():
        with suppress(GeoDeskError, OSError):
            found.append((path.stem, OnnxFile.read(path).sha256[:12]))
    return found


def report(more: Sequence[tuple[str, str]] = (), lines: int = 60, crash: str = "") -> str:
    """Everything as plain text, without the name of the user's home folder.

    Parameters
    ----------
    more
        Names and values that only the caller knows (screen, device in use).
    lines
        How many of the log's last lines; 0: none.
    crash
        What a crash or fault left.
    """
    when = time.strftime("%Y-%m-%d %H:%M:%S %z")
    said = [t("Report of GeoDesk", "Informe de GeoDesk") + f", {when}", ""]
    said += [f"{name}: {value}" for name, value in (*versions(), *machine(), *devices(), *more)]
    said += ["", t("Models", "Modelos")] + [f"  {name} {digest}" for name, digest in models()]
    if crash:
        said += ["", t("Fault", "Fallo"), crash.rstrip()]
    said += ["", t("Log", "Registro") + f": {logs.log_file()}"]
    if lines:
        said += logs.tail(lines) or [t("(empty)", "(vacío)")]
    return logs.without_home("\n".join(said)) + "\n"
