"""Releases of checks that were asked for and not given yet."""

from __future__ import annotations

from collections.abc import Iterable

from jidi.common.say import Say
from jidi.filings.found import Found
from jidi.filings.models import Filing
from jidi.filings.queries import form_in
from jidi.returns.enums import ActKind
from jidi.returns.models import Act, Duty
from policycore.forms import Severity


def stands_in_the_way(filing: Filing, found: Iterable[Found]) -> dict[str, Say]:
    """Of what is found those checks a superior may release, each with its words: its own, else the rule as a sentence."""
    own = {check.id: Say(check.zh, check.en or check.zh) for check in form_in(filing).checks if check.zh}
    blocking = [one for one in found if one.check and one.severity is Severity.RELEASABLE]
    return {one.check: own.get(one.check, one.rule if one.rule.zh else one.say) for one in blocking}


def wished(duty: Duty) -> list[Act]:
    """The releases asked for and not given, oldest first: of each check the last time it was asked. One query."""
    open_: dict[str, Act] = {}
    kinds = (ActKind.WISHED, ActKind.RELEASED, ActKind.REFUSED)
    for act in Act.objects.filter(duty=duty, kind__in=kinds).order_by("pk"):
        check = act.detail_json["check"]
        open_.pop(check, None)
        if act.kind == ActKind.WISHED:
            open_[check] = act
    return list(open_.values())
