"""Medir: lengths, angles, outlines, profiles and diameters drawn on the picture."""
