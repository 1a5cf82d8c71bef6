"""Fixtures of the tests of labelling."""

from tests.ui.labelling.conftest import fibres, label_mode

__all__ = ["fibres", "label_mode"]
