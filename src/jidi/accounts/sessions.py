"""Sessions in the database, as Django keeps them: the question every request asks is worked out once."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

from jidi.common.quick import Prepared


class SessionStore(db.SessionStore):
    """Django's, but for how a session is looked up."""

    def _get_session_from_db(self) -> Any:
        if not self.session_key:
            return super()._get_session_from_db()  # type: ignore[misc]
        found = _session().first(self.session_key)
        if found is not None and found.expire_date > timezone.now():
            return found
        return super()._get_session_from_db()  # type: ignore[misc]


_made: list[Prepared[Any]] = []


def _session() -> Prepared[Any]:
    """The session of a key. Made late: this file is read before the models are."""
    if not _made:
        _made.append(Prepared(lambda key: SessionStore.get_model_class().objects.filter(session_key=key), str))
    return _made[0]
