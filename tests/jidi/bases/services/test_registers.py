"""Registers: kinds from the pack in force, corrections that supersede, who may enter and by which article."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from jidi.accounts.acting import Actor, Denied, Permit, require
from jidi.accounts.models import Division
from jidi.audit.models import Entry
from jidi.bases.entries import EntryValues, choices
from jidi.bases.enums import LinkRole
from jidi.bases.models import Base, RegisterEntry
from jidi.bases.permissions import may_enter, may_enter_opening
from jidi.bases.queries.registers import (
    checklist,
    entries_about,
    flags_of,
    history_of,
    parts_of_base,
    parts_of_place,
)
from jidi.bases.services.links import link_organisation, unlink_organisation
from jidi.bases.services.registers import correct_entry, end_entry, enter, enter_opening, withdraw_entry
from jidi.common.appendonly import WrittenOnceError
from jidi.common.keys import new_key
from jidi.common.say import Refused
from jidi.policies.models import PackVersion
from policycore.facts import Subject
from policycore.registers import RegisterKind
from tests.cast import Cast
from tests.jidi.bases.conftest import AT, TODAY, base_permit, open_one

INSTITUTION = EntryValues(
    kind_key="station", name="庄河基地服务站", person="冯静", on=date(2019, 5, 1), staff=6, source="庄编〔2019〕2号"
)
PLATFORM = EntryValues(
    kind_key="testing",
    name="海产品检测中心",
    operator_key="institute",
    organisation_name="大连海洋研究所",
    on=date(2020, 3, 1),
    amount=Decimal(860),
    unit="万元",
    how_many=45,
    state="运行",
)


def permit_for(actor: Actor, version: PackVersion, rule: str, base: Base) -> Permit:
    return require(may_enter(actor, version=version, rule_id=rule, base=base, on=TODAY))


def put(cast: Cast, version: PackVersion, rule: str, base: Base, values: EntryValues, **more: object) -> RegisterEntry:
    permit = permit_for(cast.county_officer, version, rule, base)
    return enter(permit=permit, version=version, rule_id=rule, base=base, values=values, at=AT, **more)  # type: ignore[arg-type]


def test_an_entry_takes_its_words_and_its_pack_from_what_is_in_force(
    cast: Cast, version: PackVersion, base: Base
) -> None:
    entry = put(cast, version, "institution", base, INSTITUTION)
    assert (entry.register, entry.kind_name, entry.rule) == ("institution", "工作服务站", "institution")
    assert (entry.pack, entry.pack_version, entry.area_code) == ("invented-registers", 1, "210283")
    trail = Entry.objects.get(action="register.enter")
    assert (trail.object_kind, trail.object_key) == ("base", str(base.pk))


def test_a_platform_has_its_operator_investment_and_use(cast: Cast, version: PackVersion, base: Base) -> None:
    entry = put(cast, version, "platforms", base, PLATFORM)
    assert (entry.operator_name, entry.amount, entry.unit, entry.how_many) == ("研究院所", Decimal(860), "万元", 45)


def test_a_kind_the_document_does_not_name_is_refused(cast: Cast, version: PackVersion, base: Base) -> None:
    with pytest.raises(Refused) as caught:
        put(cast, version, "institution", base, replace(INSTITUTION, kind_key="guild"))
    assert caught.value.why.zh == "所选种类不在文件所列之内。"
    with pytest.raises(Refused) as caught:
        put(cast, version, "platforms", base, replace(PLATFORM, operator_key="guild"))
    assert caught.value.why.zh == "所选机构类型不在文件所列之内。"


def test_another_form_has_to_be_named(cast: Cast, version: PackVersion, base: Base) -> None:
    other = replace(INSTITUTION, kind_key="other")
    with pytest.raises(Refused) as caught:
        put(cast, version, "institution", base, other)
    assert caught.value.why.zh == "选“其他”的，请写明是什么。"
    assert put(cast, version, "institution", base, replace(other, kind_name="共建办公室")).kind_name == "共建办公室"


def test_everything_missing_is_said_at_once(cast: Cast, version: PackVersion, base: Base) -> None:
    with pytest.raises(Refused) as caught:
        put(cast, version, "platforms", base, EntryValues(amount=Decimal(5), until=date(2019, 1, 1)))
    why = caught.value.why.zh
    assert all(
        word in why for word in ("请写明是什么。", "请填写日期或年份。", "金额和单位须一并填写。", "请选择种类。")
    )


def test_an_incident_needs_the_paper_of_the_authority_that_found_it(
    cast: Cast, version: PackVersion, base: Base
) -> None:
    values = EntryValues(kind_key="safety", grade="较大", on=date(2021, 5, 2), name="冷库泄漏")
    with pytest.raises(Refused) as caught:
        put(cast, version, "incidents", base, values)
    assert "认定文书" in caught.value.why.zh
    assert "涉及谁：请从 基地、企业 中选择。" in caught.value.why.zh
    full = replace(values, document_no="应急〔2021〕7号", document_title="认定书", whose="base")
    assert put(cast, version, "incidents", base, full).grade == "较大"


def test_a_double_click_enters_once(cast: Cast, version: PackVersion, base: Base) -> None:
    key = new_key()
    assert put(cast, version, "institution", base, INSTITUTION, key=key) == put(
        cast, version, "institution", base, INSTITUTION, key=key
    )
    assert RegisterEntry.objects.count() == 1


def test_a_correction_supersedes_and_never_overwrites(cast: Cast, version: PackVersion, base: Base) -> None:
    first = put(cast, version, "institution", base, INSTITUTION)
    permit = permit_for(cast.county_officer, version, "institution", base)
    values = replace(EntryValues.of(first), staff=8)
    second = correct_entry(permit=permit, entry=first, values=values, why="人数更正", version=version, at=AT)
    assert list(entries_about(base)) == [second]
    assert [entry.staff for entry in history_of(second)] == [8, 6]
    with pytest.raises(Refused) as caught:
        correct_entry(permit=permit, entry=first, values=values, why="又更正", version=version, at=AT)
    assert caught.value.code == "superseded-already"
    first.staff = 9
    with pytest.raises(WrittenOnceError):
        first.save()


def test_a_correction_gives_its_reason(cast: Cast, version: PackVersion, base: Base) -> None:
    first = put(cast, version, "institution", base, INSTITUTION)
    permit = permit_for(cast.county_officer, version, "institution", base)
    with pytest.raises(Refused):
        correct_entry(permit=permit, entry=first, values=INSTITUTION, why=" ", version=version, at=AT)
    with pytest.raises(IntegrityError, match="bases_entry_why"), transaction.atomic():
        RegisterEntry.objects.create(
            register="plan", base=base, area_code="210283", supersedes=first, name="x", entered_at=AT
        )


def test_an_institution_that_ended_no_longer_counts(cast: Cast, version: PackVersion, base: Base) -> None:
    entry = put(cast, version, "institution", base, INSTITUTION)
    assert [flag.register for flag in flags_of(version, [base.pk], TODAY)] == ["mechanism"]
    permit = permit_for(cast.county_officer, version, "institution", base)
    with pytest.raises(Refused):
        end_entry(permit=permit, entry=entry, on=date(2019, 1, 1), why="撤销", at=AT)
    end_entry(permit=permit, entry=entry, on=date(2022, 1, 1), why="撤销", at=AT)
    assert [flag.register for flag in flags_of(version, [base.pk], TODAY)] == ["mechanism", "institution"]
    assert [flag.register for flag in flags_of(version, [base.pk], date(2021, 12, 31))] == ["mechanism"]


def test_a_withdrawn_entry_stands_nowhere(cast: Cast, version: PackVersion, base: Base) -> None:
    entry = put(cast, version, "institution", base, INSTITUTION)
    permit = permit_for(cast.county_officer, version, "institution", base)
    gone = withdraw_entry(permit=permit, entry=entry, why="录错基地", at=AT)
    assert gone.withdrawn
    assert list(entries_about(base)) == []


def test_a_base_without_mechanism_or_institution_is_flagged_by_the_article(version: PackVersion, base: Base) -> None:
    flags = flags_of(version, [base.pk], TODAY)
    assert [(flag.register, flag.cite.printed.zh) for flag in flags] == [
        ("mechanism", "第一条"),
        ("institution", "第二条"),
    ]
    parts = {part.rule.id: part for part in parts_of_base(version, base, TODAY)}
    assert [name for name, part in parts.items() if part.flagged] == ["mechanism", "institution"]
    assert set(parts) == {"mechanism", "institution", "platforms", "association-work", "incidents", "honesty"}


def test_what_a_city_owes_is_shown_with_the_city(cast: Cast, version: PackVersion) -> None:
    city = Division.objects.get(pk="210200")
    (part,) = parts_of_place(version, "210200", "city", TODAY)
    assert (part.rule.id, part.flagged) == ("city-plans", True)
    permit = require(may_enter(cast.city_officer, version=version, rule_id="city-plans", area_code="210200", on=TODAY))
    values = EntryValues(
        kind_key="plan",
        document_title="大连市基地发展规划",
        document_by="大连市政府",
        on=date(2021, 1, 1),
        until=date(2026, 1, 1),
        funds="每年五百万元",
        name="大连市基地发展规划",
    )
    enter(permit=permit, version=version, rule_id="city-plans", area=city, values=values, at=AT)
    (part,) = parts_of_place(version, "210200", "city", TODAY)
    assert (len(part.entries), part.flagged) == (1, False)
    (part,) = parts_of_place(version, "210200", "city", date(2026, 1, 1))
    assert part.flagged


def test_the_checklist_rolls_up_the_enterprises(cast: Cast, version: PackVersion, base: Base) -> None:
    own = EntryValues(kind_key="lawful", year=2021, answer="yes", evidence="市监局证明")
    put(cast, version, "honesty", base, own)
    lines = {line.kind: line for line in checklist(version, base, 2021)}
    assert {kind: line.rolled_up for kind, line in lines.items()} == {"lawful": "yes", "jobs": "unknown"}
    put(cast, version, "honesty", base, replace(own, answer="no", organisation=cast.organisations["enterprise"]))
    (line, _) = checklist(version, base, 2021)
    assert (line.rolled_up, line.enterprises) == ("no", {"no": 1})
    assert {line.rolled_up for line in checklist(version, base, 2020)} == {"unknown"}


def test_the_choices_of_a_form_are_those_of_the_pack(version: PackVersion, base: Base) -> None:
    offered = choices(version, "forms", Subject("base", str(base.pk)), TODAY)
    assert [(key, say.zh, named) for key, say, named in offered] == [
        ("station", "工作服务站", False),
        ("company", "专业公司", False),
        ("other", "其他", True),
    ]


def test_who_may_enter_and_by_what(cast: Cast, version: PackVersion, base: Base) -> None:
    def answers(rule: str) -> dict[str, str]:
        given = {
            n: may_enter(getattr(cast, n), version=version, rule_id=rule, base=base, on=TODAY) for n in cast.actors
        }
        return {name: answer.cite.printed.zh[:5] for name, answer in given.items() if answer}

    house = "本系统规则"
    offices = {"province_officer": house, "city_officer": house, "county_officer": house}
    assert answers("institution") == offices
    assert answers("platforms") == offices | {"county_officer": "第三条"}
    for organisation, role in (("institution", LinkRole.INSTITUTION), ("chamber", LinkRole.ASSOCIATION)):
        link_organisation(
            permit=base_permit(cast.county_officer, base),
            base=base,
            organisation=cast.organisations[organisation],
            role=role,
            from_on=date(2020, 1, 1),
            source="协议",
            at=AT,
        )
    assert answers("institution") == offices | {"base_clerk": "第二条"}
    assert answers("association-work") == offices | {"base_clerk": house, "chamber_clerk": house}


def test_a_clerk_keeps_only_the_own_base_and_only_while_linked(cast: Cast, version: PackVersion, base: Base) -> None:
    link = link_organisation(
        permit=base_permit(cast.county_officer, base),
        base=base,
        organisation=cast.organisations["institution"],
        role=LinkRole.INSTITUTION,
        from_on=date(2020, 1, 1),
        source="协议",
        at=AT,
    )
    other = open_one(cast.county_officer, products=("家具",))
    asked = {"version": version, "rule_id": "mechanism", "on": TODAY}
    assert may_enter(cast.base_clerk, base=base, **asked)
    assert isinstance(may_enter(cast.base_clerk, base=other, **asked), Denied)
    unlink_organisation(permit=base_permit(cast.county_officer, base), link=link, on=TODAY, at=AT)
    assert isinstance(may_enter(cast.base_clerk, base=base, **asked), Denied)


def test_an_organisation_is_linked_once_in_a_role(cast: Cast, base: Base) -> None:
    asked = {
        "permit": base_permit(cast.county_officer, base),
        "base": base,
        "organisation": cast.organisations["enterprise"],
        "role": LinkRole.ENTERPRISE,
        "from_on": TODAY,
        "source": "名录",
        "at": AT,
    }
    link_organisation(**asked)  # type: ignore[arg-type]
    with pytest.raises(Refused) as caught:
        link_organisation(**asked)  # type: ignore[arg-type]
    assert caught.value.code == "linked-already"


def test_an_earlier_incident_is_entered_with_its_source(cast: Cast, base: Base) -> None:
    permit = require(may_enter_opening(cast.county_officer, register="incident", base=base, on=TODAY))
    values = EntryValues(kind_key="quality", kind_name="质量问题", grade="一般", on=date(2017, 3, 1), name="抽检不合格")
    with pytest.raises(Refused) as caught:
        enter_opening(permit=permit, register=RegisterKind.INCIDENT, base=base, values=values, at=AT)
    assert caught.value.why.zh == "补录须注明来源。"
    sourced = replace(values, source="质检通报2017-3")
    entry = enter_opening(permit=permit, register=RegisterKind.INCIDENT, base=base, values=sourced, at=AT)
    assert (entry.is_opening, entry.kind_name) == (True, "质量问题")
