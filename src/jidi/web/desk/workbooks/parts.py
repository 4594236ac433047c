"""What the pages of workbooks are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from jidi.accounts.acting import Actor, Permit
from jidi.common.clock import BEIJING
from jidi.common.say import Say
from jidi.filings import findings
from jidi.filings.doors import Door
from jidi.filings.found import FoundKind
from jidi.filings.models import Filing, Upload
from jidi.filings.queries import draft_state, form_in, layout_in
from jidi.filings.spots import Layout
from jidi.filings.words import shown_text
from jidi.filings.workbooks import uploads
from jidi.filings.workbooks.plan import cell_name
from jidi.filings.workbooks.reading import Changed
from jidi.web.desk.homes import Home
from jidi.web.shared.formview import SEVERITY
from jidi.web.shared.parts import Badge, FigureCell, Finding, Link, State

SHOWN = 500
"""Lines a table of the page shows; the rest is counted and stands in the marked workbook."""


@dataclass(frozen=True, slots=True)
class Change:
    """A line of the preview: the cell, the place, what stood there (and where that came from), what would stand."""

    cell: str
    sheet: str
    label: Say
    old: str
    new: str
    source: Say
    note: Say


def workbook(actor: Actor, filing: Filing, door: Door, home: Home) -> dict[str, Any]:
    """The page with download and upload."""
    form = form_in(filing)
    before = uploads.visible_to(actor).filter(filing=filing)[:10]
    return {
        "title": Say(form.zh or form.id, form.en),
        "name": door.name,
        "filing": filing,
        "home": home,
        "crumbs": [home.owner],
        "before": [(one, _state(one)) for one in before],
    }


def uploaded(upload: Upload, door: Door, home: Home) -> dict[str, Any]:
    """The page with what an upload would change."""
    found = uploads.outcome_of(upload)
    layout = layout_in(upload.filing)
    judged = uploads.judged_after(upload, door)
    open_ = [one for one in found.changes if not one.shut]
    sources = _sources(upload)
    rows = [_change(one, layout, sources) for one in found.changes[:SHOWN]]
    may = isinstance(door.may, Permit) and upload.accepted_at is None
    return {
        "upload": upload,
        "title": Say(layout.form.zh or layout.form.id, layout.form.en),
        "name": door.name,
        "home": home,
        "crumbs": [home.owner, Link(Say("用表格填报", "Workbook"), reverse("desk:workbook", args=[upload.filing_id]))],
        "badge": _state(upload),
        "figures": _figures(len(open_), len(found.bad), len(found.gaps), len(found.changes) - len(open_)),
        "rows": rows,
        "more": len(found.changes) - len(rows),
        "bad": found.bad[:SHOWN],
        "gaps": found.gaps,
        "notes": found.notes,
        "may": may and bool(open_),
        "denied": door.may,
        "count": len(open_),
        "verdict": findings.verdict_line(judged),
        "next": findings.next_step(judged),
        "kind": "late" if judged.missing else "",
        "found": [
            Finding(SEVERITY[one.severity], one.label, one.say, one.rule, "", (), one.settled or Say(""))
            for one in judged.found
            if one.kind is not FoundKind.EMPTY
        ][:SHOWN],
    }


def _figures(changes: int, bad: int, gaps: int, shut: int) -> list[FigureCell]:
    cells = [
        FigureCell(Say("要改的格", "Would change"), str(changes)),
        FigureCell(Say("读不懂的格", "Cannot be read"), str(bad), tone="red" if bad else ""),
        FigureCell(Say("没有读入", "Not read in"), str(gaps), tone="amber" if gaps else ""),
    ]
    if shut:
        cells.append(FigureCell(Say("不开放，不改", "Shut, stays"), str(shut), tone="amber"))
    return cells


def _change(one: Changed, layout: Layout, sources: dict[str, Say]) -> Change:
    spot = layout.spot(one.address)
    label = spot.label if spot else Say(one.address, one.address)
    old = shown_text(spot.leaf, one.old).zh if spot else one.old
    new = shown_text(spot.leaf, one.new).zh if spot else one.new
    note = Say("")
    if one.shut:
        note = Say("现在不开放，不会改", "not open now, stays")
    elif one.clash:
        note = Say(
            "下载以后网页上又改过，两个都会留着，请在网页上选定", "changed on the page since; both are kept to choose"
        )
    source = sources.get(one.address, Say(""))
    return Change(cell_name(one.row, one.col), one.sheet, label, old, new, source, note)


def _sources(upload: Upload) -> dict[str, Say]:
    """Where the present texts come from: brought in from elsewhere, or typed by whom and when."""
    found: dict[str, Say] = {}
    for address, cell in draft_state(upload.filing).cells.items():
        if cell.brought and cell.source:
            found[address] = cell.source
        elif cell.entry.by and cell.entry.moment:
            on = cell.entry.moment.astimezone(BEIJING).strftime("%Y-%m-%d")
            found[address] = Say(f"{cell.entry.by} {on}", f"{cell.entry.by} {on}")
    return found


def _state(upload: Upload) -> Badge:
    if upload.accepted_at is not None:
        return Badge(State.DONE, Say("已采用", "taken over"))
    return Badge(State.WAIT, Say("还没有采用", "not taken over"))
