"""The list and the grid of samples, their filters and thumbnails."""
