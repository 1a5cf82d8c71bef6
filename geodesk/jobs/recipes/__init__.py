"""Recipes: what was done with one folder, kept as a file and done again with another."""
