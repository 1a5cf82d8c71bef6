"""One onnxruntime session that tells the truth about its provider and survives the provider's failure."""

import io
import json
import os
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.language import GeoDeskError, Sentence
from geodesk.models.devicefaults import cause_of
from geodesk.models.devices import CPU_PROVIDER, DEVICES, Device
from geodesk.models.devicetests import choice
from geodesk.models.onnxfile import RefusedModel

_STDERR = threading.Lock()
_LONGEST = 200
_SILENT = 4  # onnxruntime's severity "fatal": a provider that fails to start is reported by us, in a sentence


class ModelFailed(GeoDeskError):
    """The model raised while running, on the CPU too."""


class NotStarted(GeoDeskError):
    """A device that has no session for the model; the sentence is a clause that says why."""


def _unloadable(path: Path) -> RefusedModel:
    return RefusedModel(
        en=f"onnxruntime cannot load {path.name}: its graph is damaged or not supported.",
        es=f"onnxruntime no puede cargar {path.name}: su grafo está dañado o no es compatible.",
    )


def _is_text(session: Any) -> bool:
    """Whether the names of a session's inputs, outputs and sizes can be read: onnxruntime takes any bytes."""
    try:
        for one in (*session.get_inputs(), *session.get_outputs()):
            str(one)
    except UnicodeDecodeError:
        return False
    return True


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
        order, passed_over = choice(device)
        refused = list(passed_over)
        for candidate in order:
            try:
                session = _begun(path, candidate)
                break
            except NotStarted as fault:
                refused.append(fault.sentence)
        else:
            raise _unloadable(path)
        if not _is_text(session):
            raise _unloadable(path)
        self._session = session
        self.device = candidate
        self.why = _why(candidate, device, refused)
        if candidate.key != device != "auto":
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
            reason = f"{type(error).__name__}: {cause_of(str(error))}"
            self._replace(session, Sentence(reason, reason))

    def nodes(self, work: Callable[[], object]) -> dict[str, int]:
        """By provider how many nodes of the graph it runs while `work` uses this session; {} if unknown."""
        with tempfile.TemporaryDirectory(prefix="geodesk-profile-") as folder:
            try:
                profiled = _begun(self._path, self.device, Path(folder) / "nodes")
            except NotStarted:
                return {}
            with self._lock:
                usual, self._session = self._session, profiled
            try:
                work()
            finally:
                with self._lock:
                    same = self._session is profiled
                    if same:
                        self._session = usual
                written = profiled.end_profiling()
                del profiled
            return _counted(Path(written)) if same else {}

    def fall_back(self, reason: Sentence) -> None:
        """Go on with the CPU, and say so."""
        self._replace(self._session, reason)

    def _replace(self, broken: Any, reason: Sentence) -> None:
        with self._lock:
            if self._session is not broken:  # another thread met the same fault and was faster
                return
            failed = self.device
            try:
                session = _begun(self._path, DEVICES[-1])
            except NotStarted as fault:
                raise ModelFailed(
                    en=f"{failed.name} failed and the CPU cannot load the model either.",
                    es=f"{failed.name} falló y la CPU tampoco puede cargar el modelo.",
                ) from fault
            self._session, self.device = session, DEVICES[-1]
            self.why = Sentence(
                en=f"CPU: {failed.name} failed ({reason.en.rstrip('.')}).",
                es=f"CPU: {failed.name} falló ({reason.es.rstrip('.')}).",
            )
            self.notices.append(self.why)


