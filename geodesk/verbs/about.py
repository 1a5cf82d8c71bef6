"""``geodesk about``: versions, devices and the end of the log, to be sent with a report."""

import argparse

from geodesk import arguments
from geodesk.language import t
from geodesk.terminal import OK
from geodesk.verbs import NewCommand


def add(command: NewCommand) -> None:
    """Declare the command."""
    parser = command(
        "about",
        about,
        t(
            "versions, devices and the end of the log, for a report",
            "versiones, dispositivos y final del registro, para un informe",
        ),
    )
    parser.add_argument(
        "--lines",
        type=arguments.lag,
        default=60,
        metavar="N",
        help=t("lines of the log (60)", "líneas del registro (60)"),
    )
    parser.add_argument(
        "--licences",
        action="store_true",
        help=t("what GeoDesk is made of, with licences", "de qué está hecho GeoDesk, con licencias"),
    )


def about(options: argparse.Namespace) -> int:
    """``geodesk about [--lines N] [--licences]``; the home folder is shown as ~."""
    if options.licences:
        from geodesk.jobs.licences import parts

        for part in parts():
            print(f"{part.name} {part.version}: {part.licence}" + (f" ({part.home})" if part.home else ""))
        return OK
    from geodesk import logs
    from geodesk.jobs.systemreport import report

    crashes = logs.new_crashes()
    print(report(lines=options.lines, crash="\n\n".join(crash.text for crash in crashes)), end="")
    return OK
