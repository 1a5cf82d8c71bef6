"""Generators of synthetic micrographs: the thesis's DCGAN and ours, trained, judged and exported.

`networks` builds them, `pixels` reads the crops they learn from, `structure` tells in a differentiable way
what S2 and L of a batch are, `steps` holds one training step of each, `fit` the loop with its checkpoints,
`judge` the errors of S2 and L against the real pictures.
"""
