"""What the next link of a chain sees of what came from below: to sum it up, or to send it on."""

from __future__ import annotations

import pytest

from jidi.accounts.acting import Denied
from jidi.returns import services
from jidi.returns.queries.below import handed_in_below
from tests.jidi.returns.ferry import Ferry

pytestmark = pytest.mark.django_db


def test_what_was_handed_in_below_is_what_the_next_link_sums_up_or_sends_on(
    year: Ferry,
) -> None:
    cast = year.cast
    plan, onward = (year.duty("plan", "2023", year.base, link=link) for link in (0, 2))
    year.day("2023-02-10").filled(plan, cast.county_officer)
    assert handed_in_below(cast.province_officer, onward) == []  # a draft is nobody's yet
    services.hand_in(actor=cast.county_officer, duty=plan, **year.sent)
    (one,) = handed_in_below(cast.province_officer, onward)
    assert [(label.zh, text) for label, text in one.texts] == [("做了什么", "办了三件实事")]
    assert handed_in_below(cast.province_officer, plan) == []


def test_nobody_waives_or_extends_what_they_owe_themselves(year: Ferry) -> None:
    onward = year.duty("plan", "2023", year.base, link=2)
    with pytest.raises(Denied):
        services.waive(actor=year.cast.province_officer, duty=onward, reason="不报了", **year.sent)


def test_each_link_of_a_chain_is_named_by_who_reports_to_whom(year: Ferry) -> None:
    names = [year.duty("plan", "2023", year.base, link=link).zh for link in (0, 2)]
    assert names[0] != names[1]
    assert all(name.startswith("工作安排（") and "报" in name for name in names), names
    assert year.duty("summary", "2023").zh == "总结"
