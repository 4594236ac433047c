"""The articles a duty asks for: written, illustrated where they have to be, handed in, and taken up by who reviews them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jidi.accounts.acting import Actor
from jidi.common.clock import clock
from jidi.demo.walk.browser import Page
from jidi.demo.walk.company import StuckError
from jidi.demo.walk.filling import Wishes, fill
from jidi.demo.walk.pages import OFF, AtDuty
from jidi.demo.walk.paper import for_accept
from jidi.returns.enums import ArticleState
from jidi.returns.models import Article
from jidi.returns.rights import reviewing_seat

NEW = "/returns/news/new/"


@dataclass(slots=True)
class Articles:
    """Writes what one duty asks for."""

    at: AtDuty

    def walk(self) -> None:
        """One article after another until there are as many as are asked for. Raises StuckError where one does not count."""
        writer = self.at.turn()
        for number in range(1, self.at.duty.articles_owed + 1):
            before = self.at.duty.articles_filed
            article = self.filed(writer, number)
            self.at.must(self.at.duty.articles_filed > before, writer, "信息没有计入 the article does not count")
            self.at.tell("信息 article", f"第 {number} 篇，已写、已报、已计入", writer)
            self.taken_up(article)

    def filed(self, writer: Actor, number: int) -> Article:
        """Write one, with pictures where the duty asks for them, and hand it in."""
        at, duty = self.at, self.at.duty
        page = at.open(at.browser(writer), NEW, own=True)
        form = at.form_on(page, "/write/")
        filled = fill(page.soup, form, Wishes(clock.today()))
        said = {"title": f"生产经营动态第 {number} 期{OFF}", "base": str(duty.base_id or "")}
        # Urgent is what is told at once, on an event; this one counts for its period.
        plain = [(name, value) for name, value in filled.data if name not in {"urgent", "urgent_why"}]
        filled.data = [(name, said.get(name, value)) for name, value in plain]
        page = at.post(writer, page, filled, own=True)
        found = re.search(r"/news/(\d+)/", page.url)
        if found is None:
            raise StuckError(f"{page.url}：没有保存 · not saved. {page.alerts}")
        if duty.pictures:
            page = self.illustrated(writer, page)
        at.use(page.url)
        at.send(writer, page, at.form_on(page, "/file/"))
        return Article.objects.select_related("organisation").get(pk=int(found[1]))

    def illustrated(self, writer: Actor, page: Page) -> Page:
        """Add a picture."""
        form = self.at.form_on(page, "/picture/")
        filled = fill(page.soup, form, Wishes(clock.today()))
        filled.files = [("file", for_accept("image/*"))]
        return self.at.post(writer, page, filled)

    def taken_up(self, article: Article) -> None:
        """Let whoever reviews articles take it up; where nobody of the site does, it stays as handed in."""
        seat, _ = reviewing_seat(article, clock.today())
        reviewer = self.at.seats.at(seat)
        if reviewer is None:
            return
        at = self.at
        page = at.open(at.browser(reviewer), f"{at.company.base}/returns/news/{article.pk}/")
        at.send(reviewer, page, at.form_on(page, "/review/"), opinion="")
        article.refresh_from_db()
        at.must(article.state == ArticleState.ACCEPTED, reviewer, "没有采纳 not taken up")
        at.tell("采纳 taken up", "信息已采纳", reviewer, house=True)
