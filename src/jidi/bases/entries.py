"""What somebody enters in a register, and what still speaks against it: one list, for the page and for the service."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from jidi.accounts.models import Organisation
from jidi.bases.enums import Answer
from jidi.common.say import Say
from jidi.common.texts import one_line
from jidi.policies.models import PackVersion
from jidi.policies.queries import pack, situation
from policycore.engine import answer
from policycore.facts import Column, FactSource, Subject
from policycore.pack.words import words_of
from policycore.registers import Register, RegisterKind
from policycore.units import UNITS, plain
from policycore.verdict import Missing


@dataclass(frozen=True, slots=True)
class EntryValues:
    """The columns of ``RegisterEntry`` a person fills in; its docstring says what each holds in which register."""

    kind_key: str = ""
    kind_name: str = ""
    operator_key: str = ""
    operator_name: str = ""
    name: str = ""
    person: str = ""
    organisation: Organisation | None = None
    organisation_name: str = ""
    on: date | None = None
    until: date | None = None
    year: int | None = None
    amount: Decimal | None = None
    unit: str = ""
    how_many: int | None = None
    staff: int | None = None
    state: str = ""
    grade: str = ""
    whose: str = ""
    answer: str = ""
    body: str = ""
    funds: str = ""
    document_title: str = ""
    document_no: str = ""
    document_by: str = ""
    document_on: date | None = None
    file_keys: tuple[str, ...] = ()
    evidence: str = ""
    source: str = ""

    @classmethod
    def of(cls, entry: Any) -> EntryValues:
        """The values of a stored entry, to correct some of them."""
        held = {f.name: getattr(entry, f.name) for f in fields(cls) if f.name != "file_keys"}
        return cls(**held, file_keys=tuple(key for key in entry.file_keys.split(",") if key))

    @property
    def columns(self) -> dict[str, Any]:
        """The values as columns; one-line texts cleaned of control and direction marks."""
        held = {f.name: getattr(self, f.name) for f in fields(self)}
        held["file_keys"] = ",".join(self.file_keys)
        long = ("body", "evidence")
        return {
            name: one_line(value) if isinstance(value, str) and name not in long else value
            for name, value in held.items()
        }

    @property
    def told(self) -> dict[str, Any]:
        """What was filled in, as plain data for the trail."""
        held = self.columns
        held["organisation"] = self.organisation.pk if self.organisation else None
        # One written form, whatever the column makes of the decimals.
        held["amount"] = plain(self.amount) if self.amount is not None else None
        return {name: value for name, value in held.items() if value not in ("", None)}


@dataclass(frozen=True, slots=True)
class Worded:
    """The words of the kinds an entry names: as the set of the pack has them, or as they were named."""

    kind_name: str = ""
    operator_name: str = ""


def problems_with(
    version: PackVersion, rule: Register, subject: Subject, values: EntryValues, on: date
) -> tuple[list[Say], Worded]:
    """Everything that speaks against an entry under a register of the pack, and the words of its kinds."""
    found = [*_plain_problems(rule, values), *_asked_by_facts(version, rule, values)]
    kind, kind_problem = _kind(version, rule, subject, values, on)
    operator, operator_problem = _operator(version, rule, subject, values, on)
    found += [problem for problem in (kind_problem, operator_problem) if problem]
    return found, Worded(kind, operator)


def _plain_problems(rule: Register, values: EntryValues) -> list[Say]:
    found = []
    if not (values.name or values.kind_key or values.organisation or values.organisation_name):
        found.append(Say("请写明是什么。", "Say what it is."))
    if values.on is None and values.year is None:
        found.append(Say("请填写日期或年份。", "Give the day or the year."))
    if values.on and values.until and values.until < values.on:
        found.append(Say("结束日期早于开始日期。", "It ends before it begins."))
    if (values.amount is None) != (values.unit == ""):
        found.append(Say("金额和单位须一并填写。", "An amount and its unit go together."))
    elif values.unit and not UNITS.get(values.unit):
        known = "、".join(name for name, unit in UNITS.items() if unit.dimension.startswith("money:"))
        found.append(Say(f"单位“{values.unit}”不在单位表内，可用：{known}。", f"Unknown unit; there are: {known}."))
    if values.amount is not None and values.amount < 0:
        found.append(Say("金额不能小于零。", "An amount is not below zero."))
    if rule.register_ is RegisterKind.INCIDENT and not (values.document_title or values.evidence or values.file_keys):
        # Rules read the grade "as the authority in charge found it": no grade without its paper.
        found.append(Say("请填写主管机关的认定文书或凭据。", "Name the document of the authority that found it."))
    if rule.register_ is RegisterKind.HONESTY and values.answer not in {a for a in Answer.values if a}:
        found.append(Say("请选择符合、不符合或未核实。", "Choose: yes, no, or not verified."))
    return found


def _asked_by_facts(version: PackVersion, rule: Register, values: EntryValues) -> list[Say]:
    """What the rules of the pack read of this register by a closed list: it has to be filled in, and from that list."""
    found = []
    for name, column in answers_asked(version, rule).items():
        if getattr(values, name) not in column.choices:
            words = [_choice_said(version, name, choice) for choice in column.choices]
            zh, en = "、".join(word.zh for word in words), ", ".join(word.en for word in words)
            found.append(Say(f"{column.zh or name}：请从 {zh} 中选择。", f"{column.en or name}: choose one of {en}."))
    return found


def _choice_said(version: PackVersion, column: str, choice: str) -> Say:
    """What a choice of a column is called: by the column, else by the language."""
    said = words_of(pack(version), f"{column}={choice}")
    return said if "=" not in said.zh else words_of(pack(version), choice)


def answers_asked(version: PackVersion, rule: Register) -> dict[str, Column]:
    """The columns rules read of a register by a closed list (``whose``, ``grade``, ``state``), with what they may hold."""
    names = {rule.id, rule.register_.value, f"{rule.register_.value}s"}
    asked = [fact for fact in pack(version).facts.values() if fact.source is FactSource.REGISTER and fact.id in names]
    return {
        name: fact.columns[name]
        for fact in asked
        for name in ("whose", "grade", "state")
        if name in fact.columns and fact.columns[name].choices
    }


def _kind(
    version: PackVersion, rule: Register, subject: Subject, values: EntryValues, on: date
) -> tuple[str, Say | None]:
    if rule.kinds is None:
        return values.kind_name, None
    entry = {"kind": values.kind_key or None, "name": values.kind_name}
    told = answer(situation(version, subject, on), {"register": rule.id, "entry": entry})
    words = _words(version, rule.kinds, values.kind_key, values.kind_name, subject, on)
    if told["effect"] == "recorded":
        return words, None
    if told["lacks"]:
        return words, Say(
            "本登记的种类尚未确定，请先由有权决定者决定。", "The kinds of this register are still undecided."
        )
    if not values.kind_key:
        return words, Say("请选择种类。", "Choose the kind.")
    if told["effect"] == "refused":
        return words, Say("所选种类不在文件所列之内。", "The document does not name this kind.")
    return words, Say("选“其他”的，请写明是什么。", "For “other”, say what it is.")


def _operator(
    version: PackVersion, rule: Register, subject: Subject, values: EntryValues, on: date
) -> tuple[str, Say | None]:
    if rule.operators is None or not values.operator_key:
        return values.operator_name, None
    told = answer(situation(version, subject, on), {"set": rule.operators, "member": values.operator_key})
    words = _words(version, rule.operators, values.operator_key, values.operator_name, subject, on)
    if told["value"] == "yes":
        needs_name = told["named"] and not values.operator_name
        return words, Say("选“其他”的，请写明是什么。", "For “other”, say what it is.") if needs_name else None
    return words, Say("所选机构类型不在文件所列之内。", "The document does not name this sort of body.")


def _words(version: PackVersion, set_id: str, key: str, given: str, subject: Subject, on: date) -> str:
    """The words of a member: its own, those given where it has to be named, its key where a decision lists names."""
    here = situation(version, subject, on)
    named = here.pack.sets.get(set_id)
    member = named.members.get(key) if named else None
    if member is not None:
        return given if member.named else member.zh
    members = here.members(set_id) if named else frozenset()
    return key if not isinstance(members, Missing) and key in members else given


def choices(version: PackVersion, set_id: str | None, subject: Subject, on: date) -> list[tuple[str, Say, bool]]:
    """The kinds a form offers: key, words, and whether it has to be named; empty where none are laid down yet."""
    if set_id is None:
        return []
    here = situation(version, subject, on)
    named, members = here.pack.sets[set_id], here.members(set_id)
    if isinstance(members, Missing):
        return []
    if named.members:
        written = named.members.items()
        return [(key, Say(m.zh, m.en), m.named) for key, m in written if key in members]
    return [(str(key), Say(str(key)), False) for key in sorted(members)]
