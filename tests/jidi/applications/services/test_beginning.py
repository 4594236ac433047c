"""A procedure that starts from an event is begun by whoever the pack names, and goes by its steps like any other."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from jidi.accounts.acting import Actor, Denied
from jidi.applications import queries, services
from jidi.applications.models import Application, Round
from jidi.audit.models import Entry
from jidi.bases.models import Base
from jidi.cases.models import Case
from jidi.common.say import Refused, Unknown
from jidi.returns.models import Duty
from jidi.returns.services import compute
from tests.cast import Cast
from tests.jidi.returns import ferry as played
from tests.jidi.returns.ferry import Ferry, play

PROCEDURES = {
    "inspection": """
id: inspection
zh: 检查
en: Inspection
starts: {in: event, event: outcome rectify, cite: "5"}
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
""",
    "hand-over": """
id: hand-over
zh: 移交
en: Hand-over
starts: {in: event, event: 主体撤销, cite: "5"}
right: none
applicant: city
steps:
  - {id: wait, zh: 等候, en: Wait, kind: wait, actor: province, window: {length: 10, unit: day}, then: {elapsed: act}, cite: "5"}
  - {id: act, zh: 移交, en: Handed over, kind: confirm, actor: province, then: {done: {to: end.moved, zh: 已移交, en: Moved}}, cite: "5"}
ends: {moved: {zh: 已移交, favourable: true}}
cite: "5"
""",
}
OBLIGATION = """
inspected:
  {zh: 检查, debtor: base, to: city, every: year, due: period-end, fulfilled-by: {procedure: inspection, end: passed}, cite: "5"}
"""


def by_event(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ferry:
    """The ferry document with two procedures that start from an event, in May 2023."""
    folder = tmp_path / "ferry-2023"
    shutil.copytree(played.FOLDER, folder)
    (folder / "procedures").mkdir()
    for name, text in PROCEDURES.items():
        (folder / "procedures" / f"{name}.yaml").write_text(text, encoding="utf-8")
    place = folder / "obligations.yaml"
    place.write_text(place.read_text(encoding="utf-8") + OBLIGATION, encoding="utf-8")
    monkeypatch.setattr(played, "FOLDER", folder)
    return play(cast).day("2023-05-10")


@pytest.fixture
def ferry(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ferry:
    """The same as a fixture."""
    return by_event(cast, tmp_path, monkeypatch)


def begun(ferry: Ferry, actor: Actor, base: Base | None = None, **changed: Any) -> Application:
    asked: dict[str, Any] = {
        "procedure": "inspection",
        "happened": date(2023, 5, 8),
        "what": "考核限期整改（测〔2023〕5号）",
    }
    return services.begin_by_event(
        actor=actor, version=ferry.version, base=base or ferry.base, **(asked | changed), **ferry.sent
    )


def answered(ferry: Ferry, actor: Actor, made: Application, answer: str) -> None:
    services.answer_case(actor=actor, application=made, answer=answer, reason="情况属实", **ferry.sent)


def test_whoever_the_pack_names_begins_it_and_it_goes_by_its_steps(ferry: Ferry) -> None:
    cast = ferry.cast
    made = begun(ferry, cast.county_officer)
    assert (made.case.procedure, made.case.step, made.round.happened_on) == ("inspection", "ask", date(2023, 5, 8))
    assert made.round.act == "考核限期整改（测〔2023〕5号）"
    answered(ferry, cast.county_officer, made, "submit")
    answered(ferry, cast.city_officer, made, "passed")
    case = Case.objects.get(pk=made.case_id)
    assert (case.end, case.ended_on) == ("passed", ferry.on)
    entry = Entry.objects.get(action="procedure.begin", outcome="done")
    assert entry.object_key == made.round.key


def test_what_it_ends_in_meets_the_duty_that_asks_for_it(ferry: Ferry) -> None:
    compute(year=2023, **ferry.now)
    made = begun(ferry, ferry.cast.county_officer)
    answered(ferry, ferry.cast.county_officer, made, "submit")
    answered(ferry, ferry.cast.city_officer, made, "passed")
    assert compute(year=2023, **ferry.now).met == 1
    assert Duty.objects.get(rule="inspected", base=ferry.base).state == "accepted"


def test_nobody_else_begins_it(ferry: Ferry) -> None:
    cast = ferry.cast
    may = {key for key in cast.actors if _begins(ferry, getattr(cast, key))}
    assert may == {"county_officer"}
    with pytest.raises(Denied):
        begun(ferry, cast.county_officer, ferry.other)


def _begins(ferry: Ferry, actor: Actor) -> bool:
    try:
        begun(ferry, actor)
    except (Denied, Refused):
        return False
    return True


def test_an_applicant_begins_what_somebody_else_does_first(ferry: Ferry) -> None:
    made = begun(ferry, ferry.cast.city_officer, procedure="hand-over", what="主体已撤销，文号略")
    assert (made.case.step, made.round.zh) == ("wait", "移交（庄河渡口，2023-05-08）")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"what": " "}, "no-words"),
        ({"happened": date(2023, 6, 1)}, "to-come"),
        ({"happened": date(2022, 6, 1)}, "not-in-force"),
    ],
)
def test_it_needs_words_and_a_day_that_was(ferry: Ferry, changed: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        begun(ferry, ferry.cast.county_officer, **changed)
    assert refused.value.code == code
    assert not Round.objects.exists()


def test_one_event_is_begun_once_and_a_round_is_not_begun_so(ferry: Ferry) -> None:
    begun(ferry, ferry.cast.county_officer)
    with pytest.raises(Refused) as refused:
        begun(ferry, ferry.cast.county_officer)
    assert refused.value.code == "begun-before"
    with pytest.raises(Unknown):
        begun(ferry, ferry.cast.county_officer, procedure="no-such")


def test_its_round_is_known_to_those_who_know_of_the_matter_only(ferry: Ferry) -> None:
    cast = ferry.cast
    begun(ferry, cast.county_officer)
    seen = {key for key in cast.actors if queries.rounds_visible_to(getattr(cast, key)).exists()}
    assert "county_officer" in seen
    assert not {"other_county_officer", "other_city_officer", "enterprise_clerk", "auditor"} & seen
