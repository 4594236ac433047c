"""How many may pass a step for each city: what the city has decides it, and what is undecided is named, never guessed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from jidi.accounts.enums import Tier
from jidi.applications import queries
from jidi.applications.models import Round
from jidi.applications.services.selection import require_within_quota
from jidi.bases.models import Base
from jidi.bases.permissions import may_write_title
from jidi.bases.services.titles import grant_title
from jidi.bases.values import Basis, Holder, TitleNamed, When
from jidi.common.say import Refused
from jidi.policies.queries import pack
from policycore.verdict import Verdict
from tests.cast import Cast
from tests.jidi.applications.play import AT, OPENS, Play, step_of, version_in_force
from tests.jidi.applications.variants import copied

HERE, THERE = "210200", "210800"
PLACES = {
    "id": "per-city", "zh": "每市推荐数", "en": "Places of a city", "strength": "must", "procedure": "designation",
    "at": "city-forward", "limits": "forwarded", "per": "city", "to": "IF(COUNT(provincial, OF city) >= 1, 1, 2)",
    "zero": "allowed", "cite": "13",
}  # fmt: skip


def with_places(folder: Path, **changed: Any) -> Path:
    """A copy of the document that says how many a city may forward."""
    copy = copied(folder)
    copy.change("quotas.yaml", lambda data: data.append(PLACES | changed))
    copy.change_step("designation", "city-forward", quotas=["per-city"])
    return copy.folder


def designated(play: Play, base: Base) -> None:
    """The base holds the provincial title, found on record."""
    holder = Holder.base(base)
    permit = may_write_title(
        play.cast.province_officer,
        "title.grant",
        holder_kind=holder.kind,
        holder_key=holder.key,
        area_code=base.area_id,
    )
    assert permit
    titles = pack(play.version).header
    grant_title(
        permit=permit, holder=holder, when=When(OPENS), basis=Basis(source="存量"), at=AT,
        title=TitleNamed(titles.scheme, "provincial", Tier.PROVINCE, titles.titles["provincial"].zh),
    )  # fmt: skip


def places(round_: Round, play: Play, area: str) -> Verdict:
    """What the one quota of the city's step says for a city."""
    ((key, verdict),) = queries.quotas_at(round_, step_of(round_, "city-forward"), play.on, area)
    assert key == "per-city"
    return verdict


@pytest.fixture
def play(cast: Cast, tmp_path: Path) -> Play:
    """The changed copy in force."""
    return Play(cast, version_in_force(with_places(tmp_path)))


def test_a_city_with_a_base_of_the_province_may_forward_fewer_than_one_without(play: Play) -> None:
    round_ = play.announced()
    assert [places(round_, play, area).value for area in (HERE, THERE)] == [2, 2]
    designated(play, play.base())
    assert [places(round_, play, area).value for area in (HERE, THERE)] == [1, 2]


def test_what_is_more_than_a_city_has_is_refused_with_its_article_and_another_city_is_not(play: Play) -> None:
    round_ = play.announced()
    step = step_of(round_, "city-forward")
    designated(play, play.base())
    require_within_quota(round_, step, 1, play.on, HERE)
    require_within_quota(round_, step, 2, play.on, THERE)
    with pytest.raises(Refused, match="每市推荐数是 1，现在选了 2 个") as refused:
        require_within_quota(round_, step, 2, play.on, HERE)
    assert refused.value.cite.article == "13"


def test_a_step_without_a_quota_has_none(play: Play) -> None:
    round_ = play.announced()
    assert queries.quotas_at(round_, step_of(round_, "receive"), play.on, HERE) == []


def test_places_nobody_has_decided_are_undetermined_and_stop_the_city(cast: Cast, tmp_path: Path) -> None:
    folder = with_places(tmp_path, to="OPEN(city-places)")
    points = folder / "open-points.yaml"
    text = points.read_text("utf-8")
    sep = "- id: city-places\n" if text.lstrip("# \n").startswith("- ") else "city-places:\n"
    body = '  zh: 每市名额\n  en: Places of a city\n  type: integer\n  min: 0\n  scope: round\n  why: 没有写。\n  cite: "13"\n'
    points.write_text(f"{text.rstrip()}\n{sep}{body}", "utf-8")
    play = Play(cast, version_in_force(folder))
    round_ = play.announced()
    found = places(round_, play, HERE)
    assert not isinstance(found.value, int)
    assert [lack.name for lack in found.lacks] == ["city-places"]
    with pytest.raises(Refused, match="名额还不能确定"):
        require_within_quota(round_, step_of(round_, "city-forward"), 1, play.on, HERE)
