"""The known cast: the same few people and offices in every test, made through the product's own services.

辽宁省 with two cities (大连 with the county-level city 庄河 and the district 金州, 营口 with 大石桥), a base in 庄河 with its service institution,
a chamber, an enterprise; departments of finance beside commerce; experts; somebody who decides; an auditor; the three
administrators; and, as the outsider, 浙江省 with 台州 and 黄岩. A visitor is ``None``.

Everything holds from ``SINCE`` on, so that a test may play on any later day. ``cast.people[...]`` are the rows behind the
actors; the password of everybody is ``PASSWORD``.
"""

from __future__ import annotations

import csv
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, models

from jidi.accounts.acting import Actor
from jidi.accounts.enums import Duty, OrgKind, Tier
from jidi.accounts.models import Appointment, Body, BodyMember, Division, DivisionChange, Organisation, Person, Post
from jidi.accounts.queries import actor_for
from jidi.accounts.services.divisions import load_divisions
from jidi.accounts.services.first_run import create_administrators
from jidi.accounts.services.organisations import add_member, create_body, create_organisation
from jidi.accounts.services.people import activate_person, create_person
from jidi.accounts.services.posts import appoint, create_post
from jidi.audit.models import Entry, Head
from jidi.audit.services import operation

SINCE = date(2015, 1, 1)
BUILT_AT = datetime(2015, 1, 1, 1, tzinfo=UTC)
PASSWORD = "Ji-di-2015!"
PROVINCES = ("21", "33")

# key: kind, organ, tier, area, name, English name
ORGANISATIONS: dict[str, tuple[OrgKind, str, Tier, str, str, str]] = {
    "province": (OrgKind.AUTHORITY, "commerce", Tier.PROVINCE, "210000", "辽宁省商务厅", "Liaoning Commerce"),
    "city": (OrgKind.AUTHORITY, "commerce", Tier.CITY, "210200", "大连市商务局", "Dalian Commerce"),
    "county": (OrgKind.AUTHORITY, "commerce", Tier.COUNTY, "210283", "庄河市商务局", "Zhuanghe Commerce"),
    "sister_county": (OrgKind.AUTHORITY, "commerce", Tier.COUNTY, "210213", "金州区商务局", "Jinzhou Commerce"),
    "other_city": (OrgKind.AUTHORITY, "commerce", Tier.CITY, "210800", "营口市商务局", "Yingkou Commerce"),
    "other_county": (OrgKind.AUTHORITY, "commerce", Tier.COUNTY, "210882", "大石桥市商务局", "Dashiqiao Commerce"),
    "finance": (OrgKind.DEPARTMENT, "finance", Tier.PROVINCE, "210000", "辽宁省财政厅", "Liaoning Finance"),
    "city_finance": (OrgKind.DEPARTMENT, "finance", Tier.CITY, "210200", "大连市财政局", "Dalian Finance"),
    "institution": (OrgKind.INSTITUTION, "", Tier.NONE, "210283", "庄河水产基地服务中心", "Zhuanghe Base Service"),
    "chamber": (OrgKind.CHAMBER, "", Tier.NONE, "210200", "大连水产商会", "Dalian Seafood Chamber"),
    "enterprise": (OrgKind.ENTERPRISE, "", Tier.NONE, "210283", "庄河海洋食品有限公司", "Zhuanghe Marine Foods"),
    "university": (OrgKind.INSTITUTION, "", Tier.NONE, "210100", "沈阳某大学", "A University in Shenyang"),
    "other_province": (OrgKind.AUTHORITY, "commerce", Tier.PROVINCE, "330000", "浙江省商务厅", "Zhejiang Commerce"),
    "other_province_city": (OrgKind.AUTHORITY, "commerce", Tier.CITY, "331000", "台州市商务局", "Taizhou Commerce"),
    "other_province_county": (
        OrgKind.AUTHORITY,
        "commerce",
        Tier.COUNTY,
        "331003",
        "黄岩区商务局",
        "Huangyan Commerce",
    ),
}

