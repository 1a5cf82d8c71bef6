"""A report in words of one language, before it is laid out."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from geodesk import __version__
from geodesk.collection import UNSURE, printable
from geodesk.jobs.samplereport.chart import Chart
from geodesk.jobs.samplereport.curves import Key, basis, charts_of, phase_name, structure_rows
from geodesk.jobs.samplereport.facts import Face, Guess, Said, SampleFacts, Trust
from geodesk.jobs.samplereport.words import Words
from geodesk.jobs.transport import Transported
from geodesk.models import Card

Row = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Bar:
    """A class and its probability."""

    name: str
    share: float
    text: str
    best: bool


@dataclass(frozen=True, slots=True)
class Table:
    """Numbers under a head."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture: what stands under it, and its PNG."""

    caption: str
    png: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Content:
    """One report.

    Attributes
    ----------
    facts, model, people
        What is known of the picture, of the model, and what people said: title and text.
    warnings
        Sentences that nobody should miss.
    hashes
        File and SHA-256.
    """

    language: str
    title: str
    name: str
    kind: str
    synthetic: str
    made: str
    pictures: tuple[Shown, ...]
    facts: tuple[Row, ...]
    classes: tuple[Bar, ...] = ()
    unclassified: str = ""
    model: tuple[Row, ...] = ()
    people: tuple[Row, ...] = ()
    charts: tuple[Chart, ...] = ()
    keys: tuple[Key, ...] = ()
    basis: str = ""
    tables: tuple[Table, ...] = ()
    warnings: tuple[str, ...] = ()
    hashes: tuple[Row, ...] = ()
    headings: dict[str, str] = field(default_factory=dict)


def content_of(facts: SampleFacts, pictures: tuple[Shown, ...], language: str, now: datetime) -> Content:
    """Put what is known of a sample into words."""
    words = Words(language)
    curves = facts.curves
    charts, keys = ((), ()) if curves is None else charts_of(curves, facts.phases, words)
    measured = curves is not None and curves.error is None
    return Content(
        language,
        words("Sample report", "Informe de muestra"),
        printable(facts.sample.id),
        _kind(facts, words),
        words("SYNTHETIC", "SINTÉTICA") if any(face.synthetic for face in facts.faces) else "",
        f"GeoDesk {__version__} · {words.time(now)}",
        pictures,
        tuple(_facts(facts, words)),
        tuple(_bars(facts.guess, words)),
        _unclassified(facts, words),
        tuple(_model(facts.guess, words)),
        tuple(_people(facts, words)),
        charts,
        keys,
        basis(curves, len(facts.faces) > 1, words) if curves is not None and measured else "",
        tuple(_tables(facts, words)),
        tuple(_warnings(facts, words)),
        tuple((printable(face.item.file.name), face.sha256) for face in facts.faces),
        {
            "picture": words("Picture", "Imagen") if len(facts.faces) == 1 else words("Pictures", "Imágenes"),
            "classes": words("Classes by the model", "Clases según el modelo"),
            "people": words("People", "Personas"),
            "curves": words("Correlation functions", "Funciones de correlación"),
        },
    )


def _kind(facts: SampleFacts, words: Words) -> str:
    sample, many = facts.sample, len(facts.sample.pictures)
    if sample.kind == "pair":
        return words("PPL/XPL pair", "par PPL/XPL")
    if sample.kind == "series":
        return words(f"series of {many} pictures", f"serie de {many} imágenes")
    pages = facts.faces[0].pages
    if pages > 1:
        return words(f"stack of {pages} pages", f"pila de {pages} páginas")
    return words("single picture", "imagen única")


def _facts(facts: SampleFacts, words: Words) -> list[Row]:
    first = facts.faces[0]
    # Where a file lies on this machine is nobody's business; where in its folder is.
    path = first.item.file.name if Path(first.item.path).is_absolute() else first.item.path
    rows = [(words("File", "Archivo"), printable(path))]
    if len(facts.faces) > 1:
        rows.append((words("Pictures", "Imágenes"), words.number(len(facts.faces))))
    pixels = f"{first.width} × {first.height} px"
    if first.pages > 1:
        pixels += words(f", {first.pages} pages", f", {first.pages} páginas")
    rows.append((words("Size", "Tamaño"), f"{pixels}, {first.channels} × {first.dtype}"))
    rows += _pixel_rows(facts, words)
    if first.bar is not None:
        rows.append(
            (
                words("Information bar", "Barra de información"),
                words(f"left out ({first.bar.h} rows)", f"excluida ({first.bar.h} filas)"),
            )
        )
    if first.instrument:
        rows.append((words("Instrument", "Instrumento"), printable(first.instrument)))
    return rows + _metadata(first, words)


