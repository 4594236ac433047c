"""The decisions a round waits for, as work of whoever takes them: opened with the round, closed with the last of them."""

from __future__ import annotations

from datetime import date, datetime

from jidi.accounts.acting import Actor, Permit
from jidi.agenda.services import close_items, open_item
from jidi.applications import queries
from jidi.applications.enums import RoundState
from jidi.applications.models import Round
from jidi.applications.permissions import starting_cite
from jidi.applications.points import deciding_seats, points_needed
from jidi.audit.services import operation
from jidi.common.clock import day_of
from jidi.common.say import Cite, Refused, Say
from jidi.policies.actors import cite_of
from jidi.policies.models import PackVersion
from jidi.policies.permissions import may_decide
from jidi.policies.queries import pack
from jidi.policies.services import DecisionLine, decide_many
from policycore.open_points import Scope

ROOM, KIND = "applications", "round-points"


def settle_points(*, pack_id: str, on: date, at: datetime) -> None:
    """Bring up to date what is still to be decided for the open rounds of a pack: asked after a decision, not pushed."""
    rounds = Round.objects.filter(version__pack_id=pack_id, state=RoundState.OPEN).select_related("version")
    with operation(at=at):
        for round_ in rounds.order_by("pk"):
            ask_for_decisions(round_, on, at)


def ask_for_decisions(round_: Round, on: date, at: datetime) -> None:
    """One item for each office that has points of the round to decide; none where nothing is left to it."""
    whole = pack(round_.version)
    needed = points_needed(round_, on)
    asked = dict(deciding_seats(round_, [one for one in needed if one.decision is None], on))
    for seat, count in asked.items():
        open_item(
            room=ROOM, kind=KIND, key=round_.key, area_code=round_.area_code, seat=seat, round_key=round_.key, at=at,
            what=Say(f"{round_.zh}：待定项还有 {count} 项未定", f"{round_.en or round_.zh}: {count} points to decide"),
            next_step=Say("去决定", "decide"), cite=starting_cite(whole, whole.procedures[round_.procedure]),
        )  # fmt: skip
    everybody = dict(deciding_seats(round_, needed, on))
    done = [seat for seat in everybody if seat not in asked]
    close_items(room=ROOM, kind=KIND, key=round_.key, at=at, seats=done)


def decide_year(round_: Round, actor: Actor, on: date, at: datetime) -> None:
    """Record the year a round is announced for as the decision on the point that asks for it, by the announcing act.

    Nothing where the document leaves no year open, or the same was decided before; asked once, it cannot differ.
    Left undecided where the announcing office is not the one that decides it. Raises Refused where a decision for this
    round says another year.
    """
    whole = pack(round_.version)
    year = whole.procedures[round_.procedure].starts.year
    if year is None or year.open is None:
        return
    situation = queries.round_situation(round_, on)
    held = situation.decisions.find(year.open, on, situation.where)
    if held is not None and str(held.value) == str(round_.year):
        return
    if held is not None:
        raise year_differs(round_, held.value, cite_of(whole, whole.open_points[year.open].citation()))
    point = whole.open_points[year.open]
    if not isinstance(may_decide(actor, whole, point, on, scope=Scope.ROUND, target=round_.key), Permit):
        return
    line = DecisionLine(
        year.open, round_.year, round_.act, round_.act_number, day_of(at), None, Scope.ROUND, round_.key
    )
    version = PackVersion.objects.get(pk=round_.version_id)
    decide_many(version_id=version.pk, lines=[line], actor=actor, at=at, is_demo=round_.is_demo)


def year_differs(round_: Round, decided: object, cite: Cite) -> Refused:
    """The year typed is not the one that was decided for this round."""
    return Refused(
        Say("轮次没有发布。", "The round was not announced."),
        Say(
            f"年度填的是 {round_.year}，对本轮已决定为 {decided}。",
            f"The year is {round_.year}; {decided} was decided.",
        ),
        Say("请把年度改成已决定的，或先另作决定。", "Enter the year that was decided, or decide anew first."),
        cite=cite,
    )
