"""Reads of this room: who holds what on a day, which posts a rule means, and what an actor may see of organisations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from jidi.accounts.acting import Actor
from jidi.accounts.codes import lineage, span
from jidi.accounts.enums import ADMINISTRATORS, Duty, OrgKind, Tier
from jidi.accounts.models import AccessToken, Appointment, Body, BodyMember, Division, Organisation, Person, Post
from jidi.audit.models import Entry
from jidi.audit.queries import entries_in_area
from jidi.common.quick import Prepared

ADMINISTERED = ("person", "organisation", "post", "body", "divisions", "calendar")
"""Things administrators look after; no business is among them."""
NOTHING = Q(pk__in=())
"""A condition nothing meets."""


def living(on: date, prefix: str = "", start: str = "valid_from", end: str = "valid_to") -> Q:
    """The condition that something is in being on a day: begun, and not ended yet."""
    return Q(**{f"{prefix}{start}__lte": on}) & (
        Q(**{f"{prefix}{end}__isnull": True}) | Q(**{f"{prefix}{end}__gt": on})
    )


def within(actor: Actor, field: str = "area_code") -> Q:
    """The condition that a row's area code lies in the area the actor works on; nothing for duties without an area.

    A range, not a prefix: an index on the column serves it in both databases.
    """
    if not actor.covers(actor.area_code):
        return NOTHING
    return _in_area(actor.area_code, field)


def administered_by(actor: Actor, field: str) -> Q:
    """The condition that a row's area code lies in the area an administrator looks after; nothing for others."""
    return _in_area(actor.area_code, field) if actor.is_administrator else NOTHING


def _in_area(code: str, field: str) -> Q:
    first, last = span(code)
    return Q(**{f"{field}__gte": first, f"{field}__lte": last})


def posts_held(person: Person, on: date) -> models.QuerySet[Appointment]:
    """The posts a person holds on a day, regular ones before deputies; none for an account that is switched off."""
    return holding(on).filter(person=person).order_by("is_deputy", "from_on", "id")


def actor_for(person: Person, post_id: int, on: date) -> Actor | None:
    """The person acting in this post on a day, or None when they do not hold it (or their account is off)."""
    found = holding(on).filter(person=person, post_id=post_id).order_by("is_deputy").first()
    return as_actor(found) if found else None


def actors_in(posts: Iterable[Post] | models.QuerySet[Post], on: date) -> list[Actor]:
    """Everybody who holds one of these posts on a day: whom to remind."""
    return [as_actor(found) for found in holding(on).filter(post__in=posts).order_by("post_id", "is_deputy", "id")]


def posts_matching(
    *, organ: str, tier: Tier | str, area_code: str, duty: Duty | str | None = None, on: date
) -> models.QuerySet[Post]:
    """The posts an actor of a pack is: of an organ at a level, for an area, on a day.

    The organisation is the one of that level that holds the area: for a county's case the city's authority is the one
    seated at the city. The query that decides who may act is the one that finds whom to remind (``actors_in``).
    """
    posts = Post.objects.filter(
        living(on),
        living(on, "organisation__"),
        organisation__organ=organ,
        organisation__tier=tier,
        organisation__area_id__in=lineage(area_code),
    )
    if duty:
        posts = posts.filter(duty=duty)
    return posts.select_related("organisation").order_by("id")


def posts_of(organisation_id: int, on: date, duty: Duty | str | None = None) -> models.QuerySet[Post]:
    """The living posts of one organisation: of a base's institution, a chamber, an enterprise."""
    posts = Post.objects.filter(living(on), living(on, "organisation__"), organisation_id=organisation_id)
    return (posts.filter(duty=duty) if duty else posts).select_related("organisation").order_by("id")


def organisations_visible_to(actor: Actor) -> models.QuerySet[Organisation]:
    """Their own organisation, and those in the area they work on or look after."""
    seen = Q(pk=actor.organisation_id) | within(actor, "area_id") | administered_by(actor, "area_id")
    return Organisation.objects.filter(seen).select_related("area")


def people_visible_to(actor: Actor) -> models.QuerySet[Person]:
    """Themselves, colleagues of their organisation, and for an administrator the accounts they look after."""
    own = Q(pk=actor.person_id) | Q(home_id=actor.organisation_id)
    return Person.objects.filter(own | administered_by(actor, "home__area_id")).select_related("home")


def audit_visible_to(actor: Actor) -> models.QuerySet[Entry]:
    """The audit trail of the area, for those whose duty it is to read it.

    The auditor reads all of it; the audit administrator what the administrators did and what was done to accounts,
    never business (三员分立).
    """
    if actor.duty not in (Duty.AUDITOR, Duty.AUDIT_ADMIN):
        return Entry.objects.none()
    found = entries_in_area(*span(actor.area_code))
    if actor.duty == Duty.AUDITOR:
        return found
    held = Appointment.objects.filter(post__duty__in=sorted(ADMINISTRATORS)).values_list("person_id", flat=True)
    by_administrators = Q(who_key__in=[str(key) for key in held.distinct()])
    return found.filter(by_administrators | Q(object_kind__in=ADMINISTERED))


