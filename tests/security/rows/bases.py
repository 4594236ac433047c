"""基地: its place keeps it, its own people see it, departments and deciders over the place read it; nobody else."""

from __future__ import annotations

from tests.security.matrix import (
    ADMINISTRATORS,
    AUDITOR,
    CHAMBER,
    CLERK,
    DECIDER,
    DEPARTMENTS,
    ENTERPRISE,
    EXPERT,
    OFFICERS,
    OWN_CITY,
    PLACE,
    PROVINCE,
    SEES_BASE,
    SISTER,
    Row,
    done_by,
    seen_by,
)

NO_BUSINESS = ADMINISTRATORS | AUDITOR | EXPERT
READERS = SEES_BASE - PLACE
ROOM = OFFICERS | DEPARTMENTS | DECIDER | CLERK | CHAMBER | ENTERPRISE


def told(of: dict[str, int], *more: tuple[frozenset[str], int]) -> dict[str, int]:
    """Statuses of single people."""
    found = dict(of)
    for people, status in more:
        found |= dict.fromkeys(people, status)
    return found


NEVER = dict.fromkeys(NO_BUSINESS, 403)
ONLY_PLACE = told(NEVER, (READERS, 403))
"""Those who see the base and may not do this hear why; the others hear of no base."""
ENTERS = PLACE | CLERK
ONLY_ENTERS = told(NEVER, (READERS - CLERK, 403))
IN_CITY = PLACE | CLERK | CHAMBER | ENTERPRISE | DEPARTMENTS | DECIDER | SISTER
"""Who works over the city of the base or sits in it: its plans are for them to read."""

ROWS = [
    Row("desk:bases", get=seen_by(ROOM, no=403), shows="base_name", given="", shown_to=SEES_BASE),
    Row("desk:base-new", get=seen_by(OFFICERS, no=403), post=done_by(OFFICERS, no=403)),
    Row("desk:base", given="base", get=seen_by(SEES_BASE, special=NEVER), shows="base_name"),
    Row("desk:base", key="titles", given="base", query="?tab=titles", get=seen_by(SEES_BASE, special=NEVER)),
    Row("desk:base", key="files", given="base", query="?tab=files", get=seen_by(SEES_BASE, special=NEVER)),
    Row("desk:base-change", given="base", get=seen_by(PLACE, special=ONLY_PLACE), shows="base_name"),
    *(
        Row(f"desk:base-{what}", given="base", post=done_by(PLACE, special=ONLY_PLACE))
        for what in ("rename", "move", "products", "helper", "link", "leave")
    ),
    Row("desk:base-unlink", given="base_link", post=done_by(PLACE, special=ONLY_PLACE)),
    Row(
        "desk:base-enter",
        given="base_register",
        get=seen_by(ENTERS, special=ONLY_ENTERS),
        post=done_by(ENTERS, special=ONLY_ENTERS),
        shows="base_name",
    ),
    # What associations do for a base their own clerks enter too.
    Row(
        "desk:base-enter",
        key="activity",
        given="base_activity",
        get=seen_by(ENTERS | CHAMBER, special=told(NEVER, (READERS - CLERK - CHAMBER, 403))),
        post=done_by(ENTERS | CHAMBER, special=told(NEVER, (READERS - CLERK - CHAMBER, 403))),
    ),
    Row(
        "desk:base-opening",
        given="base_opening",
        get=seen_by(PLACE, special=ONLY_PLACE),
        post=done_by(PLACE, special=ONLY_PLACE),
    ),
    Row("desk:entry", given="entry", get=seen_by(SEES_BASE, special=NEVER), shows="entry_name"),
    # The entry was made by the county: the clerk of the base, who may make one, stands below it.
    Row(
        "desk:entry-correct",
        given="entry",
        get=seen_by(PLACE, special=ONLY_PLACE),
        post=done_by(PLACE, special=ONLY_PLACE),
        shows="entry_name",
    ),
    Row("desk:entry-end", given="entry", post=done_by(PLACE, special=ONLY_PLACE)),
    Row("desk:entry-withdraw", given="entry", post=done_by(PLACE, special=ONLY_PLACE)),
    Row("desk:place", given="place", get=seen_by(IN_CITY, special=NEVER)),
    Row(
        "desk:place-enter",
        given="place_register",
        get=seen_by(OWN_CITY | PROVINCE, special=told(NEVER, (IN_CITY - OWN_CITY - PROVINCE, 403))),
        post=done_by(OWN_CITY | PROVINCE, special=told(NEVER, (IN_CITY - OWN_CITY - PROVINCE, 403))),
    ),
]
