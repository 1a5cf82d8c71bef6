"""``geodesk calibrate`` and ``geodesk samples``: what people correct of a folder's pictures."""

from pathlib import Path

from geodesk import arguments
from geodesk.language import t
from geodesk.verbs import NewCommand


def add(command: NewCommand) -> None:
    """Declare the commands."""
    _calibrate(command)
    _samples(command)


def _samples(command: NewCommand) -> None:
    parser = command(
        "samples",
        "samples",
        t("pairs and series of a folder, and their patterns", "parejas y series de una carpeta"),
    )
    parser.add_argument("folder", type=Path, metavar=t("FOLDER", "CARPETA"))
    parser.add_argument(
        "--patterns",
        nargs="*",
        metavar=t("NAME", "NOMBRE"),
        help=t(
            "patterns to use from now on, by name and in this order; without a name the default ones",
            "patrones que se usarán desde ahora, por su nombre y en este orden; sin nombre, los de origen",
        ),
    )


def _calibrate(command: NewCommand) -> None:
    parser = command(
        "calibrate",
        "calibrate",
        t("correct pixel size and information bar", "corrige tamaño de píxel y barra de información"),
    )
    parser.usage = t(
        "geodesk calibrate FOLDER (ID… | --all) [--pixel-size LENGTH|none] [--bar X,Y,W,H|none|auto]",
        "geodesk calibrate CARPETA (ID… | --all) [--pixel-size LONGITUD|none] [--bar X,Y,W,H|none|auto]",
    )
    parser.add_argument("folder", type=Path, metavar=t("FOLDER", "CARPETA"))
    parser.add_argument("ids", nargs="*", metavar="ID")
    parser.add_argument(
        "--all", action="store_true", help=t("all pictures of the folder", "todas las imágenes de la carpeta")
    )
    parser.add_argument(
        "--pixel-size",
        type=arguments.pixel_size,
        help=t(
            "side of a pixel, such as 12.4nm; none: what the file says",
            "lado de un píxel, por ejemplo 12,4nm; none: lo que dice el archivo",
        ),
    )
    parser.add_argument(
        "--bar",
        type=arguments.bar,
        help=t(
            "x,y,width,height in pixels; none: there is none; auto: as found",
            "x,y,ancho,alto en píxeles; none: no tiene; auto: la que se encuentre",
        ),
    )
    parser.add_argument(
        "--annotator", help=t("who corrects (default: login)", "quién corrige (por omisión: usuario)")
    )
