"""Playing the rounds of a story: every act by whoever the procedure says does it, on its day, through the services.

What can be done is a short list of verbs (``do_…`` of the classes in ``playing``); which steps, answers and offices there are
is said by the pack, which bases, days and words by the story.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from jidi.accounts.models import Person
from jidi.applications.services import announce_round
from jidi.common.clock import BEIJING
from jidi.common.keys import new_key
from jidi.common.say import Say
from jidi.demo import policy
from jidi.demo.bases import Register
from jidi.demo.due import Timer
from jidi.demo.people import Cast
from jidi.demo.playing.answering import Answering
from jidi.demo.playing.filling import Filling
from jidi.demo.playing.reporting import Reporting
from jidi.demo.playing.reviewing import Reviewing
from jidi.demo.playing.stage import Moment
from jidi.demo.story import ActTold, ReportTold, Story
from jidi.panels.services import enter_pool
from jidi.policies.models import PackVersion
from jidi.policies.services import DecisionLine

MINUTES = timedelta(minutes=7)
LADDER = timedelta(days=17)
"""How many days before the story's last day its timer starts: so that the first reminder of what is due now is on record."""


class Play(Filling, Answering, Reviewing):
    """One round of a story, played act by act."""

    def announce(self, lines: Sequence[DecisionLine], when: Moment) -> None:
        """Record what was decided for the round and announce it."""
        policy.record(self.version, policy.of_round(lines, self.told), when.at)
        told = self.told
        self.round = announce_round(
            actor=policy.who_is(self.pack, self.pack.header.issuer, self.pack.header.area, when.on),
            version=self.version,
            procedure=told.procedure,
            key=told.key,
            area_code=self.pack.header.area,
            year=told.year,
            title=Say(told.zh, told.en or told.zh),
            act=told.act,
            act_number=told.act_number,
            opens_on=told.opens,
            closes_on=told.closes,
            at=when.at,
            once_key=new_key(),
            is_demo=True,
        )

    def do(self, act: ActTold, when: Moment) -> None:
        """Carry out one act of the story."""
        getattr(self, f"do_{act.do.replace('-', '_')}")(act, when)


def fill_pool(story: Story, cast: Cast, at: datetime, on: date) -> int:
    """Take the experts of a story into the pool of its province."""
    keeper = cast.named("province")
    fields = {told.key: told.expert_fields for told in story.organisations}
    for actor in cast.experts:
        key = next(key for key, row in cast.organisations.items() if row.pk == actor.organisation_id)
        enter_pool(
            actor=keeper,
            person=Person.objects.get(pk=actor.person_id),
            organisation=cast.organisations[key],
            area_code=story.area,
            fields=fields[key],
            on=on,
            at=at,
        )
    return len(cast.experts)


def play_rounds(
    story: Story, version: PackVersion, lines: Sequence[DecisionLine], register: Register, cast: Cast
) -> list[Play]:
    """Play all rounds of a story and its reporting together, day after day, so that the trail reads in the order of the days."""
    plays = [Play(story, told, version, register, cast) for told in story.rounds]
    reporting = Reporting(story, version, register, cast)
    scenes: list[tuple[date, int, Play | Reporting, ActTold | ReportTold | None]] = [
        (act.on, len(plays), reporting, act) for act in story.reporting
    ]
    for place, play in enumerate(plays):
        scenes.append((play.told.opens, place, play, None))
        scenes += [(act.on, place, play, act) for act in play.told.acts]
    minutes: dict[date, int] = {}
    timer = Timer(story.today.date() - LADDER)
    for on, _, who, act in sorted(scenes, key=lambda scene: scene[:2]):
        timer.run_to(on)
        minutes[on] = minutes.get(on, -1) + 1
        when = Moment(on, datetime.combine(on, time(9, 5), tzinfo=BEIJING) + MINUTES * minutes[on])
        if isinstance(who, Reporting):
            assert isinstance(act, ReportTold)
            who.do(act, when)
        elif act is None:
            who.announce(lines, when)
        else:
            assert isinstance(act, ActTold)
            who.do(act, when)
    timer.run_to(story.today.date())
    return plays
