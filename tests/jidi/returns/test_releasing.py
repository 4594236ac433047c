"""准强制: who fills in asks for a release, who receives it decides without reading the draft, and who asked hears of it."""

from __future__ import annotations

import pytest

from jidi.accounts.acting import Actor, Denied
from jidi.agenda.queries import work_list
from jidi.common.say import Refused
from jidi.filings.services import NotComplete
from jidi.notices.models import Letter
from jidi.returns import invariants, services
from jidi.returns.enums import ActKind, DutyState
from jidi.returns.models import Duty
from jidi.returns.queries.releases import wished
from tests.jidi.returns.ferry import Ferry

OVER = {"output": "5000", "exports": "6000"}


@pytest.fixture
def quarter(year: Ferry) -> Duty:
    """A quarter whose exports stand above its output, filled in by the city."""
    year.day("2023-04-10")
    return year.filled(year.duty("figures", "2023-Q1", year.base), year.cast.city_officer, OVER)


def waiting(year: Ferry, actor: Actor) -> list[tuple[str, str]]:
    rows = work_list(actor, on=year.on, room="returns").rows
    return [(row.next_zh, row.verdict_zh) for row in rows if row.kind == "release"]


def ask(year: Ferry, duty: Duty, actor: Actor, check: str = "within", reason: str = "含转口贸易") -> None:
    services.ask_release(actor=actor, duty=duty, check=check, reason=reason, **year.sent)


def test_it_waits_with_who_receives_it_and_who_asked_hears_that_it_was_released(year: Ferry, quarter: Duty) -> None:
    city, province = year.cast.city_officer, year.cast.province_officer
    ask(year, quarter, city)
    assert waiting(year, province) == [("去放行或说明不放行", "申请放行「出口额大于产值，请核对」：含转口贸易")]
    with pytest.raises(NotComplete):
        services.hand_in(actor=city, duty=quarter, **year.sent)
    services.release(actor=province, duty=quarter, check="within", reason="情况属实", **year.sent)
    assert (waiting(year, province), wished(quarter)) == ([], [])
    letter = Letter.objects.get(person_id=city.person_id, why_zh__contains="放行")
    assert letter.why_zh == "准强制放行「出口额大于产值，请核对」：情况属实"
    services.hand_in(actor=city, duty=quarter, **year.sent)
    assert year.again(quarter).state == DutyState.FILED
    assert list(invariants.check()) == []


def test_what_is_not_released_has_to_be_corrected_and_may_be_asked_for_again(year: Ferry, quarter: Duty) -> None:
    city, province = year.cast.city_officer, year.cast.province_officer
    ask(year, quarter, city)
    with pytest.raises(Refused, match="没有写理由"):
        services.refuse_release(actor=province, duty=quarter, check="within", reason="", **year.sent)
    services.refuse_release(actor=province, duty=quarter, check="within", reason="转口不应计入", **year.sent)
    assert Letter.objects.get(why_zh__contains="放行").why_zh.startswith("不予放行")
    with pytest.raises(NotComplete):
        services.hand_in(actor=city, duty=quarter, **year.sent)
    ask(year, quarter, city, reason="是加工贸易")
    assert [act.reason for act in wished(quarter)] == ["是加工贸易"]
    year.filled(quarter, city, {"exports": "1000"})
    services.hand_in(actor=city, duty=quarter, **year.sent)
    assert waiting(year, province) == [], "it was corrected: nothing waits for a release"


def test_only_what_stands_in_the_way_and_may_be_released_is_asked_for_by_who_fills_in(
    year: Ferry, quarter: Duty
) -> None:
    with pytest.raises(Denied):
        ask(year, quarter, year.cast.province_officer)
    with pytest.raises(Refused, match="现在不用放行"):
        ask(year, quarter, year.cast.city_officer, check="large")
    with pytest.raises(Refused, match="没有写理由"):
        ask(year, quarter, year.cast.city_officer, reason=" ")
    year.filled(quarter, year.cast.city_officer, {"exports": "1000"})
    with pytest.raises(Refused, match="现在不用放行"):
        ask(year, quarter, year.cast.city_officer)
    with pytest.raises(Refused, match="只有准强制的核查可以放行"):
        services.refuse_release(
            actor=year.cast.province_officer, duty=quarter, check="within", reason="没有人申请", **year.sent
        )
    assert not quarter.acts.filter(kind__in=[ActKind.WISHED, ActKind.REFUSED]).exists()
