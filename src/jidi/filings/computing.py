"""Computed fields: shown, never typed; and what a formula says beside a figure people type. The core computes them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from jidi.filings.facts import ROW
from policycore.engine import compute
from policycore.formula import Env, evaluate
from policycore.formula.tree import Node

if TYPE_CHECKING:
    from jidi.filings.judging import Judged

Amounts = dict[str, Decimal]


def computed_of(judged: Judged, values: dict[str, Any]) -> tuple[Amounts, Amounts]:
    """Return by address the computed fields and columns, and what formulas give for figures people type.

    The computed ones are put among the values.
    """
    layout = judged.state.layout

    def ask(node: Node, period: str, row: Mapping[str, Any] | None) -> Any:
        situation = judged.situation(period)
        return evaluate(node, Env(situation, situation.subject, situation.period, row=row, quiet=True))

    def address(field: str, period: str) -> str:
        return f"{field}.{period}" if field in by_year else field

    by_year = {one.id for one in layout.form.fields() if one.years > 1 and layout.period}
    done = compute(judged.compiled, values, layout.period, judged.given, ask, judged.around)
    for one in layout.form.fields():
        values[one.zh] = values.get(one.id)
    computed = {address(*key): amount for key, amount in done.fields.items()}
    for (table, place, column), amount in done.columns.items():
        row = values[table][place]
        row[next(one.zh for one in layout.tables[table].columns if one.id == column)] = row[column]
        computed[f"{table}.{row[ROW]}.{column}"] = amount
    return computed, {address(*key): amount for key, amount in done.compared.items()}
