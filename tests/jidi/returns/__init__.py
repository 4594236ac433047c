"""Tests of the room of returns."""
