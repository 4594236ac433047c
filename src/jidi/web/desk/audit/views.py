"""The list of entries, one entry with what belongs to its operation, and the check of the whole chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from jidi.accounts.acting import Actor, Denied
from jidi.accounts.enums import Duty
from jidi.accounts.queries import audit_visible_to
from jidi.audit.enums import Outcome
from jidi.audit.models import Entry
from jidi.audit.queries import Verification, head, verify
from jidi.common.clock import BEIJING
from jidi.common.digests import canonical
from jidi.common.say import Say, Unknown, house
from jidi.web.desk.audit.words import LABELS, THINGS, action_say, thing_say
from jidi.web.desk.http import actor_required, page, reads, writes
from jidi.web.shared.parts import Badge, Filter, Link, Row, State

ROOM: Final = "audit"
SIZE: Final = 50
READERS: Final = (Duty.AUDITOR, Duty.AUDIT_ADMIN)
OUTCOMES: Final = {
    Outcome.DONE.value: Badge(State.NONE, Say("已办", "done")),
    Outcome.REFUSED.value: Badge(State.WATCH, Say("未准", "refused")),
}
_RULE = house("审计记录由监督审计和审计管理员查看", "the trail is read by the auditor and the audit administrator")
_ALL = ("", Say("全部", "all"))


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is narrowed to."""

    first: str = ""
    last: str = ""
    who: str = ""
    kind: str = ""
    key: str = ""
    outcome: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether anything was asked for."""
        return self != Asked()


def require_reader(actor: Actor) -> None:
    """Raise Denied for anybody but those whose duty it is to read the trail."""
    if actor.duty not in READERS:
        raise Denied(
            Say("审计记录不在您的职务范围内。", "The trail lies outside your duty."),
            cite=_RULE,
            what=Say("您不能打开这一页。", "You cannot open this page."),
        )


@reads
@actor_required
def entries(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The entries of the area, newest first; refused attempts too."""
    require_reader(actor)
    asked = _asked(request)
    pages = Paginator(_narrowed(audit_visible_to(actor), asked), SIZE)
    shown = pages.get_page(request.GET.get("page"))
    return page(request, "desk/audit/list.html", _context(actor, asked, shown), room=ROOM)


def _context(actor: Actor, asked: Asked, shown: Any) -> dict[str, Any]:
    outcomes = ((key, badge.word) for key, badge in OUTCOMES.items())
    things = sorted(((key, words) for key, words in THINGS.items()), key=lambda pair: pair[1].zh)
    return {
        "rows": [_line(entry) for entry in shown],
        "pager": shown,
        "asked": asked,
        "filters": [
            Filter("kind", Say("对象", "Thing"), (_ALL, *things), asked.kind),
            Filter("outcome", Say("结果", "Outcome"), (_ALL, *outcomes), asked.outcome),
        ],
        "only_administrators": actor.duty == Duty.AUDIT_ADMIN,
        "head": head(),
    }


def _line(entry: Entry) -> dict[str, Any]:
    return {
        "entry": entry,
        "href": reverse("desk:audit-entry", args=[entry.seq]),
        "action": action_say(entry.action),
        "thing": thing_say(entry.object_kind),
        "badge": OUTCOMES[entry.outcome],
        "why": entry.detail.get("why", "") if entry.outcome == Outcome.REFUSED else "",
    }


def _asked(request: HttpRequest) -> Asked:
    query = request.GET
    outcome = query.get("outcome", "")
    return Asked(
        first=_day_text(query.get("first", "")),
        last=_day_text(query.get("last", "")),
        who=query.get("who", "").strip()[:60],
        kind=query.get("kind", "").strip()[:40],
        key=query.get("key", "").strip()[:80],
        outcome=outcome if outcome in Outcome.values else "",
    )


def _day_text(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def _narrowed(found: QuerySet[Entry], asked: Asked) -> QuerySet[Entry]:
    if asked.first:
        found = found.filter(at__gte=_begins(date.fromisoformat(asked.first)))
    if asked.last:
        found = found.filter(at__lt=_begins(date.fromisoformat(asked.last) + timedelta(days=1)))
    if asked.who:
        found = found.filter(who_name__icontains=asked.who)
    if asked.kind:
        found = found.filter(object_kind=asked.kind)
    if asked.key:
        found = found.filter(object_key=asked.key)
    if asked.outcome:
        found = found.filter(outcome=asked.outcome)
    return found


def _begins(on: date) -> datetime:
    return datetime.combine(on, time(), tzinfo=BEIJING)


@reads
@actor_required
def entry(request: HttpRequest, actor: Actor, seq: int) -> HttpResponse:
    """One entry: who, what, when, its digests, and the other entries of the same operation."""
    require_reader(actor)
    visible = audit_visible_to(actor)
    found = visible.filter(pk=seq).first()
    if found is None:
        raise Unknown(Say("条记录", "entry"))
    others = visible.filter(operation=found.operation).exclude(pk=seq).order_by("seq")[:SIZE]
    context = {
        "entry": found,
        "action": action_say(found.action),
        "badge": OUTCOMES[found.outcome],
        "rows": _rows(found),
        "details": _details(found),
        "others": [_line(other) for other in others],
        "crumbs": [Link(Say("审计", "Audit"), reverse("desk:audit"))],
        "object_href": f"{reverse('desk:audit')}?kind={found.object_kind}&key={found.object_key}",
        "person_href": f"{reverse('desk:audit')}?who={found.who_name}",
    }
    return page(request, "desk/audit/entry.html", context, room=ROOM)


def _rows(found: Entry) -> list[Row]:
    thing = thing_say(found.object_kind)
    return [
        Row(Say("谁", "Who"), found.who_name),
        Row(Say("岗位", "Post"), found.who_post),
        Row(Say("机构", "Organisation"), found.who_organisation),
        Row(Say("对象", "Thing"), Say(f"{thing.zh} {found.object_key}", f"{thing.en} {found.object_key}")),
        Row(Say("地区", "Area"), found.area_code),
        Row(Say("代号", "Code"), found.action),
    ]


def _details(found: Entry) -> list[Row]:
    """What the entry says, item by item, as it was written."""
    return [
        Row(LABELS.get(name, Say(name, name)), value if isinstance(value, str) else canonical(value))
        for name, value in found.detail.items()
    ]


@writes
@actor_required
def check(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Read the whole chain and say whether it holds. Nothing is written."""
    require_reader(actor)
    found: Verification = verify()
    visible = found.broken is not None and audit_visible_to(actor).filter(pk=found.broken.seq).exists()
    context = {
        "found": found,
        "head": head(),
        "href": reverse("desk:audit-entry", args=[found.broken.seq]) if found.broken and visible else "",
        "crumbs": [Link(Say("审计", "Audit"), reverse("desk:audit"))],
    }
    return page(request, "desk/audit/checked.html", context, room=ROOM)
