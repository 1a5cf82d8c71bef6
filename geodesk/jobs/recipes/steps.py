"""What can be a step of a recipe: the jobs that have a command and write a table or pictures.

Of each, the options that its result depends on, as on the command line. What says only how to work
(``--resume``, ``--quiet``, ``--cluster``) is none of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from geodesk.jobs.figures.style import CORNERS, LETTERS
from geodesk.jobs.recipes import kinds
from geodesk.jobs.recipes.kinds import Kind
from geodesk.language import Sentence, decimal


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a command.

    Attributes
    ----------
    name
        As on the command line, without the dashes.
    title
        What a user reads.
    usual
        Its default; such a value is not worth a word.
    """

    name: str
    kind: Kind
    title: Sentence
    usual: Any = None

    @property
    def attribute(self) -> str:
        """Its name in a parsed command line."""
        return self.name.replace("-", "_")


@dataclass(frozen=True, slots=True)
class Output:
    """A file or folder that a command writes.

    Attributes
    ----------
    usual
        What it is called in a recipe.
    endings
        What its name may end in; empty: it is a folder.
    needed
        Whether the command does not run without it.
    pictures
        Whether pictures are written, which would be part of a collection that holds the folder.
    """

    name: str
    usual: str
    endings: tuple[str, ...] = ()
    needed: bool = False
    pictures: bool = False


@dataclass(frozen=True, slots=True)
class JobSpec:
    """One job.

    Attributes
    ----------
    word
        The command.
    options, outputs
        What it takes and writes.
    task
        Of the model it needs or may use; None: it uses none.
    model_needed
        Whether it does not run without one.
    folder
        Whether it runs on the pictures of a folder.
    resumes
        Whether the command has ``--resume``.
    repeated
        Options that it has in a recipe in any case.
    """

    word: str
    title: Sentence
    options: tuple[Option, ...]
    outputs: tuple[Output, ...]
    task: str | None = None
    model_needed: bool = False
    folder: bool = True
    resumes: bool = False
    repeated: tuple[tuple[str, Any], ...] = ()

    def option(self, name: str) -> Option | None:
        """The option of that name."""
        return next((one for one in self.options if one.name == name), None)

    def output(self, name: str) -> Output | None:
        """The output of that name."""
        return next((one for one in self.outputs if one.name == name), None)


_DEVICE = Option("device", kinds.TEXT, Sentence("device", "dispositivo"), "auto")
_FAILED = Option(
    "allow-failed",
    kinds.FLAG,
    Sentence("even if the model's check fails", "aunque falle la comprobación del modelo"),
)
_PAGE = Option("page", kinds.COUNT, Sentence("page", "página"))
_RMAX = Option("rmax", kinds.LAG, Sentence("largest lag (px)", "mayor desfase (px)"))
_OTSU = Option("threshold", kinds.THRESHOLD, Sentence("threshold", "umbral"))
_WHERE = Option("where", kinds.TEXT, Sentence("only where", "solo donde"))
_SEED = Option("seed", kinds.LAG, Sentence("seed", "semilla"))
_TILE = Option("tile", kinds.COUNT, Sentence("tile (px)", "tesela (px)"))
_CSV = (".csv",)

