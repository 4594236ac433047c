"""What is due, and filing it: the duties a person sees, one duty with its form, saving, handing in.

The same services as the pages, so the same checks, the same fences and the same words. Values are texts as one would type
them (``214.30``, ``1.5亿元``, ``2026-03-01``), by the address of their place in the form.
"""

from __future__ import annotations

from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest
from ninja import Header, Query, Router, Schema
from pydantic import Field

from jidi.accounts.acting import Actor, Denied, require
from jidi.common.say import Refused, Say, Unknown
from jidi.filings import queries as filings
from jidi.filings.findings import report
from jidi.filings.models import Filing
from jidi.returns import services
from jidi.returns.enums import DutyState
from jidi.returns.models import Duty
from jidi.returns.permissions import may_fill, may_prepare
from jidi.returns.queries import filling
from jidi.returns.queries.duties import duty_for, levels_of, reads_filings, visible_to
from jidi.web.api.door import KEY, KEY_SAID, Cited, Problem, Words, actor_of, moment_of, unreadable, words
from jidi.web.api.forms import schema_of
from jidi.web.api.telling import duty_told, levels_told, words_of_problems

SIZE: Final = 100
router = Router(tags=["duties"])


class DutyOut(Schema):
    """A duty on a day: who owes what about whom for which period, by when and by which article, and how it stands."""

    id: int
    rule: str
    name: Words
    debtor: str
    about: str
    area: str
    period: str
    of_period: str
    due_on: str | None
    provisional: bool
    undecided: Words | None
    status: str
    late: bool
    days_late: int
    form: str
    cells_owed: int
    cells_filled: int
    cite: Cited


class LevelOut(Schema):
    """One level of a duty's way up."""

    place: int
    name: Words
    to: Words | None
    due_on: str | None
    state: str
    passed_on: str | None
    debtor: bool


class PageOut(Schema):
    """A page of duties, and how many there are in all."""

    total: int
    page: int
    pages: int
    duties: list[DutyOut]


class CellOut(Schema):
    """What stands at a place of a form: the text, and where it comes from while nobody has confirmed it."""

    text: str
    source: Words | None = None


class FormOut(Schema):
    """The form of a duty as it is being filled in: its description, its revision, its texts, what is open, what is found."""

    form: str
    digest: str
    revision: int
    values: dict[str, CellOut]
    open_places: list[str] | None
    filed_versions: int
    findings: dict[str, Any]


class WholeOut(DutyOut):
    """One duty with its levels, whether the asker may fill it in now, and if not, why."""

    levels: list[LevelOut]
    may_fill: bool
    why_not: Words | None
    has_form: bool


class Values(Schema):
    """Texts by address; ``revision`` is the one they were made from. ``choose`` settles places written twice."""

    revision: int
    values: dict[str, str] = Field(default_factory=dict)
    choose: dict[str, int] = Field(default_factory=dict)


class SavedOut(Schema):
    """What saving did: the new revision, what was stored, texts kept that cannot be read, and what was not saved."""

    revision: int
    stored: list[str]
    problems: dict[str, Words]
    refused: dict[str, Words]


class HandIn(Schema):
    """Handing in: the revision that was seen, and why, where it was filed before."""

    revision: int
    why: str = ""


class Filed(Schema):
    """What was handed in: the number of the version, its digest, and the duty as it stands now."""

    version: int
    digest: str
    duty: DutyOut


class VersionOut(Schema):
    """A version handed in, for good: its texts, who, when."""

    ordinal: int
    digest: str
    by: str
    at: str
    values: dict[str, str]


REFUSED: Final = {400: Problem, 401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}


@router.get("/duties", response={200: PageOut, **REFUSED}, summary="要报什么 · What is due")
def duties(
    request: HttpRequest, state: str = Query(""), period: str = Query(""), page: int = Query(1)
) -> dict[str, Any]:
    """The duties the person sees, soonest due first; a hundred a page.

    ``state`` is one of due, filed, accepted, returned, waived, done-elsewhere, lapsed; ``period`` like 2023-Q2.
    """
    actor, (_, on) = actor_of(request), moment_of(request)
    found = visible_to(actor).select_related("version").defer("version__files_json")
    if state and state not in DutyState.values:
        raise _no_state(state)
    if state:
        found = found.filter(state=state)
    if period:
        found = found.filter(period=period)
    shown = Paginator(found, SIZE).get_page(page)
    told = [duty_told(duty, on) for duty in shown]
    return {"total": shown.paginator.count, "page": shown.number, "pages": shown.paginator.num_pages, "duties": told}


@router.get("/duties/{int:duty_id}", response={200: WholeOut, **REFUSED}, summary="一项义务 · One duty")
def duty(request: HttpRequest, duty_id: int) -> dict[str, Any]:
    """One duty with its way up."""
    actor, (_, on) = actor_of(request), moment_of(request)
    found = duty_for(actor, duty_id)
    levels = levels_of(found)
    may = may_fill(actor, found, levels)
    why = words(may.why) if isinstance(may, Denied) else None
    return {
        **duty_told(found, on), "levels": levels_told(found, levels), "may_fill": bool(may), "why_not": why,
        "has_form": filling.form_for(found, on) is not None,
    }  # fmt: skip


@router.post("/duties/{int:duty_id}/form", response={200: FormOut, **REFUSED}, summary="打开报表 · Open the form")
def open_form(request: HttpRequest, duty_id: int) -> dict[str, Any]:
    """Open the form with what is already known in it, or give the one that is open."""
    actor, (at, on) = actor_of(request), moment_of(request)
    found = duty_for(actor, duty_id)
    filing = services.open_form(actor=actor, duty=found, on=on, at=at)
    return _form(found, filing, request)