def _begun(path: Path, device: Device, profile: Path | None = None) -> Any:
    """A session whose first provider really is the device's; raises `NotStarted`.

    With `profile` it notes which provider runs which node, in a file whose name begins so.
    """
    import onnxruntime

    if device.provider not in onnxruntime.get_available_providers():
        raise NotStarted(
            en=f"{device.name} is not in this installation", es=f"{device.name} no está en esta instalación"
        )
    if sys.platform == "win32":  # where the variable that `geodesk` sets is not asked
        onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = _SILENT
    # Spinning threads take the cores that decode the next picture.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if profile is not None:
        options.enable_profiling, options.profile_file_prefix = True, str(profile)
    wanted: list[Any] = [(device.provider, dict(device.options))]
    if device.provider != CPU_PROVIDER:
        wanted.append(CPU_PROVIDER)
    with _kept_stderr() as said:
        try:
            if device.key == "cuda" and hasattr(onnxruntime, "preload_dlls"):
                with redirect_stdout(io.StringIO()):  # it prints what it misses where our results go
                    onnxruntime.preload_dlls()
            # Its own fall-back goes to the CPU behind our back, while it says so on standard output.
            session = onnxruntime.InferenceSession(str(path), options, providers=wanted, enable_fallback=0)
        except Exception as fault:  # noqa: BLE001 - any refusal means "not this one"
            raise _not_started(device, cause_of(str(fault))) from fault
    if session.get_providers()[0] != device.provider:
        raise _not_started(device, cause_of(said()))
    return session


def _not_started(device: Device, cause: str) -> NotStarted:
    behind = f": {cause}" if cause else ""
    return NotStarted(en=f"{device.name} did not start{behind}", es=f"{device.name} no arrancó{behind}")


def _counted(profile: Path) -> dict[str, int]:
    """By provider the different nodes in a profile that onnxruntime wrote."""
    events = json.loads(profile.read_text(encoding="utf-8"))
    ran = {
        (event["name"], event["args"]["provider"])
        for event in events
        if event.get("cat") == "Node" and event["name"].endswith("_kernel_time")
    }
    return dict(Counter(provider for _, provider in ran))


@contextmanager
def _kept_stderr() -> Iterator[Callable[[], str]]:
    """Keep a provider's own complaints (written by C++ straight to file descriptor 2) off the terminal.

    What it gives tells them, once the context is left.
    """
    heard: list[str] = []

    def said() -> str:
        return "".join(heard)

    with _STDERR:  # two loads at once must not save each other's silence
        try:
            sys.stderr.flush()
            saved = os.dup(2)
        except (OSError, AttributeError, ValueError):
            yield said
            return
        try:
            with _scratch() as sink:
                os.dup2(sink.fileno(), 2)
                try:
                    yield said
                finally:
                    os.dup2(saved, 2)
                sink.seek(0)
                heard.append(sink.read().decode("utf-8", "replace"))
        finally:
            os.dup2(saved, 2)
            os.close(saved)


def _scratch() -> Any:
    """A file that is gone once it is closed; where none can be made, one that keeps nothing."""
    try:
        return tempfile.TemporaryFile()
    except OSError:
        return open(os.devnull, "w+b")  # noqa: SIM115 - the caller closes it


def _why(device: Device, asked: str, refused: Sequence[Sentence]) -> Sentence:
    if device.provider != CPU_PROVIDER:
        return Sentence(en=f"{device.name} is in use.", es=f"{device.name} está en uso.")
    if refused:
        return Sentence(
            en=f"CPU: {'; '.join(one.en for one in refused)}.",
            es=f"CPU: {'; '.join(one.es for one in refused)}.",
        )
    if asked == "cpu":
        return Sentence(en="CPU: as asked.", es="CPU: como se pidió.")
    return Sentence(en="CPU: no faster device in this build.", es="CPU: sin un dispositivo más rápido.")


def _failed(path: Path, error: Exception) -> ModelFailed:
    line = _first_line(error)
    return ModelFailed(
        en=f"The model {path.name} failed while running. If it fails with every picture, ask whoever made it:"
        f" {line}",
        es=f"El modelo {path.name} falló al ejecutarse. Si falla con todas las imágenes, consulte a quien lo"
        f" hizo: {line}",
    )


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    if not lines:
        return type(error).__name__
    return lines[0] if len(lines[0]) <= _LONGEST else lines[0][: _LONGEST - 1] + "…"
