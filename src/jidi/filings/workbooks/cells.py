"""A stored text as the value of a cell, with the look and the limits its kind asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from jidi.filings.parsing import read
from policycore.forms import FieldKind, FormField

MOST_DIGITS = 15
"""Digits a number of a workbook keeps; a longer one is written as text, so that none is lost."""
MOST_TEXT = 32_000
"""Characters a cell holds (the format ends at 32,767); a longer text stays on the page."""
NUMBERS = (FieldKind.NUMBER, FieldKind.INTEGER, FieldKind.PERCENT, FieldKind.NAMED_COUNT)
YES, NO = "是", "否"
"""Not 有 and 无: formulas ask whether a cell says 是."""


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in a cell: a number, a day, or words."""

    value: float | date | str


def written(leaf: FormField, text: str) -> Written:
    """Return what to write for a stored text. What cannot be read stands as it was typed."""
    reading = read(leaf, text)
    value = reading.value
    if value is None:
        return Written(text)
    if isinstance(value, bool):
        return Written(YES if value else NO)
    if isinstance(value, Decimal):
        digits = len(value.normalize().as_tuple().digits)
        return Written(float(value)) if digits <= MOST_DIGITS else Written(reading.text)
    if isinstance(value, date):
        return Written(value)
    if leaf.kind is FieldKind.CHOICE:
        return Written(leaf.choices[str(value)])
    return Written(reading.text)


def number_format(leaf: FormField) -> str:
    """The format of a cell: thousands commas, as many decimals as the field has; words stay words (no lost zeros)."""
    if leaf.kind in (FieldKind.INTEGER, FieldKind.NAMED_COUNT):
        return "#,##0"
    if leaf.kind in (*NUMBERS, FieldKind.DERIVED):
        return "#,##0" + (f".{'0' * min(leaf.scale, 2)}{'#' * max(leaf.scale - 2, 0)}" if leaf.scale else "")
    return "yyyy-mm-dd" if leaf.kind is FieldKind.DATE else "@"


def validation(leaf: FormField, label: str) -> dict[str, Any] | None:
    """The list or the limits of a cell, with what is said when they are passed. None for words without a limit.

    Numbers are warned about and not refused: somebody who writes 「约8亿」 is told, and told again when it is read.
    """
    said = {"input_title": label[:32], "input_message": leaf.help[:255]} if leaf.help else {}
    if leaf.kind is FieldKind.FLAG:
        return {"validate": "list", "source": [YES, NO], **_stop("请选「是」或「否」。"), **said}
    if leaf.kind is FieldKind.CHOICE:
        listed = list(leaf.choices.values())
        if len(",".join(listed)) > 255 or any("," in one for one in listed):
            return {"validate": "any", **said} if said else None
        return {"validate": "list", "source": listed, **_stop(f"只能选：{'、'.join(listed)}"), **said}
    if leaf.kind in (FieldKind.INTEGER, FieldKind.NAMED_COUNT):
        return {"validate": "integer", **_ANY_NUMBER, **_warn("这一格只写整数；没有数据请留空。"), **said}
    if leaf.kind in NUMBERS:
        unit = leaf.unit or ("%" if leaf.kind is FieldKind.PERCENT else "")
        words = f"这一格只写一个数{f'，单位：{unit}' if unit else ''}；没有数据请留空。"
        return {"validate": "decimal", **_ANY_NUMBER, **_warn(words), **said}
    if leaf.kind is FieldKind.DATE:
        limits = {"criteria": "between", "minimum": date(1900, 1, 1), "maximum": date(9999, 12, 31)}
        return {"validate": "date", **limits, **_warn("请写日期，如 2026-03-01。"), **said}
    if leaf.kind in (FieldKind.TEXT, FieldKind.LONG_TEXT) and leaf.max_length < MOST_TEXT:
        limits = {"criteria": "<=", "value": leaf.max_length}
        return {"validate": "length", **limits, **_warn(f"最多 {leaf.max_length} 字。"), **said}
    return {"validate": "any", **said} if said else None


_ANY_NUMBER = {"criteria": "between", "minimum": -1e18, "maximum": 1e18}


def _stop(words: str) -> dict[str, Any]:
    return {"error_title": "请核对", "error_message": words[:255], "error_type": "stop"}


def _warn(words: str) -> dict[str, Any]:
    return {"error_title": "请核对", "error_message": words[:255], "error_type": "warning"}
