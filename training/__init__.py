"""Retraining and export of GeoDesk's networks. Runs in its own process; knows nothing of the window."""
