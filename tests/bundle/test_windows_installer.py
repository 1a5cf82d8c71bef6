"""The Windows installer run under Wine, around a stand-in for the program; left out without NSIS and Wine.

It shows what the installer writes, refuses and takes away. It shows nothing of a real Windows, nor of the
program built for it.
"""

import os
import re
import resource
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
UNINSTALL = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\GeoDesk"
# A Windows program that NSIS itself makes: it writes down its command line, and stays a while if asked to.
STAND_IN = r"""
Unicode true
SilentInstall silent
RequestExecutionLevel user
OutFile "{out}"
!include FileFunc.nsh
Section
  ${{GetParameters}} $0
  FileOpen $1 "C:\started.txt" w
  FileWriteUTF16LE $1 "$0"
  FileClose $1
  StrCmp $0 "--stay" 0 +2
  Sleep 60000
SectionEnd
"""

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, ("makensis", "wine", "wineserver"))), reason="needs NSIS and Wine"
)


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    """Two versions of the installer, by what packs the real one; each has a file that the other lacks."""
    out = tmp_path_factory.mktemp("packed")
    tree = out / "tree"
    for name in ("licences", "_internal/base library", "icons"):
        (tree / name if name != "icons" else out / name).mkdir(parents=True)
    (tree / "licences" / "NOTICE.txt").write_text("GeoDesk\n\nIt is free.\n\nnumpy: BSD\n")
    (tree / "_internal" / "base library" / "large.dll").write_bytes(os.urandom(4 << 20))
    for icon in ("geodesk.ico", "128.png"):
        Image.new("RGB", (128, 128)).save(out / "icons" / icon)
    (out / "stand-in.nsi").write_text(STAND_IN.format(out=tree / "geodesk.exe"), encoding="utf-8")
    subprocess.run(["makensis", "-V1", out / "stand-in.nsi"], check=True)
    made = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "installer"))
        import windows

        patch.setattr(windows, "OUT", out)
        patch.setattr(windows, "DIST", out)
        for version in ("0.1.0", "0.2.0"):
            patch.setattr(windows, "version", lambda version=version: version)
            (tree / "_internal" / f"only-{version}.dll").write_text(version)
            made[version] = windows.installer(tree=tree)
            (tree / "_internal" / f"only-{version}.dll").unlink()
    return made


