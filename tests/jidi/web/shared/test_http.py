"""The guards of a view."""

from __future__ import annotations

import re

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from jidi.audit.models import Entry
from jidi.common.models import ClockOffset
from jidi.common.say import Refused, Say, Unknown, house
from jidi.web.shared.http import WroteWhileReadingError, is_part, once_of, page, reads, writes

pytestmark = pytest.mark.django_db

REFUSED = Refused(
    Say("没有退回。", "Not returned."),
    Say("这一步已由他人办理。", "Somebody else has done this step."),
    Say("请打开案卷看现在的情况。", "Open the matter and look."),
    cite=house("先办者有效", "the first one counts"),
    code="already-done",
)


@reads
def look(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(ClockOffset.objects.count()))


@reads
def look_and_write(request: HttpRequest) -> HttpResponse:
    ClockOffset.objects.create(seconds=1)
    return HttpResponse()


@reads
def look_inside_a_transaction(request: HttpRequest) -> HttpResponse:
    with transaction.atomic():
        return HttpResponse()


@writes
def act(request: HttpRequest) -> HttpResponse:
    ClockOffset.objects.create(seconds=1)
    return HttpResponse(once_of(request))


@writes
def refuse(request: HttpRequest) -> HttpResponse:
    raise Refused(REFUSED.what, REFUSED.why, REFUSED.next_step, cite=REFUSED.cite, code=REFUSED.code)


@reads
def unknown(request: HttpRequest) -> HttpResponse:
    raise Unknown(Say("份案卷", "matter"))


def test_a_reading_view_reads() -> None:
    assert look(RequestFactory().get("/")).content == b"0"
    assert look(RequestFactory().head("/")).status_code == 200


def test_a_reading_view_that_writes_is_stopped() -> None:
    with pytest.raises(WroteWhileReadingError, match="INSERT"):
        look_and_write(RequestFactory().get("/"))


def test_a_reading_view_takes_no_write_lock() -> None:
    with pytest.raises(WroteWhileReadingError, match="SAVEPOINT"):
        look_inside_a_transaction(RequestFactory().get("/"))


def test_a_reading_view_takes_nothing() -> None:
    answer = look(RequestFactory().post("/"))
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")


def test_a_writing_view_is_not_opened_by_a_link() -> None:
    answer = act(RequestFactory().get("/"))
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "请从页面上的链接或按钮进入" in answer.content.decode()
    assert not ClockOffset.objects.exists()


def test_a_writing_view_gets_the_key_of_its_page() -> None:
    assert act(RequestFactory().post("/", {"once": "k" * 20})).content == b"k" * 20
    assert once_of(RequestFactory().post("/")) == ""


def test_a_refusal_becomes_a_page_with_reason_and_next_step() -> None:
    answer = refuse(RequestFactory().post("/", {"reason": "我写的理由"}))
    text = answer.content.decode()
    assert answer.status_code == 409
    for part in ("没有退回", "这一步已由他人办理。", "先办者有效", "请打开案卷看现在的情况。", "我写的理由"):
        assert part in text
    assert re.search(r"<b>E-[2-9A-Z]{4}</b>", text)


def test_a_refusal_that_slipped_past_the_services_is_written_down() -> None:
    refuse(RequestFactory().post("/somewhere/"))
    entry = Entry.objects.get()
    assert (entry.action, entry.outcome, entry.object_kind) == ("page.refused", "refused", "page")


def test_looking_at_what_is_not_there_leaves_no_line_for_a_visitor() -> None:
    assert unknown(RequestFactory().get("/")).status_code == 404
    assert not Entry.objects.exists()


def test_htmx_gets_a_fragment_for_the_place_of_messages() -> None:
    answer = refuse(RequestFactory().post("/", headers={"HX-Request": "true"}))
    assert answer.headers["HX-Retarget"] == "#jd-said"
    assert "<html" not in answer.content.decode()
    assert "没有退回。" in answer.content.decode()


def test_autosave_gets_words_to_show() -> None:
    answer = refuse(RequestFactory().post("/", headers={"X-Autosave": "1"}))
    assert answer.headers["Content-Type"] == "application/json"
    assert "请打开案卷" in answer.content.decode()


def test_htmx_gets_the_content_without_the_shell() -> None:
    whole = page(RequestFactory().get("/"), "desk/accessibility.html").content.decode()
    part = page(RequestFactory().get("/", headers={"HX-Request": "true"}), "desk/accessibility.html").content.decode()
    assert "<html" in whole
    assert "<html" not in part
    assert "Esc" in part
    assert not is_part(RequestFactory().get("/", headers={"HX-Request": "true", "HX-Boosted": "true"}))
