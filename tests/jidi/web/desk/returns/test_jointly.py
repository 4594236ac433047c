"""The page of a duty several offices owe jointly says who owes it together and who hands it in."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.urls import reverse

from jidi.common.clock import Clock
from tests.cast import Cast
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
    assert "您可以先填好，由牵头单位报送" in page
    sent(finance, "duty-open", owed.pk)
    sent(finance, "duty-save", owed.pk, **{"f.done": "拨付三笔", "seen": "0:x", "act": "back"})
    filled = finance.get(reverse("desk:duty", args=[owed.pk])).content.decode()
    assert reverse("desk:duty-file", args=[owed.pk]) in filled
    assert ">报送</button>" not in filled
    assert "由您填报" in text_of(commerce.get(reverse("desk:duty", args=[owed.pk])))
    assert "已报送" in sent(commerce, "duty-file", owed.pk)
