"""People, the posts organisations have, and who holds which post from when to when."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.db import models
from django.utils.crypto import salted_hmac

from jidi.accounts.enums import Duty
from jidi.common.kept import Kept, KeptQuerySet
from jidi.common.texts import comparable


def new_salt() -> str:
    """A fresh salt; sessions opened under another one end."""
    return secrets.token_hex(16)


class PersonManager(BaseUserManager["Person"]):
    """Finds people by the name they log in with, whatever width or case it is typed in; what it writes is noted."""

    def get_queryset(self) -> KeptQuerySet:
        """Rows on record."""
        return KeptQuerySet(self.model, using=self._db)

    def get_by_natural_key(self, username: str | None) -> Person:
        """Return the person with this login name."""
        return self.get(login_name=comparable(username or ""))


class Person(Kept, AbstractBaseUser):
    """A person who can log in. Created, activated, disabled by ``services.people`` only.

    Nobody is a superuser: what a person may do follows from the post they act in. Somebody else than the creator
    activates an account (三员分立). ``home`` is the organisation the person belongs to, which decides whose
    administrators look after the account. A changed ``session_salt`` ends every session of the person.
    """

    off_record: ClassVar[dict[str, str]] = {
        "last_login": "written by Django with every log-in, outside any operation; nothing is decided by it, and the "
        "trail has an entry of its own for each log-in",
    }

    login_name = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    home = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, blank=True, related_name="people")
    must_change_password = models.BooleanField(default=True)
    password_set_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=False)
    session_salt = models.CharField(max_length=32, default=new_salt)
    created_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="created_people")
    activated_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="activated_people")
    activated_at = models.DateTimeField(null=True, blank=True)
    disabled_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "login_name"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = PersonManager()  # type: ignore[assignment,misc]  # log-in asks for a manager of its own; it notes too

    class Meta:
        db_table = "accounts_person"
        ordering = ["login_name"]
        verbose_name_plural = "people"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_active=False) | models.Q(activated_at__isnull=False, disabled_at__isnull=True),
                name="accounts_person_activated",
            ),
            models.CheckConstraint(
                condition=models.Q(created_by__isnull=True)
                | models.Q(activated_by__isnull=True)
                | ~models.Q(activated_by=models.F("created_by")),
                name="accounts_person_two_hands",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def phone_masked(self) -> str:
        """The phone as lists show it: the first three and last two digits."""
        hidden = len(self.phone) - 5
        return f"{self.phone[:3]}{'*' * hidden}{self.phone[-2:]}" if hidden > 0 else "*" * len(self.phone)

    def check_password(self, raw_password: str | None) -> bool:
        """Whether it is the password. The hash is never renewed here, as Django would: it is on record, and whoever logs
        in renews it inside an operation (``services.login``)."""
        return check_password(raw_password, self.password)

    def get_session_auth_hash(self) -> str:
        """What a session remembers of the account: a new password or salt ends it."""
        return self._session_hash(None)

    def get_session_auth_fallback_hash(self) -> list[str]:
        """The same under the site's earlier secrets."""
        return [self._session_hash(secret) for secret in settings.SECRET_KEY_FALLBACKS]

    def _session_hash(self, secret: str | bytes | None) -> str:
        value = f"{self.password}:{self.session_salt}"
        return salted_hmac("jidi.accounts.Person", value, secret=secret, algorithm="sha256").hexdigest()


class Post(Kept):
    """A post of an organisation with its duty. Created and ended by ``services.posts`` only.

    ``living_key`` keeps the name unique within the organisation while the post lives. ``valid_to`` is the first day on
    which it is no more.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="posts")
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=100, blank=True)
    duty = models.CharField(max_length=20, choices=Duty.choices)
    living_key = models.CharField(max_length=90, null=True, blank=True, unique=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "accounts_post"
        ordering = ["organisation_id", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(duty__in=Duty.values), name="accounts_post_duty"),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="accounts_post_days",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Appointment(Kept):
    """A person holds a post. Written by ``services.posts`` only (appoint, end, hand over).

    From ``from_on`` until the day before ``to_on``. ``living_key`` keeps person and post a pair that is open only once.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments")
    post = models.ForeignKey(Post, models.PROTECT, related_name="appointments")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    is_deputy = models.BooleanField(default=False)
    appointed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="appointments_made")
    living_key = models.CharField(max_length=40, null=True, blank=True, unique=True)

    class Meta:
        db_table = "accounts_appointment"
        ordering = ["person_id", "from_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_on__isnull=True) | models.Q(to_on__gte=models.F("from_on")),
                name="accounts_appoint_days",
            ),
            models.CheckConstraint(
                condition=models.Q(to_on__isnull=True) | models.Q(living_key__isnull=True),
                name="accounts_appoint_ended_free",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.post_id} {self.from_on}"
