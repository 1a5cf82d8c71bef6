"""What makes a micrograph unusable: seven kinds of fault, each in a training and in a test family.

The two families share no kernel and no formula, so a network that rejects the test family has learnt the
fault and not our way of making it. Severity is what a technician would throw away and take again; milder
faults belong to the usable class (`training.scenes.mildly_changed`). `FAMILIES` is the documented table.

Lengths are in pixels of the native picture, noise in grey levels (0-255), rates relative to the picture.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from training.faults import exposure, optics, signal_path
from training.faults.common import Grey, Rng, grain

__all__ = ["FAMILIES", "KINDS", "Family", "Fault", "degrade", "grain"]

Family = Literal["train", "test"]
KINDS = ("defocus", "drift", "charging", "saturation", "noise", "blank", "contrast")


@dataclass(frozen=True, slots=True)
class Fault:
    """One way of making one kind of fault."""

    kind: str
    family: Family
    what: str
    apply: Callable[[Grey, Rng], Grey]


def degrade(
    pixels: NDArray[np.uint8], kind: str, family: Family, rng: np.random.Generator
) -> tuple[NDArray[np.uint8], str]:
    """Make a picture unusable.

    Parameters
    ----------
    pixels
        (H, W) uint8, usable.
    kind
        One of `KINDS`.
    family
        ``"train"`` or ``"test"``.
    rng
        Draws the parameters; the same state gives the same picture.

    Returns
    -------
    pixels, what
        (H, W) uint8, and which of the family's faults was applied.
    """
    choices = [fault for fault in FAMILIES if fault.kind == kind and fault.family == family]
    if not choices:
        raise ValueError(f"no fault of kind {kind!r} in family {family!r}: kinds are {', '.join(KINDS)}")
    fault = choices[int(rng.integers(len(choices)))]
    values = fault.apply(pixels.astype(np.float32), rng)
    return np.clip(np.rint(values), 0, 255).astype(np.uint8), fault.what


FAMILIES: tuple[Fault, ...] = (
    Fault("defocus", "train", "Gaussian, σ 3-9 px", optics.gaussian_defocus),
    Fault("defocus", "train", "anisotropic Gaussian, σ 4.5-10 by 1.5-2.5 px", optics.gaussian_astigmatism),
    Fault("defocus", "test", "disc, radius 5-12 px", optics.disc_defocus),
    Fault("defocus", "test", "elliptic disc, 8-15 by 3-5 px", optics.disc_astigmatism),
    Fault("drift", "train", "straight motion, 11-35 px", optics.straight_drift),
    Fault("drift", "train", "line jitter, σ 2.5-7 px, with random walk", optics.line_jitter),
    Fault("drift", "test", "arc that slows down, 14-30 px", optics.curved_drift),
    Fault("drift", "test", "two-tone vibration of the lines, 4-9 px", optics.vibration),
    Fault("charging", "train", "exponential tails after bright features", signal_path.streaks),
    Fault("charging", "train", "bands of lines and halos", signal_path.bands),
    Fault("charging", "train", "glowing islands with torn lines", signal_path.charged_islands),
    Fault("charging", "test", "sawtooth lines with after-shadows", signal_path.after_shadows),
    Fault("charging", "test", "1/f baseline with discharge flashes", signal_path.wandering_baseline),
    Fault("saturation", "train", "linear gain, 45-90 % white", exposure.gain_blown),
    Fault("saturation", "train", "linear offset, 80-98 % black", exposure.offset_crushed),
    Fault("saturation", "train", "clipped at both ends", exposure.clipped_twice),
    Fault("saturation", "test", "exponential exposure curve, 55-80 % white", exposure.exposure_blown),
    Fault("saturation", "test", "pedestal at the 88th-96th percentile", exposure.pedestal_crushed),
    Fault("noise", "train", "Gaussian, 1-4 times the contrast, at least σ 34", signal_path.gaussian_noise),
    Fault("noise", "train", "Poisson, 0.7-6 counts at the mean", signal_path.low_dose),
    Fault("noise", "test", "gamma speckle, 1-2.5 looks", signal_path.speckle),
    Fault("noise", "test", "Laplace noise with dead and hot pixels", signal_path.impulses),
    Fault("blank", "train", "level, gradient, Gaussian grain, specks", exposure.empty_field),
    Fault("blank", "train", "clouds with correlated grain", exposure.cloudy_field),
    Fault("blank", "test", "own shading and Laplace grain, structure gone", exposure.faded_away),
    Fault("blank", "test", "mains hum and Poisson grain", exposure.hum_only),
    Fault("contrast", "train", "standard deviation 0.7-3.5 levels", exposure.squeezed),
    Fault("contrast", "train", "mean 1-7 levels", exposure.far_too_dark),
    Fault("contrast", "train", "all within some levels of white", exposure.far_too_bright),
    Fault("contrast", "test", "gamma 7-12 or 1/12-1/30", exposure.steep_gamma),
    Fault("contrast", "test", "1st-99th percentile onto 4-10 levels", exposure.narrow_window),
)
