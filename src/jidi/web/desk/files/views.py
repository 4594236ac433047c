"""One attachment, to show or to keep. Whoever may not see its owner gets the same answer as for a file that is not."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponseBase

from jidi.accounts.acting import Actor
from jidi.files.queries import open_for
from jidi.web.desk.http import actor_required, reads


@reads
@actor_required
def file(request: HttpRequest, actor: Actor, key: str) -> HttpResponseBase:
    """Send an attachment; ``?show=1`` shows what a browser can show by itself, all else is saved."""
    found = open_for(actor, key, inline="show" in request.GET)
    response = FileResponse(found.path.open("rb"))
    for name, value in found.headers.items():
        response[name] = value
    return response
