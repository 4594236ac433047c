"""Titles: who holds which, and the dated events that made it so."""

from __future__ import annotations

from django.db import models

from jidi.accounts.enums import Tier
from jidi.accounts.models import Division, Organisation, Person
from jidi.bases.enums import OPEN, Exactness, HolderKind, Right, TitleAct, TitleState
from jidi.bases.models.bases import Base
from jidi.common.appendonly import WrittenOnce
from jidi.common.kept import Kept

_ONE_HOLDER = (
    models.Q(holder_kind=HolderKind.BASE, base__isnull=False, area__isnull=True, organisation__isnull=True)
    | models.Q(holder_kind=HolderKind.AREA, base__isnull=True, area__isnull=False, organisation__isnull=True)
    | models.Q(holder_kind=HolderKind.ORGANISATION, base__isnull=True, area__isnull=True, organisation__isnull=False)
)


class TitleHolding(Kept):
    """One holder's one title, from its first event to its end. Changed by ``services.titles`` only.

    Everything below ``living_key`` is derived: it is what ``states.replay`` makes of the events, stored so that lists can
    ask for it, and compared with a replay by ``invariants``. National and provincial titles are rows side by side.
    ``title`` is the id packs use (several packs may share one), ``kind`` which of several of that id (which national
    recognition), ``title_name`` what it was called when given. ``living_key`` (scheme, title, kind, holder) is unique
    while the title is open and NULL once it ended; a title given again is a new row. ``held_until`` is the first day on
    which it is no longer held.
    """

    holder_kind = models.CharField(max_length=12, choices=HolderKind.choices)
    base = models.ForeignKey(Base, models.PROTECT, null=True, blank=True, related_name="titles")
    area = models.ForeignKey(Division, models.PROTECT, null=True, blank=True, related_name="titles")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="titles")
    area_code = models.CharField(max_length=6)
    scheme = models.CharField(max_length=60)
    title = models.CharField(max_length=60)
    kind = models.CharField(max_length=60, blank=True)
    tier = models.CharField(max_length=10, choices=Tier.choices)
    before = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="successors")
    living_key = models.CharField(max_length=240, null=True, blank=True, unique=True)
    title_name = models.CharField(max_length=120)
    state = models.CharField(max_length=16, choices=TitleState.choices)
    held_from = models.DateField(null=True, blank=True)
    from_exact = models.BooleanField(default=True)
    held_until = models.DateField(null=True, blank=True)
    batch = models.PositiveSmallIntegerField(null=True, blank=True)
    result = models.CharField(max_length=60, blank=True)
    result_name = models.CharField(max_length=80, blank=True)
    result_on = models.DateField(null=True, blank=True)
    rectify_due = models.DateField(null=True, blank=True)
    support_ended_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "bases_holding"
        ordering = ["area_code", "tier", "id"]
        constraints = [
            models.CheckConstraint(condition=_ONE_HOLDER, name="bases_holding_one_holder"),
            models.CheckConstraint(condition=models.Q(tier__in=Tier.values), name="bases_holding_tier"),
            models.CheckConstraint(condition=models.Q(state__in=TitleState.values), name="bases_holding_state"),
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(OPEN), living_key__isnull=False)
                | (~models.Q(state__in=sorted(OPEN)) & models.Q(living_key__isnull=True)),
                name="bases_holding_living_key",
            ),
            models.CheckConstraint(
                condition=models.Q(held_until__isnull=True)
                | models.Q(held_from__isnull=True)
                | models.Q(held_until__gte=models.F("held_from")),
                name="bases_holding_days",
            ),
        ]
        indexes = [
            models.Index(fields=["scheme", "title", "state", "area_code"], name="bases_holding_list"),
            models.Index(fields=["area_code", "state"], name="bases_holding_area"),
        ]

    def __str__(self) -> str:
        return f"{self.title_name} {self.state}"

    @property
    def holder_key(self) -> str:
        """The holder as text: the key of the base, area or organisation."""
        return str(self.base_id or self.area_id or self.organisation_id)


class TitleEvent(WrittenOnce):
    """Something that happened to a title on a day. Written by ``services.titles`` only, never changed.

    A wrong entry is voided by another (``voids``). ``on`` is the day; where the source gives a month or a year it is the
    last day of it (``exact``), and ``on_words`` keeps what is printed. ``until_on`` is the last day of a suspension or of
    the time to rectify. ``pack``, ``cites`` and ``case_key`` say by which articles and in which case it was decided;
    ``is_opening`` marks what happened before this system and was entered with its source. ``once_key`` keeps the same
    event from being entered twice. ``other`` is the title it came from or went to.
    """

    on_record = True

    holding = models.ForeignKey(TitleHolding, models.PROTECT, related_name="events")
    act = models.CharField(max_length=16, choices=TitleAct.choices)
    on = models.DateField(db_column="on_day")
    exact = models.CharField(max_length=6, choices=Exactness.choices, default=Exactness.DAY)
    on_words = models.CharField(max_length=80, blank=True)
    until_on = models.DateField(null=True, blank=True)
    right = models.CharField(max_length=10, choices=Right.choices, blank=True, db_column="of_right")
    title_name = models.CharField(max_length=120, blank=True)
    batch = models.PositiveSmallIntegerField(null=True, blank=True)
    batch_words = models.CharField(max_length=120, blank=True)
    result = models.CharField(max_length=60, blank=True)
    result_name = models.CharField(max_length=80, blank=True)
    act_title = models.CharField(max_length=200, blank=True)
    act_number = models.CharField(max_length=80, blank=True)
    act_on = models.DateField(null=True, blank=True)
    act_by = models.CharField(max_length=100, blank=True)
    pack = models.CharField(max_length=60, blank=True)
    pack_version = models.PositiveIntegerField(null=True, blank=True)
    cites = models.CharField(max_length=200, blank=True)
    case_key = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    source = models.CharField(max_length=400, blank=True)
    is_opening = models.BooleanField(default=False)
    once_key = models.CharField(max_length=80, null=True, blank=True, unique=True)
    other = models.ForeignKey(TitleHolding, models.PROTECT, null=True, blank=True, related_name="+")
    voids = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="voided_by")
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        db_table = "bases_titleevent"
        ordering = ["holding_id", "on", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(act__in=TitleAct.values), name="bases_event_act"),
            models.CheckConstraint(condition=models.Q(exact__in=Exactness.values), name="bases_event_exact"),
            models.CheckConstraint(
                condition=models.Q(act=TitleAct.VOIDED, voids__isnull=False)
                | (~models.Q(act=TitleAct.VOIDED) & models.Q(voids__isnull=True)),
                name="bases_event_voids",
            ),
            models.CheckConstraint(
                condition=models.Q(is_opening=False) | ~models.Q(source=""), name="bases_event_opening_source"
            ),
        ]
        indexes = [
            models.Index(fields=["act", "on"], name="bases_event_act_on"),
            models.Index(fields=["case_key"], name="bases_event_case"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.act}"
