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
from jidi.returns.queries.filling import filing_for
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
