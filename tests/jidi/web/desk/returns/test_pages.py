"""The pages of returns: the board and its figures, a duty filed and reviewed by hand, the year, totals, articles."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from jidi.accounts.acting import Actor
from jidi.common.keys import new_key
from jidi.filings.columns.build import rebuild
from jidi.returns import services
from jidi.returns.enums import DutyState
from jidi.returns.models import Article, Duty
from jidi.returns.queries import filling
from jidi.returns.queries.board import board, figures
from jidi.returns.queries.filling import latest_of
from jidi.returns.queries.streaks import streaks
from jidi.returns.services import Point
from jidi.web.desk.returns.places import places_of
from jidi.web.shared.templatetags.jd import outlink
from tests.jidi.returns.ferry import PNG, Ferry
from tests.jidi.web.desk.returns.conftest import On

Enter = Callable[[Actor], Client]


def text_of(response: object) -> str:
    body = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def sent(client: Client, name: str, *args: object, follow: bool = True, **data: object) -> str:
    response = client.post(reverse(f"desk:{name}", args=args), {"once": new_key(), **data}, follow=follow)
    assert response.status_code == 200, text_of(response)
    return text_of(response)


def handed_in(year: Ferry, actor: Actor, title: str = "渡口开通夜航") -> Article:
    at = {key: value for key, value in year.sent.items() if key != "on"}
    written = services.write_article(
        actor=actor, article=None, title=title, body="三条航线开通夜航。", base=None, urgent_why="", **at
    )
    return services.file_article(actor=actor, article=written, **year.sent)


def test_the_board_counts_units_and_cells_apart(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-10-12")
    year.filed(year.duty("figures", "2023-Q3", year.base), year.cast.city_officer)
    page = text_of(enter(year.cast.province_officer).get(reverse("desk:returns")))
    assert "三季度数据应报 2 已报 1 50.0%" in page
    assert "应填数据格 2 / 4，50.0%" in page
    assert "大连市" in page
    assert "营口市" in page


def test_more_articles_than_are_owed_are_said_in_words_and_never_make_more_than_all(
    year: Ferry, on: On, enter: Enter
) -> None:
    on("2023-05-10")
    for _ in range(3):
        handed_in(year, year.cast.city_officer)
    page = text_of(enter(year.cast.province_officer).get(reverse("desk:returns"), {"c": "ferry-2023:news:0:2023-Q2"}))
    assert "1 / 1，多报 2 篇" in page
    assert "3 / 1" not in page
    assert "已报 1 50.0%" in page
    found = board(year.cast.province_officer, year.on)
    for column in found.columns:
        count = figures(line.cells[column.key] for line in found.lines if column.key in line.cells)
        assert count.filed <= count.units
        assert count.accepted <= count.filed
        assert count.cells_filled <= count.cells_owed


def test_what_was_filed_and_accepted_says_when_and_whether_late_but_never_overdue(
    year: Ferry, on: On, enter: Enter
) -> None:
    on("2023-10-18")
    duty = year.filed(year.duty("figures", "2023-Q3", year.other), year.cast.other_city_officer)
    on("2023-11-10")
    page = text_of(enter(year.cast.province_officer).get(reverse("desk:duty", args=[duty.pk])))
    assert "10-18 已报，迟报 3 天 期限 10-15" in page
    assert "迟报，待审" in page
    services.accept(actor=year.cast.province_officer, duty=duty, **year.sent)
    page = text_of(enter(year.cast.province_officer).get(reverse("desk:duty", args=[duty.pk])))
    assert "迟报，已审" in page
    assert "逾期" not in page


def test_who_reminded_and_how_many_stand_beside_the_day(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-10-20")
    client = enter(year.cast.province_officer)
    sent(client, "returns-remind")
    page = client.get(reverse("desk:returns")).content.decode()
    assert '<span class="jd-list__who">10-20</span><span class="jd-list__what">' in page


def test_a_place_of_the_matrix_is_taken_apart(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-10-20")
    column = "ferry-2023:figures:0:2023-Q3"
    page = text_of(enter(year.cast.province_officer).get(reverse("desk:returns"), {"c": column, "row": "210800"}))
    assert "大石桥渡口" in page
    assert "逾期 5 天" in page
    assert "连续 1 期未按要求：2023 年三季度" in page


def test_the_figure_counts_two_in_a_row(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-07-20")  # the second quarter is missed once; the first was filed for neither base that owed it
    client = enter(year.cast.province_officer)
    column = "ferry-2023:figures:0:2023-Q2"
    page = client.get(reverse("desk:returns"), {"c": column})
    cell = text_of(page).partition("连续两期以上未按要求")[2][:80]
    counted = streaks(year.cast.province_officer, year.version, "figures", year.on)
    twice = [one for one in (*counted.cities, *counted.bases) if one.count > 1]
    once = [one for one in (*counted.cities, *counted.bases) if one.count == 1]
    assert twice
    assert cell.split()[0] == str(len(twice))
    assert (f"另有 {len(once)} 个" in cell) is bool(once)


def test_handing_in_many_at_once_is_offered_to_whoever_has_more_than_one_to_hand_in(
    year: Ferry, on: On, enter: Enter
) -> None:
    on("2023-04-12")
    address = reverse("desk:bulk")
    for actor, offered in ((year.cast.city_officer, True), (year.cast.province_officer, False)):
        assert (address in enter(actor).get(reverse("desk:returns")).content.decode()) is offered
    duty = year.duty("figures", "2023-Q1", year.base)
    year.filled(duty, year.cast.city_officer)
    assert address in enter(year.cast.city_officer).get(reverse("desk:duty", args=[duty.pk])).content.decode()


def test_one_button_reminds_all_who_miss(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-10-20")
    client = enter(year.cast.province_officer)
    page = sent(client, "returns-remind")
    assert "已催办" in page
    assert "周洁" in page
    again = client.post(reverse("desk:returns-remind"), {"once": new_key()})
    assert again.status_code == 409


def test_a_return_shows_one_place_and_folds_the_next_ones_into_it(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-10-12")
    duty = year.filed(year.duty("figures", "2023-Q3", year.base), year.cast.city_officer)
    client = enter(year.cast.province_officer)
    page = client.get(reverse("desk:duty", args=[duty.pk])).content.decode()
    panel = page.split('action="' + reverse("desk:duty-return", args=[duty.pk]))[1].split("</form>")[0]
    assert panel.split("<details")[0].count('name="field"') == 1
    assert panel.count('name="field"') == panel.count("<details") + 1 == panel.count("再加一处") + 1
    places = {"field": ["output", "", "exports"], "text": ["请核对", "", "口径不对"]}
    page = sent(client, "duty-return", duty.pk, reason="请更正", days="5", **places)
    assert "已退回补正，2 处" in page


def test_the_board_reads_a_constant_number_of_times(
    year: Ferry, on: On, enter: Enter, django_assert_max_num_queries: Callable[..., object]
) -> None:
    on("2023-10-20")
    client = enter(year.cast.province_officer)
    address = reverse("desk:returns")
    client.get(address)
    with django_assert_max_num_queries(24):  # type: ignore[attr-defined]
        client.get(address)


def test_the_year_reads_a_constant_number_of_times(
    year: Ferry, on: On, enter: Enter, django_assert_max_num_queries: Callable[..., object]
) -> None:
    on("2023-03-01")
    client = enter(year.cast.province_officer)
    client.get(reverse("desk:returns-year"))
    with django_assert_max_num_queries(16):  # type: ignore[attr-defined]
        page = text_of(client.get(reverse("desk:returns-year")))
    assert "04-15" in page
    assert "期限未定" in page
    assert "待定项「报部委的日子」还没有决定" in page


def test_a_duty_is_filled_in_fed_passed_on_returned_corrected_and_accepted(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-04-03")
    cast, duty = year.cast, year.duty("figures", "2023-Q1", year.base)
    clerk, city, province = enter(cast.base_clerk), enter(cast.city_officer), enter(cast.province_officer)
    assert "开始填报" in text_of(clerk.get(reverse("desk:duty", args=[duty.pk])))
    sent(clerk, "duty-open", duty.pk)
    sent(clerk, "duty-save", duty.pk, **{"f.output": "5000", "seen": "0:x", "act": "back"})
    missing = clerk.post(reverse("desk:duty-file", args=[duty.pk]), {"once": new_key()})
    assert missing.status_code == 422
    assert "出口额" in text_of(missing)
    sent(clerk, "duty-save", duty.pk, **{"f.exports": "1200", "seen": "9:x", "act": "back"})
    assert "已报送" in sent(clerk, "duty-file", duty.pk)
    early = text_of(province.get(reverse("desk:duty", args=[duty.pk])))
    assert "下级尚未上报" in early
    assert "5,000" in early or "5000" in early
    assert "已审核转报" in sent(city, "duty-pass", duty.pk)
    back = {"reason": "与海关数不符", "field": ["exports", ""], "text": ["请核对", ""], "days": "5"}
    assert "已退回补正，1 处" in sent(province, "duty-return", duty.pk, **back)
    assert "请核对" in text_of(clerk.get(reverse("desk:duty", args=[duty.pk])))
    sent(clerk, "duty-save", duty.pk, **{"f.exports": "1300", "seen": "9:x", "act": "back"})
    sent(clerk, "duty-file", duty.pk, why="按海关数改")
    shown = text_of(city.get(reverse("desk:duty", args=[duty.pk])))
    assert "比上一版改了什么" in shown
    reviewed = text_of(province.get(reverse("desk:duty", args=[duty.pk])))
    before, alike = reviewed.split("各数的报送沿革")[1].split("另有 1 个数没有改过")
    assert "1,200 万元" in before
    assert "1,300 万元" in before
    assert "5,000 万元" in alike
    assert "第 2 版 2023-04-03 " in before
    assert f"{cast.base_clerk.name} 报" in before
    assert "ferry 第" not in reviewed
    sent(city, "duty-pass", duty.pk)
    assert "已审核通过" in sent(province, "duty-accept", duty.pk)
    assert year.again(duty).state == DutyState.ACCEPTED


def test_the_history_of_a_figure_holds_earlier_periods_and_no_query_per_row(
    year: Ferry, on: On, enter: Enter, django_assert_max_num_queries: Callable[..., object]
) -> None:
    cast = year.cast
    for day, period, output in (("2023-04-03", "2023-Q1", "5000"), ("2023-07-03", "2023-Q2", "5400")):
        on(day)
        duty = year.duty("figures", period, year.base)
        clerk = enter(cast.base_clerk)
        sent(clerk, "duty-open", duty.pk)
        sent(clerk, "duty-save", duty.pk, **{"f.output": output, "f.exports": "1200", "seen": "0:x", "act": "back"})
        sent(clerk, "duty-file", duty.pk)
    city = enter(cast.city_officer)
    with django_assert_max_num_queries(40):  # type: ignore[attr-defined]
        page = text_of(city.get(reverse("desk:duty", args=[duty.pk])))
    told = page.split("各数的报送沿革")[1]
    assert "往期 1 个数" in told
    assert "2023-Q1" in told
    assert "5,000 万元" in told


def test_what_was_done_elsewhere_is_recorded_with_a_picture(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-08-20")
    half = year.duty("half-year", "2023", year.base)
    data = {"what": "更新", "where": "国家平台", "on": "2023-08-19", "said_by": "冯静"}
    clerk = enter(year.cast.base_clerk)
    bare = clerk.post(reverse("desk:duty-elsewhere", args=[half.pk]), {"once": new_key(), **data})
    assert bare.status_code == 422
    page = sent(clerk, "duty-elsewhere", half.pk, file=SimpleUploadedFile("截图.png", PNG, "image/png"), **data)
    assert "已登记外部办理" in page
    assert "截图.png" in page
    assert year.again(half).state == DutyState.ELSEWHERE


def test_a_picture_of_a_refused_record_is_kept_once_and_not_asked_for_again(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-08-20")
    half, clerk = year.duty("half-year", "2023", year.base), enter(year.cast.base_clerk)
    data = {"what": "更新", "where": "国家平台", "on": "2023-12-19", "said_by": "冯静"}
    for _ in range(2):
        picture = SimpleUploadedFile("截图.png", PNG, "image/png")
        refused = clerk.post(
            reverse("desk:duty-elsewhere", args=[half.pk]), {"once": new_key(), "file": picture, **data}
        )
        assert refused.status_code == 422
        assert "附件要重新选" not in text_of(refused)
    page = sent(clerk, "duty-elsewhere", half.pk, **(data | {"on": "2023-08-19"}))
    assert page.count("截图.png") == 1


def test_only_an_address_of_the_web_is_taken_and_drawn_as_a_link(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-08-20")
    half = year.duty("half-year", "2023", year.base)
    data = {"what": "更新", "where": "国家平台", "on": "2023-08-19", "said_by": "冯静"}
    clerk = enter(year.cast.base_clerk)
    bad = clerk.post(
        reverse("desk:duty-elsewhere", args=[half.pk]), {"once": new_key(), "link": "javascript:alert(1)", **data}
    )
    assert bad.status_code == 422
    assert "http:// 或 https://" in text_of(bad)
    sent(clerk, "duty-elsewhere", half.pk, link="https://example.org/1", **data)
    page = clerk.get(reverse("desk:duty", args=[half.pk])).content.decode()
    assert '<a href="https://example.org/1" rel="noreferrer nofollow">' in page
    assert outlink("javascript:alert(1)") == "javascript:alert(1)"


def test_an_explanation_is_judged_before_it_is_accepted_and_who_wrote_it_reads_how(
    year: Ferry, on: On, enter: Enter
) -> None:
    on("2023-04-12")
    why = "新投产两条生产线，带动产值增长，有竣工验收材料"
    values = {"output": "20000", "exports": "1", "why:large": why}
    duty = year.filed(year.duty("figures", "2023-Q1", year.base), year.cast.city_officer, values)
    city, province = enter(year.cast.city_officer), enter(year.cast.province_officer)
    page = text_of(city.get(reverse("desk:duty", args=[duty.pk])))
    assert f"核实的说明 {duty_asked(duty)} {why} 还没有判定" in page
    page = province.get(reverse("desk:duty", args=[duty.pk]))
    assert "先判定说明（1 条）" in text_of(page)
    refused = province.post(reverse("desk:duty-accept", args=[duty.pk]), {"once": new_key()})
    assert "还有 1 条说明没有判定" in text_of(refused)
    sent(province, "duty-judge", duty.pk, check="large", holds="no", reason="没有附验收材料")
    page = text_of(city.get(reverse("desk:duty", args=[duty.pk])))
    assert "已判不成立：没有附验收材料" in page
    assert f"判定说明 不成立：{duty_asked(duty)}" in page
    sent(province, "duty-judge", duty.pk, check="large", holds="yes")
    sent(province, "duty-accept", duty.pk)
    page = text_of(province.get(reverse("desk:duty", args=[duty.pk])))
    assert "已判成立" in page
    assert "不成立的写理由" not in province.get(reverse("desk:duty", args=[duty.pk])).content.decode()


def duty_asked(duty: Duty) -> str:
    version = latest_of(duty)
    assert version is not None
    return version.explanations.get().asked


def test_putting_off_and_waiving_show_their_reason_and_that_no_article_says_so(
    year: Ferry, on: On, enter: Enter
) -> None:
    on("2023-04-03")
    duty = year.duty("figures", "2023-Q1", year.base)
    province = enter(year.cast.province_officer)
    page = sent(province, "duty-extend", duty.pk, until="2023-05-05", reason="系统故障")
    assert "已延期" in page
    assert "系统故障" in page
    assert "本系统规则" in page
    page = sent(province, "duty-waive", duty.pk, reason="停产检修")
    assert "已豁免，已告知下级" in page
    assert "还有 1 步" not in page
    assert "本期已豁免。撤销后仍要报送。" in page
    assert "本期豁免：停产检修" in text_of(enter(year.cast.city_officer).get(reverse("desk:reminders")))
    page = sent(province, "duty-restore", duty.pk, reason="并没有停产")
    assert "撤销豁免或延期" in page
    assert year.again(duty).state == DutyState.DUE


def test_totals_sum_what_was_filed_and_name_who_is_missing(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-10-10")
    cast, asked = year.cast, {"c": "ferry-2023:figures:0:2023-Q3"}
    year.filed(year.duty("figures", "2023-Q3", year.base), cast.city_officer)
    page = text_of(enter(cast.city_officer).get(reverse("desk:returns-totals"), asked))
    assert "应报 1 个，已报 1 个，计入 1 个" in page
    assert (
        "辽宁省商务厅： 现报送我市2023 年三季度数据。本期应报 1 个，已报 1 个。 经汇总，产值合计 5,000.00 万元" in page
    )
    province = enter(cast.province_officer)
    page = text_of(province.get(reverse("desk:returns-totals"), asked))
    assert "应报 2 个，已报 1 个，计入 1 个" in page
    assert "大石桥渡口 未报 — —" in page
    # Nobody is above the province here: it writes to nobody, least of all to itself.
    assert "报送函" not in page
    assert province.get(reverse("desk:returns-table"), asked).content[:2] == b"PK"


def test_the_zip_of_totals_holds_what_the_letter_names(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-10-10")
    cast, asked = year.cast, {"c": "ferry-2023:figures:0:2023-Q3"}
    year.filed(year.duty("figures", "2023-Q3", year.base), cast.city_officer)
    with zipfile.ZipFile(
        io.BytesIO(enter(cast.city_officer).get(reverse("desk:returns-parcel"), asked).content)
    ) as box:
        assert set(box.namelist()) == {"报送函.txt", "汇总表.xlsx", "各单位报表/01-庄河渡口.xlsx"}
        letter = box.read("报送函.txt").decode("utf-8-sig")
        sheet = openpyxl.load_workbook(io.BytesIO(box.read("各单位报表/01-庄河渡口.xlsx"))).worksheets[0]
    assert "2. 各单位报表（1 份）" in letter
    assert any(cell.value == 5000 for row in sheet.iter_rows() for cell in row)
    with zipfile.ZipFile(
        io.BytesIO(enter(cast.province_officer).get(reverse("desk:returns-parcel"), asked).content)
    ) as box:
        assert set(box.namelist()) == {"汇总表.xlsx", "各单位报表/01-庄河渡口.xlsx"}


def test_totals_count_neither_what_is_only_supplied_nor_what_was_sent_back_nor_what_was_waived(
    year: Ferry, on: On, enter: Enter
) -> None:
    on("2023-10-10")
    cast = year.cast
    mine, other = (year.duty("figures", "2023-Q3", base) for base in (year.base, year.other))
    year.filed(mine, cast.base_clerk)

    def shown() -> str:
        asked = {"c": "ferry-2023:figures:0:2023-Q3"}
        return text_of(enter(cast.province_officer).get(reverse("desk:returns-totals"), asked))

    assert "庄河渡口 未报（下级已提供） — —" in shown()
    assert "合计 — —" in shown()
    services.pass_on(actor=cast.city_officer, duty=mine, **year.sent)
    assert "合计 5,000.00 1,200.00" in shown()
    services.send_back(
        actor=cast.province_officer, duty=mine, reason="请核对", points=[Point("output", "多写一位")], **year.sent
    )
    assert "应报 2 个，已报 1 个，计入 0 个" in shown()
    assert "庄河渡口 退回补正，未计入 — —" in shown()
    services.waive(actor=cast.province_officer, duty=other, reason="停航", **year.sent)
    assert "应报 1 个，已报 1 个，计入 0 个 1 个补正中" in shown()
    assert "大石桥渡口 豁免 — —" in shown()


def test_a_citys_totals_hold_what_its_counties_owe_and_an_area_that_is_none_is_not_asked_for(
    year: Ferry, on: On, enter: Enter
) -> None:
    on("2023-02-10")
    year.filed(year.duty("plan", "2023", year.base), year.cast.county_officer)
    client, asked = enter(year.cast.city_officer), {"c": "ferry-2023:plan:0:2023"}
    for area in ("", "210200", "2102", "²²²²²²"):
        page = text_of(client.get(reverse("desk:returns-totals"), asked | {"area": area}))
        assert "庄河渡口" in page
        assert "大石桥渡口" not in page


def test_an_article_is_written_illustrated_handed_in_taken_up_and_adopted(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-05-10")
    city, province = enter(year.cast.city_officer), enter(year.cast.province_officer)
    sent(city, "news-write", title="夜航开通", body="三条航线。", urgent="yes", urgent_why="台风损毁码头")
    article = Article.objects.get()
    sent(city, "news-picture", article.pk, file=SimpleUploadedFile("夜航.png", PNG, "image/png"))
    assert "不排队" in sent(city, "news-file", article.pk)
    assert "不排队，先办：重要信息和提问 1" in text_of(province.get(reverse("desk:returns-waiting")))
    page = text_of(province.get(reverse("desk:work")))
    assert "先办这一件 · 不排队 大连市商务局【重要信息】《夜航开通》" in page
    assert "重要：台风损毁码头" in text_of(province.get(reverse("desk:reminders")))
    sent(province, "news-review", article.pk, verdict="accept")
    assert "已采用" in sent(province, "news-adopt", article.pk)
    with zipfile.ZipFile(io.BytesIO(city.get(reverse("desk:news-parcel", args=[article.pk])).content)) as box:
        assert "图01-夜航.png" in box.namelist()
    assert year.duty("news", "2023-Q2").articles_filed == 1


def test_what_is_marked_urgent_without_saying_why_comes_back_as_it_was_typed(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-05-10")
    city = enter(year.cast.city_officer)
    typed = {"title": "渡口停航", "body": "台风过境，三条航线停航。", "urgent": "yes", "urgent_why": " "}
    bare = city.post(reverse("desk:news-write"), {"once": new_key(), **typed})
    assert bare.status_code == 422
    assert "还没有写为什么重要" in text_of(bare)
    page = bare.content.decode()
    assert 'name="urgent" value="yes" checked' in page
    assert "台风过境，三条航线停航。" in page
    assert Article.objects.count() == 0
    sent(city, "news-write", **(typed | {"urgent_why": "台风"}))
    article = Article.objects.get()
    assert article.urgent
    again = city.post(reverse("desk:news-rewrite", args=[article.pk]), {"once": new_key(), **typed, "body": "改了正文"})
    assert again.status_code == 422
    assert f'action="{reverse("desk:news-rewrite", args=[article.pk])}"' in again.content.decode()
    assert Article.objects.get().body == typed["body"]


def test_the_city_sets_by_when_it_is_fed(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-04-03")
    duty = year.duty("figures", "2023-Q1", year.base)
    page = sent(enter(year.cast.city_officer), "duty-legs", duty.pk, leg="base", days="5", every="yes")
    assert "04-10" in page


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_opens_in_both_languages(year: Ferry, on: On, enter: Enter, language: str) -> None:
    on("2023-10-20")
    for actor in (year.cast.province_officer, year.cast.city_officer, year.cast.county_officer, year.cast.base_clerk):
        client = enter(actor)
        client.cookies["jidi_language"] = language
        names = ("returns", "returns-year", "returns-waiting", "returns-totals", "news", "news-new")
        for name in names:
            assert client.get(reverse(f"desk:{name}")).status_code == 200, (name, actor.name)


def test_a_base_clerk_sees_the_own_bases_line_only(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-10-20")
    page = text_of(enter(year.cast.base_clerk).get(reverse("desk:returns")))
    assert "庄河渡口" in page
    assert "大石桥渡口" not in page


def test_a_question_stands_on_top_of_the_work_of_who_is_asked_and_its_answer_is_a_letter(
    year: Ferry, on: On, enter: Enter
) -> None:
    on("2023-04-12")
    duty = year.filed(year.duty("figures", "2023-Q1", year.base), year.cast.city_officer)
    city, province = enter(year.cast.city_officer), enter(year.cast.province_officer)
    sent(province, "duty-ask", duty.pk, text="出口额为何下降？")
    for name in ("work", "returns-waiting"):
        page = text_of(city.get(reverse(f"desk:{name}")))
        assert "不排队，先办：重要信息和提问 1" in page
        assert page.count("出口额为何下降？") == 1 + (name == "work")
    question = duty.acts.get(kind="asked")
    city.post(reverse("desk:duty-answer", args=[duty.pk, question.pk]), {"once": new_key(), "text": "淡季检修"})
    assert "不排队，先办" not in text_of(city.get(reverse("desk:work")))
    assert "已答复：淡季检修" in text_of(province.get(reverse("desk:reminders")))


def test_what_is_kept_of_a_refused_page_is_called_by_words_and_a_correction_says_why(
    year: Ferry, on: On, enter: Enter
) -> None:
    on("2023-04-12")
    duty = year.filed(year.duty("figures", "2023-Q1", year.base), year.cast.city_officer)
    province, city = enter(year.cast.province_officer), enter(year.cast.city_officer)
    points = {"field": ["output", ""], "text": ["请核对产值", "再看看"], "days": "10", "reason": "不符"}
    refused = province.post(reverse("desk:duty-return", args=[duty.pk]), {"once": new_key(), **points})
    kept = text_of(refused).partition("您填的都还在")[2]
    assert "内容 请核对产值" in kept
    assert "天数 10" in kept
    assert "理由 不符" in kept
    for code in ("output", "field", "text", "days", "reason"):
        assert code not in kept
    sent(province, "duty-return", duty.pk, field="output", text="请核对产值", days="10", reason="不符")
    changes = {"output": "6000"}
    services.save_draft(
        actor=year.cast.city_officer, duty=year.again(duty), form_id="quarter", changes=changes, revision=9, **year.now
    )
    sent(city, "duty-file", duty.pk, why="多写了一位")
    page = text_of(province.get(reverse("desk:duty", args=[duty.pk])))
    assert "多写了一位" in page.partition("比上一版改了什么")[2].partition("核查")[0][:120]


def test_a_question_is_put_and_answered(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-04-03")
    duty = year.filed(year.duty("figures", "2023-Q1", year.base), year.cast.city_officer)
    sent(enter(year.cast.province_officer), "duty-ask", duty.pk, text="出口额为何下降？")
    city = enter(year.cast.city_officer)
    page = text_of(city.get(reverse("desk:duty", args=[duty.pk])))
    assert "出口额为何下降？" in page
    question = duty.acts.get(kind="asked")
    assert "淡季停航检修" in sent(city, "duty-answer", duty.pk, question.pk, text="淡季停航检修")


def test_who_is_missing_is_one_screen_and_nobody_else_is_on_it(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-10-20")
    for duty in Duty.objects.filter(debtor_area="210200", due_on__lt=year.on, state=DutyState.DUE, link=0):
        services.waive(actor=year.cast.province_officer, duty=duty, reason="已了解", **year.sent)
    page = text_of(enter(year.cast.province_officer).get(reverse("desk:returns"), {"gap": "on"}))
    assert "营口市" in page


def test_what_was_prepared_goes_along_as_a_parcel(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-08-01")
    half = year.filed(year.duty("half-year", "2023", year.base), year.cast.base_clerk)
    clerk = enter(year.cast.base_clerk)
    assert "登记外部办理" in text_of(clerk.get(reverse("desk:duty", args=[half.pk])))
    with zipfile.ZipFile(io.BytesIO(clerk.get(reverse("desk:duty-export", args=[half.pk])).content)) as box:
        assert "产值,万元,5000" in box.read("数据.csv").decode("utf-8-sig")
        assert "产值（万元）：5000" in box.read("数据.txt").decode("utf-8-sig")


def test_what_is_done_elsewhere_is_prepared_exported_as_a_draft_and_says_what_comes_next(
    year: Ferry, on: On, enter: Enter
) -> None:
    on("2023-08-01")
    half, clerk = year.duty("half-year", "2023", year.base), enter(year.cast.base_clerk)
    assert "开始准备" in text_of(clerk.get(reverse("desk:duty", args=[half.pk])))
    year.filled(half, year.cast.base_clerk)
    page = text_of(clerk.get(reverse("desk:duty", args=[half.pk])))
    assert "以下是准备中的内容，可以先下载打包" in page
    assert "准备好了，存一版" in page
    assert "报送" not in page.partition("经过")[0].partition("还差什么才能报")[2]
    with zipfile.ZipFile(io.BytesIO(clerk.get(reverse("desk:duty-export", args=[half.pk])).content)) as box:
        assert "产值,万元,5000" in box.read("数据.csv").decode("utf-8-sig")
    assert "图一.png" in sent(clerk, "duty-picture", half.pk, file=SimpleUploadedFile("图一.png", PNG, "image/png"))
    with zipfile.ZipFile(io.BytesIO(clerk.get(reverse("desk:duty-export", args=[half.pk])).content)) as box:
        assert "附件/01-图一.png" in box.namelist()
    record = {"what": "更新", "where": "国家平台", "on": "2023-08-01", "said_by": "冯静"}
    bare = clerk.post(reverse("desk:duty-elsewhere", args=[half.pk]), {"once": new_key(), **record})
    assert "要有链接或截图" in text_of(bare)  # a picture of what is to be shown there proves nothing
    page = sent(clerk, "duty-file", half.pk)
    assert "已准备好。下一步：下载「数据和图片打包」，到" in page
    assert "已报送" not in page
    record = {
        "what": "更新",
        "where": "国家平台",
        "on": "2023-08-01",
        "said_by": "冯静",
        "link": "https://example.org/1",
    }
    assert "还没有报出" not in sent(clerk, "duty-elsewhere", half.pk, **record)


@pytest.mark.parametrize(
    ("name", "most"), [("duty", 45), ("returns-waiting", 14), ("news", 16), ("returns-totals", 24)]
)
def test_pages_read_a_bounded_number_of_times(
    year: Ferry, on: On, enter: Enter, django_assert_max_num_queries: Callable[..., object], name: str, most: int
) -> None:
    on("2023-10-10")
    duty = year.filed(year.duty("figures", "2023-Q3", year.base), year.cast.city_officer)
    client = enter(year.cast.province_officer)
    address = reverse(f"desk:{name}", args=[duty.pk] if name == "duty" else [])
    client.get(address)
    with django_assert_max_num_queries(most):  # type: ignore[attr-defined]
        client.get(address)


def test_the_reviewer_sees_which_findings_were_repaired(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-04-03")
    cast, why = year.cast, {"why:large": "新投产两条生产线，带动产值增长，有竣工验收材料"}
    duty = year.duty("figures", "2023-Q1", year.base)
    filed = year.filed(duty, cast.city_officer, {"output": "20000", "exports": "1200", **why})
    points = [services.Point("output", "请核对产值")]
    services.send_back(actor=cast.province_officer, duty=filed, reason="产值不符", points=points, **year.sent)
    services.save_draft(
        actor=cast.city_officer,
        duty=year.again(filed),
        form_id="quarter",
        changes={"output": "9000"},
        revision=9,
        **year.now,
    )
    services.hand_in(actor=cast.city_officer, duty=year.again(filed), **year.sent)
    page = text_of(enter(cast.province_officer).get(reverse("desk:duty", args=[duty.pk])))
    assert "已改好 1，仍在 0，新出现 0" in page
    assert "20,000 万元" in page
    assert "9,000 万元" in page


def test_the_board_goes_into_a_workbook_with_the_same_words(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-10-20")
    answer = enter(year.cast.province_officer).get(reverse("desk:returns-export"))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == "市"
    assert [row[0] for row in rows[2:]] == ["大连市", "营口市"]
    assert "欠 1" in rows[2]


def test_the_analysis_counts_what_the_totals_count_and_says_how_many_of_how_many(
    year: Ferry, on: On, enter: Enter, tmp_path: Path, settings: object
) -> None:
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    on("2023-10-10")
    cast = year.cast
    mine, other = (year.duty("figures", "2023-Q3", base) for base in (year.base, year.other))
    year.filed(mine, cast.base_clerk)
    year.filed(other, cast.other_city_officer, {"output": "700", "exports": "1"})

    def shown() -> str:
        rebuild(year.now["at"])
        asked = {"i": "output", "by": "city", "p": "2023-Q3", "n": "1"}
        return text_of(enter(cast.province_officer).get(reverse("desk:analysis"), asked))

    page = shown()
    assert "2023-Q3 应报 2 个，计入 1 个" in page
    assert "大连市" not in page  # the base has supplied it, the city has not filed it
    services.pass_on(actor=cast.city_officer, duty=mine, **year.sent)
    assert "合计 5,700" in shown()
    services.send_back(
        actor=cast.province_officer, duty=mine, reason="请核对", points=[Point("output", "多写一位")], **year.sent
    )
    page = shown()
    assert "合计 700" in page
    assert "与汇总同一口径" in page
    file = enter(cast.province_officer).get(reverse("desk:analysis-export", args=["csv"]), {"p": "2023-Q3", "n": "1"})
    assert "未采纳" in file.content.decode("utf-8-sig")
    assert "2023-Q3.csv" in file["Content-Disposition"]


def test_last_years_text_is_confirmed_by_its_button_before_it_is_handed_in(year: Ferry, on: On, enter: Enter) -> None:
    officer = year.cast.city_officer
    on("2023-02-10")
    year.filed(year.duty("summary", "2023"), officer)
    on("2024-02-10")
    year.compute(2024)
    duty, client = year.duty("summary", "2024"), enter(officer)
    sent(client, "duty-open", duty.pk)
    refused = client.post(reverse("desk:duty-file", args=[duty.pk]), {"once": new_key()})
    assert refused.status_code == 422
    assert "是带出的（2022 期所报" in text_of(refused)
    shown = client.get(reverse("desk:duty-form", args=[duty.pk]))
    assert 'value="hold:done"' in shown.content.decode()
    sent(client, "duty-save", duty.pk, act="hold:done")
    assert "已报送" in sent(client, "duty-file", duty.pk)
    assert "与 2022 期所报一字不差" in text_of(
        enter(year.cast.province_officer).get(reverse("desk:duty", args=[duty.pk]))
    )


def test_what_was_handed_in_below_stands_beside_what_is_sent_on_and_goes_along_as_one_zip(
    year: Ferry, on: On, enter: Enter
) -> None:
    on("2023-02-10")
    plan, onward = (year.duty("plan", "2023", year.base, link=link) for link in (0, 2))
    year.filed(plan, year.cast.county_officer)
    client = enter(year.cast.province_officer)
    assert "办了三件实事" in client.get(reverse("desk:duty", args=[onward.pk])).content.decode()
    with zipfile.ZipFile(io.BytesIO(client.get(reverse("desk:duty-export", args=[onward.pk])).content)) as box:
        assert "01-庄河渡口/数据.txt" in box.namelist()


def test_what_is_asked_for_on_paper_is_said_on_the_page_and_ticked_when_it_is_accepted(
    year: Ferry, on: On, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "paper_of", lambda duty: 1)
    on("2023-10-12")
    duty = year.filed(year.duty("figures", "2023-Q3", year.base), year.cast.city_officer)
    client, page = enter(year.cast.province_officer), reverse("desk:duty", args=[duty.pk])
    assert "还要交盖章纸质件 1 份" in text_of(client.get(page))
    assert client.post(reverse("desk:duty-accept", args=[duty.pk]), {"once": new_key()}).status_code == 422
    assert "已审核通过" in sent(client, "duty-accept", duty.pk, paper="yes")
    assert "盖章纸质件 1 份已收到" in text_of(client.get(page))


def test_a_return_may_name_a_year_or_a_cell_where_an_item_has_several(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-10-12")
    duty = year.filed(year.duty("figures", "2023-Q3", year.base), year.cast.city_officer)
    version = latest_of(duty)
    assert version is not None
    assert [[value for value, _ in within] for _, within in places_of(version)] == [["output"], ["exports"], ["staff"]]
    page = enter(year.cast.province_officer).get(reverse("desk:duty", args=[duty.pk])).content.decode()
    assert '<option value="output">产值</option>' in page
