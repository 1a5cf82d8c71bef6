"""The devices of this installation: what there is, what is missing and why, and a test of each.

Each test is a process of its own, so that a driver which crashes or hangs costs the test alone.
"""

import json
import os
import platform
import time
from collections import deque
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from geodesk.jobs.lines import Following, own_program
from geodesk.jobs.progress import Progress
from geodesk.language import Sentence, language
from geodesk.models import DEVICES, Device, find, missing, offered, what_brings
from geodesk.models.devicetests import DeviceTest, build, choice, keep, kept_tests

MODEL = "sem-usable"
SILENCE_S = 300.0
"""A test that says nothing for so long is given up; some devices compile a model for minutes first."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One device as it stands here.

    Attributes
    ----------
    missing
        Why this installation cannot use it; None if it has code for it.
    tested
        Its last test with this installation on this machine.
    first
        Whether “auto” tries it first.
    """

    device: Device
    missing: Sentence | None
    tested: DeviceTest | None
    first: bool

    @property
    def brings(self) -> Sentence:
        """What would bring it, for a list that says already that it is missing."""
        return what_brings(self.device)

    def record(self) -> dict[str, Any]:
        """As JSON."""
        why = None if self.missing is None else {"en": self.missing.en, "es": self.missing.es}
        test = None if self.tested is None else self.tested.record() | {"works": self.tested.works}
        return {
            "device": self.device.key,
            "name": self.device.name,
            "provider": self.device.provider,
            "offered": self.missing is None,
            "missing": why,
            "first": self.first,
            "tested": test,
        }


def listed() -> list[Listed]:
    """Every device GeoDesk knows of, the fastest kind first."""
    here, known, order = offered(), kept_tests(), choice("auto")[0]
    return [
        Listed(
            device,
            None if device in here else missing(device),
            known.get(device.key),
            device.key == order[0].key,
        )
        for device in DEVICES
    ]


def try_devices(
    keys: Sequence[str] = (), model: str | Path = MODEL
) -> Generator[Progress[DeviceTest], None, None]:
    """Test devices one after the other and remember the results.

    Parameters
    ----------
    keys
        Of `geodesk.models.DEVICES`; none: all that this installation has code for.
    model
        A name or an ``.onnx`` file.

    Yields
    ------
    Progress of DeviceTest
        One row a device. Closing the generator ends the test under way; those before it are kept.

    Raises
    ------
    RefusedModel
        There is no such model.
    """
    path = find(model)
    chosen = [one.key for one in offered()] if not keys else list(dict.fromkeys(keys))
    failed = 0
    for done, key in enumerate(chosen):
        steps = _beside(path, key)
        while (found := next(steps)) is None:
            yield Progress(done, len(chosen), failed)
        failed += not found.works
        keep([found])
        yield Progress(done + 1, len(chosen), failed, (found,))


def _beside(path: Path, key: str) -> Generator[DeviceTest | None, None, None]:
    """Run the test of one device in a process of its own; None as signs of life, then the result."""
    words = [*own_program(), "devices", "--probe", key, "--model", str(path)]
    environment = {**os.environ, "GEODESK_LANG": language(), "PYTHONIOENCODING": "utf-8"}
    last: deque[str] = deque(maxlen=20)
    result: DeviceTest | None = None
    heard = time.monotonic()
    silent = False
    with Following(words, environment) as process:
        for line in process.lines():
            if line is not None:
                heard = time.monotonic()
                last.append(line)
                result = _result(line) or result
            elif time.monotonic() - heard > SILENCE_S:
                silent = True
                break
            yield None
        code = None if silent else process.code()
    if result is None:
        result = DeviceTest(
            key,
            path.stem,
            error=_ended(code, last),
            time=datetime.now(UTC).isoformat(timespec="seconds"),
            build=build(),
            machine=platform.node(),
        )
    yield result


def _result(line: str) -> DeviceTest | None:
    if not line.startswith("{"):
        return None
    try:
        raw = json.loads(line)
        return DeviceTest.from_record(raw["tested"]) if "tested" in raw else None
    except (ValueError, KeyError, TypeError):
        return None


def _ended(code: int | None, last: Sequence[str]) -> Sentence:
    if code is None:
        minutes = round(SILENCE_S / 60)
        return Sentence(en=f"no answer for {minutes} minutes", es=f"sin respuesta en {minutes} minutos")
    if code < 0 or code > 128:
        return Sentence(
            en=f"the device's software crashed (code {code})",
            es=f"el software del dispositivo se cerró de golpe (código {code})",
        )
    said = next((line.strip() for line in reversed(last) if line.strip()), f"code {code}")[:200]
    return Sentence(en=f"the test ended early: {said}", es=f"la prueba terminó antes: {said}")
