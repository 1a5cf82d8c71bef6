"""One onnxruntime session that tells the truth about its provider and survives the provider's failure."""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.language import GeoDeskError, Sentence
from geodesk.models.devices import CPU_PROVIDER, DEVICES, Device, candidates
from geodesk.models.onnxfile import RefusedModel

_STDERR = threading.Lock()
_SILENT = 4  # onnxruntime's severity "fatal": a provider that fails to start is reported by us, in a sentence


class ModelFailed(GeoDeskError):
    """The model raised while running, on the CPU too."""


class Runner:
    """A session on the best device there is.

    Attributes
    ----------
    device
        The device really in use (what the session says, not what the build offers).
    why
        One sentence on why it is that one.
    notices
        What the user should be told: a device that did not start, a fall-back in the middle of a run.
    """

    def __init__(self, path: Path, device: str = "auto") -> None:
        self._path = path
        self._lock = threading.Lock()
        self.notices: list[Sentence] = []
        refused: list[str] = []
        for candidate in candidates(device):
            session = _try(path, candidate)
            if session is not None:
                break
            refused.append(candidate.name)
        else:
            raise RefusedModel(
                en=f"onnxruntime cannot load {path.name}: its graph is damaged or not supported.",
                es=f"onnxruntime no puede cargar {path.name}: su grafo está dañado o no es compatible.",
            )
        self._session = session
        self.device = candidate
        self.why = _why(candidate, device, refused)
        if refused and device != "auto":
            self.notices.append(self.why)

    @property
    def provider(self) -> str:
        """The provider in use as onnxruntime names it."""
        return self.device.provider

    @property
    def inputs(self) -> list[Any]:
        """Onnxruntime's description of each input (name, shape, type)."""
        return list(self._session.get_inputs())

    @property
    def outputs(self) -> list[Any]:
        """Onnxruntime's description of each output."""
        return list(self._session.get_outputs())

    def run(self, output: str, feed: dict[str, NDArray[np.generic]]) -> NDArray[np.generic]:
        """One output for one batch. A device that fails is replaced by the CPU and the batch repeated.

        Raises
        ------
        ModelFailed
            The CPU could not run it either.
        """
        while True:  # at most twice: the CPU is replaced by nothing
            with self._lock:  # some providers are not safe for concurrent calls of one session
                session, device = self._session, self.device
                try:
                    result: NDArray[np.generic] = session.run([output], feed)[0]
                except Exception as fault:  # noqa: BLE001 - providers raise types of their own, some bare
                    error = fault
                else:
                    return result
            if device.provider == CPU_PROVIDER:
                raise _failed(self._path, error) from error
            reason = f"{type(error).__name__}: {_first_line(error)}"
            self._replace(session, Sentence(reason, reason))

    def fall_back(self, reason: Sentence) -> None:
        """Go on with the CPU, and say so."""
        self._replace(self._session, reason)

    def _replace(self, broken: Any, reason: Sentence) -> None:
        with self._lock:
            if self._session is not broken:  # another thread met the same fault and was faster
                return
            failed = self.device
            session = _try(self._path, DEVICES[-1])
            if session is None:
                raise ModelFailed(
                    en=f"{failed.name} failed and the CPU cannot load the model either.",
                    es=f"{failed.name} falló y la CPU tampoco puede cargar el modelo.",
                )
            self._session, self.device = session, DEVICES[-1]
            self.why = Sentence(
                en=f"CPU: {failed.name} failed ({reason.en.rstrip('.')}).",
                es=f"CPU: {failed.name} falló ({reason.es.rstrip('.')}).",
            )
            self.notices.append(self.why)


def _try(path: Path, device: Device) -> Any:
    """A session whose first provider really is the device's, or None."""
    import onnxruntime

    if device.provider not in onnxruntime.get_available_providers():
        return None
    options = onnxruntime.SessionOptions()
    options.log_severity_level = _SILENT
    # Spinning threads take the cores that decode the next picture.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    wanted: list[Any] = [(device.provider, dict(device.options))]
    if device.provider != CPU_PROVIDER:
        if device.key == "cuda" and hasattr(onnxruntime, "preload_dlls"):
            onnxruntime.preload_dlls()
        wanted.append(CPU_PROVIDER)
    try:
        with _quiet_stderr():
            session = onnxruntime.InferenceSession(str(path), options, providers=wanted)
    except Exception:  # noqa: BLE001 - any refusal means "not this one"
        return None
    return session if session.get_providers()[0] == device.provider else None


@contextmanager
def _quiet_stderr() -> Iterator[None]:
    """Keep a provider's own complaints (written by C++ straight to file descriptor 2) off the terminal."""
    with _STDERR:  # two loads at once must not save each other's silence
        try:
            sys.stderr.flush()
            saved = os.dup(2)
        except (OSError, AttributeError, ValueError):
            yield
            return
        try:
            with open(os.devnull, "wb") as sink:
                os.dup2(sink.fileno(), 2)
            yield
        finally:
            os.dup2(saved, 2)
            os.close(saved)


def _why(device: Device, asked: str, refused: list[str]) -> Sentence:
    without = ", ".join(refused)
    if device.provider != CPU_PROVIDER:
        return Sentence(en=f"{device.name} is in use.", es=f"{device.name} está en uso.")
    if refused:
        return Sentence(
            en=f"CPU: {without} is not available here.", es=f"CPU: {without} no está disponible aquí."
        )
    if asked == "cpu":
        return Sentence(en="CPU: as asked.", es="CPU: como se pidió.")
    return Sentence(en="CPU: no faster device in this build.", es="CPU: sin un dispositivo más rápido.")


def _failed(path: Path, error: Exception) -> ModelFailed:
    line = _first_line(error)
    return ModelFailed(
        en=f"The model {path.name} failed while running: {line}",
        es=f"El modelo {path.name} falló al ejecutarse: {line}",
    )


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__
