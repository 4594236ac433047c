"""The round the table is about: an application of the own county at its city, then before the panel and the meeting."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from jidi.applications import services
from jidi.applications.models import Application, Round
from jidi.cases.models import ListStep
from jidi.filings.models import Filing, Version
from jidi.panels import services as panels
from jidi.panels.models import Expert, Panel
from jidi.panels.services import enter_pool
from jidi.web.desk.stamped.printed import LETTERS, letters_of
from tests.cast import Cast
from tests.jidi.applications.play import AT, OPENS, Play, step_of, version_in_force

DRAWN = ("expert", "expert_2", "expert_3")
"""Three in the pool for three seats, so that the expert of the table sits for certain."""


class Rounds:
    """Makes a round and what belongs to it, each when first asked for."""

    cast: Cast

    @cached_property
    def play(self) -> Play:
        """The document in force with everything decided."""
        return Play(self.cast, version_in_force())

    @cached_property
    def round_row(self) -> Round:
        """A round that is open."""
        return self.play.announced()

    @cached_property
    def application_row(self) -> Application:
        """An application of the own county that waits at its city."""
        return self.play.submitted(self.play.started(self.round_row))

    def application_name(self) -> str:
        """Words only those who may know of the application may read."""
        return self.application_row.base.name

    # --- the matter and its round -----------------------------------------------------------------------------------

    def matter(self) -> dict[str, Any]:
        """The matter of the application."""
        return {"number": self.application_row.case.number}

    def matter_form(self) -> dict[str, Any]:
        """The form of the application."""
        filing = Filing.objects.get(owner_kind="application", owner_key=str(self.application_row.pk))
        return {**self.matter(), "form_id": filing.form_id}

    def filing_known(self) -> dict[str, Any]:
        """The filing behind the form of the application."""
        filing = Filing.objects.get(owner_kind="application", owner_key=str(self.application_row.pk))
        return {"filing_id": filing.pk}

    def version_known(self) -> dict[str, Any]:
        """The version of that filing that was handed in."""
        return {**self.filing_known(), "ordinal": 1}

    def version_printed(self) -> dict[str, Any]:
        """The same as a paper names it, with its digest."""
        version = Version.objects.get(**self.version_known())
        return {**self.version_known(), "printed": letters_of(version)[:LETTERS]}

    def upload_none(self) -> dict[str, Any]:
        """An upload that is none."""
        return {"key": "0" * 32}

    def matter_fact(self) -> dict[str, Any]:
        """A finding of the city's review."""
        return {**self.matter(), "fact": "false-material-found"}

    def matter_point(self) -> dict[str, Any]:
        """A point of correction that is none: nothing was returned."""
        return {**self.matter(), "point_id": 1}

    def matter_document(self) -> dict[str, Any]:
        """A document the round does not ask for."""
        return {**self.matter(), "item": "x"}

    def matter_file(self) -> dict[str, Any]:
        """A file that is none."""
        return {**self.matter_document(), "key": "y"}

    def round_known(self) -> dict[str, Any]:
        """The round, open, with an application in it."""
        self.application_row  # noqa: B018 - somebody has applied
        return {"key": self.round_row.key}

    def round_step(self) -> dict[str, Any]:
        """A step of the round."""
        return {**self.round_known(), "step": "recheck"}

    def round_objection(self) -> dict[str, Any]:
        """An objection that is none."""
        return {**self.round_step(), "objection_id": 1}

    # --- lists ------------------------------------------------------------------------------------------------------

    def city_list(self) -> dict[str, Any]:
        """The list of the own city."""
        self.application_row  # noqa: B018 - somebody waits on it
        return {"round_key": self.round_row.key, "step": "city-forward", "scope_key": self.cast.city_officer.area_code}

    def frozen_city_list(self) -> dict[str, Any]:
        """The same, frozen."""
        found = self.city_list()
        self.play.list_of(self.round_row, found["step"], found["scope_key"], self.cast.city_officer)
        return found

    def frozen(self) -> dict[str, str]:
        """What a page sends that names the frozen list and nothing else."""
        return {"list": str(ListStep.objects.get().pk)}

    def case_key(self) -> dict[str, Any]:
        """The case of the application, as the work list names it."""
        return {"key": self.application_row.case_id}

    def meeting(self) -> dict[str, Any]:
        """The list of the meeting."""
        return {"round_key": self.round_row.key, "step": "decision", "scope_key": self.round_row.key}

    # --- the panel --------------------------------------------------------------------------------------------------

    @cached_property
    def panel_row(self) -> Panel:
        """The panel of the round, with the expert of the table on it."""
        province, play = self.cast.province_officer, self.play
        play.forwarded(self.round_row, self.application_row)
        play.answer(self.application_row, "received", province)
        for key in DRAWN:
            enter_pool(
                actor=province, person=self.cast.people[key], organisation=self.cast.organisations["university"],
                area_code="210000", fields="", on=OPENS, at=AT,
            )  # fmt: skip
        step = step_of(self.round_row, "expert-review")
        return services.begin_panel(actor=province, round_=self.round_row, step=step, **play.sent)

    def panel(self) -> dict[str, Any]:
        """The panel, as it is organised."""
        self.panel_row  # noqa: B018 - it sits
        return {"round_key": self.round_row.key, "step": "expert-review"}

    def pooled_expert(self) -> dict[str, Any]:
        """An expert in the pool of the own province."""
        self.panel_row  # noqa: B018 - it was drawn from the pool
        return {"expert_id": Expert.objects.order_by("pk")[0].pk}

    def panel_seat(self) -> dict[str, Any]:
        """A seat of the panel."""
        return {**self.panel(), "seat_id": self.panel_row.seats.order_by("place")[0].pk}

    def review(self) -> dict[str, Any]:
        """The panel, as an expert sees it."""
        return {"panel_id": self.panel_row.pk}

    def review_case(self) -> dict[str, Any]:
        """A case before the panel nobody has declared on."""
        return {**self.review(), "case_key": self.panel_row.case_keys[0]}

    def declared_case(self) -> dict[str, Any]:
        """A case the expert of the table has declared on."""
        found = self.review_case()
        panels.declare(
            actor=self.cast.expert, panel=self.panel_row, case_key=found["case_key"], has_conflict=False, text="", at=AT
        )
        return found
