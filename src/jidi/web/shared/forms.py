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
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from django.http import HttpRequest, JsonResponse, QueryDict

from jidi.accounts.acting import Actor, Permit
from jidi.common.clock import BEIJING, clock
from jidi.common.say import Say
from jidi.filings import queries, services
from jidi.filings.differences import Change
from jidi.filings.judging import Found, FoundKind, Judged, Rules, judge
from jidi.filings.locks import locks_of
from jidi.filings.models import Filing, Version
from jidi.filings.parsing import clean
from jidi.filings.services import Saved
from jidi.filings.spots import Layout
from jidi.filings.state import FormState
from jidi.policies.actors import cite_of
from jidi.web.shared.chips import chip_of
from jidi.web.shared.formparts import PREFIX, FormFinding, FormView, Point, Progress, cell_id
from jidi.web.shared.formview import SEVERITY, Maker, dump_hashes, fingerprint
from jidi.web.shared.language import spoken
from jidi.web.shared.parts import Chip, Finding, Link, Problem, Severity
from policycore.forms import Severity as Hardness

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
    )
    sections = tuple(maker.sections())
    form = judged.state.layout.form
    findings = _findings(judged, maker)
    return FormView(
        title=Say(form.zh or form.id, form.en),
        sections=sections,
        save=save,
        autosave=autosave,
        seen=f"{judged.state.revision}:{secrets.token_urlsafe(6)}",
        shown=dump_hashes(maker.hashes),
        findings=findings,
        counts=_counts(judged),
        progress=progress_of(judged),
        problems=(*_refusals(judged.state.layout, saved), *(_missing(judged) if complete else ())),
        saved_at=judged.state.saved_at.astimezone(BEIJING) if judged.state.saved_at else None,
        revision=judged.state.revision,
        blocked=bool(judged.missing),
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
        findings=_findings(judged, maker),
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
    return Progress(brought, written, len(empty), brought + written + len(empty), first)


def _counts(judged: Judged) -> dict[Severity, int]:
    counts: dict[Severity, int] = {}
    for one in judged.found:
        if one.kind is not FoundKind.EMPTY and one.settled is None:
            counts[SEVERITY[one.severity]] = counts.get(SEVERITY[one.severity], 0) + 1
    return counts


def _findings(judged: Judged, maker: Maker) -> tuple[FormFinding, ...]:
    return tuple(_finding(one, judged, maker) for one in judged.found if one.kind is not FoundKind.EMPTY)


def _finding(one: Found, judged: Judged, maker: Maker) -> FormFinding:
    chips: tuple[Chip, ...] = ()
    if one.check and (one.citation.articles or one.citation.basis == "law"):
        chips = (chip_of(cite_of(judged.rules.pack, one.citation)),)
    finding = Finding(
        SEVERITY[one.severity],
        one.label,
        one.say,
        Say(f"规则：{one.rule.zh}", f"Rule: {one.rule.en}") if one.rule.zh else Say(""),
        cell_id(one.address),
        chips,
        one.settled or Say(""),
    )
    explains = one.check and one.severity is Hardness.EXPLAIN
    return FormFinding(finding, maker.reason(one.check) if explains else None, one.trace)


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
    return Posted(texts, int(base) if base.isdecimal() and len(base) < 10 else 0, page[:32], choose, data.get("act", ""))


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
    return services.save_draft(
        filing=filing,
        actor=actor,
        permit=permit,
        changes=sent.changes,
        base_revision=sent.base,
        page=sent.page,
        choose=sent.choose,
        allowed_fields=allowed_fields,
        at=clock.now(),
    )


def autosave(
    request: HttpRequest,
    *,
    filing: Filing,
    actor: Actor,
    permit: Permit,
    allowed_fields: Collection[str] | None = None,
) -> JsonResponse:
    """Save what changed and answer the script: when, which save it was, and what is wrong at which field.

    ``seen`` goes back as it came: what a page has seen does not grow by what it writes itself.
    """
    saved = save_posted(request, filing=filing, actor=actor, permit=permit, allowed_fields=allowed_fields)
    errors = {address: spoken(say) for address, say in saved.problems.items()}
    errors |= {address: spoken(say) for address, (_, say) in saved.refused.items()}
    answer = {
        "saved": saved.saved_at.astimezone(BEIJING).strftime("%H:%M:%S"),
        "times": saved.revision,
        "seen": request.POST.get("seen", ""),
        "errors": {PREFIX + address: text for address, text in errors.items()},
    }
    return JsonResponse(answer, status=HTTPStatus.OK, json_dumps_params={"ensure_ascii": False})


def spare_rows(data: QueryDict) -> dict[str, int]:
    """Read from an address how many empty rows a table shows: ``?rows=enterprises:5``."""
    found = {}
    for value in data.getlist("rows"):
        table, _, count = value.partition(":")
        if count.isdecimal() and len(count) < 4:
            found[table] = min(int(count), MOST_ROWS)
    return found


def after_saving(act: str) -> str:
    """Return what to add to the address one returns to after the button ``act`` was pressed.

    ``add:TABLE`` shows more empty rows, ``drop:TABLE.ROW`` leads back to the table; anything else to the top.
    """
    verb, _, what = act.partition(":")
    table = what.split(".")[0]
    if verb == "add":
        return f"?rows={table}:5#f-{table}"
    return f"#f-{table}" if verb == "drop" and table else ""
