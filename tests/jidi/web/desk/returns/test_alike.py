"""A reviewer sees who else explains in the very same words, by name only where they may know of them."""

from __future__ import annotations

from typing import Any

import pytest

from jidi.filings import owners
from jidi.filings.models import Explanation, Filing
from jidi.web.desk.returns.alike import alike
from jidi.web.shared.language import spoken
from policycore.facts import Subject
from policycore.forms import Form
from tests.cast import Cast
from tests.jidi.bases.conftest import open_one
from tests.jidi.filings.conftest import FORM, Desk, Opener, form, opener, rules  # noqa: F401 - fixtures
from tests.jidi.filings.test_explanations import JUMP, WHY

pytestmark = pytest.mark.django_db


def _everything(actor: Any) -> Any:
    return Filing.objects.values_list("owner_key", flat=True)


def _nothing(actor: Any) -> Any:
    return Filing.objects.none().values_list("owner_key", flat=True)


def test_others_with_the_same_words_are_named_or_counted(
    cast: Cast,
    opener: Opener,  # noqa: F811
    rules: Any,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    base = open_one(cast.sister_county_officer, "210213", name="金州基地")
    for form_id, subject in (("yearly", "42"), ("twin", str(base.pk))):
        twin = Form.model_validate({**FORM, "id": form_id})
        desk = Desk(cast, opener(form=twin, subject=Subject("base", subject)), rules)
        desk.save({**JUMP, "why:jump": WHY})
        desk.submit()
    mine = [Explanation.objects.earliest("pk")]
    monkeypatch.setattr(owners, "_owners", {"case": _everything})
    assert spoken(alike(cast.city_officer, mine)[0][1]) == "同样的话也见于：金州基地（2025）"
    monkeypatch.setattr(owners, "_owners", {"case": _nothing})
    assert spoken(alike(cast.city_officer, mine)[0][1]) == "同样的话也见于：另有 1 份"


def test_words_of_ones_own_say_nothing(cast: Cast, opener: Opener, rules: Any) -> None:  # noqa: F811
    desk = Desk(cast, opener(), rules)
    desk.save({**JUMP, "why:jump": WHY})
    desk.submit()
    assert not spoken(alike(cast.city_officer, list(Explanation.objects.all()))[0][1])
