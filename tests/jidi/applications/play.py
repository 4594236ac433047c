"""Playing a round of the Liaoning document with the known cast, through the services of the room.

The decisions are those of the demo's story (its round of 2026); the panel has three of the cast's four experts.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.apps import apps

from jidi.accounts.acting import Actor
from jidi.accounts.models import Division
from jidi.applications import queries, services
from jidi.applications.models import Application, Round
from jidi.bases.enums import HostKind
from jidi.bases.models import Base
from jidi.bases.permissions import may_keep_base
from jidi.bases.services.bases import open_base
from jidi.bases.values import HostAt, products_in
from jidi.cases import services as cases
from jidi.cases.models import Case, ListStep
from jidi.common.keys import new_key
from jidi.common.say import Say
from jidi.filings.queries import draft_state, filings_of
from jidi.panels import services as panels
from jidi.panels.models import Panel
from jidi.panels.services import enter_pool
from jidi.policies.models import PackVersion
from jidi.policies.services import decide_many, import_pack, publish, read_decisions
from policycore.forms import FieldKind
from policycore.procedures import Step
from tests.cast import Cast
from tests.remembered import remembered

ROOT = Path(__file__).resolve().parents[3]
PACK = ROOT / "policies" / "liaoning-2022"
DECISIONS = ROOT / "src" / "jidi" / "demo" / "stories" / "liaoning-2022" / "decisions.yaml"
ROUND, RECOMMENDATION = "designation-2026", "recommendation-2026"
OPENS, TODAY = date(2026, 3, 2), date(2026, 9, 21)
AT = datetime(2026, 9, 21, 1, tzinfo=UTC)
EXPERTS = ("expert", "expert_2", "expert_3", "expert_4")
FACTS = ("against-industrial-policy", "false-material-found", "other-law-applies")
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
RECORDS: dict[str, dict[str, Any]] = {
    "visit": {"visited_on": TODAY, "people": ["赵敏"], "place": "庄河", "findings": "与申报一致"},
    "decision": {
        "held_on": TODAY, "body": "厅党组会", "present": ["杨帆"], "minutes": "会议纪要第 9 号", "resolution": "同意",
    },
    "designate": {"act": "关于认定的通知", "act_number": "〔2026〕1 号", "issued_on": TODAY},
    "letter": {"act": "推荐文件", "act_number": "〔2026〕2 号", "issued_on": TODAY},
    "ministry": {"who": "商务部", "act": "公告", "act_date": TODAY, "decision": "认定"},
}  # fmt: skip


@dataclass
class Play:
    """A round with everything decided, and verbs to bring an application from one step to the next."""

    cast: Cast
    version: PackVersion
    on: date = TODAY
    at: datetime = AT
    seconds: Iterator[int] = field(default_factory=itertools.count)

    @property
    def now(self) -> dict[str, Any]:
        """The moment of an act: a second later each time."""
        return {"on": self.on, "at": self.at + timedelta(seconds=next(self.seconds))}

    @property
    def sent(self) -> dict[str, Any]:
        """The moment and a fresh key."""
        return {**self.now, "once_key": new_key()}

    # --- beginning -------------------------------------------------------------------------------------------------

    def announced(self, key: str = ROUND, procedure: str = "designation", **changed: Any) -> Round:
        """A round that is open."""
        values: dict[str, Any] = {
            "version": self.version, "procedure": procedure, "key": key, "area_code": "210000", "year": 2026,
            "title": Say("2026 年省级认定", "Round of 2026"), "act": "通知", "act_number": "〔2026〕3号",
            "opens_on": OPENS, "closes_on": date(2026, 12, 31), "at": self.at, "once_key": new_key(),
        }  # fmt: skip
        return services.announce_round(actor=self.cast.province_officer, **(values | changed))

    def base(self, area: str = "210283", product: str = "贝类", actor: Actor | None = None) -> Base:
        """A base on record."""
        who = actor or self.cast.city_officer
        division = Division.objects.get(pk=area)
        permit = may_keep_base(who, "base.open", area_code=area, key=area)
        assert permit
        return open_base(
            permit=permit, scheme=queries.policies.pack(self.version).header.scheme, name=f"{division.name}（{product}）",
            host=HostAt(HostKind.DIVISION, division), products=products_in(product), from_on=None, source="测试",
            at=self.at,
        )  # fmt: skip

    def started(self, round_: Round, base: Base | None = None, actor: Actor | None = None) -> Application:
        """An application that was begun by the county."""
        return services.start_application(
            actor=actor or self.cast.county_officer, round_=round_, base=base or self.base(), organisation=None,
            **self.sent,
        )  # fmt: skip

    def filled(self, application: Application, actor: Actor | None = None) -> Application:
        """Every field that has to be filled, and every document."""
        who = actor or self.cast.county_officer
        key = str(application.pk)
        for filing in filings_of(queries.OWNER, [key])[key]:
            services.save_draft(
                actor=who, application=application, form_id=filing.form_id, changes=typed(draft_state(filing)),
                revision=0, **self.now,
            )  # fmt: skip
        for line in queries.documents_of(application, self.on):
            if line.missing:
                self.attached(application, line.item.id, who)
        return application

    def attached(self, application: Application, item: str, actor: Actor | None = None) -> None:
        """One document."""
        services.attach_document(
            actor=actor or self.cast.county_officer, application=application, item_id=item, name=f"{item}.pdf",
            content=[PDF], **self.now,
        )  # fmt: skip

    # --- answering -------------------------------------------------------------------------------------------------

    def answer(self, application: Application, answer: str, actor: Actor, **more: Any) -> cases.Moved:
        """One answer."""
        application.refresh_from_db()
        return services.answer_case(actor=actor, application=application, answer=answer, **{**self.sent, **more})

    def submitted(self, application: Application) -> Application:
        """Handed in by the county."""
        self.answer(self.filled(application), "submit", self.cast.county_officer)
        return self.again(application)

    def noted(self, application: Application, facts: Mapping[str, bool], actor: Actor) -> None:
        """Findings of a person."""
        case = Case.objects.select_related("version").get(pk=application.case_id)
        for fact, value in facts.items():
            cases.note_answer(
                actor=actor, case_id=case.pk, fact=fact, value=value, evidence="函", key=new_key(), **self.now
            )  # fmt: skip

    def list_of(self, round_: Round, step: str, scope: str, actor: Actor) -> ListStep:
        """A list, frozen."""
        return services.freeze(actor=actor, round_=round_, step_id=step, scope_key=scope, **self.sent)

    def answered_list(
        self, round_: Round, list_: ListStep, answers: Mapping[int, str], actor: Actor, **more: Any
    ) -> tuple[cases.Moved, ...]:
        """Answers for a whole list."""
        values = {"reasons": dict.fromkeys(answers, "情况属实"), "record": RECORDS.get(list_.step), **self.sent, **more}
        return services.answer_list(actor=actor, round_=round_, list_=list_, answers=answers, **values)

    def forwarded(self, round_: Round, *applications: Application) -> None:
        """The city's list, forwarded with an opinion on each."""
        for application in applications:
            self.noted(application, dict.fromkeys(FACTS, False), self.cast.city_officer)
        list_ = self.list_of(round_, "city-forward", "210200", self.cast.city_officer)
        self.answered_list(round_, list_, {a.case_id: "forward" for a in applications}, self.cast.city_officer)

    def reviewed(self, round_: Round, *applications: Application, points: Mapping[int, str] | None = None) -> Panel:
        """Received by the province and reviewed by the panel; ``points`` by case, 70 otherwise."""
        for application in applications:
            self.answer(application, "received", self.cast.province_officer)
        self.pooled()
        panel = services.begin_panel(
            actor=self.cast.province_officer, round_=round_, step=step_of(round_, "expert-review"), **self.sent
        )
        for actor, seat in seats(self.cast, panel):
            for case in panel.case_keys:
                panels.declare(actor=actor, panel=panel, case_key=case, has_conflict=False, text="", at=self.at)
                marks = {
                    c["id"]: {"points": (points or {}).get(int(case), "70"), "reason": "材料"}
                    for c in panel.criteria_json
                }
                panels.submit_sheet(
                    actor=actor, seat=seat, case_key=case, marks=marks, opinion="", recommends=True, at=self.at
                )
        step = step_of(round_, "expert-review")
        services.end_panel(actor=self.cast.province_officer, round_=round_, panel=panel, step=step, **self.sent)
        services.pass_on(actor=self.cast.province_officer, round_=round_, step=step, answer="done", **self.sent)
        return panel

    def pooled(self) -> None:
        """The four experts of the cast in the pool of the province."""
        for key in EXPERTS:
            enter_pool(
                actor=self.cast.province_officer, person=self.cast.people[key],
                organisation=self.cast.organisations["university"], area_code="210000", fields="产业", on=OPENS,
                at=self.at,
            )  # fmt: skip

    def rechecked(self, round_: Round, *applications: Application) -> None:
        """Visited or not, asked or not, and re-checked on one list."""
        officer = self.cast.province_officer
        for application in applications:
            self.noted(application, {"visit-needed": True}, officer)
            self.answer(application, "done", officer, record=RECORDS["visit"])
            asked = {"asked": ["省财政厅"], "sent_on": self.on}
            said = [{"who": "省财政厅", "answer": "无意见", "text": "", "on": self.on}]
            self.answer(application, "answered", officer, record={**asked, "answers": said})
        list_ = self.list_of(round_, "recheck", round_.key, officer)
        self.answered_list(round_, list_, {a.case_id: "done" for a in applications}, officer)

    def decided(self, round_: Round, answers: Mapping[int, str], **more: Any) -> tuple[cases.Moved, ...]:
        """The meeting over the list."""
        list_ = self.list_of(round_, "decision", round_.key, self.cast.province_officer)
        return self.answered_list(round_, list_, answers, self.cast.province_officer, **more)

    def again(self, application: Application) -> Application:
        """The application as the database has it."""
        return Application.objects.select_related("round__version", "case__version", "base__area").get(
            pk=application.pk
        )


