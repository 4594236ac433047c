"""Starting an application, filling it in, adding and taking back its documents."""

from __future__ import annotations

from typing import Any

import pytest

from jidi.accounts.acting import Denied
from jidi.accounts.models import Division
from jidi.applications import queries, services
from jidi.applications.models import Application, Round
from jidi.applications.titled import ONE_AT_A_TIME, living_for_title
from jidi.audit.models import Entry
from jidi.bases.models import Base
from jidi.cases.models import Case
from jidi.common.keys import new_key
from jidi.common.say import Refused
from jidi.filings.models import Filing
from jidi.filings.queries import draft_state, filings_of
from jidi.filings.services import Saved
from tests.jidi.applications.play import RECOMMENDATION, Play, typed


def start(play: Play, round_: Round, base: Base, **changed: Any) -> Application:
    values: dict[str, Any] = {
        "actor": play.cast.county_officer, "round_": round_, "base": base, "organisation": None, **play.sent,
    }  # fmt: skip
    return services.start_application(**(values | changed))


def register(play: Play, round_: Round, **changed: Any) -> Application:
    values: dict[str, Any] = {
        "actor": play.cast.county_officer, "round_": round_, "area": Division.objects.get(pk="210283"), "name": "海参基地",
        "host_kind": "division", "host_words": "", "products": "海参", **play.sent,
    }  # fmt: skip
    return services.register_and_start(**(values | changed))


def test_an_application_is_begun_once_with_its_case_and_its_forms(play: Play, round_: Round) -> None:
    base, key = play.base(), new_key()
    made = start(play, round_, base, once_key=key)
    assert start(play, round_, base, once_key=key) == made
    assert (made.case.step, made.case.subject_key) == ("prepare", str(base.pk))
    assert filings_of(queries.OWNER, [str(made.pk)])[str(made.pk)]
    with pytest.raises(Refused, match="本轮已有申报") as refused:
        start(play, round_, base)
    assert refused.value.cite.article == "13"
    assert Case.objects.count() == 1


def test_a_base_applies_once_at_a_time_for_a_title_in_whichever_round(play: Play, round_: Round) -> None:
    base = play.base()
    first = start(play, round_, base)
    later = play.announced("designation-2027", year=2027)
    with pytest.raises(Refused) as refused:
        start(play, later, base)
    assert first.case.case_no in refused.value.why.zh
    assert "撤回" in refused.value.next_step.zh
    assert refused.value.cite == ONE_AT_A_TIME
    assert Application.objects.get() == first
    services.withdraw(actor=play.cast.county_officer, application=first, reason="改报下一轮", **play.sent)
    assert start(play, later, base).round == later


def test_an_application_for_another_title_does_not_stand_in_the_way(play: Play, round_: Round) -> None:
    base = play.base()
    start(play, round_, base)
    other = play.announced(RECOMMENDATION, "recommendation")
    assert living_for_title(other) == {}
    assert living_for_title(round_).keys() == {base.pk}


@pytest.mark.parametrize(
    "who", ["sister_county_officer", "city_officer", "province_officer", "enterprise_clerk", "decider"]
)
def test_only_the_county_of_the_base_begins_it(play: Play, round_: Round, who: str) -> None:
    with pytest.raises(Denied) as refused:
        start(play, round_, play.base(), actor=play.cast.actors[who])
    assert refused.value.cite.printed.zh
    assert not Application.objects.exists()


def test_registering_and_beginning_stand_or_fall_together(play: Play, round_: Round) -> None:
    key = new_key()
    made = register(play, round_, once_key=key)
    assert register(play, round_, once_key=key) == made
    assert Base.objects.count() == 1
    with pytest.raises(Refused, match="已有在册基地"):
        register(play, round_)
    with pytest.raises(Refused, match="主要产品"):
        register(play, round_, name="另一个", products=" ")
    with pytest.raises(Denied):
        register(play, round_, name="别县的", products="水果", actor=play.cast.other_county_officer)
    services.close_round(actor=play.cast.province_officer, round_=round_, at=play.at)
    round_.refresh_from_db()
    with pytest.raises(Refused, match="不在受理期内"):
        register(play, round_, name="迟到的", products="水果")
    assert Base.objects.count() == 1


def test_a_kind_the_document_does_not_name_is_refused(play: Play, round_: Round) -> None:
    with pytest.raises(Refused, match="申报主体的类别"):
        start(play, round_, play.base(), kind="company")
    with pytest.raises(Refused, match="主管部门代为申报"):
        services.register_itself(
            actor=play.cast.enterprise_clerk, round_=round_, name="企业", products="海参", **play.sent
        )


def the_form(application: Application) -> Filing:
    key = str(application.pk)
    return filings_of(queries.OWNER, [key])[key][0]


def save(play: Play, application: Application, text: str = "", **changed: Any) -> Saved:
    """Write into the first spot of the form."""
    filing = the_form(application)
    spot, usual = next(iter(typed(draft_state(filing)).items()))
    values: dict[str, Any] = {
        "actor": play.cast.county_officer, "application": application, "form_id": filing.form_id,
        "changes": {spot: text or usual}, "revision": 0, **play.now,
    }  # fmt: skip
    return services.save_draft(**(values | changed))


def test_what_is_typed_is_kept_and_who_was_overtaken_loses_nothing(play: Play, application: Application) -> None:
    first = save(play, application, page="one")
    second = save(play, application, "另一页写的", page="two", revision=first.revision)
    assert second.revision > first.revision
    assert not second.problems
    late = save(play, application, "前一页又改", page="one", revision=first.revision)
    assert late.problems or late.refused


@pytest.mark.parametrize("who", ["city_officer", "sister_county_officer", "province_officer", "base_clerk"])
def test_nobody_else_writes_in_it(play: Play, application: Application, who: str) -> None:
    with pytest.raises(Denied):
        save(play, application, actor=play.cast.actors[who])
    with pytest.raises(Denied):
        play.attached(application, queries.checklist_now(application, play.on)[0].id, play.cast.actors[who])


def test_documents_are_added_and_taken_back_while_it_is_filled_in(play: Play, application: Application) -> None:
    item = queries.checklist_now(application, play.on)[0].id
    play.attached(application, item)
    [line] = [one for one in queries.documents_of(application, play.on) if one.item.id == item]
    row = services.detach_document(
        actor=play.cast.county_officer, application=application, item_id=item, file_key=line.files[0].key, **play.now
    )
    assert row.withdrawn_at is not None
    with pytest.raises(Refused, match="材料清单"):
        play.attached(application, "no-such-item")
    handed = play.submitted(application)
    with pytest.raises(Denied, match="已经报送"):
        play.attached(handed, item)
    with pytest.raises(Denied, match="已经报送"):
        save(play, handed)
    assert Entry.objects.filter(action="application.attach", outcome="refused").count() == 2


def test_forms_decided_later_are_opened_once(play: Play, application: Application) -> None:
    how = {"actor": play.cast.county_officer, "application": application, "on": play.on, "at": play.at}
    assert services.open_forms(**how) == services.open_forms(**how) == 1
    assert len(filings_of(queries.OWNER, [str(application.pk)])[str(application.pk)]) == 1
    with pytest.raises(Denied):
        services.open_forms(**(how | {"actor": play.cast.city_officer}))
