"""A new duty and a new form come with a changed copy of a pack, YAML only; no line of code knows them."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from jidi.returns import services
from jidi.returns.enums import DutyState
from jidi.returns.models import Duty
from tests.cast import Cast
from tests.jidi.returns import ferry as played
from tests.jidi.returns.ferry import Ferry, play

OBLIGATION = """
ropes:
  zh: 缆绳检查
  en: Check of the ropes
  debtor: city
  to: province
  about: each-base
  every: month
  due: {after-period: {length: 5, unit: workday}}
  fulfilled-by: {form: rope-check}
  cite: "2"
"""
FORM = """
id: rope-check
zh: 缆绳检查表
en: Rope check
about: base
every: month
adds: {open: rope-more}
sections:
  - id: ropes
    zh: 缆绳
    cite: "2"
    fields:
      - {id: ropes, zh: 缆绳, en: Ropes, kind: integer, unit: 条}
      - {id: worn, zh: 其中：磨损的, en: of which worn, kind: integer, unit: 条, of-which: ropes}
cite: "2"
"""
POINT = """
- {id: rope-more, zh: 缆绳检查还报什么, en: What else is reported, kind: form, why: 等字包括哪些没有写。, cite: "2"}
"""


@pytest.fixture
def changed(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ferry:
    folder = tmp_path / "ferry-2023"
    shutil.copytree(played.FOLDER, folder)
    for name, text in (("obligations.yaml", OBLIGATION), ("open-points.yaml", POINT)):
        place = folder / name
        place.write_text(place.read_text(encoding="utf-8") + text, encoding="utf-8")
    (folder / "forms" / "rope-check.yaml").write_text(FORM, encoding="utf-8")
    monkeypatch.setattr(played, "FOLDER", folder)
    return play(cast)


def test_the_new_duty_is_due_each_month_about_each_base(changed: Ferry) -> None:
    changed.compute()
    duties = Duty.objects.filter(rule="ropes", base=changed.base).order_by("starts_on")
    assert [duty.period for duty in duties][:2] == ["2023-M01", "2023-M02"]
    assert duties[0].due_on == date(2023, 2, 7)
    assert {duty.debtor_zh for duty in duties} == {"大连市商务局"}
    assert Duty.objects.get(rule="ropes", base=changed.other, period="2023-M06")


def test_the_new_form_is_filled_in_filed_and_accepted(changed: Ferry) -> None:
    changed.compute()
    changed.day("2023-02-06")
    duty = changed.filed(
        changed.duty("ropes", "2023-M01", changed.base), changed.cast.city_officer, {"ropes": "12", "worn": "3"}
    )
    assert (duty.state, duty.first_filed_on) == (DutyState.FILED, date(2023, 2, 6))
    services.accept(actor=changed.cast.province_officer, duty=duty, **changed.sent)
    assert changed.again(duty).state == DutyState.ACCEPTED


def test_what_a_decision_adds_to_the_form_is_asked_for(changed: Ferry) -> None:
    changed.decide(
        "rope-more",
        {"sections": [{"id": "more", "zh": "其他", "fields": [{"id": "buoys", "zh": "浮标", "kind": "integer"}]}]},
    )
    changed.compute()
    changed.day("2023-02-06")
    duty = changed.duty("ropes", "2023-M01", changed.base)
    filing = services.open_form(actor=changed.cast.city_officer, duty=duty, **changed.now)
    assert "浮标" in filing.form_json
