"""Titles: one choke point, national and provincial side by side, everything dated and cited."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from jidi.accounts.acting import Denied
from jidi.accounts.enums import Tier
from jidi.accounts.models import Division
from jidi.audit.models import Entry
from jidi.audit.queries import verify
from jidi.bases.enums import Right, TitleAct, TitleState
from jidi.bases.models import Base, TitleEvent, TitleHolding
from jidi.bases.permissions import may_write_title
from jidi.bases.queries.titles import held_in, open_holding, standing, suspended_rights
from jidi.bases.services.titles import (
    END,
    GRANT,
    RECORD,
    TRANSFER,
    announce_title,
    end_title,
    grant_title,
    record_title_event,
    transfer_title,
    void_title_event,
)
from jidi.bases.values import Basis, Holder, TitleNamed, When
from jidi.common.appendonly import WrittenOnceError
from jidi.common.keys import new_key
from jidi.common.say import Refused
from tests.cast import Cast
from tests.jidi.bases.conftest import ACT, AT, NATIONAL, PROVINCIAL, TODAY, Granting, open_one, title_permit

LATER = date(2023, 5, 10)


def record(cast: Cast, holding: TitleHolding, act: TitleAct, on: date = LATER, **more: object) -> TitleHolding:
    permit = title_permit(cast.province_officer, RECORD, Holder.of(holding))
    return record_title_event(
        permit=permit,
        holding=holding,
        act=act,
        when=When(on),
        basis=ACT,
        at=AT,
        **more,  # type: ignore[arg-type]
    )


def revoke(cast: Cast, holding: TitleHolding, on: date = LATER, **more: object) -> TitleHolding:
    permit = title_permit(cast.province_officer, END, Holder.of(holding))
    return end_title(
        permit=permit,
        holding=holding,
        act=TitleAct.REVOKED,
        when=When(on),
        basis=ACT,
        at=AT,
        **more,  # type: ignore[arg-type]
    )


def test_a_granted_title_is_held_with_act_articles_and_case(base: Base, grant: Granting) -> None:
    holding = grant(base, batch=2)
    assert (holding.state, holding.held_from, holding.batch, holding.tier) == (TitleState.HELD, TODAY, 2, "province")
    event = holding.events.get()
    assert (event.act, event.pack, event.cites, event.case_key) == ("designated", "invented-registers", "8", "case:1")
    assert (event.act_number, event.act_by) == ("虚字〔2022〕3号", "省商务厅")
    entry = Entry.objects.get(action="title.designated")
    assert (entry.object_kind, entry.object_key, entry.area_code) == ("base", str(base.pk), "210283")
    assert entry.detail["cites"] == "8"
    assert verify().broken is None


def test_national_and_provincial_stand_side_by_side(base: Base, grant: Granting) -> None:
    grant(base)
    grant(base, NATIONAL)
    assert set(base.titles.values_list("title", "state")) == {("national", "held"), ("provincial", "held")}


def test_the_same_title_is_not_given_twice(base: Base, grant: Granting) -> None:
    grant(base)
    with pytest.raises(Refused) as caught:
        grant(base, on=LATER)
    assert caught.value.code == "title-held"
    assert TitleHolding.objects.count() == 1


def test_the_database_itself_refuses_a_second_open_row(base: Base, grant: Granting) -> None:
    holding = grant(base)
    with pytest.raises(IntegrityError), transaction.atomic():
        TitleHolding.objects.create(
            holder_kind="base", base=base, area_code="210283", scheme="s", title="provincial", tier="province",
            title_name="x", state="held", living_key=holding.living_key,
        )  # fmt: skip
    with pytest.raises(IntegrityError, match="bases_holding_living_key"), transaction.atomic():
        TitleHolding.objects.filter(pk=holding.pk).update(living_key=None)
    with pytest.raises(IntegrityError, match="bases_holding_one_holder"), transaction.atomic():
        TitleHolding.objects.filter(pk=holding.pk).update(area_id="210283")


def test_a_double_click_grants_once(cast: Cast, base: Base, grant: Granting) -> None:
    key = new_key()
    assert grant(base, key=key) == grant(base, key=key)
    assert TitleEvent.objects.count() == 1


def test_an_event_is_never_changed(base: Base, grant: Granting) -> None:
    event = grant(base).events.get()
    event.batch = 9
    with pytest.raises(WrittenOnceError):
        event.save()
    with pytest.raises(WrittenOnceError):
        TitleEvent.objects.all().delete()


def test_an_announced_title_is_taken_up_by_the_designation(cast: Cast, base: Base, grant: Granting) -> None:
    holder = Holder.base(base)
    permit = title_permit(cast.province_officer, RECORD, holder)
    announced = announce_title(
        permit=permit, holder=holder, title=PROVINCIAL, when=When(date(2022, 8, 1)), basis=ACT, at=AT
    )
    assert (announced.state, announced.held_from) == ("announced", None)
    assert held_in("210000", PROVINCIAL.scheme, "provincial", TODAY).count() == 0
    granted = grant(base)
    assert (granted.pk, granted.state) == (announced.pk, "held")
    assert held_in("210000", PROVINCIAL.scheme, "provincial", TODAY).get() == granted


def test_assessment_rectification_and_revocation_follow_each_other(cast: Cast, base: Base, grant: Granting) -> None:
    holding = grant(base)
    record(cast, holding, TitleAct.ASSESSED, result="rectify", result_name="限期整改")
    now = record(cast, holding, TitleAct.RECTIFYING, until_on=date(2023, 11, 10))
    assert (now.state, now.result, now.rectify_due) == ("rectifying", "rectify", date(2023, 11, 10))
    ended = revoke(cast, holding, date(2023, 12, 1), result="revoked", result_name="取消命名")
    assert (ended.state, ended.held_until, ended.living_key) == ("revoked", date(2023, 12, 1), None)
    assert (ended.result, ended.result_name, ended.rectify_due) == ("revoked", "取消命名", None)
    assert open_holding(Holder.base(base), PROVINCIAL.scheme, "provincial") is None
    assert standing(ended, date(2023, 6, 1)).state == "rectifying"


def test_a_revoked_base_may_be_designated_anew_in_a_new_row(cast: Cast, base: Base, grant: Granting) -> None:
    first = grant(base)
    revoke(cast, first)
    second = grant(base, on=date(2025, 1, 1))
    assert second.pk != first.pk
    assert list(base.titles.order_by("id").values_list("state", flat=True)) == ["revoked", "held"]


def test_what_does_not_follow_is_refused_and_nothing_is_written(cast: Cast, base: Base, grant: Granting) -> None:
    holding = grant(base)
    with pytest.raises(Refused) as caught:
        record(cast, holding, TitleAct.RECTIFIED)
    assert caught.value.code == "does-not-follow"
    assert "“有效”" in caught.value.why.zh
    assert holding.events.count() == 1
    with pytest.raises(Refused):
        record(cast, holding, TitleAct.ASSESSED, on=date(2020, 1, 1))


def test_the_same_event_recorded_in_two_windows_is_one(cast: Cast, base: Base, grant: Granting) -> None:
    holding = grant(base)
    record(cast, holding, TitleAct.ASSESSED, result="passed")
    with pytest.raises(Refused) as caught:
        record(cast, holding, TitleAct.ASSESSED, result="passed")
    assert caught.value.code == "event-twice"


def test_a_suspended_right_is_read_with_its_reason_on_its_days(cast: Cast, base: Base, grant: Granting) -> None:
    holding = grant(base)
    permit = title_permit(cast.province_officer, RECORD, Holder.of(holding))
    record_title_event(
        permit=permit,
        holding=holding,
        act=TitleAct.SUSPENDED,
        right=Right.RECEIVE,
        until_on=date(2024, 5, 9),
        when=When(LATER),
        basis=Basis(cites=("8",), reason="未按要求报送"),
        at=AT,
    )
    holding.refresh_from_db()
    assert holding.state == "held"
    assert suspended_rights(holding, date(2024, 5, 9)) == {Right.RECEIVE: "未按要求报送"}
    assert suspended_rights(holding, date(2024, 5, 10)) == {}


def test_a_title_moves_between_holders_and_both_say_so(cast: Cast, base: Base, grant: Granting) -> None:
    holding = grant(base, batch=3)
    other = open_one(cast.sister_county_officer, area="210213", name="金州海产品基地")
    permit = title_permit(cast.province_officer, TRANSFER, Holder.of(holding))
    new = transfer_title(permit=permit, holding=holding, to=Holder.base(other), when=When(LATER), basis=ACT, at=AT)
    holding.refresh_from_db()
    assert (holding.state, new.state, new.before, new.batch) == ("transferred", "held", holding, 3)
    assert holding.events.get(act="transferred").other == new
    assert new.held_from == holding.held_until == LATER


def test_a_predecessor_title_is_converted_on_the_day_of_the_new_one(base: Base, grant: Granting) -> None:
    model = TitleNamed("model-base", "model", Tier.NATION, "专业型示范基地")
    old = grant(base, model, on=date(2018, 3, 1))
    new = grant(base, NATIONAL, before=old)
    old.refresh_from_db()
    assert (old.state, old.held_until, new.before) == ("converted", TODAY, old)


def test_an_area_and_an_organisation_hold_titles_too(cast: Cast) -> None:
    title = TitleNamed("recognitions", "park-recognition", Tier.NATION, "国家级高新区", "hi-tech")
    other = TitleNamed("recognitions", "park-recognition", Tier.NATION, "国家级经开区", "zone")
    area = Holder.area(Division.objects.get(pk="210213"))
    organisation = Holder.organisation(cast.organisations["enterprise"])
    for holder, named in ((area, title), (area, other), (organisation, title)):
        permit = title_permit(cast.province_officer, GRANT, holder)
        grant_title(permit=permit, holder=holder, title=named, when=When(TODAY), basis=ACT, at=AT)
    assert sorted(TitleHolding.objects.values_list("holder_kind", "kind")) == [
        ("area", "hi-tech"),
        ("area", "zone"),
        ("organisation", "hi-tech"),
    ]


def test_a_wrong_entry_is_voided_stays_visible_and_may_be_entered_anew(cast: Cast, base: Base, grant: Granting) -> None:
    holding = grant(base)
    now = record(cast, holding, TitleAct.ASSESSED, result="failed")
    event = now.events.get(act="assessed")
    permit = title_permit(cast.province_officer, RECORD, Holder.of(holding))
    voided = void_title_event(permit=permit, event=event, reason="录入有误", at=AT)
    assert (voided.result, voided.events.count()) == ("", 3)
    with pytest.raises(Refused) as caught:
        void_title_event(permit=permit, event=event, reason="再来一次", at=AT)
    assert caught.value.code == "voided-already"
    assert record(cast, holding, TitleAct.ASSESSED, result="failed").result == "failed"


def test_an_entry_others_stand_on_is_not_voided(cast: Cast, base: Base, grant: Granting) -> None:
    holding = grant(base)
    record(cast, holding, TitleAct.ASSESSED, result="passed")
    designated = holding.events.get(act="designated")
    permit = title_permit(cast.province_officer, RECORD, Holder.of(holding))
    with pytest.raises(Refused) as caught:
        void_title_event(permit=permit, event=designated, reason="录入有误", at=AT)
    assert caught.value.code == "does-not-follow"
    holding.refresh_from_db()
    assert holding.state == "held"


def test_a_title_voided_whole_frees_its_place(cast: Cast, base: Base, grant: Granting) -> None:
    holding = grant(base)
    permit = title_permit(cast.province_officer, RECORD, Holder.of(holding))
    void_title_event(permit=permit, event=holding.events.get(), reason="录错基地", at=AT)
    holding.refresh_from_db()
    assert (holding.state, holding.living_key) == ("none", None)
    assert grant(base).pk != holding.pk


def test_a_title_does_not_end_without_a_ground(cast: Cast, base: Base, grant: Granting) -> None:
    holding = grant(base)
    permit = title_permit(cast.province_officer, END, Holder.of(holding))
    with pytest.raises(Refused) as caught:
        end_title(permit=permit, holding=holding, act=TitleAct.REVOKED, when=When(LATER), basis=Basis(), at=AT)
    assert caught.value.code == "incomplete"
    assert Entry.objects.filter(action="title.end", outcome="refused").count() == 1


def test_only_the_province_writes_titles(cast: Cast, base: Base) -> None:
    def may(name: str) -> bool:
        return bool(
            may_write_title(
                getattr(cast, name), GRANT, holder_kind="base", holder_key=str(base.pk), area_code=base.area_id
            )
        )

    assert [name for name in cast.actors if may(name)] == ["province_officer", "decider"]
    refusal = may_write_title(
        cast.other_province_officer, GRANT, holder_kind="base", holder_key=str(base.pk), area_code=base.area_id
    )
    assert isinstance(refusal, Denied)


def test_a_permit_for_another_base_does_not_fit(cast: Cast, base: Base) -> None:
    other = open_one(cast.county_officer, products=("家具",))
    permit = title_permit(cast.province_officer, GRANT, Holder.base(other))
    with pytest.raises(ValueError, match=r"title\.grant"):
        grant_title(permit=permit, holder=Holder.base(base), title=PROVINCIAL, when=When(TODAY), basis=ACT, at=AT)
