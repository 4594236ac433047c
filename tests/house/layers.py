"""The order of rooms as importlinter.ini states it: one truth for imports and for relations between models."""

from __future__ import annotations

import configparser
from functools import cache

from tests.house.written import ROOT


@cache
def order() -> dict[str, tuple[int, str]]:
    """Room → (height, siblings it stands beside). The lowest room has height 0."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / "importlinter.ini", encoding="utf-8")
    lines = parser["importlinter:contract:rooms"]["layers"].split("\n")
    heights = {}
    for height, line in enumerate(reversed([line.strip() for line in lines if line.strip()])):
        for room in line.split("|"):
            heights[room.strip().strip("()")] = (height, line)
    return heights


def room_of(module: str) -> str | None:
    """The room a module of ours lives in: ``jidi.cases.models`` → ``cases``; None for anything else."""
    parts = module.split(".")
    return parts[1] if parts[0] == "jidi" and len(parts) > 1 else None


def may_know(room: str, other: str) -> bool:
    """Whether a room may point to another: to itself or to one strictly below."""
    return room == other or order()[other][0] < order()[room][0]
