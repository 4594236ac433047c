"""Which duties a person sees, one duty, and the fences of what belongs to it (filings, files)."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from jidi.accounts.acting import Actor
from jidi.accounts.enums import Duty as Post
from jidi.accounts.queries import within
from jidi.common.quick import Prepared
from jidi.common.say import Say, Unknown
from jidi.policies.actors import OWN_WORK
from jidi.policies.queries import without_texts
from jidi.returns.enums import ActKind, ArticleState
from jidi.returns.models import Act, Article, Duty, Level

OWNER = "duty"
"""The kind of owner filings and files of a duty have."""
ARTICLE = "article"
"""The kind of owner pictures of an article have."""
ROOM = "returns"
"""The room of the agenda its items stand under."""

_OFFICES = frozenset({Post.PROVINCE_OFFICER, Post.CITY_OFFICER, Post.COUNTY_OFFICER, Post.DECIDER})


def visible_to(actor: Actor | None) -> QuerySet[Duty]:
    """The duties an actor may know of.

    Officers of commerce: those of their area. Other departments: those of their area they have a level in. Base clerks,
    enterprises, chambers: those their own organisation owes or feeds. Nobody else.
    """
    if actor is None:
        return Duty.objects.none()
    if actor.duty in _OFFICES:
        return Duty.objects.filter(within(actor, "area_code"))
    if actor.duty == Post.OTHER_DEPARTMENT:
        theirs = Level.objects.filter(Q(organ=actor.organ) | _jointly(actor), duty=OuterRef("pk"))
        return Duty.objects.filter(within(actor, "area_code"), Exists(theirs))
    if actor.duty in OWN_WORK:
        fed = Level.objects.filter(duty=OuterRef("pk"), organisation_id=actor.organisation_id)
        return Duty.objects.filter(Q(debtor_id=actor.organisation_id) | Exists(fed))
    return Duty.objects.none()


def duty_for(actor: Actor, pk: int) -> Duty:
    """One duty. Raises Unknown where it does not exist or may not be known of: both are answered alike."""
    found = _known_to(actor).first(pk)
    if found is None:
        raise Unknown(Say("项义务", "duty"))
    return found


@lru_cache(maxsize=1024)
def _known_to(actor: Actor) -> Prepared[Duty]:
    """One duty of those an actor may know of: every page of a duty and every act on it asks this."""
    return Prepared(lambda pk: without_texts(visible_to(actor).filter(pk=pk), "version"), int)


def reads_filings(actor: Actor) -> Q:
    """The condition that an actor may read the filing of a duty: what was handed in, at once where the pack lets the levels
    above read early, else once the level below has passed it on to theirs. Before it was handed in, it is a draft: only
    those who fill it in read it (the debtor and who feeds it), nobody above them."""
    handed_in = Exists(Act.objects.filter(duty=OuterRef("pk"), kind=ActKind.FILED).exclude(versions=""))
    # A document beside a form is read with the form, once that was handed in.
    document = Q(Exists(Act.objects.filter(duty=OuterRef("pk"), kind=ActKind.DOCUMENT)), form_id="")
    return fills_in(actor) | (Q(handed_in) | document) & _arrived_at(actor)


def fills_in(actor: Actor) -> Q:
    """The condition that a duty is filled in at a level of the actor's: that of the debtor or one that feeds it."""
    debtor = Level.objects.filter(duty=OuterRef("duty"), is_debtor=True, place__gte=OuterRef("place"))
    return Q(Exists(Level.objects.filter(theirs(actor), Exists(debtor), duty=OuterRef("pk"))))


def theirs(actor: Actor) -> Q:
    """The condition that a level is the actor's: of its own organisation, or of its office, also where others lead."""
    office = (Q(organ=actor.organ) | _jointly(actor)) & Q(tier=actor.tier.value) & ~Q(organ="")
    return Q(organ="", organisation_id=actor.organisation_id) | office


def _jointly(actor: Actor) -> Q:
    """The condition that a level is owed jointly with the actor's office, which does not lead."""
    return Q(joint__contains=f",{actor.organ},") if actor.organ else Q(pk__in=())


def _arrived_at(actor: Actor) -> Q:
    reached = Level.objects.filter(duty=OuterRef("pk"), place__lte=F("duty__at")).filter(
        Q(organisation_id=actor.organisation_id) | Q(organ=actor.organ, tier=actor.tier.value)
    )
    arrived = Level.objects.filter(
        duty=OuterRef("pk"), place__lt=F("duty__at"), to_organ=actor.organ, to_tier=actor.tier.value
    )
    return Q(seen_early=True) | Exists(reached) | Exists(arrived)


def visible_filings(actor: Actor | None) -> QuerySet[Any]:
    """The keys of duties whose filings an actor may see."""
    seen = visible_to(actor)
    if actor is not None:
        seen = seen.filter(reads_filings(actor))
    return seen.order_by().annotate(owner=Cast("pk", CharField())).values_list("owner", flat=True)


def visible_files(actor: Actor | None, owner_keys: Collection[str]) -> set[str]:
    """Of these owners of files (DUTY:what) those whose duty the actor may see."""
    if actor is None:
        return set()
    wanted = {key: int(key.partition(":")[0]) for key in owner_keys if key.partition(":")[0].isdigit()}
    seen = visible_to(actor).filter(reads_filings(actor), pk__in=set(wanted.values()))
    known = set(seen.values_list("pk", flat=True))
    return {key for key, duty in wanted.items() if duty in known}


def visible_articles(actor: Actor | None) -> QuerySet[Article]:
    """The articles an actor may read: their own organisation's, and of their area what was handed in. A draft that was
    thrown away is on no list."""
    if actor is None:
        return Article.objects.none()
    own = Q(organisation_id=actor.organisation_id) & ~Q(state=ArticleState.DISCARDED)
    if actor.duty in _OFFICES:
        return Article.objects.filter(own | within(actor, "area_code") & Q(filed_on__isnull=False))
    return Article.objects.filter(own) if actor.duty in OWN_WORK else Article.objects.none()


def article_for(actor: Actor, pk: int) -> Article:
    """One article. Raises Unknown where it does not exist or may not be known of."""
    found = visible_articles(actor).filter(pk=pk).select_related("duty__version", "organisation", "base").first()
    if found is None:
        raise Unknown(Say("篇信息", "article"))
    return found


def visible_pictures(actor: Actor | None, owner_keys: Collection[str]) -> set[str]:
    """Of these articles (keys as text) those the actor may read."""
    wanted = [int(key) for key in owner_keys if key.isdigit()]
    return {str(pk) for pk in visible_articles(actor).filter(pk__in=wanted).values_list("pk", flat=True)}


def levels_of(duty: Duty) -> list[Level]:
    """The levels of a duty from the lowest up."""
    return sorted(duty.levels.all(), key=lambda level: level.place)
