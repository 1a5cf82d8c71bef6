"""What can be known of an ONNX file without the onnx package: graph bytes, properties, external data.

ONNX files are protocol buffers. Only the few fields GeoDesk needs are walked, in place, so that the
program neither ships nor imports the onnx package. Field numbers are those of the public ``onnx.proto3``.
"""

import hashlib
import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from geodesk.language import GeoDeskError

_MODEL_GRAPH, _MODEL_PROPS, _MODEL_FUNCTIONS = 7, 14, 25
_GRAPH_NODE, _GRAPH_INITIALIZER, _GRAPH_SPARSE = 1, 5, 15
_SPARSE_VALUES, _SPARSE_INDICES = 1, 2
_NODE_ATTRIBUTE = 5
_FUNCTION_NODE = 7
_ATTRIBUTE_TENSOR, _ATTRIBUTE_GRAPH, _ATTRIBUTE_TENSORS, _ATTRIBUTE_GRAPHS = 5, 6, 10, 11
_TENSOR_EXTERNAL = 13
_MAX_DEPTH = 32


class RefusedModel(GeoDeskError):
    """A model that is not run; the sentence says why."""


@dataclass(frozen=True, slots=True)
class OnnxFile:
    """One ONNX file as it lies on the disk.

    Attributes
    ----------
    sha256
        Of the file; files of external data follow it in the same hash, in order of their names.
    """

    path: Path
    sha256: str
    graph: bytes
    properties: dict[str, str]
    external: tuple[Path, ...]
    functions: bool = False

    @property
    def beyond_graph(self) -> bool:
        """Whether part of what runs lies outside the graph field: in other files or in own functions."""
        return bool(self.external) or self.functions

    @classmethod
    def read(cls, path: Path) -> "OnnxFile":
        """Read and check a file.

        Raises
        ------
        RefusedModel
            The file is missing, empty, not ONNX, cut short, or points to data outside its own folder.
        """
        try:
            with path.open("rb") as stream:
                if not stream.seek(0, 2):
                    raise _not_onnx(path)
                with (
                    mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
                    memoryview(mapped) as view,
                ):
                    return cls._parse(path, view)
        except OSError as error:
            raise RefusedModel(
                en=f"The model {path.name} cannot be read ({error.strerror}).",
                es=f"No se puede leer el modelo {path.name} ({error.strerror}).",
            ) from error

    @classmethod
    def _parse(cls, path: Path, view: memoryview) -> "OnnxFile":
        graph: bytes | None = None
        properties: dict[str, str] = {}
        locations: set[str] = set()
        functions = False
        try:
            for number, start, stop in _fields(view, 0, len(view)):
                if number == _MODEL_GRAPH:
                    graph = bytes(view[start:stop])
                    locations.update(_external_in_graph(view, start, stop, 0))
                elif number == _MODEL_PROPS:
                    key, value = _entry(view, start, stop)
                    properties[key] = value
                elif number == _MODEL_FUNCTIONS:
                    functions = True
                    locations.update(_external_in_function(view, start, stop))
        except (ValueError, IndexError) as error:
            raise _not_onnx(path) from error
        if not graph:
            raise _not_onnx(path)
        external = tuple(_inside(path, location) for location in sorted(locations))
        whole = hashlib.sha256(view)
        for file in external:
            with file.open("rb") as stream:
                while block := stream.read(1 << 20):
                    whole.update(block)
        return cls(path, whole.hexdigest(), graph, properties, external, functions)


def _not_onnx(path: Path) -> RefusedModel:
    return RefusedModel(
        en=f"{path.name} is not a whole ONNX model: it is damaged, cut short or another kind of file.",
        es=f"{path.name} no es un modelo ONNX completo: está dañado, cortado o es otra clase de archivo.",
    )


def _inside(path: Path, location: str) -> Path:
    """The file of external data, which must lie in the model's own folder."""
    folder = path.parent.resolve()
    file = (folder / location).resolve()
    if not location or not file.is_relative_to(folder):
        raise RefusedModel(
            en=f"The model {path.name} keeps weights outside its folder ({location}); it is not loaded.",
            es=f"El modelo {path.name} guarda pesos fuera de su carpeta ({location}); no se carga.",
        )
    if not file.is_file():
        raise RefusedModel(
            en=f"The model {path.name} needs the file {location} beside it, which is missing.",
            es=f"El modelo {path.name} necesita a su lado el archivo {location}, que falta.",
        )
    return file


def _fields(view: memoryview, start: int, stop: int) -> Iterator[tuple[int, int, int]]:
    """(field number, start, stop) of each length-delimited field; ValueError where the bytes do not parse."""
    at = start
    while at < stop:
        key, at = _varint(view, at, stop)
        number, wire = key >> 3, key & 7
        if number == 0:
            raise ValueError("field number 0")
        if wire == 0:
            _, at = _varint(view, at, stop)
        elif wire == 1:
            at += 8
        elif wire == 5:
            at += 4
        elif wire == 2:
            length, at = _varint(view, at, stop)
            if at + length > stop:
                raise ValueError("field runs past its end")
            yield number, at, at + length
            at += length
        else:
            raise ValueError(f"wire type {wire}")
        if at > stop:
            raise ValueError("field runs past its end")


def _varint(view: memoryview, at: int, stop: int) -> tuple[int, int]:
    value = shift = 0
    while at < stop and shift < 70:
        byte = view[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
    raise ValueError("number is cut short")


def _entry(view: memoryview, start: int, stop: int) -> tuple[str, str]:
    """One StringStringEntryProto: key is field 1, value field 2."""
    parts = {number: bytes(view[a:b]) for number, a, b in _fields(view, start, stop)}
    return parts.get(1, b"").decode("utf-8", "replace"), parts.get(2, b"").decode("utf-8", "replace")


def _external_in_graph(view: memoryview, start: int, stop: int, depth: int) -> Iterator[str]:
    if depth > _MAX_DEPTH:
        raise ValueError("graphs nested too deep")
    for number, a, b in _fields(view, start, stop):
        if number == _GRAPH_INITIALIZER:
            yield from _external_in_tensor(view, a, b)
        elif number == _GRAPH_SPARSE:
            for field, c, d in _fields(view, a, b):
                if field in (_SPARSE_VALUES, _SPARSE_INDICES):
                    yield from _external_in_tensor(view, c, d)
        elif number == _GRAPH_NODE:
            for field, c, d in _fields(view, a, b):
                if field == _NODE_ATTRIBUTE:
                    yield from _external_in_attribute(view, c, d, depth)


def _external_in_function(view: memoryview, start: int, stop: int) -> Iterator[str]:
    """The nodes of a FunctionProto are its field 7."""
    for number, a, b in _fields(view, start, stop):
        if number == _FUNCTION_NODE:
            for field, c, d in _fields(view, a, b):
                if field == _NODE_ATTRIBUTE:
                    yield from _external_in_attribute(view, c, d, 0)


def _external_in_attribute(view: memoryview, start: int, stop: int, depth: int) -> Iterator[str]:
    for number, a, b in _fields(view, start, stop):
        if number in (_ATTRIBUTE_TENSOR, _ATTRIBUTE_TENSORS):
            yield from _external_in_tensor(view, a, b)
        elif number in (_ATTRIBUTE_GRAPH, _ATTRIBUTE_GRAPHS):
            yield from _external_in_graph(view, a, b, depth + 1)


def _external_in_tensor(view: memoryview, start: int, stop: int) -> Iterator[str]:
    for number, a, b in _fields(view, start, stop):
        if number == _TENSOR_EXTERNAL:
            key, value = _entry(view, a, b)
            if key == "location":
                yield value
