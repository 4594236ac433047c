"""What a base of a list sits in: a division, a park or town in one, an enterprise; under its name of that time."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from jidi.accounts.codes import contains
from jidi.accounts.gazetteer import Change, Gazetteer, Place
from jidi.accounts.models import Division, DivisionChange
from jidi.accounts.services.divisions import surely_gone
from jidi.bases.enums import HostKind
from jidi.bases.importing.table import Row
from jidi.bases.values import HostAt
from jidi.common.say import Say

_BRACKETS = re.compile(r"[(（](.*?)[)）]")
_PARK = re.compile(r"开发区|高新|园区|园$|保税|新区|示范区|合作区|基地$")
_TOWN = re.compile(r"(镇|乡|街道)$")
_ENTERPRISE = re.compile(r"(公司|集团|股份|厂|企业)$")


@dataclass(frozen=True, slots=True)
class Found:
    """The host of today, and the one of before where its division has since been renamed (until ``gone``)."""

    host: HostAt
    former: HostAt | None = None
    gone: date | None = None
    remarks: tuple[Say, ...] = ()


@dataclass(frozen=True, slots=True)
class NotFound:
    """Why no host was made out, and what to do."""

    why: Say
    next_step: Say


@dataclass(slots=True)
class Hosts:
    """Finds hosts; the names of all divisions are loaded once."""

    gazetteer: Gazetteer = field(default_factory=Gazetteer.load)
    former: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rows = DivisionChange.objects.values_list("old_name", "new_code", "old_code")
        self.former = {(name, new): old for name, new, old in rows}

    def find(self, row: Row) -> Found | NotFound:
        """Make out the host of a row from its code and its names, which have to agree."""
        area = self._by_code(row["division_code"]) if row["division_code"] else None
        if row["division_code"] and area is None:
            return _not_found(
                f"没有代码为“{row['division_code']}”的行政区划", f"there is no division {row['division_code']!r}",
                Say("请核对 division_code，或留空由名称识别。", "Check division_code, or leave it empty."),
            )  # fmt: skip
        wrong_province = self._wrong_province(row, area)
        if wrong_province:
            return wrong_province
        text = row["county_or_park"]
        if not text:
            return self._unnamed(row, area)
        bare = _BRACKETS.sub("", text)
        place = self.gazetteer.find(bare, row["province"] or None)
        if place.division is None and place.candidates and area is not None:
            place = self._chosen(place, area)
        if _is_division(place):
            return self._division(row, place, area)
        return self._within(row, bare, place, area)

    def _by_code(self, code: str) -> Division | None:
        found = self.gazetteer.by_code.get(code)
        while found is not None and found.valid_to is not None:
            newer = next((new for (_, new), old in self.former.items() if old == found.code), None)
            found = self.gazetteer.by_code.get(newer) if newer else None
        return found

    def _wrong_province(self, row: Row, area: Division | None) -> NotFound | None:
        place = self.gazetteer.find(row["province"]) if row["province"] else None
        if place is None or place.division is None or area is None or contains(place.division.code, area.code):
            return None
        return _not_found(
            f"代码 {area.code}（{self.gazetteer.full_name(area)}）不在{row['province']}",
            f"the code {area.code} does not lie in {row['province']}",
            Say("请核对 province 与 division_code。", "Check province and division_code."),
        )

    def _chosen(self, place: Place, area: Division) -> Place:
        """Of several places of one name the one the code says."""
        fitting = [division for division in place.candidates if division.code == area.code]
        return Place(place.text, fitting[0], place.why) if fitting else place

    def _division(self, row: Row, place: Place, area: Division | None) -> Found | NotFound:
        division = place.division
        assert division is not None
        if area is not None and area.code != division.code:
            return _not_found(
                f"代码 {area.code} 是{self.gazetteer.full_name(area)}，名称“{place.text}”是{self.gazetteer.full_name(division)}",
                f"the code {area.code} and the name {place.text!r} are different places",
                Say("请核对 county_or_park 与 division_code。", "Check county_or_park and division_code."),
            )
        host = HostAt(HostKind.DIVISION, division)
        change = place.change or self._change_of(row["base_name"], division)
        if change is None:
            return Found(host)
        old = self.gazetteer.by_code.get(self.former.get((change.old_name, division.code), ""))
        former = HostAt(HostKind.DIVISION, old or division, change.old_name)
        remark = Say(
            f"{change.old_name}自 {change.since} 起为{change.new_name}，按现名登记。",
            f"{change.old_name} is {change.new_name} since {change.since}; entered under its name of today.",
        )
        return Found(host, former, surely_gone(change.since), (remark,))

    def _change_of(self, name: str, division: Division) -> Change | None:
        """A former name of the division used in the name of the base."""
        for old_name, new_code in self.former:
            if new_code == division.code and old_name in name:
                since = DivisionChange.objects.get(old_name=old_name, new_code=new_code).since
                return Change(old_name, division.name, new_code, since)
        return None

    def _within(self, row: Row, text: str, place: Place, area: Division | None) -> Found | NotFound:
        """A park, town or enterprise in the division the code names, or in the one its own name begins with."""
        named = place.division
        holder = area or (named if named is not None and not named.is_zone else None) or self._city(row)
        kind = _kind_of(text)
        if holder is None or kind is None:
            return _not_found(
                f"“{text}”不是已知的行政区划、园区、乡镇或企业",
                f"{text!r} is no division, park, town or enterprise known here",
                Say("请改用全称，或填写 division_code。", "Write its full name, or give division_code."),
            )
        if named is not None and not (contains(holder.code, named.code) or contains(named.code, holder.code)):
            return _not_found(
                f"“{text}”在{self.gazetteer.full_name(named)}，代码 {holder.code} 是{self.gazetteer.full_name(holder)}",
                f"{text!r} and the code {holder.code} are different places",
                Say("请核对 county_or_park 与 division_code。", "Check county_or_park and division_code."),
            )
        words = place.rest if kind is HostKind.TOWN and place.rest else text
        remark = Say(
            f"{kind.say.zh}没有区划代码，登记在{self.gazetteer.full_name(holder)}之内。",
            f"A {kind.say.en} has no code of its own; it is entered within {holder.code}.",
        )
        return Found(HostAt(kind, holder, words), remarks=(remark,))

    def _unnamed(self, row: Row, area: Division | None) -> Found | NotFound:
        """No county: an enterprise in brackets behind the name, or the city itself."""
        holder = area or self._city(row)
        if holder is None:
            return _not_found(
                "没有写明所在地", "no place is given",
                Say("请填写 county_or_park 或 division_code。", "Give county_or_park or division_code."),
            )  # fmt: skip
        found = _BRACKETS.search(row["base_name"])
        if found and _ENTERPRISE.search(found[1]) and found[1] != row["product"]:
            remark = Say(
                f"承载主体是企业“{found[1]}”，登记在{self.gazetteer.full_name(holder)}之内。",
                f"The host is an enterprise, {found[1]}; it is entered within {holder.code}.",
            )
            return Found(HostAt(HostKind.ENTERPRISE, holder, found[1]), remarks=(remark,))
        if row["city"]:
            return Found(HostAt(HostKind.DIVISION, holder))
        return _not_found(
            "只有省份，没有写明所在市、县、园区或企业", "only the province is given",
            Say("请填写 county_or_park。", "Give county_or_park."),
        )  # fmt: skip

    def _city(self, row: Row) -> Division | None:
        return self.gazetteer.find(row["city"], row["province"] or None).division if row["city"] else None


def _is_division(place: Place) -> bool:
    return place.division is not None and not place.rest and not place.division.is_zone


def _kind_of(text: str) -> HostKind | None:
    for kind, pattern in ((HostKind.TOWN, _TOWN), (HostKind.PARK, _PARK), (HostKind.ENTERPRISE, _ENTERPRISE)):
        if pattern.search(text):
            return kind
    return None


def _not_found(zh: str, en: str, next_step: Say) -> NotFound:
    return NotFound(Say(f"{zh}。", f"{en[0].upper()}{en[1:]}."), next_step)
