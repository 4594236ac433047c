"""Forms: one definition gives the web form, the workbook, the import, the API schema and the print; and checklists."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, Literal, Self

from pydantic import Field, model_validator

from .citation import Grounded, Rule, Slug, Strict
from .formula import Condition, Value
from .open_points import OpenOr
from .say import Say
from .units import UNITS, is_money


class FieldKind(StrEnum):
    """The kinds of field a form may have."""

    NUMBER = "number"
    INTEGER = "integer"
    PERCENT = "percent"
    TEXT = "text"
    LONG_TEXT = "long-text"
    DATE = "date"
    CHOICE = "choice"
    FLAG = "flag"
    HS_CODES = "hs-codes"
    NAMED_COUNT = "named-count"
    DERIVED = "derived"
    TABLE = "table"


class Aggregation(StrEnum):
    """How the figures of several returns become one: added up, averaged by a weight, not at all (a ratio)."""

    SUM = "sum"
    MEAN = "mean"
    NONE = "none"


class KnownFrom(StrEnum):
    """What the site's registers already know, so that nobody types it again."""

    BASE_NAME = "base-name"
    BASE_AREA = "base-area"
    BASE_PRODUCTS = "base-products"
    BASE_HS_CODES = "base-hs-codes"
    BASE_HOST = "base-host"
    BASE_PLAN = "base-plan"
    BASE_PLAN_UNTIL = "base-plan-until"
    ORGANISATION_NAME = "organisation-name"
    PERSON_NAME = "person-name"
    PERSON_PHONE = "person-phone"


class YearsEnd(StrEnum):
    """The last year a form of several years asks for: its own period, or the last one that had ended when it was opened."""

    PERIOD = "period"
    LAST_ENDED = "last-ended"


class Severity(StrEnum):
    """How hard a check is: 强制 · 准强制 · 核实 · 提示."""

    MUST = "must"
    RELEASABLE = "releasable"
    EXPLAIN = "explain"
    HINT = "hint"


class FormField(Strict):
    """A field: its printed label, kind, unit and definition. ``years`` back from the form's year are filled beside it.

    ``formula`` on a field people type (a growth rate the document asks for) is compared with what was typed; a derived
    field is only shown. ``columns`` are those of a table, or what a named count asks of each name (名称、类型).
    ``known`` says which register already knows it; ``afresh`` is never brought in (signatures, pledges).
    ``defined`` is the open point (a text) that says what the field means, where the form asks for it without saying so:
    until that is decided nobody has to fill it in (:func:`policycore.engine.form_findings.whole_form`).
    ``aggregate`` says how several returns become one figure (else the unit says it: money, counts and areas add up, a ratio
    does not); a ``mean`` is weighted by another figure of the form (``weight``).
    ``digits`` is how many digits a customs code has at least, where the form wants more than a chapter or heading.
    ``rows_are`` says what each row of a table is about (``enterprise``), ``row_key`` which column names it (the first).
    """

    id: Slug
    zh: str = Field(min_length=1)
    en: str = ""
    kind: FieldKind = FieldKind.TEXT
    unit: str = ""
    scale: int = Field(default=2, ge=0, le=8)
    years: int = Field(default=1, ge=1, le=10)
    required: bool = True
    help: str = ""
    help_en: str = ""
    max_length: int = Field(default=2000, ge=1, le=100_000)
    choices: dict[Slug, str] = Field(default_factory=dict)
    digits: Literal[2, 4, 6, 8, 10] = 2
    of_which: Slug | None = None
    formula: Value | None = None
    columns: tuple[FormField, ...] = ()
    indicator: Slug | None = None
    inferred: str = ""
    defined: OpenOr | None = None
    known: KnownFrom | None = None
    afresh: bool = False
    rows_are: Literal["", "enterprise"] = ""
    row_key: Slug | None = None
    aggregate: Aggregation | None = None
    weight: Slug | None = None

    @property
    def aggregation(self) -> Aggregation:
        """How several returns become one figure: as declared, else by the unit."""
        if self.aggregate is not None:
            return self.aggregate
        unit = UNITS[self.unit]
        adds = unit.dimension in {"count", "area"} or is_money(unit.dimension)
        bare = not self.unit and self.kind in {FieldKind.INTEGER, FieldKind.NAMED_COUNT}
        return Aggregation.SUM if adds or bare else Aggregation.NONE

    @property
    def key_column(self) -> str:
        """The id of the column that names what a row is about."""
        return self.row_key or self.columns[0].id

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.unit not in UNITS:
            raise ValueError(f"unit: found {self.unit!r}; allowed: {', '.join(u for u in UNITS if u)}")
        if self.row_key and self.row_key not in {column.id for column in self.columns}:
            raise ValueError(
                f"row-key: {self.row_key!r} is no column; allowed: {', '.join(c.id for c in self.columns)}"
            )
        if self.digits > 2 and self.kind is not FieldKind.HS_CODES:
            raise ValueError(f"digits: only customs codes have them; found kind: {self.kind}, write kind: hs-codes")
        if (self.aggregate is Aggregation.MEAN) != (self.weight is not None):
            raise ValueError("aggregate: mean needs the field it is weighted by (weight:), and only a mean has one")
        needs = {FieldKind.CHOICE: ("choices", self.choices), FieldKind.TABLE: ("columns", self.columns)}
        needs[FieldKind.DERIVED] = ("formula", self.formula)  # type: ignore[assignment]
        if self.kind in needs and not needs[self.kind][1]:
            raise ValueError(f"a field of kind {self.kind} needs {needs[self.kind][0]}")
        return self


