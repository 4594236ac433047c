"""The smallest site on which a pack's procedure can be walked: offices and people the pack itself asks for, one applicant,
a pool of experts, one announced round; and outsiders, to be kept out. Derived from the pack: no place, organ or step is
named here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

from jidi.accounts.acting import Actor, require
from jidi.accounts.codes import NATION
from jidi.accounts.enums import Duty, OrgKind, Tier
from jidi.accounts.models import Division, Person
from jidi.accounts.queries import cities_of, counties_of
from jidi.accounts.services.divisions import load_divisions
from jidi.applications.models import Round
from jidi.applications.services import announce_round
from jidi.audit.services import operation
from jidi.bases.enums import Exactness, HostKind, LinkRole
from jidi.bases.models import Base
from jidi.bases.permissions import may_keep_base, may_write_title
from jidi.bases.services.bases import open_base
from jidi.bases.services.links import link_organisation
from jidi.bases.services.titles import grant_title
from jidi.bases.values import Basis, Holder, HostAt, ProductNamed, TitleNamed, When
from jidi.calendars.services import seed
from jidi.cli import migrate
from jidi.common.clock import BEIJING, clock, day_of
from jidi.common.keys import new_key
from jidi.common.say import Refused, Say
from jidi.demo import policy
from jidi.demo.beside import beside_the_walk
from jidi.demo.people import Builder, Cast
from jidi.demo.story import MARK, OfficeKind, OrganisationTold, PostTold, Story, names, tell
from jidi.panels.services import enter_pool
from jidi.policies.models import PackVersion
from jidi.policies.queries import pack
from jidi.policies.services import DecisionLine
from policycore.actors import Actor as PackActor
from policycore.actors import ActorKind
from policycore.open_points import Scope
from policycore.pack import Pack, load_pack
from policycore.procedures import Procedure

SURNAMES = "甲乙丙丁戊己庚辛壬癸"
GIVEN = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
DUTY_AT = {
    Tier.PROVINCE: Duty.PROVINCE_OFFICER,
    Tier.CITY: Duty.CITY_OFFICER,
    Tier.COUNTY: Duty.COUNTY_OFFICER,
    Tier.NATION: Duty.OTHER_DEPARTMENT,
}
LOWEST = (Tier.NATION, Tier.PROVINCE, Tier.CITY, Tier.COUNTY)
HELD = timedelta(days=3 * 366)
"""For how long a title on record has been held when the walk begins: longer than any period that is reported on."""
EXPERTS = 5
"""How many experts the pool has where the decisions do not say how many sit."""


@dataclass(slots=True)
class Site:
    """What was built: the pack in force, its people, the base, and who has no business there.

    With a procedure by which one applies there is a round for it, and the base holds nothing yet; without one the base
    holds a title on record, so that it is owed about.
    """

    version: PackVersion
    base: Base
    cast: Cast
    procedure: Procedure | None = None
    round: Round | None = None
    outsiders: dict[str, Actor] = field(default_factory=dict)

    @property
    def pack(self) -> Pack:
        """The pack that is walked."""
        return pack(self.version)


@dataclass(frozen=True, slots=True)
class Places:
    """Where the walk plays, and where the outsiders sit."""

    area: str
    city: str
    county: str
    other_city: str
    elsewhere: str

    def at(self, tier: Tier) -> str:
        """The code of a level on the applicant's own line."""
        return {Tier.NATION: NATION, Tier.CITY: self.city, Tier.COUNTY: self.county}.get(tier, self.city[:2] + "0000")


def places_for(area: str) -> Places:
    """Choose a county with its city inside the area of a pack, another city of it, and another province.

    Raises Refused for an area the division table does not have, or that has no county.
    """
    province = (
        area[:2] + "0000" if area != NATION else Division.objects.filter(tier=Tier.PROVINCE).order_by("code")[0].code
    )
    every = [city.code for city in cities_of(province).order_by("code")]
    own = [code for code in every if area.endswith("0000") or code == area[:4] + "00"]
    city = next((code for code in own if counties_of(code).exists()), None)
    if city is None:
        raise Refused(
            Say("演示没有建成。", "The demo was not built."),
            Say(
                f"政策包的地区 {area} 不在区划表里，或下面没有县。",
                f"The area of the pack, {area}, is not in the division table, or has no county.",
            ),
            Say("请在 pack.yaml 里写有市、县的地区。", "Write an area with cities and counties in pack.yaml."),
        )
    inside = counties_of(city).order_by("-code")
    county = area if not area.endswith("00") else inside[0].code
    other = next((code for code in every if code != city), "")
    elsewhere = Division.objects.filter(tier=Tier.PROVINCE).exclude(pk=province).order_by("code")[0].code
    return Places(area, city, county, other, elsewhere)


