"""What waits for whom: read by office, level and area; a constant number of queries, however many items there are."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import transaction

from jidi.accounts.enums import Tier
from jidi.agenda.enums import Urgency
from jidi.agenda.models import WorkItem
from jidi.agenda.queries import (
    SORTS,
    badges,
    count,
    deadlines,
    end_of_week,
    first,
    first_with_others,
    items_for,
    waiting_for_others,
    work_list,
)  # fmt: skip
from jidi.agenda.services import start_clock
from jidi.common.say import HOUSE, Say
from jidi.policies.actors import Seat
from policycore.calendar import DayUnit
from tests.cast import Cast
from tests.jidi.agenda.conftest import AT, CITY, COUNTY, PROVINCE, TODAY, item

pytestmark = pytest.mark.django_db


def who(cast: Cast) -> set[str]:
    return {name for name, actor in cast.actors.items() if items_for(actor).exists()}


def test_an_office_sees_the_items_of_its_level_in_its_area(cast: Cast) -> None:
    item("1", CITY)
    assert who(cast) == {"city_officer"}
    item("2", COUNTY)
    assert who(cast) == {"city_officer", "county_officer"}
    item("3", PROVINCE)
    assert who(cast) == {"city_officer", "county_officer", "province_officer"}


def test_a_secretary_sees_only_what_is_decided_by_meeting(cast: Cast) -> None:
    item("1", PROVINCE)
    assert not items_for(cast.decider).exists()
    item("2", Seat("commerce", Tier.PROVINCE, "210283", deciders=True))
    assert [line.key for line in work_list(cast.decider, on=TODAY).rows] == ["2"]
    assert badges(cast.decider, TODAY)["cases"].waiting == 1
    assert work_list(cast.province_officer, on=TODAY).total == 2


def test_what_waits_for_an_organisation_or_a_person_is_theirs_alone(cast: Cast) -> None:
    item("1", Seat(organisation_id=cast.organisations["institution"].pk))
    item("2", None, person_id=cast.expert.person_id)
    assert who(cast) == {"base_clerk", "expert"}


def test_an_administrator_has_no_business(cast: Cast) -> None:
    item("1", Seat(organisation_id=cast.system_admin.organisation_id))
    assert not items_for(cast.system_admin).exists()


def test_the_list_is_sorted_filtered_and_paged(cast: Cast) -> None:
    days = {
        "late": TODAY - timedelta(days=3),
        "today": TODAY,
        "sunday": date(2026, 10, 18),
        "later": date(2026, 10, 19),
    }
    for key, day in days.items():
        item(key, due=day)
    item("never")
    assert [line.key for line in work_list(cast.city_officer, on=TODAY).rows] == [*days, "never"]
    found = {u: [r.key for r in work_list(cast.city_officer, on=TODAY, urgency=u).rows] for u in Urgency.values}
    assert found == {"overdue": ["late"], "week": ["today", "sunday"], "later": ["later", "never"]}
    page = work_list(cast.city_officer, on=TODAY, size=2, page=3)
    assert (page.total, page.pages, page.page, [r.key for r in page.rows]) == (5, 3, 3, ["never"])
    assert work_list(cast.city_officer, on=TODAY, size=2, page=99).page == 3
    assert [r.key for r in work_list(cast.city_officer, on=TODAY, text="事项lat").rows] == ["later", "late"][::-1]
    assert work_list(cast.city_officer, on=TODAY, sort="nonsense").rows[0].key == "late"
    assert all(work_list(cast.city_officer, on=TODAY, sort=sort).total == 5 for sort in SORTS)
    line = first(cast.city_officer)
    assert line is not None
    assert (line.key, line.urgency(TODAY), line.what.en, line.cite) == ("late", Urgency.OVERDUE, "matter late", HOUSE)


def test_what_was_counted_already_gives_the_same_pages(cast: Cast) -> None:
    officer = cast.city_officer
    for number in range(12):
        due = TODAY + timedelta(days=number * 3 - 10) if number % 5 else None
        item(f"office{number}", CITY, due=due)
    item("org", Seat(organisation_id=officer.organisation_id), due=TODAY)
    counted = count(officer, TODAY)
    assert counted.names == {"office:commerce:city", f"org:{officer.organisation_id}"}
    for sort, urgency, page in product(SORTS, ("", *Urgency.values), (1, 2, 9)):
        asked: dict[str, Any] = {"on": TODAY, "sort": sort, "urgency": urgency, "page": page, "size": 4}
        assert work_list(officer, counted=counted, **asked) == work_list(officer, **asked)
    assert work_list(officer, on=TODAY, text="office1", counted=counted).total == 3
    assert first(officer, counted) == first(officer)
    ahead: dict[str, Any] = {"from_on": TODAY, "until_on": TODAY + timedelta(days=60)}
    assert deadlines(officer, most=3, counted=counted, **ahead) == deadlines(officer, **ahead)[:3]


def test_where_nothing_waits_nothing_is_found(cast: Cast) -> None:
    nothing = count(cast.city_officer, TODAY)
    assert work_list(cast.city_officer, on=TODAY, counted=nothing).rows == ()
    assert first(cast.city_officer, nothing) is None


def test_badges_count_what_waits_and_what_is_overdue_by_room(cast: Cast) -> None:
    item("1", due=TODAY - timedelta(days=1))
    item("2", due=TODAY)
    item("3", room="filings")
    found = {room: (b.waiting, b.overdue) for room, b in badges(cast.city_officer, TODAY).items()}
    assert found == {"cases": (2, 1), "filings": (1, 0)}


def test_deadlines_join_items_and_clocks_each_once(cast: Cast) -> None:
    item("1", due=date(2026, 10, 20))
    item("2", due=date(2026, 12, 1))
    for key in ("1", "9"):
        with transaction.atomic():
            start_clock(
                room="cases", kind="case", key=key, what=Say("公示"), cite=HOUSE, area_code="210283", seat=CITY,
                starts_on=TODAY, length=5, unit=DayUnit.WORKDAY, at=AT,
            )  # fmt: skip
    found = deadlines(cast.city_officer, from_on=TODAY, until_on=date(2026, 10, 31))
    assert [(d.key, str(d.on)) for d in found] == [("9", "2026-10-19"), ("1", "2026-10-20")]
    assert deadlines(cast.other_city_officer, from_on=TODAY, until_on=date(2026, 10, 31)) == []


def test_what_i_passed_on_waits_with_others(cast: Cast) -> None:
    item("1", CITY, from_organisation_id=cast.county_officer.organisation_id)
    item("2", COUNTY, from_organisation_id=cast.county_officer.organisation_id)
    assert [line.key for line in waiting_for_others(cast.county_officer)] == ["1"]
    assert waiting_for_others(cast.city_officer) == ()
    item("3", CITY, from_organisation_id=cast.county_officer.organisation_id)
    rows, total = first_with_others(cast.county_officer, 1)
    assert ([line.key for line in rows], total) == (["1"], 2)
    assert first_with_others(cast.city_officer, 1) == ((), 0)


def test_the_week_ends_on_sunday() -> None:
    assert {end_of_week(date(2026, 10, day)) for day in range(12, 19)} == {date(2026, 10, 18)}


def test_ten_thousand_items_take_as_many_queries_as_one(cast: Cast, django_assert_num_queries: Any) -> None:
    one = item("0", due=TODAY)
    values = {f.attname: getattr(one, f.attname) for f in WorkItem._meta.concrete_fields if not f.primary_key}
    counties = ("210213", "210283", "210882")
    WorkItem.objects.bulk_create(
        [
            WorkItem(**(values | {
                "key": str(i), "living_key": f"k{i}", "area_code": counties[i % 3], "due_on": TODAY + timedelta(days=i % 90),
            }))
            for i in range(1, 10_000)
        ],
        batch_size=200,
    )  # fmt: skip
    with django_assert_num_queries(2):
        page = work_list(cast.city_officer, on=TODAY, urgency="week", text="事项", sort="-due", page=2)
    assert (len(page.rows), page.total) == (50, 560)
    with django_assert_num_queries(1):
        assert badges(cast.city_officer, TODAY)["cases"].waiting == 6667


def test_the_permission_filter_joins_no_other_table(cast: Cast) -> None:
    sql = str(items_for(cast.city_officer).query)
    assert "JOIN" not in sql


def test_an_open_item_is_opened_once_and_brought_up_to_date(cast: Cast) -> None:
    first_row = item("1", due=TODAY)
    again = item("1", due=date(2026, 11, 1), verdict=Say("补正已全部答复"))
    assert (again.pk, again.due_on, again.verdict_zh) == (first_row.pk, date(2026, 11, 1), "补正已全部答复")
    assert again.opened_at == first_row.opened_at
