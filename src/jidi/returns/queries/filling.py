"""What is filled in for a duty: its form, its filing, what is open in it, by what it is judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery

from jidi.accounts.acting import Actor, Permit
from jidi.cases.models import Case
from jidi.common.quick import Prepared
from jidi.common.say import Say
from jidi.filings.enums import Ruling
from jidi.filings.judging import Rules
from jidi.filings.models import Filing, Version
from jidi.filings.queries import filing_of, filings_of, latest_version
from jidi.filings.spots import WHY, Layout
from jidi.filings.state import FormState
from jidi.policies import queries as policies
from jidi.policies.bounds import form_decided
from jidi.returns.enums import ActKind, DutyState
from jidi.returns.models import Act, Duty, Elsewhere, Level
from jidi.returns.queries.duties import OWNER, visible_to
from jidi.returns.queries.met import finished, subject_of
from policycore.engine import Situation
from policycore.engine.form_findings import whole_form
from policycore.forms import FieldKind, Form
from policycore.obligations import Fulfilment, Obligation
from policycore.open_points import OpenOr, Where
from policycore.verdict import Missing

WHOLE = "*"
"""The place of a return that means all of the form."""
SET_ASIDE = "set-aside"
"""Where an act names the records of elsewhere it sets aside."""


def rule_of(duty: Duty) -> Obligation:
    """The obligation of the pinned pack."""
    return policies.pack(duty.version).obligations[duty.rule]


def fulfilment_of(duty: Duty) -> Fulfilment:
    """What fulfils a duty: what its level of the chain has of its own, else what the rule says."""
    rule = rule_of(duty)
    return rule.links[duty.link].fulfilled_by or rule.fulfilled_by


def year_of(duty: Duty) -> int:
    """The year decisions of scope ``year`` are looked up for: that of the duty's period."""
    return duty.starts_on.year


def where_of(duty: Duty) -> Where:
    """Where decisions on a duty are looked for."""
    return Where(area=duty.area_code, year=str(year_of(duty)))


def situation_of(duty: Duty, on: date) -> Situation:
    """The situation of a duty on a day, with the decisions that reach it."""
    return policies.situation(duty.version, subject_of(duty), max(on, duty.starts_on), where_of(duty))


def form_for(duty: Duty, on: date) -> Form | Missing | None:
    """The form that fulfils a duty or is prepared for it; Missing while it is undecided; None where there is none."""
    wanted: Any = fulfilment_of(duty).form or rule_of(duty).prepares
    if wanted is None:
        return None
    if isinstance(wanted, OpenOr):
        decided = situation_of(duty, on).settled(wanted)
        if isinstance(decided, Missing):
            return decided
        if not isinstance(decided, str):
            return _decided(duty, wanted.open or "", decided)
        wanted = decided
    form = policies.pack(duty.version).forms.get(wanted)
    return whole_form(situation_of(duty, on), form)[0] if form else None


def _decided(duty: Duty, point_id: str, decided: Any) -> Form:
    """The form a decision states: called as its point where the decision gives it no name."""
    data = decided[0] if isinstance(decided, list | tuple) else decided
    say = policies.pack(duty.version).open_points[point_id].say
    return form_decided(point_id, {"zh": say.zh, "en": say.en, **data})


def only_prepared(duty: Duty) -> bool:
    """Whether its form only prepares what is done elsewhere, and does not fulfil the duty itself."""
    return not fulfilment_of(duty).form and bool(rule_of(duty).prepares)


def form_fulfils(duty: Duty) -> bool:
    """Whether a form handed in and accepted is (part of) what fulfils a duty."""
    return bool(fulfilment_of(duty).form)


def document_of(duty: Duty) -> str:
    """The document of the pack that has to be handed in (beside what else is asked for), or nothing."""
    return fulfilment_of(duty).document or ""


def document_short(duty: Duty) -> bool:
    """Whether a document is asked for that was not handed in yet."""
    return bool(document_of(duty)) and not duty.papers.exists()


def procedure_short(duty: Duty) -> bool:
    """Whether a procedure is asked for of which no matter about the same was finished yet."""
    return bool(fulfilment_of(duty).procedure) and finished_for(duty) is None


def reviewed_whole(duty: Duty) -> bool:
    """Whether something is handed in and accepted as a whole (a form, a document): articles beside it settle nothing."""
    return form_fulfils(duty) or bool(document_of(duty))


def waits_elsewhere(duty: Duty) -> bool:
    """Whether a duty that also has to be done elsewhere still waits for the record of that."""
    return duty.elsewhere_ok and not records_of(duty)


def records_of(duty: Duty) -> list[Elsewhere]:
    """The records of what was done elsewhere that hold, oldest first: without those that were set aside."""
    made = list(duty.elsewhere.order_by("pk"))
    if not made:
        return []
    acts = Act.objects.filter(duty=duty, kind=ActKind.ELSEWHERE).values_list("detail_json", flat=True)
    aside = {pk for detail in acts for pk in detail.get(SET_ASIDE, ())}
    return [one for one in made if one.pk not in aside]


def sent_on_by(duty: Duty, levels: Sequence[Level]) -> Level | None:
    """The level whose record says that what came from below was sent on outside, None where no such record holds."""
    last = levels[-1]
    fed = duty.filler is not None and duty.filler < last.place
    return last if duty.state == DutyState.ACCEPTED and last.to_outside and fed and records_of(duty) else None


