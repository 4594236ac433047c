"""Steps that work on a list: it is frozen once, has one record, and each case moves by the one function that moves cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import F

from jidi.accounts.acting import Actor, Permit
from jidi.audit.services import About, operation, record, refusals_audited
from jidi.cases import words
from jidi.cases.errors import MoveRefused, refused_for
from jidi.cases.guards import MissingItem
from jidi.cases.models import Case, ListItem, ListStep, Opinion
from jidi.cases.queries import open_list, to_move, waiting_at
from jidi.cases.queries.lists import list_key
from jidi.cases.queries.missing import Given
from jidi.cases.services.carrying import Carried, carry_out
from jidi.cases.services.moving import Moved
from jidi.cases.services.writing import hold_item, store_record
from jidi.cases.states import state_of_list
from jidi.common.digests import digest
from jidi.common.keys import once
from jidi.common.say import Say
from jidi.policies.actors import cite_of
from jidi.policies.models import PackVersion
from jidi.policies.queries import pack
from policycore.procedures import Step


def freeze_list(
    *, version_id: int, procedure: str, step: str, round_key: str, scope_key: str, permit: Permit, at: datetime,
    on: date, key: str, order: Sequence[int] = (),
) -> ListStep:  # fmt: skip
    """Freeze the list of a step: every case that stands there for this city, area or round, in the order given.

    Cases not named in ``order`` come after those that are, by number. Raises MoveRefused when the step has no lists, none
    waits, or a list is open already.
    """
    return _freeze(
        actor=permit.actor, permit=permit, version_id=version_id, procedure=procedure, step=step, round_key=round_key,
        scope_key=scope_key, at=at, on=on, key=key, order=list(order),
    )  # fmt: skip


@refusals_audited(
    "list.freeze", lambda named: About("list", f"{named['procedure']}:{named['step']}:{named['scope_key']}")
)
def _freeze(*, actor: Actor, at: datetime, key: str, **given: Any) -> ListStep:
    content = {name: value for name, value in given.items() if name != "permit"}
    with operation(at=at):
        done = once(
            key=key, who=actor.key, what="list.freeze", at=at, content=content, work=lambda: _frozen(actor, at, **given)
        )
    return ListStep.objects.get(pk=done.result)


def _frozen(
    actor: Actor, at: datetime, *, permit: Permit, version_id: int, procedure: str, step: str, round_key: str,
    scope_key: str, on: date, order: list[int],
) -> int:  # fmt: skip
    version = PackVersion.objects.get(pk=version_id)
    rule = pack(version).procedures[procedure].step(step)
    cite = cite_of(pack(version), rule.citation())
    if rule.scope is None or not permit.fits(f"list.freeze.{procedure}.{step}", "list", scope_key):
        raise MoveRefused(
            Say("这一步不按名单办理，或许可不是用于它的。", "The step has no lists, or the permit is not for it."),
            Say("请从轮次页面进入。", "Start from the page of the round."), cite=cite, code="no-list",
        )  # fmt: skip
    if open_list(version.pack_id, procedure, step, round_key, scope_key) is not None:
        raise MoveRefused(
            Say("已有一份没有办完的名单。", "A list is open already."),
            Say("请在那份名单上办理，或先把留下的逐件退出。", "Answer on it, or hold back what stays."),
            cite=words.BY_LIST, code="list-open",
        )  # fmt: skip
    cases = _in_order(_lock(version, procedure, rule, round_key, scope_key), order)
    if not cases:
        raise MoveRefused(
            Say("没有等待这一步的案卷。", "No case waits at this step."),
            Say("请等报送后再固定名单。", "Wait until there is one."), cite=cite, code="list-empty",
        )  # fmt: skip
    row = ListStep.objects.create(
        version=version, procedure=procedure, step=step, scope=rule.scope.list, scope_key=scope_key, round_key=round_key,
        area_code=scope_key if rule.scope.list != "per-round" else version.area_code,
        digest=digest([[case.case_no, case.step, case.seq] for case in cases]), frozen_at=at, frozen_on=on,
        living_key=list_key(version.pack_id, procedure, step, round_key, scope_key), person_id=actor.person_id,
        who_name=actor.who.name, who_post=actor.who.post, who_organisation=actor.who.organisation,
    )  # fmt: skip
    ListItem.objects.bulk_create(
        ListItem(list_step=row, case=case, place=place, visit=case.seq) for place, case in enumerate(cases, 1)
    )
    record(
        at=at, who=actor.who, action="list.frozen", kind="list", key=str(row.pk), area_code=row.area_code,
        after=state_of_list(row), detail={"step": step, "cases": [case.case_no for case in cases], "digest": row.digest},
    )  # fmt: skip
    return row.pk


def _lock(version: PackVersion, procedure: str, step: Step, round_key: str, scope_key: str) -> list[Case]:
    return list(
        waiting_at(version.pack_id, procedure, step, round_key, scope_key)
        .select_for_update(of=("self",))
        .order_by("pk")
    )


def _in_order(cases: Sequence[Case], order: Sequence[int]) -> list[Case]:
    places = {pk: place for place, pk in enumerate(order)}
    return sorted(cases, key=lambda case: (places.get(case.pk, len(places)), case.case_no))


def hold_back(*, list_id: int, case_id: int, reason: str, permit: Permit, at: datetime, key: str) -> ListItem:
    """Take a case off a frozen list with a reason; the list goes on without it, the case stays at its step."""
    return _hold(
        actor=permit.actor, list_id=list_id, case_id=case_id, reason=reason.strip(), permit=permit, at=at, key=key
    )


@refusals_audited("list.hold", lambda named: About("list", str(named["list_id"])))
def _hold(*, actor: Actor, list_id: int, case_id: int, reason: str, permit: Permit, at: datetime, key: str) -> ListItem:
    def work() -> int:
        row = _locked(list_id, permit)
        item = next((item for item in to_move(row) if item.case_id == case_id), None)
        if item is None or not reason:
            raise MoveRefused(
                Say("这一件不在名单的待办之中，或没有写明理由。", "It does not wait on the list, or no reason is given."),
                Say("请写明理由；已办的不能退出。", "Give the reason; what was answered stays."),
                cite=words.REASON, code="hold",
            )  # fmt: skip
        hold_item(item, reason, actor, at)
        _close_if_done(row, at)
        record(
            at=at, who=actor.who, action="list.held-back", kind="list", key=str(row.pk), area_code=row.area_code,
            after=state_of_list(row), detail={"case": case_id, "reason": reason},
        )  # fmt: skip
        return item.pk

    content = {"list": list_id, "case": case_id, "reason": reason}
    with operation(at=at):
        done = once(key=key, who=actor.key, what="list.hold", at=at, work=work, content=content)
    return ListItem.objects.get(pk=done.result)


def move_list(
    *, list_id: int, answers: Mapping[int, str], permit: Permit, at: datetime, on: date, key: str,
    record: Mapping[str, Any] | None = None, reasons: Mapping[int, str] | None = None,
    notes: Mapping[int, Mapping[str, str]] | None = None,
) -> tuple[Moved, ...]:  # fmt: skip
    """Answer for every case of a frozen list: one record, all or nothing; what was held back stays.

    Each case goes through the same guard as alone; ``reasons`` and ``notes`` are by case. Raises MoveRefused with what is
    missing of every case that cannot go, and Stale when one was moved meanwhile.
    """
    return _move_list(
        actor=permit.actor, list_id=list_id, answers=dict(answers), permit=permit, at=at, on=on, key=key,
        data=dict(record or {}), reasons=dict(reasons or {}), notes={pk: dict(n) for pk, n in (notes or {}).items()},
    )  # fmt: skip


@refusals_audited("list.move", lambda named: About("list", str(named["list_id"])))
def _move_list(
    *, actor: Actor, list_id: int, answers: dict[int, str], permit: Permit, at: datetime, on: date, key: str,
    data: dict[str, Any], reasons: dict[int, str], notes: dict[int, dict[str, str]],
) -> tuple[Moved, ...]:  # fmt: skip
    def work() -> list[dict[str, Any]]:
        row = _locked(list_id, permit)
        items = to_move(row)
        _require_whole(items, answers)
        step = pack(row.version).procedures[row.procedure].step(row.step)
        if data:
            store_record(items[0].case, step, data, actor, at, on, row)
        changing = _changes(items, answers, reasons, actor)
        how = [
            (item, Carried(answers[item.case_id], permit, Given(reasons.get(item.case_id, "").strip(), (), data or None,
                           notes.get(item.case_id, {})), at, on, running.id, None, row, changing))
            for item in items
        ]  # fmt: skip
        done = _each(how)
        _settle(row, items, answers, done, at)
        _recorded(row, actor, at, answers, data)
        return done

    content = {"list": list_id, "answers": answers, "record": data, "reasons": reasons, "notes": notes}
    with operation(at=at) as running:
        found = once(key=key, who=actor.key, what="list.move", at=at, work=work, content=content)
    return tuple(Moved.of(one, fresh=found.fresh) for one in found.result)


def _changes(items: Sequence[ListItem], answers: Mapping[int, str], reasons: Mapping[int, str], actor: Actor) -> bool:
    """Whether this person says anything else of some line than what they signed already."""
    rows = Opinion.objects.filter(
        case__in=[item.case_id for item in items], visit=F("case__seq"), is_valid=True, person_id=actor.person_id
    )
    held = {row.case_id: (row.answer, row.text) for row in rows}
    now = {item.case_id: (answers[item.case_id], reasons.get(item.case_id, "").strip()) for item in items}
    return any(now[case] != said for case, said in held.items())


def _each(how: Sequence[tuple[ListItem, Carried]]) -> list[dict[str, Any]]:
    """Carry out every line; gather what is missing of all of them before refusing."""
    done: list[dict[str, Any]] = []
    missing: list[MissingItem] = []
    for item, carried in how:
        try:
            done.append(carry_out(item.case_id, carried))
        except MoveRefused as refused:
            if not refused.missing:
                raise
            name = item.case.title
            missing += [
                MissingItem(Say(f"{name.zh}：{m.say.zh}", f"{name.en or name.zh}: {m.say.en}"), m.cite, m.link, m.code)
                for m in refused.missing
            ]
    if missing:
        raise refused_for(missing)
    return done


def _require_whole(items: Sequence[ListItem], answers: Mapping[int, str]) -> None:
    wanted = {item.case_id for item in items}
    if wanted and wanted == set(answers):
        return
    lacking = "、".join(item.case.title_zh for item in items if item.case_id not in answers)
    why = f"这些还没有答复：{lacking}" if lacking else "名单已变化"
    raise MoveRefused(
        Say(f"{why}。", "Not every line has an answer, or the list has changed."),
        Say("请逐件答复；暂不办的先退出名单并写明理由。", "Answer each line; hold back with a reason what waits."),
        cite=words.BY_LIST,
        code="list-changed",
    )


def _settle(
    row: ListStep,
    items: Sequence[ListItem],
    answers: Mapping[int, str],
    done: Sequence[Mapping[str, Any]],
    at: datetime,
) -> None:
    moved = {one["case_id"] for one in done if one["move_id"] is not None}
    for item in items:
        item.answer = answers[item.case_id]
        item.moved_at = at if item.case_id in moved else None
        item.save(update_fields=["answer", "moved_at"])
    _close_if_done(row, at)


def _recorded(row: ListStep, actor: Actor, at: datetime, answers: Mapping[int, str], data: Mapping[str, Any]) -> None:
    record(
        at=at, who=actor.who, action="list.moved", kind="list", key=str(row.pk), area_code=row.area_code,
        after=state_of_list(row), detail={"answers": {str(pk): answer for pk, answer in answers.items()}, "record": digest(data)},
    )  # fmt: skip


def _close_if_done(row: ListStep, at: datetime) -> None:
    if not to_move(row):
        row.closed_at, row.living_key = at, None
        row.save(update_fields=["closed_at", "living_key"])


def _locked(list_id: int, permit: Permit) -> ListStep:
    # Locked: a meeting's clerk and a colleague may answer for the list at once; the second must find it closed.
    row = ListStep.objects.select_for_update(of=("self",)).select_related("version").filter(pk=list_id).first()
    if row is None or row.closed_at is not None or not permit.fits("list.move", "list", str(list_id)):
        raise MoveRefused(
            Say("这份名单已经办完，或许可不是用于它的。", "The list is closed, or the permit is not for it."),
            Say("请刷新页面后查看。", "Reload the page."),
            cite=words.BY_LIST,
            code="list-closed",
        )
    return row
