"""盖章件: one version on paper, its code, and what whoever scans it is told."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
import segno
from django.db import connection
from django.test import Client

from jidi.filings.models import Version
from jidi.web.desk.stamped import printed
from tests.jidi.filings.conftest import GOOD
from tests.jidi.filings.workbooks.conftest import Office
from tests.jidi.web.conftest import Enter

pytestmark = pytest.mark.django_db


def words_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def code_address(version: Version) -> str:
    whole = printed.address_of(version)
    assert whole.startswith("http://127.0.0.1:8000/stamped/")
    return whole.removeprefix("http://127.0.0.1:8000")


@pytest.fixture
def first(office: Office) -> Version:
    office.desk.save(GOOD)
    return office.desk.submit()


def test_it_carries_the_version_who_filed_it_a_box_to_stamp_and_its_digest(
    office: Office, first: Version, enter: Enter
) -> None:
    client = enter(office.clerk)
    page = client.get(f"/stamped/{office.filing.pk}/1/").content.decode()
    for words in ("年度信息表", "第 1 版", "214.30", "单位盖章", "负责人签字", first.digest, first.who_organisation):
        assert words in page
    assert f'<img src="/stamped/{office.filing.pk}/1/code.svg"' in page
    assert re.search(r'<div class="jd-printfoot">.*第 1 版 摘要 [0-9a-f]{12} · 打印 .*孙丽', page)


def test_the_code_is_a_picture_of_the_address_with_version_and_digest(
    office: Office, first: Version, enter: Enter
) -> None:
    answer = enter(office.clerk).get(f"/stamped/{office.filing.pk}/1/code.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    drawn = ElementTree.fromstring(answer.content)  # noqa: S314  (our own picture)
    dark = drawn.findall("{http://www.w3.org/2000/svg}path")[-1].attrib["d"]
    assert not re.search(r"style|script|href", answer.content.decode())
    # What is drawn line by line is what the address is as a code: as many dark squares, in as many rows.
    wanted = segno.make(printed.address_of(first), error="q", micro=False)
    assert sum(int(run) for run in re.findall(r"h(\d+)", dark)) == sum(sum(row) for row in wanted.matrix)
    assert printed.address_of(first).endswith(f"/{office.filing.pk}/1/{first.digest[7:39]}/")


def test_whoever_scans_it_hears_that_the_digest_agrees(office: Office, first: Version, enter: Enter) -> None:
    page = words_of(enter(office.clerk), code_address(first))
    assert "摘要一致" in page
    assert "第 1 版" in page
    assert "打开事项" in page


def test_another_digest_on_the_paper_is_said(office: Office, first: Version, enter: Enter) -> None:
    page = words_of(enter(office.clerk), f"/stamped/{office.filing.pk}/1/{'0' * 32}/")
    assert "摘要不一致" in page
    assert "摘要一致：" not in page
    assert "请不要采用这张纸" in page


def test_a_paper_with_a_part_of_the_digest_does_not_agree(office: Office, first: Version, enter: Enter) -> None:
    page = words_of(enter(office.clerk), f"/stamped/{office.filing.pk}/1/{first.digest[7:20]}/")
    assert "摘要不一致" in page


def test_a_row_changed_by_hand_no_longer_agrees(office: Office, first: Version, enter: Enter) -> None:
    changed = first.values_json.replace("214.30", "314.30")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE filings_version SET values_json = %s WHERE id = %s", [changed, first.pk])
    page = words_of(enter(office.clerk), code_address(first))
    assert "系统所存内容与摘要不符" in page
    assert "摘要一致" not in page


def test_an_older_version_says_that_a_newer_one_came(office: Office, first: Version, enter: Enter) -> None:
    office.desk.save({"brand": "自主品牌 10 个。"})
    office.desk.submit()
    page = words_of(enter(office.clerk), code_address(first))
    assert "摘要一致" in page
    assert "之后又报了第 2 版" in page
    assert "之后又报了第 2 版" in words_of(enter(office.clerk), f"/stamped/{office.filing.pk}/1/")


def test_whoever_may_not_see_it_finds_nothing_and_a_visitor_comes_back_after_the_log_in(
    office: Office, first: Version, enter: Enter
) -> None:
    address = code_address(first)
    stranger = enter(office.cast.other_city_officer)
    for path in (address, f"/stamped/{office.filing.pk}/1/", f"/stamped/{office.filing.pk}/1/code.svg"):
        assert stranger.get(path).status_code == 404
    assert enter(office.clerk).get(f"/stamped/{office.filing.pk}/2/").status_code == 404
    sent = Client().get(address)
    assert (sent.status_code, sent.headers["Location"]) == (302, f"/login/?next={address}")
