"""A workbook is taken in, shown, and accepted: the same permit and the same checks as typing on the page."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from jidi.accounts.acting import Denied
from jidi.audit.models import Entry
from jidi.common.keys import new_key
from jidi.common.say import Refused, Unknown
from jidi.files import store
from jidi.files.models import Attachment
from jidi.files.queries import check_files
from jidi.filings import queries
from jidi.filings.models import Upload
from jidi.filings.workbooks import uploads
from jidi.filings.workbooks.running import WorkbookRefused
from tests.jidi.filings.workbooks.bench import find
from tests.jidi.filings.workbooks.conftest import ON, Office

pytestmark = pytest.mark.django_db


def _set(address_words: str, right: int, value: Any) -> Any:
    def change(book: Workbook) -> None:
        find(book, "填报", address_words, right).value = value

    return change


def test_what_a_workbook_says_is_saved_when_it_is_accepted_and_not_before(office: Office) -> None:
    upload = office.take(office.edited(_set("总产值", 4, 215.5)))
    assert office.desk.text("total.2025") == "214.30"
    saved = office.accept(upload)
    assert office.desk.text("total.2025") == "215.5"
    cell = queries.draft_state(office.filing).cells["total.2025"]
    assert (cell.entry.by, saved.stored) == ("孙丽", ("total.2025",))
    assert Entry.objects.filter(action="workbook.accepted").count() == 1


def test_the_file_is_kept_as_it_came_and_only_for_its_uploader(office: Office) -> None:
    content = office.edited(_set("总产值", 4, 215.5))
    upload = office.take(content)
    assert uploads.upload_for(office.clerk, upload.key) == upload
    with pytest.raises(Unknown):
        uploads.upload_for(office.cast.city_officer, upload.key)
    assert Attachment.objects.get(key=upload.attachment).size == len(content)
    assert not list(check_files(now=office.clock))


def test_whoever_may_not_write_gets_a_locked_copy_and_uploads_nothing(office: Office) -> None:
    city = office.cast.city_officer
    book = load_workbook(BytesIO(office.download(city)))
    assert find(book, "填报", "总产值", 4).protection.locked
    with pytest.raises(Denied):
        office.take(office.download(), actor=city)
    assert not Upload.objects.exists()


def test_what_is_shut_stays_whatever_the_workbook_says(office: Office) -> None:
    office.house.allowed = {"brand"}

    def change(book: Workbook) -> None:
        find(book, "填报", "总产值", 4).value = 999
        find(book, "填报", "自主品牌", 1).value = "自主品牌 10 个。"

    office.accept(office.take(office.edited(change)))
    assert (office.desk.text("total.2025"), office.desk.text("brand")) == ("214.30", "自主品牌 10 个。")


def test_a_text_that_cannot_be_read_is_kept_to_be_mended(office: Office) -> None:
    upload = office.take(office.edited(_set("总产值", 4, "约两百亿")))
    assert [one.cell for one in uploads.outcome_of(upload).bad] == ["E6"]
    saved = office.accept(upload)
    assert office.desk.text("total.2025") == "约两百亿"
    assert "只写一个数" in saved.problems["total.2025"].zh


def test_the_same_workbook_comes_back_with_red_cells_and_comments(office: Office) -> None:
    upload = office.take(office.edited(_set("总产值", 4, "约两百亿")))
    given = uploads.marked(actor=office.clerk, upload=upload)
    cell = find(load_workbook(BytesIO(given.content)), "填报", "总产值", 4)
    assert cell.fill.start_color.rgb == "FFF6B8B8"
    assert "只写一个数" in cell.comment.text
    assert given.name == "表（标红）.xlsx"
    assert not list((store.root() / "incoming").iterdir())


def test_the_marked_workbook_can_be_mended_and_uploaded(office: Office) -> None:
    upload = office.take(office.edited(_set("总产值", 4, "约两百亿")))
    office.accept(upload)
    given = uploads.marked(actor=office.clerk, upload=upload)
    again = office.take(office.edited(_set("总产值", 4, 220), given.content))
    assert not uploads.outcome_of(again).bad
    office.accept(again)
    assert (office.desk.text("total.2025"), queries.draft_state(office.filing).cells["total.2025"].also) == ("220", ())


def test_what_a_colleague_wrote_meanwhile_stays_beside_it(office: Office) -> None:
    content = office.edited(_set("总产值", 4, 300))
    office.house.writers.add("李强")
    office.desk.save({"total.2025": "250", "brand": "八个"}, page="p9", who="sister_county_officer")
    office.accept(office.take(content))
    cell = queries.draft_state(office.filing).cells["total.2025"]
    assert (cell.text, [one.text for one in cell.also]) == ("250", ["300"])
    assert office.desk.text("brand") == "八个"


def test_a_second_click_gets_the_upload_and_what_was_saved_though_it_was_handed_in_meanwhile(office: Office) -> None:
    content, keys = office.edited(_set("总产值", 4, 300)), (new_key(), new_key())
    first = office.take(content, key=keys[0])
    saved = office.accept(first, key=keys[1])
    office.house.writers.clear()
    assert office.take(content, key=keys[0]) == first
    assert office.accept(first, key=keys[1]).revision == saved.revision
    for again in (lambda: office.take(content), lambda: office.accept(first)):
        with pytest.raises(Denied):
            again()
    with pytest.raises(Denied):
        office.take(content, key=keys[0], actor=office.cast.city_officer)
    with pytest.raises(Refused) as refused:
        office.take(office.edited(_set("总产值", 4, 301), content), key=keys[0])
    assert refused.value.code == "key-other-content"
    assert Upload.objects.count() == 1


def test_accepting_twice_is_accepting_once(office: Office) -> None:
    upload, key = office.take(office.edited(_set("总产值", 4, 300))), new_key()
    first = office.accept(upload, key=key)
    assert office.accept(upload, key=key).revision == first.revision
    with pytest.raises(Refused) as refused:
        office.accept(upload)
    assert refused.value.code == "accepted-before"


def test_uploading_twice_with_one_key_keeps_one(office: Office) -> None:
    content, key = office.download(), new_key()
    assert office.take(content, key=key) == office.take(content, key=key)
    assert Upload.objects.count() == 1
    assert not list(check_files(now=office.clock))


def test_a_file_of_another_kind_is_named(office: Office) -> None:
    with pytest.raises(WorkbookRefused) as refused:
        office.take(b"a,b", name="表.csv")
    assert refused.value.code == "type-unknown"
    assert not list((store.root() / "incoming").iterdir())


def test_the_form_is_judged_as_it_would_stand(office: Office) -> None:
    upload = office.take(office.edited(_set("总产值", 4, 100)))
    after = uploads.judged_after(upload, office.house.door(office.clerk, office.filing, ON))
    assert {one.check for one in after.missing if one.check} == {"part"}
