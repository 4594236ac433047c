"""The probe of handing a return in: a bare Django view that stores the very rows the product stores for it.

A plain form checks the hundred figures, and one transaction writes the version with its hundred figures, where it stands, the act,
the duty with its level, the next work item, the key and two lines of a log. No permissions, no rules, no chain, no digests,
nothing looked up of earlier periods. ``bench returns`` counts the rows of every table and refuses to compare when product
and probe did not store as many of each.
"""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from jidi.agenda.models import WorkItem
from jidi.audit.models import Entry, Head
from jidi.common.clock import clock
from jidi.common.models import OnceOnly
from jidi.filings.models import Draft, Filing, Standing, Version
from jidi.returns.models import Act, Duty

FIELDS = 100


class Sheet(forms.Form):
    """The hundred figures, all required."""


for _n in range(1, FIELDS + 1):
    Sheet.base_fields[f"f{_n}"] = forms.DecimalField(max_digits=20)


def file(request: HttpRequest) -> HttpResponse:
    """Hand a return in. Answers 422 for a form that is not complete."""
    now = clock.now()
    duty = Duty.objects.get(pk=request.POST["duty"])
    with transaction.atomic():
        once = OnceOnly.objects.create(
            key=request.POST["once"], who=str(request.user.pk), what="file", content="", made_at=now
        )
        filing = Filing.objects.get(owner_kind="duty", owner_key=str(duty.pk))
        cells = json.loads(Draft.objects.get(filing=filing).cells_json)
        sheet = Sheet({name: cell["text"] for name, cell in cells.items()})
        if not sheet.is_valid():
            return HttpResponse(sheet.errors.as_json(), status=422)
        act = _stored(request, duty, filing, sheet.cleaned_data, now)
        OnceOnly.objects.filter(pk=once.pk).update(result_json=str(act.pk))
    return HttpResponseRedirect(f"/returns/{duty.pk}/")


def _stored(request: HttpRequest, duty: Duty, filing: Filing, values: dict[str, Any], now: datetime) -> Act:
    today = now.date()
    by = {
        "person_id": request.user.pk, "who_name": request.user.name, "who_post": "经办", "who_organisation": "商务局",  # type: ignore[union-attr]
    }  # fmt: skip
    version = Version.objects.create(
        filing=filing, ordinal=1, values_json=json.dumps({k: str(v) for k, v in values.items()}), made_at=now, why="",
        digest="-", **by,
    )  # fmt: skip
    Standing.objects.create(version=version, status="filed", since=now)
    duty.state, duty.at, duty.filler, duty.filed_at = "filed", duty.at + 1, duty.at, now
    duty.first_filed_on, duty.first_filed_at, duty.cells_owed, duty.cells_filled = today, now, FIELDS, FIELDS
    duty.save(
        update_fields=[
            "state",
            "at",
            "filler",
            "filed_at",
            "first_filed_on",
            "first_filed_at",
            "cells_owed",
            "cells_filled",
        ]
    )
    duty.levels.filter(place=duty.filler).update(state="passed", passed_on=today, first_passed_on=today)
    act = Act.objects.create(
        duty=duty, kind="filed", at=now, on=today, place=duty.filler, versions=f"{filing.pk}:1", pack_id="-", article="2",
        cite_zh="第二条", cite_en="Article 2", basis="article", **by,
    )  # fmt: skip
    WorkItem.objects.filter(room="returns", key=str(duty.pk), done_at__isnull=True).update(done_at=now, living_key=None)
    WorkItem.objects.create(
        room="returns", kind="duty", key=str(duty.pk), addressee="office:commerce:province", area_code=duty.area_code,
        living_key=f"returns:duty:{duty.pk}:office:commerce:province", what_zh=duty.zh, what_en=duty.en, pack_id="-",
        article="2", cite_zh="第二条", cite_en="Article 2", basis="article", next_zh="去审核", next_en="Review",
        holder_zh="省商务厅", holder_en="Commerce", due_on=today, opened_at=now,
    )  # fmt: skip
    _logged(duty, version, act, by, now)
    return act


def _logged(duty: Duty, version: Version, act: Act, by: dict[str, Any], now: datetime) -> None:
    """Two numbered lines, as many as the product chains."""
    Head.objects.filter(pk=Head.ONLY).update(seq=F("seq") + 2, at=now)
    last = Head.objects.get(pk=Head.ONLY).seq
    lines = [("filing.submitted", "filing", version.pk), ("duty.filed", "duty", act.pk)]
    operation = uuid.uuid4().hex
    Entry.objects.bulk_create(
        Entry(
            seq=last - 1 + place, at=now, operation=operation, who_key=str(by["person_id"]), who_name=by["who_name"],
            who_post=by["who_post"], who_organisation=by["who_organisation"], action=action, object_kind=kind,
            object_key=str(key), area_code=duty.area_code, outcome="done", detail_json="{}", before_digest="",
            after_digest="", prev_hash="-", hash=f"-{last - 1 + place}", algorithm="sha256",
        )
        for place, (action, kind, key) in enumerate(lines)
    )  # fmt: skip
