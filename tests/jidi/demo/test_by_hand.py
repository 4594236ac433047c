"""Whatever is changed, taken away or put in by hand, in any table of a whole site, is named by ``jidi invariants``."""

from __future__ import annotations

from typing import Any

from jidi.cli.covered import OWN
from tests.jidi.demo.conftest import Site

SWEEP = "from tests.jidi.demo import sweeping\nanswer = sweeping."


def swept(province: Site, what: str) -> dict[str, Any]:
    found: dict[str, Any] = province.ask(f"{SWEEP}{what}()")
    return found


def test_each_column_changed_by_hand_is_found_and_its_row_named(province: Site) -> None:
    said = swept(province, "columns_changed")
    assert said["unfound"] == []
    assert len(said["found"]) > 600
    tables = {name.partition(".")[0] for name in said["found"]}
    assert set(OWN) - {"audit_entry", "audit_head"} <= tables | {"filings_named"}


def test_a_row_taken_away_by_hand_is_missed(province: Site) -> None:
    said = swept(province, "rows_taken_away")
    assert said["unfound"] == []
    assert len(said["found"]) > 25


def test_a_row_put_in_by_hand_is_found(province: Site) -> None:
    said = swept(province, "rows_put_in")
    assert said["unfound"] == []
    assert len(said["found"]) > 25
