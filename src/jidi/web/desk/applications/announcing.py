"""Announcing a round: its form, and taking it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from http import HTTPStatus
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from jidi.accounts.acting import Actor, Permit
from jidi.applications import services
from jidi.applications.permissions import may_announce, starting_cite
from jidi.common.say import Refused, Say, Unknown
from jidi.policies.queries import pack as pack_of
from jidi.policies.queries import versions_in_force
from jidi.web.desk.applications import links
from jidi.web.desk.applications.rounds import THING, may_announce_at_all
from jidi.web.desk.http import actor_required, done, now_of, once_of, page, reads, today_of, writes
from jidi.web.shared.language import choose, spoken
from jidi.web.shared.parts import Problem

ROOM = "applications"


class Announcement(forms.Form):
    """What a round is: procedure and version, its key, year and title, the act that announces it, its days."""

    what = forms.ChoiceField(widget=forms.RadioSelect)
    zh = forms.CharField(max_length=120)
    en = forms.CharField(max_length=200, required=False)
    key = forms.RegexField(r"^[A-Za-z0-9][A-Za-z0-9-]*$", max_length=60)
    year = forms.IntegerField(min_value=2000, max_value=2200)
    act = forms.CharField(max_length=200)
    act_number = forms.CharField(max_length=80, required=False)
    opens_on = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    closes_on = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, choices: Sequence[tuple[str, Say]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [(key, spoken(words)) for key, words in choices]  # type: ignore[attr-defined]
        labels = {
            "what": choose("程序和适用的文件", "Procedure and document"),
            "zh": choose("轮次名称", "Title"),
            "en": choose("英文名称", "Title in English"),
            "key": choose("编号", "Key"),
            "year": choose("年度", "Year"),
            "act": choose("发布轮次的文件", "Act that announces it"),
            "act_number": choose("文号", "Number"),
            "opens_on": choose("开始受理", "Opens on"),
            "closes_on": choose("截止受理（含当日）", "Last day"),
        }
        for name, label in labels.items():
            field = self.fields[name]
            field.label = label
            field.error_messages["required"] = choose("请填写", "Enter it")
            field.error_messages["invalid"] = choose("写法不对", "It cannot be read")
        self.fields["key"].help_text = choose(
            "字母、数字和短横，如 designation-2026；待定项的决定按它认轮次",
            "Letters, digits and hyphens; decisions on open points name the round by it",
        )


@reads
@actor_required
def announce(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The form to announce a round."""
    if not may_announce_at_all(actor):
        raise Unknown(THING)
    offered = _choices(actor, today_of(request))
    first = {"what": offered[0][0]} if len(offered) == 1 else {}
    form = Announcement(choices=offered, initial={"opens_on": today_of(request).isoformat(), **first})
    return page(request, "desk/applications/announce.html", {"form": form}, room=ROOM)


@writes
@actor_required
def send(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Announce a round."""
    if not may_announce_at_all(actor):
        raise Unknown(THING)
    today = today_of(request)
    form = Announcement(request.POST, choices=_choices(actor, today))
    problems: list[Problem] = []
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if form.is_valid():
        version_pk, _, procedure = form.cleaned_data["what"].partition(":")
        version = next(v for v in versions_in_force(actor.area_code, today) if str(v.pk) == version_pk)
        values = {
            name: form.cleaned_data[name] for name in ("key", "year", "act", "act_number", "opens_on", "closes_on")
        }
        try:
            made = services.announce_round(
                actor=actor, version=version, procedure=procedure, area_code=actor.area_code, at=now_of(request),
                title=Say(form.cleaned_data["zh"], form.cleaned_data["en"]), once_key=once_of(request), **values,
            )  # fmt: skip
        except Refused as refused:
            problems = [Problem(refused.because)]
            status = HTTPStatus(refused.status)
        else:
            done(request, Say("轮次已发布。", "The round is announced."))
            return redirect(links.round_(made.key))
    context = {"form": form, "problems": problems or form}
    return page(request, "desk/applications/announce.html", context, room=ROOM, status=status)


def _choices(actor: Actor, on: date) -> list[tuple[str, Say]]:
    found = []
    for version in versions_in_force(actor.area_code, on):
        whole = pack_of(version)
        for rule in whole.procedures.values():
            allowed = isinstance(may_announce(actor, actor.area_code, starting_cite(whole, rule)), Permit)
            if rule.starts.in_ == "round" and allowed:
                words = Say(f"{rule.say.zh}（{whole.header.zh}）", f"{rule.say.en} ({whole.header.en})")
                found.append((f"{version.pk}:{rule.id}", words))
    return found


def read_day(text: str) -> date | None:
    """Read a day a page sent."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
