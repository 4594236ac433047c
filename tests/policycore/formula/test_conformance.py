"""The conformance suite: rule, values, expected. Every emitter of the formula language runs the same data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from policycore.formula import Condition, Env, check, evaluate, parse
from policycore.formula.evaluate import Between
from policycore.formula.tree import Node
from policycore.pack.reading import read_file
from policycore.units import Quantity
from policycore.verdict import Missing

from .given import Given, Vocabulary, period

SUITE = read_file(Path(__file__).parent / "conformance.yaml", "conformance.yaml")
WORDS = Vocabulary.read(SUITE.data["vocabulary"])


def _env(case: dict[str, Any]) -> Env:
    given = {key: case[key] for key in ("on", "facts", "others", "decisions", "relations", "populations", "rates", "kinds")
             if key in case}  # fmt: skip
    return Env(Given(WORDS, **given), "self", period(str(case.get("period", ""))))


def _expected(text: Any) -> Any:
    if isinstance(text, bool) or text in ("undetermined", "missing") or isinstance(text, dict):
        return text
    return evaluate(parse(str(text)), Env(Given(WORDS), "self"))


def _run(node: Node, text: str, case: dict[str, Any]) -> None:
    check(node, WORDS.names, text)
    env = _env(case)
    found, wanted = evaluate(node, env), _expected(case["gives"])
    if wanted == "undetermined":
        assert found is None or isinstance(found, Missing)
    elif wanted == "missing":
        assert isinstance(found, Missing)
    elif isinstance(wanted, dict):
        assert isinstance(found, Between)
        assert [found.low, found.high] == wanted["between"]
    elif isinstance(wanted, Quantity):
        assert isinstance(found, Quantity), found
        assert (found.base, found.unit.dimension) == (wanted.base, wanted.unit.dimension)
    else:
        assert found == wanted
    if found is None or isinstance(found, Missing):
        assert sorted(lack.name for lack in env.lacks) == sorted(case.get("lacks", ()))


def test_the_suite_can_be_read_and_names_each_case_once() -> None:
    assert not SUITE.problems
    names = [case["case"] for case in (*SUITE.data["cases"], *SUITE.data["conditions"])]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("case", SUITE.data["cases"], ids=lambda case: case["case"])
def test_a_formula_gives(case: dict[str, Any]) -> None:
    _run(parse(case["formula"]), case["formula"], case)


@pytest.mark.parametrize("case", SUITE.data["conditions"], ids=lambda case: case["case"])
def test_a_condition_in_parts_gives(case: dict[str, Any]) -> None:
    condition = Condition.read(case["when"])
    _run(condition.node, condition.text, case)
