"""The rules of this house about panels, where the documents leave the way of reviewing open: what a refusal names."""

from __future__ import annotations

from jidi.common.say import house

ONCE = house("每一步每一批只设一个评审组，专家只抽一次", "one panel for each step of a round, drawn once")
WAITING = house(
    "有等待评审的申报，才组建评审组或增列", "a panel is formed, or takes cases in, where some wait for review"
)
POOL = house("专家库由省级主管部门管理", "the pool of experts is kept by the province")
DRAW = house("评审专家随机抽取并留痕", "experts are drawn at random and on record")
STANDS = house("专家的声明和评审提交以后不再改", "what an expert declared or handed in stands")
SIZE = house("一件申报由决定的人数评审", "each case is reviewed by as many experts as decided")
DECLARE = house("先声明利害关系，再看材料", "declare interests before opening anything")
SITS = house("评审组在组建之后、结束之前开展评审", "a panel reviews from its draw until it is ended")
REPLACED = house("更换专家写明理由，另行抽取", "an expert is replaced with a reason and by a new draw")
COMPLETE = house("抽到的专家都评完，评审才结束", "a review ends once everybody drawn has reviewed")
SHEET = house("评分或意见填写完整后才提交", "points or opinion are complete before they are handed in")
OWN_SEAT = house("专家只评本人抽到的申报", "an expert reviews what they were drawn for")
