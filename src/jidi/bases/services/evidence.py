"""Entering and correcting with files: the evidence and the entry stand or fall together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from jidi.accounts.acting import Permit
from jidi.accounts.models import Division
from jidi.audit.services import About, operation, refusals_audited
from jidi.bases import refusals
from jidi.bases.attachments import REGISTER, register_key
from jidi.bases.entries import EntryValues
from jidi.bases.models import Base, RegisterEntry
from jidi.bases.services.registers import correct_entry, enter
from jidi.common.keys import once
from jidi.common.say import Say
from jidi.files.services import ATTACH, attach
from jidi.policies.models import PackVersion
from jidi.policies.queries import pack

MOST_FILES = 12
"""How many files one entry may have (house rule; what the column holds)."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that goes with an entry: its name as sent, its size, and its bytes."""

    name: str
    size: int
    content: Iterable[bytes]


def _about(asked: Any) -> About:
    permit: Permit = asked["permit"]
    base, area, entry = asked.get("base"), asked.get("area"), asked.get("entry")
    code = base.area_id if base else (area.pk if area else (entry.area_code if entry else ""))
    return About(permit.object_kind, permit.object_key, code)


@refusals_audited("register.enter", _about)
def enter_with(
    *,
    permit: Permit,
    version: PackVersion,
    rule_id: str,
    base: Base | None = None,
    area: Division | None = None,
    values: EntryValues,
    files: Sequence[Evidence] = (),
    key: str,
    at: datetime,
) -> RegisterEntry:
    """Enter something in a register together with its files. See ``registers.enter``.

    Raises FileRefused for a file that cannot be taken; then nothing is entered and no file kept.
    """

    def work() -> int:
        register = pack(version).registers[rule_id].register_
        filled = _filled(permit, register, values, files, _area_of(base, area), at)
        made = enter(permit=permit, version=version, rule_id=rule_id, base=base, area=area, values=filled, at=at)
        return made.pk

    content = ["enter", rule_id, permit.object_kind, permit.object_key, values.told, _names(files)]
    return _once(permit, "register.enter", key, at, content, work)


@refusals_audited("register.correct", _about)
def correct_with(
    *,
    permit: Permit,
    entry: RegisterEntry,
    values: EntryValues,
    why: str,
    version: PackVersion | None,
    files: Sequence[Evidence] = (),
    key: str,
    at: datetime,
) -> RegisterEntry:
    """Supersede an entry by a corrected one together with further files. See ``registers.correct_entry``."""

    def work() -> int:
        filled = _filled(permit, entry.register, values, files, entry.area_code, at)
        return correct_entry(permit=permit, entry=entry, values=filled, why=why, version=version, at=at).pk

    content = ["correct", entry.pk, values.told, why, _names(files)]
    return _once(permit, "register.correct", key, at, content, work)


def _once(permit: Permit, what: str, key: str, at: datetime, content: Any, work: Any) -> RegisterEntry:
    with operation(at=at):
        done = once(key=key, who=permit.actor.key, what=what, at=at, work=work, content=content)
        return RegisterEntry.objects.get(pk=done.result)


def _filled(
    permit: Permit, register: str, values: EntryValues, files: Sequence[Evidence], area_code: str, at: datetime
) -> EntryValues:
    if len(values.file_keys) + len(files) > MOST_FILES:
        missing = [Say(f"一条登记最多附 {MOST_FILES} 个文件。", f"One entry has at most {MOST_FILES} files.")]
        raise refusals.incomplete(Say("没有保存。", "It was not saved."), missing)
    # Whoever may enter may also bring the evidence: the same permit, for the act of attaching.
    owner = register_key(permit.object_kind, permit.object_key, register)
    own = replace(permit, action=ATTACH, object_kind=REGISTER, object_key=owner)
    keys = [attach(permit=own, name=one.name, content=one.content, area_code=area_code, at=at).key for one in files]
    return replace(values, file_keys=(*values.file_keys, *keys))


def _area_of(base: Base | None, area: Division | None) -> str:
    return base.area_id if base else (area.pk if area else "")


def _names(files: Sequence[Evidence]) -> list[list[Any]]:
    return [[one.name, one.size] for one in files]
