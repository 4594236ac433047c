"""What a rule rests on: an article of its document, another act, or a rule of this house. Nothing loads without one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from .say import Say

_SLUG = re.compile(r"^[a-z0-9][a-z0-9-]*$")
_ARTICLE = re.compile(r"^[a-z0-9][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)*$")


def _kebab(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _slug(value: Any) -> str:
    if not isinstance(value, str) or not _SLUG.match(value):
        raise ValueError(f"found {value!r}; an id has small letters, digits and hyphens, like panel-size")
    return value


def _article(value: Any) -> str:
    if not isinstance(value, str) or not _ARTICLE.match(value):
        raise ValueError(f'found {value!r}; an article id is quoted text like "17.2" or "measures.8"')
    return value


def _one_or_many(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else (value,)


def _both(value: Any) -> Any:
    return {"zh": value} if isinstance(value, str) else value


Slug = Annotated[str, BeforeValidator(_slug)]
ArticleId = Annotated[str, BeforeValidator(_article)]
ArticleIds = Annotated[
    tuple[ArticleId, ...], BeforeValidator(_one_or_many, json_schema_input_type=str | list[str]), Field(min_length=1)
]


class Strict(BaseModel):
    """Base of everything a pack says: unknown keys are refused, nothing changes after loading; keys-are-written-so."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=_kebab, validate_default=False)


class Words(Strict):
    """A text in Chinese and English; a bare string is the Chinese text."""

    zh: str = Field(min_length=1)
    en: str = ""

    @property
    def say(self) -> Say:
        """The two texts as one value."""
        return Say(self.zh, self.en)


BothWords = Annotated[Words, BeforeValidator(_both, json_schema_input_type=str | Words)]


class Strength(StrEnum):
    """How strongly the text binds (应/须 · 可 · 原则上 · 鼓励 · 力争)."""

    MUST = "must"
    MAY = "may"
    IN_PRINCIPLE = "in-principle"
    ENCOURAGE = "encourage"
    STRIVE = "strive"


class BasisKind(StrEnum):
    """What a rule rests on when no article of this document says it."""

    HOUSE = "house"
    LAW = "law"


@dataclass(frozen=True, slots=True)
class Citation:
    """What an answer names: articles of the pack, or the house, or another act."""

    articles: tuple[str, ...] = ()
    basis: str = "article"
    text: Say = Say("")

    def __bool__(self) -> bool:
        return bool(self.articles) or self.basis != "article"


HOUSE = Citation(basis="house", text=Say("本系统规则", "a rule of this house"))


class Grounded(Strict):
    """Something that names its article (``cite``), or says plainly that it is house rule or other law (``basis``)."""

    cite: ArticleIds | None = None
    basis: BasisKind | None = None
    rule: BothWords | None = None
    act: BothWords | None = None

    def citation(self) -> Citation:
        """Return what this rests on."""
        if self.cite:
            return Citation(self.cite)
        if self.basis is BasisKind.LAW and self.act:
            return Citation(basis="law", text=self.act.say)
        if self.basis is BasisKind.HOUSE:
            return Citation(basis="house", text=self.rule.say if self.rule else HOUSE.text)
        return Citation()

    @model_validator(mode="after")
    def _one_basis(self) -> Self:
        if self.cite and self.basis:
            raise ValueError("has both cite and basis; keep cite when an article says it, basis when none does")
        if self.basis is BasisKind.LAW and not self.act:
            raise ValueError("basis: law needs act: the name and article of the other act")
        return self


class Rule(Grounded):
    """A rule of a pack: an id, words, its basis and how strongly it binds.

    Raises ValueError when it names neither an article nor another basis: a pack never invents.
    """

    id: Slug
    zh: str = ""
    en: str = ""
    strength: Strength = Strength.MUST

    @property
    def say(self) -> Say:
        """The label of the rule, its id when it has none."""
        return Say(self.zh or self.id, self.en)

    @model_validator(mode="after")
    def _grounded(self) -> Self:
        if not self.cite and self.basis is None:
            raise ValueError('names no article: write cite: "…", or basis: house, or basis: law with act')
        return self
