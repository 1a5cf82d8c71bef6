"""Packs the bundle for Windows: one installer made by NSIS."""

from pathlib import Path

from build import BUNDLE, DIST, OUT, ROOT, run, version


def installer(flavour: str = "", tree: Path = BUNDLE) -> Path:
    """``dist/geodesk-VERSION-windows[-FLAVOUR].exe``; NSIS' ``makensis`` must be on the PATH."""
    name = f"geodesk-{version()}-windows{f'-{flavour}' if flavour else ''}.exe"
    values = {"VERSION": version(), "TREE": tree, "OUT": DIST / name, "ICON": OUT / "icons" / "geodesk.ico"}
    script = ROOT / "installer" / "windows" / "geodesk.nsi"
    run("makensis", "-V2", "-WX", *(f"-D{key}={value}" for key, value in values.items()), script)
    return DIST / name
