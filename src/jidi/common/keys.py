"""Idempotency keys: a command sent twice is carried out once.

A page that writes carries a fresh key. The first arrival does the work; a second one (double click, retry after a
lost answer) gets the stored result of the first. The key lies in the same transaction as the work: both stand or
neither.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from jidi.common.digests import canonical, digest
from jidi.common.models import OnceOnly
from jidi.common.reading import forget
from jidi.common.say import Refused, Say, house

_KEY = re.compile(r"^[A-Za-z0-9_-]{16,64}$")
RULE = house("同一操作只执行一次", "one command is carried out once")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command answered, and whether it was carried out just now (``fresh``) or before."""

    result: Any
    fresh: bool


def new_key() -> str:
    """A fresh key for a page that will write."""
    return secrets.token_urlsafe(24)


def once(*, key: str, who: str, what: str, at: datetime, work: Callable[[], Any], content: Any = None) -> Outcome:
    """Carry out ``work`` unless the same command came before under this key; return its (first) result.

    Must be called inside the caller's transaction. ``who`` is the actor's key, ``what`` the command, ``content`` what
    was asked (digested, not stored). ``work`` returns plain data (ids, not rows). Raises Refused when the key is
    malformed, or belongs to another person, another command or another content.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("once() needs the caller's transaction: key and work stand or fall together")
    if not _KEY.match(key):
        raise _refused(
            "该页面缺少操作标识或标识不完整。", "The page carries no complete key for this command.", "bad-key"
        )
    asked = digest(content)
    # A savepoint around both: a caller that catches the refusal of `work` and goes on leaves no key without work.
    with transaction.atomic(), connection.cursor() as cursor:
        # The row comes first: on PostgreSQL a second arrival waits here until the first has ended.
        cursor.execute(_TAKE, [key, who, what, asked, connection.ops.adapt_datetimefield_value(at)])
        if cursor.rowcount != 1:
            return Outcome(_first_result(key, who, what, asked), fresh=False)
        result = canonical(_done(work))
        cursor.execute("UPDATE common_onceonly SET result_json = %s WHERE key = %s", [result, key])
        return Outcome(json.loads(result), fresh=True)


_TAKE = (
    "INSERT INTO common_onceonly (key, who, what, content, result_json, made_at) VALUES (%s, %s, %s, %s, 'null', %s)"
    " ON CONFLICT (key) DO NOTHING"
)
"""Straight SQL, which both databases know: every act takes a key, and through the model it costs a savepoint more."""


def came_before(*, key: str, who: str, what: str) -> bool:
    """Whether this person carried this very command out under this key already.

    For a verb that has to ask for a permission before it does costly work outside its transaction (a file to be read): a
    second click passes the question, and ``once`` then answers it with the first result, or refuses other content.
    """
    return OnceOnly.objects.filter(key=key, who=who, what=what).exists()


def _done(work: Callable[[], Any]) -> Any:
    try:
        return work()
    except BaseException:
        forget()  # its rows are rolled back; whoever catches this goes on with what the database holds
        raise


def _first_result(key: str, who: str, what: str, asked: str) -> Any:
    first = OnceOnly.objects.get(key=key)
    if (first.who, first.what) != (who, what):
        raise _refused("这个操作标识已用于另一项操作。", "This key already served another command.", "key-of-another")
    if first.content != asked:
        raise _refused(
            "这个页面已经提交过一次，之后内容又改动了；先提交的内容已经生效。",
            "This page was already sent once and then changed; what was sent first stands.",
            "key-other-content",
        )
    return json.loads(first.result_json)


def _refused(zh: str, en: str, code: str) -> Refused:
    return Refused(
        Say("没有执行这次提交。", "This was not carried out."),
        Say(zh, en),
        Say(
            "请重新打开页面，核对现在的内容后再提交。",
            "Open the page again, look at what it shows now, and send it once more.",
        ),
        cite=RULE,
        code=code,
    )
