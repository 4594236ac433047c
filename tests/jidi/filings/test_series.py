"""Figures are written with their version: whose, which year, which unit, how they stand; and read in one query."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jidi.common.say import Refused
from jidi.facts.registry import reader
from jidi.filings.enums import Status
from jidi.filings.models import Named, PinnedForm, Version
from jidi.filings.plans import in_unit, name_key
from jidi.filings.readers import FiledFigures
from jidi.filings.series import current, read
from jidi.filings.services import set_status
from policycore.facts import FactKey, Known, Subject
from policycore.forms import Form
from policycore.units import UNITS, Quantity
from tests.jidi.filings.conftest import FORM, GOOD, Desk, Opener

pytestmark = pytest.mark.django_db
BASE = Subject("base", "42")


def say_status(desk: Desk, version: Version, status: Status) -> None:
    actor = desk.cast.city_officer
    set_status(version=version, status=status, actor=actor, permit=desk.permit(actor), at=desk.clock)


@pytest.fixture
def filed(desk: Desk) -> Desk:
    desk.save({**GOOD, "staff": "3.5万", "event": "无"})
    desk.submit()
    return desk


def figures(**asked: Any) -> dict[tuple[str, str], Any]:
    return {(one.indicator, one.period): one for one in read(**asked)}


def test_each_column_of_three_years_is_about_its_own_year(filed: Desk) -> None:
    found = figures(subjects=[BASE])
    total = found["yearly.total", "2023"]
    assert (total.vintage, total.number, total.unit, total.amount) == (
        "2025",
        Decimal(18620000000),
        "亿元",
        Decimal("186.2"),
    )
    assert {period for name, period in found if name == "yearly.total"} == {"2023", "2024", "2025"}


def test_computed_fields_counts_and_answers_are_figures_too(filed: Desk) -> None:
    found = figures(subjects=[BASE])
    assert found["yearly.share", "2025"].value == Quantity(Decimal("89.1"), UNITS["%"])
    assert found["yearly.staff", "2025"].number == 35000
    assert found["yearly.event", "2025"].value is False


def test_what_was_left_empty_is_no_figure_and_a_zero_is_one(desk: Desk) -> None:
    desk.save({**GOOD, "staff": "—", "special.2023": "0"})
    desk.submit()
    found = figures(subjects=[BASE])
    assert ("yearly.staff", "2025") not in found
    assert found["yearly.special", "2023"].number == 0


def test_a_series_several_forms_share_has_its_own_name(opener: Opener, rules: Any, cast: Any) -> None:
    data = {**FORM, "id": "other", "sections": [dict(FORM["sections"][0])]}  # type: ignore[index, dict-item]
    data["sections"][0]["fields"] = [{**data["sections"][0]["fields"][0], "indicator": "output"}]  # type: ignore[index]
    data["checks"] = []
    desk = Desk(cast, opener(form=Form.model_validate(data)), rules)
    desk.save({f"total.{year}": "1" for year in (2023, 2024, 2025)})
    desk.submit()
    assert {one.indicator for one in read(subjects=[BASE])} == {"output"}


def test_a_new_version_supersedes_the_one_before(filed: Desk) -> None:
    filed.save({"total.2025": "220"})
    second = filed.submit()
    assert [(one.amount, one.version_id) for one in read(indicators=["yearly.total"], periods=["2025"])] == [
        (Decimal(220), second.pk)
    ]
    assert Version.objects.get(ordinal=1).standing.status == Status.SUPERSEDED


def test_what_was_handed_back_is_not_known_until_it_comes_again(filed: Desk) -> None:
    say_status(filed, Version.objects.get(), Status.RETURNED)
    assert read(subjects=[BASE]) == []
    assert read(subjects=[BASE], statuses=[Status.RETURNED])


def test_saying_a_status_twice_is_saying_it_once(filed: Desk) -> None:
    version = Version.objects.get()
    say_status(filed, version, Status.ACCEPTED)
    since = version.standing.since
    filed.clock = filed.clock.replace(year=2027)
    say_status(filed, version, Status.ACCEPTED)
    version.refresh_from_db()
    assert version.standing.since == since


def test_a_superseded_version_is_neither_accepted_nor_returned(filed: Desk) -> None:
    first = Version.objects.get()
    filed.save({"total.2025": "220"})
    filed.submit()
    with pytest.raises(Refused, match="没有改变"):
        say_status(filed, first, Status.ACCEPTED)


def test_an_accepted_figure_counts_before_a_later_one_only_filed() -> None:
    one = _figure("2024", Status.ACCEPTED, 1)
    later = replace(one, vintage="2025", status=Status.FILED, version_id=2)
    assert current([one, later])[BASE, "output", "2024"] is one
    assert current([one, replace(later, status=Status.ACCEPTED)])[BASE, "output", "2024"].version_id == 2


def _figure(vintage: str, status: Status, version: int) -> Any:
    from jidi.filings.series import Figure

    return Figure(
        BASE,
        "output",
        "2024",
        vintage,
        Decimal(5),
        "",
        status,
        version,
        version,
        "yearly",
        "210283",
        date(2026, 2, 1),
        "t",
    )


def test_rules_read_what_was_filed_with_its_unit_and_source(filed: Desk) -> None:
    key = FactKey("yearly.total", "2024")
    found = FiledFigures().read_many([key], [BASE, Subject("base", "43")], date(2026, 2, 10))
    assert found[key, BASE] == Known(Quantity(Decimal("198.65"), UNITS["亿元"]), f"filing:{filed.filing.pk}")
    assert (key, Subject("base", "43")) not in found


def test_rules_of_any_pack_reach_it_by_the_source_of_the_fact(filed: Desk) -> None:
    key = FactKey("yearly.total", "2025")
    composed = reader({"yearly.total": "filing"})
    assert composed.read_many([key], [BASE], date(2026, 2, 10))[key, BASE].value.amount == Decimal("214.3")  # type: ignore[union-attr]


def test_a_day_before_it_was_filed_knows_nothing_and_a_later_version_changes_no_earlier_day(filed: Desk) -> None:
    filed.clock = filed.clock.replace(month=3)
    filed.save({"total.2025": "220"}, page="p2")
    filed.submit()
    key = FactKey("yearly.total", "2025")
    asked = FiledFigures().read_many
    assert not asked([key], [BASE], date(2026, 2, 9))
    assert asked([key], [BASE], date(2026, 2, 10))[key, BASE].value.amount == Decimal("214.3")  # type: ignore[union-attr]
    assert asked([key], [BASE], date(2026, 3, 30))[key, BASE].value.amount == 220  # type: ignore[union-attr]


def test_many_subjects_and_indicators_are_one_query(filed: Desk) -> None:
    keys = [FactKey(f"yearly.{name}", "2025") for name in ("total", "special", "share")]
    with CaptureQueriesContext(
        connection,
    ) as seen:
        FiledFigures().read_many(keys, [Subject("base", str(n)) for n in range(40)], date(2026, 2, 10))
    assert len(seen) == 1


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads how SQLite goes about it")
def test_the_figures_of_one_subject_are_found_without_going_through_everybody_elses(filed: Desk) -> None:
    with CaptureQueriesContext(connection) as seen:
        read(subjects=[BASE], periods=["2024"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {seen[0]['sql']}")
        steps = [str(row[3]) for row in cursor.fetchall()]
    assert steps
    assert not [step for step in steps if step.startswith("SCAN")]


def test_figures_are_not_stored_beside_the_version_that_says_them(desk: Desk) -> None:
    desk.save(GOOD)
    with CaptureQueriesContext(connection) as seen:
        desk.submit()
    assert not [query for query in seen if query["sql"].startswith('INSERT INTO "filings_named')]
    assert len(read(subjects=[BASE])) == 9


def test_the_text_of_a_form_is_stored_once_for_all_filings_of_it(opener: Opener) -> None:
    first, second = opener(period="2024"), opener(period="2025")
    assert PinnedForm.objects.count() == 1
    assert first.form_json == second.form_json == PinnedForm.objects.get().form_json
    assert first.form_digest == PinnedForm.objects.get().digest


def test_names_of_enterprises_are_one_however_spaced() -> None:
    assert name_key(" 某某(大连)有限 公司") == name_key("某某（大连）有限公司")


def test_a_number_comes_back_in_its_unit() -> None:
    assert str(in_unit(Decimal(18620000000), "亿元")) == "186.2"
    assert str(in_unit(Decimal("0.061"), "%")) == "6.1"
    assert str(in_unit(Decimal(4000), "")) == "4000"


TABLE = {
    "id": "firms",
    "zh": "企业",
    "kind": "table",
    "rows-are": "enterprise",
    "columns": [
        {"id": "name", "zh": "企业名称", "kind": "text"},
        {"id": "sales", "zh": "销售额", "kind": "number", "unit": "万元", "required": False},
    ],
}


def test_whom_a_version_names_is_found_by_name_and_its_own_figures_are_not_theirs(
    opener: Opener, rules: Any, cast: Any
) -> None:
    data = {**FORM, "id": "listed", "checks": [], "sections": [{"id": "all", "zh": "全部", "fields": [
        {"id": "output", "zh": "产值", "kind": "number", "unit": "万元"}, TABLE,
    ]}]}  # fmt: skip
    desk = Desk(cast, opener(form=Form.model_validate(data)), rules)
    desk.save(
        {"output": "5", "firms.1.name": "甲 公司", "firms.1.sales": "2", "firms.2.name": "乙公司", "firms.2.sales": "3"}
    )
    desk.submit()
    firm = Subject("enterprise", name_key("甲公司"))
    assert [(one.indicator, one.amount, one.within) for one in read(subjects=[firm])] == [
        ("listed.firms.sales", Decimal(2), BASE)
    ]
    assert {one.indicator for one in read(subjects=[BASE])} == {"listed.output"}
    assert [one.amount for one in read(within=[BASE])] == [Decimal(2), Decimal(3)]
    assert [one.amount for one in read(within=[BASE], subjects=[firm])] == [Decimal(2)]
    assert len(read(indicators=["listed.firms.sales"])) == 2
    assert {one.subject_key for one in Named.objects.all()} == {"甲公司", "乙公司"}


def test_a_figure_keeps_every_digit(opener: Opener, rules: Any, cast: Any) -> None:
    data = {**FORM, "id": "long", "checks": [], "sections": [{"id": "all", "zh": "全部", "fields": [
        {"id": "output", "zh": "产值", "kind": "number", "unit": "亿元", "scale": 4},
    ]}]}  # fmt: skip
    desk = Desk(cast, opener(form=Form.model_validate(data)), rules)
    desk.save({"output": "123456789012345678.1234"})
    desk.submit()
    assert read(subjects=[BASE])[0].number == Decimal(12345678901234567812340000)
