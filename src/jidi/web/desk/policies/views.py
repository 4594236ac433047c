"""Pages of 政策库 that are read: the policies, one policy in its tabs, one article."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse

from jidi.accounts.acting import Actor
from jidi.accounts.models import Division
from jidi.calendars.queries import work_calendar
from jidi.common.say import Say, Unknown
from jidi.policies import proofs
from jidi.policies.models import PackVersion
from jidi.policies.queries import covers, official_text, visible_to, what_carries_out
from jidi.web.desk.http import actor_required, page, reads, today_of
from jidi.web.desk.policies import articles as articles_of
from jidi.web.desk.policies import coverage as coverage_of
from jidi.web.desk.policies import diagram as diagram_of
from jidi.web.desk.policies import examples as examples_of
from jidi.web.desk.policies.applying import applying
from jidi.web.desk.policies.library import (
    Policy,
    in_force,
    policy,
    version_badge,
    version_say,
)

ROOM = "policies"


def shown_policy(request: HttpRequest, actor: Actor, pack: str) -> Policy:
    """The policy of an address: the version ``?v=`` names, else the one in force today."""
    return policy(actor, pack, request.GET.get("v", ""), today_of(request))


def policy_page(
    request: HttpRequest, template: str, shown: Policy, tab: str, here: Say, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page of one policy: what every tab has, and its own."""
    common = {
        "policy": shown,
        "policy_href": shown.address("desk:policy"),
        "tabs": shown.tabs(tab),
        "crumbs": shown.crumbs[:1],
        "here": here,
    }
    return page(request, template, {**common, **context}, room=ROOM, status=status)


