"""Writing reports: one sample after the other, what cannot be read listed and left out."""

import os
import time
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from geodesk.collection import Collection, Picture, Prediction, Sample, printable
from geodesk.collection.durable import make_folder
from geodesk.collection.errors import unwritable
from geodesk.jobs.ahead import ahead
from geodesk.jobs.classify import classify
from geodesk.jobs.figures.files import is_ours, write
from geodesk.jobs.progress import Progress, unexpected
from geodesk.jobs.samplereport.content import content_of
from geodesk.jobs.samplereport.facts import Known, SampleFacts, Trust, facts_of, phase_images
from geodesk.jobs.samplereport.page import page
from geodesk.jobs.samplereport.pdf import SIGN, pdf
from geodesk.jobs.samplereport.pictures import pictures_of
from geodesk.jobs.samplereport.request import Request
from geodesk.jobs.samplereport.subjects import Subject, names_of, trusting
from geodesk.jobs.transport import Transported, Wanted, transport
from geodesk.language import GeoDeskError, Sentence
from geodesk.models import Classifier

_BATCH = 32


@dataclass(frozen=True, slots=True)
class ReportRow:
    """What became of one sample: the files that were written, or why there are none."""

    sample: Sample
    files: tuple[Path, ...] = ()
    error: Sentence | None = None

    @property
    def path(self) -> str:
        """Of its first picture."""
        return self.sample.pictures[0].path


def sample_reports(
    subjects: Sequence[Subject], request: Request, out: Path, model: Classifier | None = None
) -> Generator[Progress[ReportRow], None, None]:
    """Write a page for each sample, format and language into the folder `out`.

    Parameters
    ----------
    model
        That classifies the samples; None: what was predicted last in their collections stands.

    Yields
    ------
    Progress
        A row for each sample.

    Raises
    ------
    GeoDeskError
        `request` makes no report, or `out` cannot be written or holds other files of such names.
    """
    request.check()
    names = names_of([subject.sample for subject in subjects])
    targets = [_targets(name, request, out) for name in names]
    check_place(out, [file for files in targets for _, _, file in files])
    try:
        make_folder(out)
    except OSError as fault:
        raise unwritable(str(out), fault) from fault
    total, done, failed = len(subjects), 0, 0
    now = now_utc()
    collections = list({id(one.collection): one.collection for one in subjects if one.collection}.values())
    trust = trusting(collections, model)
    predicted: Mapping[int, Mapping[str, Prediction]]
    if model is not None:
        predicted = yield from _classified(subjects, model)
    else:
        predicted = {id(one): one.predictions.last() for one in collections}
    pool = ThreadPoolExecutor(2, "geodesk-report")
    try:
        work = partial(_facts, request=request, predicted=predicted, trust=trust)
        for result in ahead(work, list(enumerate(subjects)), pool, 2):
            if result is None:
                yield Progress(done, total, failed)
                continue
            (at, subject), future = result
            row = ReportRow(subject.sample)
            facts = future.result()
            if isinstance(facts, Sentence):
                row = replace(row, error=facts)
            else:
                for step in _transported(facts, request, subject.collection):
                    if isinstance(step, tuple):
                        facts = replace(facts, transports=step)
                    else:
                        yield Progress(done, total, failed)
                for drawing in ahead(partial(_written, request, targets[at], now), [facts], pool, 1):
                    if drawing is None:
                        yield Progress(done, total, failed)
                    else:
                        row = drawing[1].result()
            done += 1
            failed += row.error is not None
            yield Progress(done, total, failed, (row,))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def how_many(rows: Iterable[ReportRow]) -> Sentence:
    """How many samples were reported on, and in how many files where these are more: ``3 (6 files)``."""
    made = [len(row.files) for row in rows if row.files]
    reports, files = len(made), sum(made)
    if files == reports:
        return Sentence(en=f"{reports}", es=f"{reports}")
    return Sentence(en=f"{reports} ({files} files)", es=f"{reports} ({files} archivos)")