_ALL = (
    JobSpec(
        "classify",
        Sentence("Classify", "Clasificar"),
        (
            Option("batch", kinds.COUNT, Sentence("batch", "lote"), 32),
            _DEVICE,
            _FAILED,
            Option("labels", kinds.TEXT, Sentence("labels", "etiquetas")),
            Option("input-range", kinds.TEXT, Sentence("range of the input", "rango de entrada")),
            Option("input-size", kinds.SIZE, Sentence("size of the input", "tamaño de entrada")),
            Option("input-resize", kinds.TEXT, Sentence("resizing", "reescalado")),
        ),
        (Output("out", "predictions.csv", _CSV, needed=True),),
        "classify",
        model_needed=True,
        resumes=True,
    ),
    JobSpec(
        "watch",
        Sentence("Watch folder", "Vigilar carpeta"),
        (
            Option("usable", kinds.INSTALLED, Sentence("usable by", "utilizable según")),
            _DEVICE,
            Option("once", kinds.FLAG, Sentence("what is there, then end", "lo que hay, y terminar")),
            Option("new-only", kinds.FLAG, Sentence("only new pictures", "solo imágenes nuevas")),
        ),
        (Output("out", "results.csv", _CSV, needed=True),),
        "classify",
        model_needed=True,
        repeated=(("once", True),),  # or the steps after it would never have their turn
    ),
    JobSpec(
        "caption",
        Sentence("Captions", "Leyendas"),
        (
            Option("batch", kinds.COUNT, Sentence("batch", "lote"), 8),
            Option(
                "beam",
                kinds.COUNT,
                Sentence("sentences kept in the search", "frases que conserva la búsqueda"),
                8,
            ),
            _DEVICE,
            _FAILED,
        ),
        (
            Output("out", "captions.csv", _CSV, needed=True),
            Output("geojson", "captions.geojson", (".geojson", ".json")),
        ),
        "caption",
        model_needed=True,
        resumes=True,
    ),
    JobSpec(
        "characterise",
        Sentence("Correlation functions", "Funciones de correlación"),
        (_OTSU, _RMAX, _PAGE, Option("phases", kinds.PHASES, Sentence("phases", "fases"))),
        (
            Output("out", "curves.csv", _CSV, needed=True),
            Output("summary", "summary.csv", _CSV),
            Output("details", "details"),
        ),
    ),
    JobSpec(
        "ensemble",
        Sentence("Ensemble", "Conjunto"),
        (
            Option("label", kinds.TEXT, Sentence("only the label", "solo la etiqueta")),
            _WHERE,
            _OTSU,
            _RMAX,
            _PAGE,
            Option(
                "directions",
                kinds.NAMES,
                Sentence("directions", "direcciones"),
                ["x", "y", "z", "diag1", "diag2", "radial"],
            ),
            Option("lags", kinds.choice("same", "length", "pixel"), Sentence("lags", "desfases"), "same"),
        ),
        (Output("out", "ensemble.csv", _CSV, needed=True), Output("summary", "summary.csv", _CSV)),
    ),
    JobSpec(
        "phases",
        Sentence("Phases", "Fases"),
        (
            Option(
                "rule",
                kinds.choice("strokes", "otsu", "threshold", "mean", "niblack", "sauvola", "model"),
                Sentence("rule", "regla"),
            ),
            Option("threshold", kinds.NUMBER, Sentence("threshold", "umbral")),
            Option("strokes", kinds.ELSEWHERE, Sentence("strokes", "trazos")),
            _DEVICE,
            _FAILED,
            Option("classes", kinds.COUNT, Sentence("phases", "fases"), 2),
            Option("window", kinds.COUNT, Sentence("window (px)", "ventana (px)"), 51),
            Option("k", kinds.NUMBER, Sentence("factor k", "factor k")),
            Option("seed", kinds.LAG, Sentence("seed", "semilla"), 0),
            _WHERE,
        ),
        (Output("out", "phases", pictures=True), Output("table", "phases.csv", _CSV)),
        "segment",
    ),
    JobSpec(
        "transport",
        Sentence("Transport", "Transporte"),
        (
            Option("axis", kinds.choice("x", "y", "z"), Sentence("axis", "eje")),
            Option("phase", kinds.LABEL, Sentence("phase", "fase")),
            Option("k1", kinds.CONDUCTIVITY, Sentence("its conductivity", "su conductividad")),
            Option("k2", kinds.CONDUCTIVITY, Sentence("conductivity of the rest", "conductividad del resto")),
            Option("conductivities", kinds.TABLE, Sentence("conductivities", "conductividades")),
            _OTSU,
            Option("labels", kinds.FLAG, Sentence("every value is a phase", "cada valor es una fase")),
            _PAGE,
            Option(
                "page-distance",
                kinds.LENGTH,
                Sentence("distance of the pages (m)", "distancia de páginas (m)"),
            ),
        ),
        (Output("out", "transport.csv", _CSV, needed=True),),
    ),
    JobSpec(
        "sweep",
        Sentence("Class map", "Mapa de clases"),
        (
            _TILE,
            _DEVICE,
            Option("stride", kinds.COUNT, Sentence("stride (px)", "paso (px)")),
            Option("threshold", kinds.SHARE, Sentence("unknown below", "desconocido bajo"), 0.5),
            Option("page", kinds.COUNT, Sentence("page", "página"), 1),
        ),
        (Output("out", "fractions.csv", _CSV, needed=True),),
        "classify",
        model_needed=True,
    ),
    JobSpec(
        "count",
        Sentence("Point count", "Conteo de puntos"),
        (
            _TILE,
            _DEVICE,
            Option("phases", kinds.PHASES, Sentence("phases", "fases")),
            Option("counted", kinds.FLAG, Sentence("what people counted", "lo que contaron personas")),
            Option("annotator", kinds.TEXT, Sentence("annotator", "anotador")),
            Option("points", kinds.COUNT, Sentence("points", "puntos")),
            _SEED,
            Option("centred", kinds.FLAG, Sentence("grid not shifted", "malla sin corrimiento")),
            Option("threshold", kinds.SHARE, Sentence("unsure below", "dudoso bajo"), 0.0),
            Option("traditional", kinds.FLAG, Sentence("traditional", "tradicional")),
        ),
        (Output("out", "points.csv", _CSV, needed=True), Output("summary", "modal.csv", _CSV)),
        "classify",
    ),
    JobSpec(
        "figures",
        Sentence("Figures", "Figuras"),
        (
            Option("format", kinds.choice("png", "tiff", "svg"), Sentence("format", "formato"), "png"),
            Option("width", kinds.NUMBER, Sentence("width (mm)", "ancho (mm)")),
            Option("dpi", kinds.COUNT, Sentence("dpi", "dpi"), 300),
            Option("scale", kinds.SCALE, Sentence("scale bar", "barra de escala"), "auto"),
            Option("corner", kinds.choice(*CORNERS), Sentence("corner", "esquina"), "bottom-right"),
            Option("colour", kinds.choice("white", "black"), Sentence("colour", "color"), "white"),
            Option("font", kinds.NUMBER, Sentence("font (%)", "letra (%)"), 5.0),
            Option("letters", kinds.choice(*LETTERS), Sentence("letters", "letras"), "none"),
            Option("contrast", kinds.CONTRAST, Sentence("contrast", "contraste"), "shown"),
            Option("keep-bar", kinds.FLAG, Sentence("with information bar", "con barra de información")),
            Option("rows", kinds.COUNT, Sentence("rows", "filas"), 1),
            Option("columns", kinds.COUNT, Sentence("columns", "columnas"), 1),
            Option("gap", kinds.NUMBER, Sentence("gap (%)", "separación (%)"), 2.0),
            Option("common-scale", kinds.FLAG, Sentence("in one scale", "a una sola escala")),
            Option("pair", kinds.choice("none", "faces", "phases"), Sentence("pairs", "parejas"), "none"),
            Option("beside", kinds.ELSEWHERE, Sentence("beside them", "al lado")),
            Option("page", kinds.COUNT, Sentence("page", "página"), 1),
            Option("language", kinds.choice("es", "en"), Sentence("language", "idioma")),
        ),
        (Output("out", "figures", needed=True, pictures=True),),
    ),
    JobSpec(
        "report",
        Sentence("Sample reports", "Informes de muestras"),
        (
            Option("format", kinds.NAMES, Sentence("format", "formato"), ["pdf"]),
            Option("language", kinds.NAMES, Sentence("language", "idioma")),
            Option("paper", kinds.choice("a4", "letter"), Sentence("paper", "papel"), "a4"),
            _DEVICE,
            _FAILED,
            Option("phases", kinds.choice("auto", "threshold"), Sentence("phases", "fases"), "auto"),
            Option("threshold", kinds.THRESHOLD, Sentence("threshold", "umbral"), "otsu"),
            _RMAX,
            _PAGE,
            Option("transport", kinds.NAMES, Sentence("transport along", "transporte en")),
            Option("phase", kinds.LABEL, Sentence("conducting phase", "fase que conduce"), 1),
            Option("contrast", kinds.CONTRAST, Sentence("contrast", "contraste"), "shown"),
        ),
        (Output("out", "reports", needed=True),),
        "classify",
    ),
    JobSpec(
        "generate",
        Sentence("Generate", "Generar"),
        (
            Option("count", kinds.COUNT, Sentence("pictures", "imágenes")),
            _SEED,
            Option("size", kinds.SIZE, Sentence("size (px)", "tamaño (px)")),
            _DEVICE,
            _FAILED,
            Option("like", kinds.PICTURE, Sentence("like", "parecidas a")),
            Option("keep", kinds.COUNT, Sentence("of which are kept", "se conservan")),
            Option("weights", kinds.WEIGHTS, Sentence("weights of S2, L", "pesos de S2, L")),
            Option("phase", kinds.choice("0", "1", "both"), Sentence("phase", "fase")),
            _RMAX,
        ),
        (Output("out", "synthetic", needed=True, pictures=True),),
        "generate",
        model_needed=True,
        folder=False,
        resumes=True,
    ),
)

