"""Which version of a policy a page shows, and the head every page of a policy has: title, state, tabs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.urls import reverse
from django.utils.http import urlencode

from jidi.accounts.acting import Actor
from jidi.common.say import Say, Unknown
from jidi.policies.enums import VersionStatus
from jidi.policies.models import PackVersion, PointDecision
from jidi.policies.queries import decisions, in_order, visible_to
from jidi.policies.queries import pack as pack_of
from jidi.web.desk.policies.points import PointNow, points_now
from jidi.web.shared.parts import Badge, Link, State, Tab
from policycore.pack import Pack
from policycore.pack.model import DocumentStatus

TABS = (
    ("articles", "desk:policy", Say("条文", "Articles")),
    ("coverage", "desk:policy-coverage", Say("落实情况", "Carried out")),
    ("points", "desk:policy-points", Say("待定项", "Open points")),
    ("diagram", "desk:policy-diagram", Say("程序图", "Procedures")),
    ("versions", "desk:policy-versions", Say("版本", "Versions")),
)
DOCUMENT_WORDS = {
    DocumentStatus.CONSULTATION: Say("征求意见稿", "draft for consultation"),
    DocumentStatus.TRIAL: Say("暂行", "on trial"),
    DocumentStatus.IN_FORCE: Say(""),
    DocumentStatus.EXPIRED: Say("已失效", "expired"),
}
LIBRARY = Say("政策库", "Policies")


@dataclass(frozen=True)
class Policy:
    """One policy as its pages show it on a day: the version shown, the pack, all its versions, its points."""

    version: PackVersion
    versions: Sequence[PackVersion]
    on: date
    chosen: bool = False

    @cached_property
    def pack(self) -> Pack:
        """The pack of the version shown."""
        return pack_of(self.version)

    @cached_property
    def rows(self) -> list[PointDecision]:
        """Every decision on its points, asked once."""
        return list(decisions(self.version.pack_id))

    @cached_property
    def points(self) -> dict[str, PointNow]:
        """Its open points with their decisions."""
        return points_now(self.pack, self.rows, self.on)

    @property
    def undecided(self) -> int:
        """How many of its points no decision fills today."""
        return sum(1 for now in self.points.values() if not now.decided)

    @property
    def number(self) -> Say:
        """The number of the document, its name where the text has none."""
        value = self.pack.header.number.value
        return Say(str(value), str(value)) if value else Say(self.version.zh, self.version.en)

    @property
    def name(self) -> Say:
        """The name of the document."""
        return Say(self.version.zh, self.version.en)

    @property
    def badge(self) -> Badge:
        """Where the version shown stands today."""
        return version_badge(self.version, self.on)

    @property
    def kind(self) -> Say:
        """Whether the document is on trial, a draft, expired."""
        return DOCUMENT_WORDS[self.pack.header.status]

    @property
    def since(self) -> Say:
        """Which version it is and from when."""
        return version_say(self.version)

    def address(self, view: str, **named: str) -> str:
        """The address of one of its pages; a version chosen by hand stays chosen."""
        found = reverse(view, kwargs={"pack": self.version.pack_id, **named})
        return f"{found}?{urlencode({'v': self.version.version_no})}" if self.chosen else found

    def article(self, article_id: str) -> str:
        """The address of one of its article pages."""
        return self.address("desk:article", article=article_id)

    def tabs(self, current: str) -> list[Tab]:
        """The tabs of its pages."""
        counts = {"points": str(len(self.pack.open_points)), "versions": str(len(self.versions))}
        return [Tab(words, self.address(view), key == current, counts.get(key, "")) for key, view, words in TABS]

    @property
    def crumbs(self) -> list[Link]:
        """The way to the policy."""
        return [Link(LIBRARY, reverse("desk:policies")), Link(self.number, self.address("desk:policy"))]


def policy(actor: Actor, pack_id: str, chosen: str, on: date) -> Policy:
    """The policy of a page. ``chosen`` is a version number from the address, "" for the one in force today.

    Where none is in force the latest one is shown. Raises Unknown for a pack or version there is none of.
    """
    versions = in_order(visible_to(actor).filter(pack_id=pack_id).defer("files_json"))
    if not versions:
        raise Unknown(Say("份政策", "policy"))
    if chosen:
        found = next((one for one in versions if str(one.version_no) == chosen), None)
        if found is None:
            raise Unknown(Say("个版本", "version"))
        return Policy(found, versions, on, chosen=True)
    living = [one for one in versions if in_force(one, on)]
    return Policy((living or sorted(versions, key=lambda one: one.version_no, reverse=True))[0], versions, on)


def in_force(version: PackVersion, on: date) -> bool:
    """Whether a version is in force on a day."""
    begun = version.in_force_from is not None and version.in_force_from <= on
    ended = version.in_force_to is not None and version.in_force_to <= on
    return version.status == VersionStatus.PUBLISHED and begun and not ended


def version_badge(version: PackVersion, on: date) -> Badge:
    """The state word of a version on a day."""
    if version.status == VersionStatus.DRAFT:
        return Badge(State.WAIT, Say("草稿", "draft"))
    if version.status == VersionStatus.WITHDRAWN:
        return Badge(State.NONE, Say("已撤回", "withdrawn"))
    if in_force(version, on):
        return Badge(State.DONE, Say("现行", "in force"))
    if version.in_force_from is not None and version.in_force_from > on:
        return Badge(State.GOING, Say("已发布，未起用", "published, not yet in force"))
    return Badge(State.NONE, Say("已停用", "no longer in force"))


def version_say(version: PackVersion) -> Say:
    """Number and days of a version: 第 3 版，2026-01-06 起用."""
    number = Say(f"第 {version.version_no} 版", f"version {version.version_no}")
    if version.in_force_from is None:
        return number
    zh, en = f"{number.zh}，{version.in_force_from} 起用", f"{number.en}, from {version.in_force_from}"
    if version.in_force_to is None:
        return Say(zh, en)
    last = version.in_force_to - timedelta(days=1)
    return Say(f"{zh}，至 {last}", f"{en} to {last}")
