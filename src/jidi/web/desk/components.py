"""The component page: every part of the pages once, to look at beside the pictures. In the demo and in tests only."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from jidi.common.clock import clock
from jidi.common.say import Say
from jidi.web.desk.http import page, reads
from jidi.web.shared.parts import (
    Badge,
    Chip,
    ChipKind,
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

HERE = "#"
PLACE = Say("甲市（某产品）", "City A (product)")
ARTICLE = Chip(
    Say("第某条（二）", "Article X (2)"),
    gist=Say(
        "连续两期没有按要求报数据，主管部门可以直接取消其资格。",
        "Where data are not filed twice in a row, the authority may revoke the title at once.",
    ),
    source=Say("某文〔2000〕1 号，第 3 版", "Document 2000-1, version 3"),
    reasons=(
        Reason(Say("上一期漏报（07-15 未报）", "last period missed (nothing by 07-15)"), Say("计 1", "counts 1")),
        Reason(Say("本期 10-15 截止，填报中", "this period ends 10-15, being filled"), open=True),
        Reason(Say("连续漏报 = 1", "missed in a row = 1"), Say("未满 2", "below 2")),
    ),
    href=HERE,
    original=HERE,
)
SHORT = Chip(Say("第某条", "Article X"), href=HERE)
LAW = Chip(Say("某法第八条", "Act Y, section 8"), ChipKind.LAW)
HOUSE = Chip(
    Say("本系统规则", "Rule of this house"),
    ChipKind.HOUSE,
    Say("同一操作只执行一次", "One command is carried out once"),
)
OPEN = Dash(
    Say("待定项，未定", "open point, undecided"),
    Say("天数由发文机关决定；现在还没有决定。", "The issuer decides the number of days and has not yet."),
    HERE,
    open=True,
)
DECIDED = Dash(
    Say("待定项，01-06 定", "open point, decided 01-06"),
    Say("由发文机关 01-06 决定。", "Decided by the issuer on 01-06."),
)

GROUPS: tuple[tuple[Say, tuple[Badge, ...]], ...] = (
    (
        Say("未到办理", "not yet"),
        (
            Badge(State.NONE, Say("不适用", "n/a")),
            Badge(State.WAIT, Say("未开放", "not open")),
            Badge(State.WAIT, Say("未到期", "not due")),
            Badge(State.WAIT, Say("待报", "to file")),
        ),
    ),
    (
        Say("在办", "under way"),
        (
            Badge(State.GOING, Say("填报中 41%", "filling 41 %"), half=True),
            Badge(State.GOING, Say("市级初审中", "city review"), half=True),
            Badge(State.GOING, Say("已报待审", "filed, to review")),
            Badge(State.GOING, Say("公示中", "public notice")),
        ),
    ),
    (
        Say("办结", "done"),
        (
            Badge(State.DONE, Say("市已审", "city approved")),
            Badge(State.DONE, Say("已认定", "designated")),
            Badge(State.DONE, Say("在册", "registered")),
        ),
    ),
    (Say("退回", "returned"), (Badge(State.BACK, Say("退回补正 2 处", "2 points to correct")),)),
    (
        Say("留意", "watch"),
        (
            Badge(State.WATCH, Say("将到期", "due soon")),
            Badge(State.WATCH, Say("限期整改 余 42 天", "rectifying, 42 days left")),
            Badge(State.WATCH, Say("不能判断", "undetermined")),
        ),
    ),
    (
        Say("逾期", "late"),
        (
            Badge(State.LATE, Say("逾期 12 天", "12 days overdue")),
            Badge(State.LATE, Say("否决情形成立", "veto holds")),
        ),
    ),
    (
        Say("终局不利", "final, adverse"),
        (Badge(State.FINAL, Say("漏报", "missed")), Badge(State.FINAL, Say("取消命名", "revoked"))),
    ),
)

STEPS = (
    StepCell(
        Say("县区准备", "County prepares"),
        "done",
        Say("甲县商务局", "County A"),
        (Say("09-11 报送；退回补正 1 次", "sent 09-11; returned once"),),
        chips=(SHORT,),
    ),
    StepCell(
        Say("市级初审", "City review"),
        "current",
        Say("甲市商务局 · 某某", "City A"),
        due=Say("10-15 前办结，剩 4 个工作日", "by 10-15, 4 working days left"),
        chips=(SHORT,),
    ),
    StepCell(Say("专家评审", "Expert review"), "later", Say("省商务厅", "Province"), chips=(SHORT,)),
    StepCell(
        Say("实地考察", "Site visit"),
        "later",
        Say("省商务厅", "Province"),
        (Say("视情进行，可跳过", "only if needed"),),
        optional=True,
        chips=(SHORT,),
    ),
    StepCell(Say("复核", "Re-check"), "later", Say("省商务厅", "Province"), chips=(SHORT,)),
    StepCell(Say("认定", "Designation"), "later", Say("省商务厅", "Province"), chips=(SHORT, OPEN)),
)

MISSING = (
    MissingItem(
        Say("近三年环保情况尚无结论", "No finding on environment yet"),
        Say("生态环境局 09-30 起未回函", "no reply since 09-30"),
        Link(Say("再次发函", "Ask again"), HERE),
        open=True,
    ),
    MissingItem(
        Say("核实说明 1 条未判定：出口额同比 +61.8%", "1 explanation not judged: exports +61.8 %"),
        Say("见「三、统计数据」", "see part 3"),
        Link(Say("去判定", "Judge"), HERE),
    ),
    MissingItem(
        Say("初审意见未填写", "No opinion written"), Say("右侧", "at the right"), Link(Say("去填写", "Write"), HERE)
    ),
)
CLOSING = Say("已齐：申报表必填项 64 / 64；材料 9 / 9，均可打开。", "Complete: 64 of 64 fields, 9 of 9 documents.")

CHOICES = (
    Choice("agree", Say("同意上报", "Forward"), why_not=Say("还差 3 项，办齐后可选", "3 items are missing")),
    Choice("return", Say("退回补正", "Return"), Say("只开放下列各处", "only the points below unlock"), chosen=True),
    Choice(
        "refuse",
        Say("不予上报", "Refuse"),
        Say("案卷终止，须写明理由和条文", "ends the case; needs reason and article"),
    ),
)

FINDINGS = (
    Finding(
        Severity.MUST,
        Say("第 1 项　特色产品总产值", "Item 1"),
        Say("216.05 大于总产值 214.30，多 1.75 亿元。请核对两数。", "216.05 exceeds the total of 214.30 by 1.75."),
        Say("规则：特色产品总产值 ≤ 总产值", "rule: part ≤ total"),
        "cell-error",
        (SHORT,),
    ),
    Finding(
        Severity.NEAR,
        Say("第 23 项　去年数与去年报的不同", "Item 23"),
        Say("去年报 21 个，今年改为 19 个。", "21 last year, 19 now."),
    ),
    Finding(
        Severity.VERIFY,
        Say("第 3 项　+62.4%", "Item 3"),
        Say("同比超过 ±50%，请说明。", "Over ±50 %: please explain."),
        Say("规则：ABS(同比) ≤ 50%", "rule: ABS(YOY) ≤ 50 %"),
    ),
    Finding(Severity.HINT, Say("第 11 项", "Item 11"), Say("今年起自动计算。", "Computed from this year on.")),
)

DIFFERENCES = (
    DiffRow(Say("2.3 认证企业", "2.3"), "14", "11", Say("补正点 1", "point 1")),
    DiffRow(Say("2.5 境外商标", "2.5"), "", "4", Say("补正点 2", "point 2")),
    DiffRow(Say("附件 7", "File 7"), "", "参展清单.xlsx", Say("补正点 3", "point 3")),
)


def _timeline() -> tuple[TimelineEntry, ...]:
    at = datetime(2026, 10, 9, 9, 42, tzinfo=UTC)
    return (
        TimelineEntry(
            at,
            "王某",
            Say("补正后再报", "sent again"),
            Say("改 3 处，答复 3 / 3", "3 changes, 3 answers"),
            Say("第 2 版 · 摘要 7d1e…90ab ·", "version 2 · digest 7d1e…90ab ·"),
            way=Way.ON,
            chips=(SHORT,),
        ),
        TimelineEntry(
            at - timedelta(days=21),
            "刘某",
            Say("退回补正", "returned"),
            Say("3 处，限 10-10 前", "3 points, until 10-10"),
            words=Say("认证企业数与附件 4 名单不符，请核。", "The number differs from file 4."),
            way=Way.BACK,
            chips=(SHORT,),
        ),
        TimelineEntry(
            at - timedelta(days=22),
            "",
            Say("未准：", "Not allowed:"),
            Say("乙市商务局 于某 试图打开，非本市案卷", "somebody of City B tried to open a matter of another city"),
            Say("已记录", "recorded"),
        ),
    )


def _work(today: date) -> tuple[WorkGroup, ...]:
    act = Link(Say("催办", "Remind"), HERE)
    return (
        WorkGroup(
            Say("逾期", "Overdue"),
            (
                WorkRow(
                    Say("甲市（某产品）上半年数据", "City A: half-year data"),
                    today - timedelta(days=12),
                    why=Say("尚未更新上半年数据", "not updated yet"),
                    href=HERE,
                    holder=Say("甲市商务局 待报", "City A, to file"),
                    holder_note=Say("已催 2 次，最近 10-08", "reminded twice, last 10-08"),
                    chips=(ARTICLE,),
                    step=act,
                ),
            ),
            late=True,
        ),
        WorkGroup(
            Say("本周", "This week"),
            (
                WorkRow(
                    Say("乙县（某产品）申报 · 市级初审", "County B: city review"),
                    today + timedelta(days=3),
                    Say("剩 4 个工作日", "4 working days left"),
                    Say("补正后再报，3 处补正已全部答复", "sent again, all 3 points answered"),
                    HERE,
                    Say("乙县商务局 10-09 报送", "County B sent it 10-09"),
                    chips=(SHORT,),
                    step=Link(Say("去初审", "Review"), HERE, main=True),
                ),
            ),
        ),
        WorkGroup(
            Say("以后", "Later"),
            (
                WorkRow(
                    Say("四季度数据", "Fourth quarter data"),
                    today + timedelta(days=95),
                    href=HERE,
                    holder=Say("由本局报送", "we file it"),
                    chips=(SHORT,),
                    step=Link(Say("查看", "View"), HERE),
                    dash=provisional(today.year + 1),
                ),
            ),
        ),
    )


def context(today: date) -> dict[str, Any]:
    """Everything the component page shows."""
    return {
        "groups": GROUPS,
        "severities": tuple(Severity),
        "kinds": (Say("国家级", "national"), Say("省级", "provincial"), Say("义务", "duty"), Say("事由", "ground")),
        "article": ARTICLE,
        "short": SHORT,
        "law": LAW,
        "house": HOUSE,
        "open": OPEN,
        "decided": DECIDED,
        "provisional": provisional(today.year + 1),
        "place": PLACE,
        "steps": STEPS,
        "missing": MISSING,
        "closing": CLOSING,
        "choices": CHOICES,
        "findings": FINDINGS,
        "differences": DIFFERENCES,
        "timeline": _timeline(),
        "work": _work(today),
        "tabs": (
            Tab(Say("申报内容", "Content"), HERE, current=True),
            Tab(Say("材料", "Documents"), HERE, count="9"),
            Tab(Say("经过", "History"), HERE, count="11"),
        ),
        "crumbs": (Link(Say("申报认定", "Applications"), HERE), Link(Say("某年认定", "A round"), HERE)),
        "figures": (
            FigureCell(Say("应报（基地）", "Due (bases)"), "40"),
            FigureCell(Say("已报", "Filed"), "34", "85.0%"),
            FigureCell(Say("未报", "Not filed"), "6", Say("还有 3 天", "3 days left"), "red"),
            FigureCell(Say("待定项", "Open points"), "2", Say("项未定", "undecided"), "amber"),
            FigureCell(Say("应填数据格", "Cells"), "1,148", "/ 1,280"),
        ),
        "filters": (
            Filter("period", Say("期间", "Period"), (("q3", Say("三季度", "Q3")), ("q2", Say("二季度", "Q2"))), "q3"),
            Filter("level", Say("级别", "Level"), (("", Say("全部", "All")), ("p", Say("省级", "provincial")))),
        ),
        "problems": (
            Problem(Say("第 1 项 总产值：216.05 大于 214.30", "Item 1: 216.05 exceeds 214.30"), "cell-error"),
            Problem(Say("第 14 项 利润水平：写了「8.3%」，只写数字 8.3", "Item 14: write 8.3 without %"), "cell-typed"),
        ),
        "rows": (
            Row(Say("依据", "Basis"), Say("两期漏报", "two periods missed"), (ARTICLE,)),
            Row(Say("决定会议", "Meeting"), Say("10-20，纪要已附", "10-20, minutes attached")),
        ),
        "acts": (Link(Say("全部展开", "Open all"), HERE), Link(Say("导出 Excel", "Export"), HERE)),
        "pages": Paginator(range(620), 50).page(3),
        "link": Link(Say("看全年日历", "See the year"), HERE),
    }


@reads
def components(request: HttpRequest) -> HttpResponse:
    """Show every component in all its states."""
    return page(request, "desk/components.html", context(clock.today()))
