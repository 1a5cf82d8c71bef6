"""Training on the labels of a collection, as the window asks for it.

Labelled data (`training.data.labelled`) go through ``run``: prepare, fit, score, export. ``preclassifier``
goes on training the SEM pre-classifier from the weights inside a bundled model (``bundled``).
"""
