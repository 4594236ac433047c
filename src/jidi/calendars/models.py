"""Tables of this room. Only days that differ from Monday to Friday are kept, under the year whose notice names them."""

from __future__ import annotations

from django.db import models

from jidi.common.kept import Kept


class Year(Kept):
    """A year whose notice is out. Written by ``services`` only."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    source = models.CharField(max_length=200)
    published_on = models.DateField(null=True, blank=True)
    entered_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, blank=True, related_name="calendar_years"
    )
    entered_at = models.DateTimeField()

    class Meta:
        db_table = "calendars_year"
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)


class Day(Kept):
    """A day that is not worked though it is a weekday, or worked though it is a weekend. Written by ``services`` only."""

    day = models.DateField(primary_key=True)
    year = models.ForeignKey(Year, models.PROTECT, related_name="days")
    is_workday = models.BooleanField()
    source = models.CharField(max_length=200)

    class Meta:
        db_table = "calendars_day"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {'班' if self.is_workday else '休'}"


class Edition(Kept):
    """The state of the table: the digest of its content. One row, changed with every change; readers cache by it."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    edition = models.CharField(max_length=40)

    class Meta:
        db_table = "calendars_edition"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="calendars_edition_one_row")]

    def __str__(self) -> str:
        return self.edition