def authority(*, organ: str, tier: Tier | str, area_code: str, on: date) -> Organisation | None:
    """The organisation of an organ and level that holds an area on a day, the nearest one if there are two."""
    found = Organisation.objects.filter(living(on), organ=organ, tier=tier, area_id__in=lineage(area_code))
    return found.select_related("area").order_by("-area_id").first()


def authorities_holding(organisation_id: int, on: date) -> list[Organisation]:
    """The authorities in charge at the nearest level that hold the place of an organisation, itself left out."""
    place = Organisation.objects.filter(pk=organisation_id).values_list("area_id", flat=True).first()
    held = Organisation.objects.filter(living(on), kind=OrgKind.AUTHORITY, area_id__in=lineage(place or ""))
    found = list(held.exclude(pk=organisation_id).order_by("-area_id", "pk"))
    return [one for one in found if one.area_id == found[0].area_id]


def bodies_of(organisation_id: int, on: date) -> models.QuerySet[Body]:
    """The bodies seated at an organisation on a day."""
    return Body.objects.filter(living(on), organisation_id=organisation_id)


def members_of(body: Body, on: date) -> models.QuerySet[BodyMember]:
    """The members of a body on a day, in the order they were entered."""
    return body.members.filter(living(on, "", "from_on", "to_on")).select_related("person", "organisation")


def cities_of(province_code: str) -> models.QuerySet[Division]:
    """The living cities of a province, without the virtual nodes of the table."""
    return Division.objects.filter(
        _in_area(province_code, "code"), tier=Tier.CITY, is_virtual=False, valid_to__isnull=True
    )


def counties_of(code: str) -> models.QuerySet[Division]:
    """The living counties of a province or city, without statistical zones."""
    return Division.objects.filter(_in_area(code, "code"), tier=Tier.COUNTY, is_zone=False, valid_to__isnull=True)


def mixed_administrators() -> list[int]:
    """People who hold an administrator's post together with another duty in overlapping time; always empty.

    The services refuse it; this finds what was put into the database by hand (三员分立).
    """
    from jidi.accounts.separation import conflicts

    rows = Appointment.objects.order_by("person_id").values_list("person_id", "post__duty", "from_on", "to_on")
    held: dict[int, list[tuple[str, date, date | None]]] = {}
    for person_id, duty, from_on, to_on in rows.iterator():
        held.setdefault(person_id, []).append((duty, from_on, to_on))
    return [person for person, terms in held.items() if conflicts(terms)]


def actors_held(person: Person, on: date) -> list[Actor]:
    """What a person may act as on a day, in the order of ``posts_held``. Read as plain values: every page asks this."""
    if not person.is_active:
        return []
    # A person holds a handful: whether post and office are in being is seen here, cheaper than in the database.
    rows = [row for row in _HELD(person.pk, on) if _in_being(on, *row[:2]) and _in_being(on, *row[2:4])]
    return [
        Actor(person.pk, person.name, post, name, Duty(duty), organisation, office, organ, Tier(tier), area, deputy)
        for deputy, _, _, post, name, duty, organisation, office, organ, tier, area in sorted(row[4:] for row in rows)
    ]


_HELD_AS = (
    "post__valid_from", "post__valid_to", "post__organisation__valid_from", "post__organisation__valid_to",
    "is_deputy", "from_on", "id", "post_id", "post__name", "post__duty", "post__organisation_id",
    "post__organisation__name", "post__organisation__organ", "post__organisation__tier", "post__organisation__area_id",
)  # fmt: skip
_HELD: Prepared[tuple[Any, ...]] = Prepared(
    lambda person, on: (
        Appointment.objects.filter(living(on, "", "from_on", "to_on"), person=person).order_by().values_list(*_HELD_AS)
    ),
    int,
    date,
)


def _in_being(on: date, begins: date, ends: date | None) -> bool:
    """What ``living`` asks, of a row at hand."""
    return begins <= on and (ends is None or ends > on)


def as_actor(appointment: Appointment) -> Actor:
    """Turn an appointment (with person, post, organisation loaded) into the actor it makes."""
    post, person = appointment.post, appointment.person
    organisation = post.organisation
    return Actor(
        person_id=person.pk,
        name=person.name,
        post_id=post.pk,
        post_name=post.name,
        duty=Duty(post.duty),
        organisation_id=organisation.pk,
        organisation_name=organisation.name,
        organ=organisation.organ,
        tier=Tier(organisation.tier),
        area_code=organisation.area_id,
        deputy=appointment.is_deputy,
    )


def living_tokens(person_id: int, on: date) -> models.QuerySet[AccessToken]:
    """The tokens of a person that still open the door."""
    return AccessToken.objects.filter(person_id=person_id, ended_at__isnull=True, expires_on__gte=on)


def tokens_visible_to(actor: Actor) -> models.QuerySet[AccessToken]:
    """One's own tokens: nobody sees another's."""
    return AccessToken.objects.filter(person_id=actor.person_id).select_related("post__organisation")


def holding(on: date) -> models.QuerySet[Appointment]:
    """Who holds which post on a day: appointment, post, organisation and account all living."""
    return Appointment.objects.filter(
        living(on, "", "from_on", "to_on"),
        living(on, "post__"),
        living(on, "post__organisation__"),
        person__is_active=True,
    ).select_related("person", "post__organisation")
