"""``python -m training``: see ``--help``."""

import argparse
import sys
from collections.abc import Sequence

from geodesk.language import GeoDeskError, t
from training.commands import MODULES
from training.progress import Progress

_EXTRA = ("tensorflow", "keras", "tf2onnx", "onnx", "optuna", "scipy")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code (0 done, 1 with failures, 2 nothing was run)."""
    options = _parser().parse_args(arguments)
    progress = Progress(getattr(options, "json", False))
    try:
        return int(options.run_command(options, progress))
    except GeoDeskError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(t("Interrupted.", "Interrumpido."), file=sys.stderr)
        return 130  # as shells count a Ctrl+C
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _EXTRA:
            raise
        print(
            t(
                f"Training needs {error.name}: install it with  pip install 'geodesk[training]'",
                f"El entrenamiento necesita {error.name}: instálelo con  pip install 'geodesk[training]'",
            ),
            file=sys.stderr,
        )
        return 2


def _parser() -> argparse.ArgumentParser:
    about = t(
        "Train, score and export GeoDesk's networks.", "Entrenar, evaluar y exportar las redes de GeoDesk."
    )
    parser = argparse.ArgumentParser(prog="python -m training", description=about)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for module in MODULES:
        module.add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
