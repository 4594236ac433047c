"""The page of a duty several offices owe jointly says who owes it together and who hands it in."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jidi.common.clock import Clock
from jidi.common.keys import new_key
from tests.cast import Cast
from tests.jidi.returns.ferry import PNG
from tests.jidi.returns.test_jointly import jointly
from tests.jidi.web.conftest import Enter
from tests.jidi.web.desk.returns.test_pages import sent, text_of


def test_the_other_office_is_led_to_the_form_and_the_leading_one_hands_it_in(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, enter: Enter
) -> None:
    _, owed = jointly(cast, tmp_path, monkeypatch)
    monkeypatch.setattr(Clock, "now", lambda self: datetime(2023, 2, 1, 2, tzinfo=UTC))
    finance, commerce = enter(cast.city_finance_officer), enter(cast.city_officer)
    page = text_of(finance.get(reverse("desk:duty", args=[owed.pk])))
    assert "由牵头的大连市商务局报送" in page
    assert "您可以先填好、会签，由牵头单位报送" in page
    sent(finance, "duty-open", owed.pk)
    sent(finance, "duty-save", owed.pk, **{"f.done": "拨付三笔", "seen": "0:x", "act": "back"})
    filled = finance.get(reverse("desk:duty", args=[owed.pk])).content.decode()
    assert reverse("desk:duty-file", args=[owed.pk]) in filled
    assert ">报送</button>" not in filled
    page = text_of(commerce.get(reverse("desk:duty", args=[owed.pk])))
    assert "由您填报" in page
    assert "大连市财政局 还没有会签同意" in page
    assert "还差大连市财政局会签同意" in text_of(
        commerce.post(reverse("desk:duty-file", args=[owed.pk]), {"once": new_key()})
    )
    assert (
        "会签同意" not in commerce.get(reverse("desk:duty", args=[owed.pk])).content.decode().partition("duty-agree")[2]
    )
    assert "已会签同意" in sent(finance, "duty-agree", owed.pk, words="金额已核")
    assert "还没有会签" not in text_of(commerce.get(reverse("desk:duty", args=[owed.pk])))
    assert "已报送" in sent(commerce, "duty-file", owed.pk)


def test_the_other_office_uploads_a_file_and_the_leading_one_finds_it(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, enter: Enter
) -> None:
    ferry, _ = jointly(cast, tmp_path, monkeypatch)
    owed = ferry.duty("paper", "2023")
    monkeypatch.setattr(Clock, "now", lambda self: datetime(2023, 2, 1, 2, tzinfo=UTC))
    finance, commerce = enter(cast.city_finance_officer), enter(cast.city_officer)
    page = sent(finance, "duty-document", owed.pk, file=SimpleUploadedFile("会签件.png", PNG, "image/png"))
    assert "已上传，由牵头单位递交" in page
    assert "会签件.png" in text_of(commerce.get(reverse("desk:duty", args=[owed.pk])))
    handed = {"once": new_key(), "title": "资金使用报告", "dated": "2023-01-20"}
    refused = commerce.post(reverse("desk:duty-document", args=[owed.pk]), handed)
    assert "还差大连市财政局会签同意" in text_of(refused)
    sent(finance, "duty-agree", owed.pk)
    assert "已递交文件" in sent(commerce, "duty-document", owed.pk, title="资金使用报告", dated="2023-01-20")
