"""``jidi invariants``: what must always hold, checked in one pass over every room; each thing changed by hand is named.

I1 acknowledged filings and files exist once and unchanged · I2 replaying the record gives the present state · I3 every change is
in the trail and the chain holds · I4 at most one final decision ·
I5 parts add up to the whole at every level · I6 draws and sheets are what they were · I8 files and rows agree.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence

from jidi.accounts import invariants as accounts
from jidi.audit import rows
from jidi.audit.queries import counted as audit_counted
from jidi.audit.queries import verify
from jidi.bases import invariants as bases
from jidi.cases import invariants as cases
from jidi.common.clock import clock
from jidi.common.say import Say
from jidi.files.queries import check_files
from jidi.files.queries import counted as files_counted
from jidi.filings import invariants as filings
from jidi.filings.columns import agree
from jidi.panels import invariants as panels
from jidi.policies import invariants as policies
from jidi.returns import invariants as returns

Line = tuple[str, str, Say]
"""Which invariant, of which thing, and what is wrong."""


def main(arguments: Sequence[str]) -> int:
    """Check everything; print what does not hold and how much was looked at; 0 when all of it holds."""
    argparse.ArgumentParser(prog="jidi invariants", description=__doc__).parse_args(arguments)
    broken = 0
    for name, (check, counted) in CHECKS.items():
        found = found_by(check)
        broken += len(found)
        for code, thing, say in found:
            print(f"{code} {thing}: {say.zh} · {say.en}")
        looked_at = "，".join(f"{what} {count}" for what, count in counted().items())
        print(f"{name}: {len(found) or '✓'}（{looked_at}）")
    print(f"{broken} 处不符 · {broken} do not hold" if broken else "全部成立 · all of it holds")
    return 1 if broken else 0


def found_by(check: Callable[[], Iterator[Line]]) -> list[Line]:
    """What a check finds. One that trips over a value nobody expected says so and ends there: what was changed by hand may be
    of any kind, and the other checks go on (the one of rows on record reads no meaning and trips over nothing)."""
    found: list[Line] = []
    try:
        found.extend(check())  # keeps what came before an error
    except Exception as error:  # whatever it is, it is a finding and not the end
        words = f"{type(error).__name__}: {error}"
        say = Say(
            f"遇到无法理解的内容，没有检查完（{words}）", f"met what it cannot make sense of and stopped ({words})"
        )
        found.append(("I2", "check", say))
    return found


def _audit() -> Iterator[Line]:
    found = verify()
    if found.broken:
        yield "I3", f"audit:{found.broken.seq}", found.broken.what


def _rows() -> Iterator[Line]:
    yield from (("I2", thing, say) for thing, say in rows.broken_rows())


def _accounts() -> Iterator[Line]:
    yield from (("I2", f.thing, f.say) for f in accounts.check())


def _cases() -> Iterator[Line]:
    yield from ((f.invariant, f"{f.kind}:{f.key}", f.say) for f in cases.all_checks())


def _policies() -> Iterator[Line]:
    yield from ((f.invariant, f"{f.kind}:{f.key}", f.say) for f in policies.all_checks())


def _bases() -> Iterator[Line]:
    yield from (("I2", f"{f.kind}:{f.key}", f.what) for f in bases.broken())


def _filings() -> Iterator[Line]:
    yield from ((f.code, f.thing, f.say) for f in filings.check())


def _sums() -> Iterator[Line]:
    yield from ((f.code, f.thing, f.say) for f in agree.check(clock.today()))


def _panels() -> Iterator[Line]:
    yield from ((f.code, f.thing, f.say) for f in panels.check())


def _returns() -> Iterator[Line]:
    yield from ((f.code, f.thing, f.say) for f in returns.check())


def _files() -> Iterator[Line]:
    yield from (("I8", f"file:{f.name}", f.what) for f in check_files(now=clock.now()))


CHECKS: dict[str, tuple[Callable[[], Iterator[Line]], Callable[[], dict[str, int]]]] = {
    "audit": (_audit, audit_counted),
    "rows": (_rows, lambda: dict(rows.counted())),
    "accounts": (_accounts, accounts.counted),
    "policies": (_policies, policies.counted),
    "bases": (_bases, bases.counted),
    "cases": (_cases, cases.counted),
    "filings": (_filings, filings.counted),
    "panels": (_panels, panels.counted),
    "returns": (_returns, returns.counted),
    "files": (_files, files_counted),
}
"""Each room says itself what must hold of its rows, and how many there are; nothing here knows a table."""
