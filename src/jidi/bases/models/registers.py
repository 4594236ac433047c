"""What is on record about a base or a place: one table of entries, and opening records.

One table for all registers, because which registers and which kinds there are is said by packs (a new document names a
new kind and no table changes), because every register is entered, superseded, seen and audited in the same way, and because
rules read them all as rows with the same columns. What registers share has a column with a type; nothing a rule, list or
check may ask for lies in JSON, and at present nothing at all does.
"""

from __future__ import annotations

from django.db import models

from jidi.accounts.models import Division, Organisation, Person
from jidi.bases.enums import Answer, HolderKind, OpeningKind
from jidi.bases.models.bases import Base
from jidi.common.appendonly import WrittenOnce
from policycore.registers import RegisterKind

_KINDS = sorted(kind.value for kind in RegisterKind)


class RegisterEntry(WrittenOnce):
    """An entry of a register, about a base or a place. Written by ``services.registers`` only, never changed.

    A correction is a new entry that ``supersedes`` the old one; the one-to-one makes two corrections of the same entry
    impossible. ``withdrawn`` marks a superseding entry that only says: there is no such thing. Current is what nothing
    supersedes and is not withdrawn.

    ``kind_key`` and ``operator_key`` are members of the sets of the pack in force on ``entered_at`` (``pack``,
    ``pack_version``, ``rule``); ``kind_name`` is the member's own words, or what it was named where the text says 或其他.
    What the columns hold, by register: ``name`` the thing (body, platform, plan, activity, association);
    ``person`` who heads it or is in charge; ``organisation`` or ``organisation_name`` who runs, hosts or issues it;
    ``on`` since when, or the day of what happened once; ``until`` the first day on which it is no more (of a plan: no
    longer valid); ``amount`` with ``unit`` money, as entered; ``how_many`` enterprises served, a year or at once;
    ``year`` of a yearly line; ``answer`` to a line of a checklist; ``grade`` of an incident as the authority in charge
    found it, ``whose`` it is (the base, its institution, an enterprise); ``document_*`` the paper it stands on, or the plan
    itself; ``funds`` the money behind a plan in words; ``file_keys`` attachments, joined by commas. ``tier`` is the level that entered it:
    only that level or one above supersedes it.
    """

    on_record = True

    register = models.CharField(max_length=12, choices=[(kind, kind) for kind in _KINDS])
    base = models.ForeignKey(Base, models.PROTECT, null=True, blank=True, related_name="entries")
    area = models.ForeignKey(Division, models.PROTECT, null=True, blank=True, related_name="entries")
    area_code = models.CharField(max_length=6)
    pack = models.CharField(max_length=60, blank=True)
    pack_version = models.PositiveIntegerField(null=True, blank=True)
    rule = models.CharField(max_length=60, blank=True)
    kind_key = models.CharField(max_length=60, blank=True)
    kind_name = models.CharField(max_length=80, blank=True)
    operator_key = models.CharField(max_length=60, blank=True)
    operator_name = models.CharField(max_length=80, blank=True)
    name = models.CharField(max_length=200, blank=True)
    person = models.CharField(max_length=100, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="register_entries"
    )
    organisation_name = models.CharField(max_length=120, blank=True)
    on = models.DateField(null=True, blank=True, db_column="on_day")
    until = models.DateField(null=True, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    amount = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    how_many = models.PositiveIntegerField(null=True, blank=True)
    staff = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=60, blank=True)
    grade = models.CharField(max_length=60, blank=True)
    whose = models.CharField(max_length=40, blank=True)
    answer = models.CharField(max_length=8, choices=Answer.choices, blank=True)
    body = models.TextField(blank=True)
    funds = models.CharField(max_length=200, blank=True)
    document_title = models.CharField(max_length=200, blank=True)
    document_no = models.CharField(max_length=80, blank=True)
    document_by = models.CharField(max_length=100, blank=True)
    document_on = models.DateField(null=True, blank=True)
    file_keys = models.CharField(max_length=400, blank=True)
    evidence = models.TextField(blank=True)
    source = models.CharField(max_length=400, blank=True)
    is_opening = models.BooleanField(default=False)
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="successor")
    withdrawn = models.BooleanField(default=False)
    why = models.CharField(max_length=300, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    tier = models.CharField(max_length=10, blank=True)

    class Meta:
        db_table = "bases_entry"
        ordering = ["register", "on", "id"]
        verbose_name_plural = "register entries"
        constraints = [
            models.CheckConstraint(condition=models.Q(register__in=_KINDS), name="bases_entry_register"),
            models.CheckConstraint(
                condition=models.Q(base__isnull=False, area__isnull=True)
                | models.Q(base__isnull=True, area__isnull=False),
                name="bases_entry_one_subject",
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True)
                | models.Q(on__isnull=True)
                | models.Q(until__gte=models.F("on")),
                name="bases_entry_days",
            ),
            models.CheckConstraint(
                condition=models.Q(supersedes__isnull=True) | ~models.Q(why=""), name="bases_entry_why"
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn=False) | models.Q(supersedes__isnull=False), name="bases_entry_withdrawn"
            ),
            models.CheckConstraint(
                condition=models.Q(amount__isnull=True) | ~models.Q(unit=""), name="bases_entry_unit"
            ),
            models.CheckConstraint(
                condition=models.Q(is_opening=False) | ~models.Q(source=""), name="bases_entry_opening_source"
            ),
        ]
        indexes = [
            models.Index(fields=["base", "register"], name="bases_entry_base"),
            models.Index(fields=["area_code", "register", "on"], name="bases_entry_area"),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.name or self.kind_name}"


class OpeningRecord(WrittenOnce):
    """An earlier application or a base-line figure, entered with its source. Written by ``services.openings`` only.

    Earlier titles and recognitions are title events, earlier incidents register entries: rules read those like any other.
    ``name`` is the scheme of an application or the indicator of a figure; ``batch`` and ``result`` belong to applications,
    ``amount`` and ``unit`` to figures.
    """

    on_record = True

    kind = models.CharField(max_length=12, choices=OpeningKind.choices)
    subject_kind = models.CharField(max_length=12, choices=HolderKind.choices)
    subject_key = models.CharField(max_length=20)
    area_code = models.CharField(max_length=6)
    name = models.CharField(max_length=80)
    on = models.DateField(null=True, blank=True, db_column="on_day")
    period = models.CharField(max_length=12, blank=True)
    tier = models.CharField(max_length=10, blank=True)
    batch = models.PositiveSmallIntegerField(null=True, blank=True)
    result = models.CharField(max_length=60, blank=True)
    amount = models.DecimalField(max_digits=24, decimal_places=4, null=True, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=400)
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="successor")
    withdrawn = models.BooleanField(default=False)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        db_table = "bases_opening"
        ordering = ["subject_kind", "subject_key", "kind", "on", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=OpeningKind.values), name="bases_opening_kind"),
            models.CheckConstraint(condition=~models.Q(source=""), name="bases_opening_source"),
            models.CheckConstraint(
                condition=~models.Q(kind=OpeningKind.FIGURE)
                | models.Q(withdrawn=True)
                | (models.Q(amount__isnull=False) & ~models.Q(unit="") & ~models.Q(period="")),
                name="bases_opening_figure",
            ),
        ]
        indexes = [models.Index(fields=["subject_kind", "subject_key", "kind"], name="bases_opening_subject")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"
