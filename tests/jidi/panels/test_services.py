"""A panel from its forming to its close, and what each may do in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from jidi.accounts.acting import Denied
from jidi.audit.models import Entry
from jidi.common.say import Refused, Say
from jidi.panels import queries, rules, services
from jidi.panels.drawing import drawn as drawn_again
from jidi.panels.enums import PanelState, SeatState
from jidi.panels.models import Declaration, Draw, Expert, Panel, Sheet
from jidi.panels.permissions import may_open_case
from tests.cast import Cast
from tests.jidi.panels.conftest import AT, CITE, EXPERTS, NO_CONFLICT, ON, drawn, everything_in, formed, marks, sitting


def test_the_draw_goes_on_record_and_can_be_repeated(cast: Cast, panel: Panel, pool: list[Expert]) -> None:
    draw = Draw.objects.get(panel=panel)
    assert draw.pool_json == [expert.pk for expert in pool]
    assert draw.drawn_json == drawn_again(draw.pool_json, draw.seed, 3)
    assert (draw.by_name, draw.wanted) == (cast.province_officer.name, 3)
    assert Entry.objects.filter(action="panel.draw", object_key=str(panel.pk)).count() == 1


def test_a_panel_is_drawn_once(cast: Cast, panel: Panel) -> None:
    with pytest.raises(Refused) as caught:
        drawn(cast, panel)
    assert "已经抽取过" in caught.value.why.zh


def test_a_pool_too_small_after_the_exclusions_is_said_with_both_counts(cast: Cast, pool: list[Expert]) -> None:
    panel = formed(cast)
    out = {expert.pk: Say("所在单位与申报基地同市", "same city") for expert in pool[:2]}
    with pytest.raises(Refused) as caught:
        services.draw(actor=cast.province_officer, panel=panel, exclusions=out, cite=CITE, on=ON, at=AT)
    assert "可抽 2 人，需要 3 人" in caught.value.why.zh


def test_who_works_in_an_applicants_city_or_for_an_applicant_or_nowhere_known_is_left_out(
    cast: Cast, pool: list[Expert]
) -> None:
    university = cast.organisations["university"].pk
    assert queries.exclusions("210000", ON, ["210283"], []) == {}
    assert set(queries.exclusions("210000", ON, ["210106"], [])) == {expert.pk for expert in pool}
    assert set(queries.exclusions("210000", ON, ["210283"], [university])) == {expert.pk for expert in pool}
    Expert.objects.filter(pk=pool[0].pk).update(works_in="")
    assert set(queries.exclusions("210000", ON, ["210283"], [])) == {pool[0].pk}


def test_one_panel_for_a_step_of_a_round(cast: Cast, panel: Panel) -> None:
    with pytest.raises(Refused) as caught:
        formed(cast)
    assert "已经设了评审组" in caught.value.why.zh


def test_a_panel_without_cases_is_not_formed(cast: Cast, pool: list[Expert]) -> None:
    with pytest.raises(Refused):
        formed(cast, cases=[])


@pytest.mark.parametrize("who", ["city_officer", "decider", "finance_officer", "other_province_officer", "expert"])
def test_only_officers_of_the_province_organise(cast: Cast, pool: list[Expert], who: str) -> None:
    panel = formed(cast)
    with pytest.raises(Denied):
        services.draw(actor=cast.actors[who], panel=panel, exclusions={}, cite=CITE, on=ON, at=AT)
    assert not panel.seats.exists()


def test_nothing_opens_before_the_declaration_and_nothing_at_all_with_a_conflict(cast: Cast, panel: Panel) -> None:
    actor, seat = sitting(cast, panel)[0]
    assert isinstance(may_open_case(actor, "11"), Denied)
    services.declare(actor=actor, panel=panel, case_key="11", at=AT, **NO_CONFLICT)
    services.declare(actor=actor, panel=panel, case_key="12", has_conflict=True, text="曾任顾问", at=AT)
    assert may_open_case(actor, "11")
    assert isinstance(may_open_case(actor, "12"), Denied)
    with pytest.raises(Denied):
        services.save_sheet(
            actor=actor, seat=seat, case_key="12", marks=marks("30", "20"), opinion="", recommends=None, at=AT
        )


def test_a_declaration_stands_and_a_conflict_says_which(cast: Cast, panel: Panel) -> None:
    actor, _ = sitting(cast, panel)[0]
    with pytest.raises(Refused):
        services.declare(actor=actor, panel=panel, case_key="11", has_conflict=True, text=" ", at=AT)
    first = services.declare(actor=actor, panel=panel, case_key="11", at=AT, **NO_CONFLICT)
    assert services.declare(actor=actor, panel=panel, case_key="11", at=AT, **NO_CONFLICT) == first, "a second click"
    with pytest.raises(Refused, match="已经声明"):
        services.declare(actor=actor, panel=panel, case_key="11", has_conflict=True, text="曾任顾问", at=AT)


def test_who_was_not_drawn_declares_nothing(cast: Cast, panel: Panel) -> None:
    drawn_people = {actor.person_id for actor, _ in sitting(cast, panel)}
    left = next(
        cast.actors[k]
        for k in ("expert", "expert_2", "expert_3", "expert_4")
        if cast.actors[k].person_id not in drawn_people
    )
    with pytest.raises(Denied):
        services.declare(actor=left, panel=panel, case_key="11", at=AT, **NO_CONFLICT)


def test_what_was_typed_is_kept_when_handing_in_is_refused(cast: Cast, panel: Panel) -> None:
    actor, seat = sitting(cast, panel)[0]
    services.declare(actor=actor, panel=panel, case_key="11", at=AT, **NO_CONFLICT)
    with pytest.raises(Refused):
        services.submit_sheet(
            actor=actor, seat=seat, case_key="11", marks=marks("60", "20"), opinion="好", recommends=None, at=AT
        )
    kept = Sheet.objects.get(seat=seat)
    assert (kept.marks_json["size"]["points"], kept.opinion, kept.submitted_at) == ("60", "好", None)


def test_a_sheet_handed_in_is_never_changed(cast: Cast, panel: Panel) -> None:
    actor, seat = sitting(cast, panel)[0]
    services.declare(actor=actor, panel=panel, case_key="11", at=AT, **NO_CONFLICT)
    given = {"actor": actor, "seat": seat, "case_key": "11", "opinion": "", "recommends": True, "at": AT}
    services.submit_sheet(marks=marks("30", "20"), **given)
    assert services.submit_sheet(marks=marks("30", "20"), **given).submitted_at == AT, "a second click"
    with pytest.raises(Refused, match="已经提交"):
        services.submit_sheet(marks=marks("31", "20"), **given)
    with pytest.raises(Refused, match="已经提交"):
        services.save_sheet(marks=marks("31", "20"), **given)
    assert Sheet.objects.get(seat=seat).marks_json["size"]["points"] == "30"


def test_a_seat_of_somebody_else_takes_no_marks(cast: Cast, panel: Panel) -> None:
    (_, seat), (other, _) = sitting(cast, panel)[:2]
    services.declare(actor=other, panel=panel, case_key="11", at=AT, **NO_CONFLICT)
    with pytest.raises(Denied):
        services.save_sheet(
            actor=other, seat=seat, case_key="11", marks=marks("30", "20"), opinion="", recommends=None, at=AT
        )


def test_a_panel_closes_only_when_everything_is_in(cast: Cast, panel: Panel) -> None:
    with pytest.raises(Refused) as caught:
        services.close_panel(actor=cast.province_officer, panel=panel, cite=CITE, at=AT)
    assert "没有作利害关系声明" in caught.value.why.zh
    everything_in(cast, panel)
    closed = services.close_panel(actor=cast.province_officer, panel=panel, cite=CITE, at=AT)
    assert (closed.state, closed.closed_at) == (PanelState.CLOSED, AT)
    assert queries.results(panel)["11"].total == Decimal("51.0000")


def test_a_substitute_is_drawn_from_those_who_do_not_sit_and_the_reason_is_kept(cast: Cast, panel: Panel) -> None:
    before = {seat.expert_id for _, seat in sitting(cast, panel)}
    _, seat = sitting(cast, panel)[0]
    with pytest.raises(Refused):
        services.substitute(actor=cast.province_officer, seat=seat, reason=" ", exclusions={}, cite=CITE, on=ON, at=AT)
    fresh = services.substitute(
        actor=cast.province_officer, seat=seat, reason="因病不能参加", exclusions={}, cite=CITE, on=ON, at=AT
    )
    seat.refresh_from_db()
    assert (seat.state, seat.why_replaced) == (SeatState.REPLACED, "因病不能参加")
    assert fresh.expert_id not in before
    assert (fresh.place, fresh.replaces_id) == (seat.place, seat.pk)


def test_who_left_the_pool_is_not_drawn_and_may_enter_again(cast: Cast, pool: list[Expert]) -> None:
    services.leave_pool(actor=cast.province_officer, expert=pool[0], on=date(2020, 5, 1), at=AT)
    assert pool[0].pk not in {expert.pk for expert in queries.pool("210000", ON)}
    again = {"organisation": cast.organisations["university"], "area_code": "210000", "fields": "", "on": ON, "at": AT}
    services.enter_pool(actor=cast.province_officer, person=cast.people["expert"], **again)
    with pytest.raises(Refused):
        services.enter_pool(actor=cast.province_officer, person=cast.people["expert"], **again)


def test_the_database_refuses_a_conflict_without_words(cast: Cast, panel: Panel) -> None:
    _, seat = sitting(cast, panel)[0]
    with pytest.raises(IntegrityError, match="panels_conflict_said"), transaction.atomic():
        Declaration.objects.create(seat=seat, case_key="11", has_conflict=True, text="", at=AT)


def test_who_may_know_of_a_panel(cast: Cast, panel: Panel) -> None:
    seen = {name for name, actor in cast.actors.items() if queries.visible_to(actor).exists()}
    sits = {
        name
        for name in ("expert", "expert_2", "expert_3", "expert_4")
        if cast.actors[name].person_id in {a.person_id for a, _ in sitting(cast, panel)}
    }
    assert seen == {"province_officer", "decider"} | sits


def with_a_conflict(cast: Cast, panel: Panel) -> None:
    """Everything is in but for one expert, who keeps away from the second case."""
    kept_away = sitting(cast, panel)[0][0]
    for place, (actor, seat) in enumerate(sitting(cast, panel)):
        for case in panel.case_keys:
            if (actor, case) == (kept_away, "12"):
                services.declare(actor=actor, panel=panel, case_key=case, has_conflict=True, text="曾任顾问", at=AT)
                continue
            services.declare(actor=actor, panel=panel, case_key=case, at=AT, **NO_CONFLICT)
            given = {"marks": marks(str(30 + place), "20"), "opinion": "", "recommends": True}
            services.submit_sheet(actor=actor, seat=seat, case_key=case, at=AT, **given)


def test_for_a_case_somebody_keeps_away_from_another_expert_is_drawn_and_the_rest_stands(
    cast: Cast, panel: Panel
) -> None:
    with_a_conflict(cast, panel)
    close = {"actor": cast.province_officer, "panel": panel, "cite": CITE, "at": AT}
    with pytest.raises(Refused, match="「金州海产」还差 1 人评"):
        services.close_panel(**close)
    draw = {"actor": cast.province_officer, "panel": panel, "exclusions": {}, "cite": CITE, "on": ON, "at": AT}
    with pytest.raises(Refused, match="专家不缺，不用另抽"):
        services.stand_in(case_key="11", **draw)
    fresh = services.stand_in(case_key="12", **draw)
    assert fresh.case_keys == ["12"]
    actor = next(cast.actors[k] for k in EXPERTS if cast.actors[k].person_id == fresh.expert.person_id)
    with pytest.raises(Refused, match="不是由您评"):
        services.declare(actor=actor, panel=panel, case_key="11", at=AT, **NO_CONFLICT)
    services.declare(actor=actor, panel=panel, case_key="12", at=AT, **NO_CONFLICT)
    given = {"marks": marks("33", "20"), "opinion": "", "recommends": True, "at": AT}
    services.submit_sheet(actor=actor, seat=fresh, case_key="12", **given)
    assert services.close_panel(**close).why_short == ""
    assert [queries.results(panel)[key].recommended for key in ("11", "12")] == [3, 3]


def test_where_nobody_more_can_be_drawn_it_ends_with_fewer_and_says_why(cast: Cast, panel: Panel) -> None:
    with_a_conflict(cast, panel)
    everybody = {expert.pk: Say("回避", "left out") for expert in Expert.objects.all()}
    with pytest.raises(Refused, match="专家库可抽 0 人"):
        services.stand_in(
            actor=cast.province_officer, panel=panel, case_key="12", exclusions=everybody, cite=CITE, on=ON, at=AT
        )
    closed = services.close_panel(
        actor=cast.province_officer, panel=panel, cite=CITE, at=AT, why_short="专家库没有可抽的人"
    )
    assert closed.why_short == "专家库没有可抽的人"
    assert queries.what_is_missing(closed) == [], "the shortage was answered for: nothing stands in the way any more"
    assert queries.results(panel)["12"].recommended == 2


def test_who_replaces_an_expert_leaves_the_case_a_stand_in_was_drawn_for_to_the_stand_in(
    cast: Cast, panel: Panel
) -> None:
    (actor, seat), *_ = sitting(cast, panel)
    services.declare(actor=actor, panel=panel, case_key="12", has_conflict=True, text="曾任顾问", at=AT)
    draw = {"actor": cast.province_officer, "exclusions": {}, "cite": CITE, "on": ON, "at": AT}
    services.stand_in(panel=panel, case_key="12", **draw)
    fifth = services.enter_pool(
        actor=cast.province_officer, person=cast.people["city_officer"], organisation=cast.organisations["university"],
        area_code="210000", fields="产业经济", on=ON, at=AT,
    )  # fmt: skip
    fresh = services.substitute(seat=seat, reason="因病不能参加", **draw)
    assert fresh.expert_id == fifth.pk
    assert fresh.case_keys == ["11"]
    assert queries.short_of(panel) == {}


def refused(asked: Callable[..., Any], **given: Any) -> Refused:
    """What a service says no with."""
    with pytest.raises(Refused) as caught:
        asked(**given)
    return caught.value


def test_a_refusal_names_the_rule_of_the_house_it_rests_on_and_what_to_do_next(cast: Cast, panel: Panel) -> None:
    officer = {"actor": cast.province_officer, "cite": CITE, "at": AT}
    draw = {**officer, "exclusions": {}, "on": ON}
    _, seat = sitting(cast, panel)[0]
    said = {
        "twice": refused(services.draw, panel=panel, **draw),
        "no reason": refused(services.substitute, seat=seat, reason="", **draw),
        "nothing new": refused(services.add_cases, panel=panel, cases=[], **officer),
        "not here": refused(services.stand_in, panel=panel, case_key="99", **draw),
        "not needed": refused(services.stand_in, panel=panel, case_key="11", **draw),
        "undone": refused(services.close_panel, panel=panel, **officer),
    }
    with_a_conflict(cast, panel)
    said["short"] = refused(services.close_panel, panel=panel, **officer)
    closed = services.close_panel(panel=panel, why_short="专家库没有可抽的人", **officer)
    said["ended"] = refused(services.stand_in, panel=closed, case_key="12", **draw)
    said["ended twice"] = refused(services.close_panel, panel=closed, **officer)
    rests_on = {
        "twice": rules.ONCE, "no reason": rules.REPLACED, "nothing new": rules.WAITING, "not here": rules.OWN_SEAT,
        "not needed": rules.SIZE, "undone": rules.DECLARE, "short": rules.SIZE, "ended": rules.SITS,
        "ended twice": rules.SITS,
    }  # fmt: skip
    assert {key: one.cite for key, one in said.items()} == rests_on
    assert "补齐" not in said["not needed"].next_step.zh
    assert "抽不到人的，写明理由后结束" in said["short"].next_step.zh
    assert "转出评审结果" in said["ended"].next_step.zh


def test_an_expert_is_refused_by_the_rule_they_came_up_against(cast: Cast, panel: Panel) -> None:
    actor, seat = sitting(cast, panel)[0]
    say = {"actor": actor, "panel": panel, "at": AT}
    assert refused(services.declare, case_key="99", **NO_CONFLICT, **say).cite == rules.OWN_SEAT
    assert refused(services.declare, case_key="11", has_conflict=True, text="", **say).cite == rules.DECLARE
    services.declare(case_key="11", **NO_CONFLICT, **say)
    given = {"marks": marks("60", "20"), "opinion": "", "recommends": None, "at": AT}
    assert refused(services.submit_sheet, actor=actor, seat=seat, case_key="11", **given).cite == rules.SHEET
