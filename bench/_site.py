"""The site that is measured: ten thousand items that wait, applications ready to hand in. Run with JIDI_DATA set."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from tests.races import world

if TYPE_CHECKING:
    from jidi.agenda.models import WorkItem

ITEMS, OTHERS = 10_000, 2_000
FIELDS, DOCUMENTS = 40, 3
APPLICATIONS = 8 * (2 + 5 * 4)
"""Ready to hand in: for each of eight clients two to warm up and four in each of five turns."""


def main() -> None:
    """Build it."""
    world.begin()
    from jidi.cli import migrate
    from jidi.common.clock import clock
    from tests.jidi.applications import play as playing

    migrate.main([])
    cast = world.people()
    play = world.stage(cast, FIELDS, DOCUMENTS)
    applications = world.ready(play, APPLICATIONS)
    for one in applications:
        one.case.refresh_from_db()
    clock.move_to(playing.AT.replace(hour=2))
    office = "office:commerce:province"
    items(office, playing.TODAY)
    organisation = f"org:{cast.actors['province_officer'].organisation_id}"
    world.told(
        cast,
        ["county_officer", "city_officer", "province_officer"],
        applications,
        office=office,
        org=organisation,
        items=ITEMS,
    )


def items(office: str, today: date) -> None:
    """Items of the kind the rooms open: ten thousand for the office of the province, two thousand it must not see."""
    from jidi.agenda.models import WorkItem
    from jidi.audit.services import operation
    from tests.jidi.applications.play import AT

    with operation(at=AT):  # on record, as the invariants at the end want every row of state
        WorkItem.objects.bulk_create(islice(_items(office, today), ITEMS + OTHERS), batch_size=500)


def _items(office: str, today: date) -> Iterator[WorkItem]:
    from jidi.agenda.models import WorkItem
    from tests.jidi.applications.play import AT

    n = 0
    while True:
        n += 1
        others = n > ITEMS
        addressee = ("office:commerce:city" if n % 2 else office) if others else office
        area = "330100" if others else f"21{n % 14 + 1:02d}{n % 9 + 1:02d}"
        yield WorkItem(
            room="cases", kind="case", key=f"{n + 1000}", addressee=addressee, area_code=area, living_key=f"bench:{n}",
            what_zh=f"第 {n} 号基地申报，等待省级接收", what_en=f"Application {n}, waits for the province",
            pack_id="liaoning-2022", article="14", cite_zh="辽商贸促〔2022〕22号 第十四条", cite_en="Article 14",
            basis="article", next_zh="接收", next_en="Receive", holder_zh="辽宁省商务厅", holder_en="Liaoning Commerce",
            verdict_zh="材料齐全，已初审", verdict_en="complete", round_key="designation-2026",
            due_on=None if n % 50 == 0 else today + timedelta(days=n * 7919 % 200 - 20), opened_at=AT,
        )  # fmt: skip


if __name__ == "__main__":
    main()
