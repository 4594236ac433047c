"""Waiving, putting off, recording what was done elsewhere, setting by when one is fed."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from jidi.accounts.acting import Actor
from jidi.common.say import Refused, Say, house
from jidi.files.queries import attachments_of
from jidi.returns import services
from jidi.returns.queries.duties import OWNER
from jidi.returns.services.elsewhere import PART
from jidi.web.desk.http import actor_required, done, now_of, once_of, today_of, writes
from jidi.web.desk.returns.days import day_sent
from jidi.web.desk.returns.seen import seen


def _reasoned(request: HttpRequest, actor: Actor, pk: int, act: Callable[..., object], words: Say) -> HttpResponseBase:
    """Do one act on a duty that takes a reason and nothing else, say so, and go back to its page."""
    here, reason = seen(actor, pk, today_of(request)), request.POST.get("reason", "")
    act(actor=actor, duty=here.duty, reason=reason, on=here.on, at=now_of(request), once_key=once_of(request))
    done(request, words)
    return redirect("desk:duty", pk)


@writes
@actor_required
def waive(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Waive it for its period."""
    return _reasoned(request, actor, pk, services.waive, Say("已豁免，已告知下级。", "Waived; those below were told."))


@writes
@actor_required
def extend(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Put its day off."""
    here = seen(actor, pk, today_of(request))
    services.extend(
        actor=actor, duty=here.duty, until=day_sent(request, "until"), reason=request.POST.get("reason", ""), on=here.on,
        at=now_of(request), once_key=once_of(request),
    )  # fmt: skip
    done(request, Say("已延期，已告知下级。", "Put off; those below were told."))
    return redirect("desk:duty", pk)


@writes
@actor_required
def restore(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Take a waiver or the last extension back."""
    return _reasoned(
        request, actor, pk, services.take_back, Say("已撤销，已告知下级。", "Taken back; those below were told.")
    )


@writes
@actor_required
def elsewhere(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Take the pictures in and record what was done elsewhere. Pictures stay if the record is refused."""
    here = seen(actor, pk, today_of(request))
    at = now_of(request)
    key = f"{here.duty.pk}:{PART}"
    there = {(row.name, row.size) for row in attachments_of(actor, OWNER, [key]).get(key, [])}
    for one in request.FILES.getlist("file"):
        if (one.name, one.size) not in there:  # chosen again after a refusal: it is kept already
            services.attach_evidence(actor=actor, duty=here.duty, name=one.name or "", content=one.chunks(), at=at)
    # They are kept whatever comes of the record: a page that says why it was refused must not ask for them anew.
    request.FILES.clear()
    keys = tuple(row.key for row in attachments_of(actor, OWNER, [key]).get(key, []))
    told = services.Told(
        request.POST.get("what", ""), request.POST.get("where", ""), day_sent(request, "on"), request.POST.get("said_by", ""),
        request.POST.get("link", ""), keys,
    )  # fmt: skip
    services.record_elsewhere(actor=actor, duty=here.duty, told=told, on=here.on, at=at, once_key=once_of(request))
    done(request, Say("已登记外部办理。", "Recorded as done elsewhere."))
    return redirect("desk:duty", pk)


@writes
@actor_required
def set_aside(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Set the record of what was done elsewhere aside: to correct it, or because a level above doubts it."""
    return _reasoned(
        request,
        actor,
        pk,
        services.set_elsewhere_aside,
        Say("已撤回这条登记，请重新登记。", "The record was set aside; record it anew."),
    )


@writes
@actor_required
def picture(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Add pictures to what is prepared for another platform."""
    here = seen(actor, pk, today_of(request))
    chosen = request.FILES.getlist("file")
    if not chosen:
        raise Refused(
            Say("没有添加。", "Nothing was added."),
            Say("还没有选图片。", "No picture was chosen."),
            Say("请选图片后再上传。", "Choose one, then upload."),
            cite=house("图片随打包下载", "pictures go into the zip"),
            status=422,
            code="no-file",
        )
    for one in chosen:
        services.attach_prepared(
            actor=actor, duty=here.duty, name=one.name or "", content=one.chunks(), at=now_of(request)
        )
    done(
        request,
        Say(f"已添加 {len(chosen)} 张图片，随打包下载。", f"{len(chosen)} pictures added; they go into the zip."),
    )
    return redirect("desk:duty", pk)


@writes
@actor_required
def legs(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Set how many days before its own day the debtor wants what feeds it."""
    here = seen(actor, pk, today_of(request))
    days = request.POST.get("days", "")
    services.set_leg_days(
        actor=actor, duty=here.duty, leg=request.POST.get("leg", ""),
        days_before=int(days) if days.isdecimal() and len(days) < 4 else -1, on=here.on, at=now_of(request),
        once_key=once_of(request), every_period=request.POST.get("every") == "yes",
    )  # fmt: skip
    done(request, Say("已设定下级提供的时间。", "Set by when it is fed."))
    return redirect("desk:duty", pk)
