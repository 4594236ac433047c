"""Accounts: made by one administrator, activated by another, switched off at once, passwords nobody else knows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import get_hasher, identify_hasher, make_password

from jidi.accounts import passwords
from jidi.accounts.acting import Actor, Denied, require
from jidi.accounts.codes import NATION
from jidi.accounts.models import Organisation, PastPassword, Person
from jidi.accounts.models.people import new_salt
from jidi.accounts.permissions import SEPARATION, may_administer
from jidi.audit.services import About, operation, record, refusals_audited
from jidi.audit.who import Who
from jidi.common.say import Refused, Say, house
from jidi.common.texts import comparable, one_line

KIND = "person"
_LOGIN = re.compile(r"^[a-z0-9][a-z0-9._@-]{2,39}$")


@dataclass(frozen=True, slots=True)
class NewAccount:
    """A person and the password for their first log-in: shown once, stored nowhere."""

    person: Person
    password: str


def _about(asked: Any) -> About:
    person: Person = asked["person"]
    return About(KIND, str(person.pk), area_of(person))


def area_of(person: Person) -> str:
    """The area whose administrators look after the account: that of the person's organisation."""
    return person.home.area_id if person.home else NATION


def who(person: Person) -> Who:
    """A person as the trail writes them when they act in no post (logging in, changing a password)."""
    return Who(str(person.pk), person.name, "", person.home.name if person.home else "")


@refusals_audited("person.create", lambda a: About(KIND, a["login_name"], a["home"].area_id))
def create_person(
    *,
    actor: Actor,
    login_name: str,
    name: str,
    home: Organisation,
    name_en: str = "",
    phone: str = "",
    encoded: str = "",
    at: datetime,
) -> NewAccount:
    """Make an account with a one-time password. It stays closed until the security administrator activates it.

    ``encoded`` is for the demo only: its one password, hashed once for all its people.

    Raises Refused for a log-in name that is taken or cannot be one, Denied for anybody but the system administrator.
    """
    require(may_administer(actor, "person.create", kind=KIND, key=login_name, area_code=home.area_id))
    with operation(at=at):
        made = new_account(login_name=login_name, name=name, home=home, name_en=name_en, phone=phone, encoded=encoded)
        made.person.created_by_id = actor.person_id
        made.person.save(update_fields=["created_by"])
        _record(actor.who, "person.create", made.person, at)
    return made


def new_account(
    *, login_name: str, name: str, home: Organisation, name_en: str = "", phone: str = "", encoded: str = ""
) -> NewAccount:
    """Store a closed account with a one-time password; for ``create_person`` and the first run, which record it.

    ``encoded`` is a password known already and hashed, in the demo only, where everybody has the same one: a hundred
    and fifty people would otherwise be a minute of hashing. Raises RuntimeError for it anywhere else.
    """
    if encoded and not settings.DEMO:
        raise RuntimeError("a password known beforehand exists in the demo only")
    written = comparable(login_name)
    if not _LOGIN.match(written) or not one_line(name):
        raise _not_made(
            "登录名须为 3 至 40 个小写字母、数字或 . _ @ -，并填写姓名。",
            "A log-in name has 3 to 40 small letters, digits or . _ @ -, and the person has a name.",
            "bad-login-name",
        )
    if Person.objects.filter(login_name=written).exists():
        raise _not_made(f"登录名 {written} 已有人使用。", f"The log-in name {written} is taken.", "login-name-taken")
    password = "" if encoded else passwords.one_time()
    person = Person(
        login_name=written,
        name=one_line(name, 60),
        name_en=one_line(name_en, 100),
        phone=one_line(phone, 20),
        home=home,
    )
    if encoded:
        person.password, person.must_change_password = encoded, False
    else:
        person.set_password(password)
    person.save()
    return NewAccount(person, password)


@refusals_audited("person.activate", _about)
def activate_person(*, actor: Actor, person: Person, at: datetime) -> Person:
    """Open an account, or open it again. Not by the one who made it (三员分立)."""
    require(may_administer(actor, "person.activate", kind=KIND, key=str(person.pk), area_code=area_of(person)))
    if person.created_by_id == actor.person_id:
        raise Denied(
            Say("账户由您建立，须由另一人启用。", "You made this account; another person activates it."),
            cite=SEPARATION,
        )
    with operation(at=at):
        held = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        before = state(held)
        held.is_active, held.activated_by_id, held.activated_at, held.disabled_at = True, actor.person_id, at, None
        held.save(update_fields=["is_active", "activated_by", "activated_at", "disabled_at"])
        _record(actor.who, "person.activate", held, at, before=before)
    return held


