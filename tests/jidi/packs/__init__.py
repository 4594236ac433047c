"""Packs of tests, and how they get into the database."""
