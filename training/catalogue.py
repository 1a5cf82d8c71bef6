"""The networks that can be trained: name, input, parameter totals, study. Needs no TensorFlow.

The totals are those of the studies, row by row; `measured` builds a network and counts, and a test (and
``python -m training list --check``) holds one against the other.
"""

from dataclasses import dataclass

from geodesk.language import Sentence

BACKBONES = ("ResNet50", "VGG16", "MobileNetV2", "EfficientNetB0")
_THIN = Sentence("thin sections, two phases (El Salvador)", "láminas delgadas, dos fases (El Salvador)")
_MINDAT = Sentence("hand specimens (MinDat)", "muestras de mano (MinDat)")
_COMPARE = Sentence("backbones × augmentations", "redes base × aumentos")
_DRAWS = Sentence(
    "synthetic micrographs: generator, draws this size", "micrografías sintéticas: generador, de este tamaño"
)
_DISCERNS = Sentence("synthetic micrographs: discriminator", "micrografías sintéticas: discriminador")
_SEM = Sentence("SEM: usable or not", "SEM: utilizable o no")


@dataclass(frozen=True, slots=True)
class Entry:
    """One network as its study has it.

    Attributes
    ----------
    name
        What ``fit`` is told.
    backbone
        The published network inside, or "".
    side, channels
        Of the input, in pixels.
    labels
        Classes the totals are for.
    total, trainable, non_trainable
        Parameters; of a network on a backbone, with the backbone frozen (first phase).
    study
        What it is for.
    """

    name: str
    backbone: str
    side: int
    channels: int
    labels: int
    total: int
    trainable: int
    study: Sentence

    @property
    def non_trainable(self) -> int:
        """Parameters that training leaves as they are."""
        return self.total - self.trainable


ENTRIES = (
    Entry("thin-section", "ResNet50", 224, 3, 10, 23_608_202, 20_490, _THIN),
    Entry("thin-section", "VGG16", 224, 3, 10, 14_719_818, 5_130, _THIN),
    Entry("thin-section", "MobileNetV2", 224, 3, 10, 2_270_794, 12_810, _THIN),
    Entry("thin-section", "EfficientNetB0", 224, 3, 10, 4_062_381, 12_810, _THIN),
    Entry("mindat-1", "", 96, 3, 10, 1_739_594, 1_736_842, _MINDAT),
    Entry("mindat-2", "", 96, 3, 10, 529_098, 527_114, _MINDAT),
    Entry("mindat-3", "", 96, 3, 10, 1_823_882, 1_821_450, _MINDAT),
    Entry("mindat-selected", "", 96, 3, 10, 1_823_882, 1_821_450, _MINDAT),
    Entry("compare", "MobileNetV2", 224, 3, 2, 2_422_210, 164_226, _COMPARE),
    Entry("compare", "ResNet50", 224, 3, 2, 23_850_242, 262_530, _COMPARE),
    Entry("compare", "EfficientNetB0", 224, 3, 2, 4_213_797, 164_226, _COMPARE),
    Entry("preclassifier", "", 320, 1, 2, 2_812_505, 2_812_505, _SEM),
)
NAMES = tuple(dict.fromkeys(entry.name for entry in ENTRIES))
# Networks that classify nothing.
OTHERS = (
    Entry("dcgan-thesis", "", 320, 1, 0, 499_777, 499_137, _DRAWS),
    Entry("dcgan-thesis", "", 320, 1, 0, 68_086, 67_604, _DISCERNS),
)
_SEES = Sentence("captions of landslides: encoder", "leyendas de deslizamientos: codificador")
_SAYS = Sentence(
    "captions of landslides: decoder, 27 words", "leyendas de deslizamientos: decodificador, 27 palabras"
)
CAPTIONERS = (
    Entry("captioner-thesis", "ResNet50", 224, 3, 0, 23_587_712, 0, _SEES),
    Entry("captioner-thesis", "", 224, 3, 27, 2_216_603, 2_216_603, _SAYS),
)


def measured(entry: Entry) -> tuple[int, int, int]:
    """Build a network without weights and count: total, trainable, non-trainable. Imports TensorFlow."""
    from training.networks.build import Architecture, build
    from training.networks.parameters import parameters
    from training.networks.preclassifier import preclassifier

    if entry.name == "preclassifier":
        return parameters(preclassifier())
    if entry in CAPTIONERS:
        from training.captioner.networks import decoder_thesis, frozen_encoder

        return parameters(frozen_encoder(entry.backbone) if entry.study is _SEES else decoder_thesis())
    if entry in OTHERS:
        from training.gan import networks

        return parameters(
            networks.thesis_generator() if entry.study is _DRAWS else networks.thesis_discriminator()
        )
    return parameters(build(Architecture(entry.name, entry.backbone), entry.labels))
