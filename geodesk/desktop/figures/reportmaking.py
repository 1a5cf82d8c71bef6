"""A report as the dialog shows it, made on a thread: this module imports the real thing."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from geodesk.collection import Collection, Sample, printable
from geodesk.jobs.samplereport.content import content_of
from geodesk.jobs.samplereport.facts import Known, SampleFacts, Trust, facts_of
from geodesk.jobs.samplereport.job import now_utc
from geodesk.jobs.samplereport.pictures import pictures_of
from geodesk.jobs.samplereport.raster import raster
from geodesk.jobs.samplereport.request import Request
from geodesk.jobs.samplereport.subjects import trusting
from geodesk.language import GeoDeskError, language

_WIDTH = 1240
_trusted: dict[str, Trust] = {}


@dataclass(frozen=True, slots=True)
class Page:
    """The page of a sample for the screen.

    Attributes
    ----------
    png
        Of the whole page.
    at, many
        Which of how many samples, from 0.
    facts
        What was measured, with what it was asked for: another paper or language needs nothing anew.
    """

    png: bytes
    at: int
    many: int
    name: str
    classified: bool
    facts: SampleFacts
    request: Request


def make_page(
    samples: Sequence[Sample], request: Request, collection: Collection | None, at: int, before: Page | None
) -> Page:
    """Draw the page of one of the samples, transport left out.

    Parameters
    ----------
    before
        What was shown last.

    Raises
    ------
    GeoDeskError
        The request makes no report, or this sample cannot be read.
    """
    if not samples:
        raise GeoDeskError(en="There is no sample to report on.", es="No hay ninguna muestra que informar.")
    request.check()
    at = max(0, min(at, len(samples) - 1))
    sample = samples[at]
    if (
        before is not None
        and before.facts.sample == sample
        and _measured(before.request) == _measured(request)
    ):
        facts = before.facts
    else:
        collections = [] if collection is None else [collection]
        predictions = {} if collection is None else collection.predictions.last()
        facts = facts_of(sample, request, collection, Known(predictions, _trusting(collections)))
    own = language() if language() in request.languages else request.languages[0]
    content = content_of(facts, pictures_of(facts, request, own), own, now_utc())
    stream = io.BytesIO()
    raster(content, request.paper, _WIDTH).save(stream, "PNG", compress_level=1)
    name = printable(sample.id)
    return Page(stream.getvalue(), at, len(samples), name, facts.guess is not None, facts, request)


def _trusting(collections: Sequence[Collection]) -> Callable[[str, str], Trust]:
    """Each model tested once, not at every change of a field; one that was not found is looked for again."""
    look_up = trusting(collections)

    def trust(name: str, sha256: str) -> Trust:
        if sha256 not in _trusted:
            found = look_up(name, sha256)
            if found.badge is None:
                return found
            _trusted[sha256] = found
        return _trusted[sha256]

    return trust


def _measured(request: Request) -> Request:
    """What of a request decides over the numbers."""
    plain = Request()
    return replace(
        request,
        formats=plain.formats,
        languages=plain.languages,
        paper=plain.paper,
        contrast=plain.contrast,
        transport=(),
        phase=1,
    )
