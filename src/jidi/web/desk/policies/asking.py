"""What is asked of whoever decides an open point: the fields for its kind, and the value read from what was typed.

What was typed is kept as typed, so that a page shown again after a mistake holds all of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import QueryDict

from jidi.common.say import Say
from jidi.web.desk.policies.form_text import Checked, check_form_text, checked_data, text_of
from jidi.web.desk.policies.values import UNIT_WORDS, items_of
from policycore.calendar import DayUnit
from policycore.open_points import OpenPoint, PointKind
from policycore.pack import Pack

MOST_ITEMS = 60
SPARE_ITEMS = 4
"""Empty rows below those that are filled in (house rule)."""
VALUE = "value"
"""The name of the field a value is typed in, and its id on the page."""


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One row of the checklist editor, as typed."""

    no: int
    id: str = ""
    zh: str = ""
    en: str = ""
    help: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class WeightRow:
    """One criterion with its weight, as typed. ``group`` stands above the first of its group."""

    id: str
    name: Say
    weight: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """The fields of one point: which template draws them, and what stands in them."""

    template: str
    text: str = ""
    unit: str = ""
    length: str = ""
    length_unit: str = ""
    first_counts: bool = False
    choices: tuple[tuple[str, Say], ...] = ()
    items: tuple[ItemRow, ...] = ()
    weights: tuple[WeightRow, ...] = ()
    checked: Checked | None = None
    bounds: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Read:
    """What was typed, read: the value, or what is wrong with it; each problem with the id of its field."""

    asked: Asked
    value: Any = None
    problems: tuple[tuple[str, Say], ...] = field(default=())


UNITS = tuple((unit.value, UNIT_WORDS[unit.value]) for unit in DayUnit)
EMPTY = Say("还没有填", "nothing is entered yet")


# --- what is asked -------------------------------------------------------------------------------------------------


def asked_for(pack: Pack, point: OpenPoint, value: Any = None) -> Asked:
    """The fields of a point, filled in with a value (a decision in force, to go on from) where there is one."""
    return _ASKED[point.kind](pack, point, value)


def _ask_value(pack: Pack, point: OpenPoint, value: Any) -> Asked:
    if point.type == "choice":
        return _ask_choice(pack, point, value)
    if point.type == "flag":
        text = "" if value is None else ("yes" if value else "no")
        return Asked("choice", text, choices=(("yes", Say("是", "Yes")), ("no", Say("否", "No"))))
    template = {"date": "date", "text": "text", "month-day": "word", "duration": "word"}.get(point.type, "number")
    bounds = tuple("" if one is None else str(one) for one in (point.min, point.max))
    unit = "%" if point.type == "percent" else point.unit
    return Asked(template, "" if value is None else str(value), unit, bounds=bounds)  # type: ignore[arg-type]


def _ask_choice(pack: Pack, point: OpenPoint, value: Any) -> Asked:
    choices = tuple((key, Say(words.zh, words.en)) for key, words in (point.choices or {}).items())
    return Asked("choice", str(value or ""), choices=choices)


def _ask_window(pack: Pack, point: OpenPoint, value: Any) -> Asked:
    found: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
    return Asked(
        "window",
        length=str(found.get("length", "")),
        length_unit=str(found.get("unit", DayUnit.WORKDAY.value)),
        first_counts=bool(found.get("count-first", False)),
        choices=UNITS,
    )


def _ask_set(pack: Pack, point: OpenPoint, value: Any) -> Asked:
    return Asked("set", "\n".join(str(one) for one in value or ()))


def _ask_weights(pack: Pack, point: OpenPoint, value: Any) -> Asked:
    found: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
    rows, group = [], ""
    for leaf_id, name, of_group in _leaves(pack, point):
        rows.append(WeightRow(leaf_id, name, str(found.get(leaf_id, "")), of_group if of_group != group else ""))
        group = of_group
    return Asked("weights", weights=tuple(rows))


def _leaves(pack: Pack, point: OpenPoint) -> list[tuple[str, Say, str]]:
    """The criteria a point weighs: those of the scoring that takes its weights from it."""
    for scheme in pack.scoring.values():
        if getattr(scheme.weights, "open", None) == point.id:
            criteria = pack.criteria[scheme.of]
            groups = {key: getattr(words, "zh", words) for key, words in criteria.groups.items()}
            return [(leaf.id, leaf.say, str(groups.get(leaf.group or "", ""))) for leaf in criteria.leaves]
    return []


