"""Which pictures make which file."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from geodesk.collection import Collection, PhaseImage, Picture, Sample
from geodesk.collection.store import free_name, safe_name
from geodesk.jobs.figures.style import ENDINGS, Style
from geodesk.language import GeoDeskError, Sentence


@dataclass(frozen=True, slots=True)
class Source:
    """What one place of a figure shows.

    Attributes
    ----------
    phases
        The label image that is shown in place of the picture.
    error
        Why there is nothing to show.
    """

    item: Picture
    phases: PhaseImage | None = None
    error: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One file.

    Attributes
    ----------
    name
        Of the file: that of the picture, or what those of a pair have in common.
    sources
        What it shows, row by row.
    columns
        How many stand in a row.
    first
        The number of its first letter, from 0.
    paired
        Whether each two belong together.
    """

    name: str
    sources: tuple[Source, ...]
    columns: int = 1
    first: int = 0
    paired: bool = False


def plan(
    samples: Sequence[Sample],
    style: Style,
    collection: Collection | None = None,
    beside: Sequence[Picture] = (),
) -> list[Figure]:
    """The figures of samples, in their order.

    Parameters
    ----------
    samples
        Each picture of a pair or series is a picture of its own, except where `Style.pair` is ``"faces"``.
    collection
        Whose kept phases are shown where `Style.pair` is ``"phases"``.
    beside
        Pictures that stand beside those of the same name (without the ending); a single one beside all.

    Raises
    ------
    GeoDeskError
        The style makes no figures, or there is nothing that fits it.
    """
    style.check()
    groups = _groups(samples, style, collection, beside)
    paired = bool(beside) or style.pair != "none"
    if paired and style.plate and style.columns % 2:
        raise GeoDeskError(
            en="Pairs stand side by side, so a plate of them has 2, 4, 6… columns.",
            es="Las parejas van lado a lado, así que su lámina tiene 2, 4, 6… columnas.",
        )
    ending = ENDINGS[style.format]
    if not style.plate:
        names = _names(_stems(groups, samples), [group[0].item for group in groups])
        columns = 2 if paired else 1
        firsts = [0 if paired else number for number in range(len(groups))]
        return [
            Figure(name + ending, group, columns, first, paired)
            for name, group, first in zip(names, groups, firsts, strict=True)
        ]
    many = style.rows * style.columns // (2 if paired else 1)
    plates = [groups[at : at + many] for at in range(0, len(groups), many)]
    digits = len(str(len(plates)))
    return [
        Figure(
            f"figure-{number:0{digits}d}{ending}",
            tuple(source for group in plate for source in group),
            style.columns,
            paired=paired,
        )
        for number, plate in enumerate(plates, 1)
    ]


def _groups(
    samples: Sequence[Sample], style: Style, collection: Collection | None, beside: Sequence[Picture]
) -> list[tuple[Source, ...]]:
    """What stands together: single pictures, or two side by side."""
    pictures = [picture for sample in samples for picture in sample.pictures]
    if beside:
        if style.pair != "none":
            raise GeoDeskError(
                en="Pictures beside others (--beside) and --pair do not go together; give one of them.",
                es="Las imágenes al lado (--beside) y --pair no van juntas; indique uno de los dos.",
            )
        return _beside(pictures, beside)
    if style.pair == "faces":
        pairs = [sample for sample in samples if sample.kind == "pair"]
        if not pairs:
            raise GeoDeskError(
                en="There are no PPL/XPL pairs among these pictures; “Group pictures into samples” says"
                " which file names make one.",
                es="Entre estas imágenes no hay parejas PPL/XPL; «Agrupar imágenes en muestras» dice qué"
                " nombres de archivo las forman.",
            )
        return [tuple(Source(face) for face in pair.pictures) for pair in pairs]
    if style.pair == "phases":
        if collection is None:
            raise GeoDeskError(
                en="Phases are kept beside a folder; give the folder, not files.",
                es="Las fases se guardan junto a una carpeta; indique la carpeta y no archivos.",
            )
        found = [(picture, collection.phases.of(picture)) for picture in pictures]
        kept = [(Source(picture), Source(picture, image)) for picture, image in found if image is not None]
        if not kept:
            raise GeoDeskError(
                en="No phases are kept of these pictures; make them first in Fases or with geodesk phases.",
                es="No hay fases guardadas de estas imágenes; hágalas antes en Fases o con geodesk phases.",
            )
        return list(kept)
    return [(Source(picture),) for picture in pictures]


def _beside(pictures: Sequence[Picture], beside: Sequence[Picture]) -> list[tuple[Source, ...]]:
    if len(beside) == 1:
        return [(Source(picture), Source(beside[0])) for picture in pictures]
    by_name = {other.file.stem.casefold(): other for other in reversed(beside)}
    groups = []
    for picture in pictures:
        other = by_name.get(picture.file.stem.casefold())
        if other is not None:
            groups.append((Source(picture), Source(other)))
            continue
        missing = Sentence(
            en=f"There is no picture named {picture.file.stem} to stand beside it.",
            es=f"No hay una imagen llamada {picture.file.stem} que vaya a su lado.",
        )
        groups.append((Source(picture), Source(picture, error=missing)))
    if all(right.error is not None for _, right in groups):
        raise GeoDeskError(
            en="None of the pictures to stand beside these has the same name as one of them.",
            es="Ninguna de las imágenes que irían al lado se llama como una de estas.",
        )
    return list(groups)


def _stems(groups: Sequence[tuple[Source, ...]], samples: Sequence[Sample]) -> list[str]:
    """What each figure is called: ``2a`` of the pair 2a_ppl and 2a_xpl, ``old-new`` of two that are none."""
    pairs = {
        tuple(face.path for face in sample.pictures): _common(sample)
        for sample in samples
        if sample.kind == "pair"
    }
    stems = []
    for group in groups:
        own, other = group[0].item.file.stem, group[-1].item.file.stem
        name = pairs.get(tuple(source.item.path for source in group))
        if name is None:
            name = own if own.casefold() == other.casefold() else f"{own}-{other}"
        stems.append(name)
    return stems


def _common(sample: Sample) -> str:
    """What the names of a pair share; with the ending where another pair shares it, too."""
    first = sample.pictures[0]
    if sample.id != first.path:
        return Path(sample.id).name
    return first.file.name.replace(".", "_")


def _names(stems: Sequence[str], pictures: Sequence[Picture]) -> list[str]:
    """A file name without ending for each; what was wanted where those differ, never twice the same."""
    plain = [_safe(stem) for stem in stems]
    counts = Counter(name.casefold() for name in plain)
    names = []
    taken: set[str] = set()
    for picture, name in zip(pictures, plain, strict=True):
        if counts[name.casefold()] > 1:
            own = name == _safe(picture.file.stem)
            within = picture.file.name.replace(".", "_") if own else name
            name = _safe("_".join([*Path(picture.path).parts[-2:-1], within]))
        names.append(free_name(name, taken))
    return names


def _safe(name: str) -> str:
    return safe_name(name, "figure")
