"""What a workbook says of itself on its hidden sheet: which form, whose, which period, and where each spot stands.

A help for finding things again, never a proof: LibreOffice shows the sheet, and anybody can write on it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from jidi.filings.workbooks.plan import VERSION, Place, Plan

MARK = "jidi-workbook"
MOST_PLACES = 20_000
"""Lines the hidden sheet may have: far above any form, far below what would tie the reader up."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which filing a workbook was made for, in which state of its draft."""

    form: str
    digest: str
    filing: int
    owner: str
    subject: str
    period: str
    revision: int
    name: str = ""
    made_at: str = ""
    plan: int = VERSION


@dataclass(frozen=True, slots=True)
class Meta:
    """The hidden sheet as read: the stamp, the places as that workbook knew them, the texts it was made with."""

    stamp: Stamp
    places: tuple[Place, ...] = ()
    base: Mapping[str, str] = field(default_factory=dict)


def rows_of(stamp: Stamp, plan: Plan, base: Mapping[str, str]) -> Iterator[Sequence[str | int]]:
    """Yield the lines of the hidden sheet."""
    yield (MARK, VERSION)
    yield ("stamp", json.dumps(asdict(stamp), ensure_ascii=False, sort_keys=True))
    for one in plan.places:
        yield ("place", one.address, one.sheet, one.row, one.col, one.label, one.label_col, one.head)
    for address, text in base.items():
        yield ("base", address, text)


def read_meta(rows: Sequence[Sequence[str]]) -> Meta | None:
    """Read the hidden sheet; None when it is not there or not ours. What does not read is left out, line by line."""
    if len(rows) < 2 or not rows[0] or rows[0][0] != MARK or len(rows[1]) < 2:
        return None
    try:
        stamp = _stamp(json.loads(rows[1][1]))
    except (ValueError, TypeError, KeyError):
        return None
    places: list[Place] = []
    base: dict[str, str] = {}
    for row in rows[2:MOST_PLACES]:
        if row[0] == "place" and len(row) >= 5 and all(_whole(row[at]) for at in (3, 4)):
            more = [*row, "", "", ""]
            label_col = int(more[6]) if _whole(more[6]) else 0
            places.append(Place(row[1], row[2], int(row[3]), int(row[4]), more[5], label_col, more[7]))
        elif row[0] == "base" and len(row) >= 2:
            base[row[1]] = row[2] if len(row) > 2 else ""
    return Meta(stamp, tuple(places), base)


def _stamp(data: Mapping[str, object]) -> Stamp:
    texts = {key: str(data[key]) for key in ("form", "digest", "owner", "subject", "period")}
    numbers = {key: int(str(data[key])) for key in ("filing", "revision", "plan")}
    name, made_at = str(data.get("name", "")), str(data.get("made_at", ""))
    return Stamp(
        form=texts["form"],
        digest=texts["digest"],
        filing=numbers["filing"],
        owner=texts["owner"],
        subject=texts["subject"],
        period=texts["period"],
        revision=numbers["revision"],
        name=name,
        made_at=made_at,
        plan=numbers["plan"],
    )


def _whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 8
