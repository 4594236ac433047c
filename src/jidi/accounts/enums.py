"""The closed lists of this room."""

from __future__ import annotations

from django.db import models

from jidi.common.say import Say


class Worded(models.TextChoices):
    """Choices whose label is the Chinese word, a space, and the English ones."""

    @property
    def say(self) -> Say:
        """The label as a pair of words."""
        zh, _, en = str(self.label).partition(" ")
        return Say(zh, en)


class Tier(Worded):
    """Level of a division or of an authority. ``none`` is for what has no level: enterprises, chambers, parks."""

    NATION = "nation", "国家 national"
    PROVINCE = "province", "省级 provincial"
    CITY = "city", "市级 city"
    COUNTY = "county", "县级 county"
    NONE = "none", "无级别 without level"


class OrgKind(Worded):
    """What sort of organisation it is."""

    AUTHORITY = "authority", "主管部门 authority in charge"
    DEPARTMENT = "department", "其他部门 other department"
    GOVERNMENT = "government", "人民政府 people's government"
    PARK = "park", "园区 park"
    INSTITUTION = "institution", "基地服务机构或事业单位 institution"
    CHAMBER = "chamber", "商协会 chamber or association"
    ENTERPRISE = "enterprise", "企业 enterprise"
    MINISTRY = "ministry", "国家部委 ministry"
    OTHER = "other", "其他 other"


LEVELLED = frozenset({OrgKind.AUTHORITY, OrgKind.DEPARTMENT, OrgKind.GOVERNMENT})
"""Kinds that stand at a level of administration; a pack finds them by organ word and tier."""


class BodyKind(Worded):
    """A body that decides or co-ordinates by meeting."""

    PARTY_GROUP = "party_group", "党组会 party group"
    JOINT_CONFERENCE = "joint_conference", "联席会议 joint conference"
    LEADING_GROUP = "leading_group", "领导小组 leading group"
    OTHER = "other", "其他 other"


class Duty(Worded):
    """What a post is there for."""

    PROVINCE_OFFICER = "province_officer", "省级经办 provincial officer"
    CITY_OFFICER = "city_officer", "市级经办 city officer"
    COUNTY_OFFICER = "county_officer", "县级经办 county officer"
    BASE_CLERK = "base_clerk", "基地经办 base clerk"
    ENTERPRISE = "enterprise", "企业经办 enterprise"
    CHAMBER = "chamber", "商协会经办 chamber"
    EXPERT = "expert", "评审专家 expert"
    DECIDER = "decider", "决策人员 decider"
    OTHER_DEPARTMENT = "other_department", "其他部门经办 officer of another department"
    AUDITOR = "auditor", "监督审计 auditor"
    SYSTEM_ADMIN = "system_admin", "系统管理员 system administrator"
    SECURITY_ADMIN = "security_admin", "安全管理员 security administrator"
    AUDIT_ADMIN = "audit_admin", "审计管理员 audit administrator"


ADMINISTRATORS = frozenset({Duty.SYSTEM_ADMIN, Duty.SECURITY_ADMIN, Duty.AUDIT_ADMIN})
"""The three administrators: apart from each other and from all business (三员分立)."""

AREA_DUTIES = frozenset(
    {
        Duty.PROVINCE_OFFICER,
        Duty.CITY_OFFICER,
        Duty.COUNTY_OFFICER,
        Duty.DECIDER,
        Duty.OTHER_DEPARTMENT,
        Duty.AUDITOR,
    }
)
"""Duties that work on an area. The others work on their own organisation, or on what they were invited to."""
