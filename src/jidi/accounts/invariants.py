"""What must hold of accounts: nobody administers beside other duties, two hands open an account, and people and
organisations are what the trail recorded last (I2). Finds what was put into the database by hand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from jidi.accounts.models import Appointment, Organisation, Person
from jidi.accounts.queries import mixed_administrators
from jidi.accounts.services.organisations import state as state_of_organisation
from jidi.accounts.services.people import state as state_of_person
from jidi.audit.models import Entry
from jidi.audit.queries import last_after
from jidi.common.digests import digest
from jidi.common.say import Say

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Broken:
    """Something that is not as it must be: of what, and how."""

    thing: str
    say: Say


def check() -> Iterator[Broken]:
    """Everything that does not hold; nothing when all is well."""
    for person in mixed_administrators():
        say = Say("管理员兼任其他职务", "an administrator holds another duty too")
        yield Broken(f"person:{person}", say)
    yield from _people()
    yield from _organisations()
    yield from _appointments()


def _people() -> Iterator[Broken]:
    """Accounts as the trail knows them; those of the first run, which nobody made, only once something was done to them."""
    recorded = last_after("person")
    for person in Person.objects.order_by("pk").iterator(chunk_size=_BATCH):
        known = recorded.get(str(person.pk))
        if known is None and person.created_by_id is None:
            continue
        if known != digest(state_of_person(person)):
            yield Broken(f"person:{person.pk}", Say("账户与审计记录不符", "not the one the trail recorded"))


def _organisations() -> Iterator[Broken]:
    recorded = last_after("organisation")
    for office in Organisation.objects.order_by("pk").iterator(chunk_size=_BATCH):
        known = recorded.get(str(office.pk))
        # The site's own administration comes from the first run, which records the run and not its state.
        if known is not None and known != digest(state_of_organisation(office)):
            yield Broken(f"organisation:{office.pk}", Say("机构与审计记录不符", "not the one the trail recorded"))


def _appointments() -> Iterator[Broken]:
    """Every appointment has its entry: a right given by hand would otherwise be one nobody gave."""
    given: Counter[tuple[int, int, str]] = Counter()
    entries = Entry.objects.filter(action__in=("post.appoint", "post.hand-over"), outcome="done").order_by("seq")
    for entry in entries.iterator(chunk_size=_BATCH):
        detail, post = entry.detail, int(entry.object_key)
        handed = entry.action == "post.hand-over"
        person, begins = (detail["to"], detail["on"]) if handed else (detail["person"], detail["from"])
        given[post, int(person), str(begins)] += 1
    for held in Appointment.objects.select_related("person").order_by("pk").iterator(chunk_size=_BATCH):
        key = (held.post_id, held.person_id, _written(held.from_on))
        if given[key] > 0:
            given[key] -= 1
        elif held.person.created_by_id is not None or held.appointed_by_id is not None:
            yield Broken(f"appointment:{held.pk}", Say("任职没有审计记录", "an appointment the trail does not know"))


def _written(on: date) -> str:
    return on.isoformat()


def counted() -> dict[str, int]:
    """How many rows ``check`` looks at, by what they are."""
    return {
        "账户 accounts": Person.objects.count(),
        "机构 organisations": Organisation.objects.count(),
        "任职 appointments": Appointment.objects.count(),
    }