def procedure_to_walk(whole: Pack) -> Procedure | None:
    """The procedure by which one applies and that starts in a round; None for a pack that only has reports to walk.

    Raises Refused when it has neither.
    """
    for procedure in whole.procedures.values():
        if procedure.right == "apply" and procedure.starts.in_ == "round":
            return procedure
    if whole.obligations:
        return None
    raise Refused(
        Say("没有可走的程序。", "There is nothing to walk."),
        Say(
            "这个政策包没有按轮次组织的申报程序，也没有报送义务。",
            "The pack has no procedure of right apply that starts in a round, and nobody owes a report.",
        ),
        Say("请换一个政策包。", "Name another pack."),
    )


def build(folder: Path, lines: Sequence[DecisionLine]) -> Site:
    """Build the small site in the data directory of this process and set its clock to the day after the last decision."""
    with redirect_stdout(StringIO()):
        migrate.main([])
    decided = [line.decided_on for line in lines if line.decided_on]
    today = max(decided) + timedelta(days=1) if decided else clock.today()
    since = min([*decided, today]) - timedelta(days=30)
    began = datetime.combine(since, time(8), tzinfo=BEIJING)
    load_divisions(at=began)
    seed(at=began)
    whole = load_pack(folder)
    places = places_for(whole.header.area)
    story = offices_of(whole, places, since, today, lines)
    cast = Builder(story, began, over=NATION).build()
    with beside_the_walk(folder, whole, procedure_to_walk(whole)):
        version = policy.bring_into_force(folder, lines, began + timedelta(hours=1))
    policy.record(version, lines, began + timedelta(hours=1))
    at = datetime.combine(today, time(9), tzinfo=BEIJING)
    clock.move_to(at + timedelta(minutes=30))
    procedure = procedure_to_walk(whole)
    with operation(at=at):
        base = _base(whole, places, cast, since, at)
        if procedure is None:
            _title(whole, places, cast, base, since, at)
        _pool(whole, cast, at)
    round_ = _announce(version, procedure, lines, at) if procedure else None
    named = {"外市": "outside-city", "外省": "outside-province"}
    outsiders = {words: cast.named(key) for words, key in named.items() if key in cast.by_key}
    return Site(version, base, cast, procedure, round_, outsiders)


def offices_of(whole: Pack, places: Places, since: date, today: date, lines: Sequence[DecisionLine]) -> Story:
    """A story with nothing but the offices a pack speaks of, on the applicant's line, and the outsiders' offices."""
    main, meeting = _main_organ(whole), _offices_of_meetings(whole)
    kinds: list[OfficeKind] = []
    known = _known_offices(whole.id)
    for organ, tier, words in _offices(whole, lines):
        pattern, name = known.get((organ, tier), (f"{{area}}·{words}{MARK}", "经办"))
        posts = [PostTold(name=name, duty=_duty(organ == main, tier), key=f"{organ}-{tier}")]
        if (organ, tier) in meeting:
            posts.append(PostTold(name="会议秘书", duty=Duty.DECIDER))
        kinds.append(_office(organ, tier, pattern, posts, places.at(tier), organ == main))
    if places.other_city:
        posts = [PostTold(name="外市经办", duty=Duty.CITY_OFFICER, key="outside-city")]
        pattern = known.get((main, Tier.CITY), (f"{{area}}·{main}{MARK}", ""))[0]
        kinds.append(_office(main, Tier.CITY, pattern, posts, places.other_city, authority=True))
    posts = [PostTold(name="外省经办", duty=Duty.PROVINCE_OFFICER, key="outside-province")]
    pattern = known.get((main, Tier.PROVINCE), (f"{{area}}·{main}{MARK}", ""))[0]
    kinds.append(_office(main, Tier.PROVINCE, pattern, posts, places.elsewhere, authority=True))
    clerk = PostTold(name="基地经办", duty=Duty.BASE_CLERK, key="base-clerk")
    own = OrganisationTold(
        key="base", kind=OrgKind.INSTITUTION, area=places.county, name="演示基地服务中心", posts=(clerk,)
    )
    # Nobody is drawn who works in the applicant's city, so the experts' employer sits elsewhere.
    wanted = _panel_size(whole, lines) + 2
    experts = tuple(PostTold(name=f"评审专家{n}", duty=Duty.EXPERT, key=f"expert-{n}") for n in range(1, wanted + 1))
    area = places.other_city or places.elsewhere
    employer = OrganisationTold(key="experts", kind=OrgKind.INSTITUTION, area=area, name="演示研究院", posts=experts)
    return Story(
        zh=whole.header.zh,
        area=places.at(Tier.PROVINCE),
        today=datetime.combine(today, time(9, 30), tzinfo=BEIJING),
        since=since,
        surnames=SURNAMES,
        given=GIVEN,
        offices=tuple(kinds),
        organisations=(own, employer),
    )


