"""The walk itself: whose turn it is, what they find on their pages, what they send, until the matter has ended.

The engine says who acts and which answer leads on; the pages say what there is to do. When everybody whose turn it is has
done what they can and the matter still stands, time passes: the demo clock is moved by its form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import urljoin

from bs4 import Tag

from jidi.accounts.acting import Actor
from jidi.accounts.queries import actors_in
from jidi.applications.models import Round
from jidi.cases.enums import OPEN_ANSWER, SKIP, WITHDRAW
from jidi.cases.models import Case, Move
from jidi.cases.queries import opinions, record_at
from jidi.cases.queries.asked import asked_offices, seat_asked
from jidi.common.clock import clock
from jidi.demo.small import Site
from jidi.demo.walk import route
from jidi.demo.walk.browser import Browser, Page, having
from jidi.demo.walk.company import Company, StuckError
from jidi.demo.walk.filling import NotOffered, Wishes, can_be_sent, fill
from jidi.demo.walk.outsiders import Used
from jidi.panels.models import Seat
from jidi.policies.actors import posts_of, seats_of
from policycore.facts import Subject
from policycore.pack import Pack
from policycore.procedures import Procedure, words_of_answer
from policycore.verdict import Lack

DEPTH = 40
"""How many pages one person opens in search of something to do before the walk calls it lost."""
PATIENCE = 60
"""How many rounds of everybody's turn a whole walk may take."""
LONGEST = timedelta(days=400)


class Undecided(Exception):  # noqa: N818 - it says what it is: an open point nobody has decided
    """The walk stands before open points nobody has decided."""

    def __init__(self, lacks: tuple[Lack, ...]) -> None:
        super().__init__(", ".join(lack.name for lack in lacks))
        self.lacks = lacks


