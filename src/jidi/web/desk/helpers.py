"""Small questions of the desk's own pages that no room answers."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from jidi.accounts.codes import lineage
from jidi.accounts.enums import Duty
from jidi.accounts.models import Post
from jidi.accounts.queries import living


def posts_of_duty_over(area_code: str, duty: Duty, on: date) -> QuerySet[Post]:
    """The living posts with a duty in organisations seated at an area or above it."""
    return Post.objects.filter(
        living(on), living(on, "organisation__"), duty=duty, organisation__area_id__in=lineage(area_code)
    ).order_by("-organisation__area_id", "id")
