"""Tables of this room. Items and clocks name their owner by (room, kind, key), never by a foreign key."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jidi.agenda.enums import ClockState
from jidi.common.kept import Kept
from policycore.calendar import DayUnit


class Owned(Kept):
    """What both tables have: whose it is, for whom and where it counts, and what it rests on.

    ``addressee`` is an office (``office:ORGAN:TIER``, for every area it holds), an organisation (``org:ID``) or a person
    (``person:ID``); ``deciders`` lets the secretaries of the office's decisions see it too. ``living_key`` keeps an owner's
    item to an addressee open only once; it becomes NULL when it is done.
    """

    room = models.CharField(max_length=20)
    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=60)
    addressee = models.CharField(max_length=60)
    deciders = models.BooleanField(default=False)
    area_code = models.CharField(max_length=6)
    what_zh = models.CharField(max_length=300)
    what_en = models.CharField(max_length=400, blank=True)
    pack_id = models.CharField(max_length=60, blank=True)
    article = models.CharField(max_length=60, blank=True)
    cite_zh = models.CharField(max_length=300)
    cite_en = models.CharField(max_length=400, blank=True)
    basis = models.CharField(max_length=10)
    provisional = models.BooleanField(default=False)
    living_key = models.CharField(max_length=200, null=True, blank=True, unique=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.room} {self.kind} {self.key}: {self.what_zh}"


class WorkItem(Owned):
    """Something that waits for an office, an organisation or a person. Opened and closed by ``services`` only.

    ``holder`` says in whose hands it is now, ``next`` the act that is due, ``verdict`` the last word on why.
    ``from_organisation`` is whoever passed it on, who now waits for others.
    """

    next_zh = models.CharField(max_length=60, blank=True)
    next_en = models.CharField(max_length=100, blank=True)
    holder_zh = models.CharField(max_length=200, blank=True)
    holder_en = models.CharField(max_length=300, blank=True)
    verdict_zh = models.CharField(max_length=400, blank=True)
    verdict_en = models.CharField(max_length=500, blank=True)
    round_key = models.CharField(max_length=60, blank=True)
    due_on = models.DateField(null=True, blank=True)
    from_organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "agenda_workitem"
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, living_key__isnull=False)
                | Q(done_at__isnull=False, living_key__isnull=True),
                name="agenda_item_open_or_done",
            )
        ]
        indexes = [
            # Walked in the order of the list, so that its first fifty are found without looking at the rest.
            models.Index(fields=["addressee", "done_at", "due_on", "area_code"], name="agenda_item_due"),
            # Holds all that the badges count, room by room.
            models.Index(fields=["addressee", "done_at", "room", "due_on", "area_code"], name="agenda_item_room"),
            models.Index(fields=["room", "kind", "key"], name="agenda_item_owner"),
            models.Index(fields=["from_organisation", "done_at"], name="agenda_item_from"),
        ]


class RunningClock(Owned):
    """A length of time that runs. Written by ``services`` only.

    It began on ``starts_on`` with ``length`` units, the first day counted or not, by the calendar ``edition``; days it
    stood still (``paused``, in its own unit, working days or days) are added at its end. An owner may have several, told
    apart by ``name``; the one that ``sets_due`` gives the owner's open items their day.
    """

    name = models.CharField(max_length=70, blank=True)
    sets_due = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=ClockState.choices, default=ClockState.RUNNING)
    starts_on = models.DateField()
    length = models.PositiveIntegerField()
    unit = models.CharField(max_length=10, choices=[(unit.value, unit.value) for unit in DayUnit])
    count_first = models.BooleanField(default=False)
    when_closed = models.CharField(max_length=15, default="keep")
    edition = models.CharField(max_length=80, blank=True)
    ends_on = models.DateField()
    stopped_on = models.DateField(null=True, blank=True)
    paused = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "agenda_clock"
        ordering = ["ends_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ClockState.values), name="agenda_clock_state"),
            models.CheckConstraint(condition=Q(length__gte=1), name="agenda_clock_length"),
            models.CheckConstraint(
                condition=Q(state=ClockState.STOPPED, stopped_on__isnull=False)
                | (~Q(state=ClockState.STOPPED) & Q(stopped_on__isnull=True)),
                name="agenda_clock_stopped",
            ),
            models.CheckConstraint(
                condition=Q(state=ClockState.ENDED, ended_on__isnull=False, living_key__isnull=True)
                | (~Q(state=ClockState.ENDED) & Q(ended_on__isnull=True, living_key__isnull=False)),
                name="agenda_clock_ended",
            ),
        ]
        indexes = [
            models.Index(fields=["room", "kind", "key"], name="agenda_clock_owner"),
            models.Index(fields=["addressee", "state", "area_code"], name="agenda_clock_for"),
            models.Index(fields=["state", "edition"], name="agenda_clock_edition"),
        ]
