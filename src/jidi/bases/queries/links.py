"""Which organisations belong to a base on a day, and as what."""

from __future__ import annotations

from datetime import date

from django.db import models

from jidi.accounts.queries import living
from jidi.bases.enums import LinkRole
from jidi.bases.models import Base, BaseLink


def links_of(base: Base, on: date) -> models.QuerySet[BaseLink]:
    """The organisations that belong to a base on a day, with their names."""
    return base.links.filter(living(on, "", "from_on", "to_on")).select_related("organisation")


def is_linked(base: Base, organisation_id: int, role: LinkRole | str, on: date) -> bool:
    """Whether an organisation is this to a base on a day."""
    return links_of(base, on).filter(organisation_id=organisation_id, role=role).exists()
