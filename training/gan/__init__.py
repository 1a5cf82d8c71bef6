"""Generators of synthetic micrographs: the thesis's DCGAN and ours, trained, judged and exported.

`settings` says what a run was told and which pictures it learns from, `pixels` cuts the crops, `latents`
states what a network begins from, `networks` builds them, `structure` tells in a differentiable way what S2
and L of a batch are, `steps` holds one training step of each, `fit` the loop with its checkpoints. `judge`
measures pictures, `judging` a whole run, `report` writes it for people, `export` makes the ONNX file.
"""