@dataclass(slots=True)
class Walker:
    """Walks one case of a site through its procedure, over HTTP."""

    site: Site
    procedure: Procedure
    round: Round
    company: Company
    done: set[tuple[str, ...]] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    told: int = 0
    wide: bool = False
    """Whether people also look into the rooms of their menu, which they do when nothing waits on their first page."""

    def walk(self) -> Case:
        """Begin the matter, then move it until it has ended. Raises Undecided or StuckError."""
        case = self.begin()
        for _ in range(PATIENCE):
            case.refresh_from_db()
            self.tell(case)
            if case.has_ended:
                return case
            self.wide = False
            if self.one_round(case):
                continue
            self.wide = True
            if not self.one_round(case):
                self.wait(case)
        raise StuckError(f"{case.step}：{PATIENCE} 轮以后还没有办结 · not ended after {PATIENCE} rounds")

    # --- beginning ---------------------------------------------------------------------------------------------------

    def begin(self) -> Case:
        """Let whoever acts at the first step find the announced round and begin the matter of the applicant."""
        site, on = self.site, clock.today()
        self.wide = True
        first = self.procedure.steps[0]
        found = route.opening(
            site.version, self.procedure, Subject("base", str(site.base.pk)), self.round.key, site.base.area_id, on
        )
        if found.undecided:
            raise Undecided(found.undecided)
        for actor in self.people(str(found.actor), on):
            self.visit(actor, self.is_of_round, Wishes(on), stop=lambda: self.case() is not None)
            case = self.case()
            if case is not None:
                self.tell(case)
                return case
        raise StuckError(f"{first.say.zh}：没有找到可以开始申报的页面 · no page to begin on. {self.why()}")

    def case(self) -> Case | None:
        """The matter of the applicant in the round, once it was begun."""
        return Case.objects.filter(round_key=self.round.key, subject_key=str(self.site.base.pk)).first()

    # --- one round of everybody's turn -------------------------------------------------------------------------------

    def one_round(self, case: Case) -> bool:
        """Let everybody whose turn it is do what they can; tell whether anything was done."""
        on, before = clock.today(), (case.seq, len(self.done))
        turn = route.turn(case, on)
        if turn.undecided:
            raise Undecided(turn.undecided)
        wishes = Wishes(
            on,
            answers={str(case.pk): turn.answer},
            answer=turn.answer,
            finding=lambda fact, values: route.finding(case, on, turn.answer, fact, values),
        )
        self.refused.clear()
        for actor in self.whose_turn(case, turn, on):
            self.visit(
                actor, lambda page: self.is_of_case(page, case), wishes, stop=lambda: self.has_moved(case, before[0])
            )
            self.company.try_outsiders()
            if self.has_moved(case, before[0]):
                self.tell(case)
                break
        case.refresh_from_db()
        return (case.seq, len(self.done)) != before

    def whose_turn(self, case: Case, turn: route.Turn, on: date) -> Iterator[Actor]:
        """Those who act at the step, each office once; the experts drawn; the offices asked; then the first again."""
        acting = self.people(turn.actor, on, case)
        yield from acting
        others = [a for name in turn.step.asks for a in self.people(name, on, case) if a not in acting]
        suppliers = [a for name in self.suppliers(turn) for a in self.people(name, on, case) if a not in acting]
        others += [*self.experts(case, on), *suppliers, *self.departments(case, on)]
        yield from others
        if others:
            yield from acting

    def people(self, actor_id: str, on: date, case: Case | None = None) -> list[Actor]:
        """One person for each office an actor of the pack is."""
        whole = self.site.pack
        if actor_id not in whole.actors:
            return []
        organisation = case.organisation_id if case else None
        found: list[Actor] = []
        area = self.site.base.area_id
        for seat in seats_of(whole, actor_id, area, on, organisation_id=organisation):
            found += actors_in(seat.posts(on), on)[:1]
        if not found:
            found = actors_in(posts_of(whole, actor_id, area, on, organisation_id=self.own()), on)[:1]
        return found

    def own(self) -> int:
        """The applicant's own organisation."""
        return self.site.cast.organisations["base"].pk

    def experts(self, case: Case, on: date) -> list[Actor]:
        """The experts who sit on the panel of the step now."""
        seats = Seat.objects.filter(
            panel__procedure=case.procedure, panel__step=case.step, panel__round_key=case.round_key, state="sitting"
        )
        people = set(seats.values_list("expert__person_id", flat=True))
        return [a for a in self.site.cast.by_key.values() if a.person_id in people]

    def departments(self, case: Case, on: date) -> list[Actor]:
        """One person of each department the step has asked by name and that answers here."""
        organs = asked_offices(record_at(case)).values()
        return [a for organ in organs for a in actors_in(seat_asked(case, organ, on).posts(on), on)[:1]]

    def suppliers(self, turn: route.Turn) -> list[str]:
        """Whom the pack names for the facts that are missing at the step."""
        names = [lack.supplier for move in turn.moves.moves for v in move.blocked_by for lack in v.lacks]
        return [name for name in dict.fromkeys(names) if name]

    # --- one person's turn -------------------------------------------------------------------------------------------

    def visit(self, actor: Actor, ours: Callable[[Page], bool], wishes: Wishes, stop: Callable[[], bool]) -> None:
        """Let a person look through what waits for them and do all of it that belongs to the matter."""
        browser = self.company.browser(actor)
        for _ in range(DEPTH):
            if stop() or not self.do_next(browser, actor, ours, wishes):
                return

    def do_next(self, browser: Browser, actor: Actor, ours: Callable[[Page], bool], wishes: Wishes) -> bool:
        """Find the next thing to do on a person's pages and do it; answers come after everything else."""
        answers: list[tuple[Page, Tag]] = []
        for page in self.look_through(browser, ours):
            for form in page.soup.find_all("form"):
                if not self.is_open(page, form):
                    continue
                if form.has_attr("data-move") or having(form, "data-answer-for"):
                    if str(form.get("data-move", "")) in {"", wishes.answer}:
                        answers.append((page, form))
                elif self.send(browser, actor, page, form, wishes):
                    return True
        return any(self.send(browser, actor, page, form, wishes) for page, form in answers)

    def look_through(self, browser: Browser, ours: Callable[[Page], bool]) -> Iterator[Page]:
        """A person's pages about the matter, each once: from the start by links that say where something waits."""
        waiting: list[str] = ["/"]
        seen: set[str] = set()
        rooms: list[str] = []
        while (waiting or rooms) and len(seen) < DEPTH:
            waiting, rooms = (waiting, rooms) if waiting else (rooms, [])
            address = waiting.pop(0)
            if address in seen:
                continue
            page = browser.get(address)
            seen |= {address, page.url}
            landing = address == "/" or not any(page.mark(m) for m in MARKS)
            if not landing and not ours(page):
                continue
            if not landing:
                self.use(page)
                yield page
            if self.wide and address == "/":
                rooms = page.menu()
            found = [*page.links("data-next", "data-go"), *page.mending(), *page.further()]
            waiting += [address for address in found if address not in seen and address.startswith(self.company.base)]

    def use(self, page: Page) -> None:
        """Remember a page of the matter and the forms on it, for the outsiders to try."""
        announced = not any(page.mark(mark) for mark in OWN_MARKS)
        self.company.used[Used(page.url, announced=announced)] = None
        if announced:
            return
        for form in page.main.find_all("form", method="post"):
            if form.has_attr("data-do") or form.has_attr("data-move"):
                self.company.used[Used(urljoin(page.url, str(form.get("action", ""))), "POST")] = None

    def is_open(self, page: Page, form: Tag) -> bool:
        """Whether a form is one of the matter, still wants sending, and has a button."""
        if not (form.has_attr("data-do") or form.has_attr("data-move")):
            return False
        if form.has_attr("data-done") or form.has_attr("data-optional"):
            return False
        return can_be_sent(page.soup, form)

    def send(self, browser: Browser, actor: Actor, page: Page, form: Tag, wishes: Wishes) -> bool:
        """Fill a form in and send it, once for what it would send; tell whether it was taken."""
        try:
            filled = fill(page.soup, form, wishes)
        except NotOffered:
            return False
        name = str(form.get("data-do") or f"move:{wishes.answer}")
        said = "&".join(f"{name}={value}" for name, value in filled.shown)
        key = (str(actor.post_id), name, filled.action or page.url, said, str(self.seq()))
        if key in self.done:
            return False
        answer = browser.send(page, filled)
        if answer.status >= 400:
            self.refused.append(f"{actor.post_name} {name}: {answer.status} {answer.alerts}")
            return False
        self.done.add(key)
        return True

    # --- what belongs to the matter ----------------------------------------------------------------------------------

    def is_of_round(self, page: Page) -> bool:
        """Whether a page is about the announced round, or about the matter just begun."""
        return page.mark("data-round") == self.round.key or self.is_of_case(page, self.case())

    def is_of_case(self, page: Page, case: Case | None) -> bool:
        """Whether a page is about the case, or about a list or panel of its round."""
        of_case = page.mark("data-case")
        if of_case:
            return case is not None and of_case == str(case.pk)
        return bool(page.mark("data-panel")) or page.mark("data-round") == self.round.key

    def has_moved(self, case: Case, seq: int) -> bool:
        """Whether the case went on since."""
        return Case.objects.filter(pk=case.pk).exclude(seq=seq).exists()

    def seq(self) -> int:
        """The number of the last move: the same form may be sent again after it."""
        case = self.case()
        return case.seq if case else 0

    # --- time, words --------------------------------------------------------------------------------------

    def wait(self, case: Case) -> None:
        """Move the demo clock past the last day that runs at the step. Raises StuckError when none does."""
        ends = [self.until(page) for browser in self.company.browsers.values() for page in self.current(browser, case)]
        later = [day for day in ends if day is not None and day >= clock.today()]
        if not later or min(later) - clock.today() > LONGEST:
            raise StuckError(f"{case.step}：{self.why()}")
        self.company.move_clock(min(later) + timedelta(days=1))

    def current(self, browser: Browser, case: Case) -> list[Page]:
        """The pages of the matter a person has now."""
        return list(self.look_through(browser, lambda page: self.is_of_case(page, case)))

    def until(self, page: Page) -> date | None:
        """The last day of a clock that runs, as a page says it."""
        days = [str(tag["data-until"]) for tag in having(page.main, "data-until")]
        return min((date.fromisoformat(day) for day in days if day), default=None)

    def tell(self, case: Case) -> None:
        """One line for each move not told yet: by which article, which step, what was answered, by whom in which post."""
        for move in Move.objects.filter(case=case, seq__gt=self.told).order_by("seq"):
            signed = opinions(case, visit=move.seq - 1).exclude(person_id=move.person_id or 0)
            others = [f"{one.who_organisation}　{one.who_post}　{one.who_name}" for one in signed]
            self.company.say("；".join([line_of(self.site.pack, self.procedure, move), *others]))
            self.told = move.seq

    def why(self) -> str:
        """What the pages said when they refused."""
        return "；".join(dict.fromkeys(self.refused)) or "页面上没有可以办理的 · the pages offer nothing to do"


