"""Any classifier of the catalogue from a few words."""

from dataclasses import dataclass

import keras

from training.networks import backbones, heads, mindat
from training.networks.heads import COMPARE, THIN_SECTION, Head


@dataclass(frozen=True, slots=True)
class Architecture:
    """What a classifier is made of.

    Attributes
    ----------
    network
        Its name in `training.catalogue`, not the pre-classifier's.
    backbone
        A key of `backbones.BACKBONES`; "" for networks without one.
    side
        Height and width of the input in pixels; 0: the study's.
    faces
        1, or 2 for PPL and XPL together.
    hidden, dropout, l2
        In place of the study's own; None: the study's.
    depths
        Of the backbone's features; see `backbones.backbone`.
    standardise
        The features, in front of the head.
    """

    network: str
    backbone: str = ""
    side: int = 0
    faces: int = 1
    hidden: tuple[int, ...] | None = None
    dropout: float | None = None
    l2: float | None = None
    depths: int = 1
    standardise: bool = False

    @property
    def head(self) -> Head:
        """The head, of a network on a backbone."""
        study = COMPARE if self.network == "compare" else THIN_SECTION
        return Head(
            study.hidden if self.hidden is None else self.hidden,
            study.dropout if self.dropout is None else self.dropout,
            study.l2 if self.l2 is None else self.l2,
            self.standardise,
        )


def build(architecture: Architecture, n_labels: int, weights: str = "none") -> keras.Model:
    """The network, its backbone frozen.

    Parameters
    ----------
    architecture
        What it is made of.
    n_labels
        Classes.
    weights
        Of the backbone: ``"none"``, ``"imagenet"`` or a file; see `backbones.backbone`.

    Returns
    -------
    keras.Model
        Input ``image`` (batch, side, side, 3·faces), 0-255; output (batch, n_labels), rows sum to 1.
    """
    a = architecture
    if not a.backbone:
        return mindat.mindat(a.network, n_labels, a.side or mindat.SIDE, a.l2, a.dropout)
    base = backbones.backbone(a.backbone, weights, a.side or backbones.SIDE, a.depths)
    backbones.unfreeze(base, a.backbone, 0)
    head = heads.head_model(a.faces * base.output_shape[-1], n_labels, a.head)
    return heads.joined(base, head, a.faces)
