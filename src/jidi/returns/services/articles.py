"""Articles: written, illustrated, handed in and counted, reviewed, adopted. Urgent ones go straight to the top."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from jidi.accounts.acting import Actor, Permit, require
from jidi.agenda.services import close_items, open_item
from jidi.audit.services import About, operation, record, refusals_audited
from jidi.bases.models import Base
from jidi.common.keys import once
from jidi.common.say import Say
from jidi.files import services as files
from jidi.files.models import Attachment
from jidi.notices.enums import LetterKind
from jidi.policies.actors import Seat
from jidi.returns.enums import SETTLED, ActKind, ArticleState, DutyState, LevelState
from jidi.returns.models import Article
from jidi.returns.permissions import FILL, debtor_level, seat_of
from jidi.returns.queries import filling
from jidi.returns.queries.articles import articles_taken, countable_duty, duties_of, urgent_rules
from jidi.returns.queries.duties import ARTICLE, ROOM
from jidi.returns.rights import RULE, may_adopt, may_discard, may_review, may_write, reviewing_seat
from jidi.returns.services.declining import discount
from jidi.returns.services.events import raised
from jidi.returns.services.filing import filed_changes, passed_by
from jidi.returns.services.states import Step, change, locked, needs_reason, refused
from jidi.returns.services.telling import people_at, tell
from jidi.returns.services.waiting import put_on_agenda

KIND = "article"
URGENT = "urgent"
"""The kind of the item an urgent article makes: it stands before all that has a day (``agenda.enums.AT_ONCE``)."""
URGENT_WHY = "urgent-why"
"""The code of the refusal of an article marked urgent that does not say why."""
MOST_TEXT = 20_000


def _about(asked: Mapping[str, Any]) -> About:
    article: Article | None = asked.get("article")
    return About(KIND, str(article.pk) if article else "", article.area_code if article else asked["actor"].area_code)


@refusals_audited("article.write", _about)
def write_article(
    *, actor: Actor, article: Article | None, title: str, body: str, base: Base | None, urgent_why: str, at: datetime,
    once_key: str, urgent: bool = False,
) -> Article:  # fmt: skip
    """Write an article, or change one that is a draft or was returned. With ``urgent_why`` it is urgent, and says why.

    Raises Refused without title or text, and where it is marked ``urgent`` without saying why: the mark is never dropped.
    """
    name, text = title.strip()[:120], body.strip()

    def work() -> int:
        held = Article.objects.select_for_update(of=("self",)).get(pk=article.pk) if article else None
        require(may_write(actor, held))
        if urgent and not urgent_why.strip():
            raise _refused(
                "没有保存。",
                "勾选了重要信息，还没有写为什么重要。",
                "It is marked urgent, but not why.",
                URGENT_WHY,
            )
        if not name or not text or len(text) > MOST_TEXT:
            raise _refused(
                "没有保存。",
                f"要有标题和正文，正文不超过 {MOST_TEXT} 字。",
                f"A title and a text of at most {MOST_TEXT} characters.",
                "text",
            )
        values = {
            "title": name, "body": text, "base": base, "urgent": bool(urgent_why.strip()), "changed_at": at,
            "urgent_why": urgent_why.strip()[:300], "area_code": base.area_id if base else actor.area_code,
        }  # fmt: skip
        if held is None:
            made = Article.objects.create(
                organisation_id=actor.organisation_id, written_by_id=actor.person_id, written_at=at, **values
            )
        else:
            made = held
            for column, value in values.items():
                setattr(made, column, value)
            made.save(update_fields=list(values))
        _record(actor, "article.written", made, at)
        return made.pk

    with operation(at=at):
        content = [article.pk if article else 0, name, text, base.pk if base else 0, urgent_why]
        done = once(key=once_key, who=actor.key, what="article.write", at=at, work=work, content=content)
        return Article.objects.get(pk=done.result)


@refusals_audited("article.picture", _about)
def attach_picture(*, actor: Actor, article: Article, name: str, content: Any, at: datetime) -> Attachment:
    """Add a picture to an article. Raises Refused for anything that is no picture."""
    permit = require(may_write(actor, article))
    own = Permit(actor, files.ATTACH, ARTICLE, str(article.pk), permit.reason, permit.cite)
    with operation(at=at):
        made = files.attach(permit=own, name=name, content=content, area_code=article.area_code, at=at)
        if not made.media_type.startswith("image/"):
            raise _refused("没有添加。", "这里只能添加图片。", "Only pictures belong here.", "no-picture")
        _count_pictures(article)
    return made


@refusals_audited("article.picture", _about)
def detach_picture(*, actor: Actor, article: Article, key: str, at: datetime) -> Attachment:
    """Take a picture back."""
    permit = require(may_write(actor, article))
    own = Permit(actor, files.WITHDRAW, ARTICLE, str(article.pk), permit.reason, permit.cite)
    with operation(at=at):
        taken = files.withdraw(permit=own, key=key, at=at)
        _count_pictures(article)
    return taken


def _count_pictures(article: Article) -> None:
    held = Attachment.objects.filter(owner_kind=ARTICLE, owner_key=str(article.pk), withdrawn_at__isnull=True)
    article.pictures_count = held.count()
    article.save(update_fields=["pictures_count"])


@refusals_audited("article.file", _about)
def file_article(*, actor: Actor, article: Article, on: date, at: datetime, once_key: str) -> Article:
    """Hand an article in: it counts for the duty of the running period, and what is urgent also for the duty to tell at once.

    Raises Refused without pictures where the duty asks for them.
    """

    def work() -> int:
        held = Article.objects.select_for_update(of=("self",)).select_related("organisation", "base").get(pk=article.pk)
        require(may_write(actor, held))
        duty = held.duty or countable_duty(actor, held, on)
        if duty is not None and duty.pictures and not held.pictures_count:
            raise _refused("没有报送。", "这一项要求配图。", "This duty asks for pictures.", "pictures")
        fresh = held.filed_on is None
        held.duty, held.state, held.filed_on = duty, ArticleState.FILED, held.filed_on or on
        held.save(update_fields=["duty", "state", "filed_on"])
        _record(actor, "article.filed", held, at)
        close_items(room=ROOM, kind=KIND, key=str(held.pk), at=at)  # what waited for a correction
        if fresh and duty is not None:
            _count(actor, duty.pk, held, on, at)
        if fresh and held.urgent:
            _tell_at_once(actor, held, on, at)
        _to_review(actor, held, on, at)
        return held.pk

    with operation(at=at):
        done = once(key=once_key, who=actor.key, what="article.file", at=at, work=work, content=[article.pk])
        return Article.objects.get(pk=done.result)


@refusals_audited("article.discard", _about)
def discard_article(*, actor: Actor, article: Article, at: datetime, once_key: str) -> Article:
    """Throw a draft away: it leaves every list, and stays in the trail with all it said. Raises Denied for what was handed
    in once, and for the draft of another organisation."""

    def work() -> int:
        held = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
        require(may_discard(actor, held))
        held.state, held.changed_at = ArticleState.DISCARDED, at
        held.save(update_fields=["state", "changed_at"])
        _record(actor, "article.discarded", held, at)
        return held.pk

    with operation(at=at):
        done = once(key=once_key, who=actor.key, what="article.discard", at=at, work=work, content=[article.pk])
        return Article.objects.get(pk=done.result)


def _count(actor: Actor, pk: int, article: Article, on: date, at: datetime) -> None:
    """Count an article against a duty; with the last one asked for it is filed (unless it also has to be done elsewhere)."""
    duty, levels = locked(pk)
    permit = Permit(actor, FILL, "duty", str(duty.pk), Say("信息计入", "an article counts"), RULE)
    changes: dict[str, Any] = {"articles_filed": duty.articles_filed + 1}
    passed: dict[int, dict[str, Any]] = {}
    whole = changes["articles_filed"] >= duty.articles_owed and not duty.elsewhere_ok and not duty.form_id
    whole = whole and not filling.reviewed_whole(duty) and not filling.procedure_short(duty)
    if whole and duty.state == DutyState.DUE:
        debtor = debtor_level(levels)
        changes |= {"at": debtor.place + 1, "filler": debtor.place, **filed_changes(duty, levels, on, at)}
        passed[debtor.place] = passed_by(debtor, on)
        passed |= {one.place: {"state": LevelState.SKIPPED} for one in levels if one.place < debtor.place}
    step = Step(ActKind.COUNTED, article.title, changes, passed, detail={"article": article.pk})
    change(duty, levels, permit, step, on=on, at=at)


def _tell_at_once(actor: Actor, article: Article, on: date, at: datetime) -> None:
    """What is important is told at once: the duty comes up with the article, and is filed by it the same moment."""
    for version, rule in urgent_rules(article.area_code, on):
        place = actor.area_code if actor.covers(actor.area_code) else article.area_code
        for duty in raised(version, rule, on, on, at, area_code=place, base=None):
            levels = list(duty.levels.order_by("place"))
            if seat_of(duty, debtor_level(levels)).holds(actor) and duty.state not in SETTLED:
                _count(actor, duty.pk, article, on, at)


def _to_review(actor: Actor, article: Article, on: date, at: datetime) -> None:
    """Put it on the list of who reviews it: an urgent one before all that has a day, with a letter."""
    seat, holder = reviewing_seat(article, on)
    if seat is None:
        return
    by = article.organisation
    what = Say(
        f"{by.name}{'【重要信息】' if article.urgent else '信息'}《{article.title}》",
        f"Article of {by.name_en or by.name}: {article.title}",
    )
    verdict = Say(f"重要：{article.urgent_why}", f"urgent: {article.urgent_why}") if article.urgent else None
    open_item(
        room=ROOM, kind=URGENT if article.urgent else KIND, key=str(article.pk), area_code=article.area_code, what=what,
        next_step=Say("去审阅", "Review"), cite=RULE, at=at, seat=seat, holder=holder, verdict=verdict,
        from_organisation_id=article.organisation_id,
    )  # fmt: skip
    if verdict is not None:
        tell(
            people_at([seat], on), kind=LetterKind.WORD, owner=(URGENT, str(article.pk)), what=what, why=verdict, cite=RULE,
            occasion=f"urgent:{article.pk}", sender=actor, on=on, at=at,
        )  # fmt: skip


@refusals_audited("article.review", _about)
def review_article(
    *, actor: Actor, article: Article, verdict: ArticleState, opinion: str, on: date, at: datetime, once_key: str
) -> Article:
    """Take an article up, return it to be changed, or not take it up; the last two with a reason.

    What was not taken up no longer counts: its duty may fall short again (``services.declining``).
    """
    if verdict not in {ArticleState.ACCEPTED, ArticleState.RETURNED, ArticleState.DECLINED}:
        raise ValueError(f"{verdict} is no verdict on an article")
    words = opinion.strip()
    if verdict != ArticleState.ACCEPTED:
        words = needs_reason(opinion, Say("没有办理。", "It was not done."))

    def work() -> int:
        held = Article.objects.select_for_update(of=("self",)).select_related("organisation", "base").get(pk=article.pk)
        require(may_review(actor, held, on))
        held.state, held.opinion, held.reviewed_by_id, held.reviewed_at = verdict, words[:500], actor.person_id, at
        held.save(update_fields=["state", "opinion", "reviewed_by", "reviewed_at"])
        close_items(room=ROOM, kind=(KIND, URGENT), key=str(held.pk), at=at)
        _record(actor, f"article.{verdict.value}", held, at)
        declined = verdict == ArticleState.DECLINED and held.duty_id is not None
        short = discount(actor, held, RULE, on, at) if declined else None
        if verdict != ArticleState.ACCEPTED:
            _tell_author(actor, held, verdict, on, at, short)
        for pk in duties_of(held):
            if verdict == ArticleState.ACCEPTED:
                _settle(actor, pk, on, at)
            # Where articles alone fulfil a duty it waits for a review of its own only once none of them does.
            duty, levels = locked(pk)
            put_on_agenda(duty, levels, on=on, at=at)
        return held.pk

    with operation(at=at):
        content = [article.pk, verdict.value, words]
        done = once(key=once_key, who=actor.key, what="article.review", at=at, work=work, content=content)
        return Article.objects.get(pk=done.result)


def _tell_author(
    actor: Actor, article: Article, verdict: ArticleState, on: date, at: datetime, short: Say | None
) -> None:  # fmt: skip
    """Tell who wrote an article that it came back or was not taken up, and why; what came back waits for its office.

    ``short`` says what its duty lacks now that it no longer counts.
    """
    own = Seat(organisation_id=article.organisation_id)
    what = Say(f"信息《{article.title}》", f"Article: {article.title}")
    back = verdict == ArticleState.RETURNED
    why = (
        Say(f"退回修改：{article.opinion}", f"returned: {article.opinion}")
        if back
        else Say(f"未采纳：{article.opinion}", f"not taken up: {article.opinion}")
    )
    if short is not None:
        why = Say(f"{why.zh}。{short.zh}", f"{why.en}. {short.en}")
    if back:
        by = article.organisation
        open_item(
            room=ROOM, kind=KIND, key=str(article.pk), area_code=article.area_code, what=what,
            next_step=Say("修改后再报", "Change it, hand it in again"), cite=RULE, at=at, seat=own,
            holder=Say(by.name, by.name_en or by.name), verdict=why,
        )  # fmt: skip
    people = dict.fromkeys([article.written_by_id, *people_at([own], on)])
    tell(
        people, kind=LetterKind.WORD, owner=(KIND, str(article.pk)), what=what, why=why, cite=RULE,
        occasion=f"article:{article.pk}:{at.isoformat()}", sender=actor, on=on, at=at,
    )  # fmt: skip


def _settle(actor: Actor, pk: int, on: date, at: datetime) -> None:
    """Accept a duty once as many of its articles were taken up as it asks for; one with a form or document is accepted with that."""
    duty, levels = locked(pk)
    taken = articles_taken(duty)
    if filling.reviewed_whole(duty):
        return
    if duty.state == DutyState.FILED and taken >= duty.articles_owed:
        permit = Permit(actor, "duty.accept", "duty", str(duty.pk), Say("信息已采纳", "articles taken up"), RULE)
        changes = {"state": DutyState.ACCEPTED, "settled_at": at, "at": duty.levels_count}
        change(duty, levels, permit, Step(ActKind.ACCEPTED, changes=changes), on=on, at=at)


@refusals_audited("article.adopt", _about)
def adopt_article(*, actor: Actor, article: Article, on: date, at: datetime, once_key: str) -> Article:
    """Adopt an article that was taken up for publication."""

    def work() -> int:
        held = Article.objects.select_for_update(of=("self",)).select_related("organisation", "base").get(pk=article.pk)
        require(may_adopt(actor, held))
        if held.state != ArticleState.ACCEPTED:
            raise _refused("没有采用。", "还没有采纳。", "It was not taken up yet.", "not-accepted")
        if held.adopted_at is None:
            held.adopted_by_id, held.adopted_at = actor.person_id, at
            held.save(update_fields=["adopted_by", "adopted_at"])
            _record(actor, "article.adopted", held, at)
        return held.pk

    with operation(at=at):
        done = once(key=once_key, who=actor.key, what="article.adopt", at=at, work=work, content=[article.pk])
        return Article.objects.get(pk=done.result)


def told(article: Article) -> dict[str, Any]:
    """An article as the trail knows it."""
    return {
        "title": article.title, "body": article.body, "state": article.state, "urgent": article.urgent,
        "duty": article.duty_id, "filed": article.filed_on, "adopted": article.adopted_at,
    }  # fmt: skip


def _record(actor: Actor, action: str, article: Article, at: datetime) -> None:
    record(
        at=at, who=actor.who, action=action, kind=KIND, key=str(article.pk), area_code=article.area_code,
        detail={"title": article.title, "pictures": article.pictures_count}, after=told(article),
    )  # fmt: skip


def _refused(what: str, zh: str, en: str, code: str) -> Exception:
    return refused(
        Say(what, "It was not done."), Say(zh, en), Say("请补齐后再试。", "Complete it and try again."), code, RULE, 422
    )
