"""The official text is split at the printed headings; what is not found is said."""

from __future__ import annotations

import pytest

from jidi.common.say import Refused
from jidi.policies import queries
from jidi.policies.models import OfficialText, PackVersion
from jidi.policies.services import attach
from tests.jidi.packs import harbour

pytestmark = pytest.mark.django_db

TEXT = """
港口特色基地管理办法

第一条  县准备。参见第二条。
　　第二条
市初审。
第三条 省审核：
（一）公示。
第四条 造假的不通过。
"""


def test_each_article_gets_its_own_lines(version: PackVersion) -> None:
    done = attach(pack_id="harbour-2020", text=TEXT, actor=None, at=harbour.AT)
    assert done.found == ("1", "2", "3", "3.1", "4")
    assert done.missing == ("5", "6")
    bodies = [queries.official_text("harbour-2020", a) for a in ("1", "2", "3", "3.1")]
    assert [b.body for b in bodies if b] == [
        "第一条  县准备。参见第二条。",
        "第二条\n市初审。",
        "第三条 省审核：",
        "（一）公示。",
    ]


def test_a_new_text_replaces_the_old_one(version: PackVersion) -> None:
    attach(pack_id="harbour-2020", text=TEXT, actor=None, at=harbour.AT)
    attach(pack_id="harbour-2020", text="第六条 部委决定。", actor=None, at=harbour.AT)
    assert [row.article for row in OfficialText.objects.all()] == ["6"]


def test_a_text_of_another_document_changes_nothing(version: PackVersion) -> None:
    with pytest.raises(Refused, match="没有找到任何一条"):
        attach(pack_id="harbour-2020", text="无关的文字", actor=None, at=harbour.AT)
    with pytest.raises(Refused, match="没有名为"):
        attach(pack_id="nowhere", text=TEXT, actor=None, at=harbour.AT)
