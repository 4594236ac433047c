"""A form that knows what was filed before: marked cells, one click to confirm, explanations taken again, papers, long tables."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jidi.filings import queries
from jidi.filings.models import Explanation, Filing
from policycore.forms import Form
from tests.cast import Cast
from tests.jidi.filings.conftest import FORM, GOOD, Desk, Opener, form, opener, rules  # noqa: F401 - fixtures
from tests.jidi.filings.test_explanations import JUMP, WHY
from tests.jidi.web.conftest import Enter
from tests.jidi.web.shared.form_site import Site
from tests.jidi.web.shared.test_forms import fields, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.jidi.web.shared.form_site")]


@pytest.fixture
def client(cast: Cast, enter: Enter) -> Client:
    Site.allowed, Site.points = None, ()
    return enter(cast.county_officer)


@pytest.fixture
def following(cast: Cast, opener: Opener, rules: Any) -> Desk:  # noqa: F811
    first = Desk(cast, opener(), rules)
    first.save({**JUMP, "why:jump": WHY})
    first.submit()
    return Desk(cast, opener(owner_key="7", period="2026"), rules)


def post(client: Client, act: str, value: str, page: str, **more: Any) -> None:
    answer = client.post("/form/save/", fields(page) | {act: value} | more)
    assert answer.status_code == 302, answer.content.decode()[:2000]


def test_what_is_known_stands_there_grey_in_earlier_years_and_can_be_confirmed_at_once(
    client: Client, following: Desk
) -> None:
    page = text_of(client)
    assert 'value="400" ' in page
    assert "带出：2025 期报数 2026-02-10" in page
    assert "jd-cell--past" in page
    assert "确认带出的" in page
    post(client, "act", "confirm:figures", page)
    cells = queries.draft_state(following.filing).cells
    assert not any(cell.brought for address, cell in cells.items() if address.startswith(("total", "special")))
    assert cells["brand"].brought
    assert "jd-cell--past" not in text_of(client).split("jd-legend")[2]


def test_a_changed_earlier_year_keeps_the_old_figure_in_sight_and_asks_why_beside_it(
    client: Client, following: Desk
) -> None:
    following.save({"total.2025": "390"})
    page = text_of(client)
    assert "2025 期（2026-02-10 报）报 400，这次报 390" in page
    assert "jd-cell--changed" in page
    assert '<small class="jd-cell__was">原 400</small>' in page
    assert 'name="f.why:restated:total.2025"' in page
    post(client, "act", "restore:total.2025", page)
    assert queries.draft_state(following.filing).text("total.2025") == "400"
    assert "这次报" not in text_of(client)


def test_an_explanation_of_last_year_is_taken_again_with_one_click(client: Client, following: Desk) -> None:
    following.save({"total.2026": "900", "special.2026": "1"})
    page = text_of(client)
    assert "用过的说明 1 条" in page
    one = Explanation.objects.get()
    post(client, "use", f"jump={one.pk}", page)
    assert queries.draft_state(following.filing).text("why:jump") == WHY
    assert "已说明，待判定" in text_of(client)


def test_an_explanation_of_somebody_else_is_not_taken(client: Client, following: Desk) -> None:
    following.save({"total.2026": "900"})
    for use in ("jump=999", "jump=", "jump=x", "=1"):
        post(client, "use", use, text_of(client))
    assert queries.draft_state(following.filing).text("why:jump") == ""


def test_a_paper_is_laid_beside_the_explanation_with_the_save_button(
    client: Client,
    cast: Cast,
    opener: Opener,  # noqa: F811
    rules: Any,  # noqa: F811
) -> None:
    checks = [{**one, "evidence": "合同"} if one["id"] == "jump" else one for one in FORM["checks"]]  # type: ignore[attr-defined]
    desk = Desk(cast, opener(form=Form.model_validate({**FORM, "checks": checks})), rules)
    desk.save({**JUMP, "why:jump": WHY})
    page = text_of(client)
    assert 'enctype="multipart/form-data"' in page
    assert "附凭据：合同" in page
    post(client, "act", "save", page, **{"evidence.jump": SimpleUploadedFile("合同.txt", "合同".encode())})
    page = text_of(client)
    assert "合同.txt" in page
    assert "已说明，待判定" in page
    key = re.findall(r'value="withdraw:([0-9a-f]+)"', page)[0]
    Site.allowed = set()
    assert client.post("/form/save/", fields(page) | {"act": f"withdraw:{key}"}).status_code == 404
    Site.allowed = None
    post(client, "act", f"withdraw:{key}", page)
    assert "合同.txt" not in text_of(client)
    assert "还要附凭据" in text_of(client)


def test_the_page_asks_the_same_number_of_queries_however_much_was_filed(client: Client, following: Desk) -> None:
    text_of(client)
    with CaptureQueriesContext(connection) as few:
        text_of(client)
    following.save({"total.2024": "1", "total.2025": "2", "total.2026": "900", "special.2024": "0.5"})
    with CaptureQueriesContext(connection) as many:
        text_of(client)
    assert len(many) <= len(few) + 1  # explanations given before


def test_a_table_of_thousands_stands_on_pages_and_each_saves_its_own_rows(
    client: Client,
    cast: Cast,
    opener: Opener,  # noqa: F811
    rules: Any,  # noqa: F811
) -> None:
    desk = Desk(cast, opener(), rules)
    rows = {
        f"rows.{n}.{column}": text for n in range(1, 2051) for column, text in (("name", f"企业{n}"), ("sales", "1.5"))
    }
    desk.save({**GOOD, **rows})
    first = text_of(client)
    assert "第 2001～2050 行" in first
    assert first.count('name="f.rows.') <= 100 * 3
    assert "data-addrow" not in first
    last = text_of(client, "/form/?page=rows:21")
    assert 'name="f.rows.2051.name"' in last
    sent = fields(last) | {
        "f.rows.2050.sales": "2",
        "f.rows.2051.name": "新企业",
        "f.rows.2051.sales": "3",
        "act": "save",
    }
    assert client.post("/form/save/", sent).status_code == 302
    state = queries.draft_state(Filing.objects.get())
    assert (state.text("rows.2050.sales"), state.text("rows.2051.name"), state.text("rows.1.name")) == (
        "2",
        "新企业",
        "企业1",
    )
    version = desk.submit()
    assert version.named.count() == 0  # the rows are about nothing of their own
