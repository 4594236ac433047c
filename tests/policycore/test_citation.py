"""Nothing is said without an article, another act, or the plain word that it is a rule of the house."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from policycore.citation import HOUSE, Citation, Rule, Strength
from policycore.say import Say


def rule(**body: Any) -> Rule:
    return Rule.model_validate({"id": "it"} | body)


def test_a_rule_cites_one_article_or_several() -> None:
    assert rule(cite="17.2").citation() == Citation(("17.2",))
    assert rule(cite=["4.a", "15"]).citation().articles == ("4.a", "15")


def test_a_rule_of_the_house_says_so() -> None:
    assert rule(basis="house").citation() == HOUSE
    assert rule(basis="house", rule="逾期不催").citation().text == Say("逾期不催")


def test_other_law_is_named() -> None:
    found = rule(basis="law", act={"zh": "民法典第二百零三条", "en": "Civil Code 203"}).citation()
    assert (found.basis, found.text.en) == ("law", "Civil Code 203")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, 'names no article: write cite: "…", or basis: house, or basis: law with act'),
        ({"cite": "1", "basis": "house"}, "has both cite and basis"),
        ({"basis": "law"}, "basis: law needs act: the name and article of the other act"),
        ({"cite": 17}, 'found 17; an article id is quoted text like "17.2"'),
        ({"cite": []}, "at least 1 item"),
        ({"cite": "1", "id": "Not An Id"}, "an id has small letters, digits and hyphens, like panel-size"),
        ({"cite": "1", "colour": "red"}, "Extra inputs are not permitted"),
        ({"cite": "1", "strength": "should"}, "Input should be 'must', 'may', 'in-principle', 'encourage' or 'strive'"),
    ],
)
def test_a_rule_that_names_nothing_or_too_much_is_refused(body: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        rule(**body)
    assert words in str(caught.value)


def test_a_rule_binds_unless_the_text_says_less() -> None:
    assert rule(cite="1").strength is Strength.MUST
    assert rule(cite="1", strength="strive").strength is Strength.STRIVE


def test_a_rule_cannot_be_changed_once_it_is_read() -> None:
    with pytest.raises(ValidationError):
        rule(cite="1").strength = Strength.MAY  # type: ignore[misc]


def test_a_label_falls_back_to_the_id() -> None:
    assert rule(cite="1").say == Say("it")
    assert rule(cite="1", zh="甲", en="A").say == Say("甲", "A")
