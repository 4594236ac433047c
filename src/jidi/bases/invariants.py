"""What must always be true of this room, checked over all rows in a few queries (for ``jidi invariants``).

I2: the stored state of every title is what a replay of its events gives. Living keys are those of what lives. The present
attributes of a base are those of its dated rows, which follow each other without gap or overlap. I3: every title event and
register entry has its entry in the trail and the other way round, and the last entry about a title, base or register entry
has the digest of what is stored: what was changed by hand shows, also where somebody changed it consistently.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from django.db.models import Count, Model, Prefetch, Q, QuerySet

from jidi.audit.enums import Outcome
from jidi.audit.models import Entry
from jidi.bases.entries import EntryValues
from jidi.bases.models import (
    Base,
    BaseHost,
    BaseLink,
    BaseProducts,
    Dated,
    OpeningRecord,
    RegisterEntry,
    TitleHolding,
)
from jidi.bases.queries.titles import events_by_holding
from jidi.bases.services.bases import derived, present
from jidi.bases.services.ledger import derived as state_of
from jidi.bases.services.openings import columns_of
from jidi.bases.states import DoesNotFollowError, Standing, in_order, replay
from jidi.bases.values import Holder, TitleNamed
from jidi.common.digests import digest
from jidi.common.say import Say

CHUNK = 500
_COLUMNS = tuple(Standing.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Broken:
    """Something that is not as it must be: where, and what."""

    kind: str
    key: str
    what: Say

    def __str__(self) -> str:
        return f"{self.kind}:{self.key} {self.what.zh}"


def broken() -> Iterator[Broken]:
    """Everything of this room that is not as it must be; nothing when all holds."""
    yield from broken_titles()
    yield from broken_bases()
    yield from broken_trail()


def broken_titles() -> Iterator[Broken]:
    """Titles whose stored state, fence or living key is not what their events and holder give."""
    for holdings in _chunks(TitleHolding.objects.select_related("base").order_by("pk")):
        events = events_by_holding(holdings)
        for held in holdings:
            try:
                found = list(_state(held, replay(in_order(events.get(held.pk, [])))))
            except DoesNotFollowError as error:
                yield _title(held, f"事件前后不衔接（{error.act.say.zh}）", f"its events do not follow ({error.act})")
                continue
            except ValueError as error:
                yield _title(held, f"有不认得的词（{error}）", f"holds a word nobody knows ({error})")
                continue
            yield from found


def _state(held: TitleHolding, now: Standing) -> Iterator[Broken]:
    for column in _COLUMNS:
        stored, replayed = getattr(held, column), getattr(now, column)
        if column == "title_name" and not replayed:
            continue
        if stored != replayed:
            yield _title(
                held,
                f"{column} 为“{stored}”，按事件应为“{replayed}”",
                f"{column} is {stored!r}, its events give {replayed!r}",
            )
    key = TitleNamed.of(held).living_key(Holder.of(held)) if now.open else None
    if held.living_key != key:
        yield _title(held, f"占用标识为“{held.living_key}”，应为“{key}”", f"its living key is {held.living_key!r}")
    if held.base is not None and held.area_code != held.base.area_id:
        yield _title(held, "地区与基地不同", "its area is not that of its base")


def broken_bases() -> Iterator[Broken]:
    """Bases whose present attributes or living key are not those of their dated rows, or whose rows leave gaps."""
    hosts = BaseHost.objects.select_related("area", "organisation")
    products = BaseProducts.objects.prefetch_related("products")
    rows = Base.objects.prefetch_related(
        "names", "schemes", "helpers", Prefetch("hosts", hosts), Prefetch("product_sets", products)
    ).order_by("pk")
    for bases in _chunks(rows):
        for base in bases:
            yield from _base(base)


def _base(base: Base) -> Iterator[Broken]:
    lines: dict[str, Iterable[Dated]] = {
        "names": base.names.all(),
        "schemes": base.schemes.all(),
        "hosts": base.hosts.all(),
        "product_sets": base.product_sets.all(),
        "helpers": base.helpers.all(),
    }
    whole = True
    for name, dated in lines.items():
        if not _follow_each_other(dated, may_be_empty=name == "helpers"):
            whole = False
            yield Broken("base", str(base.pk), Say(f"{name} 的时间段有空缺或重叠。", f"{name} leave gaps or overlap."))
    if not whole:
        return
    for column, wanted in derived(base).items():
        if getattr(base, column) != wanted:
            found = getattr(base, column)
            yield Broken(
                "base",
                str(base.pk),
                Say(
                    f"{column} 为“{found}”，按记录应为“{wanted}”。", f"{column} is {found!r}, its rows give {wanted!r}."
                ),
            )


def _follow_each_other(dated: Iterable[Dated], *, may_be_empty: bool) -> bool:
    rows = sorted((row for row in dated if row.corrected_at is None), key=lambda row: row.from_on or date.min)
    if not rows:
        return may_be_empty
    ends = [row.to_on for row in rows]
    return ends == [*(row.from_on for row in rows[1:]), None]


def broken_trail() -> Iterator[Broken]:
    """Titles, bases and register entries that are not what the trail says was last written, or that it does not know."""
    trail = _Trail.read()
    yield from _titles_beside(trail)
    for bases in _chunks(Base.objects.order_by("pk")):
        for base in bases:
            if trail.bases.get(str(base.pk)) != digest(present(base)):
                what = Say("与审计链最后一次记录不同。", "It is not what the trail says was written last.")
                yield Broken("base", str(base.pk), what)
    yield from _entries_beside(trail)
    yield from _openings_beside(trail)
    yield from _links_beside(trail)


def _titles_beside(trail: _Trail) -> Iterator[Broken]:
    for holdings in _chunks(TitleHolding.objects.annotate(written=Count("events")).order_by("pk")):
        for held in holdings:
            if trail.titles.get(held.pk) != digest(state_of(held)):
                yield _title(held, "状态与审计链最后一次记录不同", "it is not what the trail says was written last")
            if trail.events.get(held.pk, 0) != held.written:  # type: ignore[attr-defined]
                yield _title(held, "事件数与审计链不同", "its events are not as many as the trail has")


def _entries_beside(trail: _Trail) -> Iterator[Broken]:
    for entries in _chunks(RegisterEntry.objects.order_by("pk")):
        for entry in entries:
            if trail.entries.pop(entry.pk, None) != digest(EntryValues.of(entry).told):
                what = Say("与审计链的记录不同。", "It is not what the trail says was entered.")
                yield Broken("entry", str(entry.pk), what)
    for pk in trail.entries:
        yield Broken("entry", str(pk), Say("审计链有记录而登记不在。", "The trail knows of it, the register does not."))


def _openings_beside(trail: _Trail) -> Iterator[Broken]:
    for rows in _chunks(OpeningRecord.objects.order_by("pk")):
        for row in rows:
            if trail.openings.pop(row.pk, None) != digest(columns_of(row)):
                what = Say("与审计链的记录不同。", "It is not what the trail says was entered.")
                yield Broken("opening", str(row.pk), what)
    for pk in trail.openings:
        yield Broken("opening", str(pk), Say("审计链有记录而补录不在。", "The trail knows of it, the records do not."))


def _links_beside(trail: _Trail) -> Iterator[Broken]:
    """Who belongs to a base decides who sees it: each link is one the trail has, ended when the trail says so."""
    for rows in _chunks(BaseLink.objects.order_by("pk")):
        for row in rows:
            told = trail.links.get((str(row.base_id), row.organisation_id, row.role), [])
            days = (str(row.from_on), str(row.to_on) if row.to_on else "")
            if days in told:
                told.remove(days)
            else:
                what = Say("与审计链的记录不同。", "It is not what the trail says was linked.")
                yield Broken("link", str(row.pk), what)
    for (base, organisation, _), left in trail.links.items():
        if left:
            what = Say("审计链有关联而登记不在。", "The trail knows of a link, the register does not.")
            yield Broken("link", f"{base}:{organisation}", what)


@dataclass(slots=True)
class _Trail:
    """What the trail says was last written of each thing of this room."""

    titles: dict[int, str] = field(default_factory=dict)
    events: dict[int, int] = field(default_factory=dict)
    bases: dict[str, str] = field(default_factory=dict)
    entries: dict[int, str] = field(default_factory=dict)
    openings: dict[int, str] = field(default_factory=dict)
    links: dict[tuple[str, int, str], list[tuple[str, str]]] = field(default_factory=dict)

    @classmethod
    def read(cls) -> _Trail:
        """Read the entries about titles, bases and registers once, oldest first."""
        found = cls()
        ours = Q(action="opening.enter")
        for ours_too in ("title.", "base.", "register."):
            ours |= Q(action__startswith=ours_too)
        rows = Entry.objects.filter(ours, outcome=Outcome.DONE).order_by("seq")
        for row in rows.values_list("action", "object_key", "detail_json", "after_digest").iterator(CHUNK):
            found._take(*row)
        return found

    def _take(self, action: str, key: str, detail_json: str, after: str) -> None:
        if action.startswith("base."):
            self.bases[key] = after
            if action in ("base.link", "base.unlink"):
                self._link(key, json.loads(detail_json))
            return
        detail = json.loads(detail_json)
        if action == "opening.enter":
            self.openings[detail["opening"]] = after
            return
        if action.startswith("register."):
            self.entries[detail["entry"]] = after
            return
        self.titles[detail["holding"]] = after
        self.events[detail["holding"]] = self.events.get(detail["holding"], 0) + 1

    def _link(self, base: str, detail: dict[str, str]) -> None:
        told = self.links.setdefault((base, int(detail["organisation"]), detail["role"]), [])
        if "until" not in detail:
            told.append((detail["from"], ""))
        elif told:
            # An end ends the last link of this organisation in this role.
            told[-1] = (told[-1][0], detail["until"])


R = TypeVar("R", bound=Model)


def _chunks(rows: QuerySet[R]) -> Iterator[list[R]]:
    last = 0
    while found := list(rows.filter(pk__gt=last)[:CHUNK]):
        yield found
        last = found[-1].pk


def _title(held: TitleHolding, zh: str, en: str) -> Broken:
    return Broken("title", str(held.pk), Say(f"{zh}。", f"{en[0].upper()}{en[1:]}."))


def counted() -> dict[str, int]:
    """How many rows ``broken`` looks at, by what they are."""
    return {
        "基地 bases": Base.objects.count(),
        "称号 titles": TitleHolding.objects.count(),
        "登记 entries": RegisterEntry.objects.count(),
        "补录 opening records": OpeningRecord.objects.count(),
        "关联 links": BaseLink.objects.count(),
    }