class Section(Strict):
    """A part of a form under one heading; ``cite`` names the article its fields speak to.

    ``years-called`` is how the form heads the columns of its years, earliest first (上三年、上两年、上年).
    """

    id: Slug
    zh: str = Field(min_length=1)
    en: str = ""
    fields: tuple[FormField, ...] = Field(min_length=1)
    cite: str = ""
    years_called: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _headed(self) -> Self:
        several = {field.years for field in self.fields if field.years > 1}
        if self.years_called and several != {len(self.years_called)}:
            asked = ", ".join(map(str, sorted(several))) or "1"
            raise ValueError(f"years-called heads {len(self.years_called)} columns; the fields are of years: {asked}")
        return self


class Check(Grounded):
    """A check of a form: what must hold, how hard, and within what tolerance.

    ``evidence`` names the paper an explanation must come with; empty where words are enough.
    """

    id: Slug
    zh: str = ""
    en: str = ""
    must: Condition
    severity: Severity = Severity.MUST
    tolerance: Value | None = None
    evidence: str = ""


class Form(Rule):
    """A form definition. A form decided for a round is the same thing as a form printed in the document.

    ``adds`` is the open point whose decision adds sections of its own where the text ends a list with 等 (and the like);
    ``only`` limits it to kinds of subject; ``years-end`` says which year its figures end with.
    """

    only: tuple[Slug, ...] = ()
    about: str = "case"
    every: str = "once"
    years_end: YearsEnd = YearsEnd.PERIOD
    sections: tuple[Section, ...] = Field(min_length=1)
    checks: tuple[Check, ...] = ()
    adds: OpenOr | None = None

    def fields(self) -> tuple[FormField, ...]:
        """Return all fields in printed order."""
        return tuple(f for section in self.sections for f in section.fields)

    @model_validator(mode="after")
    def _unique(self) -> Self:
        ids = [f.id for f in self.fields()]
        twice = sorted({i for i in ids if ids.count(i) > 1})
        if twice:
            raise ValueError(f"two fields have the same id: {', '.join(twice)}")
        lost = sorted({f.weight for f in self.fields() if f.weight and f.weight not in ids})
        if lost:
            raise ValueError(f"weight: no field of this form is called {', '.join(lost)}")
        return self


class PaperFormat(StrEnum):
    """Kinds of file a document may be handed in as."""

    PDF = "pdf"
    PICTURE = "picture"
    WORD = "word"
    EXCEL = "excel"
    OFD = "ofd"


FORMAT_WORDS: Final[Mapping[PaperFormat, Say]] = {
    PaperFormat.PDF: Say("PDF", "PDF"),
    PaperFormat.PICTURE: Say("图片", "pictures"),
    PaperFormat.WORD: Say("Word、WPS 文字", "Word or WPS"),
    PaperFormat.EXCEL: Say("Excel、WPS 表格", "Excel or WPS sheets"),
    PaperFormat.OFD: Say("OFD", "OFD"),
}


class ChecklistItem(Strict):
    """A document a round asks for; ``only`` limits it to kinds of subject.

    ``formats`` are the kinds of file it is taken in as (none named: every kind); ``at-least`` how many files there have to
    be before a required one counts as handed in.
    """

    id: Slug
    zh: str = Field(min_length=1)
    en: str = ""
    required: bool = True
    help: str = ""
    only: tuple[Slug, ...] = ()
    formats: tuple[PaperFormat, ...] = ()
    at_least: int = Field(default=1, ge=1, le=50)

    @property
    def say(self) -> Say:
        """What it is called."""
        return Say(self.zh, self.en)

    @property
    def asks(self) -> Say:
        """How many files and of which kinds, where the list says so; nothing where it does not."""
        zh, en = [], []
        if self.at_least > 1:
            zh.append(f"至少 {self.at_least} 份")
            en.append(f"at least {self.at_least}")
        if self.formats:
            zh.append(f"只收 {'、'.join(FORMAT_WORDS[one].zh for one in self.formats)}")
            en.append(f"as {', '.join(FORMAT_WORDS[one].en for one in self.formats)} only")
        return Say("，".join(zh), ", ".join(en))


class Checklist(Strict):
    """The documents a round asks for, in order."""

    items: tuple[ChecklistItem, ...] = Field(min_length=1)
