"""One download over http or https: limits of time and size, patience where it helps, a plain answer."""

import http.client
import random
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass

import geodesk

USER_AGENT = f"GeoDesk-training/{geodesk.__version__} (laboratory data set; downloads each picture once)"
# Answers after which the same request may well succeed a little later.
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_CHUNK = 1 << 16
# Without this some servers answer with WebP, which is not read here.
_ACCEPT = "image/jpeg, image/png, image/tiff;q=0.9, image/bmp;q=0.8, */*;q=0.1"


@dataclass(frozen=True, slots=True)
class Manners:
    """How pictures are downloaded.

    Attributes
    ----------
    tries
        Requests at most for one address.
    pause_s
        Before the second try; twice as long before each further one, with a random part. A server's own
        Retry-After counts up to `longest_pause_s`.
    longest_pause_s
        Between two tries.
    silence_s
        The longest a server may say nothing.
    whole_s
        The longest one try may take.
    bytes
        The largest file.
    at_once
        Downloads at the same time.
    user_agent
        Who asks.
    """

    tries: int = 4
    pause_s: float = 1.0
    longest_pause_s: float = 60.0
    silence_s: float = 20.0
    whole_s: float = 180.0
    bytes: int = 32 * 2**20
    at_once: int = 4
    user_agent: str = USER_AGENT


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an address.

    Attributes
    ----------
    body
        The picture's bytes; None if there is none.
    reason
        "" or why there is none: ``http-404``, ``unreachable``, ``timeout``, ``truncated``, ``too-large``,
        ``stopped``.
    tries
        Requests made.
    passing
        Whether trying again another day may help.
    """

    body: bytes | None
    reason: str
    tries: int
    passing: bool = False


class _Stopped(Exception):
    """The person has interrupted."""


class _TooLarge(Exception):
    """The body is beyond the limit."""


class _Truncated(Exception):
    """The body ended before its announced length."""


def opener() -> urllib.request.OpenerDirector:
    """An opener that knows http and https and nothing else, also where a server redirects to."""
    made = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.UnknownHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPErrorProcessor(),
    ):
        made.add_handler(handler)
    return made


def fetch(url: str, manners: Manners, stop: threading.Event) -> Answer:
    """Download one picture, trying again after passing faults.

    Parameters
    ----------
    url
        http or https.
    manners
        Limits and patience.
    stop
        Once set, pauses and transfers end at the next chance.

    Returns
    -------
    Answer
        Never an exception, whatever the network does.
    """
    get = opener()
    for attempt in range(1, manners.tries + 1):
        pause = min(manners.pause_s * 2 ** (attempt - 1) * random.uniform(1, 1.5), manners.longest_pause_s)
        try:
            return Answer(_body(get, url, manners, stop), "", attempt)
        except _Stopped:
            return Answer(None, "stopped", attempt, True)
        except _TooLarge:
            return Answer(None, "too-large", attempt)
        except urllib.error.HTTPError as error:
            error.close()
            reason = f"http-{error.code}"
            if error.code not in _PASSING:
                return Answer(None, reason, attempt)
            pause = min(max(pause, _retry_after(error)), manners.longest_pause_s)
        except TimeoutError:
            reason = "timeout"
        except (_Truncated, http.client.IncompleteRead):
            reason = "truncated"
        except (OSError, http.client.HTTPException, ValueError) as error:
            # urllib wraps a silent connection as its reason; ValueError: a redirect to no valid address.
            silent = isinstance(getattr(error, "reason", None), TimeoutError)
            reason = "timeout" if silent else "unreachable"
        if attempt < manners.tries and stop.wait(pause):
            return Answer(None, "stopped", attempt, True)
    return Answer(None, reason, manners.tries, True)


def _body(get: urllib.request.OpenerDirector, url: str, manners: Manners, stop: threading.Event) -> bytes:
    deadline = time.monotonic() + manners.whole_s
    headers = {"User-Agent": manners.user_agent, "Accept": _ACCEPT, "Accept-Encoding": "identity"}
    request = urllib.request.Request(url, headers=headers)
    with get.open(request, timeout=manners.silence_s) as response:
        announced = response.headers.get("Content-Length", "")
        length = int(announced) if announced.isascii() and announced.isdigit() else None
        if length is not None and length > manners.bytes:
            raise _TooLarge
        body = bytearray()
        while piece := response.read1(_CHUNK):
            body += piece
            if stop.is_set():
                raise _Stopped
            if len(body) > manners.bytes:
                raise _TooLarge
            if time.monotonic() > deadline:
                raise TimeoutError
    if not body or (length is not None and len(body) < length):
        raise _Truncated
    return bytes(body)


def _retry_after(error: urllib.error.HTTPError) -> float:
    """Seconds that the server asks to wait; a date counts as none, since its clock may be wrong."""
    text = str(error.headers.get("Retry-After", "")).strip()
    return float(text) if text.isascii() and text.isdigit() else 0.0


__all__ = ["USER_AGENT", "Answer", "Manners", "fetch", "opener"]
