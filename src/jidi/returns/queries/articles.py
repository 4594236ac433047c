"""Articles: which duty one counts for, which rules want to hear at once, lists, and the parcel for another platform."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date

from django.db.models import F, Q, QuerySet

from jidi.accounts.acting import Actor
from jidi.common.say import Say, Unknown
from jidi.files.models import Attachment
from jidi.files.store import place
from jidi.policies import queries as policies
from jidi.policies.models import PackVersion
from jidi.returns.enums import SETTLED, ActKind, ArticleState, DutyState
from jidi.returns.models import Act, Article, Duty, Level
from jidi.returns.queries.duties import ARTICLE, visible_articles
from policycore.obligations import Obligation


def countable_duty(actor: Actor, article: Article, on: date) -> Duty | None:
    """The duty an article counts for: of the writer's own office, counted by articles, of the running period or raised on
    an event, or still short of them where they are one part of several.

    The one about its base comes first, then the one that is still due, then the earliest.
    """
    fed = Level.objects.filter(organisation_id=actor.organisation_id, is_debtor=True).values("duty_id")
    own = Q(debtor_id=actor.organisation_id) | Q(pk__in=fed)
    running = Q(urgent=False, opens_on__lte=on, ends_on__gte=on)
    raised = Q(urgent=True, state=DutyState.DUE, opens_on__lte=on)
    # Where articles are one part of several, the rest comes after the period: what is missing still counts then.
    parts = Q(urgent=False, opens_on__lte=on) & (~Q(form_id="") | Q(elsewhere_ok=True))
    late = parts & (Q(state=DutyState.RETURNED) | Q(state=DutyState.DUE, articles_filed__lt=F("articles_owed")))
    # One that was not taken up left it short again, or a superior put its day off: another counts until that day.
    put_off = Q(urgent=False, state=DutyState.DUE, extended_to__gte=on, articles_filed__lt=F("articles_owed"))
    rows = Duty.objects.filter(own, running | raised | late | put_off, articles_owed__gt=0, opens_on__lte=on)
    rows = policies.without_texts(rows, "version").exclude(state__in=SETTLED - {DutyState.ACCEPTED})
    found = [duty for duty in rows if duty.base_id is None or duty.base_id == article.base_id]
    found = [duty for duty in found if not (duty.urgent and _marked(duty))]  # those come with the article itself
    found.sort(key=lambda d: (d.base_id is None, d.state != DutyState.DUE, d.due_on or date.max, d.pk))
    return found[0] if found else None


def articles_of(duty: Duty) -> QuerySet[Article]:
    """The articles that count for a duty, in the order they were handed in: those of its period, and of one that came up
    with an urgent article that very article."""
    told = Act.objects.filter(duty=duty, kind=ActKind.COUNTED).values_list("detail_json", flat=True)
    counted = [detail["article"] for detail in told] if duty.urgent else []
    return Article.objects.filter(Q(duty=duty) | Q(pk__in=counted)).order_by("filed_on", "pk")


def articles_taken(duty: Duty) -> int:
    """How many of a duty's articles were taken up."""
    return articles_of(duty).filter(state=ArticleState.ACCEPTED).count()


def duties_of(article: Article) -> list[int]:
    """The duties an article counts for: that of its period, and the one to tell at once that came up with it."""
    raised = Duty.objects.filter(
        urgent=True, articles_owed__gt=0, acts__kind=ActKind.COUNTED, acts__detail_json__article=article.pk
    )
    found = raised.order_by("pk").values_list("pk", flat=True) if article.urgent else ()
    own = [article.duty_id] if article.duty_id else []
    return list(dict.fromkeys([*own, *found]))


def own_article(actor: Actor, pk: int) -> Article:
    """An article of the actor's own organisation, also one thrown away (a second click on that). Raises Unknown else."""
    found = Article.objects.filter(pk=pk, organisation_id=actor.organisation_id).first()
    if found is None:
        raise Unknown(Say("篇信息", "article"))
    return found


def _marked(duty: Duty) -> bool:
    return bool(policies.pack(duty.version).obligations[duty.rule].fulfilled_by.mark)


def urgent_rules(area_code: str, on: date) -> Iterator[tuple[PackVersion, Obligation]]:
    """The rules of the packs in force for a place that want important things told at once."""
    for version in policies.versions_in_force(area_code, on):
        for rule in policies.pack(version).obligations.values():
            by = rule.fulfilled_by
            if rule.on is not None and rule.on.event and by.articles and by.mark:
                yield version, rule


def event_rules(area_code: str, on: date) -> Iterator[tuple[PackVersion, Obligation]]:
    """The rules of the packs in force for a place that an event starts which a person puts on record.

    Without those that come with an urgent article: writing it is putting it on record.
    """
    for version in policies.versions_in_force(area_code, on):
        for rule in policies.pack(version).obligations.values():
            if rule.on is not None and rule.on.event and not rule.fulfilled_by.mark:
                yield version, rule


def listed(actor: Actor, state: str = "", text: str = "") -> QuerySet[Article]:
    """The articles an actor may read, the urgent ones that wait first, then the newest."""
    found = visible_articles(actor)
    if state:
        found = found.filter(state=state)
    if text:
        found = found.filter(Q(title__icontains=text) | Q(body__icontains=text))
    return found.select_related("organisation", "base", "duty").order_by("-urgent", "-changed_at", "-pk")


def pictures_of(article: Article) -> list[Attachment]:
    """The pictures of an article in the order they were added."""
    rows = Attachment.objects.filter(owner_kind=ARTICLE, owner_key=str(article.pk), withdrawn_at__isnull=True)
    return list(rows.order_by("pk"))


def parcel(article: Article) -> bytes:
    """Text and pictures of an article as a zip, to be put by hand on the platform of somebody else."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as box:
        who = article.organisation.name
        head = f"标题：{article.title}\r\n报送单位：{who}\r\n报送日期：{article.filed_on or '未报送'}\r\n\r\n"
        box.writestr("正文.txt", ("\ufeff" + head + article.body.replace("\n", "\r\n")).encode())
        for number, picture in enumerate(pictures_of(article), 1):
            box.writestr(f"图{number:02d}-{picture.name}", place(picture.stored).read_bytes())
    return made.getvalue()
