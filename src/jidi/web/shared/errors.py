"""Pages for what did not go as wished. Each says what happened, why, what to do next; none loses what was typed."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from jidi.accounts.codes import NATION
from jidi.audit.services import About, record_refusal
from jidi.audit.who import VISITOR
from jidi.common.say import HOUSE, Cite, Refused, Say, house
from jidi.web.shared.acting import LAYOUT, actor_of, now_of
from jidi.web.shared.language import Words, spoken
from jidi.web.shared.parts import Link

logger = logging.getLogger("jidi.web")

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_NOT_SHOWN = frozenset({"csrfmiddlewaretoken", "once", "seen", "changed"})
_CODE = re.compile(r"[a-z*][a-z0-9_.:*-]*")
"""What a select or a hidden field sends: a name of ours, no word of the person's."""
ENTRY = Say("所填", "entry")
_KEPT_AS = {
    "reason": Say("理由", "reason"), "text": Say("内容", "text"), "days": Say("天数", "days"), "opinion": Say("意见", "opinion"),
    "title": Say("标题", "title"), "body": Say("正文", "body"), "why": Say("为什么", "why"), "urgent_why": Say("为什么重要", "why urgent"),
    "until": Say("延至", "until"), "on": Say("日期", "day"), "happened": Say("发生日期", "day it happened"), "what": Say("做了什么", "what"),
    "where": Say("在哪里", "where"), "said_by": Say("谁说明", "who says so"), "link": Say("链接", "link"), "note": Say("备注", "note"),
    "name": Say("名称", "name"), "value": Say("取值", "value"), "act": Say("依据文件", "document"), "number": Say("文号", "number"),
}  # fmt: skip
"""What the fields of our pages are called; any other is 所填: never a name of the code."""
_NEVER_KEPT = frozenset({"csrfmiddlewaretoken", "changed"})
HOME = Link(Say("回到首页", "To the first page"), "/", main=True)
KEPT = Say("您填的都还在。", "All you typed is still here.")


@dataclass(frozen=True, slots=True)
class Kept:
    """What was typed, to be sent again from the page that says why it was not accepted.

    ``fields`` is shown and sent again, ``hidden`` sent only, ``files`` are names of files to be chosen anew.
    """

    address: str
    fields: tuple[tuple[Words, str], ...]
    hidden: tuple[tuple[str, str], ...]
    files: tuple[str, ...] = ()
    again: bool = True


@dataclass(frozen=True, slots=True)
class Oops:
    """One such page: what happened, why (with what it rests on), what to do next, and where to go."""

    status: int
    what: Say
    why: Say
    next_step: Say
    cite: Cite | None = HOUSE
    links: tuple[Link, ...] = (HOME,)
    number: str = ""
    kept: Kept | None = None


def new_number() -> str:
    """A short number that stands on the page and in the log: E-7Q2K."""
    return "E-" + "".join(secrets.choice(_ALPHABET) for _ in range(4))


# --- answering -----------------------------------------------------------------------------------------------------


def answer(request: HttpRequest, oops: Oops) -> HttpResponse:
    """Say it in the form the request asked for: a page, a fragment for htmx, data for the autosave."""
    if request.headers.get("X-Autosave"):
        return JsonResponse(
            {"what": spoken(oops.what), "next": spoken(oops.next_step)},
            status=oops.status,
            json_dumps_params={"ensure_ascii": False},
        )
    part = request.headers.get("HX-Request") == "true"
    # When something of ours broke, the bars might be it: that page stands alone.
    at_desk = oops.status < HTTPStatus.INTERNAL_SERVER_ERROR and actor_of(request) is not None
    context = {"oops": oops, "layout": LAYOUT if at_desk else "jd/bare.html"}
    response = render(request, "jd/refused_part.html" if part else "jd/oops.html", context, status=oops.status)
    if part:
        response.headers["HX-Retarget"] = "#jd-said"
        response.headers["HX-Reswap"] = "innerHTML"
    return response


def refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The page of what a service refused. An attempt the audit trail does not know of yet is written down here."""
    _audit(request, refused)
    kept = kept_of(request) if request.method == "POST" else None
    back = _came_from(request)
    number = new_number()
    logger.info("%s refused %s: %s %s", number, refused.code, request.method, request.path)
    links = (Link(Say("回到刚才的页面", "Back to the page before"), back, main=True), Link(HOME.text, HOME.href))
    oops = Oops(
        status=refused.status,
        what=refused.what,
        why=refused.why,
        next_step=refused.next_step,
        cite=refused.cite,
        links=links if back else (HOME,),
        number=number,
        kept=kept,
    )
    return answer(request, oops)


def _audit(request: HttpRequest, refused: Refused) -> None:
    """Write down what slipped past the services: every refused act, and every look at what one may not see."""
    actor = actor_of(request)
    who = actor.who if actor else None
    looked = refused.code in ("denied", "unknown")
    if refused.recorded or (request.method != "POST" and not (looked and who)):
        return
    match = request.resolver_match
    action = "page.refused" if request.method == "POST" else "page.not-shown"
    # The area of whoever asked: else no auditor would ever see the attempt.
    area = actor.area_code if actor else NATION
    about = About("page", f"{match.view_name if match else ''} {request.path}"[:80], area)
    record_refusal(at=now_of(request), who=who or VISITOR, action=action, about=about, refusal=refused)
    refused.recorded = True


def kept_of(request: HttpRequest, *, again: bool = False) -> Kept | None:
    """What the person typed, without secrets; None when nothing was.

    ``again`` offers to send it once more from here. That is done only for what came from a page of this very site:
    another site must not be able to have somebody confirm what it made up.
    """
    pairs = [(name, value) for name, values in request.POST.lists() for value in values if name not in _NEVER_KEPT]
    pairs = [(name, str(value)) for name, value in pairs if "password" not in name.lower()]
    files = tuple(one.name or "" for name in request.FILES for one in request.FILES.getlist(name))
    shown = tuple(
        (_KEPT_AS.get(name.rpartition("-")[2], ENTRY), value)
        for name, value in pairs
        if name not in _NOT_SHOWN and value.strip() and (name in _KEPT_AS or not _CODE.fullmatch(value.strip()))
    )
    if not shown and not files:
        return None
    hidden = tuple((name, value) for name, value in pairs)
    return Kept(request.get_full_path(), shown, hidden, files, again and from_own_page(request))


def from_own_page(request: HttpRequest) -> bool:
    """Whether the browser says that the request came from a page of this site."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return bool(origin) and urlsplit(origin).netloc == request.get_host()


def _came_from(request: HttpRequest) -> str:
    """The page before, when it is one of ours and another than this."""
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(referer)
    address = parts.path + (f"?{parts.query}" if parts.query else "")
    return "" if address == request.get_full_path() and request.method == "GET" else address


# --- what belongs to no room ---------------------------------------------------------------------------------------


def wrong_method(request: HttpRequest, allowed: Sequence[str]) -> HttpResponse:
    """An address opened in another way than it is made for, such as a bookmark of a button."""
    oops = Oops(
        HTTPStatus.METHOD_NOT_ALLOWED,
        Say("这个地址不能这样打开。", "This address cannot be opened like this."),
        Say(
            "它只用来接收页面上的按钮送来的内容。" if "POST" in allowed else "它只用来查看。",
            "It only takes what a button of a page sends." if "POST" in allowed else "It is for looking only.",
        ),
        Say("请从页面上的链接或按钮进入。", "Use the link or button on the page."),
    )
    response = answer(request, oops)
    response.headers["Allow"] = ", ".join(allowed)
    return response


def lost_session(request: HttpRequest) -> HttpResponse:
    """Somebody wrote, but their log-in had ended: nothing was done, and nothing typed is lost."""
    login = settings.LOGIN_URL
    oops = Oops(
        HTTPStatus.UNAUTHORIZED,
        Say("登录已结束，刚才的内容还没有办理。", "Your log-in had ended, so nothing was done yet."),
        Say("一段时间没有操作，登录会自动结束。", "A log-in ends by itself after some idle time."),
        Say(
            "请先在新窗口登录，再回到这一页，点「再办一次」。",
            "Log in in a new window, come back to this page and press “Do it now”.",
        ),
        cite=house("闲置后自动退出", "idle log-ins end"),
        links=(Link(Say("在新窗口登录", "Log in (new window)"), login, main=True),),
        kept=kept_of(request, again=True),
    )
    return answer(request, oops)


