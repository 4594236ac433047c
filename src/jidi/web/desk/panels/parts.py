"""What the page of a panel shows: its terms, its draw, its seats, how far it is, what it gave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from jidi.accounts.acting import Actor, Denied, Permit
from jidi.accounts.enums import Duty
from jidi.applications import queries
from jidi.applications.models import Application, Round
from jidi.applications.services.reviewing import Terms, left_out_for, terms_of
from jidi.common.say import Say, Unknown
from jidi.panels import queries as panels
from jidi.panels.drawing import METHOD
from jidi.panels.enums import Gives, PanelState, SeatState, Sits
from jidi.panels.marks import criteria_of
from jidi.panels.models import Draw, Expert, Panel, Seat
from jidi.panels.permissions import may_organise
from jidi.policies.actors import cite_of
from jidi.policies.queries import pack as pack_of
from jidi.web.desk.applications import links
from jidi.web.desk.lists.place import round_for, step_for
from jidi.web.shared.cited import chips_of, chips_of_verdict, dash_of
from jidi.web.shared.figures import figure
from jidi.web.shared.parts import Badge, Chip, Dash, Link, MissingItem, Row, State
from policycore.engine import Situation
from policycore.pack import Pack
from policycore.procedures import AnswerDoes, Step, StepKind, words_of_answer
from policycore.verdict import LackKind, Verdict

THING = Say("个评审组", "panel")
POINTS = 2
"""Decimals points are shown with."""
STATES: Mapping[str, Badge] = {
    PanelState.FORMING: Badge(State.WAIT, Say("组建中", "Forming")),
    PanelState.SITTING: Badge(State.GOING, Say("评审中", "Sitting"), half=True),
    PanelState.CLOSED: Badge(State.DONE, Say("评审结束", "Ended")),
}
NOT_FORMED = Badge(State.WAIT, Say("待组建", "To be formed"))


@dataclass
class Place:
    """The panel of a step of a round, as one person stands before it. What costs queries is asked once."""

    actor: Actor
    round_: Round
    step: Step
    on: date

    @cached_property
    def whole(self) -> Pack:
        """The pack the round is pinned to."""
        return pack_of(self.round_.version)

    @cached_property
    def permit(self) -> Permit | Denied:
        """Whether this person organises the review."""
        cite = cite_of(self.whole, self.step.citation())
        return may_organise(self.actor, self.round_.area_code, self.round_.key, cite)

    @cached_property
    def panel(self) -> Panel | None:
        """The panel, None before it is formed."""
        return panels.panel_for(self.round_.procedure, self.step.id, self.round_.key)

    @cached_property
    def situation(self) -> Situation:
        """What holds for the round today."""
        return queries.round_situation(self.round_, self.on)

    @cached_property
    def terms(self) -> Terms:
        """What was decided about the panel."""
        return terms_of(self.situation, self.step)

    @cached_property
    def waiting(self) -> list[Application]:
        """The applications that stand at the step."""
        return queries.waiting_at(self.round_, self.step.id)

    @property
    def late(self) -> list[Application]:
        """Those that came after the panel was formed."""
        known = set(self.panel.case_keys) if self.panel else set()
        return [one for one in self.waiting if str(one.case_id) not in known]

    @property
    def href(self) -> str:
        """The address of its page."""
        return links.panel(self.round_.key, self.step.id)


@dataclass(frozen=True, slots=True)
class DrawShown:
    """One draw on record."""

    row: Draw
    pool: str
    excluded: Sequence[tuple[str, str]]
    drawn: str

    @property
    def method(self) -> Say:
        """How the seed puts the pool in order, so that anybody can do it again; another method as it is on record."""
        if self.row.method != METHOD:
            return Say(self.row.method, self.row.method)
        return Say(
            f"把“种子:编号”逐人取 SHA-256，从小到大排，取前 {self.row.wanted} 人",
            f"SHA-256 of “seed:number” for each, from the lowest up, the first {self.row.wanted}",
        )


@dataclass(frozen=True, slots=True)
class SeatShown:
    """One seat: who sits, since which draw, how far they are."""

    row: Seat
    declared: int
    conflicts: int
    handed_in: int
    total: int
    only: str = ""

    @property
    def badge(self) -> Badge:
        """How far this expert is."""
        if self.row.state == SeatState.REPLACED:
            return Badge(State.NONE, Say("已更换", "Replaced"))
        if self.declared < self.total:
            return Badge(
                State.WAIT, Say(f"待声明 {self.total - self.declared} 件", f"{self.total - self.declared} to declare")
            )
        left = self.total - self.conflicts - self.handed_in
        if left:
            return Badge(State.GOING, Say(f"待评 {left} 件", f"{left} to review"), half=True)
        return Badge(State.DONE, Say("已评完", "Done"))


@dataclass(frozen=True, slots=True)
class CaseShown:
    """One case before the panel: how many have reviewed it, what it came to once the panel is closed."""

    key: str
    title: str
    number: str
    href: str
    sheets: int
    kept_away: int
    points: str
    mean: str
    said: Say
    chips: tuple[Chip | Dash, ...]
    recommended: int
    against: int
    short: int = 0


@dataclass(frozen=True, slots=True)
class CriterionShown:
    """One criterion with what each case got for it."""

    words: Say
    group: Say
    maximum: str
    points: tuple[str, ...]


def place_for(actor: Actor, round_key: str, step_id: str, on: date) -> Place:
    """The panel this person organises, or whose results they decide on. Raises Unknown for everybody else."""
    round_ = round_for(actor, round_key)
    step = step_for(round_, step_id, THING)
    place = Place(actor, round_, step, on)
    if step.kind is not StepKind.PANEL:
        raise Unknown(THING)
    if isinstance(place.permit, Permit):
        return place
    if (
        actor.duty == Duty.DECIDER
        and place.panel is not None
        and panels.visible_to(actor).filter(pk=place.panel.pk).exists()
    ):
        return place
    raise Unknown(THING)


def badge_of(place: Place) -> Badge:
    """Where the panel stands."""
    return STATES[place.panel.state] if place.panel else NOT_FORMED


def undecided(place: Place) -> list[MissingItem]:
    """What has to be decided before the panel can be formed, each leading to its point."""
    found = []
    for lack in place.terms.lacks:
        point = place.whole.open_points.get(lack.name) if lack.kind is LackKind.DECISION else None
        chips = chips_of(place.whole, point.citation()) if point else ()
        href = links.point(place.whole.id, lack.name) if point else ""
        act = Link(Say("去待定项", "To the point"), href) if href else None
        found.append(MissingItem(lack.say, act=act, open=True, chips=chips, key=f"decision:{lack.name}"))
    return found


def terms_rows(place: Place) -> list[Row]:
    """What was decided about the panel: as formed, else as decided by now."""
    panel, terms = place.panel, place.terms
    gives, sits = (panel.gives, panel.sits) if panel else (terms.gives, terms.sits)
    size, trim = (panel.size, panel.trim) if panel else (terms.size, terms.trim)
    actor = place.whole.actors.get(place.step.actor) if isinstance(place.step.actor, str) else None
    rule = actor.panel if actor else None
    rows = [
        Row(Say("专家人数", "Experts"), str(size), _decided(place, rule.size if rule else None)),
        Row(Say("评审方式", "How it sits"), _word(Sits, sits), _decided(place, rule.sits if rule else None)),
        Row(Say("给出", "Gives"), _word(Gives, gives), _decided(place, place.step.gives)),
    ]
    if gives == Gives.SCORES:
        trimmed = Say(
            f"各去掉 {trim} 个最高分和最低分" if trim else "不去高低分",
            f"{trim} highest and lowest left out" if trim else "none left out",
        )
        rows.append(Row(Say("合计办法", "How points come together"), trimmed, _decided(place, place.step.trims)))
    return rows


def _word(kind: type[Gives] | type[Sits], value: str) -> Say:
    return kind(value).say if value in kind.values else Say("—", "—")


def _decided(place: Place, value: object) -> tuple[Chip | Dash, ...]:
    point = getattr(value, "open", None)
    if not point:
        return ()
    found = place.situation.decisions.find(point, place.on, place.situation.where)
    return (dash_of(place.whole, point, found),)


def pool_shown(place: Place) -> tuple[list[Expert], list[tuple[Expert, Say]]]:
    """Who can be drawn today, and who is left out for which reason."""
    left_out = left_out_for(place.round_, place.waiting, place.on)
    everybody = list(panels.pool(place.round_.area_code, place.on))
    return (
        [expert for expert in everybody if expert.pk not in left_out],
        [(expert, left_out[expert.pk]) for expert in everybody if expert.pk in left_out],
    )


def draws_of(panel: Panel) -> list[DrawShown]:
    """The draws of a panel, the first one first. Whoever could be drawn stands with the number the draw went by."""
    rows = list(panel.draws.order_by("at", "id"))
    named = {key for row in rows for key in [*row.pool_json, *row.drawn_json, *map(int, row.excluded_json)]}
    names = {e.pk: e.person.name for e in Expert.objects.filter(pk__in=named).select_related("person")}
    return [
        DrawShown(
            row, "、".join(f"{names.get(key, '—')}（{key}）" for key in row.pool_json),
            [(names.get(int(key), key), why) for key, why in row.excluded_json.items()],
            "、".join(names.get(key, str(key)) for key in row.drawn_json),
        )
        for row in rows
    ]  # fmt: skip


def seats_of(panel: Panel) -> list[SeatShown]:
    """Every seat with how far its expert is; those replaced stay on the page."""
    found = panel.seats.select_related("expert__person", "expert__organisation").prefetch_related(
        "declarations", "sheets"
    )
    titles = {entry["key"]: entry["title"] for entry in panel.cases_json}
    return [
        SeatShown(
            seat, len(seat.declarations.all()), sum(d.has_conflict for d in seat.declarations.all()),
            sum(s.submitted_at is not None for s in seat.sheets.all()),
            len(seat.case_keys), titles.get(seat.for_case, ""),
        )
        for seat in found.order_by("place", "id")
    ]  # fmt: skip


def cases_of(place: Place, seats: Sequence[SeatShown]) -> list[CaseShown]:
    """The cases before the panel; what they came to only after it has closed."""
    panel = place.panel
    assert panel is not None
    closed = panel.state == PanelState.CLOSED
    results = panels.results(panel) if closed else {}
    scores = queries.points_of(place.round_, _after(place), place.on) if closed else {}
    sitting = [seat.row for seat in seats if seat.row.state == SeatState.SITTING]
    short = panels.short_of(panel)
    found = []
    for entry in panel.cases_json:
        key = entry["key"]
        result, score = results.get(key), scores.get(key)
        value = queries.amount(score)
        said = result.plain_mean_said if result and result.plain_mean_said else _trimmed(panel, closed)
        found.append(CaseShown(
            key, entry["title"], entry.get("number", ""), links.matter(entry["number"]) if entry.get("number") else "",
            sum(any(s.case_key == key and s.submitted_at for s in seat.sheets.all()) for seat in sitting),
            sum(any(d.case_key == key and d.has_conflict for d in seat.declarations.all()) for seat in sitting),
            figure(value, POINTS), figure(result.total if result else None, POINTS), said,
            _score_chips(place, score), result.recommended if result else 0, result.not_recommended if result else 0,
            short.get(key, 0),
        ))  # fmt: skip
    return found


def _trimmed(panel: Panel, closed: bool) -> Say:
    if not closed or panel.gives != Gives.SCORES or not panel.trim:
        return Say("")
    return Say(
        f"去掉 {panel.trim} 个最高分和 {panel.trim} 个最低分后平均", f"mean without {panel.trim} highest and lowest"
    )


def _score_chips(place: Place, score: Verdict | None) -> tuple[Chip | Dash, ...]:
    return chips_of_verdict(place.whole, score) if score is not None else ()


def _after(place: Place) -> str:
    steps = place.whole.procedures[place.round_.procedure].steps
    following = steps[place.whole.procedures[place.round_.procedure].place(place.step.id) + 1 :]
    return following[0].id if following else place.step.id


def criteria_shown(place: Place) -> list[CriterionShown]:
    """What each case got for each criterion, once the panel has closed and gave points."""
    panel = place.panel
    if panel is None or panel.state != PanelState.CLOSED or panel.gives != Gives.SCORES:
        return []
    results = panels.results(panel)
    return [
        CriterionShown(
            Say(one.zh, one.en), one.group, figure(one.maximum),
            tuple(figure(results[key].per_criterion.get(one.id), POINTS) for key in panel.case_keys),
        )
        for one in criteria_of(panel.criteria_json)
    ]  # fmt: skip


def onward(place: Place) -> tuple[str, Say]:
    """The answer that passes the results on, and its words; "" where the step has none."""
    procedure = place.whole.procedures[place.round_.procedure]
    for key, answer in place.step.then.items():
        if procedure.does(place.step, answer) is AnswerDoes.FORWARD:
            return key, Say(*words_of_answer(key, answer))
    return "", Say("")
