"""What is due and filing it, by a program: the same checks, fences and words as on the pages."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jidi.common.clock import clock
from jidi.common.keys import new_key
from jidi.filings.queries import values_of
from jidi.returns.models import Act, Duty
from jidi.returns.queries import filling
from tests.cast import Cast
from tests.jidi.returns.conftest import ferry as ferry
from tests.jidi.returns.conftest import year as year
from tests.jidi.returns.ferry import Ferry
from tests.jidi.web.api.conftest import Programs

pytestmark = pytest.mark.django_db


@pytest.fixture
def duty(year: Ferry, monkeypatch: pytest.MonkeyPatch) -> Duty:
    """The figures of the first quarter of 2023 on the base of the cast, on the fifth of April."""
    year.day("2023-04-05")
    monkeypatch.setattr(type(clock), "now", lambda self: year.now["at"])
    return year.duty("figures", "2023-Q1", base=year.base)


def test_what_is_due_names_its_day_and_its_article(cast: Cast, duty: Duty, program: Programs) -> None:
    status, said = program(cast.city_officer).get("/duties?period=2023-Q1")
    found = {one["id"]: one for one in said["duties"]}[duty.pk]
    assert status == 200
    assert (found["status"], found["due_on"], found["cite"]["basis"]) == ("due", "2023-04-15", "article")
    assert found["cite"]["article"]


def test_another_city_and_another_province_see_nothing_of_it(cast: Cast, duty: Duty, program: Programs) -> None:
    for other in (cast.other_city_officer, cast.other_province_officer, cast.expert):
        asked = program(other)
        assert duty.pk not in {one["id"] for one in asked.get("/duties")[1]["duties"]}
        assert asked.get(f"/duties/{duty.pk}")[0] == 404
        assert asked.ask("POST", f"/duties/{duty.pk}/form")[0] in {403, 404}


def test_filled_in_saved_and_handed_in_by_a_program(cast: Cast, duty: Duty, program: Programs) -> None:
    asked = program(cast.city_officer)
    opened = asked.ask("POST", f"/duties/{duty.pk}/form")[1]
    sent = {"revision": opened["revision"], "values": {"output": "5000", "exports": "1，200"}}
    status, saved = asked.ask("PUT", f"/duties/{duty.pk}/form", sent)
    assert (status, saved["problems"], saved["refused"]) == (200, {}, {})
    status, filed = asked.ask("POST", f"/duties/{duty.pk}/hand-in", {"revision": saved["revision"]})
    assert (status, filed["version"], filed["duty"]["status"]) == (200, 1, "filed")
    one = asked.get(f"/duties/{duty.pk}/versions/1")[1]
    version = filling.latest_of(Duty.objects.get(pk=duty.pk))
    assert version is not None
    assert one["values"] == values_of(version)


def test_what_is_missing_is_the_whole_list(cast: Cast, duty: Duty, program: Programs) -> None:
    asked = program(cast.city_officer)
    revision = asked.ask("POST", f"/duties/{duty.pk}/form")[1]["revision"]
    status, said = asked.ask("POST", f"/duties/{duty.pk}/hand-in", {"revision": revision})
    assert (status, said["code"]) == (409, "filing-incomplete")
    found = asked.get(f"/duties/{duty.pk}/form")[1]["findings"]
    assert found["verdict"]["ready"] is False
    assert found["to_fill"] >= 2


def test_sent_again_under_its_key_it_is_answered_as_the_first_time(cast: Cast, duty: Duty, program: Programs) -> None:
    asked, key = program(cast.city_officer), new_key()
    revision = asked.ask("POST", f"/duties/{duty.pk}/form")[1]["revision"]
    saved = asked.ask(
        "PUT", f"/duties/{duty.pk}/form", {"revision": revision, "values": {"output": "5000", "exports": "9"}}
    )[1]
    answers = [asked.ask("POST", f"/duties/{duty.pk}/hand-in", {"revision": saved["revision"]}, key) for _ in range(2)]
    assert [status for status, _ in answers] == [200, 200]
    assert Act.objects.filter(duty=duty, kind="filed").count() == 1


def test_without_a_key_nothing_is_handed_in(cast: Cast, duty: Duty, program: Programs) -> None:
    asked = program(cast.city_officer)
    asked.ask("POST", f"/duties/{duty.pk}/form")
    headers = {"authorization": f"Bearer {asked.secret}"}
    answer = Client().post(
        f"/api/v1/duties/{duty.pk}/hand-in",
        json.dumps({"revision": 0}),
        content_type="application/json",
        headers=headers,
    )
    assert answer.json()["code"] == "bad-key"


def test_a_text_that_cannot_be_read_is_kept_and_an_unknown_place_refused(
    cast: Cast, duty: Duty, program: Programs
) -> None:
    asked = program(cast.city_officer)
    revision = asked.ask("POST", f"/duties/{duty.pk}/form")[1]["revision"]
    sent = {"revision": revision, "values": {"output": "约五千", "nowhere": "1"}}
    saved = asked.ask("PUT", f"/duties/{duty.pk}/form", sent)[1]
    assert set(saved["problems"]) == {"output"}
    assert set(saved["refused"]) == {"nowhere"}
    assert asked.get(f"/duties/{duty.pk}/form")[1]["values"]["output"]["text"] == "约五千"


@pytest.mark.parametrize("body", ["", "{", "[]", '{"revision": "x"}', '{"values": {}}'])
def test_a_request_that_is_not_as_described_says_where(cast: Cast, duty: Duty, program: Programs, body: str) -> None:
    status, said = program(cast.city_officer).ask("PUT", f"/duties/{duty.pk}/form", body)
    assert (status, said["code"]) == (422, "unreadable")


def test_the_schema_has_the_labels_as_printed(cast: Cast, duty: Duty, program: Programs) -> None:
    asked = program(cast.city_officer)
    asked.ask("POST", f"/duties/{duty.pk}/form")
    said = asked.get(f"/duties/{duty.pk}/form/schema")[1]
    field = filling.form_for(duty, duty.ends_on).fields()[0]  # type: ignore[union-attr]
    assert said["properties"][field.id]["title"] == field.zh
    assert said["additionalProperties"] is False


def test_a_draft_is_not_read_from_above(cast: Cast, duty: Duty, program: Programs) -> None:
    program(cast.city_officer).ask("POST", f"/duties/{duty.pk}/form")
    assert program(cast.province_officer).get(f"/duties/{duty.pk}/form")[0] == 403


def test_a_hundred_duties_ask_as_often_as_one(cast: Cast, year: Ferry, program: Programs) -> None:
    asked = program(cast.province_officer)

    def count(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert asked.get(path)[0] == 200
        return len(captured)

    count("/duties")
    assert count("/duties?page=1") <= count("/duties?period=2023-Q1") + 1


def test_the_description_names_the_key_a_program_needs_and_its_refusal_speaks_to_a_program(
    cast: Cast, duty: Duty, program: Programs
) -> None:
    asked = program(cast.city_officer)
    described = asked.get("/openapi.json")[1]["paths"]["/api/v1/duties/{duty_id}/hand-in"]["post"]["parameters"]
    (key,) = [one for one in described if one["name"] == "Idempotency-Key"]
    assert (key["in"], key["required"], key["schema"]["pattern"]) == ("header", True, "^[A-Za-z0-9_-]{16,64}$")
    asked.ask("POST", f"/duties/{duty.pk}/form")
    status, said = asked.ask("POST", f"/duties/{duty.pk}/hand-in", {"revision": 0}, "abc1")
    assert (status, said["code"]) == (400, "bad-key")
    assert "Idempotency-Key" in said["why"]["zh"]
    assert "页面" not in said["why"]["zh"] + said["next"]["zh"]


def test_a_stale_revision_is_neither_saved_nor_handed_in(cast: Cast, duty: Duty, program: Programs) -> None:
    asked = program(cast.city_officer)
    revision = asked.ask("POST", f"/duties/{duty.pk}/form")[1]["revision"]
    form = f"/duties/{duty.pk}/form"
    saved = asked.ask("PUT", form, {"revision": revision, "values": {"output": "5000", "exports": "9"}})[1]
    status, said = asked.ask("PUT", form, {"revision": revision, "values": {"output": "7"}})
    assert (status, said["code"]) == (409, "filing-stale")
    assert asked.get(form)[1]["values"]["output"]["text"] == "5000"
    status, said = asked.ask("POST", f"/duties/{duty.pk}/hand-in", {"revision": revision})
    assert (status, said["code"]) == (409, "filing-stale")
    assert asked.ask("POST", f"/duties/{duty.pk}/hand-in", {"revision": saved["revision"]})[0] == 200


def test_an_unknown_state_and_a_figure_that_is_no_text_are_refused_in_chinese(
    cast: Cast, duty: Duty, program: Programs
) -> None:
    asked = program(cast.city_officer)
    status, said = asked.get("/duties?state=nonsense")
    assert (status, said["code"]) == (422, "unreadable")
    assert "可写：due、" in said["why"]["zh"]
    said = asked.ask("PUT", f"/duties/{duty.pk}/form", {"revision": 0, "values": {"output": 5000}})[1]
    assert "要写成文本" in said["why"]["zh"]
    assert "valid string" not in said["why"]["zh"]
