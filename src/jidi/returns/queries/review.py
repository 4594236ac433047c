"""What a reviewer looks at: which findings were repaired, remain or are new since the last version; what was filed before."""

from __future__ import annotations

from dataclasses import dataclass

from jidi.common.say import Say
from jidi.filings.found import Found, FoundKind
from jidi.filings.judging import Rules, judge
from jidi.filings.looking_back import history_of
from jidi.filings.models import Filing, Version
from jidi.filings.queries import layout_in, version_state
from jidi.filings.series import Figure


@dataclass(frozen=True, slots=True)
class Compared:
    """The findings of two versions beside each other."""

    repaired: tuple[Found, ...]
    remaining: tuple[Found, ...]
    new: tuple[Found, ...]

    @property
    def any(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.repaired or self.remaining or self.new)


@dataclass(frozen=True, slots=True)
class Handed:
    """One figure as it was handed in once, and by whom: the person and their organisation as they were then."""

    figure: Figure
    who: str


@dataclass(frozen=True, slots=True)
class History:
    """Everything ever filed for one figure, oldest first: ``now`` of the period it is about, ``before`` of earlier ones."""

    label: Say
    now: tuple[Handed, ...]
    before: tuple[Handed, ...]

    @property
    def revised(self) -> bool:
        """Whether the period's figure was ever another than it is now."""
        return len({one.figure.amount for one in self.now}) > 1


def compared(before: Version | None, after: Version, rules: Rules) -> Compared:
    """Compare what the rules say of two versions; without an earlier one all is new."""
    earlier, later = _found(before, rules) if before else {}, _found(after, rules)
    return Compared(
        tuple(one for key, one in earlier.items() if key not in later),
        tuple(one for key, one in later.items() if key in earlier),
        tuple(one for key, one in later.items() if key not in earlier),
    )


def _found(version: Version, rules: Rules) -> dict[tuple[str, str], Found]:
    found = judge(version_state(version), rules).found
    return {(one.check or one.kind.value, one.address): one for one in found if one.kind is not FoundKind.EMPTY}


def histories(filing: Filing) -> list[History]:
    """The figures of a filing of which more than its one version tells, each with all it ever was. Two queries."""
    layout, by_spot = layout_in(filing), history_of(filing)
    who = _who({one.version_id for figures in by_spot.values() for one in figures})
    found = []
    for address, figures in by_spot.items():
        spot = layout.spot(address)
        if spot is None or len({(one.vintage, one.version_id) for one in figures}) < 2:
            continue
        latest = figures[-1].period
        told = [Handed(one, who.get(one.version_id, "")) for one in figures]
        now = tuple(one for one in told if one.figure.period == latest)
        found.append(History(spot.label, now, tuple(one for one in told if one.figure.period != latest)))
    return found


def _who(versions: set[int]) -> dict[int, str]:
    rows = Version.objects.filter(pk__in=versions).values_list("pk", "who_organisation", "who_name")
    return {pk: f"{organisation} {name}".strip() for pk, organisation, name in rows}
