"""What a password must be (house rule, 等保: eight characters or more, three of four classes, none in common use, none of
the last five), and when it has to be changed: never, unless the site says after how many days.
"""

from __future__ import annotations

import secrets
import string
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator, UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError

from jidi.common.clock import day_of
from jidi.common.say import Refused, Say, house

if TYPE_CHECKING:
    from jidi.accounts.models import Person

RULE = house("口令要求", "what a password must be")
MINIMUM = 8
CLASSES = 3
KEPT = 5
"""How many of the last passwords may not come back, the present one among them (house rule)."""
SOON = 7
"""From how many days before its last day on a person is told at log-in (house rule)."""

# No 0 O 1 l I: a one-time password is read from paper.
_ALPHABETS = ("abcdefghijkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789", "-+=%")


def findings(password: str, person: Person | None = None) -> list[Say]:
    """Everything that speaks against a password; empty when it will do."""
    found = []
    if len(password) < MINIMUM:
        found.append(Say(f"口令不足 {MINIMUM} 个字符。", f"It has fewer than {MINIMUM} characters."))
    if classes(password) < CLASSES:
        found.append(
            Say(
                "大写字母、小写字母、数字、符号四类中不足三类。",
                "It has fewer than three of the four classes: capital letters, small letters, digits, signs.",
            )
        )
    if _turns_down(CommonPasswordValidator(), password, None):
        found.append(Say("这是常见口令，容易被猜到。", "It is a password in common use, easily guessed."))
    alike = UserAttributeSimilarityValidator(user_attributes=("login_name", "name", "name_en", "phone"))
    if person is not None and _turns_down(alike, password, person):
        found.append(Say("与姓名、登录名或电话过于相近。", "It is too close to the name, log-in name or phone."))
    return found


def classes(password: str) -> int:
    """How many of the four classes of characters a password has; anything but ASCII letters and digits is a sign."""
    plain = string.ascii_letters + string.digits
    tests = (str.islower, str.isupper, str.isdigit)
    in_plain = [c for c in password if c in plain]
    return sum(any(test(c) for c in in_plain) for test in tests) + any(c not in plain for c in password)


def require_good(password: str, person: Person | None = None) -> None:
    """Raise Refused naming everything that speaks against the password."""
    if found := findings(password, person):
        raise Refused(
            Say("口令没有更改。", "The password was not changed."),
            Say("".join(say.zh for say in found), " ".join(say.en for say in found)),
            Say("请换一个口令再试。", "Choose another one."),
            cite=RULE,
            status=422,
            code="weak-password",
        )


def used_before(password: str, person: Person) -> bool:
    """Whether it is the present password or one of those kept from before."""
    past = list(person.past_passwords.values_list("encoded", flat=True)[: KEPT - 1])
    return any(check_password(password, encoded) for encoded in (person.password, *past))


def ends_on(person: Person) -> date | None:
    """The first day on which the person has to have another password; None where the site sets no limit.

    A password of unknown age counts from the day the account was activated.
    """
    if not settings.PASSWORD_DAYS:
        return None
    since = person.password_set_at or person.activated_at
    return day_of(since) + timedelta(days=settings.PASSWORD_DAYS) if since else None


def must_change(person: Person, on: date) -> bool:
    """Whether the person has to change the password before anything else: the first one, or one that has run out."""
    return person.must_change_password or has_run_out(person, on)


def has_run_out(person: Person, on: date) -> bool:
    """Whether the site's limit has passed."""
    ends = ends_on(person)
    return ends is not None and ends <= on


def days_left(person: Person, on: date) -> int | None:
    """How many days it still holds, today among them, where that is soon; None otherwise."""
    ends = ends_on(person)
    left = (ends - on).days if ends else SOON + 1
    return left if 0 < left <= SOON else None


def one_time() -> str:
    """A password for one log-in: sixteen characters of all four classes, easy to read aloud."""
    while True:
        found = "".join(secrets.choice("".join(_ALPHABETS)) for _ in range(16))
        if classes(found) == len(_ALPHABETS):
            return found


def _turns_down(
    validator: CommonPasswordValidator | UserAttributeSimilarityValidator, word: str, person: object
) -> bool:
    try:
        validator.validate(word, person)  # type: ignore[arg-type]
    except ValidationError:
        return True
    return False
