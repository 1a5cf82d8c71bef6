"""Pictures and captions seen in a mirror: a slide that moved east moves west there."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.models.captions import LANDSLIDE
from training.captioner.prepare import Captioned
from training.captioner.settings import Settings
from training.rendering import generator

_ACROSS = {"este": "oeste", "oeste": "este", "ne": "nw", "nw": "ne", "se": "sw", "sw": "se"}
_DOWN = {"norte": "sur", "sur": "norte", "ne": "se", "se": "ne", "nw": "sw", "sw": "nw"}


@dataclass(frozen=True, slots=True)
class Mirror:
    """A way to look at a picture.

    Attributes
    ----------
    name
        Empty: as it is.
    across, down
        Whether left and right, top and bottom change places.
    """

    name: str
    across: bool = False
    down: bool = False

    def of(self, pixels: NDArray[Any]) -> NDArray[Any]:
        """Pictures (n, H, W, channels) seen so."""
        pixels = pixels[:, :, ::-1] if self.across else pixels
        return np.ascontiguousarray(pixels[:, ::-1] if self.down else pixels)

    def row(self, row: Captioned) -> Captioned:
        """What is true of the picture seen so."""
        word = row.attributes["direccion"]
        word = _ACROSS.get(word, word) if self.across else word
        word = _DOWN.get(word, word) if self.down else word
        attributes = row.attributes | {"direccion": word}
        return replace(row, caption=LANDSLIDE.compose(attributes), attributes=attributes)


AS_IT_IS = Mirror("")
MIRRORS = (
    AS_IT_IS,
    Mirror("across", across=True),
    Mirror("down", down=True),
    Mirror("both", across=True, down=True),
)


def mirror_of(settings: Settings, view: int, number: int) -> Mirror:
    """How a run looks at training picture `number` in one of its views; four views are all four mirrors."""
    if not settings.mirrors:
        return AS_IT_IS
    order = generator((settings.seed, 95, number)).permutation(len(MIRRORS))
    return MIRRORS[order[view % len(MIRRORS)]]
