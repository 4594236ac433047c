"""Logging in and out, and choosing the post to act in.

The one place below the web that takes a request: Django ties a session to it. Locking a name after wrong passwords is the
business of django-axes, which sits in front of the password check.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.contrib import auth
from django.http import HttpRequest

from jidi.accounts.acting import Actor
from jidi.accounts.codes import NATION
from jidi.accounts.models import Person
from jidi.accounts.queries import actor_for, posts_held
from jidi.accounts.services.people import area_of, renew_hash, who
from jidi.audit.services import About, operation, record, record_refusal
from jidi.audit.who import Who
from jidi.common.clock import day_of
from jidi.common.say import Refused, Say, Unknown, house
from jidi.common.texts import comparable, one_line

SESSION_POST = "jidi_post"


def log_in(*, request: HttpRequest, login_name: str, password: str, at: datetime) -> Person:
    """Check name and password and open a session; who holds exactly one post acts in it from the start.

    Raises Refused when they do not fit, without saying which (``code`` is ``locked`` when the name is locked). The view
    then answers as usual: the middleware of django-axes puts the page for a locked name in its place.
    """
    written = comparable(login_name)
    found = auth.authenticate(request, username=written, password=password)
    if not isinstance(found, Person):
        refusal = _refused(locked=bool(getattr(request, "axes_locked_out", False)))
        attempt = Who(name=one_line(login_name, 40))
        record_refusal(
            at=at, who=attempt, action="person.log-in", about=About("person", area_code=NATION), refusal=refusal
        )
        refusal.recorded = True
        raise refusal
    renew_hash(person=found, password=password, at=at)
    auth.login(request, found)
    held = list(posts_held(found, day_of(at))[:2])
    if len(held) == 1:
        request.session[SESSION_POST] = held[0].post_id
    with operation(at=at):
        record(
            at=at,
            who=who(found),
            action="person.log-in",
            kind="person",
            key=str(found.pk),
            area_code=area_of(found),
        )
    return found


def choose_post(*, request: HttpRequest, post_id: int, on: date) -> Actor:
    """Act in another of one's posts. Raises Unknown for a post the person does not hold on that day."""
    person = request.user
    actor = actor_for(person, post_id, on) if isinstance(person, Person) else None
    if actor is None:
        raise Unknown(Say("个职务", "post"), Say("请在您现任的职务中选择。", "Choose among the posts you hold."))
    request.session[SESSION_POST] = post_id
    return actor


def actor_of(*, request: HttpRequest, held: Iterable[Actor]) -> Actor | None:
    """Who acts in this request: the person logged in, in the post they chose, if it is among what they hold today.

    None for a visitor, and for somebody who has yet to choose. Asked at every request: an appointment that ended ends
    here too.
    """
    post_id = request.session.get(SESSION_POST)
    return next((actor for actor in held if actor.post_id == post_id), None)


def log_out(*, request: HttpRequest, at: datetime) -> None:
    """End the session."""
    person = request.user
    auth.logout(request)
    if isinstance(person, Person):
        with operation(at=at):
            record(
                at=at,
                who=who(person),
                action="person.log-out",
                kind="person",
                key=str(person.pk),
                area_code=area_of(person),
            )


def keep_session(*, request: HttpRequest, person: Person) -> None:
    """After a change of one's own password: keep this session while all others end."""
    auth.update_session_auth_hash(request, person)


def _refused(*, locked: bool) -> Refused:
    if locked:
        return Refused(
            Say("没有登录。", "You are not logged in."),
            Say("多次输入有误，该登录名已暂时锁定。", "After several wrong attempts this name is locked for a while."),
            Say("请稍后再试，或联系安全管理员。", "Try again later, or turn to the security administrator."),
            cite=house("登录失败锁定", "a name is locked after wrong passwords"),
            status=429,
            code="locked",
        )
    return Refused(
        Say("没有登录。", "You are not logged in."),
        Say("登录名与口令不相符，或账户未启用。", "Name and password do not fit, or the account is not open."),
        Say("请核对后重新输入。", "Check them and enter them again."),
        cite=house("登录须核验身份", "logging in needs a proof of identity"),
        status=403,
        code="log-in",
    )
