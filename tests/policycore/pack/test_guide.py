"""The guide to packs (docs/packs.md): what it shows loads, and its worked examples come out as it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from policycore.engine import run_examples
from policycore.pack import load_pack

from ..days import CALENDAR

GUIDE = Path(__file__).parents[3] / "docs" / "packs.md"
_BLOCK = re.compile(r"```yaml\n(?P<text># (?:(?P<pack>\w+): )?(?P<file>[\w/-]+\.yaml)\n.*?)```", re.DOTALL)


def packs() -> dict[str, dict[str, str]]:
    """Return the packs the guide writes down: the text of each file, by pack."""
    found: dict[str, dict[str, str]] = {}
    for block in _BLOCK.finditer(GUIDE.read_text(encoding="utf-8")):
        files = found.setdefault(block["pack"] or "whole", {})
        files[block["file"]] = files.get(block["file"], "") + block["text"]
    return found


@pytest.mark.parametrize("name", sorted(packs()))
def test_a_pack_of_the_guide_loads_and_its_examples_come_out_as_it_says(name: str, tmp_path: Path) -> None:
    for file, text in packs()[name].items():
        place = tmp_path / file
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    pack = load_pack(tmp_path)
    assert pack.examples
    assert [str(result) for result in run_examples(pack, CALENDAR) if not result.passed] == []
