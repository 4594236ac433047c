"""Questions of worked examples: the first key asks, and what nobody has is named."""

from __future__ import annotations

from datetime import date

import pytest

from policycore.engine import run_example
from policycore.engine.asking import QuestionError
from policycore.engine.examples import situation_of
from policycore.engine.questions import answer
from policycore.pack import Example, Pack, load_pack

from ..days import CALENDAR
from ..pack.packs import TINY


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(TINY)


def example(**body: object) -> Example:
    return Example.model_validate(
        {"example": "it", "on": date(2024, 6, 30), "ask": {"set": "grave"}, "expect": {"size": 1}} | body
    )


def ask(pack: Pack, question: dict[str, object]) -> dict[str, object]:
    return answer(situation_of(pack, example(), CALENDAR), question)


def test_the_first_key_is_the_question_and_the_rest_says_more_about_it(pack: Pack) -> None:
    found = ask(pack, {"consequence": "no-more", "decided": date(2024, 6, 30)})
    assert (found["value"], found["until"]) == ("yes", "2025-06-30")


def test_a_question_nobody_answers_names_those_there_are(pack: Pack) -> None:
    with pytest.raises(QuestionError, match=r"ask begins with one of veto, eligibility, .*; found vetos"):
        ask(pack, {"vetos": "grave-event"})


def test_a_rule_that_is_not_there_names_those_there_are(pack: Pack) -> None:
    with pytest.raises(QuestionError, match=r"veto: 'grave-events' is not in this pack; it has grave-event"):
        ask(pack, {"veto": "grave-events"})
    with pytest.raises(QuestionError, match=r"at: 'reviews' is no step of award"):
        ask(pack, {"moves": "award", "at": "reviews"})


def test_an_example_that_cannot_be_asked_fails_with_the_reason(pack: Pack) -> None:
    result = run_example(pack, example(ask={"veto": "grave-events"}), CALENDAR)
    assert not result.passed
    assert result.error == "QuestionError: veto: 'grave-events' is not in this pack; it has grave-event"


def test_an_example_that_comes_out_otherwise_shows_both(pack: Pack) -> None:
    result = run_example(pack, example(expect={"size": 2, "cite": ["3"]}, file="examples/x.yaml", line=7), CALENDAR)
    assert str(result) == "examples/x.yaml:7: it: size: expected 2, found 1"


def test_an_expected_part_that_is_not_answered_is_a_difference(pack: Pack) -> None:
    result = run_example(pack, example(expect={"colour": "red"}), CALENDAR)
    assert result.differences == (("colour", "red", None),)
