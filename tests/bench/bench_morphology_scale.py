"""Correlation functions of volumes, their memory, a busy core, and growth with size; see bench_morphology."""

import math
import subprocess
import sys
import textwrap
from contextlib import contextmanager

import numpy as np
import scipy.fft

from geodesk.morphology import directional, kernel_path, two_point
from geodesk.morphology.bitplanes import Team, lines_along, pack_label, pair_counts
from tests.bench.bench_morphology import against, overlapping_discs, show, turns, two_point_bits

VOLUME, FFT_VOLUME, R_MAX = 512, 256, 256


def bench(rounds: int) -> None:
    """Print all of it."""
    volumes(min(rounds, 3))
    memory()
    busy_core(rounds)
    growth(min(rounds, 5))


def blocks(size: int) -> np.ndarray:
    """A volume of two phases with some structure: random cubes of eight voxels."""
    coarse = np.random.default_rng(3).random((size // 8,) * 3) < 0.4
    return coarse.repeat(8, 0).repeat(8, 1).repeat(8, 2)


def pairs(volume: np.ndarray, r_max: int) -> list[np.ndarray]:
    """Pairs of phase 1 along all axes."""
    with Team(None, volume.size) as team:
        plane = pack_label(volume, 1, team)
        return [pair_counts(lines_along(plane, axis, team), r_max, False, team) for axis in (0, 1, 2)]


def pairs_fft(volume: np.ndarray, r_max: int) -> list[np.ndarray]:
    """Do the same by way of the whole map in float32."""
    shape = [scipy.fft.next_fast_len(n + r_max, real=True) for n in volume.shape]
    spectrum = scipy.fft.rfftn(volume.astype(np.float32), shape, workers=2)
    power = spectrum.real**2 + spectrum.imag**2
    found = scipy.fft.irfftn(power, shape, workers=2)
    return [
        np.rint(line[: r_max + 1]).astype(np.int64) for line in (found[:, 0, 0], found[0, :, 0], found[0, 0])
    ]


def volumes(rounds: int) -> None:
    """512 x 512 x 512 on three axes against the FFT of 256 x 256 x 256, a voxel."""
    large, small = blocks(VOLUME), blocks(FFT_VOLUME)
    for ours, theirs in zip(pairs(small, 128), pairs_fft(small, 128), strict=True):
        assert np.abs(ours - theirs).max() <= 1e-4 * ours[0], "the FFT and the bits disagree"
    peer = f"scipy FFT of {FFT_VOLUME} cubed, for as many voxels"
    medians = turns(
        {
            "geodesk": lambda: pairs(large, R_MAX),
            peer: lambda: pairs_fft(small, FFT_VOLUME // 2),
        },
        rounds,
    )
    medians[peer] *= (VOLUME / FFT_VOLUME) ** 3
    against(f"S2 of {VOLUME} cubed, x + y + z, r <= {R_MAX}", medians, {"geodesk": "50 x"})
    show(
        f"S2 and L, both phases, x + y + z + diagonals, r <= 256, {VOLUME} cubed",
        turns({"geodesk": lambda: directional(large, ["x", "y", "z", "diag1", "diag2"], R_MAX)}, rounds),
    )


def memory() -> None:
    """Memory at the highest point beyond the volume, in a process of its own."""
    if not sys.platform.startswith("linux"):
        print("memory: only told on Linux")
        return
    script = textwrap.dedent(f"""
        import numpy as np
        from geodesk.morphology import correlations
        def status(name):
            return next(int(l.split()[1]) for l in open("/proc/self/status") if l.startswith(name)) / 1024
        volume = (np.arange({VOLUME}**3, dtype=np.uint32) // 7 % 3 == 0).astype(np.uint8)
        volume = volume.reshape(3 * [{VOLUME}])
        correlations(volume[:64, :64, :64], r_max=9)
        open("/proc/self/clear_refs", "w").write("5")
        before = status("VmRSS")
        correlations(volume, r_max={R_MAX})
        print(status("VmHWM") - before)
    """)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    packed = VOLUME**3 / 8 / 2**20
    most = float(done.stdout)
    print(f"Memory of S2 and L, three axes, {VOLUME} cubed, beyond the volume (wanted: 4 x its bits)")
    print(f"  {most:.0f} MiB, {most / packed:.1f} x the {packed:.0f} MiB of its bits")


@contextmanager
def busy():
    """Keep one core busy."""
    spin = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        spin.kill()
        spin.wait()


def busy_core(rounds: int) -> None:
    """How much slower when another program keeps a core busy; three threads on two cores would be 1.5 x."""
    grey = overlapping_discs(4096, 16)
    work = {"S2 x + y, r <= 256": lambda: two_point_bits(grey, 256)}
    idle = turns(work, rounds)["S2 x + y, r <= 256"]
    with busy():
        shared = turns(work, rounds)["S2 x + y, r <= 256"]
    show(
        "S2 x + y, r <= 256, 4096 x 4096 (1.5 x would be fair)", {"alone": idle, "beside a busy core": shared}
    )


def growth(rounds: int) -> None:
    """Seconds against size and lags, with the exponents of the lines through them."""
    sizes = (512, 1024, 2048, 4096, 8192)
    print(f"Growth, S2 x + y, kernel {kernel_path()}, one thread")
    pictures = {size: overlapping_discs(size, 16) > 127 for size in sizes}

    def both(size: int, r_max: int) -> None:
        for axis in (0, 1):
            two_point(pictures[size], axis, r_max, threads=1)

    for title, cases in (
        ("r <= N/2", [(size, size // 2) for size in sizes]),
        ("r <= 64", [(size, 64) for size in sizes]),
        ("N = 4096", [(4096, r_max) for r_max in (16, 64, 256, 1024, 4095)]),
    ):
        medians = turns(
            {str(case): lambda c=case: both(*c) for case in cases},
            rounds,
        )
        seconds = list(medians.values())
        by_lags = title == "N = 4096"
        variable = [case[1 if by_lags else 0] for case in cases]
        slope = np.polyfit(np.log(variable), np.log(seconds), 1)[0]
        steps = [
            math.log(b / a) / math.log(y / x)
            for x, y, a, b in zip(variable, variable[1:], seconds, seconds[1:], strict=False)
        ]
        taken = ", ".join(f"{v}: {s * 1e3:.2f} ms" for v, s in zip(variable, seconds, strict=True))
        name = "r_max" if by_lags else "N"
        print(f"  {title}, {name} = {taken}")
        print(f"    grows as {name}^{slope:.2f}; between neighbours {', '.join(f'{s:.2f}' for s in steps)}")
