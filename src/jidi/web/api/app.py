"""The API itself: its routers, its description (OpenAPI), and one way in which refusals are answered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.renderers import BaseRenderer
from ninja.responses import NinjaJSONEncoder

from jidi.common.say import Refused, Say, Unknown
from jidi.web.api.articles import router as articles
from jidi.web.api.documents import router as documents
from jidi.web.api.door import NO_TOKEN, Token, bad_key, no_store, problem, unreadable
from jidi.web.api.duties import router as duties
from jidi.web.api.me import router as me


class Json(BaseRenderer):
    """JSON with Chinese as it is written, not as escapes."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> str:
        """Write an answer."""
        return json.dumps(data, cls=NinjaJSONEncoder, ensure_ascii=False)


api = NinjaAPI(
    title="Jidi 基地",
    version="1",
    description="填报、查询的接口，和页面同一套规则、同一套权限。The same rules and permissions as the pages.",
    auth=Token(),
    renderer=Json(),
    docs_url=None,  # its page of documentation leans on inline scripts, which our policy for content refuses
    urls_namespace="api",
)
api.add_router("", articles)
api.add_router("", documents)
api.add_router("", me)
api.add_router("", duties)


def _answer(request: HttpRequest, refused: Refused) -> HttpResponse:
    return no_store(api.create_response(request, problem(refused), status=refused.status))


@api.exception_handler(Refused)
def refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    """A refusal of a service, in its own words."""
    return _answer(request, refused)


@api.exception_handler(AuthenticationError)
def not_let_in(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """No token, or one that opens nothing."""
    return _answer(request, NO_TOKEN)


@api.exception_handler(ValidationError)
def misread(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A request that is not as described: every place is named."""
    if any("Idempotency-Key" in found.get("loc", ()) for found in error.errors):
        return _answer(request, bad_key())
    places = [_place(one) for one in error.errors]
    return _answer(request, unreadable(Say("；".join(one.zh for one in places), "; ".join(one.en for one in places))))


_WRONG = {
    "missing": "缺这一项",
    "string_type": '要写成文本，数也放在引号里，如 "214.30"',
    "int_type": "要是整数",
    "int_parsing": "要是整数",
    "int_from_float": "要是整数",
    "dict_type": "要是对象（地址: 值）",
    "model_attributes_type": "要是对象",
    "extra_forbidden": "没有这一项",
    "json_invalid": "不是 JSON",
}
"""What is wrong with a place of a request, by pydantic's name for it."""


def _place(found: Mapping[str, Any]) -> Say:
    at = ".".join(str(part) for part in found.get("loc", ()))
    zh = _WRONG.get(str(found.get("type", "")), "不是接口说明里要的格式")
    return Say(f"{at}：{zh}", f"{at}: {found.get('msg', '')}")


@api.exception_handler(HttpError)
def broken_body(request: HttpRequest, error: HttpError) -> HttpResponse:
    """A body that is no JSON."""
    return _answer(request, unreadable(Say("请求不是 JSON", str(error))))


@api.exception_handler(RequestDataTooBig)
def too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    """A body larger than one request may carry."""
    refused = unreadable(Say("请求太大", "the body is too large"))
    refused.status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return _answer(request, refused)


@api.exception_handler(MultiPartParserError)
@api.exception_handler(TooManyFilesSent)
def torn(request: HttpRequest, error: Exception) -> HttpResponse:
    """A body that is no multipart, or one with more files than a request may carry."""
    return _answer(request, unreadable(Say("请求不是完整的 multipart/form-data", str(error))))


@api.exception_handler(Http404)
def not_there(request: HttpRequest, error: Exception) -> HttpResponse:
    """There is no such thing, or its reader may not know of it."""
    return _answer(request, Unknown(Say("项", "thing")))
