"""Returns: what is due from whom by when, filed, reviewed and counted; narratives and articles.

Packs say who owes what; this room works the duties out a year ahead, follows each up its chain of levels and keeps every
act on it. What is filled in lies in ``filings``; this room says who may write, read and return it.
"""
