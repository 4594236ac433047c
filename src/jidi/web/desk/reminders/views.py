"""A person's own reminders by day, and the word that they were read. Nobody opens another's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from jidi.accounts.acting import Actor
from jidi.common.say import Basis, Cite, Say
from jidi.notices.enums import LetterKind
from jidi.notices.models import Letter
from jidi.notices.queries import by_day, unread, visible_to
from jidi.notices.services import mark_read
from jidi.web.desk.addresses import address_of
from jidi.web.desk.http import actor_required, done, now_of, page, reads, writes
from jidi.web.shared.chips import chip_of
from jidi.web.shared.parts import Chip

SIZE: Final = 50
KINDS: Final = {
    LetterKind.REMINDER: Say("到期提醒", "Reminder"),
    LetterKind.BY_HAND: Say("催办", "Chased"),
    LetterKind.MOVED: Say("期限变动", "Day moved"),
    LetterKind.QUESTION: Say("问答", "Question"),
    LetterKind.WORD: Say("告知", "Told"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A letter ready to be shown."""

    kind: Say
    what: Say
    why: Say
    href: str
    chip: Chip
    sender: str
    from_above: bool
    unread: bool
    late: bool


def line_of(letter: Letter) -> Line:
    """A letter as a line of the digest."""
    what = Say(letter.what_zh, letter.what_en)
    cite = Cite(Say(letter.cite_zh, letter.cite_en), Basis(letter.basis), letter.pack_id, letter.article)
    late = letter.due_on is not None and letter.due_on < letter.day
    return Line(
        KINDS[LetterKind(letter.kind)], what, Say(letter.why_zh, letter.why_en),
        address_of(letter.owner_room, letter.owner_kind, letter.owner_key), chip_of(cite), letter.sender,
        letter.from_above, letter.read_at is None, late,
    )  # fmt: skip


@reads
@actor_required
def reminders(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The digests of a person, the latest first."""
    asked = request.GET.get("page", "")
    pager = Paginator(visible_to(actor), SIZE).get_page(int(asked) if asked.isdecimal() else 1)
    rows = list(pager.object_list)
    days: list[tuple[date, list[Line]]] = [(day, [line_of(one) for one in found]) for day, found in by_day(rows)]
    context = {
        "days": days,
        "pager": pager,
        "unread": unread(actor),
        "newest": max((one.pk for one in rows), default=0),
    }
    return page(request, "desk/reminders/reminders.html", context, room="work")


@writes
@actor_required
def read(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Note that what was shown has been read."""
    up_to = request.POST.get("up_to", "")
    count = mark_read(actor=actor, up_to=int(up_to) if up_to.isdecimal() and len(up_to) < 19 else 0, at=now_of(request))
    done(request, Say(f"{count} 条提醒标为已读。", f"{count} reminders marked as read."))
    return redirect("desk:reminders")
