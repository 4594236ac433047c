"""The day of a record: not ahead, not before the matter began; an answer not before its question."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from jidi.cases.records import checked
from policycore.procedures import StepKind

TODAY, BEGUN = date(2026, 10, 20), date(2026, 10, 12)


def wrong(kind: StepKind, **data: Any) -> list[str]:
    return [say.zh for _, say in checked(kind, data, TODAY, BEGUN)[1]]


@pytest.mark.parametrize(("day", "found"), [
    (TODAY, []), (BEGUN, []),
    (TODAY + timedelta(1), ["接收日期 2026-10-21 还没有到"]),
    (date(2025, 10, 20), ["接收日期 2025-10-20 早于本案开始的 2026-10-12，请核对"]),
])  # fmt: skip
def test_what_was_received_lies_between_the_beginning_and_today(day: date, found: list[str]) -> None:
    assert wrong(StepKind.CONFIRM, received_on=day) == found


def test_what_others_decided_outside_may_be_older() -> None:
    outside = {"who": "商务部", "act": "名单", "act_date": date(2025, 5, 1), "decision": "认定"}
    assert wrong(StepKind.OUTSIDE, **outside) == []


def test_an_answer_is_not_older_than_the_question() -> None:
    asked = {"asked": ["省财政厅"], "sent_on": date(2026, 10, 14)}
    answer = {"who": "省财政厅", "answer": "无意见", "on": date(2026, 10, 13)}
    assert wrong(StepKind.CONSULT, **asked, answers=[answer]) == [
        "省财政厅的回函日期 2026-10-13 早于发出日期 2026-10-14，请核对"
    ]
    assert wrong(StepKind.CONSULT, **asked, answers=[{**answer, "on": date(2026, 10, 14)}]) == []
