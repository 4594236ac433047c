"""The walk of one reporting duty, from the day its work can begin until it stands in the totals.

The room of returns says which duty comes next, whose turn it is and by which article; the people find it on their pages
and act by the forms that stand there. No duty, form or place is known by name.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from jidi.accounts.acting import Actor
from jidi.common.clock import clock
from jidi.demo.walk.articles import Articles
from jidi.demo.walk.company import StuckError
from jidi.demo.walk.filling import Wishes, fill
from jidi.demo.walk.owed import changes_of, days_of_ladder, to_correct
from jidi.demo.walk.pages import OFF, AtDuty, until
from jidi.demo.walk.sheet import corrected
from jidi.demo.walk.webform import WebForm
from jidi.policies.runtime import ways_of
from jidi.returns.enums import DutyState
from jidi.returns.permissions import debtor_level, seat_of
from jidi.returns.queries.duties import levels_of
from jidi.returns.queries.filling import (
    document_of,
    document_short,
    filing_for,
    form_fulfils,
    fulfilment_of,
    only_prepared,
    waits_elsewhere,
)

WAYS = {
    "form": "填报",
    "articles": "信息",
    "procedure": "办理程序",
    "document": "报送文件",
    "done-elsewhere": "外部办理",
}
"""What fulfils a duty, in words."""


@dataclass(slots=True)
class ReportWalk(AtDuty):
    """Walks one duty through its whole life, over HTTP."""

    explained: bool = False
    """Whether a 核实 asked for an explanation and it was given."""

    def walk(self) -> None:
        """Every step there is for it, in order. Raises StuckError where a page does not have what it should."""
        self._do(self.steps())

    def walk_explained(self) -> None:
        """What a 核实 adds where it compares with an earlier filing, which is there now: asked, explained, judged, accepted."""
        self._do((self.due, self.filed, self.judged, self.accepted))

    @property
    def could_ask(self) -> bool:
        """Whether its form has a check of severity 核实 that found nothing to compare with, and somebody would judge it."""
        return self.owed.explains and not self.explained and self.owed.plain and self.seats.reviewed(self.duty)

    def _do(self, steps: Iterable[Callable[[], None]]) -> None:
        for step in steps:
            step()
            self.company.try_outsiders()

    def steps(self) -> Iterator[Callable[[], None]]:
        """What its rule asks for: articles, a document, a form, a record of what was done elsewhere; then review, if any."""
        yield self.due
        yield self.reminded
        duty = self.duty
        if duty.articles_owed and (not duty.urgent or self.owed.form is not None):
            yield self.written
        if document_of(duty):
            yield self.handed_document
        if self.owed.form is not None:
            yield self.filed
        if waits_elsewhere(duty):
            yield self.recorded
        if self.owed.form is None:
            if document_of(duty) and self.seats.reviewed(duty):
                yield self.accepted
            yield self.ended_without_form
            return
        if self.seats.reviewed(duty) and form_fulfils(duty):
            yield from (self.questioned, self.judged, self.returned, self.corrected, self.accepted)
        else:
            yield self.not_reviewed
        yield self.totalled

    # --- the steps --------------------------------------------------------------------------------------------------

    def due(self) -> None:
        """It stands on the work list and in the room of returns of the person whose turn it is, with its article."""
        if clock.today() < self.duty.opens_on:
            self.company.move_clock(self.duty.opens_on)
        actor = self.turn()
        self.seen_on(actor, "/work/")
        self.seen_on(actor, "/returns/waiting/")
        self.owed_page(actor)
        self.tell("到期日 due", f"{until(self.duty)}，列在工作台和统计填报", actor)

    def reminded(self) -> None:
        """On a day of the ladder a letter comes to whose turn it is; where there is no day, or none is left, none comes."""
        actor, due = self.seats.reminded(self.duty)
        ahead = [day for day in days_of_ladder(due) if day > clock.today()]
        if actor is None or not ahead:
            why = "没有期限" if due is None else f"{due} 以前没有提醒的日子了"
            self.tell("提醒 reminded", f"{why}，不提醒，略过", self.turn(), house=True)
            return
        self.company.move_clock(ahead[0])
        self.seen_on(actor, "/reminders/")
        self.tell("提醒 reminded", f"{due} 到期，提醒已在「提醒」页", actor, house=True)

    def filed(self) -> None:
        """The form is opened, filled in on the page and handed in."""
        actor = self.turn()
        form = WebForm(self.browser(actor), self.owed, self.use, lambda: self.released(actor))
        form.open(self.owed_page(actor), self.address)
        self.explained = form.fill_in()
        self.act(actor, "file/")
        duty = self.duty
        there = duty.filler is not None or only_prepared(duty) or waits_elsewhere(duty)
        self.must(there and filing_for(duty) is not None, actor, "没有报送 not handed in")
        how = f"网页填报并报送，{self.duty.cells_filled} 格" + ("，核实 1 条已说明" if self.explained else "")
        self.tell("报送 handed in", how, actor)

    def written(self) -> None:
        """The articles that are asked for are written, illustrated where they have to be, handed in, and taken up."""
        Articles(self).walk()

    def handed_document(self) -> None:
        """The document that is asked for is handed in, with its file."""
        actor = self.turn()
        self.act(actor, "document/", title=f"{self.duty.zh}{OFF}")
        self.must(not document_short(self.duty), actor, "没有递交 the document was not handed in")
        self.tell("递交文件 document", "标题、日期、文件已递交", actor)

    def recorded(self) -> None:
        """What was done elsewhere is put on record, with what shows it."""
        actor = self.turn()
        self.act(actor, "elsewhere/")
        self.must(not waits_elsewhere(self.duty), actor, "没有登记 not recorded")
        self.tell("外部办理 done elsewhere", "登记做了什么、在哪里、谁说明，附凭据", actor, house=True)

    def ended_without_form(self) -> None:
        """A duty that has no form: it stands as its articles or its record made it; else it is said what would fulfil it."""
        duty, actor = self.duty, self._there(self.seats.at(seat_of(self.duty, debtor_level(levels_of(self.duty)))))
        if duty.first_filed_on is not None or duty.state != DutyState.DUE:
            self.tell("报齐 complete", f"没有表，现在是「{duty.get_state_display()}」", actor)
            return
        ways = "、".join(WAYS[way] for way in ways_of(fulfilment_of(duty)))
        self.must(not (duty.articles_owed and not duty.urgent), actor, "报了信息却没有报齐 not complete")
        self.tell("没有表 no form", f"要由{ways}完成，走查到此为止", actor)

    def not_reviewed(self) -> None:
        """Nobody of this site reviews it: with what was handed in it is settled, or stays with who sends it outside."""
        duty = self.duty
        actor = self._there(self.filled_or_owed_by())
        done = duty.state in {DutyState.ACCEPTED, DutyState.ELSEWHERE, DutyState.FILED}
        self.must(done, actor, f"报送后还是「{duty.get_state_display()}」 not settled")
        self.tell(
            "审核 reviewed", f"本系统内没有上级审核，略过；现在是「{duty.get_state_display()}」", actor, house=True
        )

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
            self.tell("判定 judged", "核实要与上年同期相比，还没有上年的数，到明年同期再走", actor, house=True)
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
            self.tell("退回 returned", "表上没有可以退回的地方，略过", actor, house=True)
            return
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
        if self.duty.return_due_on is None:
            return
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
            if self.goes_outside():
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

    def goes_outside(self) -> bool:
        """Whether it is with a level that sends it to somebody outside the site: then that is put on record."""
        duty, levels = self.duty, levels_of(self.duty)
        if duty.at >= duty.levels_count or not levels[duty.at].to_outside:
            return False
        actor = self.above()
        self.act(actor, "elsewhere/")
        self.must(self.duty.state == DutyState.ACCEPTED, actor, "没有登记报出 not recorded as sent")
        self.tell("报出 sent outside", f"登记已报{levels[duty.at].to_zh}", actor)
        return True

    def totalled(self) -> None:
        """It stands in the totals of whoever sums up, and in the parcel that is downloaded there."""
        duty, actor = self.duty, self.seats.sums_up(self.duty)
        if actor is None or not form_fulfils(duty) or duty.articles_owed or duty.link:
            why = "没有人汇总" if actor is None else "不是下级各报一表的事项，没有汇总"
            self.tell("汇总 totalled", f"{why}，略过", self._there(self.filled_or_owed_by()), house=True)
            return
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
