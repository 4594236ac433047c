"""Where a filing is at home: the page of the thing it belongs to, and the page on which it is typed.

Pages that serve filings of every room (workbooks) lead back there. Each room of the desk registers its own
(``web.desk.apps``): ``register_home("duty", home)``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jidi.common.say import Say
from jidi.filings.models import Filing
from jidi.web.shared.parts import Link


@dataclass(frozen=True, slots=True)
class Home:
    """The room of the menu, the page of the owner, the page on which the form is typed, and the number it goes by."""

    room: str
    owner: Link
    form: str
    number: Say


_homes: dict[str, Callable[[Filing], Home]] = {}


def register_home(kind: str, home: Callable[[Filing], Home]) -> None:
    """Register where filings of a kind of owner are at home. Raises ValueError for a kind that has one already."""
    if _homes.setdefault(kind, home) is not home:
        raise ValueError(f"filings of {kind} already have a home")


def home_of(filing: Filing) -> Home:
    """Return where a filing is at home; the work list for a kind nobody registered."""
    home = _homes.get(filing.owner_kind)
    if home:
        return home(filing)
    number = Say(f"填报 {filing.pk}", f"filing {filing.pk}")
    return Home("work", Link(Say("工作台", "My work"), "/work/"), "/work/", number)
