"""A situation: facts read in bulk, what was used remembered, and a verdict that replays from what it stored."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from policycore.engine import Situation, eligible, score, veto
from policycore.facts import DataFacts, FactKey, Known, Subject
from policycore.open_points import Decision, DecisionBook
from policycore.pack import Pack, load_pack
from policycore.verdict import Missing, Truth

from ..days import CALENDAR
from ..pack.packs import FIXTURE

SELF = Subject("base", "self")
ON = date(2022, 8, 23)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(FIXTURE)


@dataclass
class Counting:
    """A reader that counts how often it is asked."""

    inner: DataFacts
    asked: list[tuple[int, int]] = field(default_factory=list)

    def read_many(
        self, keys: Collection[FactKey], subjects: Sequence[Subject], as_of: date
    ) -> Mapping[tuple[FactKey, Subject], Known | Missing]:
        self.asked.append((len(keys), len(subjects)))
        return self.inner.read_many(keys, subjects, as_of)

    def related(self, subject: Subject, relation: str) -> Sequence[Subject] | Missing:
        return self.inner.related(subject, relation)

    def population(self, name: str, subject: Subject, within: str) -> Sequence[Subject] | Missing:
        return self.inner.population(name, subject, within)


def situation(
    pack: Pack, facts: Mapping[str, Any], decisions: Mapping[str, Any] | None = None, **rest: Any
) -> Situation:
    """Make a situation on plain data."""
    book = DecisionBook.of(Decision(point, value, "通知", "1") for point, value in (decisions or {}).items())
    others, populations = rest.pop("others", {}), rest.pop("populations", {})
    reader = rest.pop("reader", None) or DataFacts(facts, SELF, others, {}, populations)
    return Situation(pack, reader, book, ON, SELF, calendar=CALENDAR, **rest)


def test_a_rank_reads_all_members_at_once(pack: Pack) -> None:
    names = [f"c{i}" for i in range(50)]
    others = {name: {"exports": {"2021": i, "2020": 1}} for i, name in enumerate(names)}
    reader = Counting(DataFacts({"exports": {"2021": 99, "2020": 9}}, SELF, others, {}, {"counties": ["self", *names]}))
    here = situation(pack, {}, {"ranked-among": "counties"}, reader=reader, kinds=frozenset({"county"}))
    assert eligible(here, pack.eligibility["county-rank"]).value is Truth.YES
    assert len(reader.asked) == 2  # two years, each for all fifty-one at once
    assert {subjects for _, subjects in reader.asked} == {51}


def test_whom_a_rank_counts_among_is_asked_for_by_the_words_of_the_pack(pack: Pack) -> None:
    named = pack.model_copy(update={"kinds": {**pack.kinds, "counties": pack.kinds["county"]}})
    facts = {"exports": {"2021": 99, "2020": 9}}
    here = situation(named, facts, {"ranked-among": "counties"}, kinds=frozenset({"county"}))
    words = [lack.say.zh for lack in eligible(here, pack.eligibility["county-rank"]).lacks]
    assert words == [f"「{pack.kinds['county'].say.zh}」都有哪些，在本系统还没有登记"]


def test_a_verdict_says_which_facts_and_decisions_it_used(pack: Pack) -> None:
    facts = {"events": [{"on": date(2021, 8, 1), "kind": "fire", "own": True}]}
    found = veto(
        situation(pack, facts, {"whose-events": "its-own", "span-starts": date(2022, 8, 1)}),
        pack.vetoes["serious-event"],
    )
    assert [used.name for used in found.facts] == ["events"]
    assert {used.point: used.act for used in found.decisions} == {"whose-events": "通知", "span-starts": "通知"}
    assert found.citation.articles == ("11.1",)


def test_a_verdict_replays_to_the_same_digest_from_what_it_stored(pack: Pack) -> None:
    facts = {"events": [{"on": date(2021, 8, 1), "kind": "fire", "own": True}], "direct": True}
    decisions = {"whose-events": "its-own", "span-starts": date(2022, 8, 1)}
    first = veto(situation(pack, facts, decisions), pack.vetoes["serious-event"])
    facts["direct"] = False  # the data behind it changes; what the verdict did not look at does not matter
    assert veto(situation(pack, facts, decisions), pack.vetoes["serious-event"]).digest() == first.digest()
    facts["events"] = []
    assert veto(situation(pack, facts, decisions), pack.vetoes["serious-event"]).digest() != first.digest()
    stored = {used.name: used.value for used in first.facts}
    stored["events"] = [{**row, "on": date.fromisoformat(row["on"])} for row in stored["events"]]
    assert veto(situation(pack, stored, decisions), pack.vetoes["serious-event"]).digest() == first.digest()


def test_what_is_missing_says_who_can_supply_it(pack: Pack) -> None:
    found = eligible(situation(pack, {}, kinds=frozenset({"resort"})), pack.eligibility["resort-visitors"])
    [lack] = found.lacks
    assert (lack.name, lack.supplier) == ("visitors", "county-office")
    assert lack.say.zh == "还没有「接待人次」（2021），由县商务局提供"


def test_what_is_undecided_says_who_may_decide_it(pack: Pack) -> None:
    found = veto(situation(pack, {"events": []}), pack.vetoes["serious-event"])
    [lack] = found.lacks
    assert (lack.name, lack.supplier) == ("whose-events", "province")
    assert lack.say.zh == "待定项「谁的事件」还没有决定，可由省商务厅决定"
    assert lack.say.en == "“whose events” is undecided; the department may decide it"


def test_a_rule_for_some_kinds_is_not_passed_by_a_subject_of_a_kind_nobody_knows(pack: Pack) -> None:
    rule = pack.eligibility["county-rank"]
    assert eligible(situation(pack, {}), rule).value is Truth.UNDETERMINED
    assert eligible(situation(pack, {}, kinds=frozenset({"company"})), rule).effect == "not-applicable"
    known = situation(pack, {"applicant-kind": "company"})
    assert eligible(known, rule).effect == "not-applicable"


def test_points_nobody_can_judge_are_not_no_points(pack: Pack) -> None:
    given = {leaf.id: [Decimal(80)] * 3 for leaf in pack.criteria["items"].leaves}
    weights = {"weights": {"siting": 20, "tea": 50, "service": 30}, "recent": "6 months"}
    unknown = score(situation(pack, {"local-water": False, "complaints": []}, weights), pack.scoring["points"], given)
    assert unknown.value is Truth.UNDETERMINED
    assert [lack.name for lack in unknown.lacks] == ["all-night"]
    facts = {"local-water": False, "all-night": False, "complaints": []}
    assert score(situation(pack, facts, weights), pack.scoring["points"], given).value == 80


def test_what_applied_as_a_kind_is_of_that_kind_without_a_fact_that_says_so(pack: Pack) -> None:
    here = situation(pack, {})
    here.kind = "company"
    assert here.kinds_of(here.subject) == {"company"}
    rule = pack.eligibility["resort-visitors"]
    assert eligible(here, rule).effect == "not-applicable"
    # Of another subject nothing was said: its kind is still a question of fact.
    assert isinstance(here.kinds_of(Subject("base", "another")), Missing)


def test_a_kind_nobody_can_know_leaves_the_other_kinds_known(pack: Pack) -> None:
    """A kind without a condition is what whoever applies says; whether the subject is another kind does not hang on it."""
    kinds = {**pack.kinds, "guest": pack.kinds["county"].model_copy(update={"id": "guest", "when": None})}
    here = situation(pack.model_copy(update={"kinds": kinds}), {"applicant-kind": "county"})
    assert here.is_kind("county", here.subject) is True
    assert here.is_kind("resort", here.subject) is False
    assert isinstance(here.is_kind("guest", here.subject), Missing)
    assert here.is_any_kind(["guest", "county"], here.subject) is True
    assert isinstance(here.is_any_kind(["guest", "resort"], here.subject), Missing)


def test_a_kind_that_stands_for_a_title_needs_no_condition(pack: Pack) -> None:
    kinds = {"holder": pack.kinds["county"].model_copy(update={"id": "holder", "when": None, "title": "pavilion"})}
    whole = pack.model_copy(update={"kinds": kinds})
    held = situation(whole, {"pavilion": [{"from": date(2020, 1, 1)}]})
    assert held.is_kind("holder", held.subject) is True
    gone = situation(whole, {"pavilion": [{"from": date(2020, 1, 1), "until": date(2020, 6, 1)}]})
    assert gone.is_kind("holder", gone.subject) is False
