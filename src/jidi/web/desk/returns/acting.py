"""Handing a duty in, passing it on, reminding of it."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from jidi.accounts.acting import Actor
from jidi.common.say import Say
from jidi.filings.services import NotComplete
from jidi.returns import services
from jidi.returns.queries import filling
from jidi.web.desk.http import actor_required, done, now_of, once_of, today_of, writes
from jidi.web.desk.returns.form import form_page
from jidi.web.desk.returns.seen import seen


@writes
@actor_required
def file(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Hand it in; what is missing leads back to the form, each place named."""
    here = seen(actor, pk, today_of(request))
    why = request.POST.get("why", "")
    try:
        services.hand_in(
            actor=actor, duty=here.duty, on=here.on, at=now_of(request), once_key=once_of(request), why=why
        )
    except NotComplete:
        if here.filing is None:
            raise
        return form_page(request, here, here.filing, status=HTTPStatus.UNPROCESSABLE_ENTITY, complete=True)
    done(request, _handed_in(prepared=filling.prepares(here.duty), where=filling.platform_of(here.duty)))
    return redirect("desk:duty", pk)


def _handed_in(*, prepared: bool, where: Say) -> Say:
    """What is said after it; with what is only prepared here comes the next step, for the duty stays open."""
    if not prepared:
        return Say("已报送。", "Handed in.")
    return Say(
        f"已准备好。下一步：下载「数据和图片打包」，到{where.zh}办理，再回到这里登记。",
        f"Prepared. Next: download the zip, do it on {where.en or where.zh}, then come back and record it.",
    )


@writes
@actor_required
def pass_on(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Pass it on, reviewed."""
    here = seen(actor, pk, today_of(request))
    services.pass_on(
        actor=actor, duty=here.duty, on=here.on, at=now_of(request), once_key=once_of(request),
        opinion=request.POST.get("opinion", "").strip(),
    )  # fmt: skip
    done(request, Say("已审核转报。", "Reviewed and passed on."))
    return redirect("desk:duty", pk)


@writes
@actor_required
def remind(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Remind whoever has it."""
    here = seen(actor, pk, today_of(request))
    acts = services.remind(
        actor=actor, duties=[here.duty.pk], on=here.on, at=now_of(request), once_key=once_of(request),
        note=request.POST.get("note", "").strip(),
    )  # fmt: skip
    names = "、".join(acts[0].detail_json["to"])
    done(request, Say(f"已催办：{names}。", f"Reminded: {names}."))
    return redirect("desk:duty", pk)