@router.get("/duties/{int:duty_id}/form", response={200: FormOut, **REFUSED}, summary="填到哪里 · The form so far")
def form(request: HttpRequest, duty_id: int) -> dict[str, Any]:
    """The form as it stands, with everything found in it: for whoever fills it in. Others read what was handed in."""
    actor = actor_of(request)
    found = duty_for(actor, duty_id)
    require(may_prepare(actor, found, levels_of(found)))
    return _form(found, _filing(found), request)


@router.get("/duties/{int:duty_id}/form/schema", summary="报表的结构 · What the form takes")
def schema(request: HttpRequest, duty_id: int) -> dict[str, Any]:
    """The places of the form as a JSON Schema of ``values``: labels as printed, units, definitions."""
    found = _readable(actor_of(request), duty_id)
    return schema_of(filings.layout_in(_filing(found)))


@router.put("/duties/{int:duty_id}/form", response={200: SavedOut, **REFUSED}, summary="保存 · Save")
def save(request: HttpRequest, duty_id: int, sent: Values) -> dict[str, Any]:
    """Save texts. What cannot be read is kept with its problem; what is locked or unknown is refused one by one.

    ``revision`` is the one the form was read at: where somebody saved since, nothing is saved (409, ``filing-stale``).
    Sending a text that was brought in (``source``) unchanged confirms it.
    """
    actor, (at, on) = actor_of(request), moment_of(request)
    found = duty_for(actor, duty_id)
    saved = services.save_draft(
        actor=actor, duty=found, form_id=_filing(found).form_id, changes=sent.values, revision=sent.revision, on=on,
        at=at, page="api", choose=sent.choose, exact=True,
    )  # fmt: skip
    refused = {address: words(say) for address, (_, say) in saved.refused.items()}
    return {
        "revision": saved.revision, "stored": list(saved.stored), "problems": words_of_problems(saved.problems),
        "refused": refused,
    }  # fmt: skip


@router.post("/duties/{int:duty_id}/hand-in", response={200: Filed, **REFUSED}, summary="报送 · Hand in")
def hand_in(
    request: HttpRequest, duty_id: int, sent: HandIn,
    key: str = Header(..., alias="Idempotency-Key", pattern=KEY, description=KEY_SAID),
) -> dict[str, Any]:  # fmt: skip
    """Hand the form in. While something is missing it is refused with the whole list (409, ``filing-incomplete``)."""
    actor, (at, on) = actor_of(request), moment_of(request)
    found = duty_for(actor, duty_id)
    services.hand_in(
        actor=actor,
        duty=found,
        on=on,
        at=at,
        once_key=key,
        why=sent.why,
        revision=sent.revision,
        page="api-hand-in",  # what a program itself saved after the revision it names was not seen by it either
    )
    found = duty_for(actor, duty_id)
    version = filling.latest_of(found)
    assert version is not None
    return {"version": version.ordinal, "digest": version.digest, "duty": duty_told(found, on)}


@router.get(
    "/duties/{int:duty_id}/versions/{int:ordinal}",
    response={200: VersionOut, **REFUSED},
    summary="已报的一版 · A version",
)
def version(request: HttpRequest, duty_id: int, ordinal: int) -> dict[str, Any]:
    """A version that was handed in."""
    found = _readable(actor_of(request), duty_id)
    one = filings.versions_of(_filing(found)).filter(ordinal=ordinal).first()
    if one is None:
        raise _nothing()
    by = "，".join(part for part in (one.who_organisation, one.who_post, one.who_name) if part)
    return {
        "ordinal": one.ordinal, "digest": one.digest, "by": by, "at": one.made_at.isoformat(),
        "values": filings.values_of(one),
    }  # fmt: skip


def _no_state(found: str) -> Refused:
    every = "、".join(DutyState.values)
    return unreadable(
        Say(
            f"state 没有「{found[:40]}」，可写：{every}",
            f"state: no {found[:40]!r}; one of: {', '.join(DutyState.values)}",
        )
    )


def _readable(actor: Actor, duty_id: int) -> Duty:
    """A duty whose filing the actor may read now; unknown where the level below has yet to pass it on."""
    found = duty_for(actor, duty_id)
    if not visible_to(actor).filter(reads_filings(actor), pk=found.pk).exists():
        raise _nothing()
    return found


def _nothing() -> Unknown:
    return Unknown(Say("份填报", "filing"), Say("请先打开报表。", "Open the form first."))


def _filing(found: Duty) -> Filing:
    filing = filling.filing_for(found)
    if filing is None:
        raise _nothing()
    return filing


def _form(found: Duty, filing: Filing, request: HttpRequest) -> dict[str, Any]:
    _, on = moment_of(request)
    state = filings.draft_state(filing)
    judged = filings.judged(filing, filling.rules_of(found, on))
    unlocked = filling.unlocked_fields(found)
    cells = {
        address: {"text": cell.text, "source": words(cell.source) if cell.brought and cell.source else None}
        for address, cell in state.cells.items()
    }
    return {
        "form": filing.form_id, "digest": filing.form_digest, "revision": state.revision, "values": cells,
        "open_places": None if unlocked is None else sorted(unlocked), "findings": report(judged),
        "filed_versions": filing.versions.count(),
    }  # fmt: skip
