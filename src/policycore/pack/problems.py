"""Problems with a pack: what was found, where, what is allowed, so that whoever sees only the message can mend it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from .in_chinese import in_chinese


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong: file, line, key, and the sentence that says how to mend it."""

    file: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.key}: {self.message}" if self.key else f"{where}: {self.message}"

    def shown(self) -> str:
        """Return it as it is shown to whoever writes the pack: where, in Chinese, and in English beside it."""
        said = in_chinese(self.message)
        where = str(self).removesuffix(self.message)
        return f"{where}{said}（{self.message}）" if said else str(self)


class PackError(Exception):
    """A pack that cannot be used, with every problem found (not only the first)."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


def allowed_words(found: str, allowed: Sequence[str]) -> str:
    """Say what is allowed, and which of it was probably meant."""
    near = get_close_matches(found, allowed, n=1, cutoff=0.6)
    hint = f"did you mean {near[0]!r}? " if near else ""
    return f"{hint}allowed: {', '.join(sorted(set(allowed))) or 'none is declared yet'}"
