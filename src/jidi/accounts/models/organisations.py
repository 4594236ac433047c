"""Organisations of every kind, and bodies that meet."""

from __future__ import annotations

from django.db import models

from jidi.accounts.enums import LEVELLED, BodyKind, OrgKind, Tier
from jidi.common.kept import Kept


class Organisation(Kept):
    """An organisation. Created, changed and ended by ``services.organisations`` only.

    ``organ`` is the free word packs use (commerce, finance, environment). A park lies in one or more counties and has
    no code of its own: ``park_key`` names it, ``ParkArea`` says where, ``area`` is the smallest area that holds it.
    ``name_key`` and ``uscc_key`` are unique while the organisation lives and become NULL when it ends; ``valid_to`` is
    the first day on which it is no more. ``uscc_confirmed_by`` said that a code with a wrong check digit is right.
    """

    kind = models.CharField(max_length=12, choices=OrgKind.choices)
    organ = models.CharField(max_length=40, blank=True)
    tier = models.CharField(max_length=10, choices=Tier.choices, default=Tier.NONE)
    name = models.CharField(max_length=100)
    short_name = models.CharField(max_length=40, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    area = models.ForeignKey("accounts.Division", models.PROTECT, related_name="organisations")
    park_key = models.CharField(max_length=60, null=True, blank=True, unique=True)
    uscc = models.CharField(max_length=18, blank=True)
    uscc_key = models.CharField(max_length=18, null=True, blank=True, unique=True)
    uscc_confirmed_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, blank=True, related_name="confirmed_usccs"
    )
    name_key = models.CharField(max_length=120, null=True, blank=True, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "accounts_organisation"
        ordering = ["area_id", "name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="accounts_org_days",
            ),
            models.CheckConstraint(condition=models.Q(kind__in=OrgKind.values), name="accounts_org_kind"),
            models.CheckConstraint(
                condition=~models.Q(kind__in=sorted(LEVELLED)) | ~models.Q(tier=Tier.NONE),
                name="accounts_org_levelled",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=OrgKind.PARK) | models.Q(park_key__isnull=False), name="accounts_org_park"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | (models.Q(name_key__isnull=True) & models.Q(uscc_key__isnull=True)),
                name="accounts_org_ended_free",
            ),
        ]
        indexes = [models.Index(fields=["organ", "tier", "area"], name="accounts_org_actor")]

    def __str__(self) -> str:
        return self.name


class ParkArea(Kept):
    """A county (or city) in which a park lies."""

    park = models.ForeignKey(Organisation, models.PROTECT, related_name="park_areas")
    area = models.ForeignKey("accounts.Division", models.PROTECT, related_name="parks")

    class Meta:
        db_table = "accounts_parkarea"
        ordering = ["park_id", "area_id"]
        constraints = [models.UniqueConstraint(fields=["park", "area"], name="accounts_parkarea_once")]

    def __str__(self) -> str:
        return f"{self.park_id} {self.area_id}"


class Body(Kept):
    """A party group, joint conference or leading group, seated at an organisation."""

    kind = models.CharField(max_length=20, choices=BodyKind.choices)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="bodies")
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "accounts_body"
        ordering = ["organisation_id", "name"]
        verbose_name_plural = "bodies"
        constraints = [models.CheckConstraint(condition=models.Q(kind__in=BodyKind.values), name="accounts_body_kind")]

    def __str__(self) -> str:
        return self.name


class BodyMember(Kept):
    """A person or an organisation that belongs to a body, and as what. ``to_on`` is the first day it no longer does."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="members")
    person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, blank=True, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="memberships")
    part = models.CharField(max_length=40)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "accounts_bodymember"
        ordering = ["body_id", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=True, organisation__isnull=False)
                | models.Q(person__isnull=False, organisation__isnull=True),
                name="accounts_member_one_of_two",
            ),
            models.CheckConstraint(
                condition=models.Q(to_on__isnull=True) | models.Q(to_on__gte=models.F("from_on")),
                name="accounts_member_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.part}"
