"""What was kept of lost pictures, and those they may have become: the search, as a job that reads files."""

from collections.abc import Generator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from geodesk.collection import (
    Collection,
    Merged,
    Proposal,
    check_contents,
    known_contents,
    logs_of,
    merge_logs,
    proposals,
    to_read,
)
from geodesk.collection.index import Hashing
from geodesk.jobs.progress import Progress
from geodesk.language import Sentence


def search(collection: Collection) -> Generator[Progress[Proposal], None, None]:
    """Read what may be a lost picture under another name, then propose what each could have become.

    Read are pictures that were worked on and changed since, and, where something lost says which content it
    was about, those it may be. Nothing is written but the index.

    Yields
    ------
    Progress of Proposal
        Counts pictures read; the proposals come with the last one, sorted by path.
    """
    done = failed = 0
    for steps in (_checked(collection), _unlabelled(collection)):
        with closing(steps):
            for step in steps:
                over = step.sha256 is not None or step.error is not None
                done, failed = done + over, failed + (step.error is not None)
                notices = (step.error,) if step.error is not None else ()
                yield Progress(done, done, failed, notices=notices)
    yield Progress(done, done, failed, tuple(proposals(collection)))


def _checked(collection: Collection) -> Generator[Hashing, None, None]:
    yield from check_contents(collection)


def _unlabelled(collection: Collection) -> Generator[Hashing, None, None]:
    yield from collection.index.hash_pictures(to_read(collection))
    collection.labels.learn_contents(known_contents(collection))


def with_logs_of(
    folder: Path, old: Path, annotator: str | None, apply: bool
) -> tuple[Collection, list[Merged]]:
    """The collection of `folder` with the logs of another folder, in which its pictures once were.

    Those of labels, measurements, point counts, captions and corrections; strokes, retouches and phase images
    are documents of one folder and are not taken.

    Parameters
    ----------
    old
        A folder, a ``.geodesk`` or a log.
    apply
        Take the logs in; otherwise they are only read, from where they are.

    Raises
    ------
    CollectionError
        If either cannot be read, or the logs not be written.
    """
    collection = Collection.open(folder, annotator=annotator)
    if apply:
        merged = merge_logs(collection, [old], everything=True)
        return Collection.open(folder, annotator=annotator), merged
    merged = merge_logs(collection, [old], dry=True, everything=True)
    if any(one.became != "refused" for one in merged):
        where = logs_of(old, everything=True)[0].parent
        collection = Collection.open(folder, annotator=annotator, also=where)
    return collection, merged


def chosen(found: list[Proposal], choices: dict[str, str]) -> tuple[list[Proposal], list[Sentence]]:
    """The proposals that are sure, and those that a person chose a picture for.

    Parameters
    ----------
    choices
        By the path of the lost picture, the path of the one to take; its own path says that the file there is
        still the same picture.

    Returns
    -------
    list of Proposal, list of Sentence
        What to relink; and why a choice cannot be done.
    """
    taken, wrong = [], []
    known = {one.path: one for one in found}
    for old, new in choices.items():
        picture = next((p for p in known[old].pictures if p.path == new), None) if old in known else None
        if picture is None:
            wrong.append(
                Sentence(
                    en=f"{new} is none of the pictures that {old} could be; see the list.",
                    es=f"{new} no es ninguna de las imágenes que {old} podría ser; vea la lista.",
                )
            )
        else:
            taken.append(replace(known[old], pictures=(picture,)))
    sure = [one for one in found if one.by in ("name", "sha256") and one.path not in choices]
    given = {one.pictures[0].path for one in sure}
    for one in list(taken):
        if one.pictures[0].path in given or sum(o.pictures == one.pictures for o in taken) > 1:
            taken.remove(one)
            wrong.append(
                Sentence(
                    en=f"{one.pictures[0].path} is chosen for two pictures; choose it once.",
                    es=f"{one.pictures[0].path} está elegida para dos imágenes; elíjala una sola vez.",
                )
            )
    return [*sure, *taken], wrong
