"""申报认定: a matter is its county's and city's, the province learns how far it is; a round is known in its province."""

from __future__ import annotations

from tests.security.matrix import (
    ADMINISTRATORS,
    LOGGED_IN,
    OTHER_PROVINCE,
    OWN_CITY,
    OWN_COUNTY,
    PLACE,
    PROVINCE,
    Row,
    done_by,
    seen_by,
)

SEES = OWN_COUNTY | OWN_CITY
"""Who sees the content of the matter of the table, which waits at its city."""
NOT_CITY, NOT_COUNTY = dict.fromkeys(OWN_CITY, 403), dict.fromkeys(OWN_COUNTY, 403)
NOT_NOW = NOT_CITY | NOT_COUNTY
NOBODY: frozenset[str] = frozenset()
KNOWS_ROUND = LOGGED_IN - ADMINISTRATORS - OTHER_PROVINCE
ANNOUNCES = PROVINCE | frozenset({"other_province_officer"})
"""The officers of a province, each for the own one."""
NOT_THEIRS = dict.fromkeys(KNOWS_ROUND - PROVINCE, 403)

ROWS = [
    Row("desk:applications", get=seen_by(LOGGED_IN)),
    Row("desk:matter", given="matter", get=seen_by(PLACE), shows="application_name"),
    Row("desk:matter-dossier", given="matter", get=seen_by(SEES), shows="application_name", shown_to=SEES),
    Row("desk:matter-take", given="matter", post=done_by(SEES, yes=200)),
    Row("desk:matter-answer", given="matter", post=done_by(SEES)),
    Row("desk:matter-withdraw", given="matter", post=done_by(OWN_COUNTY, yes=409, special=NOT_CITY)),
    Row("desk:matter-note", given="matter_fact", post=done_by(OWN_CITY, special=NOT_COUNTY)),
    Row("desk:matter-record", given="matter", post=done_by(OWN_CITY, yes=409, special=NOT_COUNTY)),
    Row("desk:matter-opinion", given="matter", post=done_by(NOBODY, special=NOT_NOW)),
    Row("desk:matter-point-answer", given="matter_point", post=done_by(NOBODY)),
    Row("desk:matter-point-accept", given="matter_point", post=done_by(NOBODY)),
    Row("desk:matter-open-forms", given="matter", post=done_by(NOBODY, special=NOT_NOW)),
    # It waits at the city: nobody fills in now, and those who see it hear so.
    Row("desk:matter-form", given="matter_form", get=seen_by(NOBODY, special=NOT_NOW)),
    Row("desk:matter-save", given="matter_form", post=done_by(NOBODY, special=NOT_NOW)),
    Row("desk:matter-autosave", given="matter_form", post=done_by(NOBODY, special=NOT_NOW)),
    Row("desk:matter-attach", given="matter_document", post=done_by(SEES)),
    Row("desk:matter-detach", given="matter_file", post=done_by(NOBODY, special=NOT_NOW)),
    Row("desk:round", given="round_known", get=seen_by(KNOWS_ROUND)),
    # No document of this world has a procedure that starts from an event: nobody finds the page.
    Row("desk:procedure-begin", get=seen_by(NOBODY)),
    Row("desk:procedure-send", post=done_by(NOBODY)),
    Row("desk:round-announce", get=seen_by(ANNOUNCES)),
    Row("desk:round-send", post=done_by(ANNOUNCES)),
    Row("desk:round-points", given="round_known", get=seen_by(KNOWS_ROUND), post=done_by(KNOWS_ROUND, yes=422)),
    # Closing twice is closing once: every officer of the province is taken to the round.
    Row("desk:round-close", given="round_known", post=done_by(PROVINCE, yes=302, special=NOT_THEIRS)),
    # Sent empty they name no base: there is nothing to begin with.
    Row("desk:round-start", given="round_known", post=done_by(NOBODY)),
    Row("desk:round-register", given="round_known", post=done_by(NOBODY)),
    Row("desk:round-pass", given="round_step", post=done_by(KNOWS_ROUND, yes=409)),
    # The document of the table has no public notice: its steps have no such page for anybody.
    Row("desk:notice", given="round_step", get=seen_by(NOBODY)),
    *(
        Row(f"desk:notice-{act}", given="round_step", post=done_by(NOBODY))
        for act in ("publish", "objection", "answer")
    ),
    Row("desk:notice-settle", given="round_objection", post=done_by(NOBODY)),
]
