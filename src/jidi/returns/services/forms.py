"""How much of a form has to be filled in, before anybody opened it."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from jidi.filings.definition import written
from jidi.filings.spots import layout_of
from jidi.returns.models import Duty
from jidi.returns.queries.filling import form_for, period_of_filing, required_spots
from policycore.forms import Form


def cells_owed(duty: Duty, on: date) -> int:
    """The places of a duty's form that must be filled; 0 where it has none or it is undecided."""
    form = form_for(duty, on)
    return _count(written(form)[0], period_of_filing(duty)) if isinstance(form, Form) else 0


@lru_cache(maxsize=512)
def _count(text: str, period: str) -> int:
    return len(required_spots(layout_of(text, period)))
