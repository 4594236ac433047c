"""A place with registers of its own: the plans and measures, the mechanism of a city or a province."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from jidi.accounts.acting import Actor
from jidi.bases.queries.places import place_for, places_above, version_over
from jidi.bases.queries.registers import parts_of_place
from jidi.web.desk.bases.shown import parts_shown
from jidi.web.desk.bases.words import ROOM, crumbs, require_business
from jidi.web.desk.http import actor_required, page, reads, today_of


@reads
@actor_required
def place(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """What is on record about a place itself, by the registers of the pack in force there."""
    require_business(actor)
    on = today_of(request)
    area = place_for(actor, code)
    version = version_over(area.pk, on)
    parts = parts_of_place(version, area.pk, area.tier, on) if version else []
    context = {
        "area": area,
        "crumbs": crumbs(),
        "parts": parts_shown(actor, version, parts, on, area_code=area.pk),
        "version": version,
        "others": [one for one in places_above(actor.area_code) if one.pk != area.pk],
    }
    return page(request, "desk/bases/place.html", context, room=ROOM)
