"""What a value may be begun from: a decision taken before, a form or criteria the document itself holds, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jidi.common.say import Say
from jidi.filings.definition import form_data
from jidi.policies.models import PointDecision
from policycore.open_points import OpenPoint, PointKind
from policycore.pack import Pack
from policycore.shapes import shape_of

MOST = 12
"""Decisions offered to begin from, the latest ones (house rule)."""


@dataclass(frozen=True, slots=True)
class Start:
    """One thing to begin from."""

    key: str
    say: Say
    value: Any


def starts_of(
    pack: Pack, point: OpenPoint, rows: Iterable[PointDecision], rounds: Mapping[str, Say] | None = None
) -> list[Start]:
    """What a point's value may be begun from, empty rows last; nothing for points that are not edited in rows.

    ``rounds`` names the rounds decisions are limited to, by their keys.
    """
    if shape_of(point.kind) is None:
        return []
    before = sorted(rows, key=lambda row: (row.valid_from, row.pk), reverse=True)[:MOST]
    found = [Start(f"decision-{row.pk}", _of_decision(row, rounds or {}), row.value) for row in before]
    return [*found, *_of_pack(pack, point), Start("nothing", Say("空白", "empty rows"), None)]


def _of_decision(row: PointDecision, rounds: Mapping[str, Say]) -> Say:
    """A decision by its round, else by its act, with its day: short, so that a select on a phone shows all of it."""
    act = row.act_number or row.act
    named = rounds.get(row.target) or Say(act, act)
    return Say(f"{named.zh}（{row.decided_on}）", f"{named.en or named.zh} ({row.decided_on})")


def _of_pack(pack: Pack, point: OpenPoint) -> Iterator[Start]:
    if point.kind is PointKind.FORM:
        for form in pack.forms.values():
            data = form_data(form)
            kept = {key: data[key] for key in ("zh", "en", "sections", "checks", "years-end") if key in data}
            yield Start(f"form-{form.id}", Say(f"本文件的《{form.say.zh}》", f"the document's “{form.say.en or form.id}”"), kept)
    elif point.kind is PointKind.CRITERIA:
        for block in (one for one in pack.criteria.values() if one.leaves):
            groups = {key: {"zh": words.zh, "en": words.en} for key, words in block.groups.items()}
            leaves = [{"id": leaf.id, "zh": leaf.say.zh, "en": leaf.en, "group": leaf.group, "cite": list(leaf.cite or ())}
                      for leaf in block.leaves]  # fmt: skip
            leaves = [{key: item for key, item in leaf.items() if item} for leaf in leaves]
            said = Say(f"本文件的「{block.say.zh}」", f"the document's “{block.say.en or block.id}”")
            yield Start(f"criteria-{block.id}", said, {"groups": groups, "leaves": leaves})
