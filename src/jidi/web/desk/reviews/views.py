"""Pages of an expert: what waits, the declaration of interest before anything is opened, the sheet."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect

from jidi.accounts.acting import Actor, require
from jidi.common.clock import clock
from jidi.common.say import Say, Unknown
from jidi.panels import queries, services
from jidi.panels.enums import Gives, PanelState
from jidi.panels.marks import criteria_of, mark_problems
from jidi.panels.models import Panel, Seat, Sheet
from jidi.panels.permissions import may_open_case
from jidi.policies.queries import pack
from jidi.web.desk.applications.content import content_of_case
from jidi.web.desk.http import actor_required, done, page, reads, writes
from jidi.web.desk.reviews import parts
from jidi.web.shared.language import spoken

THING = Say("份评审", "review")


@reads
@actor_required
def reviews(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What an expert sits on: each panel with its cases and the next thing to do."""
    seats = list(queries.opened_to(actor).prefetch_related("declarations"))
    sheets = _sheets(seats)
    rows = [(seat, parts.case_lines(seat, sheets.get(seat.pk, {}))) for seat in seats]
    return page(request, "desk/reviews/reviews.html", {"rows": rows}, room="reviews")


@reads
@actor_required
def panel(request: HttpRequest, actor: Actor, panel_id: int) -> HttpResponse:
    """One panel: a declaration for each case first, then the sheets."""
    seat = _seat(actor, panel_id)
    lines = parts.case_lines(seat, _sheets([seat]).get(seat.pk, {}))
    return page(request, "desk/reviews/panel.html", {"seat": seat, "panel": seat.panel, "lines": lines}, room="reviews")


@writes
@actor_required
def declare(request: HttpRequest, actor: Actor, panel_id: int, case_key: str) -> HttpResponseBase:
    """Take the declaration for one case."""
    seat = _seat(actor, panel_id)
    conflict = request.POST.get("conflict") == "yes"
    services.declare(
        actor=actor, panel=seat.panel, case_key=case_key, has_conflict=conflict, text=request.POST.get("text", ""),
        at=clock.now(),
    )  # fmt: skip
    said = Say("已声明有利害关系，这一件由别的专家评。", "Declared; another expert reviews it.")
    done(request, said if conflict else Say("已声明无利害关系，可以看材料了。", "Declared; the file is open to you."))
    return redirect("desk:review-panel", panel_id)


@reads
@actor_required
def sheet(request: HttpRequest, actor: Actor, panel_id: int, case_key: str) -> HttpResponse:
    """One case with its content and the expert's sheet."""
    seat = _seat(actor, panel_id)
    require(may_open_case(actor, case_key))
    return _sheet_page(request, actor, seat, case_key, {})


@writes
@actor_required
def save(request: HttpRequest, actor: Actor, panel_id: int, case_key: str) -> HttpResponseBase:
    """Keep what was typed so far (autosave, or the button without script)."""
    seat, typed = _seat(actor, panel_id), _typed(request)
    kept = services.save_sheet(actor=actor, seat=seat, case_key=case_key, at=clock.now(), **typed)
    if "X-Autosave" in request.headers:
        return JsonResponse({"saved": f"{kept.saved_at.astimezone():%H:%M:%S}", "seen": "1", "errors": {}})
    done(request, Say("已暂存，还没有提交。", "Saved, not handed in yet."))
    return redirect("desk:review-sheet", panel_id, case_key)


@writes
@actor_required
def submit(request: HttpRequest, actor: Actor, panel_id: int, case_key: str) -> HttpResponseBase:
    """Hand the sheet in. What is wrong is shown at its field, with all that was typed."""
    seat, typed = _seat(actor, panel_id), _typed(request)
    problems = _problems(seat.panel, typed["marks"])
    if problems:
        services.save_sheet(actor=actor, seat=seat, case_key=case_key, at=clock.now(), **typed)
        return _sheet_page(request, actor, seat, case_key, problems, HTTPStatus.UNPROCESSABLE_ENTITY)
    services.submit_sheet(actor=actor, seat=seat, case_key=case_key, at=clock.now(), **typed)
    done(request, Say("已提交评审，不能再改。", "Handed in; it can no longer be changed."))
    return redirect("desk:review-panel", panel_id)


def _sheet_page(
    request: HttpRequest, actor: Actor, seat: Seat, case_key: str, problems: dict[str, Say], status: int = HTTPStatus.OK
) -> HttpResponse:
    kept = Sheet.objects.filter(seat=seat, case_key=case_key).first()
    entry = next(e for e in seat.panel.cases_json if e["key"] == case_key)
    context = {
        "seat": seat,
        "panel": seat.panel,
        "entry": entry,
        "sheet": kept,
        "scores": seat.panel.gives == Gives.SCORES,
        "groups": parts.mark_groups(seat.panel, pack(seat.panel.version), kept, problems),
        "problems": [(f"points.{key}", spoken(say)) for key, say in problems.items()],
        "content": content_of_case(int(case_key), actor, clock.today()),
        "closed": kept is not None and kept.submitted_at is not None,
    }
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


def _typed(request: HttpRequest) -> dict[str, object]:
    marks: dict[str, dict[str, str]] = {}
    for name, value in request.POST.items():
        kind, _, criterion = name.partition(".")
        if criterion and kind in {"points", "reason"}:
            marks.setdefault(criterion, {})[kind] = str(value)
    recommends = {"yes": True, "no": False}.get(request.POST.get("recommends", ""))
    return {"marks": marks, "opinion": request.POST.get("opinion", ""), "recommends": recommends}


def _problems(panel: Panel, marks: object) -> dict[str, Say]:
    if panel.gives != Gives.SCORES:
        return {}
    assert isinstance(marks, dict)
    return dict(mark_problems(criteria_of(panel.criteria_json), marks))
