"""Acts of a panel: drawn, declared, marked, ended."""

from __future__ import annotations

from datetime import datetime

from jidi.accounts.acting import Actor
from jidi.applications.services import begin_panel, end_panel
from jidi.common.keys import new_key
from jidi.demo.playing.stage import Moment, Stage
from jidi.demo.story import ActTold
from jidi.panels.enums import Gives
from jidi.panels.marks import criteria_of
from jidi.panels.models import Panel, Seat
from jidi.panels.services import declare, submit_sheet


class Reviewing(Stage):
    """Forming a panel, its experts' declarations and sheets, its end."""

    def do_panel(self, act: ActTold, when: Moment) -> None:
        """Form the panel of the step and draw its experts."""
        case = self.applications(act.of)[0].case
        begin_panel(
            actor=self.acting(case, when.on),
            round_=self.open_round,
            step=self.step_of(case),
            on=when.on,
            at=when.at,
            once_key=new_key(),
        )

    def do_review(self, act: ActTold, when: Moment) -> None:
        """Let the experts declare and hand in their sheets; ``experts`` says how many do (0: all), ``marks`` how good."""
        applications = self.applications(act.of)
        panel = self.panel_of(applications[0].case)
        for seat in list(panel.seats.select_related("expert__person", "panel"))[: act.experts or None]:
            actor = self.expert(seat)
            for key, application in zip(act.of, applications, strict=True):
                case_key = str(application.case_id)
                declare(actor=actor, panel=panel, case_key=case_key, has_conflict=False, text="", at=when.at)
                if key in act.marks:
                    self._sheet(actor, seat, panel, case_key, act.marks[key], when.at)

    def do_close(self, act: ActTold, when: Moment) -> None:
        """End the sitting of the panel."""
        case = self.applications(act.of)[0].case
        end_panel(
            actor=self.acting(case, when.on),
            round_=self.open_round,
            panel=self.panel_of(case),
            step=self.step_of(case),
            on=when.on,
            at=when.at,
            once_key=new_key(),
        )

    def _sheet(self, actor: Actor, seat: Seat, panel: Panel, case_key: str, mark: int, at: datetime) -> None:
        scores = panel.gives == Gives.SCORES
        marks = {
            criterion.id: {"points": str(min(criterion.maximum, mark + (seat.place + place) % 7 - 3)), "reason": ""}
            for place, criterion in enumerate(criteria_of(panel.criteria_json))
        }
        submit_sheet(
            actor=actor,
            seat=seat,
            case_key=case_key,
            marks=marks if scores else {},
            opinion="产业基础较好，建议加强公共服务平台和自主品牌建设。（演示）",
            recommends=mark >= 60,  # below sixty of a hundred nobody recommends
            at=at,
        )