class Windows:
    """A Windows of Wine in a folder of its own."""

    def __init__(self, prefix: Path) -> None:
        self.drive = prefix / "drive_c"
        self.environment = os.environ | {"WINEPREFIX": str(prefix), "WINEDEBUG": "-all", "LC_ALL": "C.UTF-8"}
        self.environment["WINEDLLOVERRIDES"] = "mscoree,mshtml,winemenubuilder.exe="
        self.run("wineboot", "-i")
        self.run("winecfg", "-v", "win10")
        self.run("reg", "add", r"HKCU\Software\Classes\.tif\OpenWithProgids", "/v", "Other.Viewer", "/f")
        (self.drive / "users" / "settings.ini").write_text("the user's own")
        self.first = self.state()

    def start(self, *words: object, **options) -> subprocess.Popen[bytes]:
        """Start a program."""
        options |= {"env": self.environment, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(["wine", *map(str, words)], **options)

    def run(self, *words: object, **options) -> int:
        """Run a program to its end; returns its exit code, and keeps in ``said`` what it printed."""
        with self.start(*words, **options) as process:
            self.said = process.communicate(timeout=300)[0].decode("utf-8", "replace")
        return process.returncode

    def uninstall(self, folder: Path, who: str) -> None:
        """Run the uninstaller, which goes on as a copy of itself, to its end."""
        assert self.run(folder / "uninstall.exe", who, "/S") == 0
        subprocess.run(["wineserver", "-w"], env=self.environment, timeout=300)

    def state(self) -> set[str]:
        """The registry, line by line, and every file."""
        subprocess.run(["wineserver", "-w"], env=self.environment, timeout=300)  # it writes on leaving
        lines = {str(file.relative_to(self.drive)) for file in self.drive.rglob("*") if file.is_file()}
        for name in ("user.reg", "system.reg"):
            for line in (self.drive.parent / name).read_text("utf-8", "replace").splitlines():
                if not line.startswith("#"):
                    lines.add(re.sub(r"^(\[.*\]) \d+$", r"\1", line))
        return lines

    def program(self) -> dict[str, bytes]:
        """Every file of a GeoDesk installed for one user."""
        folder = user_folder(self)
        return {str(file): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture(scope="module")
def windows(tmp_path_factory):
    made = Windows(tmp_path_factory.mktemp("wine") / "prefix")
    yield made
    subprocess.run(["wineserver", "-k"], env=made.environment)


@pytest.fixture
def clean(windows):
    """That Windows; after the test nothing of GeoDesk may be left, and nothing of others be lost."""
    yield windows
    after = windows.state()
    assert {line for line in windows.first ^ after if "geodesk" in line.lower()} == set()
    assert {line for line in windows.first - after if "DriverDate" not in line} == set()


def user_folder(windows: Windows) -> Path:
    return next((windows.drive / "users").glob("*/AppData/Local")) / "Programs" / "GeoDesk"


def started(windows: Windows) -> str:
    """What the stand-in was started with."""
    note = windows.drive / "started.txt"
    for _ in range(100):
        if note.is_file() and note.stat().st_size:
            break
        time.sleep(0.1)
    text = note.read_text("utf-16-le")
    note.unlink()
    return text


def test_for_one_user_it_takes_away_what_it_put_and_nothing_else(packed, clean):
    assert clean.run(packed["0.1.0"], "/S") == 0
    folder = user_folder(clean)
    assert not {"geodesk.exe", "_internal", "licences", "uninstall.exe"} ^ {x.name for x in folder.iterdir()}
    assert list((clean.drive / "users").rglob("Start Menu/Programs/GeoDesk.lnk"))
    clean.run("reg", "query", rf"HKCU\{UNINSTALL}")
    entry = dict(re.findall(r"^ +(\w+) +REG_\w+ +(.*?)\r?$", clean.said, re.MULTILINE))
    assert entry["DisplayVersion"] == "0.1.0" and entry["Publisher"] and entry["DisplayName"] == "GeoDesk"
    assert int(entry["EstimatedSize"], 16) > 4096
    clean.run("reg", "query", r"HKCU\Software\Classes\GeoDesk.Micrograph\shell\open\command")
    assert r'\Programs\GeoDesk\geodesk.exe" "%1"' in clean.said
    clean.run("reg", "query", r"HKCU\Software\Classes\.tif\OpenWithProgids")
    assert "GeoDesk.Micrograph" in clean.said and "Other.Viewer" in clean.said
    (folder / "mis notas.txt").write_text("mine")
    clean.uninstall(folder, "/CurrentUser")
    assert [file.name for file in folder.iterdir()] == ["mis notas.txt"]
    shutil.rmtree(folder)


def test_for_all_users_in_a_chosen_folder_files_open_with_it(packed, clean):
    theirs = clean.drive / "Lab Mío" / "licences"
    theirs.mkdir(parents=True)
    (theirs / "otro.txt").write_text("another program's")
    # NSIS takes what follows /D= as it is, without quotes.
    assert clean.run(packed["0.1.0"], "/S", "/AllUsers", r"/D=C:\Lab", "Mío") == 0
    folder = theirs.parent / "GeoDesk"
    assert (folder / "geodesk.exe").is_file()
    clean.run("reg", "query", rf"HKLM\{UNINSTALL}", "/reg:64")
    assert r"\GeoDesk" in clean.said and "/AllUsers" in clean.said
    # Wine 8 looks up what opens a file for all users only, not under the user's own keys.
    pictures = clean.drive / "Mis imágenes"
    pictures.mkdir()
    for name, words in (
        ("lámina 1.tif", ["/progIDOpen", "GeoDesk.Micrograph"]),
        ("rápida.geodesk-recipe.json", ["/progIDOpen", "GeoDesk.Recipe"]),
        ("cristal ñ.dm3", []),
    ):
        (pictures / name).touch()
        clean.run("start", *words, rf"C:\Mis imágenes\{name}")
        assert started(clean) == rf'"C:\Mis imágenes\{name}"'
    shutil.rmtree(pictures)
    clean.uninstall(folder, "/AllUsers")
    assert not folder.exists() and (theirs / "otro.txt").read_text() == "another program's"


def test_a_newer_version_replaces_the_older_and_moves_with_the_folder(packed, clean):
    assert clean.run(packed["0.1.0"], "/S") == 0
    folder = user_folder(clean)
    assert clean.run(packed["0.2.0"], "/S") == 0
    assert [file.name for file in (folder / "_internal").glob("only-*")] == ["only-0.2.0.dll"]
    assert not list(folder.glob("*.old"))
    assert clean.run(packed["0.2.0"], "/S", r"/D=C:\Otra\GeoDesk") == 0
    assert not folder.exists()
    clean.run("reg", "query", rf"HKCU\{UNINSTALL}", "/v", "InstallLocation")
    assert r"C:\Otra\GeoDesk" in clean.said
    assert clean.run(packed["0.2.0"], "/S") == 0  # where it is
    assert not folder.exists()
    clean.uninstall(clean.drive / "Otra" / "GeoDesk", "/CurrentUser")
    assert not (clean.drive / "Otra" / "GeoDesk").exists()


def test_on_a_full_disk_all_stays_as_it_is(packed, clean):
    def full() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (3 << 20, 3 << 20))

    def too_full() -> None:
        # Wine's server, which writes the registry, is kept running without that limit.
        with clean.start("cmd", "/c", "pause", stdin=subprocess.PIPE) as other:
            other.stdout.read(1)
            assert clean.run(packed["0.2.0"], "/S", preexec_fn=full) == 2
            other.communicate(b"\n")

    too_full()
    assert not user_folder(clean).exists()
    assert clean.run(packed["0.1.0"], "/S") == 0
    before = clean.program()
    too_full()
    assert clean.program() == before
    clean.uninstall(user_folder(clean), "/CurrentUser")


def test_while_it_runs_it_is_neither_replaced_nor_removed(packed, clean):
    assert clean.run(packed["0.1.0"], "/S") == 0
    folder, before = user_folder(clean), clean.program()
    with clean.start(folder / "geodesk.exe", "--stay") as running:
        assert started(clean) == "--stay"
        assert clean.run(packed["0.2.0"], "/S") == 2
        name = rf"C:\{folder.relative_to(clean.drive)}".replace("/", "\\")
        assert clean.run(folder / "uninstall.exe", "/S", "/CurrentUser", f"_?={name}") == 2
        assert clean.program() == before
        clean.run("taskkill", "/f", "/im", "geodesk.exe")
        running.wait(timeout=60)
    clean.uninstall(folder, "/CurrentUser")
