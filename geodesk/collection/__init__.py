"""One folder as a project: its samples, labels with history, predictions, and CSV in and out.

>>> from geodesk.collection import Collection, export_labels
>>> collection = Collection.open("FOLDER", annotator="ana")
>>> for picture in collection.pictures():
...     collection.labels.set(picture, "YES")
>>> collection.labels.undo()
>>> export_labels(collection, "labels.csv")

Nothing is imported or copied. What people and models said about the pictures is kept in plain append-only
files in ``FOLDER/.geodesk``, each event on the disk before it is acknowledged.
"""

from geodesk.collection.captionruns import CaptionRow, CaptionRun, CaptionRuns
from geodesk.collection.captions import KeptCaption, KeptCaptions
from geodesk.collection.classes import UNSURE, LabelClass, arranged
from geodesk.collection.collection import Collection
from geodesk.collection.contents import check_contents, known_contents
from geodesk.collection.corrections import Corrections, open_corrected
from geodesk.collection.counting import POLES, USUAL, Pole, Scheme, pole_of, usual_scheme
from geodesk.collection.csvfile import Cell, Number, Table, fixed, guard, read_csv, unguard, write_csv
from geodesk.collection.durable import replacing
from geodesk.collection.errors import CollectionError, UnknownPictures, printable
from geodesk.collection.events import Event, clean_label
from geodesk.collection.history import Deed, History
from geodesk.collection.holdings import Holding, Holdings, holdings
from geodesk.collection.index import Hashing, Index
from geodesk.collection.labelcsv import Exported, Imported, export_labels, import_labels
from geodesk.collection.labels import Labels, LabelState
from geodesk.collection.layers import ADJUDICATED, Opinion
from geodesk.collection.measurements import Measurement, Measurements
from geodesk.collection.merging import Merged, logs_of, merge_logs
from geodesk.collection.patterns import DEFAULT_PATTERNS, FIELD_IMAGE, PRESETS, Pattern
from geodesk.collection.phaseimages import PhaseImage, PhaseImages, open_phases, provenance, write_phases
from geodesk.collection.pictures import NOTHING, UNSET, Correction, Picture
from geodesk.collection.pointlog import PointGrid, PointState, Suggested
from geodesk.collection.points import Points
from geodesk.collection.predictions import Prediction, PredictionRun, Predictions
from geodesk.collection.relink import Proposal, orphans, proposals, relink, to_read, withheld
from geodesk.collection.runs import Journal
from geodesk.collection.samples import Sample, group
from geodesk.collection.standing import Standing, standing
from geodesk.collection.steps import Changes
from geodesk.collection.strokes import OUTSIDE, Phase, Stroke, Strokes, read_strokes, write_strokes
from geodesk.collection.where import Where, choose

__all__ = [
    "ADJUDICATED",
    "DEFAULT_PATTERNS",
    "FIELD_IMAGE",
    "NOTHING",
    "OUTSIDE",
    "POLES",
    "PRESETS",
    "UNSET",
    "UNSURE",
    "USUAL",
    "CaptionRow",
    "CaptionRun",
    "CaptionRuns",
    "Cell",
    "Changes",
    "Collection",
    "CollectionError",
    "Correction",
    "Corrections",
    "Deed",
    "Event",
    "Exported",
    "Hashing",
    "History",
    "Holding",
    "Holdings",
    "Imported",
    "Index",
    "Journal",
    "KeptCaption",
    "KeptCaptions",
    "LabelClass",
    "LabelState",
    "Labels",
    "Measurement",
    "Measurements",
    "Merged",
    "Number",
    "Opinion",
    "Pattern",
    "Phase",
    "PhaseImage",
    "PhaseImages",
    "Picture",
    "PointGrid",
    "PointState",
    "Points",
    "Pole",
    "Prediction",
    "PredictionRun",
    "Predictions",
    "Proposal",
    "Sample",
    "Scheme",
    "Standing",
    "Stroke",
    "Strokes",
    "Suggested",
    "Table",
    "UnknownPictures",
    "Where",
    "arranged",
    "check_contents",
    "choose",
    "clean_label",
    "export_labels",
    "fixed",
    "group",
    "guard",
    "holdings",
    "import_labels",
    "known_contents",
    "logs_of",
    "merge_logs",
    "open_corrected",
    "open_phases",
    "orphans",
    "pole_of",
    "printable",
    "proposals",
    "provenance",
    "read_csv",
    "read_strokes",
    "relink",
    "replacing",
    "standing",
    "to_read",
    "unguard",
    "usual_scheme",
    "withheld",
    "write_csv",
    "write_phases",
    "write_strokes",
]
