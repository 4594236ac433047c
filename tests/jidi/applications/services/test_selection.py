"""Putting a list in order: each list by itself, every line that left its place with a reason."""

from __future__ import annotations

import pytest

from jidi.accounts.acting import Denied
from jidi.applications import services
from jidi.applications.models import Application, Round, SelectionLine
from jidi.applications.permissions import REASONED
from jidi.applications.queries import ranking
from jidi.applications.services import Chosen
from jidi.applications.services.selection import displaced_by
from jidi.common.say import Refused
from tests.jidi.applications.play import TODAY, Play, step_of

TITLES = {1: "甲", 2: "乙", 3: "丙", 4: "丁"}
RANKED = {1: 1, 2: 2, 3: 3, 4: 4}


def order(*lines: tuple[int, str]) -> list[Chosen]:
    return [Chosen(case, place, True, reason) for place, (case, reason) in enumerate(lines, 1)]


def test_a_line_nobody_moved_is_told_who_was_moved_past_it() -> None:
    found = displaced_by(order((3, "产业带动强"), (1, ""), (2, ""), (4, "")), RANKED, TITLES)
    assert found == {1: "原第 1 名，因丙调整名次而顺移", 2: "原第 2 名，因丙调整名次而顺移"}


def test_the_line_that_was_lifted_is_asked_for_its_reason_itself() -> None:
    with pytest.raises(Refused, match="名次提前的：丁") as refused:
        displaced_by(order((4, ""), (1, ""), (2, ""), (3, "")), RANKED, TITLES)
    assert refused.value.cite == REASONED


def test_two_lines_that_changed_places_both_need_a_reason_and_the_one_between_none() -> None:
    with pytest.raises(Refused) as refused:
        displaced_by(order((3, ""), (2, ""), (1, ""), (4, "")), RANKED, TITLES)
    assert refused.value.why.zh == "请逐件写理由。名次提前的：丙；排在后面的申报之下的：甲。"
    with pytest.raises(Refused, match="名次提前的：丙"):
        displaced_by(order((3, ""), (2, "乙因"), (1, "甲因"), (4, "")), RANKED, TITLES)
    assert displaced_by(order((3, "丙因"), (2, ""), (1, "甲因"), (4, "")), RANKED, TITLES) == {}


def test_who_is_chosen_below_one_who_is_not_needs_a_reason_and_so_does_the_other() -> None:
    def chosen(*cases: int, why: dict[int, str] | None = None) -> list[Chosen]:
        return [Chosen(case, case, case in cases, (why or {}).get(case, "")) for case in TITLES]

    with pytest.raises(Refused) as refused:
        displaced_by(chosen(1, 3, 4), RANKED, TITLES)
    assert "没有选中的：乙；越过前面的而选中的：丁" in refused.value.why.zh
    assert "丙" not in refused.value.why.zh
    with pytest.raises(Refused, match="越过前面的而选中的：丁"):
        displaced_by(chosen(1, 4, why={2: "产业重复"}), RANKED, TITLES)
    assert displaced_by(chosen(1, 4, why={2: "产业重复", 4: "带动力强"}), RANKED, TITLES) == {}
    assert displaced_by(chosen(1, 2), RANKED, TITLES) == {}


def test_two_moved_lines_are_both_named() -> None:
    found = displaced_by(order((3, "甲因"), (4, "乙因"), (1, ""), (2, "")), RANKED, TITLES)
    assert found[1] == "原第 1 名，因丙、丁调整名次而顺移"


def test_an_order_as_ranked_needs_no_word() -> None:
    assert displaced_by(order((1, ""), (2, ""), (3, ""), (4, "")), RANKED, TITLES) == {}


def at_decision(play: Play, round_: Round, count: int) -> list[Application]:
    """So many applications before the meeting."""
    found = [play.submitted(play.started(round_, play.base(product=p))) for p in ("贝类", "海参", "水果")[:count]]
    play.forwarded(round_, *found)
    play.reviewed(round_, *found, points={a.case_id: str(90 - 10 * n) for n, a in enumerate(found)})
    play.rechecked(round_, *found)
    return [play.again(a) for a in found]


def test_an_order_is_kept_with_the_reasons_of_every_line_that_left_its_place(play: Play, round_: Round) -> None:
    first, second, third = at_decision(play, round_, 3)
    step, officer = step_of(round_, "decision"), play.cast.province_officer
    lines = [
        Chosen(third.case_id, 1, True, "产业带动强"),
        Chosen(first.case_id, 2, True),
        Chosen(second.case_id, 3, False),
    ]
    services.save_selection(actor=officer, round_=round_, step=step, lines=lines, **play.now)
    rows = {row.case_id: row for row in SelectionLine.objects.all()}
    assert [rows[a.case_id].place for a in (first, second, third)] == [2, 3, 1]
    assert [rows[a.case_id].displaced for a in (first, second, third)] == [True, True, False]
    assert third.base.name in rows[first.case_id].reason
    # Saved again as it was: the words of the system are no reason of a person's, and nothing doubles.
    services.save_selection(actor=officer, round_=round_, step=step, lines=lines, **play.now)
    assert SelectionLine.objects.count() == 3
    assert [r.line.place for r in ranking(round_, "decision", [a.case for a in (first, second, third)], TODAY)] == [
        1,
        2,
        3,
    ]


def test_a_list_that_is_not_what_waits_is_refused_and_so_is_whoever_does_not_prepare_it(
    play: Play, round_: Round
) -> None:
    (only,) = at_decision(play, round_, 1)
    step, officer = step_of(round_, "decision"), play.cast.province_officer
    with pytest.raises(Refused, match="不一致"):
        services.save_selection(actor=officer, round_=round_, step=step, lines=[], **play.now)
    line = [Chosen(only.case_id, 1, True)]
    with pytest.raises(Denied):
        services.save_selection(actor=play.cast.city_officer, round_=round_, step=step, lines=line, **play.now)


def test_each_city_puts_its_own_list_in_order(play: Play, round_: Round) -> None:
    cast, step = play.cast, step_of(round_, "city-forward")
    mine = play.submitted(play.started(round_))
    base = play.base("210882", actor=cast.other_city_officer)
    theirs = play.started(round_, base, actor=cast.other_county_officer)
    play.answer(play.filled(theirs, cast.other_county_officer), "submit", cast.other_county_officer)
    for officer, application, city in (
        (cast.city_officer, mine, "210200"),
        (cast.other_city_officer, theirs, "210800"),
    ):
        lines = [Chosen(application.case_id, 1, True)]
        services.save_selection(actor=officer, round_=round_, step=step, lines=lines, scope_key=city, **play.now)
    assert {(row.scope_key, row.case_id) for row in SelectionLine.objects.all()} == {
        ("210200", mine.case_id),
        ("210800", theirs.case_id),
    }
    with pytest.raises(Denied):
        services.save_selection(
            actor=cast.other_city_officer, round_=round_, step=step, scope_key="210200",
            lines=[Chosen(mine.case_id, 1, True)], **play.now,
        )  # fmt: skip
