"""Filling in a form as a person would who wants the matter to go on: by what its fields are, never by what they are called."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_FLOOR, Decimal, InvalidOperation

from bs4 import Tag

from jidi.demo.walk.paper import for_accept

TEXT = "演示填写，内容为虚构。"
FIGURE = Decimal(100)
"""What is written where a figure is wanted: the same everywhere, so that parts are within wholes and nothing jumps."""
SHARE = Decimal("0.85")
"""Where a figure has an upper bound: this share of it, good and not extreme."""
_ROW = re.compile(r"\.([0-9]+)\.")
"""The number of a row in the name of a cell."""
QUIET = frozenset({"submit", "button", "image", "reset"})


@dataclass(slots=True)
class Filled:
    """What a form would send: fields in order, files, and where to; ``shown`` is the part of it a person sees."""

    action: str
    data: list[tuple[str, str]] = field(default_factory=list)
    files: list[tuple[str, tuple[str, bytes, str]]] = field(default_factory=list)
    shown: list[tuple[str, str]] = field(default_factory=list)

    def put(self, name: str, value: str, *, hidden: bool = False) -> None:
        """Add a value."""
        self.data.append((name, value))
        if not hidden:
            self.shown.append((name, value))


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person wants: the answers to give by case, the answer of the whole form, and how to answer a question of
    fact (asked with the fact and the values offered)."""

    today: date
    answers: Mapping[str, str] = field(default_factory=dict)
    answer: str = ""
    finding: Callable[[str, list[str]], str] | None = None


class NotOffered(Exception):  # noqa: N818 - it says what it is: the page does not offer the answer wished for
    """A form does not offer the answer that is wished for, so it must not be sent with another one."""


def fields_of(page: Tag, form: Tag) -> list[Tag]:
    """The fields of a form in order, those standing outside it with a ``form`` attribute too; not the disabled ones."""
    found = form.find_all(["input", "select", "textarea", "button"])
    if form.get("id"):
        found += page.find_all(["input", "select", "textarea", "button"], attrs={"form": form["id"]})
    elsewhere = {id(tag) for tag in found if tag.get("form") and tag["form"] != form.get("id")}
    return [tag for tag in found if id(tag) not in elsewhere and not _off(tag)]


def _off(tag: Tag) -> bool:
    if tag.has_attr("disabled"):
        return True
    return any(parent.has_attr("disabled") for parent in tag.find_parents("fieldset"))


def can_be_sent(page: Tag, form: Tag) -> bool:
    """Whether a form has a button to send it with."""
    return any(_sends(tag) for tag in fields_of(page, form))


def _sends(tag: Tag) -> bool:
    if tag.name == "button":
        return str(tag.get("type", "submit")) == "submit"
    return tag.name == "input" and str(tag.get("type", "text")) in {"submit", "image"}


def fill(page: Tag, form: Tag, wishes: Wishes) -> Filled:
    """Fill a form in and choose the button to press: the one of the wished answer, else the first.

    Raises NotOffered where the form gives answers and the wished one is not among them.
    """
    fields = fields_of(page, form)
    filled = Filled(str(form.get("action", "")))
    seen: set[str] = set()
    for tag in fields:
        name = str(tag.get("name", ""))
        kind = str(tag.get("type", "text")).lower() if tag.name == "input" else str(tag.name)
        if not name or kind in QUIET or tag.name == "button":
            continue
        if kind in {"radio", "checkbox"}:
            if name not in seen:
                seen.add(name)
                group = [t for t in fields if t.get("name") == name and str(t.get("type", "")).lower() == kind]
                for value in _ticked(group, kind, wishes):
                    filled.put(name, value)
        elif kind == "file":
            if tag.has_attr("required") or not tag.has_attr("data-optional"):
                filled.files.append((name, for_accept(str(tag.get("accept", "")))))
        elif kind == "select":
            for value in _selected(tag, wishes):
                filled.put(name, value)
        else:
            filled.put(name, _typed(tag, kind, wishes), hidden=kind == "hidden")
    _press(fields, filled, wishes)
    return filled


def _press(fields: list[Tag], filled: Filled, wishes: Wishes) -> None:
    buttons = [tag for tag in fields if _sends(tag) and not tag.has_attr("data-optional")]
    wanted = [tag for tag in buttons if wishes.answer and tag.get("value") == wishes.answer]
    plain = [tag for tag in buttons if not tag.has_attr("formaction")]
    pressed = next(iter(wanted or plain or buttons), None)
    if pressed is None:
        return
    if pressed.has_attr("formaction"):
        filled.action = str(pressed["formaction"])
    if pressed.get("name"):
        filled.put(str(pressed["name"]), str(pressed.get("value", "")))


