"""Who applies is a kind of the pack: a county, a park without a code, an enterprise; each over the web, with its own form."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from jidi.accounts.acting import Actor
from jidi.accounts.enums import Duty, OrgKind, Tier
from jidi.accounts.models import Appointment, Person
from jidi.accounts.queries import actor_for
from jidi.accounts.services.organisations import create_organisation
from jidi.accounts.services.people import activate_person, create_person
from jidi.accounts.services.posts import appoint, create_post
from jidi.applications.models import Application, Round
from jidi.cases.invariants import all_checks
from jidi.cases.models import Case
from jidi.common.keys import new_key
from jidi.demo.walk.filling import Wishes, fill
from jidi.filings.queries import filings_of
from tests.cast import SINCE, Cast
from tests.jidi.applications.play import AT, TODAY, Play, version_in_force
from tests.jidi.applications.variants import by_kinds
from tests.jidi.web.conftest import Enter

ROUND = "/applications/rounds/designation-2026/"


def a_round(cast: Cast, folder: Path, *, itself: bool) -> tuple[Play, Round]:
    play = Play(cast, version_in_force(by_kinds(folder, itself=itself)))
    return play, play.announced()


def a_park(cast: Cast) -> Actor:
    """Somebody of a park that lies in two counties of the city and has no code of its own."""
    park = create_organisation(
        actor=cast.system_admin, kind=OrgKind.PARK, organ="", tier=Tier.NONE, area_code="", name="大连沿海产业园管委会",
        name_en="Coastal Park", valid_from=SINCE, at=AT, park_key="DL-P1", park_areas=["210283", "210281"],
    )  # fmt: skip
    post = create_post(
        actor=cast.system_admin, organisation=park, name="招商办经办", duty=Duty.BASE_CLERK, valid_from=SINCE, at=AT
    )
    person = create_person(
        actor=cast.system_admin, login_name="park-clerk", name="林园", home=park, phone="13900001234", at=AT
    ).person
    activate_person(actor=cast.security_admin, person=person, at=AT)
    appoint(actor=cast.security_admin, person=person, post=post, from_on=SINCE, at=AT)
    Person.objects.filter(pk=person.pk).update(must_change_password=False)
    found = actor_for(
        Person.objects.get(pk=person.pk), Appointment.objects.get(person=person).post_id, date(2026, 9, 21)
    )
    assert found is not None
    return found


def register(client: Client, **changed: Any) -> Any:
    values = {"once": new_key(), "name": "海参加工", "products": "海参", **changed}
    return client.post(f"{ROUND}register/", values)


def forms_of(application: Application) -> list[str]:
    key = str(application.pk)
    return [filing.form_id for filing in filings_of("application", [key])[key]]


def handed_in(client: Client, application: Application, form: str) -> None:
    """Fill the one form over the web and hand it in."""
    page = f"/applications/{application.case.case_no}/"
    opened = client.get(f"{page}forms/{form}/")
    assert opened.status_code == 200
    soup = BeautifulSoup(opened.text, "html.parser")
    written = next(f for f in soup.find_all("form") if str(f.get("action", "")).endswith("/save/"))
    saved = client.post(f"{page}forms/{form}/save/", dict(fill(soup, written, Wishes(TODAY)).data))
    assert saved.status_code == 302
    sent = client.post(f"{page}answer/", {"once": new_key(), "answer": "submit"})
    assert sent.status_code == 302, [
        p.get_text() for p in BeautifulSoup(sent.text, "html.parser").select("[role=alert] li")
    ]
    assert Case.objects.get(pk=application.case_id).step == "city-forward"


def test_an_enterprise_applies_for_itself_with_the_form_of_enterprises(
    cast: Cast, tmp_path: Path, enter: Enter
) -> None:
    a_round(cast, tmp_path, itself=True)
    client = enter(cast.enterprise_clerk)
    page = client.get(ROUND).text
    assert "以「庄河海洋食品有限公司」的名义登记并申报" in page
    assert 'value="company"' in page
    assert 'value="park"' not in page
    sent = {"once": new_key()}
    assert register(client, **sent).status_code == 302
    assert register(client, **sent).status_code == 302
    application = Application.objects.get()
    assert (application.case.kind, forms_of(application)) == ("company", ["company-form"])
    assert application.organisation == cast.organisations["enterprise"]
    assert application.base.hosts.get().organisation == cast.organisations["enterprise"]
    assert "申报主体：企业" in client.get(f"/applications/{application.case.case_no}/").text
    handed_in(client, application, "company-form")
    assert [str(found) for found in all_checks()] == []


def test_a_park_without_a_code_applies_for_itself(cast: Cast, tmp_path: Path, enter: Enter) -> None:
    a_round(cast, tmp_path, itself=True)
    client = enter(a_park(cast))
    assert register(client, kind="park").status_code == 302
    application = Application.objects.get()
    assert (application.case.kind, forms_of(application)) == ("park", ["park-form"])
    assert application.base.area_id == "210200"
    handed_in(client, application, "park-form")
    assert enter(cast.city_officer).get(f"/applications/{application.case.case_no}/").status_code == 200


@pytest.mark.parametrize(
    ("kind", "host", "form"), [("county", "division", "county-form"), ("park", "park", "park-form")]
)
def test_the_county_applies_for_each_kind_with_its_form(
    cast: Cast, tmp_path: Path, enter: Enter, kind: str, host: str, form: str
) -> None:
    a_round(cast, tmp_path, itself=False)
    client = enter(cast.county_officer)
    assert all(f'value="{one}"' in client.get(ROUND).text for one in ("county", "park", "company"))
    assert register(client, kind=kind, area="210283", host_kind=host, host_words="沿海园区").status_code == 302
    application = Application.objects.get()
    assert (application.case.kind, forms_of(application)) == (kind, [form])


def test_what_is_not_of_the_kind_is_refused_by_its_article_and_nothing_is_kept(
    cast: Cast, tmp_path: Path, enter: Enter
) -> None:
    a_round(cast, tmp_path, itself=False)
    client = enter(cast.county_officer)
    refused = register(client, kind="company", area="210283", host_kind="division")
    assert refused.status_code == 409
    assert "不是「企业」这一类" in refused.text
    assert "第二条" in refused.text
    assert "海参加工" in refused.text
    none = register(client, kind="", area="210283", host_kind="enterprise")
    assert none.status_code == 302
    assert Application.objects.get().case.kind == "company"


def test_nobody_else_applies_for_them(cast: Cast, tmp_path: Path, enter: Enter) -> None:
    a_round(cast, tmp_path, itself=True)
    for who in ("county_officer", "base_clerk", "chamber_clerk", "city_officer"):
        assert "登记并申报" not in enter(cast.actors[who]).get(ROUND).text
        assert register(enter(cast.actors[who]), kind="company", area="210283", host_kind="enterprise").status_code in {
            403,
            404,
            409,
        }
    assert not Application.objects.exists()


def test_where_an_office_applies_the_enterprise_is_told_so(cast: Cast, tmp_path: Path, enter: Enter) -> None:
    a_round(cast, tmp_path, itself=False)
    client = enter(cast.enterprise_clerk)
    assert "登记并申报" not in client.get(ROUND).text
    assert register(client, kind="company").status_code == 404
