"""``--log FILE``: what a command says goes to a file too; and what is said of a fault nobody foresaw."""

import argparse
import logging
import shlex
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from geodesk import __version__, logs
from geodesk.language import GeoDeskError, Sentence


@contextmanager
def logged(options: argparse.Namespace, words: Sequence[str]) -> Iterator[None]:
    """With ``--log``, all that is said meanwhile, and how it ended, goes to that file too.

    Raises
    ------
    GeoDeskError
        The file cannot be written; nothing was begun.
    """
    if getattr(options, "log", None) is None:
        yield
        return
    try:
        handler = logs.also_to(options.log)
    except OSError as error:
        raise GeoDeskError(
            en=f"The log {options.log} cannot be written ({error.strerror}); name another file.",
            es=f"No se puede escribir el registro {options.log} ({error.strerror}); indique otro archivo.",
        ) from error
    log = logging.getLogger("geodesk")
    log.info("GeoDesk %s: geodesk %s", __version__, shlex.join(words))
    end = "end"
    try:
        yield
    except KeyboardInterrupt:
        end = "interrupted"
        raise
    except (GeoDeskError, OSError) as error:
        log.error("%s", error)
        raise
    except Exception as error:
        logs.fault(type(error), error, error.__traceback__)
        raise
    finally:
        log.info(end)
        logs.no_longer_to(handler)


def told(error: Exception) -> Sentence:
    """Log a fault nobody foresaw; returns what is said of it."""
    logs.fault(type(error), error, error.__traceback__)
    what, place = f"{type(error).__name__}: {error}", logs.without_home(str(logs.log_file()))
    return Sentence(
        en=f"geodesk: unexpected fault ({what}). The details are in {place}; please report them "
        "with what “geodesk about” says.",
        es=f"geodesk: fallo inesperado ({what}). Los detalles están en {place}; comuníquelos, por favor, "
        "con lo que dice «geodesk about».",
    )
