"""Forms of the administrators: organisations, posts, appointments, accounts, bodies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from django import forms

from jidi.accounts.acting import Actor
from jidi.accounts.enums import BodyKind, Duty, OrgKind, Tier
from jidi.accounts.models import Appointment, Division, Organisation, Person
from jidi.accounts.queries import organisations_visible_to, people_visible_to
from jidi.common.say import Say
from jidi.web.shared.language import choose, spoken

_LABELS: Final[Mapping[str, Say]] = {
    "kind": Say("种类", "Kind"),
    "name": Say("名称", "Name"),
    "short_name": Say("简称", "Short name"),
    "name_en": Say("英文名", "English name"),
    "organ": Say("机关代号", "Organ word"),
    "tier": Say("级别", "Level"),
    "area": Say("所在区划（代码或全称）", "Division (code or full name)"),
    "park_key": Say("园区标识", "Key of the park"),
    "park_areas": Say(
        "园区所在县区（代码或全称，逗号分开）", "Counties the park lies in (codes or names, with commas)"
    ),
    "uscc": Say("统一社会信用代码", "Unified social credit code"),
    "confirm_uscc": Say("已核对证照，代码无误", "Checked against the certificate; the code is right"),
    "valid_from": Say("从哪一天起", "From which day"),
    "duty": Say("职务", "Duty"),
    "person": Say("人员", "Person"),
    "from_on": Say("从哪一天起", "From which day"),
    "to_on": Say("到哪一天为止（不含当日；长期的不填）", "Until (the first day after it; empty: open-ended)"),
    "deputy": Say("代理（AB岗）", "As deputy"),
    "from_person": Say("移交人", "From"),
    "to_person": Say("接手人", "To"),
    "on": Say("自哪一天起", "From which day on"),
    "login_name": Say("登录名", "Log-in name"),
    "home": Say("所属机构", "Organisation"),
    "phone": Say("电话", "Phone"),
    "reason": Say("原因", "Reason"),
    "part": Say("身份", "Part"),
    "organisation": Say("机构", "Organisation"),
}
_HINTS: Final[Mapping[str, Say]] = {
    "organ": Say("政策包用来找到机关的词，如 commerce、finance", "the word packs find an office by: commerce, finance"),
    "tier": Say("机关和政府部门必须注明", "needed for authorities and departments"),
    "login_name": Say("3 至 40 个小写字母、数字或 . _ @ -", "3 to 40 small letters, digits or . _ @ -"),
    "part": Say("如 组长、成员、秘书", "such as chair, member, secretary"),
}


class Said(forms.Form):
    """A form in the reader's language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = spoken(_LABELS[name])
            field.help_text = spoken(_HINTS.get(name, ""))
            field.error_messages["required"] = choose("请填写{what}", "Enter: {what}", what=field.label)
            if isinstance(field, forms.DateField):
                field.error_messages["invalid"] = choose("日期写成 2026-03-15", "a day reads 2026-03-15")


