"""Every page of 政策库, for every pack there is, in both languages: it stands, and nothing of it is torn."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from jidi.policies.models import PackVersion
from jidi.policies.queries import pack as pack_of
from tests.cast import Cast
from tests.jidi.packs import harbour
from tests.jidi.web.conftest import Enter
from tests.jidi.web.desk.policies.conftest import ROOT, brought_in

pytestmark = pytest.mark.django_db

PACKS = [ROOT / "tests" / "packs" / "fixture", ROOT / "tests" / "packs" / "tiny", harbour.FOLDER]
PACKS += sorted(path.parent for path in (ROOT / "policies").glob("*/pack.yaml"))


def pages_of(version: PackVersion) -> list[str]:
    base = f"/policies/{version.pack_id}/"
    pack = pack_of(version)
    pages = ["/policies/", base, f"{base}coverage/", f"{base}points/", f"{base}diagram/", f"{base}versions/"]
    pages += [f"{base}diagram/?procedure={name}" for name in pack.procedures]
    pages += [f"{base}points/{name}/" for name in pack.open_points]
    return pages + [f"{base}articles/{name}/" for name in pack.articles]


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("folder", PACKS, ids=lambda path: path.name)
def test_every_page_stands(cast: Cast, enter: Enter, folder: Path, language: str) -> None:
    version = brought_in(folder)
    client = enter(cast.province_officer)
    client.cookies["jidi_language"] = language
    for path in pages_of(version):
        text = read(client, path)
        assert not [mark for mark in ("{%", "{{") if mark in text], path
        assert "None" not in re.sub(r"<[^>]*>", "", text), path
        ids = re.findall(r'\sid="([^"]+)"', text)
        assert len(ids) == len(set(ids)), (path, sorted({one for one in ids if ids.count(one) > 1}))


def test_the_library_says_so_when_it_is_empty(cast: Cast, enter: Enter) -> None:
    text = read(enter(cast.city_officer), "/policies/")
    assert "还没有导入政策" in text
    assert "jidi policy import" in text


def test_what_is_in_force_here_comes_first_and_drafts_say_so(
    cast: Cast, enter: Enter, harbour_version: PackVersion
) -> None:
    brought_in(ROOT / "tests" / "packs" / "tiny")
    text = read(enter(cast.county_officer), "/policies/")
    assert text.index("本地区现行") < text.index("港口特色基地管理办法") < text.index("草稿和未起用的版本")
    text = read(enter(cast.other_province_officer), "/policies/")
    assert text.index("其他地区现行") < text.index("港口特色基地管理办法")


def test_every_duty_of_business_finds_the_room(cast: Cast, enter: Enter, harbour_version: PackVersion) -> None:
    for actor in cast.actors.values():
        text = read(enter(actor), "/policies/")
        assert ('href="/policies/"' in text) == (actor.name != cast.auditor.name)


def test_nobody_reads_without_log_in(client: Client, harbour_version: PackVersion) -> None:
    answer = client.get("/policies/harbour-2020/articles/1/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/login/?next=/policies/harbour-2020/articles/1/"


@pytest.mark.parametrize(
    "path",
    [
        "/policies/nowhere-2020/",
        "/policies/harbour-2020/articles/99/",
        "/policies/harbour-2020/points/nothing/",
        "/policies/harbour-2020/?v=7",
        "/policies/harbour-2020/?v=abc",
    ],
)
def test_what_there_is_none_of_is_a_page_with_a_next_step(
    cast: Cast, enter: Enter, harbour_version: PackVersion, path: str
) -> None:
    answer = enter(cast.city_officer).get(path)
    assert answer.status_code == 404
    assert "请从列表重新进入" in answer.content.decode()


def test_pages_ask_the_database_the_same_however_much_there_is(
    cast: Cast, enter: Enter, harbour_version: PackVersion, django_assert_max_num_queries: object
) -> None:
    from tests.jidi.web.desk.policies.test_deciding import decided

    client = enter(cast.province_officer)
    paths = ("articles/2/", "coverage/", "points/", "points/silence/", "diagram/", "versions/", "")
    for path in paths:
        read(client, f"/policies/harbour-2020/{path}")
    few = [_asked(client, f"/policies/harbour-2020/{path}") for path in paths]
    for year in range(2021, 2026):
        decided(harbour_version, "round-year", year, target=f"{year}-1")
        decided(harbour_version, "start-day", f"{year}-01-01", day=year)
    assert [_asked(client, f"/policies/harbour-2020/{path}") for path in paths] == few
    assert max(few) <= 14


def _asked(client: Client, path: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return len(asked)
