"""The demo province: what its story promises is there, all of it by the services, and the trail holds."""

from __future__ import annotations

from tests.jidi.demo.conftest import Site

COUNTS = """
from collections import Counter
from jidi.accounts.models import Division, Organisation, Post
from jidi.bases.models import Base, TitleHolding
from jidi.bases.queries.bases import stock
from jidi.cases.models import Case
from jidi.common.clock import clock
from jidi.panels.models import Expert
from jidi.policies.models import PackVersion
from jidi.policies.queries import pack
whole = pack(PackVersion.objects.get())
titles = Counter(TitleHolding.objects.filter(scheme=whole.header.scheme, held_until__isnull=True).values_list("title", flat=True))
"""


def test_every_city_and_county_has_its_authority(province: Site) -> None:
    code = (
        COUNTS
        + """
offices = Organisation.objects.filter(kind="authority")
area = whole.header.area
places = Division.objects.filter(code__startswith=area[:2], is_virtual=False, is_zone=False, valid_to__isnull=True)
answer = {tier: [places.filter(tier=tier).count(), offices.filter(tier=tier).count()] for tier in ("city", "county")}
"""
    )
    answer = province.ask(code)
    assert answer["city"] == [14, 14]
    assert answer["county"][0] == answer["county"][1]


def test_there_is_somebody_for_every_duty(province: Site) -> None:
    answer = province.ask(
        COUNTS
        + "from jidi.accounts.enums import Duty\nheld = set(Post.objects.values_list('duty', flat=True))\n"
        + "answer = sorted(set(Duty.values) - held)"
    )
    assert answer == []


def test_at_least_eight_experts_can_be_drawn(province: Site) -> None:
    assert province.ask(COUNTS + "answer = Expert.objects.filter(left_on__isnull=True).count()") >= 8


def test_the_stock_is_what_the_document_counts(province: Site) -> None:
    code = (
        COUNTS
        + """
first = PackVersion.objects.get().in_force_from
held = stock(whole.header.area, whole.header.scheme, first)
answer = [[line.count, held[line.title]] for line in whole.header.stock]
"""
    )
    assert province.ask(code) == [[24, 24], [16, 16]]


def test_one_more_was_designated_since(province: Site) -> None:
    assert province.ask(COUNTS + "answer = dict(titles)") == {"national": 24, "provincial": 17}


def test_there_is_a_case_in_each_phase(province: Site) -> None:
    code = COUNTS + "answer = sorted({case.step for case in Case.objects.filter(ended_at__isnull=True)})"
    phases = province.ask(code)
    assert {"prepare", "city-forward", "receive", "expert-review", "decision", "select"} <= set(phases)


def test_one_was_returned_one_barred_one_designated(province: Site) -> None:
    code = """
from jidi.cases.models import Case, ReturnPoint, StoredVerdict
answer = {
    "returned": ReturnPoint.objects.filter(state="open").values("case").distinct().count(),
    "barred": StoredVerdict.objects.filter(effect="stops", question__startswith="veto").values("move__case").distinct().count(),
    "designated": Case.objects.filter(end="designated").count(),
}
"""
    assert province.ask(code) == {"returned": 1, "barred": 1, "designated": 1}


def test_invented_names_say_so(province: Site) -> None:
    code = """
from jidi.accounts.models import Organisation, Post
from jidi.applications.models import Round
from jidi.bases.models import Base
from jidi.policies.models import PointDecision
invented = Organisation.objects.filter(kind__in=["institution", "chamber", "enterprise"])
answer = [
    Base.objects.exclude(name__endswith="（演示）").count(), Base.objects.filter(is_demo=False).count(),
    invented.exclude(name__endswith="（演示）").count(), Round.objects.filter(is_demo=False).count(),
    Round.objects.exclude(zh__contains="演示").count(), PointDecision.objects.filter(is_demo=False).count(),
    Post.objects.exclude(name__endswith="（演示）").exclude(organisation__organ="site").count(),
]
"""
    assert province.ask(code) == [0] * 7


def test_the_trail_holds(province: Site) -> None:
    done = province.jidi("audit", "verify")
    assert done.returncode == 0, done.stdout


def test_nothing_in_the_database_differs_from_what_made_it(province: Site) -> None:
    code = """
from jidi.cases import invariants
answer = [str(found) for found in invariants.all_checks()]
"""
    assert province.ask(code) == []


def test_the_demo_clock_stands_where_the_story_is(province: Site) -> None:
    code = "from jidi.common.clock import clock\nfrom jidi.demo.story import tell\n"
    answer = province.ask(code + "answer = [clock.today(), tell('liaoning-2022').today.date()]")
    assert answer[0] == answer[1]