JOBS: Mapping[str, JobSpec] = {spec.word: spec for spec in _ALL}
"""By the word on the command line."""


@dataclass(frozen=True, slots=True)
class ModelRef:
    """Which model a step used.

    Attributes
    ----------
    name
        As its card says, else as its file is called.
    sha256
        Of the file.
    file
        Name of the file.
    path
        Where it was; empty in a recipe.
    """

    name: str
    sha256: str
    file: str
    path: str = ""

    @property
    def identity(self) -> str:
        """Name and the first 12 characters of the hash, as in tables."""
        return f"{self.name} {self.sha256[:12]}"


@dataclass(frozen=True, slots=True)
class Step:
    """One job with everything its result depends on besides the pictures.

    Attributes
    ----------
    job
        A key of `JOBS`.
    options
        By name, without those that were not given and have no default; JSON values.
    outputs
        Name of an output → what is written.
    """

    job: str
    options: Mapping[str, Any] = field(default_factory=dict)
    model: ModelRef | None = None
    outputs: Mapping[str, str] = field(default_factory=dict)

    @property
    def spec(self) -> JobSpec:
        """What the job is."""
        return JOBS[self.job]

    def said(self) -> str:
        """The options that are not the usual ones, in words of the language in force."""
        parts = []
        for option in self.spec.options:
            value = self.options.get(option.name)
            if value is None or value == option.usual:
                continue
            if value is True:
                parts.append(str(option.title))
                continue
            word = option.kind.word(value)
            parts.append(f"{option.title} {decimal(word) if isinstance(value, float) else word}")
        return " · ".join(parts)
