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
class History:
    """Everything ever filed for one figure, oldest first."""

    label: Say
    figures: tuple[Figure, ...]


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
    """The figures of a filing that were filed more than once, each with all it ever was. One query."""
    layout = layout_in(filing)
    found = []
    for address, figures in history_of(filing).items():
        spot = layout.spot(address)
        if spot is not None and len({(one.vintage, one.version_id) for one in figures}) > 1:
            found.append(History(spot.label, tuple(figures)))
    return found
