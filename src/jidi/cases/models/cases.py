"""A case, who is a party to it, and how its numbers are given."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jidi.cases.enums import Sees
from jidi.common.kept import Kept
from jidi.common.say import Say
from policycore.facts import Subject


class Case(Kept):
    """A matter in a procedure, pinned to the pack version it began under. Moved by ``services.move`` and its kin only.

    ``step`` is where it stands (the last one it stood at once it has ended), ``seq`` the number of its last move: what a
    page shows and sends back, so that nobody answers on an old page. ``living_key`` keeps one living case per procedure,
    round and subject and becomes NULL at its end.
    """

    case_no = models.CharField(max_length=40, unique=True)
    version = models.ForeignKey("policies.PackVersion", models.PROTECT, related_name="cases")
    procedure = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=30)
    subject_key = models.CharField(max_length=60)
    kind = models.CharField(max_length=60, blank=True, help_text="the kind of the pack the subject applied as")
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=300, blank=True)
    area_code = models.CharField(max_length=6)
    city_code = models.CharField(max_length=6)
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, related_name="+")
    round_key = models.CharField(max_length=60, blank=True)
    year = models.CharField(max_length=4, blank=True)
    step = models.CharField(max_length=60)
    seq = models.PositiveIntegerField(default=1)
    entered_at = models.DateTimeField()
    entered_on = models.DateField()
    opened_at = models.DateTimeField()
    opened_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    end = models.CharField(max_length=60, blank=True)
    living_key = models.CharField(max_length=220, null=True, blank=True, unique=True)

    class Meta:
        db_table = "cases_case"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_on__isnull=True, end="", living_key__isnull=False)
                | (Q(ended_at__isnull=False, ended_on__isnull=False, living_key__isnull=True) & ~Q(end="")),
                name="cases_case_ended",
            ),
            models.CheckConstraint(condition=Q(seq__gte=1), name="cases_case_seq"),
        ]
        indexes = [
            models.Index(fields=["procedure", "round_key", "step"], name="cases_case_step"),
            models.Index(fields=["area_code", "ended_at"], name="cases_case_area"),
            models.Index(fields=["subject_kind", "subject_key"], name="cases_case_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.case_no} {self.title_zh}"

    @property
    def number(self) -> str:
        """The number people call it by."""
        return self.case_no

    @property
    def title(self) -> Say:
        """What it is about."""
        return Say(self.title_zh, self.title_en)

    @property
    def subject(self) -> Subject:
        """Whom rules look at."""
        return Subject(self.subject_kind, self.subject_key)

    @property
    def has_ended(self) -> bool:
        """Whether it is over."""
        return self.ended_at is not None


class Party(Kept):
    """An office or organisation that has to do with a case, and what it sees of it. Written by ``services`` only.

    ``addressee`` is written as in ``agenda``. An office of the province or the nation sees only progress until the case
    has come to it once (rule of the house). ``deciders``: the secretaries of its decisions see it too.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="parties")
    addressee = models.CharField(max_length=60)
    area_code = models.CharField(max_length=6)
    sees = models.CharField(max_length=10, choices=Sees.choices)
    deciders = models.BooleanField(default=False)
    since_at = models.DateTimeField()

    class Meta:
        db_table = "cases_party"
        ordering = ["id"]
        verbose_name_plural = "parties"
        constraints = [
            models.UniqueConstraint(fields=["case", "addressee"], name="cases_party_once"),
            models.CheckConstraint(condition=Q(sees__in=Sees.values), name="cases_party_sees"),
        ]
        indexes = [models.Index(fields=["addressee", "sees", "area_code"], name="cases_party_for")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.addressee} {self.sees}"


class CaseNumber(Kept):
    """The last number given under a prefix (year and province). Locked while one is given."""

    prefix = models.CharField(max_length=20, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "cases_casenumber"

    def __str__(self) -> str:
        return f"{self.prefix} {self.last}"
