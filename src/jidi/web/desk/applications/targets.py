"""What a point of a return can be tied to: the fields of the forms, the documents, something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jidi.applications import queries
from jidi.cases.models import ReturnPoint
from jidi.common.say import Say
from jidi.filings.queries import form_in
from jidi.web.desk.applications.content import filings_of

if TYPE_CHECKING:
    from jidi.web.desk.applications.matter import Matter


def target_words(here: Matter, point: ReturnPoint) -> Say:
    """What a point of a return is tied to, in words."""
    field, _, part = point.target.partition(".")
    named = dict(targets(here)).get(f"{point.target_kind}:{field}", Say(point.target, point.target))
    return Say(f"{named.zh}（{part}）", f"{named.en or named.zh} ({part})") if part else named


def targets(here: Matter) -> list[tuple[str, Say]]:
    """Everything a point of a return can be tied to: the fields of the forms, the documents, something else."""
    if here.application is None:
        return []
    fields = [field for filing in filings_of(here.application) for field in form_in(filing).fields()]
    found = [(f"field:{field.id}", Say(field.zh, field.en)) for field in fields]
    items = queries.checklist_now(here.application, here.on)
    found += [(f"document:{item.id}", Say(f"材料：{item.zh}", f"document: {item.en or item.zh}")) for item in items]
    return found
