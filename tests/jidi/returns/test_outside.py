"""What goes straight outside, or is sent on there: when it is done, and how a wrong record of it is set aside."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from jidi.accounts.acting import Denied
from jidi.agenda.queries import work_list
from jidi.common.say import Refused
from jidi.returns import invariants, services
from jidi.returns.enums import DutyState, LevelState
from jidi.returns.models import Duty
from jidi.returns.queries import filling
from jidi.returns.queries.duties import levels_of
from tests.cast import Cast
from tests.jidi.returns import ferry as played
from tests.jidi.returns.ferry import Ferry, play

OBLIGATIONS = """
straight: {zh: 直报部委, en: Straight, debtor: city, to: ministry, every: half, due: period-end, fulfilled-by: {form: summary}, cite: "6"}
fed-and-sent:
  zh: 汇总报部委
  en: Fed and sent on
  debtor: county
  about: each-base
  to: ministry
  every: half
  due: period-end
  legs: [{from: base, set-by: county}]
  fulfilled-by: {form: summary}
  cite: "6"
sent-on:
  zh: 逐级报部委
  en: Sent on
  debtor: county
  about: each-base
  every: half
  fulfilled-by: {form: summary}
  chain:
    - {from: county, to: city, due: period-end}
    - {from: city, to: ministry, due: period-end}
  cite: "6"
"""


@pytest.fixture
def outside(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ferry:
    """The ferry document with duties whose way ends outside this system."""
    folder = tmp_path / "ferry-2023"
    shutil.copytree(played.FOLDER, folder)
    place = folder / "obligations.yaml"
    place.write_text(place.read_text(encoding="utf-8") + OBLIGATIONS, encoding="utf-8")
    monkeypatch.setattr(played, "FOLDER", folder)
    ferry = play(cast)
    ferry.compute()
    return ferry.day("2023-06-20")


def told(ferry: Ferry, on: date) -> services.Told:
    return services.Told("已报送", "部委平台", on, "赵敏", "https://example.org/a")


def test_a_debtor_whose_own_level_goes_straight_outside_is_done_once_it_was_handed_in(outside: Ferry) -> None:
    duty = outside.filed(outside.duty("straight", "2023-H1"), outside.cast.city_officer)
    assert (duty.state, duty.first_filed_on) == (DutyState.ACCEPTED, date(2023, 6, 20))
    assert duty.settled_at is not None
    assert {level.state for level in levels_of(duty)} == {LevelState.PASSED}
    assert list(invariants.check()) == []


def test_a_debtor_that_is_fed_has_filed_with_the_record_of_what_it_sent_and_corrects_it(outside: Ferry) -> None:
    cast, duty = outside.cast, outside.duty("fed-and-sent", "2023-H1", outside.base)
    duty = outside.filed(duty, cast.base_clerk)
    assert (duty.state, duty.first_filed_on) == (DutyState.DUE, None)
    services.record_elsewhere(
        actor=cast.county_officer, duty=duty, told=told(outside, date(2023, 6, 18)), **outside.sent
    )
    duty = outside.again(duty)
    assert (duty.state, duty.first_filed_on) == (DutyState.ACCEPTED, date(2023, 6, 18))
    services.set_elsewhere_aside(actor=cast.county_officer, duty=duty, reason="日期写错", **outside.sent)
    duty = outside.again(duty)
    assert (duty.state, duty.first_filed_on, duty.filler) == (DutyState.DUE, None, 0)
    services.record_elsewhere(
        actor=cast.county_officer, duty=duty, told=told(outside, date(2023, 6, 19)), **outside.sent
    )
    assert outside.again(duty).first_filed_on == date(2023, 6, 19)
    assert list(invariants.check()) == []


def sent_on(outside: Ferry) -> Duty:
    """Filed by the county, and sent on outside by the city."""
    cast, duty = outside.cast, outside.duty("sent-on", "2023-H1", outside.base)
    duty = outside.filed(duty, cast.county_officer)
    services.record_elsewhere(actor=cast.city_officer, duty=duty, told=told(outside, outside.on), **outside.sent)
    return outside.again(duty)


def test_a_record_of_what_was_sent_on_is_set_aside_with_a_reason_and_only_that_is_open_again(outside: Ferry) -> None:
    cast, duty = outside.cast, sent_on(outside)
    assert duty.state == DutyState.ACCEPTED
    with pytest.raises(Denied):
        services.set_elsewhere_aside(actor=cast.county_officer, duty=duty, reason="写错了", **outside.sent)
    with pytest.raises(Refused, match="没有写理由"):
        services.set_elsewhere_aside(actor=cast.city_officer, duty=duty, reason=" ", **outside.sent)
    act = services.set_elsewhere_aside(actor=cast.city_officer, duty=duty, reason="链接写错了", **outside.sent)
    duty = outside.again(duty)
    first, last = levels_of(duty)
    assert (duty.state, duty.at, duty.first_filed_on, duty.settled_at) == (DutyState.FILED, 1, outside.on, None)
    assert (first.state, last.state, last.first_passed_on) == (LevelState.PASSED, LevelState.WAITING, None)
    assert (act.reason, act.place, filling.records_of(duty)) == ("链接写错了", 1, [])
    waiting = {row.key for row in work_list(cast.city_officer, on=outside.on, room="returns").rows}
    assert str(duty.pk) in waiting
    services.record_elsewhere(actor=cast.city_officer, duty=duty, told=told(outside, outside.on), **outside.sent)
    assert outside.again(duty).state == DutyState.ACCEPTED
    assert list(invariants.check()) == []


def test_the_province_that_doubts_it_says_so_and_who_sent_it_on_hears(outside: Ferry) -> None:
    duty = sent_on(outside)
    services.set_elsewhere_aside(actor=outside.cast.province_officer, duty=duty, reason="平台上查不到", **outside.sent)
    assert outside.again(duty).state == DutyState.FILED
