"""A clerk downloads the form, fills it in, uploads it, sees what would change, and takes it over."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from jidi.common.keys import new_key
from jidi.filings.models import Upload
from tests.jidi.filings.workbooks.bench import find
from tests.jidi.filings.workbooks.conftest import Office
from tests.jidi.web.conftest import Enter

pytestmark = pytest.mark.django_db


def _book(content: bytes, **cells: Any) -> bytes:
    book: Workbook = load_workbook(BytesIO(content))
    for words, value in cells.items():
        find(book, "填报", words, 4).value = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _send(client: Client, office: Office, content: bytes, name: str = "表.xlsx") -> Any:
    file = SimpleUploadedFile(name, content)
    address = f"/workbooks/{office.filing.pk}/upload/"
    return client.post(address, {"file": file, "once": new_key()})


def test_from_download_to_draft(office: Office, enter: Enter) -> None:
    client, start = enter(office.clerk), f"/workbooks/{office.filing.pk}/"
    assert "下载填报表" in client.get(start).content.decode()
    got = client.get(start + "download/")
    assert "attachment" in got["Content-Disposition"]
    sent = _send(client, office, _book(got.content, 总产值=215.5, 从业人数="三百"))
    assert sent.status_code == 302
    shown = client.get(sent.url).content.decode()
    for words in ("215.5", "214.30", "孙丽", "填报 E9", "这一格只写一个数", "采用这 2 格", "还不能报送"):
        assert words in shown
    assert office.desk.text("total.2025") == "214.30"
    taken = client.post(sent.url + "accept/", {"once": new_key()})
    assert taken.status_code == 302
    assert office.desk.text("total.2025") == "215.5"
    again = client.get(sent.url).content.decode()
    assert "已采用" in again
    assert "采用这" not in again


def test_the_marked_workbook_is_given_back(office: Office, enter: Enter) -> None:
    client = enter(office.clerk)
    sent = _send(client, office, _book(office.download(), 总产值="约两百亿"))
    marked = client.get(sent.url + "marked/")
    assert find(load_workbook(BytesIO(marked.content)), "填报", "总产值", 4).comment


def test_a_file_that_is_not_read_is_said_on_the_same_page(office: Office, enter: Enter) -> None:
    client = enter(office.clerk)
    answer = _send(client, office, b"PK\x03\x04 torn")
    assert answer.status_code == 422
    assert "文件不完整" in answer.content.decode()
    assert client.post(f"/workbooks/{office.filing.pk}/upload/", {"once": new_key()}).status_code == 422


def test_whoever_only_looks_gets_a_locked_copy_and_no_upload(office: Office, enter: Enter) -> None:
    client, start = enter(office.cast.city_officer), f"/workbooks/{office.filing.pk}/"
    shown = client.get(start).content.decode()
    assert "由县里填报" in shown
    assert 'type="file"' not in shown
    assert client.get(start + "download/").status_code == 200
    assert _send(client, office, office.download()).status_code == 403
    assert not Upload.objects.exists()


def test_others_find_nothing(office: Office, enter: Enter) -> None:
    upload = office.take(office.download())
    stranger = enter(office.cast.other_city_officer)
    for address in (f"/workbooks/{office.filing.pk}/", f"/workbooks/{office.filing.pk}/download/"):
        assert stranger.get(address).status_code == 404
    for address in ("", "marked/"):
        assert stranger.get(f"/workbooks/uploads/{upload.key}/{address}").status_code == 404
    assert stranger.post(f"/workbooks/uploads/{upload.key}/accept/", {"once": new_key()}).status_code == 404


@pytest.mark.django_db
def test_the_preview_asks_the_database_few_questions_however_many_cells(
    office: Office, enter: Enter, django_assert_max_num_queries: Any
) -> None:
    client = enter(office.clerk)
    sent = _send(client, office, _book(office.download(), 总产值=1, 从业人数=2, 标准=3))
    client.get(sent.url)
    with django_assert_max_num_queries(16):
        client.get(sent.url)
