"""``geodesk devices``: what models can run on here, what is missing and why, and a test of each."""

import argparse
import json
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from geodesk.language import decimal, t
from geodesk.terminal import OK, SOME_FAILED, say, watch
from geodesk.verbs import NewCommand

if TYPE_CHECKING:
    from geodesk.jobs.devices import Listed
    from geodesk.models.devicetests import DeviceTest


def add(command: NewCommand) -> None:
    """Declare the command."""
    parser = command(
        "devices",
        devices,
        t(
            "what models can run on here; --test times each and compares it with the CPU",
            "en qué pueden correr los modelos aquí; --test mide cada uno y lo compara con la CPU",
        ),
    )
    parser.add_argument(
        "--test",
        nargs="*",
        metavar=t("DEVICE", "DISPOSITIVO"),
        help=t(
            "test these (all there are): time of a picture, agreement with the CPU; it is remembered, and "
            "--device auto goes by it",
            "prueba estos (todos los que hay): tiempo por imagen, acuerdo con la CPU; se recuerda, y "
            "--device auto lo tiene en cuenta",
        ),
    )
    parser.add_argument(
        "--model", help=t("the model of the test (sem-usable)", "el modelo de la prueba (sem-usable)")
    )
    parser.add_argument("--json", action="store_true", help=t("one JSON object a line", "un JSON por línea"))
    parser.add_argument("--probe", help=argparse.SUPPRESS)


def devices(options: argparse.Namespace) -> int:
    """``geodesk devices [--test [DEVICE…]] [--model M] [--json]``."""
    from geodesk.jobs.devices import MODEL, listed, try_devices
    from geodesk.models import by_key, find

    model = options.model or MODEL
    if options.probe is not None:
        return _probe(find(model), options.probe)
    failed = False
    if options.test is not None:
        keys = [by_key(key).key for key in options.test]
        with closing(try_devices(keys, model)) as steps:
            failed = not all(
                [one.works for one in watch(steps, options.quiet, unit=t(" devices", " dispositivos"))]
            )
    elif options.model is not None:
        say(t("--model is for --test; it is not used.", "--model es para --test; no se usa."))
    for one in listed():
        print(json.dumps(one.record(), ensure_ascii=False) if options.json else _lines(one))
    return SOME_FAILED if failed else OK


def _lines(one: "Listed") -> str:
    mark = "*" if one.first else " "
    head = f"{mark} {one.device.key:<9} {one.device.name}"
    if one.missing is not None:
        return f"{head}\n    {one.missing}"
    if one.tested is None:
        untested = t("In this installation; not tested yet.", "En esta instalación; aún sin probar.")
        return f"{head}\n    {untested}"
    return f"{head}\n    " + "\n    ".join(_test_lines(one.tested))


def _test_lines(test: "DeviceTest") -> list[str]:
    about = t(f"Tested with {test.model}", f"Probado con {test.model}") + f", {test.time[:10]}."
    if test.error is not None:
        return [about, t(f"Not usable: {test.error.en}.", f"No se puede usar: {test.error.es}.")]
    assert test.seconds is not None and test.cpu_seconds is not None
    ms = decimal(f"{1000 * test.seconds:.1f}")
    line = t(f"{ms} ms a picture", f"{ms} ms por imagen")
    if test.device != "cpu":
        times = decimal(f"{test.cpu_seconds / test.seconds:.3g}")
        cpu = decimal(f"{1000 * test.cpu_seconds:.1f}")
        line += t(
            f"; the CPU by turns with it {cpu} ms ({times} times its speed)",
            f"; la CPU, en la misma prueba, {cpu} ms ({times} veces su velocidad)",
        )
    lines = [about, f"{line}."]
    if test.device == "cpu":
        return lines
    same = (
        t("All labels as the CPU's", "Todas las etiquetas como en la CPU")
        if test.same
        else t("LABELS DIFFER from the CPU's", "LAS ETIQUETAS DIFIEREN de las de la CPU")
    )
    lines.append(
        t(
            f"{same}; largest difference {test.difference:.2g} over {test.pictures} pictures.",
            f"{same}; mayor diferencia {decimal(f'{test.difference:.2g}')} en {test.pictures} imágenes.",
        )
    )
    if test.nodes:
        ran = ", ".join(f"{p.removesuffix('ExecutionProvider')} {n}" for p, n in sorted(test.nodes.items()))
        lines.append(t(f"Nodes of the graph: {ran}.", f"Nodos del grafo: {ran}."))
    return lines


def _probe(path: Path, key: str) -> int:
    """The test of one device in this process, as JSON lines; what `geodesk.jobs.devices` starts."""
    from geodesk.jobs.deviceprobe import probe

    for step in probe(path, key):
        print(json.dumps({"done": step.done, "total": step.total}), flush=True)
        for row in step.rows:
            print(json.dumps({"tested": row.record()}), flush=True)
    return OK
