"""Forming the panel of a round, late arrivals, substitutes, its end."""

from __future__ import annotations

from typing import Any

import pytest

from jidi.accounts.acting import Denied
from jidi.applications import services
from jidi.applications.models import Application, Round
from jidi.common.keys import new_key
from jidi.common.say import Refused
from jidi.panels import services as panels
from jidi.panels.models import Panel
from tests.jidi.applications.play import Play, seats, step_of


@pytest.fixture
def at_review(play: Play, round_: Round, application: Application) -> Application:
    """Received by the province: it waits for the panel."""
    play.submitted(application)
    play.forwarded(round_, application)
    play.answer(application, "received", play.cast.province_officer)
    return play.again(application)


def how(play: Play, round_: Round, **changed: Any) -> dict[str, Any]:
    step = step_of(round_, "expert-review")
    return {"actor": play.cast.province_officer, "round_": round_, "step": step, **play.sent} | changed


@pytest.fixture
def panel(play: Play, round_: Round, at_review: Application) -> Panel:
    """The panel, drawn."""
    play.pooled()
    return services.begin_panel(**how(play, round_))


def test_a_panel_is_drawn_once_and_only_from_a_pool_that_is_large_enough(
    play: Play, round_: Round, at_review: Application
) -> None:
    with pytest.raises(Refused) as refused:
        services.begin_panel(**how(play, round_))
    assert refused.value.cite.printed.zh
    assert not Panel.objects.exists()
    play.pooled()
    with pytest.raises(Denied):
        services.begin_panel(**how(play, round_, actor=play.cast.city_officer))
    sent = how(play, round_)
    made = services.begin_panel(**sent)
    assert services.begin_panel(**sent) == made
    assert made.case_keys == [str(at_review.case_id)]
    with pytest.raises(Refused):
        services.begin_panel(**how(play, round_))
    assert Panel.objects.count() == 1


def test_what_came_late_is_put_before_the_panel(play: Play, round_: Round, panel: Panel) -> None:
    late = play.submitted(play.started(round_, play.base(product="水果")))
    play.forwarded(round_, late)
    play.answer(late, "received", play.cast.province_officer)
    with pytest.raises(Denied):
        services.take_in(**how(play, round_, actor=play.cast.city_officer, panel=panel))
    sent = how(play, round_, panel=panel)
    for _ in range(2):
        panel = services.take_in(**sent)
    assert str(late.case_id) in panel.case_keys
    assert len(panel.case_keys) == 2


def test_an_expert_is_replaced_once_with_a_reason(play: Play, round_: Round, panel: Panel) -> None:
    (_, seat), *_ = seats(play.cast, panel)
    with pytest.raises(Refused):
        services.replace_expert(**how(play, round_, seat=seat, reason=" "))
    with pytest.raises(Denied):
        services.replace_expert(**how(play, round_, seat=seat, reason="出差", actor=play.cast.county_officer))
    sent = how(play, round_, seat=seat, reason="出差")
    made = services.replace_expert(**sent)
    assert services.replace_expert(**sent) == made
    assert made.expert_id != seat.expert_id


def test_a_panel_ends_when_everything_is_in_and_by_its_office_only(
    play: Play, round_: Round, panel: Panel, at_review: Application
) -> None:
    with pytest.raises(Refused) as refused:
        services.end_panel(**how(play, round_, panel=panel))
    assert refused.value.cite.article == "15"
    for actor, seat in seats(play.cast, panel):
        case = str(at_review.case_id)
        panels.declare(actor=actor, panel=panel, case_key=case, has_conflict=False, text="", at=play.at)
        marks = {c["id"]: {"points": "70", "reason": "材料"} for c in panel.criteria_json}
        panels.submit_sheet(actor=actor, seat=seat, case_key=case, marks=marks, opinion="", recommends=True, at=play.at)
    with pytest.raises(Denied):
        services.end_panel(**how(play, round_, panel=panel, actor=play.cast.city_officer))
    sent = how(play, round_, panel=panel, once_key=new_key())
    for _ in range(2):
        ended = services.end_panel(**sent)
    assert ended.state == "closed"
