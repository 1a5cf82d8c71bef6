"""Where GeoDesk finds what it ships and keeps what it may throw away."""

import os
import sys
from pathlib import Path


def resources() -> Path:
    """The folder of bundled models and samples: a checkout's, an installed package's or a bundle's.

    ``GEODESK_RESOURCES`` overrides.
    """
    if chosen := os.environ.get("GEODESK_RESOURCES"):
        return Path(chosen)
    candidates = [
        Path(__file__).resolve().parent.parent / "resources",
        Path(sys.prefix) / "share" / "geodesk",
    ]
    bundle = getattr(sys, "_MEIPASS", None)
    if bundle is not None:
        candidates.insert(0, Path(bundle) / "resources")
    for folder in candidates:
        if folder.is_dir():
            return folder
    return candidates[0]


def user_data() -> Path:
    """The user's own data folder (``GEODESK_DATA_HOME`` overrides): models, labels of read-only folders."""
    if chosen := os.environ.get("GEODESK_DATA_HOME"):
        return Path(chosen)
    from platformdirs import user_data_path

    return user_data_path("geodesk", appauthor=False)


def user_cache() -> Path:
    """The folder of things that can be rebuilt at any time (``GEODESK_CACHE`` overrides)."""
    if chosen := os.environ.get("GEODESK_CACHE"):
        return Path(chosen)
    from platformdirs import user_cache_path

    return user_cache_path("geodesk", appauthor=False)


def user_config() -> Path:
    """The folder of the user's settings (``GEODESK_CONFIG`` overrides)."""
    if chosen := os.environ.get("GEODESK_CONFIG"):
        return Path(chosen)
    from platformdirs import user_config_path

    return user_config_path("geodesk", appauthor=False)


def user_state() -> Path:
    """The folder of the log and of what is known of crashes (``GEODESK_STATE`` overrides)."""
    if chosen := os.environ.get("GEODESK_STATE"):
        return Path(chosen)
    from platformdirs import user_log_path

    return user_log_path("geodesk", appauthor=False)
