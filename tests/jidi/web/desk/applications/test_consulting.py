"""A consultation: the letter goes to offices of the system too, and those answer themselves."""

from __future__ import annotations

import re
from pathlib import Path

from jidi.agenda.models import WorkItem
from jidi.audit.models import Entry
from jidi.cases.models import Case, Opinion, StepRecord
from jidi.common.keys import new_key
from tests.cast import Cast
from tests.jidi.applications.play import RECORDS, TODAY, Play, version_in_force
from tests.jidi.applications.variants import asks_finance
from tests.jidi.web.conftest import Enter


def at_consultation(cast: Cast, folder: Path) -> tuple[Play, str, int]:
    play = Play(cast, version_in_force(asks_finance(folder)))
    application = play.submitted(play.started(play.announced()))
    return play, f"/applications/{application.case.case_no}/", application.case_id


def test_an_office_that_is_asked_is_offered_answers_itself_and_is_shown(
    cast: Cast, tmp_path: Path, enter: Enter
) -> None:
    play, page, case = at_consultation(cast, tmp_path)
    province, finance = enter(play.cast.province_officer), enter(play.cast.finance_officer)
    assert 'name="asked" value="省财政厅" checked' in province.get(page).text
    sent = {"once": new_key(), "asked": "省财政厅", "sent_on": str(TODAY)}
    assert province.post(f"{page}record/", sent).status_code == 302
    assert StepRecord.objects.get(case=case, is_valid=True).data["asked"] == ["省财政厅"]
    text = province.get(page).text
    assert "未答复" in text
    # Nobody writes down an answer for an office that has its own people here.
    assert "登记回复" not in text
    said = {"once": new_key(), "opinion": "remarks", "text": "建议核实出口额"}
    assert finance.post(f"{page}opinion/", said).status_code == 302
    assert "有意见：建议核实出口额" in province.get(page).text
    # What the offices above say to each other is not for who applies, as long as the question is open too.
    applying = enter(play.cast.county_officer).get(page).text
    assert "建议核实出口额" not in applying
    done = {"once": new_key(), "answer": "answered"}
    assert province.post(f"{page}answer/", done).status_code == 302
    assert Case.objects.get(pk=case).step == "city-forward"


def test_an_answer_given_stands_on_the_page_and_is_changed_on_purpose_only(
    cast: Cast, tmp_path: Path, enter: Enter
) -> None:
    play, page, case = at_consultation(cast, tmp_path)
    enter(play.cast.province_officer).post(
        f"{page}record/", {"once": new_key(), "asked": "省财政厅", "sent_on": str(TODAY)}
    )
    finance, first = enter(play.cast.finance_officer), {"opinion": "remarks", "text": "建议核实出口额"}
    assert "修改答复" not in finance.get(page).text
    assert finance.post(f"{page}opinion/", {"once": new_key(), **first}).status_code == 302
    text = finance.get(page).text
    for part in ("已回复", "有意见：建议核实出口额", "郑敏", "修改答复", "2026-09-21"):
        assert part in text
    # Sent again it is the same answer; other words do not replace it by themselves.
    assert finance.post(f"{page}opinion/", {"once": new_key(), **first}).status_code == 302
    other = {"opinion": "disagree", "text": "资金没有落实"}
    refused = finance.post(f"{page}opinion/", {"once": new_key(), **other})
    assert (refused.status_code, "没有替换它" in refused.text) == (409, True)
    stands = Opinion.objects.get(case=case, capacity__startswith="asked:")
    assert f'name="instead" value="{stands.pk}"' in text
    changed = finance.post(f"{page}opinion/", {"once": new_key(), **other, "instead": str(stands.pk)})
    assert changed.status_code == 302
    assert [one.is_valid for one in Opinion.objects.filter(case=case, capacity=stands.capacity).order_by("pk")] == [
        False,
        True,
    ]
    assert Entry.objects.filter(action="case.opinion").latest("seq").detail["was"]["text"] == "建议核实出口额"
    seen = finance.get(f"{page}?tab=opinions").text
    assert all(part in seen for part in ("建议核实出口额", "资金没有落实", "已被后来的意见代替"))
    late = finance.post(f"{page}opinion/", {"once": new_key(), **first, "instead": str(stands.pk)})
    assert late.status_code == 409