def check_place(out: Path, targets: Sequence[Path]) -> None:
    """Refuse a folder that is a file, or in which other people's files would be written over."""
    if out.exists() and not out.is_dir():
        name = printable(str(out))
        raise GeoDeskError(
            en=f"{name} is a file; choose a folder.", es=f"{name} es un archivo; elija una carpeta."
        )
    for target in targets:
        if os.path.lexists(target) and not is_ours(target, SIGN):
            name = printable(str(target))
            raise GeoDeskError(
                en=f"{name} exists and is no report of GeoDesk; choose another folder.",
                es=f"{name} ya existe y no es un informe de GeoDesk; elija otra carpeta.",
            )


def _targets(name: str, request: Request, out: Path) -> list[tuple[str, str, Path]]:
    """Format, language and file of each page of a sample."""
    return [
        (kind, language, out / f"{name}-{language}.{kind}")
        for language in request.languages
        for kind in request.formats
    ]


def now_utc() -> datetime:
    """The time that reports state; ``SOURCE_DATE_EPOCH`` makes them repeatable byte for byte."""
    said = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    return datetime.fromtimestamp(int(said) if said.isdecimal() else time.time(), UTC)


def _classified(
    subjects: Sequence[Subject], model: Classifier
) -> Generator[Progress[ReportRow], None, Mapping[int, Mapping[str, Prediction]]]:
    """What a model says of the pictures, by collection and path."""
    groups: dict[int, list[Picture]] = {}
    for subject in subjects:
        groups.setdefault(id(subject.collection), []).extend(subject.sample.pictures)
    found: dict[int, dict[str, Prediction]] = {}
    for home, items in groups.items():
        rows = found.setdefault(home, {})
        for step in classify(items, model, batch=_BATCH):
            rows.update((row.path, row) for row in step.rows)
            yield Progress(0, len(subjects), 0, notices=step.notices)
    return found


def _facts(
    numbered: tuple[int, Subject],
    *,
    request: Request,
    predicted: Mapping[int, Mapping[str, Prediction]],
    trust: Callable[[str, str], Trust],
) -> SampleFacts | Sentence:
    """What is known of a sample; whatever goes wrong becomes a sentence."""
    subject = numbered[1]
    try:
        known = Known(predicted.get(id(subject.collection), {}), trust)
        return facts_of(subject.sample, request, subject.collection, known)
    except Exception as error:  # noqa: BLE001 - one sample must not end the batch
        return _sentence(error)


def _transported(
    facts: SampleFacts, request: Request, collection: Collection | None
) -> Generator[tuple[Transported, ...] | None, None, None]:
    """Signs of life while transport is solved, then all results at once."""
    found: list[Transported] = []
    item = facts.faces[0].item
    for axis in request.transport:
        images = phase_images(item, request, collection)
        wanted = Wanted(
            axis=axis,  # type: ignore[arg-type]  # checked
            phase=request.phase,
            threshold=request.threshold if images is None else None,
            page=request.page,
        )
        for step in transport([item], wanted, images):
            found += step.rows
            yield None
    if found:
        yield tuple(found)


def _written(
    request: Request, targets: Sequence[tuple[str, str, Path]], now: datetime, facts: SampleFacts
) -> ReportRow:
    """Draw and write the pages of a sample."""
    try:
        for language in request.languages:
            content = content_of(facts, pictures_of(facts, request, language), language, now)
            for kind, own, file in targets:
                if own == language:
                    write(file, pdf(content, request.paper) if kind == "pdf" else page(content))
    except Exception as error:  # noqa: BLE001
        return ReportRow(facts.sample, error=_sentence(error))
    return ReportRow(facts.sample, tuple(file for *_, file in targets))


def _sentence(error: Exception) -> Sentence:
    if isinstance(error, GeoDeskError):
        return error.sentence
    if isinstance(error, MemoryError):
        return Sentence(
            en="Not enough memory for this sample.", es="No hay memoria suficiente para esta muestra."
        )
    return unexpected(error)
