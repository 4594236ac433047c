"""Values of decisions and worked examples in words: 5 人, 7 个工作日, 逐项打分, 3 份材料."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from jidi.common.say import Say
from jidi.web.desk.policies.labels import ORGAN_WORDS, Label, label_in
from jidi.web.shared.figures import figure
from policycore.calendar import DayUnit
from policycore.obligations import PERIOD_END
from policycore.open_points import OpenPoint, PointKind, is_month_day
from policycore.pack import Pack
from policycore.units import POINTS, UNITS, Quantity, plain

YES, NO = Say("是", "yes"), Say("否", "no")
UNIT_WORDS: Mapping[str, Say] = {
    DayUnit.WORKDAY.value: Say("个工作日", "working days"),
    DayUnit.DAY.value: Say("天", "days"),
    DayUnit.MONTH.value: Say("个月", "months"),
    DayUnit.YEAR.value: Say("年", "years"),
}
_YEARS_END = 10_000
FIRST_COUNTS = Say("（首日计入）", " (first day counted)")
_LENGTHS = {
    "year": UNIT_WORDS["year"], "years": UNIT_WORDS["year"],
    "month": UNIT_WORDS["month"], "months": UNIT_WORDS["month"],
    "day": UNIT_WORDS["day"], "days": UNIT_WORDS["day"],
    "workday": UNIT_WORDS["workday"], "workdays": UNIT_WORDS["workday"],
}  # fmt: skip


def join(parts: Iterable[Say], zh: str = "、", en: str = ", ") -> Say:
    """Several words as one, in both languages."""
    found = list(parts)
    return Say(zh.join(one.zh for one in found), en.join(one.en or one.zh for one in found))


def words_of(thing: Any) -> Say:
    """Words a pack writes either as plain text or in two languages."""
    return Say(thing, "") if isinstance(thing, str) else Say(str(thing.zh), str(getattr(thing, "en", "") or ""))


def plus(*parts: Say | str) -> Say:
    """Words put one after the other."""
    said = [Say(part, part) if isinstance(part, str) else part for part in parts]
    return Say("".join(one.zh for one in said), "".join(one.en or one.zh for one in said))


def length_say(length: int | str, unit: str, *, first_counts: bool = False) -> Say:
    """A length of time: 7 个工作日（首日计入）."""
    words = UNIT_WORDS[unit]
    return plus(Say(f"{length} {words.zh}", f"{length} {words.en}"), FIRST_COUNTS if first_counts else "")


def decided_say(pack: Pack, point: OpenPoint, value: Any) -> Say:
    """What a decision on a point says, in a few words; long ones (forms, lists) are counted."""
    return _BY_KIND[point.kind](pack, point, value)


def _unit_en(name: str) -> str:
    """A unit in English: a Chinese measure word has none, 分 are points, money stays as it is written."""
    if name in UNITS and UNITS[name].dimension == "count":
        return ""
    return "points" if name == POINTS.name else name


def _value(pack: Pack, point: OpenPoint, value: Any) -> Say:
    if point.type == "choice" and point.choices and value in point.choices:
        return Say(point.choices[value].zh, point.choices[value].en)
    if point.type == "percent":
        return Say(f"{number_text(value)}%", f"{number_text(value)}%")
    if point.type == "month-day":
        return month_day_say(str(value))
    if point.type == "duration":
        number, _, unit = str(value).partition(" ")
        words = _LENGTHS.get(unit.strip())
        return Say(f"{number} {words.zh}", f"{number} {words.en}") if words else Say(str(value))
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        text = number_text(value, point.unit)
        return Say(f"{text} {point.unit}".strip(), f"{text} {_unit_en(point.unit)}".strip())
    said = plain_say(value, label_in(pack))
    return Say(f"{said.zh} {point.unit}", f"{said.en or said.zh} {point.unit}") if point.unit else said


def _reading(pack: Pack, point: OpenPoint, value: Any) -> Say:
    found = (point.choices or {}).get(value)
    return Say(found.zh, found.en) if found else Say(str(value))


def _window(pack: Pack, point: OpenPoint, value: Any) -> Say:
    return length_say(value["length"], str(value["unit"]), first_counts=bool(value.get("count-first")))


def _set(pack: Pack, point: OpenPoint, value: Any) -> Say:
    # Names a decision lists are its own: a word that means something elsewhere in the pack does not mean that here.
    known = ORGAN_WORDS if lists_organs(pack, point) else {}
    return join(known.get(str(item)) or Say(str(item)) for item in value) if value else Say("（空）", "(none)")


def lists_organs(pack: Pack, point: OpenPoint) -> bool:
    """Whether a point lists the departments behind an actor (有关部门)."""
    sets = {name for name, named in pack.sets.items() if named.open == point.id}
    return any(actor.set in sets for actor in pack.actors.values() if actor.set)


def _weights(pack: Pack, point: OpenPoint, value: Any) -> Say:
    return Say(f"{len(value)} 项权重，合计 {number_text(sum(map(_decimal, value.values()), Decimal(0)))}",
               f"{len(value)} weights, together {number_text(sum(map(_decimal, value.values()), Decimal(0)))}")  # fmt: skip


def _checklist(pack: Pack, point: OpenPoint, value: Any) -> Say:
    items = items_of(value)
    needed = sum(1 for item in items if item.get("required", True))
    return Say(f"{len(items)} 份材料，其中 {needed} 份必交", f"{len(items)} documents, {needed} of them required")


def _form(pack: Pack, point: OpenPoint, value: Any) -> Say:
    sections = value.get("sections", ()) if isinstance(value, Mapping) else ()
    fields = sum(len(section.get("fields", ())) for section in sections if isinstance(section, Mapping))
    name = value.get("zh", "") if isinstance(value, Mapping) else ""
    return Say(f"{name}（{len(sections)} 部分，{fields} 栏）", f"{name} ({len(sections)} parts, {fields} fields)")


def leaves_of(value: Any) -> list[Mapping[str, Any]]:
    """The criteria of a decided indicator system, however it was written."""
    found = value.get("leaves", ()) if isinstance(value, Mapping) else value
    return [leaf for leaf in found or () if isinstance(leaf, Mapping)]


def parts_of(value: Any) -> list[Mapping[str, Any]]:
    """The decided parts of a payment, however they were written."""
    found = value.get("parts", ()) if isinstance(value, Mapping) else value
    return [part for part in found or () if isinstance(part, Mapping)]


def _criteria(pack: Pack, point: OpenPoint, value: Any) -> Say:
    leaves = leaves_of(value)
    groups = len({leaf.get("group") for leaf in leaves})
    return Say(f"{groups} 组 {len(leaves)} 项指标", f"{len(leaves)} criteria in {groups} groups")


def _tranches(pack: Pack, point: OpenPoint, value: Any) -> Say:
    shares = [str(part.get("share", "")) for part in parts_of(value)]
    return Say(f"分 {len(shares)} 批：{'、'.join(shares)}", f"{len(shares)} parts: {', '.join(shares)}")


_BY_KIND = {
    PointKind.VALUE: _value,
    PointKind.READING: _reading,
    PointKind.WINDOW: _window,
    PointKind.SET: _set,
    PointKind.WEIGHTS: _weights,
    PointKind.CHECKLIST: _checklist,
    PointKind.FORM: _form,
    PointKind.CRITERIA: _criteria,
    PointKind.TRANCHES: _tranches,
}


def items_of(value: Any) -> list[Mapping[str, Any]]:
    """The items of a decided checklist, however it was written."""
    items = value.get("items", ()) if isinstance(value, Mapping) else value
    return [item for item in items or () if isinstance(item, Mapping)]


def month_day_say(value: str) -> Say:
    """A day of the year: 3 月 15 日, 2 月底; the last day of the period itself: 期末."""
    if value == PERIOD_END:
        return Say("期末", "the end of the period")
    month, _, rest = value.partition("-")
    if not is_month_day(value):
        return Say("月底", "end of the month") if value == "month-end" else Say(value, value)
    if rest == "month-end":
        return Say(f"{int(month)} 月底", f"end of month {int(month)}")
    return Say(f"{int(month)} 月 {int(rest)} 日", f"day {int(rest)} of month {int(month)}")


def plain_say(value: Any, label: Label) -> Say:
    """A value of a fact or of an answer, in words: yes and no, a day, a list, a row of a table."""
    if value is None:
        return Say("—", "—")
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, int | Decimal):
        return Say(number_text(value), number_text(value))
    if isinstance(value, date):
        return Say(value.isoformat(), value.isoformat())
    if isinstance(value, Quantity):
        return Say(f"{number_text(value.amount)} {value.unit.name}".strip())
    if isinstance(value, Mapping):
        return join((_pair(key, item, label) for key, item in value.items()), "，", ", ")
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        return join((plain_say(item, label) for item in items), "；", "; ") if value else Say("没有", "none")
    return TRUTH_WORDS.get(str(value)) or label(str(value))


def _pair(key: Any, item: Any, label: Label) -> Say:
    wanted = f"{key}={item}"
    as_the_column_says = label(wanted) if isinstance(item, str) else Say(wanted)
    said = as_the_column_says if as_the_column_says.zh != wanted else plain_say(item, label)
    return plus(label(str(key)), " ", said)


TRUTH_WORDS: Mapping[str, Say] = {
    "yes": Say("成立", "holds"),
    "no": Say("不成立", "does not hold"),
    "undetermined": Say("不能判断", "undetermined"),
}


def _decimal(value: Any) -> Decimal:
    return Decimal(str(value))


def number_text(value: Any, unit: str = "") -> str:
    """A number as people write it. A bare whole number may be a year, which nobody writes with a comma."""
    number = _decimal(value)
    bare = not unit and number == number.to_integral_value() and abs(number) < _YEARS_END
    return plain(number) if bare else figure(Decimal(plain(number)))
