"""Leyenda: what a captioner says of a landslide, its correction, a folder and its inventory."""
