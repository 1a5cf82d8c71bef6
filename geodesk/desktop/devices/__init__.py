"""Preferencias, Dispositivo: what models can run on here, a test of each, and the one that is used."""
