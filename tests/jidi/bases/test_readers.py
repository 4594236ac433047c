"""What rules read of this room: titles over time, registers as tables, where a base sits."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jidi.accounts.acting import require
from jidi.accounts.enums import Tier
from jidi.accounts.models import Division
from jidi.bases.entries import EntryValues
from jidi.bases.enums import HostKind, TitleAct
from jidi.bases.models import Base
from jidi.bases.permissions import may_enter
from jidi.bases.readers import related
from jidi.bases.services.bases import set_helper
from jidi.bases.services.registers import enter
from jidi.bases.services.titles import END, end_title
from jidi.bases.values import Holder, TitleNamed, When
from jidi.facts.registry import reader
from jidi.policies.models import PackVersion
from jidi.policies.queries import situation
from policycore.engine import answer
from policycore.facts import FactKey, Known, Subject
from policycore.verdict import Missing
from tests.cast import Cast
from tests.jidi.bases.conftest import ACT, AT, TODAY, Granting, base_permit, open_one, title_permit

DECLARED = {
    "provincial": "titles",
    "national": "titles",
    "recognised": "titles",
    "holds-municipal": "titles",
    "incidents": "register",
    "city-plans": "register",
    "unheard-of": "register",
}


def about(base: Base) -> Subject:
    return Subject("base", str(base.pk))


def read(name: str, subject: Subject, as_of: date = TODAY) -> Any:
    found = reader(DECLARED).read_many([FactKey(name)], [subject], as_of)[FactKey(name), subject]
    return found.value if isinstance(found, Known) else found


def incident(cast: Cast, version: PackVersion, base: Base, on: date, grade: str = "一般") -> None:
    permit = require(may_enter(cast.county_officer, version=version, rule_id="incidents", base=base, on=TODAY))
    values = EntryValues(
        kind_key="safety", grade=grade, on=on, name="事故", whose="base", document_title="认定书", year=on.year
    )
    enter(permit=permit, version=version, rule_id="incidents", base=base, values=values, at=AT)


def test_a_title_is_read_as_it_stood_on_a_day(cast: Cast, base: Base, grant: Granting) -> None:
    holding = grant(base, on=date(2019, 1, 1), batch=2)
    permit = title_permit(cast.province_officer, END, Holder.of(holding))
    end_title(
        permit=permit, holding=holding, act=TitleAct.REVOKED, when=When(date(2021, 1, 1)), basis=ACT,
        result="revoked", at=AT,
    )  # fmt: skip
    assert read("provincial", about(base), date(2018, 12, 31)) == []
    (then,) = read("provincial", about(base), date(2020, 6, 1))
    assert (then["from"], then["until"], then["level"], then["batch"], then["result"]) == (
        date(2019, 1, 1), None, "provincial", 2, "",
    )  # fmt: skip
    (now,) = read("provincial", about(base))
    assert (now["until"], now["result"]) == (date(2021, 1, 1), "revoked")
    assert read("national", about(base)) == []


def test_a_title_of_a_place_is_one_held_there(base: Base, grant: Granting) -> None:
    grant(base, on=date(2019, 1, 1))
    county, city = base.area_id, f"{base.area_id[:4]}00"
    assert [len(read("provincial", Subject("area", code))) for code in (county, city, f"{city[:2]}0000")] == [1, 1, 1]
    elsewhere = Division.objects.filter(tier=Tier.CITY).exclude(pk=city).first()
    assert elsewhere is not None
    assert read("provincial", Subject("area", elsewhere.code)) == []


def test_a_recognition_says_which_one_it_is(cast: Cast, base: Base, grant: Granting) -> None:
    grant(base, TitleNamed("recognitions", "recognised", Tier.NATION, "国家级高新区", "hi-tech"))
    (row,) = read("recognised", about(base))
    assert (row["level"], row["kind"], row["name"]) == ("national", "hi-tech", "国家级高新区")


def test_a_pack_may_call_the_fact_of_a_title_otherwise(version: PackVersion, base: Base, grant: Granting) -> None:
    grant(base, TitleNamed("foreign-trade-base", "municipal", Tier.CITY, "市级虚拟基地"))
    (row,) = read("holds-municipal", about(base))
    assert (row["level"], row["name"]) == ("city", "市级虚拟基地")


def test_titles_of_many_bases_are_read_in_three_queries(cast: Cast, base: Base, grant: Granting) -> None:
    bases = [base, *(open_one(cast.county_officer, products=(f"产品{n}",)) for n in range(5))]
    for one in bases:
        grant(one)
    keys = [FactKey("provincial"), FactKey("national")]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = reader(DECLARED).read_many(keys, [about(one) for one in bases], TODAY)
    assert len(queries) == 3
    assert sum(len(known.value) for known in found.values() if isinstance(known, Known)) == 6


def test_incidents_are_rows_with_the_grade_as_found(cast: Cast, version: PackVersion, base: Base) -> None:
    assert read("incidents", about(base)) == []
    incident(cast, version, base, date(2021, 5, 2), "较大")
    (row,) = read("incidents", about(base))
    assert (row["kind"], row["named"], row["grade"], row["whose"]) == ("safety", "安全事故", "较大", "base")
    assert read("incidents", about(base), date(2021, 5, 1)) == []


def test_a_register_is_found_by_the_id_its_pack_gives_it(version: PackVersion) -> None:
    city = Subject("area", "210200")
    assert read("city-plans", city) == []
    assert isinstance(read("unheard-of", city), Missing)


def test_what_is_no_subject_of_ours_is_missing(cast: Cast) -> None:
    assert isinstance(read("incidents", Subject("case", "1")), Missing)
    assert isinstance(read("provincial", Subject("case", "1")), Missing)


def test_the_engine_reads_titles_and_incidents_through_the_pack(
    cast: Cast, version: PackVersion, base: Base, grant: Granting
) -> None:
    grant(base)
    incident(cast, version, base, date(2021, 5, 2))
    told = answer(situation(version, about(base), TODAY), {"fact": "incidents"})
    assert told["value"][0]["kind"] == "safety"


@pytest.mark.parametrize(
    ("relation", "keys"),
    [("host", ["210283"]), ("county", ["210283"]), ("city", ["210200"]), ("province", ["210000"]), ("helper", [])],
)
def test_where_a_base_sits(base: Base, relation: str, keys: list[str]) -> None:
    found = related(about(base), relation)
    assert not isinstance(found, Missing)
    assert [subject.key for subject in found] == keys


def test_a_base_hosted_by_a_city_has_no_county(cast: Cast) -> None:
    park = open_one(cast.city_officer, "210200", kind=HostKind.PARK, words="大连海洋产业园")
    assert related(about(park), "county") == []


def test_who_helps_a_base(cast: Cast, base: Base) -> None:
    permit = base_permit(cast.province_officer, base)
    helper = Division.objects.get(pk="210800")
    set_helper(permit=permit, base=base, area=helper, from_on=TODAY, source="安排", at=AT)
    assert related(about(base), "helper") == [Subject("area", "210800")]
    assert isinstance(related(Subject("base", "99999"), "host"), Missing)
