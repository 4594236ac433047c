"""Reads of this room: who sees which duty, how it stands on a day, what is filled in, the board, the calendar, the counts."""
