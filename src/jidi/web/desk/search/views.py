"""One search over what the actor may see anyway: every group asks the query that fences its own pages.

What lies outside is neither shown nor counted. Twenty of a group at most; more is said, not how many more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from jidi.accounts.acting import Actor
from jidi.accounts.enums import Duty, OrgKind
from jidi.accounts.models import Organisation
from jidi.accounts.queries import living, organisations_visible_to, people_visible_to
from jidi.bases.models import BaseLink
from jidi.bases.queries.bases import visible_to as bases_visible_to
from jidi.cases import queries as cases
from jidi.common.say import Say
from jidi.common.texts import one_line
from jidi.policies.models import OfficialText, PackVersion
from jidi.policies.queries import pack, versions_in_force
from jidi.web.desk.addresses import address_of
from jidi.web.desk.bases.words import base_address, place_words
from jidi.web.desk.http import actor_required, page, reads, today_of
from jidi.web.desk.search.sorts import sorts_for
from jidi.web.shared.chips import article_address
from jidi.web.shared.language import Words
from jidi.web.shared.parts import NOTHING
from policycore.pack.model import Article

MOST: Final = 20
LONGEST: Final = 60
ACCOUNTS: Final = (Duty.SYSTEM_ADMIN, Duty.SECURITY_ADMIN)


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: what it is called, where it stands, what is said of it."""

    name: Words
    href: str = ""
    more: Words = NOTHING


@dataclass(frozen=True, slots=True)
class Group:
    """Things of one sort; ``more`` says that there are others beyond those shown."""

    name: Say
    hits: tuple[Hit, ...]
    more: bool = False


@reads
@actor_required
def search(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Everything the actor may see that bears the words asked for, by group."""
    text = one_line(request.GET.get("q", ""), LONGEST)
    groups = [group for group in _groups(actor, text, today_of(request)) if group.hits] if text else []
    context = {"q": text, "groups": groups, "most": MOST, "sorts": sorts_for(actor)}
    return page(request, "desk/search/search.html", context)


def _groups(actor: Actor, text: str, on: date) -> Iterable[Group]:
    if actor.is_administrator:
        if actor.duty in ACCOUNTS:
            yield _people(actor, text)
            yield _organisations(actor, text, on)
        return
    if actor.duty != Duty.AUDITOR:
        yield _bases(actor, text, on)
        yield _matters(actor, text)
    yield _articles(actor, text, on)
    if actor.duty != Duty.AUDITOR:
        yield _organisations(actor, text, on)


def _cut(name: Say, hits: list[Hit]) -> Group:
    return Group(name, tuple(hits[:MOST]), len(hits) > MOST)


def _bases(actor: Actor, text: str, on: date) -> Group:
    named = Q(name__icontains=text) | Q(host_words__icontains=text) | Q(product_words__icontains=text)
    former = Q(names__name__icontains=text) | Q(area__name__icontains=text)
    found = bases_visible_to(actor, on).filter(named | former).select_related("area__parent").distinct()
    rows = found.order_by("area_id", "name", "pk")[: MOST + 1]
    name = Say("基地", "Bases")
    return _cut(
        name, [Hit(base.name, base_address(base), f"{place_words(base.area)}　{base.product_words}") for base in rows]
    )


def _matters(actor: Actor, text: str) -> Group:
    asked = Q(case_no__icontains=text) | Q(title_zh__icontains=text) | Q(title_en__icontains=text)
    rows = cases.visible_to(actor).filter(asked).order_by("-opened_on", "-pk")[: MOST + 1]
    hits = [
        Hit(
            Say(f"{case.case_no}　{case.title_zh}", f"{case.case_no} {case.title_en or case.title_zh}"),
            address_of("cases", "case", case.case_no),
            cases.procedure_of(case).say,
        )
        for case in rows
    ]
    return _cut(Say("案卷", "Matters"), hits)


def _articles(actor: Actor, text: str, on: date) -> Group:
    versions = list(versions_in_force(actor.area_code, on).defer("files_json").order_by("-area_code", "pack_id"))
    words = OfficialText.objects.filter(pack_id__in=[one.pack_id for one in versions], body__icontains=text)
    by_words = set(words.values_list("pack_id", "article")[: 10 * MOST])
    asked = text.casefold()
    hits = [
        Hit(Say(f"{article.printed}　{article.zh}", f"{article.printed} {article.en}"), href, _document(version))
        for version in versions
        for article in pack(version).articles.values()
        if (_says(article, asked) or (version.pack_id, article.id) in by_words)
        and (href := article_address(version.pack_id, article.id))
    ]
    return _cut(Say("条文", "Articles"), hits)


def _says(article: Article, asked: str) -> bool:
    title = article.title
    texts = (article.printed, article.zh, article.en, title.zh if title else "", title.en if title else "")
    return any(asked in text.casefold() for text in texts)


def _document(version: PackVersion) -> Say:
    return Say(version.zh, version.en)


def _organisations(actor: Actor, text: str, on: date) -> Group:
    asked = Q(name__icontains=text) | Q(short_name__icontains=text) | Q(uscc=text.upper())
    found = organisations_visible_to(actor).filter(asked, valid_to__isnull=True).order_by("area_id", "name")
    rows = list(found[: MOST + 1])
    homes = {} if actor.is_administrator else _bases_of(actor, rows, on)
    hits = [_organisation(actor, office, homes) for office in rows]
    return _cut(Say("机构和企业", "Organisations"), hits)


def _organisation(actor: Actor, office: Organisation, homes: dict[int, tuple[int, str]]) -> Hit:
    kind = OrgKind(office.kind).say
    more = Say(f"{kind.zh}　{office.area.name}", f"{kind.en}, {office.area.name}")
    if actor.is_administrator:
        return Hit(office.name, reverse("desk:organisation", args=[office.pk]), more)
    base = homes.get(office.pk)
    if base is None:
        return Hit(office.name, "", more)
    return Hit(office.name, base_address(base[0]), Say(f"{more.zh}　{base[1]}", f"{more.en}, {base[1]}"))


def _bases_of(actor: Actor, offices: list[Organisation], on: date) -> dict[int, tuple[int, str]]:
    """The base each of these organisations belongs to, of those the actor may know of; one query."""
    links = BaseLink.objects.filter(
        living(on, "", "from_on", "to_on"),
        organisation__in=offices,
        base__in=bases_visible_to(actor, on).values("pk"),
    )
    rows = links.order_by("pk").values_list("organisation_id", "base_id", "base__name")
    return {office: (base, name) for office, base, name in rows}


def _people(actor: Actor, text: str) -> Group:
    asked = Q(name__icontains=text) | Q(login_name__icontains=text)
    rows = people_visible_to(actor).filter(asked).order_by("login_name")[: MOST + 1]
    hits = [
        Hit(f"{one.name}（{one.login_name}）", reverse("desk:person", args=[one.pk]), one.home.name if one.home else "")
        for one in rows
    ]
    return _cut(Say("账户", "Accounts"), hits)
