"""Bases: opening, what is true of them from a day on, ending.

Every change writes a dated row and the present attribute beside it, and records both in the trail.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from jidi.accounts.acting import Permit
from jidi.accounts.models import Division, Organisation
from jidi.audit.services import About, operation, record, refusals_audited
from jidi.bases import refusals
from jidi.bases.enums import OPEN, HostKind
from jidi.bases.models import Base, BaseHelper, BaseHost, BaseName, BaseProduct, BaseProducts, BaseScheme, Dated
from jidi.bases.services.dated import current, put
from jidi.bases.values import Hand, HostAt, ProductNamed, living_key, product_key
from jidi.common.keys import once
from jidi.common.say import Refused, Say
from jidi.common.texts import one_line

KIND = "base"


def _about(asked: Any) -> About:
    permit: Permit = asked["permit"]
    base: Base | None = asked.get("base")
    host: HostAt | None = asked.get("host")
    area = base.area_id if base else (host.area.pk if host else "")
    return About(KIND, str(base.pk) if base else permit.object_key, area)


@refusals_audited("base.open", _about)
def open_base(
    *,
    permit: Permit,
    scheme: str,
    name: str,
    host: HostAt,
    products: Sequence[ProductNamed],
    from_on: date | None,
    source: str,
    is_demo: bool = False,
    key: str | None = None,
    at: datetime,
) -> Base:
    """Open a base. The permit is for ``base.open`` on ``base``:code of the host's division.

    ``key`` is the page's idempotency key, left out where an outer service has its own. Raises Refused for a missing name
    or source, and where a living base of this scheme, host and set of products exists (``base-twice``).
    """
    refusals.fits(permit, "base.open", KIND, host.area.pk)

    def work() -> int:
        made = write_base(
            Hand.of(permit, at),
            scheme=scheme,
            name=name,
            host=host,
            products=products,
            from_on=from_on,
            source=source,
            is_demo=is_demo,
        )
        return made.pk

    with operation(at=at):
        if key is None:
            return Base.objects.get(pk=work())
        content = [scheme, name, host.key, product_key(products), from_on, source]
        done = once(key=key, who=permit.actor.key, what="base.open", at=at, work=work, content=content)
        return Base.objects.get(pk=done.result)


def write_base(
    hand: Hand,
    *,
    scheme: str,
    name: str,
    host: HostAt,
    products: Sequence[ProductNamed],
    from_on: date | None,
    source: str,
    is_demo: bool = False,
) -> Base:
    """Write a base with its first dated rows inside the running operation: the part ``open_base`` and the import share."""
    shown, said = one_line(name, 120), one_line(source, 400)
    missing = [] if shown else [Say("缺少基地名称。", "The base has no name.")]
    missing += [] if said else [Say("缺少来源。", "No source is given.")]
    if missing:
        raise refusals.incomplete(Say("基地没有建立。", "The base was not opened."), missing)
    key = living_key(scheme, host.key, product_key(products))
    refuse_twin(key)
    words = product_words(products)
    made = Base(
        scheme=scheme,
        name=shown,
        area=host.area,
        host_words=host.named,
        product_words=words,
        living_key=key,
        is_demo=is_demo,
        made_at=hand.at,
        made_by_id=hand.by_id,
    )
    _save(made)
    common = {"base": made, "from_on": from_on, "source": said, "entered_at": hand.at, "entered_by_id": hand.by_id}
    BaseScheme.objects.create(scheme=scheme, **common)
    BaseName.objects.create(name=shown, **common)
    BaseHost.objects.create(kind=host.kind, area=host.area, organisation=host.organisation, words=host.named, **common)
    _write_products(BaseProducts.objects.create(words=words, **common), products)
    note(hand, "base.open", made, detail={"name": shown, "host": host.named, "products": words, "source": said})
    return made


@refusals_audited("base.change", _about)
def rename_base(*, permit: Permit, base: Base, name: str, from_on: date | None, source: str, at: datetime) -> Base:
    """Give a base another name from a day on; what it is called today follows from the rows."""
    shown = one_line(name, 120)
    fresh = BaseName(name=shown)
    return _change(permit, base, fresh, lambda row: row.name == shown, {"name": shown}, from_on, source, at)


@refusals_audited("base.change", _about)
def move_host(*, permit: Permit, base: Base, host: HostAt, from_on: date | None, source: str, at: datetime) -> Base:
    """Let a base sit elsewhere from a day on, or its host be called or coded otherwise. Titles stay with the base."""
    fresh = BaseHost(kind=host.kind, area=host.area, organisation=host.organisation, words=host.named)

    def same(row: BaseHost) -> bool:
        return (row.kind, row.area_id, row.organisation_id, row.words) == (
            fresh.kind,
            fresh.area_id,
            fresh.organisation_id,
            fresh.words,
        )

    return _change(permit, base, fresh, same, {"host": host.named, "area": host.area.pk}, from_on, source, at)


@refusals_audited("base.change", _about)
def change_products(
    *, permit: Permit, base: Base, products: Sequence[ProductNamed], from_on: date | None, source: str, at: datetime
) -> Base:
    """Give a base another set of products from a day on (or complete one that was not stated)."""
    words, asked = product_words(products), _product_rows(products)
    fresh = BaseProducts(words=words)

    def same(row: BaseProducts) -> bool:
        return set(row.products.values_list("name", "hs_prefixes")) == set(asked)

    detail = {"products": words, "hs": dict(asked)}
    return _change(permit, base, fresh, same, detail, from_on, source, at, products=products)


@refusals_audited("base.change", _about)
def change_scheme(*, permit: Permit, base: Base, scheme: str, from_on: date | None, source: str, at: datetime) -> Base:
    """Put a base under another scheme from a day on."""
    return _change(
        permit,
        base,
        BaseScheme(scheme=scheme),
        lambda row: row.scheme == scheme,
        {"scheme": scheme},
        from_on,
        source,
        at,
    )


@refusals_audited("base.change", _about)
def set_helper(
    *,
    permit: Permit,
    base: Base,
    area: Division | None,
    organisation: Organisation | None = None,
    from_on: date | None,
    source: str,
    at: datetime,
) -> Base:
    """Say who helps a base from a day on; neither an area nor an organisation says: nobody any more."""
    named = organisation.name if organisation else (area.name if area else "")
    fresh = BaseHelper(area=area, organisation=organisation, words=named)

    def same(row: BaseHelper) -> bool:
        return (row.area_id, row.organisation_id) == (fresh.area_id, fresh.organisation_id)

    return _change(permit, base, fresh, same, {"helper": named}, from_on, source, at)


@refusals_audited("base.end", _about)
def end_base(*, permit: Permit, base: Base, on: date, why: str, at: datetime) -> Base:
    """Take a base off the register: ``on`` is the first day it is no more. Raises Refused while it holds a title."""
    refusals.fits(permit, "base.end", KIND, str(base.pk))
    with operation(at=at):
        held = locked(base)
        open_titles = held.titles.filter(state__in=OPEN)
        if names := [holding.title_name for holding in open_titles]:
            raise Refused(
                Say(f"“{held.name}”没有退出登记。", f"“{held.name}” was not taken off the register."),
                Say(f"它还有称号：{'、'.join(names)}。", f"It still has: {', '.join(names)}."),
                Say("请先依决定登记称号的结束。", "Record the end of the titles first, by the decision on them."),
                code="titles-held",
            )
        if not one_line(why):
            raise refusals.incomplete(Say("没有保存。", "It was not saved."), [Say("请写明原因。", "Give the reason.")])
        held.ended_on, held.ended_why, held.living_key = on, one_line(why, 300), None
        held.save(update_fields=["ended_on", "ended_why", "living_key"])
        note(Hand.of(permit, at), "base.end", held, detail={"on": on, "why": held.ended_why})
    return held


def _change(
    permit: Permit,
    base: Base,
    fresh: Any,
    same: Callable[[Any], bool],
    detail: dict[str, Any],
    from_on: date | None,
    source: str,
    at: datetime,
    products: Sequence[ProductNamed] = (),
) -> Base:
    refusals.fits(permit, "base.change", KIND, str(base.pk))
    with operation(at=at):
        held = locked(base)
        put_dated(
            Hand.of(permit, at),
            base=held,
            fresh=fresh,
            same=same,
            detail=detail,
            from_on=from_on,
            source=source,
            products=products,
        )
    return held


def put_dated(
    hand: Hand,
    *,
    base: Base,
    fresh: Dated,
    same: Callable[[Any], bool],
    detail: dict[str, Any],
    from_on: date | None,
    source: str,
    products: Sequence[ProductNamed] = (),
) -> bool:
    """Write a dated row of a locked base and the present attribute beside it, inside the running operation.

    Returns whether anything changed. Raises Refused without a source, and where the base would become a twin.
    """
    if not one_line(source):
        raise refusals.incomplete(
            Say("没有保存。", "It was not saved."), [Say("缺少来源。", "No source is given.")], refusals.SOURCED
        )
    before = present(base)
    fresh.base_id, fresh.from_on = base.pk, from_on  # type: ignore[attr-defined]
    fresh.source, fresh.entered_at, fresh.entered_by_id = one_line(source, 400), hand.at, hand.by_id
    rows: list[Dated] = list(type(fresh)._default_manager.filter(base_id=base.pk))  # type: ignore[misc]
    row, changed = put(rows, fresh, same)
    if not changed:
        return False
    if isinstance(row, BaseProducts) and row is fresh:
        _write_products(row, products)
    refresh(base)
    action = detail | {"from": from_on, "source": fresh.source}
    note(hand, "base.change", base, detail=action, before=before)
    return True


def refresh(base: Base) -> None:
    """Set the present attributes of a base to what its dated rows say now. Raises Refused where it becomes a twin."""
    for column, value in derived(base).items():
        setattr(base, column, value)
    if base.ended_on is None:
        refuse_twin(base.living_key or "", but=base.pk)
    _save(base, ["name", "scheme", "area", "host_words", "product_words", "living_key"])
    base.titles.exclude(area_code=base.area_id).update(area_code=base.area_id)


def derived(base: Base) -> dict[str, Any]:
    """The present attributes as the dated rows give them (by column), living key included."""
    host, scheme = current(base.hosts.all()), current(base.schemes.all())
    name, products = current(base.names.all()), current(base.product_sets.all())
    assert host
    assert scheme
    assert name
    assert products
    key = None
    if base.ended_on is None:
        at = HostAt(HostKind(host.kind), host.area, host.words, host.organisation)
        named = [ProductNamed(row.name) for row in products.products.all()]
        key = living_key(scheme.scheme, at.key, product_key(named))
    return {
        "name": name.name,
        "scheme": scheme.scheme,
        "area_id": host.area_id,
        "host_words": host.words,
        "product_words": products.words,
        "living_key": key,
    }


def locked(base: Base) -> Base:
    """The living base, locked for this operation. Raises Refused for one that ended."""
    held = Base.objects.select_for_update(of=("self",)).get(pk=base.pk)
    if held.ended_on is not None:
        raise refusals.ended(held)
    return held


def _save(base: Base, columns: list[str] | None = None) -> None:
    try:
        with transaction.atomic():
            base.save(update_fields=columns)
    except IntegrityError:
        # Two officials in the same second: the other one's base is there now.
        refuse_twin(base.living_key or "", but=base.pk)
        raise


def refuse_twin(key: str, but: int | None = None) -> None:
    """Raise Refused where another living base has this key."""
    other = Base.objects.filter(living_key=key).exclude(pk=but or 0).first()
    if other is not None:
        raise refusals.twin(other)


def present(base: Base) -> dict[str, Any]:
    """A base as plain data, for the digests of the trail."""
    columns = ("scheme", "name", "area_id", "host_words", "product_words", "living_key", "ended_on")
    return {column: getattr(base, column) for column in columns}


def note(hand: Hand, action: str, base: Base, *, detail: dict[str, Any], before: Any = None) -> None:
    """Record an act on a base in the trail."""
    record(
        at=hand.at,
        who=hand.who,
        action=action,
        kind=KIND,
        key=str(base.pk),
        area_code=base.area_id,
        detail=detail,
        before=before,
        after=present(base),
    )


def product_words(products: Sequence[ProductNamed]) -> str:
    """A set of products in words, as titles print it."""
    return "、".join(product.name for product in products)[:200]


def _product_rows(products: Sequence[ProductNamed]) -> list[tuple[str, str]]:
    return [(product.name, ",".join(product.hs_prefixes)) for product in products]


def _write_products(row: BaseProducts, products: Sequence[ProductNamed]) -> None:
    BaseProduct.objects.bulk_create(
        BaseProduct(product_set=row, name=name[:80], hs_prefixes=prefixes) for name, prefixes in _product_rows(products)
    )
