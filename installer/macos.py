"""Packs the bundle for macOS: GeoDesk.app in a disk image, signed where an identity is given."""

import os
import shutil
from pathlib import Path

from build import BUNDLE, DIST, OUT, run, version


def image() -> Path:
    """``dist/geodesk-VERSION-macos.dmg``.

    ``GEODESK_SIGNING`` names the identity of codesign; without it the app is signed for this machine's kind
    only, and a user opens it the first time by the context menu.
    """
    app = BUNDLE.parent / "GeoDesk.app"
    inside = app / "Contents" / "Resources"
    (inside / "resources" / "wheels").mkdir(parents=True, exist_ok=True)
    for wheel in (OUT / "wheels").glob("*.whl"):
        shutil.copy(wheel, inside / "resources" / "wheels")
    shutil.copytree(BUNDLE / "licences", inside / "licences", dirs_exist_ok=True)
    # Files were added: the seal is made anew.
    run("codesign", "--force", "--deep", "--sign", os.environ.get("GEODESK_SIGNING", "-"), app)
    folder = OUT / "dmg"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    run("cp", "-R", app, folder)
    (folder / "Applications").symlink_to("/Applications")
    out = DIST / f"geodesk-{version()}-macos.dmg"
    run("hdiutil", "create", "-ov", "-volname", "GeoDesk", "-srcfolder", folder, "-format", "UDZO", out)
    return out