def _pixel_rows(facts: SampleFacts, words: Words) -> list[Row]:
    title = words("Pixel size", "Tamaño de píxel")
    first = facts.faces[0]
    size = first.pixel_size
    if size is None:
        return [(title, words("unknown", "desconocido"))]
    text = words.length(size.x_m)
    if abs(size.x_m - size.y_m) > 1e-3 * size.x_m:
        text += f" × {words.length(size.y_m)}"
    across, down = first.content.w * size.x_m, first.content.h * size.y_m
    return [
        (title, text),
        (words("Its source", "Su origen"), printable(words.source(size.source))),
        (words("Field of view", "Campo visual"), f"{words.length(across)} × {words.length(down)}"),
    ]


def _metadata(face: Face, words: Words) -> list[Row]:
    """Instrument settings, those that are known first, then whatever else the file says."""
    known = {
        "kv": (words("Voltage", "Voltaje"), lambda v: f"{words.number(v)} kV"),
        "working_distance_m": (words("Working distance", "Distancia de trabajo"), words.length),
        "detector": (words("Detector", "Detector"), None),
        "magnification": (words("Magnification", "Aumento"), lambda v: f"{words.number(v, 6)} ×"),
        "date": (words("Taken", "Tomada"), None),
    }
    rows = []
    for key, (title, shape) in known.items():
        value = face.metadata.get(key)
        if value is None or value == "":
            continue
        text = printable(str(value)).replace("T", " ", 1) if key == "date" else printable(str(value))
        if shape is not None and isinstance(value, int | float):
            text = shape(value)
        rows.append((title, text))
    for key, value in face.metadata.items():
        if key not in known and key != "synthetic":
            rows.append((printable(key.replace("_", " ")).capitalize(), printable(str(value))))
    return rows


def _bars(guess: Guess | None, words: Words) -> list[Bar]:
    if guess is None:
        return []
    order = sorted(zip(guess.labels, guess.p, strict=True), key=lambda one: -one[1])
    return [
        Bar(class_name(label, guess.trust.card, words), p, words.percent(p), label == guess.best)
        for label, p in order
    ]


def class_name(label: str, card: Card | None, words: Words) -> str:
    """A class by its id and, where the card has one that says more, its word."""
    plain = printable(label)
    known = next((one for one in card.labels if one.id == label), None) if card is not None else None
    name = "" if known is None else printable(words(known.en, known.es))
    return plain if name.casefold() in ("", plain.casefold()) else f"{plain} – {name}"


def _unclassified(facts: SampleFacts, words: Words) -> str:
    if facts.guess is not None:
        return ""
    if facts.guess_error is not None:
        return words.said(facts.guess_error)
    return words("Not classified.", "Sin clasificar.")


def _model(guess: Guess | None, words: Words) -> list[Row]:
    if guess is None:
        return []
    trust, card = guess.trust, guess.trust.card
    name = printable(guess.model)
    if card is not None and card.version:
        name += f" {printable(card.version)}"
    rows = [(words("Model", "Modelo"), f"{name} ({guess.sha256[:12]})")]
    rows.append((words("Badge", "Distintivo"), _badge(trust, words)))
    rows.append((words("Outside set", "Conjunto externo"), _outside(card, words)))
    return rows


def _badge(trust: Trust, words: Words) -> str:
    if trust.badge is None:
        return words(
            "unknown: the model's file is not here", "desconocido: no está aquí el archivo del modelo"
        )
    text = {
        "verified": words("verified", "verificado"),
        "unverified": words("unverified", "sin verificar"),
        "failed": words("failed", "fallido"),
    }[trust.badge.state]
    if trust.badge.demonstration:
        text += words(", demonstration", ", demostración")
    return f"{text}. {words.said(trust.badge.reason)}"


def _outside(card: Card | None, words: Words) -> str:
    score = None if card is None else card.outside_set
    if score is None:
        return words("not tested on one", "no se probó con ninguno")
    balanced = score.value("balanced_accuracy")
    value = score.accuracy if balanced is None else balanced
    what = (
        words("accuracy", "exactitud")
        if balanced is None
        else words("balanced accuracy", "exactitud balanceada")
    )
    text = f"{what} {words.fixed(value, 3)}"
    if score.interval is not None:
        text += f" ({words.fixed(score.interval[0], 3)}–{words.fixed(score.interval[1], 3)})"
    return f"{text}, n = {score.n}; {printable(score.set)}"


