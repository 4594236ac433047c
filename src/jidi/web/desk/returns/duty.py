"""One duty: its way up, what is missing, what was filed and what changed, questions, the panels to act in, its course."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from jidi.accounts.acting import Actor
from jidi.common.say import Basis, Cite, Say, Unknown
from jidi.files.queries import attachments_of
from jidi.filings.carried import same_words
from jidi.filings.enums import Ruling
from jidi.filings.queries import differences, layout_in
from jidi.filings.queries import missing as missing_in
from jidi.notices.queries import record_of
from jidi.policies.queries import pack
from jidi.returns.enums import OWED, ActKind, DutyState
from jidi.returns.models import Act
from jidi.returns.queries import filling
from jidi.returns.queries.articles import articles_of
from jidi.returns.queries.duties import OWNER
from jidi.returns.queries.exports import prepared, together
from jidi.returns.queries.leveldays import feeding
from jidi.returns.queries.review import Handed, History, compared, histories
from jidi.returns.queries.statuses import due_day_of
from jidi.returns.services.declining import DECLINED
from jidi.returns.services.elsewhere import PART
from jidi.returns.services.reminding import left_to_remind
from jidi.returns.services.reviewing import DAYS_TO_CORRECT
from jidi.returns.words import title_of
from jidi.web.desk.http import actor_required, page, reads, today_of
from jidi.web.desk.returns.alike import explained as explained_to
from jidi.web.desk.returns.documents import asked, jointly, lacking
from jidi.web.desk.returns.legs import badge_at, day_at
from jidi.web.desk.returns.otherbases import other_bases
from jidi.web.desk.returns.places import places_of
from jidi.web.desk.returns.releases import releases
from jidi.web.desk.returns.seen import Seen, seen
from jidi.web.desk.returns.steps import extended_words, steps
from jidi.web.desk.returns.words import ROOM, chips_for, dash_for, filed_words
from jidi.web.shared.chips import chip_of
from jidi.web.shared.cited import source_of
from jidi.web.shared.days import left
from jidi.web.shared.forms import read_draft, read_view
from jidi.web.shared.parts import DiffRow, Link, MissingItem, TimelineEntry, Way

_BACK = frozenset({ActKind.RETURNED})
_SIDE = frozenset(
    {
        ActKind.ASKED,
        ActKind.ANSWERED,
        ActKind.REMINDED,
        ActKind.OPENED,
        ActKind.JUDGED,
        ActKind.EXTENDED,
        ActKind.RESTORED,
    }
)
_RUNNING = frozenset({DutyState.DUE, DutyState.RETURNED})
POINTS = 8
"""Places a return form has room for: one is shown, each next one is opened by 再加一处."""


@reads
@actor_required
def duty_page(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """The page of a duty."""
    return duty_response(request, seen(actor, pk, today_of(request)))


@reads
@actor_required
def export(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """What was handed in last, or is being prepared, with its pictures, as a zip to be put on another platform by hand; of
    what only sends on what came from below, all of that."""
    here = seen(actor, pk, today_of(request))
    last = here.versions[-1] if here.versions else None
    if last is None and here.below:
        parts = [
            (one.duty.about_zh or one.duty.debtor_zh, prepared(here.actor, one.duty, one.version.filing, one.version))
            for one in here.below
        ]
        return _zip(here, together(parts))
    if here.filing is None or not here.reads or (last is None and not here.duty.elsewhere_ok):
        raise Unknown(Say("份报表", "filing"))
    return _zip(here, prepared(here.actor, here.duty, here.filing, last))


def _zip(here: Seen, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(title_of(here.duty).zh)}.zip"
    return response


def duty_response(request: HttpRequest, here: Seen, status: int = 200) -> HttpResponse:
    """The page, also after an act was refused."""
    duty, leg = here.duty, feeding(here.actor, here.levels)
    due = day_at(duty, leg, here.on)
    context: dict[str, Any] = {
        "here": here,
        "duty": duty,
        "title": title_of(duty),
        "source": source_of(pack(duty.version)),
        "crumbs": [Link(Say("统计填报", "Returns"), reverse("desk:returns"))],
        "badge": badge_at(duty, leg, here.on),
        "chips": chips_for(duty),
        "due": due,
        "left": left(due, here.on) if due and duty.state in _RUNNING else None,
        "filed_day": None if leg else filed_words(duty, here.on),
        "due_said": Say("补正期限", "to correct by") if duty.state == DutyState.RETURNED else Say("期限", "due"),
        "dash": dash_for(duty),
        "steps": steps(here) if duty.state in OWED else [],
        "first": _first(here),
        "undecided": Say(duty.open_zh, duty.open_en) if due_day_of(duty) is None and duty.open_zh else None,
        "points": _points(here),
        "questions": _questions(here.acts),
        "timeline": _timeline(here),
        "elsewhere": filling.records_of(duty),
        "evidence": _evidence(here),
        "pictures": attachments_of(here.actor, OWNER, [str(duty.pk)]).get(str(duty.pk), [])
        if duty.elsewhere_ok
        else [],
        "below": here.below,
        "pack_below": here.below and not here.versions,
        "news": articles_of(duty) if duty.articles_owed else (),
        "reminded": record_of(room=ROOM, kind="duty", keys=[str(duty.pk)])[:8],
        "days": DAYS_TO_CORRECT,
        "paper": filling.paper_of(duty),
        "places": range(1, POINTS + 1),
        "record_left": _record_left(here),
        "bulk": here.fills and filling.files_many(here.actor, here.on),
        "prepares": filling.prepares(duty),
        "platform": filling.platform_of(duty),
        "exports": here.filing is not None and here.reads and bool(here.versions or duty.elsewhere_ok),
        "workbook": _workbook(here),
        "reminds": _reminds(here),
    }
    context |= _content(here) | asked(here) | jointly(here) | other_bases(here)
    return page(request, "desk/returns/duty.html", context, room=ROOM, status=status)


def _workbook(here: Seen) -> str:
    """The page to download and upload its workbook, once the form was opened."""
    return reverse("desk:workbook", args=[here.filing.pk]) if here.fills and here.filing else ""


def _first(here: Seen) -> Say | None:
    """The one thing to do now, for whoever looks."""
    duty = here.duty
    if here.may["fill"] and duty.return_due_on and duty.filler is not None:
        return Say(
            f"已退回：按所列各处补正，{duty.return_due_on} 前再报",
            f"returned: correct the places, again by {duty.return_due_on}",
        )
    if here.fills and not here.may["fill"]:
        return Say("您可以先填好、会签，由牵头单位报送", "fill it in and agree; the leading office hands it in")
    if here.fills and not _record_left(here):
        if filling.prepares(duty):
            return Say("先在这里准备，再到外部平台办理", "prepare it here, then do it on the other platform")
        return Say("由您填报", "yours to fill in")
    if here.may["fill"] and filling.document_short(duty):
        return Say("由您递交文件", "yours to hand the document in")
    if here.may["elsewhere"]:
        return Say("在外部办理后，到这里登记", "do it there, then record it here")
    if here.may["pass"]:
        return Say("下级已提供：请审核后转报", "supplied from below: review and pass on")
    if here.may["accept"]:
        return Say("已报来：请审核", "filed: review it")
    return None


def _reminds(here: Seen) -> str:
    """Whom a reminder would go to now, nothing where there is nobody: a button that can only be refused is none."""
    if not here.may["remind"] or here.duty.state not in _RUNNING:
        return ""
    return "、".join(name for _, name in left_to_remind(here.actor, here.duty, here.levels, here.on))


def _record_left(here: Seen) -> bool:
    """Whether the form was handed in and only the record of what is done elsewhere is missing."""
    left = here.versions and here.duty.return_due_on is None and here.may["elsewhere"]
    return bool(left) and filling.waits_elsewhere(here.duty)


def _content(here: Seen) -> dict[str, Any]:
    """The form as it was filed, or as it is being filled in; what is missing; what changed since the last version."""
    if here.filing is None or not here.reads:
        return releases(here, ()) | {
            "form": None,
            "missing": None,
            "closing": Say(""),
            "changes": [],
            "again": None,
            "explained": [],
            "unjudged": [],
            "fields": (),
        }
    rules = filling.rules_of(here.duty, here.on)
    versions = here.versions
    before = versions[-2] if len(versions) > 1 else None
    form = read_view(versions[-1], rules=rules, against=before) if versions else read_draft(here.filing, rules=rules)
    found = missing_in(here.filing, rules) if here.fills else ()
    return {
        "form": form,
        "filed": bool(versions),
        "missing": [*_articles(here), *lacking(here), *(MissingItem(one.label, one.say) for one in found)]
        if here.fills
        else None,
        "closing": Say("必填各处都已填，没有不通过的核查", "all is filled in and nothing fails"),
        "changes": _changes(before, versions[-1]) if before else [],
        "again": versions[-1] if before else None,
        "fields": places_of(versions[-1]) if versions and here.may["back"] else (),
        "same_words": _same_words(here),
        "compared": compared(before, versions[-1], rules) if before else None,
        **_filed_before(here),
        **_checks(here),
        **releases(here, found),
    }


def _articles(here: Seen) -> list[MissingItem]:
    """The articles that are asked for beside the form and are not there yet."""
    still = filling.articles_short(here.duty) if here.duty.form_id else 0
    if not still:
        return []
    words = Say(f"还差 {still} 篇，先写好并报送", f"{still} missing: hand them in first")
    return [MissingItem(Say("信息", "Articles"), words, Link(Say("写信息", "Write one"), reverse("desk:news-new")))]


def _filed_before(here: Seen) -> dict[str, Any]:
    """What the reviewer sees of earlier filings: the figures that changed since, and apart those that did not."""
    if not here.versions or not here.may["ask"]:
        return {}
    assert here.filing is not None
    found = histories(here.filing)
    return {
        "revised": [_history(one) for one in found if one.revised],
        "filed_alike": [_history(one) for one in found if not one.revised],
    }


def _history(one: History) -> dict[str, Any]:
    """A figure with all it ever was: of which period's return and version, the amount, who handed it in, how it stands."""
    return {"label": one.label, "now": [_handed(h) for h in one.now], "before": [_handed(h) for h in one.before]}


