"""The desktop program's own command line."""

import pytest

from geodesk.desktop.app import main
from geodesk.language import set_language


@pytest.mark.parametrize(("code", "words"), [("es", ("uso: ", "muestra esta ayuda")), ("en", ("usage: ",))])
def test_help_speaks_the_language_in_force(capsys, code, words):
    set_language(code)
    with pytest.raises(SystemExit) as left:
        main(["--help"])
    said = capsys.readouterr().out
    assert left.value.code == 0 and all(word in said for word in words)
    assert code == "en" or "usage" not in said


def test_an_argument_too_many_is_told_of_in_spanish(capsys):
    set_language("es")
    with pytest.raises(SystemExit) as left:
        main(["a", "b"])
    assert left.value.code == 2 and "argumentos que no se conocen: b" in capsys.readouterr().err
