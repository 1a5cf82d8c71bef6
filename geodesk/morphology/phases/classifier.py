"""A classifier of pixels that learns the phases from a few brush strokes.

Extremely randomised trees (P. Geurts, D. Ernst, L. Wehenkel, Machine Learning 63 (2006) 3-42; scikit-learn)
on filter features, as in ilastik (S. Berg et al., Nature Methods 16 (2019) 1226-1232). Seeded: the same
strokes, pictures and versions give the same phases, so strokes are kept and no trained forest is.
"""

import warnings
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from geodesk.collection import OUTSIDE, Stroke
from geodesk.language import GeoDeskError
from geodesk.micrograph import Rect
from geodesk.morphology.bitplanes import available_processors
from geodesk.morphology.phases.brush import extent, painted
from geodesk.morphology.phases.features import FeatureSet, known, middle

_TREES = 30
_DEEPEST = 16
_MOST_PER_PHASE = 6000  # pixels learnt from; more are alike and only slow
_FOLDS = 3
_STRIP = 1 << 16  # pixels of a strip: the step of progress and of cancelling


class NotEnoughStrokes(GeoDeskError, ValueError):
    """There is nothing to tell apart: fewer than two phases are painted."""

    def __init__(self) -> None:
        super().__init__(
            en="Paint strokes of at least two phases inside the picture; there is nothing to tell apart yet.",
            es="Pinte trazos de al menos dos fases dentro de la imagen; todavía no hay nada que distinguir.",
        )


class WrongPicture(GeoDeskError, ValueError):
    """A picture is of another kind than those the classifier learnt from."""


@dataclass(frozen=True, eq=False)
class Example:
    """One page to learn from.

    Attributes
    ----------
    pixels : ndarray, shape (H, W) or (H, W, 3 | 4)
        The whole page.
    strokes : sequence of Stroke
        Those on it.
    """

    pixels: NDArray[Any]
    strokes: Sequence[Stroke]


@dataclass(frozen=True, slots=True)
class Score:
    """How well the phases of painted pixels are told that the trees did not see.

    Attributes
    ----------
    how : str
        ``"held strokes"``: whole strokes were kept back, in turns; the honest one. ``"out of bag"``: single
        pixels were, because a phase has one stroke only: their neighbours were seen, so it flatters.
    accuracy : float
        Mean over the phases of the share of their pixels that were told rightly.
    per_phase : dict
        Label → that share.
    pixels : int
        How many were asked.
    """

    how: Literal["held strokes", "out of bag"]
    accuracy: float
    per_phase: dict[int, float]
    pixels: int


