"""Settings that other hands or a full disk have spoilt never keep the program from starting."""

import os

import pytest

from geodesk.desktop.settings import Settings


@pytest.mark.parametrize("text", ["[" * 100_000, "{", "", "\x00", "7"])
def test_what_is_no_settings_is_told_and_replaced(tmp_path, text):
    file = tmp_path / "settings.json"
    file.write_text(text)
    settings = Settings(file)
    assert settings.warnings and settings.values.theme == "system"
    settings.set(theme="dark")
    assert Settings(file).values.theme == "dark"


def test_a_folder_whose_name_is_not_utf8_is_remembered(tmp_path):
    name = os.fsdecode(b"/media/muestras-\xff")
    Settings(tmp_path / "settings.json").set(last_folder=name)
    assert Settings(tmp_path / "settings.json").values.last_folder == name


@pytest.mark.skipif(os.name != "posix", reason="a limit on the size of files stands for a full disk")
def test_a_full_disk_leaves_the_old_settings_and_no_file_beside_them(tmp_path):
    import resource

    file = tmp_path / "settings.json"
    Settings(file).set(annotator="ana")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20, hard))
    try:
        Settings(file).set(annotator="beto")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert Settings(file).values.annotator == "ana"
    assert [one.name for one in tmp_path.iterdir()] == ["settings.json"]
