"""A base that has the title of a round, or a higher one, is not offered and cannot begin: it is said why."""

from __future__ import annotations

import pytest

from jidi.applications.models import Application, Round
from jidi.bases.models import Base
from jidi.bases.services.titles import GRANT, grant_title
from jidi.bases.values import Basis, Holder, Paper, TitleNamed, When
from jidi.common.keys import new_key
from tests.jidi.applications.play import AT, RECOMMENDATION, TODAY, Play
from tests.jidi.bases.conftest import NATIONAL, PROVINCIAL, title_permit
from tests.jidi.web.conftest import Enter


def granted(play: Play, base: Base, title: TitleNamed) -> None:
    holder = Holder.base(base)
    grant_title(
        permit=title_permit(play.cast.province_officer, GRANT, holder), holder=holder, title=title, when=When(TODAY),
        basis=Basis(source="公告", paper=Paper("公告", "1", TODAY)), at=AT,
    )  # fmt: skip


@pytest.mark.parametrize("title", [PROVINCIAL, NATIONAL])
def test_a_base_with_the_title_or_a_higher_one_cannot_begin_and_is_told_why(
    play: Play, round_: Round, enter: Enter, title: TitleNamed
) -> None:
    base, free = play.base(product="铸件"), play.base(product="藻类")
    granted(play, base, title)
    county = enter(play.cast.county_officer)
    page = county.get(f"/applications/rounds/{round_.key}/").text
    assert f'name="base" value="{base.pk}"' not in page
    assert f'name="base" value="{free.pk}"' in page
    assert "1 个基地已有该称号或更高称号" in page
    assert title.name in page
    answer = county.post(f"/applications/rounds/{round_.key}/start/", {"once": new_key(), "base": base.pk})
    assert answer.status_code == 409
    assert f"已有“{title.name}”称号" in answer.text
    assert "本系统规则" in answer.text
    assert not Application.objects.exists()


def test_a_provincial_base_is_recommended_for_the_national_title_a_national_one_is_not(
    play: Play, enter: Enter
) -> None:
    round_ = play.announced(RECOMMENDATION, "recommendation")
    provincial, national = play.base(product="铸件"), play.base(product="藻类")
    granted(play, provincial, PROVINCIAL)
    granted(play, national, NATIONAL)
    client = enter(play.cast.city_officer)
    page = client.get(f"/applications/rounds/{round_.key}/").text
    assert f'name="base" value="{national.pk}"' not in page
    assert f'name="base" value="{provincial.pk}"' in page


def test_a_base_with_an_application_in_another_round_is_not_offered_and_the_matter_is_named(
    play: Play, application: Application, enter: Enter
) -> None:
    later = play.announced("designation-2027", year=2027)
    county = enter(play.cast.county_officer)
    page = county.get(f"/applications/rounds/{later.key}/").text
    assert f'name="base" value="{application.base_id}"' not in page
    assert "1 个基地对同一称号在别的轮次有在办的申报" in page
    assert application.case.case_no in page
    sent = {"once": new_key(), "base": application.base_id}
    answer = county.post(f"/applications/rounds/{later.key}/start/", sent)
    assert answer.status_code == 409
    for part in (application.case.case_no, "先在该案卷撤回", "本系统规则"):
        assert part in answer.text
    assert Application.objects.count() == 1
