"""The man page, in both languages, its list of commands read from the program itself."""

import time

from build import ROOT, moment, version


def page(language: str) -> str:
    """The page as roff; "en" or "es"."""
    import sys

    sys.path.insert(0, str(ROOT))
    from geodesk.cli import verbs
    from geodesk.language import set_language, t

    set_language(language)
    day = time.strftime("%Y-%m-%d", time.gmtime(moment()))
    commands = "".join(f".TP\n.B {_roff(name)}\n{_roff(text)}\n" for name, text in verbs().items())
    kept = t(
        "Labels and predictions of a folder, as plain text files. They are yours: nothing removes them.",
        "Etiquetas y predicciones de una carpeta, en archivos de texto. Son suyas: nada las elimina.",
    )
    codes = t(
        "0: all done. 1: done, but some inputs failed; each is listed. 2: nothing was run. 130: interrupted.",
        "0: todo hecho. 1: hecho, pero algunas entradas fallaron; se enumeran. 2: no se ejecutó nada. "
        "130: interrumpido.",
    )
    window = t(
        "Without arguments, or with one file or folder, the window opens; without a display the same job is "
        "done with a report. With a command it works on the terminal; every command explains itself:",
        "Sin argumentos, o con un archivo o una carpeta, se abre la ventana; sin pantalla se hace el mismo "
        "trabajo con un informe. Con una orden trabaja en el terminal; cada orden se explica a sí misma:",
    )
    summary = t(
        "classify, label and measure micrographs on the workstation",
        "clasifica, etiqueta y mide micrografías en la estación de trabajo",
    )
    return rf""".TH GEODESK 1 "{day}" "GeoDesk {version()}"
.SH {t("NAME", "NOMBRE")}
geodesk \- {_roff(summary)}
.SH {t("SYNOPSIS", "SINOPSIS")}
.B geodesk
.RI [ {t("FILE", "ARCHIVO")} | {t("FOLDER", "CARPETA")} ]
.br
.B geodesk
.I {t("COMMAND", "ORDEN")}
.RI [ {t("ARGUMENTS", "ARGUMENTOS")} ]
.SH {t("DESCRIPTION", "DESCRIPCIÓN")}
{_roff(window)}
.B geodesk
.I {t("COMMAND", "ORDEN")}
.BR \-\-help .
.SH {t("COMMANDS", "ÓRDENES")}
{commands}.SH {t("OPTIONS", "OPCIONES")}
.TP
.BR \-\-lang " es|en"
{_roff(t("Language of the messages.", "Idioma de los mensajes."))}
.TP
.B \-\-version
{_roff(t("The version.", "La versión."))}
.SH {t("EXIT STATUS", "ESTADO DE SALIDA")}
{_roff(codes)}
.SH {t("FILES", "ARCHIVOS")}
.TP
.IR {t("FOLDER", "CARPETA")} /.geodesk
{_roff(kept)}
.TP
.I ~/.local/share/geodesk
{_roff(t("Your models, trainings, and labels of folders that cannot be written.", "Sus modelos, sus entrenamientos y las etiquetas de carpetas donde no se puede escribir."))}
.TP
.I ~/.config/geodesk
{_roff(t("Your settings.", "Sus preferencias."))}
.TP
.I ~/.cache/geodesk
{_roff(t("Can be deleted at any time.", "Se puede borrar en cualquier momento."))}
.SH {t("ENVIRONMENT", "ENTORNO")}
.TP
.BR GEODESK_LANG
{_roff(t("es or en, before the system's language.", "es o en, antes que el idioma del sistema."))}
"""  # noqa: E501


def _roff(text: str) -> str:
    return text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
