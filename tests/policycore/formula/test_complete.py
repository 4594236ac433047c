"""Every function of the language has all of it: cases, closure, SQL, workbook formula and a sentence in both languages."""

from __future__ import annotations

import duckdb
import pytest

from policycore.formula import say_formula
from policycore.formula.book import Book
from policycore.formula.emit_sql import Digits
from policycore.formula.functions import FUNCTIONS
from policycore.formula.tree import By, Call, walk

from .given import Given
from .shapes import Return
from .test_conformance import WORDS
from .test_emitters import CYCLES, RETURNS, SAID, SHAPES, answers
from .test_excel import Sheet, formula_of

EVERY = ("BY", *FUNCTIONS)


def functions_in(one: Return) -> set[str]:
    found = {node.function for node in walk(one.node) if isinstance(node, Call)}
    return found | ({"BY"} if any(isinstance(node, By) for node in walk(one.node)) else set())


@pytest.fixture(scope="module")
def in_sql() -> set[str]:
    """The functions at least one case of which the column engine answers."""
    found: set[str] = set()
    with duckdb.connect(config={"threads": 1}) as con:
        for cycle in CYCLES:
            returns = {f"k{place}": one for place, one in enumerate(SAID) if one.cycle == cycle}
            _, unsaid = answers(con, cycle, returns, Digits.STORED)
            found |= {name for key, one in returns.items() if key not in unsaid for name in functions_in(one)}
    return found


@pytest.mark.parametrize("function", EVERY)
def test_a_function_has_cases(function: str) -> None:
    cases = [one for one in RETURNS if function in functions_in(one)]
    assert cases
    # Those that read a figure have one with the figure missing: what is missing is never nought.
    if function not in ("SET", "TODAY", "KIND", "IS_FILLED"):
        assert any(one.case["gives"] in ("missing", "undetermined") for one in cases) or function in NEVER_MISSING


NEVER_MISSING = {"IS_MISSING", "FILLED_COUNT", "COUNT", "IN_A_ROW"}
"""What counts, or asks whether something is missing: it has an answer, or two bounds."""


@pytest.mark.parametrize("function", EVERY)
def test_a_function_is_compiled_into_the_closure(function: str) -> None:
    assert any(function in functions_in(one) for one in SAID)


@pytest.mark.parametrize("function", EVERY)
def test_a_function_is_said_in_sql(function: str, in_sql: set[str]) -> None:
    assert function in in_sql


@pytest.mark.parametrize("function", EVERY)
def test_a_function_is_said_in_a_workbook(function: str) -> None:
    asked = [one for one in SAID if function in functions_in(one)]
    assert any(
        formula_of(Book.of({"rule": one.node}, SHAPES[one.cycle]).lows["rule"], Sheet(one, 0, SHAPES[one.cycle]))
        for one in asked
    )


@pytest.mark.parametrize("function", EVERY)
def test_a_function_reads_as_a_sentence_without_a_name_of_code(function: str) -> None:
    for one in RETURNS:
        if function in functions_in(one):
            said = say_formula(one.node, Given(WORDS).label)
            assert said.zh
            assert said.en
            assert not any(name in said.zh for name in FUNCTIONS), said.zh
