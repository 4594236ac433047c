"""Three bases in two cities that list enterprises, one of them in two bases; a year filed and the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from jidi.accounts.acting import Permit
from jidi.bases.models import Base
from jidi.common.say import Say
from jidi.filings import services
from jidi.filings.judging import Rules
from jidi.filings.models import Version
from policycore.facts import Subject
from policycore.forms import Form
from tests.cast import Cast
from tests.jidi.bases.conftest import open_one
from tests.jidi.filings.conftest import AT

FORM: dict[str, Any] = {
    "id": "card",
    "zh": "信息表",
    "en": "Card",
    "basis": "house",
    "sections": [
        {
            "id": "s",
            "zh": "统计",
            "fields": [
                {
                    "id": "exports",
                    "zh": "出口额",
                    "en": "Exports",
                    "kind": "number",
                    "unit": "万元",
                    "years": 2,
                    "indicator": "exports",
                },
                {"id": "rate", "zh": "利润率", "kind": "percent", "scale": 1, "required": False},
                {"id": "event", "zh": "有无事故", "kind": "flag", "required": False},
                {
                    "id": "firms",
                    "zh": "企业",
                    "kind": "table",
                    "rows-are": "enterprise",
                    "required": False,
                    "columns": [
                        {"id": "name", "zh": "企业名称"},
                        {"id": "sales", "zh": "销售额", "kind": "number", "unit": "万元", "indicator": "firm-sales"},
                    ],
                },
            ],
        }
    ],
}


@dataclass
class World:
    """The bases by a short name, and how one files for them."""

    cast: Cast
    rules: Rules
    bases: dict[str, Base]

    def file(self, base: str, period: str, values: dict[str, str], who: str = "county_officer") -> Version:
        """File the form for a base as the officer of a place does."""
        actor, subject = self.cast.actors[who], self.bases[base]
        key = f"{base}-{period}"
        permit = Permit(actor, "case.edit", "case", key, Say("测试", "test"))
        filing = services.open_filing(
            actor=actor,
            permit=permit,
            owner_kind="case",
            owner_key=key,
            form=Form.model_validate(FORM),
            subject=Subject("base", str(subject.pk)),
            area_code=subject.area_id,
            period=period,
            at=AT,
            brought={},
        )
        services.save_draft(filing=filing, actor=actor, permit=permit, changes=values, base_revision=99, at=AT)
        return services.submit_version(filing=filing, actor=actor, permit=permit, rules=self.rules, at=AT)


def build(cast: Cast, rules: Rules) -> World:
    """Open the bases and file two years."""
    bases = {
        "sea": open_one(cast.county_officer),
        "gold": open_one(cast.sister_county_officer, "210213", name="金州基地", products=("机械",)),
        "stone": open_one(cast.other_county_officer, "210882", name="大石桥基地", products=("镁",)),
    }
    world = World(cast, rules, bases)
    world.file("sea", "2024", {"exports.2023": "90", "exports.2024": "100", "rate": "5.5"})
    both = {
        "firms.1.name": "辽渔（大连）公司",
        "firms.1.sales": "10.01",
        "firms.2.name": "海丰公司",
        "firms.2.sales": "5",
    }
    world.file("sea", "2025", {"exports.2024": "100", "exports.2025": "150", "event": "无", **both})
    other = {
        "firms.1.name": "辽渔(大连) 公司",
        "firms.1.sales": "10.01",
        "firms.4.name": "金工公司",
        "firms.4.sales": "2.5",
    }
    world.file("gold", "2025", {"exports.2024": "40", "exports.2025": "50", **other}, "sister_county_officer")
    far = {"firms.1.name": "辽渔（大连）公司", "firms.1.sales": "10.01"}
    world.file("stone", "2025", {"exports.2024": "0", "exports.2025": "200.5", **far}, "other_county_officer")
    return world


ON = date(2026, 3, 1)
