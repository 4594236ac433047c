"""A second click gets what the first one did, although the case has moved on; another person gets nothing of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from jidi.accounts.acting import Actor, Denied, require
from jidi.audit.models import Entry
from jidi.cases import permissions, services
from jidi.cases.models import CaseAnswer, Opinion, ReturnPoint, StepRecord
from jidi.cases.queries import open_points
from jidi.cases.services import Point
from jidi.common.keys import new_key
from jidi.common.say import Refused
from tests.jidi.cases.conftest import Play

pytestmark = pytest.mark.django_db
Verb = Callable[[Actor, str], Any]


def noting(play: Play) -> tuple[Verb, Actor, Callable[[], object], type[Any]]:
    play.open().to_city()
    city = play.cast.city_officer

    def note(actor: Actor, key: str, evidence: str = "函") -> Any:
        return services.note_answer(
            actor=actor, case_id=play.case_id, fact="false-material", value=False, evidence=evidence, at=play.at,
            on=play.day, key=key,
        )  # fmt: skip

    def move_on() -> object:
        permit = require(permissions.may_withdraw(play.cast.county_officer, play.case, play.day))
        return services.withdraw(
            case_id=play.case_id, permit=permit, at=play.at, on=play.day, key=new_key(), reason="材料重做"
        )

    return note, city, move_on, CaseAnswer


def recording(play: Play) -> tuple[Verb, Actor, Callable[[], object], type[Any]]:
    play.open().to_notice()
    office = play.cast.province_officer
    day = play.day

    def publish(actor: Actor, key: str, where: str = "厅门户网站") -> Any:
        record = {"published_on": day, "where": where}
        return services.record_step(actor=actor, case_id=play.case_id, record=record, at=play.at, on=play.day, key=key)

    def move_on() -> object:
        return play.wait(7).answer(office, "clear")

    return publish, office, move_on, StepRecord


def opining(play: Play) -> tuple[Verb, Actor, Callable[[], object], type[Any]]:
    play.open().to_province()
    office = play.cast.province_officer
    play.answer(office, "received", record={"statement": True})
    play.note(office, "visit-needed", value=False)
    play.answer(office, "skip", reason="材料已说明")
    play.record(office, asked=["省财政厅"], sent_on=play.day)

    def opine(actor: Actor, key: str, text: str = "") -> Any:
        return services.give_opinion(
            actor=actor, case_id=play.case_id, answer="agree", text=text, at=play.at, on=play.day, key=key
        )

    return opine, play.cast.finance_officer, lambda: play.answer(office, "answered"), Opinion


def _returned(play: Play) -> ReturnPoint:
    play.open().to_city()
    play.answer(play.cast.city_officer, "return", points=(Point("field", "trade", "出口额与附件不符"),))
    play.wait()
    return open_points(play.case)[0]


def answering(play: Play) -> tuple[Verb, Actor, Callable[[], object], type[Any]]:
    point, county = _returned(play), play.cast.county_officer

    def answer(actor: Actor, key: str, text: str = "已改") -> Any:
        return services.answer_point(actor=actor, point_id=point.pk, text=text, at=play.at, on=play.day, key=key)

    return answer, county, lambda: play.answer(county, "submit"), ReturnPoint


def accepting(play: Play) -> tuple[Verb, Actor, Callable[[], object], type[Any]]:
    point, city = _returned(play), play.cast.city_officer
    services.answer_point(
        actor=play.cast.county_officer, point_id=point.pk, text="已改", at=play.at, on=play.day, key=new_key()
    )
    play.answer(play.cast.county_officer, "submit")

    def accept(actor: Actor, key: str) -> Any:
        return services.accept_point(actor=actor, point_id=point.pk, at=play.at, on=play.day, key=key)

    def move_on() -> object:
        return play.answer(city, "return", points=(Point("field", "trade", "仍不符"),))

    return accept, city, move_on, ReturnPoint


VERBS = (noting, recording, opining, answering, accepting)


@pytest.mark.parametrize("told", VERBS, ids=lambda told: told.__name__)
def test_a_second_click_after_the_case_moved_gets_the_first_answer(play: Play, told: Any) -> None:
    act, who, move_on, model = told(play)
    key = new_key()
    first = act(who, key)
    move_on()
    rows, done = model.objects.count(), Entry.objects.filter(outcome="done").count()
    assert act(who, key) == first
    assert (model.objects.count(), Entry.objects.filter(outcome="done").count()) == (rows, done)
    with pytest.raises((Denied, Refused)):
        act(who, new_key())


@pytest.mark.parametrize("told", VERBS, ids=lambda told: told.__name__)
def test_another_person_with_the_same_key_gets_nothing_of_it(play: Play, told: Any) -> None:
    act, who, _, model = told(play)
    key = new_key()
    act(who, key)
    rows = model.objects.count()
    for stranger in (play.cast.other_city_officer, play.cast.expert):
        with pytest.raises(Refused) as refused:
            act(stranger, key)
        assert refused.value.code == "key-of-another"
    assert model.objects.count() == rows


@pytest.mark.parametrize("told", VERBS, ids=lambda told: told.__name__)
def test_whose_turn_it_is_not_is_refused_and_on_the_trail(play: Play, told: Any) -> None:
    act, _, _, model = told(play)
    held = list(model.objects.values_list("pk", flat=True))
    with pytest.raises(Denied):
        act(play.cast.other_city_officer, new_key())
    assert list(model.objects.values_list("pk", flat=True)) == held
    assert Entry.objects.filter(outcome="refused", object_kind="case", object_key=str(play.case_id)).exists()


@pytest.mark.parametrize("told", [noting, recording, opining, answering], ids=lambda told: told.__name__)
def test_a_page_that_changed_after_its_first_sending_is_told_so(play: Play, told: Any) -> None:
    act, who, *_ = told(play)
    key = new_key()
    act(who, key)
    with pytest.raises(Refused) as refused:
        act(who, key, "另写")
    assert refused.value.code == "key-other-content"
