"""Generar: synthetic pictures of a trained generator; contact sheet, latent walk, ranking, comparing."""
