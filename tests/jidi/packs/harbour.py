"""The harbour document: a made-up pack in which every kind of step stands, in force from 2020-03-01."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from pathlib import Path

from jidi.policies import runtime
from jidi.policies.models import PackVersion
from jidi.policies.services import import_pack, publish

FOLDER = Path(__file__).parent / "harbour-2020"
IN_FORCE = date(2020, 3, 1)
AT = datetime(2020, 2, 3, 2, tzinfo=UTC)


def upper_rooms() -> AbstractContextManager[None]:
    """What rooms above would declare: notices with objections, forms, the rest of what the harbour document uses."""
    pairs = [("section", "procedures"), ("section", "vetoes"), ("section", "eligibility"), ("section", "forms")]
    pairs += [
        ("step", kind)
        for kind in ["fill", "review", "confirm", "visit", "consult", "notice", "meeting", "act", "wait", "outside"]
    ]
    pairs += [
        ("step key", key)
        for key in ["check", "ends-title", "grants", "limit", "objections", "optional", "silence", "statement"]
    ]
    pairs += [("step key", "window"), ("check", "vetoes"), ("check", "eligibility")]
    pairs += [("list", "per-city"), ("list", "per-round"), ("start", "round"), ("start", "event")]
    pairs += [("right", "apply"), ("right", "none"), ("register value", "years")]
    return runtime.also("tests", *pairs)


def published() -> PackVersion:
    """The harbour document, imported and in force."""
    with upper_rooms():
        version = import_pack(folder=FOLDER, actor=None, at=AT)
        return publish(version_id=version.pk, from_on=IN_FORCE, actor=None, at=AT)
