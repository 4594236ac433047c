"""A base and what is true of it over time."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from jidi.accounts.acting import Denied
from jidi.accounts.models import Division
from jidi.audit.models import Entry
from jidi.bases.enums import HostKind
from jidi.bases.models import Base
from jidi.bases.permissions import may_keep_base
from jidi.bases.services.bases import (
    change_products,
    change_scheme,
    end_base,
    move_host,
    rename_base,
    set_helper,
)
from jidi.bases.services.dated import on_day
from jidi.bases.values import HostAt, ProductNamed, products_in
from jidi.common.keys import new_key
from jidi.common.say import Refused
from tests.cast import Cast
from tests.jidi.bases.conftest import AT, TODAY, Granting, base_permit, open_one


def test_a_county_opens_a_base_and_the_trail_says_so(base: Base) -> None:
    assert (base.name, base.area_id, base.product_words) == ("庄河市外贸转型升级基地（海产品）", "210283", "海产品")
    assert [row.name for row in base.names.all()] == [base.name]
    assert [row.words for row in base.hosts.all()] == ["庄河市"]
    entry = Entry.objects.get(action="base.open")
    assert (entry.object_key, entry.area_code, entry.detail["source"]) == (str(base.pk), "210283", "虚字〔2018〕1号")


def test_two_bases_in_one_county_differ_by_their_products(cast: Cast, base: Base) -> None:
    second = open_one(cast.county_officer, name="庄河家具基地", products=("家具",))
    assert second.living_key != base.living_key


def test_the_same_host_and_products_are_refused_whatever_the_name_and_order(cast: Cast) -> None:
    open_one(cast.county_officer, products=("宠物用品", "食品"))
    with pytest.raises(Refused) as caught:
        open_one(cast.county_officer, name="另一名称", products=("食品", "宠物用品"))
    assert caught.value.code == "base-twice"
    assert Base.objects.count() == 1


def test_the_database_itself_refuses_a_second_living_base(base: Base) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Base.objects.create(
            scheme=base.scheme, name="x", area_id="210283", host_words="x", living_key=base.living_key, made_at=AT
        )


def test_a_base_is_living_or_ended_and_nothing_between(base: Base) -> None:
    with pytest.raises(IntegrityError, match="bases_base_living_or_ended"), transaction.atomic():
        Base.objects.filter(pk=base.pk).update(living_key=None)


def test_a_double_click_opens_one_base(cast: Cast) -> None:
    key = new_key()
    assert open_one(cast.county_officer, key=key) == open_one(cast.county_officer, key=key)
    assert Base.objects.count() == 1


def test_a_base_without_name_or_source_is_refused_with_both_reasons(cast: Cast) -> None:
    with pytest.raises(Refused) as caught:
        open_one(cast.county_officer, name=" ")
    assert caught.value.why.zh == "缺少基地名称。"
    assert caught.value.recorded


def test_a_renamed_base_keeps_its_history(cast: Cast, base: Base) -> None:
    permit = base_permit(cast.county_officer, base)
    renamed = rename_base(
        permit=permit, base=base, name="庄河海洋食品基地", from_on=date(2020, 6, 1), source="更名通知", at=AT
    )
    assert renamed.name == "庄河海洋食品基地"
    then, now = on_day(base.names.all(), date(2020, 5, 31)), on_day(base.names.all(), date(2020, 6, 1))
    assert then is not None
    assert now is not None
    assert (then.name, now.name) == ("庄河市外贸转型升级基地（海产品）", "庄河海洋食品基地")


def test_an_earlier_name_entered_later_finds_its_place(cast: Cast, base: Base) -> None:
    permit = base_permit(cast.county_officer, base)
    held = rename_base(
        permit=permit, base=base, name="庄河水产示范基地", from_on=date(2011, 8, 1), source="2011年名单", at=AT
    )
    assert held.name == "庄河市外贸转型升级基地（海产品）"
    rows = base.names.order_by("from_on").values_list("name", "from_on", "to_on")
    assert list(rows) == [
        ("庄河水产示范基地", date(2011, 8, 1), date(2018, 1, 1)),
        ("庄河市外贸转型升级基地（海产品）", date(2018, 1, 1), None),
    ]


def test_saying_the_same_again_writes_nothing(cast: Cast, base: Base) -> None:
    permit = base_permit(cast.county_officer, base)
    rename_base(permit=permit, base=base, name=base.name, from_on=date(2020, 6, 1), source="x", at=AT)
    assert base.names.count() == 1
    assert not Entry.objects.filter(action="base.change").exists()


def test_a_wrong_row_of_the_same_day_is_kept_as_corrected(cast: Cast, base: Base) -> None:
    permit = base_permit(cast.county_officer, base)
    named = (ProductNamed("海产品", ("0303", "1604")),)
    change_products(permit=permit, base=base, products=named, from_on=date(2018, 1, 1), source="补编码", at=AT)
    wrong, right = base.product_sets.order_by("id")
    assert (wrong.corrected_at, right.corrected_at, right.to_on) == (AT, None, None)
    assert right.products.get().hs_prefixes == "0303,1604"


def test_an_hs_code_is_two_to_ten_digits() -> None:
    with pytest.raises(ValueError, match="two to ten digits"):
        ProductNamed("海产品", ("3",))


def test_several_products_in_one_title_are_read_apart() -> None:
    assert [product.name for product in products_in("宠物用品、食品，家具")] == ["宠物用品", "食品", "家具"]


def test_a_moved_host_moves_the_fence_and_the_titles_stay(cast: Cast, base: Base, grant: Granting) -> None:
    holding = grant(base)
    permit = base_permit(cast.city_officer, base)
    to = HostAt(HostKind.PARK, Division.objects.get(pk="210213"), "金州海洋产业园")
    moved = move_host(permit=permit, base=base, host=to, from_on=TODAY, source="承载地调整", at=AT)
    holding.refresh_from_db()
    assert (moved.area_id, moved.host_words, holding.area_code) == ("210213", "金州海洋产业园", "210213")
    assert holding.base_id == base.pk
    before = on_day(base.hosts.all(), date(2022, 8, 31))
    assert before is not None
    assert before.area_id == "210283"


def test_a_base_cannot_move_onto_another_one(cast: Cast, base: Base) -> None:
    open_one(cast.sister_county_officer, area="210213", name="金州海产品基地")
    permit = base_permit(cast.city_officer, base)
    to = HostAt(HostKind.DIVISION, Division.objects.get(pk="210213"))
    with pytest.raises(Refused) as caught:
        move_host(permit=permit, base=base, host=to, from_on=TODAY, source="x", at=AT)
    assert caught.value.code == "base-twice"
    base.refresh_from_db()
    assert (base.area_id, base.hosts.count()) == ("210283", 1)


def test_scheme_and_helper_are_dated_too(cast: Cast, base: Base) -> None:
    permit = base_permit(cast.province_officer, base)
    held = change_scheme(permit=permit, base=base, scheme="another-scheme", from_on=TODAY, source="新办法", at=AT)
    assert held.scheme == "another-scheme"
    helper = Division.objects.get(pk="210800")
    set_helper(permit=permit, base=base, area=helper, from_on=TODAY, source="帮扶安排", at=AT)
    set_helper(permit=permit, base=base, area=None, from_on=date(2023, 9, 1), source="帮扶结束", at=AT)
    assert list(base.helpers.order_by("from_on").values_list("words", "to_on")) == [
        ("营口市", date(2023, 9, 1)),
        ("", None),
    ]


def test_a_change_names_its_source(cast: Cast, base: Base) -> None:
    with pytest.raises(Refused) as caught:
        rename_base(
            permit=base_permit(cast.county_officer, base), base=base, name="x", from_on=TODAY, source=" ", at=AT
        )
    assert caught.value.why.zh == "缺少来源。"


def test_a_base_with_a_title_is_not_taken_off(cast: Cast, base: Base, grant: Granting) -> None:
    grant(base)
    with pytest.raises(Refused) as caught:
        end_base(permit=base_permit(cast.city_officer, base, "base.end"), base=base, on=TODAY, why="合并", at=AT)
    assert caught.value.code == "titles-held"
    assert "省级外贸转型升级基地" in caught.value.why.zh


def test_an_ended_base_frees_its_place_and_takes_no_more_changes(cast: Cast, base: Base) -> None:
    ended = end_base(permit=base_permit(cast.city_officer, base, "base.end"), base=base, on=TODAY, why="合并", at=AT)
    assert (ended.ended_on, ended.living_key) == (TODAY, None)
    assert open_one(cast.county_officer).pk != base.pk
    with pytest.raises(Refused) as caught:
        rename_base(
            permit=base_permit(cast.county_officer, base), base=base, name="x", from_on=TODAY, source="y", at=AT
        )
    assert caught.value.code == "base-ended"


def test_who_keeps_the_register_of_a_place(cast: Cast) -> None:
    def may(name: str) -> bool:
        return bool(may_keep_base(getattr(cast, name), "base.open", area_code="210283", key="210283"))

    allowed = ["province_officer", "city_officer", "county_officer"]
    assert [name for name in cast.actors if may(name)] == allowed
    refusal = may_keep_base(cast.base_clerk, "base.open", area_code="210283", key="210283")
    assert isinstance(refusal, Denied)
    assert "本系统规则" in refusal.cite.printed.zh


def test_a_permit_for_another_thing_is_a_fault_of_the_code(cast: Cast, base: Base) -> None:
    other = open_one(cast.county_officer, products=("家具",))
    with pytest.raises(ValueError, match=r"base\.change"):
        rename_base(
            permit=base_permit(cast.county_officer, other), base=base, name="x", from_on=TODAY, source="y", at=AT
        )
