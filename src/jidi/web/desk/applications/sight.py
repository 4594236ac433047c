"""谁能看到: who sees what of a matter, and which words stay among the offices that review it."""

from __future__ import annotations

from datetime import date
from typing import Final

from jidi.accounts.acting import Actor
from jidi.accounts.enums import Tier
from jidi.agenda.addressees import seat_named
from jidi.cases.enums import Sees
from jidi.cases.models import Case, Move
from jidi.cases.queries import names_of
from jidi.cases.queries.cases import SEEN
from jidi.common.say import Say
from jidi.policies.actors import Seat
from policycore.procedures import AnswerDoes, Procedure, StepKind

APPLYING: Final = frozenset({Tier.COUNTY, Tier.NONE})
"""Levels that apply or prepare: they see everything but what the offices above say to each other (rule of the house)."""
_ALL_BUT = Say(
    "全部内容、补正点；不含上级机关的内部意见", "content and points; not what the offices above say to each other"
)
_EXPERTS = Say("抽中并声明无利害关系后，看申报内容和材料", "content and documents, once drawn and free of interest")
_PUBLIC = Say("认定后：名称、产品、日期", "after designation: name, products, day")


def lines_of(case: Case, procedure: Procedure, on: date) -> list[tuple[Say, Say]]:
    """Who sees what of a matter, the nearest first; in one query for the names."""
    rows = {seat_named(row.addressee, row.area_code): row for row in case.parties.all()}
    names = names_of(list(rows), case.area_code, on)
    found = [
        (names[seat], _ALL_BUT if row.sees == Sees.ALL and applies(seat) else SEEN[Sees(row.sees)])
        for seat, row in rows.items()
        if names[seat].zh
    ]
    if any(step.kind is StepKind.PANEL for step in procedure.steps):
        found.append((Say("评审专家", "experts"), _EXPERTS))
    if any(step.grants for step in procedure.steps):
        found.append((Say("公众", "the public"), _PUBLIC))
    return found


def applies(seat: Seat) -> bool:
    """Whether whoever sits there applies or prepares."""
    return seat.organisation_id is not None or seat.tier in APPLYING


def inside(actor: Actor) -> bool:
    """Whether a person belongs to the offices that review: they read what these say to each other."""
    return actor.tier not in APPLYING


def may_read(actor: Actor, move: Move) -> bool:
    """Whether a person reads the words of a move: those of the own office, and every reason of a return or refusal."""
    own = move.who_organisation == actor.organisation_name
    said_to_them = move.does in {AnswerDoes.RETURN.value, AnswerDoes.REFUSE.value, AnswerDoes.WITHDRAW.value}
    return inside(actor) or own or said_to_them
