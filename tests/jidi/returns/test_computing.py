"""Working duties out: who owes what when, twice gives the same, and what nobody touched follows what is decided."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from jidi.accounts.acting import Actor, Denied
from jidi.agenda.queries import work_list
from jidi.bases.models import Base, TitleHolding
from jidi.bases.services.titles import GRANT, grant_title
from jidi.bases.values import Basis, Holder, Paper, When
from jidi.common.say import Refused
from jidi.notices.queries import visible_to as letters_to
from jidi.returns import invariants, services
from jidi.returns.enums import ActKind, DutyState, Status
from jidi.returns.models import Duty
from jidi.returns.queries.duties import levels_of
from jidi.returns.queries.statuses import due_day_of, missing_on, standing
from jidi.returns.queries.streaks import reading_of
from policycore.open_points import Scope
from tests.cast import Cast
from tests.jidi.applications.play import AT, version_in_force
from tests.jidi.bases.conftest import NATIONAL, title_permit
from tests.jidi.returns.ferry import Ferry, opened, titled

LIST = Basis(pack="", cites=(), case_key="", paper=Paper("名单", "〔2024〕1号", date(2024, 5, 20), "商务部"))


def test_the_duties_of_a_year_are_there_once(year: Ferry) -> None:
    made = Duty.objects.count()
    again = year.compute()
    assert (again.made, again.changed, again.lapsed) == (0, 0, 0)
    assert again.kept == made == Duty.objects.count()


def test_a_quarter_is_owed_by_the_city_about_each_base_and_fed_by_the_base(year: Ferry) -> None:
    duty = year.duty("figures", "2023-Q1", year.base)
    assert (duty.due_on, duty.debtor_zh, duty.about_zh) == (date(2023, 4, 15), "大连市商务局", "庄河渡口")
    assert duty.version == year.version
    leg, debtor = levels_of(duty)
    assert (leg.is_leg, leg.due_on, leg.actor_zh) == (True, None, "庄河水产基地服务中心")
    assert (debtor.is_debtor, debtor.to_zh, debtor.organ, debtor.tier) == (True, "省商务厅", "commerce", "city")


def test_a_base_designated_in_may_is_reported_on_from_the_third_quarter_on(year: Ferry) -> None:
    year.compute(2024)
    owed = Duty.objects.filter(rule="figures", base=year.other).order_by("starts_on")
    assert [duty.period for duty in owed][:2] == ["2023-Q3", "2023-Q4"]


def test_a_base_without_institution_has_no_leg(year: Ferry) -> None:
    assert [level.is_debtor for level in levels_of(year.duty("figures", "2023-Q3", year.other))] == [True]


def test_only_a_national_base_fills_in_the_national_platform(year: Ferry) -> None:
    (duty,) = Duty.objects.filter(rule="half-year")
    assert (duty.base, duty.due_on, duty.of_period) == (year.base, date(2023, 9, 30), "2023-H1")
    assert (duty.elsewhere_ok, duty.form_id) == (True, "quarter")


def test_each_city_owes_summary_and_articles(year: Ferry) -> None:
    assert {d.debtor_area for d in Duty.objects.filter(rule="summary")} == {"210200", "210800"}
    assert Duty.objects.filter(rule="news", debtor_area="210200").count() == 4


def test_a_level_with_paper_of_its_own_is_a_duty_of_its_own_that_only_national_bases_bring(year: Ferry) -> None:
    year.compute(2023)
    first = year.duty("plan", "2023", year.base)
    assert [level.actor for level in levels_of(first)] == ["county", "city"]
    assert [level.due_on for level in levels_of(first)] == [date(2023, 2, 15), date(2023, 3, 1)]
    sent = year.duty("plan", "2023", year.base, link=2)
    assert (sent.debtor_zh, sent.due_on, sent.elsewhere_ok) == ("辽宁省商务厅", None, True)
    assert "省商务厅" in sent.open_zh


def test_a_day_decided_for_one_city_holds_for_its_duties_alone(year: Ferry) -> None:
    year.decide("quarter-day", 20, scope=Scope.AREA, target="210800")
    assert year.compute().changed > 0
    assert year.duty("figures", "2023-Q3", year.other).due_on == date(2023, 10, 20)
    assert year.duty("figures", "2023-Q3", year.base).due_on == date(2023, 10, 15)
    assert year.compute().changed == 0


def test_a_cycle_decided_for_one_city_is_owed_by_that_city_alone(year: Ferry) -> None:
    year.decide("call-cycle", "half", scope=Scope.AREA, target="210800")
    year.compute()
    assert {duty.debtor_area for duty in Duty.objects.filter(rule="survey")} == {"210800"}


def raised(year: Ferry, actor: Actor, base: Base, happened: date = date(2023, 6, 1), reason: str = "") -> list[Duty]:
    return services.raise_duty(
        actor=actor, version=year.version, rule_id="showcase", area_code=base.area_id, base=base, happened=happened,
        reason=reason, **year.sent,
    )  # fmt: skip


def test_an_event_put_on_record_brings_its_duty_and_says_who_told_of_it(year: Ferry) -> None:
    year.day("2023-06-02")
    (duty,) = raised(year, year.cast.city_officer, year.base, reason="码头已经改建")
    assert (duty.period, duty.due_on, duty.debtor_zh) == ("2023-06-01", date(2023, 6, 1), "庄河水产基地服务中心")
    act = duty.acts.get()
    assert (act.kind, act.who_name, act.reason) == (ActKind.RAISED, "钱伟", "码头已经改建")
    assert act.detail_json == {"happened": "2023-06-01"}
    assert raised(year, year.cast.city_officer, year.base) == [duty]
    assert duty.acts.count() == 1
    assert list(invariants.check()) == []


def test_an_event_told_twice_is_told_once_though_the_document_ended_meanwhile(year: Ferry) -> None:
    year.day("2023-06-02")
    told: dict[str, Any] = {
        "version": year.version, "rule_id": "showcase", "area_code": year.base.area_id, "base": year.base,
        "happened": date(2023, 6, 1), **year.sent,
    }  # fmt: skip
    first = services.raise_duty(actor=year.cast.city_officer, **told)
    year.version.in_force_from = date(2023, 7, 1)
    assert services.raise_duty(actor=year.cast.city_officer, **told) == first
    with pytest.raises(Refused) as refused:
        services.raise_duty(actor=year.cast.other_city_officer, **told)
    assert refused.value.code == "key-of-another"


def test_an_event_is_told_by_officers_of_the_area_on_a_day_that_was_and_where_somebody_owes(year: Ferry) -> None:
    year.day("2023-06-02")
    for actor in (year.cast.base_clerk, year.cast.other_city_officer, year.cast.decider):
        with pytest.raises(Denied):
            raised(year, actor, year.base)
    with pytest.raises(Refused, match="还没有到"):
        raised(year, year.cast.city_officer, year.base, date(2023, 6, 3))
    with pytest.raises(Refused, match="还没有施行"):
        raised(year, year.cast.city_officer, year.base, date(2022, 12, 31))
    with pytest.raises(Refused, match="没有单位承担"):
        raised(year, year.cast.other_city_officer, year.other)  # no national base: the rule is not for it


def test_an_undecided_cycle_is_said_and_gives_no_duty(ferry: Ferry) -> None:
    found = ferry.compute()
    assert any("专项调查多久一次" in say.zh for say in found.open)
    assert not Duty.objects.filter(rule="survey").exists()


def test_a_day_undecided_at_first_is_there_once_it_is_decided(year: Ferry) -> None:
    duty = year.duty("plan", "2023", year.base, link=2)
    year.decide("ministry-day", "04-20")
    assert year.compute().changed == 1
    assert year.again(duty).due_on == date(2023, 4, 20)


def test_what_was_due_already_stays_as_it_was(year: Ferry) -> None:
    year.day("2023-06-01")
    year.decide("quarter-day", 30)
    year.compute()
    assert year.duty("figures", "2023-Q1", year.base).due_on == date(2023, 4, 15)
    assert year.duty("figures", "2023-Q2", year.base).due_on == date(2023, 7, 30)


def test_a_title_that_ends_lets_what_is_ahead_lapse_and_keeps_what_is_filed(year: Ferry) -> None:
    year.day("2023-04-03").filed(year.duty("figures", "2023-Q1", year.base), year.cast.city_officer)
    TitleHolding.objects.filter(base=year.base).update(held_until=date(2023, 5, 1))
    year.compute()
    states = {d.period: d.state for d in Duty.objects.filter(rule="figures", base=year.base)}
    assert states["2023-Q1"] == DutyState.FILED
    assert states["2023-Q3"] == DutyState.LAPSED
    TitleHolding.objects.filter(base=year.base).update(held_until=None)
    year.compute()
    assert year.duty("figures", "2023-Q3", year.base).state == DutyState.DUE


def test_a_duty_nobody_is_registered_for_is_said(ferry: Ferry) -> None:
    titled(ferry.cast, opened(ferry.cast.city_officer, "210202", "中山渡口"), "provincial", date(2021, 6, 1))
    found = ferry.compute()
    assert any("「工作安排」在 1 个地区没有登记承担单位" in say.zh and "210202" in say.zh for say in found.open)
    assert Duty.objects.filter(rule="figures", about_zh="中山渡口").exists()


def test_periods_before_the_document_are_not_owed(ferry: Ferry) -> None:
    ferry.compute(2022)
    assert not Duty.objects.exists()


def test_what_is_kept_current_comes_up_again_when_it_was_not_looked_at_for_so_long(year: Ferry) -> None:
    assert not Duty.objects.filter(rule="showcase").exists()
    year.decide("showcase-age", "6 months")
    year.day("2023-04-03").compute()
    first = Duty.objects.get(rule="showcase")
    assert (first.base, first.due_on) == (year.base, date(2023, 4, 3))
    assert letters_to(year.cast.base_clerk).get().why_zh == "很久没有更新，请看一看是否还准确"
    year.day("2023-04-04").compute()
    assert Duty.objects.filter(rule="showcase").count() == 1
    assert letters_to(year.cast.base_clerk).count() == 1
    # The article names no day: it is reminded of, and never missed.
    assert due_day_of(first) is None
    assert standing(first, date(2023, 12, 1)).status == Status.DUE
    assert not Duty.objects.filter(missing_on(date(2023, 12, 1)), rule="showcase").exists()
    waiting = work_list(year.cast.base_clerk, on=date(2023, 12, 1), room="returns").rows
    assert [line.due_on for line in waiting if line.key == str(first.pk)] == [None]
    told = services.Told("更新图文", "国家平台", year.on, "冯静", "https://example.org/1")
    services.record_elsewhere(actor=year.cast.base_clerk, duty=first, told=told, **year.sent)
    year.day("2023-10-03").compute()
    assert Duty.objects.filter(rule="showcase").count() == 1
    year.day("2023-10-04").compute()
    assert Duty.objects.filter(rule="showcase", state=DutyState.DUE).count() == 1


def test_the_document_in_force_computes_on_its_own_decisions(cast: Cast) -> None:
    version = version_in_force()
    counted_by = reading_of(version, "quarterly-figures", date(2026, 1, 5)).cite
    assert counted_by is not None
    assert (counted_by.pack, counted_by.article) == (version.pack_id, "25.2")
    base = opened(cast.county_officer, "210283", "庄河（贝类）")
    base.scheme = "foreign-trade-base"
    base.save(update_fields=["scheme"])
    holder = Holder.base(base)
    permit = title_permit(cast.province_officer, GRANT, holder)
    grant_title(permit=permit, holder=holder, title=NATIONAL, when=When(date(2024, 5, 20)), basis=LIST, at=AT)
    services.compute(year=2026, at=AT, on=date(2026, 1, 5))
    owed = Duty.objects.filter(version=version, base=base).exclude(due_on=None)
    due = {(duty.rule, duty.of_period): duty.due_on for duty in owed}
    assert due["half-year-data", "2026-H1"] == date(2026, 9, 30)
    assert due["illustrated-article", "2026"] == date(2026, 12, 31)
    assert due["quarterly-figures", "2026-Q1"] is not None
    assert due["full-year-data", "2025"] == date(2026, 3, 31)
    cities = Duty.objects.filter(rule="summary-and-plan").values_list("debtor_area", "due_on")
    assert set(cities) == {("210200", date(2026, 2, 28)), ("210800", date(2026, 2, 28))}


def test_a_standing_duty_comes_up_by_the_decision_of_its_own_place(year: Ferry) -> None:
    year.decide("showcase-age", "6 months")
    year.decide("showcase-age", "120 months", scope=Scope.AREA, target="210200")
    year.day("2023-07-03").compute()
    assert not Duty.objects.filter(rule="showcase").exists()
    year.decide("showcase-age", "12 months", scope=Scope.AREA, target="210283")
    year.compute()
    assert Duty.objects.get(rule="showcase").base == year.base
