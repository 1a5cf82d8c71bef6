"""Training on a collection's labels, in a process of its own that is followed, stopped and gone on with.

Nothing here imports TensorFlow: `geodesk.jobs.trainingplace` finds a Python that has it, and
``python -m training retrain … --json`` does the work.
"""

import json
import os
import re
import threading
from collections import Counter, deque
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from geodesk.collection import UNSURE, Collection, Sample
from geodesk.jobs.lines import Following
from geodesk.jobs.progress import Progress
from geodesk.jobs.trainingplace import MISSING, NoTraining, interpreter
from geodesk.language import GeoDeskError
from geodesk.places import user_data

LOG, WANTED, MODEL = "training.log", "wanted.json", "model.onnx"
FEWEST = 4
"""Labelled samples a class needs; as `training.data.labelled` has it."""
_KILLED = -9
_LAST_LINES = 400


class TrainingFailed(GeoDeskError):
    """The training process ended with a fault."""


@dataclass(frozen=True, slots=True)
class Count:
    """The labelled samples of one class."""

    label: str
    samples: int


@dataclass(slots=True)
class Order:
    """What is to be trained; the values of the options are those of ``python -m training retrain``.

    Attributes
    ----------
    folder
        The collection.
    network, backbone
        Of the catalogue.
    base
        Model to go on from and to be compared with; None: none.
    usable
        The label that means usable, of the pre-classifier.
    options
        Name (such as ``fine-epochs``) → value, where it is not the study's.
    words
        Of the new model's card: name, version, title, names, licence.
    """

    folder: Path
    network: str
    backbone: str = ""
    base: Path | None = None
    usable: str = ""
    options: dict[str, str] = field(default_factory=dict)
    words: dict[str, Any] = field(default_factory=dict)

    def save(self, run: Path) -> None:
        """Keep it with the run, so that it can be gone on with another day."""
        document = {
            "folder": str(self.folder),
            "network": self.network,
            "backbone": self.backbone,
            "base": None if self.base is None else str(self.base),
            "usable": self.usable,
            "options": self.options,
            "words": self.words,
        }
        (run / WANTED).write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")

    @classmethod
    def load(cls, run: Path) -> "Order":
        """What a run was asked for; raises `TrainingFailed`."""
        try:
            raw = json.loads((run / WANTED).read_text(encoding="utf-8"))
            base = raw["base"]
            return cls(
                Path(raw["folder"]),
                raw["network"],
                raw["backbone"],
                None if base is None else Path(base),
                raw["usable"],
                dict(raw["options"]),
                dict(raw["words"]),
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise TrainingFailed(
                en=f"{run} holds no training that can be gone on with.",
                es=f"{run} no contiene un entrenamiento que se pueda continuar.",
            ) from error


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the training's progress: its kind (``epoch``, ``scores``, …) and its values."""

    kind: str
    values: Mapping[str, Any]

    def number(self, name: str) -> float | None:
        """A value if it is a number."""
        value = self.values.get(name)
        return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def counts(collection: Collection, samples: Sequence[Sample] | None = None) -> list[Count]:
    """The labelled samples by class, the most frequent first; what is unsure or mixed does not count."""
    current = collection.labels.current()
    found: Counter[str] = Counter()
    for sample in collection.samples() if samples is None else samples:
        states = [current.get(picture.path) for picture in sample.pictures]
        said = {None if state is None else state.label for state in states}
        label = next(iter(said))
        if len(said) == 1 and label is not None and label != UNSURE:
            found[label] += 1
    return [Count(label, n) for label, n in sorted(found.items(), key=lambda item: (-item[1], item[0]))]


def runs_folder() -> Path:
    """Where trainings begun from the program lie, one folder each."""
    return user_data() / "trainings"


def new_run(folder: Path) -> Path:
    """A fresh folder for a training of a collection; raises `TrainingFailed`."""
    name = re.sub(r"[^\w-]+", "-", folder.name).strip("-") or "folder"
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    run = runs_folder() / f"{stamp}-{name}"
    try:
        run.mkdir(parents=True, exist_ok=False)
    except OSError as error:
        raise TrainingFailed(
            en=f"The training's folder {run} cannot be made ({error.strerror}).",
            es=f"No se puede crear la carpeta del entrenamiento {run} ({error.strerror}).",
        ) from error
    return run


def last_run(folder: Path) -> Path | None:
    """The newest training of a collection that has come beyond an epoch; None without one."""
    for run in sorted(runs_folder().glob("*"), reverse=True):
        try:
            order = Order.load(run)
        except TrainingFailed:
            continue
        if order.folder == folder and (run / "state.json").is_file():
            return run
    return None


class Training:
    """One training process.

    Attributes
    ----------
    run
        Its folder.
    order
        What was asked for.
    """

    def __init__(self, run: Path, order: Order, resume: bool = False) -> None:
        self.run, self.order, self.resume = run, order, resume
        self._process: Following | None = None
        self._asked = threading.Event()

    @property
    def model(self) -> Path:
        """The model it writes."""
        return self.run / MODEL

    def stop(self) -> None:
        """Stop after what is under way: the best network so far is scored and exported, then it ends."""
        self._asked.set()
        process = self._process
        if process is not None:
            process.stop()

    @property
    def stopping(self) -> bool:
        """Whether it was asked to stop."""
        return self._asked.is_set()

    @property
    def pid(self) -> int | None:
        """Of the process, once it runs."""
        return None if self._process is None else self._process.pid

    def steps(self) -> Generator[Progress[Event], None, None]:
        """Run it to its end; closing the generator ends the process, whose last epoch can be gone on from.

        Yields
        ------
        Progress
            Epochs done and in all, with the events as rows.

        Raises
        ------
        NoTraining
            There is no Python with the training extra.
        TrainingFailed
            The process ended with a fault; its lines are in ``run/training.log``.
        """
        python = interpreter()
        if python is None:
            raise NoTraining(en=MISSING.en, es=MISSING.es)
        self.order.save(self.run)
        done = total = 0
        last: deque[str] = deque(maxlen=_LAST_LINES)
        yield Progress(0, 0, 0)
        with (
            (self.run / LOG).open("a", encoding="utf-8") as log,
            Following(self._command(python), _environment(), patience_s=0.0) as process,
        ):
            self._process = process
            if self._asked.is_set():
                process.stop()
            for line in process.lines():
                event = None if line is None else _event(line)
                if line is not None and event is None:
                    log.write(f"{line}\n")
                    last.append(line)
                if event is not None and event.kind == "epoch":
                    done, total = int(event.number("epoch") or done), int(event.number("of") or total)
                yield Progress(done, total, 0, () if event is None else (event,))
            code = process.code()
        if code not in (0, 130):
            raise self._failed(code, list(last))

    def _command(self, python: Path) -> list[str]:
        order = self.order
        command = [str(python), "-m", "training", "retrain", str(order.folder), "--network", order.network]
        command += ["--out", str(self.run), "--model", str(self.model), "--json", "--stop-by-stdin"]
        if order.backbone:
            command += ["--backbone", order.backbone]
        if order.base is not None:
            command += ["--base", str(order.base)]
        if order.usable:
            command += ["--usable", order.usable]
        for name, value in order.options.items():
            command += [f"--{name}", value]
        if order.words:
            words = self.run / "words.json"
            words.write_text(json.dumps(order.words, ensure_ascii=False), encoding="utf-8")
            command += ["--card", str(words)]
        return [*command, "--resume"] if self.resume else command

    def _failed(self, code: int, lines: Sequence[str]) -> TrainingFailed:
        log = self.run / LOG
        again = (self.run / "state.json").is_file()
        more = ("It can be continued. ", "Se puede continuar. ") if again else ("", "")
        if code == _KILLED:
            return TrainingFailed(
                en="The training was ended by the system, most likely for lack of memory; close other "
                f"programs or use a smaller batch. {more[0]}Its lines are in {log}.",
                es="El sistema terminó el entrenamiento, probablemente por falta de memoria; cierre otros "
                f"programas o use un lote menor. {more[1]}Sus mensajes están en {log}.",
            )
        said = [line.strip() for line in lines if line.strip() and not re.match(r"[IWE]\d{4} |WARNING", line)]
        if code == 2 and said:  # refused with a sentence of its own, in the language in force
            return TrainingFailed(en=said[-1], es=said[-1])
        why = said[-1][:200] if said else f"exit code {code}"
        return TrainingFailed(
            en=f"The training failed ({why}). {more[0]}Its lines are in {log}.",
            es=f"El entrenamiento falló ({why}). {more[1]}Sus mensajes están en {log}.",
        )


def _environment() -> dict[str, str]:
    from geodesk.language import t

    found = dict(os.environ)
    found["GEODESK_LANG"] = t("en", "es")
    found["PYTHONIOENCODING"] = "utf-8"
    found["PYTHONUNBUFFERED"] = "1"
    found.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    return found


def _event(line: str) -> Event | None:
    """The event that a line is; None for any other output."""
    if not line.startswith("{"):
        return None
    try:
        raw = json.loads(line)
    except ValueError:
        return None
    if not isinstance(raw, dict) or not isinstance(raw.get("event"), str):
        return None
    return Event(raw.pop("event"), raw)