def _handed(one: Handed) -> dict[str, Any]:
    f = one.figure
    about = "" if f.period == f.vintage else f.vintage
    return {
        "period": f.period,
        "amount": f"{f.amount:,f} {f.unit}".strip(),
        "status": Say(f.status.label, f.status.value),
        "told": Say(
            f"{about + ' 期报表 ' if about else ''}第 {f.ordinal} 版　{f.filed_on} {one.who} 报",
            f"{'return of ' + about + ', ' if about else ''}version {f.ordinal}, {f.filed_on}, {one.who}",
        ),
    }


def _same_words(here: Seen) -> Say | None:
    """Which texts are word for word the last period's, for whoever reviews them."""
    period, spots = same_words(here.versions[-1]) if here.versions and here.may["ask"] else ("", [])
    if not spots:
        return None
    zh, en = "、".join(one.label.zh for one in spots), ", ".join(one.label.en for one in spots)
    return Say(f"{zh}：与 {period} 期所报一字不差", f"{en}: word for word what was filed for {period}")


def _changes(before: Any, after: Any) -> list[DiffRow]:
    why = Say(after.why)
    return [DiffRow(Say(c.label.zh, c.label.en), c.before.zh, c.after.zh, why) for c in differences(before, after)]


def _checks(here: Seen) -> dict[str, Any]:
    """The checks with an explanation to judge."""
    given = here.versions[-1].explanations.select_related("version__filing") if here.versions else ()
    explained = explained_to(here.actor, given)
    unjudged = [one.pk for one, *_ in explained if one.ruling == Ruling.OPEN]
    return {"explained": explained, "unjudged": unjudged}


