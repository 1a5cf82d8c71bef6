"""The execution providers GeoDesk asks for, in order, and what this build of onnxruntime offers."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

from geodesk.language import GeoDeskError, Sentence

CPU_PROVIDER = "CPUExecutionProvider"


@dataclass(frozen=True, slots=True)
class Device:
    """One kind of processor: the word a user types, onnxruntime's provider, its options.

    Attributes
    ----------
    package
        The flavour of onnxruntime that brings it.
    hardware
        What the machine must have.
    systems
        Where it exists at all, as `sys.platform` begins.
    """

    key: str
    provider: str
    name: str
    options: Mapping[str, str] = field(default_factory=dict)
    automatic: bool = True
    package: str = "onnxruntime"
    hardware: Sentence | None = None
    systems: tuple[str, ...] = ("linux", "win32", "darwin")


# Fastest first. TensorRT compiles each model for minutes on first use, so it is only taken when asked for.
DEVICES: tuple[Device, ...] = (
    Device(
        "tensorrt",
        "TensorrtExecutionProvider",
        "NVIDIA TensorRT",
        automatic=False,
        package="onnxruntime-gpu",
        hardware=Sentence(
            en="an NVIDIA card, its driver and the TensorRT libraries",
            es="una tarjeta NVIDIA, su controlador y las bibliotecas TensorRT",
        ),
        systems=("linux", "win32"),
    ),
    Device(
        "cuda",
        "CUDAExecutionProvider",
        "NVIDIA CUDA",
        package="onnxruntime-gpu",
        hardware=Sentence(
            en="an NVIDIA card, its driver, CUDA and cuDNN",
            es="una tarjeta NVIDIA, su controlador, CUDA y cuDNN",
        ),
        systems=("linux", "win32"),
    ),
    Device(
        "migraphx",
        "MIGraphXExecutionProvider",
        "AMD MIGraphX",
        package="onnxruntime-migraphx",
        hardware=Sentence(en="an AMD card and ROCm", es="una tarjeta AMD y ROCm"),
        systems=("linux",),
    ),
    Device(
        "directml",
        "DmlExecutionProvider",
        "DirectML",
        package="onnxruntime-directml",
        hardware=Sentence(en="a card with DirectX 12", es="una tarjeta con DirectX 12"),
        systems=("win32",),
    ),
    Device("coreml", "CoreMLExecutionProvider", "Apple CoreML", systems=("darwin",)),
    Device(
        "openvino",
        "OpenVINOExecutionProvider",
        "Intel OpenVINO",
        package="onnxruntime-openvino",
        hardware=Sentence(en="an Intel processor", es="un procesador Intel"),
        systems=("linux", "win32"),
    ),
    Device(
        "webgpu",
        "WebGpuExecutionProvider",
        "WebGPU",
        package="onnxruntime-webgpu",
        hardware=Sentence(
            en="a card with Vulkan, DirectX 12 or Metal", es="una tarjeta con Vulkan, DirectX 12 o Metal"
        ),
    ),
    Device("cpu", CPU_PROVIDER, "CPU"),
)
KEYS: tuple[str, ...] = ("auto", *(device.key for device in DEVICES))


_SYSTEMS = {"linux": "Linux", "win32": "Windows", "darwin": "macOS"}


class UnknownDevice(GeoDeskError):
    """A device word that is not in the list."""


def offered() -> tuple[Device, ...]:
    """The devices this build has code for, fastest first. Having code does not mean having the hardware."""
    import onnxruntime

    names = set(onnxruntime.get_available_providers())
    return tuple(device for device in DEVICES if device.provider in names)


def missing(device: Device) -> Sentence:
    """Why a device is not in this build, and what would bring it."""
    if not sys.platform.startswith(device.systems):
        return what_brings(device)
    brings = what_brings(device)
    return Sentence(
        en=f"Not in this installation. {brings.en}",
        es=f"No está en esta instalación. {brings.es}",
    )


def what_brings(device: Device) -> Sentence:
    """The package and the hardware that a device takes, or the systems that it only exists on."""
    if not sys.platform.startswith(device.systems):
        names = " / ".join(_SYSTEMS[one] for one in device.systems)
        return Sentence(en=f"It only exists on {names}.", es=f"Solo existe en {names}.")
    needs_en = f"; it needs {device.hardware.en}" if device.hardware else ""
    needs_es = f"; necesita {device.hardware.es}" if device.hardware else ""
    return Sentence(
        en=f"The package {device.package} brings it{needs_en}.",
        es=f"Lo trae el paquete {device.package}{needs_es}.",
    )


def candidates(key: str) -> tuple[Device, ...]:
    """The devices to try for a user's word, in order; the CPU is always the last.

    Raises
    ------
    UnknownDevice
        `key` is neither ``"auto"`` nor one of `DEVICES`.
    """
    if key not in KEYS:
        raise UnknownDevice(
            en=f"There is no device “{key}”: choose one of {', '.join(KEYS)}.",
            es=f"No hay ningún dispositivo «{key}»: elija uno de {', '.join(KEYS)}.",
        )
    if key == "auto":
        return tuple(device for device in offered() if device.automatic or device.key == "cpu")
    chosen = tuple(device for device in DEVICES if device.key == key)
    return chosen if key == "cpu" else (*chosen, DEVICES[-1])


def by_key(key: str) -> Device:
    """The device of a word; raises `UnknownDevice` for one that is not in the list, ``"auto"`` included."""
    for device in DEVICES:
        if device.key == key:
            return device
    raise UnknownDevice(
        en=f"There is no device “{key}”: choose one of {', '.join(KEYS[1:])}.",
        es=f"No hay ningún dispositivo «{key}»: elija uno de {', '.join(KEYS[1:])}.",
    )
