"""Figuras… and the report of a sample: what papers and clients are sent."""
