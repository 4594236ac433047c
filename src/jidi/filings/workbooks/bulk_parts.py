"""What stands beside the figures of many returns: the rows of their tables on further sheets, and explanations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jidi.common.say import Say
from jidi.filings.parsing import clean
from jidi.filings.spots import MAX_ROWS, WHY, Layout
from jidi.filings.state import read_at
from jidi.filings.workbooks.bulk_layout import (
    CHECK,
    CHECK_HEAD,
    KEY,
    WORDS,
    WORDS_HEAD,
    Heads,
    Part,
    find,
    parts_of,
    questions_of,
)
from jidi.filings.workbooks.bulk_reading import KEY_LABEL, NO_KEY, NO_VALUE, Cell, Table, body, last_row
from jidi.filings.workbooks.child.tables import END
from jidi.filings.workbooks.grids import bare
from jidi.filings.workbooks.plan import ANY, column_letters

NOT_ABOVE = Say("第一张表里没有这个编号", "this key does not stand on the first sheet")
TOO_MANY = Say(f"一份最多 {MAX_ROWS} 行", f"a return has at most {MAX_ROWS} rows")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a further sheet that holds something: its row, the return it belongs to, its texts by address."""

    row: int
    of: int
    texts: Mapping[str, str]


def read_parts(table: Table, raw: Mapping[str, Any], layout: Layout) -> None:
    """Read what further sheets say of each return into ``table.more``, and name what cannot be taken."""
    for part in parts_of(layout):
        sheet = raw["more"].get(part.name)
        if sheet is None:
            if part.table is not None:
                table.noted.append(_no_sheet(part, csv=not raw["sheet"]))
            continue
        addresses = [one for _, one in part.heads]
        heads = find(sheet["columns"], dict(part.heads) | {one: one for one in addresses}, addresses)
        if heads is None:
            said = Say(
                f"工作表「{part.name}」没有找到表头，没有采用", f"sheet “{part.name}” has no heads; it is not taken"
            )
            table.unused.append(said)
            continue
        without = {(letters, row) for name, letters, row in raw["formulas"] if name == part.name}
        lines = list(_lines(table, part, sheet, heads, without))
        if part.table is None:
            _explanations(table, part, heads, lines, layout)
        else:
            _rows(table, part, heads, lines, layout)
    table.unused += [
        Say(f"工作表「{name}」不是本表的，没有采用", f"sheet “{name}” is not of this form; it is not taken")
        for name in raw["others"]
    ]


def _no_sheet(part: Part, *, csv: bool) -> Say:
    if csv:
        return Say(
            f"CSV 装不下明细表「{part.name}」，各份都按没有填处理；要填的请用批量表（.xlsx）",
            f"a CSV has no room for the table “{part.name}”: it counts as empty; use the workbook to fill it in",
        )
    return Say(f"没有工作表「{part.name}」，各份都按没有填处理", f"no sheet “{part.name}”: it counts as empty")


def _lines(
    table: Table, part: Part, sheet: Mapping[str, Any], heads: Heads, without: set[tuple[str, int]]
) -> Iterator[_Line]:
    """The lines that hold more than a key, each with the return it belongs to."""
    columns: Sequence[str] = sheet["columns"]
    last = last_row(columns, heads.first, sheet["rows"])
    if last == heads.first:
        return
    between = (heads.first, last, sheet["rows"])
    cells = {address: body(columns[at], *between).split(END) for address, at in heads.columns.items()}
    keys = cells.pop(KEY)
    asked = {
        address: texts for address, texts in cells.items() if not address.startswith("#") or address in (CHECK, WORDS)
    }
    for at, words in heads.unknown:
        filled = sum(bool(text.strip()) for text in body(columns[at], *between).split(END))
        if filled:
            table.unused.append(_unknown(part.name, column_letters(at), words, filled))
    rows: dict[str, int] = {}
    for row, key in enumerate(table.keys):
        rows.setdefault(key, row)
    for at, key in enumerate(keys):
        line = at + heads.first
        texts = {address: found[at] for address, found in asked.items()}
        empty = [one for one in texts if (column_letters(heads.columns[one]), line + 1) in without]
        if not any(text.strip() for text in texts.values()) and not empty:
            continue
        of = rows.get(key.strip(), -1) if key.strip() else -1
        if of < 0:
            say = NOT_ABOVE if key.strip() else NO_KEY
            table.bad.append(Cell(-1, -1, KEY, KEY_LABEL, say, (part.name, line, heads.columns[KEY])))
        for one in empty:
            table.bad.append(Cell(of, -1, one, Say(one, one), NO_VALUE, (part.name, line, heads.columns[one])))
        if of >= 0:
            yield _Line(line, of, texts)