OWN_MARKS = ("data-case", "data-list", "data-panel", "data-notice")
"""Marks of pages about a matter itself; a page with only ``data-round`` shows what is announced to the whole area."""
MARKS = (*OWN_MARKS, "data-round")


def line_of(whole: Pack, procedure: Procedure, move: Move) -> str:
    """A move in one line: article as printed, day, step, answer and where it led, office, post and person."""
    step = procedure.step(move.step or move.to_step)
    answer = step.then.get(move.answer)
    began = procedure.starts.citation().articles if not move.step else ()
    cited = began or (answer.citation().articles if answer else ()) or step.citation().articles
    article = whole.printed(cited[0]) if cited else "本系统规则"
    words = words_of_answer(move.answer, answer)[0] if answer else OTHER_WORDS.get(move.answer, move.answer)
    if move.to_step.startswith("end."):
        to = procedure.ends[move.to_step.removeprefix("end.")].zh
    else:
        to = procedure.step(move.to_step).say.zh
    who = "　".join(part for part in (move.who_organisation, move.who_post, move.who_name) if part)
    where = procedure.say.zh if not move.step else step.say.zh
    return f"{article}　{move.made_on}　{where}｜{words} → {to}｜{who}"


OTHER_WORDS = {OPEN_ANSWER: "开始", SKIP: "略过", WITHDRAW: "撤回"}
