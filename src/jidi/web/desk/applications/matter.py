"""The page of a matter (案卷): everything one sees and may do at the step where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

from jidi.accounts.acting import Actor
from jidi.applications import queries
from jidi.applications.models import Application
from jidi.cases import queries as cases
from jidi.cases.enums import PointState
from jidi.cases.errors import MoveRefused
from jidi.cases.guards import MissingItem as Missing
from jidi.cases.models import Case, ReturnPoint
from jidi.cases.permissions import CaseMoves, moves_for
from jidi.common.say import Refused, Say, Unknown
from jidi.filings.queries import form_in
from jidi.policies.queries import pack as pack_of
from jidi.web.desk.applications import facts, links, shown
from jidi.web.desk.applications.aside import OFFICES, aside
from jidi.web.desk.applications.changed import changed_entries, taken_back
from jidi.web.desk.applications.content import Content, content_of, filings_of, form_of_field
from jidi.web.desk.applications.tabs import TABS, tab_context
from jidi.web.desk.http import actor_required, page, reads, today_of
from jidi.web.shared.parts import Badge, Link, MissingItem, Problem, Tab
from policycore.calendar import Due
from policycore.engine import Situation, limit_of_step
from policycore.pack import Pack
from policycore.procedures import AnswerDoes, Procedure, Step, StepKind

THING = Say("个案卷", "matter")


@dataclass
class Matter:
    """A matter as one person sees it on one day. What costs queries is asked once, and only where it is shown."""

    actor: Actor
    case: Case
    on: date

    @cached_property
    def whole(self) -> Pack:
        """The pack it is pinned to."""
        return pack_of(self.case.version)

    @cached_property
    def procedure(self) -> Procedure:
        """The procedure it moves in."""
        return self.whole.procedures[self.case.procedure]

    @cached_property
    def step(self) -> Step:
        """The step it stands at, the last one once it has ended."""
        return self.procedure.step(self.case.step)

    @cached_property
    def application(self) -> Application | None:
        """The application it moves, None for a matter of another room."""
        return queries.of_case(self.case)

    @cached_property
    def sees_all(self) -> bool:
        """Whether this person sees its content, or its progress only."""
        return cases.sees_all(self.actor, self.case)

    @cached_property
    def situation(self) -> Situation:
        """What the rules see of it today."""
        return cases.situation_for(self.case, self.on)

    @cached_property
    def moves(self) -> CaseMoves | None:
        """Where it stands for this person; None once it has ended or where only progress is seen."""
        return None if self.case.has_ended or not self.sees_all else moves_for(self.case, self.actor, self.on)

    @cached_property
    def points(self) -> list[ReturnPoint]:
        """The points of the last return that are not settled."""
        return cases.open_points(self.case) if self.sees_all else []

    @cached_property
    def writes(self) -> bool:
        """Whether this person is filling it in now."""
        return self.application is not None and bool(queries.may_edit(self.actor, self.application, self.on))

    @cached_property
    def places(self) -> links.Places:
        """Where the places of this matter are."""
        shown_forms = filings_of(self.application) if self.application else []
        vetoes = facts.vetoes_at(self.whole, self.procedure)
        asked = {name for rule in vetoes for name in facts.of_veto(self.whole, rule)}
        return links.Places(
            self.case, self.whole.id, self.step, form_of_field(shown_forms), self.writes, frozenset(asked)
        )

    @cached_property
    def content(self) -> Content | None:
        """What it says."""
        if self.application is None or not self.sees_all:
            return None
        return content_of(self.application, self.on, writes=self.writes)

    @cached_property
    def forms(self) -> Mapping[str, tuple[str, Say, str]]:
        """For each field of the forms that are written now: the id, the title and the address of its form."""
        if self.application is None or not self.writes:
            return {}
        found = {}
        for filing in filings_of(self.application):
            form = form_in(filing)
            told = (filing.form_id, Say(form.zh or form.id, form.en), links.form(self.case, filing.form_id))
            found.update({field.id: told for field in form.fields()})
        return found

    def folded(self, items: Iterable[Missing]) -> list[MissingItem]:
        """What is missing, line by line, many of one sort in one line."""
        return shown.folded(shown.missing_items(self.whole, items, self.places), self.forms)

    def lacking(self, answer: str) -> list[MissingItem]:
        """What stands in the way of an answer before its form is even begun."""
        assert self.moves is not None
        return self.folded(shown.blocking(self.moves.missing.get(answer, ())))

    @property
    def goes_on(self) -> str:
        """The answer that brings it on, "" where this person may give none."""
        if self.moves is None:
            return ""
        ways = [
            m.answer for m in self.moves.moves.moves if m.does is AnswerDoes.FORWARD and m.answer in self.moves.missing
        ]
        return ways[0] if ways else ""


def matter_for(actor: Actor, number: str, on: date) -> Matter:
    """A matter this person knows of. Raises Unknown otherwise."""
    # The agenda names a case by its key; people and their links by its number.
    named = {"pk": int(number)} if number.isdecimal() and len(number) < 12 else {"case_no": number}
    found = cases.known(actor, **named)
    if found is None:
        raise Unknown(THING)
    case, sees_all = found
    here = Matter(actor, case, on)
    here.sees_all = sees_all
    return here


def seen_matter(actor: Actor, number: str, on: date) -> Matter:
    """A matter whose content this person sees. Raises Unknown otherwise: who knows only its progress sends nothing."""
    found = matter_for(actor, number, on)
    if not found.sees_all:
        raise Unknown(THING)
    return found


@reads
@actor_required
def matter(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """One matter: what is to be done, what is missing, what it says, how it came here."""
    return matter_page(request, matter_for(actor, number, today_of(request)))


def matter_page(
    request: HttpRequest,
    here: Matter,
    refused: Refused | None = None,
    typed: QueryDict | None = None,
    tab: str = "",
) -> HttpResponse:
    """Draw the page of a matter; after a refusal with everything that was typed and what stands in the way."""
    tab = tab or request.GET.get("tab", "")
    tab = tab if tab in TABS else next(iter(TABS))
    context: dict[str, Any] = {
        **head(here),
        "tab": tab,
        "tabs": _tabs(here, tab),
        **(tab_context(here, tab, request) if here.sees_all else {}),
        **aside(here, request, typed),
        "changed": changed_entries(here),
        "taken_back": taken_back(here),
        "problems": _problems(refused, here),
        "refused": refused,
        "printed_by": here.actor,
    }
    return page(
        request,
        "desk/applications/matter.html",
        context,
        room="applications",
        status=HTTPStatus.OK if refused is None else refused.status,
    )


def head(here: Matter) -> dict[str, Any]:
    """What stands on top of every page of a matter."""
    case, application = here.case, here.application
    crumbs = [Link(Say("申报认定", "Applications"), links.home())]
    if application is not None:
        crumbs.append(Link(Say(application.round.zh, application.round.en), links.round_(application.round.key)))
    return {
        "here": here,
        "case": case,
        "application": application,
        "crumbs": crumbs,
        "title": Say(
            f"{case.title_zh}　{here.procedure.say.zh}", f"{case.title_en or case.title_zh} · {here.procedure.en}"
        ),
        "badge": _badge(here),
        "meta": _meta(here),
        "steps": shown.step_cells(_bar(here), cases.steps(case)),
        "correcting": here.points if here.step.kind is StepKind.FILL else [],
    }


def _badge(here: Matter) -> Badge:
    returned = here.step.kind is StepKind.FILL and not here.case.has_ended
    count = len([p for p in here.points if p.state in (PointState.OPEN, PointState.ANSWERED)]) if returned else 0
    return shown.state_badge(here.case, here.procedure, count)


def _meta(here: Matter) -> list[Say]:
    pack = here.whole.header
    kind = here.whole.kinds.get(here.case.kind)
    as_kind = [Say(f"申报主体：{kind.say.zh}", f"applies as: {kind.say.en or kind.id}")] if kind else []
    return [
        *as_kind,
        Say(f"案号 {here.case.case_no}", f"No. {here.case.case_no}"),
        Say(
            f"适用《{pack.zh}》第 {pack.version} 版，本案全程不变",
            f"under {pack.en or pack.zh}, version {pack.version}, to its end",
        ),
    ]


def _bar(here: Matter) -> shown.Bar:
    """The offices of the steps taken (as they signed) and of the one at hand, and the days decided for the round."""
    offices = {
        m.step: Say(m.who_organisation, m.who_organisation) for m in cases.history(here.case) if m.who_organisation
    }
    who = here.situation.settled(here.step.actor)
    if not here.case.has_ended and isinstance(who, str) and here.whole.actors[who].kind in OFFICES:
        named = [
            name
            for name in cases.names_of(cases.seats_at(here.case, who, here.on), here.case.area_code, here.on).values()
            if name.zh
        ]
        if named:
            offices[here.step.id] = Say("、".join(n.zh for n in named), ", ".join(n.en or n.zh for n in named))
    days = {}
    for step in here.procedure.steps:
        decided = here.situation.settled(step.actor)
        if not isinstance(step.actor, str) and isinstance(decided, str):
            offices.setdefault(step.id, here.whole.actors[decided].say)
        if step.limit is not None and step.limit.within is None:
            found = limit_of_step(here.situation, step, here.on)
            if isinstance(found, Due):
                days[step.id] = found.day
    return shown.Bar(here.case, here.procedure, here.whole, here.on, offices, days)


def _tabs(here: Matter, tab: str) -> list[Tab]:
    if not here.sees_all:
        return []
    counts = _counts(here)
    has_vetoes = bool(facts.vetoes_at(here.whole, here.procedure))
    return [
        Tab(words, links.matter(here.case, name), current=name == tab, count=counts.get(name, ""))
        for name, words in TABS.items()
        if name != "vetoes" or has_vetoes
    ]


def _counts(here: Matter) -> dict[str, str]:
    content = here.content
    found = {"history": str(here.case.seq)}
    if content is not None and content.documents:
        found["documents"] = f"{content.handed_in}/{len(content.documents)}"
    rules = facts.vetoes_at(here.whole, here.procedure)
    if rules:
        asked = {name for rule in rules for name in facts.of_veto(here.whole, rule)}
        held = facts.held_in(here.case)
        found["vetoes"] = f"{sum(name in held for name in asked)}/{len(asked)}"
    return found


def _problems(refused: Refused | None, here: Matter) -> Sequence[Problem]:
    if refused is None:
        return ()
    if isinstance(refused, MoveRefused) and refused.missing:
        return [Problem(item.say, _target(item.link)) for item in refused.missing]
    return [Problem(refused.because)]


def _target(link: str) -> str:
    kind, _, key = link.partition(":")
    return {
        "record": f"r-{key}", "note": {"reason": "reason", "points": "points", "statement": "r-statement"}.get(key, f"note-{key}"),
        "fact": f"n-{key}", "point": f"p-{key}",
    }.get(kind, "")  # fmt: skip
