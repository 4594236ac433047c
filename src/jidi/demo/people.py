"""Putting the offices of a story and the people in them into the accounts, by the two administrators, as in an office.

All people of a demo have one password (``PASSWORD``), hashed once: nobody types it, the page of one-click entry does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from django.contrib.auth.hashers import make_password

from jidi.accounts.acting import Actor
from jidi.accounts.codes import lineage
from jidi.accounts.enums import Duty, Tier
from jidi.accounts.models import Appointment, Division, Organisation, Person
from jidi.accounts.queries import as_actor, cities_of, counties_of
from jidi.accounts.services.first_run import create_administrators
from jidi.accounts.services.organisations import add_member, create_body, create_organisation
from jidi.accounts.services.people import activate_person, create_person
from jidi.accounts.services.posts import appoint, create_post
from jidi.audit.services import operation
from jidi.demo.story import MARK, BodyTold, OfficeKind, PostTold, Story

PASSWORD = "Yan-Shi-2026!"  # the demo's only; accounts refuse a password known beforehand anywhere else


@dataclass(slots=True)
class Cast:
    """Everybody in the demo, to be found by office or by the key the story gave their post."""

    by_office: dict[tuple[str, str, str], list[Actor]] = field(default_factory=dict)
    by_key: dict[str, Actor] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    experts: list[Actor] = field(default_factory=list)

    def officer(self, organ: str, tier: Tier | str, area_code: str, duty: Duty | None = None) -> Actor:
        """The first person in a post of the office of an organ and level that holds an area. Raises KeyError."""
        for code in lineage(area_code):
            for actor in self.by_office.get((organ, str(tier), code), []):
                if duty is None or actor.duty is duty:
                    return actor
        raise KeyError(f"nobody is in a post of {organ} at {tier} for {area_code}")

    def named(self, key: str) -> Actor:
        """The person in the post with this key of the story. Raises KeyError naming the keys there are."""
        try:
            return self.by_key[key]
        except KeyError:
            raise KeyError(f"no post of the story has the key {key}; there are {sorted(self.by_key)}") from None


def names(story: Story) -> Iterator[str]:
    """Invented names without end: every surname with every given name, in an order that looks like none."""
    surnames, given = story.surnames, story.given
    for step in count():
        yield surnames[(step * 7 + step // len(surnames)) % len(surnames)] + given[(step * 11) % len(given)]


class Builder:
    """Makes offices, posts and people one after the other, each by the administrator whose business it is."""

    def __init__(self, story: Story, at: datetime, over: str = "") -> None:
        """``at`` is the moment everything is entered, ``over`` the area the administrators look after (the story's)."""
        self.over = over or story.area
        self.story, self.at, self.since = story, at, story.since
        self.encoded = make_password(PASSWORD)
        self.name = names(story)
        self.cast = Cast()
        self.members: dict[str, Person] = {}

    def build(self) -> Cast:
        """Make the administrators, all offices with their people, and the bodies that meet."""
        create_administrators(at=self.at, area_code=self.over, encoded=self.encoded)
        self.system, self.security = self._administrator("system-admin"), self._administrator("security-admin")
        with operation(at=self.at):
            for kind in self.story.offices:
                self._offices(kind)
            for told in self.story.organisations:
                organisation = create_organisation(
                    actor=self.system,
                    kind=told.kind,
                    area_code=told.area,
                    name=f"{told.name}{MARK}",
                    name_en=f"{told.en} (demo)" if told.en else "",
                    valid_from=self.since,
                    at=self.at,
                )
                self.cast.organisations[told.key] = organisation
                for place, post in enumerate(told.posts, 1):
                    self._person(organisation, post, f"{told.key}-{place}")
            for body in self.story.bodies:
                self._body(body)
        return self.cast

    def _offices(self, kind: OfficeKind) -> None:
        for tier, pattern in kind.names.items():
            for area in self._areas(kind, tier):
                name_en = self.story.english.get(area.code, "")
                organisation = create_organisation(
                    actor=self.system,
                    kind=kind.kind,
                    organ=kind.organ,
                    tier=tier,
                    area_code=area.code,
                    name=pattern.format(area=area.name),
                    name_en=kind.en.get(tier, "").format(area=name_en) if name_en else "",
                    valid_from=self.since,
                    at=self.at,
                )
                for place, post in enumerate(kind.posts.get(tier, ()), 1):
                    login = f"{kind.organ}-{area.code}-{place}"
                    actor = self._person(organisation, post, login)
                    self.cast.by_office.setdefault((kind.organ, str(tier), area.code), []).append(actor)

    def _areas(self, kind: OfficeKind, tier: Tier) -> list[Division]:
        wanted = kind.at.get(tier, "all")
        if wanted != "all":
            return list(Division.objects.filter(code__in=wanted).order_by("code"))
        here = self.story.area
        every = {Tier.CITY: cities_of, Tier.COUNTY: counties_of}.get(
            tier, lambda code: Division.objects.filter(pk=code)
        )
        return list(every(here).order_by("code"))

    def _person(self, organisation: Organisation, told: PostTold, login: str) -> Actor:
        post = create_post(
            actor=self.system,
            organisation=organisation,
            name=f"{told.name}{MARK}",
            name_en=f"{told.en} (demo)" if told.en else "",
            duty=told.duty,
            valid_from=self.since,
            at=self.at,
        )
        person = create_person(
            actor=self.system,
            login_name=login,
            name=told.person or next(self.name),
            home=organisation,
            encoded=self.encoded,
            at=self.at,
        ).person
        activate_person(actor=self.security, person=person, at=self.at)
        held = appoint(actor=self.security, person=person, post=post, from_on=self.since, at=self.at)
        person.refresh_from_db()
        held.person, held.post, post.organisation = person, post, organisation
        actor = as_actor(held)
        if told.duty is Duty.EXPERT:
            self.cast.experts.append(actor)
        if told.key:
            self.cast.by_key[told.key] = actor
            self.members[told.key] = person
        return actor

    def _body(self, told: BodyTold) -> None:
        seat = Organisation.objects.get(organ=told.organ, tier=told.tier, area_id=self.story.area)
        body = create_body(
            actor=self.system,
            organisation=seat,
            kind=told.kind,
            name=told.name,
            name_en=told.en,
            valid_from=self.since,
            at=self.at,
        )
        for key, part in told.members.items():
            person = self.members[key]
            add_member(actor=self.system, body=body, person=person, part=part, from_on=self.since, at=self.at)

    def _administrator(self, login_name: str) -> Actor:
        held = Appointment.objects.select_related("person", "post__organisation").get(person__login_name=login_name)
        return as_actor(held)


def build_people(story: Story, at: datetime) -> Cast:
    """Put offices and people of a story into an empty site. Raises Refused where there is an account already."""
    return Builder(story, at).build()
