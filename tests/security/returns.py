"""The duty the table is about: the last quarter of the base of the own county, and an article of its institution."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from jidi.common.clock import clock
from jidi.common.keys import new_key
from jidi.returns import services
from jidi.returns.models import Article, Duty
from tests.cast import Cast
from tests.jidi.returns.ferry import Ferry, play


class Returns:
    """Makes the duties of the ferry document up to today, each thing when first asked for."""

    cast: Cast

    @cached_property
    def ferry(self) -> Ferry:
        """The document in force, the duties of this year and the last worked out."""
        ferry = play(self.cast)
        ferry.on = clock.today()
        for year in (ferry.on.year - 1, ferry.on.year):
            ferry.compute(year)
        return ferry

    @cached_property
    def duty_row(self) -> Duty:
        """The figures of the last quarter that ended, not filed yet."""
        rows = Duty.objects.filter(rule="figures", base=self.ferry.base, opens_on__lte=self.ferry.on)
        found = rows.select_related("version").order_by("-opens_on").first()
        assert found is not None
        return found

    def duty(self) -> dict[str, Any]:
        """The duty."""
        return {"pk": self.duty_row.pk}

    def duty_name(self) -> str:
        """Words only those who may know of the duty may read."""
        return self.duty_row.about_zh

    def duty_open(self) -> dict[str, Any]:
        """The duty with its form opened by the base."""
        services.open_form(actor=self.cast.base_clerk, duty=self.duty_row, **self.ferry.now)
        return self.duty()

    def duty_question(self) -> dict[str, Any]:
        """A question that is none: nobody asked."""
        return {**self.duty(), "question": 1}

    @cached_property
    def news_row(self) -> Article:
        """A draft of the base's institution."""
        now = self.ferry.now
        return services.write_article(
            actor=self.cast.base_clerk, article=None, title="渡口夜航", body="三条航线。", base=None, urgent_why="",
            at=now["at"], once_key=new_key(),
        )  # fmt: skip

    def news(self) -> dict[str, Any]:
        """The draft."""
        return {"pk": self.news_row.pk}

    def news_filed(self) -> dict[str, Any]:
        """The same, handed in."""
        services.file_article(actor=self.cast.base_clerk, article=self.news_row, **self.ferry.sent)
        return self.news()

    def news_name(self) -> str:
        """Words only its own people may read while it is a draft."""
        return self.news_row.title

    def news_picture(self) -> dict[str, Any]:
        """A picture that is none."""
        return {**self.news(), "key": "y"}
