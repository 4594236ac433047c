"""Cleaning what people type or paste, before it is stored or compared."""

from __future__ import annotations

import re
import unicodedata

_SPACE = re.compile(r"\s+")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def one_line(text: str, limit: int = 0) -> str:
    """Return the text as one line without control and direction marks, outer spaces cut, at most ``limit`` characters.

    Such marks can forge lines in a log and hide the true end of a file name.
    """
    spaced = _SPACE.sub(" ", text)
    shown = "".join(c for c in spaced if unicodedata.category(c) not in _HIDDEN).strip()
    return shown[:limit] if limit else shown


def comparable(text: str) -> str:
    """Return a form for comparing names: full-width made half-width, no spaces, small letters."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).casefold()
