"""Everybody who takes part in a walk: their browsers, the clock they share, and the outsiders who try after them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from jidi.accounts.acting import Actor
from jidi.accounts.models import Person
from jidi.common.clock import clock
from jidi.demo.people import PASSWORD
from jidi.demo.walk.browser import Browser
from jidi.demo.walk.filling import Wishes, fill
from jidi.demo.walk.outsiders import Outsiders, Used


class StuckError(Exception):
    """Nobody found anything to do, and time does not help: what the pages said."""


@dataclass(slots=True)
class Company:
    """The browsers of a walk, one for each person, logged in for real at the first time."""

    base: str
    say: Callable[[str], None]
    browsers: dict[int, Browser] = field(default_factory=dict)
    used: dict[Used, None] = field(default_factory=dict)
    outsiders: Outsiders | None = None

    def browser(self, actor: Actor) -> Browser:
        """The browser of a person, logged in at the first time."""
        if actor.person_id not in self.browsers:
            made = Browser(self.base)
            made.log_in(Person.objects.get(pk=actor.person_id).login_name, PASSWORD)
            self.browsers[actor.person_id] = made
        return self.browsers[actor.person_id]

    def move_clock(self, to: date) -> None:
        """Move the demo clock by its form. Raises StuckError where no page has it."""
        for browser in self.browsers.values():
            page = browser.get("/")
            form = next((f for f in page.soup.find_all("form") if f.find("input", {"name": "to"})), None)
            if form is None or not form.has_attr("data-clock-form"):
                continue
            filled = fill(page.soup, form, Wishes(to))
            filled.data = [(name, to.isoformat() if name == "to" else value) for name, value in filled.data]
            browser.send(page, filled)
            self.say(f"　　演示时钟拨到 {clock.today()} · the demo clock now shows {clock.today()}")
            return
        raise StuckError("没有页面可以拨动演示时钟 · no page has the demo clock")

    def try_outsiders(self) -> None:
        """Try every page and form that was used as those who have no business there."""
        if self.outsiders is not None:
            self.outsiders.try_all(self.used)
        self.used.clear()
