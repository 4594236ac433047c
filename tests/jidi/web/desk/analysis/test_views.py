"""The analysis page: figures of one's own fence, with the table beside every picture, and the same as files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from jidi.accounts.acting import Actor
from jidi.filings import owners
from jidi.filings.columns.ask import filed_most
from jidi.filings.columns.build import at_hand, rebuild
from jidi.filings.judging import Rules
from jidi.filings.models import Filing
from jidi.web.desk.analysis import asked
from tests.cast import Cast
from tests.jidi.filings.columns_world import World, build
from tests.jidi.filings.conftest import AT, rules  # noqa: F401 - a fixture
from tests.jidi.web.conftest import Enter

pytestmark = pytest.mark.django_db


def _of_area(actor: Actor | None) -> QuerySet[Any]:
    """Who works over the area of a filing sees it."""
    found = Filing.objects.all() if actor is not None else Filing.objects.none()
    keys = [one.owner_key for one in found if actor is not None and actor.covers(one.area_id)]
    return found.filter(owner_key__in=keys).values_list("owner_key", flat=True)


@pytest.fixture
def world(cast: Cast, rules: Rules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:  # noqa: F811
    monkeypatch.setattr(site, "DATA", tmp_path)
    monkeypatch.setattr(owners, "_owners", {"case": _of_area})
    return build(cast, rules)


def page_of(client: Any, query: str = "") -> str:
    answer = client.get(f"/analysis/{query}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_before_anything_was_filed_the_page_says_what_comes(
    cast: Cast, enter: Enter, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr(site, "DATA", tmp_path)
    assert "还没有可以分析的数" in page_of(enter(cast.province_officer))
    assert enter(cast.province_officer).get("/analysis/export/csv/").status_code == 404


def test_a_province_sees_cities_with_change_share_rank_and_total(world: World, cast: Cast, enter: Enter) -> None:
    rebuild(AT)
    page = page_of(enter(cast.province_officer), "?i=exports&p=2025&n=1")
    for words in ("大连市", "营口市", "400.5", "+42.9%", "49.9%", "未采纳", "合计", "数据截至"):  # 200 on 140
        assert words in page, words
    assert page.count('class="jd-bars__bar"') == 2
    assert page.index('<ol class="jd-bars"') < page.index("<table")


def test_a_county_sees_its_own_bases_only(world: World, cast: Cast, enter: Enter) -> None:
    rebuild(AT)
    page = page_of(enter(cast.county_officer), "?i=exports")
    assert "庄河市外贸转型升级基地" in page
    for words in ("金州基地", "大石桥基地", "200.5", "400.5"):
        assert words not in page
    file = (
        enter(cast.county_officer).get("/analysis/export/csv/?i=exports&by=base&p=2025&n=1").content.decode("utf-8-sig")
    )
    assert "庄河" in file
    assert "金州" not in file


def test_a_part_never_bears_the_name_of_the_whole(world: World, cast: Cast, enter: Enter) -> None:
    """A county has bases only, a city no province: asked for more in the address, the page and its files have bases."""
    rebuild(AT)
    for who, wanted in (
        (cast.county_officer, "city"),
        (cast.county_officer, "province"),
        (cast.city_officer, "province"),
    ):
        client = enter(who)
        page = page_of(client, f"?i=exports&by={wanted}&p=2025&n=1")
        assert f'<option value="{wanted}"' not in page
        assert "辽宁省" not in page.partition("<tbody>")[2].partition("</tbody>")[0]
        file = client.get(f"/analysis/export/sdmx/?i=exports&by={wanted}&p=2025&n=1").content.decode("utf-8-sig")
        assert ",210000," not in file
        if who is cast.county_officer:
            assert ",210200," not in file


def test_what_stands_alone_has_no_share_and_no_rank(world: World, cast: Cast, enter: Enter) -> None:
    rebuild(AT)
    body = page_of(enter(cast.city_officer), "?i=exports&by=city&p=2025&n=1").partition("<tbody>")[2]
    (line,) = [one for one in body.partition("</tbody>")[0].split("</tr>") if "大连市" in one]
    assert "100" not in line
    assert line.count("—") >= 2


def test_the_unit_is_said_once_also_where_the_form_prints_it_in_the_label(
    world: World, cast: Cast, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    rebuild(AT)
    client = enter(cast.province_officer)
    plain = page_of(client, "?i=exports&p=2025")
    assert "<span>出口额（万元），按市</span>" in plain
    found = asked.indicators

    def printed(copy: Any) -> Any:
        return {key: replace(one, zh=f"1.{one.zh}（{one.unit}）") for key, one in found(copy).items()}

    monkeypatch.setattr(asked, "indicators", printed)
    assert "<span>1.出口额（万元），按市</span>" in page_of(client, "?i=exports&p=2025")


def test_what_is_shown_first_is_of_the_form_most_is_filed_in(world: World, cast: Cast, enter: Enter) -> None:
    rebuild(AT)
    copy = at_hand(AT)
    assert copy is not None
    every = tuple(Filing.objects.values_list("pk", flat=True))
    assert filed_most(copy, every)[0] == "exports"
    assert filed_most(copy, ()) == []
    assert filed_most(copy, (0,)) == []


def test_somebody_outside_sees_nothing(world: World, cast: Cast, enter: Enter) -> None:
    rebuild(AT)
    assert "还没有可以分析的数" in page_of(enter(cast.other_province_officer))


def test_anything_unknown_in_the_address_falls_back_to_what_is_usual(world: World, cast: Cast, enter: Enter) -> None:
    rebuild(AT)
    for query in ("?i=nothing&by=x&p=1999&n=7", "?i=%27%22--&by=base'&p=2025'%20OR%201=1", "?n=-1"):
        assert "出口额" in page_of(enter(cast.province_officer), query)


@pytest.mark.parametrize(("kind", "begins"), [("excel", b"PK"), ("csv", b"\xef\xbb\xbf"), ("sdmx", b"STRUCTURE,")])
def test_the_same_answer_comes_as_files(world: World, cast: Cast, enter: Enter, kind: str, begins: bytes) -> None:
    rebuild(AT)
    answer = enter(cast.province_officer).get(f"/analysis/export/{kind}/?i=exports")
    assert answer.status_code == 200
    assert answer.content.startswith(begins)
    assert answer["Content-Disposition"].startswith("attachment")


def test_the_page_asks_the_same_few_queries_however_much_was_filed(world: World, cast: Cast, enter: Enter) -> None:
    rebuild(AT)
    client = enter(cast.province_officer)
    page_of(client)
    with CaptureQueriesContext(connection) as few:
        page_of(client)
    for year in ("2022", "2023"):
        world.file("gold", year, {f"exports.{int(year) - 1}": "2", f"exports.{year}": "2"}, "sister_county_officer")
    rebuild(AT)
    with CaptureQueriesContext(connection) as many:
        page_of(client)
    assert len(many) == len(few)


def test_what_was_just_filed_is_there_at_once_where_little_was_filed(world: World, cast: Cast, enter: Enter) -> None:
    client = enter(cast.county_officer)
    assert "150" in page_of(client, "?i=exports&by=base")
    world.file("sea", "2026", {"exports.2025": "150", "exports.2026": "177.7"})
    assert "177.7" in page_of(client, "?i=exports&by=base")
