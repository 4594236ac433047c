"""The tags: each escapes what it shows, speaks both languages, and says a state by shape, word and colour."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from jidi.common.say import Basis, Cite, Say, house
from jidi.web.shared.parts import (
    Badge,
    Chip,
    Choice,
    Dash,
    DiffRow,
    FigureCell,
    Filter,
    Finding,
    Link,
    MissingItem,
    Problem,
    Reason,
    Row,
    Severity,
    State,
    StepCell,
    Tab,
    TimelineEntry,
    Way,
    WorkGroup,
    WorkRow,
    provisional,
)

EVIL = "<script>x</script>"
ESCAPED = "&lt;script&gt;x&lt;/script&gt;"
TODAY = date(2026, 10, 12)


def draw(text: str, language: str = "zh-hans", **values: Any) -> str:
    """Render a template text as a page of the desk would."""
    values.setdefault("today", TODAY)
    with translation.override(language):
        return Template("{% load jd jdforms %}" + text).render(Context(values))


def test_t_chooses_the_language_and_escapes_values() -> None:
    source = '{% t "共 {n} 项" "{n} items" n=n %}'
    assert draw(source, n=3) == "共 3 项"
    assert draw(source, "en", n=3) == "3 items"
    assert draw(source, n=EVIL) == f"共 {ESCAPED} 项"


def test_say_speaks_and_escapes() -> None:
    assert draw("{{ x|say }}", "en", x=Say("市", "city")) == "city"
    assert draw("{{ x|say }}", x=Say(EVIL)) == ESCAPED


def test_a_state_is_told_by_shape_word_and_colour() -> None:
    drawn = draw("{% badge b %}", b=Badge(State.LATE, Say("逾期 3 天", "3 days overdue")))
    assert 'class="jd-badge jd-badge--late"' in drawn
    assert "<svg" in drawn
    assert "逾期 3 天" in drawn
    assert draw("{% badge b %}", b=None) == ""


def test_what_is_still_being_worked_on_is_half_a_dot() -> None:
    half = Badge(State.GOING, Say("填报中"), half=True)
    assert half.shape != Badge(State.GOING, Say("已报")).shape
    assert Badge(State.DONE, Say("办结"), half=True).shape == Badge(State.DONE, Say("办结")).shape


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_its_own_look(state: State) -> None:
    assert f"jd-badge--{state}" in draw("{% badge b %}", b=Badge(state, EVIL))
    assert ESCAPED in draw("{% badge b %}", b=Badge(state, EVIL))


@pytest.mark.parametrize("severity", list(Severity))
def test_every_severity_has_its_word(severity: Severity) -> None:
    assert severity.word.zh in draw("{% severity s %}", s=severity)


def test_a_chip_with_more_to_say_opens_without_script() -> None:
    chip = Chip(
        Say("第某条"),
        gist=Say("要旨", "gist"),
        source="某文",
        reasons=(Reason(Say("上期漏报"), Say("计 1")), Reason(Say("本期未到"), open=True)),
        href="/a/",
        original="/o/",
    )
    drawn = draw("{% chip c %}", c=chip)
    assert drawn.startswith('<details class="jd-chip"><summary>第某条</summary>')
    for part in ("要旨", "某文", "本案怎么得出", "计 1", "未定", 'href="/a/"', "打开条文页", 'href="/o/"', "原文"):
        assert part in drawn
    assert "How this case came to it" in draw("{% chip c %}", "en", c=chip)


def test_a_chip_with_nothing_more_is_a_link_or_words() -> None:
    assert draw("{% chip c %}", c=Chip("第某条", href="/a/")) == (
        '<a class="jd-chip jd-chip--flat" href="/a/">第某条</a>'
    )
    assert draw("{% chip c %}", c=Chip("第某条")) == '<span class="jd-chip jd-chip--flat">第某条</span>'
    assert draw("{% chip c %}", c=None) == ""


def test_a_chip_escapes_everything_it_shows() -> None:
    chip = Chip(EVIL, gist=EVIL, source=EVIL, reasons=(Reason(EVIL, EVIL),), href='"><script>', original=EVIL)
    dash = Dash(EVIL, EVIL, EVIL)
    assert "<script>" not in draw("{% chip c d %}", c=chip, d=dash)


def test_a_citation_becomes_its_chip() -> None:
    assert "本系统规则" in draw("{% chip c %}", c=house("同一操作只执行一次", "once only"))
    assert "同一操作只执行一次" in draw("{% chip c %}", c=house("同一操作只执行一次", "once only"))
    assert "once only" in draw("{% chip c %}", "en", c=house("同一操作只执行一次", "once only"))
    article = Cite(Say("第某条"), Basis.ARTICLE, "a-pack", "17.2")
    assert "第某条" in draw("{% chip c %}", c=article)
    assert "某法" in draw("{% chip c %}", c=Cite(Say("某法"), Basis.LAW))


def test_a_dashed_chip_says_why_and_whether_anybody_decided() -> None:
    drawn = draw("{% chip d %}", d=provisional(2027))
    assert "暂定" in drawn
    assert "2027 年放假安排尚未公布" in drawn
    assert "jd-dash--open" in draw("{% chip d %}", d=Dash("未定", open=True))


def test_a_due_day_says_what_is_left_and_turns_red_when_past() -> None:
    assert "还有 3 天" in draw("{% due d %}", d=date(2026, 10, 15))
    late = draw("{% due d %}", d=date(2026, 9, 30))
    assert "jd-when--late" in late
    assert "逾期 12 天" in late
    assert "剩 4 个工作日" in draw("{% due d w %}", d=date(2026, 10, 15), w=Say("剩 4 个工作日"))
    assert "暂定" in draw("{% due d dash=x %}", d=date(2027, 1, 15), x=provisional(2027))
    assert "—" in draw("{% due d %}", d=None)


def test_a_due_day_of_what_is_done_stands_alone_and_is_never_red() -> None:
    drawn = draw("{% due d w %}", d=date(2026, 9, 30), w=None)
    assert "09-30" in drawn
    assert "逾期" not in drawn
    assert "jd-when--late" not in drawn


def test_a_figure_stands_with_its_unit_and_a_missing_one_without() -> None:
    assert draw('{% figure v "亿元" %}', v=Decimal("1214.5")) == '<span class="jd-num">1,214.5 亿元</span>'
    assert draw('{% figure v "亿元" %}', v=None) == '<span class="jd-num">—</span>'
    assert draw("{{ at|moment }} {{ on|day }}", at=datetime(2026, 10, 9, 9, 42, tzinfo=UTC), on=TODAY) == (
        "2026-10-09 17:42 2026-10-12"
    )
    assert draw("{{ at|moment }}{{ on|day }}", at=None, on=None) == "——"


def test_a_panel_has_a_heading_and_escapes_only_what_is_not_its_content() -> None:
    drawn = draw(
        '{% panel title meta=m chip=c acts=acts name="x" kind="act" %}<i>{{ inner }}</i>{% endpanel %}',
        title=Say(EVIL),
        m="7 项",
        c=Chip("第某条"),
        acts=(Link("看", "/look/"), Link(Say("办"), "/do/", main=True)),
        inner=EVIL,
    )
    assert f"<h2>{ESCAPED}</h2>" in drawn
    assert f"<i>{ESCAPED}</i>" in drawn
    assert 'id="x"' in drawn
    assert "jd-panel--act" in drawn
    assert 'href="/look/"' in drawn
    assert "jd-btn--main" in drawn
    assert "<h2>Title</h2>" in draw('{% panel "标题" "Title" body=False %}x{% endpanel %}', "en")


def steps() -> tuple[StepCell, ...]:
    return (
        StepCell(Say("准备", "Prepare"), "done", Say("县局")),
        StepCell(Say("初审", "Review"), "current", due=Say("10-15 前"), late=True, chips=(Chip("第某条"),)),
        StepCell(Say("考察", "Visit"), "later", optional=True),
        StepCell(Say("认定", "Designate"), "later", lines=(EVIL,)),
    )


def test_the_step_bar_is_a_list_with_one_current_step() -> None:
    drawn = draw("{% stepbar steps %}", steps=steps())
    assert drawn.startswith("<ol")
    assert drawn.count('aria-current="step"') == 1
    assert "还有 2 步：考察（视情）、认定" in drawn
    assert "jd-steps__maybe" in drawn
    assert ESCAPED in drawn
    assert "2 more: Visit (if needed), Designate" in draw("{% stepbar steps %}", "en", steps=steps())


def test_what_is_missing_says_why_and_where_to_mend_it() -> None:
    items = (
        MissingItem(Say("没有结论"), Say("未回函"), Link("再发函", "/ask/"), open=True),
        MissingItem(EVIL),
    )
    drawn = draw("{% missing_list items closing %}", items=items, closing=Say("已齐：64 / 64"))
    for part in ("没有结论", "未回函", 'href="/ask/"', "不能判断", ESCAPED, "已齐：64 / 64"):
        assert part in drawn


def test_the_course_of_events_shows_verbs_in_bold_and_refused_attempts() -> None:
    entries = (
        TimelineEntry(datetime(2026, 10, 9, 9, 42, tzinfo=UTC), "王某", Say("再报"), way=Way.ON, words=EVIL),
        TimelineEntry(datetime(2025, 9, 17, 0, 30, tzinfo=UTC), "于某", Say("未准"), more="已记录"),
    )
    drawn = draw("{% timeline entries %}", entries=entries)
    for part in ("10-09 17:42", "2025-09-17 08:30", "<b>再报</b>", "jd-times__on", "jd-times__other", ESCAPED):
        assert part in drawn


def test_differences_are_struck_and_underlined() -> None:
    rows = (DiffRow("2.3", "14", "11", "补正点 1"), DiffRow("2.5", "", EVIL), DiffRow("2.6", "旧", ""))
    drawn = draw("{% diff rows %}", rows=rows)
    for part in ('<del class="jd-del">14</del>', '<ins class="jd-ins">11</ins>', "未填", "已删", ESCAPED, "补正点 1"):
        assert part in drawn
    assert draw("{% changed a b %}", a="14 家", b="11 家") == (
        '<del class="jd-del">14</del><ins class="jd-ins">11</ins> 家'
    )
    assert draw("{% changed a b %}", a="", b=EVIL).startswith('<del class="jd-del">未填</del>')
    assert "<script>" not in draw("{% changed a b %}", a=EVIL, b="y")


def test_a_work_list_is_grouped_and_ends_with_one_action() -> None:
    groups = (
        WorkGroup(
            Say("逾期"),
            (
                WorkRow(
                    EVIL,
                    date(2026, 9, 30),
                    href="/m/",
                    holder="甲局",
                    holder_note="已催 2 次",
                    chips=(Chip("第某条"),),
                    step=Link("催办", "/do/"),
                ),
            ),
            late=True,
        ),
    )
    drawn = draw("{% worklist groups %}", groups=groups)
    for part in ("逾期", ESCAPED, 'href="/m/"', "甲局", "已催 2 次", "第某条", "催办", 'scope="col"'):
        assert part in drawn


def test_findings_lead_to_their_cell() -> None:
    drawn = draw(
        "{% findings found %}",
        found=(Finding(Severity.MUST, "第 1 项", EVIL, "规则", "cell-1", (Chip("第某条"),), Say("已说明")),),
    )
    for part in ("强制", ESCAPED, 'href="#cell-1"', "规则", "第某条", "已说明"):
        assert part in drawn


def test_small_parts_show_what_they_are_given() -> None:
    assert "<b>40</b>" in draw("{% figures_row c %}", c=(FigureCell("应报", "40", "85.0%", link=Link("看", "/x/")),))
    assert "jd-red" in draw("{% figures_row c %}", c=(FigureCell("未报", "6", tone="red"),))
    assert 'aria-current="true"' in draw("{% tabs t %}", t=(Tab("内容", "/a/", current=True, count="9"),))
    assert 'aria-current="page"' in draw("{% crumbs l h %}", l=(Link("申报", "/a/"),), h=Say("案卷"))
    assert "<dd>—</dd>" in draw("{% facts r %}", r=(Row("机构", ""),))
    assert "jd-kv--ruled" in draw("{% facts r ruled=True %}", r=(Row("机构", EVIL, (Chip("第某条"),)),))
    assert "看日历" in draw("{% empty w n l c %}", w=Say("没有"), n="下一个", l=Link("看日历", "/c/"), c=Chip("第某条"))
    assert 'class="jd-tag"' in draw("{% kind k %}", k=Say("国家级"))
    assert "jd/icons.svg#bell" in draw('{% icon "bell" %}')
    assert "jd-btn--small" in draw('{% button l "small" %}', l=Link("打印", "/p/", icon="printer"))


def test_pages_are_turned_by_number_and_keep_the_filters() -> None:
    request = RequestFactory().get("/list/", {"level": "p", "page": "3"})
    drawn = draw("{% pager page %}", page=Paginator(range(620), 50).page(3), request=request)
    assert "共 620 条" in drawn
    assert 'href="?level=p&amp;page=4"' in drawn
    assert 'aria-current="page">3<' in drawn


def test_the_error_summary_counts_and_leads_to_the_fields() -> None:
    drawn = draw('{% error_summary p number="E-7Q2K" %}', p=(Problem("少 1 位", "phone"), Problem(EVIL)))
    for part in ("没有存上：2 处要改", 'href="#phone"', ESCAPED, "您填的都还在。", "E-7Q2K", 'tabindex="-1"'):
        assert part in drawn
    assert draw("{% error_summary p %}", p=()).strip() == ""


class Contact(forms.Form):
    phone = forms.CharField(label="电话", help_text="手机", error_messages={"required": "请填写电话"})
    kind = forms.ChoiceField(label="类别", choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect, required=False)
    agree = forms.BooleanField(label="同意", required=False)
    text = forms.CharField(label="说明", widget=forms.Textarea, required=False)
    level = forms.ChoiceField(label="级别", choices=[("p", "省级")], required=False)


def test_a_field_names_its_error_at_the_field() -> None:
    form = Contact({})
    drawn = draw('{% field f "个" hint=h %}', f=form["phone"], h=Say("写 11 位"))
    for part in (
        'aria-invalid="true"',
        'aria-describedby="id_phone-hint id_phone-error"',
        "请填写电话",
        "写 11 位",
        "个",
    ):
        assert part in drawn
    assert 'class="jd-input"' in drawn
    assert "电话：请填写电话" in draw("{% error_summary f %}", f=form)


def test_each_kind_of_field_has_its_look() -> None:
    form = Contact()
    assert "jd-area" in draw("{% field f wide=True %}", f=form["text"])
    assert "jd-select" in draw("{% field f %}", f=form["level"])
    assert draw("{% field f %}", f=form["kind"]).count("jd-check") == 3
    assert "<span>同意</span>" in draw("{% field f %}", f=form["agree"])


def test_a_choice_that_cannot_be_made_says_what_is_missing() -> None:
    of = (Choice("a", "同意", why_not="还差 3 项"), Choice("b", "退回", "只开放下列", chosen=True), Choice("c", EVIL))
    drawn = draw('{% choices "answer" of %}', of=of)
    assert drawn.count("disabled") == 1
    assert drawn.count("checked") == 1
    for part in ("还差 3 项", "只开放下列", ESCAPED):
        assert part in drawn


def test_filters_show_their_value() -> None:
    of = (Filter("level", "级别", (("", "全部"), ("p", Say("省级"))), "p"),)
    drawn = draw("{% filters of note %}", of=of, note="截至 10-12")
    assert '<option value="p" selected>省级</option>' in drawn
    assert "截至 10-12" in drawn


def test_a_form_that_writes_carries_token_and_key() -> None:
    drawn = draw("{% keys %}{% keys %}", request=RequestFactory().get("/"))
    assert drawn.count('name="csrfmiddlewaretoken"') == 2
    keys = {part.split('"')[0] for part in drawn.split('name="once" value="')[1:]}
    assert len(keys) == 2
