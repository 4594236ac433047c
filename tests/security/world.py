"""The objects the table is about, each made when first asked for: the base of the own county and what belongs to it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import Any

from django.apps import apps

from jidi.accounts.acting import Permit, require
from jidi.accounts.models import Appointment, Division
from jidi.accounts.services.tokens import make_token
from jidi.audit.models import Entry
from jidi.bases.entries import EntryValues
from jidi.bases.enums import HostKind, LinkRole
from jidi.bases.models import Base, RegisterEntry
from jidi.bases.permissions import may_enter, may_keep_base
from jidi.bases.services.bases import open_base
from jidi.bases.services.links import link_organisation
from jidi.bases.services.registers import enter
from jidi.bases.values import HostAt, ProductNamed
from jidi.common.keys import new_key
from jidi.common.say import HOUSE, Say
from jidi.files.services import ATTACH, attach
from jidi.policies.models import PackVersion
from jidi.policies.services import import_pack, publish
from tests.cast import Cast
from tests.remembered import remembered
from tests.security.returns import Returns
from tests.security.rounds import Rounds

ROOT = Path(__file__).resolve().parents[2]
AT = datetime(2026, 3, 2, 2, tzinfo=UTC)
SINCE = date(2018, 1, 1)
PACK = "liaoning-2022"


class World(Rounds, Returns):
    """Makes what a row is about. A method named by ``Row.given`` returns the arguments of the address."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    # --- policies ---------------------------------------------------------------------------------------------------

    @cached_property
    def version_row(self) -> PackVersion:
        """The pack in force in the own province."""

        def build() -> None:
            made = import_pack(folder=ROOT / "policies" / PACK, actor=None, at=AT)
            publish(version_id=made.pk, from_on=date(2022, 6, 1), actor=None, at=AT)

        remembered("the pack of the table", tuple(apps.get_app_config("policies").get_models()), build)
        return PackVersion.objects.get(pack_id=PACK)

    def pack(self) -> dict[str, Any]:
        """The pack of an address."""
        return {"pack": self.version_row.pack_id}

    def article(self) -> dict[str, Any]:
        """An article of the pack."""
        return {**self.pack(), "article": "17.2"}

    def point(self) -> dict[str, Any]:
        """An open point of the pack, which the province decides."""
        return {**self.pack(), "point": "whose-events"}

    def decision(self) -> dict[str, str]:
        """What a page sends that decides this point."""
        return {"value": "base-itself", "act": "会议纪要", "decided_on": "2026-03-01", "scope": "pack", "target": ""}

    @cached_property
    def draft_row(self) -> PackVersion:
        """The next version of the pack, as a draft."""
        self.version_row  # noqa: B018 - the one in force comes first
        with TemporaryDirectory() as place:
            folder = Path(copytree(ROOT / "policies" / PACK, Path(place) / PACK))
            head = folder / "pack.yaml"
            text = re.sub(r"(?m)^version: .*$", "version: 99", head.read_text("utf-8"))
            head.write_text(text, "utf-8")
            return import_pack(folder=folder, actor=None, at=AT)

    def draft(self) -> dict[str, Any]:
        """The draft."""
        return {**self.pack(), "number": self.draft_row.version_no}

    def living(self) -> dict[str, Any]:
        """The version in force."""
        return {**self.pack(), "number": self.version_row.version_no}

    @cached_property
    def coming_row(self) -> PackVersion:
        """The next version, published for a day to come."""
        return publish(version_id=self.draft_row.pk, from_on=date(2099, 1, 1), actor=None, at=AT)

    def coming(self) -> dict[str, Any]:
        """The version that has not begun."""
        return {**self.pack(), "number": self.coming_row.version_no}

    def published(self) -> dict[str, str]:
        """What a page sends that publishes the draft."""
        return {"v99-from_on": "2026-12-01", "v99-act": "修订通知", "v99-number": "虚字〔2026〕8号"}

    def ended(self) -> dict[str, str]:
        """What a page sends that ends the version in force."""
        key = f"v{self.version_row.version_no}"
        grounds = {f"{key}-act": "废止通知", f"{key}-reason": "文件废止", f"{key}-typed": PACK}
        return {f"{key}-on": "2099-01-01", **grounds}

    def taken_back(self) -> dict[str, str]:
        """What a page sends that takes the coming version back."""
        return {"v99-act": "更正通知", "v99-reason": "发布有误", "v99-typed": PACK}

    # --- bases ------------------------------------------------------------------------------------------------------

    @cached_property
    def base_row(self) -> Base:
        """A base in the own county with its institution, its association and an enterprise."""
        officer = self.cast.county_officer
        self.version_row  # noqa: B018 - the registers are those of the pack in force
        permit = require(may_keep_base(officer, "base.open", area_code=officer.area_code, key=officer.area_code))
        base = open_base(
            permit=permit,
            scheme="foreign-trade-base",
            name="庄河海产品基地",
            host=HostAt(HostKind.DIVISION, Division.objects.get(pk=officer.area_code)),
            products=[ProductNamed("海产品", ("03",))],
            from_on=SINCE,
            source="虚字〔2018〕1号",
            at=AT,
        )
        permit = require(may_keep_base(officer, "base.change", area_code=base.area_id, key=str(base.pk)))
        roles = {
            "institution": LinkRole.INSTITUTION,
            "chamber": LinkRole.ASSOCIATION,
            "enterprise": LinkRole.ENTERPRISE,
        }
        for office, role in roles.items():
            link_organisation(
                permit=permit,
                base=base,
                organisation=self.cast.organisations[office],
                role=role,
                from_on=SINCE,
                source="虚字〔2018〕1号",
                at=AT,
            )
        return base

    def base(self) -> dict[str, Any]:
        """The base."""
        return {"pk": self.base_row.pk}

    def base_name(self) -> str:
        """Words only those who may know of the base may read."""
        return self.base_row.name

    def base_link(self) -> dict[str, Any]:
        """An organisation linked to the base."""
        return {**self.base(), "link": self.base_row.links.order_by("pk")[0].pk}

    def base_register(self) -> dict[str, Any]:
        """A register of the base."""
        return {**self.base(), "rule": "platforms"}

    def base_activity(self) -> dict[str, Any]:
        """The register of what associations do for the base."""
        return {**self.base(), "rule": "association-work"}

    def base_opening(self) -> dict[str, Any]:
        """An opening record of the base."""
        return {**self.base(), "kind": "application"}

    @cached_property
    def entry_row(self) -> RegisterEntry:
        """A platform of the base on record."""
        officer, base = self.cast.county_officer, self.base_row
        on = date(2026, 3, 2)
        permit = require(may_enter(officer, version=self.version_row, rule_id="platforms", base=base, on=on))
        values = EntryValues(kind_key="testing", name="庄河海产品检测平台", on=SINCE)
        return enter(permit=permit, version=self.version_row, rule_id="platforms", base=base, values=values, at=AT)

    def entry(self) -> dict[str, Any]:
        """An entry of a register."""
        return {"pk": self.entry_row.pk}

    def entry_name(self) -> str:
        """Words only those who may know of the entry may read."""
        return self.entry_row.name

    def place(self) -> dict[str, Any]:
        """The city the base lies in."""
        self.version_row  # noqa: B018 - its registers are those of the pack in force
        return {"code": self.cast.city_officer.area_code}

    def place_register(self) -> dict[str, Any]:
        """A register of the city."""
        return {**self.place(), "rule": "city-plans"}

    def analysis_file(self) -> dict[str, Any]:
        """The kind of file of an analysis."""
        return {"kind": "csv"}

    def file(self) -> dict[str, Any]:
        """A file attached to the base."""
        permit = Permit(
            self.cast.county_officer, ATTACH, "base", str(self.base_row.pk), Say("登记凭据", "evidence"), HOUSE
        )
        made = attach(permit=permit, name="凭据.txt", content=[b"as found\n"], area_code=self.base_row.area_id, at=AT)
        return {"key": made.key}

    # --- tokens -----------------------------------------------------------------------------------------------------

    def token(self) -> dict[str, Any]:
        """A token of the officer of the county."""
        made = make_token(actor=self.cast.county_officer, name="报表程序", days=30, at=AT, key=new_key())
        return {"token": made.token.pk}

    # --- api --------------------------------------------------------------------------------------------------------

    def some_duty(self) -> dict[str, Any]:
        """The address of a duty: without a token it makes no difference whether there is one."""
        return {"duty_id": 1}

    def some_article(self) -> dict[str, Any]:
        """The address of an article."""
        return {"article_id": 1}

    def some_version(self) -> dict[str, Any]:
        """The address of a version."""
        return {"duty_id": 1, "ordinal": 1}

    # --- audit ------------------------------------------------------------------------------------------------------

    def audit_entry(self) -> dict[str, Any]:
        """What was recorded when the base was opened: business, which the audit administrator does not read."""
        key = str(self.base_row.pk)
        return {"seq": Entry.objects.filter(object_kind="base", object_key=key).order_by("seq")[0].seq}

    # --- system -----------------------------------------------------------------------------------------------------

    def holiday(self) -> dict[str, str]:
        """What a page sends that changes one day."""
        return {"year": "2026", "day": "2026-12-31", "workday": "no", "source": "虚字〔2026〕1号"}

    def holidays(self) -> dict[str, str]:
        """What a page sends that enters a year."""
        days = "2027-01-01 休\n2027-02-14 班"
        return {"year": "2027", "days": days, "notice": "虚字〔2026〕2号", "published_on": "2026-11-01"}

    def organisation(self) -> dict[str, Any]:
        """An organisation nobody of the table works at."""
        return {"pk": self.cast.organisations["university"].pk}

    def renamed(self) -> dict[str, str]:
        """Another name for it."""
        return {"change-name": "沈阳某理工大学"}

    def too_early(self) -> dict[str, str]:
        """An end before the beginning: whoever may, hears that."""
        return {"end-on": "2001-01-01"}

    def new_post(self) -> dict[str, str]:
        """A post, as its form sends it."""
        return {"post-name": "新岗位", "post-duty": "expert", "post-valid_from": "2026-01-01"}

    def new_body(self) -> dict[str, str]:
        """A body, as its form sends it."""
        return {"body-name": "联席会议", "body-kind": "other", "body-valid_from": "2026-01-01"}

    def post(self) -> dict[str, Any]:
        """A post somebody holds whom the table does not enter as."""
        return {"pk": self.cast.post("expert_2").pk}

    def appointed(self) -> dict[str, str]:
        """An appointment, as its form sends it."""
        return {"appoint-person": "expert-3", "appoint-from_on": "2026-01-01"}

    def handed(self) -> dict[str, str]:
        """A hand-over, as its form sends it."""
        holder = str(self.cast.people["expert_2"].pk)
        return {"hand-from_person": holder, "hand-to_person": "expert-3", "hand-on": "2026-01-01"}

    def appointment(self) -> dict[str, Any]:
        """An appointment of somebody the table does not enter as."""
        return {"pk": Appointment.objects.get(post=self.cast.post("expert_2")).pk}

    def unposted(self) -> dict[str, str]:
        """The end of an appointment, as its form sends it."""
        return {"unpost-on": "2026-01-01"}

    def person(self) -> dict[str, Any]:
        """An account the table does not enter as."""
        return {"pk": self.cast.people["expert_2"].pk}

    def body(self) -> dict[str, Any]:
        """A body of the province."""
        return {"pk": self.cast.party_group.pk}

    def joined(self) -> dict[str, str]:
        """A new member, as its form sends it."""
        return {"join-person": "expert-2", "join-part": "成员", "join-from_on": "2026-01-01"}

    def member(self) -> dict[str, Any]:
        """A member of the body."""
        return {"pk": self.cast.party_group.members.get().pk}

    def left(self) -> dict[str, str]:
        """The end of a membership, as its form sends it."""
        return {"leave-on": "2026-01-01"}
