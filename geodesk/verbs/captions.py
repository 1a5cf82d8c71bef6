"""``geodesk caption``: what a captioner says of landslides, as CSV and as a map."""

import argparse
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path

from geodesk import arguments
from geodesk.language import GeoDeskError, t
from geodesk.terminal import gathered, refuse_overwriting, report_failures, say, say_how_it_begins, watch
from geodesk.verbs import NewCommand


def add(command: NewCommand) -> None:
    """Declare the command."""
    parser = command(
        "caption",
        caption,
        t("captions of landslides to CSV", "leyendas de deslizamientos en un CSV"),
    )
    arguments.inputs(parser)
    parser.add_argument("--model", required=True, help=t("name or .onnx file", "nombre o archivo .onnx"))
    parser.add_argument("--out", type=Path, required=True, help="CSV")
    parser.add_argument(
        "--geojson",
        type=Path,
        metavar=t("FILE", "ARCHIVO"),
        help=t(
            "a map of the pictures that are GeoTIFFs, with the folder's corrected captions",
            "un mapa de las imágenes que son GeoTIFF, con las leyendas corregidas de la carpeta",
        ),
    )
    arguments.device(parser)
    parser.add_argument(
        "--batch",
        type=arguments.count,
        help=t("pictures read at once (8)", "imágenes que se leen de una vez (8)"),
    )
    parser.add_argument(
        "--beam",
        type=arguments.count,
        help=t("sentences the search keeps (8)", "frases que conserva la búsqueda (8)"),
    )
    parser.add_argument(
        "--resume",
        action="store_true",
        help=t("go on with an interrupted run", "continúa una corrida interrumpida"),
    )
    parser.add_argument(
        "--allow-failed",
        action="store_true",
        help=t("run a model whose digest or test fails", "usa un modelo cuya huella o prueba falla"),
    )


def caption(options: argparse.Namespace) -> int:
    """``geodesk caption FOLDER|FILES… --model M --out CSV [--geojson MAP]``."""
    from geodesk.jobs.caption import BATCH, open_run, write_captions
    from geodesk.jobs.caption import caption as job
    from geodesk.models import find, load, refuse_failed
    from geodesk.models.captioner import WIDTH

    inputs = gathered(options)
    path = find(options.model)
    outputs = [options.out, *([options.geojson] if options.geojson else [])]
    refuse_overwriting(outputs, [*(item.file for item in inputs.items), path])
    if options.geojson and inputs.collection is None:
        raise GeoDeskError(
            en="--geojson needs one folder, beside which captions are kept.",
            es="--geojson necesita una carpeta, junto a la que se guardan las leyendas.",
        )
    model = load(path, options.device, task="caption")
    if not options.allow_failed:
        refuse_failed(model)
    if not options.quiet:
        say(f"{model.identity} · {model.badge}: {model.badge.reason}")
        say(model.runner.why)
        if model.card.synthetic:
            say(
                t(
                    "The model learnt from synthetic pictures; what it says of others is a demonstration.",
                    "El modelo se entrenó con imágenes sintéticas; lo que dice de otras es una demostración.",
                )
            )
    batch, width = options.batch or BATCH, options.beam or WIDTH
    run, resumed = open_run(inputs, model, resume=options.resume, batch=batch, width=width)
    if not options.quiet and (run is not None or options.resume):
        say_how_it_begins(run, resumed, options.resume, len(inputs.items))
    kept: AbstractContextManager[object] = nullcontext() if run is None else run
    with kept, closing(job(inputs.items, model, batch=batch, width=width, run=run)) as steps:
        try:
            rows = list(watch(steps, options.quiet))
        except KeyboardInterrupt:
            if run is not None:
                say(t("The rows are kept; go on with --resume.", "Se conservan; continúe con --resume."))
            raise
        write_captions(options.out, rows, model)
        if run is not None:
            run.finish()
    if options.geojson:
        from geodesk.jobs.inventory import write_geojson

        assert inputs.collection is not None  # asked for above
        for left_out, why in write_geojson(inputs.collection, options.geojson).left_out:
            say(f"{left_out}: {why}")
    return report_failures([(row.path, row.error) for row in rows if row.error is not None], inputs)
