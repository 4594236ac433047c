"""Tables of this room: versions of packs, decisions on open points, the official text."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.db.models import F, Q

from jidi.common.kept import Kept
from jidi.policies.enums import DecisionScope, VersionActKind, VersionStatus


class PackVersion(Kept):
    """One version of a pack with the texts of its files. Written by ``services`` only (import, publish, withdraw).

    A draft may be imported again; once published nothing changes but its end. In force from ``in_force_from`` until the
    day before ``in_force_to``.
    """

    pack_id = models.CharField(max_length=60)
    version_no = models.PositiveIntegerField()
    digest = models.CharField(max_length=80)
    files_json = models.TextField()
    zh = models.CharField(max_length=200)
    en = models.CharField(max_length=300, blank=True)
    scheme = models.CharField(max_length=60)
    area_code = models.CharField(max_length=6)
    status = models.CharField(max_length=10, choices=VersionStatus.choices, default=VersionStatus.DRAFT)
    in_force_from = models.DateField(null=True, blank=True)
    in_force_to = models.DateField(null=True, blank=True)
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="imported_packs")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, blank=True, related_name="published_packs"
    )

    class Meta:
        db_table = "policies_packversion"
        ordering = ["pack_id", "version_no"]
        constraints = [
            models.UniqueConstraint(fields=["pack_id", "version_no"], name="policies_version_once"),
            models.CheckConstraint(condition=Q(status__in=VersionStatus.values), name="policies_version_status"),
            models.CheckConstraint(
                condition=Q(status=VersionStatus.DRAFT, in_force_from__isnull=True, published_at__isnull=True)
                | (~Q(status=VersionStatus.DRAFT) & Q(in_force_from__isnull=False, published_at__isnull=False)),
                name="policies_version_published",
            ),
            models.CheckConstraint(
                condition=Q(in_force_to__isnull=True) | Q(in_force_to__gte=F("in_force_from")),
                name="policies_version_days",
            ),
        ]
        indexes = [models.Index(fields=["scheme", "status", "in_force_from"], name="policies_version_force")]

    def __str__(self) -> str:
        return f"{self.pack_id} {self.version_no}"

    @property
    def files(self) -> dict[str, str]:
        """The texts of the pack by file name."""
        found: dict[str, str] = json.loads(self.files_json)
        return found


class VersionAct(Kept):
    """What was done to a version once it was published, and on what it rests. Written by ``services`` only, never changed.

    ``on`` is the first day it holds (published, resumed) or the first day it no longer holds. ``former_to`` is the end it
    had before; ``by_version`` the other version whose publication or withdrawal brought it about.
    """

    version = models.ForeignKey(PackVersion, models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=10, choices=VersionActKind.choices)
    on = models.DateField()
    former_to = models.DateField(null=True, blank=True)
    by_version = models.ForeignKey(PackVersion, models.PROTECT, null=True, blank=True, related_name="+")
    act = models.CharField(max_length=200, blank=True)
    act_number = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    by_person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=100)
    by_post = models.CharField(max_length=150, blank=True)
    by_organisation = models.CharField(max_length=200, blank=True)
    entered_at = models.DateTimeField()

    class Meta:
        db_table = "policies_versionact"
        ordering = ["version_id", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=VersionActKind.values), name="policies_versionact_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.kind} {self.on}"


class PointDecision(Kept):
    """A dated act that fills an open point. Written by ``services`` only; never edited, only ended by a later one.

    In force from ``valid_from`` until the day before ``valid_to``. ``living_key`` keeps at most one open-ended decision
    per point, scope and target. The person, post and organisation stand as they were.
    """

    pack_id = models.CharField(max_length=60)
    point = models.CharField(max_length=60)
    value_json = models.TextField()
    scope = models.CharField(max_length=10, choices=DecisionScope.choices)
    target = models.CharField(max_length=60, blank=True)
    act = models.CharField(max_length=200)
    act_number = models.CharField(max_length=80, blank=True)
    decided_on = models.DateField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    living_key = models.CharField(max_length=200, null=True, blank=True, unique=True)
    by_person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="point_decisions")
    by_name = models.CharField(max_length=100)
    by_post = models.CharField(max_length=150, blank=True)
    by_organisation = models.CharField(max_length=200, blank=True)
    is_demo = models.BooleanField(default=False)
    entered_at = models.DateTimeField()

    class Meta:
        db_table = "policies_decision"
        ordering = ["pack_id", "point", "valid_from", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(scope__in=DecisionScope.values), name="policies_decision_scope"),
            models.CheckConstraint(
                condition=Q(scope=DecisionScope.PACK, target="") | (~Q(scope=DecisionScope.PACK) & ~Q(target="")),
                name="policies_decision_target",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="policies_decision_days"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(living_key__isnull=True), name="policies_decision_ended"
            ),
            models.CheckConstraint(condition=~Q(act=""), name="policies_decision_act"),
        ]
        indexes = [models.Index(fields=["pack_id", "point", "scope", "target"], name="policies_decision_point")]

    def __str__(self) -> str:
        return f"{self.pack_id} {self.point} {self.valid_from}"

    @property
    def value(self) -> Any:
        """The decided value as the core knows it (days, decimals and lists as such)."""
        from jidi.policies.values import from_json

        return from_json(self.value_json)


class OfficialText(Kept):
    """The official words of one article, as a site imported them. Replaced as a whole by ``services.attach``."""

    pack_id = models.CharField(max_length=60)
    article = models.CharField(max_length=60)
    heading = models.CharField(max_length=100)
    body = models.TextField()
    place = models.PositiveIntegerField()
    attached_at = models.DateTimeField()
    attached_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="attached_texts")

    class Meta:
        db_table = "policies_officialtext"
        ordering = ["pack_id", "place"]
        constraints = [models.UniqueConstraint(fields=["pack_id", "article"], name="policies_text_once")]

    def __str__(self) -> str:
        return f"{self.pack_id} {self.article}"
