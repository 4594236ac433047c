"""Entering the bases of a story: the register as it came in at the opening, then what is on record about each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from jidi.accounts.acting import Actor, require
from jidi.accounts.enums import Duty, Tier
from jidi.accounts.models import Division
from jidi.accounts.queries import cities_of
from jidi.audit.services import operation
from jidi.bases.entries import EntryValues
from jidi.bases.enums import Exactness, HostKind, LinkRole
from jidi.bases.models import Base
from jidi.bases.permissions import may_enter, may_keep_base, may_write_title
from jidi.bases.queries.bases import stock
from jidi.bases.services.bases import open_base
from jidi.bases.services.links import link_organisation
from jidi.bases.services.registers import enter
from jidi.bases.services.titles import grant_title
from jidi.bases.values import Basis, Holder, HostAt, ProductNamed, TitleNamed, When
from jidi.common.clock import day_of
from jidi.common.say import Refused, Say
from jidi.demo.people import Cast
from jidi.demo.story import MARK, BaseTold, EntryTold, Story
from jidi.policies.models import PackVersion
from jidi.policies.queries import pack

OPENING = "开库登记（演示数据）"


class Register:
    """Enters bases, titles, links and register entries as the officers of the place do."""

    def __init__(self, story: Story, cast: Cast, version: PackVersion, at: datetime) -> None:
        """``at`` is the moment of entry."""
        self.story, self.cast, self.version, self.at = story, cast, version, at
        self.pack = pack(version)
        self.on = day_of(at)
        self.province = cast.named("province")
        self.bases: dict[str, Base] = {}

    def open(self, told: BaseTold) -> Base:
        """Open a base and give it the title the story says it holds."""
        area = Division.objects.get(pk=told.area)
        name = f"{told.name or f'{area.name}{told.product}基地'}{MARK}"
        base = open_base(
            permit=require(may_keep_base(self.province, "base.open", area_code=area.code, key=area.code)),
            scheme=self.pack.header.scheme,
            name=name,
            host=HostAt(HostKind.DIVISION, area),
            products=(ProductNamed(told.product, told.hs),),
            from_on=told.since,
            source=OPENING,
            is_demo=True,
            at=self.at,
        )
        if told.title:
            self.grant(base, told.title, told.since or self.story.since)
        if told.recognised:
            self.recognise(base, told.recognised, told.since or self.story.since)
        if told.institution:
            self.link(base, told.institution, LinkRole.INSTITUTION)
        for enterprise in told.enterprises:
            self.link(base, enterprise, LinkRole.ENTERPRISE)
        if told.key:
            self.bases[told.key] = base
        return base

    def grant(self, base: Base, title: str, on: date) -> None:
        """Write a title of the pack as found on record at the opening."""
        rule = self.pack.header.titles[title]
        named = TitleNamed(self.pack.header.scheme, title, Tier(rule.level), rule.zh)
        self._title(base, named, on)

    def recognise(self, base: Base, kind: str, on: date) -> None:
        """Write a recognition by the nation (a title of another scheme), read by rules on preference."""
        fact = next((f.id for f in self.pack.facts.values() if f.type == "title"), "")
        self._title(base, TitleNamed("recognition", fact, Tier.NATION, kind, kind), on)

    def _title(self, base: Base, named: TitleNamed, on: date) -> None:
        holder = Holder.base(base)
        permit = require(
            may_write_title(
                self.province, "title.grant", holder_kind=holder.kind, holder_key=holder.key, area_code=base.area_id
            )
        )
        when = When(on, Exactness.DAY)
        grant_title(permit=permit, holder=holder, title=named, when=when, basis=Basis(source=OPENING), at=self.at)

    def link(self, base: Base, organisation: str, role: LinkRole) -> None:
        """Say what an organisation of the story is to a base."""
        permit = require(may_keep_base(self.province, "base.change", area_code=base.area_id, key=str(base.pk)))
        link_organisation(
            permit=permit,
            base=base,
            organisation=self.cast.organisations[organisation],
            role=role,
            from_on=self.story.since,
            source=OPENING,
            at=self.at,
        )

    def enter(self, told: EntryTold, base: Base | None = None, area: Division | None = None) -> None:
        """Enter a line of a register by the officer of the place."""
        code = base.area_id if base else (area.pk if area else "")
        values = EntryValues(**_values(told.values))
        actor = self._keeper(code)
        permit = may_enter(
            actor, version=self.version, rule_id=told.rule, base=base, area_code=code if area else "", on=self.on
        )
        enter(
            permit=require(permit),
            version=self.version,
            rule_id=told.rule,
            base=base,
            area=area,
            values=values,
            at=self.at,
        )

    def _keeper(self, code: str) -> Actor:
        tier = Tier.PROVINCE if code.endswith("0000") else Tier.CITY if code.endswith("00") else Tier.COUNTY
        organ = self.province.organ
        duty = {
            Tier.PROVINCE: Duty.PROVINCE_OFFICER,
            Tier.CITY: Duty.CITY_OFFICER,
            Tier.COUNTY: Duty.COUNTY_OFFICER,
        }[tier]
        return self.cast.officer(organ, tier, code, duty)


def _values(told: Mapping[str, Any]) -> dict[str, Any]:
    return {key: Decimal(value) if key == "amount" else value for key, value in told.items()}


def build_bases(story: Story, cast: Cast, version: PackVersion, at: datetime) -> Register:
    """Enter all bases of a story and what is on record about them; check the stock against the document's counts."""
    register = Register(story, cast, version, at)
    with operation(at=at):
        opened = [(told, register.open(told)) for told in story.bases]
        check_stock(register)
        for entry in story.entries:
            for told, base in opened:
                if entry.of in (told.title or "none", told.key):
                    register.enter(entry, base=base)
            for area in _places(story, entry.of):
                register.enter(entry, area=area)
    return register


def _places(story: Story, word: str) -> list[Division]:
    if word == Tier.PROVINCE:
        return [Division.objects.get(pk=story.area)]
    return list(cities_of(story.area)) if word == Tier.CITY else []


def check_stock(register: Register) -> None:
    """Refuse a story whose opening stock is not what the document counts."""
    header = register.pack.header
    held = stock(header.area, header.scheme, register.on)
    for line in header.stock:
        if held.get(line.title, 0) != line.count:
            name = header.titles[line.title]
            raise Refused(
                Say("演示的基地没有登记。", "The demo's bases were not entered."),
                Say(
                    f"{name.zh}应有 {line.count} 个，演示里有 {held.get(line.title, 0)} 个。",
                    f"{name.en}: the document counts {line.count}, the story has {held.get(line.title, 0)}.",
                ),
                Say("请在 story.yaml 里补齐。", "Complete story.yaml."),
            )
