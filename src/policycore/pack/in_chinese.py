"""The messages of the loader in Chinese: whoever writes a pack is an official or a jurist.

The messages are made in English at many places (decision 0006); here stands one catalogue of their sentences, part by part.
What is shown is Chinese first and English beside it. A sentence the catalogue does not know is shown in English only; a
test holds that every broken pack is answered in Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from .catalogue import SENTENCES, THINGS, WANTS

_FORMULA = re.compile(r"(?s)(?P<said>.*?)(?: \(at: (?P<at>'.*?'|\".*?\")\))? in the formula: (?P<formula>.*)")
_SEMICOLON = re.compile(r"; (?=[a-zA-Z'0-9])")
_THING: Final = "|".join(sorted(map(re.escape, THINGS), key=len, reverse=True))
_WANT: Final = sorted(WANTS, key=len, reverse=True)


def in_chinese(message: str) -> str:
    """Return a message in Chinese; empty when the catalogue does not know its sentences."""
    found = _FORMULA.fullmatch(message)
    if found is None:
        return _said(message)
    said = _said(found["said"])
    where = f"（在 {found['at'][1:-1]} 处）" if found["at"] else ""
    return f"{said}{where}，公式：{found['formula']}" if said else ""


def _said(message: str) -> str:
    said = [_sentence(part) for part in _SEMICOLON.split(message)]
    return "；".join(said) if all(said) else _sentence(message)


def _sentence(text: str) -> str:
    for pattern, template in _compiled():
        found = pattern.fullmatch(text)
        if found is not None:
            return template.format(*(_word(name, value) for name, value in _groups(pattern, found)))
    return ""


def _groups(pattern: re.Pattern[str], found: re.Match[str]) -> Sequence[tuple[str, str]]:
    names = {place: name for name, place in pattern.groupindex.items()}
    return [(names.get(place, ""), found.group(place) or "") for place in range(1, pattern.groups + 1)]


def _word(name: str, value: str) -> str:
    if name.startswith("thing"):
        return THINGS.get(value, value)
    return _wanted(value) if name.startswith("want") else value.strip("'")


def _wanted(text: str) -> str:
    """Say what is wanted: known shapes in Chinese, the rest (keys, examples) as it is."""
    said = text
    for want in _WANT:
        said = re.sub(rf"(?<![\w-]){want}(?![\w-])", WANTS[want], said)
    return re.sub(r", (?=[一-鿿])", "，", said)


@lru_cache(maxsize=1)
def _compiled() -> list[tuple[re.Pattern[str], str]]:
    marked = [(pattern.replace("<thing>", f"(?P<thing>{_THING})"), template) for pattern, template in SENTENCES]
    return [(re.compile(pattern, re.DOTALL), template) for pattern, template in marked]
