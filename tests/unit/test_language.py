import pytest

from geodesk import language


@pytest.fixture(autouse=True)
def free(monkeypatch):
    language.set_language(None)
    for key in ("GEODESK_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(key, raising=False)


@pytest.mark.parametrize(
    ("environment", "code"),
    [
        ({"LANG": "es_SV.UTF-8"}, "es"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "es"),
        ({"GEODESK_LANG": "en", "LANG": "es_ES"}, "en"),
        ({"LC_ALL": "es_MX", "LANG": "en_US"}, "es"),
        ({"LANG": "Spanish_Mexico"}, "es"),  # as Windows names it
        ({"LANG": "English_United States"}, "en"),
    ],
)
def test_the_language_is_the_environments(environment, code, monkeypatch):
    for key, value in environment.items():
        monkeypatch.setenv(key, value)
    assert language.language() == code


def test_a_choice_goes_before_the_environment():
    error = language.GeoDeskError(en="No file.", es="No hay archivo.")
    language.set_language("es")
    assert str(error) == "No hay archivo."
    language.set_language("en")
    assert str(error) == "No file." == language.t("No file.", "No hay archivo.")
    with pytest.raises(ValueError, match="unknown language"):
        language.set_language("fr")
