"""Every workbook the pages of reporting give out opens in LibreOffice and prints on A4."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from jidi.returns.queries.filling import filing_for
from tests.jidi.filings.conftest import rules as rules
from tests.jidi.filings.workbooks.calc import SOFFICE, WHY_NOT, recalculated_all
from tests.jidi.filings.workbooks.lots import Desk
from tests.jidi.filings.workbooks.test_batches import bulk as bulk
from tests.jidi.returns.ferry import Ferry
from tests.jidi.web.conftest import Enter
from tests.jidi.web.desk.returns.conftest import On

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
A4 = 9


def opened(files: dict[str, bytes], folder: Path) -> dict[str, Any]:
    """Each workbook as LibreOffice saved it; printed on A4 as it was given out."""
    paths = []
    for name, content in files.items():
        path = folder / f"{name}.xlsx"
        path.write_bytes(content)
        paths.append(path)
        for sheet in load_workbook(io.BytesIO(content)):
            if sheet.sheet_state == "visible":
                assert sheet.page_setup.paperSize == A4, (name, sheet.title)
    if SOFFICE is None:
        print(WHY_NOT)
        pytest.skip(WHY_NOT)
    made = recalculated_all(paths, folder)
    found = {path.stem: load_workbook(path, data_only=True) for path in made}
    for name, book in found.items():
        errors = [c.value for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "e"]
        assert not errors, name
    return found


def test_board_totals_zip_form_and_analysis_open_and_print_on_a4(
    year: Ferry, on: On, enter: Enter, tmp_path: Path
) -> None:
    on("2023-04-04")
    cast, duty = year.cast, year.duty("figures", "2023-Q1", year.base)
    year.filed(duty, cast.city_officer)
    filing = filing_for(duty)
    assert filing is not None
    city = enter(cast.city_officer)
    column = f"{year.version.pack_id}:figures:2023-Q1"
    asked = {
        "board": reverse("desk:returns-export"),
        "totals": f"{reverse('desk:returns-table')}?c={column}",
        "form": reverse("desk:workbook-download", args=[filing.pk]),
        "analysis": f"{reverse('desk:analysis-export', args=['excel'])}?indicator=quarter.output&by=base",
    }
    answers = {name: city.get(address) for name, address in asked.items()}
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(asked, 200)
    files = {name: answer.content for name, answer in answers.items()}
    with zipfile.ZipFile(io.BytesIO(city.get(f"{reverse('desk:returns-parcel')}?c={column}").content)) as box:
        inside = [name for name in box.namelist() if name.endswith(".xlsx")]
        files |= {f"zip{n}": box.read(name) for n, name in enumerate(inside)}
    assert len(inside) == 2
    found = opened(files, tmp_path)
    assert any(row[0] == "合计" for row in found["totals"]["汇总表"].iter_rows(values_only=True))


def test_the_template_of_many_returns_opens_and_prints_on_a4(bulk: Desk, enter: Enter, tmp_path: Path) -> None:
    content = enter(bulk.cast.county_officer).get("/workbooks/bulk/blank/?kind=firm&lot=2025").content
    found = opened({"bulk": content}, tmp_path)
    assert found["bulk"]["批量填报"]["A5"].value
