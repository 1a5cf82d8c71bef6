"""Whether pictures have pixels of the size that a model learnt from, and how that is told.

A network sees pixels: grains of 5 µm look to it at 50 nm a pixel as grains of 10 µm do at 100 nm. So pictures
are told of whose pixels are twice as large or half as large as any that the card states, or of unknown size.
"""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Final

from geodesk.language import Sentence

# Part of the window's first paint: nothing here needs numpy.
if TYPE_CHECKING:
    from geodesk.micrograph import PixelSize
    from geodesk.models import Card

FAR: Final = 2.0
"""So many times larger or smaller than any that the model learnt from is far."""

Limits = tuple[float, float]
"""Smallest and largest pixel size in metres."""

_UNITS = (("m", 1.0), ("mm", 1e-3), ("µm", 1e-6), ("nm", 1e-9), ("pm", 1e-12))


def limits_of(card: "Card | None") -> Limits | None:
    """The pixel sizes a model learnt from; None if its card states none."""
    return None if card is None else card.pixel_size_m


def doubt(limits: Limits | None, size: "PixelSize | None", name: str = "") -> Sentence | None:
    """What to tell of one picture.

    Parameters
    ----------
    limits
        Of the model; None: nothing can be told.
    size
        Of the picture; None: unknown.
    name
        Of the picture, to begin the sentence with.
    """
    if limits is None or not (size is None or is_far(limits, size.x_m)):
        return None
    en, es = _span(limits)
    before = f"{name}: " if name else ""
    if size is None:
        return Sentence(
            en=f"{before or 'This picture: '}unknown pixel size; the model learnt from {en} per pixel.",
            es=f"{before or 'Esta imagen: '}tamaño de píxel desconocido; el modelo aprendió con {es} por "
            "píxel.",
        )
    own_en, own_es = length_in_words(size.x_m)
    return Sentence(
        en=f"{before}{own_en} per pixel is far from what the model learnt from ({en}).",
        es=f"{before}{own_es} por píxel está lejos de lo que vio el modelo al aprender ({es}).",
    )


def is_far(limits: Limits, size_m: float) -> bool:
    """Whether pixels are `FAR` times larger or smaller than any of the limits."""
    return not limits[0] / FAR < size_m < limits[1] * FAR


def doubts_of_labels(sizes: Mapping[str, float | None], labelled: Collection[str]) -> tuple[Sentence, ...]:
    """What to tell where suggestions for pictures come from labels of others.

    Parameters
    ----------
    sizes
        By path the width of a pixel in metres, None where it is unknown.
    labelled
        Paths of what was learnt from. If none of these is of known size, nothing can be told.
    """
    known = [size for path in labelled if (size := sizes.get(path)) is not None]
    if not known:
        return ()
    limits = min(known), max(known)
    others = [size for path, size in sizes.items() if path not in labelled]
    far = sum(size is not None and is_far(limits, size) for size in others)
    unknown = sum(size is None for size in others)
    (en, es), found = _span(limits), []
    if far:
        found.append(
            Sentence(
                en=f"Pictures without a label whose pixels are far in size from the labelled ones' ({en}): "
                f"{far}. Label some of them too.",
                es="Imágenes sin etiqueta con un tamaño de píxel lejano al de las etiquetadas "
                f"({es}): {far}. Etiquete también algunas de ellas.",
            )
        )
    if unknown:
        found.append(
            Sentence(
                en=f"Pictures without a label of unknown pixel size: {unknown}; the labelled ones have {en}.",
                es="Imágenes sin etiqueta cuyo tamaño de píxel no se conoce: "
                f"{unknown}; las etiquetadas tienen {es}.",
            )
        )
    return tuple(found)


class Scales:
    """Tells of a batch's pictures: the first of each kind by name and at once, all the others by number.

    Parameters
    ----------
    card
        Of the model that is run on them.
    """

    def __init__(self, card: "Card | None") -> None:
        self.limits = limits_of(card)
        self._seen: set[str] = set()
        self._unknown = self._far = 0

    def see(self, path: str, size: "PixelSize | None") -> tuple[Sentence, ...]:
        """Count a picture that the model is run on; what is to be told of it now."""
        found = doubt(self.limits, size, path)
        if found is None or path in self._seen:
            return ()
        self._seen.add(path)
        if size is None:
            self._unknown += 1
            return (found,) if self._unknown == 1 else ()
        self._far += 1
        return (found,) if self._far == 1 else ()

    def rest(self) -> tuple[Sentence, ...]:
        """What is to be told at the end of those not named."""
        found = []
        if self._unknown > 1:
            found.append(
                Sentence(
                    en=f"The pixel size of {self._unknown} pictures is unknown: whether the model suits them "
                    "cannot be told.",
                    es=f"No se conoce el tamaño de píxel de {self._unknown} imágenes: no se puede saber si "
                    "el modelo sirve para ellas.",
                )
            )
        if self._far > 1:
            found.append(
                Sentence(
                    en=f"{self._far} pictures have pixels of a size far from what the model learnt from.",
                    es=f"{self._far} imágenes tienen un tamaño de píxel lejano al que vio el modelo al "
                    "aprender.",
                )
            )
        return tuple(found)


def _span(limits: Limits) -> tuple[str, str]:
    """In English and in Spanish."""
    (en, es), (en_high, es_high) = length_in_words(limits[0]), length_in_words(limits[1])
    if limits[1] <= limits[0] * 1.0005:
        return en, es
    return f"{en} to {en_high}", f"{es} a {es_high}"


def length_in_words(metres: float) -> tuple[str, str]:
    """A length with its unit, in English and in Spanish."""
    unit, scale = next(((u, s) for u, s in _UNITS if metres >= s * 0.9995), _UNITS[-1])
    text = f"{metres / scale:.4g} {unit}"
    return text, text.replace(".", ",")
