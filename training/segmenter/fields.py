"""The fields of a folder: PPL, XPL and mask of each, their sections, and which sections are held out."""

import hashlib
import json
import re
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import geodesk.micrograph as gm
from geodesk.collection import DEFAULT_PATTERNS, group
from geodesk.collection.pictures import find_pictures
from geodesk.language import GeoDeskError
from geodesk.models import InputSpec, PictureTiles
from training.rendering import generator
from training.segmenter.settings import FACES, Settings

CLASSES = "classes.json"
_DEEPEST = 32
"""Pixels of the input along a pixel of the encoder's last features."""


class NoFields(GeoDeskError):
    """The folder holds no fields with masks, or too few sections."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field.

    Attributes
    ----------
    name
        What the names of its files share.
    section
        Fields of one section never stand on two sides of a split.
    faces
        Files in the order PPL, XPL.
    mask
        Picture of whole numbers, as large as the faces.
    fold
        Part of the cross-validation in which it is held out.
    """

    name: str
    section: str
    faces: tuple[Path, ...]
    mask: Path
    fold: int


def find(folder: Path, mask: str, group_regex: str, folds: int, seed: int) -> list[Field]:
    """The fields of a folder, sorted by name; a pair without a mask is left out.

    Raises
    ------
    NoFields
        There is none, or the expression is not valid, or there are fewer sections than folds.
    CollectionError
        The folder cannot be read.
    """
    try:
        pattern = re.compile(group_regex) if group_regex else None
    except re.error as error:
        raise NoFields(
            en=f"“{group_regex}” is not a regular expression ({error}).",
            es=f"«{group_regex}» no es una expresión regular ({error}).",
        ) from error
    pictures, _ = find_pictures(folder)
    by_stem = {str(Path(picture.path).with_suffix("")): picture.file for picture in pictures}
    found = []
    for sample in group(pictures, [one for one in DEFAULT_PATTERNS if one.kind == "pair"]):
        faces = dict(zip(sample.roles, sample.pictures, strict=False))
        if set(faces) != set(FACES):
            continue
        stem = re.sub(r"[ _.\-]?ppl$", "", str(Path(faces["ppl"].path).with_suffix("")), flags=re.IGNORECASE)
        drawn = by_stem.get(stem + mask)
        if drawn is None:
            continue
        match = pattern.search(stem) if pattern else None
        section = stem if match is None else next((text for text in match.groups() if text), match.group())
        found.append((stem, section, tuple(faces[face].file for face in FACES), drawn))
    if not found:
        raise NoFields(
            en=f"{folder} has no fields: each needs a picture NAME_ppl, one NAME_xpl and NAME{mask}.",
            es=f"{folder} no tiene campos: cada uno necesita una imagen NOMBRE_ppl, otra NOMBRE_xpl y"
            f" NOMBRE{mask}.",
        )
    parts = _folds([section for _, section, _, _ in found], folds, seed)
    return [Field(name, section, faces, drawn, parts[section]) for name, section, faces, drawn in found]


def _folds(sections: Sequence[str], folds: int, seed: int) -> dict[str, int]:
    """Section → fold: the largest first, each where fewest fields are; equal ones in an order drawn."""
    names = sorted(set(sections))
    if len(names) < folds:
        raise NoFields(
            en=f"There are {len(names)} sections for {folds} folds; ask for fewer (--folds).",
            es=f"Hay {len(names)} secciones para {folds} pliegues; pida menos (--folds).",
        )
    drawn = dict(zip(names, generator((seed, 43)).random(len(names)), strict=True))
    held = [0] * max(folds, 1)
    sides = {}
    for name in sorted(names, key=lambda name: (-sections.count(name), drawn[name])):
        fold = int(np.argmin(held))
        sides[name] = fold
        held[fold] += sections.count(name)
    return sides


