"""A duty as a page has it: the duty, its levels, its form, what the person may do with it now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q

from jidi.accounts.acting import Actor, Permit
from jidi.common.say import Say
from jidi.filings.models import Filing, Version
from jidi.filings.queries import versions_of
from jidi.returns import permissions as may
from jidi.returns.enums import DutyState
from jidi.returns.models import Act, Duty, Level
from jidi.returns.queries import filling
from jidi.returns.queries.below import Below, handed_in_below
from jidi.returns.queries.duties import duty_for, levels_of, reads_filings, visible_to
from policycore.forms import Form


@dataclass
class Seen:
    """Everything one page of a duty asks, each once."""

    actor: Actor
    duty: Duty
    on: date

    @cached_property
    def levels(self) -> list[Level]:
        """Its levels, lowest first."""
        return levels_of(self.duty)

    @cached_property
    def acts(self) -> list[Act]:
        """What was done, oldest first."""
        return list(self.duty.acts.select_related("answers").order_by("pk"))

    @cached_property
    def filing(self) -> Filing | None:
        """Its form as it is filled in; None before it was opened."""
        return filling.filing_for(self.duty)

    @cached_property
    def form(self) -> Any:
        """The form it asks for; Missing while undecided, None where it has none."""
        return filling.form_for(self.duty, self.on)

    @cached_property
    def reads(self) -> bool:
        """Whether the person may read its filing: who fills it in, and others once it was handed in."""
        return visible_to(self.actor).filter(Q(pk=self.duty.pk) & reads_filings(self.actor)).exists()

    @cached_property
    def versions(self) -> list[Version]:
        """What was handed in, oldest first."""
        return list(versions_of(self.filing)) if self.filing and self.reads else []

    @cached_property
    def below(self) -> list[Below]:
        """What the links below handed in for the same period."""
        return handed_in_below(self.actor, self.duty)

    @cached_property
    def may(self) -> dict[str, bool]:
        """What the person may do now."""
        duty, levels, actor = self.duty, self.levels, self.actor
        answers = {
            "fill": may.may_fill(actor, duty, levels),
            "prepare": may.may_prepare(actor, duty, levels),
            "pass": may.may_pass(actor, duty, levels),
            "accept": may.may_accept(actor, duty, levels),
            "back": may.may_return(actor, duty, levels),
            "ask": may.may_ask(actor, duty, levels),
            "judge": may.may_judge(actor, duty, levels),
            "answer": may.may_answer(actor, duty, levels),
            "exempt": may.may_exempt(actor, duty, levels, may.EXTEND),
            "restore": may.may_restore(actor, duty, levels),
            "elsewhere": may.may_record_elsewhere(actor, duty, levels),
            "aside": may.may_set_aside(actor, duty, levels),
            "remind": may.may_remind(actor, duty),
        }
        return {name: isinstance(answer, Permit) for name, answer in answers.items()} | {"legs": self._sets_legs()}

    def _sets_legs(self) -> bool:
        debtor = may.debtor_level(self.levels)
        asked = (self.duty.version.pack_id, self.duty.rule, debtor.organ, debtor.tier, self.duty.debtor_area)
        return any(level.set_by for level in self.levels) and isinstance(may.may_set_legs(self.actor, *asked), Permit)

    @property
    def fills(self) -> bool:
        """Whether there is a form for them to fill in."""
        return self.may["prepare"] and isinstance(self.form, Form)

    @property
    def jointly(self) -> Say | None:
        """Who owes it with the leading office, and that this one hands it in; None where one office owes it alone."""
        level = may.debtor_level(self.levels)
        if not level.joint or level.organisation is None:
            return None
        lead = level.organisation
        return Say(
            f"{level.actor_zh}共同承担：各单位都可以看、可以填，逐家会签同意后由牵头的{lead.name}报送。",
            f"Owed jointly ({level.actor_en or level.actor_zh}): all see it, fill it in and agree, {lead.name_en or lead.name} hands it in.",
        )

    @property
    def not_forwarded(self) -> bool:
        """Whether somebody above looks at what the level below has not passed on yet."""
        held = any(
            may.seat_of(self.duty, level).holds(self.actor) for level in self.levels if level.place <= self.duty.at
        )
        started = bool(self.versions) and self.duty.state in {DutyState.DUE, DutyState.FILED}
        return started and not held and self.duty.at < self.duty.levels_count


def seen(actor: Actor, pk: int, on: date) -> Seen:
    """A duty the person may know of. Raises Unknown otherwise."""
    return Seen(actor, duty_for(actor, pk), on)
