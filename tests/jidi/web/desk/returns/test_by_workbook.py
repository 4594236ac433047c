"""A duty's form by workbook: from its page to the workbook and back, with the duty's own permits and locks."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from jidi.common.keys import new_key
from jidi.filings.queries import draft_state
from jidi.returns import services
from jidi.returns.queries.filling import filing_for
from jidi.returns.services import Point
from tests.jidi.filings.workbooks.bench import find
from tests.jidi.returns.ferry import Ferry
from tests.jidi.web.conftest import Enter
from tests.jidi.web.desk.returns.conftest import On

pytestmark = pytest.mark.django_db


def test_a_duty_is_filled_in_by_workbook(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-04-04")
    duty, clerk = year.duty("figures", "2023-Q1", year.base), enter(year.cast.base_clerk)
    clerk.post(reverse("desk:duty-open", args=[duty.pk]), {"once": new_key()})
    shown = clerk.get(reverse("desk:duty-form", args=[duty.pk])).content.decode()
    found = re.search(r'href="(/workbooks/\d+/)"', shown)
    assert found
    address = found[1]
    assert address in clerk.get(reverse("desk:duty", args=[duty.pk])).content.decode()
    book = load_workbook(io.BytesIO(clerk.get(f"{address}download/").content))
    find(book, "填报", "其中：出口额", 2).value = 1200
    out = io.BytesIO()
    book.save(out)
    sent = clerk.post(f"{address}upload/", {"file": SimpleUploadedFile("表.xlsx", out.getvalue()), "once": new_key()})
    assert sent.status_code == 302, sent.content.decode()
    taken = clerk.post(f"{sent.url}accept/", {"once": new_key()})
    assert taken.url == reverse("desk:duty-form", args=[duty.pk])
    duty.refresh_from_db()
    assert duty.cells_filled == 1
    filing = filing_for(duty)
    assert filing is not None
    assert draft_state(filing).text("exports") == "1200"
    assert enter(year.cast.other_city_officer).get(address).status_code == 404


def test_levels_above_see_nothing_of_a_draft_and_of_a_correction_only_what_was_handed_in(
    year: Ferry, on: On, enter: Enter
) -> None:
    on("2023-04-04")
    cast, duty = year.cast, year.duty("figures", "2023-Q1", year.base)
    year.filled(duty, cast.base_clerk, {"output": "7777", "exports": "1200"})
    filing = filing_for(duty)
    assert filing is not None
    above, page = enter(cast.province_officer), reverse("desk:duty", args=[duty.pk])
    download = reverse("desk:workbook-download", args=[filing.pk])
    shown = above.get(page)
    assert shown.status_code == 200
    assert "7,777" not in shown.content.decode()
    assert "草稿" not in shown.content.decode()
    assert above.get(download).status_code == 404

    services.hand_in(actor=cast.base_clerk, duty=duty, **year.sent)
    assert "7,777" in above.get(page).content.decode()
    services.send_back(
        actor=cast.city_officer, duty=duty, reason="与上季相差太大", points=[Point("output", "多写了一位")], days=5,
        **year.sent,
    )  # fmt: skip
    enter(cast.base_clerk).get(page)
    year.filled(duty, cast.base_clerk, {"output": "888"})
    book = load_workbook(io.BytesIO(above.get(download).content))
    assert find(book, "填报", "产值", 2).value == 7777
    assert "888" not in above.get(page).content.decode()
