"""Bringing in lists of bases as they are found: a table of one row per base and event, with the defects real lists have."""
