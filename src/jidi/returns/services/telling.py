"""Letters to people about a duty or an article: a question, its answer, what was decided, what came in at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from jidi.accounts.acting import Actor
from jidi.accounts.queries import actors_in
from jidi.audit.who import SYSTEM
from jidi.common.say import Cite, Say
from jidi.notices.enums import LetterKind
from jidi.notices.services import Written, send
from jidi.policies.actors import Seat
from jidi.returns.queries.duties import ROOM


def people_at(seats: Iterable[Seat], on: date) -> list[int]:
    """The people who sit at seats on a day, each once."""
    return list(dict.fromkeys(one.person_id for seat in seats for one in actors_in(seat.posts(on), on)))


def tell(
    people: Iterable[int], *, kind: LetterKind, owner: tuple[str, str], what: Say, why: Say, cite: Cite, occasion: str,
    sender: Actor | None, on: date, at: datetime,
) -> int:  # fmt: skip
    """Write to people, in the caller's transaction, whoever acts left out (``sender``, None for the system itself);
    ``owner`` is what it is about (kind, key).

    ``occasion`` is the act it comes from: a second click on the same act writes nothing.
    """
    about, key = owner
    letters = [
        Written(person, kind, ROOM, about, key, what, why, cite, f"{occasion}:{person}")
        for person in people
        if sender is None or person != sender.person_id
    ]
    return send(letters, at=at, on=on, sender=sender.who if sender else SYSTEM) if letters else 0
