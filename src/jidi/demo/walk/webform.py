"""The form of a duty on its page: opened, filled in, one check made to ask for an explanation where the form has one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from bs4 import Tag

from jidi.common.clock import clock
from jidi.demo.walk.browser import Browser, Page
from jidi.demo.walk.company import StuckError
from jidi.demo.walk.filling import Filled, Wishes, fill
from jidi.demo.walk.owed import Owed, again, names_told, triggers
from jidi.filings.spots import WHY
from jidi.web.shared.formparts import PREFIX

TRIES = 12
"""How many places are tried for one that asks for an explanation."""
MORE = 12
"""By how much a figure is overdone for it."""
EXPLAINED = "部分龙头企业有多个生产地点，统计范围比基地大，差额明细见企业年报。（演示）"


@dataclass(slots=True)
class WebForm:
    """One person at one form."""

    browser: Browser
    owed: Owed
    use: Callable[[str, str], None]
    release: Callable[[], bool] = lambda: False
    """Ask above for what only a release lets pass, and have it given; tells whether anything was."""
    page: Page | None = None

    def open(self, duty: Page, address: str) -> None:
        """Open the form from the page of its duty."""
        form = next((f for f in duty.main.find_all("form") if str(f.get("action", "")).endswith("/form/open/")), None)
        if form is not None:
            self.use(f"{address}form/open/", "POST")
            self.browser.send(duty, fill(duty.soup, form, Wishes(clock.today())))
        self.page = self.browser.get(f"{address}form/")
        self.use(self.page.url, "GET")
        self.use(f"{address}form/save/", "POST")
        self.use(f"{address}form/autosave/", "POST")

    def fill_in(self) -> bool:
        """Fill it in and go back to hand it in; tell whether something had to be explained.

        Raises StuckError where something still stands against handing it in, with what the page says.
        """
        self.save({PREFIX + address: text for address, text in names_told(again(self.owed.duty)).items()})
        self.save()  # what the first saving brought up: figures that follow from others
        self.confirm()
        explained = self.provoke()
        self.save()
        if self.blocked() and self.release():
            self.page = self.browser.get(f"/returns/{self.owed.duty.pk}/form/")
        if self.blocked():
            raise StuckError(f"{self.page_now.url}：{self.standing()}")
        self.browser.send(self.page_now, self.filled("back"))
        return explained

    def confirm(self) -> None:
        """Confirm what was carried over, section by section."""
        for button in self.form().find_all("button", {"name": "act"}):
            if str(button.get("value", "")).startswith("confirm:"):
                self.browser.send(self.page_now, self.filled(str(button["value"])))
        self.page = self.browser.get(f"/returns/{self.owed.duty.pk}/form/")

    def provoke(self) -> bool:
        """Overdo one figure until a check of severity 核实 asks for an explanation, and give it."""
        owed = replace(self.owed, duty=again(self.owed.duty))
        before = self.blocked()
        for check, address in list(triggers(owed))[:TRIES]:
            name = PREFIX + address
            old = next((value for key, value in self.filled("save").data if key == name), "")
            new = _more(old)
            if not new:
                continue
            self.save({name: new})
            box = PREFIX + WHY + check
            if self.field(box) is not None:
                self.save({box: EXPLAINED})
                if self.blocked() <= before:
                    return True
            self.save({name: old})
        return False

    def save(self, said: dict[str, str] | None = None) -> None:
        """Fill in what is empty, write what is said, and save."""
        filled = self.filled("save")
        if said:
            filled.data = [(name, said.get(name, value)) for name, value in filled.data]
        answer = self.browser.send(self.page_now, filled)
        if answer.status >= 400:
            raise StuckError(f"{answer.url}: {answer.status} {answer.alerts}")
        self.page = self.browser.get(f"/returns/{self.owed.duty.pk}/form/")

    @property
    def page_now(self) -> Page:
        """The page of the form."""
        assert self.page is not None
        return self.page

    def form(self) -> Tag:
        """The form to write in."""
        found = self.page_now.soup.find("form", id="jd-form")
        if not isinstance(found, Tag):
            raise StuckError(f"{self.page_now.url}：没有报表 · no form. {self.page_now.alerts}")
        return found

    def filled(self, button: str) -> Filled:
        """The form filled in, to be sent by a button."""
        return fill(self.page_now.soup, self.form(), Wishes(clock.today(), answer=button))

    def field(self, name: str) -> Tag | None:
        """A field of the form that can be written in."""
        found = self.page_now.soup.find(True, {"name": name})
        return found if isinstance(found, Tag) and not found.has_attr("readonly") else None

    def blocked(self) -> bool:
        """Whether something stands against handing it in."""
        return not self.form().has_attr("data-done")

    def standing(self) -> str:
        """What the page says about it: the panel of the findings."""
        found = self.page_now.soup.find(id="findings")
        return (
            " ".join(found.get_text(" ", strip=True).split())[:600] if isinstance(found, Tag) else self.page_now.alerts
        )


def _more(text: str) -> str:
    try:
        return f"{(Decimal(text.replace(',', '')) * MORE).normalize():f}"
    except InvalidOperation:
        return ""
