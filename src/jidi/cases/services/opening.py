"""Beginning a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from jidi.accounts.acting import Actor, Permit
from jidi.accounts.codes import lineage
from jidi.audit.services import About, operation, record, refusals_audited
from jidi.cases.enums import OPEN_ANSWER
from jidi.cases.errors import MoveRefused
from jidi.cases.models import Case, CaseNumber, Move
from jidi.cases.services.entering import enter, let_know, passage
from jidi.cases.services.writing import keep
from jidi.cases.states import state_of, state_of_move
from jidi.common.keys import once
from jidi.common.say import Say, house
from jidi.policies.models import PackVersion
from jidi.policies.queries import pack
from policycore.facts import Subject
from policycore.procedures import AnswerDoes

ONE = house("同一事项同时只办一案", "one living case per matter")


@dataclass(frozen=True, slots=True)
class Opened:
    """A case that was begun (``fresh``: just now, not by an earlier click)."""

    case_id: int
    fresh: bool


def open_case(
    *, version_id: int, procedure: str, subject: Subject, title: Say, area_code: str, permit: Permit, at: datetime,
    on: date, key: str, round_key: str = "", year: str = "", applicant_organisation_id: int | None = None,
    case_no: str = "", kind: str = "",
) -> Opened:  # fmt: skip
    """Begin a case of a subject in a procedure, pinned to a pack version; its first step gets its item and clock.

    ``kind`` is the kind of the pack the subject is treated as from now on, where it applied as one.

    Raises MoveRefused when the permit is for something else, the pack has no such procedure, or the subject has a living
    case in this procedure and round already.
    """
    return _open(
        actor=permit.actor, version_id=version_id, procedure=procedure, subject=subject, title=title,
        area_code=area_code, permit=permit, at=at, on=on, key=key, round_key=round_key, year=year,
        organisation_id=applicant_organisation_id, case_no=case_no, kind=kind,
    )  # fmt: skip


@refusals_audited("case.open", lambda named: About(named["subject"].kind, named["subject"].key, named["area_code"]))
def _open(*, actor: Actor, permit: Permit, subject: Subject, at: datetime, key: str, **given: Any) -> Opened:
    if not permit.fits("case.open", "subject", f"{subject.kind}:{subject.key}"):
        raise MoveRefused(
            Say("这份许可不是用来为它立案的。", "This permit is not for opening it."),
            Say("请从页面重新进入。", "Go back to the page."),
            code="no-permit",
        )
    content = {"subject": str(subject), "procedure": given["procedure"], "round": given["round_key"]}
    with operation(at=at) as running:
        done = once(
            key=key, who=actor.key, what="case.open", at=at, content=content,
            work=lambda: _begun(actor, permit, subject, at, running.id, **given),
        )  # fmt: skip
    return Opened(int(done.result), done.fresh)


def _begun(
    actor: Actor, permit: Permit, subject: Subject, at: datetime, running: str, *, version_id: int, procedure: str,
    title: Say, area_code: str, on: date, round_key: str, year: str, organisation_id: int | None, case_no: str, kind: str,
) -> int:  # fmt: skip
    version = PackVersion.objects.get(pk=version_id)
    rule = pack(version).procedures.get(procedure)
    if rule is None:
        raise MoveRefused(
            Say(f"政策包没有「{procedure}」这个程序。", f"The pack has no procedure {procedure}."),
            Say("请核对所用的政策包版本。", "Check the version of the pack."),
            code="no-procedure",
        )
    living = f"{version.pack_id}:{procedure}:{round_key}:{subject.kind}:{subject.key}"
    # The lock of the numbers comes first: of two who begin the same case at once the second must see the first's.
    number = _next_number(year or str(on.year), area_code)
    _require_none_living(living, title)
    case = Case.objects.create(
        case_no=case_no or number, version=version, procedure=procedure,
        subject_kind=subject.kind, subject_key=subject.key, kind=kind, title_zh=title.zh, title_en=title.en,
        area_code=area_code, city_code=city_of(area_code), organisation_id=organisation_id, round_key=round_key,
        year=year, step=rule.steps[0].id, seq=1, entered_at=at, entered_on=on, opened_at=at, opened_on=on,
        living_key=living,
    )  # fmt: skip
    move = Move.objects.create(
        case=case, seq=1, at=at, made_on=on, answer=OPEN_ANSWER, to_step=case.step, does=AnswerDoes.FORWARD.value,
        person_id=actor.person_id, who_name=actor.who.name, who_post=actor.who.post,
        who_organisation=actor.who.organisation, operation=running,
    )  # fmt: skip
    keep(move, "move", state_of_move(move), actor.who, area_code, at)
    let_know(case, at, on)
    enter(passage(case, at, on))
    record(
        at=at, who=actor.who, action="case.opened", kind="case", key=str(case.pk), area_code=area_code,
        after=state_of(case), detail={"number": case.case_no, "procedure": procedure, "permit": permit.cite.printed.zh},
    )  # fmt: skip
    return case.pk


def _require_none_living(living: str, title: Say) -> None:
    held = Case.objects.filter(living_key=living).first()
    if held is not None:
        raise MoveRefused(
            Say(f"「{title.zh}」已在办理：{held.case_no}。", f"It is under way already: {held.case_no}."),
            Say("请进入该案继续办理。", "Go on with that case."),
            cite=ONE,
            code="living-case",
        )


def city_of(area_code: str) -> str:
    """The city an area lies in: itself for a city, the province for a province."""
    return next((code for code in lineage(area_code) if code.endswith("00")), area_code)


def _next_number(year: str, area_code: str) -> str:
    prefix = f"{year}-{area_code[:2]}"
    CaseNumber.objects.get_or_create(prefix=prefix)
    # Locked: two cases begun in the same moment must not get the same number.
    row = CaseNumber.objects.select_for_update(of=("self",)).get(prefix=prefix)
    row.last += 1
    row.save(update_fields=["last"])
    return f"{prefix}-{row.last:04d}"
