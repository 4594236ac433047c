"""What must always hold of this room, checked over all rows in a few queries (for ``jidi invariants``).

I2: a duty and an article are what the trail says was last written of them. I3: every act has its entry in the trail. What is
counted against a duty is what was handed in for it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q

from jidi.audit.enums import Outcome
from jidi.audit.models import Entry
from jidi.common.digests import digest
from jidi.common.say import Say
from jidi.returns.enums import ActKind, ArticleState
from jidi.returns.models import Act, Article, Duty, Elsewhere, LegDay, Paper
from jidi.returns.permissions import LEGS
from jidi.returns.queries.filling import SET_ASIDE
from jidi.returns.services.articles import KIND as ARTICLE
from jidi.returns.services.articles import told
from jidi.returns.services.documents import as_handed
from jidi.returns.services.elsewhere import as_told
from jidi.returns.services.states import KIND as DUTY
from jidi.returns.services.states import act_told, present


@dataclass(frozen=True, slots=True)
class Broken:
    """An invariant that does not hold: which, of what, and how."""

    code: str
    thing: str
    say: Say


def check() -> Iterator[Broken]:
    """Yield everything of this room that is not as it must be."""
    last, acts = _trail()
    for duty in Duty.objects.prefetch_related("levels").order_by("pk").iterator(chunk_size=500):
        if last.pop((DUTY, str(duty.pk)), "") != digest(present(duty, list(duty.levels.all()))):
            yield _changed(f"duty:{duty.pk}")
    for article in Article.objects.order_by("pk").iterator(chunk_size=500):
        if last.pop((ARTICLE, str(article.pk)), "") != digest(told(article)):
            yield _changed(f"article:{article.pk}")
    for kind, key in last:
        yield Broken("I2", f"{kind}:{key}", Say("审计链有记录而数据不在", "the trail knows of it, the tables do not"))
    for act in Act.objects.order_by("pk").iterator(chunk_size=2000):
        if acts.pop(act.pk, "") != digest(act_told(act)):
            yield Broken("I3", f"act:{act.pk}", Say("与审计链的记录不同", "is not what the trail says was done"))
    for pk in sorted(acts):
        yield Broken("I3", f"act:{pk}", Say("审计链有记录而办理不在", "the trail knows of the act, the tables do not"))
    yield from _records()
    yield from _counts()


def counted() -> dict[str, int]:
    """How many of each kind of row were looked at."""
    return {
        "义务 duties": Duty.objects.count(),
        "办理 acts": Act.objects.count(),
        "信息 articles": Article.objects.count(),
    }


def _counts() -> Iterator[Broken]:
    """Articles counted and articles there agree; what was not taken up does not count."""
    counts = Q(articles__filed_on__isnull=False) & ~Q(articles__state=ArticleState.DECLINED)
    filed = Count("articles", filter=counts)
    for pk, counted, there in (
        Duty.objects.filter(urgent=False).annotate(there=filed).values_list("pk", "articles_filed", "there")
    ):
        if counted != there:
            say = Say(f"计入 {counted} 篇，实有 {there} 篇", f"{counted} counted, {there} there")
            yield Broken("I5", f"duty:{pk}", say)


def _records() -> Iterator[Broken]:
    """What was recorded as done elsewhere says what its act says; days debtors set are those the trail has."""
    acts = Act.objects.filter(kind=ActKind.ELSEWHERE).values_list("detail_json", flat=True)
    said = {detail["record"]: detail for detail in acts if SET_ASIDE not in detail}
    for made in Elsewhere.objects.order_by("pk").iterator(chunk_size=500):
        if said.pop(made.pk, None) != as_told(made):
            yield Broken("I2", f"elsewhere:{made.pk}", Say("与办理记录不同", "is not what its act says"))
    for pk in said:
        yield Broken("I2", f"elsewhere:{pk}", Say("办理记录提到而不在", "its act speaks of it, it is not there"))
    yield from _papers()
    rows = Entry.objects.filter(action=LEGS, outcome=Outcome.DONE).order_by("seq").values_list("detail_json", flat=True)
    days = {detail["row"]: detail["days_before"] for detail in map(json.loads, rows)}
    for pk, before in LegDay.objects.values_list("pk", "days_before"):
        if days.pop(pk, None) != before:
            yield Broken(
                "I2", f"legday:{pk}", Say("与审计链最后一次记录不同", "is not what the trail says was set last")
            )


def _papers() -> Iterator[Broken]:
    """What was handed in as a document is what its act says."""
    acts = Act.objects.filter(kind=ActKind.DOCUMENT).values_list("detail_json", flat=True)
    said = {detail["paper"]: detail for detail in acts}
    for made in Paper.objects.order_by("pk").iterator(chunk_size=500):
        if said.pop(made.pk, None) != as_handed(made):
            yield Broken("I2", f"paper:{made.pk}", Say("与办理记录不同", "is not what its act says"))
    for pk in said:
        yield Broken("I2", f"paper:{pk}", Say("办理记录提到而不在", "its act speaks of it, it is not there"))


def _trail() -> tuple[dict[tuple[str, str], str], dict[int, str]]:
    """The last digest the trail has of each duty and article, and the digests of the acts it knows."""
    last: dict[tuple[str, str], str] = {}
    acts: dict[int, str] = {}
    rows = Entry.objects.filter(object_kind__in=[DUTY, ARTICLE], outcome=Outcome.DONE).exclude(after_digest="")
    for kind, key, after, detail in (
        rows.order_by("seq").values_list("object_kind", "object_key", "after_digest", "detail_json").iterator(2000)
    ):
        last[kind, key] = after
        said = json.loads(detail) if kind == DUTY else {}
        if "act" in said:
            acts[said["act"]] = said["is"]
    return last, acts


def _changed(thing: str) -> Broken:
    return Broken("I2", thing, Say("与审计链最后一次记录不同", "is not what the trail says was written last"))
