"""How a case stands on a list that is put in order before it is decided: its place, points, the proposal and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jidi.applications import queries
from jidi.applications.queries import Ranked
from jidi.cases.models import Case
from jidi.common.say import Say
from jidi.panels.enums import PanelState
from jidi.panels.marks import CaseResult
from jidi.panels.queries import results
from jidi.web.desk.applications.placed import Placed
from jidi.web.desk.lists import workbench
from jidi.web.desk.lists.place import Place
from jidi.web.shared.figures import figure
from jidi.web.shared.parts import Chip, Dash

UNSAVED = Say("没有拟定，按得分和条文排", "nothing proposed; ranked by points and articles")


@dataclass(frozen=True, slots=True)
class Standing:
    """One case as whoever decides has to see it: where it was put, beside its rank; its points; the proposal and why."""

    order: int
    place: Say
    points: str
    preferences: tuple[tuple[Say, tuple[Chip | Dash, ...]], ...]
    proposed: Say
    why: str
    experts: Say
    chosen: bool | None = None


def standings(place: Place, cases: Sequence[Case]) -> Mapping[int, Standing]:
    """How these cases stand on the list of a step, by case.

    Points and preferences are those of today; place, proposal and reasons are what people saved. A case nobody put in
    order stands as it ranks, and says so.
    """
    if not cases:
        return {}
    ranked = queries.ranking(place.round_, place.step.id, cases, place.on)
    given = given_by_experts(place)
    return {one.case.pk: _standing(place, one, given.get(str(one.case.pk))) for one in ranked}


def _standing(place: Place, one: Ranked, given: CaseResult | None) -> Standing:
    saved = Placed(place.step.say, one.saved) if one.saved else None
    rank = one.line.place
    return Standing(
        saved.row.place if saved else rank,
        saved.place if saved else Say(f"得分排第 {rank} 名", f"ranked {rank}"),
        figure(one.line.points, workbench.PLACES),
        workbench.preferences_of(place, one.line),
        saved.choice if saved else UNSAVED,
        saved.why if saved else "",
        experts_said(given),
        saved.row.chosen if saved else None,
    )


def given_by_experts(place: Place) -> Mapping[str, CaseResult]:
    """What the panel before the step gave each case, by case key; nothing before it has ended."""
    panel = queries.panel_before(place.round_, place.step.id)
    return results(panel) if panel is not None and panel.state == PanelState.CLOSED else {}


def experts_said(given: CaseResult | None) -> Say:
    """How many experts reviewed a case, and how many of them recommend it; "" where none did."""
    if given is None or not given.sheets:
        return Say("")
    if not given.recommended and not given.not_recommended:
        return Say(f"{given.sheets} 人评审", f"{given.sheets} reviewed it")
    zh = f"{given.sheets} 人评审，{given.recommended} 人建议通过"
    return Say(zh, f"{given.sheets} reviewed it, {given.recommended} recommend it")


def proposal(shown: Mapping[int, Standing]) -> Say:
    """How many of the list are proposed, in words; "" where nothing was proposed."""
    chosen = [one.chosen for one in shown.values() if one.chosen is not None]
    if not chosen:
        return Say("")
    return Say(f"拟定入选 {sum(chosen)} 件，共 {len(shown)} 件", f"{sum(chosen)} of {len(shown)} proposed")
