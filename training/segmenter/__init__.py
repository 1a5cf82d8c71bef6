"""Segmenters: which class every pixel of a PPL/XPL field is of, learnt from masks."""
