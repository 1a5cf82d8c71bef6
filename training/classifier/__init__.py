"""Training, scoring, exporting and reporting a classifier, the same way for every network.

`settings` what a run is asked for, with the studies' values; `examples` the pictures as tensors; `augment`
and `features` what the network is shown; `fit` and `loop` training with checkpoints; `predict` a run's
network; `scores` and `evaluate`; `graph` and `export` the ONNX file; `charts` and `report`.
"""
