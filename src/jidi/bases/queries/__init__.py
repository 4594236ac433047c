"""Reads of this room, by thing."""
