"""A two-phase picture or volume as bits, and what is said when an array cannot be one."""

import math
import operator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geodesk.morphology.bitplanes import BitPlane, Team, pack_above, pack_label, pack_mask


@dataclass(frozen=True, slots=True)
class Field:
    """A two-phase picture as bits: phase 1 (inside the mask), and the mask if there is one."""

    inside: BitPlane
    valid: BitPlane | None
    ndim: int

    @property
    def shape(self) -> tuple[int, int, int]:
        """Pixels along z, y and x."""
        nz, ny, _ = self.inside.words.shape
        return nz, ny, self.inside.nx

    @classmethod
    def of(
        cls, array: NDArray[Any], phase: int, threshold: float | None, mask: NDArray[Any] | None, team: Team
    ) -> "Field":
        """Pixels > threshold, or without one those of a label."""
        if threshold is None:
            return cls.of_label(array, phase, mask, team)
        return cls.above(array, threshold, mask, team)

    @classmethod
    def of_label(cls, labels: NDArray[Any], phase: int, mask: NDArray[Any] | None, team: Team) -> "Field":
        """Pixels of one label. ValueError: there is none, though there are others above 1."""
        label = operator.index(phase)
        plane = pack_label(labels, label, team)
        if not plane.words.any() and labels.max() > 1:
            raise ValueError(f"the array holds labels up to {labels.max()} and none equal to phase {label}")
        return cls._masked(plane, labels, mask, team)

    @classmethod
    def above(cls, pixels: NDArray[Any], threshold: float, mask: NDArray[Any] | None, team: Team) -> "Field":
        """Pixels > threshold; those that are not finite are left out."""
        if math.isnan(threshold):
            raise ValueError("the threshold is NaN")
        if pixels.dtype.kind not in "buif":
            raise TypeError(f"grey pixels must be bool, integer or float, not {pixels.dtype}")
        if pixels.dtype.kind == "f":
            known = np.isfinite(pixels)
            if not known.all():
                mask = known if mask is None else same_shape(mask, pixels).astype(bool) & known
        return cls._masked(pack_above(pixels, threshold, team), pixels, mask, team)

    @classmethod
    def _masked(cls, plane: BitPlane, array: NDArray[Any], mask: NDArray[Any] | None, team: Team) -> "Field":
        if mask is None:
            return cls(plane, None, array.ndim)
        valid = pack_mask(same_shape(mask, array), team)
        return cls(plane & valid, valid, array.ndim)


def labels_of(array: ArrayLike) -> NDArray[Any]:
    """Give an array that may be a label image. TypeError, ValueError."""
    labels = np.asarray(array)
    if labels.dtype.kind not in "bui":
        raise TypeError(
            f"a label image must be bool or integer, not {labels.dtype}: threshold a grey picture first"
        )
    return check_shape(labels)


def pixels_of(array: ArrayLike, threshold: float | None) -> NDArray[Any]:
    """Give an array that may be thresholded, or without a threshold a label image. TypeError, ValueError."""
    return labels_of(array) if threshold is None else check_shape(np.asarray(array))


LONGEST = (1 << 30) - 1
"""Pixels that a side may have: twice a position must fit 32 bits."""


def check_shape(array: NDArray[Any]) -> NDArray[Any]:
    """Give the array itself. ValueError: not 2-D or 3-D, no pixels, or a side longer than `LONGEST`."""
    if array.ndim not in (2, 3):
        raise ValueError(f"the array must have 2 or 3 dimensions, not {array.ndim}")
    if array.size == 0:
        raise ValueError(f"the array has no pixels: its shape is {array.shape}")
    if max(array.shape) > LONGEST:
        raise ValueError(
            f"no side of the array may have more than {LONGEST} pixels: its shape is {array.shape}"
        )
    return array


def mask_of(mask: ArrayLike | None) -> NDArray[Any] | None:
    """Give an array that may be a mask. TypeError."""
    if mask is None:
        return None
    valid = np.asarray(mask)
    if valid.dtype.kind not in "bui":
        raise TypeError(f"a mask must be bool or integer, not {valid.dtype}")
    return valid


def same_shape(mask: NDArray[Any], array: NDArray[Any]) -> NDArray[Any]:
    """Give the mask itself. ValueError: its shape is another than the array's."""
    if mask.shape != array.shape:
        raise ValueError(f"the mask has shape {mask.shape} and the array {array.shape}")
    return mask
