"""A panel of four experts from Shenyang before two cases of Dalian, as the tests of this room play it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from jidi.accounts.acting import Actor
from jidi.common.say import house
from jidi.panels.enums import Gives, Sits
from jidi.panels.models import Expert, Panel, Seat
from jidi.panels.services import declare, draw, enter_pool, form_panel, submit_sheet
from jidi.policies.models import PackVersion
from jidi.policies.queries import version_named
from tests.cast import Cast
from tests.jidi.packs import harbour

ON = date(2020, 6, 1)
AT = datetime(2020, 6, 1, 2, tzinfo=UTC)
CITE = house("专家评审", "review by experts")
EXPERTS = ("expert", "expert_2", "expert_3", "expert_4")
CRITERIA = [
    {"id": "size", "group": "规模", "zh": "产业规模", "en": "Size", "maximum": "60", "article": "", "printed": ""},
    {"id": "brand", "group": "品牌", "zh": "自主品牌", "en": "Brands", "maximum": "40", "article": "", "printed": ""},
]
CASES = [{"key": "11", "title": "庄河水产", "number": "A-1"}, {"key": "12", "title": "金州海产", "number": "A-2"}]
NO_CONFLICT: dict[str, Any] = {"has_conflict": False, "text": ""}


def _version() -> PackVersion:
    return version_named("harbour-2020") or harbour.published()


def formed(cast: Cast, **changed: Any) -> Panel:
    """A panel that was formed and not drawn yet; what is given replaces what stands here."""
    values: dict[str, Any] = {
        "version_id": _version().pk, "procedure": "designation", "step": "review", "round_key": "2020-1",
        "area_code": "210000", "gives": Gives.SCORES, "sits": Sits.PAPER, "size": 3, "trim": 1, "criteria": CRITERIA,
        "cases": CASES, "cite": CITE, "at": AT,
    }  # fmt: skip
    return form_panel(actor=cast.province_officer, **(values | changed))


def drawn(cast: Cast, panel: Panel, seed: str = "11" * 16) -> list[Seat]:
    """The seats of a panel after the draw from the whole pool."""
    return draw(actor=cast.province_officer, panel=panel, exclusions={}, cite=CITE, on=ON, at=AT, seed=seed)


def sitting(cast: Cast, panel: Panel) -> list[tuple[Actor, Seat]]:
    """Everybody who sits on a panel, as actor and seat."""
    by_person = {cast.actors[key].person_id: cast.actors[key] for key in EXPERTS}
    seats = panel.seats.filter(state="sitting").select_related("expert").order_by("place")
    return [(by_person[seat.expert.person_id], seat) for seat in seats]


def marks(size: str, brand: str, reason: str = "") -> dict[str, dict[str, str]]:
    """The marks of a sheet."""
    return {"size": {"points": size, "reason": reason}, "brand": {"points": brand, "reason": reason}}


def everything_in(cast: Cast, panel: Panel) -> None:
    """Every expert declares and hands in a sheet on every case: 30, 31, 32 … and 20."""
    for place, (actor, seat) in enumerate(sitting(cast, panel)):
        for case in panel.case_keys:
            declare(actor=actor, panel=panel, case_key=case, at=AT, **NO_CONFLICT)
            submit_sheet(
                actor=actor, seat=seat, case_key=case, marks=marks(str(30 + place), "20"), opinion="", recommends=True,
                at=AT,
            )  # fmt: skip


@pytest.fixture
def pool(cast: Cast) -> list[Expert]:
    """The four experts of the cast, in the pool of the province."""
    return [
        enter_pool(
            actor=cast.province_officer,
            person=cast.people[key],
            organisation=cast.organisations["university"],
            area_code="210000",
            fields="产业经济",
            on=date(2020, 1, 1),
            at=AT,
        )
        for key in EXPERTS
    ]


@pytest.fixture
def panel(cast: Cast, pool: list[Expert]) -> Panel:
    """A panel that sits: three of the four were drawn."""
    made = formed(cast)
    drawn(cast, made)
    made.refresh_from_db()
    return made
