"""What a classifier sees of a pixel: the picture smoothed, its edges, ridges and texture, at some scales."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.micrograph import Rect, to_grey

_TRUNCATE = 3.0  # standard deviations a Gaussian reaches


@dataclass(frozen=True, slots=True)
class FeatureSet:
    """Which scales are looked at.

    Of every scale: the Gaussian-smoothed picture (each colour), and of its grey the gradient's size, the
    Laplacian (of Gaussian), both eigenvalues of the Hessian, and the local standard deviation under the same
    Gaussian. Derivatives are central differences of the smoothed picture. The pixel itself comes first.

    Attributes
    ----------
    sigmas : tuple of float
        Standard deviations in pixels.
    """

    sigmas: tuple[float, ...] = (1.0, 2.0, 4.0)

    def __post_init__(self) -> None:
        if not self.sigmas or not all(0.3 <= sigma <= 64 for sigma in self.sigmas):
            raise ValueError(f"scales must lie in 0.3…64 pixels, not {self.sigmas}")

    @property
    def halo(self) -> int:
        """Pixels around a box that its features depend on."""
        return int(_TRUNCATE * max(self.sigmas) + 0.5) + 2

    def count(self, channels: int) -> int:
        """How many features a pixel of so many colours has."""
        return channels + len(self.sigmas) * (channels + 5)

    def of(self, pixels: NDArray[Any], box: Rect, fill: float) -> NDArray[np.float32]:
        """The features of the pixels in a box; they do not depend on how a picture is cut into boxes.

        Parameters
        ----------
        pixels : ndarray, shape (H, W) or (H, W, 3)
            uint8 counts from 0 to 255, uint16 is brought to that range; others are taken as they are. What
            lies beyond the array is mirrored.
        box : Rect
            Inside the picture.
        fill : float
            Stands for pixels that are not finite.

        Returns
        -------
        ndarray of float32, shape (box.h * box.w, count)
        """
        height, width = pixels.shape[:2]
        top, left = max(0, box.y - self.halo), max(0, box.x - self.halo)
        bottom, right = min(height, box.y + box.h + self.halo), min(width, box.x + box.w + self.halo)
        part = _float(pixels[top:bottom, left:right], fill)
        inner = slice(box.y - top, box.y - top + box.h), slice(box.x - left, box.x - left + box.w)
        channels = 1 if part.ndim == 2 else part.shape[2]
        found = np.empty((box.h, box.w, self.count(channels)), np.float32)
        found[..., :channels] = part.reshape(*part.shape[:2], channels)[inner]
        at = channels
        for sigma in self.sigmas:
            at = self._scale(part, channels, sigma, inner, found, at)
        return found.reshape(box.h * box.w, -1)

    def _scale(
        self,
        part: NDArray[np.float32],
        channels: int,
        sigma: float,
        inner: tuple[slice, slice],
        found: NDArray[np.float32],
        at: int,
    ) -> int:
        from scipy import ndimage

        def smooth(plane: NDArray[np.float32]) -> NDArray[np.float32]:
            blurred: NDArray[np.float32] = ndimage.gaussian_filter(plane, sigma, truncate=_TRUNCATE)
            return blurred

        planes = [part] if channels == 1 else [part[..., c] for c in range(channels)]
        blurred = [smooth(plane) for plane in planes]
        for plane in blurred:
            found[..., at] = plane[inner]
            at += 1
        grey = part if channels == 1 else to_grey(part).astype(np.float32)
        level = blurred[0] if channels == 1 else to_grey(np.stack(blurred, axis=-1)).astype(np.float32)
        dy, dx = _difference(level, 0), _difference(level, 1)
        found[..., at] = np.hypot(dx, dy)[inner]
        yy, xx, xy = _difference(dy, 0), _difference(dx, 1), _difference(dx, 0)
        half, turn = (xx + yy) / 2, np.hypot((xx - yy) / 2, xy)
        found[..., at + 1] = (2 * half)[inner]
        found[..., at + 2] = (half + turn)[inner]
        found[..., at + 3] = (half - turn)[inner]
        spread = smooth(grey * grey) - level * level
        found[..., at + 4] = np.sqrt(np.maximum(spread, 0))[inner]
        return at + 5


def _difference(plane: NDArray[np.float32], axis: int) -> NDArray[np.float32]:
    """Central differences; at the border of the array the pixel beyond is the border's own."""
    turned = np.moveaxis(plane, axis, 0)
    found = np.empty_like(turned)
    if len(turned) == 1:
        found[...] = 0
    else:
        found[1:-1] = (turned[2:] - turned[:-2]) / 2
        found[0] = (turned[1] - turned[0]) / 2
        found[-1] = (turned[-1] - turned[-2]) / 2
    return np.moveaxis(found, 0, axis)


def _float(pixels: NDArray[Any], fill: float) -> NDArray[np.float32]:
    if pixels.ndim == 3 and pixels.shape[2] == 1:
        pixels = pixels[..., 0]
    elif pixels.ndim == 3:
        pixels = pixels[..., :3]  # a fourth is transparency
    if pixels.dtype == np.uint16:
        return pixels.astype(np.float32) / np.float32(257)
    part = pixels.astype(np.float32)
    if pixels.dtype.kind == "f":
        part[~np.isfinite(part)] = fill
    return part


def known(pixels: NDArray[Any]) -> NDArray[np.bool_] | None:
    """Which pixels have a value in all their colours; None: all."""
    if pixels.dtype.kind != "f":
        return None
    finite = np.isfinite(pixels)
    every = finite if pixels.ndim == 2 else finite.all(axis=2)
    return None if every.all() else every


def middle(pixels: NDArray[Any]) -> float:
    """A grey level to stand for pixels that are not finite: the mean of the finite ones."""
    if pixels.dtype.kind != "f":
        return 0.0
    finite = pixels[np.isfinite(pixels)]
    mean = float(finite.mean(dtype=np.float64)) if finite.size else 0.0
    return mean if math.isfinite(mean) else 0.0
