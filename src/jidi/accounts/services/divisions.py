"""Loading the table of divisions and of former names. One call, as often as one likes."""

from __future__ import annotations

import calendar
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings

from jidi.accounts.codes import NATION
from jidi.accounts.enums import Tier
from jidi.accounts.models import Division, DivisionChange
from jidi.audit.services import operation, record
from jidi.audit.who import SYSTEM, Who

SOURCE = "china-division 2.7.0（国家统计局，截至 2023-06-30）"
NO_CITIES = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
"""Rows of the city table that are no place; they only give the counties below them a parent."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading did: rows added, rows changed, rows in the table now, and former names known."""

    added: int
    changed: int
    divisions: int
    former: int


def load_divisions(*, at: datetime, who: Who = SYSTEM, folder: Path | None = None) -> Loaded:
    """Bring the divisions in line with the files of ``data/divisions``; rows are added and changed, never removed.

    Raises ValueError naming file and line for a row that cannot be read.
    """
    divisions, changes = read_table(folder or settings.ROOT / "data" / "divisions")
    with operation(at=at):
        held = Division.objects.in_bulk()
        added = [wanted for wanted in divisions if wanted.code not in held]
        changed = [wanted for wanted in divisions if wanted.code in held and _differs(held[wanted.code], wanted)]
        Division.objects.bulk_create(added, batch_size=500)
        Division.objects.bulk_update(changed, _FIELDS, batch_size=200)
        former = _load_changes(changes)
        if added or changed or former:
            detail = {"added": len(added), "changed": sorted(row.code for row in changed), "former": former}
            record(
                at=at, who=who, action="divisions.load", kind="divisions", key="all", area_code=NATION, detail=detail
            )
    return Loaded(len(added), len(changed), len(held) + len(added), len(changes))


_FIELDS = ("name", "tier", "parent_id", "is_virtual", "is_zone", "valid_to", "source")


def read_table(folder: Path) -> tuple[list[Division], list[DivisionChange]]:
    """Read the files into rows not stored yet, parents before children; former places last."""
    changes = [
        DivisionChange(
            old_code=line["old_code"],
            old_name=line["old_name"],
            new_code=line["new_code"],
            new_name=line["new_name"],
            since=line["on"],
            source=line["source"],
        )
        for line in _read(folder / "changes.csv")
    ]
    return [*_table(folder), *(_former(change) for change in changes if change.old_code != change.new_code)], changes


def _differs(held: Division, wanted: Division) -> bool:
    return any(getattr(held, name) != getattr(wanted, name) for name in _FIELDS)


def _table(folder: Path) -> Iterator[Division]:
    # Parents before children: one bulk insert has to satisfy the foreign key row by row.
    yield _row(NATION, "全国", Tier.NATION, None)
    for line in _read(folder / "provinces.csv"):
        yield _row(line["code"].ljust(6, "0"), line["name"], Tier.PROVINCE, NATION)
    for line in _read(folder / "cities.csv"):
        parent = line["provinceCode"].ljust(6, "0")
        virtual = line["name"] in NO_CITIES
        yield _row(line["code"].ljust(6, "0"), line["name"], Tier.CITY, parent, is_virtual=virtual)
    for line in _read(folder / "areas.csv"):
        code = line["code"]
        if code.endswith("00"):
            continue  # a city without counties stands in this table a second time, under its own code
        yield _row(code, line["name"], Tier.COUNTY, line["cityCode"].ljust(6, "0"), is_zone=code[4] == "7")


def _former(change: DivisionChange) -> Division:
    row = _row(change.old_code, change.old_name, Tier.COUNTY, change.old_code[:4] + "00")
    row.valid_to, row.source = surely_gone(change.since), change.source
    return row


def surely_gone(since: str) -> date:
    """The first day on which a place is surely gone, of a year, month or day: a year means 1 January of the next."""
    parts = [int(part) for part in since.split("-")]
    if len(parts) == 3:
        return date(*parts)
    year, month = parts[0], parts[1] if len(parts) == 2 else 12
    last = date(year, month, calendar.monthrange(year, month)[1])
    return date.fromordinal(last.toordinal() + 1)


def _load_changes(changes: list[DivisionChange]) -> int:
    held = set(DivisionChange.objects.values_list("old_code", "old_name"))
    fresh = [change for change in changes if (change.old_code, change.old_name) not in held]
    DivisionChange.objects.bulk_create(fresh)
    return len(fresh)


def _row(
    code: str, name: str, tier: Tier, parent: str | None, *, is_virtual: bool = False, is_zone: bool = False
) -> Division:
    return Division(
        code=code, name=name, tier=tier, parent_id=parent, is_virtual=is_virtual, is_zone=is_zone, source=SOURCE
    )


def _read(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        for line in reader:
            if None in line.values() or None in line or not all(line.values()):
                raise ValueError(f"{path.name}:{reader.line_num}: a cell is empty or missing: {line}")
            yield line
