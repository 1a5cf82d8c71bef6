"""The execution providers GeoDesk asks for, in order, and what this build of onnxruntime offers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from geodesk.language import GeoDeskError

CPU_PROVIDER = "CPUExecutionProvider"


@dataclass(frozen=True, slots=True)
class Device:
    """One kind of processor: the word a user types, onnxruntime's provider, its options."""

    key: str
    provider: str
    name: str
    options: Mapping[str, str] = field(default_factory=dict)
    automatic: bool = True


# Fastest first. TensorRT compiles each model for minutes on first use, so it is only taken when asked for.
DEVICES: tuple[Device, ...] = (
    Device("tensorrt", "TensorrtExecutionProvider", "NVIDIA TensorRT", automatic=False),
    Device("cuda", "CUDAExecutionProvider", "NVIDIA CUDA"),
    Device("migraphx", "MIGraphXExecutionProvider", "AMD MIGraphX"),
    Device("directml", "DmlExecutionProvider", "DirectML"),
    Device("coreml", "CoreMLExecutionProvider", "Apple CoreML"),
    Device("openvino", "OpenVINOExecutionProvider", "Intel OpenVINO"),
    Device("webgpu", "WebGpuExecutionProvider", "WebGPU"),
    Device("cpu", CPU_PROVIDER, "CPU"),
)
KEYS: tuple[str, ...] = ("auto", *(device.key for device in DEVICES))


class UnknownDevice(GeoDeskError):
    """A device word that is not in the list."""


def offered() -> tuple[Device, ...]:
    """The devices this build has code for, fastest first. Having code does not mean having the hardware."""
    import onnxruntime

    names = set(onnxruntime.get_available_providers())
    return tuple(device for device in DEVICES if device.provider in names)


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
