"""Tables of this room: divisions, organisations and bodies, people and their posts, tokens."""

from __future__ import annotations

from jidi.accounts.models.divisions import Division, DivisionChange
from jidi.accounts.models.organisations import Body, BodyMember, Organisation, ParkArea
from jidi.accounts.models.passwords import PastPassword
from jidi.accounts.models.people import Appointment, Person, Post
from jidi.accounts.models.tokens import AccessToken

__all__ = [
    "AccessToken",
    "Appointment",
    "Body",
    "BodyMember",
    "Division",
    "DivisionChange",
    "Organisation",
    "ParkArea",
    "PastPassword",
    "Person",
    "Post",
]
