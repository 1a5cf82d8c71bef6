"""A captioner ready to run: a graph that looks at pictures and continues sentences, and the search.

The graph has the inputs image, features and tokens and the outputs image_features and words. Its two halves
share one file, so that one card and one digest speak for both; a call asks one half and gives the other as
little as the provider takes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.models.badge import largest_difference, stated_array, stated_input, verify_by
from geodesk.models.captions import END, PAD, START, UNKNOWN, Template, decoded
from geodesk.models.card import BadCard, Card, InputSpec
from geodesk.models.devices import CPU_PROVIDER
from geodesk.models.onnxfile import OnnxFile, RefusedModel
from geodesk.models.opened import OpenedModel
from geodesk.models.runner import ModelFailed, Runner

WIDTH = 8
"""Sentences that the search keeps at once."""
ALTERNATIVES = 4
"""Captions a picture gets: the most probable and three more."""

Continue = Callable[[NDArray[np.float32], NDArray[np.int32], int], NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Caption:
    """One caption of a picture.

    Attributes
    ----------
    probability
        Product of the probabilities of its words and of its end.
    attributes
        What it says, by the template; "" where it does not say it in the template's words.
    """

    text: str
    probability: float
    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sentences:
    """The text side of a captioner, as its card states it."""

    vocabulary: tuple[str, ...]
    length: int
    in_front: bool
    template: Template

    @classmethod
    def from_card(cls, card: Card) -> "Sentences":
        """Read the card's ``caption`` object; raises `BadCard`."""
        raw = card.document.get("caption")
        if not isinstance(raw, Mapping):
            raise BadCard("caption", "{vocabulary, max_length, attributes}")
        words = raw.get("vocabulary")
        if (
            not isinstance(words, (list, tuple))
            or len(words) <= END
            or not all(isinstance(w, str) for w in words)
        ):
            raise BadCard("caption.vocabulary", "[“”, “<oov>”, “startseq”, “endseq”, …]")
        length = raw.get("max_length")
        if not isinstance(length, int) or isinstance(length, bool) or not 2 <= length <= 256:
            raise BadCard("caption.max_length", "2…256")
        return cls(
            tuple(words), length, raw.get("padding") == "front", Template.from_list(raw.get("attributes"))
        )

    def rows(self, beginnings: Sequence[Sequence[int]]) -> NDArray[np.int32]:
        """Beginnings of sentences as (n, length), padded where the model wants it."""
        tokens = np.full((len(beginnings), self.length), PAD, np.int32)
        for row, ids in zip(tokens, beginnings, strict=True):
            if self.in_front:
                row[self.length - len(ids) :] = ids
            else:
                row[: len(ids)] = ids
        return tokens


def search(
    features: NDArray[np.float32], sentences: Sentences, continued: Continue, width: int = WIDTH
) -> list[list[tuple[list[int], float]]]:
    """Find the most probable sentences of some pictures (beam search; of width 1 the greedy one).

    Parameters
    ----------
    features
        (n, features) of the pictures.
    continued
        (features (m, …), tokens (m, length), words so far) → probabilities (m, words) of the next word.
    width
        Sentences kept at once for each picture.

    Returns
    -------
    list
        Of each picture up to `width` sentences as (ids without the mark of the beginning, probability), the
        most probable first. One that the longest length cuts off is among them without its end.
    """
    beams: list[list[tuple[list[int], float]]] = [[([START], 0.0)] for _ in features]
    for step in range(1, sentences.length + 1):
        open_ = [(i, ids, log) for i, some in enumerate(beams) for ids, log in some if ids[-1] != END]
        if not open_:
            break
        rows = continued(
            np.ascontiguousarray(features[[i for i, _, _ in open_]]),
            sentences.rows([ids for _, ids, _ in open_]),
            step,
        ).copy()
        rows[:, [PAD, UNKNOWN, START]] = 0  # no words
        with np.errstate(divide="ignore"):
            logs = np.log(rows)
        grown = [[one for one in some if one[0][-1] == END] for some in beams]
        for (i, ids, log), row in zip(open_, logs, strict=True):
            for word in np.argsort(-row, kind="stable")[:width]:
                if np.isfinite(row[word]):
                    grown[i].append(([*ids, int(word)], log + float(row[word])))
        beams = [sorted(some, key=lambda one: -one[1])[:width] for some in grown]
    return [[(ids[1:], float(np.exp(log))) for ids, log in some] for some in beams]


