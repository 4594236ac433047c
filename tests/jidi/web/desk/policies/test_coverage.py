"""落实情况, 程序图 and 版本."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from jidi.policies import proofs
from jidi.policies.models import PackVersion
from jidi.policies.queries import pack as pack_of
from jidi.web.desk.policies.coverage import by_what, why_not
from jidi.web.desk.policies.diagram import picture
from jidi.web.desk.policies.versions import comparison
from policycore.engine.mutation import Proof
from tests.cast import Cast
from tests.jidi.packs import harbour
from tests.jidi.policies.conftest import edit
from tests.jidi.web.conftest import Enter
from tests.jidi.web.desk.policies.conftest import brought_in

pytestmark = pytest.mark.django_db


def page(enter: Enter, cast: Cast, path: str) -> str:
    answer = enter(cast.city_officer).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_article_stands_on_its_own_line_with_its_reason(cast: Cast, enter: Enter, tea: PackVersion) -> None:
    text = page(enter, cast, "/policies/fixture/coverage/")
    for article in pack_of(tea).articles.values():
        assert f'href="/policies/fixture/articles/{article.id}/"' in text
    assert "解释权。只说谁解释。" in text
    assert "已列入建设计划，尚未建成" in text
    assert "不出自条文的规则" in text


def test_what_carries_an_article_out_is_told_in_few_words(tea: PackVersion) -> None:
    pack = pack_of(tea)
    veto = ("vetoes", "serious-event", pack.vetoes["serious-event"])
    points = [("open_points", key, pack.open_points[key]) for key in ("whose-events", "span-starts")]
    said = by_what(pack, [*points, veto], "11.1")
    assert said.zh == "否决：近三年有严重事件；待定项 2 项"
    assert said.en == "veto: A serious event within three years; open point (2)"
    assert by_what(pack, [], "23.b").zh == "印发时已有茶亭（原办法） 5 个"
    assert why_not(pack.articles["annex-1"]).zh == "本站没有这份附件"


def test_proofs_are_shown_once_they_were_run(cast: Cast, enter: Enter, harbour_version: PackVersion) -> None:
    assert "还没有做逐条验证" in page(enter, cast, "/policies/harbour-2020/coverage/")
    proven = Proof("vetoes", "false-material", caught=[("removed", "some example")])
    weak = Proof("eligibility", "a-year", caught=[("removed", "one")], survived=["[years] >= 2"])
    proofs.keep(harbour_version.digest, [proven, weak], date(2026, 3, 1))
    try:
        text = page(enter, cast, "/policies/harbour-2020/coverage/")
        assert "2 个要素中 1 个改动即被样例察觉（2026-03-01 运行）" in text
        assert "已验证" in text
    finally:
        proofs.file_of(harbour_version.digest).unlink()


def test_the_picture_of_a_procedure_has_every_step_end_and_answer(tea: PackVersion) -> None:
    pack = pack_of(tea)
    for procedure in pack.procedures.values():
        drawn = picture(pack, procedure)
        reached = {a.to for s in procedure.steps for a in s.then.values() if a.to.startswith("end.")}
        assert len(drawn.boxes) == len(procedure.steps) + len(reached)
        words = " / ".join(arrow.word for arrow in drawn.arrows).split(" / ")
        assert len(words) == sum(len(step.then) for step in procedure.steps)
        assert all(0 <= box.y < drawn.height for box in drawn.boxes)


def test_arrows_that_pass_each_other_do_not_share_a_lane(tea: PackVersion) -> None:
    pack = pack_of(tea)
    for procedure in pack.procedures.values():
        paths = [arrow.path for arrow in picture(pack, procedure).arrows]
        assert len(paths) == len(set(paths))


def test_one_procedure_is_shown_at_a_time(cast: Cast, enter: Enter, tea: PackVersion) -> None:
    text = page(enter, cast, "/policies/fixture/diagram/?procedure=recheck")
    assert "<svg" in text
    assert "<script" not in text.split("<main")[1]
    assert pack_of(tea).procedures["recheck"].zh in text
    assert page(enter, cast, "/policies/fixture/diagram/?procedure=nothing").count('<svg class="jd-chart"') == 1


def test_two_versions_are_compared(cast: Cast, enter: Enter, harbour_version: PackVersion, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(harbour.FOLDER, tmp_path / "harbour-2020"))
    edit(folder, "pack.yaml", "version: 1", "version: 2")
    edit(folder, "eligibility.yaml", "[years] >= 1", "[years] >= 2")
    second = brought_in(folder)
    compared = comparison(pack_of(harbour_version), pack_of(second))
    told = [(row.kind.zh, row.key.zh, row.before, row.after) for row in compared.rows]
    assert ("资格", "条件", "[years] >= 1", "[years] >= 2") in told
    assert ("抬头", "版本号", "1", "2") in told
    text = page(enter, cast, "/policies/harbour-2020/versions/?old=1&new=2")
    assert "新增 0 项，删去 0 项，改动 2 处" in text
    assert "请选两个不同的版本" in page(enter, cast, "/policies/harbour-2020/versions/?old=2&new=2")
    assert "请选两个不同的版本" in page(enter, cast, "/policies/harbour-2020/versions/?old=9&new=2")
