"""What stands on record and decides over a living application is not taken back by the level that applies.

A veto and the right to apply are judged by what registers hold (who had which incident, what exists already). Whoever applies
has a wish how that judgement falls; so an entry of such a register is corrected, ended or withdrawn by a level above while the
matter lives. Chosen over telling the reviewer afterwards: a letter comes when the record has changed already, and a step that
was judged in between would rest on what is no longer there. No dead end: the level above may do it at once, a new entry may
be made by everybody as before, and when the matter has ended the applicant's own level may again. Where nobody stands above
the one that applies (a province that recommends to the nation) that level itself corrects, and nobody below it.

What that level took back before it applied (or between one application and the next) no hold can reach: the reviewer is
shown it, as far back as the rules look.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from django.db.models import Q

from jidi.accounts.acting import Denied, Permit
from jidi.accounts.codes import lineage, span
from jidi.accounts.enums import Tier
from jidi.applications.models import Application
from jidi.bases.models import RegisterEntry
from jidi.bases.permissions import KEEPERS, RANKS
from jidi.bases.queries.registers import superseded_before
from jidi.common.say import Say, house
from jidi.policies.queries import pack
from policycore.facts import FactSource
from policycore.formula import Condition
from policycore.formula.amounts import before
from policycore.formula.tree import Call, FactRef, Name, Node, Number, walk
from policycore.pack import Pack
from policycore.pack.register_checks import kinds_meant
from policycore.procedures import Procedure
from policycore.units import Quantity

NOT_BY_APPLICANT: Final = house(
    "申报在办期间，一票否决和申报条件所看的登记，不由申报单位及其下级更正、结束、作废",
    "while an application is under way, what its vetoes and conditions read is corrected above the applicant, not by it",
)
_ABOVE: Final = {Tier.NONE: Tier.COUNTY, Tier.COUNTY: Tier.CITY, Tier.CITY: Tier.PROVINCE}


def held_for_applicant(permit: Permit, entry: RegisterEntry) -> Denied | None:
    """Why whoever holds this permit may not correct, end or withdraw an entry now; None where nothing speaks against it."""
    for application in _living(entry):
        whole = pack(application.case.version)
        procedure = whole.procedures[application.case.procedure]
        applicant = _level_that_applies(whole, procedure, application)
        above = _ABOVE.get(applicant, applicant)
        if RANKS.get(permit.actor.tier, 0) >= RANKS[above]:
            continue
        if entry.register in registers_judged(whole, procedure):
            return _denied(permit, application, above)
    return None


def taken_back_before(application: Application) -> list[RegisterEntry]:
    """What the level that applies, or one below it, corrected, ended or withdrawn before this application began, newest first.

    Only what the vetoes and conditions of its procedure could still have read: of their registers, and by the day of the
    entry itself inside the longest look-back of the rules. That day counts and not the day of the change, for by it the
    rules count; it is taken from the opening of the round, before which no rule of the round ends its window. One query.
    """
    case = application.case
    whole = pack(case.version)
    procedure = whole.procedures[case.procedure]
    kinds = registers_judged(whole, procedure)
    base = application.base
    if not kinds:
        return []
    highest = RANKS[_level_that_applies(whole, procedure, application)]
    tiers = ["", *(tier for tier, rank in RANKS.items() if rank <= highest)]
    since = looks_back_to(whole, procedure, application.round.opens_on)
    return superseded_before(base, lineage(base.area_id), kinds, case.opened_at, since, tiers)


def looks_back_to(whole: Pack, procedure: Procedure, end: date) -> date | None:
    """The earliest day the vetoes and conditions of a procedure look at, counted back from a day; None where one of them
    reads a register without a look-back, or with one that is not written as a length."""
    days: list[date] = []
    for rule in _conditions(whole, procedure):
        windowed = 0
        for node in walk(rule.node):
            window = node.clause("window") if isinstance(node, Call) else None
            if isinstance(node, Call) and window is not None and isinstance(window.node, Number):
                days.append(before(end, Quantity(window.node.amount, window.node.unit)))
                windowed += sum(len(list(_register_facts(whole, arg))) for arg in node.args)
        if windowed < len(list(_register_facts(whole, rule.node))):
            return None
    return min(days, default=None)


def _level_that_applies(whole: Pack, procedure: Procedure, application: Application) -> Tier:
    """The level of the office that begins; of an applicant of its own (a park, an enterprise) that of its organisation."""
    begins = procedure.steps[0].actor
    level = whole.actors[begins].level if isinstance(begins, str) else None
    if level is not None:
        return Tier(level.value)
    return Tier(application.organisation.tier) if application.organisation else Tier.NONE


def _living(entry: RegisterEntry) -> Iterable[Application]:
    about = Q(base_id=entry.base_id)
    if entry.base_id is None:
        first, last = span(entry.area_code)
        about = Q(base__area_id__gte=first, base__area_id__lte=last)
    living = Application.objects.filter(about, case__ended_at__isnull=True)
    return living.select_related("case__version", "organisation").order_by("pk")


def registers_judged(whole: Pack, procedure: Procedure) -> frozenset[str]:
    """The registers the vetoes and conditions of a procedure read."""
    facts = {fact for rule in _conditions(whole, procedure) for fact in _register_facts(whole, rule.node)}
    ruled = {whole.registers[name].register_.value for name in facts if name in whole.registers}
    return frozenset(ruled | {kind.value for name in facts for kind in kinds_meant(name)})


def _conditions(whole: Pack, procedure: Procedure) -> Iterator[Condition]:
    yield from (rule.when for rule in whole.vetoes.values() if rule.procedure in (None, procedure.id))
    for rule in whole.eligibility.values():
        if rule.right == procedure.right and rule.procedure in (None, procedure.id):
            yield rule.when


def _register_facts(whole: Pack, top: Node) -> Iterator[str]:
    by_words = {fact.zh: fact.id for fact in whole.facts.values() if fact.zh}
    for node in walk(top):
        name = node.name if isinstance(node, Name | FactRef) else ""
        fact = whole.facts.get(by_words.get(name, name))
        if fact is not None and fact.source is FactSource.REGISTER:
            yield fact.id


def _denied(permit: Permit, application: Application, above: Tier) -> Denied:
    case = application.case
    # The authorities of the place are told which matter it is; a clerk who keeps the register may not know of it.
    own = permit.actor.duty in KEEPERS
    which = Say(f"「{case.title_zh}」（{case.case_no}）", f" {case.case_no}") if own else Say("", "")
    return Denied(
        Say(
            f"在办的申报{which.zh}要按这类登记作否决和条件判断，办结以前由{above.say.zh}主管部门更正、结束、作废。",
            f"An application under way{which.en} is judged by entries of this kind; until it has ended the {above.say.en} "
            "authority corrects, ends and withdraws them.",
        ),
        Say(
            f"有误的，请把情况和凭据报{above.say.zh}主管部门，由其更正；漏登的可以照常新登。",
            f"If it is wrong, send the {above.say.en} authority what shows it; it corrects the entry. New entries may be "
            "made as before.",
        ),
        cite=NOT_BY_APPLICANT,
        what=Say("现在不能改动这一条。", "This entry cannot be changed now."),
    )