def classes(folder: Path, given: Sequence[str], fields: Sequence[Field]) -> tuple[list[int], list[str]]:
    """Value and name of each class.

    Parameters
    ----------
    folder
        May hold ``classes.json``: an object of value → name.
    given
        ``VALUE=NAME`` of each; empty: those of the file, or else the values that the masks hold.

    Raises
    ------
    NoFields
        A class cannot be understood, or there are fewer than two.
    """
    try:
        if given:
            pairs = [one.split("=", 1) for one in given]
        elif (folder / CLASSES).is_file():
            pairs = [list(one) for one in json.loads((folder / CLASSES).read_text(encoding="utf-8")).items()]
        else:
            present = sorted({int(value) for field in fields for value in np.unique(_mask(field))})
            pairs = [[str(value), str(value)] for value in present]
        values, labels = [int(value) for value, _ in pairs], [str(name).strip() for _, name in pairs]
        sound = len(set(values)) == len(set(labels)) == len(pairs) and all(labels) and min(values) >= 0
    except (OSError, ValueError, AttributeError) as error:
        raise _bad_classes() from error
    if not sound or not 2 <= len(values) <= 254:
        raise _bad_classes()
    order = np.argsort(values)
    return [values[i] for i in order], [labels[i] for i in order]


def _bad_classes() -> NoFields:
    return NoFields(
        en="The classes must be at least two, each with a value in the masks and a name of its own, such as"
        " --classes 0=pore 1=quartz.",
        es="Las clases deben ser al menos dos, cada una con un valor en las máscaras y un nombre propio, por"
        " ejemplo --classes 0=poro 1=cuarzo.",
    )


def digest(fields: Sequence[Field]) -> str:
    """SHA-256 over the sorted SHA-256 of all files; names do not count."""
    files = [file for field in fields for file in (*field.faces, field.mask)]
    each = sorted(hashlib.sha256(file.read_bytes()).hexdigest() for file in files)
    return hashlib.sha256("\n".join(each).encode()).hexdigest()


def truth(field: Field, settings: Settings) -> NDArray[np.uint8]:
    """(H, W) index of the class of every pixel of the pictures; 255 where it counts for nothing."""
    table = np.full(256, 255, np.uint8)
    for i, value in enumerate(settings.values):
        table[value] = i
    return table[_mask(field)]


def load(field: Field, settings: Settings) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """A field at the input's scale.

    Returns
    -------
    picture
        (H, W, 6) uint8; H and W are multiples of 32, what is over at the right and below is left out.
    target
        (H, W, n_labels) uint8: the share of each pixel that is of each class, 0 to 255.

    Raises
    ------
    NoFields
        Faces and mask differ in size, or the field is smaller than a crop.
    """
    marked = truth(field, settings)
    high, wide = (round(length * settings.scale) for length in marked.shape)
    height, width = high // _DEEPEST * _DEEPEST, wide // _DEEPEST * _DEEPEST
    if min(height, width) < settings.side:
        raise NoFields(
            en=f"The field {field.name} is smaller than a crop: lower --side or raise --scale.",
            es=f"El campo {field.name} es menor que un recorte: reduzca --side o aumente --scale.",
        )
    spec = InputSpec("image", high, wide, 3, "uint8")
    parts = []
    with ExitStack() as stack:
        for file in field.faces:
            opened = stack.enter_context(gm.open(file))
            if (opened.content.h, opened.content.w) != marked.shape:
                raise NoFields(
                    en=f"The pictures and the mask of {field.name} differ in size.",
                    es=f"Las imágenes y la máscara de {field.name} son de distinto tamaño.",
                )
            parts.append(PictureTiles(opened, spec).batch(0, 1)[0])
    whole = InputSpec("image", high, wide, 1, "uint8")
    shares = [
        PictureTiles.of_pixels(np.where(marked == i, np.uint8(255), np.uint8(0)), whole).batch(0, 1)[0]
        for i in range(len(settings.labels))
    ]
    picture = np.concatenate(parts, axis=-1)[:height, :width]
    return np.asarray(picture, np.uint8), np.asarray(np.concatenate(shares, -1)[:height, :width], np.uint8)


def _mask(field: Field) -> NDArray[np.uint8]:
    with gm.open(field.mask) as opened:
        pixels = opened.pixels()
    if pixels.ndim != 2 or pixels.dtype != np.uint8:
        raise NoFields(
            en=f"The mask {field.mask.name} must have one channel of whole numbers from 0 to 255.",
            es=f"La máscara {field.mask.name} debe tener un canal de números enteros de 0 a 255.",
        )
    return np.asarray(pixels)
