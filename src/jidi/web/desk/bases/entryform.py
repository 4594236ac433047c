"""The form of an entry: the fields its register has, the kinds of the pack in force, and what was typed kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms

from jidi.accounts.models import Organisation
from jidi.bases.entries import EntryValues, answers_asked, choices
from jidi.bases.enums import Answer
from jidi.bases.models import RegisterEntry
from jidi.common.say import Say
from jidi.policies.models import PackVersion
from jidi.web.desk.bases.shown import WHOSE
from jidi.web.shared.language import Words, choose, spoken
from policycore.facts import Subject
from policycore.registers import Register, RegisterKind
from policycore.units import UNITS

_LONGEST_YEARS = 60
_NAMED_KEY = "other"

LABELS: Final[dict[str, Say]] = {
    "kind_key": Say("种类", "Kind"),
    "kind_name": Say("选“其他”的，写明是什么", "For “other”: what it is"),
    "operator_key": Say("依托的机构类型", "Sort of body it relies on"),
    "operator_name": Say("选“其他”的，写明机构类型", "For “other”: the sort of body"),
    "name": Say("名称", "Name"),
    "person": Say("负责人", "Head"),
    "organisation": Say("本系统内的机构", "Organisation of this site"),
    "organisation_name": Say("机构名称", "Organisation"),
    "on": Say("日期", "Day"),
    "until": Say("结束日期", "Ends"),
    "year": Say("年度", "Year"),
    "amount": Say("投资", "Investment"),
    "unit": Say("单位", "Unit"),
    "how_many": Say("服务企业数", "Enterprises served"),
    "staff": Say("人员数", "Staff"),
    "state": Say("状态", "State"),
    "grade": Say("主管机关认定的程度", "Grade as the authority found it"),
    "whose": Say("涉及谁", "Whose"),
    "answer": Say("回答", "Answer"),
    "body": Say("说明", "Description"),
    "funds": Say("资金安排", "Funds"),
    "document_title": Say("文件名称", "Document"),
    "document_no": Say("文号", "Number"),
    "document_by": Say("发文机关", "Issued by"),
    "document_on": Say("成文日期", "Dated"),
    "evidence": Say("凭据", "Evidence"),
    "source": Say("来源", "Source"),
}
_OWN_LABELS: Final[dict[tuple[RegisterKind, str], Say]] = {
    (RegisterKind.PLAN, "body"): Say("内容和成效", "Content, and what came of it"),
    (RegisterKind.PLAN, "organisation_name"): Say("制定机关", "Laid down by"),
    (RegisterKind.PLAN, "on"): Say("施行日期", "In force from"),
    (RegisterKind.PLAN, "until"): Say("失效日期", "No longer valid from"),
    (RegisterKind.INCIDENT, "on"): Say("发生日期", "Day it happened"),
    (RegisterKind.INCIDENT, "name"): Say("事情经过的简称", "What happened, in short"),
    (RegisterKind.INCIDENT, "organisation_name"): Say("涉及的企业或机构", "Enterprise or body concerned"),
    (RegisterKind.ACTIVITY, "how_many"): Say("参与企业数", "Enterprises taking part"),
    (RegisterKind.ACTIVITY, "organisation_name"): Say("商协会", "Association"),
    (RegisterKind.PLATFORM, "organisation_name"): Say("运营方", "Run by"),
    (RegisterKind.PLATFORM, "on"): Say("建成日期", "Built on"),
    (RegisterKind.INSTITUTION, "on"): Say("任期自", "Term begins"),
    (RegisterKind.INSTITUTION, "until"): Say("任期至（不含当日）", "Term ends (the first day after it)"),
    (RegisterKind.MECHANISM, "on"): Say("建立日期", "Set up on"),
    (RegisterKind.HONESTY, "organisation_name"): Say(
        "企业名称（基地自身的不填）", "Enterprise (empty: the base itself)"
    ),
}
"""What a field is called in one register, where that is not what it is called in all."""
_PAPER = ("document_title", "document_no", "document_by", "document_on")
_KIND = ("kind_key", "kind_name")

FIELDS: Final[dict[RegisterKind, tuple[str, ...]]] = {
    RegisterKind.MECHANISM: (*_KIND, "name", "person", "on", "until", "body", *_PAPER),
    RegisterKind.INSTITUTION: (
        *_KIND, "name", "organisation", "person", "staff", "on", "until", "body", *_PAPER, "source",
    ),
    RegisterKind.SERVICE: (*_KIND, "name", "organisation_name", "on", "how_many", "body"),
    RegisterKind.PLATFORM: (
        *_KIND, "operator_key", "operator_name", "name", "organisation_name", "on", "until", "amount", "unit",
        "how_many", "state", "body",
    ),
    RegisterKind.ASSOCIATION: (*_KIND, "name", "organisation", "person", "on", "until", "body"),
    RegisterKind.ACTIVITY: (*_KIND, "name", "organisation", "organisation_name", "on", "how_many", "body"),
    RegisterKind.PLAN: (*_KIND, "name", "organisation_name", "on", "until", "funds", *_PAPER, "body"),
    RegisterKind.HONESTY: (
        *_KIND, "year", "answer", "organisation", "organisation_name", "evidence", "document_title", "document_no",
    ),
    RegisterKind.INCIDENT: (
        *_KIND, "name", "on", "whose", "grade", "organisation_name", *_PAPER, "evidence", "body",
    ),
    RegisterKind.SITE: (*_KIND, "name", "organisation_name", "on", "until", *_PAPER, "body"),
    RegisterKind.BRAND: (*_KIND, "name", "organisation_name", "on", "until", *_PAPER, "body"),
}  # fmt: skip
"""Which fields the form of a register has, in their order."""
_NEEDED: Final = frozenset({"kind_key", "name", "answer", "year"})
_WIDE: Final = frozenset({"name", "body", "evidence", "document_title", "kind_name"})
_HINTS: Final = {
    "until": Say("不再存在的第一天；仍在的不填", "the first day it is no more; empty while it lasts"),
    "on": Say("成立、开始或发生的日期", "the day it began or happened"),
    "organisation_name": Say("不在本系统内的，写名称", "the name, where it is none of this site"),
    "evidence": Say(
        "主管部门的认定、证明等；也可上传文件", "findings or proofs of authorities; files may be added below"
    ),
    "grade": Say("照主管机关文书上的说法写", "as the authority's paper says"),
}
_MONEY: Final = ("万元", "亿元", "元", "万美元", "亿美元", "美元")


class Upload(forms.ClearableFileInput):
    """A field that takes several files."""

    allow_multiple_selected = True


class Files(forms.FileField):
    """Several files; none is allowed."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Check each of them."""
        given = data if isinstance(data, list | tuple) else [data]
        return [super(Files, self).clean(one, initial) for one in given if one]


