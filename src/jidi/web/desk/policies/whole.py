"""The whole of a decided value that a few words only count: a form, a list of documents, weights, criteria, parts of a payment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from jidi.common.say import Say
from jidi.policies.bounds import checklist_decided
from jidi.web.desk.policies.asking import asked_for
from jidi.web.desk.policies.form_text import FormShown, shown_of
from jidi.web.desk.policies.values import leaves_of, number_text, parts_of
from policycore.forms import ChecklistItem
from policycore.open_points import OpenPoint, PointKind
from policycore.pack import Pack


@dataclass(frozen=True, slots=True)
class Counted:
    """One line of weights, criteria or parts: its group (where it is the first of one), its name, its figures."""

    group: Say
    name: Say
    maximum: str
    weight: str


@dataclass(frozen=True, slots=True)
class Whole:
    """A value in full, to read."""

    form: FormShown | None = None
    listed: tuple[ChecklistItem, ...] = ()
    counted: tuple[Counted, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.form or self.listed or self.counted)

    @property
    def maximums(self) -> bool:
        """Whether any line has a full mark."""
        return any(line.maximum for line in self.counted)


def whole_of(pack: Pack, point: OpenPoint, value: Any) -> Whole:
    """A value in full; nothing for values a few words say, and for those this version of the system no longer reads."""
    if point.kind is PointKind.FORM:
        return Whole(form=shown_of(pack, point, value))
    if point.kind is PointKind.CHECKLIST:
        return Whole(listed=_listed(value))
    if point.kind is PointKind.WEIGHTS and isinstance(value, dict):
        rows = {row.id: row for row in asked_for(pack, point, value).weights}
        lines = [(rows.get(key), key, weight) for key, weight in value.items()]
        ordered = sorted(lines, key=lambda line: list(rows).index(line[1]) if line[0] else len(rows))
        return Whole(counted=tuple(
            Counted(Say(row.group if row else ""), row.name if row else Say(key), "", number_text(weight))
            for row, key, weight in ordered
        ))  # fmt: skip
    if point.kind in (PointKind.CRITERIA, PointKind.TRANCHES):
        return Whole(counted=tuple(_counted(point, value)))
    return Whole()


def _listed(value: Any) -> tuple[ChecklistItem, ...]:
    try:
        return checklist_decided(value).items
    except ValidationError:
        return ()


def _counted(point: OpenPoint, value: Any) -> list[Counted]:
    groups = value.get("groups", {}) if isinstance(value, dict) else {}
    found, last = [], ""
    for one in leaves_of(value) if point.kind is PointKind.CRITERIA else parts_of(value):
        group = str(one.get("group", ""))
        words = words_of_group(groups.get(group, group)) if group != last else Say("")
        name = Say(str(one.get("zh") or one.get("id", "")), str(one.get("en", "")))
        found.append(Counted(words, name, str(one.get("maximum", "")), str(one.get("weight", one.get("share", "")))))
        last = group
    return found


def words_of_group(group: Any) -> Say:
    """A group's words, written as one text or in two languages."""
    return Say(str(group.get("zh", "")), str(group.get("en", ""))) if isinstance(group, dict) else Say(str(group))