# key of the actor: organisation, duty, name of the post, name of the person
ACTORS: dict[str, tuple[str, Duty, str, str]] = {
    "province_officer": ("province", Duty.PROVINCE_OFFICER, "外贸发展处经办", "赵敏"),
    "city_officer": ("city", Duty.CITY_OFFICER, "外贸科经办", "钱伟"),
    "county_officer": ("county", Duty.COUNTY_OFFICER, "外贸股经办", "孙丽"),
    "sister_county_officer": ("sister_county", Duty.COUNTY_OFFICER, "外贸股经办", "李强"),
    "other_city_officer": ("other_city", Duty.CITY_OFFICER, "外贸科经办", "周洁"),
    "other_county_officer": ("other_county", Duty.COUNTY_OFFICER, "外贸股经办", "吴刚"),
    "finance_officer": ("finance", Duty.OTHER_DEPARTMENT, "企业处经办", "郑敏"),
    "city_finance_officer": ("city_finance", Duty.OTHER_DEPARTMENT, "企业科经办", "王磊"),
    "base_clerk": ("institution", Duty.BASE_CLERK, "基地统计", "冯静"),
    "chamber_clerk": ("chamber", Duty.CHAMBER, "秘书", "陈波"),
    "enterprise_clerk": ("enterprise", Duty.ENTERPRISE, "报表员", "褚燕"),
    "expert": ("university", Duty.EXPERT, "评审专家一", "卫东"),
    "expert_2": ("university", Duty.EXPERT, "评审专家二", "蒋红"),
    "expert_3": ("university", Duty.EXPERT, "评审专家三", "沈军"),
    "expert_4": ("university", Duty.EXPERT, "评审专家四", "韩梅"),
    "decider": ("province", Duty.DECIDER, "厅党组秘书", "杨帆"),
    "auditor": ("province", Duty.AUDITOR, "机关纪委", "朱红"),
    "other_province_officer": ("other_province", Duty.PROVINCE_OFFICER, "外贸发展处经办", "秦朗"),
    "other_province_city_officer": ("other_province_city", Duty.CITY_OFFICER, "外贸科经办", "尤佳"),
    "other_province_county_officer": ("other_province_county", Duty.COUNTY_OFFICER, "外贸股经办", "许杰"),
}


@dataclass(slots=True)
class Cast:
    """Everybody. Actors are attributes by their key: ``cast.county_officer``."""

    actors: dict[str, Actor]
    organisations: dict[str, Organisation]
    people: dict[str, Person]
    party_group: Body
    system_admin: Actor
    security_admin: Actor
    audit_admin: Actor
    visitor: None = field(default=None)

    def __getattr__(self, name: str) -> Actor:
        try:
            return self.actors[name]
        except KeyError:
            raise AttributeError(f"nobody of the cast is called {name}; there are {sorted(self.actors)}") from None

    def post(self, name: str) -> Post:
        """The post an actor of the cast acts in."""
        return Post.objects.get(pk=self.actors[name].post_id)


_MODELS: tuple[type[models.Model], ...] = (
    Division,
    DivisionChange,
    Organisation,
    Person,
    Post,
    Appointment,
    Body,
    BodyMember,
    Entry,
    Head,
)
_rows: dict[type[models.Model], list[models.Model]] = {}
_actors: dict[int, Actor] = {}
"""The actor of each appointment. Restored rows have the keys they had, so an actor read once is the same ever after."""


def assemble() -> Cast:
    """Put the cast into the database: through the services the first time, from the same rows after that."""
    if not _rows:
        _build()
        _rows.update({model: list(model._base_manager.all()) for model in _MODELS})
    else:
        _restore()
    return _read()