def stale_page(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token no longer fits: the page is old, or somebody logged in since. What was typed can be sent again."""
    kept = kept_of(request, again=True)
    again = kept is not None and kept.again
    oops = Oops(
        HTTPStatus.FORBIDDEN,
        Say("页面已过期，刚才的内容还没有办理。", "The page is out of date; nothing was done yet."),
        Say(
            "只接受本人在有效登录期间打开的页面送来的内容。",
            "Only what comes from a page opened during the present log-in is accepted.",
        ),
        Say("请核对下面您填的内容，点「再办一次」。", "Check what you typed below and press “Do it now”.")
        if again
        else Say("请重新打开这一页再办。", "Open the page again."),
        cite=house("表单须出自有效登录", "forms come from a living log-in"),
        links=(Link(Say("回到首页", "To the first page"), "/", main=not again),),
        kept=kept,
    )
    return answer(request, oops)


def too_large(request: HttpRequest) -> HttpResponse:
    """One request carried more than it may."""
    limit = settings.MAX_REQUEST_BYTES // (1024 * 1024)
    oops = Oops(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        Say("一次上传的内容太大，没有保存。", "Too much at once; nothing was saved."),
        Say(f"一次提交连同附件最多 {limit} MB。", f"One submission with its attachments may hold {limit} MB."),
        Say(
            "请按浏览器的「后退」，分几次上传，或者压缩图片后再传；已自动保存的内容都在。",
            "Go back in your browser and upload in several steps, or make pictures smaller; what was autosaved is safe.",
        ),
        cite=house("上传上限", "limit of an upload"),
    )
    return answer(request, oops)


def locked_out(
    request: HttpRequest, *args: Any, credentials: dict[str, Any] | None = None, **kwargs: Any
) -> HttpResponse:
    """A name is locked after too many wrong passwords; whether the name exists is not said."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    count = settings.AXES_FAILURE_LIMIT
    oops = Oops(
        HTTPStatus.TOO_MANY_REQUESTS,
        Say("账号暂时锁定。", "This name is locked for now."),
        Say(
            f"这个用户名的密码已连续输错 {count} 次，{minutes} 分钟内不能登录。",
            f"Its password was wrong {count} times in a row; it cannot log in for {minutes} minutes.",
        ),
        Say(
            f"请在 {minutes} 分钟后再试；忘记密码的，请本单位的系统管理员重设；不是您本人操作的，请告诉安全管理员。",
            f"Try again after {minutes} minutes; for a lost password ask your system administrator; "
            "if it was not you, tell the security administrator.",
        ),
        cite=house("连续输错密码锁定", "wrong passwords lock a name"),
        links=(Link(Say("回到登录页", "Back to the log-in page"), settings.LOGIN_URL, main=True),),
    )
    return answer(request, oops)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """No such page, or none this person may know of: both read alike."""
    oops = Oops(
        HTTPStatus.NOT_FOUND,
        Say("没有找到这一页。", "This page was not found."),
        Say(
            "地址可能写错或已改变，也可能不在您当前职务可见的范围内。",
            "The address may be mistyped or out of date, or lie outside what your present post can see.",
        ),
        Say(
            "请从首页的列表或顶部搜索进入，或切换职务后再试。",
            "Start from the lists of the first page, or change to another of your posts.",
        ),
        cite=None,
    )
    return answer(request, oops)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Not for this person."""
    oops = Oops(
        HTTPStatus.FORBIDDEN,
        Say("您不能打开这一页。", "You cannot open this page."),
        Say("您当前的职务不办理这一类事项。", "Your present post does not deal with this."),
        Say("请切换到有权办理的职务，或联系其经办人。", "Change to a post that may, or turn to whoever holds it."),
    )
    return answer(request, oops)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that cannot be read."""
    oops = Oops(
        HTTPStatus.BAD_REQUEST,
        Say("没有读懂送来的内容，没有办理。", "What was sent could not be read; nothing was done."),
        Say(
            "内容不完整，或者一次送来的栏目太多。",
            "It was not complete, or held more fields than one page may send.",
        ),
        Say("请按浏览器的「后退」，核对后再办一次。", "Go back in your browser, check, and try again."),
    )
    return answer(request, oops)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something of ours broke. The number stands in the log too."""
    number = new_number()
    logger.error("%s %s %s", number, request.method, request.path)
    oops = Oops(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        Say("系统这一步没有办成。", "This step did not go through."),
        Say(
            "原因在系统一侧，已经记录；没有留下半截的改动。",
            "The cause lies with the system and has been recorded; nothing was left half done.",
        ),
        Say(
            "请稍后再办一次；仍不行时，把下面的编号告诉管理员。",
            "Try again shortly; if it stays so, give the number below to your administrator.",
        ),
        cite=None,
        number=number,
    )
    return answer(request, oops)
