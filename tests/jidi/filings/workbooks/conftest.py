"""A filing of the cast's county whose owner's room is the test: who may write, and what is open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from jidi.accounts.acting import Actor, Denied, Permit
from jidi.common.keys import new_key
from jidi.common.say import Say
from jidi.filings import doors, owners
from jidi.filings.doors import Door
from jidi.filings.judging import Rules
from jidi.filings.models import Filing, Upload
from jidi.filings.workbooks import uploads
from tests.cast import Cast
from tests.jidi.filings.conftest import AT, GOOD, Desk, Opener

KIND, ON = "case", date(2026, 2, 10)


@dataclass
class House:
    """What the owner's room says now."""

    rules: Rules
    allowed: set[str] | None = None
    writers: set[str] = field(default_factory=lambda: {"孙丽"})

    def door(self, actor: Actor, filing: Filing, on: date) -> Door:
        may: Permit | Denied = Denied(Say("由县里填报。", "The county fills it in."))
        if actor.name in self.writers:
            may = Permit(actor, "case.edit", filing.owner_kind, filing.owner_key, Say("测试", "test"))
        return Door(Say("庄河基地", "Zhuanghe base"), may, self.rules, self.allowed)

    def visible(self, actor: Actor | None) -> Any:
        seen = actor is not None and actor.name in {*self.writers, "钱伟"}
        return Filing.objects.filter(owner_kind=KIND, pk__gt=0 if seen else 10**9).values_list("owner_key")


@pytest.fixture
def house(rules: Rules, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    made = House(rules)
    monkeypatch.setitem(owners._owners, KIND, made.visible)
    monkeypatch.setitem(doors._doors, KIND, made.door)
    return made


@dataclass
class Office:
    """A clerk with a form and workbooks of it."""

    desk: Desk
    house: House
    clock: datetime = AT

    @property
    def cast(self) -> Cast:
        return self.desk.cast

    @property
    def clerk(self) -> Actor:
        return self.cast.county_officer

    @property
    def filing(self) -> Filing:
        return self.desk.filing

    def now(self) -> datetime:
        self.clock += timedelta(seconds=1)
        return self.clock

    def download(self, who: Actor | None = None) -> bytes:
        return uploads.download(actor=who or self.clerk, filing=self.filing, on=ON, at=self.now()).content

    def edited(self, change: Any, content: bytes | None = None) -> bytes:
        book: Workbook = load_workbook(BytesIO(content or self.download()))
        change(book)
        out = BytesIO()
        book.save(out)
        return out.getvalue()

    def take(self, content: bytes, **more: Any) -> Upload:
        asked: dict[str, Any] = {"actor": self.clerk, "filing": self.filing, "name": "表.xlsx", "key": new_key()}
        return uploads.take(**{**asked, **more}, content=[content], on=ON, at=self.now())

    def accept(self, upload: Upload, **more: Any) -> Any:
        asked: dict[str, Any] = {"actor": self.clerk, "upload": upload, "key": new_key()}
        return uploads.accept(**{**asked, **more}, on=ON, at=self.now())


@pytest.fixture
def office(desk: Desk, house: House, opener: Opener) -> Office:
    desk.save(GOOD)
    return Office(desk, house)
