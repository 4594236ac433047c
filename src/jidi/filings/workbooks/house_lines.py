"""What the house may find on any form, as lines of the sheet of checks: a formula, or by name 「由系统核对」.

Each line says in its result what the page would find, and beside it the page's own sentence with both figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from jidi.common.say import Say
from jidi.filings.background import Earlier
from jidi.filings.found import FoundKind
from jidi.filings.housefindings import already_checked, counts
from jidi.filings.judging import Judged
from jidi.filings.names import count_spot
from jidi.filings.plans import ENTERPRISE
from jidi.filings.spots import COMPUTED, NAMES, RESTATED, WHY, Spot, periods_of
from jidi.filings.workbooks.before import Before
from jidi.filings.workbooks.cells import MOST_DIGITS, YES
from jidi.filings.workbooks.plan import CHECK_RESULT, CHECK_VALUE, Plan, TableSheet, absolute, column_letters
from policycore.forms import FieldKind, FormField, Severity
from policycore.formula.emit_excel import LONGEST, UNSURE, Excel
from policycore.formula.excel_cells import text
from policycore.units import UNITS

if TYPE_CHECKING:
    from collections.abc import Callable

BY_SYSTEM: Final = Say("由系统核对", "checked by the system")
PASSED, FAILED, WAITS = "通过", "不符", "待填"
BELOW: Final = 200
"""Rows below those drawn that formulas over a table still look at: people go on writing."""
_RESULT, _VALUE = "{result}", "{value}"
"""Stand in a formula for the cells of its own line, which are known only when the sheet is written."""


@dataclass(frozen=True, slots=True)
class HouseLine:
    """One line: how hard it binds, in words, its result (a formula or 由系统核对), the page's sentence, the cell it is about.

    ``value`` is what the formula of the form gives, kept in a hidden column. ``why`` is the address of the explanation that
    is asked for; where there is none ``note`` stands in its place.
    """

    sort: FoundKind
    words: str
    result: str
    level: Severity = Severity.MUST
    says: str = ""
    address: str = ""
    why: str = ""
    value: Excel = field(default_factory=Excel)
    note: str = "本系统规则"

    @property
    def alive(self) -> bool:
        """Whether a formula judges it."""
        return self.result.startswith("=")

    def at(self, row: int) -> tuple[str, str]:
        """Return the formulas of result and sentence as they stand in a row (from 0)."""
        places = {
            _RESULT: f"${column_letters(CHECK_RESULT)}${row + 1}",
            _VALUE: f"${column_letters(CHECK_VALUE)}${row + 1}",
        }
        found = [self.result, self.says]
        for mark, place in places.items():
            found = [one.replace(mark, place) for one in found]
        return found[0], found[1]


def lines_of(plan: Plan, judged: Judged, before: Before, follows: Callable[[FormField, str], Excel]) -> list[HouseLine]:
    """Return the lines of a form for a draft, those that may ask for an explanation first.

    ``follows`` gives the formula of a figure people type, for a period.
    """
    asked = [*_computed(plan, judged, follows), *_restated(plan, judged, before)]
    return [*asked, *_between(plan), *_empty(plan), *_by_name(plan, judged, asked)]


# --- what asks for an explanation -----------------------------------------------------------------------------------


def _computed(plan: Plan, judged: Judged, follows: Callable[[FormField, str], Excel]) -> Iterator[HouseLine]:
    """A figure the form asks for although it follows from others, beside what its formula gives."""
    for one in plan.layout.form.fields():
        if one.formula is None or one.kind is FieldKind.DERIVED:
            continue
        for period in periods_of(one, plan.layout.period):
            spot = _spot(one, period)
            yield _beside(plan, spot, follows(one, period), judged.state.background.restated.get(spot.address))


def _beside(plan: Plan, spot: Spot, value: Excel, before: Earlier | None) -> HouseLine:
    words, cell = f"{spot.label.zh}：所填的数与按公式算的一致", absolute(*plan.cells[spot.address])
    asked = {"level": Severity.EXPLAIN, "address": spot.address, "why": f"{WHY}{COMPUTED}{spot.address}"}
    if not value:
        return HouseLine(FoundKind.COMPUTED, f"{words}（{value.reason.zh}）", BY_SYSTEM.zh, **asked)  # type: ignore[arg-type]
    half = Decimal(5).scaleb(-spot.field.scale - 1)
    same = f"ROUND(ABS({cell}-{_VALUE}),{spot.field.scale + 3})<={half:f}"
    if before is not None and isinstance(before.typed, Decimal):
        same = f"OR({same},{cell}={before.typed:f})"  # as it was filed then: it was asked for in that return
    empty = text(WAITS if spot.leaf.required else PASSED)
    return HouseLine(
        FoundKind.COMPUTED,
        words,
        f"=IF(NOT(ISNUMBER({cell})),{empty},IF(NOT(ISNUMBER({_VALUE})),{text(UNSURE)},"
        f"IF({same},{text(PASSED)},{text(FAILED)})))",
        says=f'=IF({_RESULT}={text(FAILED)},"填了 "&{cell}&"，按公式为 "&{_VALUE}&"，请核对或说明",'
        f'IF(AND({cell}="",ISNUMBER({_VALUE})),"按公式为 "&{_VALUE},""))',
        value=value,
        **asked,  # type: ignore[arg-type]
    )


def _restated(plan: Plan, judged: Judged, before: Before) -> Iterator[HouseLine]:
    """An earlier year beside what was filed for it then, which stands on the hidden sheet."""
    for address, filed in judged.state.background.restated.items():
        spot = plan.layout.fixed.get(address)
        if spot is not None and address in plan.cells:
            yield _as_then(plan, spot, filed, before)


def _as_then(plan: Plan, spot: Spot, filed: Earlier, before: Before) -> HouseLine:
    cell, known = absolute(*plan.cells[spot.address]), absolute(*before.filed(spot, filed.typed))
    words = f"{spot.label.zh}：与当时所报一致"
    asked = {"level": Severity.EXPLAIN, "address": spot.address, "why": f"{WHY}{RESTATED}{spot.address}"}
    if isinstance(filed.typed, Decimal):
        if len(filed.typed.normalize().as_tuple().digits) > MOST_DIGITS:
            return HouseLine(FoundKind.RESTATED, words, BY_SYSTEM.zh, **asked)  # type: ignore[arg-type]
        waits, same, shown = f"NOT(ISNUMBER({cell}))", f"ROUND({cell}-{known},9)=0", cell
    else:
        waits, same, shown = f'{cell}=""', f"{cell}={known}", f'IF({cell}={text(YES)},"有","无")'
    then = text(f"{filed.said.zh}报 {filed.shown.zh}，这次报 ")
    return HouseLine(
        FoundKind.RESTATED,
        words,
        f"=IF({waits},{text(WAITS)},IF({same},{text(PASSED)},{text(FAILED)}))",
        says=f'=IF({_RESULT}={text(FAILED)},{then}&{shown}&"，请说明为何不同","")',
        **asked,  # type: ignore[arg-type]
    )


# --- parts and wholes, counts and names -----------------------------------------------------------------------------


def _between(plan: Plan) -> Iterator[HouseLine]:
    layout = plan.layout
    by_id = {one.id: one for one in layout.form.fields()}
    for one in by_id.values():
        whole = by_id.get(one.of_which or "")
        if whole is not None and not already_checked(layout.form, one, whole):
            yield from _part(plan, one, whole)
        if one.kind is FieldKind.NAMED_COUNT:
            yield _count(plan, one)


def _part(plan: Plan, part: FormField, whole: FormField) -> Iterator[HouseLine]:
    by = UNITS[part.unit].factor / UNITS[whole.unit].factor
    above, known, says = [], [], '""'
    for period in reversed(periods_of(part, plan.layout.period)):
        cells = [plan.cells.get(_spot(one, period).address) for one in (part, whole)]
        if cells[0] is None or cells[1] is None:
            continue
        small, large = (absolute(*cell) for cell in cells if cell)
        both = f"ISNUMBER({small}),ISNUMBER({large})"
        # Rounded: 0.1 of one unit is not more than 0.1 because of its binary digits.
        more = f"IF(AND({both}),ROUND({small}*{by:f}-{large},9)>0,FALSE)"
        above.append(more)
        known.append(f"AND({both})")
        told = (
            f'{text(f"{_spot(part, period).label.zh}：")}&{small}&{text(f" 大于「{whole.zh}」")}&{large}&"，请核对两数"'
        )
        says = f"IF({more},{told},{says})"
    words = f"「{part.zh}」不大于「{whole.zh}」"
    result = f"=IF(OR({','.join(above)}),{text(FAILED)},IF(AND({','.join(known)}),{text(PASSED)},{text(WAITS)}))"
    if above:
        yield HouseLine(FoundKind.PART, words, result, says=f"={says}")
    else:
        yield HouseLine(FoundKind.PART, words, BY_SYSTEM.zh)


def _count(plan: Plan, one: FormField) -> HouseLine:
    spot = count_spot(one, plan.layout.period)
    count, names = absolute(*plan.cells[spot]), absolute(*plan.cells[f"{one.id}.{NAMES}"])
    # Lines with something in them: spaces out, line ends to spaces, TRIM takes the empty ones away.
    bare = f'TRIM(SUBSTITUTE(SUBSTITUTE({names}," ",""),CHAR(10)," "))'
    listed = f'IF({bare}="",0,LEN({bare})-LEN(SUBSTITUTE({bare}," ",""))+1)'
    return HouseLine(
        FoundKind.COUNT,
        f"「{one.zh}」的数与名称条数一致",
        f"=IF(ISNUMBER({count}),IF({count}={listed},{text(PASSED)},{text(FAILED)}),{text(WAITS)})",
        says=f"=IF({_RESULT}={text(FAILED)},{text(f'「{one.zh}」填 ')}&{count}&"
        f'"，名称写了 "&{listed}&" 条，请核对两处","")',
        address=spot,
    )


# --- what is still empty --------------------------------------------------------------------------------------------


def _empty(plan: Plan) -> Iterator[HouseLine]:
    """How many cells that must be filled are empty: on the main sheet, and in each table."""
    required = [
        plan.cells[address]
        for address, spot in plan.layout.fixed.items()
        if spot.leaf.required and not address.startswith(WHY) and address in plan.cells
    ]
    if required:
        counted = "+".join(f"COUNTBLANK({one})" for one in _ranges(required))
        yield _filled("必填的格都已填写", counted)
    for sheet in plan.tables:
        yield from _rows_filled(sheet)


def _rows_filled(sheet: TableSheet) -> Iterator[HouseLine]:
    """How many cells that must be filled are empty in the rows somebody wrote in; a row at least where one is asked for."""
    typed = [(_column(sheet, col), one.required) for col, one in sheet.columns if one.kind is not FieldKind.DERIVED]
    anything = "+".join(f'({cells}<>"")' for cells, _ in typed)
    gaps = [f'SUMPRODUCT((({anything})>0)*({cells}=""))' for cells, required in typed if required]
    if sheet.field.required:
        gaps.append(f"IF(SUMPRODUCT((({anything})>0)*1)=0,1,0)")
    if gaps:
        least = "（至少一行）" if sheet.field.required else ""
        yield _filled(f"「{sheet.field.zh}」各行必填的格都已填写{least}", "+".join(gaps))


def _filled(words: str, counted: str) -> HouseLine:
    if len(counted) > LONGEST:
        return HouseLine(FoundKind.EMPTY, words, BY_SYSTEM.zh)
    return HouseLine(
        FoundKind.EMPTY,
        words,
        f"=IF({_VALUE}>0,{text(WAITS)},{text(PASSED)})",
        says=f'=IF({_VALUE}>0,"再填 "&{_VALUE}&" 格","")',
        value=Excel(f"={counted}"),
    )


def _ranges(cells: Sequence[tuple[str, int, int]]) -> Iterator[str]:
    """The cells as few ranges: runs downwards in each column."""
    runs: list[list[tuple[str, int, int]]] = []
    for cell in sorted(set(cells), key=lambda one: (one[0], one[2], one[1])):
        last = runs[-1][-1] if runs else None
        if last is not None and last == (cell[0], cell[1] - 1, cell[2]):
            runs[-1].append(cell)
        else:
            runs.append([cell])
    for run in runs:
        first = absolute(*run[0])
        yield first if len(run) == 1 else f"{first}:{absolute(*run[-1]).partition('!')[2]}"


def _column(sheet: TableSheet, col: int) -> str:
    letters = column_letters(col)
    return f"'{sheet.name}'!${letters}${sheet.first_row + 1}:${letters}${sheet.last_row + BELOW + 1}"


# --- what only the system can say -----------------------------------------------------------------------------------


def _by_name(plan: Plan, judged: Judged, asked: Sequence[HouseLine]) -> Iterator[HouseLine]:
    """What a spreadsheet cannot judge, each by its name, so that nobody takes silence for approval."""
    fields = plan.layout.form.fields()
    yield HouseLine(FoundKind.UNREADABLE, "每一格都读得懂（数、日期、编码、选项）", BY_SYSTEM.zh)
    if any(counts(leaf) for one in fields for leaf in (one, *one.columns)):
        yield HouseLine(FoundKind.NEGATIVE, "数个数的（家、个、人等）没有小于 0 的", BY_SYSTEM.zh)
    if any(one.kind is FieldKind.NAMED_COUNT for one in fields):
        yield HouseLine(FoundKind.NAMED, "名称不重复，每条写全（名称、类型等）", BY_SYSTEM.zh)
    for one in fields:
        if one.rows_are:
            yield HouseLine(FoundKind.REPEATED, f"「{one.zh}」每个企业只有一行", BY_SYSTEM.zh)
    if _earlier_unknown(plan, judged, fields):
        yield HouseLine(FoundKind.RESTATED, "其余以前年份的数与当时所报一致", BY_SYSTEM.zh, Severity.EXPLAIN)
    if asked or any(one.severity is Severity.EXPLAIN for one in plan.layout.form.checks):
        words = "说明写明原因、企业、金额，要凭据的附上凭据，未被采信的已改写"
        yield HouseLine(FoundKind.REASON, words, BY_SYSTEM.zh, Severity.EXPLAIN)
    yield HouseLine(FoundKind.CARRIED, "带出的内容（上期、另表）已由填报人确认", BY_SYSTEM.zh)
    if any(one.rows_are == ENTERPRISE for one in fields if one.kind is FieldKind.TABLE):
        words = "一家企业在几个基地所报的同一期的数一致"
        yield HouseLine(FoundKind.OTHERS, words, BY_SYSTEM.zh, Severity.HINT)
    yield HouseLine(FoundKind.TWICE, "几个人同时填的格已选定一个", BY_SYSTEM.zh)


def _earlier_unknown(plan: Plan, judged: Judged, fields: Iterable[FormField]) -> bool:
    """Whether an earlier year is asked for of which nothing was on file when the workbook was made."""
    known = judged.state.background.restated
    return any(
        period < plan.layout.period and _spot(one, period).address not in known
        for one in fields
        if one.kind not in (FieldKind.DERIVED, FieldKind.TABLE)
        for period in periods_of(one, plan.layout.period)
        if period
    )


def _spot(one: FormField, period: str) -> Spot:
    return Spot(f"{one.id}.{period}" if period else one.id, one, period=period)
