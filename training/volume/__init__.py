"""Generators of volumes that learn from two-dimensional sections alone.

One three-dimensional generator, three critics that see its sections across z, y and x beside real ones
(SliceGAN: S. Kench and S. J. Cooper, Nature Machine Intelligence 3 (2021) 299-305). The loop, checkpoints and
export are those of `training.gan`.
"""
