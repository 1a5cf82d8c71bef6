"""One ONNX file: its card, its provider, its preprocessing, its results.

>>> from geodesk import micrograph, models
>>> model = models.load("sem-usable")
>>> with micrograph.open("frame.tif") as picture:
...     tiles = models.PictureTiles(picture, model.spec)
...     model.reduce(model.probabilities(tiles.batch(0, None)))
"""

from geodesk.models.badge import Badge, check_digest
from geodesk.models.captioner import Caption, Captioner
from geodesk.models.captions import LANDSLIDE, Template
from geodesk.models.card import CARD_KEY, BadCard, Card, InputSpec, Label, Score, Target, TileSpec, canonical
from geodesk.models.classifier import Classifier
from geodesk.models.devices import DEVICES, KEYS, Device, UnknownDevice, by_key, missing, offered, what_brings
from geodesk.models.generator import BadLatent, Generator
from geodesk.models.latents import BadSize, LatentSpec
from geodesk.models.load import (
    find,
    from_file,
    installed,
    load,
    of_its_task,
    read_card,
    refuse_failed,
    require,
)
from geodesk.models.onnxfile import OnnxFile, RefusedModel
from geodesk.models.preprocess import NeedsFaces, PictureTiles, prepare, prepare_faces
from geodesk.models.runner import ModelFailed
from geodesk.models.segmenter import OutsideContent, Segmenter
from geodesk.models.thirdparty import RANGES, Answers, NeedsAnswers, Questions
from geodesk.models.windows import Windows, usual_side

__all__ = [
    "CARD_KEY",
    "DEVICES",
    "KEYS",
    "LANDSLIDE",
    "RANGES",
    "Answers",
    "BadCard",
    "BadLatent",
    "BadSize",
    "Badge",
    "Caption",
    "Captioner",
    "Card",
    "Classifier",
    "Device",
    "Generator",
    "InputSpec",
    "Label",
    "LatentSpec",
    "ModelFailed",
    "NeedsAnswers",
    "NeedsFaces",
    "OnnxFile",
    "OutsideContent",
    "PictureTiles",
    "Questions",
    "RefusedModel",
    "Score",
    "Segmenter",
    "Target",
    "Template",
    "TileSpec",
    "UnknownDevice",
    "Windows",
    "by_key",
    "canonical",
    "check_digest",
    "find",
    "from_file",
    "installed",
    "load",
    "missing",
    "of_its_task",
    "offered",
    "prepare",
    "prepare_faces",
    "read_card",
    "refuse_failed",
    "require",
    "usual_side",
    "what_brings",
]
