"""What every question shares: the shape of an ask and of its answer, and finding what is asked about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from ..verdict import Verdict, plain_data
from .situation import Situation

Answer = dict[str, Any]
Ask = Mapping[str, Any]


class QuestionError(ValueError):
    """An ``ask`` that names nothing the pack has."""


def of_verdict(verdict: Verdict) -> Answer:
    """Flatten a verdict to the data an example compares."""
    data: Answer = {key: plain_data(value) for key, value in verdict.detail.items()}
    data |= {
        "value": plain_data(verdict.value),
        "effect": verdict.effect,
        "strength": verdict.strength,
        "cite": list(verdict.citation.articles),
        "basis": verdict.citation.basis,
        "lacks": [lack.name for lack in verdict.lacks],
        "decisions": [used.point for used in verdict.decisions],
        "because": [f"{line.say.zh} {line.value}" for line in verdict.trace],
    }
    return data


def shown(part: BaseModel | None) -> dict[str, Any]:
    """Return a part of a rule as plain data with the keys a pack writes it with; nothing as no keys."""
    return {} if part is None else part.model_dump(by_alias=True, exclude_none=True, mode="json")


def entry(situation: Situation, section: str, ask: Ask, key: str) -> Any:
    """Return what a question names in a section; raise :class:`QuestionError` naming what there is."""
    found = situation.pack.section(section)
    name = ask[key]
    if name not in found:
        raise QuestionError(f"{key}: {name!r} is not in this pack; it has {', '.join(found) or 'none'}")
    return found[name]
