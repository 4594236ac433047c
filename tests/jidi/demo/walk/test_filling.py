"""Forms are filled in by what their fields are."""

from __future__ import annotations

from datetime import date

import pytest
from bs4 import BeautifulSoup, Tag

from jidi.demo.walk.filling import Filled, NotOffered, Wishes, can_be_sent, fill

TODAY = date(2026, 3, 3)


def page_of(inside: str, form: str = 'method="post" action="/go/"') -> tuple[BeautifulSoup, Tag]:
    page = BeautifulSoup(f"<main><form {form}>{inside}</form></main>", "html.parser")
    found = page.find("form")
    assert isinstance(found, Tag)
    return page, found


def filled(inside: str, wishes: Wishes | None = None, form: str = 'method="post" action="/go/"') -> Filled:
    return fill(*page_of(inside, form), wishes or Wishes(TODAY))


def value(inside: str, wishes: Wishes | None = None) -> str | None:
    return dict(filled(inside, wishes).data).get("a")


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ('<input name="a">', "演示填写，内容为虚构。"),
        ('<input name="a" maxlength="4">', "演示填写"),
        ('<input name="a" value="kept">', "kept"),
        ('<textarea name="a">\nkept</textarea>', "kept"),
        ('<input name="a" data-optional>', ""),
        ('<input name="a" data-example="847989">', "847989"),
        ('<input type="hidden" name="a" value="h">', "h"),
        ('<input type="date" name="a">', "2026-03-03"),
        ('<input type="date" name="a" min="2026-04-01">', "2026-04-01"),
        ('<input type="date" name="a" max="2026-02-01">', "2026-02-01"),
        ('<input type="number" name="a">', "100"),
        ('<input type="number" name="a" min="0" max="100">', "85"),
        ('<input type="number" name="a" min="0" max="10" step="0.5">', "8.5"),
        ('<input type="number" name="a" min="200">', "200"),
        ('<input name="a" inputmode="decimal">', "100"),
        ('<select name="a"><option value=""></option><option value="x">X</option><option value="y">Y</option></select>', "x"),
        ('<select name="a"><option value="x">X</option><option value="y" selected>Y</option></select>', "y"),
        ('<select name="a" data-best="y"><option value="x">X</option><option value="y">Y</option></select>', "y"),
        ('<input type="radio" name="a" value="x"><input type="radio" name="a" value="y">', "x"),
        ('<input type="radio" name="a" value="x"><input type="radio" name="a" value="y" checked>', "y"),
        ('<input type="radio" name="a" value="y"><input type="radio" name="a" value="n" data-best="n">', "n"),
        ('<input type="checkbox" name="a" value="ok" required>', "ok"),
        ('<input type="checkbox" name="a" value="ok" data-optional>', None),
    ],
)  # fmt: skip
def test_a_field_gets_what_fits_it(field: str, typed: str | None) -> None:
    assert value(field) == typed


def test_no_two_rows_of_a_table_are_called_the_same() -> None:
    rows = '<input name="v.firms.1.name"><input name="v.firms.2.name" maxlength="4">'
    assert filled(rows).data == [("v.firms.1.name", "演示填写，内容为虚构。"), ("v.firms.2.name", "2 演示")]


def test_several_people_are_all_ticked() -> None:
    boxes = "".join(f'<input type="checkbox" name="who" value="{n}">' for n in "xyz")
    assert filled(boxes).data == [("who", "x"), ("who", "y"), ("who", "z")]


def test_an_answer_is_given_to_its_own_case() -> None:
    chosen = (
        '<select name="a" data-answer-for="7"><option value="not">–</option><option value="agree">+</option></select>'
    )
    assert value(chosen, Wishes(TODAY, answers={"7": "agree"})) == "agree"
    assert value(chosen, Wishes(TODAY, answers={"8": "agree"})) == "not"
    with pytest.raises(NotOffered):
        value(chosen, Wishes(TODAY, answers={"7": "forward"}))


def test_another_answer_than_the_wished_one_is_never_given() -> None:
    offered = '<input type="radio" name="answer" value="return"><input type="radio" name="answer" value="go" disabled>'
    with pytest.raises(NotOffered):
        filled(offered, Wishes(TODAY, answer="go"))


def test_a_question_of_fact_is_put_to_whoever_knows() -> None:
    asked: list[tuple[str, list[str]]] = []

    def finding(fact: str, values: list[str]) -> str:
        asked.append((fact, values))
        return "false"

    radio = '<input type="radio" name="a" value="true"><input type="radio" name="a" value="false">'
    assert value(f'<fieldset data-fact="burnt">{radio}</fieldset>', Wishes(TODAY, finding=finding)) == "false"
    assert asked == [("burnt", ["true", "false"])]


def test_the_button_of_the_wished_answer_is_pressed() -> None:
    buttons = '<button name="answer" value="return">R</button><button name="answer" value="forward">F</button>'
    assert filled(buttons, Wishes(TODAY, answer="forward")).data == [("answer", "forward")]
    assert filled(buttons).data == [("answer", "return")]


def test_a_button_that_sends_elsewhere_is_not_the_first_choice() -> None:
    buttons = '<button formaction="/save/">S</button><button>Go</button>'
    assert filled(buttons).action == "/go/"
    assert filled('<button formaction="/save/">S</button>').action == "/save/"


def test_fields_that_stand_outside_belong_to_their_form() -> None:
    page = BeautifulSoup(
        '<main><form id="f" action="/go/"><input name="other" form="g" value="1"></form><input name="a" form="f"></main>',
        "html.parser",
    )
    form = page.find("form")
    assert isinstance(form, Tag)
    assert [name for name, _ in fill(page, form, Wishes(TODAY)).data] == ["a"]


def test_what_is_switched_off_is_not_sent() -> None:
    inside = '<input name="a" disabled><fieldset disabled><input name="b"></fieldset><button disabled>Go</button>'
    assert filled(inside).data == []
    assert not can_be_sent(*page_of(inside))
    assert can_be_sent(*page_of("<button>Go</button>"))


@pytest.mark.parametrize(
    ("accept", "kind"), [("", "application/pdf"), (".pdf,.png", "application/pdf"), (".png", "image/png")]
)
def test_a_file_of_an_accepted_kind_is_handed_in(accept: str, kind: str) -> None:
    [(name, (_, content, media))] = filled(f'<input type="file" name="a" accept="{accept}">').files
    assert (name, media) == ("a", kind)
    assert content
