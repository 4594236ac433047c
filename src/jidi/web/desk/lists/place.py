"""A list as one person stands before it: which round, which step, whose list, what they may do, what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from jidi.accounts.acting import Actor, Denied, Permit
from jidi.accounts.enums import Duty
from jidi.accounts.models import Division
from jidi.applications import queries
from jidi.applications.models import Application, Round
from jidi.applications.permissions import may_select
from jidi.cases import permissions as may
from jidi.cases import queries as cases
from jidi.cases.models import Case, ListItem, ListStep
from jidi.common.say import Say, Unknown
from jidi.policies.queries import pack as pack_of
from jidi.web.desk.applications import links
from policycore.engine import Situation
from policycore.pack import Pack
from policycore.procedures import Procedure, Step, StepKind
from policycore.verdict import Missing

THING = Say("份名单", "list")
_PER_ROUND = "per-round"


@dataclass
class Place:
    """The list of a step of a round for one scope, on one day. What costs queries is asked once."""

    actor: Actor
    round_: Round
    step: Step
    scope_key: str
    on: date

    @cached_property
    def whole(self) -> Pack:
        """The pack the round is pinned to."""
        return pack_of(self.round_.version)

    @cached_property
    def procedure(self) -> Procedure:
        """The procedure of the round."""
        return self.whole.procedures[self.round_.procedure]

    @cached_property
    def permit(self) -> Permit | Denied:
        """Whether this person freezes and answers the list."""
        return may.may_freeze(
            self.actor, self.round_.version, self.round_.procedure, self.step.id, self.scope_key, self.on,
            round_key=self.round_.key,
        )  # fmt: skip

    @cached_property
    def situation(self) -> Situation:
        """What holds for the list as a whole today."""
        return queries.round_situation(self.round_, self.on, area_code=self.area)

    @cached_property
    def actor_id(self) -> str:
        """Who acts at the step, by the pack; "" while that is undecided."""
        found = self.situation.settled(self.step.actor)
        return found if isinstance(found, str) else ""

    @property
    def area(self) -> str:
        """The area the list is for, "" for one of the whole round."""
        return "" if self.per_round else self.scope_key

    @property
    def per_round(self) -> bool:
        """Whether the step has one list for the whole round."""
        return self.step.scope is None or self.step.scope.list == _PER_ROUND

    @cached_property
    def scope_name(self) -> Say:
        """Whose list it is, in words."""
        if self.per_round:
            return Say("全轮次", "the whole round")
        found = Division.objects.filter(pk=self.scope_key).first()
        return Say(found.name, found.name) if found else Say(self.scope_key)

    @cached_property
    def open_list(self) -> ListStep | None:
        """The list that was frozen and is not done."""
        version = self.round_.version
        return cases.open_list(version.pack_id, self.round_.procedure, self.step.id, self.round_.key, self.scope_key)

    @cached_property
    def items(self) -> list[ListItem]:
        """The lines of the open list, those held back and those signed already included."""
        return list(cases.list_items(self.open_list)) if self.open_list else []

    @cached_property
    def waiting(self) -> list[Case]:
        """Every case that stands at the step for this scope, on the open list or not."""
        version = self.round_.version
        found = cases.waiting_at(version.pack_id, self.round_.procedure, self.step, self.round_.key, self.scope_key)
        return list(found)

    @cached_property
    def to_answer(self) -> list[ListItem]:
        """The lines of the open list that still need an answer."""
        return [item for item in self.items if item.held_at is None and item.moved_at is None]

    @cached_property
    def later(self) -> list[Case]:
        """Cases that stand at the step beside the open list: they came later, or were held back."""
        on_it = {item.case_id for item in self.to_answer}
        return [case for case in self.waiting if case.pk not in on_it]

    @cached_property
    def closed(self) -> list[ListStep]:
        """The lists of this step and scope that are done, the latest first."""
        found = cases.lists_of(self.round_.procedure, self.round_.key)
        found = found.filter(step=self.step.id, scope_key=self.scope_key, closed_at__isnull=False)
        return list(found.order_by("-pk"))

    @cached_property
    def applications(self) -> dict[int, Application]:
        """The applications of everything that stands here or on the open list, by case."""
        wanted = {case.pk for case in self.waiting} | {item.case_id for item in self.items}
        found = queries.visible_to(self.actor).filter(case_id__in=wanted)
        return {application.case_id: application for application in found}

    @property
    def orders(self) -> bool:
        """Whether the step has its list put in order before it is decided."""
        return bool(self.step.prefers or self.step.quotas)

    @property
    def weighs(self) -> bool:
        """Whether whoever answers the list has to see how its cases stand beside each other."""
        return self.orders or self.step.kind is StepKind.MEETING

    @cached_property
    def may_order(self) -> bool:
        """Whether this person puts it in order."""
        return self.orders and bool(may_select(self.actor, self.round_, self.step, self.scope_key, self.on))

    @property
    def href(self) -> str:
        """The address of its page."""
        return links.list_(self.round_.key, self.step.id, self.scope_key)


def round_for(actor: Actor, key: str) -> Round:
    """A round this person knows of. Raises Unknown otherwise."""
    found = queries.rounds_visible_to(actor).filter(key=key).first()
    if found is None:
        raise Unknown(Say("个轮次", "round"))
    return found


def step_for(round_: Round, step_id: str, thing: Say) -> Step:
    """A step of a round. Raises Unknown otherwise."""
    try:
        return pack_of(round_.version).procedures[round_.procedure].step(step_id)
    except KeyError:
        raise Unknown(thing) from None


def place_for(actor: Actor, round_key: str, step_id: str, scope_key: str, on: date) -> Place:
    """The list of a step this person works on. Raises Unknown for everybody else.

    Where it is undecided who acts, the officers of the province see it all the same: they have it decided.
    """
    round_ = round_for(actor, round_key)
    step = step_for(round_, step_id, THING)
    place = Place(actor, round_, step, scope_key, on)
    if not step.is_list or not _scope_fits(place):
        raise Unknown(THING)
    if isinstance(place.permit, Permit):
        return place
    undecided = isinstance(place.situation.settled(step.actor), Missing)
    if undecided and actor.duty == Duty.PROVINCE_OFFICER and actor.area_code == round_.area_code:
        return place
    raise Unknown(THING)


def _scope_fits(place: Place) -> bool:
    if place.per_round:
        return place.scope_key == place.round_.key
    return (
        len(place.scope_key) == len(place.round_.area_code) and place.scope_key.isascii() and place.scope_key.isdigit()
    )


def works_on_list(actor: Actor, case: Case, on: date) -> str:
    """The address of the list (panel, notice) a case is worked on by this person; its own page for everybody else."""
    step = cases.step_of(case)
    own = links.matter(case)
    if case.has_ended or not case.round_key:
        return own
    if step.kind in {StepKind.PANEL, StepKind.NOTICE}:
        acts = any(isinstance(may.may_answer(actor, case, answer, on), Permit) for answer in step.then)
        return links.of_step(case, step) if acts else own
    if step.is_list:
        scope = cases.scope_key_of(case, step)
        permit = may.may_freeze(
            actor, case.version, case.procedure, step.id, scope, on, round_key=case.round_key
        )  # fmt: skip
        return links.list_(case.round_key, step.id, scope) if isinstance(permit, Permit) else own
    return own
