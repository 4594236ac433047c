"""A duty several offices owe jointly: each sees it and fills it in, the leading one hands it in once all agreed."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from jidi.accounts.acting import Actor, Denied, Permit
from jidi.agenda.queries import open_items, work_list
from jidi.common.say import Refused
from jidi.filings.queries import draft_state
from jidi.returns import invariants, services
from jidi.returns.enums import DutyState
from jidi.returns.lots import DutyLots
from jidi.returns.models import Duty
from jidi.returns.permissions import may_fill, may_prepare
from jidi.returns.queries.duties import levels_of, visible_filings, visible_to
from jidi.returns.queries.jointly import agreed
from tests.cast import Cast
from tests.jidi.returns import ferry as played
from tests.jidi.returns.ferry import PNG, Ferry, play

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
paper:
  zh: 资金报告
  en: Report on money
  debtor: both
  to: province
  every: year
  of: previous-year
  due: 02-month-end
  fulfilled-by: {document: report}
  cite: "3"
"""
DOCUMENT = """
id: report
zh: 资金使用报告
en: Report on the use of money
issued-by: both
cite: "3"
"""


def jointly(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Ferry, Duty]:
    """A duty commerce and finance of the city owe together, and the story it stands in."""
    folder = tmp_path / "ferry-2023"
    shutil.copytree(played.FOLDER, folder)
    for name, text in (("actors.yaml", ACTOR), ("obligations.yaml", OBLIGATION)):
        place = folder / name
        place.write_text(place.read_text(encoding="utf-8") + text, encoding="utf-8")
    (folder / "documents").mkdir(exist_ok=True)
    (folder / "documents" / "report.yaml").write_text(DOCUMENT, encoding="utf-8")
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


def test_the_other_office_fills_it_in_and_agrees_and_the_leading_one_hands_it_in(duty: tuple[Ferry, Duty]) -> None:
    ferry, owed = duty
    finance, commerce = ferry.cast.city_finance_officer, ferry.cast.city_officer
    assert isinstance(may_prepare(finance, owed, levels_of(owed)), Permit)
    assert not isinstance(may_fill(finance, owed, levels_of(owed)), Permit)
    with pytest.raises(Refused, match="还没有可以会签的内容"):
        services.agree(actor=finance, duty=owed, **ferry.sent)
    filed_in(ferry, owed, finance, "拨付三笔")
    with pytest.raises(Refused, match="由牵头单位报送"):
        services.hand_in(actor=finance, duty=owed, **ferry.sent)
    with pytest.raises(Refused, match="还差大连市财政局会签同意") as refused:
        services.hand_in(actor=commerce, duty=owed, **ferry.sent)
    assert refused.value.code == "not-agreed"
    services.agree(actor=finance, duty=owed, words="金额已核", **ferry.sent)
    with pytest.raises(Denied):
        services.agree(actor=commerce, duty=owed, **ferry.sent)
    services.hand_in(actor=commerce, duty=owed, **ferry.sent)
    assert ferry.again(owed).state == DutyState.FILED
    assert list(invariants.check()) == []


def filed_in(ferry: Ferry, owed: Duty, actor: Actor, text: str) -> None:
    """Its form opened and filled in by somebody."""
    filing = services.open_form(actor=actor, duty=owed, **ferry.now)
    services.save_draft(
        actor=actor, duty=owed, form_id=filing.form_id, changes={"done": text}, revision=draft_state(filing).revision,
        **ferry.now,
    )  # fmt: skip


def next_of(ferry: Ferry, actor: Actor, owed: Duty) -> list[str]:
    rows = work_list(actor, on=ferry.on, room="returns").rows
    return [row.next_zh for row in rows if (row.kind, row.key) == ("duty", str(owed.pk))]


def test_what_is_changed_after_an_office_agreed_is_agreed_to_again(duty: tuple[Ferry, Duty]) -> None:
    ferry, owed = duty
    finance, commerce = ferry.cast.city_finance_officer, ferry.cast.city_officer
    assert next_of(ferry, finance, owed) == ["一起填写"]
    filed_in(ferry, owed, commerce, "拨付三笔")
    assert next_of(ferry, finance, owed) == ["去会签"]
    services.agree(actor=finance, duty=owed, **ferry.sent)
    assert next_of(ferry, finance, owed) == []
    filed_in(ferry, owed, commerce, "拨付四笔")
    assert next_of(ferry, finance, owed) == ["去会签"]
    (one,) = agreed(owed, levels_of(owed)[0], ferry.on)
    assert (one.organ, one.holds, one.missing) == ("finance", False, True)
    with pytest.raises(Refused, match="内容改动后要重新会签"):
        services.hand_in(actor=commerce, duty=owed, **ferry.sent)


def test_a_document_several_owe_is_uploaded_by_any_of_them_and_handed_in_once_all_agreed(
    duty: tuple[Ferry, Duty],
) -> None:
    ferry, _ = duty
    finance, commerce, owed = ferry.cast.city_finance_officer, ferry.cast.city_officer, ferry.duty("paper", "2023")
    services.attach_document(actor=finance, duty=owed, name="会签件.png", content=[PNG], at=ferry.now["at"])
    with pytest.raises(Refused):
        services.attach_document(
            actor=ferry.cast.other_city_officer, duty=owed, name="别的.png", content=[PNG], at=ferry.now["at"]
        )
    files = services.files_at_hand(commerce, owed)
    assert [one.name for one in files] == ["会签件.png"]
    told = services.Handed("资金使用报告", "", date(2023, 1, 20), tuple(one.key for one in files))
    with pytest.raises(Refused, match="还差大连市财政局会签同意"):
        services.hand_in_document(actor=commerce, duty=owed, handed=told, **ferry.sent)
    services.agree(actor=finance, duty=owed, **ferry.sent)
    services.hand_in_document(actor=commerce, duty=owed, handed=told, **ferry.sent)
    assert ferry.again(owed).state == DutyState.FILED


def test_what_several_owe_is_in_no_lot_of_many_at_once(duty: tuple[Ferry, Duty]) -> None:
    ferry, owed = duty
    rows = {target.owner_key for lot in DutyLots().of(ferry.cast.city_officer, ferry.on) for target in
            DutyLots().targets(ferry.cast.city_officer, lot, ferry.on)}  # fmt: skip
    assert str(owed.pk) not in rows
