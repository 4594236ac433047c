"""An explanation says something, a reviewer accepts it or not, and it is offered again next period."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site

from jidi.audit.models import Entry
from jidi.common.say import Refused
from jidi.filings import explanations, queries
from jidi.filings.enums import Ruling
from jidi.filings.invariants import check
from jidi.filings.models import Explanation, Version
from jidi.filings.reasons import empty_phrase
from jidi.filings.services import NotComplete, attach_evidence, judge_explanation
from policycore.facts import Subject
from policycore.forms import Form
from tests.jidi.filings.conftest import FORM, GOOD, Desk, Opener

JUMP = {**GOOD, "total.2025": "400", "special.2025": "300"}
WHY = "蜀蔬公司 2025 年 6 月投产，增加产值 180 亿元"
pytestmark = pytest.mark.django_db


@pytest.fixture
def explained(desk: Desk) -> Desk:
    desk.save({**JUMP, "why:jump": WHY})
    desk.submit()
    return desk


def rule(desk: Desk, accepted: bool, reason: str = "", one: Explanation | None = None) -> Explanation:
    actor = desk.cast.city_officer
    return judge_explanation(
        explanation=one or Explanation.objects.latest("pk"),
        accepted=accepted,
        reason=reason,
        actor=actor,
        permit=desk.permit(actor),
        at=desk.clock,
    )


def state_of(desk: Desk) -> Any:
    return next(one for one in queries.findings(desk.filing, desk.rules) if one.check == "jump")


def test_what_was_explained_is_kept_with_the_version(explained: Desk) -> None:
    one = Explanation.objects.get()
    assert (one.check_id, one.body, one.ruling) == ("jump", WHY, Ruling.OPEN)
    assert one.version == Version.objects.get()


def test_a_form_without_explanations_keeps_none(desk: Desk) -> None:
    desk.save(GOOD)
    desk.submit()
    assert not Explanation.objects.exists()


def test_accepting_is_recorded_with_who_and_shown_at_the_finding(explained: Desk) -> None:
    one = rule(explained, True)
    assert (one.ruling, one.ruled_as) == (Ruling.ACCEPTED, "大连市商务局 外贸科经办")
    assert Entry.objects.filter(action="explanation.judged").count() == 1
    assert state_of(explained).settled.zh == "说明已采信"
    assert list(check()) == []


def test_judging_alike_twice_is_judging_once(explained: Desk) -> None:
    rule(explained, True)
    rule(explained, True)
    assert Entry.objects.filter(action="explanation.judged").count() == 1


def test_not_accepting_needs_a_reason(explained: Desk) -> None:
    with pytest.raises(Refused, match="没有写理由"):
        rule(explained, False, "  ")


def test_what_was_not_accepted_has_to_be_written_anew(explained: Desk) -> None:
    rule(explained, False, "投产月份与电费单不符")
    with pytest.raises(NotComplete, match="投产月份与电费单不符"):
        explained.submit()
    explained.save({"why:jump": WHY + "（电费单见附件）"})
    explained.submit()
    assert Explanation.objects.latest("pk").ruling == Ruling.OPEN


def test_an_accepted_explanation_of_the_same_figures_stays_accepted_in_the_next_version(explained: Desk) -> None:
    rule(explained, True)
    explained.save({"brand": "十个。"})
    explained.submit()
    assert [one.ruling for one in Explanation.objects.order_by("pk")] == [Ruling.ACCEPTED, Ruling.ACCEPTED]


def test_only_the_last_version_is_judged(explained: Desk) -> None:
    first = Explanation.objects.get()
    explained.save({"brand": "十个。"})
    explained.submit()
    with pytest.raises(Refused, match="没有判定"):
        rule(explained, True, one=first)


def test_what_was_explained_before_is_offered_next_period_accepted_first(explained: Desk, opener: Opener) -> None:
    rule(explained, True)
    following = opener(owner_key="8", period="2026")
    found = explanations.used_before(following, ["jump"])
    assert [(one.text, one.period, one.ruling) for one in found["jump"]] == [(WHY, "2025", Ruling.ACCEPTED)]
    assert explanations.text_used(following, found["jump"][0].id) == WHY


def test_what_was_not_accepted_and_what_another_subject_said_is_not_offered(explained: Desk, opener: Opener) -> None:
    other = opener(owner_key="9", period="2026", subject=Subject("base", "43"))
    assert explanations.used_before(other, ["jump"]) == {}
    assert explanations.text_used(other, Explanation.objects.get().pk) == ""
    rule(explained, False, "不足")
    assert explanations.used_before(opener(owner_key="8", period="2026"), ["jump"]) == {}


def test_the_very_same_words_of_another_unit_are_shown_to_the_reviewer(
    explained: Desk, opener: Opener, rules: Any
) -> None:
    second = Desk(
        explained.cast,
        opener(owner_key="7", form=Form.model_validate({**FORM, "id": "twin"}), subject=Subject("base", "43")),
        rules,
    )
    second.save({**JUMP, "why:jump": WHY.replace("，", "  ")})
    second.submit()
    mine = Explanation.objects.earliest("pk")
    same = explanations.same_words([mine])[mine.pk]
    assert [(one.subject_key, one.form_id) for one in same] == [("43", "twin")]


def test_a_finding_about_a_year_has_the_same_topic_next_year() -> None:
    assert explanations.topic_of("restated:total.2024") == explanations.topic_of("restated:total.2025")
    assert explanations.topic_of("jump") == "jump"


def test_an_explanation_that_must_bring_a_paper_waits_for_it(cast: Any, opener: Opener, rules: Any) -> None:
    checks = [{**check, "evidence": "合同或报关单"} if check["id"] == "jump" else check for check in FORM["checks"]]  # type: ignore[attr-defined]
    desk = Desk(cast, opener(form=Form.model_validate({**FORM, "checks": checks})), rules)
    desk.save({**JUMP, "why:jump": WHY})
    assert "还要附凭据：合同或报关单" in state_of(desk).say.zh
    actor = cast.county_officer
    attach_evidence(
        filing=desk.filing,
        check="jump",
        name="合同.txt",
        content=["合同".encode()],
        actor=actor,
        permit=desk.permit(actor),
        at=desk.clock,
    )
    assert state_of(desk).settled.zh == "已说明，待判定"


@pytest.mark.parametrize(
    "words",
    [
        "核实无误", "经核实，无误。", "正常波动", "无", "1234567", "统计口径不同", "数据真实准确，无误", "经核实，没有问题，数据属实",
        "aaaaaaaa", "！！！1111222211", "数据无误，请审核通过", "本数据经我单位认真核对，真实准确",
        "企业上报数据，确认无误，予以上报", "以上数据均已经本公司仔细复核，情况属实，特此说明",
    ],
)  # fmt: skip
def test_empty_phrases(words: str) -> None:
    assert empty_phrase(words)


def test_words_that_name_a_cause_are_no_empty_phrase_though_they_hold_one() -> None:
    assert not empty_phrase("经核实，新投产两条生产线，数据属实")
    assert not empty_phrase("经我单位核对，甲公司停产，数据无误")
    assert not empty_phrase("企业上报数据含出口退货，确认无误")


def test_a_site_adds_phrases_of_its_own_and_takes_some_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not empty_phrase("按上级要求进行了调整")
    monkeypatch.setattr(site, "DATA", tmp_path)
    own = tmp_path / "filings" / "empty-phrases.txt"
    own.parent.mkdir()
    own.write_text("# ours\n按上级要求进行了调整\n!已与企业核实\n!经与企业核实无误\n", "utf-8")
    assert empty_phrase("按上级要求，进行了调整")
    assert not empty_phrase("经与企业核实无误")
