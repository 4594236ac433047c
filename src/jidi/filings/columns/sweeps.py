"""All returns of a period judged by the rules of their own forms and packs: rule by rule, and which return fails it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from jidi.common.say import Say
from jidi.filings.columns.around import Beside
from jidi.filings.columns.place import Copy, Part
from jidi.filings.columns.sweep import Tally, sweep
from jidi.filings.definition import form_of
from jidi.filings.facts import FormSituation
from jidi.filings.models import Explanation, Filing, PinnedForm, Version
from jidi.policies import queries as policies
from jidi.policies.models import PackVersion
from policycore.engine import FormRules, rules_of
from policycore.facts import DataFacts, Subject
from policycore.forms import Check, Form, Severity
from policycore.formula import say_formula
from policycore.open_points import Where
from policycore.periods import Period

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Failing:
    """A return that fails a rule: its version and filing, whom it is about, and whether it was explained."""

    version_id: int
    filing: Filing
    explained: bool


@dataclass(frozen=True, slots=True)
class RuleSwept:
    """One rule over all returns of a form and period: in words, how hard it is, the tally, and who fails it."""

    check: Check
    rule: Say
    tally: Tally
    failing: tuple[Failing, ...]


@dataclass(frozen=True, slots=True)
class FormSwept:
    """One form of one period: by which pack, how many returns, its rules, and those only each return itself can judge."""

    form: Form
    period: str
    version: PackVersion
    returns: int
    rules: tuple[RuleSwept, ...]
    unsaid: Mapping[str, Say]

    @property
    def failing(self) -> int:
        """How many times a rule is failed."""
        return sum(rule.tally.fails for rule in self.rules)


@dataclass(frozen=True, slots=True)
class Stack:
    """Returns that are judged alike: one form as filed, one pack version, one period, the same decisions. ``inside`` are all
    filings one may read: what rules look back at is among them. ``on`` is the day.
    """

    part: Part
    version: PackVersion
    period: str
    filings: tuple[int, ...]
    rules: FormRules
    given: Mapping[str, Any]
    inside: frozenset[int]
    on: date


def stacks(copy: Copy, fence: Collection[int], period: str, on: date) -> list[Stack]:
    """Return the returns of a period inside a fence, put together as they are judged alike. A few queries a form."""
    parts = {part.digest: part for part in copy.parts if not part.table}
    inside = frozenset(fence)
    found: dict[tuple[str, int], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    rows = _handed_in().filter(period=period, pack_version__isnull=False).order_by("pk")
    for pk, digest, version, area in rows.values_list("pk", "pinned_id", "pack_version_id", "area_id"):
        if pk in inside and digest in parts and version is not None:
            found[digest, version][area].append(pk)
    versions = PackVersion.objects.defer("files_json").in_bulk({key[1] for key in found})
    made: list[Stack] = []
    for (digest, version_id), by_area in sorted(found.items()):
        made += _alike(parts[digest], versions[version_id], period, by_area, on, inside)
    return made


def _handed_in() -> QuerySet[Filing]:
    """Filings of which something was handed in; a draft is nobody's but its writer's."""
    return Filing.objects.filter(Exists(Version.objects.filter(filing=OuterRef("pk"))))


def _alike(
    part: Part,
    version: PackVersion,
    period: str,
    by_area: Mapping[str, list[int]],
    on: date,
    inside: frozenset[int],
) -> Iterator[Stack]:
    form = form_of(PinnedForm.text_of(part.digest))
    rules = rules_of(policies.pack(version), form, period)
    alike: dict[str, tuple[Mapping[str, Any], list[int]]] = {}
    for area, filings in by_area.items():
        given = _given(rules, version, area, period, on)
        alike.setdefault(repr(sorted(given.items())), (given, []))[1].extend(filings)
    for decided, filings in alike.values():
        yield Stack(part, version, period, tuple(filings), rules, decided, inside, on)


def _given(rules: FormRules, version: PackVersion, area: str, period: str, on: date) -> dict[str, Any]:
    """The decisions the rules read for a place; without a query where they read none."""
    if not (rules.book.params() or rules.sums.params()):
        return {}
    of = Period.parse(period)
    where = Where(area=area, year=str(of.year))
    return rules.given(policies.situation(version, Subject("area", area), max(on, of.starts_on), where))


def swept(copy: Copy, stack: Stack) -> FormSwept:
    """Judge a stack in one pass. Three queries beside it, however many returns it has."""
    beside = Beside.of(stack, stack.on)
    found = sweep(copy, stack.part, stack.rules, stack.given, stack.inside, only=stack.filings, beside=beside)
    failing: dict[str, list[int]] = defaultdict(list)
    for name, version in found.failing:
        failing[name].append(version)
    who = _versions({version for versions in failing.values() for version in versions})
    said = _explained(set(who))
    rules = []
    for check in stack.rules.form.checks:
        if check.id in found.tallies:
            rows = tuple(Failing(pk, who[pk], (pk, check.id) in said) for pk in failing.get(check.id, ()) if pk in who)
            rules.append(RuleSwept(check, _said(stack, check), found.tallies[check.id], rows))
    order = list(Severity)
    rules.sort(key=lambda one: (one.tally.fails == 0, order.index(one.check.severity)))
    unsaid = {key: why for key, why in found.unsaid.items() if key in {check.id for check in stack.rules.form.checks}}
    return FormSwept(stack.rules.form, stack.period, stack.version, len(stack.filings), tuple(rules), unsaid)


def _said(stack: Stack, check: Check) -> Say:
    """A rule in words: its own, else its formula as a sentence with the printed labels."""
    if check.zh:
        return Say(check.zh, check.en)
    pack = policies.pack(stack.version)
    here = FormSituation(
        pack, DataFacts({}, Subject("form", stack.rules.form.id), {}, {}, {}), policies.book(pack.id, Where()),
        Period.parse(stack.period).starts_on, Subject("form", stack.rules.form.id), form=stack.rules.form,
    )  # fmt: skip
    return say_formula(check.must.node, here.label)


def _versions(keys: Collection[int]) -> dict[int, Filing]:
    wanted = sorted(keys)
    found: dict[int, Filing] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        rows = Version.objects.filter(pk__in=wanted[start : start + _AT_ONCE]).select_related("filing")
        found |= {row.pk: row.filing for row in rows.only("pk", "filing")}
    return found


def _explained(keys: Collection[int]) -> set[tuple[int, str]]:
    wanted = sorted(keys)
    found: set[tuple[int, str]] = set()
    for start in range(0, len(wanted), _AT_ONCE):
        rows = Explanation.objects.filter(version__in=wanted[start : start + _AT_ONCE])
        found |= set(rows.values_list("version_id", "check_id"))
    return found


def periods_filed(fence: Collection[int]) -> list[str]:
    """The periods in which anything inside a fence was filed, the latest first. One query."""
    inside = frozenset(fence)
    rows = _handed_in().exclude(period="").values_list("pk", "period")
    found = {period for pk, period in rows if pk in inside}
    return sorted(found, key=lambda one: (Period.parse(one).ends_on, one), reverse=True)
