"""What is owed: a duty for a period, and the levels it goes up through."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from jidi.returns.enums import About, DutyState, LevelState


class Duty(models.Model):
    """One obligation of one debtor about one thing for one period. Computed by ``services.computing``, moved by
    ``services.states.change`` only.

    ``version`` is pinned: the pack in force on the first day of the period. ``key`` says the same in words and is unique,
    so that computing twice is computing once. ``link`` is the level of the rule's chain
    it begins with. ``period`` is the period it is owed in, ``once``, or the day of the event it follows; ``of_period`` the
    period reported on. ``binding`` is false for what the text only encourages
    or wants at once without a day: that is never missed. ``due_on`` is the day of the
    article, NULL while it is undecided (``open_zh`` names who decides); ``extended_to`` the later day a superior granted.
    ``at`` is the place of the level in whose hands it is; as many as there are levels: with the one who receives it last.
    ``filler`` is the level that filled in what was filed. ``first_filed_on`` stays for good. ``area_code`` is the fence:
    the place of what it is about. ``cells_owed`` and ``cells_filled`` are the places of its forms that must be filled.
    """

    version = models.ForeignKey("policies.PackVersion", models.PROTECT, related_name="duties")
    key = models.CharField(max_length=200, unique=True)
    rule = models.CharField(max_length=60)
    link = models.PositiveSmallIntegerField(default=0)
    zh = models.CharField(max_length=120)
    en = models.CharField(max_length=200, blank=True)
    debtor = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, related_name="duties")
    debtor_zh = models.CharField(max_length=120)
    debtor_area = models.CharField(max_length=6)
    about_kind = models.CharField(max_length=12, choices=About.choices)
    about_key = models.CharField(max_length=60, blank=True)
    about_zh = models.CharField(max_length=120, blank=True)
    base = models.ForeignKey("bases.Base", models.PROTECT, null=True, related_name="duties")
    area_code = models.CharField(max_length=6)
    period = models.CharField(max_length=10)
    of_period = models.CharField(max_length=10)
    starts_on = models.DateField()
    ends_on = models.DateField()
    opens_on = models.DateField()
    due_on = models.DateField(null=True)
    provisional = models.BooleanField(default=False)
    open_zh = models.CharField(max_length=300, blank=True)
    open_en = models.CharField(max_length=400, blank=True)
    extended_to = models.DateField(null=True)
    return_due_on = models.DateField(null=True)
    state = models.CharField(max_length=16, choices=DutyState.choices, default=DutyState.DUE)
    levels_count = models.PositiveSmallIntegerField(default=1)
    at = models.PositiveSmallIntegerField(default=0)
    filler = models.PositiveSmallIntegerField(null=True)
    seen_early = models.BooleanField(default=True)
    form_id = models.CharField(max_length=80, blank=True)
    articles_owed = models.PositiveSmallIntegerField(default=0)
    pictures = models.BooleanField(default=False)
    elsewhere_ok = models.BooleanField(default=False)
    urgent = models.BooleanField(default=False)
    binding = models.BooleanField(default=True)
    cells_owed = models.PositiveIntegerField(default=0)
    cells_filled = models.PositiveIntegerField(default=0)
    articles_filed = models.PositiveSmallIntegerField(default=0)
    first_filed_on = models.DateField(null=True)
    first_filed_at = models.DateTimeField(null=True)
    filed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "returns_duty"
        verbose_name_plural = "duties"
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["area_code", "due_on"], name="returns_duty_area"),
            models.Index(fields=["base", "rule", "starts_on"], name="returns_duty_base"),
            models.Index(fields=["state", "due_on"], name="returns_duty_state"),
            models.Index(fields=["debtor", "due_on"], name="returns_duty_debtor"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DutyState.values), name="returns_duty_state_known"),
            models.CheckConstraint(condition=Q(cells_filled__lte=F("cells_owed")), name="returns_duty_cells"),
            models.CheckConstraint(condition=Q(at__lte=F("levels_count")), name="returns_duty_at"),
            models.CheckConstraint(
                condition=Q(first_filed_on__isnull=True, first_filed_at__isnull=True)
                | Q(first_filed_on__isnull=False, first_filed_at__isnull=False),
                name="returns_duty_first_filed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[DutyState.FILED, DutyState.ACCEPTED, DutyState.RETURNED])
                | Q(first_filed_on__isnull=False),
                name="returns_duty_filed_day",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def no_day(self) -> bool:
        """Whether it follows an event and the text names no day for it: it is done in time, and never missed."""
        return self.urgent and not self.binding


class Level(models.Model):
    """One level of a duty's way up: who passes it to whom by which day. Written with the duty, moved with it.

    ``actor`` and ``to`` are actors of the pack; ``organ``, ``tier`` and ``organisation`` say which seat that is; ``joint``
    the organs beside the leading one where several owe it together (``,finance,tax,``): they see and prepare it.
    ``to_organ`` and ``to_tier`` are the office that receives it (``to_outside``: somebody outside, whose records that
    office keeps). ``is_leg`` marks a level below the article, whose day the debtor sets (``set_by``); ``is_debtor`` who
    the article names.
    """

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="levels")
    place = models.PositiveSmallIntegerField()
    actor = models.CharField(max_length=60)
    actor_zh = models.CharField(max_length=120)
    actor_en = models.CharField(max_length=200, blank=True)
    to = models.CharField(max_length=60, blank=True)
    to_zh = models.CharField(max_length=120, blank=True)
    to_en = models.CharField(max_length=200, blank=True)
    to_outside = models.BooleanField(default=False)
    to_organ = models.CharField(max_length=40, blank=True)
    to_tier = models.CharField(max_length=10, blank=True)
    organ = models.CharField(max_length=40, blank=True)
    tier = models.CharField(max_length=10, blank=True)
    joint = models.CharField(max_length=200, blank=True)
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, related_name="+")
    is_leg = models.BooleanField(default=False)
    is_debtor = models.BooleanField(default=False)
    set_by = models.CharField(max_length=60, blank=True)
    due_on = models.DateField(null=True)
    provisional = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=LevelState.choices, default=LevelState.WAITING)
    passed_on = models.DateField(null=True)
    first_passed_on = models.DateField(null=True)

    class Meta:
        db_table = "returns_level"
        ordering = ["duty_id", "place"]
        constraints = [
            models.UniqueConstraint(fields=["duty", "place"], name="returns_level_once"),
            models.CheckConstraint(condition=Q(state__in=LevelState.values), name="returns_level_state"),
            models.CheckConstraint(
                condition=Q(state=LevelState.PASSED, passed_on__isnull=False)
                | (~Q(state=LevelState.PASSED) & Q(passed_on__isnull=True)),
                name="returns_level_passed",
            ),
        ]
        indexes = [models.Index(fields=["organ", "tier"], name="returns_level_seat")]

    def __str__(self) -> str:
        return f"{self.duty_id}/{self.place} {self.actor}"
