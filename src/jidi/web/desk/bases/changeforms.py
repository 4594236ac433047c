"""Forms of what is true of a base from a day on: name, host, products, helper, organisations; and of a new base."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms

from jidi.accounts.acting import Actor
from jidi.accounts.enums import Tier
from jidi.accounts.models import Division, Organisation
from jidi.accounts.queries import organisations_visible_to, within
from jidi.bases.enums import HostKind, LinkRole
from jidi.bases.models import Base, BaseLink
from jidi.bases.values import HostAt, ProductNamed
from jidi.common.say import Say
from jidi.policies.queries import versions_in_force
from jidi.web.desk.saidforms import Said as Said
from jidi.web.desk.saidforms import day_field as day_field
from jidi.web.shared.language import choose, spoken
from policycore.periods import Period
from policycore.units import UNITS

_CODES = re.compile(r"^[0-9]{2,10}(?:[,，、/][0-9]{2,10})*$")
_BETWEEN = re.compile(r"[,，、/]")
_KINDS_OF_ROLE: Final[Mapping[LinkRole, tuple[str, ...]]] = {
    LinkRole.INSTITUTION: ("institution", "chamber", "enterprise", "other"),
    LinkRole.ASSOCIATION: ("chamber",),
    LinkRole.ENTERPRISE: ("enterprise",),
}


def read_products(text: str) -> tuple[ProductNamed, ...]:
    """Read products, one a line: the name, then the beginnings of its HS codes: ``海产品 0306,0307``.

    Raises ValidationError naming the line that was not understood.
    """
    found: dict[str, ProductNamed] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.split()
        if not words:
            continue
        codes: tuple[str, ...] = ()
        if len(words) > 1 and words[-1][0].isdigit():
            if not _CODES.match(words[-1]):
                raise forms.ValidationError(
                    choose(
                        "第 {n} 行的海关编码“{c}”不对，写成 0306,0307（两到十位数字）",
                        "Line {n}: “{c}” are no HS codes; write 0306,0307 (two to ten digits each)",
                        n=str(number),
                        c=words[-1],
                    )
                )
            codes = tuple(_BETWEEN.split(words.pop()))
        name = " ".join(words)
        found[name] = ProductNamed(name[:80], codes)
    return tuple(found.values())


def products_text(base: Base) -> str:
    """The present products, as the field shows them."""
    now = base.product_sets.filter(to_on__isnull=True, corrected_at__isnull=True).prefetch_related("products").first()
    rows = now.products.all() if now else []
    return "\n".join(" ".join(part for part in (row.name, row.hs_prefixes) if part) for row in rows)


class Hosted(Said):
    """Where a base sits."""

    kind = forms.ChoiceField()
    area = forms.ChoiceField()
    words = forms.CharField(required=False, max_length=120)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, spoken(kind.say)) for kind in HostKind]  # type: ignore[attr-defined]
        self.fields["area"].choices = [("", "—"), *areas_of(actor)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What is no division has a name of its own."""
        found = super().clean() or {}
        if found.get("kind") not in (None, HostKind.DIVISION) and not found.get("words"):
            self.add_error("words", choose("请写明园区、乡镇或企业的名称", "Name the park, town or enterprise"))
        return found

    @property
    def host(self) -> HostAt:
        """The host that was chosen."""
        area = Division.objects.get(pk=self.cleaned_data["area"])
        return HostAt(HostKind(self.cleaned_data["kind"]), area, self.cleaned_data["words"])


def areas_of(actor: Actor) -> list[tuple[str, str]]:
    """The counties, and the cities without counties, an officer works on: where a base can sit."""
    rows = Division.objects.filter(within(actor, "code"), valid_to__isnull=True, is_virtual=False)
    found = rows.filter(tier__in=(Tier.COUNTY, Tier.CITY)).select_related("parent").order_by("code")
    return [
        (one.pk, f"{one.parent.name} {one.name}" if one.tier == Tier.COUNTY and one.parent else one.name)
        for one in found
    ]


