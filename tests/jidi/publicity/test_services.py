"""A notice, the objections to it, and who may handle both."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from jidi.accounts.acting import Denied
from jidi.common.appendonly import WrittenOnceError
from jidi.common.say import Refused, Say, house
from jidi.publicity import queries, services
from jidi.publicity.enums import Identity, ObjectionState
from jidi.publicity.models import Notice, Objection
from tests.cast import Cast

AT = datetime(2020, 6, 1, 2, tzinfo=UTC)
CITE = house("公示", "public notice")
ITEMS = [{"key": "11", "title": "庄河水产"}, {"key": "12", "title": "金州海产"}]


def published(cast: Cast, **changed: Any) -> Notice:
    """A notice from the 1st to the 9th of June; what is given replaces what stands here."""
    values: dict[str, Any] = {
        "actor": cast.province_officer, "owner_kind": "step", "owner_key": "2020-1:notice", "area_code": "210000",
        "title": Say("拟认定名单公示", "List before the public"), "body": "", "items": ITEMS,
        "identity": Identity.REQUIRED, "published_on": date(2020, 6, 1), "last_day": date(2020, 6, 9),
        "counted": {"length": 7, "unit": "workday"}, "cite": CITE, "at": AT,
    }  # fmt: skip
    return services.publish_notice(**(values | changed))


def received(cast: Cast, notice: Notice, **changed: Any) -> Objection:
    """An objection to the first item that arrived in time."""
    values: dict[str, Any] = {
        "actor": cast.province_officer, "notice": notice, "item_key": "11", "text": "产量数据有出入",
        "by_name": "王某", "contact": "024-1", "channel": "来信", "received_on": date(2020, 6, 9), "cite": CITE, "at": AT,
    }  # fmt: skip
    return services.receive_objection(**(values | changed))


def test_a_list_is_published_once_and_never_changed(cast: Cast) -> None:
    notice = published(cast)
    with pytest.raises(Refused):
        published(cast)
    notice.title = "改过的名单"
    with pytest.raises(WrittenOnceError):
        notice.save()


def test_an_empty_list_is_not_published(cast: Cast) -> None:
    with pytest.raises(Refused):
        published(cast, items=[])


@pytest.mark.parametrize("who", ["city_officer", "decider", "finance_officer", "other_province_officer", "expert"])
def test_only_officers_of_the_province_publish(cast: Cast, who: str) -> None:
    with pytest.raises(Denied):
        published(cast, actor=cast.actors[who])
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"item_key": "99"}, "不在公示名单"),
        ({"text": " "}, "没有写异议内容"),
        ({"by_name": ""}, "须实名"),
        ({"received_on": date(2020, 6, 10)}, "收到日期不在其中"),
        ({"received_on": date(2020, 5, 31)}, "收到日期不在其中"),
    ],
)
def test_an_objection_that_cannot_be_taken_says_why(cast: Cast, changed: dict[str, Any], why: str) -> None:
    notice = published(cast)
    with pytest.raises(Refused) as caught:
        received(cast, notice, **changed)
    assert why in caught.value.why.zh


def test_on_the_last_day_an_objection_still_counts_and_without_a_name_where_none_is_asked(cast: Cast) -> None:
    notice = published(cast, identity=Identity.OPTIONAL)
    made = received(cast, notice, by_name="", contact="")
    assert (made.state, len(made.receipt)) == (ObjectionState.OPEN, 12)


def test_a_notice_ends_after_its_last_day_and_with_every_objection_answered(cast: Cast) -> None:
    assert [say.zh for say in queries.what_is_missing(None, date(2020, 6, 10))] == ["还没有公示"]
    notice = published(cast)
    objection = received(cast, notice)
    assert len(queries.what_is_missing(notice, date(2020, 6, 9))) == 2
    assert ["1 件异议" in say.zh for say in queries.what_is_missing(notice, date(2020, 6, 10))] == [True]
    services.settle_objection(
        actor=cast.province_officer, objection=objection, upheld=True, answer="经核，数据不实", cite=CITE, at=AT
    )
    assert queries.what_is_missing(notice, date(2020, 6, 10)) == []
    assert queries.upheld_items(notice) == {"11"}


def test_an_objection_is_settled_once_with_a_written_answer(cast: Cast) -> None:
    objection = received(cast, published(cast))
    settle = {"actor": cast.province_officer, "objection": objection, "upheld": False, "cite": CITE, "at": AT}
    with pytest.raises(Refused):
        services.settle_objection(answer=" ", **settle)
    services.settle_objection(answer="经核，与事实相符", **settle)
    with pytest.raises(Refused):
        services.settle_objection(answer="再次答复", **settle)
    objection.refresh_from_db()
    assert (objection.state, objection.answer) == (ObjectionState.REJECTED, "经核，与事实相符")


def test_who_objected_stays_with_the_officers_of_the_province(cast: Cast) -> None:
    received(cast, published(cast))
    seen = {name for name, actor in cast.actors.items() if queries.objections_visible_to(actor).exists()}
    assert seen == {"province_officer"}
