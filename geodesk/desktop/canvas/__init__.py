"""The picture: tiles, overlays, tools."""
