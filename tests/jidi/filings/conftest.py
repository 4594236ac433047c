"""A small form with a figure of three years, a sum, a table and texts, and a pack it is judged by."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from jidi.accounts.acting import Actor, Permit
from jidi.common.say import Say
from jidi.filings import queries, services
from jidi.filings.judging import Rules
from jidi.filings.models import Filing, Version
from policycore.facts import Subject
from policycore.forms import Form
from policycore.open_points import DecisionBook
from policycore.pack.model import Pack
from tests.cast import Cast

AT = datetime(2026, 2, 10, 2, 42, 7, tzinfo=UTC)
FORM = {
    "id": "yearly",
    "zh": "年度信息表",
    "en": "Yearly form",
    "basis": "house",
    "sections": [
        {
            "id": "figures",
            "zh": "规模",
            "en": "Size",
            "fields": [
                {"id": "total", "zh": "总产值", "en": "Output", "kind": "number", "unit": "亿元", "years": 3},
                {
                    "id": "special",
                    "zh": "特色产品总产值",
                    "en": "Special output",
                    "kind": "number",
                    "unit": "亿元",
                    "years": 3,
                    "of-which": "total",
                },
                {
                    "id": "share",
                    "zh": "特色产品占比",
                    "en": "Share",
                    "kind": "derived",
                    "unit": "%",
                    "scale": 1,
                    "years": 3,
                    "formula": "[special] / [total]",
                },
                {"id": "staff", "zh": "从业人数", "en": "Staff", "kind": "integer", "unit": "人", "required": False},
                {
                    "id": "standards",
                    "zh": "标准",
                    "en": "Standards",
                    "kind": "named-count",
                    "unit": "项",
                    "required": False,
                },
            ],
        },
        {
            "id": "words",
            "zh": "情况",
            "en": "Words",
            "cite": "14",
            "fields": [
                {"id": "brand", "zh": "自主品牌", "en": "Brands", "kind": "long-text", "max-length": 500},
                {"id": "since", "zh": "设立日期", "en": "Since", "kind": "date", "required": False},
                {"id": "codes", "zh": "海关编码", "en": "HS codes", "kind": "hs-codes", "required": False},
                {"id": "event", "zh": "有无事故", "en": "Incident", "kind": "flag", "required": False},
                {
                    "id": "nature",
                    "zh": "性质",
                    "en": "Nature",
                    "kind": "choice",
                    "choices": {"private": "民营", "joint": "中外合资"},
                    "required": False,
                },
            ],
        },
        {
            "id": "lists",
            "zh": "企业",
            "en": "Enterprises",
            "fields": [
                {
                    "id": "rows",
                    "zh": "龙头企业",
                    "en": "Enterprises",
                    "kind": "table",
                    "required": False,
                    "columns": [
                        {"id": "name", "zh": "企业名称", "en": "Name"},
                        {"id": "sales", "zh": "销售额", "en": "Sales", "kind": "number", "unit": "亿元"},
                        {
                            "id": "research",
                            "zh": "研发投入",
                            "en": "Research",
                            "kind": "number",
                            "unit": "万元",
                            "required": False,
                        },
                        {
                            "id": "intensity",
                            "zh": "研发强度",
                            "en": "Intensity",
                            "kind": "derived",
                            "unit": "%",
                            "formula": "[research] / [sales]",
                        },
                    ],
                },
            ],
        },
    ],
    "checks": [
        {
            "id": "part",
            "zh": "特色产品总产值大于总产值，请核对两数",
            "en": "Special output is above output",
            "must": "[特色产品总产值] <= [总产值]",
            "cite": "14",
        },
        {
            "id": "jump",
            "zh": "总产值同比超过 ±50%，请说明",
            "en": "Output changed by more than half",
            "must": "ABS(YOY([总产值])) <= 50%",
            "severity": "explain",
            "basis": "house",
        },
    ],
}
PACK = {
    "header": {
        "id": "sample",
        "version": 1,
        "zh": "样例办法",
        "en": "Sample measures",
        "scheme": "sample",
        "area": "210000",
        "issuer": "province",
        "number": {"value": "样例〔2022〕1号", "place": "head"},
        "in-force-from": {"value": "2022-01-01", "place": "27"},
    },
    "articles": {"14": {"id": "14", "printed": "第十四条", "title": "申报", "zh": "怎样申报", "en": "How to apply"}},
}
GOOD = {
    "total.2023": "186.20",
    "total.2024": "198.65",
    "total.2025": "214.30",
    "special.2023": "168.40",
    "special.2024": "180.12",
    "special.2025": "191.02",
    "brand": "自主品牌 9 个。",
}


@pytest.fixture(scope="session")
def form() -> Form:
    return Form.model_validate(FORM)


@pytest.fixture(scope="session")
def rules() -> Rules:
    return Rules(Pack.model_validate(PACK), DecisionBook(), date(2026, 2, 10))


@dataclass
class Desk:
    """A filing of the cast's county, and short words for working on it."""

    cast: Cast
    filing: Filing
    rules: Rules
    clock: datetime = AT
    pages: dict[str, int] = field(default_factory=dict)

    def permit(self, actor: Actor) -> Permit:
        return Permit(actor, "case.edit", "case", "7", Say("测试", "test"))

    def open_page(self, page: str) -> None:
        """Remember what a page was shown."""
        self.pages[page] = queries.draft_state(self.filing).revision

    def save(
        self, changes: Mapping[str, str], page: str = "p1", who: str = "county_officer", **more: Any
    ) -> services.Saved:
        self.clock += timedelta(seconds=1)
        actor = self.cast.actors[who]
        if page not in self.pages:
            self.open_page(page)
        return services.save_draft(
            filing=self.filing,
            actor=actor,
            permit=self.permit(actor),
            changes=changes,
            base_revision=self.pages[page],
            page=page,
            at=self.clock,
            **more,
        )

    def submit(self, allowed: Collection[str] | None = None, who: str = "county_officer", **more: Any) -> Version:
        self.clock += timedelta(seconds=1)
        actor = self.cast.actors[who]
        return services.submit_version(
            filing=self.filing,
            actor=actor,
            permit=self.permit(actor),
            rules=self.rules,
            at=self.clock,
            allowed_fields=allowed,
            **more,
        )

    def text(self, address: str) -> str:
        return queries.draft_state(self.filing).text(address)


Opener = Callable[..., Filing]


@pytest.fixture
def opener(cast: Cast, form: Form) -> Opener:
    def opened(**more: Any) -> Filing:
        actor = cast.county_officer
        asked: dict[str, Any] = {
            "actor": actor,
            "permit": Permit(actor, "case.edit", "case", more.get("owner_key", "7"), Say("测试", "test")),
            "owner_kind": "case",
            "owner_key": "7",
            "form": form,
            "subject": Subject("base", "42"),
            "area_code": "210283",
            "period": "2025",
            "at": AT,
        }
        return services.open_filing(**{**asked, **more})

    return opened


@pytest.fixture
def desk(cast: Cast, opener: Opener, rules: Rules) -> Desk:
    return Desk(cast, opener(), rules)
