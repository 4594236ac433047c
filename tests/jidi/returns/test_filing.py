"""A duty going up: filled in by the base or the city, filed, passed on, returned by cell, corrected, accepted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jidi.accounts.acting import Denied
from jidi.agenda.models import WorkItem
from jidi.agenda.queries import at_once, work_list
from jidi.common.keys import new_key
from jidi.common.say import Refused
from jidi.filings.enums import Status as FiledStatus
from jidi.filings.models import Standing
from jidi.filings.queries import draft_state
from jidi.filings.queries import visible_to as visible_filings
from jidi.filings.series import read
from jidi.filings.services import NotComplete
from jidi.notices.models import Letter
from jidi.notices.queries import visible_to as letters_to
from jidi.returns import invariants, services
from jidi.returns.enums import ActKind, DutyState, LevelState, Status
from jidi.returns.invariants import check as broken
from jidi.returns.models import Act, Duty
from jidi.returns.queries import filling
from jidi.returns.queries.duties import levels_of, visible_to
from jidi.returns.queries.filling import WHOLE, unlocked_fields
from jidi.returns.queries.statuses import due_day_of, standing
from jidi.returns.services import Point
from policycore.facts import Subject
from tests.jidi.returns.ferry import GOOD, PNG, Ferry


@pytest.fixture
def quarter(year: Ferry) -> Duty:
    """The first quarter of the base of the cast, on a day after it."""
    duty = year.duty("figures", "2023-Q1", year.base)
    year.day("2023-04-03").compute()
    return duty


def test_the_base_feeds_the_city_and_the_city_files(year: Ferry, quarter: Duty) -> None:
    fed = year.filed(quarter, year.cast.base_clerk)
    assert (fed.state, fed.at, fed.first_filed_on) == (DutyState.DUE, 1, None)
    year.day("2023-04-10")
    services.pass_on(actor=year.cast.city_officer, duty=fed, **year.sent)
    filed = year.again(fed)
    assert (filed.state, filed.first_filed_on) == (DutyState.FILED, date(2023, 4, 10))
    services.accept(actor=year.cast.province_officer, duty=filed, **year.sent)
    assert year.again(filed).state == DutyState.ACCEPTED
    assert Standing.objects.get().status == FiledStatus.ACCEPTED
    assert read(subjects=[Subject("base", str(year.base.pk))], indicators=["quarter.output"])


def test_the_city_may_fill_it_in_by_itself(year: Ferry, quarter: Duty) -> None:
    filed = year.filed(quarter, year.cast.city_officer)
    assert (filed.state, filed.first_filed_on) == (DutyState.FILED, date(2023, 4, 3))
    assert [level.state for level in levels_of(filed)] == [LevelState.SKIPPED, LevelState.PASSED]


def test_handing_in_reads_what_was_typed_once(year: Ferry, quarter: Duty) -> None:
    filled = year.filled(quarter, year.cast.city_officer)
    with CaptureQueriesContext(connection) as seen:
        act = services.hand_in(actor=year.cast.city_officer, duty=filled, **year.sent)
    drafts = [one for one in seen if 'FROM "filings_draft"' in one["sql"]]
    assert (len(drafts), act) == (1, Act.objects.get(pk=act.pk))
    duty = year.again(filled)
    assert (duty.cells_owed, duty.cells_filled) == (2, 2)
    assert len(seen) <= 34


def test_what_was_fed_nobody_above_changes(year: Ferry, quarter: Duty) -> None:
    fed = year.filed(quarter, year.cast.base_clerk)
    for actor in (year.cast.city_officer, year.cast.province_officer, year.cast.base_clerk):
        with pytest.raises(Denied):
            services.save_draft(
                actor=actor, duty=fed, form_id="quarter", changes={"output": "1"}, revision=99, **year.now
            )


def test_others_may_not_even_know_of_it(year: Ferry, quarter: Duty) -> None:
    cast = year.cast
    seen = {key for key in cast.actors if visible_to(getattr(cast, key)).filter(pk=quarter.pk).exists()}
    assert seen == {"county_officer", "city_officer", "province_officer", "base_clerk", "decider"}


def test_a_second_click_files_once(year: Ferry, quarter: Duty) -> None:
    year.filled(quarter, year.cast.city_officer)
    key = new_key()
    first = services.hand_in(actor=year.cast.city_officer, duty=quarter, once_key=key, **year.now)
    again = services.hand_in(actor=year.cast.city_officer, duty=quarter, once_key=key, **year.now)
    assert first.pk == again.pk
    assert Act.objects.filter(kind=ActKind.FILED).count() == 1


def test_what_is_missing_is_said_as_one_list(year: Ferry, quarter: Duty) -> None:
    year.filled(quarter, year.cast.city_officer, {"output": "5000"})
    with pytest.raises(NotComplete) as refused:
        services.hand_in(actor=year.cast.city_officer, duty=quarter, **year.sent)
    assert [one.field for one in refused.value.missing] == ["exports"]
    assert year.again(quarter).first_filed_on is None
    assert (year.again(quarter).cells_filled, year.again(quarter).cells_owed) == (1, 2)


def test_a_return_opens_only_the_places_it_names_and_gives_its_own_days(year: Ferry, quarter: Duty) -> None:
    cast = year.cast
    filed = year.filed(quarter, cast.city_officer)
    year.day("2023-04-20")
    services.send_back(
        actor=cast.province_officer, duty=filed, reason="与海关数不符", points=[Point("exports", "请核对出口额")], days=5,
        **year.sent,
    )  # fmt: skip
    back = year.again(filed)
    assert (back.state, back.at, back.return_due_on) == (DutyState.RETURNED, 1, date(2023, 4, 25))
    assert back.first_filed_on == date(2023, 4, 3)
    assert Standing.objects.get().status == FiledStatus.RETURNED
    saved = services.save_draft(
        actor=cast.city_officer, duty=back, form_id="quarter", changes={"output": "1", "exports": "1300"}, revision=9,
        **year.now,
    )  # fmt: skip
    assert set(saved.refused) == {"output"}
    services.hand_in(actor=cast.city_officer, duty=back, **year.sent)
    corrected = year.again(back)
    assert (corrected.state, corrected.first_filed_on, corrected.return_due_on) == (
        DutyState.FILED, date(2023, 4, 3), None,
    )  # fmt: skip
    assert not standing(corrected, year.on).late


def test_what_comes_back_unchanged_needs_a_reason(year: Ferry, quarter: Duty) -> None:
    cast = year.cast
    filed = year.filed(quarter, cast.city_officer)
    again = {"reason": "请核对产值", "points": [Point("output", "偏大")]}
    services.send_back(actor=cast.province_officer, duty=filed, **again, **year.sent)
    with pytest.raises(Refused, match="每一处都与上一版相同") as refusal:
        services.hand_in(actor=cast.city_officer, duty=year.again(filed), why=" ", **year.sent)
    assert refusal.value.code == "filing-unchanged"
    services.hand_in(actor=cast.city_officer, duty=year.again(filed), why="已与企业账目核对，产值不用改", **year.sent)
    assert year.again(filed).state == DutyState.FILED


def test_the_city_returns_to_the_base_what_is_not_filed_yet(year: Ferry, quarter: Duty) -> None:
    fed = year.filed(quarter, year.cast.base_clerk)
    services.send_back(
        actor=year.cast.city_officer, duty=fed, reason="少一个零", points=[Point("output", "请核对")], **year.sent
    )
    back = year.again(fed)
    assert (back.state, back.at, back.first_filed_on) == (DutyState.DUE, 0, None)
    services.save_draft(
        actor=year.cast.base_clerk, duty=back, form_id="quarter", changes={"output": "6000"}, revision=9, **year.now
    )
    services.hand_in(actor=year.cast.base_clerk, duty=back, **year.sent)
    assert year.again(back).at == 1


@pytest.mark.parametrize(
    "points", [[], [Point("exports", "  ")], [Point("nowhere", "这里不对")], [Point("", "这里不对")]]
)
def test_a_return_without_a_place_and_a_reason_is_refused(year: Ferry, quarter: Duty, points: list[Point]) -> None:
    filed = year.filed(quarter, year.cast.city_officer)
    with pytest.raises(Refused):
        services.send_back(actor=year.cast.province_officer, duty=filed, reason="不符", points=points, **year.sent)


def test_a_return_of_the_whole_form_opens_all_of_it(year: Ferry, quarter: Duty) -> None:
    cast, point = year.cast, Point(WHOLE, "请逐格核对")
    filed = year.filed(quarter, cast.city_officer)
    services.send_back(actor=cast.province_officer, duty=filed, reason="口径不对", points=[point], **year.sent)
    changed = year.filed(year.again(filed), cast.city_officer, {"output": "6000", "exports": "1300"})
    assert changed.state == DutyState.FILED


def test_the_figure_whose_explanation_was_rejected_opens_with_a_return_of_something_else(
    year: Ferry, quarter: Duty
) -> None:
    cast = year.cast
    why = {"why:large": "新投产两条生产线，带动产值增长，有竣工验收材料"}
    filed = year.filed(quarter, cast.city_officer, {"output": "20000", "exports": "1", **why})
    services.judge_explanation(
        actor=cast.province_officer, duty=filed, check="large", holds=False, reason="没有附材料", **year.sent
    )
    services.send_back(
        actor=cast.province_officer, duty=filed, reason="请核对", points=[Point("exports", "偏小")], **year.sent
    )
    assert unlocked_fields(year.again(filed)) == {"exports", "output"}


def test_late_is_who_filed_after_the_day_and_missed_who_did_not(year: Ferry, quarter: Duty) -> None:
    assert standing(quarter, date(2023, 4, 15)).status == Status.DUE
    over = standing(quarter, date(2023, 4, 16))
    assert (over.status, over.days, over.final) == (Status.MISSED, 1, False)
    assert standing(quarter, date(2023, 7, 1)).final
    filed = year.day("2023-04-16").filed(quarter, year.cast.city_officer)
    assert standing(filed, year.on).late


def test_a_releasable_check_stops_until_the_superior_releases_it(year: Ferry, quarter: Duty) -> None:
    cast = year.cast
    year.filled(quarter, cast.city_officer, {"output": "5000", "exports": "6000"})
    with pytest.raises(NotComplete):
        services.hand_in(actor=cast.city_officer, duty=quarter, **year.sent)
    with pytest.raises(Denied):
        services.release(actor=cast.city_officer, duty=quarter, check="within", reason="含转口", **year.sent)
    services.release(actor=cast.province_officer, duty=quarter, check="within", reason="含转口贸易", **year.sent)
    services.hand_in(actor=cast.city_officer, duty=quarter, **year.sent)
    assert year.again(quarter).state == DutyState.FILED


def test_an_explanation_is_judged_and_one_that_does_not_hold_stops_acceptance(year: Ferry, quarter: Duty) -> None:
    cast = year.cast
    why = {"why:large": "新投产两条生产线，带动产值增长，有竣工验收材料"}
    filed = year.filed(quarter, cast.city_officer, {"output": "20000", "exports": "1", **why})
    with pytest.raises(Refused, match="还有 1 条说明没有判定"):
        services.accept(actor=cast.province_officer, duty=filed, **year.sent)
    services.judge_explanation(
        actor=cast.province_officer, duty=filed, check="large", holds=False, reason="没有附材料", **year.sent
    )
    told_of = Letter.objects.filter(person_id=cast.city_officer.person_id, owner_kind="duty").latest("pk")
    assert "说明被判为不成立：没有附材料" in told_of.why_zh
    with pytest.raises(Refused, match="没有通过"):
        services.accept(actor=cast.province_officer, duty=filed, **year.sent)
    services.judge_explanation(
        actor=cast.province_officer, duty=filed, check="large", holds=True, reason="", **year.sent
    )
    services.accept(actor=cast.province_officer, duty=filed, **year.sent)
    assert year.again(filed).state == DutyState.ACCEPTED
    with pytest.raises(Denied, match="不在审核中"):
        services.judge_explanation(
            actor=cast.province_officer, duty=filed, check="large", holds=False, reason="改主意了", **year.sent
        )


def test_what_was_returned_is_not_judged_until_it_comes_back(year: Ferry, quarter: Duty) -> None:
    cast = year.cast
    why = {"why:large": "新投产两条生产线，带动产值增长，有竣工验收材料"}
    filed = year.filed(quarter, cast.city_officer, {"output": "20000", "exports": "1", **why})
    services.send_back(
        actor=cast.province_officer, duty=filed, reason="请核对", points=[Point("output", "多写了一位")], **year.sent
    )
    with pytest.raises(Denied, match="不在审核中"):
        services.judge_explanation(
            actor=cast.province_officer, duty=filed, check="large", holds=True, reason="", **year.sent
        )


def test_a_question_is_asked_and_answered_and_nothing_moves(year: Ferry, quarter: Duty) -> None:
    cast = year.cast
    filed = year.filed(quarter, cast.city_officer)
    asked = services.ask(actor=cast.province_officer, duty=filed, text="出口额为何下降？", **year.sent)
    waiting = at_once(cast.city_officer, room="returns")
    assert [(one.kind, one.next_zh) for one in waiting] == [("question", "去答复")]
    assert "问：出口额为何下降？" in waiting[0].verdict_zh
    assert not at_once(cast.province_officer, room="returns")
    services.answer(actor=cast.city_officer, duty=filed, question=asked.pk, text="淡季停航检修", **year.sent)
    assert not at_once(cast.city_officer, room="returns")
    letter = letters_to(cast.province_officer).get()
    assert (letter.kind, letter.owner_key) == ("question", str(filed.pk))
    assert "淡季停航检修" in letter.why_zh
    assert year.again(filed).state == DutyState.FILED
    assert asked.answered_by.get().reason == "淡季停航检修"
    with pytest.raises(Denied):
        services.ask(actor=cast.base_clerk, duty=filed, text="为什么？", **year.sent)


def test_a_question_nobody_answered_is_gone_with_what_it_was_about(year: Ferry, quarter: Duty) -> None:
    cast = year.cast
    filed = year.filed(quarter, cast.city_officer)
    services.ask(actor=cast.province_officer, duty=filed, text="出口额为何下降？", **year.sent)
    services.accept(actor=cast.province_officer, duty=filed, **year.sent)
    assert not at_once(cast.city_officer, room="returns")


def test_the_agenda_says_whose_turn_it_is(year: Ferry, quarter: Duty) -> None:
    cast = year.cast

    def waiting(key: str) -> list[str]:
        page = work_list(getattr(cast, key), on=year.on, room="returns")
        return [line.next_zh for line in page.rows if line.key == str(quarter.pk)]

    assert (waiting("base_clerk"), waiting("city_officer"), waiting("province_officer")) == (["去填报"], ["去填报"], [])
    fed = year.filed(quarter, cast.base_clerk)
    assert (waiting("base_clerk"), waiting("city_officer"), waiting("province_officer")) == ([], ["去审核"], [])
    services.pass_on(actor=cast.city_officer, duty=fed, **year.sent)
    assert (waiting("base_clerk"), waiting("city_officer"), waiting("province_officer")) == ([], [], ["去审核"])
    services.accept(actor=cast.province_officer, duty=fed, **year.sent)
    assert not WorkItem.objects.filter(key=str(quarter.pk), done_at__isnull=True).exists()


def test_who_reads_before_it_is_passed_on_is_what_the_document_says(year: Ferry) -> None:
    cast = year.cast
    plan = year.duty("plan", "2023", year.base)
    year.decide("read-first", "when-forwarded")
    year.compute()
    assert not year.again(plan).seen_early
    year.day("2023-02-01").filed(plan, cast.county_officer)
    assert visible_filings(cast.province_officer).count() == 0
    assert visible_to(cast.province_officer).filter(pk=plan.pk).exists()
    assert (visible_filings(cast.city_officer).count(), visible_filings(cast.province_officer).count()) == (1, 0)
    services.pass_on(actor=cast.city_officer, duty=plan, **year.sent)
    assert visible_filings(cast.province_officer).count() == 1


def test_a_draft_is_read_by_those_who_fill_it_in_only_and_what_was_handed_in_by_every_level(year: Ferry) -> None:
    cast = year.cast
    quarter, plan = year.duty("figures", "2023-Q1", year.base), year.duty("plan", "2023", year.base)

    def readers(duty: Duty) -> list[str]:
        keys = ("base_clerk", "county_officer", "city_officer", "province_officer")
        return [key for key in keys if visible_filings(getattr(cast, key)).filter(owner_key=str(duty.pk)).exists()]

    year.day("2023-04-01").filled(quarter, cast.base_clerk)
    year.filled(plan, cast.county_officer)
    assert readers(quarter) == ["base_clerk", "city_officer"]
    assert readers(plan) == ["county_officer"]
    services.hand_in(actor=cast.base_clerk, duty=quarter, **year.sent)
    services.hand_in(actor=cast.county_officer, duty=plan, **year.sent)
    assert readers(quarter) == ["base_clerk", "county_officer", "city_officer", "province_officer"]
    assert readers(plan) == ["county_officer", "city_officer", "province_officer"]


def test_a_chain_counts_as_filed_when_who_the_article_names_has_filed(year: Ferry) -> None:
    cast, plan = year.cast, year.duty("plan", "2023", year.base)
    filed = year.day("2023-02-15").filed(plan, cast.county_officer)
    assert (filed.state, filed.first_filed_on, filed.at) == (DutyState.FILED, date(2023, 2, 15), 1)
    year.day("2023-03-09")
    services.pass_on(actor=cast.city_officer, duty=filed, **year.sent)
    assert not standing(year.again(filed), year.on).late
    city = levels_of(year.again(filed))[1]
    assert (city.passed_on, city.due_on) == (date(2023, 3, 9), date(2023, 3, 1))


# --- waived, put off, done elsewhere --------------------------------------------------------------------------------------


def test_a_day_put_off_counts_and_the_one_of_the_article_stays(year: Ferry, quarter: Duty) -> None:
    until = date(2023, 5, 5)
    with pytest.raises(Denied):
        services.extend(actor=year.cast.city_officer, duty=quarter, until=until, reason="系统故障", **year.sent)
    services.extend(actor=year.cast.province_officer, duty=quarter, until=until, reason="系统故障", **year.sent)
    held = year.again(quarter)
    assert (held.due_on, held.extended_to) == (date(2023, 4, 15), until)
    assert standing(held, date(2023, 5, 5)).status == Status.DUE
    filed = year.day("2023-05-05").filed(held, year.cast.city_officer)
    assert not standing(filed, year.on).late
    act = Act.objects.get(kind=ActKind.EXTENDED)
    assert (act.basis, act.reason) == ("house", "系统故障")


def test_a_waiver_needs_a_reason_and_is_none_of_an_article(year: Ferry, quarter: Duty) -> None:
    with pytest.raises(Refused):
        services.waive(actor=year.cast.province_officer, duty=quarter, reason=" ", **year.sent)
    services.waive(actor=year.cast.province_officer, duty=quarter, reason="停产检修", **year.sent)
    assert year.again(quarter).state == DutyState.WAIVED
    assert Act.objects.get(kind=ActKind.WAIVED).basis == "house"


def test_an_extension_and_a_waiver_are_taken_back_and_those_below_hear_of_it(year: Ferry, quarter: Duty) -> None:
    cast = year.cast
    day = {"first": date(2023, 4, 20), "second": date(2023, 5, 10)}
    for until in day.values():
        services.extend(actor=cast.province_officer, duty=quarter, until=until, reason="故障", **year.sent)
    with pytest.raises(Refused, match="太远"):
        services.extend(actor=cast.province_officer, duty=quarter, until=date(2030, 1, 1), reason="手误", **year.sent)
    with pytest.raises(Denied):
        services.take_back(actor=cast.city_officer, duty=quarter, reason="不延了", **year.sent)
    services.take_back(actor=cast.province_officer, duty=quarter, reason="写错了一天", **year.sent)
    assert due_day_of(year.again(quarter)) == day["first"]
    services.take_back(actor=cast.province_officer, duty=quarter, reason="不延了", **year.sent)
    assert (year.again(quarter).extended_to, due_day_of(year.again(quarter))) == (None, date(2023, 4, 15))
    services.waive(actor=cast.province_officer, duty=quarter, reason="停航", **year.sent)
    services.take_back(actor=cast.province_officer, duty=quarter, reason="并没有停航", **year.sent)
    assert year.again(quarter).state == DutyState.DUE
    with pytest.raises(Denied, match="没有可以撤销"):
        services.take_back(actor=cast.province_officer, duty=quarter, reason="再来", **year.sent)
    told = [letter.why_zh for letter in letters_to(cast.city_officer).order_by("pk")]
    assert told == [
        "延期至 2023-04-20：故障", "延期至 2023-05-10：故障", "撤销延期，期限为 2023-04-20：写错了一天",
        "撤销延期，期限为 2023-04-15：不延了", "本期豁免：停航", "撤销豁免，仍要报送：并没有停航",
    ]  # fmt: skip
    assert letters_to(cast.base_clerk).count() == len(told)
    assert list(invariants.check()) == []


def test_an_extension_to_an_earlier_day_is_refused(year: Ferry, quarter: Duty) -> None:
    with pytest.raises(Refused):
        services.extend(
            actor=year.cast.province_officer, duty=quarter, until=date(2023, 4, 15), reason="推迟", **year.sent
        )


def told(year: Ferry, **changed: object) -> services.Told:
    values = {
        "what": "更新上半年数据",
        "where": "国家平台",
        "on": year.on,
        "said_by": "冯静",
        "link": "https://example.org/1",
    }
    return services.Told(**(values | changed))  # type: ignore[arg-type]


def test_what_was_done_elsewhere_fulfils_where_the_document_says_so(year: Ferry) -> None:
    half = year.duty("half-year", "2023", year.base)
    year.day("2023-08-20")
    services.record_elsewhere(actor=year.cast.base_clerk, duty=half, told=told(year), **year.sent)
    done = year.again(half)
    assert (done.state, done.first_filed_on) == (DutyState.ELSEWHERE, date(2023, 8, 20))
    quarter = year.duty("figures", "2023-Q2", year.base)
    with pytest.raises(Denied):
        services.record_elsewhere(actor=year.cast.city_officer, duty=quarter, told=told(year), **year.sent)


@pytest.mark.parametrize(
    "changed", [{"link": ""}, {"link": "javascript:alert(1)"}, {"link": "见网站"}, {"on": date(2023, 12, 1)}, {"said_by": " "}]
)  # fmt: skip
def test_a_record_needs_evidence_a_day_that_was_and_who_says_so(year: Ferry, changed: dict[str, object]) -> None:
    half = year.duty("half-year", "2023", year.base)
    year.day("2023-08-20")
    with pytest.raises(Refused):
        services.record_elsewhere(actor=year.cast.base_clerk, duty=half, told=told(year, **changed), **year.sent)
    assert year.again(half).state == DutyState.DUE


def test_without_a_link_a_picture_or_a_pdf_has_to_show_it(year: Ferry) -> None:
    clerk, half = year.cast.base_clerk, year.duty("half-year", "2023", year.base)
    year.day("2023-08-20")

    def attached(name: str, content: bytes) -> str:
        made = services.attach_evidence(actor=clerk, duty=half, name=name, content=[content], at=year.now["at"])
        return made.key

    text = attached("a.txt", b"hello\n")
    for keys in ((text,), ("f" * 32,)):
        with pytest.raises(Refused, match="要有截图、照片或 PDF"):
            services.record_elsewhere(actor=clerk, duty=half, told=told(year, link="", file_keys=keys), **year.sent)
    keys = (text, attached("截图.png", PNG))
    services.record_elsewhere(actor=clerk, duty=half, told=told(year, link="", file_keys=keys), **year.sent)
    assert year.again(half).state == DutyState.ELSEWHERE


def test_figures_are_prepared_here_and_the_duty_stays_open_until_it_is_done_there(year: Ferry) -> None:
    half = year.duty("half-year", "2023", year.base)
    prepared = year.day("2023-08-01").filed(half, year.cast.base_clerk)
    assert (prepared.state, prepared.first_filed_on) == (DutyState.DUE, None)
    assert draft_state(prepared_filing(prepared)).text("output") == GOOD["output"]


def prepared_filing(duty: Duty):  # type: ignore[no-untyped-def]
    from jidi.returns.queries.filling import filing_for

    return filing_for(duty)


def test_the_city_sets_by_when_it_is_fed(year: Ferry, quarter: Duty) -> None:
    services.set_leg_days(actor=year.cast.city_officer, duty=quarter, leg="base", days_before=5, **year.sent)
    leg = levels_of(year.again(quarter))[0]
    assert leg.due_on == date(2023, 4, 15) - timedelta(days=5)
    year.compute()
    year.compute(2024)
    later = Duty.objects.get(rule="figures", base=year.base, period="2024-Q1")
    assert levels_of(later)[0].due_on == date(2024, 4, 10)
    with pytest.raises(Denied):
        services.set_leg_days(actor=year.cast.province_officer, duty=quarter, leg="base", days_before=5, **year.sent)
    with pytest.raises(Refused, match="在 0 至 90 天之间"):
        services.set_leg_days(actor=year.cast.city_officer, duty=quarter, leg="base", days_before=91, **year.sent)


def test_by_when_it_is_fed_is_set_once_and_for_who_sent_it(year: Ferry, quarter: Duty) -> None:
    sent: dict[str, Any] = {"duty": quarter, "leg": "base", "days_before": 5, **year.sent}
    first = services.set_leg_days(actor=year.cast.city_officer, **sent)
    quarter.levels.update(set_by="")  # the rule left it to the debtor then, and does no longer
    assert services.set_leg_days(actor=year.cast.city_officer, **sent) == first
    with pytest.raises(Refused) as refused:
        services.set_leg_days(actor=year.cast.province_officer, **sent)
    assert refused.value.code == "key-of-another"


def test_one_click_reminds_all_who_miss_once_a_day(year: Ferry) -> None:
    year.day("2023-04-20").compute()
    missing = list(Duty.objects.filter(due_on__lt=year.on, state=DutyState.DUE, opens_on__lte=year.on))
    acts = services.remind(actor=year.cast.province_officer, duties=[duty.pk for duty in missing], **year.sent)
    assert {act.duty_id for act in acts} == {duty.pk for duty in missing}
    assert "钱伟" in str([act.detail_json["to"] for act in acts])
    told = {act.duty_id: act.detail_json["to"] for act in acts}
    quarter = year.duty("figures", "2023-Q1", year.base)
    assert [one.split()[0] for one in told[quarter.pk]] == ["庄河水产基地服务中心", "大连市商务局"], (
        "each by the name of whose turn it is"
    )
    read = set(Letter.objects.values_list("person__name", flat=True))
    assert {"钱伟", "周洁"} <= read
    assert "赵敏" not in read
    with pytest.raises(Refused):
        services.remind(actor=year.cast.province_officer, duties=[duty.pk for duty in missing], **year.sent)


def test_an_office_reminds_those_below_it_of_its_own_duties_and_never_itself(year: Ferry, quarter: Duty) -> None:
    cast = year.cast
    (act,) = services.remind(actor=cast.city_officer, duties=[quarter.pk], **year.sent)
    assert [one.split()[0] for one in act.detail_json["to"]] == ["庄河水产基地服务中心"]
    # What the city sent below does not stand in the way of the province, which reminds the city.
    (above,) = services.remind(actor=cast.province_officer, duties=[quarter.pk], **year.sent)
    assert [one.split()[0] for one in above.detail_json["to"]] == ["大连市商务局"]
    fed = year.filed(quarter, cast.base_clerk)
    year.day("2023-04-21").compute()
    with pytest.raises(Refused) as refused:
        services.remind(actor=cast.city_officer, duties=[fed.pk, year.duty("summary", "2023").pk], **year.sent)
    assert refused.value.code == "nobody-to-remind"
    assert "催办由上级" in refused.value.cite.printed.zh


def test_a_record_of_elsewhere_is_corrected_by_who_made_it_and_doubted_from_above(year: Ferry) -> None:
    cast, half = year.cast, year.duty("half-year", "2023", year.base)
    year.day("2023-08-20")
    services.record_elsewhere(
        actor=cast.base_clerk, duty=half, told=told(year, link="https://example.org/wrong"), **year.sent
    )
    with pytest.raises(Refused):
        services.set_elsewhere_aside(actor=cast.base_clerk, duty=half, reason=" ", **year.sent)
    services.set_elsewhere_aside(actor=cast.base_clerk, duty=half, reason="链接写错了", **year.sent)
    again = year.again(half)
    assert (again.state, again.first_filed_on, filling.records_of(again)) == (DutyState.DUE, None, [])
    year.day("2023-08-22")
    services.record_elsewhere(actor=cast.base_clerk, duty=half, told=told(year, on=date(2023, 8, 19)), **year.sent)
    assert year.again(half).first_filed_on == date(2023, 8, 19)
    with pytest.raises(Denied):
        services.set_elsewhere_aside(actor=cast.other_city_officer, duty=half, reason="不属实", **year.sent)
    services.set_elsewhere_aside(actor=cast.city_officer, duty=half, reason="平台上查不到", **year.sent)
    assert year.again(half).state == DutyState.DUE
    letter = Letter.objects.get(person_id=cast.base_clerk.person_id, kind="word")
    assert letter.why_zh == "登记有疑问：平台上查不到"
    waiting = [row.key for row in work_list(cast.base_clerk, on=year.on, room="returns").rows]
    assert str(half.pk) in waiting
    assert list(broken()) == []
