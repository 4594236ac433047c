"""The probe of a submission: a bare Django view that stores the very rows the product stores when an application is handed in.

A plain form checks forty fields, the three attachments are looked for, and one transaction writes the version with its figures, the opinion,
the move with its recording and verdict, the next work item, the keys and four lines of a log. No permissions, no rules, no
chain, no digests: words that do not change are written as they are. ``bench desk`` counts the rows of every table before
and after and refuses to compare when product and probe did not store as many of each.
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
from jidi.applications.models import Application
from jidi.audit.models import Entry, Head
from jidi.cases.models import CalendarUsed, Case, Move, Opinion, Recording, StoredVerdict
from jidi.common.clock import clock
from jidi.common.models import OnceOnly
from jidi.files.models import Attachment
from jidi.filings.models import Draft, Filing, Standing, Version

FIELDS, DOCUMENTS = 40, 3
NOTED = json.dumps({"facts": [], "decisions": [], "note": "x" * 600})


class Sheet(forms.Form):
    """The forty fields: figures and words by turns, all required."""


for _n in range(1, FIELDS + 1):
    _kind: forms.Field = forms.CharField(max_length=4000) if _n % 2 else forms.DecimalField(max_digits=20)
    Sheet.base_fields[f"f{_n}"] = _kind


def submit(request: HttpRequest) -> HttpResponse:
    """Hand an application in. Answers 422 for a form that is not complete or a document that is missing."""
    now = clock.now()
    case = Case.objects.get(case_no=request.POST["number"])
    application = Application.objects.get(case=case)
    with transaction.atomic():
        key, who = request.POST["once"], str(request.user.pk)
        once = OnceOnly.objects.create(key=key, who=who, what="submit", content="", made_at=now)
        part = OnceOnly.objects.create(key=f"{key}-b", who=who, what="move", content="", made_at=now)
        filing = Filing.objects.get(owner_kind="application", owner_key=str(application.pk))
        cells = json.loads(Draft.objects.get(filing=filing).cells_json)
        sheet = Sheet({name: cell["text"] for name, cell in cells.items()})
        documents = [f"{application.pk}:d{n}" for n in range(1, DOCUMENTS + 1)]
        held = Attachment.objects.filter(
            owner_kind="application", owner_key__in=documents, withdrawn_at__isnull=True
        ).count()
        if not sheet.is_valid() or held < DOCUMENTS:
            return HttpResponse(sheet.errors.as_json(), status=422)
        move = _stored(request, case, filing, sheet.cleaned_data, now)
        OnceOnly.objects.filter(pk__in=[once.pk, part.pk]).update(result_json=json.dumps({"move": move.pk}))
    return HttpResponseRedirect(f"/matter/{case.case_no}/")


def _stored(request: HttpRequest, case: Case, filing: Filing, values: dict[str, Any], now: datetime) -> Move:
    today = now.date()
    by = {
        "person_id": request.user.pk, "who_name": request.user.name, "who_post": "经办", "who_organisation": "商务局",  # type: ignore[union-attr]
    }  # fmt: skip
    version = Version.objects.create(
        filing=filing, ordinal=1, values_json=json.dumps({k: str(v) for k, v in values.items()}, ensure_ascii=False),
        made_at=now, why="报送", digest="-", **by,
    )  # fmt: skip
    Standing.objects.create(version=version, status="filed", since=now)
    Opinion.objects.create(
        case=case, visit=case.seq, step=case.step, capacity="commerce", answer="submit", text="", at=now,
        living_key=f"{case.pk}:{case.seq}:commerce", **by,
    )  # fmt: skip
    move = Move.objects.create(
        case=case, seq=case.seq + 1, at=now, made_on=today, step=case.step, answer="submit", to_step="city-forward",
        does="forward", as_actor="county", reason="", notes_json="{}", verdicts_digest="-", operation=uuid.uuid4().hex, **by,
    )  # fmt: skip
    calendar = CalendarUsed.objects.get_or_create(edition="bare", defaults={"data_json": "{}"})[0]
    Recording.objects.create(move=move, calendar=calendar, asked_on=today, data_json=NOTED, digest="-")
    StoredVerdict.objects.create(
        move=move, place=0, question="right apply", value="yes", effect="passes", data_json=NOTED, digest="-"
    )
    case.seq, case.step, case.entered_at, case.entered_on = case.seq + 1, "city-forward", now, today
    case.save(update_fields=["seq", "step", "entered_at", "entered_on"])
    WorkItem.objects.filter(room="cases", key=str(case.pk), done_at__isnull=True).update(done_at=now, living_key=None)
    WorkItem.objects.create(
        room="cases", kind="case", key=str(case.pk), addressee="office:commerce:city", area_code=case.area_code,
        living_key=f"cases:case:{case.pk}:office:commerce:city", what_zh=f"{case.title_zh} · 市级汇总和初审",
        what_en=f"{case.title_zh} · first review", pack_id="-", article="5", cite_zh="第五条", cite_en="Article 5",
        basis="article", next_zh="去审核", next_en="Review", holder_zh="市商务局", holder_en="Commerce",
        round_key=case.round_key, due_on=today, opened_at=now,
    )  # fmt: skip
    _logged(case, move, version, by, now)
    return move


def _logged(case: Case, move: Move, version: Version, by: dict[str, Any], now: datetime) -> None:
    """Four numbered lines, as many as the product chains."""
    Head.objects.filter(pk=Head.ONLY).update(seq=F("seq") + 4, at=now)
    last = Head.objects.get(pk=Head.ONLY).seq
    lines = [("filing.submitted", version.pk), ("opinion", case.pk), ("move", move.pk), ("case.moved", case.pk)]
    Entry.objects.bulk_create(
        Entry(
            seq=last - 3 + place, at=now, operation=move.operation, who_key=str(by["person_id"]), who_name=by["who_name"],
            who_post=by["who_post"], who_organisation=by["who_organisation"], action=action, object_kind="case",
            object_key=str(key), area_code=case.area_code, outcome="done", detail_json="{}", before_digest="",
            after_digest="", prev_hash="-", hash=f"-{last - 3 + place}", algorithm="sha256",
        )
        for place, (action, key) in enumerate(lines)
    )  # fmt: skip