def test_the_answer_of_an_office_without_people_here_is_written_down_for_it(
    cast: Cast, tmp_path: Path, enter: Enter
) -> None:
    play, page, case = at_consultation(cast, tmp_path)
    province = enter(play.cast.province_officer)
    play.cast.organisations["finance"].posts.update(valid_to=TODAY, living_key=None)
    province.post(f"{page}record/", {"once": new_key(), "asked": "省财政厅", "sent_on": str(TODAY)})
    assert "登记回复" in province.get(page).text
    said = {"once": new_key(), "answer.0": "无意见", "on.0": str(TODAY), "text.0": ""}
    assert province.post(f"{page}record/", said).status_code == 302
    assert province.post(f"{page}answer/", {"once": new_key(), "answer": "answered"}).status_code == 302
    assert Case.objects.get(pk=case).step == "city-forward"


def before_the_departments(play: Play) -> str:
    """An application of the Liaoning document at the step that asks the departments concerned."""
    round_ = play.announced()
    application = play.submitted(play.started(round_))
    play.forwarded(round_, application)
    play.reviewed(round_, application)
    play.noted(application, {"visit-needed": True}, play.cast.province_officer)
    play.answer(application, "done", play.cast.province_officer, record=RECORDS["visit"])
    return f"/applications/{application.case.case_no}/"


def test_a_department_asked_by_name_has_an_item_sees_the_matter_and_answers_itself(cast: Cast, enter: Enter) -> None:
    play = Play(cast, version_in_force())
    page = before_the_departments(play)
    province, finance = enter(cast.province_officer), enter(cast.finance_officer)
    assert finance.get(page).status_code == 404
    form = province.get(page).text
    for name in ("辽宁省财政厅", "工业和信息化部门", "生态环境部门", "应急管理部门", "市场监管部门"):
        assert f'name="asked" value="{name}"' in form
    assert not re.search(r'name="asked" value="[a-z-]+"', form)
    sent = {"once": new_key(), "asked": ["辽宁省财政厅", "生态环境部门"], "sent_on": str(TODAY)}
    assert province.post(f"{page}record/", sent).status_code == 302
    item = WorkItem.objects.get(kind="opinion", done_at__isnull=True)
    assert (item.addressee, item.next_zh) == ("office:finance:province", "回复意见")
    assert item.due_on is not None
    assert 'action="' + page + 'opinion/"' in finance.get(page).text
    assert "贝类" in finance.get("/work/").text
    assert enter(cast.city_finance_officer).get(page).status_code == 404
    # The clerk types what came on paper, and for nobody who answers here.
    text = province.get(page).text
    assert ('name="answer.1"' in text, 'name="answer.0"' in text) == (True, False)
    typed = {"once": new_key(), "answer.0": "无意见", "on.0": str(TODAY)}
    refused = province.post(f"{page}record/", typed)
    assert refused.status_code == 409
    assert "辽宁省财政厅在本系统内自行回复" in refused.text
    on_paper = {"once": new_key(), "answer.1": "无意见", "on.1": str(TODAY)}
    assert province.post(f"{page}record/", on_paper).status_code == 302
    early = province.post(f"{page}answer/", {"once": new_key(), "answer": "answered"})
    assert early.status_code == 409
    assert "「辽宁省财政厅」还没有答复" in early.text
    said = {"once": new_key(), "opinion": "remarks", "text": "资金列入明年预算"}
    assert finance.post(f"{page}opinion/", said).status_code == 302
    assert not WorkItem.objects.filter(kind="opinion", done_at__isnull=True).exists()
    assert "有意见：资金列入明年预算" in province.get(page).text
    assert province.post(f"{page}answer/", {"once": new_key(), "answer": "answered"}).status_code == 302
    records = province.get(f"{page}?tab=opinions").text
    assert "资金列入明年预算" in records
    assert ">finance<" not in records


def test_whoever_keeps_the_record_gives_no_opinion_for_a_department(cast: Cast, enter: Enter) -> None:
    page = before_the_departments(Play(cast, version_in_force()))
    said = {"once": new_key(), "opinion": "agree", "text": ""}
    assert enter(cast.province_officer).post(f"{page}opinion/", said).status_code == 403
    assert enter(cast.finance_officer).post(f"{page}opinion/", said).status_code == 404
