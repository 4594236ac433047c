"""What is typed is kept; what is handed in stands for good."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from jidi.accounts.acting import Permit
from jidi.audit.models import Entry
from jidi.common.appendonly import WrittenOnceError
from jidi.common.say import Refused, Say
from jidi.filings import queries, services
from jidi.filings.models import Draft, Filing, Version
from jidi.filings.services import MAX_TEXT, Brought, NotComplete
from policycore.forms import Form
from tests.jidi.filings.conftest import FORM, GOOD, Desk, Opener

pytestmark = pytest.mark.django_db


def test_opening_twice_is_opening_once(opener: Opener) -> None:
    assert opener() == opener()
    assert Filing.objects.count() == Draft.objects.count() == 1
    assert Entry.objects.filter(action="filing.opened").count() == 1


def test_the_form_stays_as_it_was_pinned(opener: Opener, desk: Desk) -> None:
    renamed = {**FORM, "zh": "改名后的表"}
    again = opener(form=Form.model_validate(renamed))
    assert queries.form_in(again).zh == "年度信息表"


def test_a_form_of_several_periods_needs_its_period(opener: Opener) -> None:
    with pytest.raises(ValueError, match="needs its period"):
        opener(period="")


def test_a_permit_for_another_thing_opens_nothing(desk: Desk) -> None:
    actor = desk.cast.county_officer
    other = Permit(actor, "case.edit", "case", "8", Say("测试"))
    with pytest.raises(PermissionError):
        services.save_draft(
            filing=desk.filing, actor=actor, permit=other, changes={"brand": "x"}, base_revision=0, at=desk.clock
        )


def test_a_permit_of_somebody_else_opens_nothing(desk: Desk) -> None:
    with pytest.raises(PermissionError):
        services.save_draft(
            filing=desk.filing,
            actor=desk.cast.city_officer,
            permit=desk.permit(desk.cast.county_officer),
            changes={"brand": "x"},
            base_revision=0,
            at=desk.clock,
        )


def test_what_is_typed_is_kept_as_typed_with_its_author_and_moment(desk: Desk) -> None:
    saved = desk.save({"total.2025": "２１４．３０ 亿元"})
    cell = queries.draft_state(desk.filing).cells["total.2025"]
    assert (cell.text, cell.entry.by, cell.entry.moment) == ("２１４．３０ 亿元", "孙丽", saved.saved_at)
    assert saved.revision == 1
    assert not saved.problems


def test_what_cannot_be_read_is_kept_and_said(desk: Desk) -> None:
    saved = desk.save({"total.2025": "大约两百亿"})
    assert desk.text("total.2025") == "大约两百亿"
    assert "只写一个数" in saved.problems["total.2025"].zh


def test_a_field_the_form_does_not_have_is_refused_and_the_others_are_saved(desk: Desk) -> None:
    saved = desk.save(
        {
            "brand": "九个",
            "owner_key": "8",
            "rows.0.name": "x",
            "rows.1.nothing": "x",
            "share.2025": "99",
            "__class__": "x",
        }
    )
    assert desk.text("brand") == "九个"
    assert set(saved.refused) == {"owner_key", "rows.0.name", "rows.1.nothing", "share.2025", "__class__"}
    assert saved.refused["owner_key"][0] == "8"


def test_ten_thousand_characters_are_kept_though_the_field_takes_five_hundred(desk: Desk) -> None:
    text = "海蜇加工出口。\n" * 1250
    saved = desk.save({"brand": text})
    assert desk.text("brand") == text
    assert "最多 500 字" in saved.problems["brand"].zh


def test_a_text_beyond_all_measure_is_refused_with_the_limit(desk: Desk) -> None:
    saved = desk.save({"brand": "字" * (MAX_TEXT + 1), "staff": "5"})
    assert desk.text("brand") == ""
    assert desk.text("staff") == "5"
    assert "一格最多存" in saved.refused["brand"][1].zh


def test_saving_the_same_again_counts_no_revision(desk: Desk) -> None:
    desk.save({"brand": "九个"})
    before = Draft.objects.get().revision
    saved = desk.save({"since": ""})
    assert (saved.revision, saved.stored) == (before, ())


def test_saving_is_a_handful_of_statements_and_no_audit_entry(desk: Desk) -> None:
    entries = Entry.objects.count()
    desk.open_page("p1")
    with CaptureQueriesContext(connection) as seen:
        desk.save(GOOD)
    assert len(seen) <= 4
    assert Entry.objects.count() == entries


# --- two people at one form ----------------------------------------------------------------------------------------


def test_two_people_at_different_fields_do_not_disturb_each_other(desk: Desk) -> None:
    desk.open_page("p1")
    desk.open_page("p2")
    desk.save({"staff": "10"}, page="p1")
    saved = desk.save({"brand": "九个"}, page="p2", who="sister_county_officer")
    assert not saved.problems
    assert (desk.text("staff"), desk.text("brand")) == ("10", "九个")


def test_two_pages_writing_one_field_keep_both_and_tell(desk: Desk) -> None:
    desk.open_page("p1")
    desk.open_page("p2")
    desk.save({"staff": "10"}, page="p1")
    saved = desk.save({"staff": "12"}, page="p2", who="sister_county_officer")
    assert desk.text("staff") == "10"
    said = saved.problems["staff"].zh
    assert "孙丽写「10」" in said
    assert "李强写「12」" in said
    # Who goes on typing without looking changes their own words only.
    desk.save({"staff": "13"}, page="p2", who="sister_county_officer")
    desk.save({"staff": "11"}, page="p1")
    cell = queries.draft_state(desk.filing).cells["staff"]
    assert (cell.text, [entry.text for entry in cell.also]) == ("11", ["13"])


def test_two_windows_of_one_person_are_two_pages(desk: Desk) -> None:
    desk.open_page("p1")
    desk.open_page("p2")
    desk.save({"staff": "10"}, page="p1")
    assert "staff" in desk.save({"staff": "12"}, page="p2").problems


def test_a_page_opened_later_has_seen_the_text_and_may_change_it(desk: Desk) -> None:
    desk.save({"staff": "10"}, page="p1")
    desk.open_page("p2")
    assert not desk.save({"staff": "12"}, page="p2", who="sister_county_officer").problems
    assert desk.text("staff") == "12"


def test_a_lost_answer_does_not_make_a_page_its_own_rival(desk: Desk) -> None:
    desk.open_page("p1")
    desk.save({"staff": "10"}, page="p1")
    assert not desk.save({"staff": "11"}, page="p1").problems


def test_choosing_one_of_two_texts_settles_it(desk: Desk) -> None:
    desk.open_page("p1")
    desk.open_page("p2")
    desk.save({"staff": "10"}, page="p1")
    desk.save({"staff": "12"}, page="p2", who="sister_county_officer")
    rev = queries.draft_state(desk.filing).cells["staff"].also[0].rev
    desk.save({}, page="p1", choose={"staff": rev})
    cell = queries.draft_state(desk.filing).cells["staff"]
    assert (cell.text, cell.also) == ("12", ())


def test_two_texts_at_one_field_stand_in_the_way_of_handing_in(desk: Desk) -> None:
    desk.open_page("p1")
    desk.open_page("p2")
    desk.save(GOOD, page="p1")
    desk.save({"brand": "十个。"}, page="p2", who="sister_county_officer")
    with pytest.raises(NotComplete) as refused:
        desk.submit()
    assert [found.address for found in refused.value.missing] == ["brand"]


# --- what is brought in ---------------------------------------------------------------------------------------------


def test_what_is_brought_in_carries_its_source_until_somebody_writes(opener: Opener, cast: Any, rules: Any) -> None:
    source = Say("上年数 2025-02-11", "last year 2025-02-11")
    filing = opener(owner_key="9", brought={"total.2024": Brought("198.65", source), "brand": Brought("九个", source)})
    desk = Desk(cast, filing, rules)
    desk.permit = lambda actor: Permit(actor, "case.edit", "case", "9", Say("测试"))  # type: ignore[method-assign]
    assert queries.draft_state(filing).cells["total.2024"].brought
    desk.save({"total.2024": "199.00", "brand": "九个"})
    cells = queries.draft_state(filing).cells
    assert (cells["total.2024"].was, cells["total.2024"].brought) == ("198.65", False)
    assert (cells["brand"].source, cells["brand"].was) == (None, None)


def test_bringing_in_what_the_form_does_not_have_is_a_slip_of_the_code(opener: Opener) -> None:
    with pytest.raises(ValueError, match="has no nothing"):
        opener(owner_key="9", brought={"nothing": Brought("1", Say("x"))})


# --- handing in -----------------------------------------------------------------------------------------------------


def test_a_version_holds_one_written_form_of_everything_with_what_was_computed(desk: Desk) -> None:
    desk.save(
        {
            **GOOD,
            "total.2025": "２１４．３亿元",
            "codes": "0304、0305",
            "rows.2.name": "甲",
            "rows.2.sales": "1.5",
            "rows.2.research": "300",
        }
    )
    version = desk.submit()
    values = queries.values_of(version)
    assert values["total.2025"] == "214.3"
    assert values["codes"] == "0304, 0305"
    assert values["share.2024"] == "90.7"
    assert values["rows.2.intensity"] == "2.00"
    assert (version.ordinal, version.previous, version.who_name) == (1, None, "孙丽")
    assert version.digest == services.seal(Version.objects.get())


def test_handing_in_too_early_lists_everything_that_is_missing(desk: Desk) -> None:
    desk.save({"total.2025": "十", "rows.1.research": "5"})
    with pytest.raises(NotComplete) as refused:
        desk.submit()
    assert len(refused.value.missing) == 9
    assert "「总产值 2025」写了「十」" in refused.value.why.zh
    assert "等共 9 处" in refused.value.why.zh
    assert Version.objects.count() == 0
    assert Entry.objects.filter(action="filing.submit", outcome="refused").count() == 1


def test_a_version_is_never_changed_and_never_deleted(desk: Desk) -> None:
    desk.save(GOOD)
    version = desk.submit()
    version.why = "别的"
    for act in (version.save, version.delete, Version.objects.all().delete, lambda: Version.objects.update(why="x")):
        with pytest.raises(WrittenOnceError):
            act()


def test_two_versions_of_one_ordinal_cannot_stand(desk: Desk) -> None:
    desk.save(GOOD)
    copy = desk.submit().copy()
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()


def test_a_second_version_without_a_first_cannot_stand(desk: Desk) -> None:
    desk.save(GOOD)
    copy = desk.submit().copy()
    copy.ordinal = 2
    with pytest.raises(IntegrityError, match="filings_version_chained"), transaction.atomic():
        copy.save()


def test_after_a_return_only_the_named_places_may_differ(desk: Desk) -> None:
    desk.save(GOOD)
    first = desk.submit()
    saved = desk.save({"brand": "自主品牌 11 个。", "total.2025": "220"}, allowed_fields={"brand"})
    assert set(saved.refused) == {"total.2025"}
    assert desk.text("total.2025") == GOOD["total.2025"]
    second = desk.submit(allowed={"brand"}, why="按补正点修改")
    assert (second.ordinal, second.previous_id) == (2, first.pk)
    assert [change.address for change in queries.differences(first, second)] == ["brand"]


def test_a_change_elsewhere_is_refused_by_name_when_handing_in(desk: Desk) -> None:
    desk.save(GOOD)
    desk.submit()
    desk.save({"brand": "自主品牌 11 个。", "staff": "7"})  # while everything was open
    with pytest.raises(Refused, match="从业人数") as refused:
        desk.submit(allowed={"brand"})
    assert refused.value.code == "filing-locked"


def test_the_same_figure_written_otherwise_is_no_change(desk: Desk) -> None:
    desk.save(GOOD)
    desk.submit()
    desk.save({"total.2025": "２１４.３"})
    with pytest.raises(Refused) as refused:
        desk.submit(allowed={"brand"}, differs=True)
    assert refused.value.code == "filing-unchanged"
    assert desk.submit(allowed={"brand"}, differs=True, why="核对过，数没有错").ordinal == 2


def test_one_period_of_a_field_can_be_opened_alone(desk: Desk) -> None:
    desk.save(GOOD)
    desk.submit()
    saved = desk.save({"total.2024": "200", "total.2025": "220"}, allowed_fields={"total.2024"})
    assert (saved.stored, set(saved.refused)) == (("total.2024",), {"total.2025"})


def test_nothing_is_open_when_nothing_is_allowed(desk: Desk) -> None:
    saved = desk.save({"brand": "x", "why:jump": "y"}, allowed_fields=())
    assert set(saved.refused) == {"brand", "why:jump"}


def test_what_another_page_changed_unseen_stops_the_handing_in(desk: Desk) -> None:
    desk.save(GOOD)
    base = queries.draft_state(desk.filing).revision
    desk.save({"staff": "9"}, page="p2", who="sister_county_officer")
    with pytest.raises(Refused, match="李强又改了 1 处") as refused:
        desk.submit(base_revision=base, page="p1")
    assert refused.value.code == "filing-stale"
    assert desk.submit(base_revision=queries.draft_state(desk.filing).revision, page="p1").ordinal == 1


def test_who_sees_a_filing_is_asked_of_its_owner_and_nobody_registered_shows_nothing(desk: Desk) -> None:
    assert not queries.visible_to(desk.cast.county_officer).exists()
    assert not queries.visible_to(None).exists()
