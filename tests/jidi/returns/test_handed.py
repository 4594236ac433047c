"""Files laid down while something is still being written are seen by whoever writes; levels above see what was handed in."""

from __future__ import annotations

import pytest

from jidi.accounts.acting import Actor
from jidi.common.say import Unknown
from jidi.files.models import Attachment
from jidi.files.queries import attachments_of, open_for
from jidi.filings.looking_back import EVIDENCE, evidence_key
from jidi.filings.services import attach_evidence
from jidi.returns import services
from jidi.returns.models import Duty
from jidi.returns.permissions import may_fill
from jidi.returns.queries import filling
from jidi.returns.queries.duties import OWNER, levels_of
from jidi.returns.queries.exports import prepared
from jidi.returns.services.elsewhere import PART
from jidi.returns.services.reviewing import Point
from tests.jidi.returns.ferry import GOOD, PNG, Ferry

LARGE = {**GOOD, "output": "20000", "why:large": "新建两座码头，五月投产，订单翻番"}


def named(actor: Actor, kind: str, key: str) -> list[str]:
    return [one.name for one in attachments_of(actor, kind, [key]).get(key, [])]


def returned(year: Ferry) -> Duty:
    """The quarter the base fed, returned by the city."""
    year.day("2023-04-05")
    duty = year.filed(year.duty("figures", "2023-Q1", year.base), year.cast.base_clerk, LARGE)
    points = [Point("output", "附合同")]
    services.send_back(actor=year.cast.city_officer, duty=duty, reason="凭据不全", points=points, **year.sent)
    return year.again(duty)


def paper(year: Ferry, duty: Duty, name: str) -> Attachment:
    clerk, filing = year.cast.base_clerk, filling.filing_for(duty)
    assert filing is not None
    permit = may_fill(clerk, duty, levels_of(duty))
    assert permit
    return attach_evidence(
        filing=filing, check="large", name=name, content=[PNG], actor=clerk, permit=filling.owner_permit(permit, duty),
        at=year.now["at"],
    )  # fmt: skip


def test_a_paper_added_while_it_is_corrected_is_seen_above_once_it_was_handed_in_again(year: Ferry) -> None:
    cast, duty = year.cast, returned(year)
    filing = filling.filing_for(duty)
    assert filing is not None
    key, made = evidence_key(filing.pk, "large"), paper(year, duty, "合同.png")
    assert [named(actor, EVIDENCE, key) for actor in (cast.base_clerk, cast.city_officer, cast.province_officer)] == [
        ["合同.png"],
        [],
        [],
    ]
    with pytest.raises(Unknown):
        open_for(cast.city_officer, made.key)
    services.hand_in(actor=cast.base_clerk, duty=duty, why="补上合同，数没有错", **year.sent)
    assert named(cast.city_officer, EVIDENCE, key) == ["合同.png"]
    assert open_for(cast.city_officer, made.key).attachment == made


def test_a_picture_of_what_is_recorded_elsewhere_is_seen_above_with_the_record(year: Ferry) -> None:
    cast, half = year.cast, year.duty("half-year", "2023", year.base)
    year.day("2023-08-20").filed(half, cast.base_clerk)
    key, at = f"{half.pk}:{PART}", {"at": year.now["at"]}
    services.attach_evidence(actor=cast.base_clerk, duty=half, name="首页.png", content=[PNG], **at)
    assert (named(cast.base_clerk, OWNER, key), named(cast.city_officer, OWNER, key)) == (["首页.png"], [])
    keys = tuple(one.key for one in attachments_of(cast.base_clerk, OWNER, [key])[key])
    told = services.Told("更新数据", "国家平台", year.on, "冯静", file_keys=keys)
    services.record_elsewhere(actor=cast.base_clerk, duty=half, told=told, **year.sent)
    assert named(cast.city_officer, OWNER, key) == ["首页.png"]
    services.set_elsewhere_aside(actor=cast.base_clerk, duty=year.again(half), reason="截错了图", **year.sent)
    services.attach_evidence(
        actor=cast.base_clerk, duty=year.again(half), name="数据页.png", content=[PNG], at=year.now["at"]
    )
    assert (named(cast.base_clerk, OWNER, key), named(cast.city_officer, OWNER, key)) == (
        ["首页.png", "数据页.png"],
        ["首页.png"],
    )


def test_a_picture_prepared_for_another_platform_goes_into_the_zip_of_who_may_see_it(year: Ferry) -> None:
    cast, half = year.cast, year.duty("half-year", "2023", year.base)
    half = year.day("2023-08-20").filed(half, cast.base_clerk)
    version = filling.latest_of(half)
    assert version is not None
    services.attach_prepared(actor=cast.base_clerk, duty=half, name="码头.png", content=[PNG], at=year.now["at"])
    own, above = (prepared(actor, half, version.filing, version) for actor in (cast.base_clerk, cast.province_officer))
    name = "码头.png".encode()
    assert (name in own, name in above) == (True, False)