def _points(here: Seen) -> list[dict[str, str]]:
    act = filling.last_return(here.duty)
    if act is None or here.filing is None:
        return []
    layout = layout_in(here.filing)
    names = {one.id: one.zh for one in layout.form.fields()} | {filling.WHOLE: "整张表"}
    spots = {point["field"]: layout.spot(point["field"]) for point in act.points}
    return [
        {"label": names.get(p["field"]) or (spot.label.zh if (spot := spots[p["field"]]) else ""), "text": p["text"]}
        for p in act.points
    ]


def _questions(acts: Sequence[Act]) -> list[tuple[Act, Act | None]]:
    answers = {act.answers_id: act for act in acts if act.kind == ActKind.ANSWERED}
    return [(act, answers.get(act.pk)) for act in acts if act.kind == ActKind.ASKED]


def _timeline(here: Seen) -> list[TimelineEntry]:
    return [_entry(act, here.on) for act in reversed(here.acts)]


def _entry(act: Act, on: date) -> TimelineEntry:
    way = Way.BACK if act.kind in _BACK else (Way.OTHER if act.kind in _SIDE else Way.ON)
    kind = ActKind(act.kind)
    more = (
        Say(f"版本 {act.versions.partition(':')[2]}", f"version {act.versions.partition(':')[2]}")
        if act.versions
        else Say("")
    )
    then = Say("")
    if kind is ActKind.REMINDED:
        then = Say("、".join(act.detail_json.get("to", ())))
    elif kind is ActKind.RAISED:
        then = Say(f"{act.detail_json['happened']} 发生", f"happened on {act.detail_json['happened']}")
    elif kind is ActKind.RESTORED and act.detail_json.get("until"):
        then = Say(f"期限恢复为 {act.detail_json['until']}", f"due {act.detail_json['until']} again")
    elif kind is ActKind.EXTENDED:
        then = extended_words(act)
    elif kind is ActKind.COUNTED and act.detail_json.get(DECLINED):
        then = Say("未采纳，不再计入", "not taken up, no longer counted")
    elif kind is ActKind.ELSEWHERE and filling.SET_ASIDE in act.detail_json:
        then = Say("撤回登记，重新办理", "the record was set aside")
    elif kind is ActKind.ACCEPTED and act.detail_json.get("paper"):
        copies = act.detail_json["paper"]
        then = Say(f"盖章纸质件 {copies} 份已收到", f"sealed paper copies received: {copies}")
    elif kind is ActKind.JUDGED:
        then = _judged(act)
    elif kind is ActKind.RETURNED:
        days = act.detail_json
        then = Say(f"{len(act.points)} 处，{days['due']} 前再报", f"{len(act.points)} places, again by {days['due']}")
    who = Say(f"{act.who_organisation} {act.who_post} {act.who_name}")
    cite = chip_of(_cite(act))
    return TimelineEntry(act.at, who, kind.say, then, more, Say(act.reason), way, (cite,))


def _judged(act: Act) -> Say:
    """Which explanation was judged, and how."""
    holds, asked = act.detail_json["holds"], act.detail_json.get("asked", "")
    return Say(
        f"{'成立' if holds else '不成立'}：{asked}".rstrip("："),
        f"{'holds' if holds else 'does not hold'}: {asked}".rstrip(": "),
    )


def _cite(act: Act) -> Cite:
    return Cite(Say(act.cite_zh, act.cite_en), Basis(act.basis), act.pack_id, act.article)


def _evidence(here: Seen) -> list[Any]:
    key = f"{here.duty.pk}:{PART}"
    return attachments_of(here.actor, OWNER, [key]).get(key, [])
