"""A model's card: what the file says of itself, and the digest that ties the two together.

The card is one JSON document inside the ONNX file (``metadata_props["geodesk.card"]``). Unknown fields
are kept and count for the digest, so a newer program's card stays whole in an older one.
"""

import hashlib
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from geodesk.language import GeoDeskError, language

CARD_KEY = "geodesk.card"
SCHEMA = "1"
TASKS = ("classify", "generate", "caption", "segment", "features")
_WITH_INPUT = ("classify", "segment", "features", "caption")
RESIZES = ("stretch", "fit-pad", "centre-crop")
DTYPES = ("uint8", "float32")
FACES = ("ppl", "xpl")

RangeRule = Literal["dtype-full"] | tuple[float, float]


class BadCard(GeoDeskError):
    """The card breaks the schema; the sentence names the field."""

    def __init__(self, field: str, want: str) -> None:
        super().__init__(
            en=f"The model's card is not valid: “{field}” must be {want}.",
            es=f"La ficha del modelo no es válida: «{field}» debe ser {want}.",
        )
        self.field = field


@dataclass(frozen=True, slots=True)
class Label:
    """One class, in output order."""

    id: str
    es: str
    en: str
    colour: str | None = None


@dataclass(frozen=True, slots=True)
class TileSpec:
    """Native-resolution tiles: their side in pixels, and how their results become one."""

    size: int
    reduce: str = "median"
    pad: str = "reflect"


