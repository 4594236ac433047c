"""Every verdict that moved a case is stored with what it read and replays to its digest after the data changed."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from jidi.cases.facts import Applications
from jidi.cases.models import CaseAnswer, Move, Recording, StoredVerdict
from jidi.cases.queries import holds, replay, situation_for, verdicts
from jidi.cases.services import MoveRefused
from jidi.common.appendonly import WrittenOnceError
from jidi.policies.models import PointDecision
from policycore.engine import right
from policycore.facts import FactKey, Subject
from policycore.verdict import Truth
from tests.jidi.cases.conftest import Play

pytestmark = pytest.mark.django_db


def test_the_verdicts_of_a_move_are_stored_with_their_facts(play: Play) -> None:
    play.open().to_province()
    stored = [(v.question, v.value, v.effect) for v in verdicts(play.case)]
    assert stored == [("veto false-material", "no", "nothing"), ("right apply", "yes", "passes")]
    facts = {f["name"]: (f["value"], f["source"]) for v in verdicts(play.case) for f in v.data["facts"]}
    assert facts["years"] == (3, "台账")
    assert facts["false-material"] == (False, "大连市商务局 钱伟 2020-06-02")


def test_a_verdict_replays_to_its_digest_after_the_data_changed(play: Play) -> None:
    play.open().to_province()
    play.register.years["1"] = 0
    CaseAnswer.objects.all().delete()
    PointDecision.objects.all().delete()
    now = right(situation_for(play.case, date(2025, 1, 1)), "apply", "designation")
    assert now.value is Truth.NO
    assert all(holds(v) for v in verdicts(play.case))
    assert [replay(v).value for v in verdicts(play.case)] == [Truth.NO, Truth.YES]


def test_a_verdict_that_read_something_else_does_not_replay(play: Play) -> None:
    play.open().to_province()
    text = Recording.objects.get().data_json
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_recording SET data_json = %s", [text.replace('{"known":3}', '{"known":0}')])
    assert [holds(v) for v in verdicts(play.case)] == [True, False]


def test_evidence_is_written_once(play: Play) -> None:
    play.open().to_province()
    with pytest.raises(WrittenOnceError):
        StoredVerdict.objects.update(value="yes")
    with pytest.raises(WrittenOnceError):
        Move.objects.get(seq=1).delete()


def test_a_veto_does_not_stand_without_what_it_wants_written_down(play: Play) -> None:
    play.open().to_city()
    with pytest.raises(MoveRefused, match="「造假」成立的，须写明：what is false"):
        play.note(play.cast.city_officer, "false-material", value=True, evidence="发票")
    assert not CaseAnswer.objects.exists()
    play.note(play.cast.city_officer, "false-material", value=True, evidence="发票", what_is_false="发票金额")
    row = play.freeze(play.cast.city_officer, "210200")
    with pytest.raises(MoveRefused, match="否决情形成立：造假（发票金额）"):
        play.answer_list(play.cast.city_officer, row, "forward")
    play.answer_list(play.cast.city_officer, row, "refuse")


def test_a_refusal_by_a_veto_found_before_names_were_asked_for_wants_them(play: Play) -> None:
    play.open().to_city()
    play.note(play.cast.city_officer, "false-material", value=True, evidence="发票", what_is_false="发票")
    CaseAnswer.objects.filter(fact="what-is-false").delete()
    row = play.freeze(play.cast.city_officer, "210200")
    with pytest.raises(MoveRefused, match="须写明：what is false"):
        play.answer_list(play.cast.city_officer, row, "refuse")
    notes = {play.case_id: {"what-is-false": "发票金额"}}
    play.answer_list(play.cast.city_officer, row, "refuse", notes=notes)
    done = play.answer_list(play.cast.city_finance_officer, row, "refuse", notes=notes)
    assert done[0].ended == "refused"
    assert Move.objects.get(case_id=play.case_id, answer="refuse").notes == {"what-is-false": "发票金额"}


def test_what_nobody_has_answered_is_missing_and_names_who_supplies_it(play: Play) -> None:
    from jidi.cases.queries import what_is_missing

    play.open().to_city()
    items = {m.link: m for m in what_is_missing(play.case, "forward", play.day)}
    assert "市商务局和财政局" in items["fact:false-material"].say.zh
    assert items["fact:false-material"].cite.printed.zh == "第四条"


def test_an_answer_needs_its_evidence_and_fits_the_question(play: Play) -> None:
    play.open().to_city()
    with pytest.raises(MoveRefused, match="凭据"):
        play.note(play.cast.city_officer, "false-material", value=True, evidence=" ")
    with pytest.raises(MoveRefused, match="不能这样回答"):
        play.note(play.cast.city_officer, "false-material", value="maybe")


def test_findings_of_one_case_do_not_reach_another_about_the_same_base(play: Play) -> None:
    play.open().to_city()
    play.note(play.cast.city_officer, "false-material", value=True, what_is_false="发票")
    first = play.case_id
    play.open(procedure="recommendation", actor=play.cast.province_officer)
    assert play.case_id != first
    key, subject = FactKey("false-material"), Subject("base", "1")
    found = situation_for(play.case, play.day).reader.read_many([key], [subject], play.day)
    assert not hasattr(found[key, subject], "value")


def test_the_history_of_applications_is_read_as_it_stood_on_a_day(play: Play) -> None:
    play.open().to_city()
    play.note(play.cast.city_officer, "false-material", value=False)
    row = play.freeze(play.cast.city_officer, "210200")
    play.answer_list(play.cast.city_officer, row, "refuse")
    play.answer_list(play.cast.city_finance_officer, row, "refuse")
    subject, key = Subject("base", "1"), FactKey("applied-before")

    def rows(on: date) -> list[object]:
        known = Applications().read_many([key], [subject], on)[key, subject]
        return [row["result"] for row in known.value]  # type: ignore[union-attr]

    assert rows(date(2020, 5, 31)) == []
    assert rows(date(2020, 6, 1)) == [""]
    assert rows(play.day) == ["refused"]
    assert situation_for(play.case, play.day).fact("applied-before", "", subject)[0]["year"] == "2020"