def _unknown(sheet: str, letters: str, words: str, filled: int) -> Say:
    head = words[:60] or "没有表头"
    return Say(
        f"工作表「{sheet}」{letters} 列「{head}」不是本表的栏目，其中 {filled} 格不会采用",
        f"sheet “{sheet}”, column {letters} “{head}”: not of this form; its {filled} cells are not taken",
    )


# --- tables ---------------------------------------------------------------------------------------------------------


def _rows(table: Table, part: Part, heads: Heads, lines: Sequence[_Line], layout: Layout) -> None:
    """The rows of a table, numbered in the order in which they stand."""
    assert part.table is not None
    table.noted += [
        Say(
            f"工作表「{part.name}」没有「{column.zh}」一列，按没有填处理",
            f"sheet “{part.name}” has no column “{column.en or column.zh}”: it counts as empty",
        )
        for address, column in part.columns.items()
        if address not in heads.columns
    ]
    counted: dict[int, int] = {}
    for line in lines:
        number = counted[line.of] = counted.get(line.of, 0) + 1
        if number > MAX_ROWS:
            table.bad.append(Cell(line.of, -1, KEY, KEY_LABEL, TOO_MANY, (part.name, line.row, heads.columns[KEY])))
            continue
        more = table.more.setdefault(line.of, {})
        for address in part.columns:
            spot = layout.spot(address.replace(f".{ANY}.", f".{number}."))
            assert spot is not None
            place = (part.name, line.row, heads.columns.get(address, -1))
            table.places[line.of, spot.address] = place
            reading = read_at(spot, line.texts.get(address, ""))
            if reading.problem:
                table.bad.append(Cell(line.of, -1, spot.address, spot.label, reading.problem, place))
            elif reading.value is not None:
                more[spot.address] = reading.text


# --- explanations -----------------------------------------------------------------------------------------------------


def read_reasons(table: Table, columns: Sequence[str], rows: int, layout: Layout) -> None:
    """Read the explanations that stand in columns of the first sheet."""
    for address, at in table.columns.items():
        if not address.startswith(WHY):
            continue
        found = body(columns[at], table.first, table.first + len(table.keys), rows).split(END)
        for row, text in enumerate(found):
            if text.strip():
                _explained(table, row, address, text, ("", row + table.first, at), layout)


def _explanations(table: Table, part: Part, heads: Heads, lines: Sequence[_Line], layout: Layout) -> None:
    known = questions_of(layout)
    for line in lines:
        asked, words = line.texts.get(CHECK, "").strip(), line.texts.get(WORDS, "").strip()
        if not words:
            continue  # listed to be explained, and left open: what is asked is found again
        place = (part.name, line.row, heads.columns.get(WORDS, -1))
        check = known.get(bare(asked), known.get(asked)) if asked else ""
        if check is None:
            say = Say(f"没有「{asked[:40]}」这一项核实，请照核对结果里的写", f"nothing like “{asked[:40]}” is asked")
            where = (part.name, line.row, heads.columns.get(CHECK, -1))
            table.bad.append(Cell(line.of, -1, CHECK, Say(CHECK_HEAD, "what is asked"), say, where))
        else:
            _explained(table, line.of, WHY + check, words, place, layout)


def _explained(table: Table, row: int, address: str, text: str, place: tuple[str, int, int], layout: Layout) -> None:
    more = table.more.setdefault(row, {})
    label, say = Say(WORDS_HEAD, "explanation"), None
    if address in more:
        say = Say("这一项写了两次说明，只留一处", "this was explained twice; keep one")
    elif address != WHY:
        spot = layout.spot(address)
        assert spot is not None
        label, say = spot.label, read_at(spot, text).problem
    if say is not None:
        table.bad.append(Cell(row, place[2] if not place[0] else -1, address, label, say, place if place[0] else None))
        return
    more[address] = clean(text).strip()
    table.places[row, address] = place
