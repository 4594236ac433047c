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


class VersionActKind(Worded):
    """What was done to a published version."""

    PUBLISHED = "published", "发布 published"
    REPLACED = "replaced", "由后一版本接替 replaced by a later one"
    ENDED = "ended", "停用 ended"
    WITHDRAWN = "withdrawn", "起用前撤回 withdrawn before it began"
    RESUMED = "resumed", "接替的版本撤回，继续有效 goes on, as the later one was withdrawn"
