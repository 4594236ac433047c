"""Where the forms of a duty are at home."""

from __future__ import annotations

from django.urls import reverse

from jidi.common.say import Say
from jidi.filings.models import Filing
from jidi.returns.models import Duty
from jidi.returns.words import title_of
from jidi.web.desk.homes import Home
from jidi.web.shared.parts import Link


def home(filing: Filing) -> Home:
    """Return the page of the duty and the page of its form."""
    duty = Duty.objects.get(pk=int(filing.owner_key))
    owner = Link(title_of(duty), reverse("desk:duty", args=[duty.pk]))
    number = Say(f"应报事项 {duty.pk}", f"duty {duty.pk}")
    return Home("returns", owner, reverse("desk:duty-form", args=[duty.pk]), number)
