"""What is asked of whoever decides an open point: the fields for its kind, and the value read from what was typed.

What was typed is kept as typed, so that a page shown again after a mistake holds all of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import QueryDict

from jidi.common.say import Say
from jidi.web.desk.policies.editor import EMPTY, VALUE, Edited, begin, changed, read_edited, shape_for
from jidi.web.desk.policies.editor.view import Editor
from jidi.web.desk.policies.labels import ORGAN_WORDS
from jidi.web.desk.policies.values import UNIT_WORDS, lists_organs, number_text
from policycore.calendar import DayUnit
from policycore.open_points import OpenPoint, PointKind
from policycore.pack import Pack



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
    weights: tuple[WeightRow, ...] = ()
    editor: Editor | None = None
    picked: frozenset[str] = frozenset()
    bounds: tuple[str, str] = ("", "")

    @property
    def together(self) -> str:
        """What the weights make together, as typed."""
        return _together([row.weight for row in self.weights])


@dataclass(frozen=True, slots=True)
class Read:
    """What was typed, read: the value, or what is wrong with it; each problem with the id of its field."""

    asked: Asked
    value: Any = None
    problems: tuple[tuple[str, Say], ...] = field(default=())


UNITS = tuple((unit.value, UNIT_WORDS[unit.value]) for unit in DayUnit)
ROWS = "rows"
"""The template of whatever is edited in rows."""


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
    offered = _offered_members(pack, point)
    names = [str(one) for one in value or ()]
    picked = frozenset(names) & dict(offered).keys()
    return Asked("set", "\n".join(one for one in names if one not in picked), choices=offered, picked=picked)


def _offered_members(pack: Pack, point: OpenPoint) -> tuple[tuple[str, Say], ...]:
    """The members of a list that are known beforehand: of a list of departments those that have a word of their own."""
    return tuple(ORGAN_WORDS.items()) if lists_organs(pack, point) else ()


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


def _ask_rows(pack: Pack, point: OpenPoint, value: Any) -> Asked:
    return _in_rows(point, begin(pack, point, value))


def _in_rows(point: OpenPoint, edited: Edited) -> Asked:
    return Asked(ROWS, edited.text, editor=edited.editor)


def asked_after(
    pack: Pack, point: OpenPoint, typed: QueryDict, do: str, starts: Mapping[str, Any], on: date
) -> Asked:
    """The fields of a point after a button that changes its rows. What was typed stays."""
    return _in_rows(point, changed(pack, point, typed, do, starts, on))


_ASKED = {
    PointKind.VALUE: _ask_value,
    PointKind.READING: _ask_choice,
    PointKind.WINDOW: _ask_window,
    PointKind.SET: _ask_set,
    PointKind.WEIGHTS: _ask_weights,
    PointKind.CHECKLIST: _ask_rows,
    PointKind.FORM: _ask_rows,
    PointKind.CRITERIA: _ask_rows,
    PointKind.TRANCHES: _ask_rows,
}


# --- what was typed ------------------------------------------------------------------------------------------------


def read(pack: Pack, point: OpenPoint, typed: QueryDict, on: date, uploaded: str | None = None) -> Read:
    """Read what was typed for a point. ``uploaded`` is the text of a file that takes the place of what was typed.

    ``on`` is the day a preview is drawn for.
    """
    if shape_for(point) is None:
        return _READ[point.kind](pack, point, typed, uploaded)
    edited = read_edited(pack, point, typed, uploaded, on)
    return Read(_in_rows(point, edited), edited.value, edited.wrong)


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
    text, offered = typed.get(VALUE, ""), _offered_members(pack, point)
    written = {words.zh: key for key, words in offered}
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    picked = [key for key, _ in offered if key in typed.getlist("member")]
    names = list(dict.fromkeys([*picked, *(written.get(line, line) for line in lines)]))
    asked = Asked("set", text, choices=offered, picked=frozenset(picked))
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


_READ = {
    PointKind.VALUE: _read_value,
    PointKind.READING: _read_choice,
    PointKind.WINDOW: _read_window,
    PointKind.SET: _read_set,
    PointKind.WEIGHTS: _read_weights,
}


def _together(texts: list[str]) -> str:
    total = Decimal(0)
    for text in texts:
        try:
            total += _number(text)
        except (ValueError, InvalidOperation):
            continue
    return number_text(total)