def _office(organ: str, tier: Tier, name: str, posts: list[PostTold], area: str, authority: bool) -> OfficeKind:
    kind = OrgKind.MINISTRY if tier is Tier.NATION else OrgKind.AUTHORITY if authority else OrgKind.DEPARTMENT
    return OfficeKind(organ=organ, kind=kind, names={tier: name}, at={tier: (area,)}, posts={tier: tuple(posts)})


def _known_offices(pack_id: str) -> dict[tuple[str, Tier], tuple[str, str]]:
    """What offices and their first posts are called where the pack has a story; the walk then uses the same words."""
    if pack_id not in names():
        return {}
    offices = tell(pack_id).offices
    return {
        (kind.organ, tier): (pattern, next((post.name for post in kind.posts.get(tier, ())), "经办"))
        for kind in offices
        for tier, pattern in kind.names.items()
    }


def _offices(whole: Pack, lines: Sequence[DecisionLine]) -> Iterator[tuple[str, Tier, str]]:
    """Every office the pack's actors are, once: organ, level, what it is called; then those a decision on a set lists."""
    seen: set[tuple[str, Tier]] = set()
    for actor in whole.actors.values():
        for organ in actor.organs():
            assert actor.level is not None
            found = (organ, Tier(actor.level.value))
            if found not in seen:
                seen.add(found)
                several = len(actor.organs()) > 1
                yield *found, f"{actor.say.zh}·{organ}" if several else actor.say.zh
    for actor in whole.actors.values():
        keeper = whole.actors.get(actor.kept_by or "")
        if actor.kind is not ActorKind.THIRD_PARTY or keeper is None or keeper.level is None:
            continue
        for organ in _members(whole, actor, lines):
            found = (organ, Tier(keeper.level.value))
            if found not in seen:
                seen.add(found)
                yield *found, organ


def _members(whole: Pack, actor: PackActor, lines: Sequence[DecisionLine]) -> list[str]:
    """The organs behind a third party, as its set says or a decision on it."""
    named = whole.sets.get(actor.set or "")
    if named is None:
        return []
    if not named.open:
        return list(named.members)
    return [str(v) for line in lines if line.point == named.open and isinstance(line.value, list) for v in line.value]


def _main_organ(whole: Pack) -> str:
    """The organ that leads: the issuer's, or the leading one of several."""
    issuer = whole.actors[whole.header.issuer]
    return (issuer.organs() or next(a.organs() for a in whole.actors.values() if a.organs()))[0]


def _offices_of_meetings(whole: Pack) -> set[tuple[str, Tier]]:
    """The offices that keep the records of meetings: each has somebody who prepares its decisions."""
    keepers = [whole.actors[a.kept_by] for a in whole.actors.values() if a.kind is ActorKind.MEETING and a.kept_by]
    return {(organ, Tier(keeper.level.value)) for keeper in keepers if keeper.level for organ in keeper.organs()}


def _duty(main: bool, tier: Tier) -> Duty:
    return DUTY_AT[tier] if main else Duty.OTHER_DEPARTMENT


def _panel_size(whole: Pack, lines: Sequence[DecisionLine]) -> int:
    sizes = [EXPERTS]
    for actor in whole.actors.values():
        size: Any = actor.panel.size if actor.panel else None
        if size is None:
            continue
        decided = [line.value for line in lines if size.open and line.point == size.open]
        sizes += [int(value) for value in [*decided, size.value] if isinstance(value, int)]
    return max(sizes)


