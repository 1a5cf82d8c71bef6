"""Contar: point counting on the canvas, the modal composition, the QFL triangle; class maps."""
