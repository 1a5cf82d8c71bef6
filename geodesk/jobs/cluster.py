"""Many machines in place of this one's threads: a Dask cluster as an executor."""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from geodesk import __version__
from geodesk.language import GeoDeskError

_PATIENCE_S = 10


def version() -> str:
    """GeoDesk's version on the machine that is asked."""
    return __version__


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """The executor of a running Dask cluster.

    Parameters
    ----------
    address
        Of its scheduler, such as ``tcp://192.168.0.7:8786``.

    Raises
    ------
    GeoDeskError
        ``distributed`` is not installed, nobody answers, or a worker has not this version of GeoDesk.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise GeoDeskError(
            en='A cluster needs the package “distributed”: install it with pip install "geodesk[cluster]".',
            es='Un clúster necesita el paquete «distributed»: instálelo con pip install "geodesk[cluster]".',
        ) from error
    try:
        client = Client(address, timeout=_PATIENCE_S, set_as_default=False)
    except (OSError, ValueError, RuntimeError) as error:
        raise GeoDeskError(
            en=f"No cluster answers at {address}: check the address and that its scheduler runs.",
            es=f"Ningún clúster responde en {address}: compruebe la dirección y que su planificador está "
            "en marcha.",
        ) from error
    with client:
        _check(client.run(version, on_error="return"), address)
        yield client.get_executor(pure=False)


def _check(answers: dict[str, object], address: str) -> None:
    if not answers:
        raise GeoDeskError(
            en=f"The cluster at {address} has no workers; start one and try again.",
            es=f"El clúster en {address} no tiene procesos de trabajo; inicie uno e inténtelo de nuevo.",
        )
    for worker, answer in sorted(answers.items()):
        if answer != __version__:
            found = answer if isinstance(answer, str) else type(answer).__name__
            raise GeoDeskError(
                en=f"The worker {worker} has not GeoDesk {__version__} ({found}); install the same version "
                "on all machines.",
                es=f"El proceso {worker} no tiene GeoDesk {__version__} ({found}); instale la misma versión "
                "en todas las máquinas.",
            )
