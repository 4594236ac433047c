"""The closed lists of this room."""

from __future__ import annotations

from jidi.accounts.enums import Worded


class VersionStatus(Worded):
    """Where a version of a pack stands. Only a draft may still change."""

    DRAFT = "draft", "草稿 draft"
    PUBLISHED = "published", "已发布 published"
    WITHDRAWN = "withdrawn", "已撤回 withdrawn"


class DecisionScope(Worded):
    """How far a decision on an open point reaches; the words are those of ``policycore.open_points.Scope``."""

    CASE = "case", "本案 this case"
    ROUND = "round", "本轮 this round"
    AREA = "area", "本地区 this area"
    YEAR = "year", "本年度 this year"
    PACK = "pack", "全文件 the whole document"
