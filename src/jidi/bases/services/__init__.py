"""Acts of this room, by thing: ``bases``, ``links``, ``titles``, ``registers``, ``openings``."""
