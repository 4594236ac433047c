"""Who may write, review and adopt articles, and the seat they go to; who may put an event on record that duties follow.

(Beside ``permissions``, which is about duties that stand.)"""

from __future__ import annotations

from datetime import date

from jidi.accounts.acting import Actor, Denied, Permit
from jidi.accounts.codes import contains, lineage
from jidi.accounts.enums import Duty as Post
from jidi.accounts.enums import OrgKind, Tier
from jidi.accounts.models import Organisation
from jidi.accounts.queries import living
from jidi.common.say import Say, house
from jidi.policies.actors import OWN_WORK, WORKING, Seat
from jidi.returns.enums import ArticleState
from jidi.returns.models import Article

RULE = house("信息先写后审，报送即计数", "articles are written, handed in and counted, then reviewed")
ADOPTING = house("采用发布由省、市主管部门决定", "the province or the city adopts for publication")
RAISE = "duty.raise"
RAISING = house("事项由所在地区的主管部门登记", "the authorities of the area put on record what happened")
_UP = {Tier.COUNTY: Tier.CITY, Tier.NONE: Tier.CITY, Tier.CITY: Tier.PROVINCE, Tier.PROVINCE: Tier.PROVINCE}


def may_write(actor: Actor, article: Article | None) -> Permit | Denied:
    """Whether an actor may write an article, or change this one: those of its organisation, while it is theirs."""
    key = str(article.pk) if article else ""
    if actor.duty not in WORKING | OWN_WORK:
        return Denied(Say("这一职务不报送信息。", "This post hands in no articles."), cite=RULE)
    if article is None:
        return Permit(actor, "article.write", "article", key, Say("本单位撰写", "their own to write"), RULE)
    if article.organisation_id != actor.organisation_id:
        return Denied(Say("这篇由撰写单位修改。", "Whoever wrote it changes it."), cite=RULE)
    if article.state not in {ArticleState.DRAFT, ArticleState.RETURNED}:
        return Denied(Say("已经报送，现在不能改。", "It was handed in and cannot be changed now."), cite=RULE)
    return Permit(actor, "article.write", "article", key, Say("本单位撰写", "their own to write"), RULE)


def may_discard(actor: Actor, article: Article) -> Permit | Denied:
    """Whether an actor may throw an article away: those of its organisation, while it is a draft nobody was handed."""
    own = may_write(actor, article)
    if isinstance(own, Denied):
        return own
    if article.state != ArticleState.DRAFT:
        return Denied(
            Say("已经报送过，不能丢弃。", "It was handed in once and is not thrown away."),
            Say("退回修改的，请改好后再报。", "What came back is corrected and handed in again."),
            cite=RULE,
        )
    return Permit(actor, "article.discard", "article", str(article.pk), Say("本单位草稿", "their own draft"), RULE)


def reviewing_seat(article: Article, on: date) -> tuple[Seat | None, Say]:
    """Who reviews an article: the authority one level above its writer; of an urgent one that of the province."""
    tier = Tier.PROVINCE if article.urgent else _UP.get(Tier(article.organisation.tier), Tier.PROVINCE)
    rows = Organisation.objects.filter(
        living(on), kind=OrgKind.AUTHORITY, tier=tier, area_id__in=lineage(article.area_code)
    )
    office = rows.order_by("-area_id").first()
    if office is None:
        return None, Say("")
    return Seat(office.organ, Tier(office.tier), article.area_code), Say(office.name, office.name_en or office.name)


def may_review(actor: Actor, article: Article, on: date) -> Permit | Denied:
    """Whether an actor may review it now: who it went to, or the province."""
    seat, _ = reviewing_seat(article, on)
    above = actor.duty == Post.PROVINCE_OFFICER and contains(actor.area_code, article.area_code)
    waiting = article.state == ArticleState.FILED
    if (
        waiting
        and article.organisation_id != actor.organisation_id
        and (above or (seat is not None and seat.holds(actor)))
    ):
        return Permit(actor, "article.review", "article", str(article.pk), Say("上级审阅", "reviewed above"), RULE)
    return Denied(Say("现在不在您这里审阅。", "It is not yours to review now."), cite=RULE)


def may_adopt(actor: Actor, article: Article) -> Permit | Denied:
    """Whether an actor may adopt it for publication: officers of the city or the province it lies in."""
    if actor.duty in {Post.PROVINCE_OFFICER, Post.CITY_OFFICER} and actor.covers(article.area_code):
        return Permit(actor, "article.adopt", "article", str(article.pk), Say("决定采用", "adopts"), ADOPTING)
    return Denied(Say("由省、市主管部门采用。", "The province or the city adopts it."), cite=ADOPTING)


def may_raise(actor: Actor, key: str, area_code: str = "") -> Permit | Denied:
    """Whether an actor may put on record that an event happened of which duties follow: officers, for their area.

    ``key`` names the rule; without an area it is asked whether they may anywhere.
    """
    if actor.duty not in {Post.PROVINCE_OFFICER, Post.CITY_OFFICER, Post.COUNTY_OFFICER}:
        return Denied(Say("由主管部门登记。", "The authorities put it on record."), cite=RAISING)
    if area_code and not actor.covers(area_code):
        return Denied(Say("不在您负责的地区。", "It lies outside your area."), cite=RAISING)
    return Permit(actor, RAISE, "duty-rule", key, Say("在您负责的地区。", "It lies in your area."), RAISING)
