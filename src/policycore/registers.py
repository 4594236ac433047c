"""Registers: what has to be on record about a base or a place, and which kinds the document names for it."""

from __future__ import annotations

from enum import StrEnum

from .citation import Rule, Slug


class RegisterKind(StrEnum):
    """The registers the house keeps."""

    MECHANISM = "mechanism"
    INSTITUTION = "institution"
    SERVICE = "service"
    PLATFORM = "platform"
    ASSOCIATION = "association"
    ACTIVITY = "activity"
    PLAN = "plan"
    HONESTY = "honesty"
    INCIDENT = "incident"
    SITE = "site"
    BRAND = "brand"


class Register(Rule):
    """An entry the document asks for: the register, the set its kinds come from, who sees to it.

    ``strength: must`` flags a base without an entry; weaker ones only list it.
    """

    register_: RegisterKind
    kinds: Slug | None = None
    operators: Slug | None = None
    of: Slug = "base"
    keeper: Slug | None = None
