"""``jidi invariants`` finds what was changed by hand, one row of each kind, and nothing where nothing was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection

from jidi.accounts.acting import Permit, require
from jidi.bases.enums import LinkRole
from jidi.bases.models import Base
from jidi.bases.permissions import may_write_opening
from jidi.bases.services.links import link_organisation
from jidi.bases.services.openings import enter_figure
from jidi.bases.values import Holder
from jidi.cli import invariants
from jidi.common.say import HOUSE, Say
from jidi.files.models import Attachment
from jidi.files.services import ATTACH, attach
from jidi.files.store import place
from jidi.panels.models import Panel
from tests.cast import Cast
from tests.jidi.bases.conftest import Granting, base_permit
from tests.jidi.bases.conftest import base as base
from tests.jidi.bases.conftest import grant as grant
from tests.jidi.cases.conftest import Play
from tests.jidi.cases.conftest import play as play
from tests.jidi.cases.conftest import register as register
from tests.jidi.filings.conftest import GOOD, Desk
from tests.jidi.filings.conftest import desk as desk
from tests.jidi.filings.conftest import form as form
from tests.jidi.filings.conftest import opener as opener
from tests.jidi.filings.conftest import rules as rules
from tests.jidi.panels.conftest import everything_in
from tests.jidi.panels.conftest import panel as panel
from tests.jidi.panels.conftest import pool as pool

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 2, tzinfo=UTC)
Checked = Callable[[], tuple[int, str]]


@pytest.fixture
def site(cast: Cast, base: Base, grant: Granting, play: Play, desk: Desk, panel: Panel) -> Base:
    """A site with something of every kind: a title, a matter under way, a filing, a panel that sat, a file."""
    grant(base)
    permit = base_permit(cast.county_officer, base)
    link_organisation(permit=permit, base=base, organisation=cast.organisations["institution"], source="编办",
                      role=LinkRole.INSTITUTION, from_on=date(2020, 1, 1), at=AT)  # fmt: skip
    holder = Holder.base(base)
    opening = may_write_opening(
        cast.county_officer, holder_kind=holder.kind, holder_key=holder.key, area_code=base.area_id
    )
    enter_figure(permit=require(opening), subject=holder, indicator="出口额", period="2019", amount=Decimal("12.50"),
                 unit="亿元", source="年鉴", at=AT)  # fmt: skip
    play.open().to_notice()
    desk.save(GOOD)
    desk.submit()
    everything_in(cast, panel)
    own = Permit(cast.county_officer, ATTACH, "base", str(base.pk), Say("凭据", "evidence"), HOUSE)
    attach(permit=own, name="凭据.txt", content=[b"as found\n"], area_code=base.area_id, at=AT)
    return base


@pytest.fixture
def checked(capsys: pytest.CaptureFixture[str]) -> Checked:
    def run() -> tuple[int, str]:
        capsys.readouterr()
        return invariants.main([]), capsys.readouterr().out

    return run


def by_hand(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_untouched_site_holds_and_says_how_much_was_looked_at(site: Base, checked: Checked) -> None:
    status, said = checked()
    assert (status, [line for line in said.splitlines() if line.startswith("I")]) == (0, [])
    assert "全部成立" in said
    for part in ("称号 titles 1", "案卷 matters 1", "版本 versions 1", "抽取 draws 1", "评审表 sheets 6", "附件 files 1",
                 "关联 links 1", "补录 opening records 1"):  # fmt: skip
        assert part in said


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE cases_case SET step = 'issue'", "I2 case:"),
        ("UPDATE cases_move SET reason = 'x' WHERE seq = 2", "I2 "),
        ("UPDATE bases_holding SET batch = 9", "I2 title:"),
        ("UPDATE bases_base SET area_id = '210213'", "I2 base:"),
        ("UPDATE bases_link SET role = 'enterprise'", "I2 link:"),
        ("DELETE FROM bases_link", "I2 link:"),
        ("UPDATE bases_opening SET amount = 99", "I2 opening:"),
        ("UPDATE filings_version SET values_json = '{}'", "I1 filing:"),
        ("UPDATE policies_decision SET value_json = '9' WHERE id = (SELECT MIN(id) FROM policies_decision)", "I2 decision:"),
        ("UPDATE panels_draw SET seed = 'ff'", "I6 draw:"),
        ("UPDATE panels_sheet SET recommends = FALSE WHERE id = (SELECT MIN(id) FROM panels_sheet)", "I6 sheet:"),
        ("UPDATE accounts_person SET is_active = FALSE, activated_at = NULL WHERE login_name = 'expert'", "I2 person:"),
        ("UPDATE accounts_organisation SET organ = 'finance' WHERE organ = 'commerce' AND tier = 'city'", "I2 organisation:"),
        ("UPDATE accounts_appointment SET post_id = (SELECT MAX(id) FROM accounts_post) "
         "WHERE id = (SELECT MAX(id) - 3 FROM accounts_appointment)", "I2 appointment:"),
        ("UPDATE accounts_person SET phone = '1' WHERE login_name = 'expert'", "I2 accounts_person:"),
        ("UPDATE accounts_person SET password = 'x' WHERE login_name = 'expert'", "I2 accounts_person:"),
        ("UPDATE accounts_division SET parent_id = '330000' WHERE code = '210200'", "I2 accounts_division:210200"),
        ("UPDATE filings_filing SET subject_key = 'x'", "I2 filings_filing:"),
        ("UPDATE filings_draft SET cells_json = '{}'", "I1 draft:"),
        ("UPDATE files_attachment SET owner_key = 'x'", "I2 files_attachment:"),
        ("UPDATE audit_entry SET who_name = 'x' WHERE seq = 5", "I3 audit:5"),
    ],
)  # fmt: skip
def test_a_row_changed_by_hand_is_named(site: Base, checked: Checked, statement: str, named: str) -> None:
    by_hand(statement)
    status, said = checked()
    assert status == 1
    assert named in said


def test_bytes_of_a_file_changed_by_hand_are_named(site: Base, checked: Checked) -> None:
    kept = Attachment.objects.get()
    path = place(kept.stored)
    path.chmod(0o600)
    path.write_bytes(b"as forged\n"[: kept.size])
    status, said = checked()
    assert (status, f"I8 file:{kept.key}" in said) == (1, True)


def test_an_administrator_who_got_another_duty_by_hand_is_named(cast: Cast, checked: Checked) -> None:
    admin, post = cast.security_admin.person_id, cast.city_officer.post_id
    by_hand(
        "INSERT INTO accounts_appointment (person_id, post_id, from_on, is_deputy) "  # noqa: S608 - keys of the cast
        f"VALUES ({admin}, {post}, '2026-01-01', FALSE)"
    )
    status, said = checked()
    assert status == 1
    assert f"I2 person:{admin}" in said


def test_a_check_that_trips_over_what_was_put_in_says_so_and_the_others_go_on(site: Base, checked: Checked) -> None:
    by_hand("UPDATE cases_case SET procedure = 'nothing'")
    status, said = checked()
    assert status == 1
    for part in ("I2 cases_case:", "没有检查完", "panels:", "处不符"):
        assert part in said
