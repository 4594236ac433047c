"""What several offices owe together: which of them agreed to what lies there now, and who is still missing.

Who owes it jointly has to agree, all of them (``all-of`` of the pack); one leads and hands it in. What is changed after an
office agreed is agreed to again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from jidi.accounts.enums import Tier
from jidi.accounts.queries import authority
from jidi.common.say import Say
from jidi.files.models import Attachment
from jidi.filings.models import Draft
from jidi.returns.enums import ActKind
from jidi.returns.models import Act, Duty, Level
from jidi.returns.queries.duties import OWNER
from jidi.returns.queries.filling import filing_for

DOCUMENT = "document"
"""What the files of a document are filed under, beside the duty's own key."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """One of the offices beside the leading one: who it is, its last agreement, and whether that is to what lies there now.

    ``registered`` is false where this site knows no such office: nobody could agree here, and nobody waits for it.
    """

    organ: str
    office: Say
    act: Act | None
    holds: bool
    registered: bool = True

    @property
    def missing(self) -> bool:
        """Whether it has still to agree."""
        return self.registered and not self.holds


def content_of(duty: Duty) -> dict[str, Any]:
    """What lies there now, as an agreement names it: the save of the draft, the files of the document at hand."""
    filing = filing_for(duty)
    saved = Draft.objects.filter(filing=filing).values_list("revision", flat=True).first() if filing else None
    rows = Attachment.objects.filter(owner_kind=OWNER, owner_key=f"{duty.pk}:{DOCUMENT}", withdrawn_at__isnull=True)
    return {"revision": saved or 0, "files": list(rows.order_by("pk").values_list("key", flat=True))}


def something_there(content: dict[str, Any]) -> bool:
    """Whether there is anything to agree to."""
    return bool(content["revision"] or content["files"])


def agreed(duty: Duty, level: Level, on: date) -> list[Agreed]:
    """The offices that owe a level with the leading one, in the order of the pack; empty where one office owes it alone."""
    organs = [organ for organ in level.joint.split(",") if organ]
    if not organs:
        return []
    content, last = content_of(duty), {}
    for act in Act.objects.filter(duty=duty, kind=ActKind.AGREED).order_by("pk"):
        last[act.detail_json["organ"]] = act
    found = []
    for organ in organs:
        office = authority(organ=organ, tier=Tier(level.tier), area_code=duty.area_code, on=on)
        mine: Act | None = last.get(organ)
        holds = mine is not None and {name: mine.detail_json[name] for name in content} == content
        name = Say(office.name, office.name_en or office.name) if office else Say(organ)
        found.append(Agreed(organ, name, mine, holds, office is not None))
    return found


def still_to_agree(duty: Duty, level: Level, on: date) -> list[Say]:
    """The names of the offices that have not agreed to what lies there now."""
    return [one.office for one in agreed(duty, level, on) if one.missing]
