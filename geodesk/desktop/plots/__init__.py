"""Correlation functions of the picture in view, live."""
