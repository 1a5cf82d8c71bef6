"""A model without a card: what must be asked, and how the answer is kept beside the collection."""

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.language import GeoDeskError
from geodesk.models.card import RESIZES, InputSpec
from geodesk.models.runner import ModelFailed

# What the model's first layer expects where 0…255 is white's and black's: (scale, mean, standard deviation).
RANGES: Mapping[str, tuple[float, tuple[float, ...], tuple[float, ...]]] = {
    "0..255": (1.0, (0.0,), (1.0,)),
    "0..1": (255.0, (0.0,), (1.0,)),
    "-1..1": (127.5, (1.0,), (1.0,)),
    "imagenet": (255.0, (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
}
SUM_TOLERANCE = 1e-3
_TYPES: Mapping[str, type[np.generic]] = {
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(uint8)": np.uint8,
}


@dataclass(frozen=True, slots=True)
class Questions:
    """What must be asked of a model without a card.

    Attributes
    ----------
    labels
        How many labels it needs; None if the file does not say.
    size
        Whether the file leaves its input's height and width open.
    """

    labels: int | None
    size: bool


class NeedsAnswers(GeoDeskError):
    """The model has no card and something must be asked first; the sentence lists what.

    Attributes
    ----------
    questions
        None where no answer would help.
    """

    def __init__(self, en: str, es: str, questions: Questions | None = None) -> None:
        super().__init__(en, es)
        self.questions = questions


@dataclass(frozen=True, slots=True)
class Answers:
    """What the user says of a model without a card.

    Attributes
    ----------
    labels
        Class names in output order.
    range
        A key of `RANGES`.
    size
        (height, width), needed only where the file leaves them open.
    resize
        As in a card.
    """

    labels: tuple[str, ...]
    range: str
    size: tuple[int, int] | None = None
    resize: str = "stretch"

    def __post_init__(self) -> None:
        if self.range not in RANGES or self.resize not in RESIZES:
            raise NeedsAnswers(
                en=f"The input range must be {' / '.join(RANGES)}, resizing {' / '.join(RESIZES)}.",
                es=f"El rango de entrada debe ser {' / '.join(RANGES)}; el ajuste, {' / '.join(RESIZES)}.",
            )
        if len(self.labels) < 2 or len(set(self.labels)) != len(self.labels) or not all(self.labels):
            raise NeedsAnswers(
                en="A classifier has at least two labels, all different.",
                es="Un clasificador tiene al menos dos etiquetas, todas distintas.",
            )

    @classmethod
    def read(cls, file: Path) -> "Answers | None":
        """The remembered answer, or None where there is none (or it cannot be read)."""
        try:
            raw = json.loads(file.read_text("utf-8"))
            size = raw["size"]
            return cls(
                labels=tuple(str(label) for label in raw["labels"]),
                range=raw["range"],
                size=None if size is None else (int(size[0]), int(size[1])),
                resize=raw["resize"],
            )
        except (
            OSError,
            ValueError,
            KeyError,
            TypeError,
            IndexError,
            OverflowError,
            RecursionError,
            GeoDeskError,
        ):
            return None

    def write(self, file: Path) -> None:
        """Remember the answer; raises OSError."""
        file.parent.mkdir(parents=True, exist_ok=True)
        raw = {"labels": self.labels, "range": self.range, "size": self.size, "resize": self.resize}
        temporary = file.with_name(file.name + f".{os.getpid()}")
        try:
            temporary.write_text(json.dumps(raw, ensure_ascii=False, indent=1), "utf-8")
            temporary.replace(file)
        except OSError:
            with suppress(OSError):
                temporary.unlink()
            raise


@dataclass(frozen=True, slots=True)
class Wiring:
    """How (n, H, W, C) pixels of 0 to 255 are fed to a foreign graph."""

    input: str
    output: str
    spec: InputSpec
    channels_first: bool
    range: str
    dtype: type[np.generic]

    def feed(self, batch: NDArray[np.generic]) -> NDArray[np.generic]:
        """The batch as the graph wants it."""
        scale, mean, deviation = RANGES[self.range]
        values = batch.astype(np.float32) / np.float32(scale)
        if self.spec.channels == 1:
            mean, deviation = mean[:1], deviation[:1]
        scaled = (values - np.array(mean, np.float32)) / np.array(deviation, np.float32)
        ordered = np.moveaxis(scaled, -1, 1) if self.channels_first else scaled
        return np.ascontiguousarray(ordered, dtype=self.dtype)

    def probabilities(self, rows: NDArray[np.float64], labels: int) -> NDArray[np.float64]:
        """The graph's rows as (n, labels) probabilities that sum to 1.

        One column for two labels is a sigmoid (or its logit): [1 − p, p]. Rows that sum to 1 stand as
        they are; rows outside [0, 1] are logits and get a softmax.

        Raises
        ------
        ModelFailed
            Not finite, another shape, or several labels at once (between 0 and 1, not summing to 1).
        """
        if rows.ndim != 2 or rows.shape[1] not in (labels, 1) or not np.isfinite(rows).all():
            raise ModelFailed(
                en=f"The model gave no valid probabilities (result of shape {rows.shape}).",
                es=f"El modelo no dio probabilidades válidas (resultado de forma {rows.shape}).",
            )
        between = rows.min() >= 0 and rows.max() <= 1
        if rows.shape[1] == 1:
            p = rows if between else 1 / (1 + np.exp(-np.clip(rows, -500, 500)))
            return np.concatenate([1 - p, p], axis=1)
        sums = rows.sum(axis=1, keepdims=True)
        if between and np.abs(sums - 1).max() <= SUM_TOLERANCE:
            return np.asarray(rows / sums)
        if between:
            raise ModelFailed(
                en="The model gives several labels at once (its rows do not sum to 1); GeoDesk runs models "
                "that give one.",
                es="El modelo da varias etiquetas a la vez (sus filas no suman 1); GeoDesk usa modelos que "
                "dan una.",
            )
        exponents = np.exp(rows - rows.max(axis=1, keepdims=True))
        return np.asarray(exponents / exponents.sum(axis=1, keepdims=True))


def wire(name: str, inputs: Sequence[Any], outputs: Sequence[Any], answers: Answers | None) -> Wiring:
    """Fit a foreign model's first input and its class output to the user's answers.

    Raises
    ------
    NeedsAnswers
        Labels, range or size are missing, or do not fit the file.
    """
    fits = len(inputs) == 1 and len(inputs[0].shape) == 4 and inputs[0].type in _TYPES
    rows = [output for output in outputs if len(output.shape) == 2]
    if not fits or not rows:
        raise NeedsAnswers(
            en=f"{name} is not an image classifier: one 4-D image input and one row of classes are needed.",
            es=f"{name} no es un clasificador de imágenes: hace falta una entrada 4-D y una fila de clases.",
        )
    shape, classes = inputs[0].shape, rows[0].shape[1]
    channels_first = shape[1] in (1, 3) and shape[3] not in (1, 3)
    channels = shape[1] if channels_first else shape[3]
    height, width = (shape[2], shape[3]) if channels_first else (shape[1], shape[2])
    fixed = isinstance(height, int) and isinstance(width, int)
    if channels not in (1, 3):
        raise NeedsAnswers(
            en=f"{name} takes {channels} channels; GeoDesk feeds grey (1) or RGB (3) pictures.",
            es=f"{name} recibe {channels} canales; GeoDesk ofrece imágenes grises (1) o RGB (3).",
        )
    questions = Questions(max(classes, 2) if isinstance(classes, int) else None, not fixed)
    if answers is None or (not fixed and answers.size is None):
        count = questions.labels or "?"
        size = "" if fixed else " --input-size HxW"
        raise NeedsAnswers(
            en=f"{name} has no card: say its {count} labels in output order and its range, once, with "
            f"--labels A,B,… --input-range {'|'.join(RANGES)}{size}.",
            es=f"{name} no tiene ficha: indique una vez sus {count} etiquetas en orden de salida y su rango "
            f"con --labels A,B,… --input-range {'|'.join(RANGES)}{size}.",
            questions=questions,
        )
    one_sigmoid = classes == 1 and len(answers.labels) == 2
    if isinstance(classes, int) and classes != len(answers.labels) and not one_sigmoid:
        raise NeedsAnswers(
            en=f"{name} gives {classes} classes but {len(answers.labels)} labels were named.",
            es=f"{name} da {classes} clases, pero se nombraron {len(answers.labels)} etiquetas.",
            questions=questions,
        )
    if not fixed:
        assert answers.size is not None
        height, width = answers.size
    spec = InputSpec(inputs[0].name, height, width, channels, resize=answers.resize)
    dtype = _TYPES[inputs[0].type]
    return Wiring(inputs[0].name, rows[0].name, spec, channels_first, answers.range, dtype)