def test_building_it_again_adds_nothing(province: Site) -> None:
    counting = "from jidi.audit.models import Entry\nanswer = Entry.objects.count()"
    before = province.ask(counting)
    done = province.jidi("demo", "--data", str(province.data), "--no-serve")
    assert done.returncode == 0
    assert province.ask(counting) == before


def test_each_step_says_what_it_did_and_how_long_it_took(province: Site) -> None:
    steps = [line for line in province.told.splitlines() if line.startswith("▸")]
    assert len(steps) == 6
    assert all(line.endswith(" s）") for line in steps)


def test_a_demo_whose_building_broke_off_is_not_served(province: Site) -> None:
    code = """
from jidi.common.clock import clock
from jidi.common.models import ClockOffset
from jidi.common.say import Refused
from jidi.demo.build import build
from django.db import transaction
answer = ""
with transaction.atomic():
    ClockOffset.objects.all().delete()
    try:
        build("liaoning-2022")
    except Refused as refused:
        answer = refused.why.zh
    transaction.set_rollback(True)
"""
    assert "没有建完" in province.ask(code)


def test_a_click_is_a_real_log_in(province: Site) -> None:
    code = """
from django.test import Client
from jidi.accounts.models import Person
from jidi.audit.models import Entry
browser = Client(SERVER_NAME="127.0.0.1")
listed = browser.get("/demo/enter/").content.decode()
person = Person.objects.get(login_name="commerce-210881-1")
went = browser.post("/demo/enter/", {"person": person.pk})
entry = Entry.objects.order_by("-seq").first()
answer = [person.name in listed, went.status_code, browser.get("/feedback/").status_code, entry.action, entry.who_name == person.name]
"""
    assert province.ask(code) == [True, 302, 200, "person.log-in", True]


def test_somebody_who_is_not_there_is_not_found(province: Site) -> None:
    code = """
from django.test import Client
browser = Client(SERVER_NAME="127.0.0.1")
answer = [browser.post("/demo/enter/", {"person": person}).status_code for person in ("", "x", "999999")]
"""
    assert province.ask(code) == [404, 404, 404]


def test_the_clock_moves_forward_and_never_back(province: Site) -> None:
    code = """
from django.test import Client
from jidi.common.clock import clock
from jidi.demo.story import tell
browser = Client(SERVER_NAME="127.0.0.1")
before = clock.now()
moved = [browser.post("/demo/clock/", {"days": "1"}).status_code]
one = (clock.today() - before.date()).days
moved.append(browser.post("/demo/clock/", {"to": "2026-11-02"}).status_code)
there = clock.today()
moved += [browser.post("/demo/clock/", said).status_code for said in ({"to": "2026-10-01"}, {"to": "soon"}, {"days": "0"}, {})]
clock.move_to(before)
answer = [moved, one, there]
"""
    moved, one, there = province.ask(code)
    assert moved == [302, 302, 422, 422, 422, 422]
    assert one == 1
    assert there == "2026-11-02"


def test_the_door_names_whoever_has_most_to_do_at_each_level(province: Site) -> None:
    code = """
from jidi.common.clock import clock
from jidi.demo.queries import begin_with, everybody, level_of
answer = [[level_of(one.held), one.count, one.what.zh] for one in begin_with(everybody(clock.today()))]
"""
    answer = province.ask(code)
    assert [level for level, *_ in answer][:3] == ["province", "city", "county"]
    assert all(count > 0 and what for _, count, what in answer)
    experts = [what for level, _, what in answer if level == "expert"]
    assert [what.partition("：")[0] for what in experts] == ["先声明利害关系"]


def test_reporting_is_alive_when_it_opens(province: Site) -> None:
    code = """
from jidi.common.clock import clock
from jidi.returns.enums import ActKind
from jidi.returns.models import Act, Article, Duty, Elsewhere
from jidi.returns.queries.statuses import standing
on = clock.today()
quarterly = Duty.objects.filter(rule="quarterly-figures", opens_on__lte=on)
stands = {str(standing(duty, on).status): duty.pk for duty in quarterly.select_related("version")}
missed = [duty.pk for duty in quarterly if standing(duty, on).status == "missed"]
answer = [
    sorted(stands), Act.objects.filter(duty__in=missed, kind=ActKind.REMINDED).exists(),
    Article.objects.exclude(urgent_why="").exists(), Elsewhere.objects.exists(),
]
"""
    stands, reminded, urgent, elsewhere = province.ask(code)
    assert {"due", "missed", "returned", "accepted"} <= set(stands)
    assert [reminded, urgent, elsewhere] == [True, True, True]