def _people(facts: SampleFacts, words: Words) -> list[Row]:
    """Label, who gave it, and what others say; picture by picture where those of a sample differ."""
    said = [one for one in facts.labels if one.state.label is not None]
    caption = [(words("Caption", "Leyenda"), printable(facts.caption))] if facts.caption else []
    if not said:
        return [(words("Label", "Etiqueta"), words("none", "ninguna")), *caption]
    together = len({one.state.label for one in said}) == 1 and len(said) == len(facts.sample.pictures)
    card = None if facts.guess is None else facts.guess.trust.card
    rows: list[Row] = []
    for one in said[:1] if together else said:
        title = words("Label", "Etiqueta") if together else printable(one.item.file.name)
        label = one.state.label or ""
        name = words("unsure", "dudosa") if label == UNSURE else class_name(label, card, words)
        rows.append((title, name))
        who = f"{printable(one.state.annotator)}, {words.time(one.state.time)}, {words.how(one.state.how)}"
        if one.state.returned_by:
            back = printable(one.state.returned_by)
            who += words(f"; given back by {back}", f"; devuelta por {back}")
        rows.append((words("Annotator", "Anotador"), who))
        rows += _others(one, words)
    return rows + caption


def _others(one: Said, words: Words) -> list[Row]:
    others = [
        f"{printable(who)}: {printable(opinion.label)}"
        for who, opinion in sorted(one.opinions.items())
        if who != one.state.annotator
    ]
    rows = [(words("Others", "Otros"), "; ".join(others))] if others else []
    if one.state.disputed:
        rows.append((words("Agreement", "Acuerdo"), words("in dispute", "en desacuerdo")))
    return rows


def _tables(facts: SampleFacts, words: Words) -> list[Table]:
    tables = []
    curves = facts.curves
    if curves is not None and curves.structure:
        head, rows = structure_rows(curves, facts.phases, words)
        tables.append(Table(words("Structure", "Estructura"), head, tuple(rows)))
    if facts.transports:
        tables.append(_transport(facts, words))
    return tables


def _transport(facts: SampleFacts, words: Words) -> Table:
    first = facts.transports[0]
    phase, curves = first.wanted.phase, facts.curves
    name = f"{words('phase', 'fase')} {phase}"
    if curves is not None and curves.error is None and (curves.labelled or phase in (0, 1)):
        name = phase_name(phase, curves, facts.phases, words)
    head = (words("Axis", "Eje"), "D_eff/D", "τ", words("Percolates", "Percola"))
    rows = tuple(_transport_row(one, words) for one in facts.transports)
    return Table(words(f"Transport through {name}", f"Transporte por la {name}"), head, rows)


def _transport_row(one: Transported, words: Words) -> tuple[str, ...]:
    found = one.found
    if found is None:
        return one.wanted.axis, "–", "–", "–"
    yes = words("yes", "sí") if found.percolates else words("no", "no")
    return one.wanted.axis, words.number(found.k_eff), words.number(found.tau), yes


def _warnings(facts: SampleFacts, words: Words) -> list[str]:
    texts = []
    if any(face.synthetic for face in facts.faces):
        texts.append(
            words(
                "Synthetic: drawn by a program, not recorded by an instrument.",
                "Sintética: dibujada por un programa, no registrada por un instrumento.",
            )
        )
    texts += [f"{printable(item.file.name)}: {words.said(why)}" for item, why in facts.lost]
    if (guess := facts.guess) is not None:
        texts += _outside_range(facts, guess, words)
    curves = facts.curves
    if curves is not None and curves.error is not None:
        texts.append(words("No curves: ", "Sin curvas: ") + words.said(curves.error))
    elif curves is not None and not curves.labelled and curves.phi in (0.0, 1.0):
        texts.append(
            words(
                "All of the area is one phase, so the curves tell nothing of a structure.",
                "Toda el área es una sola fase, así que las curvas no dicen nada de una estructura.",
            )
        )
    for one in facts.transports:
        title = words("Transport along ", "Transporte en ") + one.wanted.axis
        notes = one.notes if one.error is None else (one.error,)
        texts += [f"{title}: {words.said(note)}" for note in notes]
    return texts


def _outside_range(facts: SampleFacts, guess: Guess, words: Words) -> list[str]:
    card, size = guess.trust.card, facts.faces[0].pixel_size
    limits = None if card is None else card.pixel_size_m
    if limits is None or size is None or limits[0] <= size.x_m <= limits[1]:
        return []
    low, high = (words.length(limit) for limit in limits)
    return [
        words(
            f"The pixel size lies outside the model's range ({low} to {high}); its classes may mean nothing.",
            f"El tamaño de píxel está fuera del rango del modelo ({low} a {high}); sus clases pueden no"
            " decir nada.",
        )
    ]
