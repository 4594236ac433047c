"""What fulfils a duty besides forms and articles: a document handed in and accepted, a procedure that was finished."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from jidi.accounts.acting import Actor
from jidi.cases.models import Case
from jidi.common.say import Refused
from jidi.returns import services
from jidi.returns.enums import ActKind, DutyState
from jidi.returns.invariants import check
from jidi.returns.models import Act, Duty, Paper
from jidi.returns.services import Handed, Point
from tests.cast import Cast
from tests.jidi.returns import ferry as played
from tests.jidi.returns.ferry import PNG, Ferry, play
from tests.jidi.returns.test_following import PROCEDURE

OBLIGATIONS = """
licence:
  zh: 通航许可
  en: Licence
  debtor: base
  to: city
  every: year
  of: previous-year
  due: 03-15
  fulfilled-by: {document: licence}
  cite: "3"
licence-and-form:
  zh: 许可和总结
  en: Licence and summary
  debtor: city
  to: province
  every: year
  of: previous-year
  due: 03-15
  fulfilled-by: {document: licence, form: summary}
  cite: "3"
inspected:
  zh: 年度检查
  en: Yearly inspection
  debtor: base
  to: city
  every: year
  due: period-end
  fulfilled-by: {procedure: inspection, end: passed}
  cite: "5"
"""
DOCUMENT = """
id: licence
zh: 通航许可证
en: Licence
issued-by: province
cite: "3"
"""


def changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the ferry document have duties fulfilled by a document, by both a document and a form, and by a procedure."""
    folder = tmp_path / "ferry-2023"
    shutil.copytree(played.FOLDER, folder)
    place = folder / "obligations.yaml"
    place.write_text(place.read_text(encoding="utf-8") + OBLIGATIONS, encoding="utf-8")
    for name, text in (("documents/licence.yaml", DOCUMENT), ("procedures/inspection.yaml", PROCEDURE)):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(played, "FOLDER", folder)


