"""版本: the issuer publishes, ends and withdraws; what stands in the way is listed; others read who does it."""

from __future__ import annotations

import re
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jidi.common.clock import clock
from jidi.common.keys import new_key
from jidi.policies.models import PackVersion, VersionAct
from tests.cast import Cast
from tests.jidi.packs import harbour
from tests.jidi.policies.conftest import edit
from tests.jidi.web.conftest import Enter
from tests.jidi.web.desk.policies.conftest import brought_in

pytestmark = pytest.mark.django_db
PAGE = "/policies/harbour-2020/versions/"
GROUNDS = {"act": "修订通知", "number": "虚字〔2026〕8号"}
WHY = {**GROUNDS, "reason": "文件修订", "typed": "harbour-2020"}


@pytest.fixture
def issuer(cast: Cast, enter: Enter) -> Client:
    return enter(cast.province_officer)


def named(version: int, /, **values: Any) -> dict[str, str]:
    return {"once": new_key(), **{f"v{version}-{key}": str(value) for key, value in values.items()}}


def second(tmp_path: Path, *, broken: bool = False) -> PackVersion:
    folder = Path(shutil.copytree(harbour.FOLDER, tmp_path / "harbour-2020"))
    edit(folder, "pack.yaml", "version: 1", "version: 2")
    if broken:
        more = '- {id: more, zh: 更多, strength: strive, what: "[years]", cite: "5"}\n'
        (folder / "targets.yaml").write_text(more, "utf-8")
    return brought_in(folder)


def text_of(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    return str(answer.content.decode())


def later(days: int) -> date:
    return clock.today() + timedelta(days=days)


def test_a_draft_is_published_from_a_day_and_the_page_says_what_was_done(
    issuer: Client, harbour_version: PackVersion, tmp_path: Path
) -> None:
    second(tmp_path)
    with harbour.upper_rooms():
        assert "发布第 2 版" in text_of(issuer.get(PAGE))
        sent = named(2, from_on=later(30), **GROUNDS)
        assert issuer.post(f"{PAGE}2/publish/", sent).status_code == 302
        assert issuer.post(f"{PAGE}2/publish/", sent).status_code == 302
        text = text_of(issuer.get(PAGE))
    assert VersionAct.objects.filter(version__version_no=2).count() == 1
    assert "修订通知　虚字〔2026〕8号" in text
    assert "第 1 版" in text
    assert "已发布，未起用" in text
    assert "撤回还没起用的第 2 版" in text
    assert "第 1 版继续有效" in text


def test_what_the_system_cannot_carry_out_is_listed_instead_of_the_form(
    issuer: Client, harbour_version: PackVersion, tmp_path: Path
) -> None:
    second(tmp_path, broken=True)
    with harbour.upper_rooms():
        text = text_of(issuer.get(PAGE))
        assert "第 2 版还不能发布" in text
        assert "更多" in text
        assert "内容类别：目标（targets.yaml 第 1 行）" in text
        assert "/2/publish/" not in text
        answer = text_of(issuer.post(f"{PAGE}2/publish/", named(2, from_on=later(1), **GROUNDS)), 422)
    assert "status: pending" in answer  # what to do about it
    assert PackVersion.objects.get(version_no=2).published_at is None


def test_what_was_typed_stays_and_what_is_wrong_is_said(
    issuer: Client, harbour_version: PackVersion, tmp_path: Path
) -> None:
    second(tmp_path)
    with harbour.upper_rooms():
        early = text_of(issuer.post(f"{PAGE}2/publish/", named(2, from_on="2020-02-01", **GROUNDS)), 422)
        bare = text_of(issuer.post(f"{PAGE}2/publish/", named(2, from_on="never", number="虚字〔2026〕8号")), 422)
    assert "请选 2020-03-01 或以后的日期" in early
    assert 'value="修订通知"' in early
    assert "日期写成 2026-03-15" in bare
    assert "请填写依据的文件或会议" in bare
    assert 'value="虚字〔2026〕8号"' in bare


def test_the_version_in_force_is_ended_only_by_its_name(issuer: Client, harbour_version: PackVersion) -> None:
    text = text_of(issuer.get(PAGE))
    assert "停用现行的第 1 版" in text
    assert "已开的 0 轮、在办的 0 件" in text
    wrong = {**WHY, "typed": "harbour"}
    with harbour.upper_rooms():
        told = text_of(issuer.post(f"{PAGE}1/end/", named(1, on=later(3), **wrong)), 422)
        assert "与名称“harbour-2020”不同" in told
        assert "早于今天" in text_of(issuer.post(f"{PAGE}1/end/", named(1, on=later(-1), **WHY)), 422)
        assert issuer.post(f"{PAGE}1/end/", named(1, on=later(3), **WHY)).status_code == 302
    harbour_version.refresh_from_db()
    assert harbour_version.in_force_to == later(3)
    assert "文件修订" in text_of(issuer.get(PAGE))


def test_a_version_to_come_is_withdrawn(issuer: Client, harbour_version: PackVersion, tmp_path: Path) -> None:
    second(tmp_path)
    with harbour.upper_rooms():
        issuer.post(f"{PAGE}2/publish/", named(2, from_on=later(30), **GROUNDS))
        assert issuer.post(f"{PAGE}2/withdraw/", named(2, **WHY)).status_code == 302
    harbour_version.refresh_from_db()
    assert harbour_version.in_force_to is None
    assert issuer.post(f"{PAGE}7/withdraw/", named(7, **WHY)).status_code == 404


def test_others_read_who_publishes_and_are_refused(
    cast: Cast, enter: Enter, harbour_version: PackVersion, tmp_path: Path
) -> None:
    second(tmp_path)
    client = enter(cast.city_officer)
    text = text_of(client.get(PAGE))
    assert "由谁发布" in text
    assert not re.search(r'action="[^"]*/(publish|end|withdraw)/"', text)
    assert client.post(f"{PAGE}2/publish/", named(2, from_on=later(1), **GROUNDS)).status_code == 403
    assert client.post(f"{PAGE}2/publish/", named(2)).status_code == 403
    assert client.post(f"{PAGE}1/end/", named(1, on=later(1), **WHY)).status_code == 403


def test_the_page_asks_no_more_for_more_history(
    issuer: Client, harbour_version: PackVersion, tmp_path: Path
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            issuer.get(PAGE)
        return len(queries)

    asked()
    few = asked()
    act = VersionAct.objects.get(version=harbour_version)
    for _ in range(5):
        act.pk = None
        act.save(force_insert=True)
    assert asked() == few
