"""A count with names: one a line, each with what the form asks beside it (名称、类型), parted by a tab or ｜."""

from __future__ import annotations

import re

from jidi.common.say import Say
from jidi.filings.parsing import read
from jidi.filings.spots import periods_of
from policycore.forms import FormField

_PARTS = re.compile(r"\s*[\t|｜]\s*")


def names_in(text: str) -> list[list[str]]:
    """Return the names of a text, each with its parts; empty lines are none."""
    return [_PARTS.split(line.strip()) for line in text.splitlines() if line.strip()]


def count_spot(field: FormField, period: str) -> str:
    """Return the address of the count the names belong to: that of the form's own period."""
    last = periods_of(field, period)[-1]
    return f"{field.id}.{last}" if last else field.id


def names_wrong(field: FormField, names: list[list[str]]) -> Say | None:
    """Say what is wrong with the first name that lacks something, that is written twice, or whose part cannot be read."""
    seen: dict[str, int] = {}
    for number, parts in enumerate(names, 1):
        key = "".join(parts[0].split())
        if key in seen:
            return Say(
                f"「{field.zh}」第 {number} 条「{parts[0]}」与第 {seen[key]} 条相同，请删去一条",
                f"name {number} of “{field.en or field.zh}”, “{parts[0]}”, is the same as {seen[key]}; take one out",
            )
        seen[key] = number
        if field.columns and (wrong := _parts_wrong(field, number, parts)):
            return wrong
    return None


def _parts_wrong(field: FormField, number: int, parts: list[str]) -> Say | None:
    asked = "｜".join(column.zh for column in field.columns)
    where = f"「{field.zh}」第 {number} 条「{parts[0]}」", f"name {number} of “{field.en or field.zh}”"
    if len(parts) > len(field.columns):
        return Say(f"{where[0]}多了一部分；每条写：{asked}", f"{where[1]} has a part too many; each line: {asked}")
    for place, column in enumerate(field.columns):
        text = parts[place] if place < len(parts) else ""
        if not text and column.required:
            return Say(f"{where[0]}还缺{column.zh}；每条写：{asked}", f"{where[1]} lacks {column.en or column.zh}")
        if problem := read(column, text).problem:
            return Say(f"{where[0]}：{problem.zh}", f"{where[1]}: {problem.en}")
    return None
