"""版本: every version with what was done to it; publishing a draft, ending the one in force, withdrawing one to come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from http import HTTPStatus
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from jidi.accounts.acting import Actor, Denied, require
from jidi.common.say import HOUSE, Say, Unknown
from jidi.policies.wording import of_use
from jidi.policies.enums import VersionActKind, VersionStatus
from jidi.policies.models import PackVersion, VersionAct
from jidi.policies.permissions import may_keep
from jidi.policies.services import Instrument, PackRefused
from jidi.policies.services.from_page import end_from_page, publish_from_page, withdraw_from_page
from jidi.policies.services.publication import first_day, may_be_ended, may_be_withdrawn, what_stops
from jidi.web.desk.http import actor_required, done, now_of, once_of, reads, writes
from jidi.web.desk.policies.library import Policy, version_badge, version_say
from jidi.web.desk.policies.versions import comparison
from jidi.web.desk.policies.views import policy_page, shown_policy
from jidi.web.desk.saidforms import Said, day_field
from jidi.web.shared.language import choose
from jidi.web.shared.parts import MissingItem, Problem, TimelineEntry, Way

WAYS: Final[Mapping[VersionActKind, Way]] = {
    VersionActKind.PUBLISHED: Way.ON,
    VersionActKind.RESUMED: Way.ON,
    VersionActKind.WITHDRAWN: Way.BACK,
    VersionActKind.ENDED: Way.END,
    VersionActKind.REPLACED: Way.OTHER,
}


class _Grounded(Said):
    """What an act rests on."""

    LABELS: Mapping[str, Say] = {
        "from_on": Say("自哪一天起用", "In force from"),
        "on": Say("自哪一天起停用", "Ends on (first day without it)"),
        "act": Say("依据的文件或会议", "Document or meeting"),
        "number": Say("文号", "Number"),
        "reason": Say("理由", "Why"),
        "typed": Say("请写出政策包名称以确认", "Type the name of the pack to confirm"),
    }

    @property
    def instrument(self) -> Instrument:
        """What the service takes."""
        given = self.cleaned_data
        return Instrument(given["act"], given["number"], given.get("reason", ""))


class Publishing(_Grounded):
    """A draft that is to come into force."""

    from_on = day_field()
    act = forms.CharField(max_length=200)
    number = forms.CharField(max_length=80, required=False)


class Stopping(_Grounded):
    """A version that is to be ended or taken back: nobody does that by a slip, the name of the pack is typed."""

    on = day_field()
    act = forms.CharField(max_length=200)
    number = forms.CharField(max_length=80, required=False)
    reason = forms.CharField(max_length=300)
    typed = forms.CharField(max_length=60)

    def __init__(self, *args: Any, pack: str, dated: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pack = pack
        if not dated:
            del self.fields["on"]

    def clean_typed(self) -> str:
        """The name has to be that of the pack."""
        typed = str(self.cleaned_data["typed"]).strip()
        if typed != self.pack:
            raise forms.ValidationError(choose("与名称“{n}”不同", "It is not the name “{n}”", n=self.pack))
        return typed


# --- the page ------------------------------------------------------------------------------------------------------


@reads
@actor_required
def versions(request: HttpRequest, actor: Actor, pack: str) -> HttpResponse:
    """版本: every version there was, two of them side by side, and what may be done to them by whoever may."""
    return _page(request, actor, shown_policy(request, actor, pack))


def _page(
    request: HttpRequest,
    actor: Actor,
    shown: Policy,
    number: int = 0,
    form: forms.Form | None = None,
    refused: PackRefused | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """The page, with the form of one version as it was sent and why it was not taken."""
    answer = may_keep(actor, shown.pack, shown.on, action="pack.publish")
    acts = _acts_on(shown, number, form) if answer else []
    context = {
        **_compared(request, shown),
        "rows": [
            {"version": one, "badge": version_badge(one, shown.on), "since": version_say(one), "href": f"?v={one.version_no}"}
            for one in sorted(shown.versions, key=lambda one: one.version_no, reverse=True)
        ],
        "history": _history(shown),
        "acts": acts,
        "denied": answer if isinstance(answer, Denied) and _something_to_do(shown) else None,
        "wrong": form,
        "problems": [Problem(Say(f"{line}。{refused.next_step.zh}", f"{line}. {refused.next_step.en}")) for line in refused.lines]
        if refused
        else [],
    }  # fmt: skip
    return policy_page(request, "desk/policies/versions.html", shown, "versions", shown.number, context, status)


def _compared(request: HttpRequest, shown: Policy) -> dict[str, Any]:
    by_number = {str(one.version_no): one for one in shown.versions}
    numbers = [str(number) for number in sorted((one.version_no for one in shown.versions), reverse=True)]
    old = request.GET.get("old", numbers[1] if len(numbers) > 1 else numbers[0])
    new = request.GET.get("new", numbers[0])
    compared = None
    if old in by_number and new in by_number and old != new:
        sides = [Policy(by_number[number], shown.versions, shown.on) for number in (old, new)]
        compared = comparison(sides[0].pack, sides[1].pack)
    return {"numbers": numbers, "old": old, "new": new, "compared": compared}


def _something_to_do(shown: Policy) -> bool:
    return any(one.status == VersionStatus.DRAFT for one in shown.versions)


def _acts_on(shown: Policy, number: int, form: forms.Form | None) -> list[dict[str, Any]]:
    """What may be done to each version, the newest first, with its form."""
    found = []
    for one in sorted(shown.versions, key=lambda one: one.version_no, reverse=True):
        sent = form if one.version_no == number else None
        if one.status == VersionStatus.DRAFT:
            found.append(_to_publish(shown, one, sent))
        elif may_be_withdrawn(one, shown.on):
            found.append(_to_stop(shown, one, sent, "withdraw"))
        elif may_be_ended(one, shown.on):
            found.append(_to_stop(shown, one, sent, "end"))
    return found


def _to_publish(shown: Policy, version: PackVersion, sent: forms.Form | None) -> dict[str, Any]:
    header = Policy(version, shown.versions, shown.on).pack.header
    start = {
        "from_on": max(first_day(version) or shown.on, shown.on),
        "act": header.zh,
        "number": str(header.number.value or ""),
    }
    stop = what_stops(version)
    living = next((one for one in shown.versions if may_be_ended(one, shown.on)), None)
    return {
        "kind": "publish",
        "version": version,
        "stop": stop,
        "missing": _missing(version, stop, shown) if stop else [],
        "replaced": living,
        "form": sent or Publishing(prefix=f"v{version.version_no}", initial=start),
    }


def _missing(version: PackVersion, stop: PackRefused, shown: Policy) -> list[MissingItem]:
    """What stands in the way of publishing, the very list the service refuses by."""
    if not stop.uses:
        return [MissingItem(Say(line, line)) for line in stop.lines]
    pack = Policy(version, shown.versions, shown.on).pack
    named = {key: rule.say for _, key, rule in pack.elements()}
    found = []
    for use in stop.uses:
        what = named.get(use.element, Say(use.element, use.element))
        kind, word = of_use(use.kind, use.word)
        why = Say(f"{kind.zh}：{word.zh}（{use.file} 第 {use.line} 行）", f"{kind.en}: {word.en} ({use.file}, line {use.line})")
        found.append(MissingItem(Say(what.zh or use.element, what.en or what.zh or use.element), why))
    return found


def _to_stop(shown: Policy, version: PackVersion, sent: forms.Form | None, kind: str) -> dict[str, Any]:
    start = {"on": shown.on}
    fresh = Stopping(prefix=f"v{version.version_no}", pack=version.pack_id, dated=kind == "end", initial=start)
    return {
        "kind": kind,
        "version": version,
        "rounds": version.rounds.count(),
        "matters": version.cases.filter(ended_on__isnull=True).count(),
        "replaces": list(PackVersion.objects.filter(acts__by_version=version).defer("files_json").distinct()),
        "form": sent or fresh,
        "sent": sent is not None,
    }


def _history(shown: Policy) -> list[TimelineEntry]:
    """What was done to the versions, the newest first; two versions ended by one act stand on two lines."""
    rows = VersionAct.objects.filter(version__pack_id=shown.version.pack_id).order_by("-pk")
    return [_entry(row) for row in rows.select_related("version").defer("version__files_json")]


def _entry(row: VersionAct) -> TimelineEntry:
    number = Say(f"第 {row.version.version_no} 版", f"version {row.version.version_no}")
    kind = VersionActKind(row.kind)
    days = Say("")
    if kind is VersionActKind.PUBLISHED:
        days = Say(f"{row.on} 起用", f"in force from {row.on}")
    elif kind in (VersionActKind.ENDED, VersionActKind.REPLACED):
        days = Say(f"{row.on} 起停用", f"not in force from {row.on}")
    act = f"{row.act}　{row.act_number}".strip()
    return TimelineEntry(
        row.entered_at,
        f"{row.by_organisation}　{row.by_name}".strip(),
        kind.say,
        Say(f"{number.zh}　{days.zh}", f"{number.en} {days.en}"),
        Say(act, act),
        row.reason,
        WAYS[kind],
    )


# --- acts ----------------------------------------------------------------------------------------------------------

@writes
@actor_required
def publish(request: HttpRequest, actor: Actor, pack: str, number: int) -> HttpResponseBase:
    """Put a draft into force from a day."""

    def do(version: PackVersion, form: Any) -> PackVersion:
        return publish_from_page(
            version_id=version.pk, from_on=form.cleaned_data["from_on"], by=form.instrument,
            actor=actor, at=now_of(request), key=once_of(request),
        )  # fmt: skip

    form = Publishing(request.POST, prefix=f"v{number}")
    said = ("已发布，{} 起用。", "Published, in force from {}.", "from_on")
    return _taken(request, actor, pack, number, form, do, "pack.publish", said)


@writes
@actor_required
def end(request: HttpRequest, actor: Actor, pack: str, number: int) -> HttpResponseBase:
    """End the version in force from a day on."""

    def do(version: PackVersion, form: Any) -> PackVersion:
        return end_from_page(
            version_id=version.pk, on=form.cleaned_data["on"], by=form.instrument,
            actor=actor, at=now_of(request), key=once_of(request),
        )  # fmt: skip

    form = Stopping(request.POST, prefix=f"v{number}", pack=pack, dated=True)
    return _taken(request, actor, pack, number, form, do, "pack.end", ("{} 起停用。", "It ends on {}.", "on"))


@writes
@actor_required
def withdraw(request: HttpRequest, actor: Actor, pack: str, number: int) -> HttpResponseBase:
    """Take back a version that has not begun."""

    def do(version: PackVersion, form: Any) -> PackVersion:
        return withdraw_from_page(
            version_id=version.pk, by=form.instrument, actor=actor, at=now_of(request), key=once_of(request)
        )

    form = Stopping(request.POST, prefix=f"v{number}", pack=pack, dated=False)
    said = ("已撤回，原来的版本继续有效。", "Withdrawn; the version before it goes on.", "")
    return _taken(request, actor, pack, number, form, do, "pack.withdraw", said)


def _taken(
    request: HttpRequest,
    actor: Actor,
    pack: str,
    number: int,
    form: forms.Form,
    do: Callable[[PackVersion, Any], PackVersion],
    action: str,
    said: tuple[str, str, str],
) -> HttpResponseBase:
    """Do what a form asks, or show the page again with what was typed and why not."""
    shown = shown_policy(request, actor, pack)
    version = next((one for one in shown.versions if one.version_no == number), None)
    if version is None:
        raise Unknown(Say("个版本", "version"))
    if not form.is_valid():
        require(may_keep(actor, shown.pack, shown.on, action=action))
        return _page(request, actor, shown, number, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        do(version, form)
    except PackRefused as refused:
        return _page(request, actor, shown_policy(request, actor, pack), number, form, refused, refused.status)
    zh, en, day = said
    on: date | str = form.cleaned_data[day] if day else ""
    name = f"第 {number} 版"
    done(request, Say(f"{name}{zh.format(on)}", f"Version {number}: {en.format(on)}"))
    return HttpResponseRedirect(reverse("desk:policy-versions", args=[pack]))
