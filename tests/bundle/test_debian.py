"""The Debian package in a clean Debian 12 without Python: installed, used, upgraded, purged.

Needs root, debootstrap and a Debian mirror; where one is missing these tests are left out, and say so.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from geodesk import __version__

ROOT = Path(__file__).resolve().parents[2]
BASE = ROOT / "build" / "installer" / "base"
MIRROR = "http://deb.debian.org/debian"
USER = "runuser -u lab -- env HOME=/home/lab GEODESK_LANG=es"


class System:
    """A Debian of its own in a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def run(self, command: str, check: bool = True) -> str:
        """Run a shell command in it; returns what it printed."""
        environment = {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "LANG": "C.UTF-8",
            "DEBIAN_FRONTEND": "noninteractive",
        }
        done = subprocess.run(
            ["chroot", str(self.root), "sh", "-c", command],
            env=environment,
            capture_output=True,
            text=True,
            timeout=900,
        )
        if check:
            assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
        return done.stdout

    def files(self) -> set[str]:
        """Every file outside what the system itself keeps changing."""
        changing = r"^/(proc|dev|sys|run|tmp|var/(lib/(dpkg|apt)|cache|log)|etc/ld\.so\.cache)"
        listed = self.run("find / -xdev \\( -type f -o -type l \\)", check=False).splitlines()
        return {file for file in listed if not re.match(changing, file)}


@pytest.fixture(scope="module")
def package():
    if not os.environ.get("GEODESK_BUNDLE"):
        pytest.skip("no built program: make installer, then make test-bundle")
    file = ROOT / "dist" / f"geodesk_{__version__}_amd64.deb"
    assert file.is_file(), f"{file} is not there: make installer"
    return file


@pytest.fixture(scope="module")
def debian(package, tmp_path_factory):
    if os.geteuid() != 0:
        pytest.skip("a clean Debian needs root")
    if shutil.which("debootstrap") is None:
        pytest.skip("a clean Debian needs debootstrap")
    if not (BASE / "etc" / "debian_version").is_file():
        made = subprocess.run(
            ["debootstrap", "--variant=minbase", "bookworm", str(BASE), MIRROR], capture_output=True
        )
        if made.returncode:
            shutil.rmtree(BASE, ignore_errors=True)
            pytest.skip("a clean Debian needs a mirror that can be reached")
    root = tmp_path_factory.mktemp("debian") / "root"
    subprocess.run(["cp", "-a", str(BASE), str(root)], check=True)
    shutil.copy("/etc/resolv.conf", root / "etc" / "resolv.conf")
    kept = BASE.parent / "debs"
    kept.mkdir(exist_ok=True)
    mounts = [("proc", "proc", "/proc"), ("tmpfs", "tmpfs", "/dev/shm")]
    for kind, what, where in mounts:
        subprocess.run(["mount", "-t", kind, what, f"{root}{where}"], check=True)
    subprocess.run(["mount", "--bind", str(kept), f"{root}/var/cache/apt/archives"], check=True)
    try:
        system = System(root)
        keep = 'Binary::apt::APT::Keep-Downloaded-Packages "true";'
        system.run(f"echo '{keep}' > /etc/apt/apt.conf.d/keep; apt-get update -qq; useradd -m lab")
        yield system
    finally:
        for where in ("/var/cache/apt/archives", "/dev/shm", "/proc"):
            subprocess.run(["umount", "-l", f"{root}{where}"], check=False)
        shutil.rmtree(root, ignore_errors=True)


def older(package: Path, out: Path) -> Path:
    """The same package under a lower version, as somebody may have it installed."""
    tree = out / "older"
    subprocess.run(["dpkg-deb", "-R", str(package), str(tree)], check=True)
    control = tree / "DEBIAN" / "control"
    control.write_text(control.read_text().replace(f"Version: {__version__}", "Version: 0.0.1"))
    (tree / "usr/lib/geodesk/only-in-the-older").write_text("gone after the upgrade")
    made = out / "geodesk_0.0.1_amd64.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Znone", "-b", str(tree), str(made)], check=True)
    shutil.rmtree(tree)
    return made


def test_from_installing_to_purging(debian, package, samples, tmp_path):
    assert debian.run("command -v python3 || echo none").strip() == "none"
    before = debian.files()
    old = older(package, tmp_path)
    for file in (old, package):
        shutil.copy(file, debian.root / "root" / file.name)
    old.unlink()

    # Installed with what it depends on and nothing more; nothing that it needs is missing.
    debian.run("apt-get install -y -qq --no-install-recommends /root/geodesk_0.0.1_amd64.deb")
    assert debian.run("command -v python3 || echo none").strip() == "none"
    # Qt's look of GTK is used where GTK is, and only there.
    asked = "find /usr/lib/geodesk -name '*.so*' -type f ! -name libqgtk3.so"
    inside = "/usr/lib/geodesk/_internal"
    missing = debian.run(
        f"for f in $({asked}); do LD_LIBRARY_PATH={inside} ldd $f; done | grep 'not found' || :"
    )
    assert missing == ""
    assert debian.run("geodesk --version").strip() == f"GeoDesk {__version__}"

    # A user classifies, labels and exports on the terminal, before there is any screen.
    shutil.copytree(samples, debian.root / "home/lab/muestras")
    debian.run("chown -R lab:lab /home/lab/muestras")
    debian.run(f"{USER} geodesk classify /home/lab/muestras --model sem-usable --out /home/lab/p.csv")
    debian.run(f"{USER} geodesk labels set /home/lab/muestras sem_barra_buena.tif YES")
    debian.run(f"{USER} geodesk labels export /home/lab/muestras /home/lab/antes.csv")

    # And opens the window.
    debian.run("apt-get install -y -qq --no-install-recommends xvfb xauth")
    window = "xvfb-run -a timeout -s TERM 40 geodesk /home/lab/muestras; echo rc $?"
    said = debian.run(f"{USER} QT_QPA_PLATFORM=xcb sh -c '{window}' 2>&1")
    # 124: it ran until `timeout` asked it to end.
    assert "rc 124" in said and "Traceback" not in said and "qt.qpa" not in said, said
    settings = debian.run("find /home/lab/.config /home/lab/muestras/.geodesk -type f").split()
    assert any("settings" in file for file in settings) and any("/labels-" in file for file in settings)
    sums = debian.run(f"md5sum {' '.join(settings)}")

    # The newer version keeps settings and labels, and takes away what only the older had.
    debian.run(f"apt-get install -y -qq --no-install-recommends /root/{package.name}")
    assert debian.run("dpkg-query -W -f '${Version}' geodesk") == __version__
    assert not (debian.root / "usr/lib/geodesk/only-in-the-older").exists()
    assert debian.run(f"md5sum {' '.join(settings)}") == sums
    debian.run(f"{USER} geodesk labels export /home/lab/muestras /home/lab/luego.csv")
    antes, luego = ((debian.root / f"home/lab/{name}.csv").read_bytes() for name in ("antes", "luego"))
    assert antes == luego and b"YES" in luego

    # Purged: nothing stays but the user's own.
    debian.run("apt-get purge -y -qq geodesk")
    left = {file for file in debian.files() - before if "geodesk" in file.lower()}
    assert left and all(file.startswith(("/home/lab/", "/root/geodesk_")) for file in left), left
    assert debian.run(f"md5sum {' '.join(settings)}") == sums


def test_it_is_as_small_as_promised(package):
    assert package.stat().st_size <= 180e6
    said = subprocess.run(["dpkg-deb", "-f", str(package), "Installed-Size"], capture_output=True, text=True)
    assert int(said.stdout) * 1024 <= 500e6
