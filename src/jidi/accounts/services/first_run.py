"""The first run of a site: three administrators, three people, one-time passwords. There is no default account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from jidi.accounts.codes import NATION
from jidi.accounts.enums import Duty, OrgKind
from jidi.accounts.models import Appointment, Division, Organisation, Person, Post
from jidi.accounts.permissions import SEPARATION
from jidi.accounts.services.people import NewAccount, new_account
from jidi.audit.services import operation, record
from jidi.audit.who import SYSTEM
from jidi.common.clock import day_of
from jidi.common.say import Refused, Say
from jidi.common.texts import comparable

SITE = Say("系统运行管理", "Running of the system")
ADMINISTRATORS = {
    Duty.SYSTEM_ADMIN: "system-admin",
    Duty.SECURITY_ADMIN: "security-admin",
    Duty.AUDIT_ADMIN: "audit-admin",
}


@dataclass(frozen=True, slots=True)
class Administrators:
    """The three accounts of the first run; their passwords are shown once and stored nowhere."""

    system: NewAccount
    security: NewAccount
    audit: NewAccount


def create_administrators(
    *, at: datetime, area_code: str = NATION, site: Say = SITE, encoded: str = ""
) -> Administrators:
    """Create the site's administration and its three administrators (三员分立), each with a one-time password.

    ``area_code`` is the area they look after: the nation for a site of several provinces. The divisions must be loaded.
    ``encoded`` is the demo's one password (see ``new_account``). Raises Refused once there is any account, or for an
    area that is none.
    """
    with operation(at=at):
        if Person.objects.exists():
            raise Refused(
                Say("没有建立管理员。", "No administrators were created."),
                Say("本站已有账户。", "This site already has accounts."),
                Say("请由现有管理员登录办理。", "Let the administrators there are log in."),
                cite=SEPARATION,
                code="not-first",
            )
        if not Division.objects.filter(pk=area_code).exists():
            raise Refused(
                Say("没有建立管理员。", "No administrators were created."),
                Say(f"没有代码为“{area_code}”的行政区划。", f"There is no division with the code {area_code!r}."),
                Say("请先装入行政区划，或改用表中的代码。", "Load the divisions first, or use a code of the table."),
                code="area-unknown",
            )
        home = Organisation.objects.create(
            kind=OrgKind.OTHER,
            organ="site",
            name=site.zh,
            name_en=site.en,
            area_id=area_code,
            name_key=f"{comparable(site.zh)}@{area_code}",
            valid_from=day_of(at),
        )
        made = [_administrator(home, duty, login, at, encoded) for duty, login in ADMINISTRATORS.items()]
        record(
            at=at,
            who=SYSTEM,
            action="site.first-run",
            kind="organisation",
            key=str(home.pk),
            area_code=area_code,
            detail={"administrators": [account.person.login_name for account in made]},
        )
    return Administrators(*made)


def _administrator(home: Organisation, duty: Duty, login_name: str, at: datetime, encoded: str) -> NewAccount:
    account = new_account(login_name=login_name, name=duty.say.zh, name_en=duty.say.en, home=home, encoded=encoded)
    person = account.person
    # Nobody is there yet to activate them; from here on it takes two hands.
    person.is_active, person.activated_at = True, at
    person.save(update_fields=["is_active", "activated_at"])
    post = Post.objects.create(
        organisation=home,
        name=duty.say.zh,
        name_en=duty.say.en,
        duty=duty,
        living_key=f"{home.pk}:{comparable(duty.say.zh)}",
        valid_from=day_of(at),
    )
    Appointment.objects.create(person=person, post=post, from_on=day_of(at), living_key=f"{person.pk}:{post.pk}")
    return account
