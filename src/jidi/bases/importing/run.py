"""Placing the rows of a list in the register. All in one transaction; a second run of the same file adds nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from jidi.audit.services import operation, record
from jidi.audit.who import Who
from jidi.bases.enums import OPEN, HolderKind, TitleAct
from jidi.bases.importing.counts import CountCheck, check_counts
from jidi.bases.importing.hosts import Hosts
from jidi.bases.importing.plan import Planned, Problem, understand
from jidi.bases.importing.table import Row, read
from jidi.bases.importing.words import Words, load
from jidi.bases.models import Base, BaseHost, BaseName, TitleEvent, TitleHolding
from jidi.bases.services.bases import locked, put_dated, write_base
from jidi.bases.services.ledger import add_event, write_event
from jidi.bases.services.ledger import locked as locked_title
from jidi.bases.values import Basis, Hand, Happening, Holder, HostAt, TitleNamed, When
from jidi.common.clock import day_of
from jidi.common.say import Refused, Say

COMMAND_LINE = Who(name="命令行 Command line")


class Fate(StrEnum):
    """What became of a row."""

    PLACED = "placed"
    ALREADY = "already"
    NOT_PLACED = "not-placed"


@dataclass(frozen=True, slots=True)
class RowResult:
    """A row of the report: its number, what became of it, why, and what to do."""

    number: int
    name: str
    fate: Fate
    why: tuple[Say, ...] = ()
    next_step: tuple[Say, ...] = ()
    base_id: int | None = None


@dataclass(slots=True)
class Report:
    """What an import did, row by row, and what it added."""

    digest: str
    dry_run: bool
    rows: list[RowResult] = field(default_factory=list)
    bases_added: int = 0
    events_added: int = 0
    converted: int = 0
    counts: list[CountCheck] = field(default_factory=list)

    def count(self, fate: Fate) -> int:
        """How many rows ended so."""
        return sum(1 for row in self.rows if row.fate is fate)


class _DryRunError(Exception):
    """Rolls back what a dry run wrote."""


def import_bases(
    *, path: Path, hand: Hand, words: Words | None = None, counts: Path | None = None, dry_run: bool = False
) -> Report:
    """Place every row of a list, or say why not and what to do.

    A base is found by scheme, host and products, whatever it is called; an event by title, act and day. With ``dry_run``
    everything is tried and nothing kept. ``counts`` is a file of published counts to compare the register with. Raises
    Refused for a file that cannot be read.
    """
    table, known = read(path), words or load()
    report = Report(table.digest, dry_run)
    try:
        with operation(at=hand.at):
            run = _Run(hand, known, Hosts(), report)
            for row in table.rows:
                report.rows.append(run.place(row))
            run.convert()
            if report.bases_added or report.events_added:
                _record(hand, path, report)
            if counts is not None:
                report.counts = check_counts(counts, known, day_of(hand.at))
            if dry_run:
                raise _DryRunError
    except _DryRunError:
        pass
    return report


@dataclass(slots=True)
class _Run:
    hand: Hand
    words: Words
    hosts: Hosts
    report: Report

    def place(self, row: Row) -> RowResult:
        """Place one row; what goes wrong with it takes nothing else along."""
        plan = understand(row, self.words, self.hosts, day_of(self.hand.at))
        if isinstance(plan, list):
            return _not_placed(row, plan)
        bases, events = self.report.bases_added, self.report.events_added
        try:
            # A savepoint (and a mark in the trail) of its own.
            with operation(at=self.hand.at):
                return self._write(plan)
        except Refused as refused:
            self.report.bases_added, self.report.events_added = bases, events
            return _not_placed(row, [Problem(refused.why, refused.next_step)])

    def _write(self, plan: Planned) -> RowResult:
        doubt = self._doubt(plan)
        if doubt:
            return _not_placed(plan.row, [doubt])
        base = Base.objects.filter(living_key=plan.key).first()
        fresh = base is None
        if base is None:
            base = self._open(plan)
        else:
            base = locked(base)
            self._name(base, plan)
            self._follow(base, plan)
        written = self._events(base, plan)
        self.report.bases_added += fresh
        self.report.events_added += written
        fate = Fate.PLACED if written or fresh else Fate.ALREADY
        next_step = () if plan.products else (Say("补充产品后再核对是否与其他基地重复。", "Complete the products."),)
        return RowResult(plan.row.number, plan.name, fate, plan.remarks, next_step, base.pk)

    def _doubt(self, plan: Planned) -> Problem | None:
        """What only a person can tell: which base of this host a row without products means, or one that ended."""
        here = Base.objects.filter(scheme=plan.scheme, area=plan.host.host.area, host_words=plan.host.host.named)
        living = here.filter(ended_on__isnull=True).exclude(living_key=plan.key)
        others = list(living if not plan.products else living.filter(product_words=""))
        if others:
            names = "、".join(base.name for base in others)
            return Problem(
                Say(
                    f"同一所在地已有“{names}”，其中一方没有写明产品，无法判断是否同一基地。",
                    f"At this host there is {names}; one of the two states no products, so nobody can tell them apart.",
                ),
                Say("请写明产品，或先补充已有基地的产品。", "State the products, here or of the base on record."),
            )
        gone = here.filter(ended_on__isnull=False, product_words=plan.row["product"]).first()
        if gone is not None and not Base.objects.filter(living_key=plan.key).exists():
            return Problem(
                Say(f"“{gone.name}”已于 {gone.ended_on} 退出登记。", f"“{gone.name}” ended on {gone.ended_on}."),
                Say("请由经办人判断是否重新建立。", "Somebody has to decide whether it is opened again."),
            )
        return None

    def _open(self, plan: Planned) -> Base:
        first = plan.first_time or plan.when
        former = plan.host.former if plan.host.gone is not None and first.on < plan.host.gone else None
        base = write_base(
            self.hand,
            scheme=plan.scheme,
            name=plan.name,
            host=former or plan.host.host,
            products=plan.products,
            from_on=first.on,
            source=plan.source,
        )
        if former is not None:
            self._host(base, plan.host.host, plan)
        return base

    def _follow(self, base: Base, plan: Planned) -> None:
        """Enter the former name of the host where this row reaches back before the change."""
        first = plan.first_time or plan.when
        former, gone = plan.host.former, plan.host.gone
        held = [row.from_on for row in base.hosts.filter(corrected_at__isnull=True)]
        reaches_back = None in held or min(day for day in held if day) <= first.on
        if former is None or gone is None or first.on >= gone or reaches_back:
            return
        self._host(base, plan.host.host, plan)
        fresh = _host_row(former)
        self._put(base, fresh, _same_host(fresh), {"host": former.named}, first, plan.source)

    def _host(self, base: Base, host: HostAt, plan: Planned) -> None:
        assert plan.host.gone is not None
        fresh = _host_row(host)
        self._put(base, fresh, _same_host(fresh), {"host": host.named}, When(plan.host.gone), plan.source)

    def _name(self, base: Base, plan: Planned) -> None:
        """Enter how the base was called on the day of this row, unless that day has a name already."""
        if base.names.filter(from_on=plan.when.on).exists():
            return
        fresh = BaseName(name=plan.name[:120])
        self._put(base, fresh, lambda row: row.name == fresh.name, {"name": plan.name}, plan.when, plan.source)

    def _put(self, base: Base, fresh: object, same: object, detail: dict[str, str], when: When, source: str) -> None:
        put_dated(
            self.hand,
            base=base,
            fresh=fresh,  # type: ignore[arg-type]
            same=same,  # type: ignore[arg-type]
            detail=detail,
            from_on=when.on,
            source=source,
        )

    def _events(self, base: Base, plan: Planned) -> int:
        """Write the events of the row that are not on record yet; returns how many."""
        holder, title, word = Holder.base(base), plan.title.title, plan.event
        basis = Basis(source=plan.source, reason=plan.note[:400])
        common: dict[str, object] = {
            "is_opening": True,
            "batch": plan.batch,
            "batch_words": plan.batch_words,
            "title_name": title.name,
        }
        written = 0
        old = None
        if plan.before is not None:
            listed = Happening(TitleAct.LISTED, plan.when, basis, {"is_opening": True, "title_name": plan.before.name})
            written += self._event(holder, plan.before, listed)
            old = _open_title(base, plan.before)
        if plan.first_time is not None:
            written += self._event(holder, title, Happening(TitleAct.DESIGNATED, plan.first_time, basis, dict(common)))
        more = common | {"result": word.result, "result_name": word.result_name}
        written += self._event(holder, title, Happening(word.act, plan.when, basis, more))
        if old is not None:
            new = _open_title(base, title)
            written += self._converted(old, new, plan.when, basis)
        return written

    def _event(self, holder: Holder, title: TitleNamed, what: Happening) -> int:
        known = TitleEvent.objects.filter(
            holding__base_id=holder.key,
            holding__scheme=title.scheme,
            holding__title=title.title,
            act=what.act,
            on=what.when.on,
            voids__isnull=True,
            voided_by__isnull=True,
        )
        if known.exists():
            return 0
        write_event(self.hand, holder, title, what)
        return 1

    def _converted(self, old: TitleHolding, new: TitleHolding | None, when: When, basis: Basis) -> int:
        if new is None:
            return 0
        more = {"is_opening": True, "other_id": new.pk}
        add_event(self.hand, locked_title(old), Happening(TitleAct.CONVERTED, when, basis, more))
        if new.before_id is None:
            held = locked_title(new)
            held.before = old
            held.save(update_fields=["before"])
        return 1

    def convert(self) -> None:
        """Convert titles that were later turned into another one the same base holds, whatever order the rows came in."""
        for word in self.words.titles:
            if not word.becomes:
                continue
            old = TitleHolding.objects.filter(
                holder_kind=HolderKind.BASE, scheme=word.title.scheme, title=word.title.title, state__in=OPEN
            )
            ids = [row.base_id for row in self.report.rows if row.base_id is not None]
            for holding in old.filter(base_id__in=ids).order_by("id"):
                self._turn(holding, word.becomes)

    def _turn(self, old: TitleHolding, becomes: str) -> None:
        assert old.base_id is not None
        new = TitleHolding.objects.filter(
            base_id=old.base_id, title=becomes, held_from__gte=old.held_from or day_of(self.hand.at)
        ).order_by("held_from").first()  # fmt: skip
        if new is None or new.held_from is None:
            return
        first = new.events.order_by("on", "id").first()
        assert first is not None
        basis = Basis(source=first.source, reason=f"其后取得“{new.title_name}”")
        when = When(new.held_from, first.exact, first.on_words)  # type: ignore[arg-type]
        written = self._converted(old, new, when, basis)
        self.report.converted += written
        self.report.events_added += written


def _open_title(base: Base, title: TitleNamed) -> TitleHolding | None:
    return TitleHolding.objects.filter(living_key=title.living_key(Holder.base(base))).first()


def _host_row(host: HostAt) -> BaseHost:
    return BaseHost(kind=host.kind, area=host.area, organisation=host.organisation, words=host.named)


def _same_host(fresh: BaseHost) -> object:
    return lambda row: (row.kind, row.area_id, row.words) == (fresh.kind, fresh.area_id, fresh.words)


def _not_placed(row: Row, problems: Sequence[Problem]) -> RowResult:
    why, next_step = tuple(p.why for p in problems), tuple(dict.fromkeys(p.next_step for p in problems))
    return RowResult(row.number, row["base_name"], Fate.NOT_PLACED, why, next_step)


def _record(hand: Hand, path: Path, report: Report) -> None:
    detail = {
        "file": path.name,
        "sha256": report.digest,
        "rows": len(report.rows),
        "not_placed": [row.number for row in report.rows if row.fate is Fate.NOT_PLACED],
        "bases": report.bases_added,
        "events": report.events_added,
    }
    record(at=hand.at, who=hand.who, action="bases.import", kind="bases", key=report.digest[:40], detail=detail)


def command_line(at: datetime) -> Hand:
    """The hand of somebody at the command line of the site's own machine."""
    return Hand(COMMAND_LINE, at)
