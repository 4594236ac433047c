"""统计填报: the room is open to everybody and shows each only their own; a duty to its place and its own base."""

from __future__ import annotations

from tests.security.matrix import (
    CLERK,
    DECIDER,
    DEPARTMENTS,
    LOGGED_IN,
    OF_BASE,
    OFFICERS,
    OWN_CITY,
    OWN_COUNTY,
    PLACE,
    PROVINCE,
    Row,
    done_by,
    seen_by,
)

SEES = PLACE | CLERK | DECIDER
"""Those who may know of the duty: its place, the base that feeds it, deciders over the place."""
FILLS = CLERK | OWN_CITY
"""The base that feeds it and the city that owes it."""
WRITES = OFFICERS | DEPARTMENTS | OF_BASE
NOBODY: frozenset[str] = frozenset()
NOT_FILLING = dict.fromkeys(SEES - FILLS, 403)
NOT_NOW = dict.fromkeys(SEES, 403)
NO_WRITER = dict.fromkeys(LOGGED_IN - WRITES, 403)
NO_OFFICER = dict.fromkeys(LOGGED_IN - OFFICERS, 403)
NOT_ABOVE = dict.fromkeys(OWN_COUNTY | CLERK | DECIDER, 403)

ROWS = [
    Row("desk:returns", get=seen_by(LOGGED_IN)),
    Row("desk:returns-export", get=seen_by(LOGGED_IN)),
    Row("desk:returns-remind", given="", post=done_by(PROVINCE | OWN_CITY, yes=409, no=409)),
    Row("desk:returns-events", get=seen_by(OFFICERS, special=NO_OFFICER)),
    Row("desk:returns-raise", post=done_by(OFFICERS, special=NO_OFFICER)),
    Row("desk:returns-year", get=seen_by(LOGGED_IN)),
    Row("desk:returns-waiting", get=seen_by(LOGGED_IN)),
    Row("desk:returns-totals", get=seen_by(LOGGED_IN)),
    # Nothing is filed yet: there is nothing to sum up for anybody.
    Row("desk:returns-table", get=seen_by(NOBODY)),
    Row("desk:returns-parcel", get=seen_by(NOBODY)),
    Row("desk:news", get=seen_by(LOGGED_IN)),
    Row("desk:news-new", get=seen_by(WRITES, special=NO_WRITER)),
    Row("desk:news-write", post=done_by(WRITES, special=NO_WRITER)),
    Row("desk:news-page", given="news", get=seen_by(CLERK), shows="news_name"),
    Row("desk:news-rewrite", given="news", post=done_by(CLERK)),
    # Asked of its own organisation's articles only: nobody else knows of the draft.
    Row("desk:news-discard", given="news", post=done_by(CLERK, yes=302)),
    Row("desk:news-picture", given="news", post=done_by(CLERK)),
    Row("desk:news-unpicture", given="news_picture", post=done_by(NOBODY)),
    # It was handed in already: who sees it hears so.
    Row("desk:news-file", given="news_filed", post=done_by(NOBODY, special=NOT_NOW)),
    Row("desk:news-review", given="news", post=done_by(CLERK)),
    Row("desk:news-adopt", given="news", post=done_by(NOBODY, special=dict.fromkeys(CLERK, 403))),
    Row("desk:news-parcel", given="news", get=seen_by(CLERK)),
    Row("desk:duty", given="duty", get=seen_by(SEES), shows="duty_name"),
    Row("desk:duty-form", given="duty_open", get=seen_by(FILLS, special=NOT_FILLING), shows="duty_name"),
    Row("desk:duty-open", given="duty", post=done_by(FILLS, yes=302, special=NOT_FILLING)),
    Row("desk:duty-save", given="duty_open", post=done_by(FILLS, yes=302, special=NOT_FILLING)),
    Row("desk:duty-autosave", given="duty_open", post=done_by(FILLS, yes=200, special=NOT_FILLING)),
    Row("desk:duty-file", given="duty_open", post=done_by(FILLS, special=NOT_FILLING)),
    # It was not handed in: there is nothing to take along, and nobody passes it on or accepts it yet.
    Row("desk:duty-export", given="duty", get=seen_by(NOBODY)),
    Row("desk:duty-pass", given="duty", post=done_by(NOBODY, special=NOT_NOW)),
    Row("desk:duty-accept", given="duty", post=done_by(NOBODY, special=NOT_NOW)),
    # Sent empty, what is missing is said before it is asked whether one may.
    *(
        Row(f"desk:duty-{act}", given="duty", post=done_by(SEES))
        for act in (
            "return",
            "ask",
            "release",
            "ask-release",
            "judge",
            "waive",
            "restore",
            "extend",
            "elsewhere",
            "set-aside",
            "document",
        )
    ),
    Row("desk:duty-agree", given="duty", post=done_by(NOBODY, special=NOT_NOW)),
    Row("desk:duty-picture", given="duty", post=done_by(SEES)),
    Row("desk:duty-answer", given="duty_question", post=done_by(SEES)),
    Row("desk:duty-legs", given="duty", post=done_by(OWN_CITY, special=dict.fromkeys(SEES - OWN_CITY, 403))),
    # The city reminds those who feed it; that does not stand in the way of the province, which reminds the city.
    Row("desk:duty-remind", given="duty", post=done_by(OWN_CITY | PROVINCE, yes=302, special=NOT_ABOVE)),
]
