"""Filed once: what is known stands in the form when it is opened, marked with where it comes from."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jidi.accounts.acting import require
from jidi.bases.enums import LinkRole
from jidi.bases.models import Base, BaseProduct, RegisterEntry
from jidi.bases.permissions import may_keep_base
from jidi.bases.services.links import link_organisation
from jidi.filings import queries
from jidi.filings.carried import REGISTER
from jidi.filings.enums import Status
from jidi.filings.known import Brought, known, parts_of
from jidi.filings.models import Version
from jidi.filings.services import set_status
from policycore.facts import Subject
from policycore.forms import Form
from tests.cast import Cast
from tests.jidi.bases.conftest import AT, open_one
from tests.jidi.filings.conftest import FORM, GOOD, Desk, Opener

pytestmark = pytest.mark.django_db
ON = date(2027, 2, 10)
ROWS = {"rows.2.name": "辽渔公司", "rows.2.sales": "3.2", "standards": "2", "standards.names": "甲标准\n乙标准"}


@pytest.fixture
def filed(desk: Desk) -> Desk:
    desk.save({**GOOD, **ROWS, "staff": "3500", "event": "无", "nature": "民营", "codes": "0304"})
    desk.submit()
    return desk


def register_form(**more: Any) -> Form:
    fields = [
        {"id": "name", "zh": "外贸基地名称", "known": "base-name"},
        {"id": "area", "zh": "地区编号", "known": "base-area"},
        {"id": "products", "zh": "特色产业", "known": "base-products"},
        {"id": "unit", "zh": "单位", "known": "organisation-name"},
        {"id": "person", "zh": "联系人", "known": "person-name"},
        {"id": "phone", "zh": "电话", "known": "person-phone"},
        {
            "id": "rows",
            "zh": "企业",
            "kind": "table",
            "rows-are": "enterprise",
            "columns": [
                {"id": "name", "zh": "企业名称"},
                {"id": "sales", "zh": "销售额", "kind": "number", "unit": "亿元"},
            ],
        },
    ]
    section = {"id": "s", "zh": "概况", "fields": fields}
    return Form.model_validate({"id": "card", "zh": "信息表", "basis": "house", "sections": [section], **more})


def base_of(cast: Cast) -> Base:
    return open_one(cast.county_officer)


def test_earlier_years_come_from_what_was_filed_then(filed: Desk, form: Form) -> None:
    found = known(form, Subject("base", "42"), "2026", ON)
    assert found["total.2025"].text == "214.3"
    assert found["total.2024"].text == "198.65"
    assert found["total.2025"].source.zh == "2025 期报数 2026-02-10"
    assert "total.2026" not in found


def test_words_names_and_lists_stay_figures_and_answers_of_the_year_do_not(filed: Desk, form: Form) -> None:
    found = known(form, Subject("base", "42"), "2026", ON)
    assert found["brand"].text == "自主品牌 9 个。"
    assert (found["nature"].text, found["codes"].text) == ("private", "0304")
    assert (found["standards"].text, found["standards.names"].text) == ("2", "甲标准\n乙标准")
    assert found["rows.2.name"].text == "辽渔公司"
    assert not {"rows.2.sales", "staff", "event"} & set(found)


def test_nothing_is_known_of_another_subject_or_an_earlier_period(filed: Desk, form: Form) -> None:
    assert known(form, Subject("base", "43"), "2026", ON) == {}
    assert known(form, Subject("base", "42"), "2024", ON) == {}


def test_what_was_handed_back_is_brought_in_nowhere(filed: Desk, form: Form) -> None:
    actor = filed.cast.city_officer
    set_status(
        version=Version.objects.get(), status=Status.RETURNED, actor=actor, permit=filed.permit(actor), at=filed.clock
    )
    assert known(form, Subject("base", "42"), "2026", ON) == {}


def brief(form_id: str) -> Form:
    field = {"id": "output", "zh": "产值", "kind": "number", "unit": "亿元", "indicator": "output"}
    section = {"id": "s", "zh": "简", "fields": [field]}
    return Form.model_validate({"id": form_id, "zh": "简表", "basis": "house", "sections": [section]})


def test_another_form_that_says_the_same_indicator_for_the_same_period_is_used(
    cast: Cast, opener: Opener, rules: Any
) -> None:
    mine = Desk(cast, opener(form=brief("quick")), rules)
    mine.save({"output": "214.30"})
    mine.submit()
    found = known(brief("yearly-brief"), Subject("base", "42"), "2025", ON)
    assert found == {"output": Brought("214.3", found["output"].source)}
    assert found["output"].source.zh == "另表 quick 2025 期 2026-02-10"
    assert known(brief("quick"), Subject("base", "42"), "2025", ON) == {}


def test_the_registers_know_the_base_its_enterprises_and_who_fills_it_in(cast: Cast) -> None:
    base = base_of(cast)
    permit = require(may_keep_base(cast.county_officer, "base.change", area_code=base.area_id, key=str(base.pk)))
    link_organisation(
        permit=permit,
        base=base,
        organisation=cast.organisations["enterprise"],
        role=LinkRole.ENTERPRISE,
        from_on=date(2020, 1, 1),
        source="名录",
        at=AT,
    )
    found = known(register_form(), Subject("base", str(base.pk)), "2026", ON, cast.county_officer)
    assert found["name"].text == base.name
    assert (found["area"].text, found["products"].text) == ("210283", "海产品")
    assert (found["unit"].text, found["person"].text, found["phone"].text) == ("庄河市商务局", "孙丽", "13900001234")
    assert found["rows.1.name"] == Brought("庄河海洋食品有限公司", found["rows.1.name"].source)
    assert found["rows.1.name"].source.zh == "企业名录"


def test_signatures_and_pledges_are_given_anew(cast: Cast, desk: Desk, opener: Opener, rules: Any) -> None:
    fields = [{**one, "afresh": True} if one["id"] == "brand" else one for one in FORM["sections"][1]["fields"]]  # type: ignore[index]
    sections = [FORM["sections"][0], {**FORM["sections"][1], "fields": fields}]  # type: ignore[index, dict-item]
    pledged = Form.model_validate({**FORM, "id": "pledged", "sections": sections})
    mine = Desk(cast, opener(form=pledged), rules)
    mine.save(GOOD)
    mine.submit()
    assert "brand" not in known(pledged, Subject("base", "42"), "2026", ON)


def test_opening_a_form_brings_it_in_marked_and_a_person_confirms_or_corrects(filed: Desk, opener: Opener) -> None:
    following = Desk(filed.cast, opener(owner_key="7", period="2026"), filed.rules)
    cells = queries.draft_state(following.filing).cells
    assert cells["total.2025"].brought
    following.save({"brand": "自主品牌 9 个。", "total.2025": "215"})
    cells = queries.draft_state(following.filing).cells
    assert not cells["brand"].brought
    assert (cells["total.2025"].was, cells["total.2025"].text) == ("214.3", "215")


def test_knowing_costs_the_same_however_much_was_filed(filed: Desk, form: Form) -> None:
    with CaptureQueriesContext(connection) as seen:
        known(form, Subject("base", "42"), "2026", ON)
    assert len(seen) <= 3


def test_the_plan_on_record_of_the_place_is_known_with_its_last_day(cast: Cast) -> None:
    base = base_of(cast)
    plan = {"register": "plan", "entered_at": AT, "until": date(2029, 1, 1), "on": date(2024, 1, 10)}
    for area, name, number in (("210200", "发展规划", "大政〔2024〕12号"), ("210000", "全省规划", "")):
        RegisterEntry.objects.create(area_id=area, area_code=area, name=name, document_no=number, **plan)
    RegisterEntry.objects.create(area_id="210200", area_code="210200", name="扶持措施", **plan)
    fields = [{"id": "plan", "zh": "规划", "known": "base-plan"},
              {"id": "until", "zh": "至", "kind": "date", "known": "base-plan-until"}]  # fmt: skip
    form = Form.model_validate(
        {"id": "card", "zh": "表", "basis": "house", "sections": [{"id": "s", "zh": "简", "fields": fields}]}
    )
    found = known(form, Subject("base", str(base.pk)), "2026", ON)
    assert {key: one.text for key, one in found.items()} == {"plan": "发展规划 大政〔2024〕12号", "until": "2028-12-31"}
    assert found["plan"].source.zh == "基地名录"


def test_a_heading_on_record_is_brought_in_and_waits_for_its_missing_digits(
    cast: Cast, opener: Opener, rules: Any
) -> None:
    base = base_of(cast)
    BaseProduct.objects.filter(product_set__base=base).update(hs_prefixes="0307")
    fields = [{"id": "codes", "zh": "海关编码", "kind": "hs-codes", "digits": 6, "known": "base-hs-codes"}]
    form = Form.model_validate(
        {"id": "card", "zh": "表", "basis": "house", "sections": [{"id": "s", "zh": "简", "fields": fields}]}
    )
    found = known(form, Subject("base", str(base.pk)), "2026", ON)
    assert found == {"codes": Brought("0307", REGISTER)}
    mine = Desk(cast, opener(form=form, subject=Subject("base", str(base.pk)), period="2026"), rules)
    state = queries.draft_state(mine.filing)
    assert state.cells["codes"].source == REGISTER
    assert state.texts() == {}
    assert [one.address for one in queries.judged(mine.filing, rules).missing] == ["codes"]


def lines(form_id: str) -> Form:
    fields = [
        {"id": "output", "zh": "产值", "kind": "number", "unit": "万元", "indicator": "output"},
        {"id": "stock", "zh": "贷款余额", "kind": "number", "unit": "万元", "indicator": "loans", "required": False},
        {"id": "firms", "zh": "企业数", "kind": "integer", "unit": "家", "indicator": "firms", "required": False},
        {"id": "share", "zh": "占比", "kind": "percent", "indicator": "share", "required": False},
    ]
    section = {"id": "s", "zh": "简", "fields": fields}
    return Form.model_validate({"id": form_id, "zh": "简表", "basis": "house", "sections": [section]})


def test_what_was_filed_for_both_quarters_is_known_of_the_half_year_with_its_source(
    cast: Cast, opener: Opener, rules: Any
) -> None:
    subject, half = Subject("base", "42"), lines("half")
    for period, amount in (("2026-Q1", "1200.5"), ("2026-Q2", "800")):
        quarter = Desk(cast, opener(form=lines("quick"), period=period), rules)
        assert known(half, subject, "2026-H1", ON) == {}, "nothing while a quarter is missing"
        quarter.save({"output": amount, "stock": "50", "firms": "7", "share": "10"})
        quarter.submit()
    found = known(half, subject, "2026-H1", ON)
    assert set(found) == {"output"}, "what stands at a day, counts and shares do not add up over time"
    assert (found["output"].text, found["output"].source.zh) == ("2000.5", "一、二季度所报合计")
    assert known(half, subject, "2026-H2", ON) == {}


def test_the_parts_of_a_period_are_the_longest_first() -> None:
    assert parts_of("2026-H1")[0] == ("2026-Q1", "2026-Q2")
    assert [len(some) for some in parts_of("2026")] == [2, 4, 12]
    assert parts_of("2026-M05") == ()
