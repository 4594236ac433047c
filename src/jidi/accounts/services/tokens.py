"""Tokens for programs: making one, ending one, and finding who acts by one."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from jidi.accounts.acting import Actor
from jidi.accounts.models import AccessToken
from jidi.accounts.queries import as_actor, holding, living_tokens
from jidi.audit.services import About, operation, record, refusals_audited
from jidi.common.clock import day_of
from jidi.common.keys import once
from jidi.common.say import Refused, Say, Unknown, house
from jidi.common.texts import one_line

KIND = "token"
PREFIX = "jidi_"
LONGEST = 366
"""Days a token lasts at most (house rule)."""
MOST = 10
"""Living tokens a person may have (house rule)."""
LIMITS = house("访问令牌最长一年，每人最多十个", "a token lasts a year at most, ten a person")


@dataclass(frozen=True, slots=True)
class Made:
    """A new token and its secret. On a repeated command the secret is empty: it was shown the first time."""

    token: AccessToken
    secret: str


def _about(named: Mapping[str, Any]) -> About:
    actor: Actor = named["actor"]
    return About(KIND, actor.key, actor.area_code)


@refusals_audited("token.make", _about)
def make_token(*, actor: Actor, name: str, days: int, at: datetime, key: str) -> Made:
    """Make a token for the actor's own post, for ``days`` days. Raises Refused beyond the limits or without a name.

    ``key`` is the page's idempotency key.
    """
    called = one_line(name, 60)
    if not called:
        raise _refused(
            Say("没有写用途。", "Its use is not named."), Say("请写明给哪个程序用。", "Say which program it is for.")
        )
    if not 1 <= days <= LONGEST:
        raise _refused(
            Say(f"有效期写了 {days} 天。", f"It was to last {days} days."),
            Say(f"请写 1 到 {LONGEST} 天。", f"Write 1 to {LONGEST} days."),
        )
    made: list[str] = []

    def work() -> int:
        if living_tokens(actor.person_id, day_of(at)).count() >= MOST:
            raise _refused(
                Say(f"已有 {MOST} 个有效令牌。", f"There are {MOST} living tokens."),
                Say("请先停用不再用的。", "End those no longer used first."),
            )
        made.append(PREFIX + secrets.token_urlsafe(32))
        token = AccessToken.objects.create(
            person_id=actor.person_id, post_id=actor.post_id, name=called, digest=_digest(made[0]), made_at=at,
            expires_on=day_of(at) + timedelta(days=days),
        )  # fmt: skip
        detail = {"name": called, "post": actor.post_id, "until": token.expires_on}
        record(at=at, who=actor.who, action="token.made", kind=KIND, key=str(token.pk), area_code=actor.area_code, detail=detail)  # fmt: skip
        return token.pk

    with operation(at=at):
        done = once(key=key, who=actor.key, what="token.make", at=at, work=work, content=[called, days])
        token = AccessToken.objects.get(pk=done.result)
    return Made(token, made[0] if made else "")


@refusals_audited("token.end", _about)
def end_token(*, actor: Actor, token_id: int, at: datetime) -> AccessToken:
    """End one of one's own tokens at once; ending it twice is ending it once. Raises Unknown for another's."""
    with operation(at=at):
        token = (
            AccessToken.objects.select_for_update(of=("self",)).filter(pk=token_id, person_id=actor.person_id).first()
        )
        if token is None:
            raise Unknown(Say("个令牌", "token"))
        if token.ended_at is None:
            token.ended_at = at
            token.save(update_fields=["ended_at"])
            record(at=at, who=actor.who, action="token.ended", kind=KIND, key=str(token.pk), area_code=actor.area_code)
    return token


def actor_by(*, secret: str, at: datetime) -> Actor | None:
    """Who acts by a token: its person in its post, while token, account and appointment all hold; else None."""
    on = day_of(at)
    token = AccessToken.objects.filter(digest=_digest(secret), ended_at__isnull=True, expires_on__gte=on).first()
    if token is None:
        return None
    held = holding(on).filter(person_id=token.person_id, post_id=token.post_id).order_by("is_deputy").first()
    if held is None or held.person.must_change_password:
        return None
    _note_use(token, on)
    return as_actor(held)


def _note_use(token: AccessToken, on: date) -> None:
    """Bring up the last day of use, once a day: a row is not rewritten with every request."""
    if token.last_used_on != on:
        AccessToken.objects.filter(pk=token.pk).update(last_used_on=on)


def _digest(secret: str) -> str:
    """A token is 256 random bits: one plain digest is enough, nothing of it can be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _refused(why: Say, next_step: Say) -> Refused:
    what = Say("没有生成访问令牌。", "No token was made.")
    return Refused(what, why, next_step, cite=LIMITS, status=422, code="token-limits")
