"""The list of bases: who is on it, how it is narrowed, and that it asks the database no more for more of them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jidi.bases.enums import TitleAct
from jidi.bases.models import Base
from jidi.bases.services.titles import record_title_event
from jidi.bases.values import Basis, Holder, When
from tests.cast import Cast
from tests.jidi.bases.conftest import AT, NATIONAL, TODAY, Granting, open_one, title_permit
from tests.jidi.web.conftest import Enter

pytestmark = pytest.mark.django_db


def names(text: str) -> list[str]:
    return re.findall(r'<a class="jd-what" href="[^"]+">([^<]+)</a>', text)


def open_in(cast: Cast, area: str, product: str) -> Base:
    return open_one(cast.province_officer, area, name=f"{product}基地", products=(product,))


def test_each_base_stands_with_place_titles_products_and_what_is_lacking(
    cast: Cast, version: object, base: Base, grant: Granting, enter: Enter
) -> None:
    grant(base)
    grant(base, NATIONAL)
    text = enter(cast.city_officer).get("/bases/").content.decode()
    assert names(text) == [base.name]
    for part in ("大连市 庄河市", "国家级 在册", "省级 在册", "2022-09-01", "海产品", "1 个", "国家级 1，省级 1"):
        assert part in text
    assert text.index("国家级 在册") < text.index("省级 在册")
    assert re.search(r"协调机制.{0,120}第一条", text, re.DOTALL)
    assert re.search(r"服务机构.{0,120}第二条", text, re.DOTALL)


def test_nobody_sees_the_bases_of_another_city(cast: Cast, base: Base, enter: Enter) -> None:
    for actor in (cast.other_city_officer, cast.other_province_officer, cast.sister_county_officer):
        text = enter(actor).get("/bases/").content.decode()
        assert base.name not in text
        assert "您当前的职务还看不到基地" in text


def test_the_list_is_narrowed_by_level_area_product_and_state(
    cast: Cast, base: Base, grant: Granting, enter: Enter
) -> None:
    shoes, wire = open_in(cast, "210213", "鞋"), open_in(cast, "210882", "电磁线")
    grant(base)
    held = grant(shoes, NATIONAL)
    permit = title_permit(cast.province_officer, "title.record", Holder.base(shoes))
    record_title_event(
        permit=permit, holding=held, act=TitleAct.RECTIFYING, when=When(TODAY), basis=Basis(reason="考核"), at=AT
    )
    client = enter(cast.province_officer)

    def shown(query: str) -> set[str]:
        return set(names(client.get(f"/bases/?{query}").content.decode()))

    assert shown("") == {base.name, shoes.name, wire.name}
    assert shown("tier=nation") == {shoes.name}
    assert shown("state=rectifying") == {shoes.name}
    assert shown("area=210800") == {wire.name}
    assert shown("product=海产") == {base.name}
    assert shown("q=电磁") == {wire.name}
    assert shown("ended=1") == set()
    assert shown("tier=x&state=y&area=21") == {base.name, shoes.name, wire.name}


def test_nothing_found_says_so_and_leads_back(cast: Cast, base: Base, enter: Enter) -> None:
    text = enter(cast.city_officer).get("/bases/?q=无此基地").content.decode()
    assert "没有符合所选条件的基地" in text
    assert "清除筛选" in text


def test_the_number_of_queries_does_not_grow_with_the_bases(
    cast: Cast, version: object, base: Base, grant: Granting, enter: Enter, django_assert_num_queries: Any
) -> None:
    client = enter(cast.province_officer)
    client.get("/bases/")
    with CaptureQueriesContext(connection) as few:
        client.get("/bases/")
    for place in range(12):
        grant(open_in(cast, "210213", f"产品{place}"))
    with django_assert_num_queries(len(few)):
        assert len(names(client.get("/bases/").content.decode())) == 13
