"""Labelling: classes and keys, suggestions, undo, CSV."""
