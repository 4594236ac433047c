"""The closed lists of this room. What a document names (titles, outcomes, kinds of entry) comes from its pack."""

from __future__ import annotations

from jidi.accounts.enums import Worded


class HostKind(Worded):
    """What a base sits in. Only a division has a code of its own; the others lie in one."""

    DIVISION = "division", "行政区划 division"
    PARK = "park", "园区 park"
    TOWN = "town", "乡镇街道 town"
    ENTERPRISE = "enterprise", "企业 enterprise"


class HolderKind(Worded):
    """Who can hold a title."""

    BASE = "base", "基地 base"
    AREA = "area", "地区 area"
    ORGANISATION = "organisation", "机构 organisation"


class LinkRole(Worded):
    """What an organisation is to a base. ``institution`` is the one whose clerks speak for the base."""

    INSTITUTION = "institution", "服务机构 service institution"
    ASSOCIATION = "association", "商协会 association"
    ENTERPRISE = "enterprise", "基地企业 enterprise of the base"


class Exactness(Worded):
    """How exactly a day is known. What is only known as a year is stored as its last day: surely so by then."""

    DAY = "day", "具体日期 the day"
    MONTH = "month", "当月 the month"
    YEAR = "year", "当年 the year"
    BY = "by", "不晚于 not later than"
    ABOUT = "about", "大约 about"


class TitleAct(Worded):
    """What can happen to a title. ``states.after`` says which may follow which."""

    ANNOUNCED = "announced", "公示 announced for objections"
    NOT_DESIGNATED = "not_designated", "未认定 not designated"
    DESIGNATED = "designated", "认定 designated"
    LISTED = "listed", "在册 found on record"
    PLAQUE = "plaque", "授牌 plaque given"
    RECEIVED = "received", "承接 received by transfer"
    ASSESSED = "assessed", "考核 assessed"
    RECTIFYING = "rectifying", "限期整改 to rectify"
    RECTIFIED = "rectified", "整改达标 rectified"
    SUSPENDED = "suspended", "暂停 suspended"
    RESUMED = "resumed", "恢复 resumed"
    RENAMED = "renamed", "更名 renamed"
    SUPPORT_ENDED = "support_ended", "停止支持 support ended"
    REVOKED = "revoked", "取消 revoked"
    TRANSFERRED = "transferred", "转移 transferred away"
    CONVERTED = "converted", "转为新称号 converted"
    GIVEN_UP = "given_up", "退出 given up"
    VOIDED = "voided", "更正（前一记录作废） entry voided"


class TitleState(Worded):
    """Where a title stands. The last five are its ends."""

    NONE = "none", "无有效记录 nothing on record"
    ANNOUNCED = "announced", "公示中 announced"
    HELD = "held", "有效 held"
    RECTIFYING = "rectifying", "整改中 rectifying"
    SUSPENDED = "suspended", "暂停 suspended"
    NOT_DESIGNATED = "not_designated", "未认定 not designated"
    REVOKED = "revoked", "已取消 revoked"
    TRANSFERRED = "transferred", "已转移 transferred"
    CONVERTED = "converted", "已转为新称号 converted"
    GIVEN_UP = "given_up", "已退出 given up"


STANDING = frozenset({TitleState.HELD, TitleState.RECTIFYING, TitleState.SUSPENDED})
"""States in which somebody has the title."""
OPEN = STANDING | {TitleState.ANNOUNCED}
"""States in which the title occupies its holder: no second row of the same title beside it."""


class Right(Worded):
    """What a suspension takes, as ``policycore.consequences`` names it."""

    TITLE = "title", "称号本身 the title itself"
    APPLY = "apply", "申报 to apply"
    RECOMMEND = "recommend", "推荐 to recommend"
    RECEIVE = "receive", "受支持 to receive support"


class Answer(Worded):
    """The answer to a line of a checklist."""

    NONE = "", "— —"
    YES = "yes", "符合 yes"
    NO = "no", "不符合 no"
    UNKNOWN = "unknown", "未核实 not verified"


class OpeningKind(Worded):
    """What else of the time before this system rules may look at (titles and incidents have tables of their own)."""

    APPLICATION = "application", "以往申报 earlier application"
    FIGURE = "figure", "基数 base-line figure"
