"""Playing the ferry document (tests/jidi/packs/ferry-2023) with the known cast, through the services of the room.

Two bases: the one of the cast in 庄河, national and provincial since 2021, with its institution; and one in 大石桥 of another
city, provincial since 2023-05-20, without anybody of its own.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from jidi.accounts.acting import Actor, require
from jidi.accounts.enums import Tier
from jidi.accounts.models import Division
from jidi.bases.enums import HostKind, LinkRole
from jidi.bases.models import Base
from jidi.bases.permissions import may_keep_base, may_write_title
from jidi.bases.services.bases import open_base
from jidi.bases.services.links import link_organisation
from jidi.bases.services.titles import GRANT, grant_title
from jidi.bases.values import Basis, Holder, HostAt, Paper, ProductNamed, TitleNamed, When
from jidi.common.keys import new_key
from jidi.filings.queries import draft_state
from jidi.policies.models import PackVersion
from jidi.policies.services import decide_point, import_pack, publish
from jidi.returns import services
from jidi.returns.models import Duty
from tests.cast import Cast

FOLDER = Path(__file__).parents[1] / "packs" / "ferry-2023"
SINCE = date(2021, 6, 1)
AT = datetime(2023, 1, 3, 1, tzinfo=UTC)
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa7\x9a\xa0\xa0\x00\x00\x00\x00IEND\xaeB`\x82"
)
GOOD = {"output": "5000", "exports": "1200"}


def published() -> PackVersion:
    """The ferry document, in force since the first day of 2023."""
    version = import_pack(folder=FOLDER, actor=None, at=AT)
    return publish(version_id=version.pk, from_on=date(2023, 1, 1), actor=None, at=AT)


@dataclass
class Ferry:
    """The document in force, two bases, and verbs at a moment that moves on by a second with each act."""

    cast: Cast
    version: PackVersion
    base: Base
    other: Base
    on: date = date(2023, 1, 3)
    seconds: Iterator[int] = field(default_factory=itertools.count)

    def day(self, text: str) -> Ferry:
        """Go to a day."""
        self.on = date.fromisoformat(text)
        return self

    @property
    def now(self) -> dict[str, Any]:
        """The moment of an act."""
        start = datetime(self.on.year, self.on.month, self.on.day, 1, tzinfo=UTC)
        return {"on": self.on, "at": start + timedelta(seconds=next(self.seconds))}

    @property
    def sent(self) -> dict[str, Any]:
        """The moment and a fresh key."""
        return {**self.now, "once_key": new_key()}

    def decide(self, point: str, value: Any, **more: Any) -> None:
        """Decide an open point, from the first day of 2023 on."""
        since = date(2023, 1, 1)
        decide_point(
            version_id=self.version.pk, point=point, value=value, act="会议纪要", decided_on=since, valid_from=since,
            actor=None, at=AT, **more,
        )  # fmt: skip

    def compute(self, year: int = 2023) -> services.Computed:
        """Work the duties out."""
        return services.compute(year=year, **self.now)

    def duty(self, rule: str, period: str, base: Base | None = None, debtor: str = "210200", link: int = 0) -> Duty:
        """The duty of a rule for a period: about a base, or of the office of a place."""
        rows = Duty.objects.filter(rule=rule, period=period, link=link).select_related("version")
        return rows.get(base=base) if base is not None else rows.get(debtor_area=debtor, base__isnull=True)

    def again(self, duty: Duty) -> Duty:
        """The duty as the database has it."""
        return Duty.objects.select_related("version", "base").get(pk=duty.pk)

    def filled(self, duty: Duty, actor: Actor, values: Mapping[str, str] | None = None) -> Duty:
        """Its form filled in by somebody."""
        filing = services.open_form(actor=actor, duty=duty, **self.now)
        typed = values if values is not None else (GOOD if filing.form_id == "quarter" else {"done": "办了三件实事"})
        services.save_draft(
            actor=actor,
            duty=duty,
            form_id=filing.form_id,
            changes=typed,
            revision=draft_state(filing).revision,
            **self.now,
        )
        return self.again(duty)

    def filed(self, duty: Duty, actor: Actor, values: Mapping[str, str] | None = None) -> Duty:
        """Filled in and handed in."""
        self.filled(duty, actor, values)
        services.hand_in(actor=actor, duty=duty, **self.sent)
        return self.again(duty)


def titled(cast: Cast, base: Base, title: str, since: date) -> None:
    """Give a base a title from a day on."""
    tier, name = (Tier.NATION, "国家级渡口基地") if title == "national" else (Tier.PROVINCE, "省级渡口基地")
    holder = Holder.base(base)
    permit = require(
        may_write_title(
            cast.province_officer, GRANT, holder_kind=holder.kind, holder_key=holder.key, area_code=holder.area_code
        )
    )
    paper = Paper("关于认定的通知", "测〔2022〕1号", since, "省商务厅")
    basis = Basis(pack="ferry-2023", pack_version=1, cites=("1",), case_key="", paper=paper)
    grant_title(
        permit=permit,
        holder=holder,
        title=TitleNamed("ferry-base", title, tier, name),
        when=When(since),
        basis=basis,
        at=AT,
    )


def opened(actor: Actor, area: str, name: str, product: str = "渡船") -> Base:
    """A base on record since 2021."""
    permit = require(may_keep_base(actor, "base.open", area_code=area, key=area))
    host = HostAt(HostKind.DIVISION, Division.objects.get(pk=area))
    return open_base(
        permit=permit, scheme="ferry-base", name=name, host=host, products=[ProductNamed(product)], from_on=SINCE,
        source="测〔2022〕1号", at=AT,
    )  # fmt: skip


def play(cast: Cast) -> Ferry:
    """The document in force and the two bases."""
    version = published()
    base = opened(cast.county_officer, "210283", "庄河渡口")
    other = opened(cast.other_county_officer, "210882", "大石桥渡口")
    permit = require(may_keep_base(cast.county_officer, "base.change", area_code=base.area_id, key=str(base.pk)))
    link_organisation(
        permit=permit, base=base, organisation=cast.organisations["institution"], role=LinkRole.INSTITUTION,
        from_on=SINCE, source="测〔2022〕1号", at=AT,
    )  # fmt: skip
    titled(cast, base, "national", SINCE)
    titled(cast, base, "provincial", SINCE)
    titled(cast, other, "provincial", date(2023, 5, 20))
    ferry = Ferry(cast, version, base, other)
    ferry.decide("quarter-day", 15)
    return ferry
