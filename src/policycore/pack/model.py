"""A pack as a whole: its header, its articles, and the elements that carry them out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, model_validator

from ..actors import Actor
from ..citation import ArticleId, BothWords, Rule, Slug, Strict
from ..consequences import Consequence
from ..criteria import CriteriaSet
from ..documents import OfficialDocument
from ..eligibility import Eligibility
from ..facts import Fact
from ..forms import Form
from ..funding import Programme
from ..grounds import Ground
from ..kinds import Kind
from ..measures import Measure
from ..obligations import Obligation
from ..open_points import OpenPoint
from ..outcomes import Outcome
from ..preferences import Preference
from ..procedures import Procedure
from ..quotas import Quota
from ..registers import Register
from ..scoring import Scoring
from ..sets import NamedSet
from ..targets import Target
from ..verdict import digest_of, plain_data
from ..vetoes import Veto


class ArticleStatus(StrEnum):
    """Where an article stands."""

    CARRIED_OUT = "carried_out"
    NOT_OPERATIONAL = "not_operational"
    PENDING = "pending"
    TEXT_LOST = "text_lost"
    ANNEX_NOT_HELD = "annex_not_held"


class WhyNot(StrEnum):
    """Why nothing carries an article out: the closed list."""

    DEFINITION = "definition"
    PRINCIPLE = "principle"
    LEGAL_BASIS = "legal-basis"
    INTERPRETATION = "interpretation"
    ENTRY_INTO_FORCE = "entry-into-force"
    ADDRESSED_TO_OTHERS = "addressed-to-others"
    EXHORTATION = "exhortation"


class Article(Strict):
    """An article, paragraph or sentence that says something of its own: its gist in our own words, how it is printed.

    ``heading`` is the heading printed in the official text, by which an imported text is split (only on the line that
    begins it). ``status`` is written only where nothing carries the article out.
    """

    id: ArticleId
    printed: str = Field(min_length=1)
    title: BothWords
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    chapter: str = ""
    heading: str = ""
    status: ArticleStatus | None = None
    reason: WhyNot | None = None
    why: BothWords | None = None
    row: str = ""
    as_printed: str = ""
    refers_to: str = ""

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.status is ArticleStatus.CARRIED_OUT:
            raise ValueError("status: carried_out is derived from what cites the article, never written")
        if self.status is ArticleStatus.NOT_OPERATIONAL and not (self.reason and self.why):
            allowed = ", ".join(WhyNot)
            raise ValueError(f"not_operational needs reason: one of {allowed}; and why: in one sentence")
        if self.status is ArticleStatus.PENDING and not self.row:
            raise ValueError("pending needs row: the row of the requirements it waits for")
        if self.status is None and (self.reason or self.why or self.row):
            raise ValueError("reason, why and row belong to an article with a status")
        return self


class HeaderValue(Strict):
    """A value of the header with its place in the text, or the open point that says it."""

    value: str | date | None = None
    place: str = ""
    open: Slug | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.value is None) == (self.open is None):
            raise ValueError("write value: with place: (where the text says it), or open: the point")
        if self.value is not None and not self.place:
            raise ValueError("says no place: where in the text does this stand?")
        return self


class Title(Strict):
    """A title the document speaks of and what it is called."""

    zh: str = Field(min_length=1)
    en: str = ""
    level: str = ""
    fact: Slug | None = None


class Replaces(Strict):
    """What happens to what runs under an earlier document (G10)."""

    pack: Slug
    on: date | None = None
    running: str = Field(default="keep", pattern="^(keep|move)$")
    titles: str = Field(default="keep-name", pattern="^(keep-name|rename)$")
    earlier_results: str = Field(default="count", pattern="^(count|do-not-count)$")
    holders_must: tuple[Slug, ...] = ()


class DocumentStatus(StrEnum):
    """Whether the document binds."""

    CONSULTATION = "consultation"
    TRIAL = "trial"
    IN_FORCE = "in-force"
    EXPIRED = "expired"


class Stock(Strict):
    """A count the document states of what existed at its issue, by which an import is checked."""

    title: Slug
    count: int = Field(ge=0)
    cite: ArticleId


class Header(Strict):
    """The head of a pack: which document it is, who issued it, for which area, and from when."""

    id: Slug
    version: int = Field(ge=1)
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    scheme: Slug
    area: Annotated[str, Field(pattern=r"^\d{6}$")]
    issuer: Slug
    issuers: tuple[Slug, ...] = ()
    status: DocumentStatus = DocumentStatus.IN_FORCE
    number: HeaderValue
    signed_on: HeaderValue | None = None
    issued_on: HeaderValue | None = None
    published_on: HeaderValue | None = None
    in_force_from: HeaderValue
    in_force_until: HeaderValue | None = None
    titles: dict[Slug, Title] = Field(default_factory=dict)
    stock: tuple[Stock, ...] = ()
    replaces: Replaces | None = None
    under: Slug | None = None


class Example(Strict):
    """A worked example (样例): facts and decisions given, a question asked, the verdict expected."""

    example: str = Field(min_length=1)
    en: str = ""
    on: date
    decisions: dict[Slug, Any] = Field(default_factory=dict)
    facts: dict[str, Any] = Field(default_factory=dict)
    others: dict[str, dict[str, Any]] = Field(default_factory=dict)
    relations: dict[str, list[str]] = Field(default_factory=dict)
    populations: dict[str, list[str]] = Field(default_factory=dict)
    kinds: tuple[Slug, ...] | None = None
    rates: dict[str, Any] = Field(default_factory=dict)
    period: str = ""
    ask: dict[str, Any] = Field(min_length=1)
    expect: dict[str, Any] = Field(min_length=1)
    file: str = ""
    line: int = 0

    @property
    def name(self) -> str:
        """The name of the example, as it is quoted."""
        return self.example


class Pack(Strict):
    """A loaded pack. Sections hold their elements by id, in written order."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    header: Header
    articles: dict[str, Article]
    open_points: dict[str, OpenPoint] = {}
    facts: dict[str, Fact] = {}
    sets: dict[str, NamedSet] = {}
    kinds: dict[str, Kind] = {}
    actors: dict[str, Actor] = {}
    procedures: dict[str, Procedure] = {}
    forms: dict[str, Form] = {}
    eligibility: dict[str, Eligibility] = {}
    vetoes: dict[str, Veto] = {}
    quotas: dict[str, Quota] = {}
    preferences: dict[str, Preference] = {}
    criteria: dict[str, CriteriaSet] = {}
    scoring: dict[str, Scoring] = {}
    obligations: dict[str, Obligation] = {}
    outcomes: dict[str, Outcome] = {}
    grounds: dict[str, Ground] = {}
    consequences: dict[str, Consequence] = {}
    funding: dict[str, Programme] = {}
    targets: dict[str, Target] = {}
    measures: dict[str, Measure] = {}
    registers: dict[str, Register] = {}
    documents: dict[str, OfficialDocument] = {}
    examples: tuple[Example, ...] = ()
    digest: str = ""

    @property
    def id(self) -> str:
        """The id of the pack."""
        return self.header.id

    def section(self, name: str) -> Mapping[str, Rule]:
        """Return a section of elements by its name."""
        found: Mapping[str, Rule] = getattr(self, name)
        return found

    @cached_property
    def chinese_facts(self) -> Mapping[str, str]:
        """Fact ids by their Chinese name."""
        return {fact.zh: fact.id for fact in self.facts.values() if fact.zh}

    def elements(self) -> Iterator[tuple[str, str, Rule]]:
        """Yield every rule of the pack as (section, path inside the section, rule); steps and criteria on their own."""
        for name in ELEMENT_SECTIONS:
            for key, rule in self.section(name).items():
                yield name, key, rule
                if isinstance(rule, Procedure):
                    for step in rule.steps:
                        yield name, f"{key}/{step.id}", step
                if isinstance(rule, CriteriaSet):
                    for leaf in rule.leaves:
                        yield name, f"{key}/{leaf.id}", leaf

    def printed(self, article_id: str) -> str:
        """Return how an article is shown to people (第十七条（二）), its id when the pack does not hold it."""
        article = self.articles.get(article_id)
        return article.printed if article else article_id


ELEMENT_SECTIONS = (
    "open_points",
    "facts",
    "sets",
    "kinds",
    "actors",
    "procedures",
    "forms",
    "eligibility",
    "vetoes",
    "quotas",
    "preferences",
    "criteria",
    "scoring",
    "obligations",
    "outcomes",
    "grounds",
    "consequences",
    "funding",
    "targets",
    "measures",
    "registers",
    "documents",
)
NESTED = {"procedures": ("steps",), "criteria": ("leaves",)}


def digest_of_data(data: Any) -> str:
    """Return the SHA-256 of the raw data of a pack, examples included, independent of layout and key order."""
    return digest_of(plain_data(data))


__all__ = ["ELEMENT_SECTIONS", "Article", "ArticleStatus", "Example", "Header", "Pack"]