class PixelClassifier:
    """Tells the phase of every pixel; made by `fit` or `train`.

    Attributes
    ----------
    labels : tuple of int
        The phases it knows, ascending.
    features : FeatureSet
    seed : int
    channels : int
        Colours of its pictures: 1 or 3.
    kind : str
        ``"integer"`` or ``"float"`` pixels.
    score : Score or None
        None if it was not asked for.
    learnt_from : int
        Pixels.
    """

    def __init__(
        self, forest: Any, labels: tuple[int, ...], features: FeatureSet, seed: int, like: NDArray[Any]
    ) -> None:
        self._forest = forest
        self.labels = labels
        self.features = features
        self.seed = seed
        self.channels = _channels(like)
        self.kind = _kind(like)
        self.score: Score | None = None
        self.learnt_from = 0

    @classmethod
    def fit(cls, pixels: NDArray[Any], strokes: Sequence[Stroke], **options: Any) -> Self:
        """Learn from the strokes on one page; options and errors as `train`."""
        return cls.train([Example(pixels, strokes)], **options)

    @classmethod
    def train(
        cls,
        examples: Sequence[Example],
        *,
        features: FeatureSet | None = None,
        trees: int = _TREES,
        seed: int = 0,
        score: bool = True,
        threads: int | None = None,
    ) -> Self:
        """Learn from the strokes on several pages.

        Parameters
        ----------
        examples : sequence of Example
            Of at most 6,000 pixels of each phase, chosen by `seed`, is learnt.
        features : FeatureSet, optional
        trees : int
        seed : int
        score : bool
            Whether to find out how well it does: that takes about three times as long as learning.
        threads : int, optional
            None: all processors.

        Raises
        ------
        NotEnoughStrokes
            Fewer than two phases are painted on pixels that have a value.
        WrongPicture
            The pages are of different kinds.
        """
        features = features or FeatureSet()
        threads = threads or available_processors()
        seen, label, group = _samples(examples, features, seed)
        labels = tuple(int(one) for one in np.unique(label))
        if len(labels) < 2:
            raise NotEnoughStrokes
        forest = _forest(seen, label, trees, seed, threads, oob=score)
        made = cls(forest, labels, features, seed, examples[0].pixels)
        made.learnt_from = len(label)
        if score:
            made.score = _held(seen, label, group, trees, seed, threads) or _out_of_bag(forest, label)
        return made

    def predict(
        self, pixels: NDArray[Any], area: Rect | None = None, *, threads: int | None = None
    ) -> NDArray[np.uint8]:
        """The phase of every pixel of a page.

        Parameters
        ----------
        pixels : ndarray, shape (H, W) or (H, W, 3 | 4)
            Of the kind it learnt from.
        area : Rect, optional
            The part wanted, such as the picture without its information bar, or what a window shows; None:
            all. What lies around it is looked at but not classified.

        Returns
        -------
        ndarray of uint8, shape (H, W)
            `geodesk.collection.OUTSIDE` outside the area and where a pixel is not finite.

        Raises
        ------
        WrongPicture
            The page has other colours or another kind of pixels.
        """
        steps = self.predicting(pixels, area, threads=threads)
        while True:
            try:
                next(steps)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]

    def predicting(
        self, pixels: NDArray[Any], area: Rect | None = None, *, threads: int | None = None
    ) -> Generator[float, None, NDArray[np.uint8]]:
        """Do what `predict` does in steps; closing the generator cancels.

        Yields
        ------
        float
            The share that is done, several times a second.

        Returns
        -------
        ndarray of uint8, shape (H, W)
        """
        self._check(pixels)
        height, width = pixels.shape[:2]
        whole = area or Rect(0, 0, width, height)
        labels = np.full((height, width), OUTSIDE, np.uint8)
        fill = middle(pixels)
        names = np.array(self.labels, np.uint8)

        def work(box: Rect) -> None:
            told = np.argmax(self._told(pixels, box, fill), axis=1)
            labels[box.y : box.y + box.h, box.x : box.x + box.w] = names[told].reshape(box.h, box.w)

        yield from _shared(work, list(_strips(whole)), threads or available_processors())
        finite = known(pixels)
        if finite is not None:
            labels[~finite] = OUTSIDE
        return labels

    def probabilities(self, pixels: NDArray[Any], area: Rect) -> NDArray[np.float32]:
        """How sure it is, in a box of a page: float32 of shape (area.h, area.w, len(labels)), sums 1.

        Raises
        ------
        WrongPicture
            The page has other colours or another kind of pixels.
        """
        self._check(pixels)
        fill = middle(pixels)
        found = np.empty((area.h, area.w, len(self.labels)), np.float32)
        for box in _strips(area):
            told = self._told(pixels, box, fill).reshape(box.h, box.w, -1)
            found[box.y - area.y : box.y - area.y + box.h] = told
        return found

    def _told(self, pixels: NDArray[Any], box: Rect, fill: float) -> NDArray[np.float64]:
        told: NDArray[np.float64] = self._forest.predict_proba(self.features.of(pixels, box, fill))
        return told

    def _check(self, pixels: NDArray[Any]) -> None:
        if (_channels(pixels), _kind(pixels)) != (self.channels, self.kind):
            raise WrongPicture(
                en=f"The phases were learnt from pictures of another kind ({self._words('en')}) than this "
                "one; paint strokes on pictures like it.",
                es=f"Las fases se aprendieron en imágenes de otro tipo ({self._words('es')}) que esta; "
                "pinte trazos en imágenes como ella.",
            )

    def _words(self, language: str) -> str:
        if self.kind == "float":
            return "fractional grey levels" if language == "en" else "niveles de gris con decimales"
        if language == "en":
            return "grey" if self.channels == 1 else "colour"
        return "grises" if self.channels == 1 else "color"


def _channels(pixels: NDArray[Any]) -> int:
    return 1 if pixels.ndim == 2 or pixels.shape[2] == 1 else 3


def _kind(pixels: NDArray[Any]) -> str:
    return "float" if pixels.dtype.kind == "f" else "integer"


