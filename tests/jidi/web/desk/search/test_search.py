"""搜索: what one may see is found by name, number or words; what one may not is neither shown nor counted."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jidi.accounts.acting import Actor
from jidi.bases.models import Base
from jidi.bases.services.bases import rename_base
from jidi.policies.models import PackVersion
from tests.cast import Cast
from tests.jidi.bases.conftest import AT, base_permit, open_one
from tests.jidi.bases.conftest import base as base
from tests.jidi.bases.conftest import version as version
from tests.jidi.cases.conftest import Play
from tests.jidi.cases.conftest import play as play
from tests.jidi.cases.conftest import register as register
from tests.jidi.web.conftest import Enter

pytestmark = pytest.mark.django_db


def found(enter: Enter, actor: Actor, words: str) -> dict[str, list[str]]:
    text = enter(actor).get("/search/", {"q": words}).content.decode()
    groups = text.split('<section class="jd-panel">')[1:]
    return {
        head.group(1): [name.strip() for name in re.findall(r'<span class="jd-list__what">(?:<a [^>]+>)?([^<]+)', part)]
        for part in groups
        if (head := re.search(r"<h2>([^<]+)</h2>", part))
    }


def test_a_base_is_found_by_name_former_name_place_and_product(cast: Cast, base: Base, enter: Enter) -> None:
    former = base.name
    permit = base_permit(cast.county_officer, base)
    rename_base(permit=permit, base=base, name="庄河海洋食品基地", from_on=date(2020, 6, 1), source="通知", at=AT)
    for words in ("海洋食品基地", former, "庄河市", "海产品"):
        assert found(enter, cast.city_officer, words).get("基地") == ["庄河海洋食品基地"], words


def test_articles_are_found_by_number_and_gist(cast: Cast, version: PackVersion, enter: Enter) -> None:
    assert found(enter, cast.county_officer, "第三条")["条文"] == ["第三条　基地可建平台。"]
    assert found(enter, cast.county_officer, "协调机制")["条文"] == ["第一条　基地应有协调机制。"]
    assert "条文" not in found(enter, cast.other_province_officer, "第三条")


def test_organisations_are_found_in_ones_own_area_only(cast: Cast, enter: Enter) -> None:
    assert found(enter, cast.city_officer, "海洋食品")["机构和企业"] == ["庄河海洋食品有限公司"]
    assert found(enter, cast.other_city_officer, "海洋食品") == {}
    assert found(enter, cast.system_admin, "庄河市商务局")["机构和企业"] == ["庄河市商务局"]


@pytest.mark.parametrize(
    "who",
    ["other_city_officer", "sister_county_officer", "other_province_officer", "base_clerk", "expert", "auditor",
     "system_admin", "security_admin", "audit_admin"],
)  # fmt: skip
def test_nothing_leaks_not_even_by_a_count(cast: Cast, base: Base, enter: Enter, who: str) -> None:
    text = enter(getattr(cast, who)).get("/search/", {"q": "外贸转型升级基地（海产品）"}).content.decode()
    assert "没有找到" in text
    assert "先列" not in text
    assert f"/bases/{base.pk}/" not in text


def test_a_matter_is_found_by_number_by_its_parties_only(cast: Cast, play: Play, enter: Enter) -> None:
    case = play.open().case
    assert found(enter, cast.county_officer, case.case_no)["案卷"] == [f"{case.case_no}　{case.title_zh}"]
    assert found(enter, cast.other_city_officer, case.case_no) == {}


def test_accounts_are_found_by_the_administrators_who_look_after_them(cast: Cast, enter: Enter) -> None:
    name = cast.county_officer.name
    assert found(enter, cast.system_admin, name)["账户"] == [f"{name}（county-officer）"]
    assert "账户" not in found(enter, cast.audit_admin, name)
    assert "账户" not in found(enter, cast.province_officer, name)


def test_at_most_twenty_of_a_group_are_listed_in_a_constant_number_of_queries(cast: Cast, enter: Enter) -> None:
    def count() -> int:
        client = enter(cast.province_officer)
        client.get("/search/", {"q": "罐头"})
        with CaptureQueriesContext(connection) as asked:
            client.get("/search/", {"q": "罐头"})
        return len(asked)

    open_one(cast.province_officer, name="罐头零", products=("罐头",))
    few = count()
    for place in range(24):
        open_one(cast.province_officer, name=f"罐头{place}基地", products=(f"罐头{place}",))
    assert count() == few
    assert len(found(enter, cast.province_officer, "罐头")["基地"]) == 20
    assert "先列 20 条" in enter(cast.province_officer).get("/search/", {"q": "罐头"}).content.decode()


def test_without_words_it_says_what_can_be_looked_for(cast: Cast, enter: Enter) -> None:
    text = enter(cast.city_officer).get("/search/").content.decode()
    assert "请写要搜的词" in text
    assert "基地、案卷、条文、机构和企业" in text
    assert 'placeholder="搜基地、案卷、条文、机构和企业"' in text
