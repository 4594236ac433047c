"""Where the forms of an application are at home."""

from __future__ import annotations

from jidi.applications.models import Application
from jidi.common.say import Say
from jidi.filings.models import Filing
from jidi.web.desk.applications import links
from jidi.web.desk.homes import Home
from jidi.web.shared.parts import Link


def home(filing: Filing) -> Home:
    """Return the page of the matter and the page of the form."""
    case = Application.objects.select_related("case").get(pk=int(filing.owner_key)).case
    number = Say(f"案号 {case.case_no}", f"No. {case.case_no}")
    return Home("applications", Link(case.title, links.matter(case)), links.form(case, filing.form_id), number)
