"""Forming the panel of a round, late arrivals, substitutes, its end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from jidi.accounts.acting import Denied
from jidi.applications import services
from jidi.applications.models import Application, Round
from jidi.common.keys import new_key
from jidi.common.say import Refused
from jidi.panels import services as panels
from jidi.panels.models import Panel
from jidi.panels.queries import results
from jidi.panels.rules import DECLARE
from jidi.policies.services import decide_point
from policycore.open_points import Scope
from tests.cast import Cast
from tests.jidi.applications.play import OPENS, Play, seats, step_of, version_in_force
from tests.jidi.applications.variants import copied


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
    assert refused.value.cite == DECLARE, "what is missing is missing by a rule of the house, not by the article"
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


def test_a_review_that_has_ended_sits_again_for_what_comes_later_and_keeps_what_was_given(
    play: Play, round_: Round, panel: Panel, at_review: Application
) -> None:
    """A case returned for correction comes back when the others are through: it must not be stuck at the step."""
    first = str(at_review.case_id)
    review(play, panel, first)
    services.end_panel(**how(play, round_, panel=panel))
    before = results(panel)[first]
    late = play.submitted(play.started(round_, play.base(product="水果")))
    play.forwarded(round_, late)
    play.answer(late, "received", play.cast.province_officer)
    again = services.take_in(**how(play, round_, panel=panel))
    assert (again.state, again.closed_at, again.case_keys) == ("sitting", None, [first, str(late.case_id)])
    with pytest.raises(Refused):
        services.end_panel(**how(play, round_, panel=panel))
    review(play, again, str(late.case_id))
    ended = services.end_panel(**how(play, round_, panel=again))
    assert ended.state == "closed"
    assert results(ended)[first] == before


def review(play: Play, panel: Panel, case: str) -> None:
    """Every expert declares on a case and hands a sheet in."""
    for actor, seat in seats(play.cast, panel):
        panels.declare(actor=actor, panel=panel, case_key=case, has_conflict=False, text="", at=play.at)
        marks = {c["id"]: {"points": "70", "reason": "材料"} for c in panel.criteria_json}
        panels.submit_sheet(actor=actor, seat=seat, case_key=case, marks=marks, opinion="", recommends=True, at=play.at)


DECIDED = {
    "groups": {"industry": {"zh": "产业基础", "en": "Industry"}, "effect": {"zh": "成效", "en": "Results"}},
    "leaves": [
        {"id": "chain", "group": "industry", "zh": "产业链", "en": "Chain", "maximum": 60, "weight": 40},
        {"id": "brand", "group": "effect", "zh": "品牌", "en": "Brand", "weight": 35},
        {"id": "scale", "group": "effect", "zh": "规模", "en": "Size", "maximum": 100, "weight": 25, "computed": "70"},
    ],
}  # fmt: skip


def left_open(folder: Path) -> Path:
    """A copy in which the contents of the review stand in an annex nobody has: the issuer decides them for the round."""
    copy = copied(folder)
    copy.change("criteria.yaml", lambda data: [
        {"id": "review-criteria", "zh": "评审内容", "en": "Contents of the review", "open": "indicators", "cite": data[0]["cite"]}
    ])  # fmt: skip
    point = {
        "zh": "评价指标体系",
        "en": "Indicators",
        "kind": "criteria",
        "scope": "round",
        "why": "没有附。",
        "cite": "15",
    }
    copy.change("open-points.yaml", lambda data: data.update(indicators=point))
    copy.change("scoring.yaml", lambda data: [{k: v for k, v in one.items() if k != "weights"} for one in data])
    return copy.folder


@pytest.fixture
def undecided(cast: Cast, tmp_path: Path) -> tuple[Play, Round]:
    """A round of that copy, with an application before the panel."""
    play = Play(cast, version_in_force(left_open(tmp_path)))
    round_ = play.announced()
    application = play.submitted(play.started(round_))
    play.forwarded(round_, application)
    play.answer(application, "received", play.cast.province_officer)
    play.pooled()
    return play, round_


def decide(play: Play, round_: Round, value: Any) -> None:
    decide_point(
        version_id=play.version.pk, point="indicators", value=value, act="通知", decided_on=OPENS, actor=None, at=play.at,
        scope=Scope.ROUND, target=round_.key, valid_from=OPENS,
    )  # fmt: skip


def test_the_criteria_decided_for_the_round_are_what_the_panel_scores(undecided: tuple[Play, Round]) -> None:
    play, round_ = undecided
    decide(play, round_, DECIDED)
    panel = services.begin_panel(**how(play, round_))
    rows = [(c["id"], c["group"], c["maximum"], c["weight"]) for c in panel.criteria_json]
    assert rows == [("chain", "产业基础", "60", "40"), ("brand", "成效", "100", "35")]  # what is computed nobody scores
    assert {c["article"] for c in panel.criteria_json} == {"16.1"}


def test_no_panel_sits_before_its_criteria_are_decided_and_the_point_is_named(undecided: tuple[Play, Round]) -> None:
    play, round_ = undecided
    with pytest.raises(Refused, match="评价指标体系") as refused:
        services.begin_panel(**how(play, round_))
    assert refused.value.cite.printed.zh
    assert not Panel.objects.exists()


def test_criteria_that_are_none_are_no_decision(undecided: tuple[Play, Round]) -> None:
    play, round_ = undecided
    with pytest.raises(Refused):
        decide(play, round_, {"leaves": []})
    with pytest.raises(Refused, match="评价指标体系"):
        services.begin_panel(**how(play, round_))
