"""Which of many returns surely keep the rules of their form: asked of the column engine at once, not row by row.

What is not surely clean is judged like any single return, so that the words and the outcome are the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from jidi.common.digests import digest_of_text
from jidi.filings.found import Rules
from jidi.filings.names import count_spot, names_in, names_wrong
from jidi.filings.spots import NAMES, Layout, periods_of
from jidi.filings.workbooks.cells import NUMBERS
from policycore.engine import FormRules, Situation, rules_of
from policycore.facts import DataFacts, Subject
from policycore.forms import FieldKind, FormField, Severity
from policycore.formula import plain
from policycore.formula.emit_sql import Wide, column_type, statements
from policycore.formula.plain import every
from policycore.periods import Period
from policycore.units import UNITS

Texts = Mapping[str, Sequence[str]]


def suspects(layout: Layout, rules: Rules, texts: Texts, count: int, rows: Mapping[str, set[int]]) -> set[int]:
    """Return the rows that do not surely keep every rule: to be judged one by one. ``rows`` says by table of the form which
    returns have anything in it.
    """
    found = set(_parts_above_wholes(layout, texts))
    found |= set(_names(layout, texts))
    for table in layout.tables.values():
        found |= set(range(count)) - rows[table.id] if table.required else set()
    if any(one.formula is not None for one in layout.form.fields()):
        return set(range(count))  # a figure is computed, or compared with what was typed: each return by itself
    return found | _by_checks(layout, rules, texts, count)


def judged_by(layout: Layout, digest: str, rules: Rules) -> str:
    """Return by what ``suspects`` judges, as a digest: the form, its checks as they are compiled, the decisions, the day."""
    compiled = rules_of(rules.pack, layout.form, layout.period)
    nodes = {
        check.id: compiled.book.lows[check.id].node for check in layout.form.checks if check.id in compiled.book.lows
    }
    by = (digest, layout.period, rules.on, nodes, compiled.given(_situation(layout, rules)))
    return digest_of_text(repr(by))


def _parts_above_wholes(layout: Layout, texts: Texts) -> Iterator[int]:
    by_id = {one.id: one for one in layout.form.fields()}
    for part in by_id.values():
        whole = by_id.get(part.of_which or "")
        if whole is None:
            continue
        factor = float(UNITS[part.unit].factor) / float(UNITS[whole.unit].factor)
        for period in periods_of(part, layout.period):
            pairs = zip(texts[_at(part, period)], texts.get(_at(whole, period), ()), strict=False)
            # Nearly equal counts as suspect: the exact comparison is made on the one return.
            yield from (
                row for row, (a, b) in enumerate(pairs) if a and b and float(a) * factor > float(b) * (1 - 1e-12)
            )


def _names(layout: Layout, texts: Texts) -> Iterator[int]:
    for one in layout.form.fields():
        if one.kind is not FieldKind.NAMED_COUNT:
            continue
        counts, names = texts[count_spot(one, layout.period)], texts[f"{one.id}.{NAMES}"]
        for row, (number, text) in enumerate(zip(counts, names, strict=True)):
            if text or (number and number != "0"):
                listed = names_in(text)
                if (text and number != str(len(listed))) or names_wrong(one, listed):
                    yield row


def _at(one: FormField, period: str) -> str:
    return f"{one.id}.{period}" if period else one.id


# --- checks ---------------------------------------------------------------------------------------------------------


def _by_checks(layout: Layout, rules: Rules, texts: Texts, count: int) -> set[int]:
    compiled = rules_of(rules.pack, layout.form, layout.period)
    binding = {check.id for check in layout.form.checks if check.severity is not Severity.HINT}
    nodes = {key: low.node for key, low in compiled.book.lows.items() if key in binding}
    if binding - set(nodes):
        return set(range(count))  # a check no plain tree says: each return by itself
    if not nodes:
        return set()
    if not layout.period:
        return set(range(count))
    return _failing(layout, compiled, rules, nodes, texts, count)


def _failing(
    layout: Layout, compiled: FormRules, rules: Rules, nodes: Mapping[str, plain.Plain], texts: Texts, count: int
) -> set[int]:
    import duckdb

    given = compiled.given(_situation(layout, rules))
    named = {one.field for node in nodes.values() for one in every(node) if isinstance(one, plain.Cell)}
    fields = {one.id for one in layout.form.fields() if one.id in named and one.kind in (*NUMBERS, *_WORDS)}
    wide = Wide(keys=("subject_key", "period"), has=frozenset(fields))
    with duckdb.connect(config={"threads": 2, "autoinstall_known_extensions": False}) as con:
        try:
            _relation(con, compiled, layout, fields, texts, count)
        except (duckdb.OutOfRangeException, duckdb.ConversionException):
            return set(range(count))  # a figure longer than a column holds
        for select in statements(nodes, compiled.shape, wide, given):
            if select.unsaid:
                return set(range(count))
            fails = " OR ".join(f'"{key}" = FALSE' for key in select.said)
            asked = f"SELECT subject_key FROM ({select.sql}) WHERE period = ? AND ({fails})"  # noqa: S608 - ids of a form
            try:
                return {int(row[0]) for row in con.execute(asked, [layout.period]).fetchall()}
            except (duckdb.OutOfRangeException, duckdb.ConversionException):
                continue  # figures too long for this way of reckoning: the next is roomier
    return set(range(count))


def _situation(layout: Layout, rules: Rules) -> Situation:
    subject = Subject("form", layout.form.id)
    period = Period.parse(layout.period) if layout.period else None
    return Situation(rules.pack, DataFacts({}, subject, {}, {}, {}), rules.book, rules.on, subject, period=period)


def _relation(
    con: object, compiled: FormRules, layout: Layout, fields: Collection[str], texts: Texts, count: int
) -> None:
    """Make the wide relation ``wide`` of the table: a row for each return and period, figures in base units; of the fields
    the checks speak of.
    """
    import pyarrow as pa

    listed = [one for one in layout.form.fields() if one.kind in NUMBERS or one.kind in _WORDS]
    periods = sorted({period for one in listed for period in periods_of(one, layout.period)} | {layout.period})
    asked = [one for one in listed if one.id in fields]
    own = {period or layout.period for period in periods}
    names, columns = [], []
    for address in (_at(one, period) for one in asked for period in periods_of(one, layout.period)):
        names.append(address)
        columns.append(pa.array([text or None for text in texts[address]], pa.string()))
    names.append("#row")
    columns.append(pa.array([str(row) for row in range(count)], pa.string()))
    con.register("typed", pa.Table.from_arrays(columns, names))  # type: ignore[attr-defined]
    selects = []
    for period in sorted(own):
        parts = [f"'row' AS subject_kind, \"#row\" AS subject_key, '{period}' AS period, '{layout.period}' AS vintage"]
        parts += [f'{_valued(compiled, one, _cell(one, period, layout.period))} AS "{one.id}"' for one in asked]
        selects.append(f"SELECT {', '.join(parts)} FROM typed")  # noqa: S608 - ids of a form, no input
    con.execute(f"CREATE TEMP TABLE wide AS {' UNION ALL '.join(selects)}")  # type: ignore[attr-defined]


def _cell(one: FormField, period: str, own: str) -> str:
    """The address of a field for a period, "" where the form does not ask for it."""
    for asked in periods_of(one, own):
        if (asked or own) == period:
            return _at(one, asked)
    return ""


def _valued(compiled: FormRules, one: FormField, address: str) -> str:
    if one.kind not in NUMBERS:
        if one.kind is FieldKind.FLAG:
            return f"(\"{address}\" = 'yes')" if address else "NULL::BOOLEAN"
        kind = "DATE" if one.kind is FieldKind.DATE else "VARCHAR"
        return f'CAST("{address}" AS {kind})' if address else f"NULL::{kind}"
    shaped = compiled.shape.fields[one.id]
    kind = column_type(shaped.base_decimals)
    if not address:
        return f"NULL::{kind}"
    return f'CAST(CAST("{address}" AS {column_type(shaped.decimals)}) * {shaped.unit.factor:f} AS {kind})'


_WORDS = (FieldKind.FLAG, FieldKind.DATE, FieldKind.TEXT, FieldKind.CHOICE)
