"""A consultation: the letter goes to offices of the system too, and those answer themselves."""

from __future__ import annotations

from pathlib import Path

from jidi.cases.models import Case, StepRecord
from jidi.common.keys import new_key
from tests.cast import Cast
from tests.jidi.applications.play import TODAY, Play, version_in_force
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
    done = {"once": new_key(), "answer": "answered"}
    assert province.post(f"{page}answer/", done).status_code == 302
    assert Case.objects.get(pk=case).step == "city-forward"


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
