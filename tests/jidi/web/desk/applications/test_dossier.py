"""整卷: one page to print and one zip, with exactly what the person sees of the matter; taking it is on record."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jidi.accounts.acting import Actor
from jidi.applications.models import Application, Round
from jidi.audit.models import Entry
from jidi.files.models import Attachment
from jidi.filings.models import Version
from tests.jidi.applications.play import Play
from tests.jidi.web.conftest import Enter


def address(application: Application) -> str:
    return f"/applications/{application.case.case_no}/dossier/"


def taken(enter: Enter, actor: Actor, application: Application) -> zipfile.ZipFile:
    answer: Any = enter(actor).post(f"{address(application)}take/")
    assert answer.status_code == 200
    assert answer.streaming
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def test_the_zip_has_the_page_each_version_each_attachment_and_a_list_of_digests(
    play: Play, application: Application, enter: Enter
) -> None:
    play.submitted(application)
    bundle = taken(enter, play.cast.city_officer, application)
    names = bundle.namelist()
    assert bundle.testzip() is None
    assert len([name for name in names if re.fullmatch(r"申报表/.+-第\d版\.html", name)]) == Version.objects.count()
    kept = list(Attachment.objects.filter(withdrawn_at__isnull=True))
    assert kept
    listed = bundle.read("清单.txt").decode("utf-8-sig")
    for row in kept:
        assert row.sha256 in listed
        (name,) = [name for name in names if name.startswith("附件/") and name.endswith(row.name)]
        assert name in listed
    whole = bundle.read("整卷.html").decode()
    assert application.case.case_no in whole
    assert Version.objects.get().digest.removeprefix("sha256:")[:12] in whole
    assert not re.search(r'(href|src)="/', whole)
    assert b".jd-page" in bundle.read("版式/jd.css")


def test_who_took_it_is_on_record_with_the_number_of_files(play: Play, application: Application, enter: Enter) -> None:
    play.submitted(application)
    taken(enter, play.cast.city_officer, application)
    entry = Entry.objects.get(action="case.take")
    assert (entry.who_name, entry.object_key) == (play.cast.city_officer.name, str(application.case_id))
    assert entry.detail["files"] == Attachment.objects.filter(withdrawn_at__isnull=True).count()


@pytest.mark.parametrize(
    "who",
    ["other_city_officer", "sister_county_officer", "other_province_officer", "province_officer", "finance_officer",
     "expert", "auditor", "enterprise_clerk", "system_admin"],
)  # fmt: skip
def test_whom_the_content_does_not_concern_gets_neither_page_nor_zip(
    play: Play, application: Application, enter: Enter, who: str
) -> None:
    play.submitted(application)
    client = enter(getattr(play.cast, who))
    assert client.get(address(application)).status_code == 404
    assert client.post(f"{address(application)}take/").status_code == 404
    assert not Entry.objects.filter(action="case.take").exists()


def test_a_draft_is_no_part_of_the_file(play: Play, application: Application, enter: Enter) -> None:
    play.filled(application)
    bundle = taken(enter, play.cast.county_officer, application)
    assert not [name for name in bundle.namelist() if name.startswith("申报表/")]
    assert "还没有报送" in bundle.read("整卷.html").decode()


def test_inner_opinions_stay_with_the_offices_above(
    play: Play, round_: Round, application: Application, enter: Enter
) -> None:
    play.submitted(application)
    play.forwarded(round_, application)
    inside = enter(play.cast.province_officer).get(address(application)).content.decode()
    outside = enter(play.cast.county_officer).get(address(application)).content.decode()
    city = play.cast.city_officer.name
    opinions = [text.split("经过")[0].split("各机关意见")[-1] for text in (inside, outside)]
    assert city in opinions[0]
    assert city not in opinions[1]
    assert "本卷不含上级机关之间的内部意见" in outside
    assert "本卷不含上级机关之间的内部意见" not in inside


def test_the_page_prints_its_foot_and_the_matter_page_does(play: Play, application: Application, enter: Enter) -> None:
    play.submitted(application)
    client = enter(play.cast.city_officer)
    digest = Version.objects.get().digest.removeprefix("sha256:")[:12]
    for page in (address(application), f"/applications/{application.case.case_no}/"):
        text = client.get(page).content.decode()
        (foot,) = re.findall(r'<div class="jd-printfoot">(.*?)</div>', text)
        assert application.case.case_no in foot
        assert digest in foot
        assert play.cast.city_officer.name in foot
        assert "打印 2026-" in foot


def test_more_attachments_ask_no_more_queries(play: Play, application: Application, enter: Enter) -> None:
    play.submitted(application)
    client = enter(play.cast.city_officer)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(address(application))
        return len(queries)

    asked()
    few = asked()
    row = Attachment.objects.first()
    assert row is not None
    for number in range(6):
        row.pk, row.key, row.stored = None, f"{number:032x}", f"{number:032x}"
        row.save(force_insert=True)
    assert asked() == few
