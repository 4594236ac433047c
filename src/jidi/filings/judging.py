"""What the rules say of a form as it stands: computed fields, findings, and the list of what is still missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from jidi.filings.around import reader_of
from jidi.filings.carried import of_carried
from jidi.filings.checks import of_checks
from jidi.filings.computing import computed_of
from jidi.filings.facts import FormSituation, Values, fact_values
from jidi.filings.found import Found, FoundKind, Rules
from jidi.filings.housefindings import of_house, of_spots
from jidi.filings.otherfigures import of_others
from jidi.filings.state import FormState
from policycore.engine import FormRules, SituationAround, rules_of
from policycore.facts import Subject
from policycore.forms import FormField, Severity
from policycore.periods import Period
from policycore.units import Quantity

__all__ = ["Found", "FoundKind", "Judged", "Rules", "judge"]


@dataclass(frozen=True)
class Judged:
    """A form with everything the rules say of it. Computed once, in the order: fields, computed fields, checks."""

    state: FormState
    rules: Rules
    values: Values = field(init=False)
    computed: Mapping[str, Decimal] = field(init=False)
    compared: Mapping[str, Decimal] = field(init=False)

    def __post_init__(self) -> None:
        values = fact_values(self.state)
        object.__setattr__(self, "values", values)
        computed, compared = computed_of(self, values)
        object.__setattr__(self, "computed", computed)
        object.__setattr__(self, "compared", compared)

    @property
    def compiled(self) -> FormRules:
        """The form's rules, compiled once for its cycle."""
        return rules_of(self.rules.pack, self.state.layout.form, self.state.layout.period)

    @cached_property
    def given(self) -> Mapping[str, Any]:
        """The decisions the rules read."""
        return self.compiled.given(self.situation())

    def around(self, period: str = "") -> SituationAround:
        """Return what stands around the form, for rules that look beyond it."""
        return SituationAround(self.situation(period), self.rules.memo)

    def quantity(self, one: FormField, period: str) -> Quantity | None:
        """Return the figure of a field for a period, typed or computed; None where there is none."""
        value = self.values.get(one.id)
        if isinstance(value, Mapping):
            value = value.get(period or self.state.layout.period)
        return value if isinstance(value, Quantity) else None

    def situation(self, period: str = "") -> FormSituation:
        """Return where the form's formulas are evaluated: its fields are the facts."""
        layout = self.state.layout
        subject = Subject("form", layout.form.id)
        own = dict(self.values)
        for one in layout.form.fields():
            # A field named like a fact of the pack: inside the form the field is meant.
            own.setdefault(self.rules.pack.chinese_facts.get(one.zh, one.zh), own.get(one.id))
        facts = {name: value for name, value in own.items() if value is not None}
        here = period or layout.period
        return FormSituation(
            self.rules.pack,
            reader_of(self.rules.pack, layout.form, facts, self.state.background.about, self.rules.memo),
            self.rules.book,
            self.rules.on,
            subject,
            period=Period.parse(here) if here else None,
            form=layout.form,
        )

    @cached_property
    def of_spots(self) -> tuple[Found, ...]:
        """What each spot has against it by itself, without the checks."""
        return tuple(of_spots(self.state))

    @cached_property
    def found(self) -> tuple[Found, ...]:
        """Everything found, hardest first, then in printed order."""
        order = list(Severity)
        every = [*self.of_spots, *of_carried(self.state), *of_house(self), *of_checks(self), *of_others(self)]
        return tuple(sorted(every, key=lambda one: order.index(one.severity)))

    @cached_property
    def missing(self) -> tuple[Found, ...]:
        """What stands in the way of handing the form in: the one list the page shows and the guard asks."""
        return tuple(one for one in self.found if one.blocks)


def judge(state: FormState, rules: Rules) -> Judged:
    """Judge a form as it stands."""
    return Judged(state, rules)
