"""Pages of an expert: what waits, the declaration of interest before anything is opened, the sheet."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from jidi.accounts.acting import Actor, Denied, require
from jidi.common.clock import BEIJING
from jidi.common.say import Refused, Say, Unknown
from jidi.panels import queries, services
from jidi.panels.enums import Gives, PanelState
from jidi.panels.marks import criteria_of, mark_problems
from jidi.panels.models import Panel, Seat, Sheet
from jidi.panels.permissions import may_open_case
from jidi.panels.rules import DECLARE
from jidi.policies.queries import pack
from jidi.web.desk.applications.content import application_of_case, content_of
from jidi.web.desk.http import actor_required, done, now_of, page, reads, today_of, writes
from jidi.web.desk.reviews import parts
from jidi.web.desk.reviews.looked import looked_at_by
from jidi.web.shared.parts import Link, Problem

THING = Say("份评审", "review")
MOST = 8
"""Lines of the summary on top; the others are said at their fields only."""


@reads
@actor_required
def reviews(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What an expert sits on: each panel with its cases and the next thing to do."""
    seats = list(queries.opened_to(actor).prefetch_related("declarations"))
    sheets = _sheets(seats)
    rows = []
    for seat in seats:
        lines = parts.case_lines(seat, sheets.get(seat.pk, {}))
        rows.append((seat, lines, parts.counted(seat, lines)))
    return page(request, "desk/reviews/reviews.html", {"rows": rows}, room="reviews")


@reads
@actor_required
def panel(request: HttpRequest, actor: Actor, panel_id: int) -> HttpResponse:
    """One panel: a declaration for each case first, then the sheets."""
    return _panel_page(request, _seat(actor, panel_id))


@writes
@actor_required
def declare(request: HttpRequest, actor: Actor, panel_id: int, case_key: str) -> HttpResponseBase:
    """Take the declaration for one case."""
    seat = _seat(actor, panel_id)
    said = request.POST.get("conflict", "")
    conflict = said == "yes"
    try:
        if said not in {"yes", "no"}:
            raise _not_said()
        services.declare(
            actor=actor, panel=seat.panel, case_key=case_key, has_conflict=conflict, text=request.POST.get("text", ""),
            at=now_of(request),
        )  # fmt: skip
    except (Denied, Unknown):
        raise
    except Refused as refused:
        return _panel_page(request, seat, refused, case_key)
    words = Say(
        "已声明有利害关系，您不评这一件；组织评审的机关可以另抽专家。",
        "Declared: you do not review it; the office that organises the review may draw another expert.",
    )
    done(request, words if conflict else Say("已声明无利害关系，可以看材料了。", "Declared; the file is open to you."))
    return redirect("desk:review-panel", panel_id)


@reads
@actor_required
def sheet(request: HttpRequest, actor: Actor, panel_id: int, case_key: str) -> HttpResponse:
    """One case with its content and the expert's sheet."""
    seat = _seat(actor, panel_id)
    require(may_open_case(actor, case_key))
    return _sheet_page(request, actor, seat, case_key, None)


@writes
@actor_required
def save(request: HttpRequest, actor: Actor, panel_id: int, case_key: str) -> HttpResponseBase:
    """Keep what was typed so far (autosave, or the button without script)."""
    seat, typed = _seat(actor, panel_id), _typed(request)
    kept = services.save_sheet(actor=actor, seat=seat, case_key=case_key, at=now_of(request), **typed)
    if "X-Autosave" in request.headers:
        return JsonResponse({"saved": f"{kept.saved_at.astimezone(BEIJING):%H:%M:%S}", "seen": "1", "errors": {}})
    done(request, Say("已暂存，还没有提交。", "Saved, not handed in yet."))
    return redirect("desk:review-sheet", panel_id, case_key)


@writes
@actor_required
def submit(request: HttpRequest, actor: Actor, panel_id: int, case_key: str) -> HttpResponseBase:
    """Hand the sheet in. What is wrong is shown at its field, with all that was typed."""
    seat, typed = _seat(actor, panel_id), _typed(request)
    try:
        services.submit_sheet(actor=actor, seat=seat, case_key=case_key, at=now_of(request), **typed)
    except (Denied, Unknown):
        raise
    except Refused as refused:
        return _sheet_page(request, actor, seat, case_key, refused)
    done(request, Say("已提交评审，不能再改。", "Handed in; it can no longer be changed."))
    return redirect("desk:review-panel", panel_id)