@dataclass(frozen=True, slots=True)
class InputSpec:
    """The tensor a model takes and how pixels become it (batch, height, width, channels).

    Attributes
    ----------
    dtype
        ``"uint8"`` or ``"float32"``; either way the values run from 0 to 255, scaling is in the graph.
    range
        ``"dtype-full"`` or the two percentiles that become 0 and 255 (see ``geodesk.micrograph.to_range``).
    resize
        ``"stretch"``, ``"fit-pad"`` (black margins) or ``"centre-crop"``.
    tile
        None: the whole picture is resized to one input; else see `TileSpec`.
    faces
        Pictures of one sample that stand one behind the other in the channels, such as
        ``("ppl", "xpl")``; empty: one picture.
    looks
        Pictures that pass through the network for each input, such as its faces in all orientations: so many
        times the memory.
    """

    name: str
    height: int
    width: int
    channels: int
    dtype: str = "float32"
    range: RangeRule = "dtype-full"
    resize: str = "stretch"
    tile: TileSpec | None = None
    faces: tuple[str, ...] = ()
    looks: int = 1

    @property
    def one_face(self) -> "InputSpec":
        """How each face becomes its share of the channels; itself where there is one picture."""
        if not self.faces:
            return self
        return replace(self, channels=self.channels // len(self.faces), faces=(), looks=1)

    @classmethod
    def from_dict(cls, raw: Any, tiled_faces: bool = False) -> "InputSpec":
        """Read the card's ``input`` object; raises `BadCard`.

        The tile of a model of several faces counts only with `tiled_faces`: others see whole fields.
        """
        raw = _mapping(raw, "input")
        for key in ("height", "width"):
            _whole(raw.get(key), f"input.{key}")
        faces = _faces(raw.get("faces"))
        allowed = [n * max(len(faces), 1) for n in (1, 3)]
        if raw.get("channels") not in allowed:
            raise BadCard("input.channels", ", ".join(map(str, allowed)))
        dtype, resize = raw.get("dtype", "float32"), raw.get("resize", "stretch")
        if dtype not in DTYPES:
            raise BadCard("input.dtype", ", ".join(DTYPES))
        if resize not in RESIZES:
            raise BadCard("input.resize", ", ".join(RESIZES))
        return cls(
            name=_text(raw.get("name"), "input.name"),
            height=raw["height"],
            width=raw["width"],
            channels=raw["channels"],
            dtype=dtype,
            range=_range(raw.get("range", "dtype-full")),
            resize=resize,
            tile=None if faces and not tiled_faces else _tile(raw.get("tile")),
            faces=faces,
            looks=_whole(raw.get("looks", 1), "input.looks"),
        )

    def to_dict(self) -> dict[str, Any]:
        """The card's ``input`` object."""
        tile = self.tile and {"size": self.tile.size, "reduce": self.tile.reduce, "pad": self.tile.pad}
        rule = self.range if self.range == "dtype-full" else {"percentile": list(self.range)}
        more: dict[str, Any] = {"faces": list(self.faces)} if self.faces else {}
        if self.looks > 1:
            more["looks"] = self.looks
        return {
            "name": self.name,
            "height": self.height,
            "width": self.width,
            "channels": self.channels,
            "dtype": self.dtype,
            "range": rule,
            "resize": self.resize,
            "tile": tile,
            **more,
        }


@dataclass(frozen=True, slots=True)
class Score:
    """Accuracy on one set of pictures, with its 95 % interval."""

    set: str
    n: int
    accuracy: float
    interval: tuple[float, float] | None
    values: Mapping[str, Any]

    def value(self, name: str) -> float | None:
        """Another figure of the same set, such as ``"balanced_accuracy"``; None if not stated."""
        number = self.values.get(name)
        if not isinstance(number, (int, float)) or isinstance(number, bool):
            return None
        return float(number) if abs(number) <= sys.float_info.max else None


@dataclass(frozen=True, slots=True)
class Target:
    """What the model is meant to reach on the outside set: below it, it is a demonstration."""

    score: str
    at_least: float


@dataclass(frozen=True, slots=True)
class Card:
    """A card that has been read and checked; `document` is the JSON as it stands in the file."""

    name: str
    version: str
    task: str
    labels: tuple[Label, ...]
    input: InputSpec | None
    pixel_size_m: tuple[float, float] | None
    metrics: Score | None
    outside_set: Score | None
    target: Target | None
    licence: str
    document: Mapping[str, Any]

    @classmethod
    def from_dict(cls, raw: Any) -> "Card":
        """Check a card document and read it.

        Raises
        ------
        BadCard
            A field is missing or has a value outside the schema; the sentence names it.
        """
        doc = _mapping(raw, "card")
        if doc.get("schema") != SCHEMA:
            raise BadCard("schema", f'"{SCHEMA}"')
        if doc.get("task") not in TASKS:
            raise BadCard("task", ", ".join(TASKS))
        task = doc["task"]
        labels = _labels(doc.get("labels", []))
        if task == "classify" and len(labels) < 2:
            raise BadCard("labels", "≥ 2")
        spec = InputSpec.from_dict(doc.get("input"), task == "segment") if task in _WITH_INPUT else None
        return cls(
            name=_text(doc.get("name"), "name"),
            version=str(doc.get("version", "")),
            task=task,
            labels=labels,
            input=spec,
            pixel_size_m=_pixel_size(doc.get("pixel_size_m")),
            metrics=_score(doc.get("metrics"), "metrics"),
            outside_set=_score(doc.get("outside_set"), "outside_set"),
            target=_target(doc),
            licence=str(doc.get("licence", "")),
            document=doc,
        )

    @classmethod
    def from_json(cls, text: str) -> "Card":
        """Read the card from its JSON text; raises `BadCard`."""
        try:
            return cls.from_dict(json.loads(text))
        except (ValueError, RecursionError) as error:
            raise BadCard("card", "JSON") from error

    @property
    def title(self) -> str:
        """What people call the model, in the language in force; its name where the card has no such title."""
        titles = self.document.get("title")
        said = titles.get(language()) if isinstance(titles, Mapping) else None
        return said if isinstance(said, str) and said else self.name

    @property
    def synthetic(self) -> bool:
        """Whether the model learnt from synthetic pictures alone, as ``data.synthetic`` states."""
        data = self.document.get("data")
        return isinstance(data, Mapping) and data.get("synthetic") is True

    @property
    def below_target(self) -> bool:
        """Whether it is a demonstration: its data are synthetic, or its outside score is under the target."""
        if self.synthetic:
            return True
        if self.target is None or self.outside_set is None:
            return False
        score = self.outside_set.value(self.target.score)
        return score is None or score < self.target.at_least

    @property
    def stated_digest(self) -> str | None:
        """The digest the file claims."""
        value = self.document.get("digest")
        return value if isinstance(value, str) else None

    def digest(self, graph: bytes) -> str:
        """SHA-256 over `canonical` of the document and the bytes of the ONNX graph, in hexadecimal."""
        return hashlib.sha256(canonical(self.document) + graph).hexdigest()


def canonical(document: Mapping[str, Any]) -> bytes:
    """The card without ``digest`` as UTF-8 JSON: keys sorted, no spaces, nothing escaped needlessly."""
    rest = {key: value for key, value in document.items() if key != "digest"}
    return json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode(
        "utf-8", "surrogatepass"
    )


def _mapping(raw: Any, field: str) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise BadCard(field, "{…}")
    return raw


def _text(raw: Any, field: str) -> str:
    if not isinstance(raw, str) or not raw.strip() or not raw.isprintable():
        raise BadCard(field, "“…”")
    return raw


def _whole(raw: Any, field: str) -> int:
    if not isinstance(raw, int) or isinstance(raw, bool) or not 1 <= raw <= 65536:
        raise BadCard(field, "1…65536")
    return raw


def _number(raw: Any, field: str) -> float:
    if not isinstance(raw, (int, float)) or isinstance(raw, bool) or not abs(raw) <= sys.float_info.max:
        raise BadCard(field, "0.0")
    return float(raw)


def _pair(raw: Any, field: str) -> tuple[float, float]:
    if not isinstance(raw, (list, tuple)) or len(raw) != 2:
        raise BadCard(field, "[lo, hi]")
    return _number(raw[0], field), _number(raw[1], field)


def _range(raw: Any) -> RangeRule:
    if raw == "dtype-full":
        return "dtype-full"
    if isinstance(raw, Mapping) and "percentile" in raw:
        low, high = _pair(raw["percentile"], "input.range.percentile")
        if 0 <= low < high <= 100:
            return low, high
    raise BadCard("input.range", '"dtype-full", {"percentile": [lo, hi]}')


def _tile(raw: Any) -> TileSpec | None:
    if raw is None:
        return None
    raw = _mapping(raw, "input.tile")
    if raw.get("reduce", "median") not in ("median", "mean"):
        raise BadCard("input.tile.reduce", "median, mean")
    if raw.get("pad", "reflect") != "reflect":
        raise BadCard("input.tile.pad", "reflect")
    return TileSpec(_whole(raw.get("size"), "input.tile.size"), raw.get("reduce", "median"), "reflect")


def _faces(raw: Any) -> tuple[str, ...]:
    if raw is None:
        return ()
    if not isinstance(raw, (list, tuple)) or len(raw) < 2 or sorted(set(map(str, raw))) != sorted(FACES):
        raise BadCard("input.faces", str(list(FACES)))
    return tuple(raw)


def _labels(raw: Any) -> tuple[Label, ...]:
    if not isinstance(raw, (list, tuple)):
        raise BadCard("labels", "[…]")
    labels = []
    for item in raw:
        item = _mapping(item, "labels")
        name = _text(item.get("id"), "labels.id")
        colour = item.get("colour")
        labels.append(
            Label(
                name,
                _text(item.get("es", name), "labels.es"),
                _text(item.get("en", name), "labels.en"),
                None if colour is None else _text(colour, "labels.colour"),
            )
        )
    if len({label.id for label in labels}) != len(labels):
        raise BadCard("labels", "id ≠ id")
    return tuple(labels)


def _pixel_size(raw: Any) -> tuple[float, float] | None:
    if raw is None:
        return None
    raw = _mapping(raw, "pixel_size_m")
    low, high = _number(raw.get("min"), "pixel_size_m.min"), _number(raw.get("max"), "pixel_size_m.max")
    if not 0 < low <= high:
        raise BadCard("pixel_size_m", "0 < min ≤ max")
    return low, high


def _score(raw: Any, field: str) -> Score | None:
    if raw is None:
        return None
    raw = _mapping(raw, field)
    interval = raw.get("interval")
    count = raw.get("n", 0)
    if not isinstance(count, int) or isinstance(count, bool):
        raise BadCard(f"{field}.n", "0…")
    return Score(
        set=str(raw.get("set", "")),
        n=count,
        accuracy=_number(raw.get("accuracy"), f"{field}.accuracy"),
        interval=None if interval is None else _pair(interval, f"{field}.interval"),
        values=raw,
    )


def _target(doc: Mapping[str, Any]) -> Target | None:
    """``{"score", "at_least"}``, of the card or its outside set; a bare number means accuracy."""
    outside = doc.get("outside_set")
    raw = doc.get("target", outside.get("target") if isinstance(outside, Mapping) else None)
    if raw is None:
        return None
    if isinstance(raw, (int, float)):
        return Target("accuracy", _number(raw, "target"))
    raw = _mapping(raw, "target")
    return Target(_text(raw.get("score"), "target.score"), _number(raw.get("at_least"), "target.at_least"))
