"""Reading what people type, as they type it; what cannot be read is said in words and kept by the caller."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from typing import Final

from jidi.common.say import Say
from policycore.forms import FieldKind, FormField
from policycore.units import UNITS, Unit, plain

Typed = Decimal | date | bool | str | tuple[str, ...] | None

MAX_DIGITS = 18
"""Digits before the point a number may have (house rule): no figure of a base is longer; such a one is a slip."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a typed text means: its value (None: nothing filled in), how it is written down, or what is wrong with it.

    ``note`` says how an empty mark was understood, where that may surprise.
    """

    value: Typed = None
    text: str = ""
    problem: Say | None = None
    note: Say | None = None


def clean(text: str) -> str:
    """Return the text with line ends made one kind and characters no database holds taken out; nothing else changes."""
    if text.isprintable():
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))


def read(field: FormField, typed: str) -> Reading:
    """Read what was typed into a field (or a column of a table)."""
    text = clean(typed).strip()
    return _READERS[field.kind](field, text) if text else Reading()


# --- numbers -------------------------------------------------------------------------------------------------------

# Full-width forms of an input method, and the dashes people take for a minus. Not NFKC: it would read 3² as 32.
_WIDE: Final[dict[int, int | str]] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    0x3000: " ",
    0x00A0: " ",
    0x2009: " ",
    0x202F: " ",
    0x3002: ".",
    0x2019: "'",
    **dict.fromkeys(map(ord, "−–—﹣‐‑‒―"), "-"),
}
_NOTHING: Final = re.compile(r"^(?:-+|/+|\\|无|没有|不适用|n/?a|none|nil)$", re.IGNORECASE)
_NUMBER: Final = re.compile(
    r"^([+-]?)\s*([0-9]{1,3}(?:([, '])[0-9]{3})(?:\3[0-9]{3})*|[0-9]*)(?:\.([0-9]*))?\s*([一-鿿A-Za-z%/]*)$"
)
_TIMES: Final = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}


def _number(field: FormField, typed: str) -> Reading:
    text = typed if typed.isascii() else typed.translate(_WIDE).strip()
    if _NOTHING.match(text):
        return Reading(
            note=Say(
                f"「{field.zh}」写了「{typed}」，算作没有填；数为零请写 0",
                f"“{field.en or field.zh}” says “{typed}”, which counts as empty; write 0 for none",
            )
        )
    found = _NUMBER.match(text)
    if not found or not (found[2] or found[4]):
        return Reading(problem=_no_number(field, typed))
    whole, part = (found[2].replace(found[3], "") if found[3] else found[2]).lstrip("0") or "0", found[4] or ""
    if len(whole) > MAX_DIGITS:
        return Reading(problem=_too_long(field))
    amount = Decimal(f"{whole}.{part}" if part else whole)
    if found[1] == "-" and amount:
        amount = -amount
    factor = _factor(field, found[5].strip())
    if factor is None:
        return Reading(problem=_other_unit(field, found[5].strip()))
    if factor != 1:
        with localcontext(prec=80):  # no digit somebody typed is rounded away unseen
            amount = Decimal(plain(amount * factor))
    return _fitting(field, amount, typed)


def _factor(field: FormField, suffix: str) -> Decimal | None:
    """By what the typed number is multiplied for the unit written behind it; None when that unit does not fit."""
    unit = UNITS["%"] if field.kind is FieldKind.PERCENT else UNITS[field.unit]
    if suffix in ("", unit.name):
        return Decimal(1)
    if suffix in UNITS and unit.name:
        return _between(UNITS[suffix], unit)
    # 3.5万人, 3.5万 in a count: the multiplier is written out. With money, 万 alone leaves open 万 of what.
    if unit.dimension in ("count", "number") and suffix[:1] in _TIMES and unit.name != "%":
        rest = suffix[1:].strip()
        return _TIMES[suffix[0]] if rest in ("", unit.name) else None
    return None


def _between(written: Unit, wanted: Unit) -> Decimal | None:
    if written.dimension != wanted.dimension or (written.name == "%") != (wanted.name == "%"):
        return None
    if wanted.dimension == "count":
        return None  # 8 家 in a field of 个 is another thing counted
    return written.factor / wanted.factor


def _fitting(field: FormField, amount: Decimal, typed: str) -> Reading:
    whole_only = field.kind in (FieldKind.INTEGER, FieldKind.NAMED_COUNT)
    if whole_only and amount == amount.to_integral_value():
        amount = amount.to_integral_value()
    scale = 0 if whole_only else field.scale
    places = -int(amount.as_tuple().exponent)
    if places > scale:
        return Reading(problem=_too_fine(field, amount, scale))
    return Reading(amount, f"{amount:f}")


def _no_number(field: FormField, typed: str) -> Say:
    shown = typed if len(typed) <= 30 else typed[:30] + "…"
    unit_zh, unit_en = (f"（{field.unit}）", f" ({field.unit})") if field.unit else ("", "")
    return Say(
        f"「{field.zh}」写了「{shown}」，这一格只写一个数{unit_zh}",
        f"“{field.en or field.zh}” says “{shown}”; write one number only{unit_en}",
    )


def _other_unit(field: FormField, suffix: str) -> Say:
    shown, unit = suffix[:20], field.unit or ("%" if field.kind is FieldKind.PERCENT else "")
    if not unit:
        return Say(
            f"「{field.zh}」数后写了「{shown}」，这一格只写数", f"“{shown}” stands after the number; write it alone"
        )
    return Say(
        f"「{field.zh}」的单位是{unit}，数后写了「{shown}」；请折成{unit}，或写全单位",
        f"“{field.en or field.zh}” is in {unit}, but “{shown}” stands after the number; convert it or write the unit out",
    )


def _too_long(field: FormField) -> Say:
    return Say(
        f"「{field.zh}」的整数部分超过 {MAX_DIGITS} 位，请核对",
        f"“{field.en or field.zh}” has more than {MAX_DIGITS} digits; please check",
    )


def _too_fine(field: FormField, amount: Decimal, scale: int) -> Say:
    shown = plain(amount)
    if not scale:
        return Say(
            f"「{field.zh}」是 {shown}，这一格只写整数", f"“{field.en or field.zh}” is {shown}; write a whole number"
        )
    return Say(
        f"「{field.zh}」是 {shown}，最多 {scale} 位小数，请四舍五入后写",
        f"“{field.en or field.zh}” is {shown}; round it to {scale} decimals",
    )


# --- days ----------------------------------------------------------------------------------------------------------

_DAYS: Final = (
    re.compile(r"^([0-9]{4})\s*[-./年]\s*([0-9]{1,2})\s*[-./月]\s*([0-9]{1,2})\s*[日号]?$"),
    re.compile(r"^([0-9]{4})([0-9]{2})([0-9]{2})$"),
)


def _day(field: FormField, typed: str) -> Reading:
    text = typed.translate(_WIDE).strip()
    for pattern in _DAYS:
        found = pattern.match(text)
        if found:
            try:
                day = date(*map(int, found.groups()))
            except ValueError:
                break
            return Reading(day, day.isoformat())
    shown = typed[:30]
    return Reading(
        problem=Say(
            f"「{field.zh}」写了「{shown}」，请写成年-月-日，如 2026-03-01",
            f"“{field.en or field.zh}” says “{shown}”; write year-month-day such as 2026-03-01",
        )
    )


# --- words ---------------------------------------------------------------------------------------------------------

_YES: Final = frozenset({"yes", "true", "1", "是", "有", "√", "y"})
_NO: Final = frozenset({"no", "false", "0", "否", "无", "没有", "×", "n"})


def _flag(field: FormField, typed: str) -> Reading:
    word = typed.translate(_WIDE).strip().lower()
    if word in _YES or word in _NO:
        return Reading(word in _YES, "yes" if word in _YES else "no")
    return Reading(
        problem=Say(
            f"「{field.zh}」写了「{typed[:30]}」，请选「有」或「无」",
            f"“{field.en or field.zh}” says “{typed[:30]}”; choose yes or no",
        )
    )


def _choice(field: FormField, typed: str) -> Reading:
    if typed in field.choices:
        return Reading(typed, typed)
    key = next((key for key, words in field.choices.items() if words.strip() == typed), None)
    if key is not None:
        return Reading(key, key)
    return Reading(
        problem=Say(
            f"「{field.zh}」写了「{typed[:30]}」，只能选：{'、'.join(field.choices.values())}",
            f"“{field.en or field.zh}” says “{typed[:30]}”; allowed: {', '.join(field.choices.values())}",
        )
    )


def _text(field: FormField, typed: str) -> Reading:
    if len(typed) > field.max_length:
        return Reading(
            problem=Say(
                f"「{field.zh}」最多 {field.max_length} 字，现有 {len(typed)} 字，请删减 {len(typed) - field.max_length} 字",
                f"“{field.en or field.zh}” has {len(typed)} characters; at most {field.max_length}",
            )
        )
    return Reading(typed, typed)


_CODE: Final = re.compile(r"^(?:[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{8}|[0-9]{10})$")


def _hs_codes(field: FormField, typed: str) -> Reading:
    codes = [code.replace(".", "") for code in re.split(r"[\s,、;；]+", typed.translate(_WIDE)) if code]
    if not codes:
        return Reading()
    wrong = [code for code in codes if not _CODE.match(code)]
    if wrong:
        return Reading(
            problem=Say(
                f"「{field.zh}」里「{wrong[0][:20]}」不是海关编码；请写 2、4、6、8 或 10 位数字，几个之间用逗号隔开",
                f"“{wrong[0][:20]}” is no HS code; write 2, 4, 6, 8 or 10 digits, several with commas between",
            )
        )
    short = [code for code in codes if len(code) < field.digits]
    if short:
        named, n = "、".join(short[:3]), field.digits
        return Reading(
            problem=Say(
                f"「{field.zh}」里 {named} 只有 {len(short[0])} 位，本表每个编码要 {n} 位以上，请补全",
                f"{named} has {len(short[0])} digits in “{field.en or field.zh}”; this form wants {n} or more: complete it",
            )
        )
    again = next((code for place, code in enumerate(codes) if code in codes[:place]), "")
    if again:
        return Reading(
            problem=Say(
                f"「{field.zh}」里 {again} 写了两次，请删去一个",
                f"{again} stands twice in “{field.en or field.zh}”; take one out",
            )
        )
    return Reading(tuple(codes) or None, ", ".join(codes))


def _not_typed(field: FormField, typed: str) -> Reading:
    raise ValueError(f"{field.id} is of kind {field.kind} and is never typed")


_READERS: Final[dict[FieldKind, Callable[[FormField, str], Reading]]] = {
    FieldKind.NUMBER: _number,
    FieldKind.INTEGER: _number,
    FieldKind.PERCENT: _number,
    FieldKind.NAMED_COUNT: _number,
    FieldKind.DATE: _day,
    FieldKind.FLAG: _flag,
    FieldKind.CHOICE: _choice,
    FieldKind.TEXT: _text,
    FieldKind.LONG_TEXT: _text,
    FieldKind.HS_CODES: _hs_codes,
    FieldKind.DERIVED: _not_typed,
    FieldKind.TABLE: _not_typed,
}
