"""A base and what is true of it from one day to another: name, host, products, scheme, helper, organisations."""

from __future__ import annotations

from django.db import models

from jidi.accounts.models import Division, Organisation, Person
from jidi.bases.enums import HostKind, LinkRole
from jidi.common.kept import Kept


class Base(Kept):
    """A base, with an identity of its own. Opened, changed and ended by ``services.bases`` only.

    ``name``, ``scheme``, ``area``, ``host_words`` and ``product_words`` repeat the dated rows in force, so that lists and
    the fence around an area need no history; the service that writes a dated row writes both, and ``invariants``
    compares them. ``living_key`` is the digest of scheme, host and set of products: at one time at most one living base
    has it, and ending the base sets it NULL. ``ended_on`` is the first day on which it is no more.
    """

    scheme = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    area = models.ForeignKey(Division, models.PROTECT, related_name="bases")
    host_words = models.CharField(max_length=120)
    product_words = models.CharField(max_length=200, blank=True)
    living_key = models.CharField(max_length=80, null=True, blank=True, unique=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.CharField(max_length=300, blank=True)
    is_demo = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="bases_opened")

    class Meta:
        db_table = "bases_base"
        ordering = ["area_id", "name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True, living_key__isnull=False)
                | models.Q(ended_on__isnull=False, living_key__isnull=True),
                name="bases_base_living_or_ended",
            ),
        ]
        indexes = [models.Index(fields=["scheme", "area"], name="bases_base_scheme_area")]

    def __str__(self) -> str:
        return self.name


class Dated(Kept):
    """Something true from ``from_on`` until the day before ``to_on``. Written by ``services.dated`` only.

    ``from_on`` is NULL for what was so before the record begins, ``to_on`` for what is still so. Of one base the rows of
    one kind follow each other without gap or overlap; a row that turned out wrong and was replaced by one of the same
    first day stays, with ``corrected_at``, and no longer counts.
    """

    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=400)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    corrected_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


def _days(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(to_on__isnull=True)
        | models.Q(from_on__isnull=True)
        | models.Q(to_on__gt=models.F("from_on")),
        name=name,
    )


class BaseName(Dated):
    """What a base is called."""

    base = models.ForeignKey(Base, models.PROTECT, related_name="names")
    name = models.CharField(max_length=120)

    class Meta:
        db_table = "bases_name"
        ordering = ["base_id", "id"]
        constraints = [_days("bases_name_days")]

    def __str__(self) -> str:
        return self.name


class BaseHost(Dated):
    """What a base sits in: a division, or a park, town or enterprise in one.

    ``area`` is the smallest division with a code that holds it (a park has none in GB/T 2260); ``words`` names it as the
    source does; ``organisation`` is set where the park or enterprise is an organisation of this site.
    """

    base = models.ForeignKey(Base, models.PROTECT, related_name="hosts")
    kind = models.CharField(max_length=12, choices=HostKind.choices)
    area = models.ForeignKey(Division, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="bases_hosted")
    words = models.CharField(max_length=120)

    class Meta:
        db_table = "bases_host"
        ordering = ["base_id", "id"]
        constraints = [
            _days("bases_host_days"),
            models.CheckConstraint(condition=models.Q(kind__in=HostKind.values), name="bases_host_kind"),
        ]

    def __str__(self) -> str:
        return self.words


class BaseProducts(Dated):
    """The set of products a base is named for, in the words of the source; none means: the source does not say."""

    base = models.ForeignKey(Base, models.PROTECT, related_name="product_sets")
    words = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "bases_products"
        ordering = ["base_id", "id"]
        verbose_name_plural = "base products"
        constraints = [_days("bases_products_days")]

    def __str__(self) -> str:
        return self.words


class BaseProduct(Kept):
    """One product of a set, with the HS codes it falls under: beginnings of two to ten digits, joined by commas."""

    product_set = models.ForeignKey(BaseProducts, models.PROTECT, related_name="products")
    name = models.CharField(max_length=80)
    hs_prefixes = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "bases_product"
        ordering = ["product_set_id", "id"]
        constraints = [models.UniqueConstraint(fields=["product_set", "name"], name="bases_product_once")]

    def __str__(self) -> str:
        return self.name


class BaseScheme(Dated):
    """The scheme a base belongs to, as the packs call it."""

    base = models.ForeignKey(Base, models.PROTECT, related_name="schemes")
    scheme = models.CharField(max_length=60)

    class Meta:
        db_table = "bases_scheme"
        ordering = ["base_id", "id"]
        constraints = [_days("bases_scheme_days")]

    def __str__(self) -> str:
        return self.scheme


class BaseHelper(Dated):
    """The city or organisation assigned to help a base (对口帮扶); an empty row says: nobody from this day on."""

    base = models.ForeignKey(Base, models.PROTECT, related_name="helpers")
    area = models.ForeignKey(Division, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    words = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "bases_helper"
        ordering = ["base_id", "id"]
        constraints = [_days("bases_helper_days")]

    def __str__(self) -> str:
        return self.words


class BaseLink(Kept):
    """An organisation of this site that belongs to a base, and as what. Written by ``services.links`` only.

    The clerks of a base's institution see and keep that base; enterprises and associations see it. ``to_on`` is the first
    day on which it no longer holds; ``living_key`` keeps base, organisation and role linked once at a time.
    """

    base = models.ForeignKey(Base, models.PROTECT, related_name="links")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="base_links")
    role = models.CharField(max_length=12, choices=LinkRole.choices)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    living_key = models.CharField(max_length=60, null=True, blank=True, unique=True)
    source = models.CharField(max_length=400)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        db_table = "bases_link"
        ordering = ["base_id", "role", "from_on", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=LinkRole.values), name="bases_link_role"),
            models.CheckConstraint(
                condition=models.Q(to_on__isnull=True, living_key__isnull=False)
                | models.Q(to_on__isnull=False, living_key__isnull=True),
                name="bases_link_living_or_ended",
            ),
            models.CheckConstraint(
                condition=models.Q(to_on__isnull=True) | models.Q(to_on__gte=models.F("from_on")),
                name="bases_link_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.base_id} {self.role} {self.organisation_id}"
