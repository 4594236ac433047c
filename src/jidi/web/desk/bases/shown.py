"""Registers as they are shown: which columns each has, how an entry reads, what may be entered and why not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.urls import reverse

from jidi.accounts.acting import Actor, Denied
from jidi.bases.enums import Answer
from jidi.bases.models import Base, RegisterEntry
from jidi.bases.permissions import may_enter
from jidi.bases.queries.registers import Part, current
from jidi.common.say import Say
from jidi.policies.models import PackVersion
from jidi.policies.queries import pack
from jidi.web.desk.bases.words import days_words
from jidi.web.shared.cited import chips_of
from jidi.web.shared.figures import MISSING, figure
from jidi.web.shared.language import Words, spoken
from jidi.web.shared.parts import NOTHING, Badge, Chip, Link, State
from policycore.registers import RegisterKind

SOON: Final = 90
"""Days before its end from which a term or a plan is called about to end (house rule)."""
FEW: Final = 5
"""Entries of a register the first page shows; the tab has all of them."""

WHOSE: Final = {
    "base": Say("基地", "base"),
    "institution": Say("服务机构", "institution"),
    "enterprise": Say("企业", "enterprise"),
}
"""Words for whose an incident is; one a pack calls otherwise stands as it is written."""
ANSWERS: Final = {
    Answer.YES: Badge(State.DONE, Say("符合", "yes")),
    Answer.NO: Badge(State.LATE, Say("不符合", "no")),
    Answer.UNKNOWN: Badge(State.WATCH, Say("未核实", "not verified")),
    Answer.NONE: Badge(State.WAIT, Say("待报", "open")),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of an entry under its column."""

    label: Say
    text: Words = NOTHING
    badge: Badge | None = None
    number: bool = False


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry: its name with the way to its page, and its values."""

    name: str
    href: str
    cells: tuple[Cell, ...]
    small: str = ""


@dataclass(frozen=True, slots=True)
class PartShown:
    """One register with what is on record: name, articles, lines, what may be entered."""

    rule_id: str
    kind: RegisterKind
    name: Say
    chips: tuple[Chip, ...]
    first_column: Say
    lines: tuple[EntryLine, ...]
    total: int
    flagged: bool
    enter: Link | None = None
    more: Link | None = None
    why_not: Denied | None = None

    @property
    def columns(self) -> tuple[Cell, ...]:
        """The columns after the first."""
        return self.lines[0].cells if self.lines else ()

    @property
    def count(self) -> Say:
        """How many are on record, in words."""
        return Say(f"{self.total} 项", f"{self.total} on record")


def parts_shown(
    actor: Actor,
    version: PackVersion | None,
    parts: Sequence[Part],
    on: date,
    *,
    base: Base | None = None,
    area_code: str = "",
    few: bool = False,
) -> list[PartShown]:
    """The registers of a base or a place as panels."""
    if version is None:
        return []
    found = []
    for part in parts:
        answer = may_enter(actor, version=version, rule_id=part.rule.id, base=base, area_code=area_code, on=on)
        # The newest first: what happened last is what is looked for.
        entries = sorted(part.entries, key=_newest, reverse=True)
        kept = entries[:FEW] if few else entries
        found.append(
            PartShown(
                rule_id=part.rule.id,
                kind=part.rule.register_,
                name=part.say,
                chips=distinct(chips_of(pack(version), part.rule.citation())),
                first_column=FIRST[part.rule.register_],
                lines=tuple(line_of(entry, on) for entry in kept),
                total=len(entries),
                flagged=part.flagged,
                enter=None if isinstance(answer, Denied) else _enter_link(base, area_code, part),
                why_not=answer if isinstance(answer, Denied) else None,
            )
        )
    return found


def distinct(chips: Sequence[Chip]) -> tuple[Chip, ...]:
    """Chips without those that read alike: paragraphs of one article are printed by its number alone."""
    return tuple({spoken(chip.label): chip for chip in reversed(chips)}.values())[::-1]


def _newest(entry: RegisterEntry) -> tuple[date, int]:
    return (entry.on or date(entry.year or 1, 1, 1), entry.pk)


def _enter_link(base: Base | None, area_code: str, part: Part) -> Link:
    word = Say("登记", "Enter")
    if base is not None:
        return Link(word, reverse("desk:base-enter", args=[base.pk, part.rule.id]), icon="plus")
    return Link(word, reverse("desk:place-enter", args=[area_code, part.rule.id]), icon="plus")


def line_of(entry: RegisterEntry, on: date) -> EntryLine:
    """An entry as a line of its register."""
    cells = tuple(make(entry, on) for make in COLUMNS[RegisterKind(entry.register)])
    name = entry.name or entry.kind_name or entry.organisation_name or str(entry.year or MISSING)
    return EntryLine(name, reverse("desk:entry", args=[entry.pk]), cells, "补录" if entry.is_opening else "")


def standing(entry: RegisterEntry, on: date) -> Badge:
    """Whether an entry holds on a day: in being, about to end, over, or not begun."""
    if entry.on is not None and entry.on > on:
        return Badge(State.WAIT, Say(f"{entry.on} 起", f"from {entry.on}"))
    if entry.until is not None and entry.until <= on:
        return Badge(State.NONE, Say("已结束", "ended"))
    if entry.until is not None and (entry.until - on).days <= SOON:
        left = (entry.until - on).days
        return Badge(State.WATCH, Say(f"余 {left} 天", f"{left} days left"))
    word = _BEING.get(RegisterKind(entry.register), Say("有效", "in force"))
    return Badge(State.DONE, Say(entry.state, entry.state) if entry.state else word)


_BEING: Final = {
    RegisterKind.INSTITUTION: Say("在任", "in office"),
    RegisterKind.MECHANISM: Say("运行", "at work"),
    RegisterKind.PLATFORM: Say("运行", "at work"),
    RegisterKind.ASSOCIATION: Say("在任", "in office"),
}

# --- columns --------------------------------------------------------------------------------------------------------

Column = Callable[[RegisterEntry, date], Cell]


def text_column(zh: str, en: str, take: Callable[[RegisterEntry], Words]) -> Column:
    """A column of words; nothing is —."""
    return lambda entry, _on: Cell(Say(zh, en), take(entry) or MISSING)


def _number(zh: str, en: str, take: Callable[[RegisterEntry], Words]) -> Column:
    return lambda entry, _on: Cell(Say(zh, en), take(entry) or MISSING, number=True)


def _state(entry: RegisterEntry, on: date) -> Cell:
    return Cell(Say("状态", "State"), badge=standing(entry, on))


def _answer(entry: RegisterEntry, _on: date) -> Cell:
    return Cell(Say("回答", "Answer"), badge=ANSWERS[Answer(entry.answer)])


def money(entry: RegisterEntry) -> str:
    """An amount with its unit."""
    return amount_words(entry.amount, entry.unit)


def amount_words(amount: Decimal | None, unit: str) -> str:
    """A stored amount as it was written: the column keeps four places, nobody wrote the zeros."""
    if amount is None:
        return ""
    whole = amount == amount.to_integral_value()
    return f"{figure(amount.quantize(Decimal(1)) if whole else amount.normalize())} {unit}"


def runner(entry: RegisterEntry) -> str:
    """Who runs, issues or hosts it: an organisation of this site or a name, with the sort of body."""
    named = entry.organisation.name if entry.organisation else entry.organisation_name
    return "　".join(part for part in (named, f"（{entry.operator_name}）" if entry.operator_name else "") if part)


def paper(entry: RegisterEntry) -> str:
    """The paper it stands on: title and number."""
    return " ".join(part for part in (entry.document_title, entry.document_no) if part)


_KIND = text_column("种类", "Kind", lambda e: e.kind_name)
_PERSON = text_column("负责人", "Head", lambda e: e.person)
_ON = text_column("日期", "Day", lambda e: str(e.on or e.year or ""))
_DAYS = text_column("起止", "From, until", lambda e: days_words(e.on, e.until))
_SERVED = _number(
    "服务企业", "Enterprises served", lambda e: f"{figure(e.how_many)} 家" if e.how_many is not None else ""
)
_PAPER = text_column("文件", "Document", paper)

FIRST: Final[dict[RegisterKind, Say]] = {
    RegisterKind.MECHANISM: Say("机制", "Mechanism"),
    RegisterKind.INSTITUTION: Say("机构", "Institution"),
    RegisterKind.SERVICE: Say("服务", "Service"),
    RegisterKind.PLATFORM: Say("平台", "Platform"),
    RegisterKind.ASSOCIATION: Say("商协会", "Association"),
    RegisterKind.ACTIVITY: Say("工作", "Work done"),
    RegisterKind.PLAN: Say("名称", "Name"),
    RegisterKind.HONESTY: Say("事项", "Item"),
    RegisterKind.INCIDENT: Say("事件", "Incident"),
    RegisterKind.SITE: Say("名称", "Name"),
    RegisterKind.BRAND: Say("品牌", "Brand"),
}
COLUMNS: Final[dict[RegisterKind, tuple[Column, ...]]] = {
    RegisterKind.MECHANISM: (_PERSON, _DAYS, _PAPER, _state),
    RegisterKind.INSTITUTION: (
        text_column("形式", "Form", lambda e: e.kind_name),
        _PERSON,
        _number("人员", "Staff", lambda e: f"{e.staff} 人" if e.staff is not None else ""),
        text_column("任期", "Term", lambda e: days_words(e.on, e.until)),
        _state,
    ),
    RegisterKind.SERVICE: (_KIND, _ON, _SERVED),
    RegisterKind.PLATFORM: (
        text_column("类型", "Kind", lambda e: e.kind_name),
        text_column("运营方", "Run by", runner),
        _number("投资", "Investment", money),
        _SERVED,
        _state,
    ),
    RegisterKind.ASSOCIATION: (_PERSON, _DAYS, _state),
    RegisterKind.ACTIVITY: (_KIND, text_column("商协会", "Association", runner), _ON, _SERVED),
    RegisterKind.PLAN: (
        _KIND,
        _PAPER,
        text_column("有效期", "In force", lambda e: days_words(e.on, e.until)),
        text_column("资金", "Funds", lambda e: e.funds),
        _state,
    ),
    RegisterKind.HONESTY: (
        text_column("年度", "Year", lambda e: str(e.year or "")),
        text_column("企业", "Enterprise", runner),
        _answer,
    ),
    RegisterKind.INCIDENT: (
        _ON,
        _KIND,
        text_column("程度", "Grade", lambda e: e.grade),
        text_column("涉及", "Whose", lambda e: WHOSE.get(e.whose, Say(e.whose)) if e.whose else ""),
        text_column("认定文书", "Finding", paper),
    ),
    RegisterKind.SITE: (_KIND, text_column("承办", "Run by", runner), _DAYS, _state),
    RegisterKind.BRAND: (_KIND, text_column("所有人", "Owner", runner), _DAYS, _PAPER),
}


def living_entry(part: Part, on: date) -> RegisterEntry | None:
    """The entry of a register that holds today, the latest of them: who is the institution, which mechanism there is."""
    found = current(part.entries, on)
    return max(found, key=_newest) if found else None