def step_of(round_: Round, step: str) -> Step:
    """A step of a round's procedure."""
    return queries.policies.pack(round_.version).procedures[round_.procedure].step(step)


def seats(cast: Cast, panel: Panel) -> list[tuple[Actor, Any]]:
    """Who sits, as actor and seat."""
    by_person = {cast.actors[key].person_id: cast.actors[key] for key in EXPERTS}
    rows = panel.seats.filter(state="sitting").select_related("expert").order_by("place")
    return [(by_person[seat.expert.person_id], seat) for seat in rows]


def typed(state: Any) -> dict[str, str]:
    """Something readable for every spot of a form, and one row for each table."""
    found = {}
    for spot in state.layout.fixed.values():
        if spot.part != "why" and spot.leaf.kind is not FieldKind.DERIVED:
            found[spot.address] = _text(spot.leaf)
    for one in state.layout.form.fields():
        if one.kind is FieldKind.TABLE:
            found |= {f"{one.id}.1.{column.id}": _text(column) for column in one.columns}
    return found


def _text(leaf: Any) -> str:
    if leaf.kind in {FieldKind.NUMBER, FieldKind.INTEGER, FieldKind.PERCENT, FieldKind.NAMED_COUNT}:
        return "10"
    if leaf.kind is FieldKind.DATE:
        return "2027-12-31"
    if leaf.kind is FieldKind.CHOICE:
        return next(iter(leaf.choices))
    return "030711" if leaf.kind is FieldKind.HS_CODES else "有"


def version_in_force(folder: Path = PACK) -> PackVersion:
    """The Liaoning document (or a changed copy of it) in force, with the decisions of the demo's story."""
    if folder != PACK:
        return _put_in_force(folder)
    remembered("liaoning", tuple(apps.get_app_config("policies").get_models()), lambda: _put_in_force(folder))
    return PackVersion.objects.get(pack_id=PACK.name)


def _put_in_force(folder: Path) -> PackVersion:
    at = datetime(2026, 1, 5, tzinfo=UTC)
    version = import_pack(folder=folder, actor=None, at=at)
    version = publish(version_id=version.pk, from_on=date(2026, 1, 1), actor=None, at=at)
    lines = read_decisions(DECISIONS.read_text("utf-8"), "decisions.yaml")
    decide_many(version_id=version.pk, lines=lines, actor=None, at=AT, is_demo=True)
    return version
