"""What every test shares: the development pictures, a private cache, English sentences."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from geodesk.language import set_language

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of real development pictures (``GEODESK_DATA``, else ``../shared/data``)."""
    folder = Path(os.environ.get("GEODESK_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        message = f"the development pictures are not at {folder}; set GEODESK_DATA"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return folder


@pytest.fixture(scope="session")
def samples() -> Path:
    """The bundled samples."""
    return ROOT / "resources" / "samples"


@pytest.fixture(autouse=True)
def english_and_private(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Sentences in English; caches, user data and the log in a throw-away folder."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("GEODESK_CACHE", str(home / "cache"))
    monkeypatch.setenv("GEODESK_DATA_HOME", str(home / "data"))
    monkeypatch.setenv("GEODESK_CONFIG", str(home / "config"))
    monkeypatch.setenv("GEODESK_STATE", str(home / "state"))
    monkeypatch.setenv("GEODESK_LANG", "en")
    set_language("en")
    yield
    set_language(None)
