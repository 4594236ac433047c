"""Findings on the page of a form: with the box an explanation is written in, what was explained before, and its papers."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from django.http import HttpRequest, QueryDict
from django.urls import NoReverseMatch, reverse

from jidi.accounts.acting import Actor, Permit
from jidi.common.say import Say, Unknown
from jidi.files.models import Attachment
from jidi.filings import queries, services
from jidi.filings.enums import Ruling
from jidi.filings.explanations import Used, text_used, used_before
from jidi.filings.found import Found, FoundKind
from jidi.filings.judging import Judged
from jidi.filings.known import as_typed
from jidi.filings.locks import locks_of
from jidi.filings.looking_back import EVIDENCE, evidence_key
from jidi.filings.models import Filing
from jidi.filings.spots import RESTATED, WHY
from jidi.web.shared.acting import now_of
from jidi.web.shared.cited import chips_of, reasons_of
from jidi.web.shared.formparts import FormFinding, cell_id
from jidi.web.shared.formview import SEVERITY, Maker
from jidi.web.shared.language import Words
from jidi.web.shared.parts import NOTHING, Finding, Link
from policycore.citation import HOUSE
from policycore.forms import Severity as Hardness

_LONG_FIGURE = re.compile(r"[0-9]+\.[0-9]{7,}")
Papers = tuple[tuple[Link, str], ...]
PAPER = "evidence."
"""Before the check in the name of a field that takes a paper."""


def findings_of(judged: Judged, maker: Maker, filing: Filing | None = None) -> tuple[FormFinding, ...]:
    """Return what the page lists, hardest first and what is settled last within a severity; what is only empty is counted
    above and marked in its cell. With ``filing`` the boxes offer what was explained before.
    """
    every = [one for one in judged.found if one.kind is not FoundKind.EMPTY]
    asked = [one.check for one in every if _explains(one)] if filing is not None else []
    used = used_before(filing, asked) if filing is not None and asked else {}
    wanted = {check.id: check.evidence for check in judged.state.layout.form.checks if check.evidence}
    papers = _papers(filing, [one for one in asked if one in wanted]) if filing is not None else {}
    order = list(Hardness)
    every.sort(key=lambda one: (order.index(one.severity), one.settled is not None))
    return tuple(_finding(one, judged, maker, used, wanted, papers) for one in every)


def _explains(one: Found) -> bool:
    return bool(one.check) and one.severity is Hardness.EXPLAIN


def _finding(
    one: Found,
    judged: Judged,
    maker: Maker,
    used: Mapping[str, Sequence[Used]],
    wanted: Mapping[str, str],
    papers: Mapping[str, Papers],
) -> FormFinding:
    reasons = reasons_of(one.verdict) if one.verdict else ()
    chips = chips_of(judged.rules.pack, one.citation, reasons) if one.check and one.citation is not HOUSE else ()
    finding = Finding(
        SEVERITY[one.severity],
        one.label,
        one.say,
        Say(f"规则：{one.rule.zh}", f"Rule: {one.rule.en}") if one.rule.zh else Say(""),
        cell_id(one.address),
        chips,
        one.settled or Say(""),
    )
    trace = tuple(Say(_short(line.zh), _short(line.en)) for line in one.trace)
    return FormFinding(
        finding,
        maker.reason(one.check) if _explains(one) else None,
        trace,
        one.check,
        tuple((each.text, _of_when(each), f"{one.check}={each.id}") for each in used.get(one.check, ())),
        wanted.get(one.check, ""),
        papers.get(one.check, ()),
        _before(one, judged, maker),
        one.address,
        one.field if one.kind is FoundKind.CARRIED and not maker.read_only else "",
        _source(one, judged),
    )


def _source(one: Found, judged: Judged) -> Words:
    cell = judged.state.cells.get(one.address) if one.kind is FoundKind.CARRIED else None
    return cell.source if cell is not None and cell.source is not None else NOTHING


def _before(one: Found, judged: Judged, maker: Maker) -> Words:
    """The figure an earlier year was filed with, where it can be set back to it."""
    before = judged.state.background.restated.get(one.address) if one.check.startswith(RESTATED) else None
    return before.shown if before and not maker.read_only and maker.locks.allow(one.address) else NOTHING


def _of_when(one: Used) -> Words:
    if one.ruling is Ruling.ACCEPTED:
        return Say(f"{one.period} 期，已采信", f"{one.period}, accepted")
    return Say(f"{one.period} 期", one.period) if one.period else NOTHING


def _short(text: str) -> str:
    """Cut figures nobody reads to the end (0.6240601503759 → 0.6241)."""
    return _LONG_FIGURE.sub(lambda found: f"{Decimal(found[0]):.4f}", text)


def _papers(filing: Filing, checks: Sequence[str]) -> dict[str, Papers]:
    if not checks:
        return {}
    keys = {evidence_key(filing.pk, check): check for check in checks}
    rows = Attachment.objects.filter(owner_kind=EVIDENCE, owner_key__in=keys, withdrawn_at__isnull=True).order_by("pk")
    found: dict[str, Papers] = {}
    for row in rows:
        check = keys[row.owner_key]
        found[check] = (*found.get(check, ()), (Link(row.name, _address(row.key)), row.key))
    return found


def _address(key: str) -> str:
    try:
        return reverse("desk:file", args=[key])
    except NoReverseMatch:
        return ""


# --- what a page sends besides the cells ----------------------------------------------------------------------------


def words_used(data: QueryDict, filing: Filing) -> dict[str, str]:
    """Return the explanation taken again by its button (``use=CHECK=ID``), by the address it is written at."""
    check, _, number = data.get("use", "").rpartition("=")
    if not check or not number.isdecimal() or len(number) > 18:
        return {}
    text = text_used(filing, int(number))
    return {WHY + check: text} if text else {}


def confirmed(filing: Filing, act: str) -> dict[str, str]:
    """Return what a button says of cells at once: those of a section that were brought in hold as they stand
    (``confirm:SECTION``; ``hold:FIELD`` of one field), an earlier year is again what was filed for it then (``restore:ADDRESS``),
    or a cell says what its formula gives, as the button said it (``take:ADDRESS=TEXT``).
    """
    verb, _, section = act.partition(":")
    if verb == "take":
        address, _, text = section.partition("=")
        return {address: text}
    if verb not in ("confirm", "hold", "restore"):
        return {}
    state = queries.draft_state(filing)
    if verb == "restore":
        before = state.background.restated.get(section)
        return {section: as_typed(before.typed)} if before else {}
    parts = state.layout.form.sections
    ids = {section} if verb == "hold" else {one.id for part in parts if part.id == section for one in part.fields}
    return {
        address: cell.text
        for address, cell in state.cells.items()
        if cell.brought and not cell.also and address.split(".")[0] in ids
    }


def take_papers(
    request: HttpRequest, filing: Filing, actor: Actor, permit: Permit, allowed_fields: Collection[str] | None = None
) -> None:
    """Lay the files a page sends beside the explanations they belong to, or take one back (``withdraw:KEY``); nothing where
    explanations are shut. Raises FileRefused for a file that cannot be kept, Unknown for one that is not there.
    """
    locks = locks_of(allowed_fields)
    checks = {check.id for check in queries.form_in(filing).checks if check.evidence and locks.allow(WHY + check.id)}
    verb, _, key = request.POST.get("act", "").partition(":")
    if verb == "withdraw":
        owners = {evidence_key(filing.pk, check): check for check in checks}
        row = Attachment.objects.filter(key=key, owner_kind=EVIDENCE, owner_key__in=owners).first()
        if row is None:
            raise Unknown(Say("个附件", "file"))
        services.withdraw_evidence(
            filing=filing, check=owners[row.owner_key], key=key, actor=actor, permit=permit, at=now_of(request)
        )
    for name in request.FILES:
        check = name.removeprefix(PAPER)
        if check == name or check not in checks:
            continue
        for file in request.FILES.getlist(name):
            services.attach_evidence(
                filing=filing,
                check=check,
                name=file.name or "",
                content=file.chunks(),
                actor=actor,
                permit=permit,
                at=now_of(request),
            )