class Captioner(OpenedModel):
    """One loaded model of the task ``caption``; see `geodesk.models.load`.

    Attributes
    ----------
    path : Path
    card : Card
    spec : InputSpec
        How a picture becomes its input.
    sentences : Sentences
        Vocabulary, length and template.
    badge : Badge
    """

    card: Card

    def __init__(self, file: OnnxFile, card: Card, device: str = "auto") -> None:
        assert card.input is not None
        self.card = card
        self.spec: InputSpec = card.input
        self.sentences = Sentences.from_card(card)
        super().__init__(file, device)
        self._features = _check_fit(card, self.spec, self.sentences, self.runner)
        self.badge = self._verified(lambda: verify_by(card, file, self._difference))

    @property
    def template(self) -> Template:
        """What its captions say."""
        return self.sentences.template

    @property
    def size_borders(self) -> dict[str, tuple[float, ...]]:
        """By attribute the borders of its classes of size (m² and m), as the card states them."""
        raw = self.card.document["caption"].get("size_borders")
        if not isinstance(raw, Mapping):
            return {}
        try:
            return {str(name): tuple(float(value) for value in edges) for name, edges in raw.items()}
        except (TypeError, ValueError, OverflowError):
            return {}

    def features(self, batch: NDArray[np.generic]) -> NDArray[np.float32]:
        """What the encoder makes of pictures: (n, height, width, 3) of 0 to 255 → (n, features) float32.

        Raises
        ------
        ModelFailed
            The model raised, on the CPU too, or gave not-a-number.
        """
        nothing = np.zeros((1, self._features), np.float32), self.sentences.rows([[START]])
        size = self.at_once(self.spec)
        parts = [
            self._run("image_features", batch[start : start + size], *nothing)
            for start in range(0, max(1, len(batch)), size)
        ]
        return np.concatenate(parts).astype(np.float32, copy=False)

    def next_words(
        self, features: NDArray[np.float32], tokens: NDArray[np.int32], words: int
    ) -> NDArray[np.float64]:
        """Probabilities of the word behind the first `words` tokens.

        Parameters
        ----------
        features
            (m, features), one row a sentence.
        tokens
            (m, length); see `Sentences.rows`.

        Returns
        -------
        ndarray
            (m, words of the vocabulary) float64.

        Raises
        ------
        ModelFailed
            See `features`.
        """
        rows = self._run("words", self._no_picture(), features, tokens)
        return np.asarray(rows if rows.ndim == 2 else rows[:, words - 1], np.float64)

    def captions(
        self, batch: NDArray[np.generic], width: int = WIDTH, count: int = ALTERNATIVES
    ) -> list[list[Caption]]:
        """Up to `count` captions of each picture of a batch; see `features` and `search`.

        The most probable one whatever it says, then the next that say all attributes in the template's words.
        """
        found = search(self.features(batch), self.sentences, self.next_words, max(width, count))
        captions = [[self._caption(ids, p) for ids, p in some] for some in found]
        return [
            [some[0], *[c for c in some[1:] if all(c.attributes.values())][: count - 1]] for some in captions
        ]

    def _caption(self, ids: Sequence[int], probability: float) -> Caption:
        text = decoded(ids, self.sentences.vocabulary)
        return Caption(text, probability, self.template.parse(text))

    def _no_picture(self) -> NDArray[np.generic]:
        """As little of a picture as the provider takes: some refuse a batch of none."""
        count = 0 if self.provider == CPU_PROVIDER else 1
        return np.zeros((count, self.spec.height, self.spec.width, self.spec.channels), self.spec.dtype)

    def _run(
        self,
        output: str,
        image: NDArray[np.generic],
        features: NDArray[np.float32],
        tokens: NDArray[np.int32],
    ) -> NDArray[np.generic]:
        feed = {"image": image, "features": features, "tokens": tokens}
        values = self.runner.run(output, feed)
        if not np.isfinite(values).all():
            raise ModelFailed(
                en=f"The model {self.name} gave values that are not finite.",
                es=f"El modelo {self.name} dio valores que no son finitos.",
            )
        return values

    def tested(self, test: Mapping[str, Any]) -> NDArray[np.float64]:
        """What the card's test is about: the next words along its ``tokens`` behind its ``input``."""
        batch = stated_input(test["input"], self.spec)
        features = self.features(batch)
        tokens = [int(one) for one in test["tokens"]]
        rows = []
        for words in range(1, len(tokens) + 1):
            beginnings = self.sentences.rows([tokens[:words]] * len(features))
            rows.append(self.next_words(features, beginnings, words))
        return np.concatenate(rows, axis=1)

    def _difference(self, test: Mapping[str, Any]) -> float | None:
        output = test["output"]
        stated = stated_array(output, "test.output") if isinstance(output, str) else output
        found = self.tested(test)
        return largest_difference(test, found, np.asarray(stated, np.float64).reshape(len(found), -1))


def _check_fit(card: Card, spec: InputSpec, sentences: Sentences, runner: Runner) -> int:
    """How many features a picture has, once the graph agrees with the card."""
    inputs = {one.name: one for one in runner.inputs}
    outputs = {one.name: one for one in runner.outputs}
    types = {"uint8": "tensor(uint8)", "float32": "tensor(float)"}
    fits = (
        set(inputs) == {"image", "features", "tokens"}
        and {"image_features", "words"} <= set(outputs)
        and inputs["image"].type == types[spec.dtype]
        and list(inputs["image"].shape[1:]) == [spec.height, spec.width, spec.channels]
        and inputs["features"].type == "tensor(float)"
        and isinstance(inputs["features"].shape[-1], int)
        and inputs["tokens"].type == "tensor(int32)"
        and inputs["tokens"].shape[-1] == sentences.length
        and outputs["words"].shape[-1] == len(sentences.vocabulary)
    )
    if not fits:
        raise RefusedModel(
            en=f"The model {card.name} and its card disagree (inputs, outputs or vocabulary).",
            es=f"El modelo {card.name} y su ficha no concuerdan (entradas, salidas o vocabulario).",
        )
    return int(inputs["features"].shape[-1])
