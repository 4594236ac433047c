"""Letters to people about a duty or an article: a question, its answer, what was decided, what came in at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from jidi.accounts.acting import Actor
from jidi.accounts.queries import actors_in
from jidi.audit.who import SYSTEM
from jidi.common.say import Cite, Say
from jidi.notices.enums import LetterKind
from jidi.notices.services import Written, send
from jidi.policies.actors import Seat
from jidi.returns.models import Act, Duty, Level
from jidi.returns.permissions import REVIEWING, seat_of
from jidi.returns.queries.duties import ROOM
from jidi.returns.words import title_of

KIND = "duty"
"""What letters about a duty are filed under."""


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


def tell_rejected(actor: Actor, duty: Duty, levels: Sequence[Level], act: Act, on: date, at: datetime) -> None:
    """Write to whoever filled it in that an explanation was judged not to hold, and why."""
    if duty.filler is None:
        return
    asked, text = act.detail_json["asked"], act.detail_json["text"]
    why = Say(
        f"说明被判为不成立：{act.reason}（{asked[:100]}；您的说明：{text[:100]}）。退回后请改写说明或改正这个数",
        f"an explanation was judged not to hold: {act.reason}. Once it is returned write it anew or mend the figure",
    )
    tell(
        people_at([seat_of(duty, levels[duty.filler])], on), kind=LetterKind.WORD, owner=(KIND, str(duty.pk)),
        what=title_of(duty), why=why, cite=REVIEWING, occasion=f"judged:{act.pk}", sender=actor, on=on, at=at,
    )  # fmt: skip
