"""The face of GeoDesk on a screen, and what it does where there is none."""
