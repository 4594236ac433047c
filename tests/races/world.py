"""A small site in a data directory of its own, made through the services: the known cast with a second officer at each
desk, the Liaoning document in force, a round with a short form, applications ready to hand in.

Run as ``python -m tests.races.world APPLICATIONS`` with JIDI_DATA, JIDI_DATABASE_URL and JIDI_DEMO set (the demo, because
only its clock can be set to a day within the round). What a test needs to know is written to ``world.json``: a log-in
session of each person, and of each application its number and what its pages are about.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jidi.applications.models import Application
    from tests.cast import Cast
    from tests.jidi.applications.play import Play

SECOND = {
    "county_2": ("county_officer", "刘洋"),
    "city_2": ("city_officer", "何静"),
    "province_2": ("province_officer", "罗丹"),
}
"""Second officers: whose desk they share, and their names."""
FIELDS, DOCUMENTS = 6, 1


def begin() -> None:
    """Start Django on the site of the environment; nothing waits for the disk while the site is built."""
    from jidi.cli.main import set_up

    set_up()
    from django.db import connection

    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA synchronous=OFF")


def people() -> Cast:
    """The cast and the second officers. Their passwords are hashed cheaply: nobody types them, sessions are given out."""
    from django.test import override_settings

    from tests.cast import assemble

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        cast = assemble()
        for key, (beside, name) in SECOND.items():
            _beside(cast, key, beside, name)
    return cast


def _beside(cast: Cast, key: str, beside: str, name: str) -> None:
    from jidi.accounts.queries import actor_for
    from jidi.accounts.services.people import activate_person, create_person
    from jidi.accounts.services.posts import appoint, create_post
    from jidi.audit.services import operation
    from tests.cast import BUILT_AT, SINCE

    first = cast.actors[beside]
    office = cast.post(beside).organisation
    post = create_post(
        actor=cast.system_admin, organisation=office, name="经办二", duty=first.duty, valid_from=SINCE, at=BUILT_AT
    )
    person = create_person(
        actor=cast.system_admin, login_name=key.replace("_", "-"), name=name, home=office, phone="", at=BUILT_AT
    ).person
    person = activate_person(actor=cast.security_admin, person=person, at=BUILT_AT) or person
    appoint(actor=cast.security_admin, person=person, post=post, from_on=SINCE, at=BUILT_AT)
    person.refresh_from_db()
    person.must_change_password = False
    with operation(at=BUILT_AT):  # accounts are on record
        person.save()
    actor = actor_for(person, post.pk, SINCE)
    assert actor is not None
    cast.actors[key], cast.people[key] = actor, person


def session(cast: Cast, key: str) -> str:
    """A log-in session of somebody, in their post: the value of the cookie."""
    from django.test import Client

    from jidi.accounts.services.login import SESSION_POST

    client = Client()
    client.force_login(cast.people[key], backend="django.contrib.auth.backends.ModelBackend")
    kept = client.session
    kept[SESSION_POST] = cast.actors[key].post_id
    kept.save()
    return str(kept.session_key)


def stage(cast: Cast, fields: int = FIELDS, documents: int = DOCUMENTS) -> Play:
    """The document in force with everything decided; the round asks for so many fields and so many documents."""
    from jidi.policies.services import decide_many, import_pack, publish, read_decisions
    from tests.jidi.applications import play

    version = import_pack(folder=play.PACK, actor=None, at=play.AT)
    version = publish(version_id=version.pk, from_on=play.OPENS, actor=None, at=play.AT)
    shorter = {"round-forms": form(fields), "round-checklist": checklist(documents)}
    lines = [
        replace(line, value=shorter.get(line.point, line.value))
        for line in read_decisions(play.DECISIONS.read_text("utf-8"), "decisions.yaml")
    ]
    decide_many(version_id=version.pk, lines=lines, actor=None, at=play.AT, is_demo=True)
    return play.Play(cast, version)


def form(fields: int) -> dict[str, Any]:
    """A form of a round with so many fields: figures and words by turns."""
    kinds: list[dict[str, Any]] = [
        {"kind": "number", "unit": "万元"}, {"kind": "text", "max-length": 60}, {"kind": "integer", "unit": "家"},
        {"kind": "long-text"},
    ]  # fmt: skip
    rows = [
        {"id": f"f{n}", "zh": f"第 {n} 项", "en": f"Field {n}", **kinds[n % len(kinds)]} for n in range(1, fields + 1)
    ]
    return {
        "id": "round-forms", "zh": "申报表", "en": "Application", "about": "base", "every": "year", "basis": "house",
        "rule": {"zh": "本轮通知所附申报表（演示）", "en": "Form of this round (demo)"},
        "sections": [{"id": "all", "zh": "基本情况", "en": "The base", "fields": rows}],
    }  # fmt: skip


def checklist(documents: int) -> dict[str, Any]:
    """The documents a round asks for."""
    return {"items": [{"id": f"d{n}", "zh": f"材料{n}", "en": f"Document {n}"} for n in range(1, documents + 1)]}


def ready(play: Play, count: int) -> list[Application]:
    """Applications of the county, filled in and not handed in yet."""
    round_ = play.announced()
    return [play.filled(play.started(round_, play.base(product=f"产品{n}"))) for n in range(1, count + 1)]


def told(cast: Cast, keys: Sequence[str], applications: Sequence[Application], **more: Any) -> None:
    """Write ``world.json`` beside the database."""
    from django.conf import settings

    rows = [
        {
            "pk": one.pk, "case": one.case_id, "number": one.case.case_no, "base": one.base_id,
            "round": one.round.key, "seq": one.case.seq,
        }
        for one in applications
    ]  # fmt: skip
    world = {
        "sessions": {key: session(cast, key) for key in keys},
        "names": {key: cast.actors[key].name for key in keys},
        "applications": rows,
        **more,
    }
    (Path(settings.DATA) / "world.json").write_text(json.dumps(world, ensure_ascii=False), encoding="utf-8")


def main(arguments: Sequence[str], build: Callable[[int], None] | None = None) -> None:
    """Build the site of the environment."""
    begin()
    from jidi.cli import migrate
    from jidi.common.clock import clock

    migrate.main([])
    cast = people()
    from tests.jidi.applications import play as playing

    play = stage(cast)
    applications = ready(play, int(arguments[0]))
    for one in applications:
        one.case.refresh_from_db()
    clock.move_to(playing.AT.replace(hour=2))
    told(cast, [*playing.EXPERTS, "county_officer", "city_officer", "province_officer", *SECOND], applications)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jidi.config.settings")
    main(sys.argv[1:])
