"""The people of a duty and their pages: who does what next to it, what they open and send, and the line that is said of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from bs4 import Tag

from jidi.accounts.acting import Actor
from jidi.common.clock import clock
from jidi.demo.walk.browser import Browser, Page
from jidi.demo.walk.company import Company, StuckError
from jidi.demo.walk.filling import Filled, Wishes, can_be_sent, fill
from jidi.demo.walk.outsiders import Used
from jidi.demo.walk.owed import Owed, Seats, again
from jidi.returns.models import Duty
from jidi.returns.permissions import debtor_level, seat_of
from jidi.returns.queries.duties import levels_of

OFF = "（演示）"


@dataclass(slots=True)
class AtDuty:
    """Those who have to do with one duty, at their pages."""

    company: Company
    seats: Seats
    owed: Owed

    @property
    def duty(self) -> Duty:
        """The duty as it stands now."""
        return again(self.owed.duty)

    @property
    def address(self) -> str:
        """Where its page stands."""
        return f"{self.company.base}{self.path}"

    @property
    def path(self) -> str:
        """The path of its page."""
        return f"/returns/{self.owed.duty.pk}/"

    def browser(self, actor: Actor) -> Browser:
        """The browser of a person."""
        return self.company.browser(actor)

    def turn(self) -> Actor:
        """Whose turn it is to fill it in. Raises StuckError when nobody's."""
        return self._there(self.seats.filler(self.duty))

    def above(self) -> Actor:
        """Who has it in hand above who filled it in. Raises StuckError when nobody has."""
        return self._there(self.seats.holder(self.duty))

    def filled_by(self) -> Actor:
        """Who filled it in."""
        return self._there(self.seats.filled_by(self.duty))

    def filled_or_owed_by(self) -> Actor | None:
        """Who filled it in; where nobody did, who owes it."""
        return self.seats.filled_by(self.duty) or self.seats.at(seat_of(self.duty, debtor_level(levels_of(self.duty))))

    def _there(self, actor: Actor | None) -> Actor:
        if actor is None:
            raise StuckError(f"{self.owed.say}：没有人可以办 · nobody can act")
        return actor

    def seen_on(self, actor: Actor, room: str) -> None:
        """See to it that a page of the person's own leads to the duty and prints its article. Raises StuckError."""
        page = self.open(self.browser(actor), room, own=True)
        if self.path not in self.paths(page):
            raise StuckError(f"{actor.post_name} {room}：没有「{self.owed.say}」 · it is not there")
        if self.owed.article not in page.main.get_text():
            raise StuckError(f"{actor.post_name} {room}：没有写{self.owed.article} · its article is not printed")

    def owed_page(self, actor: Actor) -> Page:
        """The page of the duty. Raises StuckError where the person does not get it."""
        return self.open(self.browser(actor), self.address)

    def open(self, browser: Browser, address: str, *, own: bool = False) -> Page:
        """Open a page, to be tried by the outsiders; ``own`` is a page everybody has of their own."""
        page = browser.get(address)
        if page.status >= 400:
            raise StuckError(f"{address}: {page.status} {page.alerts}")
        self.use(page.url, own=own)
        return page

    def use(self, address: str, method: str = "GET", *, own: bool = False) -> None:
        """Remember an address for the outsiders."""
        self.company.used[Used(address, method, absent=f'"{self.path}"' if own else "")] = None

    def paths(self, page: Page) -> set[str]:
        """The paths a page leads to."""
        anchors = page.soup.find_all("a", href=True)
        return {urlsplit(urljoin(page.url, str(a["href"]))).path for a in anchors if isinstance(a, Tag)}

    def link_on(self, page: Page, part: str) -> str:
        """The first link of a page's content with a part in its address. Raises StuckError."""
        for anchor in page.main.find_all("a", href=True):
            found = urljoin(page.url, str(anchor["href"]))
            if part in found:
                return found
        raise StuckError(f"{page.url}：没有链接 {part} · no such link")

    def form_on(self, page: Page, part: str) -> Tag:
        """The form of a page that is sent to an address with a part. Raises StuckError where there is none."""
        found = self.form_if(page, part)
        if found is None:
            raise StuckError(f"{page.url}：没有可以提交的 {part} · no form to send. {page.alerts}")
        return found

    def form_if(self, page: Page, part: str) -> Tag | None:
        """The form of a page that is sent to an address with a part, None where there is none."""
        return next((f for f in self.forms_of(page) if part in str(f.get("action", ""))), None)

    def forms_of(self, page: Page) -> list[Tag]:
        """The forms of a page's content that can be sent."""
        return [f for f in page.main.find_all("form", method="post") if can_be_sent(page.soup, f)]

    def act(self, actor: Actor, part: str, **said: str) -> Page:
        """Send a form of the duty's page with what is said in it."""
        page = self.owed_page(actor)
        return self.send(actor, page, self.form_on(page, part), **said)

    def send(self, actor: Actor, page: Page, form: Tag, answer: str = "", **said: str) -> Page:
        """Fill a form in and send it. Raises StuckError where it is refused."""
        filled = fill(page.soup, form, Wishes(clock.today(), answer=answer))
        filled.data = [(name, said.get(name, value)) for name, value in filled.data]
        return self.post(actor, page, filled)

    def post(self, actor: Actor, page: Page, filled: Filled, *, own: bool = False) -> Page:
        """Send what was filled in; ``own`` is a form everybody has of their own. Raises StuckError where it is refused."""
        if not own:
            self.use(urljoin(page.url, filled.action), "POST")
        answer = self.browser(actor).send(page, filled)
        if answer.status >= 400:
            raise StuckError(f"{actor.post_name} {filled.action}: {answer.status} {answer.alerts}")
        return answer

    def released(self, actor: Actor) -> bool:
        """Every check that only a release lets pass is asked for with a reason, and let pass by who stands above."""
        given = 0
        while (form := self.form_if(page := self.owed_page(actor), "/release/ask/")) is not None:
            self.send(actor, page, form, reason=f"情况属实，有依据可查。{OFF}")
            for above in self.seats.above_all(self.duty):
                page = self.owed_page(above)
                form = next((f for f in self.forms_of(page) if str(f.get("action", "")).endswith("/release/")), None)
                if form is not None:
                    self.send(above, page, form, answer="yes", reason=f"情况属实，同意放行。{OFF}")
                    self.tell("放行 released", "准强制 1 条，申请后由上级放行", above, house=True)
                    given += 1
                    break
            else:
                raise StuckError(f"{self.owed.say}：申请放行后没有人可以放行 · asked for, nobody can release it")
        return given > 0

    def must(self, done: bool, actor: Actor, what: str) -> None:
        """Stop where a step had no effect. Raises StuckError."""
        if not done:
            raise StuckError(f"{self.owed.say} {actor.post_name}：{what}")

    def tell(self, step: str, what: str, actor: Actor, *, house: bool = False) -> None:
        """One line for a step: the article, the day, the duty, what was done, by whom in which post."""
        tell(self.company.say, self.owed, step, what, actor, house=house)


def until(duty: Duty) -> str:
    """By when a duty is due, in words; where there is no day, why."""
    return f"{duty.due_on} 前" if duty.due_on else f"期限没有定（{duty.open_zh or '文件没有写'}）"


def tell(say: Callable[[str], None], owed: Owed, step: str, what: str, actor: Actor, *, house: bool = False) -> None:
    """One line for a step of a duty; ``house``: how it is done is a rule of this house, what is owed is the article's."""
    who = "　".join((actor.organisation_name, actor.post_name, actor.name))
    own = "（本系统规则）" if house else ""
    say(f"{owed.article}　{clock.today()}　{owed.say}｜{step}{own}：{what}｜{who}")
