"""What is known of a sample: its pictures, what models and people said, its curves, transport."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from geodesk.collection import (
    Collection,
    LabelState,
    Opinion,
    Phase,
    Picture,
    Prediction,
    Sample,
    open_corrected,
    open_phases,
    standing,
)
from geodesk.jobs.characterise import Characterised, characterise_one
from geodesk.jobs.labelled import kept_images
from geodesk.jobs.samplereport.request import Request
from geodesk.jobs.transport import Transported
from geodesk.language import GeoDeskError, Sentence
from geodesk.micrograph import PixelSize, Rect
from geodesk.models import Badge, Card


@dataclass(frozen=True, slots=True)
class Face:
    """One picture of a sample, as its file and the people who corrected it say.

    Attributes
    ----------
    role
        ``"ppl"``, ``"xpl"`` or a stage angle; empty of a single picture.
    content
        Without the information bar.
    """

    item: Picture
    role: str = ""
    width: int = 0
    height: int = 0
    pages: int = 1
    channels: int = 1
    dtype: str = ""
    content: Rect = Rect(0, 0, 0, 0)
    bar: Rect | None = None
    pixel_size: PixelSize | None = None
    instrument: str | None = None
    metadata: Mapping[str, float | str] = field(default_factory=dict)
    sha256: str = ""

    @property
    def synthetic(self) -> bool:
        """Whether no instrument recorded it."""
        return self.metadata.get("synthetic") == "yes"


@dataclass(frozen=True, slots=True)
class Trust:
    """A model's file as it is here: its card, and whether it is what the card says."""

    card: Card | None = None
    badge: Badge | None = None


@dataclass(frozen=True, slots=True)
class Guess:
    """What a model said of a sample: the mean over its pictures, as in the window.

    Attributes
    ----------
    labels, p
        In the model's order.
    best
        The label of the largest probability.
    """

    labels: tuple[str, ...]
    p: tuple[float, ...]
    best: str
    model: str
    sha256: str
    trust: Trust


@dataclass(frozen=True, slots=True)
class Said:
    """What people said of one picture: the label in force, and what each of them says."""

    item: Picture
    state: LabelState
    opinions: Mapping[str, Opinion]


@dataclass(frozen=True, slots=True)
class SampleFacts:
    """Everything that a report of a sample tells.

    Attributes
    ----------
    faces
        The pictures that can be read.
    lost
        The others, with why.
    curves
        Of the first picture.
    phases
        Names of its phases, where a label image names them.
    transports
        Along each axis that was asked for.
    """

    sample: Sample
    faces: tuple[Face, ...]
    lost: tuple[tuple[Picture, Sentence], ...] = ()
    guess: Guess | None = None
    guess_error: Sentence | None = None
    labels: tuple[Said, ...] = ()
    caption: str = ""
    curves: Characterised | None = None
    phases: tuple[Phase, ...] = ()
    transports: tuple[Transported, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What is looked up once for all samples: predictions by path, and what is thought of their models.

    Attributes
    ----------
    trust
        By the SHA-256 of a model.
    """

    predictions: Mapping[str, Prediction] = field(default_factory=dict)
    trust: Callable[[str, str], Trust] = lambda model, sha256: Trust()


def facts_of(sample: Sample, request: Request, collection: Collection | None, known: Known) -> SampleFacts:
    """What is known of a sample, transport aside.

    Raises
    ------
    GeoDeskError
        None of its pictures can be read.
    """
    faces, lost = _faces(sample)
    if not faces:
        raise GeoDeskError(lost[0][1].en, lost[0][1].es)
    first = faces[0].item
    images = phase_images(first, request, collection)
    curves = characterise_one(
        first,
        threshold=request.threshold,
        r_max=request.r_max,
        page=request.page,
        threads=None,
        depth="summary",
        phase_images=images,
    )
    guess, fault = _guess(sample, known)
    return SampleFacts(
        sample,
        tuple(faces),
        tuple(lost),
        guess,
        fault,
        () if collection is None else tuple(_said(sample, collection)),
        "" if collection is None else _caption(sample, collection),
        curves,
        () if images is None else open_phases(images[first.path]).phases,
    )


def phase_images(item: Picture, request: Request, collection: Collection | None) -> dict[str, Path] | None:
    """The label image that is measured in place of a threshold, by path; None where there is none."""
    if request.phases != "auto" or collection is None:
        return None
    return kept_images(collection, [item]) or None


def _faces(sample: Sample) -> tuple[list[Face], list[tuple[Picture, Sentence]]]:
    angles = [f"{angle:g}°" for angle in sample.angles]
    roles: Sequence[str] = sample.roles or angles or [""] * len(sample.pictures)
    faces, lost = [], []
    for item, role in zip(sample.pictures, roles, strict=True):
        try:
            faces.append(_face(item, role))
        except GeoDeskError as error:
            lost.append((item, error.sentence))
    return faces, lost


def _face(item: Picture, role: str) -> Face:
    with open_corrected(None, item) as picture:
        return Face(
            item,
            role,
            picture.width,
            picture.height,
            picture.pages,
            picture.channels,
            str(picture.dtype),
            picture.content,
            picture.bar,
            picture.pixel_size,
            picture.instrument,
            dict(picture.metadata),
            picture.sha256,
        )


def _guess(sample: Sample, known: Known) -> tuple[Guess | None, Sentence | None]:
    rows = [known.predictions[p.path] for p in sample.pictures if p.path in known.predictions]
    good = [row for row in rows if row.error is None and row.p]
    error = next((row.error for row in rows if row.error is not None), None)
    best = standing(sample, {}, known.predictions).suggestion
    if best is None:
        return None, error
    means = tuple(sum(values) / len(good) for values in zip(*(row.p for row in good), strict=True))
    first = good[0]
    trust = known.trust(first.model, first.sha256)
    return Guess(first.labels, means, best, first.model, first.sha256, trust), error


def _said(sample: Sample, collection: Collection) -> list[Said]:
    found = []
    for item in sample.pictures:
        state = collection.labels.state_of(item.path)
        if state is not None:
            found.append(Said(item, state, collection.labels.opinions(item.path)))
    return found


def _caption(sample: Sample, collection: Collection) -> str:
    """What people kept as the caption of the first picture that has one."""
    kept = (collection.captions.of(picture.path) for picture in sample.pictures)
    return next((one.caption for one in kept if one is not None), "")