def prepares(duty: Duty) -> bool:
    """Whether handing its form in now only prepares what is done on somebody else's platform: the duty stays open."""
    return duty.elsewhere_ok and (only_prepared(duty) or waits_elsewhere(duty))


def platform_of(duty: Duty) -> Say:
    """Where it is done outside this system, as the pack says it."""
    done = fulfilment_of(duty).done_elsewhere
    return Say(done.zh, done.en) if done is not None else Say("")


def paper_of(duty: Duty) -> int:
    """How many sealed paper copies a duty asks for beside what is handed in here."""
    return fulfilment_of(duty).paper


def articles_short(duty: Duty) -> int:
    """How many of the articles a duty asks for were not handed in yet."""
    return max(duty.articles_owed - duty.articles_filed, 0)


def finished_for(duty: Duty) -> Case | None:
    """The finished matter that meets a duty fulfilled by a procedure, None while there is none."""
    return finished(duty.version, fulfilment_of(duty), [duty]).get(duty.pk)


def files_many(actor: Actor, on: date) -> bool:
    """Whether there is more than one form an actor may hand in now: then handing in at once is offered. One query."""
    mine = Q(organisation_id=actor.organisation_id, organ="") | Q(organ=actor.organ, tier=actor.tier.value)
    top = Level.objects.filter(duty=OuterRef("duty"), is_debtor=True).values("place")[:1]
    seats = Level.objects.filter(mine, duty=OuterRef("pk"), place__gte=F("duty__at"), place__lte=Subquery(top))
    rows = visible_to(actor).filter(Exists(seats), state=DutyState.DUE, opens_on__lte=on, return_due_on__isnull=True)
    return len(rows.exclude(form_id="").filter(filler__isnull=True).values_list("pk", flat=True)[:2]) > 1


def filing_for(duty: Duty) -> Filing | None:
    """The filing that was opened for a duty, None before."""
    return next(iter(filings_of(OWNER, [str(duty.pk)])[str(duty.pk)]), None)


def filing_named(duty: Duty, form_id: str) -> Filing:
    """The filing of a form for a duty. Raises Unknown when it was never opened."""
    return filing_of(OWNER, str(duty.pk), form_id, period_of_filing(duty))


def period_of_filing(duty: Duty) -> str:
    """The period its filing reports on."""
    return duty.of_period


def filings_by_duty(duties: Iterable[Duty]) -> dict[int, Filing]:
    """The filings of many duties, by duty id, in one query."""
    found = filings_of(OWNER, [str(duty.pk) for duty in duties])
    return {int(key): rows[0] for key, rows in found.items() if rows}


def latest_of(duty: Duty) -> Version | None:
    """The last version handed in for a duty."""
    filing = filing_for(duty)
    return latest_version(filing) if filing else None


def rules_of(duty: Duty, on: date) -> Rules:
    """By what a duty's form is judged: its pinned pack, the decisions that reach it, the day, the checks released."""
    situation = situation_of(duty, on)
    return Rules(situation.pack, situation.decisions, on, released=released(duty))


def released(duty: Duty) -> frozenset[str]:
    """The ids of the checks a superior released for this duty."""
    return frozenset(detail["check"] for (detail,) in _RELEASED(duty.pk))


_RELEASED: Prepared[tuple[Any]] = Prepared(
    lambda duty: Act.objects.filter(duty=duty, kind=ActKind.RELEASED).values_list("detail_json"), int
)


def last_return(duty: Duty) -> Act | None:
    """The return for correction that is open, None where there is none."""
    if duty.state != DutyState.RETURNED and not _returned_below(duty):
        return None
    return Act.objects.filter(duty=duty, kind=ActKind.RETURNED).order_by("-pk").first()


def _returned_below(duty: Duty) -> bool:
    return duty.state == DutyState.DUE and duty.return_due_on is not None


def unlocked_fields(duty: Duty) -> frozenset[str] | None:
    """The places of the form open after a return; None while everything is.

    Beside those it names, the figures whose explanation was judged not to hold: they may be what is wrong.
    """
    act = last_return(duty)
    if act is None:
        return None
    named = {str(point["field"]) for point in act.points if point.get("field")}
    if WHOLE in named:
        return None
    version = latest_of(duty)
    rejected = version.explanations.filter(ruling=Ruling.REFUSED).exclude(address="") if version else ()
    return frozenset(named | {one.address for one in rejected})


def owner_permit(permit: Permit, duty: Duty) -> Permit:
    """The same permit for the duty as an owner of filings."""
    return Permit(permit.actor, permit.action, OWNER, str(duty.pk), permit.reason, permit.cite)


def required_spots(layout: Layout) -> list[str]:
    """The addresses that must be filled: fixed places of required fields (tables have as many rows as needed)."""
    return [
        address
        for address, spot in layout.fixed.items()
        if spot.leaf.required and spot.leaf.kind is not FieldKind.DERIVED and not address.startswith(WHY)
    ]


def cells_of(state: FormState) -> tuple[int, int]:
    """How many places must be filled, and how many of them hold something readable. The second is never above the first."""
    wanted = required_spots(state.layout)
    return len(wanted), sum(1 for address in wanted if state.readings[address].value is not None)