@pytest.fixture
def more(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ferry:
    """The changed document in force on 1 March, its duties of 2023 worked out."""
    changed(tmp_path, monkeypatch)
    ferry = play(cast)
    ferry.compute()
    return ferry.day("2023-03-01")


def handed(ferry: Ferry, duty: Duty, actor: Actor, title: str = "通航许可证", dated: date = date(2023, 2, 20)) -> Act:
    """A document with one file, handed in by somebody."""
    services.attach_document(actor=actor, duty=duty, name=f"{title}.png", content=[PNG], at=ferry.now["at"])
    keys = tuple(one.key for one in services.files_at_hand(actor, duty))
    told = Handed(title, "测航〔2023〕3号", dated, keys)
    return services.hand_in_document(actor=actor, duty=duty, handed=told, **ferry.sent)


def inspected(ferry: Ferry, end: str, on: date, case_no: str = "210000-2023-0001") -> None:
    """A matter of the procedure about the base that ended."""
    at = datetime(on.year, on.month, on.day, 1, tzinfo=UTC)
    Case.objects.create(
        case_no=case_no, version=ferry.version, procedure="inspection", subject_kind="base",
        subject_key=str(ferry.base.pk), title_zh="庄河渡口检查", area_code=ferry.base.area_id, city_code="210200",
        step="look", entered_at=at, entered_on=on, opened_at=at, opened_on=on, ended_at=at, ended_on=on, end=end,
    )  # fmt: skip


def test_a_document_is_handed_in_and_accepted(more: Ferry) -> None:
    cast, duty = more.cast, more.duty("licence", "2023", more.base)
    act = handed(more, duty, cast.base_clerk)
    duty = more.again(duty)
    assert (duty.state, duty.first_filed_on, act.kind) == (DutyState.FILED, date(2023, 3, 1), ActKind.DOCUMENT)
    assert act.reason == "通航许可证（测航〔2023〕3号）"
    services.accept(actor=cast.city_officer, duty=duty, **more.sent)
    assert more.again(duty).state == DutyState.ACCEPTED
    assert not list(check())


def test_a_returned_document_is_replaced_by_another_and_both_stay(more: Ferry) -> None:
    cast, duty = more.cast, more.duty("licence", "2023", more.base)
    handed(more, duty, cast.base_clerk)
    points = [Point("", "缺第二页")]
    services.send_back(actor=cast.city_officer, duty=duty, reason="不完整", points=points, **more.sent)
    assert more.again(duty).state == DutyState.RETURNED
    more.day("2023-03-04")
    handed(more, more.again(duty), cast.base_clerk, "通航许可证（全）")
    first, second = Paper.objects.order_by("pk")
    assert set(first.file_keys.split(",")).isdisjoint(second.file_keys.split(","))
    duty = more.again(duty)
    assert (duty.state, duty.first_filed_on) == (DutyState.FILED, date(2023, 3, 1))


@pytest.mark.parametrize(
    ("title", "dated", "keys", "code"),
    [
        (" ", date(2023, 2, 1), ("k",), "title"),
        ("许可", date(2023, 2, 1), (), "no-file"),
        ("许可", date(2023, 3, 2), ("k",), "to-come"),
    ],
)
def test_without_title_or_file_or_of_a_day_to_come_it_is_refused(
    more: Ferry, title: str, dated: date, keys: tuple[str, ...], code: str
) -> None:
    duty = more.duty("licence", "2023", more.base)
    with pytest.raises(Refused) as refused:
        services.hand_in_document(
            actor=more.cast.base_clerk, duty=duty, handed=Handed(title, "", dated, keys), **more.sent
        )
    assert refused.value.code == code


def test_where_a_form_is_asked_for_too_the_document_comes_first(more: Ferry) -> None:
    cast, duty = more.cast, more.duty("licence-and-form", "2023")
    more.filled(duty, cast.city_officer)
    with pytest.raises(Refused, match="还没有递交文件"):
        services.hand_in(actor=cast.city_officer, duty=duty, **more.sent)
    handed(more, duty, cast.city_officer)
    assert more.again(duty).state == DutyState.DUE
    services.hand_in(actor=cast.city_officer, duty=duty, **more.sent)
    assert more.again(duty).state == DutyState.FILED


def test_who_does_not_owe_it_hands_no_document_in_and_no_other_duty_takes_one(more: Ferry) -> None:
    with pytest.raises(Refused):
        handed(more, more.duty("licence", "2023", more.base), more.cast.other_county_officer)
    with pytest.raises(Refused, match="不以文件完成"):
        handed(more, more.duty("summary", "2023"), more.cast.city_officer)


def test_a_procedure_that_ended_as_asked_meets_the_duty_by_itself(more: Ferry) -> None:
    duty = more.duty("inspected", "2023", more.base)
    inspected(more, "passed", date(2023, 6, 1))
    found = more.day("2023-06-03").compute()
    duty = more.again(duty)
    assert (found.met, duty.state, duty.first_filed_on) == (1, DutyState.ACCEPTED, date(2023, 6, 1))
    act = Act.objects.get(duty=duty, kind=ActKind.MET)
    assert (act.person_id, act.detail_json["case"]) == (None, "210000-2023-0001")
    assert more.compute().met == 0
    assert not list(check())


def test_another_end_another_base_and_a_day_before_the_period_meet_nothing(more: Ferry) -> None:
    inspected(more, "rectify", date(2023, 6, 1))
    inspected(more, "passed", date(2022, 6, 1), "210000-2022-0001")
    Case.objects.filter(end="passed").update(subject_key=str(more.base.pk))
    more.day("2023-06-03").compute()
    assert more.again(more.duty("inspected", "2023", more.base)).state == DutyState.DUE


def test_one_matter_meets_one_duty(more: Ferry) -> None:
    inspected(more, "passed", date(2023, 6, 1))
    more.day("2023-06-03").compute()
    more.day("2024-01-05").compute(2024)
    following = more.again(more.duty("inspected", "2024", more.base))
    assert following.state == DutyState.DUE