def _panel_page(request: HttpRequest, seat: Seat, refused: Refused | None = None, case_key: str = "") -> HttpResponse:
    context = {
        "seat": seat,
        "panel": seat.panel,
        "lines": parts.case_lines(seat, _sheets([seat]).get(seat.pk, {})),
        "crumbs": [_reviews()],
        "cite": DECLARE,
        "typed_key": case_key,
        "typed": request.POST,
        "problems": [Problem(refused.why, f"text-{case_key}")] if refused else [],
        "problems_title": refused.what if refused else Say(""),
    }
    status = refused.status if refused else HTTPStatus.OK
    return page(request, "desk/reviews/panel.html", context, room="reviews", status=status)


def _reviews() -> Link:
    return Link(Say("评审", "Reviews"), reverse("desk:reviews"))


def _not_said() -> Refused:
    return Refused(
        Say("还没有声明。", "Nothing was declared."),
        Say("没有选有没有利害关系。", "Say whether you have an interest."),
        Say("请选一项后再提交。", "Choose one and send again."),
        cite=DECLARE,
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
    )


def _sheet_page(request: HttpRequest, actor: Actor, seat: Seat, case_key: str, refused: Refused | None) -> HttpResponse:
    kept = Sheet.objects.filter(seat=seat, case_key=case_key).first()
    found = _problems(seat.panel, kept.marks_json) if refused and kept else {}
    problems = [Problem(say, f"points.{key}") for key, say in list(found.items())[:MOST]]
    if len(found) > MOST:
        more = len(found) - MOST
        problems.append(Problem(Say(f"还有 {more} 项，标在各项下面", f"{more} more, marked at each of them")))
    if refused and not problems:
        problems = [Problem(refused.because)]
    badge = parts.badge_of(kept)
    entry = next((e for e in seat.panel.cases_json if e["key"] == case_key), None)
    if entry is None:
        raise Unknown(THING)
    application = application_of_case(int(case_key), actor)
    record = looked_at_by(seat.panel, application.base, today_of(request))
    context = {
        "seat": seat,
        "panel": seat.panel,
        "entry": entry,
        "record": record,
        "sheet": kept,
        "scores": seat.panel.gives == Gives.SCORES,
        "gives": Gives(seat.panel.gives).say,
        "groups": parts.mark_groups(seat.panel, pack(seat.panel.version), kept, found, record),
        "problems": problems,
        "problems_title": refused.what if refused else Say(""),
        "badge": badge,
        "crumbs": [_reviews(), Link(Say("本组", "The panel"), reverse("desk:review-panel", args=[seat.panel_id]))],
        "content": content_of(application, today_of(request), writes=False),
        "closed": kept is not None and kept.submitted_at is not None,
    }
    status = refused.status if refused else HTTPStatus.OK
    return page(request, "desk/reviews/sheet.html", context, room="reviews", status=status)


def _seat(actor: Actor, panel_id: int) -> Seat:
    """The actor's seat on a panel that sits; anything else is unknown to them."""
    found = queries.visible_to(actor).filter(pk=panel_id, state=PanelState.SITTING).select_related("version").first()
    seat = queries.seat_of(actor, found) if found is not None else None
    if seat is None:
        raise Unknown(THING)
    return seat


def _sheets(seats: list[Seat]) -> dict[int, dict[str, Sheet]]:
    found: dict[int, dict[str, Sheet]] = {}
    for row in Sheet.objects.filter(seat__in=seats):
        found.setdefault(row.seat_id, {})[row.case_key] = row
    return found


def _typed(request: HttpRequest) -> dict[str, Any]:
    marks: dict[str, dict[str, str]] = {}
    for name, value in request.POST.items():
        kind, _, criterion = name.partition(".")
        if criterion and kind in {"points", "reason"}:
            marks.setdefault(criterion, {})[kind] = str(value)
    recommends = {"yes": True, "no": False}.get(request.POST.get("recommends", ""))
    return {"marks": marks, "opinion": request.POST.get("opinion", ""), "recommends": recommends}


def _problems(panel: Panel, marks: dict[str, dict[str, str]]) -> dict[str, Say]:
    if panel.gives != Gives.SCORES:
        return {}
    return dict(mark_problems(criteria_of(panel.criteria_json), marks))
