"""Words for people: a sentence in both languages, what it rests on, and the one error that carries them.

``Refused`` is what a service raises when a person asked for something that cannot be done. It always says what
happened, why, which article (or house rule) says so, and what to do next; the edge turns it into a page with
its ``status``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

from policycore.say import Say

__all__ = ["HOUSE", "Basis", "Cite", "Refused", "Say", "Unknown", "house"]


class Basis(StrEnum):
    """What a rule shown to a person rests on."""

    ARTICLE = "article"
    LAW = "law"
    HOUSE = "house"


@dataclass(frozen=True, slots=True)
class Cite:
    """What an answer names: an article of a pack in its printed form, another act, or the house.

    ``pack`` and ``article`` are ids, empty unless the basis is an article; ``printed`` is what a person reads: the
    article's own heading, the other act's name, or 本系统规则.
    """

    printed: Say
    basis: Basis = Basis.HOUSE
    pack: str = ""
    article: str = ""

    def __post_init__(self) -> None:
        if (self.basis is Basis.ARTICLE) != bool(self.pack and self.article):
            raise ValueError(f"a citation of an article names pack and article, another one neither: {self!r}")


def house(zh: str = "", en: str = "") -> Cite:
    """Cite a rule of this house, with its name where it has one. Always begins with 本系统规则."""
    return Cite(Say(f"本系统规则{f'：{zh}' if zh else ''}", f"Rule of this house{f': {en}' if en else ''}"))


HOUSE = house()


class Refused(Exception):  # noqa: N818 - it reads as what it is: the person's wish was refused, nothing broke
    """A person asked for something that cannot be done now.

    ``what`` happened, ``why``, ``cite`` (article, act or house rule), ``next_step`` to take, ``status`` as a hint for
    HTTP, and ``code``, a short stable word for tests and the audit trail.
    """

    status: int = HTTPStatus.CONFLICT
    code: str = "refused"
    recorded: bool = False
    """Whether the audit trail knows of it already."""

    def __init__(
        self,
        what: Say,
        why: Say,
        next_step: Say,
        *,
        cite: Cite = HOUSE,
        status: int | None = None,
        code: str = "",
    ) -> None:
        super().__init__(what.zh, why.zh)
        self.what, self.why, self.cite, self.next_step = what, why, cite, next_step
        self.status = int(status or self.status)
        self.code = code or self.code

    def __str__(self) -> str:
        return self.in_language("zh")

    @property
    def because(self) -> Say:
        """Why, by which article or rule of the house, and what to do next: what a page says under its own heading."""
        printed = self.cite.printed
        return Say(
            f"{self.why.zh}（{printed.zh}）{self.next_step.zh}",
            f"{self.why.en} ({printed.en or printed.zh}) {self.next_step.en}",
        )

    def in_language(self, language: str) -> str:
        """The whole message as one paragraph, for the command line and the audit trail."""
        space = "" if language.startswith("zh") else " "
        printed = self.cite.printed.in_language(language)
        brackets = f"（{printed}）" if not space else f"({printed})"
        return space.join(
            (
                self.what.in_language(language),
                self.why.in_language(language),
                brackets,
                self.next_step.in_language(language),
            )
        )


class Unknown(Refused):
    """There is no such thing, or the person may not know of it: both are answered alike, so that nothing leaks."""

    status = HTTPStatus.NOT_FOUND
    code = "unknown"

    def __init__(self, thing: Say, next_step: Say | None = None) -> None:
        super().__init__(
            Say(f"没有找到这{thing.zh}。", f"This {thing.en} was not found."),
            Say(
                "它不存在，或者不在您当前职务可见的范围内。",
                "It does not exist, or lies outside what your present post can see.",
            ),
            next_step
            or Say("请从列表重新进入，或切换职务后再试。", "Go back to the list, or change to another of your posts."),
        )
