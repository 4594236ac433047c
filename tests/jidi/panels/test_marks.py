"""What a sheet must hold, and what sheets come to."""

from __future__ import annotations

from decimal import Decimal

import pytest

from jidi.panels.drawing import drawn
from jidi.panels.marks import criteria_of, mark_problems, read_points, result_of
from tests.jidi.panels.conftest import CRITERIA, marks

KEPT = criteria_of(CRITERIA)


@pytest.mark.parametrize(
    ("typed", "read"), [("30", "30"), (" 30.5 ", "30.5"), ("３０", "30"), ("三十", None), ("", None), ("NaN", None)]
)
def test_points_are_read_as_people_type_them(typed: str, read: str | None) -> None:
    assert read_points(typed) == (Decimal(read) if read else None)


def test_a_sheet_says_everything_it_lacks_at_once() -> None:
    found = mark_problems(KEPT, {"size": {"points": "70", "reason": ""}})
    assert [key for key, _ in found] == ["size", "brand"]
    assert "须在 0 到 60 之间" in found[0][1].zh
    assert "还没有打分" in found[1][1].zh


@pytest.mark.parametrize(
    ("points", "asks"), [("54", True), ("6", True), ("53.9", False), ("6.1", False), ("60", True), ("0", True)]
)
def test_the_highest_and_lowest_tenth_of_a_scale_need_a_reason(points: str, asks: bool) -> None:
    assert bool(mark_problems(KEPT, marks(points, "20"))) is asks
    assert not mark_problems(KEPT, marks(points, "20", reason="材料第三页"))


def test_the_highest_and_the_lowest_are_dropped_where_there_are_enough_scores() -> None:
    sheets = [(marks(str(size), "20"), True) for size in (10, 30, 32, 60)]
    result = result_of("11", KEPT, sheets, trim=1)
    assert result.per_criterion == {"size": Decimal("31.0000"), "brand": Decimal("20.0000")}
    assert (result.total, result.trimmed, result.recommended) == (Decimal("51.0000"), True, 4)
    assert result.plain_mean_said is None


def test_with_too_few_scores_for_trimming_the_plain_mean_counts_and_that_is_said() -> None:
    result = result_of("11", KEPT, [(marks("10", "20"), None), (marks("30", "20"), False)], trim=1)
    assert (result.total, result.trimmed) == (Decimal("40.0000"), False)
    assert result.plain_mean_said is not None
    assert "不足 3 份" in result.plain_mean_said.zh


def test_a_criterion_nobody_scored_leaves_the_total_open() -> None:
    result = result_of("11", KEPT, [({"size": {"points": "30"}}, None)], trim=0)
    assert result.total is None


def test_the_same_seed_draws_the_same_experts_whatever_the_order_of_the_pool() -> None:
    assert drawn([3, 1, 2, 4], "seed", 2) == drawn([4, 2, 3, 1, 1], "seed", 2)
    assert drawn(range(9), "seed", 9) != drawn(range(9), "another", 9)
