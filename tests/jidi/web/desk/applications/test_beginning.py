"""按事项发起: the page stands for whoever the pack names, brings back what was typed, and leads to the matter."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.urls import reverse

from jidi.applications.models import Application
from jidi.common.clock import Clock
from jidi.common.keys import new_key
from tests.cast import Cast
from tests.jidi.applications.services.test_beginning import by_event
from tests.jidi.returns.ferry import Ferry
from tests.jidi.web.conftest import Enter
from tests.jidi.web.desk.returns.test_pages import text_of


@pytest.fixture
def ferry(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ferry:
    """The ferry document with procedures that start from an event."""
    found = by_event(cast, tmp_path, monkeypatch)
    monkeypatch.setattr(Clock, "now", lambda self: datetime(2023, 5, 10, 2, tzinfo=UTC))
    return found


def test_the_page_and_its_button_stand_for_whoever_may_begin_something(ferry: Ferry, enter: Enter) -> None:
    cast, address = ferry.cast, reverse("desk:procedure-begin")
    named = {
        "county_officer": ("检查", "移交"),
        "other_county_officer": ("检查", "移交"),
        "city_officer": ("移交", "检查"),
    }
    for key, (there, not_there) in named.items():
        page = text_of(enter(getattr(cast, key)).get(address))
        assert there in page
        assert not_there not in page.partition("哪个程序")[2].partition("哪个基地")[0]
    for key in ("base_clerk", "expert", "finance_officer", "enterprise_clerk"):
        client = enter(getattr(cast, key))
        assert client.get(address).status_code == 404
        assert client.post(reverse("desk:procedure-send"), {"once": new_key()}).status_code == 404
        assert address not in client.get(reverse("desk:applications")).content.decode()
    assert address in enter(cast.county_officer).get(reverse("desk:applications")).content.decode()


def test_it_is_begun_and_leads_to_the_matter_and_what_is_missing_comes_back_as_typed(
    ferry: Ferry, enter: Enter
) -> None:
    county = enter(ferry.cast.county_officer)
    typed = {"way": f"{ferry.version.pk}:inspection", "base": str(ferry.base.pk), "happened": "2023-05-08"}
    bare = county.post(reverse("desk:procedure-send"), {"once": new_key(), **typed, "what": " "})
    assert (bare.status_code, "没有写发生了什么" in text_of(bare)) == (422, True)
    assert 'value="2023-05-08"' in bare.content.decode()
    assert not Application.objects.exists()
    page = county.post(
        reverse("desk:procedure-send"), {"once": new_key(), **typed, "what": "考核限期整改，测〔2023〕5号"}, follow=True
    )
    made = Application.objects.get()
    assert page.status_code == 200
    assert f"已发起，案号 {made.case.case_no}" in text_of(page)
    assert "提交检查" in text_of(page)
