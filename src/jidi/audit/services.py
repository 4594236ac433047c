"""Writing the trail.

A service works inside ``operation``: the outermost one opens the transaction, collects what was recorded and chains it
as the very last act before the commit. The chain's lock is therefore short and never held while another is awaited.
A service called by another joins the operation that is already open.

A refused attempt is written after the rollback, in a transaction of its own, by ``refusals_audited`` around the
outermost service.
"""

from __future__ import annotations

import functools
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from django.db import connection, transaction

from jidi.audit.chain import ALGORITHM, SEALED, seal
from jidi.audit.enums import Outcome
from jidi.audit.models import Entry, Head
from jidi.audit.rows import written
from jidi.audit.who import SYSTEM, Who
from jidi.common import quick
from jidi.common.digests import canonical, digest
from jidi.common.kept import Noted, note_again, noting
from jidi.common.quick import Prepared
from jidi.common.reading import forget, one_act
from jidi.common.say import Refused
from jidi.common.texts import one_line
from jidi.common.turns import write_turn

P = ParamSpec("P")
R = TypeVar("R")


class AuditBrokenError(RuntimeError):
    """The chain has entries but no head: something outside the product touched it, so nothing may be added."""


@dataclass(slots=True)
class Operation:
    """One operation under way: its id, its moment, and what it recorded so far."""

    id: str
    at: datetime
    lines: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class About:
    """What an attempt was about."""

    kind: str
    key: str = ""
    area_code: str = ""


_current: ContextVar[Operation | None] = ContextVar("jidi_audit_operation", default=None)
_guarded: ContextVar[bool] = ContextVar("jidi_audit_guarded", default=False)


@contextmanager
def operation(*, at: datetime) -> Iterator[Operation]:
    """Open an operation (and its transaction), or join the one that is open as a savepoint of it.

    Whatever a joined operation recorded is forgotten when it raises, as its rows are rolled back. Raises RuntimeError
    when an outer ``transaction.atomic()`` is open without an operation: the chain's lock would be held until its end.
    """
    running = _current.get()
    if running is not None:
        mark = len(running.lines)
        try:
            with transaction.atomic(), noting() as within:
                yield running
        except BaseException:
            del running.lines[mark:]
            forget()
            raise
        note_again(within)  # what was rolled back was never written
        return
    started = Operation(_new_id(), at)
    token = _current.set(started)
    try:
        with _outermost(), one_act(), noting() as noted:
            yield started
            _append(started, noted)
    finally:
        _current.reset(token)


def record(
    *,
    at: datetime,
    who: Who,
    action: str,
    kind: str,
    key: str,
    area_code: str = "",
    detail: Mapping[str, Any] | None = None,
    before: Any = None,
    after: Any = None,
) -> None:
    """Record what was done, as part of the open operation (outside one: at once, in the running transaction).

    ``action`` is a stable code (``case.moved``); ``kind`` and ``key`` name the thing; ``before`` and ``after`` are its
    state as plain data, of which only digests are kept. Raises TypeError for data without one written form.
    """
    line = _line(at, who, action, About(kind, key, area_code), Outcome.DONE, detail or {})
    line["before_digest"] = "" if before is None else digest(before)
    line["after_digest"] = "" if after is None else digest(after)
    running = _current.get()
    if running is not None:
        running.lines.append(line)
        return
    with transaction.atomic():
        _append(Operation(_new_id(), at, [line]))


def _new_id() -> str:
    """An id whose first half is the time it was given: an index on it grows at its end, not all over the file."""
    return f"{time.time_ns() // 1000:016x}{secrets.token_hex(8)}"


def record_refusal(*, at: datetime, who: Who, action: str, about: About, refusal: Refused) -> None:
    """Record an attempt that was refused, in a transaction of its own.

    Raises RuntimeError inside another transaction: its rollback would take the record with it.
    """
    detail = {"code": refusal.code, "what": refusal.what.zh, "why": refusal.why.zh, "cite": refusal.cite.printed.zh}
    line = _line(at, who, action, about, Outcome.REFUSED, detail)
    with _outermost():
        _append(Operation(_new_id(), at, [line]))