def load_some_divisions() -> None:
    """Load the divisions of the two provinces of the cast only: three thousand rows a test would be a waste."""
    source = settings.ROOT / "data" / "divisions"
    with tempfile.TemporaryDirectory() as directory:
        for name in ("provinces.csv", "cities.csv", "areas.csv"):
            lines = (source / name).read_text("utf-8").splitlines(keepends=True)
            chosen = [lines[0], *(line for line in lines if line.startswith(PROVINCES))]
            (Path(directory) / name).write_text("".join(chosen), "utf-8")
        header = next(csv.reader((source / "changes.csv").read_text("utf-8").splitlines()))
        (Path(directory) / "changes.csv").write_text(",".join(header) + "\n", "utf-8")
        load_divisions(at=BUILT_AT, folder=Path(directory))


def _build() -> None:
    load_some_divisions()
    create_administrators(at=BUILT_AT)
    system, security = _administrator("system-admin"), _administrator("security-admin")
    with operation(at=BUILT_AT):
        offices = {
            key: create_organisation(
                actor=system,
                kind=kind,
                organ=organ,
                tier=tier,
                area_code=area,
                name=name,
                name_en=name_en,
                valid_from=SINCE,
                at=BUILT_AT,
            )
            for key, (kind, organ, tier, area, name, name_en) in ORGANISATIONS.items()
        }
        for key, (office, duty, post_name, name) in ACTORS.items():
            _member(system, security, key, offices[office], duty, post_name, name)
        group = create_body(
            actor=system,
            organisation=offices["province"],
            kind="party_group",
            name="辽宁省商务厅党组",
            valid_from=SINCE,
            at=BUILT_AT,
        )
        decider = Person.objects.get(login_name="decider")
        add_member(actor=system, body=group, person=decider, part="秘书", from_on=SINCE, at=BUILT_AT)
    with operation(at=BUILT_AT):  # accounts are on record
        for person in Person.objects.all():
            person.set_password(PASSWORD)
            person.must_change_password = False
            person.save()


def _member(
    system: Actor, security: Actor, key: str, office: Organisation, duty: Duty, post_name: str, name: str
) -> None:
    at: dict[str, Any] = {"at": BUILT_AT}
    post = create_post(actor=system, organisation=office, name=post_name, duty=duty, valid_from=SINCE, **at)
    person = create_person(
        actor=system, login_name=_login(key), name=name, home=office, phone="13900001234", **at
    ).person
    activate_person(actor=security, person=person, **at)
    appoint(actor=security, person=person, post=post, from_on=SINCE, **at)


def _login(key: str) -> str:
    return key.replace("_", "-")


def _administrator(login_name: str) -> Actor:
    person = Person.objects.get(login_name=login_name)
    actor = actor_for(person, person.appointments.get().post_id, SINCE)
    assert actor is not None
    return actor


def _restore() -> None:
    for model in _MODELS:
        model._base_manager.bulk_create(_rows[model])
    # PostgreSQL does not notice keys given by hand; the next row would get one that is taken.
    statements = connection.ops.sequence_reset_sql(no_style(), list(_MODELS))
    if statements:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


def _read() -> Cast:
    appointments = Appointment.objects.select_related("person", "post__organisation")
    by_login = {row.person.login_name: row for row in appointments}
    actors = {key: _actor(by_login[_login(key)]) for key in ACTORS}
    names = {name: key for key, (*_, name, _en) in ORGANISATIONS.items()}
    offices = {names[row.name]: row for row in Organisation.objects.all() if row.name in names}
    people = {key: by_login[_login(key)].person for key in ACTORS}
    administrators = {key: _actor(by_login[_login(key)]) for key in ("system_admin", "security_admin", "audit_admin")}
    people |= {key: by_login[_login(key)].person for key in administrators}
    return Cast(actors, offices, people, Body.objects.get(), **administrators)


def _actor(appointment: Appointment) -> Actor:
    if appointment.pk not in _actors:
        found = actor_for(appointment.person, appointment.post_id, SINCE)
        assert found is not None
        _actors[appointment.pk] = found
    return _actors[appointment.pk]
