"""Copies of a pack, changed by editing their YAML and nothing else: what a person who writes packs would do in an editor."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from policycore.pack.reading import read_text

ROOT = Path(__file__).resolve().parents[3]
ORIGINAL = ROOT / "policies" / "liaoning-2022"


class _Dumper(yaml.SafeDumper):
    """Writes figures as they were read."""


_Dumper.add_representer(Decimal, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:float", str(value)))


class Copy:
    """A copy of the pack in a folder of its own; ``edit`` opens one file, and writes it back when the block ends."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / ORIGINAL.name
        shutil.copytree(ORIGINAL, self.folder)

    def change(self, name: str, how: Callable[[Any], Any]) -> None:
        """Edit one YAML file: ``how`` changes its data, or returns what shall stand in its place."""
        path = self.folder / name
        data = read_text(path.read_text("utf-8"), name).data
        data = how(data) or data
        path.write_text(yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=200), "utf-8")

    def change_step(self, procedure: str, step: str, **keys: Any) -> None:
        """Set keys of a step; None takes a key out."""

        def edit(data: Any) -> None:
            found = next(each for each in data["steps"] if each["id"] == step)
            for key, value in keys.items():
                name = key.replace("_", "-")
                if value is None:
                    found.pop(name, None)
                else:
                    found[name] = value

        self.change(f"procedures/{procedure}.yaml", edit)

    def examples(self, name: str, how: Callable[[dict[str, Any]], dict[str, Any] | None]) -> None:
        """Edit the worked examples of a file one by one; None drops one."""
        self.change(f"examples/{name}.yaml", lambda data: [kept for one in data if (kept := how(one)) is not None])


def with_a_notice(copy: Copy) -> None:
    """One public notice of seven working days over the list, between the decision and the designation."""
    notice = {
        "id": "notice",
        "zh": "公示",
        "en": "Public notice",
        "kind": "notice",
        "actor": "province",
        "strength": "must",
        "scope": {"list": "per round"},
        "window": {"length": 7, "unit": "workday"},
        "objections": {"identity": {"value": "optional"}},
        "then": {"clear": "designate", "upheld": "end.not-designated"},
        "basis": "house",
        "rule": {"zh": "认定前向社会公示", "en": "A public notice comes before the designation"},
    }

    def insert(data: Any) -> None:
        at = [step["id"] for step in data["steps"]].index("decision")
        data["steps"][at]["then"]["agree"] = "notice"
        data["steps"].insert(at + 1, notice)

    def mend(one: dict[str, Any]) -> dict[str, Any]:
        ask, expect = one["ask"], one["expect"]
        if ask.get("at") == "decision" and "answers" in expect:
            expect["answers"]["agree"] = "notice"
        if ask.get("at") == "decision" and expect.get("to") == "designate":
            expect["to"] = "notice"
        return one

    copy.change("procedures/designation.yaml", insert)
    copy.examples("designation", mend)


def without_the_city(copy: Copy) -> None:
    """The county hands in to the province; there is no city in the document any more."""

    def cut(data: Any) -> None:
        data["steps"] = [step for step in data["steps"] if step["id"] != "city-forward"]
        receive = next(step for step in data["steps"] if step["id"] == "receive")
        receive["then"]["return"]["to"] = "prepare"

    def drop_city(data: Any) -> None:
        data.pop("city")

    def other_keeper(data: Any) -> Any:
        for rule in data:
            if rule.get("of") == "city":
                rule["of"] = "county"
            if rule.get("keeper") == "city":
                rule["keeper"] = "county"
        return data

    def address(data: Any) -> None:
        data["addressed-to"] = ["county" if who == "city" else who for who in data["addressed-to"]]

    copy.change("procedures/designation.yaml", cut)
    copy.change("obligations.yaml", _county_for_city)
    copy.change("examples/reporting.yaml", _county_for_city)
    copy.change_step("designation", "prepare", then={"submit": "receive"})
    copy.change("actors.yaml", drop_city)
    copy.change("registers.yaml", other_keeper)
    for document in ("designation-act", "recommendation-letter"):
        copy.change(f"documents/{document}.yaml", address)
    copy.change_step("recommendation", "apply", actor="county")
    for name in ("actors", "designation", "documents", "recommendation", "registers"):
        copy.examples(name, _without_city)


def _county_for_city(data: Any) -> Any:
    """What the city owed, the county owes: wherever its id stands as a value of its own."""
    if isinstance(data, dict):
        return {key: _county_for_city(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_county_for_city(value) for value in data]
    return "county" if data == "city" else data


def _without_city(one: dict[str, Any]) -> dict[str, Any] | None:
    ask, expect = one["ask"], one["expect"]
    if ask.get("actor") == "city" or ask.get("at") == "city-forward":
        return None
    for key in ("actor", "level", "keeper", "of", "addressed-to"):
        if expect.get(key) in ("city", ["city"]):
            expect[key] = "county" if expect[key] == "city" else ["county"]
    if expect.get("to") == "city-forward":
        expect["to"] = "receive"
    moved = {("prepare", "city-forward"): "receive", ("receive", "city-forward"): "prepare"}
    for answer, to in expect.get("answers", {}).items():
        expect["answers"][answer] = moved.get((ask.get("at"), to), to)
    return one


def decided_elsewhere(copy: Copy) -> None:
    """A joint conference kept by another department decides, and every time limit is another one."""

    def add(data: Any) -> None:
        house = {"basis": "house", "rule": {"zh": "由联席会议审定", "en": "The joint conference decides"}}
        data["planning"] = {
            "organ": "planning",
            "level": "province",
            "zh": "省发展改革委",
            "en": "Planning department",
            **house,
        }
        data["conference"] = {
            "meeting": {"zh": "省联席会议", "en": "Joint conference"},
            "kept-by": "planning",
            "zh": "省联席会议",
            "en": "Joint conference",
            **house,
        }
        data.pop("leadership")

    house = {"basis": "house", "rule": {"zh": "另定时限", "en": "Another limit"}}
    copy.change("actors.yaml", add)
    copy.change_step("designation", "decision", actor="conference")
    copy.change_step("designation", "prepare", limit={"within": {"length": 20, "unit": "workday"}, **house})
    copy.change_step("designation", "city-forward", limit={"within": {"length": 15, "unit": "day"}, **house})
    copy.change_step("designation", "consult", window={"length": 4, "unit": "workday"})
    copy.change_step("recommendation", "apply", limit={"within": {"length": 30, "unit": "day"}, **house})
    for name in ("actors", "designation", "recommendation", "round"):
        copy.examples(name, _decided_elsewhere)


_LIMITS = {"submit-by", "forward-by", "consult-window", "recommend-by"}
"""Points that are no longer open where they were asked for: the copy sets another limit itself."""


def _decided_elsewhere(one: dict[str, Any]) -> dict[str, Any] | None:
    ask, expect = one["ask"], one["expect"]
    if ask.get("actor") == "leadership" or "limit" in ask or "window" in ask:
        return None
    if expect.get("actor") == "leadership":
        expect["actor"] = "conference"
    for key in ("undecided", "lacks"):
        if isinstance(expect.get(key), list):
            expect[key] = [point for point in expect[key] if point not in _LIMITS]
    return one
