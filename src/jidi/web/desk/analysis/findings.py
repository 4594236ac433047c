"""核查发现: all returns of a period by the rules of their forms: rule by rule, each leading to the return that fails it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from jidi.accounts.acting import Actor
from jidi.accounts.models import Division
from jidi.bases.models import Base
from jidi.common.clock import BEIJING
from jidi.common.say import Say
from jidi.filings import queries
from jidi.filings.columns.build import at_hand
from jidi.filings.columns.sweeps import FormSwept, RuleSwept, periods_filed, stacks, swept
from jidi.filings.models import Filing
from jidi.filings.otherfigures import COUNTED, differing
from jidi.policies.actors import cite_of
from jidi.policies.queries import pack
from jidi.returns.queries.counted import counted
from jidi.returns.queries.duties import OWNER
from jidi.web.desk.addresses import address_of
from jidi.web.desk.bases.words import require_business
from jidi.web.desk.homes import home_of
from jidi.web.desk.http import actor_required, now_of, page, reads, today_of
from jidi.web.desk.returns.otherbases import said_of
from jidi.web.shared.chips import chip_of
from jidi.web.shared.formview import SEVERITY
from jidi.web.shared.parts import Chip, Dash, Filter, Link, Severity

ROOM: Final = "returns"
SHOWN: Final = 30
"""Returns named below a rule; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Line:
    """One rule as the page has it."""

    severity: Severity
    rule: Say
    chip: Chip | Dash
    holds: int
    fails: int
    unsure: int
    returns: tuple[tuple[Link, str, bool], ...]
    more: int


@reads
@actor_required
def findings(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Findings over all returns of a period that the person sees, by form and rule."""
    require_business(actor)
    copy = at_hand(now_of(request))
    fence = list(counted(queries.visible_to(actor)).values_list("pk", flat=True)) if copy else []
    periods = periods_filed(fence)
    context: dict[str, object] = {
        "crumbs": [Link(Say("分析", "Analysis"), reverse("desk:analysis"))],
        "periods": periods,
    }
    if copy is not None and periods:
        asked = request.GET.get("p", "")
        period = asked if asked in periods else periods[0]
        found = [swept(copy, stack) for stack in stacks(copy, fence, period, today_of(request))]
        made = parse_datetime(copy.made_at)
        context |= {
            "filters": (Filter("p", Say("哪一期", "Period"), tuple((one, one) for one in periods), period),),
            "period": period,
            "forms": [(one, _lines(one, found)) for one in found],
            "total": sum(one.failing for one in found),
            "returns": sum(one.returns for one in found),
            "other_bases": said_of(differing(counted(queries.visible_to(actor)), period=period))[:SHOWN],
            "counted_why": COUNTED,
            "made_at": made.astimezone(BEIJING) if made else None,
        }
    return page(request, "desk/analysis/findings.html", context, room=ROOM)


def _lines(one: FormSwept, found: Iterable[FormSwept]) -> list[Line]:
    names, places = _names(found)
    return [_line(one, rule, names, places) for rule in one.rules]


def _line(one: FormSwept, rule: RuleSwept, names: dict[str, str], places: dict[str, str]) -> Line:
    whole = pack(one.version)
    rows = tuple(
        (
            Link(_whose(failing.filing, names, places), _address(failing.filing)),
            places.get(failing.filing.area_id, ""),
            failing.explained,
        )
        for failing in rule.failing[:SHOWN]
    )
    tally = rule.tally
    return Line(
        SEVERITY[rule.check.severity], rule.rule, chip_of(cite_of(whole, rule.check.citation())), tally.holds,
        tally.fails, tally.unsure, rows, max(0, tally.fails - len(rows)),
    )  # fmt: skip


def _whose(filing: Filing, names: dict[str, str], places: dict[str, str]) -> Say:
    if filing.subject_kind == "base":
        name = names.get(filing.subject_key, filing.subject_key)
    else:
        name = places.get(filing.area_id, filing.subject_key)
    return Say(name, name)


def _address(filing: Filing) -> str:
    """The page of what a filing belongs to: of a duty without a query."""
    if filing.owner_kind == OWNER:
        return address_of("returns", "duty", filing.owner_key)
    return home_of(filing).owner.href


def _names(found: Iterable[FormSwept]) -> tuple[dict[str, str], dict[str, str]]:
    """The names of the bases and places named on the page. Two queries."""
    shown = [failing.filing for one in found for rule in one.rules for failing in rule.failing[:SHOWN]]
    keys = {int(f.subject_key) for f in shown if f.subject_kind == "base" and f.subject_key.isdigit()}
    names = {str(pk): name for pk, name in Base.objects.filter(pk__in=keys).values_list("pk", "name")}
    codes = {filing.area_id for filing in shown}
    return names, dict(Division.objects.filter(pk__in=codes).values_list("code", "name"))
