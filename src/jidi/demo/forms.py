"""Filling in the forms of a story's applications: figures from the story, a little different for each base, the rest in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256

from jidi.demo.story import Story
from jidi.filings.names import count_spot
from jidi.filings.spots import NAMES, WHY, Layout, Spot
from policycore.forms import FieldKind, FormField

GROWTH = Decimal("1.07")
"""By how much an invented figure grows from one year to the next."""
WORDS = "（演示）"


FIRM = "{firm}"
"""Where a text of the story names an enterprise: each base and row gets another one of its lists."""


def typed(
    story: Story, layout: Layout, base: str, leave: frozenset[str] = frozenset(), number: int = 0
) -> dict[str, str]:
    """What is typed into every spot of a form for a base; fields named in ``leave`` stay empty. ``number`` is that of the
    base: its enterprises are named by it, so that no two bases of a story share one.
    """
    rows = [
        f"{table}.{row}.{column.id}" for table in layout.tables for row in (1, 2) for column in _columns(layout, table)
    ]
    size = _size(base)
    found = {}
    for spot in layout.spots(rows):
        if spot.address.startswith(WHY) or spot.part == NAMES or spot.field.id in leave:
            continue
        text = _one(story, spot, size, layout.period)
        found[spot.address] = text.replace(FIRM, firm(story, 2 * number + spot.row)) if FIRM in text else text
    for spot in layout.fixed.values():
        if spot.part == NAMES and spot.field.id not in leave:
            found[spot.address] = _names(spot.field, found.get(count_spot(spot.field, layout.period), ""))
    return {address: text for address, text in found.items() if text}


def firm(story: Story, number: int) -> str:
    """An invented enterprise: a first part and an ending, all pairs in turn."""
    first, ending = story.firms[number % len(story.firms)], number // len(story.firms) % len(story.endings)
    return f"{first}{story.endings[ending]}"


def _names(field: FormField, count: str) -> str:
    """As many names as the count says, each with what the form asks beside it."""
    beside = "".join(f"｜{column.zh}" for column in field.columns[1:])
    return "\n".join(f"{field.zh.split('.')[-1][:12]}{WORDS}{n}{beside}" for n in range(1, int(count or 0) + 1))


def _columns(layout: Layout, table: str) -> list[FormField]:
    return [column for column in layout.tables[table].columns if column.kind is not FieldKind.DERIVED]


def _size(base: str) -> Decimal:
    """How large a base is beside the figures of the story: between half and one and a half, always the same for a base."""
    return Decimal(50 + int(sha256(base.encode()).hexdigest()[:4], 16) % 100) / 100


def _one(story: Story, spot: Spot, size: Decimal, period: str) -> str:
    field, leaf = spot.field, spot.leaf
    told: Mapping[str, object] = story.figures
    name = f"{field.id}.{leaf.id}" if spot.column else field.id
    if leaf.kind in {FieldKind.NUMBER, FieldKind.INTEGER, FieldKind.PERCENT, FieldKind.NAMED_COUNT}:
        figure = Decimal(str(told.get(spot.address, told.get(name, told.get(leaf.id, 12)))))
        if leaf.formula is not None:
            figure = Decimal(str(story.texts.get(name, figure)))  # it follows from the others, whatever the size
            return _figure(leaf, figure)
        back = int(period[:4]) - int(spot.period[:4]) if spot.period and period else 0
        return _figure(leaf, figure * size / GROWTH**back)
    if leaf.kind is FieldKind.DATE:
        return str(told.get(name, date(story.today.year + 3, 12, 31)))
    if leaf.kind is FieldKind.CHOICE:
        return str(told.get(name, next(iter(leaf.choices))))
    if leaf.kind is FieldKind.FLAG:
        return str(told.get(name, "是"))
    if leaf.kind is FieldKind.HS_CODES:
        return str(told.get(name, "847989"))
    words = story.texts.get(spot.address) or story.texts.get(name) or f"{leaf.zh}：已按要求开展，情况属实"
    return f"{words}{WORDS}"[: leaf.max_length]


def _figure(field: FormField, value: Decimal) -> str:
    whole = field.kind in {FieldKind.INTEGER, FieldKind.NAMED_COUNT}
    grain = Decimal(1) if whole else Decimal(1).scaleb(-field.scale)
    return f"{value.quantize(grain, ROUND_HALF_UP):f}"
