"""A duty that follows an outcome: it arises on the day somebody got it, for whom it is about, once."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from jidi.accounts.acting import require
from jidi.agenda.queries import open_items
from jidi.bases.enums import TitleAct
from jidi.bases.models import TitleEvent, TitleHolding
from jidi.bases.permissions import may_write_title
from jidi.bases.services.titles import RECORD, record_title_event, void_title_event
from jidi.bases.values import Basis, When
from jidi.cases.models import Case
from jidi.notices.models import Letter
from jidi.returns import invariants, services
from jidi.returns.enums import ActKind, DutyState
from jidi.returns.models import Duty
from tests.cast import Cast
from tests.jidi.returns import ferry as played
from tests.jidi.returns.ferry import Ferry, play

OBLIGATIONS = """
plan-to-repair:
  zh: 整改方案
  en: Plan to put right
  debtor: base
  to: city
  "on": {outcome: inspection.rectify}
  due: {after-event: {length: 10, unit: day}}
  fulfilled-by: {form: summary}
  cite: "3"
told-above:
  zh: 整改情况报告
  en: Report of it
  debtor: city
  to: province
  "on": {outcome: rectify}
  due: {after-event: {length: 30, unit: day}}
  fulfilled-by: {form: summary}
  cite: "3"
"""
PROCEDURE = """
id: inspection
zh: 检查
en: Inspection
starts: {in: event, event: each year, cite: "5"}
right: none
applicant: county
steps:
  - {id: ask, zh: 提交检查, en: Ask, kind: fill, actor: county, then: {submit: look}, cite: "5"}
  - id: look
    zh: 检查
    en: Look
    kind: confirm
    actor: city
    then: {passed: {to: end.passed, zh: 通过, en: Passed}, rectify: {to: end.rectify, zh: 限期整改, en: To put right}}
    cite: "5"
ends:
  passed: {zh: 通过, favourable: true}
  rectify: {zh: 限期整改}
cite: "5"
"""


@pytest.fixture
def outcomes(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ferry:
    """The ferry document with a procedure that may end in two ways, and two duties that follow one of them."""
    folder = tmp_path / "ferry-2023"
    shutil.copytree(played.FOLDER, folder)
    place = folder / "obligations.yaml"
    place.write_text(place.read_text(encoding="utf-8") + OBLIGATIONS, encoding="utf-8")
    (folder / "procedures").mkdir()
    (folder / "procedures" / "inspection.yaml").write_text(PROCEDURE, encoding="utf-8")
    monkeypatch.setattr(played, "FOLDER", folder)
    return play(cast)


def recorded(ferry: Ferry, result: str, on: str, case_key: str = "") -> TitleEvent:
    """An outcome of the base's provincial title, put on record."""
    holding = TitleHolding.objects.get(base=ferry.base, title="provincial")
    actor = ferry.cast.province_officer
    permit = require(
        may_write_title(actor, RECORD, holder_kind="base", holder_key=str(ferry.base.pk), area_code=ferry.base.area_id)
    )
    basis = Basis(pack="ferry-2023", pack_version=1, cites=("5",), case_key=case_key, reason="考核结果")
    record_title_event(
        permit=permit, holding=holding, act=TitleAct.ASSESSED, when=When(date.fromisoformat(on)), basis=basis,
        result=result, result_name=result, at=datetime(2023, 5, 9, 1, tzinfo=UTC),
    )  # fmt: skip
    return TitleEvent.objects.get(holding=holding, result=result)


def ended(ferry: Ferry, end: str, on: date, case_no: str) -> None:
    """A matter about the base that ended in something."""
    at = datetime(on.year, on.month, on.day, 1, tzinfo=UTC)
    Case.objects.create(
        case_no=case_no, version=ferry.version, procedure="inspection", subject_kind="base",
        subject_key=str(ferry.base.pk), title_zh="考核", area_code=ferry.base.area_id, city_code="210200", step="decide",
        entered_at=at, entered_on=on, opened_at=at, opened_on=on, ended_at=at, ended_on=on, end=end,
    )  # fmt: skip


def test_before_anybody_got_the_outcome_nobody_owes_it(outcomes: Ferry) -> None:
    outcomes.compute()
    assert not Duty.objects.filter(rule__in=["plan-to-repair", "told-above"]).exists()


def test_the_duty_arises_on_the_day_of_the_outcome_for_whoever_got_it(outcomes: Ferry) -> None:
    ended(outcomes, "rectify", date(2023, 5, 8), "210000-2023-0009")
    outcomes.day("2023-05-09").compute()
    own = Duty.objects.get(rule="plan-to-repair")
    assert (own.base, own.period, own.opens_on, own.due_on) == (
        outcomes.base,
        "2023-05-08",
        date(2023, 5, 8),
        date(2023, 5, 18),
    )
    above = Duty.objects.get(rule="told-above")
    assert (above.debtor_zh, above.due_on, above.state) == ("大连市商务局", date(2023, 6, 7), DutyState.DUE)


