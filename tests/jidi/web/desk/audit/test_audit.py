"""审计: the auditor finds who did and tried what, day by day, and whether the chain holds; nobody else, and no business."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import jidi
from jidi.audit.models import Entry
from jidi.audit.services import operation, record
from jidi.returns.enums import ActKind, ArticleState
from jidi.web.desk.audit.words import ACTIONS, THINGS
from tests.cast import BUILT_AT, Cast
from tests.jidi.bases.conftest import open_one
from tests.jidi.web.conftest import Enter

pytestmark = pytest.mark.django_db
LATER = BUILT_AT + timedelta(days=4000)


def note(cast: Cast, action: str = "case.moved", key: str = "1", **more: object) -> None:
    record(at=LATER, who=cast.city_officer.who, action=action, kind="case", key=key, area_code="210200", **more)  # type: ignore[arg-type]


def rows(text: str) -> list[str]:
    return re.findall(r'<th scope="row" class="jd-nowrap"><a href="/audit/(\d+)/">', text)


def test_the_newest_stand_first_fifty_a_page(cast: Cast, enter: Enter) -> None:
    for place in range(60):
        note(cast, key=str(place))
    client = enter(cast.auditor)
    first = rows(client.get("/audit/").content.decode())
    assert len(first) == 50
    assert first == sorted(first, key=int, reverse=True)
    assert not set(first) & set(rows(client.get("/audit/?page=2").content.decode()))


def test_day_person_object_and_outcome_narrow_the_list(cast: Cast, enter: Enter) -> None:
    note(cast)
    open_one(cast.county_officer)
    outsider = enter(cast.other_city_officer)
    outsider.get(f"/bases/{Entry.objects.get(action='base.open').object_key}/")
    client = enter(cast.auditor)

    def actions(query: str) -> set[str]:
        found = rows(client.get(f"/audit/?{query}").content.decode())
        return set(Entry.objects.filter(pk__in=found).values_list("action", flat=True))

    assert actions("kind=case&key=1") == {"case.moved"}
    assert actions(f"who={cast.county_officer.name}") == {"base.open"}
    assert actions("outcome=refused") == {"page.not-shown"}
    assert actions(f"first={LATER:%Y-%m-%d}&last={LATER:%Y-%m-%d}") == {"case.moved"}
    assert actions("first=x&last=&outcome=odd&kind=case") == {"case.moved"}
    assert actions("kind=nothing") == set()


def test_a_look_at_what_one_may_not_see_is_on_record_with_its_reason(cast: Cast, enter: Enter) -> None:
    base = open_one(cast.county_officer)
    enter(cast.other_city_officer).get(f"/bases/{base.pk}/")
    text = enter(cast.auditor).get("/audit/?outcome=refused").content.decode()
    for part in (
        cast.other_city_officer.name,
        "查看无权查看的页面",
        "未准",
        "它不存在，或者不在您当前职务可见的范围内",
    ):
        assert part in text


def test_one_entry_shows_what_it_says_and_the_rest_of_its_operation(cast: Cast, enter: Enter) -> None:
    with operation(at=LATER):
        note(cast, detail={"reason": "材料不全", "odd": 3}, after={"step": "review"})
        note(cast, "file.attach", "2")
    entry = Entry.objects.get(action="case.moved")
    text = enter(cast.auditor).get(f"/audit/{entry.seq}/").content.decode()
    for part in (
        "案卷办理",
        cast.city_officer.name,
        "大连市商务局",
        "原因",
        "材料不全",
        "odd",
        "上传附件",
        entry.hash,
        entry.after_digest,
    ):
        assert part in text


def test_the_list_asks_the_same_few_questions_however_much_is_on_record(cast: Cast, enter: Enter) -> None:
    client = enter(cast.auditor)
    note(cast)
    client.get("/audit/")
    with CaptureQueriesContext(connection) as few:
        client.get("/audit/")
    for place in range(40):
        note(cast, key=str(place))
    with CaptureQueriesContext(connection) as many:
        client.get("/audit/")
    assert len(many) == len(few)


def test_the_chain_is_verified_by_a_button_and_a_change_by_hand_is_named(cast: Cast, enter: Enter) -> None:
    client = enter(cast.auditor)
    assert client.get("/audit/verify/").status_code == 405
    assert "审计链完整" in client.post("/audit/verify/").content.decode()
    note(cast)
    last = Entry.objects.latest("seq").seq
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_entry SET who_name = 'x' WHERE seq = %s", [last])
    text = client.post("/audit/verify/").content.decode()
    assert f"审计链在第 {last} 条断开" in text
    assert "内容已被改动" in text


def test_the_audit_administrator_sees_accounts_and_no_business(cast: Cast, enter: Enter) -> None:
    note(cast)
    client = enter(cast.audit_admin)
    text = client.get("/audit/").content.decode()
    assert "任职" in text
    assert "案卷办理" not in text
    assert client.get(f"/audit/{Entry.objects.get(action='case.moved').seq}/").status_code == 404
    assert client.post("/audit/verify/").status_code == 200


def test_another_province_and_everybody_else_read_nothing(cast: Cast, enter: Enter) -> None:
    note(cast)
    seq = Entry.objects.get(action="case.moved").seq
    for actor in (cast.province_officer, cast.city_officer, cast.decider, cast.system_admin, cast.security_admin):
        for address in ("/audit/", f"/audit/{seq}/"):
            assert enter(actor).get(address).status_code == 403
        assert enter(actor).post("/audit/verify/").status_code == 403


ROOMS = Path(jidi.__file__).parent
CODE = re.compile(r'action="([a-z-]+[.][a-z-]+)"')
KIND = re.compile(r'kind="([a-z-]+)", key=')


def test_all_that_is_put_on_record_has_words() -> None:
    texts = [path.read_text("utf-8") for path in ROOMS.rglob("*.py")]
    codes = {code for text in texts for code in CODE.findall(text)}
    assert len(codes) > 30
    told = codes | {f"duty.{one.value}" for one in ActKind} | {f"article.{one.value}" for one in ArticleState}
    assert sorted(told - ACTIONS.keys()) == []
    assert sorted({kind for text in texts for kind in KIND.findall(text)} - THINGS.keys()) == []
