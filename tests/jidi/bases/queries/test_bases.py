"""Who sees which base, lists with filters in a constant number of queries, and the page of a base."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jidi.accounts.acting import require
from jidi.accounts.enums import OrgKind
from jidi.accounts.services.organisations import create_organisation
from jidi.bases.attachments import visible_owners
from jidi.bases.enums import HostKind, LinkRole, TitleAct
from jidi.bases.models import Base
from jidi.bases.permissions import may_write_opening
from jidi.bases.queries.bases import Filters, base_for, listed, page_of, stock, stock_check, visible_to
from jidi.bases.queries.openings import applications_of, figures_of
from jidi.bases.queries.titles import titles_visible_to
from jidi.bases.services.bases import end_base, move_host
from jidi.bases.services.links import link_organisation
from jidi.bases.services.openings import enter_application, enter_figure
from jidi.bases.services.titles import RECORD, record_title_event
from jidi.bases.values import Holder, HostAt, When
from jidi.common.say import Refused, Unknown
from jidi.policies.models import PackVersion
from tests.cast import Cast
from tests.jidi.bases.conftest import ACT, AT, NATIONAL, TODAY, Granting, base_permit, open_one, title_permit

SEES = [
    "province_officer",
    "city_officer",
    "county_officer",
    "finance_officer",
    "city_finance_officer",
    "decider",
]


def seeing(cast: Cast, base: Base) -> list[str]:
    return [name for name in cast.actors if visible_to(getattr(cast, name), TODAY).filter(pk=base.pk).exists()]


def test_a_base_is_seen_by_the_offices_of_its_place_and_by_nobody_else(cast: Cast, base: Base) -> None:
    assert seeing(cast, base) == SEES
    for admin in (cast.system_admin, cast.security_admin, cast.audit_admin):
        assert not visible_to(admin, TODAY).exists()


@pytest.mark.parametrize(
    ("organisation", "role", "clerk"),
    [
        ("institution", LinkRole.INSTITUTION, "base_clerk"),
        ("chamber", LinkRole.ASSOCIATION, "chamber_clerk"),
        ("enterprise", LinkRole.ENTERPRISE, "enterprise_clerk"),
    ],
)
def test_its_own_people_see_a_base_and_no_other(
    cast: Cast, base: Base, grant: Granting, organisation: str, role: LinkRole, clerk: str
) -> None:
    other = open_one(cast.county_officer, products=("家具",))
    grant(base)
    grant(other)
    link_organisation(
        permit=base_permit(cast.county_officer, base),
        base=base,
        organisation=cast.organisations[organisation],
        role=role,
        from_on=date(2020, 1, 1),
        source="协议",
        at=AT,
    )
    actor = getattr(cast, clerk)
    assert list(visible_to(actor, TODAY)) == [base]
    assert [held.base for held in titles_visible_to(actor, TODAY)] == [base]
    assert list(visible_to(actor, date(2019, 12, 31))) == []


def test_a_park_in_two_counties_belongs_to_both(cast: Cast, base: Base) -> None:
    park = create_organisation(
        actor=cast.system_admin,
        kind=OrgKind.PARK,
        name="庄河金州海洋产业园",
        park_key="marine-park",
        park_areas=("210283", "210213"),
        valid_from=date(2016, 1, 1),
        at=AT,
    )
    assert "sister_county_officer" not in seeing(cast, base)
    host = HostAt(HostKind.PARK, park.area, organisation=park)
    permit = base_permit(cast.city_officer, base)
    held = move_host(permit=permit, base=base, host=host, from_on=TODAY, source="迁入园区", at=AT)
    assert (held.area_id, held.host_words) == ("210200", "庄河金州海洋产业园")
    assert {"county_officer", "sister_county_officer"} <= set(seeing(cast, base))
    assert "other_county_officer" not in seeing(cast, base)


def test_what_one_may_not_know_of_is_not_found(cast: Cast, base: Base) -> None:
    assert base_for(cast.county_officer, base.pk, TODAY) == base
    for actor in (cast.other_city_officer, cast.other_province_officer, cast.expert, cast.base_clerk):
        with pytest.raises(Unknown) as caught:
            base_for(actor, base.pk, TODAY)
        assert caught.value.status == 404
    with pytest.raises(Unknown):
        base_for(cast.county_officer, 999_999, TODAY)


def test_files_of_a_base_are_seen_by_whoever_sees_the_base(cast: Cast, base: Base) -> None:
    assert visible_owners(cast.county_officer, [str(base.pk), "x"]) == {str(base.pk)}
    assert visible_owners(cast.other_city_officer, [str(base.pk)]) == set()
    assert visible_owners(cast.visitor, [str(base.pk)]) == set()


@pytest.fixture
def several(cast: Cast, base: Base, grant: Granting) -> dict[str, Base]:
    """Four bases: seafood (both titles), furniture (rectifying), one of another city, one that ended."""
    furniture = open_one(cast.county_officer, name="庄河家具基地", products=("家具",))
    dashiqiao = open_one(cast.other_county_officer, "210882", name="大石桥镁制品基地", products=("镁制品",))
    gone = open_one(cast.county_officer, name="旧基地", products=("柞蚕",))
    grant(base)
    grant(base, NATIONAL)
    rectifying = grant(furniture)
    record_title_event(
        permit=title_permit(cast.province_officer, RECORD, Holder.base(furniture)),
        holding=rectifying,
        act=TitleAct.RECTIFYING,
        when=When(date(2023, 1, 1)),
        basis=ACT,
        at=AT,
    )
    end_base(permit=base_permit(cast.city_officer, gone, "base.end"), base=gone, on=TODAY, why="并入", at=AT)
    return {"seafood": base, "furniture": furniture, "magnesia": dashiqiao, "gone": gone}


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        (Filters(), {"seafood", "furniture", "magnesia"}),
        (Filters(area_code="210200"), {"seafood", "furniture"}),
        (Filters(product="家具"), {"furniture"}),
        (Filters(text="大石桥"), {"magnesia"}),
        (Filters(tier="nation"), {"seafood"}),
        (Filters(title="provincial"), {"seafood", "furniture"}),
        (Filters(state="rectifying"), {"furniture"}),
        (Filters(tier="nation", state="rectifying"), set()),
        (Filters(state="revoked"), set()),
        (Filters(ended=True), {"gone"}),
    ],
)
def test_a_list_is_narrowed(cast: Cast, several: dict[str, Base], filters: Filters, names: set[str]) -> None:
    found = {base.pk for base in listed(cast.province_officer, filters, TODAY)}
    assert found == {several[name].pk for name in names}


def test_a_list_shows_titles_and_city_in_two_queries_however_long(cast: Cast, several: dict[str, Base]) -> None:
    def shown() -> list[Any]:
        rows = listed(cast.province_officer, Filters(), TODAY)
        return [
            (row.name, row.area.parent and row.area.parent.name, [t.title for t in row.open_titles]) for row in rows
        ]  # type: ignore[attr-defined]

    with CaptureQueriesContext(connection) as queries:
        first = shown()
    assert len(queries) == 2
    assert first[0][1:] == ("大连市", ["provincial"])
    for number in range(5):
        open_one(cast.county_officer, name=f"基地{number}", products=(f"产品{number}",))
    with CaptureQueriesContext(connection) as queries:
        assert len(shown()) == len(first) + 5
    assert len(queries) == 2


def test_the_page_of_a_base_puts_national_above_provincial(
    cast: Cast, version: PackVersion, several: dict[str, Base]
) -> None:
    page = page_of(several["seafood"], version, TODAY)
    assert [line.holding.title for line in page.titles] == ["national", "provincial"]
    assert [event.act for event in page.titles[0].events] == ["designated"]
    assert [flag.register for flag in page.flags] == ["mechanism", "institution"]
    assert {part.rule.id for part in page.parts} >= {"mechanism", "institution", "platforms"}
    assert (page.hosts[0].words, page.names[0].name) == ("庄河市", several["seafood"].name)


def test_the_page_takes_the_same_number_of_queries_with_more_on_record(
    cast: Cast, version: PackVersion, several: dict[str, Base], grant: Granting
) -> None:
    page_of(several["furniture"], version, TODAY)
    with CaptureQueriesContext(connection) as few:
        page_of(several["magnesia"], version, TODAY)
    with CaptureQueriesContext(connection) as many:
        page_of(several["seafood"], version, TODAY)
    assert len(many) <= len(few) + 1  # the events of titles: none are fetched where there is no title


def test_a_stock_is_counted_by_title_and_area(cast: Cast, several: dict[str, Base]) -> None:
    scheme = several["seafood"].scheme
    assert stock("210000", scheme, TODAY) == {"national": 1, "provincial": 2}
    assert stock("210800", scheme, TODAY) == {}
    assert stock("210000", scheme, date(2022, 8, 31)) == {}


def test_the_stock_a_document_states_stands_beside_the_register(version: PackVersion, several: dict[str, Base]) -> None:
    lines = stock_check(version, TODAY)
    assert [(line.title.zh, line.stated, line.held, line.agrees, line.cite.printed.zh) for line in lines] == [
        ("国家级虚拟基地", 1, 1, True, "第八条"),
        ("省级虚拟基地", 16, 2, False, "第八条"),
    ]


def test_the_time_before_is_read_with_its_source(cast: Cast, base: Base) -> None:
    subject = Holder.base(base)
    permit = require(
        may_write_opening(
            cast.county_officer, holder_kind=subject.kind, holder_key=subject.key, area_code=subject.area_code
        )
    )
    enter_application(
        permit=permit, subject=subject, scheme=base.scheme, on=date(2015, 6, 1), tier="province", batch=1,
        result="not-selected", source="虚字〔2015〕8号名单", at=AT,
    )  # fmt: skip
    from decimal import Decimal

    figure = enter_figure(
        permit=permit, subject=subject, indicator="exports", period="2018", amount=Decimal("3.2"), unit="亿元",
        source="2018年统计公报", at=AT,
    )  # fmt: skip
    key = ("base", str(base.pk))
    (row,) = applications_of([key], TODAY)[key]
    assert (row["on"], row["level"], row["batch"], row["result"]) == (date(2015, 6, 1), "provincial", 1, "not-selected")
    assert applications_of([key], date(2015, 5, 31)) == {}
    assert figures_of([key]) == [figure]
    better = enter_figure(
        permit=permit, subject=subject, indicator="exports", period="2018", amount=Decimal("3.4"), unit="亿元",
        source="2018年统计公报（修订）", supersedes=figure, at=AT,
    )  # fmt: skip
    assert figures_of([key]) == [better]
    with pytest.raises(Refused) as caught:
        enter_figure(
            permit=permit, subject=subject, indicator="exports", period="二〇一八", amount=Decimal(1), unit="斤",
            source="", at=AT,
        )  # fmt: skip
    assert all(word in caught.value.why.zh for word in ("期间", "单位", "来源"))
    assert may_write_opening(cast.base_clerk, holder_kind="base", holder_key="1", area_code="210283") is not True