def test_the_office_of_the_place_owes_it_about_itself_and_no_other(outcomes: Ferry) -> None:
    recorded(outcomes, "rectify", "2023-05-08")
    outcomes.day("2023-05-09").compute()
    assert set(Duty.objects.filter(rule="told-above").values_list("debtor_area", flat=True)) == {"210200"}


def test_another_outcome_starts_nothing_nor_does_one_of_a_day_to_come(outcomes: Ferry) -> None:
    recorded(outcomes, "passed", "2023-05-08")
    ended(outcomes, "rectify", date(2023, 6, 1), "210000-2023-0009")
    outcomes.day("2023-05-09").compute()
    assert not Duty.objects.filter(rule__in=["plan-to-repair", "told-above"]).exists()
    outcomes.day("2023-06-01").compute()
    assert Duty.objects.get(rule="plan-to-repair").due_on == date(2023, 6, 11)


def test_a_matter_that_ends_in_the_outcome_and_its_event_are_one(outcomes: Ferry) -> None:
    ended(outcomes, "rectify", date(2023, 5, 6), "210000-2023-0009")
    recorded(outcomes, "rectify", "2023-05-08", case_key="210000-2023-0009")
    outcomes.day("2023-05-09").compute()
    outcomes.compute()
    assert [duty.period for duty in Duty.objects.filter(rule="told-above")] == ["2023-05-08"]


def test_a_voided_outcome_and_one_before_the_document_start_nothing(outcomes: Ferry) -> None:
    ended(outcomes, "rectify", date(2022, 12, 30), "210000-2022-0009")
    event = recorded(outcomes, "rectify", "2023-05-08")
    actor, key = outcomes.cast.province_officer, str(outcomes.base.pk)
    permit = require(
        may_write_title(actor, RECORD, holder_kind="base", holder_key=key, area_code=outcomes.base.area_id)
    )
    void_title_event(permit=permit, event=event, reason="录错了", at=datetime(2023, 5, 9, 2, tzinfo=UTC))
    outcomes.day("2023-05-09").compute()
    assert not Duty.objects.filter(rule__in=["plan-to-repair", "told-above"]).exists()


def voided(outcomes: Ferry, event: TitleEvent) -> None:
    """The outcome put on record was a mistake."""
    actor, key = outcomes.cast.province_officer, str(outcomes.base.pk)
    permit = require(
        may_write_title(actor, RECORD, holder_kind="base", holder_key=key, area_code=outcomes.base.area_id)
    )
    void_title_event(permit=permit, event=event, reason="录错了", at=datetime(2023, 5, 12, 2, tzinfo=UTC))


def test_with_a_voided_outcome_goes_the_duty_it_started_on_record_with_the_reason(outcomes: Ferry) -> None:
    event = recorded(outcomes, "rectify", "2023-05-08")
    outcomes.day("2023-05-09").compute()
    owed = Duty.objects.get(rule="told-above")
    outcomes.filled(owed, outcomes.cast.city_officer)
    voided(outcomes, event)
    found = outcomes.day("2023-05-12").compute()
    owed = outcomes.again(owed)
    assert (found.lapsed, owed.state) == (1, DutyState.LAPSED)
    act = owed.acts.latest("pk")
    assert (act.kind, act.person_id, act.reason) == (
        ActKind.LAPSED,
        None,
        "2023-05-08 的「限期整改」已作废，这一项不再需要",
    )
    letter = Letter.objects.get(owner_key=str(owed.pk))
    assert (letter.person_id, letter.why_zh) == (outcomes.cast.city_officer.person_id, act.reason)
    assert not open_items("returns", "duty", str(owed.pk)).exists()
    assert outcomes.compute().lapsed == 0
    assert list(invariants.check()) == []


def test_what_was_handed_in_for_it_is_withdrawn_too_and_what_was_accepted_stays(outcomes: Ferry) -> None:
    cast, event = outcomes.cast, recorded(outcomes, "rectify", "2023-05-08")
    outcomes.day("2023-05-09").compute()
    owed = outcomes.filed(Duty.objects.get(rule="told-above"), cast.city_officer)
    services.accept(actor=cast.province_officer, duty=owed, **outcomes.sent)
    voided(outcomes, event)
    outcomes.day("2023-05-12").compute()
    assert outcomes.again(owed).state == DutyState.ACCEPTED


def test_one_that_was_decided_of_two_on_a_day_keeps_its_duty(outcomes: Ferry) -> None:
    ended(outcomes, "rectify", date(2023, 5, 8), "210000-2023-0009")
    event = recorded(outcomes, "rectify", "2023-05-08")
    outcomes.day("2023-05-09").compute()
    voided(outcomes, event)
    outcomes.day("2023-05-12").compute()
    assert {duty.state for duty in Duty.objects.filter(rule__in=["plan-to-repair", "told-above"])} == {DutyState.DUE}
