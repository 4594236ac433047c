"""Addresses of these pages, and which place of which page a missing thing leads to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from jidi.cases.models import Case
from jidi.cases.queries import scope_key_of
from jidi.common.say import Say
from jidi.web.shared.parts import Link
from policycore.procedures import Step, StepKind


def home(round_key: str = "") -> str:
    """The list of rounds and applications; of one round what is under way."""
    return reverse("desk:applications") + (f"?round={round_key}&state=open" if round_key else "")


def address(view: str, *args: object) -> str:
    """The address of a view of the desk, "" while the site has none."""
    try:
        return reverse(f"desk:{view}", args=args)
    except NoReverseMatch:
        return ""


def matter(case: Case | str, tab: str = "", anchor: str = "") -> str:
    """The page of a matter, one of its tabs, a place on it."""
    number = case if isinstance(case, str) else case.case_no
    query = f"?tab={tab}" if tab else ""
    return reverse("desk:matter", args=[number]) + query + (f"#{anchor}" if anchor else "")


def form(case: Case, form_id: str, anchor: str = "") -> str:
    """The page on which a form is written."""
    return reverse("desk:matter-form", args=[case.case_no, form_id]) + (f"#{anchor}" if anchor else "")


def attachment(key: str) -> str:
    """Where an attachment is sent from."""
    return reverse("desk:file", args=[key])


def round_(key: str) -> str:
    """The page of a round."""
    return reverse("desk:round", args=[key])


def list_(key: str, step: str, scope: str) -> str:
    """The page of a list: of one step, for one city, area or the whole round."""
    return reverse("desk:list", args=[key, step, scope])


def panel(key: str, step: str) -> str:
    """The page on which the panel of a step is organised."""
    return reverse("desk:panel", args=[key, step])


def notice(key: str, step: str, scope: str = "") -> str:
    """The page of the notice of a step: of the whole round, or of one city or area."""
    return reverse("desk:notice", args=[key, step]) + (f"?scope={scope}" if scope else "")


def point(pack: str, point_id: str, round_key: str = "") -> str:
    """The page of an open point (to decide it for a round), "" while the site has none."""
    try:
        found = reverse("desk:open-point", kwargs={"pack": pack, "point": point_id})
        return f"{found}?{urlencode({'round': round_key})}" if round_key else found
    except NoReverseMatch:
        return ""


def of_step(case: Case, step: Step) -> str:
    """Where a step is worked on: its list, its panel, its notice, or the matter itself."""
    if not case.round_key:
        return matter(case)
    if step.is_list and step.kind is not StepKind.NOTICE:
        return list_(case.round_key, step.id, scope_key_of(case, step) or case.round_key)
    if step.kind is StepKind.PANEL:
        return panel(case.round_key, step.id)
    if step.kind is StepKind.NOTICE:
        scope = scope_key_of(case, step)
        return notice(case.round_key, step.id, "" if scope == case.round_key else scope)
    return matter(case)


MEND = Say("去补", "Mend")
_WORDS = {
    "field": Say("去填写", "Fill in"),
    "document": Say("去上传", "Upload"),
    "note": Say("去填写", "Write"),
    "record": Say("去登记", "Record"),
    "fact": Say("去核查", "Check"),
    "point": Say("去答复", "Answer"),
    "decision": Say("看待定项", "See the point"),
    "panel": Say("去评审组", "To the panel"),
    "notice": Say("去公示", "To the notice"),
    "verdict": Say("看判断", "See why"),
}


@dataclass(frozen=True, slots=True)
class Places:
    """Where the places of one matter are, so that a missing item can lead there.

    ``forms`` names the form of each field by its address; ``writes`` says that its forms can be written now; ``vetoes``
    the facts that stand in the check of vetoes.
    """

    case: Case
    pack: str
    step: Step
    forms: Mapping[str, str] = field(default_factory=dict)
    writes: bool = False
    vetoes: frozenset[str] = frozenset()

    def of(self, link: str) -> Link | None:
        """The link of a missing item, None where there is nowhere to go."""
        kind, _, key = link.partition(":")
        href = self._href(kind, key)
        return Link(_WORDS.get(kind, MEND), href) if href else None

    def _href(self, kind: str, key: str) -> str:
        plain = {
            "document": lambda: matter(self.case, "documents", f"d-{key}"),
            "note": lambda: matter(self.case, "", "answer"),
            "record": lambda: matter(self.case, "", "answer"),
            "point": lambda: matter(self.case, "", f"p-{key}"),
            "decision": lambda: point(self.pack, key),
            "panel": lambda: panel(self.case.round_key, self.step.id),
            "notice": lambda: notice(self.case.round_key, self.step.id),
            "verdict": lambda: matter(self.case, "vetoes" if key.startswith("veto") else "basis"),
            "fact": lambda: matter(self.case, "vetoes", f"n-{key}") if key in self.vetoes else matter(self.case, "", f"n-{key}"),
            "field": lambda: self._field(key),
        }  # fmt: skip
        return plain[kind]() if kind in plain else ""

    def _field(self, address: str) -> str:
        named = self.forms.get(address.split(".")[0])
        if named and self.writes:
            return form(self.case, named, f"c-{address}")
        return matter(self.case, "content", f"f-{address.split('.')[0]}")
