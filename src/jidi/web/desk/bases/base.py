"""The page of a base: titles and state, what is to be done now, the time line, everything on record, by tabs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from jidi.accounts.acting import Actor, Permit
from jidi.agenda import queries as agenda
from jidi.bases.attachments import REGISTER, register_key
from jidi.bases.enums import OPEN, LinkRole
from jidi.bases.models import Base, BaseLink, BaseProducts, Dated, RegisterEntry, TitleEvent
from jidi.bases.permissions import may_keep_base
from jidi.bases.queries.bases import BasePage, base_for, page_of
from jidi.bases.queries.packs import versions_for, versions_over
from jidi.bases.queries.places import places_above
from jidi.bases.queries.registers import checklist, parts_of_place
from jidi.cases import queries as cases
from jidi.common.say import Say, house
from jidi.files.models import Attachment
from jidi.files.queries import attachments_of
from jidi.policies.queries import pack
from jidi.web.desk.addresses import address_of
from jidi.web.desk.bases.shown import (
    ANSWERS,
    PartShown,
    amount_words,
    living_entry,
    paper,
    parts_shown,
    runner,
    standing,
)
from jidi.web.desk.bases.timeline import picture, word_of
from jidi.web.desk.bases.words import (
    ROOM,
    base_address,
    crumbs,
    day_words,
    days_words,
    require_business,
    title_badge,
    title_word,
)
from jidi.web.desk.http import actor_required, page, reads, today_of
from jidi.web.shared.chips import chip_of
from jidi.web.shared.cited import article_chip
from jidi.web.shared.language import Words
from jidi.web.shared.parts import Badge, Chip, Filter, Link, Row, State, Tab
from policycore.registers import RegisterKind

GROUPS: Final[dict[str, tuple[Say, frozenset[RegisterKind]]]] = {
    "bodies": (
        Say("机制和机构", "Mechanism, institution"),
        frozenset({RegisterKind.MECHANISM, RegisterKind.INSTITUTION}),
    ),
    "services": (Say("平台和服务", "Platforms, services"), frozenset({RegisterKind.PLATFORM, RegisterKind.SERVICE})),
    "associations": (Say("商协会", "Associations"), frozenset({RegisterKind.ASSOCIATION, RegisterKind.ACTIVITY})),
    "plans": (Say("规划和政策", "Plans, measures"), frozenset({RegisterKind.PLAN})),
    "honesty": (Say("诚信清单", "Honesty"), frozenset({RegisterKind.HONESTY})),
    "incidents": (Say("事件", "Incidents"), frozenset({RegisterKind.INCIDENT})),
    "more": (Say("其他登记", "More"), frozenset({RegisterKind.SITE, RegisterKind.BRAND})),
}
"""Tabs of registers: their name and which kinds stand there. A tab of kinds no pack asks for is left out."""


@dataclass(frozen=True, slots=True)
class NowLine:
    """One thing to do about this base: what, until when, by which article."""

    what: Words
    chip: Chip
    due: date | None = None
    href: str = ""


@reads
@actor_required
def base(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """One base, in the tab that was asked for."""
    require_business(actor)
    on = today_of(request)
    held = base_for(actor, pk, on)
    version = versions_for([held], on).get(held.pk)
    found = page_of(held, version, on)
    tab = request.GET.get("tab", "")
    parts = parts_shown(actor, version, found.parts, on, base=held, few=tab not in GROUPS)
    head = _head(actor, found, parts, tab, on)
    template, more = _tab(request, actor, found, parts, tab, on)
    return page(request, template, {**head, **more, "base": held, "found": found, "room": ROOM}, room=ROOM)


# --- what every tab has --------------------------------------------------------------------------------------------


def _head(actor: Actor, found: BasePage, parts: Sequence[PartShown], tab: str, on: date) -> dict[str, Any]:
    held = found.base
    permit = may_keep_base(actor, "base.change", area_code=held.area_id, key=str(held.pk))
    acts = []
    if isinstance(permit, Permit) and held.ended_on is None:
        acts.append(Link(Say("变更登记", "Change"), reverse("desk:base-change", args=[held.pk]), icon="pencil"))
    return {
        "crumbs": crumbs(held)[:-1],
        "badges": [title_badge(line.holding) for line in found.titles if line.holding.state in OPEN]
        or [title_badge(line.holding) for line in found.titles[:1]],
        "ended": held.ended_on is not None,
        "hs": hs_of(found),
        "tabs": _tabs(found, parts, tab),
        "acts": acts,
        "version": found.version,
        "no_pack": found.version is None,
    }


def hs_of(found: BasePage) -> str:
    """The HS codes of the present set of products."""
    now = present(found.products)
    codes = [prefixes for product in now.products.all() if (prefixes := product.hs_prefixes)] if now else []
    return "、".join(code for prefixes in codes for code in prefixes.split(","))


def present(rows: Sequence[BaseProducts]) -> BaseProducts | None:
    """Of dated rows the one that holds now."""
    return next((row for row in rows if row.to_on is None and row.corrected_at is None), None)


def _tabs(found: BasePage, parts: Sequence[PartShown], tab: str) -> list[Tab]:
    pk = found.base.pk
    tabs = [Tab(Say("总览", "Overview"), base_address(pk), tab not in _ALL_TABS)]
    events = sum(len(line.events) for line in found.titles)
    tabs.append(Tab(Say("称号", "Titles"), base_address(pk, "titles"), tab == "titles", str(events)))
    for key, (name, kinds) in GROUPS.items():
        of_tab = [part for part in parts if part.kind in kinds]
        if of_tab:
            count = sum(part.total for part in of_tab)
            tabs.append(Tab(name, base_address(pk, key), tab == key, str(count)))
    return [
        *tabs,
        Tab(Say("办理", "Matters"), base_address(pk, "matters"), tab == "matters"),
        Tab(Say("沿革和补录", "History"), base_address(pk, "record"), tab == "record", str(len(found.openings) or "")),
        Tab(Say("材料", "Files"), base_address(pk, "files"), tab == "files"),
    ]


_ALL_TABS = frozenset({*GROUPS, "titles", "matters", "record", "files"})

# --- the tabs ------------------------------------------------------------------------------------------------------


def _tab(
    request: HttpRequest, actor: Actor, found: BasePage, parts: Sequence[PartShown], tab: str, on: date
) -> tuple[str, dict[str, Any]]:
    if tab == "titles":
        return "desk/bases/titles.html", {"picture": _picture(found, on), "rows": _title_rows(found)}
    if tab == "honesty":
        return "desk/bases/honesty.html", _honesty(request, found, parts, on)
    if tab in GROUPS:
        return "desk/bases/registers.html", _registers(actor, found, parts, tab, on)
    if tab == "matters":
        return "desk/bases/matters.html", {"matters": matters_of(actor, found.base)}
    if tab == "record":
        return "desk/bases/record.html", _record(actor, found)
    if tab == "files":
        return "desk/bases/files.html", {"files": files_of(actor, found.base, parts)}
    return "desk/bases/base.html", _overview(actor, found, parts, on)


def _overview(actor: Actor, found: BasePage, parts: Sequence[PartShown], on: date) -> dict[str, Any]:
    by_kind: dict[RegisterKind, list[PartShown]] = {}
    for part in parts:
        by_kind.setdefault(part.kind, []).append(part)
    main = (
        RegisterKind.PLATFORM,
        RegisterKind.SERVICE,
        RegisterKind.ASSOCIATION,
        RegisterKind.ACTIVITY,
        RegisterKind.PLAN,
    )
    side = (RegisterKind.HONESTY, RegisterKind.INCIDENT)
    now = now_of_base(actor, found, on)
    return {
        "now": now,
        "late": any(line.due and line.due < on for line in now),
        "first": next((line for line in now if line.href), None),
        "picture": _picture(found, on),
        "main": [part for kind in main for part in by_kind.get(kind, [])],
        "bodies": _bodies(found, parts, on),
        "side": [part for kind in side for part in by_kind.get(kind, [])],
        "links": _links(found),
        "places": places_above(found.base.area_id),
        "facts": _facts(found),
    }


def now_of_base(actor: Actor, found: BasePage, on: date) -> list[NowLine]:
    """What waits for this person about the base, and what the document asks for and is not on record."""
    own = cases.visible_to(actor).filter(subject_kind="base", subject_key=str(found.base.pk))
    keys = [str(pk) for pk in own.values_list("pk", flat=True)]
    waiting = agenda.items_for(actor).filter(room="cases", kind="case", key__in=keys)
    waiting = waiting | agenda.items_for(actor).filter(room="bases", kind="base", key=str(found.base.pk))
    lines = agenda.lines(waiting.order_by("due_on", "id")[:4])
    items = [
        NowLine(line.what, chip_of(line.cite), line.due_on, address_of(line.room, line.kind, line.key))
        for line in lines
    ]
    if found.base.ended_on is not None:
        return items
    lacks = [
        NowLine(
            Say(f"还没有登记{flag.say.zh}", f"not on record: {flag.say.en}"),
            chip_of(flag.cite),
            None,
            reverse("desk:base-enter", args=[found.base.pk, flag.register]),
        )
        for flag in found.flags
    ]
    return [*items, *lacks]


def _picture(found: BasePage, on: date) -> Any:
    return picture(found.titles, versions_over(found.base), on)


def _links(found: BasePage) -> list[tuple[Say, BaseLink]]:
    """The organisations of a base, each with what it is to it."""
    return [(LinkRole(link.role).say, link) for link in found.links]


def _title_rows(found: BasePage) -> list[dict[str, Any]]:
    """Every event of every title, the most recent first, voided ones too."""
    events = [event for line in found.titles for event in line.events if event.voids_id is None]
    voided = {event.voids_id for line in found.titles for event in line.events if event.voids_id}
    ordered = sorted(events, key=lambda event: (event.on, event.pk), reverse=True)
    return [
        {
            "event": event,
            "day": day_words(event),
            "title": title_word(event.holding),
            "word": word_of(event),
            "until": event.until_on,
            "source": " ".join(part for part in (event.act_title, event.act_number) if part) or event.source,
            "chips": _chips_of_event(found, event),
            "void": event.pk in voided,
        }
        for event in ordered
    ]


def _chips_of_event(found: BasePage, event: TitleEvent) -> tuple[Chip, ...]:
    """The articles an event was decided by, as the version it was decided under prints them."""
    cited = [article for article in event.cites.split(",") if article]
    version = found.version
    if not cited or version is None or version.pack_id != event.pack:
        return (chip_of(house(_OPENING.zh, _OPENING.en)),) if event.is_opening else ()
    return tuple(article_chip(pack(version), article) for article in cited)


_OPENING: Final = Say("开库登记按来源如实录入", "opening records are entered as their source has them")


@dataclass(frozen=True, slots=True)
class Body:
    """The mechanism or the institution of a base as the first page shows it; ``rows`` empty where there is none."""

    part: PartShown
    badge: Badge
    rows: tuple[Row, ...]
    href: str = ""
    name: str = ""


def _bodies(found: BasePage, parts: Sequence[PartShown], on: date) -> list[Body]:
    shown = {part.rule_id: part for part in parts}
    wanted = (RegisterKind.INSTITUTION, RegisterKind.MECHANISM)
    ordered = [part for kind in wanted for part in found.parts if part.rule.register_ is kind]
    return [_body(shown[part.rule.id], living_entry(part, on), on) for part in ordered]


def _body(part: PartShown, entry: RegisterEntry | None, on: date) -> Body:
    if entry is None:
        word = Say("没有登记", "not on record")
        return Body(part, Badge(State.LATE if part.flagged else State.NONE, word), ())
    rows = [Row(part.name, entry.name or runner(entry))]
    if entry.kind_name:
        rows.append(Row(Say("形式", "Form"), entry.kind_name))
    if entry.staff is not None:
        rows.append(Row(Say("人员", "Staff"), Say(f"{entry.staff} 人", f"{entry.staff}")))
    if entry.person:
        rows.append(Row(Say("负责人", "Head"), entry.person))
    rows.append(Row(Say("起止", "From, until"), days_words(entry.on, entry.until)))
    if entry.document_title or entry.document_no:
        rows.append(Row(Say("文件", "Document"), paper(entry)))
    return Body(
        part, standing(entry, on), tuple(rows[1:]), reverse("desk:entry", args=[entry.pk]), entry.name or runner(entry)
    )


def _facts(found: BasePage) -> list[Row]:
    helpers = [row for row in found.helpers if row.to_on is None and row.corrected_at is None]
    rows = [Row(Say("称呼", "Called"), found.base.name), Row(Say("承载地", "Sits in"), found.base.host_words)]
    if found.base.product_words:
        rows.append(Row(Say("产品", "Products"), found.base.product_words))
    if helpers and helpers[0].words:
        rows.append(Row(Say("对口帮扶", "Helped by"), helpers[0].words))
    return rows


def _registers(actor: Actor, found: BasePage, parts: Sequence[PartShown], tab: str, on: date) -> dict[str, Any]:
    kinds = GROUPS[tab][1]
    above = []
    if tab == "plans" and found.version is not None:
        for place in places_above(found.base.area_id):
            of_place = parts_of_place(found.version, place.pk, place.tier, on)
            shown = parts_shown(actor, found.version, of_place, on, area_code=place.pk)
            above += [(place, part) for part in shown]
    return {"parts": [part for part in parts if part.kind in kinds], "above": above, "links": _links(found), "tab": tab}


def _honesty(request: HttpRequest, found: BasePage, parts: Sequence[PartShown], on: date) -> dict[str, Any]:
    entered = {entry.year for part in found.parts for entry in part.entries if entry.year}
    years = sorted({on.year, on.year - 1, *entered}, reverse=True)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and int(asked) in years else years[0]
    if not asked and year not in entered and year - 1 in entered:
        year -= 1
    of_tab = [part for part in parts if part.kind is RegisterKind.HONESTY]
    lines = checklist(found.version, found.base, year) if found.version else []
    shown = [
        {
            "line": line,
            "own": ANSWERS[line.own.answer] if line.own else ANSWERS[""],  # type: ignore[index]
            "entry": reverse("desk:entry", args=[line.own.pk]) if line.own else "",
            "evidence": (line.own.evidence or line.own.document_title) if line.own else "",
            "enterprises": [(ANSWERS[key], count) for key, count in sorted(line.enterprises.items())],  # type: ignore[index]
            "all": ANSWERS[line.rolled_up] if line.own or line.enterprises else None,  # type: ignore[index]
        }
        for line in lines
    ]
    of_years = Filter("year", Say("年度", "Year"), tuple((str(each), str(each)) for each in years), str(year))
    return {"year": year, "filters": [of_years], "lines": shown, "part": of_tab[0] if of_tab else None}


def matters_of(actor: Actor, held: Base) -> list[dict[str, Any]]:
    """The matters about a base the actor may see, newest first."""
    from jidi.web.desk.applications.shown import state_badge

    found = cases.visible_to(actor).filter(subject_kind="base", subject_key=str(held.pk)).order_by("-opened_on", "-pk")
    return [
        {
            "case": case,
            "href": address_of("cases", "case", case.case_no),
            "procedure": cases.procedure_of(case).say,
            "badge": state_badge(case, cases.procedure_of(case)),
        }
        for case in found
    ]


def _record(actor: Actor, found: BasePage) -> dict[str, Any]:
    held = found.base
    dated: list[tuple[Say, list[tuple[Dated, Words]]]] = [
        (Say("名称", "Name"), [(row, row.name) for row in found.names]),
        (Say("承载地", "Host"), [(row, f"{row.words}（{row.area_id}）") for row in found.hosts]),
        (Say("产品", "Products"), [(row, row.words or "—") for row in found.products]),
        (Say("体系", "Scheme"), [(row, row.scheme) for row in found.schemes]),
        (Say("对口帮扶", "Helped by"), [(row, row.words or Say("无", "nobody")) for row in found.helpers]),
    ]
    rows = [
        {"what": name, "row": row, "value": value, "days": days_words(row.from_on, row.to_on)}
        for name, lines in dated
        for row, value in lines
    ]
    may = isinstance(may_keep_base(actor, "base.change", area_code=held.area_id, key=str(held.pk)), Permit)
    openings = [(row, amount_words(row.amount, row.unit) or row.result) for row in found.openings]
    return {"rows": rows, "openings": openings, "may_open": may}


def files_of(actor: Actor, held: Base, parts: Sequence[PartShown]) -> list[Attachment]:
    """Every file of a base: those of its registers, and those attached to itself; two queries."""
    keys = [register_key("base", str(held.pk), kind.value) for kind in {part.kind for part in parts}]
    own = attachments_of(actor, "base", [str(held.pk)])
    registers = attachments_of(actor, REGISTER, keys)
    found = [row for rows in (*own.values(), *registers.values()) for row in rows]
    return sorted(found, key=lambda row: row.uploaded_at, reverse=True)
