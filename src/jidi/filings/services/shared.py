"""What the verbs of this room share: whom a permit must fit, what a refusal says, the house's own rules."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from jidi.accounts.acting import Actor, Permit
from jidi.audit.services import About
from jidi.common.say import Cite, Refused, Say, house
from jidi.filings.definition import written
from jidi.filings.found import Found
from jidi.filings.models import Filing, PinnedForm
from policycore.forms import Form

KIND = "filing"
MAX_TEXT = 200_000
"""Characters one spot keeps (house rule): a longer text belongs in an attachment."""
SHOWN = 8
"""Reasons a refusal spells out; the rest is counted, the page lists all."""
KEPT = house("填过的都留着", "nothing typed is lost")
UNCHANGED = house("再报要么有改动，要么写明为什么不改", "what is handed in again differs, or says why it does not")
COMPLETE = house("报送前逐项核对", "a filing is checked before it is handed in")


class NotComplete(Refused):
    """A filing was handed in with something still missing: ``missing`` is the whole list."""

    code = "filing-incomplete"

    def __init__(self, missing: Collection[Found]) -> None:
        self.missing = tuple(missing)
        shown, rest = self.missing[:SHOWN], len(self.missing) - SHOWN
        more_zh, more_en = (f"，等共 {len(self.missing)} 处", f" and {rest} more") if rest > 0 else ("", "")
        super().__init__(
            Say("没有报送。", "It was not handed in."),
            Say(
                "；".join(one.say.zh for one in shown) + more_zh + "。",
                "; ".join(one.say.en or one.say.zh for one in shown) + more_en + ".",
            ),
            Say(
                "请逐处补齐后再报送；您填的都还在。", "Complete them and hand it in again; all you typed is still here."
            ),
            cite=COMPLETE,
        )


def about(asked: Mapping[str, Any]) -> About:
    """What an attempt on a filing was about, for the record of refusals."""
    filing: Filing = asked["filing"]
    return About(KIND, str(filing.pk), filing.area_id)


def refused(why: Say, next_step: Say, code: str, cite: Cite) -> Refused:
    """Make the refusal of a handing in."""
    return Refused(Say("没有报送。", "It was not handed in."), why, next_step, cite=cite, code=code)


def fits(permit: Permit, actor: Actor, owner_kind: str, owner_key: str) -> None:
    """Make sure the permit is this actor's and for this owner: a slip of the calling room, never of a person."""
    if permit.actor != actor or (permit.object_kind, permit.object_key) != (owner_kind, owner_key):
        raise PermissionError(f"the permit is not {actor.name}'s for {owner_kind}:{owner_key}: {permit!r}")


def pin(form: Form) -> str:
    """Keep a form as it stands, where it is not kept yet; return its digest. Called inside a transaction."""
    text, digest = written(form)
    PinnedForm.objects.bulk_create([PinnedForm(digest=digest, form_json=text)], ignore_conflicts=True)
    PinnedForm.remember(digest, text)
    return digest
