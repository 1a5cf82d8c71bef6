"""``geodesk labels agreement|disagreements|merge|relink``: several annotators, and pictures that moved."""

import argparse
import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from geodesk.language import GeoDeskError, decimal, t
from geodesk.terminal import OK, SOME_FAILED, refuse_overwriting, say, watch

if TYPE_CHECKING:
    from geodesk.collection import Collection, Merged, Proposal
    from geodesk.collection.agreement import Kappa
    from geodesk.jobs.agreement import Agreement, Judged

Action = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]


def add(action: Action) -> None:
    """Declare the actions of ``geodesk labels``; `action` makes one that begins with FOLDER."""
    found = action(
        "agreement",
        agreement,
        t(
            "how far annotators agree: Cohen's and Fleiss' kappa",
            "cuánto coinciden: kappas de Cohen y Fleiss",
        ),
    )
    queue = action(
        "disagreements",
        disagreements,
        t("samples over which annotators differ, the most first", "muestras en las que no coinciden"),
    )
    for parser in (found, queue):
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help=t("as JSON", "en JSON"))
        form.add_argument("--out", type=Path, metavar="CSV", help=t("as a CSV file", "en un archivo CSV"))
    merge = action(
        "merge",
        merge_,
        t("take in other people's labels; nothing is overwritten", "reúne etiquetas de otras personas"),
    )
    merge.add_argument(
        "sources",
        nargs="+",
        type=Path,
        metavar=t("FOLDER|LOG", "CARPETA|REGISTRO"),
        help=t(
            "another folder of the same pictures, or files labels-….jsonl",
            "otra carpeta de las mismas imágenes, o archivos labels-….jsonl",
        ),
    )
    merge.add_argument(
        "--dry-run", action="store_true", help=t("only say what would be done", "solo dice qué se haría")
    )
    moved = action("relink", relink_, t("find moved pictures", "busca imágenes movidas"))
    moved.add_argument(
        "--from",
        dest="old",
        type=Path,
        metavar=t("OLD", "ANTERIOR"),
        help=t("where the pictures were labelled before", "donde estaban al etiquetarlas"),
    )
    moved.add_argument(
        "--choose",
        action="append",
        default=[],
        metavar=t("OLD=NEW", "ANTES=AHORA"),
        help=t(
            "of several possible pictures this one; of a changed file its own name: it is still the same",
            "de varias imágenes posibles, esta; de un archivo cambiado, su nombre: sigue siendo la misma",
        ),
    )
    moved.add_argument(
        "--apply",
        action="store_true",
        help=t("carry over all that was kept of them", "traslada todo lo guardado de ellas"),
    )
    moved.add_argument(
        "--annotator", help=t("who relinks (default: login)", "quién enlaza (por omisión: usuario)")
    )


def agreement(options: argparse.Namespace) -> int:
    """``geodesk labels agreement FOLDER [--json | --out CSV]``."""
    from geodesk.jobs.agreement import agreement_of, record, write_agreement

    found = agreement_of(_opened(options))
    if options.json:
        print(json.dumps(record(found), ensure_ascii=False))
    elif options.out is not None:
        refuse_overwriting([options.out], [])
        write_agreement(found, options.out)
    else:
        _tell(found)
    return OK


def _tell(found: "Agreement") -> None:
    if not found.annotators:
        print(
            t(
                "Nobody has labelled here yet: label, or take in labels with geodesk labels merge.",
                "Aquí nadie ha etiquetado todavía: etiquete, o incorpore etiquetas con geodesk labels merge.",
            )
        )
        return
    for one in found.annotators:
        more = [t(f"{one.unsure} unsure", f"{one.unsure} dudosas")] if one.unsure else []
        if one.accepted:
            more.append(t(f"{one.accepted} as suggested", f"{one.accepted} como sugirió el modelo"))
        rest = f" ({', '.join(more)})" if more else ""
        print(
            t(f"{one.name}: {one.labelled} labelled{rest}", f"{one.name}: {one.labelled} etiquetadas{rest}")
        )
    for pair in found.pairs:
        print(f"{pair.first} – {pair.second}: {_words(pair.kappa, t('Cohen’s kappa', 'kappa de Cohen'))}")
    everybody = t("All", "Todas las personas")
    print(f"{everybody}: {_words(found.kappa, t('Fleiss’ kappa', 'kappa de Fleiss'))}")
    print(
        t(
            f"In dispute: {found.disputed}. Adjudicated: {found.settled}.",
            f"En desacuerdo: {found.disputed}. Resueltas: {found.settled}.",
        )
    )


def _words(kappa: "Kappa", name: str) -> str:
    from geodesk.jobs.agreement import why

    reason = why(kappa)
    if kappa.value is None or kappa.agreement is None:
        return f"{t('no', 'sin')} {name}. {reason}"
    share = decimal(f"{100 * kappa.agreement:.1f}")
    text = f"{name} {decimal(f'{kappa.value:.3f}')}"
    if kappa.low is not None:
        text += f" ({decimal(f'{kappa.low:.3f}')}–{decimal(f'{kappa.high:.3f}')})"
    text += t(
        f", {share} % alike, samples: {kappa.samples}", f", {share} % iguales, muestras: {kappa.samples}"
    )
    return text if reason is None else f"{text}. {reason}"


