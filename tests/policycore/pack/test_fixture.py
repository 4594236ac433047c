"""The fixture pack proves the language: everything it can say is said once, tried true, false and undetermined, and every
mutant is noticed by a worked example."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import pytest
from pydantic import BaseModel

from policycore.actors import ActorKind
from policycore.citation import BasisKind, Grounded, Strength
from policycore.engine import run_examples
from policycore.engine.mutation import Proof, prove
from policycore.engine.three_values import untried
from policycore.forms import FieldKind
from policycore.formula import Formula
from policycore.formula.tree import AtLeast, By, Call, Clause, Compare, InSet, Logic, Not, Reading, walk
from policycore.kinds import DivisionNeed
from policycore.open_points import PointKind
from policycore.pack import ArticleStatus, Pack, load_pack, read_pack
from policycore.pack.coverage import coverage, unproven
from policycore.pack.model import ELEMENT_SECTIONS
from policycore.procedures import AnswerDoes, StepKind

from ..days import CALENDAR
from .packs import FIXTURE


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(FIXTURE)


@pytest.fixture(scope="module")
def proofs() -> list[Proof]:
    return prove(read_pack(FIXTURE), CALENDAR)


def test_every_worked_example_comes_out_as_expected(pack: Pack) -> None:
    assert [str(result) for result in run_examples(pack, CALENDAR) if not result.passed] == []


def test_every_rule_is_tried_true_false_and_undetermined(pack: Pack) -> None:
    assert untried(pack, run_examples(pack, CALENDAR)) == []


@pytest.mark.slow
def test_no_mutant_goes_unnoticed_and_every_element_is_proven(proofs: list[Proof]) -> None:
    survived = [f"{p.section}/{p.element}: {what}" for p in proofs for what in p.survived]
    assert survived == []
    assert [f"{p.section}/{p.element}" for p in proofs if not p.proven] == []


@pytest.mark.slow
def test_every_article_is_carried_out_and_proven_or_says_why_not(pack: Pack, proofs: list[Proof]) -> None:
    lines = coverage(pack, {f"{p.section}/{p.element}": p.proven_by for p in proofs})
    assert [line.id for line in unproven(lines)] == []
    assert {line.status for line in lines} == {status.value for status in ArticleStatus}
    assert all(line.why or line.row or line.status in {"text_lost", "annex_not_held"} for line in lines if not line.by)


def test_every_section_of_a_pack_has_an_element(pack: Pack) -> None:
    assert [section for section in ELEMENT_SECTIONS if not pack.section(section)] == []


def _parts(value: object) -> Iterable[BaseModel]:
    if isinstance(value, BaseModel):
        yield value
        for name in type(value).model_fields:
            yield from _parts(getattr(value, name))
    elif isinstance(value, dict):
        for item in value.values():
            yield from _parts(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from _parts(item)


def _all_of(kind: type[StrEnum], found: Iterable[StrEnum]) -> None:
    assert set(kind) - set(found) == set()


def test_every_kind_of_step_actor_point_and_basis_and_every_strength_is_used(pack: Pack) -> None:
    steps = [step for procedure in pack.procedures.values() for step in procedure.steps]
    _all_of(StepKind, (step.kind for step in steps))
    _all_of(ActorKind, (actor.kind for actor in pack.actors.values()))
    _all_of(PointKind, (point.kind for point in pack.open_points.values()))
    _all_of(DivisionNeed, (kind.division for kind in pack.kinds.values()))
    _all_of(Strength, (rule.strength for _, _, rule in pack.elements()))
    _all_of(
        BasisKind,
        (part.basis for part in _parts(tuple(pack.procedures.values())) if isinstance(part, Grounded) and part.basis),
    )
    does = (p.does(step, answer) for p in pack.procedures.values() for step in p.steps for answer in step.then.values())
    _all_of(AnswerDoes, [*does, AnswerDoes.WITHDRAW])
    assert {point.type for point in pack.open_points.values()} == {
        "integer", "number", "percent", "date", "month-day", "text", "flag", "choice", "duration"}  # fmt: skip
    assert FieldKind.CHOICE in {field.kind for form in pack.forms.values() for field in form.fields()}


def test_every_way_to_join_conditions_is_used(pack: Pack) -> None:
    formulas = [getattr(part, name) for part in _parts(tuple(rule for _, _, rule in pack.elements())) for name in type(part).model_fields
                if isinstance(getattr(part, name), Formula)]  # fmt: skip
    nodes = [node for formula in formulas for node in walk(formula.node)]
    used = {type(node) for node in nodes}
    assert {AtLeast, By, Call, Clause, Compare, InSet, Logic, Not, Reading} <= used
    clauses = {node.kind for node in nodes if isinstance(node, Clause)}
    assert {"where", "window", "among", "within", "of", "last"} <= clauses
    functions = {node.function for node in nodes if isinstance(node, Call)}
    assert {"RANK", "GROWTH", "SHARE", "COUNT", "IN_A_ROW", "HOLDS", "HELD", "APPLIED", "FOUND", "ANSWER", "HAS",
            "FIRST_OF", "DAYS_BETWEEN", "IF", "OPEN", "SET"} <= functions  # fmt: skip
