"""What this room stores. Draws, declarations and submitted sheets are never changed, only added to."""

from __future__ import annotations

from functools import cached_property

from django.db import models
from django.db.models import F, Q

from jidi.common.appendonly import WrittenOnce
from jidi.common.digests import digest
from jidi.common.kept import Kept
from jidi.panels.enums import Gives, PanelState, SeatState, Sits


class Expert(Kept):
    """A person in the pool of a province. ``living_key`` is unique while the expert is in the pool, null after."""

    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=6, help_text="the province whose pool it is")
    works_in = models.CharField(max_length=6, blank=True, help_text="area code of the employer; empty: unknown")
    fields = models.CharField(max_length=200, blank=True)
    entered_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    living_key = models.CharField(max_length=40, null=True, unique=True)

    class Meta:
        db_table = "panels_expert"
        indexes = [models.Index(fields=["area_code"], name="panels_expert_area")]
        constraints = [
            models.CheckConstraint(
                condition=Q(left_on__isnull=True, living_key__isnull=False)
                | Q(left_on__isnull=False, living_key__isnull=True),
                name="panels_expert_living",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person.name}（{self.organisation.name}）"


class Panel(Kept):
    """A panel for one step of one round. Its state changes only through ``services`` (form, draw, close)."""

    version = models.ForeignKey("policies.PackVersion", on_delete=models.PROTECT, related_name="+")
    procedure = models.CharField(max_length=60)
    step = models.CharField(max_length=60)
    round_key = models.CharField(max_length=60)
    area_code = models.CharField(max_length=6)
    gives = models.CharField(max_length=10, choices=Gives.choices)
    sits = models.CharField(max_length=10, choices=Sits.choices)
    size = models.PositiveSmallIntegerField()
    trim = models.PositiveSmallIntegerField(default=0)
    criteria_json = models.JSONField(help_text="the criteria as they were when the panel was formed")
    cases_json = models.JSONField(help_text="the cases before the panel, in order: key and title")
    state = models.CharField(max_length=10, choices=PanelState.choices, default=PanelState.FORMING)
    formed_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    formed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    why_short = models.CharField(max_length=300, blank=True, help_text="why it ended with fewer sheets than decided")

    class Meta:
        db_table = "panels_panel"
        constraints = [
            models.UniqueConstraint(fields=["procedure", "step", "round_key"], name="panels_panel_once"),
            models.CheckConstraint(
                condition=Q(state=PanelState.CLOSED, closed_at__isnull=False)
                | (~Q(state=PanelState.CLOSED) & Q(closed_at__isnull=True)),
                name="panels_panel_closed_at",
            ),
            models.CheckConstraint(condition=Q(size__gte=1), name="panels_panel_size"),
        ]

    def __str__(self) -> str:
        return f"{self.procedure}/{self.step}/{self.round_key}"

    @property
    def case_keys(self) -> list[str]:
        """The keys of the cases before the panel, in order."""
        return [entry["key"] for entry in self.cases_json]


class Draw(WrittenOnce):
    """A random draw on record: the seed, the pool as it was, who was left out and why, who was drawn and by whom."""

    on_record = True

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="draws")
    seed = models.CharField(max_length=64)
    method = models.CharField(max_length=40)
    pool_json = models.JSONField()
    excluded_json = models.JSONField()
    drawn_json = models.JSONField()
    wanted = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300, blank=True)
    by_name = models.CharField(max_length=60)
    by_post = models.CharField(max_length=120)
    by_person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "panels_draw"

    def __str__(self) -> str:
        return f"{self.panel} {self.seed[:8]}"


class Seat(Kept):
    """An expert's place on a panel. ``living_key`` is unique while the expert sits, null once replaced.

    ``for_case`` is the one case a stand-in was drawn for, whose expert keeps away from it; blank: every case.
    """

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="seats")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="seats")
    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=SeatState.choices, default=SeatState.SITTING)
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    for_case = models.CharField(max_length=60, blank=True)
    why_replaced = models.CharField(max_length=300, blank=True)
    living_key = models.CharField(max_length=40, null=True, unique=True)

    class Meta:
        db_table = "panels_seat"
        constraints = [
            models.CheckConstraint(
                condition=Q(state=SeatState.SITTING, living_key__isnull=False)
                | (Q(state=SeatState.REPLACED, living_key__isnull=True) & ~Q(why_replaced="")),
                name="panels_seat_why_replaced",
            )
        ]

    def __str__(self) -> str:
        return f"{self.panel} #{self.place}"

    @property
    def case_keys(self) -> list[str]:
        """The cases this seat reviews, in the order of the panel."""
        return [self.for_case] if self.for_case else [k for k in self.panel.case_keys if k not in self._left_to_others]

    @cached_property
    def _left_to_others(self) -> frozenset[str]:
        """Cases a stand-in was drawn for because the expert this seat replaces kept away from them."""
        if self.replaces is None:
            return frozenset()
        away = self.replaces.declarations.filter(has_conflict=True).values("case_key")
        found = Seat.objects.filter(panel_id=self.panel_id, for_case__in=away).values_list("for_case", flat=True)
        return self.replaces._left_to_others | set(found)


class Declaration(WrittenOnce):
    """What an expert declared about one case before anything could be opened."""

    on_record = True

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="declarations")
    case_key = models.CharField(max_length=60)
    has_conflict = models.BooleanField()
    text = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "panels_declaration"
        constraints = [
            models.UniqueConstraint(fields=["seat", "case_key"], name="panels_declared_once"),
            models.CheckConstraint(condition=Q(has_conflict=False) | ~Q(text=""), name="panels_conflict_said"),
        ]

    def __str__(self) -> str:
        return f"{self.seat} {self.case_key}"


class Sheet(models.Model):
    """What one expert gives on one case: marks or an opinion. Once submitted it is never changed.

    ``sheet_digest`` seals what is in it with every saving (``seal``); a sheet is typed at for an hour, so the trail has the
    last one only, that of what was handed in.
    """

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="sheets")
    case_key = models.CharField(max_length=60)
    marks_json = models.JSONField(default=dict, help_text="criterion → {points, reason}")
    opinion = models.TextField(blank=True)
    recommends = models.BooleanField(null=True)
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    sheet_digest = models.CharField(max_length=80)

    class Meta:
        db_table = "panels_sheet"
        constraints = [
            models.UniqueConstraint(fields=["seat", "case_key"], name="panels_sheet_once"),
            models.CheckConstraint(
                condition=~Q(sheet_digest=""),
                name="panels_sheet_digest",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True) | Q(submitted_at__gte=F("saved_at")),
                name="panels_sheet_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat} {self.case_key}"

    def seal(self) -> str:
        """The digest of everything in it, when it was saved and handed in included."""
        marks = [self.marks_json, self.opinion, self.recommends]
        return digest([self.seat_id, self.case_key, *marks, self.saved_at, self.submitted_at])
