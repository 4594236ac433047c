"""The reporting of a story: duties worked out, filed, passed on, asked about, returned, corrected, accepted.

Each act is one verb (``do_…``) over the duties it names; who does it is whoever holds the seat of the level a duty is with,
so the story names no office.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from jidi.accounts.acting import Actor
from jidi.common.keys import new_key
from jidi.common.say import Refused, Say
from jidi.demo.bases import Register
from jidi.demo.forms import GROWTH, typed
from jidi.demo.people import Cast
from jidi.demo.playing.stage import Moment
from jidi.demo.story import ReportTold, Story
from jidi.filings.enums import Ruling
from jidi.filings.known import known_for
from jidi.filings.queries import draft_state
from jidi.policies.actors import Seat
from jidi.policies.models import PackVersion
from jidi.returns import services
from jidi.returns.enums import ActKind, ArticleState
from jidi.returns.models import Act, Article, Duty, Level
from jidi.returns.permissions import debtor_level, filling_levels, receiver_of, seat_of
from jidi.returns.queries.duties import levels_of


class Reporting:
    """Everything a story does about what is owed."""

    def __init__(self, story: Story, version: PackVersion, register: Register, cast: Cast) -> None:
        """``register`` knows the bases by their keys."""
        self.story, self.version, self.register, self.cast = story, version, register, cast
        offices = [actor for actors in cast.by_office.values() for actor in actors]
        self.people = [*offices, *cast.by_key.values()]

    def do(self, act: ReportTold, when: Moment) -> None:
        """Carry out one act of the story."""
        getattr(self, f"do_{act.do}")(act, when)

    # --- who, and what it is about ----------------------------------------------------------------------------------

    def duties(self, act: ReportTold) -> list[Duty]:
        """The duties an act is about. Raises Refused where there is none: a story that means something else."""
        rows = Duty.objects.filter(rule=act.rule, link=act.link).select_related("version", "base")
        if act.period:
            rows = rows.filter(period=act.period)
        found = [duty for duty in rows.order_by("area_code", "pk") if self._meant(duty, act)]
        if not found:
            raise Refused(
                Say("演示没有建成。", "The demo was not built."),
                Say(
                    f"{act.on} 没有 {act.rule} {act.period} 的事项。",
                    f"No duty of {act.rule} {act.period} on {act.on}.",
                ),
                Say("请核对 story.yaml 的 reporting。", "Check reporting in story.yaml."),
            )
        return found

    def _meant(self, duty: Duty, act: ReportTold) -> bool:
        names = {duty.debtor_area, duty.area_code, f"{duty.area_code[:4]}00"}
        names |= {key for key, base in self.register.bases.items() if base.pk == duty.base_id}
        return not names & set(act.leave) and (not act.of or bool(names & set(act.of)))

    def at_seat(self, seat: Seat | None, duty: Duty) -> Actor:
        """The first person of the story who sits somewhere. Raises Refused when nobody does."""
        found = next((actor for actor in self.people if seat is not None and seat.holds(actor)), None)
        if found is None:
            raise Refused(
                Say("演示没有建成。", "The demo was not built."),
                Say(
                    f"{duty.zh}（{duty.area_code}）没有人可以办。", f"Nobody can act on {duty.en} of {duty.area_code}."
                ),
                Say("请在演示的机构里补上这个岗位。", "Add that post to the offices of the story."),
            )
        return found

    def filler(self, duty: Duty, levels: list[Level]) -> Actor:
        """Who fills a duty in now: the lowest level that may and has somebody in the story."""
        seats = [seat_of(duty, level) for level in filling_levels(duty, levels)]
        held = next((seat for seat in seats if any(seat.holds(actor) for actor in self.people)), None)
        return self.at_seat(held, duty)

    def above(self, duty: Duty) -> Actor:
        """Whoever has it in hand above who filled it in: the level it is with, else who receives it."""
        levels = levels_of(duty)
        seat = seat_of(duty, levels[duty.at]) if duty.at < duty.levels_count else receiver_of(duty, levels)
        return self.at_seat(seat, duty)

    # --- the verbs --------------------------------------------------------------------------------------------------

    def do_compute(self, act: ReportTold, when: Moment) -> None:
        """Work the duties of the year out; the story's ``period`` is the year, that of the day without one."""
        services.compute(year=int(act.period or when.on.year), **_now(when))

    def do_file(self, act: ReportTold, when: Moment) -> None:
        """Fill in and hand in."""
        for duty, now in self._each(act, when):
            actor = self.filler(duty, levels_of(duty))
            filing = services.open_form(actor=actor, duty=duty, **now)
            state = draft_state(filing)
            known = {at: one.text for at, one in known_for(filing, actor, when.on).items() if at in state.layout.fixed}
            held = {at: cell.text for at, cell in state.cells.items() if cell.brought}
            values = held | self._values(act, duty, state.layout) | known | dict(act.typed)
            services.save_draft(
                actor=actor, duty=duty, form_id=filing.form_id, changes=values, revision=state.revision, **now
            )
            services.hand_in(actor=actor, duty=duty, once_key=new_key(), **now)

    def do_draft(self, act: ReportTold, when: Moment) -> None:
        """Fill in a part and leave it."""
        for duty, now in self._each(act, when):
            actor = self.filler(duty, levels_of(duty))
            filing = services.open_form(actor=actor, duty=duty, **now)
            revision = draft_state(filing).revision
            services.save_draft(
                actor=actor, duty=duty, form_id=filing.form_id, changes=dict(act.typed), revision=revision, **now
            )

    def do_correct(self, act: ReportTold, when: Moment) -> None:
        """Correct what was returned and hand it in again, with what the correction is."""
        for duty, now in self._each(act, when):
            actor = self.filler(duty, levels_of(duty))
            filing = services.open_form(actor=actor, duty=duty, **now)
            revision = draft_state(filing).revision
            services.save_draft(
                actor=actor, duty=duty, form_id=filing.form_id, changes=dict(act.typed), revision=revision, **now
            )
            services.hand_in(actor=actor, duty=duty, why=act.text, once_key=new_key(), **now)

    def do_pass(self, act: ReportTold, when: Moment) -> None:
        """Pass on to the next level."""
        for duty, now in self._each(act, when):
            services.pass_on(actor=self.above(duty), duty=duty, once_key=new_key(), **now)

    def do_accept(self, act: ReportTold, when: Moment) -> None:
        """Accept, by whoever receives it last; what was explained is judged to hold first."""
        for duty, now in self._each(act, when):
            for check in services.explanations_ruled(duty, Ruling.OPEN):
                services.judge_explanation(
                    actor=self.above(duty), duty=duty, check=check, holds=True, reason="", once_key=new_key(), **now
                )
            services.accept(actor=self.above(duty), duty=duty, opinion=act.text, paper=True, once_key=new_key(), **now)

    def do_ask(self, act: ReportTold, when: Moment) -> None:
        """Put a question; ``where`` is the place of the form it is about."""
        for duty, now in self._each(act, when):
            services.ask(actor=self.above(duty), duty=duty, text=act.text, field=act.where, once_key=new_key(), **now)

    def do_answer(self, act: ReportTold, when: Moment) -> None:
        """Answer the last question."""
        for duty, now in self._each(act, when):
            levels = levels_of(duty)
            level = levels[duty.filler] if duty.filler is not None else debtor_level(levels)
            question = Act.objects.filter(duty=duty, kind=ActKind.ASKED).latest("pk")
            services.answer(
                actor=self.at_seat(seat_of(duty, level), duty), duty=duty, question=question.pk, text=act.text,
                once_key=new_key(), **now,
            )  # fmt: skip

    def do_return(self, act: ReportTold, when: Moment) -> None:
        """Return for correction, place by place."""
        points = [services.Point(point.target, point.text) for point in act.points]
        for duty, now in self._each(act, when):
            services.send_back(
                actor=self.above(duty), duty=duty, reason=act.text, points=points, days=act.days, once_key=new_key(),
                **now,
            )  # fmt: skip

    def do_extend(self, act: ReportTold, when: Moment) -> None:
        """Put the day off by so many days."""
        for duty, now in self._each(act, when):
            until = (duty.extended_to or duty.due_on or when.on) + timedelta(days=act.days)
            receiver = self.at_seat(receiver_of(duty, levels_of(duty)), duty)
            services.extend(actor=receiver, duty=duty, until=until, reason=act.text, once_key=new_key(), **now)

    def do_remind(self, act: ReportTold, when: Moment) -> None:
        """One click reminds all who miss, by the province."""
        keys = [duty.pk for duty in self.duties(act)]
        actor = self.cast.named("province")
        services.remind(actor=actor, duties=keys, note=act.text, once_key=new_key(), **_now(when))

    def do_article(self, act: ReportTold, when: Moment) -> None:
        """An article of each office that owes one, filed; ``where`` says why it is urgent."""
        for duty, now in self._each(act, when):
            level = debtor_level(levels_of(duty))
            self._article(self.at_seat(seat_of(duty, level), duty), act, duty, now)

    def do_urgent(self, act: ReportTold, when: Moment) -> None:
        """An urgent article of the office of each place named: the duty comes with it."""
        for code in act.of:
            actor = self.cast.officer(self.cast.named("province").organ, "city", code)
            self._article(actor, act, None, _now(when))

    def do_raise(self, act: ReportTold, when: Moment) -> None:
        """Put on record that the event of a rule happened at a base, by the province."""
        for key in act.of:
            base = self.register.bases[key]
            services.raise_duty(
                actor=self.cast.named("province"), version=self.version, rule_id=act.rule, area_code=base.area_id, base=base,
                happened=when.on, once_key=new_key(), **_now(when),
            )  # fmt: skip

    def do_adopt(self, act: ReportTold, when: Moment) -> None:
        """The articles of a title are accepted by who reviews them, those of places in ``leave`` not yet."""
        rows = Article.objects.filter(title=act.title, state=ArticleState.FILED)
        for article in rows.exclude(area_code__in=act.leave).order_by("pk"):
            services.review_article(
                actor=self.cast.named("province"), article=article, verdict=ArticleState.ACCEPTED, opinion=act.text,
                once_key=new_key(), **_now(when),
            )  # fmt: skip

    def do_elsewhere(self, act: ReportTold, when: Moment) -> None:
        """Record what was done on somebody else's platform, with the link."""
        for duty, now in self._each(act, when):
            actor = self.filler(duty, levels_of(duty))
            told = services.Told(act.text, act.where, when.on, actor.name, link=act.url)
            services.record_elsewhere(actor=actor, duty=duty, told=told, once_key=new_key(), **now)

    # --- small things -----------------------------------------------------------------------------------------------

    def _article(self, actor: Actor, act: ReportTold, duty: Duty | None, now: dict[str, Any]) -> None:
        article = services.write_article(
            actor=actor, article=None, title=act.title, body=act.text, base=duty.base if duty else None,
            urgent_why=act.where, at=now["at"], once_key=new_key(),
        )  # fmt: skip
        services.file_article(actor=actor, article=article, once_key=new_key(), **now)

    def _each(self, act: ReportTold, when: Moment) -> Iterator[tuple[Duty, dict[str, Any]]]:
        for place, duty in enumerate(self.duties(act)):
            yield duty, _now(when, place)

    def _values(self, act: ReportTold, duty: Duty, layout: Any) -> dict[str, str]:
        """Invented figures: those of the act, a little different for each base and period; else the story's, which grow
        from year to year so that a year filed again is what it was."""
        years = int(duty.of_period[:4]) - self.story.since.year
        grown = {name: _grown(value, years) for name, value in self.story.figures.items()}
        moved = {name: _moved(value, duty) for name, value in act.figures.items()}
        story = self.story.model_copy(update={"figures": {**grown, **moved}})
        return typed(story, layout, duty.about_key or duty.debtor_area, number=duty.base_id or 0)


def _grown(value: Any, years: int) -> Any:
    """A figure so many years after the story began."""
    return value if _is_word(value) else Decimal(str(value)) * GROWTH**years


def _is_word(value: Any) -> bool:
    return not str(value).replace(".", "", 1).isdigit()


def _moved(value: Any, duty: Duty) -> Any:
    """A figure of one period: up to eight per cent more or less than the next, always the same for the same."""
    if _is_word(value):
        return value
    shift = int(sha256(f"{duty.key}".encode()).hexdigest()[:2], 16) % 17 - 8
    return Decimal(str(value)) * (100 + shift) / 100


def _now(when: Moment, place: int = 0) -> dict[str, Any]:
    moment: datetime = when.at + timedelta(seconds=place)
    on: date = when.on
    return {"on": on, "at": moment}


__all__ = ["Reporting"]
