"""Two departments that sign together: on the list of a step, and on the page of a matter."""

from __future__ import annotations

from pathlib import Path

import pytest

from jidi.agenda.models import WorkItem
from jidi.applications.models import Application, Round
from jidi.cases.models import Case, ListStep
from tests.cast import Cast
from tests.jidi.applications.play import FACTS, Play, version_in_force
from tests.jidi.applications.variants import joint_city
from tests.jidi.web.conftest import Enter
from tests.jidi.web.desk.lists.conftest import Send

CITY = "/lists/designation-2026/city-forward/210200/"


def begun(cast: Cast, folder: Path) -> tuple[Play, Round, Application]:
    play = Play(cast, version_in_force(folder))
    round_ = play.announced()
    application = play.submitted(play.started(round_))
    play.noted(application, dict.fromkeys(FACTS, False), cast.city_officer)
    return play, round_, application


def waits_with(application: Application) -> set[str]:
    found = WorkItem.objects.filter(kind="case", key=str(application.case_id), done_at__isnull=True)
    return set(found.values_list("addressee", flat=True))


def test_each_office_signs_the_list_and_it_goes_on_when_both_have(
    cast: Cast, tmp_path: Path, enter: Enter, send: Send
) -> None:
    _, _, application = begun(cast, joint_city(tmp_path))
    assert waits_with(application) == {"office:commerce:city", "office:finance:city"}
    commerce, finance = enter(cast.city_officer), enter(cast.city_finance_officer)
    assert send(commerce, f"{CITY}freeze/").status_code == 302
    answer = {
        "list": str(ListStep.objects.get().pk), f"answer__{application.case_id}": "forward",
        f"reason__{application.case_id}": "情况属实",
    }  # fmt: skip
    assert "待签署" in commerce.get(CITY).text
    assert send(commerce, f"{CITY}answer/", **answer).status_code == 302
    assert Case.objects.get(pk=application.case_id).step == "city-forward"
    assert waits_with(application) == {"office:finance:city"}

    page = commerce.get(CITY).text
    assert "已签署，等大连市财政局签署" in page
    assert "等别的机关" in page
    assert "重新签署" in page
    assert "同意上报（钱伟）" in page
    assert "情况属实" in page
    again = send(commerce, f"{CITY}answer/", **answer)
    assert again.status_code == 409
    assert "签署意见" in again.text

    page = finance.get(CITY).text
    assert "同意上报（钱伟）" in page
    assert ">签署" in page
    assert "大连市商务局已签署，请签署这 1 件" in page
    assert send(finance, f"{CITY}answer/", **answer).status_code == 302
    assert Case.objects.get(pk=application.case_id).step == "receive"


def test_one_line_is_changed_and_the_others_come_again_as_they_were(
    cast: Cast, tmp_path: Path, enter: Enter, send: Send
) -> None:
    play, round_, one = begun(cast, joint_city(tmp_path))
    two = play.submitted(play.started(round_, play.base(product="海参")))
    play.noted(two, dict.fromkeys(FACTS, False), cast.city_officer)
    commerce = enter(cast.city_officer)
    send(commerce, f"{CITY}freeze/")
    answer = {"list": str(ListStep.objects.get().pk)}
    for application in (one, two):
        answer |= {f"answer__{application.case_id}": "forward", f"reason__{application.case_id}": "情况属实"}
    assert send(commerce, f"{CITY}answer/", **answer).status_code == 302
    answer[f"reason__{two.case_id}"] = "补充：出口有实绩"
    assert send(commerce, f"{CITY}answer/", **answer).status_code == 302
    assert "补充：出口有实绩" in commerce.get(CITY).text


@pytest.mark.parametrize("first", ["city_officer", "city_finance_officer"])
def test_on_the_page_of_a_matter_each_sees_what_the_other_signed(
    cast: Cast, tmp_path: Path, enter: Enter, send: Send, first: str
) -> None:
    _, _, application = begun(cast, joint_city(tmp_path, listed=False))
    second = {"city_officer": "city_finance_officer", "city_finance_officer": "city_officer"}[first]
    page = f"/applications/{application.case.case_no}/"
    one, other = enter(cast.actors[first]), enter(cast.actors[second])
    assert "联合办理" in one.get(page).text
    values = {"answer": "forward", "record__statement": "初审同意", "reason": "情况属实"}
    assert send(one, f"{page}answer/", **values).status_code == 302
    signed = one.get(page).text
    assert "贵单位已签署" in signed
    assert "改变意见，重新签署" in signed
    waiting = other.get(page).text
    assert "联合办理" in waiting
    assert "待签署" in waiting
    assert "贵单位已签署" not in waiting
    assert send(other, f"{page}answer/", **values).status_code == 302
    assert Case.objects.get(pk=application.case_id).step == "receive"
