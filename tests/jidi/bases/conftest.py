"""What the tests of this room lean on: a base of the cast, a pack in force, permits as the product gives them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from jidi.accounts.acting import Actor, Permit, require
from jidi.accounts.enums import Tier
from jidi.accounts.models import Division
from jidi.bases.enums import HostKind
from jidi.bases.models import Base, TitleHolding
from jidi.bases.permissions import may_keep_base, may_write_title
from jidi.bases.services.bases import open_base
from jidi.bases.services.titles import GRANT, grant_title
from jidi.bases.values import Basis, Holder, HostAt, Paper, ProductNamed, TitleNamed, When
from jidi.policies.models import PackVersion
from jidi.policies.services import import_pack, publish
from tests.cast import Cast

AT = datetime(2022, 9, 1, 2, tzinfo=UTC)
TODAY = date(2022, 9, 1)
PROVINCIAL = TitleNamed("foreign-trade-base", "provincial", Tier.PROVINCE, "省级外贸转型升级基地")
NATIONAL = TitleNamed("foreign-trade-base", "national", Tier.NATION, "国家外贸转型升级基地")
ACT = Basis(
    pack="invented-registers",
    pack_version=1,
    cites=("8",),
    case_key="case:1",
    paper=Paper("关于认定基地的通知", "虚字〔2022〕3号", TODAY, "省商务厅"),
)


def open_one(
    actor: Actor,
    area: str = "210283",
    *,
    name: str = "庄河市外贸转型升级基地（海产品）",
    products: tuple[str, ...] = ("海产品",),
    kind: HostKind = HostKind.DIVISION,
    words: str = "",
    from_on: date = date(2018, 1, 1),
    key: str | None = None,
) -> Base:
    """Open a base as an officer does."""
    permit = require(may_keep_base(actor, "base.open", area_code=area, key=area))
    host = HostAt(kind, Division.objects.get(pk=area), words)
    named = [ProductNamed(product) for product in products]
    return open_base(
        permit=permit,
        scheme="foreign-trade-base",
        name=name,
        host=host,
        products=named,
        from_on=from_on,
        source="虚字〔2018〕1号",
        key=key,
        at=AT,
    )


def title_permit(actor: Actor, action: str, holder: Holder) -> Permit:
    """A permit to write a title of this holder."""
    return require(
        may_write_title(actor, action, holder_kind=holder.kind, holder_key=holder.key, area_code=holder.area_code)
    )


def base_permit(actor: Actor, base: Base, action: str = "base.change") -> Permit:
    """A permit to change a base."""
    return require(may_keep_base(actor, action, area_code=base.area_id, key=str(base.pk)))


@pytest.fixture
def base(cast: Cast) -> Base:
    """The base of the cast: seafood in 庄河, opened by the county."""
    return open_one(cast.county_officer)


Granting = Callable[..., TitleHolding]


@pytest.fixture
def grant(cast: Cast) -> Granting:
    """Grant a title to a base as the provincial officer does after a decision."""

    def granting(
        to: Base, title: TitleNamed = PROVINCIAL, on: date = TODAY, basis: Basis = ACT, **more: object
    ) -> TitleHolding:
        holder = Holder.base(to)
        permit = title_permit(cast.province_officer, GRANT, holder)
        return grant_title(
            permit=permit,
            holder=holder,
            title=title,
            when=When(on),
            basis=basis,
            at=AT,
            **more,  # type: ignore[arg-type]
        )

    return granting


@pytest.fixture
def version(cast: Cast) -> PackVersion:
    """The invented pack, in force since 2020."""
    made = import_pack(folder=Path(__file__).with_name("pack"), actor=None, at=AT)
    return publish(version_id=made.pk, from_on=date(2020, 1, 1), actor=None, at=AT)
