"""Words in two languages: Chinese first, English beside it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Say:
    """One sentence or label, in Chinese and in English.

    An empty English text falls back to the Chinese one, so that a page never shows a hole.
    """

    zh: str
    en: str = ""

    def __str__(self) -> str:
        return self.zh

    def in_language(self, language: str) -> str:
        """Return the text for ``"zh"`` or ``"en"`` (any other language reads as English)."""
        return self.zh if language.startswith("zh") else (self.en or self.zh)
