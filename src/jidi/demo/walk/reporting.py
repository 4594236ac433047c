"""The walk of one reporting duty, from the day its work can begin until it stands in the totals.

The room of returns says which duty comes next, whose turn it is and by which article; the people find it on their pages
and act by the forms that stand there. No duty, form or place is known by name.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin, urlsplit

from bs4 import Tag

from jidi.accounts.acting import Actor
from jidi.common.clock import clock
from jidi.demo.walk.browser import Browser, Page
from jidi.demo.walk.company import Company, StuckError
from jidi.demo.walk.filling import Filled, Wishes, can_be_sent, fill
from jidi.demo.walk.outsiders import Used
from jidi.demo.walk.owed import Owed, Seats, again, changes_of, days_of_ladder, to_correct
from jidi.demo.walk.sheet import corrected
from jidi.demo.walk.webform import WebForm
from jidi.returns.enums import DutyState
from jidi.returns.models import Duty

OFF = "（演示）"


@dataclass(slots=True)
class ReportWalk:
    """Walks one duty through its whole life, over HTTP."""

    company: Company
    seats: Seats
    owed: Owed

    def walk(self) -> None:
        """Every step in order. Raises StuckError where a page does not have what it should."""
        for step in (
            self.due, self.reminded, self.filed, self.questioned, self.judged, self.returned, self.corrected, self.accepted,
            self.totalled,
        ):  # fmt: skip
            step()
            self.company.try_outsiders()

    # --- the steps --------------------------------------------------------------------------------------------------

    def due(self) -> None:
        """It stands on the work list and in the room of returns of the person whose turn it is, with its article."""
        if clock.today() < self.duty.opens_on:
            self.company.move_clock(self.duty.opens_on)
        actor = self.turn()
        self.seen_on(actor, "/work/")
        self.seen_on(actor, "/returns/waiting/")
        self.owed_page(actor)
        self.tell("到期日 due", f"{self.duty.due_on} 前，列在工作台和统计填报", actor)

    def reminded(self) -> None:
        """On a day of the ladder a letter comes to whose turn it is."""
        actor, due = self.seats.reminded(self.duty)
        ahead = [day for day in days_of_ladder(due) if day > clock.today()]
        if actor is None or not ahead:
            raise StuckError(f"{self.owed.say}：没有谁还会被提醒 · nobody is to be reminded any more")
        self.company.move_clock(ahead[0])
        self.seen_on(actor, "/reminders/")
        self.tell("提醒 reminded", f"{due} 到期，提醒已在「提醒」页", actor, house=True)

    def filed(self) -> None:
        """The form is opened, filled in on the page and handed in."""
        actor = self.turn()
        form = WebForm(self.browser(actor), self.owed, self.use)
        form.open(self.owed_page(actor), self.address)
        explained = form.fill_in()
        self.act(actor, "file/")
        self.must(self.duty.filler is not None, actor, "没有报送 not handed in")
        how = f"网页填报并报送，{self.duty.cells_filled} 格" + ("，核实 1 条已说明" if explained else "")
        self.tell("报送 handed in", how, actor)

    def questioned(self) -> None:
        """The level above puts a question; whoever filled it in answers."""
        asker, filler = self.above(), self.filled_by()
        self.act(asker, "ask/", text=f"请说明填报口径。{OFF}")
        self.tell("提问 asked", "请说明填报口径", asker, house=True)
        page = self.owed_page(filler)
        self.send(filler, page, self.form_on(page, "/answer/"), text=f"按文件规定口径填报，附件可查。{OFF}")
        self.tell("答复 answered", "按文件规定口径填报", filler, house=True)

    def judged(self) -> None:
        """An explanation that was given is judged by the level above."""
        actor = self.above()
        page = self.owed_page(actor)
        form = self.form_if(page, "judge/")
        if form is None:
            self.tell("判定 judged", "这份表这一期没有可触发的核实，略过", actor, house=True)
            return
        self.send(actor, page, form, answer="yes")
        self.tell("判定 judged", "核实的说明成立", actor, house=True)

    def judge_what_is_open(self, actor: Actor) -> None:
        """What was corrected may be explained anew: each explanation is judged before it is accepted."""
        page = self.owed_page(actor)
        for form in page.main.find_all("form", method="post"):
            if "judge/" in str(form.get("action", "")):
                self.send(actor, page, form, answer="yes")

    def returned(self) -> None:
        """It is returned with the place to correct."""
        actor, spot = self.above(), to_correct(self.duty)
        if spot is None:
            raise StuckError(f"{self.owed.say}：表上没有可以退回的地方 · no place to return")
        page = self.owed_page(actor)
        form = self.form_on(page, "return/")
        filled = fill(page.soup, form, Wishes(clock.today()))
        plain = [(name, value) for name, value in filled.data if name not in {"field", "text", "reason"}]
        filled.data = [
            *plain,
            ("reason", f"请核对后更正。{OFF}"),
            ("field", spot.field.id),
            ("text", f"请按实际数更正。{OFF}"),
        ]
        self.post(actor, page, filled)
        self.must(self.duty.return_due_on is not None, actor, "没有退回 not returned")
        self.tell("退回 returned", f"{spot.label.zh}，{self.duty.return_due_on} 前补正", actor, house=True)

    def corrected(self) -> None:
        """The workbook is downloaded, one place corrected in it, uploaded, looked through, taken over; handed in again."""
        actor = self.turn()
        browser, page = self.browser(actor), self.owed_page(actor)
        book = self.link_on(page, "/workbooks/")
        page = self.open(browser, book)
        download = self.link_on(page, "/download/")
        self.use(download)
        content, cells = corrected(browser.download(download))
        form = self.form_on(page, "/upload/")
        filled = fill(page.soup, form, Wishes(clock.today()))
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        filled.files = [("file", ("补正.xlsx", content, kind))]
        shown = self.post(actor, page, filled)
        self.use(shown.url)
        self.send(actor, shown, self.form_on(shown, "/accept/"))
        self.act(actor, "file/", why=f"已按实际数更正。{OFF}")
        self.must(self.duty.return_due_on is None, actor, "没有再报 not handed in again")
        self.must(changes_of(self.duty) > 0, actor, "表格里改的没有报上来 what was corrected did not arrive")
        self.tell(
            "补正再报 corrected",
            f"下载表格改 {cells} 格，上传、预览、采用，再次报送，比上一版改了 {changes_of(self.duty)} 处",
            actor,
        )

    def accepted(self) -> None:
        """Passed on level by level and accepted."""
        for _ in range(self.duty.levels_count + 1):
            if self.duty.state == DutyState.ACCEPTED:
                return
            actor = self.above()
            last = self.duty.at == self.duty.levels_count
            if last:
                self.judge_what_is_open(actor)
            before = (self.duty.at, self.duty.state)
            self.seen_on(actor, "/returns/waiting/")
            self.act(actor, "accept/" if last else "pass/", opinion=f"核对无误，同意。{OFF}")
            self.must((self.duty.at, self.duty.state) != before, actor, "没有往上走 it did not go on")
            self.tell("审核通过 accepted" if last else "转报 passed on", "逐级审核", actor)
        raise StuckError(f"{self.owed.say}：没有审核完 · not accepted")

    def totalled(self) -> None:
        """It stands in the totals of whoever sums up, and in the parcel that is downloaded there."""
        duty, actor = self.duty, self.seats.sums_up(self.duty)
        assert actor is not None
        column = f"{duty.version.pack_id}:{duty.rule}:{duty.link}:{duty.period}"
        page = self.open(self.browser(actor), f"/returns/totals/?{urlencode({'c': column})}", own=True)
        if self.path not in self.paths(page):
            raise StuckError(f"{page.url}：汇总里没有这一项 · it is not in the totals")
        parcel = self.link_on(page, "/parcel/")
        content = self.browser(actor).download(parcel)
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            names = opened.namelist()
        if not any(name.endswith(".xlsx") for name in names):
            raise StuckError(f"{parcel}：压缩包里没有汇总表 · no table in the zip")
        self.tell("汇总 totalled", f"汇总表、报送函和附件一次下载（{len(names)} 个文件）", actor, house=True)

    # --- people and pages -------------------------------------------------------------------------------------------

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
        forms = page.main.find_all("form", method="post")
        return next((f for f in forms if part in str(f.get("action", "")) and can_be_sent(page.soup, f)), None)

    def act(self, actor: Actor, part: str, **said: str) -> Page:
        """Send a form of the duty's page with what is said in it."""
        page = self.owed_page(actor)
        return self.send(actor, page, self.form_on(page, part), **said)

    def send(self, actor: Actor, page: Page, form: Tag, answer: str = "", **said: str) -> Page:
        """Fill a form in and send it. Raises StuckError where it is refused."""
        filled = fill(page.soup, form, Wishes(clock.today(), answer=answer))
        filled.data = [(name, said.get(name, value)) for name, value in filled.data]
        return self.post(actor, page, filled)

    def post(self, actor: Actor, page: Page, filled: Filled) -> Page:
        """Send what was filled in. Raises StuckError where it is refused."""
        self.use(urljoin(page.url, filled.action), "POST")
        answer = self.browser(actor).send(page, filled)
        if answer.status >= 400:
            raise StuckError(f"{actor.post_name} {filled.action}: {answer.status} {answer.alerts}")
        return answer

    def must(self, done: bool, actor: Actor, what: str) -> None:
        """Stop where a step had no effect. Raises StuckError."""
        if not done:
            raise StuckError(f"{self.owed.say} {actor.post_name}：{what}")

    def tell(self, step: str, what: str, actor: Actor, *, house: bool = False) -> None:
        """One line for a step: the article, the day, the duty, what was done, by whom in which post."""
        tell(self.company.say, self.owed, step, what, actor, house=house)


def tell(say: Callable[[str], None], owed: Owed, step: str, what: str, actor: Actor, *, house: bool = False) -> None:
    """One line for a step of a duty; ``house``: how it is done is a rule of this house, what is owed is the article's."""
    who = "　".join((actor.organisation_name, actor.post_name, actor.name))
    own = "（本系统规则）" if house else ""
    say(f"{owed.article}　{clock.today()}　{owed.say}｜{step}{own}：{what}｜{who}")
