"""What the last test of each device on this machine found; “auto” goes by it.

Kept in ``devices.json`` beside the settings. A test counts for the build of onnxruntime and the machine that
it was made with alone: after an update, or in a home folder shared by several machines, it is made again.
"""

import json
import logging
import os
import platform
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from geodesk.language import Sentence
from geodesk.models.devices import CPU_PROVIDER, DEVICES, Device, by_key, candidates, offered
from geodesk.places import user_config

AGREES_WITHIN = 1e-2
"""Largest difference of a probability from the CPU's with which a device still counts as right: half
precision, which some cards compute in, stays well below it."""


@dataclass(frozen=True, slots=True)
class DeviceTest:
    """One device's test: a real model on real pictures, beside the CPU.

    Attributes
    ----------
    device
        Its key.
    model
        Name and digest of the model.
    pictures
        How many different ones.
    seconds, cpu_seconds
        Median time of one picture on the device and, by turns with it, on the CPU; without decoding.
    start_s
        From the file to the first answer.
    difference
        Largest difference of any probability (of a generator: grey level of 0 to 1) from the CPU's.
    same
        Whether every label, or caption, is the CPU's.
    nodes
        By provider the nodes of the graph that it ran; a provider may take many of the file's as one.
    error
        Why it cannot be used; None where it ran.
    time, build, machine
        When, with what and where it was made.
    """

    device: str
    model: str
    pictures: int = 0
    seconds: float | None = None
    cpu_seconds: float | None = None
    start_s: float | None = None
    difference: float | None = None
    same: bool | None = None
    nodes: Mapping[str, int] = field(default_factory=dict)
    error: Sentence | None = None
    time: str = ""
    build: str = ""
    machine: str = ""

    @property
    def path(self) -> str:
        """What a list of errors calls it."""
        return by_key(self.device).name

    @property
    def works(self) -> bool:
        """Whether it ran and agrees with the CPU."""
        if self.error is not None or self.seconds is None:
            return False
        return bool(self.same) and self.difference is not None and self.difference <= AGREES_WITHIN

    @property
    def slower(self) -> bool:
        """Whether the CPU was faster."""
        return self.seconds is not None and self.cpu_seconds is not None and self.seconds > self.cpu_seconds

    @property
    def elsewhere(self) -> int:
        """Nodes that the CPU ran though another device was asked for."""
        return 0 if self.device == "cpu" else self.nodes.get(CPU_PROVIDER, 0)

    def record(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self) | {
            "nodes": dict(self.nodes),
            "error": None if self.error is None else {"en": self.error.en, "es": self.error.es},
        }

    @classmethod
    def from_record(cls, raw: Any) -> "DeviceTest":
        """The opposite of `record`; raises KeyError, TypeError or ValueError for anything else."""
        values = dict(raw)
        error = values.pop("error", None)
        known = {name: values[name] for name in cls.__dataclass_fields__ if name in values}
        made = cls(**known, error=None if error is None else Sentence(str(error["en"]), str(error["es"])))
        numbers = (made.seconds, made.cpu_seconds, made.difference)
        if not isinstance(made.device, str) or not all(
            n is None or isinstance(n, int | float) for n in numbers
        ):
            raise ValueError("no test of a device")
        return made


def build() -> str:
    """The onnxruntime of this installation: its version and what it has code for."""
    import onnxruntime

    return f"onnxruntime {onnxruntime.__version__} ({', '.join(device.key for device in offered())})"


def kept_tests() -> dict[str, DeviceTest]:
    """By key the last test of each device with this build on this machine; empty if there is none."""
    here = build(), platform.node()
    return {one.device: one for one in _read() if (one.build, one.machine) == here}


def keep(made: Iterable[DeviceTest]) -> None:
    """Remember tests in place of earlier ones of the same devices; a disk that refuses is only logged."""
    new = {(one.device, one.build, one.machine): one for one in made}
    old = [one for one in _read() if (one.device, one.build, one.machine) not in new]
    file = _file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_name(f"{file.name}.{os.getpid()}")
        text = json.dumps([one.record() for one in (*old, *new.values())], indent=1, ensure_ascii=False)
        beside.write_text(text, encoding="utf-8")
        os.replace(beside, file)
    except OSError as error:
        logging.getLogger("geodesk").warning("tests of devices not written: %s", error)


def choice(key: str) -> tuple[tuple[Device, ...], tuple[Sentence, ...]]:
    """The devices to try for a user's word, and why “auto” passes others over.

    A device is passed over that failed its last test here, or was slower in it than the CPU. One that is
    asked for by name is tried whatever its test said.

    Raises
    ------
    UnknownDevice
        `key` is no known word.
    """
    order = candidates(key)
    if key != "auto" or len(order) == 1:
        return order, ()
    known, taken, why = kept_tests(), [], []
    for device in order:
        test = known.get(device.key)
        if device.provider == CPU_PROVIDER or test is None or (test.works and not test.slower):
            taken.append(device)
        elif test.works:
            why.append(
                Sentence(
                    en=f"{device.name} was slower in its test",
                    es=f"{device.name} fue más lento en su prueba",
                )
            )
        else:
            why.append(Sentence(en=f"{device.name} failed its test", es=f"{device.name} no superó su prueba"))
    return tuple(taken), tuple(why)


def _file() -> Path:
    return user_config() / "devices.json"


def _read() -> list[DeviceTest]:
    try:
        raw = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    found = []
    for one in raw if isinstance(raw, list) else []:
        try:
            found.append(DeviceTest.from_record(one))
        except (KeyError, TypeError, ValueError):
            continue  # of another version: the device counts as not tested
    known = {device.key for device in DEVICES}
    return [one for one in found if one.device in known]
