"""The picture of titles: what stands where, and labels that do not touch."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from jidi.bases.enums import TitleAct, TitleState
from jidi.bases.models import Base
from jidi.bases.queries.bases import page_of
from jidi.bases.services.titles import end_title, record_title_event
from jidi.bases.values import Basis, Holder, When
from jidi.web.desk.bases.timeline import NARROWEST, Scale, picture, width_of
from jidi.web.shared.language import spoken
from tests.cast import Cast
from tests.jidi.bases.conftest import AT, NATIONAL, TODAY, Granting, title_permit

pytestmark = pytest.mark.django_db


def test_a_base_without_titles_has_no_picture(cast: Cast, base: Base) -> None:
    assert picture(page_of(base, None, TODAY).titles, [], TODAY) is None


def test_years_stand_at_equal_distances_and_days_between_them() -> None:
    scale = Scale(2020, 2024)
    years = [float(tick.x.rstrip("%")) for tick in scale.years()]
    steps = {round(after - before, 1) for before, after in pairwise(years)}
    assert len(steps) == 1 or max(steps) - min(steps) <= 0.2
    assert years[0] < scale.percent(date(2020, 7, 1)) < years[1]
    assert len(Scale(1990, 2027).years()) < 12


def test_labels_that_would_touch_stand_in_different_rows(cast: Cast, base: Base, grant: Granting) -> None:
    held = grant(base, on=date(2020, 1, 10))
    permit = title_permit(cast.province_officer, "title.record", Holder.base(base))
    for month in (2, 3, 4):
        record_title_event(permit=permit, holding=held, act=TitleAct.ASSESSED, when=When(date(2020, month, 1)),
                           basis=Basis(), result=f"r{month}", result_name="合格", at=AT)  # fmt: skip
    drawn = picture(page_of(base, None, TODAY).titles, [], TODAY)
    assert drawn is not None
    spans = {}
    for mark in drawn.lanes[0].marks:
        middle = float(mark.x.rstrip("%")) / 100 * NARROWEST
        half = width_of(spoken(mark.word)) / 2
        for other, (left, right) in spans.items():
            assert other != mark.word_y or right <= middle - half or middle + half <= left
        spans[mark.word_y] = (middle - half, middle + half)
    assert len({mark.word_y for mark in drawn.lanes[0].marks}) > 1
    assert drawn.height > drawn.bottom > max(mark.y for mark in drawn.lanes[0].marks)


def test_a_title_lost_and_given_again_is_one_line_with_a_gap(cast: Cast, base: Base, grant: Granting) -> None:
    first = grant(base, on=date(2016, 1, 1))
    permit = title_permit(cast.province_officer, "title.end", Holder.base(base))
    end_title(permit=permit, holding=first, act=TitleAct.REVOKED, when=When(date(2018, 1, 1)),
              basis=Basis(reason="取消"), at=AT)  # fmt: skip
    grant(base, on=date(2020, 1, 1))
    grant(base, NATIONAL, on=date(2021, 1, 1))
    drawn = picture(page_of(base, None, TODAY).titles, [], TODAY)
    assert drawn is not None
    assert [spoken(lane.name) for lane in drawn.lanes] == ["国家级", "省级"]
    provincial = drawn.lanes[1]
    assert len(provincial.stretches) == 2
    assert float(provincial.stretches[0].x2.rstrip("%")) < float(provincial.stretches[1].x1.rstrip("%"))
    assert [mark.tone for mark in provincial.marks] == ["begin", "late", "begin"]
    assert TitleState.HELD in {line.state for line in page_of(base, None, TODAY).titles}
