"""Packs the bundle for Windows: one installer made by NSIS."""

import os
import shutil
from pathlib import Path

from build import BUNDLE, DIST, OUT, ROOT, run, version


def installer(flavour: str = "", tree: Path = BUNDLE) -> Path:
    """``dist/geodesk-VERSION-windows[-FLAVOUR].exe``; NSIS 3 must be installed."""
    name = f"geodesk-{version()}-windows{f'-{flavour}' if flavour else ''}.exe"
    notice = OUT / "notice.txt"
    notice.write_bytes(page((tree / "licences" / "NOTICE.txt").read_text(encoding="utf-8")))
    icons = OUT / "icons"
    values = {"ICON": icons / "geodesk.ico", "SIDE": side(icons / "128.png", OUT / "side.bmp")}
    values |= {"VERSION": version(), "TREE": tree, "OUT": DIST / name, "NOTICE": notice}
    script = ROOT / "installer" / "windows" / "geodesk.nsi"
    run(makensis(), "-V2", "-WX", *(f"-D{key}={value}" for key, value in values.items()), script)
    return DIST / name


def makensis() -> str:
    """NSIS' compiler: on the PATH, or where its own installer puts it without telling the PATH."""
    usual = Path(os.environ.get("PROGRAMFILES(X86)", "")) / "NSIS" / "makensis.exe"
    return shutil.which("makensis") or (str(usual) if usual.is_file() else "makensis")


def page(notice: str) -> bytes:
    """The notice of licences for the installer's narrow page: lines unbroken, UTF-8 with the mark NSIS needs.

    Its first block is the title, its last the list of parts, a line each; those between are sentences.
    """
    title, *sentences, parts = notice.strip().split("\n\n")
    blocks = [title.splitlines()[0], *(" ".join(block.splitlines()) for block in sentences), parts]
    return "\r\n\r\n".join("\r\n".join(block.splitlines()) for block in blocks).encode("utf-8-sig")


def side(icon: Path, out: Path) -> Path:
    """The picture beside the last page, in the one size that NSIS takes; returns ``out``."""
    from PIL import Image

    picture = Image.new("RGB", (164, 314), "#eef1f4")
    with Image.open(icon) as drawn:
        picture.paste(drawn, ((164 - drawn.width) // 2, 48), drawn.convert("RGBA"))
    picture.save(out)
    return out