class EntryForm(forms.Form):
    """The form of one register of a pack, about a base or a place."""

    attached = Files(required=False, widget=Upload(attrs={"multiple": True, "data-optional": ""}))

    def __init__(
        self,
        *args: Any,
        rule: Register,
        version: PackVersion | None,
        subject: Subject,
        on: date,
        organisations: Sequence[Organisation] = (),
        correcting: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rule, self.version, self.subject, self.today = rule, version, subject, on
        self.organisations = {str(one.pk): one for one in organisations}
        for name in FIELDS[rule.register_]:
            made = self._field(name)
            if made is not None:
                made.label = spoken(self._label(name))
                made.help_text = spoken(_HINTS.get(name, ""))
                made.error_messages["required"] = choose("请填写{what}", "Enter: {what}", what=made.label)
                self.fields[name] = made
        if correcting:
            label = choose("更正的原因", "Why it is corrected")
            need = choose("请写明更正的原因", "Say why it is corrected")
            self.fields["why"] = forms.CharField(max_length=300, label=label, error_messages={"required": need})
        self.fields["attached"].label = choose("附上文件", "Add files")
        self.order_fields([*FIELDS[rule.register_], "attached", "why"])

    # --- fields -----------------------------------------------------------------------------------------------------

    def _label(self, name: str) -> Words:
        asked = self._asked()
        if name in asked and asked[name].zh:
            return Say(asked[name].zh, asked[name].en)
        own = _OWN_LABELS.get((self.rule.register_, name))
        return own or LABELS[name]

    def _asked(self) -> dict[str, Any]:
        return answers_asked(self.version, self.rule) if self.version else {}

    def _field(self, name: str) -> forms.Field | None:
        needed = name in _NEEDED
        if name in ("kind_key", "operator_key"):
            return self._kinds(name)
        if name in ("kind_name", "operator_name"):
            return self._named(name)
        if name in ("whose", "grade", "state"):
            return self._listed(name)
        if name == "organisation":
            return self._organisation()
        if name == "answer":
            of = [("", "—"), *((one.value, spoken(one.say)) for one in Answer if one.value)]
            return forms.ChoiceField(choices=of, required=True)
        return self._plain(name, needed)

    def _plain(self, name: str, needed: bool) -> forms.Field:
        if name in ("on", "until", "document_on"):
            wrong = choose("日期写成 2026-03-15", "a day reads 2026-03-15")
            widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            needs = name == "on" and "year" not in FIELDS[self.rule.register_]
            return forms.DateField(required=needs, widget=widget, error_messages={"invalid": wrong})
        if name == "year":
            return forms.IntegerField(min_value=self.today.year - _LONGEST_YEARS, max_value=self.today.year)
        if name in ("how_many", "staff"):
            return forms.IntegerField(required=False, min_value=0)
        if name == "amount":
            return forms.DecimalField(required=False, min_value=Decimal(0), max_digits=20, decimal_places=4)
        if name == "unit":
            known = [unit for unit in _MONEY if unit in UNITS]
            return forms.ChoiceField(choices=[("", "—"), *((unit, unit) for unit in known)], required=False)
        if name in ("body", "evidence"):
            return forms.CharField(required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
        length = getattr(RegisterEntry._meta.get_field(name), "max_length", None)
        return forms.CharField(required=needed, max_length=length)

    def _kinds(self, name: str) -> forms.Field | None:
        named = self.rule.kinds if name == "kind_key" else self.rule.operators
        if named is None or self.version is None:
            return None
        known = choices(self.version, named, self.subject, self.today)
        of = [("", "—"), *((key, spoken(words)) for key, words, _ in known)]
        return forms.ChoiceField(choices=of, required=name == "kind_key")

    def _named(self, name: str) -> forms.Field | None:
        named = self.rule.kinds if name == "kind_name" else self.rule.operators
        if self.version is None:
            return forms.CharField(required=False, max_length=80)
        known = choices(self.version, named, self.subject, self.today)
        keys = [key for key, _, needs in known if needs]
        if not keys:
            return None
        self.named_keys = {**getattr(self, "named_keys", {}), name: "|".join(keys)}
        return forms.CharField(required=False, max_length=80)

    def _listed(self, name: str) -> forms.Field:
        asked = self._asked()
        if name in asked:
            of = [("", "—"), *((key, spoken(WHOSE.get(key, Say(key)))) for key in asked[name].choices)]
            return forms.ChoiceField(choices=of, required=True)
        return forms.CharField(required=False, max_length=40 if name == "whose" else 60)

    def _organisation(self) -> forms.Field | None:
        if not self.organisations:
            return None
        of = [("", "—"), *((key, one.name) for key, one in self.organisations.items())]
        return forms.ChoiceField(choices=of, required=False)

    # --- what the page draws ----------------------------------------------------------------------------------------

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The fields in order, each with its unit, whether it takes the whole line, and what it depends on."""
        named: dict[str, str] = getattr(self, "named_keys", {})
        units = {"how_many": Say("家", ""), "staff": Say("人", "")}
        depends = {name: f"{name.removesuffix('_name')}_key={keys}" for name, keys in named.items()}
        return [
            {
                "bound": bound,
                "unit": units.get(bound.name, ""),
                "wide": bound.name in _WIDE,
                "when": depends.get(bound.name, ""),
            }
            for bound in self
            if bound.name not in ("attached", "why")
        ]

    # --- from the page to the values --------------------------------------------------------------------------------

    def values(self, before: EntryValues | None = None) -> EntryValues:
        """What was filled in, as the services take it; what the form does not show stays as it was."""
        found = before or EntryValues()
        filled: dict[str, Any] = {}
        for name in FIELDS[self.rule.register_]:
            if name in self.fields:
                value = self.cleaned_data.get(name)
                filled[name] = self.organisations.get(str(value)) if name == "organisation" else value
        texts = {key: value or "" for key, value in filled.items() if key not in _NOT_TEXT}
        return replace(found, **{**filled, **texts})


_NOT_TEXT: Final = frozenset({"organisation", "on", "until", "document_on", "year", "amount", "how_many", "staff"})


def initial_of(entry: RegisterEntry) -> dict[str, Any]:
    """What stands in the form of a correction: the values of the entry."""
    held = {name: getattr(entry, name) for name in LABELS if name != "organisation"}
    return {**held, "organisation": str(entry.organisation_id or "")}
