"""The page of a notice says what it is called, how long it still runs, and how the objections stand in numbers."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from jidi.common.clock import Clock
from jidi.common.say import Say
from tests.cast import Cast
from tests.jidi.applications.play import AT, Play, version_in_force
from tests.jidi.applications.services.test_publishing import objected, publish
from tests.jidi.applications.variants import notice_first
from tests.jidi.web.conftest import Enter

pytestmark = pytest.mark.django_db


def test_days_left_and_objections_in_numbers(
    cast: Cast, enter: Enter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def now(clock: Clock) -> datetime:
        return AT + timedelta(minutes=9)

    monkeypatch.setattr(Clock, "now", now)
    play = Play(cast, version_in_force(notice_first(tmp_path)))
    round_ = play.announced()
    application = play.submitted(play.started(round_))
    notice = publish(play, round_, title=Say("拟认定名单公示"), body="现予公示。")
    objected(play, notice, application)
    text = enter(cast.province_officer).get(f"/applications/rounds/{round_.key}/notices/notice/").text
    assert "<h1>拟认定名单公示</h1>" in text
    assert "现予公示。" in text
    days = (notice.last_day - AT.date()).days
    assert f"还有 {days} 天，其中工作日 6 天（含今天）" in text
    assert "1 件，涉及 1 项" in text
    assert enter(cast.county_officer).get(f"/applications/rounds/{round_.key}/notices/notice/").status_code == 404
