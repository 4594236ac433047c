"""A document is handed in on the page of its duty, reviewed, returned and accepted; a procedure shows its matters."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jidi.common.clock import Clock
from jidi.common.keys import new_key
from jidi.returns.enums import DutyState
from tests.cast import Cast
from tests.jidi.returns.ferry import PNG, Ferry, play
from tests.jidi.returns.test_fulfilments import changed, inspected
from tests.jidi.web.conftest import Enter
from tests.jidi.web.desk.returns.test_pages import sent, text_of


@pytest.fixture
def more(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ferry:
    """The changed document on 1 March 2023."""
    changed(tmp_path, monkeypatch)
    ferry = play(cast)
    ferry.day("2023-03-01")
    monkeypatch.setattr(Clock, "now", lambda self: datetime(2023, 3, 1, 2, tzinfo=UTC))
    ferry.compute()
    return ferry


def test_a_document_goes_its_way_over_the_pages(more: Ferry, enter: Enter) -> None:
    cast, duty = more.cast, more.duty("licence", "2023", more.base)
    clerk, city = enter(cast.base_clerk), enter(cast.city_officer)
    first = text_of(clerk.get(reverse("desk:duty", args=[duty.pk])))
    assert "由您递交文件" in first
    assert "通航许可证" in first
    assert "递交文件" in text_of(clerk.get(reverse("desk:returns")))
    bare = clerk.post(
        reverse("desk:duty-document", args=[duty.pk]), {"once": new_key(), "title": "许可", "dated": "2023-02-20"}
    )
    assert bare.status_code == 422
    assert "没有上传文件" in text_of(bare)
    told = {"title": "通航许可证", "number": "测航〔2023〕3号", "dated": "2023-02-20"}
    page = sent(clerk, "duty-document", duty.pk, file=SimpleUploadedFile("许可.png", PNG, "image/png"), **told)
    assert "已递交文件" in page
    assert "许可.png" in page
    seen = text_of(city.get(reverse("desk:duty", args=[duty.pk])))
    assert "测航〔2023〕3号" in seen
    assert "许可.png" in seen
    assert "已审核通过" in sent(city, "duty-accept", duty.pk)
    assert more.again(duty).state == DutyState.ACCEPTED


def test_a_duty_met_by_a_procedure_says_so_and_shows_how_its_matter_stands(more: Ferry, enter: Enter) -> None:
    duty = more.duty("inspected", "2023", more.base)
    clerk = enter(more.cast.base_clerk)
    page = text_of(clerk.get(reverse("desk:duty", args=[duty.pk])))
    assert "以程序办结完成" in page
    assert "结果须为：通过" in page
    assert "还没有这一程序的案卷" in page
    inspected(more, "passed", date(2023, 2, 1))
    more.compute()
    page = text_of(clerk.get(reverse("desk:duty", args=[duty.pk])))
    assert "程序办结" in page
    assert "系统 System" in page
