"""Packs the bundle for Linux: a Debian package, and an archive that needs no root."""

import gzip
import shutil
import subprocess
import time
from pathlib import Path

from build import BUNDLE, DIST, OUT, ROOT, moment, run, version

FILES = ROOT / "installer" / "linux"
STAGE = OUT / "stage"
# Libraries of the machine that the bundle expects; their names in Debian 12 and later.
DEPENDS = (
    *("libc6 (>= 2.34)", "libstdc++6 (>= 12)", "libgcc-s1", "zlib1g", "libegl1", "libgl1", "libglib2.0-0"),
    *("libdbus-1-3", "libfontconfig1", "libfreetype6", "libxkbcommon0", "libxkbcommon-x11-0", "libx11-6"),
    *("libx11-xcb1", "libxcb1", "libxcb-cursor0", "libxcb-glx0", "libxcb-icccm4", "libxcb-image0"),
    *("libxcb-keysyms1", "libxcb-randr0", "libxcb-render0", "libxcb-render-util0", "libxcb-shape0"),
    *("libxcb-shm0", "libxcb-sync1", "libxcb-util1", "libxcb-xfixes0", "libxcb-xkb1"),
    *("libwayland-client0", "libwayland-cursor0", "libwayland-egl1"),
    "fonts-dejavu-core | fonts-liberation | fonts-noto-core",
)
CONTROL = """\
Package: geodesk
Version: {version}
Architecture: amd64
Maintainer: The GeoDesk authors <geodesk@localhost>
Section: science
Priority: optional
Installed-Size: {kib}
Depends: {depends}
Suggests: python3-venv
Description: classify, label and measure micrographs
 A program for laboratories with a microscope: it reads the micrographs that the
 instruments write, with their pixel size, classifies whole folders with ONNX
 models, labels them by keyboard, and shows two-point probability and lineal path
 while the threshold is moved. Everything happens on the workstation.
 Spanish and English.
"""
COPYRIGHT = """\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: GeoDesk
Comment: The licence of every bundled part is in /usr/lib/geodesk/licences.

Files: *
Copyright: 2026, The GeoDesk authors
License: BSD-3-Clause
{bsd}

Files: usr/lib/geodesk/_internal/*
Copyright: their authors
License: bundled-parts
{parts}
"""


def share(root: Path) -> None:
    """Fill ``share/``: menu entry, icons, file types, AppStream, man pages."""
    where = root / "share"
    _put(FILES / "geodesk.desktop", where / "applications")
    _put(FILES / "geodesk.xml", where / "mime" / "packages")
    info = (FILES / "org.geodesk.GeoDesk.metainfo.xml").read_text(encoding="utf-8")
    day = time.strftime("%Y-%m-%d", time.gmtime(moment()))
    _write(
        where / "metainfo" / "org.geodesk.GeoDesk.metainfo.xml",
        info.replace("@VERSION@", version()).replace("@DATE@", day),
    )
    _put(ROOT / "resources" / "icons" / "geodesk.svg", where / "icons" / "hicolor" / "scalable" / "apps")
    for png in sorted((OUT / "icons").glob("[0-9]*.png")):
        size = png.stem
        target = where / "icons" / "hicolor" / f"{size}x{size}" / "apps"
        target.mkdir(parents=True)
        shutil.copy(png, target / "geodesk.png")
    from manual import page

    for language, folder in (("en", "man1"), ("es", "es/man1")):
        target = where / "man" / folder / "geodesk.1.gz"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(gzip.compress(page(language).encode(), 9, mtime=moment()))


def deb() -> Path:
    """``dist/geodesk_VERSION_amd64.deb`` out of the bundle."""
    shutil.rmtree(STAGE, ignore_errors=True)
    usr = STAGE / "usr"
    (usr / "bin").mkdir(parents=True)
    shutil.copytree(BUNDLE, usr / "lib" / "geodesk", symlinks=True)
    (usr / "bin" / "geodesk").symlink_to("../lib/geodesk/geodesk")
    share(usr)
    documents = usr / "share" / "doc" / "geodesk"
    notice = (BUNDLE / "licences" / "NOTICE.txt").read_text(encoding="utf-8")
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    _write(documents / "copyright", COPYRIGHT.format(bsd=_folded(licence), parts=_folded(notice)))
    changelog = documents / "changelog.gz"
    changelog.write_bytes(gzip.compress((ROOT / "CHANGELOG.md").read_bytes(), 9, mtime=moment()))
    _modes(STAGE)
    kib = sum(path.lstat().st_size for path in usr.rglob("*") if not path.is_dir()) // 1024
    _write(
        STAGE / "DEBIAN" / "control", CONTROL.format(version=version(), kib=kib, depends=", ".join(DEPENDS))
    )
    sums = subprocess.run(
        "find usr -type f -print0 | sort -z | xargs -0 md5sum",
        shell=True,
        cwd=STAGE,
        capture_output=True,
        check=True,
    )
    (STAGE / "DEBIAN" / "md5sums").write_bytes(sums.stdout)
    package = DIST / f"geodesk_{version()}_amd64.deb"
    # zstd: a tenth larger than xz, unpacked many times faster; known to Debian 12 and later.
    run("dpkg-deb", "--root-owner-group", "-Zzstd", "-z12", "--build", STAGE, package)
    return package


def archive() -> Path:
    """``dist/geodesk-VERSION-linux-x86_64.tar.zst``: unpack anywhere, run ``geodesk/geodesk``."""
    root = OUT / "archive" / f"geodesk-{version()}"
    shutil.rmtree(root.parent, ignore_errors=True)
    root.parent.mkdir(parents=True)
    shutil.copytree(BUNDLE, root, symlinks=True)
    share(root)
    _put(FILES / "add-to-menu.sh", root)
    _modes(root)
    (root / "add-to-menu.sh").chmod(0o755)
    out = DIST / f"geodesk-{version()}-linux-x86_64.tar.zst"
    run("tar", "--sort=name", f"--mtime=@{moment()}", "--owner=0", "--group=0", "--numeric-owner",
        "--use-compress-program=zstd -T2 -12", "-cf", out, "-C", root.parent, root.name)  # fmt: skip
    return out


def _put(file: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(file, folder / file.name)


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _folded(text: str) -> str:
    return "\n".join(f" {line}" if line.strip() else " ." for line in text.rstrip().splitlines())


def _modes(root: Path) -> None:
    """Everyone may read, nobody but the owner write; only programs may be run."""
    for path in root.rglob("*"):
        if path.is_symlink():
            continue
        run_it = path.is_dir() or (
            path.parent.name in ("bin", "geodesk", root.name) and path.name == "geodesk"
        )
        path.chmod(0o755 if run_it else 0o644)
    root.chmod(0o755)