def _ask_checklist(pack: Pack, point: OpenPoint, value: Any) -> Asked:
    rows = [
        ItemRow(no, str(one.get("id", "")), str(one.get("zh", "")), str(one.get("en", "")), str(one.get("help", "")),
                bool(one.get("required", True)))
        for no, one in enumerate(items_of(value), start=1)
    ]  # fmt: skip
    return Asked("checklist", items=_with_spare(rows))


def _with_spare(rows: Sequence[ItemRow], spare: int = SPARE_ITEMS) -> tuple[ItemRow, ...]:
    free = min(spare, MOST_ITEMS - len(rows))
    return (*rows, *(ItemRow(len(rows) + place) for place in range(1, free + 1)))


def _ask_form(pack: Pack, point: OpenPoint, value: Any) -> Asked:
    text = text_of(value) if isinstance(value, Mapping) else ""
    return Asked("form", text, checked=check_form_text(pack, point, text) if text else None)


def _ask_shaped(pack: Pack, point: OpenPoint, value: Any) -> Asked:
    """An indicator system or the parts of a payment, as the YAML text it can be changed from."""
    return Asked(point.kind.value, text_of(value) if isinstance(value, Mapping) else "")


_ASKED = {
    PointKind.VALUE: _ask_value,
    PointKind.READING: _ask_choice,
    PointKind.WINDOW: _ask_window,
    PointKind.SET: _ask_set,
    PointKind.WEIGHTS: _ask_weights,
    PointKind.CHECKLIST: _ask_checklist,
    PointKind.FORM: _ask_form,
    PointKind.CRITERIA: _ask_shaped,
    PointKind.TRANCHES: _ask_shaped,
}


# --- what was typed ------------------------------------------------------------------------------------------------


def read(pack: Pack, point: OpenPoint, typed: QueryDict, uploaded: str | None = None) -> Read:
    """Read what was typed for a point. ``uploaded`` is the text of a file that takes the place of what was pasted."""
    return _READ[point.kind](pack, point, typed, uploaded)


def _read_value(pack: Pack, point: OpenPoint, typed: QueryDict, _: str | None) -> Read:
    text = typed.get(VALUE, "").strip()
    asked = _ask_value(pack, point, None)
    asked = Asked(asked.template, text, asked.unit, choices=asked.choices, bounds=asked.bounds)
    if not text:
        return Read(asked, problems=((VALUE, EMPTY),))
    try:
        return Read(asked, _TYPED.get(point.type, str)(text))
    except (ValueError, InvalidOperation):
        return Read(asked, problems=((VALUE, _not_readable(point, text)),))


def _number(text: str) -> int | Decimal:
    number = Decimal(text.replace(",", "").replace("，", "").rstrip("%％").strip())
    if not number.is_finite():
        raise ValueError(text)
    return int(number) if number == number.to_integral_value() else number


def _flag(text: str) -> bool:
    if text not in ("yes", "no"):
        raise ValueError(text)
    return text == "yes"


_TYPED: Mapping[str, Any] = {
    "integer": _number,
    "number": _number,
    "percent": _number,
    "date": date.fromisoformat,
    "flag": _flag,
}


def _not_readable(point: OpenPoint, text: str) -> Say:
    if point.type == "date":
        return Say(f"「{text}」不是日期，请写成 2026-03-15 的样子", f"“{text}” is no day; write it like 2026-03-15")
    return Say(f"「{text}」不是数，请只写数字", f"“{text}” is no number; write digits only")


def _read_choice(pack: Pack, point: OpenPoint, typed: QueryDict, _: str | None) -> Read:
    text = typed.get(VALUE, "")
    asked = _ask_choice(pack, point, text)
    return Read(asked, text) if text else Read(asked, problems=((VALUE, Say("请选一项", "choose one")),))


def _read_window(pack: Pack, point: OpenPoint, typed: QueryDict, _: str | None) -> Read:
    length, unit = typed.get("length", "").strip(), typed.get("unit", DayUnit.WORKDAY.value)
    first = "first" in typed
    asked = Asked("window", length=length, length_unit=unit, first_counts=first, choices=UNITS)
    if not length.isascii() or not length.isdigit() or not int(length):
        say = Say("时长须是 1 以上的整数", "the length has to be a whole number from 1")
        return Read(asked, problems=(("length", say),))
    value: dict[str, Any] = {"length": int(length), "unit": unit}
    return Read(asked, {**value, "count-first": True} if first else value)


