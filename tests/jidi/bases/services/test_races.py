"""Two people in the same second: one wins, the other is told. On whichever database the tests run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection

from jidi.accounts.acting import require
from jidi.audit.queries import verify
from jidi.bases.entries import EntryValues
from jidi.bases.enums import TitleAct
from jidi.bases.invariants import broken
from jidi.bases.models import Base, RegisterEntry, TitleEvent, TitleHolding
from jidi.bases.permissions import may_enter
from jidi.bases.services.registers import correct_entry, enter
from jidi.bases.services.titles import END, GRANT, end_title, grant_title
from jidi.bases.values import Holder, When
from jidi.common.say import Refused
from jidi.policies.models import PackVersion
from tests.cast import Cast
from tests.jidi.bases.conftest import ACT, AT, PROVINCIAL, TODAY, open_one, title_permit

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable[[], object]) -> list[str]:
    """Let all act at once; what each was told, sorted: ``done`` or the code of the refusal."""
    told: list[str] = []
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            act()
            told.append("done")
        except Refused as refused:
            told.append(refused.code)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(told)


def test_of_two_who_open_the_same_base_one_is_told(transactional_db: None, cast: Cast) -> None:
    told = together(*[lambda: open_one(cast.county_officer)] * 4)
    assert told == ["base-twice"] * 3 + ["done"]
    assert Base.objects.count() == 1
    assert list(broken()) == []


def test_of_two_who_grant_and_two_who_revoke_one_each_wins(transactional_db: None, cast: Cast) -> None:
    base = open_one(cast.county_officer)
    holder = Holder.base(base)
    give = title_permit(cast.province_officer, GRANT, holder)

    def grant() -> object:
        return grant_title(permit=give, holder=holder, title=PROVINCIAL, when=When(TODAY), basis=ACT, at=AT)

    assert together(*[grant] * 4) == ["done"] + ["title-held"] * 3
    holding = TitleHolding.objects.get()
    end = title_permit(cast.province_officer, END, holder)

    def revoke(day: int) -> Callable[[], object]:
        when = When(date(2023, 1, day))
        return lambda: end_title(permit=end, holding=holding, act=TitleAct.REVOKED, when=when, basis=ACT, at=AT)

    assert together(*[revoke(day) for day in (1, 2, 3)]) == ["does-not-follow", "does-not-follow", "done"]
    assert TitleEvent.objects.count() == 2
    assert list(broken()) == []
    assert verify().broken is None


def test_of_two_who_correct_the_same_entry_one_is_told(
    transactional_db: None, cast: Cast, version: PackVersion
) -> None:
    base = open_one(cast.county_officer)
    permit = require(may_enter(cast.county_officer, version=version, rule_id="mechanism", base=base, on=TODAY))
    values = EntryValues(name="联席会议", on=date(2019, 1, 1))
    entry = enter(permit=permit, version=version, rule_id="mechanism", base=base, values=values, at=AT)

    def correct(name: str) -> Callable[[], object]:
        return lambda: correct_entry(
            permit=permit, entry=entry, values=replace(values, name=name), why="更正", version=version, at=AT
        )

    assert together(correct("甲"), correct("乙")) == ["done", "superseded-already"]
    assert RegisterEntry.objects.count() == 2
