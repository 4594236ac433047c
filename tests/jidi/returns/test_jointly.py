"""A duty several offices owe jointly: each sees it and fills it in, the leading one hands it in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from jidi.accounts.acting import Permit
from jidi.agenda.queries import open_items
from jidi.common.say import Refused
from jidi.filings.queries import draft_state
from jidi.returns import services
from jidi.returns.enums import DutyState
from jidi.returns.models import Duty
from jidi.returns.permissions import may_fill, may_prepare
from jidi.returns.queries.duties import levels_of, visible_filings, visible_to
from tests.cast import Cast
from tests.jidi.returns import ferry as played
from tests.jidi.returns.ferry import Ferry, play

ACTOR = """
both: {all-of: [{organ: commerce, lead: true}, {organ: finance}], level: city, zh: 市商务局、财政局, en: Both bureaux, cite: "1"}
"""
OBLIGATION = """
money:
  zh: 资金使用
  en: Use of money
  debtor: both
  to: province
  every: year
  of: previous-year
  due: 02-month-end
  fulfilled-by: {form: summary}
  cite: "3"
"""


def jointly(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Ferry, Duty]:
    """A duty commerce and finance of the city owe together, and the story it stands in."""
    folder = tmp_path / "ferry-2023"
    shutil.copytree(played.FOLDER, folder)
    for name, text in (("actors.yaml", ACTOR), ("obligations.yaml", OBLIGATION)):
        place = folder / name
        place.write_text(place.read_text(encoding="utf-8") + text, encoding="utf-8")
    monkeypatch.setattr(played, "FOLDER", folder)
    ferry = play(cast)
    ferry.compute()
    ferry.day("2023-02-01")
    return ferry, ferry.duty("money", "2023")


@pytest.fixture
def duty(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Ferry, Duty]:
    """The same as a fixture."""
    return jointly(cast, tmp_path, monkeypatch)


def test_every_office_sees_it_and_has_it_on_its_list(duty: tuple[Ferry, Duty]) -> None:
    ferry, owed = duty
    finance, province_finance = ferry.cast.city_finance_officer, ferry.cast.finance_officer
    assert owed in visible_to(finance)
    assert str(owed.pk) in list(visible_filings(finance))
    assert not isinstance(may_prepare(province_finance, owed, levels_of(owed)), Permit)
    seats = set(open_items("returns", "duty", str(owed.pk)).values_list("addressee", flat=True))
    assert len(seats) == 2


def test_the_other_office_fills_it_in_and_the_leading_one_hands_it_in(duty: tuple[Ferry, Duty]) -> None:
    ferry, owed = duty
    finance, commerce = ferry.cast.city_finance_officer, ferry.cast.city_officer
    assert isinstance(may_prepare(finance, owed, levels_of(owed)), Permit)
    assert not isinstance(may_fill(finance, owed, levels_of(owed)), Permit)
    filing = services.open_form(actor=finance, duty=owed, **ferry.now)
    services.save_draft(
        actor=finance, duty=owed, form_id=filing.form_id, changes={"done": "拨付三笔"},
        revision=draft_state(filing).revision, **ferry.now,
    )  # fmt: skip
    with pytest.raises(Refused, match="由牵头单位报送"):
        services.hand_in(actor=finance, duty=owed, **ferry.sent)
    services.hand_in(actor=commerce, duty=owed, **ferry.sent)
    assert ferry.again(owed).state == DutyState.FILED