def _read_set(pack: Pack, point: OpenPoint, typed: QueryDict, _: str | None) -> Read:
    text = typed.get(VALUE, "")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    names = list(dict.fromkeys(lines))
    asked = Asked("set", text)
    return Read(asked, names) if names else Read(asked, problems=((VALUE, EMPTY),))


def _read_weights(pack: Pack, point: OpenPoint, typed: QueryDict, _: str | None) -> Read:
    given = {row.id: typed.get(f"weight-{row.id}", "").strip() for row in _ask_weights(pack, point, None).weights}
    asked = _ask_weights(pack, point, given)
    value, problems = {}, []
    for leaf, text in given.items():
        try:
            value[leaf] = _number(text)
        except (ValueError, InvalidOperation):
            say = Say(f"「{text}」不是数", f"“{text}” is no number") if text else EMPTY
            problems.append((f"weight-{leaf}", say))
    return Read(asked, value, tuple(problems))


def _read_checklist(pack: Pack, point: OpenPoint, typed: QueryDict, _: str | None) -> Read:
    rows = [_item(typed, no) for no in range(1, MOST_ITEMS + 1)]
    filled = [row for row in rows if row.zh or row.en or row.help]
    problems = [
        (f"item-zh-{row.no}", Say(f"第 {row.no} 行没有写材料名称", f"row {row.no} has no name"))
        for row in filled
        if not row.zh
    ]
    if not filled:
        problems = [("item-zh-1", EMPTY)]
    asked = Asked("checklist", items=_with_spare([_numbered(row, no) for no, row in enumerate(filled, start=1)]))
    return Read(asked, {"items": [_as_data(row) for row in _with_ids(filled)]}, tuple(problems))


def _item(typed: QueryDict, no: int) -> ItemRow:
    texts = {key: typed.get(f"item-{key}-{no}", "").strip() for key in ("id", "zh", "en", "help")}
    return ItemRow(no, **texts, required=f"item-required-{no}" in typed)


def _numbered(row: ItemRow, no: int) -> ItemRow:
    return ItemRow(no, row.id, row.zh, row.en, row.help, row.required)


def _with_ids(rows: Sequence[ItemRow]) -> list[ItemRow]:
    """Rows keep the id they have, so that what was handed in for one stays with it; new ones get a free one."""
    used = {row.id for row in rows if row.id}
    named, next_no = [], 1
    for row in rows:
        name = row.id
        while not name:
            candidate = f"item-{next_no}"
            next_no += 1
            if candidate not in used:
                used.add(candidate)
                name = candidate
        named.append(ItemRow(row.no, name, row.zh, row.en, row.help, row.required))
    return named


def _as_data(row: ItemRow) -> dict[str, Any]:
    data: dict[str, Any] = {"id": row.id, "zh": row.zh}
    data |= {key: text for key, text in (("en", row.en), ("help", row.help)) if text}
    return data if row.required else {**data, "required": False}


def _read_form(pack: Pack, point: OpenPoint, typed: QueryDict, uploaded: str | None) -> Read:
    text = uploaded if uploaded is not None else typed.get(VALUE, "")
    if not text.strip():
        return Read(Asked("form", text), problems=((VALUE, EMPTY),))
    checked = check_form_text(pack, point, text)
    asked = Asked("form", text, checked=checked)
    problems = tuple((VALUE, problem.say) for problem in checked.problems)
    return Read(asked, checked.data, problems)


def _read_shaped(pack: Pack, point: OpenPoint, typed: QueryDict, uploaded: str | None) -> Read:
    text = uploaded if uploaded is not None else typed.get(VALUE, "")
    asked = Asked(point.kind.value, text)
    if not text.strip():
        return Read(asked, problems=((VALUE, EMPTY),))
    data, problems = checked_data(pack, point, text)
    return Read(asked, data, tuple((VALUE, problem) for problem in problems))


_READ = {
    PointKind.VALUE: _read_value,
    PointKind.READING: _read_choice,
    PointKind.WINDOW: _read_window,
    PointKind.SET: _read_set,
    PointKind.WEIGHTS: _read_weights,
    PointKind.CHECKLIST: _read_checklist,
    PointKind.FORM: _read_form,
    PointKind.CRITERIA: _read_shaped,
    PointKind.TRANCHES: _read_shaped,
}
