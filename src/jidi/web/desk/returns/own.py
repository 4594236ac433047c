"""统计填报 as those see it who work for their own organisation (a base's people, an enterprise, a chamber): what they have
to fill in, the nearest day first, with one button to it; what is with others; what was settled last."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from jidi.accounts.acting import Actor, Permit
from jidi.common.say import Say
from jidi.filings.models import Filing
from jidi.filings.queries import latest_versions
from jidi.policies.queries import without_texts
from jidi.returns.enums import SETTLED, DutyState
from jidi.returns.models import Duty
from jidi.returns.permissions import cite_for, may_fill, may_record_elsewhere
from jidi.returns.queries import filling
from jidi.returns.queries.duties import levels_of, visible_to
from jidi.returns.queries.filling import filings_by_duty
from jidi.returns.queries.leveldays import NO_DAY, feeding
from jidi.returns.words import title_of
from jidi.web.desk.http import page, today_of
from jidi.web.desk.returns.legs import badge_at, day_ahead, day_at
from jidi.web.desk.returns.words import ROOM, dash_for, filed_words, own_tabs
from jidi.web.shared.chips import chip_of
from jidi.web.shared.days import left
from jidi.web.shared.parts import Badge, Chip, Dash, Link

SOON = 7
"""Days before a due day from which the first block is amber (as on 工作台)."""
SHOWN = 200
"""Duties shown at most: the nearest days first."""
SETTLED_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Line:
    """One duty as it stands for whoever fills it in. ``opens`` says that the form is still to be begun (a button that
    writes); else ``step`` leads to it."""

    duty: Duty
    title: Say
    badge: Badge
    chip: Chip
    dash: Dash | None
    due: date | None
    left: Say | None
    why: Say
    step: Link | None
    opens: bool


def own_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The page."""
    on = today_of(request)
    mine = visible_to(actor).exclude(state__in={DutyState.LAPSED, DutyState.WAIVED})
    rows = without_texts(mine, "version").select_related("base").prefetch_related("levels").order_by("due_on", "pk")
    open_ = list(rows.exclude(state__in=SETTLED).filter(opens_on__lte=on)[:SHOWN])
    forms = filings_by_duty(open_)
    filed = latest_versions(list(forms.values()))
    lines = [_line(actor, duty, on, forms.get(duty.pk), filed) for duty in open_]
    mine_now = sorted((line for line in lines if line.step or line.opens), key=lambda line: line.due or date.max)
    later = rows.filter(state=DutyState.DUE, opens_on__gt=on).order_by("opens_on", "due_on", "pk")[:SETTLED_SHOWN]
    done = rows.filter(state__in=SETTLED).order_by("-settled_at", "-pk")[:SETTLED_SHOWN]
    first = mine_now[0] if mine_now else None
    context = {
        "tabs": own_tabs("board"),
        "first": first,
        "tone": _tone(first, on),
        "lines": mine_now,
        "others": [line for line in lines if not (line.step or line.opens)],
        "bulk": filling.files_many(actor, on),
        "later": [_ahead(actor, duty) for duty in later],
        "settled": [_settled(actor, duty, on) for duty in done],
    }
    return page(request, "desk/returns/own.html", context, room=ROOM)


def _line(actor: Actor, duty: Duty, on: date, filing: Filing | None, filed: Collection[int]) -> Line:
    levels = levels_of(duty)
    leg = feeding(actor, levels)
    due = day_at(duty, leg, on)
    fills = isinstance(may_fill(actor, duty, levels), Permit)
    handed_in = filing is not None and filing.pk in filed
    step = (
        _step(duty, filing, handed_in=handed_in)
        if fills or isinstance(may_record_elsewhere(actor, duty, levels), Permit)
        else None
    )
    opens = fills and bool(duty.form_id) and filing is None
    return Line(
        duty, title_of(duty), badge_at(duty, leg, on), chip_of(cite_for(duty)), dash_for(duty), due,
        left(due, on) if due and step else (NO_DAY if leg and step else None), _why(duty, handed_in=handed_in), step,
        opens,
    )  # fmt: skip


def _ahead(actor: Actor, duty: Duty) -> tuple[Duty, Say, date | None, Say | None]:
    """A duty to come: its title, the day by which they bring it, and what is said where none was set for them."""
    leg = feeding(actor, levels_of(duty))
    day = day_ahead(duty, leg)
    return duty, title_of(duty), day, NO_DAY if leg and day is None else None


def _settled(actor: Actor, duty: Duty, on: date) -> tuple[Say, str, Badge, Say | None]:
    """What is settled: when it was filed and whether late is said to whoever owed it, not to who fed them."""
    leg = feeding(actor, levels_of(duty))
    address = reverse("desk:duty", args=[duty.pk])
    return title_of(duty), address, badge_at(duty, leg, on), None if leg else filed_words(duty, on)


def _record_left(duty: Duty, *, handed_in: bool) -> bool:
    """Whether the form was handed in and only the record of what is done elsewhere is missing."""
    return handed_in and duty.elsewhere_ok and not duty.return_due_on


def _step(duty: Duty, filing: Filing | None, *, handed_in: bool) -> Link:
    """Where one goes on: the form itself, an article to write, or the page to record on."""
    if _record_left(duty, handed_in=handed_in):
        return Link(Say("登记办理", "Record it"), reverse("desk:duty", args=[duty.pk]) + "#record", main=True)
    if filing is not None:
        going = Say("继续准备", "Go on preparing") if duty.elsewhere_ok else Say("继续填报", "Go on filling in")
        words = Say("去补正", "Correct it") if duty.return_due_on else going
        return Link(words, reverse("desk:duty-form", args=[duty.pk]), main=True)
    if duty.form_id:
        begin = Say("开始准备", "Begin to prepare") if duty.elsewhere_ok else Say("开始填报", "Begin")
        return Link(begin, reverse("desk:duty-open", args=[duty.pk]), main=True)
    if duty.articles_filed < duty.articles_owed:
        return Link(Say("写信息", "Write an article"), reverse("desk:news-new"), main=True)
    if duty.elsewhere_ok:
        return Link(Say("登记办理", "Record it"), reverse("desk:duty", args=[duty.pk]) + "#record", main=True)
    if filling.document_of(duty):
        return Link(Say("递交文件", "Hand it in"), reverse("desk:duty", args=[duty.pk]) + "#record", main=True)
    if filling.fulfilment_of(duty).procedure:
        return Link(Say("看怎样办", "See what to do"), reverse("desk:duty", args=[duty.pk]), main=True)
    return Link(Say("去填报", "Fill it in"), reverse("desk:duty", args=[duty.pk]), main=True)


def _why(duty: Duty, *, handed_in: bool) -> Say:
    if duty.return_due_on:
        return Say("已退回，按所列各处补正", "returned: correct the places named")
    if _record_left(duty, handed_in=handed_in):
        return Say("已准备好，还要到外部办理并登记", "prepared; it is still to be done elsewhere and recorded")
    if duty.articles_owed and not duty.form_id:
        return Say(
            f"信息已报 {duty.articles_filed} 篇，至少 {duty.articles_owed} 篇",
            f"{duty.articles_filed} articles handed in, at least {duty.articles_owed}",
        )
    if duty.cells_owed:
        return Say(
            f"已填 {duty.cells_filled} / {duty.cells_owed} 格", f"{duty.cells_filled} of {duty.cells_owed} filled in"
        )
    return Say(duty.open_zh, duty.open_en)


def _tone(first: Line | None, on: date) -> str:
    if first is None or first.due is None or (first.due - on).days > SOON:
        return "calm"
    return "late" if first.due < on else "soon"