@reads
@actor_required
def library(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every policy there is: those in force here first, then elsewhere, then drafts and those no longer in force."""
    today = today_of(request)
    versions = list(visible_to(actor).defer("files_json").order_by("pack_id", "version_no"))
    areas = dict(Division.objects.filter(code__in={one.area_code for one in versions}).values_list("code", "name"))
    return page(
        request,
        "desk/policies/library.html",
        {"groups": _library_groups(versions, areas, actor, today), "policies": len({v.pack_id for v in versions})},
        room=ROOM,
    )


def _library_groups(versions: list[PackVersion], areas: dict[str, str], actor: Actor, today: date) -> list[Any]:
    groups: dict[str, list[dict[str, Any]]] = {"here": [], "elsewhere": [], "coming": [], "ended": []}
    for _, found in groupby(versions, key=lambda one: one.pack_id):
        of_pack = list(found)
        living = next((one for one in of_pack if in_force(one, today)), None)
        if living is not None:
            groups["here" if covers(living, actor.area_code) else "elsewhere"].append(_row(living, areas, today))
        later = [one for one in of_pack if one.in_force_from is None or one.in_force_from > today]
        groups["coming"] += [_row(one, areas, today, chosen=True) for one in later]
        if living is None and not later:
            groups["ended"].append(_row(of_pack[-1], areas, today))
    titles = {
        "here": Say("本地区现行", "In force here"),
        "elsewhere": Say("其他地区现行", "In force elsewhere"),
        "coming": Say("草稿和未起用的版本", "Drafts and versions to come"),
        "ended": Say("已停用", "No longer in force"),
    }
    return [{"title": titles[key], "rows": rows} for key, rows in groups.items() if rows]


def _row(version: PackVersion, areas: dict[str, str], today: date, *, chosen: bool = False) -> dict[str, Any]:
    shown = Policy(version, [version], today, chosen)
    return {
        "name": shown.name,
        "pack": version.pack_id,
        "href": shown.address("desk:policy"),
        "area": areas.get(version.area_code, version.area_code),
        "since": version_say(version),
        "badge": version_badge(version, today),
    }


@reads
@actor_required
def articles(request: HttpRequest, actor: Actor, pack: str) -> HttpResponse:
    """条文: every article with its gist and its mark, by chapter."""
    shown = shown_policy(request, actor, pack)
    groups = articles_of.groups_of(shown.pack)
    chapters = [
        {"title": chapter, "lines": [_article_line(shown, group, one) for group in found for one in group.articles]}
        for chapter, found in groupby(groups, key=lambda group: group.chapter)
    ]
    context = {"chapters": chapters, "shares": articles_of.shares(groups), "count": len(groups)}
    return policy_page(request, "desk/policies/articles.html", shown, "articles", shown.number, context)


def _article_line(shown: Policy, group: articles_of.Group, article: Any) -> dict[str, Any]:
    first = article is group.articles[0]
    rest = article.printed.removeprefix(group.printed)
    return {
        "article": article,
        "printed": article.printed if first or not rest else rest,
        "below": not first,
        "href": shown.article(article.id),
        "badge": articles_of.STATUS_BADGES[articles_of.status_of(article)],
    }


@reads
@actor_required
def article(request: HttpRequest, actor: Actor, pack: str, article: str) -> HttpResponse:
    """One article: gist and official words, what carries it out, worked examples, what applies it now."""
    shown = shown_policy(request, actor, pack)
    if article not in shown.pack.articles:
        raise Unknown(Say("一条", "article"))
    groups = articles_of.groups_of(shown.pack)
    places = {f"{one.section}/{one.key}" for one in what_carries_out(shown.pack, article)}
    matters = [one for one in applying(actor, pack, shown.on) if one.element in places]
    results = examples_of.results_of(shown.pack, work_calendar())
    told = [examples_of.shown(shown.pack, results[one.name]) for one in examples_of.citing(shown.pack, article)]
    first, more = examples_of.picked([one for one in told if not one.words_only])
    source = articles_of.source_article(shown.pack, shown.pack.articles[article])
    context = {
        "crumbs": shown.crumbs,
        "page": articles_of.article_page(shown, article),
        "side": articles_of.side_lines(shown, groups, article),
        "shares": articles_of.shares(groups),
        "count": len(groups),
        "carriers": articles_of.carriers(shown, article, matters),
        "examples": first,
        "more_examples": more,
        "word_examples": [one for one in told if one.words_only],
        "failed": sum(1 for one in told if not one.passed),
        "example_count": len(told),
        "matters": matters,
        "original": official_text(pack, source.id) if source else None,
    }
    here = Say(shown.pack.articles[article].printed)
    return policy_page(request, "desk/policies/article.html", shown, "articles", here, context)


@reads
@actor_required
def coverage(request: HttpRequest, actor: Actor, pack: str) -> HttpResponse:
    """落实情况: what carries each article out, or why nothing does."""
    shown = shown_policy(request, actor, pack)
    results = examples_of.results_of(shown.pack, work_calendar())
    proven = proofs.kept(shown.pack.digest)
    context = {
        "figures": coverage_of.figures(shown, results),
        "chapters": coverage_of.chapters(shown, applying(actor, pack, shown.on), proven),
        "proven": proven,
        "proof_note": coverage_of.proof_note(proven),
        "failed": [str(result) for result in results.values() if not result.passed],
        "house": coverage_of.without_article(shown.pack),
    }
    return policy_page(request, "desk/policies/coverage.html", shown, "coverage", shown.number, context)


@reads
@actor_required
def diagram(request: HttpRequest, actor: Actor, pack: str) -> HttpResponse:
    """程序图: one procedure as a picture and as a list of steps."""
    shown = shown_policy(request, actor, pack)
    procedures = shown.pack.procedures
    chosen = procedures.get(request.GET.get("procedure", "")) or next(iter(procedures.values()), None)
    context: dict[str, Any] = {"procedure": chosen, "procedures": list(procedures.values())}
    if chosen is not None:
        context |= {
            "picture": diagram_of.picture(shown.pack, chosen),
            "steps": diagram_of.steps_of(shown, chosen),
            "about": diagram_of.about(shown, chosen),
        }
    return policy_page(request, "desk/policies/diagram.html", shown, "diagram", shown.number, context)
