"""Which machine code counts: seen, forced, and explained where it is missing."""

import os

from geodesk.language import GeoDeskError

try:
    from geodesk.morphology import _kernel as compiled
except ImportError as error:
    raise ImportError(
        "the compiled kernel geodesk.morphology._kernel is missing or was built for another Python: run "
        "`python -m pip install -e .` (or `python setup.py build_ext --inplace`) in the project's folder, "
        "with a C compiler installed"
    ) from error

__all__ = ["UnavailableKernel", "compiled", "force_kernel_path", "kernel_path", "kernel_paths", "path_number"]

VARIABLE = "GEODESK_KERNEL"

# From the fastest to the one every machine has.
_PREFERENCE = ("avx512", "avx2", "neon", "popcnt", "plain")

_forced: str | None = None


class UnavailableKernel(GeoDeskError, ValueError):
    """The code path asked for does not exist or this processor cannot run it."""


def kernel_paths() -> tuple[str, ...]:
    """Code paths this processor can run, the fastest first; the last is always ``"plain"``."""
    return tuple(name for name in _PREFERENCE if compiled.supported(compiled.PATHS.index(name)))


def kernel_path() -> str:
    """Code path in force: the forced one, else that of ``GEODESK_KERNEL``, else the fastest.

    Returns
    -------
    str
        ``"avx512"`` (VPOPCNTDQ), ``"avx2"``, ``"popcnt"``, ``"neon"`` or ``"plain"``.

    Raises
    ------
    UnavailableKernel
        ``GEODESK_KERNEL`` names a path that this processor cannot run.
    """
    if _forced is not None:
        return _forced
    named = os.environ.get(VARIABLE)
    return _checked(named) if named else kernel_paths()[0]


def force_kernel_path(name: str | None) -> None:
    """Make every later count of this process take one code path.

    Results never depend on the path; this is for tests, benchmarks and for ruling a fault out.

    Parameters
    ----------
    name : str or None
        A name out of `kernel_paths`; None goes back to the default.

    Raises
    ------
    UnavailableKernel
        No such path, or this processor cannot run it.
    """
    global _forced
    _forced = None if name is None else _checked(name)


def path_number() -> int:
    """Return the compiled kernel's number of the path in force."""
    return compiled.PATHS.index(kernel_path())


def _checked(name: str) -> str:
    available = kernel_paths()
    if name not in available:
        names = ", ".join(available)
        raise UnavailableKernel(
            en=f"The code path {name!r} is not available on this processor: choose one of {names}.",
            es=f"La ruta de código {name!r} no está disponible en este procesador: elija una de {names}.",
        )
    return name
