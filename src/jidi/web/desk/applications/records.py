"""The record of a step as fields of a form, and back: what each kind of step writes down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.http import QueryDict

from jidi.accounts.acting import Actor
from jidi.accounts.queries import bodies_of, members_of
from jidi.cases.queries.asked import OFFICES
from jidi.cases.records import WORDS
from jidi.common.say import Say
from jidi.web.shared.language import Words
from jidi.web.shared.parts import NOTHING
from policycore.actors import ActorKind
from policycore.pack import Pack
from policycore.procedures import Step, StepKind

PREFIX: Final = "record."
OTHERS: Final = ".more"
_BETWEEN: Final = "、，,;；\n"

_DATE, _LINE, _AREA, _PEOPLE = "date", "line", "area", "people"
# kind of step: key, control, has to be filled
FIELDS: Final[dict[StepKind, tuple[tuple[str, str, bool], ...]]] = {
    StepKind.VISIT: (("visited_on", _DATE, True), ("people", _PEOPLE, True), ("place", _LINE, True), ("findings", _AREA, True)),
    StepKind.CONFIRM: (("received_on", _DATE, False), ("note", _AREA, False)),
    StepKind.MEETING: (
        ("held_on", _DATE, True), ("body", _LINE, True), ("present", _PEOPLE, True), ("absent", _PEOPLE, False),
        ("minutes", _LINE, True), ("resolution", _AREA, True),
    ),
    StepKind.ACT: (("act", _LINE, True), ("act_number", _LINE, True), ("issued_on", _DATE, True)),
    StepKind.OUTSIDE: (
        ("who", _LINE, True), ("act", _LINE, True), ("act_number", _LINE, False), ("act_date", _DATE, True),
        ("decision", _AREA, True),
    ),
}  # fmt: skip
HINTS: Final[dict[str, Say]] = {
    "people": Say("写姓名，用顿号隔开", "names, one after another"),
    "present": Say("其他出席人员写姓名，用顿号隔开", "further names, one after another"),
    "absent": Say("写姓名，用顿号隔开；没有的不填", "names; leave empty if none"),
    "minutes": Say("纪要名称和编号", "title and number of the minutes"),
    "resolution": Say("会议对名单的决定，一段话", "what was decided on the list"),
}


@dataclass(frozen=True, slots=True)
class RecordField:
    """A field of a record: what it is called, what it is written with, what stands in it."""

    key: str
    words: Words
    control: str
    required: bool
    value: str = ""
    options: tuple[str, ...] = ()
    chosen: frozenset[str] = frozenset()
    hint: Words = NOTHING
    latest: str = ""

    @property
    def name(self) -> str:
        """The name under which it is sent."""
        return PREFIX + self.key

    @property
    def id(self) -> str:
        """Its id on the page."""
        return f"r-{self.key}"


def fields_for(
    pack: Pack, step: Step, actor_id: str, actor: Actor, on: date, held: Mapping[str, Any], typed: QueryDict | None
) -> tuple[RecordField, ...]:
    """The fields of a step's record: what was typed last, else what is on record, else what is known already."""
    known = {**_known(pack, step, actor_id, on), **{key: _text(value) for key, value in held.items()}}
    made = []
    for key, control, required in FIELDS.get(step.kind, ()):
        options = _members(actor, on) if control == _PEOPLE and key == "present" else ()
        value = typed.get(PREFIX + key, "") if typed is not None and not options else known.get(key, "")
        chosen = frozenset(typed.getlist(PREFIX + key) if typed is not None else _names(known.get(key, "")))
        more = typed.get(PREFIX + key + OTHERS, "") if typed is not None else "、".join(sorted(chosen - set(options)))
        made.append(
            RecordField(
                key, WORDS[key], "checks" if options else (_LINE if control == _PEOPLE else control), required,
                more if options else value, options, chosen, HINTS.get(key, Say("")),
                on.isoformat() if control == _DATE else "",
            )
        )  # fmt: skip
    return tuple(made)


def read(step: Step, data: QueryDict) -> dict[str, Any]:
    """Read the record a page sent; what is empty is left out, what is no day stays as it was typed."""
    found: dict[str, Any] = {}
    for key, control, _ in FIELDS.get(step.kind, ()):
        if control == _PEOPLE:
            names = [n for value in data.getlist(PREFIX + key) for n in _names(value)]
            names += _names(data.get(PREFIX + key + OTHERS, ""))
            if names:
                found[key] = list(dict.fromkeys(names))
        elif text := data.get(PREFIX + key, "").strip():
            found[key] = as_day(text) if control == _DATE else text
    statement = data.get(f"{PREFIX}statement", "").strip()
    if statement:
        found["statement"] = statement
    copies, sent = data.get(f"{PREFIX}paper.copies", "").strip(), data.get(f"{PREFIX}paper.sent_on", "").strip()
    if copies and sent:
        found["paper"] = {"copies": int(copies) if copies.isdecimal() else copies, "sent_on": as_day(sent)}
    return found


def as_day(text: str) -> date | str:
    """Read a day; a text that is none stays, to be named in the refusal."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def in_words(data: Mapping[str, Any]) -> list[tuple[Words, str]]:
    """A record as label and value, for reading."""
    shown = {key: list(value) if key == OFFICES else value for key, value in data.items()}
    return [(WORDS.get(key, Say(key, key)), _text(value)) for key, value in shown.items() if _text(value)]


def _known(pack: Pack, step: Step, actor_id: str, on: date) -> dict[str, str]:
    """What a record begins with: the day, the body that meets, who decides outside."""
    actor = pack.actors.get(actor_id)
    day = {key: on.isoformat() for key, control, needed in FIELDS.get(step.kind, ()) if control == _DATE and needed}
    if actor is not None and actor.kind is ActorKind.MEETING and step.kind is StepKind.MEETING:
        return {**day, "body": actor.meeting.zh if actor.meeting else actor.say.zh}
    if actor is not None and step.kind is StepKind.OUTSIDE:
        return {"who": actor.say.zh}
    return day if step.kind is not StepKind.CONFIRM else {}


def _members(actor: Actor, on: date) -> tuple[str, ...]:
    """Who belongs to the bodies of the office: those who may be present at its meetings."""
    members = [member for body in bodies_of(actor.organisation_id, on) for member in members_of(body, on)]
    names = [member.person.name for member in members if member.person is not None]
    return tuple(dict.fromkeys(names))


def _names(text: str | Sequence[str]) -> list[str]:
    if not isinstance(text, str):
        return [str(one) for one in text]
    for mark in _BETWEEN[1:]:
        text = text.replace(mark, _BETWEEN[0])
    return [name.strip() for name in text.split(_BETWEEN[0]) if name.strip()]


def _text(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "、".join(_text(one) for one in value)
    if isinstance(value, Mapping):
        return "，".join(_text(one) for one in value.values())
    return "" if value is None or value is False else ("✓" if value is True else str(value))