def day_field(*, required: bool = True) -> forms.DateField:
    """A day."""
    return forms.DateField(required=required, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def division(text: str) -> Division:
    """A living division by its code or full name. Raises ValidationError for none, and for a name several have."""
    written = text.strip()
    found = Division.objects.filter(pk=written).first() if written.isdigit() else None
    if found is not None:
        return found
    named = list(Division.objects.filter(name=written, valid_to__isnull=True, is_virtual=False)[:6])
    if len(named) == 1:
        return named[0]
    if not named:
        raise forms.ValidationError(
            choose("没有代码或名称为“{t}”的区划", "No division has the code or name “{t}”", t=written)
        )
    codes = "、".join(f"{one.pk} {one.parent.name if one.parent else ''}" for one in named)
    raise forms.ValidationError(
        choose("“{t}”有多处，请写代码：{c}", "“{t}” names several; write the code: {c}", t=written, c=codes)
    )


def _options(choices: Iterable[tuple[str, Any]], *, none: bool = True) -> list[tuple[str, str]]:
    return [*([("", "—")] if none else []), *((key, spoken(words)) for key, words in choices)]


class NewOrganisation(Said):
    """An organisation to be created."""

    kind = forms.ChoiceField()
    name = forms.CharField(max_length=100)
    area = forms.CharField(max_length=60, required=False)
    organ = forms.CharField(max_length=40, required=False)
    tier = forms.ChoiceField(required=False)
    short_name = forms.CharField(max_length=40, required=False)
    name_en = forms.CharField(max_length=200, required=False)
    uscc = forms.CharField(max_length=30, required=False)
    confirm_uscc = forms.BooleanField(required=False)
    park_key = forms.CharField(max_length=60, required=False)
    park_areas = forms.CharField(max_length=400, required=False)
    valid_from = day_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = _options((kind.value, kind.say) for kind in OrgKind)  # type: ignore[attr-defined]
        levels = (tier for tier in Tier if tier is not Tier.NONE)
        self.fields["tier"].choices = _options((tier.value, tier.say) for tier in levels)  # type: ignore[attr-defined]

    def clean_area(self) -> str:
        """The code of the division."""
        text = self.cleaned_data["area"]
        return str(division(text).pk) if text else ""

    def clean_park_areas(self) -> tuple[str, ...]:
        """The codes of the counties."""
        parts = [
            part
            for part in self.cleaned_data["park_areas"].replace("，", ",").replace("、", ",").split(",")
            if part.strip()
        ]
        return tuple(division(part).pk for part in parts)

    def clean(self) -> dict[str, Any]:
        """Everything but a park names its division."""
        found = super().clean() or {}
        if (
            not found.get("area")
            and not found.get("park_areas")
            and "area" not in self.errors
            and "park_areas" not in self.errors
        ):
            self.add_error("area", choose("请填写所在区划", "Enter the division"))
        return found

    @property
    def asked(self) -> dict[str, Any]:
        """What the service takes."""
        found = dict(self.cleaned_data)
        found["area_code"], found["tier"] = found.pop("area"), found["tier"] or Tier.NONE
        return found


class ChangedOrganisation(Said):
    """Other names or another code of an organisation."""

    name = forms.CharField(max_length=100)
    short_name = forms.CharField(max_length=40, required=False)
    name_en = forms.CharField(max_length=200, required=False)
    uscc = forms.CharField(max_length=30, required=False)
    confirm_uscc = forms.BooleanField(required=False)


class OnDay(Said):
    """A day from which on something is no more."""

    on = day_field()


class NewPost(Said):
    """A post of an organisation."""

    name = forms.CharField(max_length=60)
    duty = forms.ChoiceField()
    name_en = forms.CharField(max_length=100, required=False)
    valid_from = day_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["duty"].choices = _options((duty.value, duty.say) for duty in Duty)  # type: ignore[attr-defined]


class _WithPeople(Said):
    """A form that names people of the administrator's area, by log-in name or name."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def found(self, name: str) -> Person:
        """The person a field names. Raises ValidationError for none, and for a name several have."""
        text = str(self.cleaned_data[name]).strip()
        people = people_visible_to(self.actor)
        exact = people.filter(login_name=text.lower()).first()
        if exact is not None:
            return exact
        named = list(people.filter(name=text)[:6])
        if len(named) == 1:
            return named[0]
        if not named:
            told = choose("没有登录名或姓名为“{t}”的账户", "No account has the log-in name or name “{t}”", t=text)
            raise forms.ValidationError(told)
        logins = "、".join(f"{one.login_name}（{one.home.name if one.home else ''}）" for one in named)
        told = choose("“{t}”有多人，请写登录名：{l}", "“{t}” are several; write the log-in name: {l}", t=text, l=logins)
        raise forms.ValidationError(told)


class Appointing(_WithPeople):
    """Somebody who is to hold a post."""

    person = forms.CharField(max_length=60)
    from_on = day_field()
    to_on = day_field(required=False)
    deputy = forms.BooleanField(required=False)

    def clean_person(self) -> Person:
        """The person."""
        return self.found("person")


class HandingOver(_WithPeople):
    """A post handed from one person to another."""

    from_person = forms.ChoiceField()
    to_person = forms.CharField(max_length=60)
    on = day_field()

    def __init__(self, *args: Any, holders: Iterable[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.holders = {str(held.person_id): held.person for held in holders}
        options = [("", "—"), *((key, one.name) for key, one in self.holders.items())]
        self.fields["from_person"].choices = options  # type: ignore[attr-defined]

    def clean_from_person(self) -> Person:
        """Who holds it now."""
        return self.holders[self.cleaned_data["from_person"]]

    def clean_to_person(self) -> Person:
        """Who takes it over."""
        return self.found("to_person")


class NewPerson(Said):
    """An account to be made."""

    login_name = forms.CharField(max_length=40)
    name = forms.CharField(max_length=60)
    home = forms.CharField(max_length=100)
    name_en = forms.CharField(max_length=100, required=False)
    phone = forms.CharField(max_length=20, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.fields["name"].label = choose("姓名", "Name")
        self.fields["name"].error_messages["required"] = choose("请填写姓名", "Enter the name")

    def clean_home(self) -> Organisation:
        """The organisation, by its name."""
        return organisation_named(self.actor, self.cleaned_data["home"])


def organisation_named(actor: Actor, text: str) -> Organisation:
    """A living organisation of the administrator's area by its name. Raises ValidationError for none or several."""
    written = text.strip()
    found = list(organisations_visible_to(actor).filter(name=written, valid_to__isnull=True)[:2])
    if len(found) == 1:
        return found[0]
    if not found:
        raise forms.ValidationError(choose("没有名为“{t}”的机构", "No organisation is called “{t}”", t=written))
    raise forms.ValidationError(
        choose(
            "名为“{t}”的机构不止一个，请从机构页建立账户", "Several are called “{t}”; start from its page", t=written
        )
    )


class Disabling(Said):
    """Why an account is switched off."""

    reason = forms.CharField(max_length=300)


class NewBody(Said):
    """A body that meets."""

    kind = forms.ChoiceField()
    name = forms.CharField(max_length=100)
    name_en = forms.CharField(max_length=200, required=False)
    valid_from = day_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = _options((kind.value, kind.say) for kind in BodyKind)  # type: ignore[attr-defined]


class Joining(_WithPeople):
    """A person or an organisation that joins a body."""

    person = forms.CharField(max_length=60, required=False)
    organisation = forms.CharField(max_length=100, required=False)
    part = forms.CharField(max_length=40)
    from_on = day_field()

    def clean_person(self) -> Person | None:
        """The person, where one is named."""
        return self.found("person") if self.cleaned_data["person"].strip() else None

    def clean_organisation(self) -> Organisation | None:
        """The organisation, where one is named."""
        text = self.cleaned_data["organisation"].strip()
        return organisation_named(self.actor, text) if text else None

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        found = super().clean() or {}
        if not self.errors and bool(found.get("person")) == bool(found.get("organisation")):
            self.add_error("person", choose("人员和机构填其中一个", "Name a person or an organisation, one of the two"))
        return found


def today_in(on: date) -> dict[str, str]:
    """What stands in the days of a new form."""
    iso = on.isoformat()
    return {"valid_from": iso, "from_on": iso, "on": iso}
