"""放行准强制: who fills in asks above, who receives it releases or does not; on the page of a duty."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from jidi.accounts.acting import Actor
from jidi.common.say import Say
from jidi.filings.found import Found
from jidi.returns import services
from jidi.returns.enums import SETTLED
from jidi.returns.queries.releases import stands_in_the_way, wished
from jidi.web.desk.http import actor_required, done, now_of, once_of, today_of, writes
from jidi.web.desk.returns.seen import Seen, seen


def releases(here: Seen, missing: Iterable[Found]) -> dict[str, Any]:
    """What was asked to be released and waits for whoever may, and what the person may ask for: of ``missing`` the checks
    that stand in the way and were not asked for yet."""
    if here.filing is None or here.duty.state in SETTLED:
        return {}
    way = stands_in_the_way(here.filing, missing) if here.may["fill"] else {}
    above = here.may["exempt"] if here.duty.filler is None else here.may["ask"]
    if not way and not above:
        return {}
    open_ = wished(here.duty)
    asked = {one.detail_json["check"] for one in open_}
    return {
        "wishes": open_ if above else [],
        "wished": [one for one in open_ if one.detail_json["check"] in way],
        "may_wish": [(check, words) for check, words in way.items() if check not in asked],
    }


@writes
@actor_required
def ask_release(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Ask above for a release."""
    here = seen(actor, pk, today_of(request))
    services.ask_release(
        actor=actor, duty=here.duty, check=request.POST.get("check", ""), reason=request.POST.get("reason", ""),
        on=here.on, at=now_of(request), once_key=once_of(request),
    )  # fmt: skip
    done(
        request,
        Say("已申请放行，上级放行后即可报送。", "Asked for; it can be handed in once it is released."),
    )
    return redirect("desk:duty", pk)


@writes
@actor_required
def release(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Release a check, or say why not."""
    here = seen(actor, pk, today_of(request))
    refuses = request.POST.get("verdict") == "no"
    act = services.refuse_release if refuses else services.release
    act(
        actor=actor, duty=here.duty, check=request.POST.get("check", ""), reason=request.POST.get("reason", ""),
        on=here.on, at=now_of(request), once_key=once_of(request),
    )  # fmt: skip
    done(
        request,
        Say("已说明不予放行。", "Not released; the reason was sent.") if refuses else Say("已放行。", "Released."),
    )
    return redirect("desk:duty", pk)