def refusals_audited(
    action: str, about: Callable[[Mapping[str, Any]], About]
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Wrap a service so that its refusals are recorded once its transaction was rolled back.

    The service takes keywords only, among them ``at`` and who asks: an ``actor`` or a ``hand`` (something with ``who``),
    or a ``permit`` given to an actor; without any the system acted. ``about`` turns the keywords into what the attempt
    was about. Where one service calls another, the outermost records; ``refusal.recorded`` says
    whether anybody did, so that the edge can catch what slipped through.
    """

    def wrap(service: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(service)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if _guarded.get() or _current.get() is not None:
                return service(*args, **kwargs)
            token = _guarded.set(True)
            try:
                return service(*args, **kwargs)
            except Refused as refusal:
                named: Mapping[str, Any] = kwargs
                record_refusal(at=named["at"], who=_asked_by(named), action=action, about=about(named), refusal=refusal)
                refusal.recorded = True
                raise
            finally:
                _guarded.reset(token)

        return guarded

    return wrap


def _asked_by(named: Mapping[str, Any]) -> Who:
    """Who asked for what was refused: it must not read as the system's own act."""
    asked = named.get("actor") or getattr(named.get("permit"), "actor", None) or named.get("hand")
    return getattr(asked, "who", SYSTEM)


@contextmanager
def _outermost() -> Iterator[None]:
    """A transaction that is no part of another (Django lets the one around a test pass)."""
    try:
        with write_turn(), transaction.atomic(durable=True):
            yield
    except RuntimeError as wrong:
        if "durable" in str(wrong):
            wrong.add_note(
                "audit.services.operation() is the outermost transaction: write `with operation(at=at):` in place of "
                "`with transaction.atomic():`, and put refusals_audited on the outermost service."
            )
        raise


def _line(
    at: datetime, who: Who, action: str, about: About, outcome: Outcome, detail: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "at": at,
        "who_key": who.key,
        "who_name": one_line(who.name, 100),
        "who_post": one_line(who.post, 150),
        "who_organisation": one_line(who.organisation, 200),
        "action": action,
        "object_kind": about.kind,
        "object_key": one_line(about.key, 80),
        "area_code": about.area_code,
        "outcome": outcome.value,
        "detail_json": canonical(detail),
        "before_digest": "",
        "after_digest": "",
    }


def _append(operation: Operation, noted: Noted | None = None) -> None:
    """Chain the lines of an operation to the head, with the digests of the rows it wrote on the last of them.

    Called last: from here to the commit the chain is locked.
    """
    rows = written(noted) if noted else {}
    if rows and not operation.lines:
        operation.lines.append(_line(operation.at, SYSTEM, "rows.written", About("rows"), Outcome.DONE, {}))
    if not operation.lines:
        return
    operation.lines[-1]["rows_json"] = canonical(rows) if rows else ""
    head = _locked_head()
    entries = []
    for line in operation.lines:
        head.seq += 1
        line |= {"seq": head.seq, "operation": operation.id, "prev_hash": head.hash, "algorithm": ALGORITHM}
        head.hash = seal([line[name] for name in SEALED], line.get("rows_json", ""))
        entries.append(Entry(**line, hash=head.hash))
    quick.insert_all(entries)
    head.at = entries[-1].at
    if head._state.adding:
        head.save()
    else:
        quick.update(head, ("seq", "hash", "at"))


_HEAD = Prepared(lambda: Head.objects.select_for_update(of=("self",)).filter(pk=Head.ONLY))


def _locked_head() -> Head:
    # SQLite has no row locks; there the transaction itself (IMMEDIATE) is the lock.
    found = _HEAD.first()
    if found is not None:
        return found
    # Asked again before it is called broken: the very first writer may have committed head and entries in between.
    if Entry.objects.exists() and not Head.objects.filter(pk=Head.ONLY).exists():
        raise AuditBrokenError("audit entries without a head: run `jidi audit verify` and restore the database")
    if connection.features.has_select_for_update:
        # Two first entries in one instant: the second waits at the primary key, then locks what the first made.
        Head.objects.get_or_create(pk=Head.ONLY)
        return Head.objects.select_for_update(of=("self",)).get(pk=Head.ONLY)
    return Head(pk=Head.ONLY)