def _strips(area: Rect) -> Iterator[Rect]:
    rows = max(1, _STRIP // area.w)
    for y in range(area.y, area.y + area.h, rows):
        yield Rect(area.x, y, area.w, min(rows, area.y + area.h - y))


def _shared(work: Any, boxes: Sequence[Rect], threads: int) -> Iterator[float]:
    """Do the boxes on threads; leaving early waits for those under way only."""
    pool = ThreadPoolExecutor(max(1, threads), "phases")
    try:
        waiting: set[Future[None]] = {pool.submit(work, box) for box in boxes}
        while waiting:
            finished, waiting = wait(waiting, timeout=0.25, return_when=FIRST_COMPLETED)
            for future in finished:
                future.result()
            yield 1 - len(waiting) / len(boxes)
    finally:
        pool.shutdown(cancel_futures=True)


def _samples(
    examples: Sequence[Example], features: FeatureSet, seed: int
) -> tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.int64]]:
    """Features, label and stroke of the painted pixels; of a phase with very many, some."""
    seen, label, group = [], [], []
    strokes = 0
    for example in examples:
        first, pixels = examples[0].pixels, example.pixels
        if (_channels(pixels), _kind(pixels)) != (_channels(first), _kind(first)):
            raise WrongPicture(
                en="Strokes lie on pictures of different kinds (grey and colour, or whole and fractional "
                "levels); paint on pictures of one kind.",
                es="Hay trazos en imágenes de tipos distintos (grises y color, o niveles enteros y con "
                "decimales); pinte en imágenes de un solo tipo.",
            )
        shape = (pixels.shape[0], pixels.shape[1])
        canvas = painted(example.strokes, shape)
        finite = known(pixels)
        if finite is not None:
            canvas[~finite] = -1
        fill = middle(pixels)
        for index, stroke in enumerate(example.strokes):
            for box in _boxes(stroke, shape):
                inside = canvas[box.y : box.y + box.h, box.x : box.x + box.w].reshape(-1) == index
                if inside.any():
                    seen.append(features.of(pixels, box, fill)[inside])
                    label.append(np.full(len(seen[-1]), stroke.label, np.int64))
                    group.append(np.full(len(seen[-1]), strokes + index, np.int64))
        strokes += len(example.strokes)
    if not seen:
        raise NotEnoughStrokes
    x, y, of = np.concatenate(seen), np.concatenate(label), np.concatenate(group)
    generator = np.random.default_rng(seed)
    chosen = [np.flatnonzero(y == one) for one in np.unique(y)]
    chosen = [
        np.sort(generator.choice(at, _MOST_PER_PHASE, replace=False)) if len(at) > _MOST_PER_PHASE else at
        for at in chosen
    ]
    kept = np.concatenate(chosen)
    return x[kept], y[kept], of[kept]


def _boxes(stroke: Stroke, shape: tuple[int, int]) -> Iterator[Rect]:
    """Boxes that hold what a stroke can paint, each small even of a long slanted one; none overlap."""
    box = extent(stroke, shape)
    if box is not None:
        side = 256
        for y in range(box.y, box.y + box.h, side):
            for x in range(box.x, box.x + box.w, side):
                yield Rect(x, y, min(side, box.x + box.w - x), min(side, box.y + box.h - y))


def _forest(
    x: NDArray[np.float32], y: NDArray[np.int64], trees: int, seed: int, threads: int, oob: bool = False
) -> Any:
    from sklearn.ensemble import ExtraTreesClassifier

    forest = ExtraTreesClassifier(
        n_estimators=trees,
        max_depth=_DEEPEST,
        min_samples_leaf=2,
        class_weight="balanced",
        bootstrap=True,
        oob_score=oob,
        random_state=seed,
        n_jobs=threads,
    )
    with warnings.catch_warnings():
        # With few trees some pixel is in every bag: it has no vote then, which is seen to.
        warnings.simplefilter("ignore", UserWarning)
        forest.fit(x, y)
    forest.n_jobs = 1  # strips are shared among threads, not trees
    return forest


def _held(
    x: NDArray[np.float32],
    y: NDArray[np.int64],
    group: NDArray[np.int64],
    trees: int,
    seed: int,
    threads: int,
) -> Score | None:
    """Keep whole strokes back, in turns; None where a phase has one stroke only."""
    strokes = {int(label): np.unique(group[y == label]) for label in np.unique(y)}
    folds = min(_FOLDS, *(len(own) for own in strokes.values()))
    if folds < 2:
        return None
    fold = {int(one): i % folds for own in strokes.values() for i, one in enumerate(own)}
    part = np.array([fold[int(one)] for one in group])
    told = np.empty_like(y)
    for held in range(folds):
        out = part == held
        told[out] = _forest(x[~out], y[~out], trees, seed, threads).predict(x[out])
    return _score("held strokes", y, told)


def _out_of_bag(forest: Any, y: NDArray[np.int64]) -> Score | None:
    """Ask each pixel of the trees that did not see it."""
    votes: NDArray[np.float64] = forest.oob_decision_function_
    asked = np.isfinite(votes).all(axis=1) & (votes.sum(axis=1) > 0)
    if not asked.any():
        return None
    told = forest.classes_[np.argmax(votes[asked], axis=1)]
    return _score("out of bag", y[asked], told)


def _score(
    how: Literal["held strokes", "out of bag"], y: NDArray[np.int64], told: NDArray[np.int64]
) -> Score:
    shares = {int(label): float(np.mean(told[y == label] == label)) for label in np.unique(y)}
    return Score(how, sum(shares.values()) / len(shares), shares, len(y))