def disagreements(options: argparse.Namespace) -> int:
    """``geodesk labels disagreements FOLDER [--json | --out CSV]``: the most disputed first.

    JSON a line: ``id, path, disputed, said {annotator: label}, label, adjudicated_by``.
    """
    from geodesk.collection import printable
    from geodesk.jobs.agreement import disagreements as disputed
    from geodesk.jobs.agreement import judged, write_disagreements

    rows = disputed(judged(_opened(options)))
    if options.out is not None:
        refuse_overwriting([options.out], [])
        write_disagreements(rows, options.out)
        return OK
    for row in rows:
        if options.json:
            print(json.dumps(_record(row), ensure_ascii=False))
            continue
        said = " · ".join(f"{name}: {one.label}" for name, one in sorted(row.said.items()))
        share = f"{100 * row.disputed:3.0f} %"
        print(f"{share}  {printable(row.sample.id)}  {said}")
    if not rows:
        say(t("Nobody differs.", "No hay desacuerdos."))
    return OK


def _record(row: "Judged") -> dict[str, object]:
    return {
        "id": row.sample.id,
        "path": row.sample.pictures[0].path,
        "disputed": round(row.disputed, 6),
        "said": {name: one.label for name, one in sorted(row.said.items())},
        "label": row.label,
        "adjudicated_by": None if row.decision is None else row.decision.annotator,
    }


def merge_(options: argparse.Namespace) -> int:
    """``geodesk labels merge FOLDER OTHER_FOLDER|LOG… [--dry-run]``."""
    from geodesk.collection import merge_logs
    from geodesk.collection.arrivals import arrived

    collection = _opened(options)
    done = merge_logs(collection, options.sources, dry=options.dry_run)
    for one in done:
        _tell_merged(one)
    for sentence in arrived(collection, collection.labels.news()).sentences:
        say(sentence)
    if not done:
        say(t("These are this folder's own logs.", "Son los registros de esta misma carpeta."))
    if held := len(collection.labels.withheld()):
        say(
            t(
                f"Labels of another picture than the file of their name: {held}; see geodesk labels relink.",
                f"Etiquetas de otra imagen que la de su archivo: {held}; vea geodesk labels relink.",
            )
        )
    return SOME_FAILED if any(one.became == "refused" for one in done) else OK


def _tell_merged(one: "Merged") -> None:
    from geodesk.collection import printable

    name, log = printable(one.source.name), printable(one.log)
    match one.became:
        case "refused":
            say(one.error)
        case "same":
            print(t(f"{name}: nothing new", f"{name}: nada nuevo"))
        case "longer":
            print(
                t(f"{name}: {one.events} new events added", f"{name}: {one.events} eventos nuevos añadidos")
            )
        case "new":
            print(t(f"{name}: {one.events} events", f"{name}: {one.events} eventos"))
        case "beside":
            print(
                t(
                    f"{name}: {one.events} events, kept beside the other log of that name as {log}",
                    f"{name}: {one.events} eventos, junto al otro registro de ese nombre como {log}",
                )
            )


def relink_(options: argparse.Namespace) -> int:
    """``geodesk labels relink FOLDER [--from OLD] [--choose OLD=NEW]… [--apply]``; a dry run without."""
    from geodesk.collection import printable, relink
    from geodesk.jobs.relinking import chosen, search, with_logs_of

    refused = False
    if options.old is not None:
        collection, merged = with_logs_of(options.folder, options.old, options.annotator, options.apply)
        for one in merged:
            _tell_merged(one)
            refused = refused or one.became == "refused"
    else:
        collection = _opened(options)
    choices = {}
    for text in options.choose:
        old, sign, new = text.partition("=")
        if not (old and sign and new):
            raise GeoDeskError(
                en=f"{text}: write the old path, = and the new one.",
                es=f"{text}: escriba la ruta anterior, = y la nueva.",
            )
        choices[old] = new
    with closing(search(collection)) as steps:
        found = list(watch(steps, True))
    for proposal in found:
        names = ", ".join(printable(picture.path) for picture in proposal.pictures) or "?"
        label = None if proposal.state is None else proposal.state.label
        kept = ", ".join(filter(None, (label, str(proposal.holding.said))))
        print(f"{printable(proposal.path)} ({kept}) → {names}  [{proposal.by}: {_reason(proposal)}]")
    taken, wrong = chosen(found, choices)
    for sentence in wrong:
        say(sentence)
    moved = len(relink(collection, taken)) if options.apply and taken else 0
    count = len(taken)
    print(t(f"{count} sure, {moved} relinked.", f"{count} seguras, {moved} enlazadas."))
    if taken and not options.apply:
        say(t("Nothing was changed; --apply does it.", "No se ha cambiado nada; --apply lo hace."))
    return SOME_FAILED if wrong or refused else OK


def _reason(proposal: "Proposal") -> str:
    if proposal.by == "ambiguous" and len(proposal.pictures) == 1:
        return t("perhaps this one, say so with --choose", "quizá esta, confírmela con --choose")
    return {
        "name": t("the same name", "el mismo nombre"),
        "sha256": t("the same content", "el mismo contenido"),
        "ambiguous": t("several would do, choose with --choose", "varias posibles, elija con --choose"),
        "changed": t("the file has another content now", "el archivo tiene ahora otro contenido"),
        "none": t("no picture found", "no se encontró la imagen"),
    }[proposal.by]


def _opened(options: argparse.Namespace) -> "Collection":
    from geodesk.collection import Collection

    collection = Collection.open(options.folder, annotator=getattr(options, "annotator", None))
    for problem in collection.problems:
        say(problem)
    return collection
