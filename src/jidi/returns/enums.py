"""The closed lists of this room."""

from __future__ import annotations

from jidi.accounts.enums import Worded


class DutyState(Worded):
    """Where a duty stands, as it is stored. Changed only by ``services.states.change``.

    What time alone says (not filed in time, filed late) is derived: ``queries.statuses.status_of``.
    """

    DUE = "due", "待报 due"
    FILED = "filed", "已报待审 filed"
    ACCEPTED = "accepted", "已审 accepted"
    RETURNED = "returned", "退回补正 returned"
    WAIVED = "waived", "豁免 waived"
    ELSEWHERE = "done-elsewhere", "已在外部办理 done elsewhere"
    LAPSED = "lapsed", "不再需要 no longer owed"


SETTLED = frozenset({DutyState.ACCEPTED, DutyState.WAIVED, DutyState.ELSEWHERE, DutyState.LAPSED})
"""States in which nothing waits any more."""
COUNTS = frozenset({DutyState.FILED, DutyState.ACCEPTED, DutyState.ELSEWHERE})
"""States in which what was filed is counted in sums: handed in by whoever owes it and not sent back."""
OWED = frozenset(DutyState) - {DutyState.WAIVED, DutyState.LAPSED}
"""States that count among what is owed."""


class Status(Worded):
    """What is said of a duty on a day: the words of rules (``missed``, ``late``) among them."""

    DUE = "due", "待报 due"
    FILED = "filed", "已报 filed"
    ACCEPTED = "accepted", "已审 accepted"
    RETURNED = "returned", "退回补正 returned"
    LATE = "late", "迟报 late"
    MISSED = "missed", "未报 missed"
    WAIVED = "waived", "豁免 waived"
    ELSEWHERE = "done-elsewhere", "已在外部办理 done elsewhere"
    LAPSED = "lapsed", "不再需要 no longer owed"


class LevelState(Worded):
    """Where one level of the way up stands."""

    WAITING = "waiting", "未到 not there yet"
    PASSED = "passed", "已上报 passed on"
    SKIPPED = "skipped", "未经此级 not by this level"


class About(Worded):
    """What a duty is about."""

    ITSELF = "itself", "本单位 itself"
    BASE = "base", "基地 base"
    AREA = "area", "地区 area"
    ORGANISATION = "organisation", "机构 organisation"


class ActKind(Worded):
    """What was done on a duty."""

    OPENED = "opened", "开始填报 opened"
    FILED = "filed", "报送 filed"
    PASSED = "passed", "审核转报 reviewed and passed on"
    ACCEPTED = "accepted", "审核通过 accepted"
    RETURNED = "returned", "退回补正 returned for correction"
    ASKED = "asked", "提问 asked"
    ANSWERED = "answered", "答复 answered"
    WISHED = "wished", "申请放行 asked for a release"
    RELEASED = "released", "准强制放行 released a check"
    REFUSED = "refused", "不予放行 did not release a check"
    JUDGED = "judged", "判定说明 judged an explanation"
    WAIVED = "waived", "豁免 waived"
    EXTENDED = "extended", "延期 extended"
    RESTORED = "restored", "撤销豁免或延期 took a waiver or extension back"
    ELSEWHERE = "elsewhere", "登记外部办理 recorded as done elsewhere"
    REMINDED = "reminded", "催办 reminded"
    COUNTED = "counted", "信息计入 counted an article"
    LAPSED = "lapsed", "不再需要 no longer owed"
    RAISED = "raised", "登记事项 put an event on record"
    DOCUMENT = "document", "递交文件 handed a document in"
    MET = "met", "程序办结 met by a finished matter"
    AGREED = "agreed", "会签同意 agreed to jointly"


class ArticleState(Worded):
    """Where an article stands. Changed only by ``services.articles``."""

    DRAFT = "draft", "草稿 draft"
    FILED = "filed", "已报送 handed in"
    RETURNED = "returned", "退回修改 returned"
    ACCEPTED = "accepted", "已采纳 accepted"
    DECLINED = "declined", "未采纳 not taken up"
    DISCARDED = "discarded", "草稿已弃 draft thrown away"
