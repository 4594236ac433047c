"""The site on which handing in is measured: duties of a hundred values each, filled in, ready to hand in.

Run with JIDI_DATA set, as ``python -m bench._returns_site DUTIES``, or with ``--stored N`` to put N returns of other bases
beside what is there (``services.submit_many``, the way a file of many returns takes).
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.races import world

if TYPE_CHECKING:
    from tests.jidi.returns.ferry import Ferry

FIELDS, CHECKS = 100, 10
YEAR, AT = 2023, datetime(2024, 1, 5, 2, tzinfo=UTC)
LOT = 500
"""Returns one transaction of the stored ones holds."""


def form() -> dict[str, Any]:
    """A form of a hundred figures and ten checks between them."""
    fields = [{"id": f"f{n}", "zh": f"指标{n}", "en": f"Figure {n}", "kind": "number", "unit": "万元"}
              for n in range(1, FIELDS + 1)]  # fmt: skip
    checks = [
        {"id": f"c{n}", "zh": f"指标{n}大于指标{n + 1}，请核对", "must": f"[f{n}] <= [f{n + 1}]", "basis": "house"}
        for n in range(1, CHECKS + 1)
    ]
    section = {"id": "all", "zh": "数据", "fields": fields}
    return {"id": "quarter", "zh": "年度数据表", "every": "year", "sections": [section], "checks": checks, "cite": "2"}


def texts(number: int) -> dict[str, str]:
    """What is written into the form of one base: a hundred figures that differ from base to base and keep the checks."""
    return {f"f{n}": f"{(number * 7 + n * 131) % 9000 + n * 10000}.{n % 90 + 10}" for n in range(1, FIELDS + 1)}


def main() -> None:
    """Build it, or put more beside it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("duties", type=int, nargs="?", default=0)
    parser.add_argument("--stored", type=int, default=0)
    options = parser.parse_args()
    world.begin()
    if options.stored:
        store(options.stored)
    else:
        build(options.duties)


def build(duties: int) -> None:
    """The document, the bases, their duties, and every form filled in."""
    from jidi.audit.services import operation
    from jidi.cli import migrate
    from jidi.common.clock import clock
    from jidi.returns.models import Duty

    migrate.main([])
    with tempfile.TemporaryDirectory(prefix="jidi-pack-") as folder:
        ferry = play(Path(folder) / "ferry-2023", duties)
    ferry.day(f"{AT:%Y-%m-%d}")
    ferry.compute(AT.year)
    rows = list(
        Duty.objects.filter(rule="figures", period=str(YEAR), area_code="210283").select_related("version", "base")
    )
    if len(rows) < duties:
        raise RuntimeError(f"{len(rows)} duties instead of {duties}")
    with operation(at=AT):
        for number, duty in enumerate(rows):
            ferry.filled(duty, ferry.cast.actors["city_officer"], texts(number))
    clock.move_to(AT)
    world.told(ferry.cast, ["city_officer"], [], duties=[duty.pk for duty in rows])


def play(folder: Path, bases: int) -> Ferry:
    """The ferry document with one duty and the long form, and so many bases."""
    import yaml

    from tests.jidi.returns import ferry as played

    shutil.copytree(played.FOLDER, folder)
    owed = yaml.safe_load((folder / "obligations.yaml").read_text("utf-8"))
    owed["figures"]["every"] = "year"
    owed["plan"]["only"] = ["national-base"]
    (folder / "obligations.yaml").write_text(yaml.safe_dump(owed, allow_unicode=True), "utf-8")
    (folder / "forms" / "quarter.yaml").write_text(yaml.safe_dump(form(), allow_unicode=True), "utf-8")
    played.FOLDER = folder
    ferry = played.play(world.people())
    for number in range(1, bases):
        base = played.opened(ferry.cast.county_officer, "210283", f"渡口{number}", f"渡船{number}")
        played.titled(ferry.cast, base, "provincial", played.SINCE)
    return ferry


def store(count: int) -> None:
    """Returns of bases that are not measured, for the same form and period."""
    from jidi.accounts.acting import Permit
    from jidi.accounts.models import Person
    from jidi.accounts.queries import actor_for, posts_held
    from jidi.common.say import Say
    from jidi.filings.models import Filing
    from jidi.filings.queries import form_in
    from jidi.filings.services import submit_many
    from jidi.filings.services.bulk import Row
    from policycore.facts import Subject

    one = Filing.objects.filter(owner_kind="duty").select_related("opened_by")[0]
    person: Person = one.opened_by
    actor = actor_for(person, posts_held(person, AT.date())[0].post_id, AT.date())
    assert actor is not None
    for first in range(0, count, LOT):
        numbers = range(first, min(first + LOT, count))
        rows = [
            Row.of(
                Permit(actor, "bench", "bench", str(n), Say("测试", "test")),
                str(n),
                Subject("base", f"b{n}"),
                "210283",
                texts(n),
                {},
            )
            for n in numbers
        ]
        submit_many(
            actor=actor, owner_kind="bench", form=form_in(one), period=one.period, pack_version_id=one.pack_version_id,
            rows=rows, batch=f"bench{first}", why="", at=AT,
        )  # fmt: skip


if __name__ == "__main__":
    main()
