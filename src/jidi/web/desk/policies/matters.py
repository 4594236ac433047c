"""What applies a policy now, and which rounds a decision may be for: told by the rooms of cases and applications."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.urls import reverse

from jidi.accounts.acting import Actor
from jidi.agenda.models import WorkItem
from jidi.applications.enums import RoundState
from jidi.applications.points import undecided
from jidi.applications.queries import rounds_visible_to
from jidi.cases.models import Case
from jidi.cases.queries import visible_to
from jidi.common.say import Say
from jidi.policies.queries import pack
from jidi.web.desk.addresses import address_of
from jidi.web.desk.policies.applying import Applying, register_applying
from jidi.web.desk.policies.library import version_say
from jidi.web.desk.policies.targets import register_targets, register_waiting
from jidi.web.shared.language import Words
from jidi.web.shared.parts import Badge, Link, State
from policycore.open_points import Scope

ROOM, KIND = "cases", "case"


def cases_under_way(actor: Actor, pack_id: str, on: date) -> Iterator[Applying]:
    """The living cases of a policy that the actor sees, each at the step where it stands, with who has it until when."""
    found = list(
        visible_to(actor)
        .filter(version__pack_id=pack_id, ended_at__isnull=True)
        .select_related("version")
        .defer("version__files_json")
        .order_by("id")
    )
    items = _open_items(found)
    for case in found:
        item = items.get(str(case.pk))
        yield Applying(
            element=f"procedures/{case.procedure}/{case.step}",
            link=Link(case.title, address_of(ROOM, KIND, case.case_no)),
            state=Badge(State.GOING, _step_say(case)),
            said=case.case_no,
            holder=Say(item.holder_zh, item.holder_en) if item else Say(""),
            due=item.due_on if item else None,
            version=version_say(case.version),
        )


def _open_items(found: Iterable[Case]) -> dict[str, WorkItem]:
    """The open work item of each case, by its key: one question for all."""
    keys = [str(case.pk) for case in found]
    rows = WorkItem.objects.filter(room=ROOM, kind=KIND, key__in=keys, done_at__isnull=True).order_by("-id")
    return {row.key: row for row in rows}


def _step_say(case: Case) -> Say:
    """The name of the step a case stands at, in the version it is pinned to."""
    procedure = pack(case.version).procedures.get(case.procedure)
    step = next((one for one in procedure.steps if one.id == case.step), None) if procedure else None
    return step.say if step else Say(case.step)


def rounds_of(actor: Actor, pack_id: str, on: date) -> Iterator[tuple[str, Words]]:
    """The rounds of a policy the actor knows of: key and name."""
    for row in rounds_visible_to(actor).filter(version__pack_id=pack_id).order_by("-opens_on", "-id"):
        yield row.key, Say(row.zh, row.en)


def waiting_in_rounds(actor: Actor, pack_id: str, on: date) -> dict[str, list[Link]]:
    """The points the open rounds of a policy still wait for, each with the page where they are decided together."""
    found: dict[str, list[Link]] = {}
    for row in rounds_visible_to(actor).filter(version__pack_id=pack_id, state=RoundState.OPEN).order_by("pk"):
        for one in undecided(row, on):
            way = Link(Say(row.zh, row.en or row.zh), reverse("desk:round-points", args=[row.key]))
            found.setdefault(one.point.id, []).append(way)
    return found


MOST_CASES = 200
"""Living cases offered as the reach of a decision (house rule)."""


def cases_of(actor: Actor, pack_id: str, on: date) -> Iterator[tuple[str, Words]]:
    """The living cases of a policy the actor sees: the key decisions name them by, number and title."""
    found = visible_to(actor).filter(version__pack_id=pack_id, ended_at__isnull=True).order_by("-pk")[:MOST_CASES]
    for row in found:
        yield str(row.pk), Say(f"{row.case_no} {row.title_zh}", f"{row.case_no} {row.title_en or row.title_zh}")


def register() -> None:
    """Tell the pages of policies what cases and rounds know. Called when the addresses are read."""
    register_applying("cases", cases_under_way)
    register_targets(Scope.ROUND, rounds_of)
    register_targets(Scope.CASE, cases_of)
    register_waiting(waiting_in_rounds)