class NewBase(Hosted):
    """A new base."""

    LABELS: Mapping[str, Say] = {
        "name": Say("基地名称", "Name"),
        "scheme": Say("体系", "Scheme"),
        "kind": Say("承载地是", "Its host is"),
        "area": Say("所在区划", "Division"),
        "words": Say("园区、乡镇或企业的名称", "Name of the park, town or enterprise"),
        "products": Say("产品", "Products"),
        "from_on": Say("从哪一天起", "From which day"),
        "source": Say("来源", "Source"),
    }
    name = forms.CharField(max_length=120)
    scheme = forms.ChoiceField()
    products = forms.CharField(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    from_on = day_field(required=False)
    source = forms.CharField(max_length=400)
    field_order = ("name", "scheme", "kind", "area", "words", "products", "from_on", "source")

    def __init__(self, *args: Any, actor: Actor, on: date, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        found = versions_in_force(actor.area_code, on).defer("files_json").order_by("scheme", "-in_force_from")
        schemes = {version.scheme: version.zh for version in found}
        self.fields["scheme"].choices = [(key, f"{key}（{name}）") for key, name in schemes.items()]  # type: ignore[attr-defined]

    def clean_products(self) -> tuple[ProductNamed, ...]:
        """The products, read."""
        return read_products(self.cleaned_data["products"])


class Rename(Said):
    """Another name from a day on."""

    LABELS: Mapping[str, Say] = {
        "name": Say("新名称", "New name"),
        "from_on": Say("从哪一天起", "From which day"),
        "source": Say("来源", "Source"),
    }
    name = forms.CharField(max_length=120)
    from_on = day_field()
    source = forms.CharField(max_length=400)


class Move(Hosted):
    """Another host from a day on."""

    LABELS: Mapping[str, Say] = {**NewBase.LABELS}
    from_on = day_field()
    source = forms.CharField(max_length=400)


class Products(Said):
    """Another set of products from a day on."""

    LABELS: Mapping[str, Say] = {**NewBase.LABELS}
    products = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    from_on = day_field()
    source = forms.CharField(max_length=400)

    def clean_products(self) -> tuple[ProductNamed, ...]:
        """The products, read."""
        return read_products(self.cleaned_data["products"])


class Helper(Said):
    """Who helps a base from a day on; none: nobody any more."""

    LABELS: Mapping[str, Say] = {**NewBase.LABELS, "area": Say("对口帮扶的市", "City that helps")}
    area = forms.ChoiceField(required=False)
    from_on = day_field()
    source = forms.CharField(max_length=400)

    def __init__(self, *args: Any, base: Base, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        province = base.area_id[:2]
        cities = Division.objects.filter(
            pk__startswith=province, tier=Tier.CITY, is_virtual=False, valid_to__isnull=True
        )
        none = choose("无（不再帮扶）", "nobody any more")
        self.fields["area"].choices = [("", none), *cities.order_by("pk").values_list("pk", "name")]  # type: ignore[attr-defined]


class Linking(Said):
    """An organisation that belongs to the base."""

    LABELS: Mapping[str, Say] = {
        **NewBase.LABELS,
        "organisation": Say("机构", "Organisation"),
        "role": Say("是本基地的", "It is the base's"),
    }
    organisation = forms.ChoiceField()
    role = forms.ChoiceField()
    from_on = day_field()
    source = forms.CharField(max_length=400)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = {kind for of_role in _KINDS_OF_ROLE.values() for kind in of_role}
        known = organisations_visible_to(actor).filter(kind__in=kinds, valid_to__isnull=True)
        self.organisations = {str(one.pk): one for one in known.order_by("name")}
        self.fields["organisation"].choices = [("", "—"), *((key, one.name) for key, one in self.organisations.items())]  # type: ignore[attr-defined]
        self.fields["role"].choices = [("", "—"), *((role.value, spoken(role.say)) for role in LinkRole)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """An organisation fits what it is said to be."""
        found = super().clean() or {}
        office: Organisation | None = self.organisations.get(found.get("organisation", ""))
        role = found.get("role")
        if office is not None and role and office.kind not in _KINDS_OF_ROLE[LinkRole(role)]:
            told = choose("{o}不能作为{r}", "{o} cannot be the {r}", o=office.name, r=LinkRole(role).say)
            self.add_error("role", told)
        return found


class Unlinking(Said):
    """From which day on an organisation no longer belongs to the base."""

    LABELS: Mapping[str, Say] = {"on": Say("自哪一天起不再是", "From which day on it is no longer")}
    on = day_field()


class Leaving(Said):
    """A base that leaves the register."""

    LABELS: Mapping[str, Say] = {
        "on": Say("自哪一天起退出登记", "From which day on it is off the register"),
        "why": Say("原因", "Why"),
        "typed": Say("请写出基地名称以确认", "Type the name to confirm"),
    }
    on = day_field()
    why = forms.CharField(max_length=300)
    typed = forms.CharField(max_length=120)

    def __init__(self, *args: Any, base: Base, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.base = base

    def clean_typed(self) -> str:
        """The name has to be that of the base."""
        typed = str(self.cleaned_data["typed"]).strip()
        if typed != self.base.name:
            told = choose("与基地名称“{n}”不同", "It is not the name “{n}”", n=self.base.name)
            raise forms.ValidationError(told)
        return typed


class PastApplication(Said):
    """An application from before this system."""

    LABELS: Mapping[str, Say] = {
        **NewBase.LABELS,
        "scheme": Say("申报的是", "Applied for"),
        "on": Say("申报日期", "Day"),
        "tier": Say("级别", "Level"),
        "batch": Say("第几批", "Batch"),
        "result": Say("结果", "Result"),
    }
    scheme = forms.CharField(max_length=80)
    on = day_field(required=False)
    tier = forms.ChoiceField(required=False)
    batch = forms.IntegerField(required=False, min_value=1, max_value=999)
    result = forms.CharField(required=False, max_length=60)
    source = forms.CharField(max_length=400)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tiers = (Tier.NATION, Tier.PROVINCE, Tier.CITY)
        self.fields["tier"].choices = [("", "—"), *((tier.value, spoken(tier.say)) for tier in tiers)]  # type: ignore[attr-defined]


class PastFigure(Said):
    """A base-line figure from before this system."""

    LABELS: Mapping[str, Say] = {
        **NewBase.LABELS,
        "indicator": Say("指标", "Indicator"),
        "period": Say("期间", "Period"),
        "amount": Say("数值", "Figure"),
        "unit": Say("单位", "Unit"),
    }
    indicator = forms.CharField(max_length=80)
    period = forms.CharField(max_length=12)
    amount = forms.DecimalField(max_digits=24, decimal_places=4, min_value=Decimal(-999999999999))
    unit = forms.ChoiceField()
    source = forms.CharField(max_length=400)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [unit for unit in UNITS if (unit and ord(unit[0]) > 0x2E7F) or unit == "%"]
        self.fields["unit"].choices = [("", "—"), *((unit, unit) for unit in known)]  # type: ignore[attr-defined]
        self.fields["period"].help_text = choose("如 2019、2019-Q2、2019-06", "such as 2019, 2019-Q2, 2019-06")

    def clean_period(self) -> str:
        """The period has to be one."""
        text = str(self.cleaned_data["period"]).strip()
        try:
            Period.parse(text)
        except ValueError as wrong:
            told = choose("“{t}”不是期间，写成 2019 或 2019-Q2", "“{t}” is no period; write 2019 or 2019-Q2", t=text)
            raise forms.ValidationError(told) from wrong
        return text


def unlinkings(links: Sequence[BaseLink], on: date) -> list[tuple[BaseLink, Unlinking]]:
    """A small form for each organisation of a base."""
    return [(link, Unlinking(prefix=f"link{link.pk}", initial={"on": on})) for link in links]
