"""What the platform calls itself: after the province whose people work here, never after one written in the code."""

from __future__ import annotations

from django.http import HttpRequest

from jidi.accounts.acting import Actor
from jidi.accounts.enums import OrgKind, Tier
from jidi.accounts.models import Division, Organisation
from jidi.common.say import Say

NAME_KEY = "jidi_site"
"""Where the session keeps the province's name, so that pages do not ask for it again."""
_PLATFORM = Say("外贸转型升级基地管理平台", "Foreign trade base platform")


def platform_name(province: str = "") -> Say:
    """The name in the top bar; without a province just what it is."""
    return Say(f"{province}{_PLATFORM.zh}", f"{_PLATFORM.en} · {province}" if province else _PLATFORM.en)


def province_of(actor: Actor) -> str:
    """The name of the province the actor works in."""
    code = f"{actor.area_code[:2]}0000"
    return Division.objects.filter(code=code).values_list("name", flat=True).first() or ""


def only_province() -> str:
    """The province of a site that serves one; "" where several do, or none is set up yet."""
    found = Organisation.objects.filter(kind=OrgKind.AUTHORITY, tier=Tier.PROVINCE, valid_to__isnull=True)
    names = list(found.values_list("area__name", flat=True).distinct()[:2])
    return names[0] if len(names) == 1 else ""


def name_for(request: HttpRequest, actor: Actor | None) -> Say:
    """The platform's name for this reader; the session remembers the province once it was looked up."""
    if actor is None:
        return platform_name(only_province())
    remembered = request.session.get(NAME_KEY)
    if not isinstance(remembered, list) or remembered[0] != actor.area_code[:2]:
        remembered = [actor.area_code[:2], province_of(actor)]
        request.session[NAME_KEY] = remembered
    return platform_name(remembered[1])
