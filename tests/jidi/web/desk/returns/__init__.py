"""Tests of the pages of returns."""
