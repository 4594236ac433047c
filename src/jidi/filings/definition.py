"""A form as it is pinned to a filing: plain data that reads back to the same form in ten years."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any

from jidi.common.digests import digest_of_text
from policycore.citation import Strict
from policycore.forms import Form
from policycore.formula import Formula


def form_data(form: Form) -> dict[str, Any]:
    """Return a form as the plain data a pack would write: keys as written, formulas as text, defaults left out."""
    data = _plain(form)
    assert isinstance(data, dict)
    return data


def _plain(value: Any) -> Any:
    if isinstance(value, Strict):
        # Field by field, not model_dump: a formula is no model and would come out as an object.
        specs = type(value).model_fields
        kept = {name: getattr(value, name) for name in specs if getattr(value, name) != specs[name].get_default()}
        return {specs[name].alias or name: _plain(item) for name, item in kept.items()}
    if isinstance(value, Formula):
        return _plain(value.raw)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, Decimal) else value


def written(form: Form) -> tuple[str, str]:
    """Return the text a form is stored as, and its digest. Raises ValueError when it would not read back the same.

    Kept for the forms at hand: a form never changes, but writing one out takes 20 ms.
    """
    held = _kept.get(id(form))
    if held is None or held[0] is not form:
        if len(_kept) >= _MOST:
            _kept.clear()
        held = _kept[id(form)] = (form, *_written(form))
    return held[1:]


_MOST = 64
_kept: dict[int, tuple[Form, str, str]] = {}
"""By the identity of the form, which is held here so that it stays its own."""


def _written(form: Form) -> tuple[str, str]:
    data = form_data(form)
    if form_data(Form.model_validate(data)) != data:
        raise ValueError(f"form {form.id} does not read back as it was written")
    # Not with sorted keys: choices stand in the order the form prints them, and that order is the form's.
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text, digest_of_text(text)


@lru_cache(maxsize=256)
def form_of(text: str) -> Form:
    """Read a form as it was stored. Kept in memory: a form never changes once it is pinned."""
    return Form.model_validate(json.loads(text))
