"""Opening, changing and ending a base, and what was before this system."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from jidi.bases.models import Base, BaseLink, OpeningRecord
from jidi.common.keys import new_key
from jidi.policies.models import PackVersion
from tests.cast import Cast
from tests.jidi.bases.conftest import Granting
from tests.jidi.web.conftest import Enter

pytestmark = pytest.mark.django_db
NEW = {
    "name": "庄河童鞋基地", "scheme": "foreign-trade-base", "kind": "division", "area": "210283", "words": "",
    "products": "童鞋 6402,6404\n雨靴", "from_on": "2020-01-01", "source": "庄政〔2020〕1号",
}  # fmt: skip
SOURCED = {"from_on": "2023-01-01", "source": "庄政〔2023〕1号"}


@pytest.fixture
def county(cast: Cast, version: PackVersion, enter: Enter) -> Client:
    return enter(cast.county_officer)


def named(prefix: str, **values: str) -> dict[str, str]:
    return {f"{prefix}-{key}": value for key, value in values.items()}


def open_new(client: Client, **more: str) -> Any:
    return client.post("/bases/new/", {"once": new_key(), **NEW, **more})


def test_a_base_is_opened_with_its_products_and_their_codes(county: Client) -> None:
    answer = open_new(county)
    base = Base.objects.get()
    assert answer.headers["Location"] == f"/bases/{base.pk}/"
    assert (base.name, base.product_words, base.area_id) == ("庄河童鞋基地", "童鞋、雨靴", "210283")
    assert "6402,6404" in base.product_sets.get().products.get(name="童鞋").hs_prefixes
    assert "海关编码 6402、6404" in county.get(f"/bases/{base.pk}/").content.decode()


def test_the_same_host_and_products_are_not_opened_twice_and_what_was_typed_stays(county: Client) -> None:
    open_new(county)
    answer = open_new(county, name="又一个")
    assert answer.status_code == 409
    assert "已有在册基地" in answer.content.decode()
    assert 'value="又一个"' in answer.content.decode()
    assert Base.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "请填写基地名称"),
        ({"source": ""}, "请填写来源"),
        ({"kind": "park"}, "请写明园区、乡镇或企业的名称"),
        ({"products": "童鞋 64x"}, "第 1 行的海关编码"),
        ({"area": "210800"}, "请填写所在区划"),
    ],
)
def test_what_is_wrong_with_a_new_base_is_said_at_the_field(county: Client, changed: dict[str, str], said: str) -> None:
    answer = open_new(county, **changed)
    assert answer.status_code == 422
    assert said in answer.content.decode() or "所在区划" in answer.content.decode()
    assert not Base.objects.exists()


def test_only_the_authorities_of_the_place_open_bases(cast: Cast, enter: Enter) -> None:
    for actor in (cast.base_clerk, cast.enterprise_clerk, cast.finance_officer):
        assert enter(actor).get("/bases/new/").status_code == 403
    assert enter(cast.auditor).get("/bases/new/").status_code == 403


def test_name_host_and_products_change_from_a_day_on_and_the_history_keeps_both(county: Client, base: Base) -> None:
    at = f"/bases/{base.pk}"
    county.post(f"{at}/rename/", named("rename", name="庄河贝类基地", **SOURCED))
    county.post(f"{at}/move/", named("move", kind="park", area="210283", words="庄河经济开发区", **SOURCED))
    county.post(f"{at}/products/", named("products", products="贝类 0307", **SOURCED))
    county.post(f"{at}/helper/", named("helper", area="210100", **SOURCED))
    base.refresh_from_db()
    assert (base.name, base.host_words, base.product_words) == ("庄河贝类基地", "庄河经济开发区", "贝类")
    text = county.get(f"{at}/?tab=record").content.decode()
    for part in (
        "庄河市外贸转型升级基地（海产品）",
        "庄河贝类基地",
        "庄河经济开发区",
        "沈阳市",
        "2023-01-01",
        "庄政〔2023〕1号",
    ):
        assert part in text


def test_a_refused_change_shows_the_page_again_with_what_was_typed(county: Client, base: Base) -> None:
    answer = county.post(f"/bases/{base.pk}/rename/", named("rename", name="新名", from_on="", source=""))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'value="新名"' in text
    assert "请填写来源" in text


def test_an_organisation_is_linked_and_unlinked(cast: Cast, county: Client, base: Base, enter: Enter) -> None:
    office = cast.organisations["institution"]
    values = {"organisation": str(office.pk), "from_on": "2020-01-01", "source": "庄编〔2020〕2号"}
    misfit = county.post(f"/bases/{base.pk}/link/", named("linking", role="association", **values))
    assert misfit.status_code == 422
    assert "不能作为商协会" in misfit.content.decode()
    county.post(f"/bases/{base.pk}/link/", named("linking", role="institution", **values))
    link = BaseLink.objects.get()
    assert enter(cast.base_clerk).get(f"/bases/{base.pk}/").status_code == 200
    county.post(f"/bases/{base.pk}/unlink/{link.pk}/", {f"link{link.pk}-on": "2021-01-01"})
    assert enter(cast.base_clerk).get(f"/bases/{base.pk}/").status_code == 404
    again = county.post(f"/bases/{base.pk}/unlink/{link.pk}/", {f"link{link.pk}-on": "2021-01-01"})
    assert again.status_code == 404


def test_a_base_leaves_only_without_title_and_with_its_name_typed(county: Client, base: Base, grant: Granting) -> None:
    at = f"/bases/{base.pk}/leave/"
    told = {"on": "2023-01-01", "why": "并入他处"}
    assert "不同" in county.post(at, named("leaving", typed="别的", **told)).content.decode()
    grant(base)
    held = county.post(at, named("leaving", typed=base.name, **told))
    assert held.status_code == 409
    assert "它还有称号" in held.content.decode()


def test_a_base_that_left_can_be_read_and_no_more_is_entered(county: Client, base: Base) -> None:
    county.post(f"/bases/{base.pk}/leave/", named("leaving", typed=base.name, on="2023-01-01", why="并入他处"))
    text = county.get(f"/bases/{base.pk}/").content.decode()
    assert "2023-01-01 退出登记" in text
    assert county.get(f"/bases/{base.pk}/change/").status_code == 409
    assert county.get(f"/bases/{base.pk}/enter/institution/").status_code == 409
    assert base.name in county.get("/bases/?ended=1").content.decode()


def test_earlier_applications_and_figures_come_in_with_their_source(county: Client, base: Base) -> None:
    at = f"/bases/{base.pk}/openings"
    told = {"scheme": "省级基地", "on": "2016-05-01", "tier": "province", "batch": "2", "result": "未认定"}
    assert county.post(f"{at}/application/", told).status_code == 422
    county.post(f"{at}/application/", {**told, "source": "档案"})
    figure = {"indicator": "出口额", "period": "2019年", "amount": "12.5", "unit": "亿元", "source": "年鉴"}
    assert "不是期间" in county.post(f"{at}/figure/", figure).content.decode()
    county.post(f"{at}/figure/", {**figure, "period": "2019"})
    assert OpeningRecord.objects.count() == 2
    text = county.get(f"/bases/{base.pk}/?tab=record").content.decode()
    for part in ("省级基地", "第 2 批", "未认定", "出口额", "12.5", "年鉴"):
        assert part in text
    assert county.get(f"{at}/other/").status_code == 404


def test_another_city_cannot_change_a_base(cast: Cast, base: Base, enter: Enter) -> None:
    client = enter(cast.other_city_officer)
    assert client.get(f"/bases/{base.pk}/change/").status_code == 404
    assert client.post(f"/bases/{base.pk}/rename/", named("rename", name="x", **SOURCED)).status_code == 404
    base.refresh_from_db()
    assert base.name != "x"
    assert base.made_at.date() > date(2000, 1, 1)
