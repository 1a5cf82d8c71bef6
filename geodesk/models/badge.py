"""A model's badge: whether the file is what its card says, checked on the provider in use."""

import base64
import binascii
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from geodesk.language import Sentence, t
from geodesk.models.card import Card, InputSpec
from geodesk.models.onnxfile import OnnxFile

State = Literal["verified", "unverified", "failed"]
_MAX_TEST_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Badge:
    """What is shown beside a model's name.

    Attributes
    ----------
    state
        ``"verified"``: digest right and test passed here; ``"unverified"``: no card or no test;
        ``"failed"``: digest wrong or test failed.
    demonstration
        The outside-set score is below the target the model states of itself.
    reason
        One sentence.
    """

    state: State
    demonstration: bool
    reason: Sentence

    def __str__(self) -> str:
        words = {
            "verified": t("verified", "verificado"),
            "unverified": t("unverified", "sin verificar"),
            "failed": t("failed", "fallido"),
        }
        return words[self.state] + (t(", demonstration", ", demostración") if self.demonstration else "")


def verify(
    card: Card | None, file: OnnxFile, run: Callable[[NDArray[np.generic]], NDArray[np.float64]]
) -> Badge:
    """Check a model against its card.

    Parameters
    ----------
    card
        None for a model without one.
    file
        The digest covers its graph.
    run
        (n, H, W, C) in the card's dtype → (n, n_labels) on the provider in use.
    """

    def difference(test: Mapping[str, Any]) -> float | None:
        assert card is not None and card.input is not None
        found = run(stated_input(test["input"], card.input))
        output = test["output"]
        stated = stated_array(output, "test.output") if isinstance(output, str) else output
        return largest_difference(test, found, np.asarray(stated, dtype=np.float64).reshape(len(found), -1))

    return verify_by(card, file, difference)


def verify_by(
    card: Card | None, file: OnnxFile, difference: Callable[[Mapping[str, Any]], float | None]
) -> Badge:
    """The same for any task.

    Parameters
    ----------
    difference
        Runs the card's test on the provider in use; returns what `largest_difference` does.
    """
    decided = check_digest(card, file)
    if decided is not None:
        return decided
    assert card is not None  # without a card it was decided
    weak = card.below_target
    test = card.document.get("test")
    if not isinstance(test, Mapping):
        return Badge("unverified", weak, Sentence(en="The card has no test.", es="La ficha no tiene prueba."))
    try:
        differs = difference(test)
    except (ValueError, TypeError, LookupError, OverflowError, MemoryError, OSError) as error:
        return Badge(
            "failed",
            weak,
            Sentence(
                en=f"The card's test cannot be run ({error}).",
                es=f"No se puede hacer la prueba de la ficha ({error}).",
            ),
        )
    if differs is None:
        return Badge(
            "verified",
            weak,
            Sentence(en="Digest right, test passed.", es="Huella correcta, prueba superada."),
        )
    far = f"{differs:.3g}"
    return Badge(
        "failed",
        weak,
        Sentence(
            en=f"The test's result differs by {far} here.",
            es=f"El resultado de la prueba difiere aquí en {far.replace('.', ',')}.",
        ),
    )


def largest_difference(
    test: Mapping[str, Any], found: NDArray[np.floating[Any]], expected: NDArray[np.floating[Any]]
) -> float | None:
    """None when a result agrees with the card's test within its ``atol`` and ``rtol``, else how far it is.

    Raises
    ------
    ValueError
        The shapes differ.
    """
    if found.shape != expected.shape:
        raise ValueError(f"test.output {expected.shape}")
    if np.allclose(found, expected, rtol=float(test.get("rtol", 0)), atol=float(test.get("atol", 1e-4))):
        return None
    return float(np.max(np.abs(found - expected)))


def check_digest(card: Card | None, file: OnnxFile) -> Badge | None:
    """The badge of a model whose digest already decides it; None where the digest is right."""
    if card is None:
        return Badge(
            "unverified", False, Sentence(en="The model has no card.", es="El modelo no tiene ficha.")
        )
    weak = card.below_target
    if card.stated_digest is None:
        return Badge(
            "unverified", weak, Sentence(en="The card has no digest.", es="La ficha no tiene huella digital.")
        )
    if card.stated_digest.lower() != card.digest(file.graph):
        return Badge(
            "failed",
            weak,
            Sentence(
                en="The digest does not match: card or graph were changed after export.",
                es="La huella no coincide: la ficha o el grafo se cambiaron tras exportarlo.",
            ),
        )
    if file.beyond_graph:
        return Badge(
            "unverified",
            weak,
            Sentence(
                en="Weights or functions lie outside the graph, where the digest does not reach.",
                es="Hay pesos o funciones fuera del grafo, adonde la huella no llega.",
            ),
        )
    return None


def stated_input(stated: Any, spec: InputSpec) -> NDArray[np.generic]:
    """The card's test input as (n, H, W, C) of the input's dtype.

    `stated` is a base64 ``.npy`` file (with or without the batch axis), or a whole number (also as
    ``{"seed": number}``): the seed of one input of uniform
    noise, ``numpy.random.Generator(Philox(seed)).random(shape, float32) * 255``.

    Raises
    ------
    ValueError
        Neither, or another shape than the model's.
    """
    shape = (1, spec.height, spec.width, spec.channels)
    if isinstance(stated, Mapping):
        stated = stated.get("seed", stated.get("npy"))
    if isinstance(stated, int) and not isinstance(stated, bool):
        noise = np.random.Generator(np.random.Philox(stated)).random(shape, dtype=np.float32) * 255
        return noise.astype(spec.dtype)
    array = stated_array(stated, "test.input")
    if array.size == 0 or array.size % np.prod(shape):
        raise ValueError(f"test.input {array.shape}")
    return np.asarray(array.reshape(-1, *shape[1:]).astype(spec.dtype))


def stated_array(stated: Any, field: str) -> NDArray[np.generic]:
    """A base64 ``.npy`` file of the card as an array; raises ValueError, which names `field`."""
    if not isinstance(stated, str) or len(stated) > _MAX_TEST_BYTES:
        raise ValueError(field)
    try:
        array = np.load(io.BytesIO(base64.b64decode(stated, validate=True)), allow_pickle=False)
    except (ValueError, EOFError, binascii.Error) as error:
        raise ValueError(field) from error
    return np.asarray(array)
