"""Reminders and other letters of the system to a person, read as one digest a day; each of them stays on record."""
