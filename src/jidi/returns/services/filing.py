"""Filling a duty in, handing it in, passing it on. A duty counts as filed when the debtor of the article has filed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from jidi.accounts.acting import Actor, Permit, require
from jidi.audit.services import About, operation, refusals_audited
from jidi.common.keys import once
from jidi.common.say import Say
from jidi.files.models import Attachment
from jidi.filings import services as filings
from jidi.filings.locks import locks_of
from jidi.filings.models import Filing, Version
from jidi.filings.queries import draft_state, form_in, judged
from jidi.filings.services import Brought, Saved
from jidi.filings.spots import WHY
from jidi.returns.enums import ActKind, DutyState, LevelState
from jidi.returns.models import Act, Duty, Level
from jidi.returns.permissions import (
    JOINTLY,
    cite_for,
    debtor_level,
    jointly_in_hand,
    level_filled_by,
    may_fill,
    may_pass,
    may_prepare,
    receiver_of,
)
from jidi.returns.queries import filling
from jidi.returns.queries.duties import OWNER, levels_of
from jidi.returns.queries.jointly import still_to_agree
from jidi.returns.queries.met import subject_of
from jidi.returns.services.states import KIND, Step, change, locked, refused
from jidi.returns.services.waiting import put_on_agenda
from policycore.forms import Form


def about(asked: Mapping[str, Any]) -> About:
    """What a refused attempt on a duty was about."""
    duty: Duty = asked["duty"]
    return About(KIND, str(duty.pk), duty.area_code)


def once_for(actor: Actor, what: str, key: str, at: datetime, content: Any, work: Callable[[], int]) -> int:
    """Carry a verb out under the key of its page; return the id it made (the first one's for a second click)."""
    with operation(at=at):
        done = once(key=key, who=actor.key, what=what, at=at, work=work, content=content)
        found: int = done.result
        return found


def act_for(actor: Actor, what: str, key: str, at: datetime, content: Any, work: Callable[[], Act]) -> Act:
    """Carry a verb out under the key of its page; give the act it made (the first one's for a second click)."""
    made: list[Act] = []

    def first() -> int:
        made.append(work())
        return made[0].pk

    pk = once_for(actor, what, key, at, content, first)
    return made[0] if made else Act.objects.get(pk=pk)


@refusals_audited("duty.open", about)
def open_form(
    *, actor: Actor, duty: Duty, on: date, at: datetime, brought: Mapping[str, Brought] | None = None
) -> Filing:
    """Open the form of a duty, or give the one that is open. ``brought`` fills in what is known, to be confirmed.

    Raises Refused while the form is undecided, naming who decides, and for a duty that has no form.
    """
    levels = levels_of(duty)
    permit = require(may_prepare(actor, duty, levels))
    form = filling.form_for(duty, on)
    if not isinstance(form, Form):
        raise _no_form(duty, form)
    with operation(at=at):
        held, levels = locked(duty.pk)
        existing = filling.filing_for(held)
        if existing is not None:
            return existing
        filing = filings.open_filing(
            actor=actor, permit=filling.owner_permit(permit, held), owner_kind=OWNER, owner_key=str(held.pk), form=form,
            subject=subject_of(held), area_code=held.area_code, at=at, period=filling.period_of_filing(held),
            pack_version_id=held.version_id, brought=brought,
        )  # fmt: skip
        owed, filled = filling.cells_of(draft_state(filing))
        changes = {"form_id": form.id, "cells_owed": owed, "cells_filled": filled}
        change(held, levels, permit, Step(ActKind.OPENED, changes=changes), on=on, at=at)
    return filing


@refusals_audited("duty.save", about)
def save_draft(
    *, actor: Actor, duty: Duty, form_id: str, changes: Mapping[str, str], revision: int, on: date, at: datetime,
    page: str = "", choose: Mapping[str, int] | None = None, exact: bool = False,
) -> Saved:  # fmt: skip
    """Save what was typed into the form of a duty; what a return did not open stays shut. ``exact`` as for any draft."""
    permit = require(may_prepare(actor, duty, levels_of(duty)))
    filing = filling.filing_named(duty, form_id)
    with operation(at=at):
        saved = filings.save_draft(
            filing=filing, actor=actor, permit=filling.owner_permit(permit, duty), changes=changes,
            base_revision=revision, at=at, page=page, allowed_fields=filling.unlocked_fields(duty), choose=choose,
            exact=exact,
        )  # fmt: skip
        if saved.stored:
            count_cells(duty, filing)
            ask_again(duty, on=on, at=at)
    return saved


@refusals_audited("duty.paper", about)
def attach_paper(*, actor: Actor, duty: Duty, check: str, name: str, content: Any, at: datetime) -> Attachment:
    """Lay a paper beside the explanation a check of the form asks for. Raises Refused where none is asked for there, or
    where explanations are shut."""
    permit = require(may_prepare(actor, duty, levels_of(duty)))
    filing = filling.filing_for(duty)
    asked = {one.id for one in form_in(filing).checks if one.evidence} if filing is not None else set()
    if filing is None or check not in asked or not locks_of(filling.unlocked_fields(duty)).allow(WHY + check):
        raise refused(
            Say("附件没有上传。", "The file was not taken in."),
            Say(
                "这一条核对不要凭据，或者现在不能改说明。",
                "That check asks for no paper, or its explanation is shut now.",
            ),
            Say("请对照报表里查出的问题。", "Compare it with what was found in the form."),
            "no-paper",
            cite_for(duty),
            422,
        )
    return filings.attach_evidence(
        filing=filing,
        check=check,
        name=name,
        content=content,
        actor=actor,
        permit=filling.owner_permit(permit, duty),
        at=at,
    )


def ask_again(duty: Duty, *, on: date, at: datetime) -> None:
    """After its content changed: who owes it jointly is to agree again. Call it inside an operation."""
    levels = levels_of(duty)
    if jointly_in_hand(duty, levels) is not None:
        put_on_agenda(duty, levels, on=on, at=at)


def count_cells(duty: Duty, filing: Filing) -> None:
    """Bring up to date how much of its form is filled in (no step of the matter: no entry in the trail)."""
    owed, filled = filling.cells_of(draft_state(filing))
    Duty.objects.filter(pk=duty.pk).update(cells_owed=owed, cells_filled=filled)


@refusals_audited("duty.file", about)
def hand_in(
    *, actor: Actor, duty: Duty, on: date, at: datetime, once_key: str, why: str = "", revision: int | None = None,
    page: str = "",
) -> Act:  # fmt: skip
    """Hand a duty's form in: as its debtor, or as who feeds the debtor. Corrected after a return it goes the same way.

    Raises NotComplete with the whole list of what is missing, and Refused where there is nothing to hand in.
    """

    def work() -> Act:
        held, levels = locked(duty.pk)
        permit = require(may_fill(actor, held, levels))
        level = level_filled_by(actor, held, levels)
        all_agreed(held, level, on)
        version, cells = _submit(actor, permit, held, on, at, why, revision, page)
        step = handed_up(held, levels, level, on, at, version)
        return change(held, levels, permit, replace(step, changes={**step.changes, **cells}), on=on, at=at)

    return act_for(actor, "duty.file", once_key, at, [duty.pk, why], work)


def _submit(
    actor: Actor, permit: Permit, duty: Duty, on: date, at: datetime, why: str, revision: int | None, page: str
) -> tuple[Version, dict[str, int]]:
    """The version made, and how much of its form is filled in: as it was judged, not read a second time."""
    filing = filling.filing_for(duty)
    if filing is None:
        raise refused(
            Say("没有报送。", "It was not handed in."),
            Say("还没有开始填报。", "Nothing was filled in yet."),
            Say("请先填写报表。", "Fill the form in first."),
            "nothing-filled",
            cite_for(duty),
        )
    rules = filling.rules_of(duty, on)
    version = filings.submit_version(
        filing=filing, actor=actor, permit=filling.owner_permit(permit, duty), rules=rules, at=at, why=why,
        allowed_fields=filling.unlocked_fields(duty), base_revision=revision, page=page, differs=True,
    )  # fmt: skip
    owed, filled = filling.cells_of(judged(filing, rules).state)
    return version, {"cells_owed": owed, "cells_filled": filled}


def up(duty: Duty, levels: Sequence[Level], level: Level, step: Step, *, on: date, at: datetime) -> Step:
    """What handing in at a level changes: it is then with the next one; with the debtor's it counts as filed.

    ``step`` says what was handed in. Raises Refused while something is missing that is asked for beside it.
    """
    passed = {level.place: passed_by(level, on)}
    for below in levels:
        if below.place < level.place and below.state == LevelState.WAITING:
            passed[below.place] = {"state": LevelState.SKIPPED}
    changes: dict[str, Any] = {"at": level.place + 1, "filler": level.place, "return_due_on": None}
    if level.place >= debtor_level(levels).place:
        _all_there(duty)
        changes |= filed_changes(duty, levels, on, at)
    return replace(step, changes=changes, levels=passed, place=level.place, cite=cite_for(duty))


def handed_up(duty: Duty, levels: Sequence[Level], level: Level, on: date, at: datetime, version: Version) -> Step:
    """What a version handed in at a level changes, whichever way it came in.

    Where it also has to be done elsewhere, the form is kept and the duty stays open until that is recorded too.
    """
    if filling.only_prepared(duty) or filling.waits_elsewhere(duty):
        return _prepared(version, version.why, level)
    named = f"{version.filing_id}:{version.ordinal}"
    return up(duty, levels, level, Step(ActKind.FILED, version.why, versions=named), on=on, at=at)


def _prepared(version: Version, why: str, level: Level) -> Step:
    """A form that only prepares what is done elsewhere: the figures are kept, the duty stays open until that is recorded."""
    named = f"{version.filing_id}:{version.ordinal}"
    return Step(ActKind.FILED, why, detail={"prepared": True}, versions=named, place=level.place)


def passed_by(level: Level, on: date) -> dict[str, Any]:
    """The columns of a level that has passed it on; the first day stays on record."""
    return {"state": LevelState.PASSED, "passed_on": on, "first_passed_on": level.first_passed_on or on}


def filed_changes(duty: Duty, levels: Sequence[Level], on: date, at: datetime) -> dict[str, Any]:
    """The columns of a duty that counts as filed from now on; the first filing day stays on record."""
    first = {} if duty.first_filed_on else {"first_filed_on": on, "first_filed_at": at}
    last = levels[-1]
    # Where the debtor's own level goes straight outside nobody sends it on: with it all is done that was asked for.
    nobody = receiver_of(duty, levels) is None and (last.is_debtor or not last.to_outside)
    # Nobody of this site reviews it: what was filed is settled.
    state = {"state": DutyState.ACCEPTED, "settled_at": at} if nobody else {"state": DutyState.FILED}
    return {**first, **state, "filed_at": at}


@refusals_audited("duty.pass", about)
def pass_on(*, actor: Actor, duty: Duty, on: date, at: datetime, once_key: str, opinion: str = "") -> Act:
    """Pass on what came from below, reviewed and unchanged. The debtor passing on is the debtor filing."""

    def work() -> Act:
        held, levels = locked(duty.pk)
        permit = require(may_pass(actor, held, levels))
        level = levels[held.at]
        if level.to_outside:
            raise _outside(level)
        all_agreed(held, level, on)
        changes: dict[str, Any] = {"at": level.place + 1}
        if level.is_debtor:
            _all_there(held)
            changes |= filed_changes(held, levels, on, at)
        step = Step(
            ActKind.PASSED, opinion, changes, {level.place: passed_by(level, on)}, versions=_now(held), place=level.place,
        )  # fmt: skip
        return change(held, levels, permit, step, on=on, at=at)

    return act_for(actor, "duty.pass", once_key, at, [duty.pk, opinion], work)


def all_agreed(duty: Duty, level: Level, on: date) -> None:
    """Raises Refused while an office that owes it with the leading one has not agreed to what lies there, naming it."""
    lacking = still_to_agree(duty, level, on)
    if lacking:
        zh, en = "、".join(one.zh for one in lacking), ", ".join(one.en for one in lacking)
        raise refused(
            Say("没有报送。", "It was not handed in."),
            Say(f"还差{zh}会签同意。", f"Still to agree: {en}."),
            Say("请对方打开这一项，核对后会签；内容改动后要重新会签。", "Let them open it and agree; what is changed is agreed to again."),
            "not-agreed",
            JOINTLY,
            409,
        )  # fmt: skip


def _all_there(duty: Duty) -> None:
    """Raises Refused while something else is missing that is asked for: all that fulfils a duty is needed."""
    missing = filling.articles_short(duty)
    if missing:
        raise _missing(
            duty, "articles-missing",
            Say(f"还差 {missing} 篇信息。", f"{missing} articles are still missing."),
            Say("请先写好信息并报送，再报这一项。", "Hand the articles in first, then this."),
        )  # fmt: skip
    if filling.document_short(duty):
        raise _missing(
            duty, "document-missing", Say("还没有递交文件。", "The document was not handed in yet."),
            Say("请先递交文件，再报表。", "Hand the document in first, then the form."),
        )  # fmt: skip
    if filling.procedure_short(duty):
        raise _missing(
            duty, "procedure-open", Say("一并要求的程序还没有办结。", "The procedure asked for beside it is not finished."),
            Say("办结以后再报送。", "Hand it in once that is finished."),
        )  # fmt: skip


def _missing(duty: Duty, code: str, why: Say, then: Say) -> Exception:
    return refused(Say("没有报送。", "It was not handed in."), why, then, code, cite_for(duty), 422)


def _now(duty: Duty) -> str:
    version = filling.latest_of(duty)
    return f"{version.filing_id}:{version.ordinal}" if version else ""


def _no_form(duty: Duty, form: Any) -> Exception:
    if form is None:
        why = Say("这一项没有表要填。", "There is no form to fill in.")
        next_step = Say("请登记外部办理，或报送信息。", "Record it as done elsewhere, or hand an article in.")
    else:
        why = Say(form.lacks[0].say.zh, form.lacks[0].say.en)
        next_step = Say("报表确定后即可填报。", "It can be filled in once the form is decided.")
    return refused(Say("还不能填报。", "It cannot be filled in yet."), why, next_step, "no-form", cite_for(duty))


def _outside(level: Level) -> Exception:
    return refused(
        Say("没有转报。", "It was not passed on."),
        Say(
            f"{level.to_zh}不在本系统，要登记报送的结果。",
            f"{level.to_en or level.to_zh} is outside: record what was sent.",
        ),
        Say("请登记何时、以什么方式报出。", "Record when and how it was sent."),
        "outside",
    )
