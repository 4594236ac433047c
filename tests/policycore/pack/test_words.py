"""The words a formula's names are shown by."""

from __future__ import annotations

from pathlib import Path

from policycore.pack import load_pack
from policycore.pack.words import words_of

PACK = load_pack(Path(__file__).parents[3] / "tests" / "packs" / "fixture")


def test_a_choice_of_an_open_point_is_shown_by_its_words() -> None:
    offered: dict[str, set[str]] = {}
    for point in PACK.open_points.values():
        for key, words in (point.choices or {}).items():
            offered.setdefault(key, set()).add(words.zh)
    alone = {key: found.pop() for key, found in offered.items() if len(found) == 1}
    assert alone
    assert all(words_of(PACK, key).zh != key for key in alone)


def test_a_name_nobody_declares_reads_as_itself() -> None:
    assert words_of(PACK, "no-such-name").zh == "no-such-name"