def _base(whole: Pack, places: Places, cast: Cast, since: date, at: datetime) -> Base:
    area = Division.objects.get(pk=places.county)
    keeper = _keeper(whole, cast, places)
    base = open_base(
        permit=require(may_keep_base(keeper, "base.open", area_code=area.code, key=area.code)),
        scheme=whole.header.scheme,
        name=f"{area.name}演示产品基地{MARK}",
        host=HostAt(HostKind.DIVISION, area),
        products=(ProductNamed("演示产品"),),
        from_on=since,
        source="演示数据",
        is_demo=True,
        at=at,
    )
    link_organisation(
        permit=require(may_keep_base(keeper, "base.change", area_code=area.code, key=str(base.pk))),
        base=base,
        organisation=cast.organisations["base"],
        role=LinkRole.INSTITUTION,
        from_on=since,
        source="演示数据",
        at=at,
    )
    return base


def _title(whole: Pack, places: Places, cast: Cast, base: Base, since: date, at: datetime) -> None:
    """Write a title of the pack as found on record, the lowest there is: held long enough to be reported on at once."""
    name, rule = max(whole.header.titles.items(), key=lambda item: LOWEST.index(Tier(item[1].level or Tier.NATION)))
    holder = Holder.base(base)
    permit = may_write_title(
        _keeper(whole, cast, places),
        "title.grant",
        holder_kind=holder.kind,
        holder_key=holder.key,
        area_code=base.area_id,
    )
    grant_title(
        permit=require(permit),
        holder=holder,
        title=TitleNamed(whole.header.scheme, name, Tier(rule.level), rule.zh),
        when=When(since - HELD, Exactness.DAY),
        basis=Basis(source="演示数据"),
        at=at,
    )


def _keeper(whole: Pack, cast: Cast, places: Places) -> Actor:
    """Whoever of the leading organ may keep the register of the place: the highest level there is."""
    main = _main_organ(whole)
    for tier in (Tier.PROVINCE, Tier.CITY, Tier.COUNTY):
        try:
            return cast.officer(main, tier, places.at(tier), DUTY_AT[tier])
        except KeyError:
            continue
    raise Refused(
        Say("演示没有建成。", "The demo was not built."),
        Say("政策包里没有省、市、县任何一级主管部门。", "The pack has no authority at any level."),
        Say("请在 actors.yaml 里补上。", "Add one to actors.yaml."),
    )


def _pool(whole: Pack, cast: Cast, at: datetime) -> None:
    experts = [actor for key, actor in cast.by_key.items() if key.startswith("expert-")]
    if not any(actor.kind is ActorKind.PANEL for actor in whole.actors.values()):
        return
    keeper = next(
        a for a in cast.by_key.values() if a.duty is Duty.PROVINCE_OFFICER and a.area_code[:2] == whole.header.area[:2]
    )
    for expert in experts:
        enter_pool(
            actor=keeper,
            person=Person.objects.get(pk=expert.person_id),
            organisation=cast.organisations["experts"],
            area_code=keeper.area_code,
            fields="演示",
            on=day_of(at),
            at=at,
        )


def _announce(version: PackVersion, procedure: Procedure, lines: Sequence[DecisionLine], at: datetime) -> Round:
    """Announce the round the decisions speak of; its key is their target, its year what they decided."""
    whole = pack(version)
    year = procedure.starts.year.open if procedure.starts.year else None
    of_year = [line for line in lines if year and line.point == year]
    keys = [line.target for line in (of_year or lines) if line.scope is Scope.ROUND]
    here = day_of(at).year  # else the year at hand, or the nearest the document allows
    here = whole.open_points[year].nearest(here) if year else here
    decided = next((line.value for line in of_year if isinstance(line.value, int)), here)
    return announce_round(
        actor=policy.who_is(whole, whole.header.issuer, whole.header.area, day_of(at)),
        version=version,
        procedure=procedure.id,
        key=keys[0] if keys else "round",
        area_code=whole.header.area,
        year=decided,
        title=Say(f"{decided} 年{procedure.say.zh}{MARK}", f"{procedure.say.en} {decided} (demo)"),
        act=f"关于组织开展{decided}年{procedure.say.zh}的通知{MARK}",
        act_number=f"演示〔{decided}〕1号",
        opens_on=day_of(at),
        closes_on=None,
        at=at,
        once_key=new_key(),
        is_demo=True,
    )
