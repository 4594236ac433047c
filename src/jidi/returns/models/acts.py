"""What was done on a duty, once and for good; what was done elsewhere; the days debtors set for those who feed them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from jidi.common.appendonly import WrittenOnce
from jidi.common.kept import Kept
from jidi.returns.enums import ActKind
from jidi.returns.models.duties import Duty


class Act(WrittenOnce):
    """One act on a duty, with who did it as they were, why, and what it rests on. Written by ``services.acting.note`` only.

    ``place`` is the level it came from. ``versions`` names the versions of its filings it speaks of (FILING:ORDINAL).
    ``points_json`` holds the points of a return, each with the place of the form it unlocks; ``detail_json`` what else
    belongs to the act (days, a check's id, the verdict on an explanation). ``answers`` is the act it answers.
    """

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=10, choices=ActKind.choices)
    at = models.DateTimeField(db_column="at_moment")
    on = models.DateField(db_column="on_day")
    place = models.PositiveSmallIntegerField(null=True)
    person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    who_name = models.CharField(max_length=100)
    who_post = models.CharField(max_length=150, blank=True)
    who_organisation = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    versions = models.CharField(max_length=200, blank=True)
    points_json = models.JSONField(default=list)
    detail_json = models.JSONField(default=dict)
    pack_id = models.CharField(max_length=60, blank=True)
    article = models.CharField(max_length=60, blank=True)
    cite_zh = models.CharField(max_length=300)
    cite_en = models.CharField(max_length=400, blank=True)
    basis = models.CharField(max_length=10)
    answers = models.ForeignKey("self", models.PROTECT, null=True, related_name="answered_by")

    class Meta:
        db_table = "returns_act"
        ordering = ["duty_id", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ActKind.values), name="returns_act_kind"),
            models.CheckConstraint(
                condition=~Q(
                    kind__in=[ActKind.WAIVED, ActKind.EXTENDED, ActKind.RESTORED, ActKind.RETURNED, ActKind.RELEASED]
                )
                | ~Q(reason=""),
                name="returns_act_reason",
            ),
        ]
        indexes = [models.Index(fields=["duty", "kind"], name="returns_act_kind_idx")]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.kind}"

    @property
    def points(self) -> list[dict[str, Any]]:
        """The points of a return: ``field`` (place of the form) and ``text``."""
        found: list[dict[str, Any]] = self.points_json
        return found


class Elsewhere(WrittenOnce):
    """What was done outside this system, on the word of a person: what, where, when, with link or picture, who says so."""

    on_record = True

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="elsewhere")
    what = models.CharField(max_length=300)
    where = models.CharField(max_length=200, db_column="where_words")
    on = models.DateField(db_column="on_day")
    link = models.URLField(max_length=500, blank=True)
    said_by = models.CharField(max_length=100)
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    who_post = models.CharField(max_length=150)
    who_organisation = models.CharField(max_length=200)
    file_keys = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField(db_column="at_moment")

    class Meta:
        db_table = "returns_elsewhere"
        ordering = ["duty_id", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(link="", file_keys=""), name="returns_elsewhere_shown"),
            models.CheckConstraint(condition=~Q(where=""), name="returns_elsewhere_where"),
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.where} {self.on}"


class Paper(WrittenOnce):
    """A document handed in for a duty that is fulfilled by one: its title, number and date, and its file. Written by
    ``services.documents`` only; what replaces it after a return is another row. ``document`` is the pack's."""

    on_record = True

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="papers")
    document = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    number = models.CharField(max_length=80, blank=True, db_column="paper_number")
    dated = models.DateField()
    file_keys = models.CharField(max_length=400)
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    who_post = models.CharField(max_length=150)
    who_organisation = models.CharField(max_length=200)
    at = models.DateTimeField(db_column="at_moment")

    class Meta:
        db_table = "returns_paper"
        ordering = ["duty_id", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="returns_paper_title"),
            models.CheckConstraint(condition=~Q(file_keys=""), name="returns_paper_file"),
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.title}"


class LegDay(Kept):
    """How many days before its own due day a debtor wants what feeds it (no article: the debtor's own rule).

    One living row for a rule of a pack, a debtor's place and a period (empty: every period). Set by ``services.legs``.
    """

    pack_id = models.CharField(max_length=60)
    rule = models.CharField(max_length=60)
    actor = models.CharField(max_length=60)
    debtor_area = models.CharField(max_length=6)
    period = models.CharField(max_length=10, blank=True)
    days_before = models.PositiveSmallIntegerField()
    set_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        db_table = "returns_legday"
        ordering = ["pack_id", "rule", "debtor_area", "period"]
        constraints = [
            models.UniqueConstraint(
                fields=["pack_id", "rule", "actor", "debtor_area", "period"], name="returns_legday_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.debtor_area} −{self.days_before}"
