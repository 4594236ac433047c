"""A form on a page: what a view needs to show one, to save what was typed, and to answer the autosave.

    @reads                                          @writes
    def edit(request, …):                           def save(request, …):
        view = edit_view(filing, rules=…,               saved = save_posted(request, filing=…, actor=…, permit=…)
                         save=…, autosave=…)            if saved.refused: show edit_view(…, saved=saved) again
        page(request, …, {"form": view})                return redirect(…)

    {% load jdfilings %}{% filing_form form %}what stands at the right, below the findings{% endfiling_form %}

The owner room brings the filing, the permit and what is open; its view calls these and no more.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, JsonResponse, QueryDict
from django.template.loader import render_to_string

from jidi.accounts.acting import Actor, Permit
from jidi.common.clock import BEIJING
from jidi.common.say import Say
from jidi.filings import queries, services
from jidi.filings.differences import Change
from jidi.filings.findings import COUNTED_APART
from jidi.filings.judging import FoundKind, Judged, Rules, judge
from jidi.filings.locks import locks_of
from jidi.filings.models import Filing, Version
from jidi.filings.parsing import clean
from jidi.filings.services import Saved
from jidi.filings.spots import Layout
from jidi.filings.state import FormState
from jidi.web.shared.acting import now_of
from jidi.web.shared.figures import MISSING
from jidi.web.shared.formcells import offered
from jidi.web.shared.formfindings import confirmed, findings_of, take_papers, words_used
from jidi.web.shared.formparts import PREFIX, BlockKind, CellState, FormView, Point, Progress, cell_id
from jidi.web.shared.formview import SEVERITY, Maker, dump_hashes, fingerprint
from jidi.web.shared.language import spoken
from jidi.web.shared.parts import Link, Problem, Severity
from jidi.web.shared.templatetags.jd import severity

_LONG_FIGURE = re.compile(r"[0-9]+\.[0-9]{7,}")
MOST_ROWS = 50
"""Empty rows one click on 加一行 may ask for in all."""


@dataclass(frozen=True, slots=True)
class Posted:
    """What a page sent: texts by address (changed ones only), what was chosen, and which page it was."""

    changes: Mapping[str, str]
    base: int
    page: str
    choose: Mapping[str, int] = field(default_factory=dict)
    act: str = ""


# --- showing --------------------------------------------------------------------------------------------------------


def edit_view(
    filing: Filing,
    *,
    rules: Rules,
    save: str,
    autosave: str,
    allowed_fields: Collection[str] | None = None,
    points: Sequence[Point] = (),
    evidence: Mapping[str, Sequence[Link]] | None = None,
    saved: Saved | None = None,
    spare: Mapping[str, int] | None = None,
    complete: bool = False,
    mark: str = "",
) -> FormView:
    """Return the form to write in. ``saved`` is a save whose refused texts are shown again.

    ``complete`` puts everything that is missing into the summary on top: after handing in was refused.
    """
    judged = judge(queries.draft_state(filing), rules)
    maker = Maker(
        judged,
        locks_of(allowed_fields),
        points,
        evidence or {},
        refused=saved.refused if saved else {},
        spare=spare or {},
        pages=getattr(spare, "pages", {}),
    )
    sections = tuple(maker.sections())
    form = judged.state.layout.form
    refusals = _refusals(judged.state.layout, saved)
    problems = (*refusals, *(_missing(judged) if complete else ()))
    return FormView(
        title=Say(form.zh or form.id, form.en),
        sections=sections,
        save=save,
        autosave=autosave,
        seen=f"{judged.state.revision}:{secrets.token_urlsafe(6)}",
        shown=dump_hashes(maker.hashes),
        findings=findings_of(judged, maker, filing),
        counts=_counts(judged),
        progress=progress_of(judged),
        problems=problems,
        problems_title=_title(len(problems), complete),
        saved_at=judged.state.saved_at.astimezone(BEIJING) if judged.state.saved_at else None,
        revision=judged.state.revision,
        blocked=bool(judged.missing),
        mark=mark,
    )


def read_view(
    version: Version,
    *,
    rules: Rules,
    against: Version | None = None,
    points: Sequence[Point] = (),
    evidence: Mapping[str, Sequence[Link]] | None = None,
    only_changed: bool = False,
) -> FormView:
    """Return a version to read, with what differs from another version drawn in place and points at their fields."""
    changes = {change.address: change for change in queries.differences(against, version)} if against else None
    return _readable(queries.version_state(version), rules, changes, points, evidence, only_changed)


def read_draft(
    filing: Filing, *, rules: Rules, points: Sequence[Point] = (), evidence: Mapping[str, Sequence[Link]] | None = None
) -> FormView:
    """Return a draft to read, for those who may look but not write."""
    return _readable(queries.draft_state(filing), rules, None, points, evidence, False)


def _readable(
    state: FormState,
    rules: Rules,
    changes: Mapping[str, Change] | None,
    points: Sequence[Point],
    evidence: Mapping[str, Sequence[Link]] | None,
    only_changed: bool,
) -> FormView:
    judged = judge(state, rules)
    maker = Maker(judged, points=points, evidence=evidence or {}, changes=changes, read_only=True)
    form = state.layout.form
    return FormView(
        title=Say(form.zh or form.id, form.en),
        sections=tuple(maker.sections(only_changed=only_changed)),
        findings=findings_of(judged, maker),
        counts=_counts(judged),
        progress=progress_of(judged),
        saved_at=state.saved_at.astimezone(BEIJING) if state.saved_at else None,
        revision=state.revision,
        blocked=bool(judged.missing),
    )


def progress_of(judged: Judged) -> Progress:
    """Return how far a form is. Counted are the cells that must be filled, and the others somebody filled."""
    state = judged.state
    brought = written = 0
    for spot, _ in state.filled():
        cell = state.cells.get(spot.address)
        if cell and cell.brought:
            brought += 1
        else:
            written += 1
    empty = [one for one in judged.found if one.kind is FoundKind.EMPTY]
    first = cell_id(empty[0].address) if empty else ""
    waiting = sum(one.kind is FoundKind.CARRIED for one in judged.found)
    return Progress(brought, written, len(empty), brought + written + len(empty), first, waiting)


def _counts(judged: Judged) -> dict[Severity, int]:
    counts: dict[Severity, int] = {}
    for one in judged.found:
        if one.kind not in COUNTED_APART and one.settled is None:
            counts[SEVERITY[one.severity]] = counts.get(SEVERITY[one.severity], 0) + 1
    return counts


def _title(count: int, complete: bool) -> Say:
    if complete:
        return Say(f"没有报送：还有 {count} 处要补", f"Not handed in: {count} to complete")
    return Say(f"{count} 处没有保存，其余已存", f"{count} not saved, the rest is")


def _missing(judged: Judged) -> list[Problem]:
    return [Problem(one.say, cell_id(one.address)) for one in judged.missing]


def _refusals(layout: Layout, saved: Saved | None) -> list[Problem]:
    """What was not saved: with the text itself where the form has no cell that shows it."""
    found = []
    for address, (text, say) in (saved.refused if saved else {}).items():
        if layout.spot(address):
            found.append(Problem(say, cell_id(address)))
        else:
            cut = text[:200]
            found.append(Problem(Say(f"「{address[:60]}」{say.zh}：{cut}", f"“{address[:60]}”: {say.en}: {cut}")))
    return found


# --- saving ---------------------------------------------------------------------------------------------------------


def posted(data: QueryDict) -> Posted:
    """Read what a page sent. The autosave names what changed; a whole form is compared with what the page showed."""
    base, _, page = data.get("seen", "").partition(":")
    named = data.getlist("changed")
    names = [name for name in named or data if name.startswith(PREFIX)]
    texts = {name[len(PREFIX) :]: str(data.get(name) or "") for name in names}
    if not named:
        hashes = _hashes(data.get("shown", ""))
        texts = {address: text for address, text in texts.items() if _touched(hashes.get(address), text)}
    choose = dict(pair for value in data.getlist("choose") if (pair := _chosen(value)))
    act, _, what = data.get("act", "").partition(":")
    if act == "drop":
        texts |= {address: "" for address in texts if address.startswith(f"{what}.")}
        texts |= {name[len(PREFIX) :]: "" for name in data if name.startswith(f"{PREFIX}{what}.")}
    return Posted(
        texts, int(base) if base.isdecimal() and len(base) < 10 else 0, page[:32], choose, data.get("act", "")
    )


def _hashes(text: str) -> dict[str, str]:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _touched(mark: str | None, text: str) -> bool:
    cleaned = clean(text)
    return fingerprint(cleaned) != mark if mark is not None else bool(cleaned.strip())


def _chosen(value: str) -> tuple[str, int] | None:
    address, _, rev = value.rpartition("=")
    return (address, int(rev)) if address and rev.isdecimal() and len(rev) < 10 else None


def save_posted(
    request: HttpRequest,
    *,
    filing: Filing,
    actor: Actor,
    permit: Permit,
    allowed_fields: Collection[str] | None = None,
) -> Saved:
    """Save what a page sent by its own button (it works without script). Everything readable or not is kept."""
    sent = posted(request.POST)
    take_papers(request, filing, actor, permit, allowed_fields)
    return services.save_draft(
        filing=filing,
        actor=actor,
        permit=permit,
        changes={**sent.changes, **words_used(request.POST, filing), **confirmed(filing, sent.act)},
        base_revision=sent.base,
        page=sent.page,
        choose=sent.choose,
        allowed_fields=allowed_fields,
        at=now_of(request),
    )


def autosave(
    request: HttpRequest,
    *,
    filing: Filing,
    actor: Actor,
    permit: Permit,
    allowed_fields: Collection[str] | None = None,
    rules: Rules | None = None,
) -> JsonResponse:
    """Save what changed and answer the script: when, which save it was, and what is wrong at which field.

    With ``rules`` the answer also brings what changed beside the fields: verdict, figures, computed cells. ``seen`` goes
    back as it came: what a page has seen does not grow by what it writes itself.
    """
    saved = save_posted(request, filing=filing, actor=actor, permit=permit, allowed_fields=allowed_fields)
    errors = {address: spoken(say) for address, say in saved.problems.items()}
    errors |= {address: spoken(say) for address, (_, say) in saved.refused.items()}
    answer: dict[str, Any] = {
        "saved": saved.saved_at.astimezone(BEIJING).strftime("%H:%M:%S"),
        "times": saved.revision,
        "seen": request.POST.get("seen", ""),
        "errors": {PREFIX + address: text for address, text in errors.items()},
    }
    if rules is not None:
        view = edit_view(filing, rules=rules, save=request.path, autosave=request.path, allowed_fields=allowed_fields)
        answer |= live(view)
    return JsonResponse(answer, status=HTTPStatus.OK, json_dumps_params={"ensure_ascii": False})


def live(view: FormView) -> dict[str, Any]:
    """Return what a page redraws after a save: parts by their id, rows of figures by field, cells by id.

    ``offers`` is what formulas give for figures people type, drawn below their cells; empty where it stands there or gives
    nothing.
    """
    every = [block for section in view.sections for block in section.blocks]
    rows = [row for block in every if block.kind is BlockKind.FIGURES for row in block.rows]
    cells = [cell for row in rows for cell in row.cells]
    inside = [cell for block in every for line in block.body for cell in line.cells]
    return {
        "parts": {
            "findings": render_to_string("jd/form/verdict.html", {"form": view}),
            "jd-progress": render_to_string("jd/form/figures.html", {"form": view}),
            "jd-left": render_to_string("jd/form/left.html", {"form": view}),
        },
        "rows": {
            row.id: {"yoy": spoken(row.change), "tone": row.tone, "check": "".join(map(severity, row.marks))}
            for row in rows
        },
        "computed": {
            cell.id: spoken(cell.shown) or MISSING for cell in [*cells, *inside] if cell.state is CellState.COMPUTED
        },
        "offers": {cell.id: offered(cell) for cell in cells if not cell.locked},
        "states": {cell.id: cell.state for cell in cells if not cell.locked},
    }


class RowsAsked(dict[str, int]):
    """How many empty rows each table shows, and (``pages``) which page of its rows."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: dict[str, int] = {}


def spare_rows(data: QueryDict) -> RowsAsked:
    """Read from an address what of its tables a page shows: ``?rows=enterprises:5`` empty rows, ``?page=enterprises:3``."""
    found = RowsAsked()
    for name, into in (("rows", found), ("page", found.pages)):
        for value in data.getlist(name):
            table, _, count = value.partition(":")
            if count.isdecimal() and len(count) < 4:
                into[table] = min(int(count), MOST_ROWS) if name == "rows" else int(count)
    return found


def after_saving(act: str) -> str:
    """Return what to add to the address one returns to after the button ``act`` was pressed.

    ``add:TABLE`` shows more empty rows, ``drop:TABLE.ROW`` leads back to the table; anything else to the top.
    """
    verb, _, what = act.partition(":")
    table = what.split(".")[0]
    if verb == "add":
        return f"?rows={table}:5#f-{table}"
    return (
        f"#f-{table}"
        if verb == "drop" and table
        else (
            f"#s-{what}"
            if verb == "confirm" and what
            else "#findings"
            if verb in ("hold", "restore", "withdraw")
            else f"#f-{what.split('=')[0].split('.')[0]}"
            if verb == "take"
            else ""
        )
    )
