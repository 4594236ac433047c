"""Days and batches as lists print them."""

from __future__ import annotations

from datetime import date

import pytest

from jidi.bases.enums import Exactness
from jidi.bases.importing.days import NoSuchDayError, batch_in, first_time_in, when_in

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "on", "exact"),
    [
        ("2021年新认定(全国105家)", "2021-12-31", Exactness.YEAR),
        ("2021", "2021-12-31", Exactness.YEAR),
        ("2019-09", "2019-09-30", Exactness.MONTH),
        ("2023-02-24(对2022年考核的通知)", "2023-02-24", Exactness.DAY),
        ("2020年底(2021-01报道)", "2020-12-31", Exactness.YEAR),
        ("2018(2017年底启动考核认定)", "2018-12-31", Exactness.YEAR),
        ("2022(全省10家,2022-11-01公布)", "2022-11-01", Exactness.DAY),
        ("2022(2022-10-24起公示)", "2022-10-24", Exactness.DAY),
        ("2015(网页自述)", "2015-12-31", Exactness.YEAR),
        ("≤2020", "2020-12-31", Exactness.BY),
        ("约2012", "2012-12-31", Exactness.ABOUT),
        ("第三批专业型示范基地(2013-12/2014-01)", "2014-01-31", Exactness.MONTH),
        ("第三批专业型示范基地(2013-12)", "2013-12-31", Exactness.MONTH),
        ("2011第一批示范基地(59个)", "2011-12-31", Exactness.YEAR),
        ("2018年3月5日", "2018-03-05", Exactness.DAY),
        ("2026", "2026-11-21", Exactness.YEAR),
    ],
)
def test_a_day_is_read_as_exactly_as_it_is_given(text: str, on: str, exact: Exactness) -> None:
    found = when_in(text, TODAY)
    assert found is not None
    assert (found.on, found.exact, found.words) == (date.fromisoformat(on), exact, text)


@pytest.mark.parametrize("text", ["", "未注明", "第一或第二批专业型示范基地", "58个/114个申报"])
def test_no_day_is_none(text: str) -> None:
    assert when_in(text, TODAY) is None


@pytest.mark.parametrize("text", ["2021-02-30", "2021-13", "2021年0月"])
def test_a_day_no_month_has_is_said_to_be_none(text: str) -> None:
    with pytest.raises(NoSuchDayError):
        when_in(text, TODAY)


@pytest.mark.parametrize(
    ("text", "batch"),
    [
        ("第三批", 3),
        ("2011第一批示范基地", 1),
        ("第十二批", 12),
        ("第二十批", 20),
        ("第5批", 5),
        ("第一或第二批", None),
        ("", None),
    ],
)
def test_a_batch_is_a_number_or_left_open(text: str, batch: int | None) -> None:
    assert batch_in(text) == batch


def test_the_first_time_stands_in_brackets() -> None:
    found = first_time_in("复评通过(2012首次获批)")
    assert found is not None
    assert (found.on, found.exact) == (date(2012, 12, 31), Exactness.YEAR)
    assert first_time_in("考核通过") is None