def _best(tags: list[Tag], values: list[str], wishes: Wishes) -> str | None:
    """What a choice is asked to be: the answer for its case, the finding that keeps the way open, what it marks as best."""
    for tag in tags:
        case = str(tag.get("data-answer-for", ""))
        if case and case in wishes.answers:
            return _offered(wishes.answers[case], values)
        fact = tag.get("data-fact")
        if fact and wishes.finding is not None:
            return wishes.finding(str(fact), values)
    if wishes.answer and any(tag.get("name") == "answer" for tag in tags):
        return _offered(wishes.answer, values)
    best = next((str(tag["data-best"]) for tag in tags if tag.has_attr("data-best")), None)
    return best if best in values else None


def _offered(answer: str, values: list[str]) -> str:
    if answer not in values:
        raise NotOffered(answer)
    return answer


def _marked(tag: Tag) -> list[Tag]:
    """A field and what stands around it that may carry its mark (a fieldset, a row)."""
    around = [p for p in tag.parents if p.name in {"fieldset", "label", "div", "td", "tr"} and _carries(p)]
    return [tag, *around[:1]]


def _carries(tag: Tag) -> bool:
    return any(tag.has_attr(mark) for mark in ("data-answer-for", "data-fact", "data-best"))


def _ticked(group: list[Tag], kind: str, wishes: Wishes) -> Iterator[str]:
    values = [str(tag.get("value", "on")) for tag in group]
    best = _best([mark for tag in group for mark in _marked(tag)], values, wishes)
    checked = [value for tag, value in zip(group, values, strict=True) if tag.has_attr("checked")]
    if best is not None:
        yield best
    elif checked:
        yield from checked
    elif all(tag.has_attr("data-optional") for tag in group):
        return
    elif kind == "radio":
        yield next((v for v in values if v), values[0])
    else:
        yield from values


def _selected(tag: Tag, wishes: Wishes) -> Iterator[str]:
    options = [o for o in tag.find_all("option") if not o.has_attr("disabled")]
    values = [str(o.get("value", o.get_text(strip=True))) for o in options]
    chosen = [v for o, v in zip(options, values, strict=True) if o.has_attr("selected") and v]
    best = _best(_marked(tag), [v for v in values if v], wishes)
    if best is not None:
        yield best
    elif chosen:
        yield from chosen
    elif tag.has_attr("multiple"):
        yield from (v for v in values if v)
    elif tag.has_attr("data-optional"):
        yield values[0] if values else ""
    else:
        yield next((v for v in values if v), "")


def _typed(tag: Tag, kind: str, wishes: Wishes) -> str:
    present = tag.get_text() if kind == "textarea" else str(tag.get("value", ""))
    if kind == "textarea" and present.startswith("\n"):
        present = present[1:]
    if kind == "hidden" or tag.has_attr("readonly") or (present and not tag.has_attr("data-retype")):
        return present
    if tag.has_attr("data-example"):
        return str(tag["data-example"])
    if tag.has_attr("data-optional"):
        return ""
    return _fresh(tag, kind, wishes.today)


def _fresh(tag: Tag, kind: str, today: date) -> str:
    """What is typed into an empty field of a kind."""
    if kind == "date":
        return _day(tag, today)
    if kind in {"number", "range"} or tag.get("inputmode") in {"numeric", "decimal"}:
        return _figure(tag)
    fixed = {"month": f"{today:%Y-%m}", "email": "demo@example.cn", "url": "https://example.cn/", "tel": "02412345678"}
    if kind in fixed:
        return fixed[kind]
    if tag.has_attr("pattern") and tag.has_attr("placeholder"):
        return str(tag["placeholder"])
    # Rows of a table are about one thing each: no two are called the same.
    row = _ROW.search(str(tag.get("name", "")))
    text = f"{row[1]} {TEXT}" if row and row[1] != "1" else TEXT
    return text[: _number(tag.get("maxlength"), len(text))]


def _day(tag: Tag, today: date) -> str:
    wanted = today.isoformat()
    low, high = str(tag.get("min", "")), str(tag.get("max", ""))
    if low and wanted < low:
        return low
    return high if high and wanted > high else wanted


def _figure(tag: Tag) -> str:
    low, high, step = (_decimal(tag.get(name)) for name in ("min", "max", "step"))
    value = FIGURE
    if high is not None:
        base = low if low is not None and low > 0 else Decimal(0)
        value = min(FIGURE, base + (high - base) * SHARE) if high >= 0 else high
    if low is not None:
        value = max(value, low)
    grain = step or Decimal(1)
    start = low if low is not None else Decimal(0)
    value = start + ((value - start) / grain).to_integral_value(ROUND_FLOOR) * grain
    return f"{value.normalize():f}"


def _decimal(text: object) -> Decimal | None:
    try:
        return Decimal(str(text))
    except InvalidOperation:
        return None


def _number(text: object, otherwise: int) -> int:
    return int(str(text)) if text is not None and str(text).isdecimal() else otherwise
