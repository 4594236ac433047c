"""A harbour base of 庄河 that applies, and the people who answer for each step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from jidi.accounts.acting import Actor, require
from jidi.cases import guards, permissions, services
from jidi.cases.models import Case, ListStep
from jidi.cases.services import Moved
from jidi.common.keys import new_key
from jidi.common.say import Say
from jidi.facts import registry
from jidi.policies.models import PackVersion
from jidi.policies.services import decide_point
from policycore.facts import FactKey, Known, Subject
from policycore.open_points import Scope
from tests.cast import Cast
from tests.jidi.packs import harbour

DAY = date(2020, 6, 1)
DECIDED: tuple[tuple[str, Any, dict[str, Any]], ...] = (
    ("round-year", 2020, {"scope": Scope.ROUND, "target": "r1"}),
    ("city-days", {"length": 5, "unit": "workday", "count-first": False}, {"scope": Scope.AREA, "target": "210200"}),
    ("silence", "agrees", {}),
    ("first-day", True, {}),
)


class Years:
    """A register that says how long each base has been in operation."""

    years: dict[str, int]

    def __init__(self) -> None:
        self.years = {}

    def read_many(self, keys: Any, subjects: Any, as_of: date) -> dict[tuple[FactKey, Subject], Known]:
        """Return the years of those it knows."""
        return {(k, s): Known(self.years[s.key], "台账") for k in keys for s in subjects if s.key in self.years}


@dataclass
class Play:
    """A case on its way, told step by step: who answers what, a day later each time."""

    cast: Cast
    version: PackVersion
    register: Years
    day: date = DAY
    case_id: int = 0
    log: list[Moved] = field(default_factory=list)

    @property
    def at(self) -> datetime:
        """Ten in the morning of the day."""
        return datetime(self.day.year, self.day.month, self.day.day, 2, tzinfo=UTC)

    @property
    def case(self) -> Case:
        """The case as it stands."""
        return Case.objects.select_related("version").get(pk=self.case_id)

    def wait(self, days: int = 1) -> Play:
        """Let days go by."""
        self.day += timedelta(days=days)
        return self

    def open(self, key: str = "1", area_code: str = "210283", actor: Actor | None = None, **more: Any) -> Play:
        """Begin a case of a base."""
        subject, who = Subject("base", key), actor or self.cast.county_officer
        procedure = more.pop("procedure", "designation")
        permit = require(
            permissions.may_open(who, self.version, procedure, subject, area_code, self.day, round_key="r1")
        )
        opened = services.open_case(
            version_id=self.version.pk, procedure=procedure, subject=subject, title=Say(f"基地{key}", f"Base {key}"),
            area_code=area_code, permit=permit, at=self.at, on=self.day, key=new_key(), round_key="r1", year="2020", **more,
        )  # fmt: skip
        self.case_id = opened.case_id
        self.register.years.setdefault(key, 3)
        return self

    def answer(self, actor: Actor, answer: str, **more: Any) -> Moved:
        """Give an answer, with a permit as the page would have it."""
        case = self.case
        permit = more.pop("permit", None) or require(permissions.may_answer(actor, case, answer, self.day))
        given: dict[str, Any] = {"key": new_key(), "at": self.at, "on": self.day}
        moved = services.move(case_id=case.pk, answer=answer, permit=permit, **(given | more))
        self.log.append(moved)
        return moved

    def note(self, actor: Actor, fact: str, value: Any, evidence: str = "凭据", **named: str) -> None:
        """Answer a question of fact; ``named`` with - for _ is what a veto that stands wants written down."""
        services.note_answer(
            actor=actor, case_id=self.case_id, fact=fact, value=value, evidence=evidence, at=self.at, on=self.day,
            key=new_key(), named={need.replace("_", "-"): text for need, text in named.items()},
        )  # fmt: skip

    def record(self, actor: Actor, **record: Any) -> Any:
        """Enter the record of the step."""
        return services.record_step(
            actor=actor, case_id=self.case_id, record=record, at=self.at, on=self.day, key=new_key()
        )

    def freeze(self, actor: Actor, scope_key: str, **more: Any) -> ListStep:
        """Freeze the list of the step the case stands at."""
        step = self.case.step
        permit = require(permissions.may_freeze(actor, self.version, "designation", step, scope_key, self.day))
        return services.freeze_list(
            version_id=self.version.pk, procedure="designation", step=step, round_key="r1", scope_key=scope_key,
            permit=permit, at=self.at, on=self.day, key=new_key(), **more,
        )  # fmt: skip

    def answer_list(self, actor: Actor, row: ListStep, answer: str = "", **more: Any) -> tuple[Moved, ...]:
        """Give the same answer for every line of a list (or ``answers`` by case)."""
        permit = require(permissions.may_move_list(actor, row, self.day))
        answers = more.pop("answers", None) or {item.case_id: answer for item in row.items.filter(held_at__isnull=True)}
        reasons = more.pop("reasons", dict.fromkeys(answers, "初审意见：同意"))
        return services.move_list(
            list_id=row.pk,
            answers=answers,
            permit=permit,
            at=self.at,
            on=self.day,
            key=new_key(),
            reasons=reasons,
            **more,
        )

    def to_city(self) -> Play:
        """The county hands in."""
        self.answer(self.cast.county_officer, "submit")
        return self.wait()

    def to_province(self) -> Play:
        """County hands in; city and finance forward their list."""
        self.to_city()
        self.note(self.cast.city_officer, "false-material", value=False)
        row = self.freeze(self.cast.city_officer, self.case.city_code)
        self.answer_list(self.cast.city_officer, row, "forward")
        self.answer_list(self.cast.city_finance_officer, row, "forward")
        return self.wait()

    def to_notice(self) -> Play:
        """On to the public notice: received, no visit needed, finance agrees."""
        cast = self.cast
        self.to_province()
        self.answer(cast.province_officer, "received", record={"statement": True})
        self.note(cast.province_officer, "visit-needed", value=False)
        permit = require(permissions.may_answer(cast.province_officer, self.case, "skip", self.day))
        services.skip(case_id=self.case_id, permit=permit, at=self.at, on=self.day, key=new_key(), reason="材料已说明")
        self.record(cast.province_officer, asked=["省财政厅"], sent_on=self.day)
        services.give_opinion(
            actor=cast.finance_officer, case_id=self.case_id, answer="agree", text="", at=self.at, on=self.day,
            key=new_key(),
        )  # fmt: skip
        self.answer(cast.province_officer, "answered")
        return self.wait()

    def to_meeting(self) -> Play:
        """Published, and nobody objected."""
        self.to_notice()
        self.record(self.cast.province_officer, published_on=self.day, where="厅门户网站")
        self.wait(7)
        self.answer(self.cast.province_officer, "clear")
        return self.wait()


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch) -> Years:
    """The register of the years of operation, served as the source ``register``."""
    years = Years()
    monkeypatch.setitem(registry.site.sources, "register", years)
    return years


@pytest.fixture(autouse=True)
def _guards() -> Iterator[None]:
    """Rooms above register for themselves; here they are left out."""
    before = guards.snapshot()
    guards.restore(guards.Registered([], []))
    yield
    guards.restore(before)


@pytest.fixture
def play(cast: Cast, register: Years) -> Play:
    """The stage: harbour document in force, its open points decided."""
    return stage(cast, register)


def stage(cast: Cast, register: Years) -> Play:
    """Put the harbour document into force and decide its points."""
    version = harbour.published()
    at = datetime(2020, 5, 20, 2, tzinfo=UTC)
    for point, value, more in DECIDED:
        decide_point(
            version_id=version.pk,
            point=point,
            value=value,
            act="通知",
            decided_on=date(2020, 5, 6),
            actor=None,
            at=at,
            **more,
        )
    return Play(cast, version, register)