@refusals_audited("person.disable", _about)
def disable_person(*, actor: Actor, person: Person, reason: str, at: datetime) -> Person:
    """Switch an account off; its sessions end with the next request. Raises Refused without a reason or for oneself."""
    require(may_administer(actor, "person.disable", kind=KIND, key=str(person.pk), area_code=area_of(person)))
    if person.pk == actor.person_id or not one_line(reason):
        raise Refused(
            Say("账户没有停用。", "The account was not switched off."),
            Say(
                "不能停用自己的账户；停用须写明原因。", "Nobody switches off their own account, and a reason is needed."
            ),
            Say("请由另一位管理员办理，并写明原因。", "Ask another administrator, and say why."),
            code="disable-self-or-no-reason",
        )
    with operation(at=at):
        held = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        before = state(held)
        held.is_active, held.disabled_at, held.session_salt = False, at, new_salt()
        held.save(update_fields=["is_active", "disabled_at", "session_salt"])
        _record(actor.who, "person.disable", held, at, before=before, detail={"reason": reason})
    return held


@refusals_audited("person.reset", _about)
def reset_password(*, actor: Actor, person: Person, at: datetime) -> NewAccount:
    """Give a new one-time password and end the person's sessions. Nobody learns the password they choose then."""
    require(may_administer(actor, "person.reset", kind=KIND, key=str(person.pk), area_code=area_of(person)))
    password = passwords.one_time()
    with operation(at=at):
        held = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        _set_password(held, password, at, must_change=True)
        _record(actor.who, "person.reset", held, at)
    return NewAccount(held, password)


def change_password(*, person: Person, old: str, new: str, at: datetime) -> Person:
    """Change one's own password, knowing the old one; other sessions end.

    Raises Refused naming everything that speaks against the new one, or when the old one is not right.
    """
    if not person.check_password(old):
        raise _not_changed("原口令不正确。", "The old password is not right.", "wrong-password")
    if old == new:
        raise _not_changed("新口令与原口令相同。", "The new password is the old one.", "same-password")
    passwords.require_good(new, person)
    if passwords.used_before(new, person):
        kept = passwords.KEPT
        raise _not_changed(
            f"新口令是最近用过的 {kept} 个口令之一。", f"It is one of your last {kept} passwords.", "used-before"
        )
    with operation(at=at):
        held = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        _set_password(held, new, at, must_change=False)
        _record(who(held), "person.password", held, at)
    return held


def renew_hash(*, person: Person, password: str, at: datetime) -> None:
    """Hash a password that was just proved right anew, where it was hashed in a way that is no longer the site's."""
    preferred, found = get_hasher(), identify_hasher(person.password)
    if found.algorithm == preferred.algorithm and not preferred.must_update(person.password):
        return
    with operation(at=at):
        held = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        held.password = person.password = make_password(password)
        held.save(update_fields=["password"])
        _record(who(held), "person.rehash", held, at)


def state(person: Person) -> dict[str, Any]:
    """An account as plain data, for the digests of the trail; no password."""
    names = ("login_name", "name", "name_en", "home_id", "is_active", "created_by_id", "activated_by_id")
    return {name: getattr(person, name) for name in names}


def _set_password(person: Person, password: str, at: datetime, *, must_change: bool) -> None:
    """Set a password; the one the person had chosen before is remembered, the oldest remembered forgotten."""
    if not person.must_change_password:
        PastPassword.objects.create(person=person, encoded=person.password, left_at=at)
        kept = list(person.past_passwords.values_list("pk", flat=True)[: passwords.KEPT - 1])
        person.past_passwords.exclude(pk__in=kept).delete()
    person.set_password(password)
    person.must_change_password, person.session_salt, person.password_set_at = must_change, new_salt(), at
    person.save(update_fields=["password", "must_change_password", "session_salt", "password_set_at"])


def _record(
    who: Who, action: str, person: Person, at: datetime, *, before: Any = None, detail: dict[str, Any] | None = None
) -> None:
    record(
        at=at,
        who=who,
        action=action,
        kind=KIND,
        key=str(person.pk),
        area_code=area_of(person),
        detail={"name": person.name, "login": person.login_name, **(detail or {})},
        before=before,
        after=state(person),
    )


def _not_made(zh: str, en: str, code: str) -> Refused:
    return Refused(
        Say("账户没有建立。", "The account was not made."),
        Say(zh, en),
        Say("请更改后再保存。", "Change it and save again."),
        cite=house("登录名唯一", "log-in names are unique"),
        status=422,
        code=code,
    )


def _not_changed(zh: str, en: str, code: str) -> Refused:
    return Refused(
        Say("口令没有更改。", "The password was not changed."),
        Say(zh, en),
        Say("请重新输入。", "Enter it again."),
        cite=passwords.RULE,
        status=422,
        code=code,
    )
