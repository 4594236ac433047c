"""Articles with pictures: written here, reviewed, counted against a duty, adopted for publication."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jidi.common.kept import Kept
from jidi.returns.enums import ArticleState
from jidi.returns.models.duties import Duty


class Article(Kept):
    """A text about the work of a base or a place. Changed by ``services.articles`` only.

    It counts for ``duty`` from the day it was handed in (``filed_on``). ``urgent`` ones go straight to whoever receives
    them last. A draft its own people threw away stays as a row, and stands on no list. Pictures are attachments owned by
    it (``article``). ``adopted_at`` says that it may be published.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="articles")
    base = models.ForeignKey("bases.Base", models.PROTECT, null=True, blank=True, related_name="articles")
    area_code = models.CharField(max_length=6)
    duty = models.ForeignKey(Duty, models.PROTECT, null=True, blank=True, related_name="articles")
    title = models.CharField(max_length=120)
    body = models.TextField()
    urgent = models.BooleanField(default=False)
    urgent_why = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=ArticleState.choices, default=ArticleState.DRAFT)
    pictures_count = models.PositiveSmallIntegerField(default=0)
    written_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    filed_on = models.DateField(null=True)
    reviewed_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    opinion = models.CharField(max_length=500, blank=True)
    adopted_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    adopted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "returns_article"
        ordering = ["-changed_at", "-id"]
        indexes = [models.Index(fields=["area_code", "state"], name="returns_article_area")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ArticleState.values), name="returns_article_state"),
            models.CheckConstraint(condition=~Q(title=""), name="returns_article_title"),
            models.CheckConstraint(condition=Q(urgent=False) | ~Q(urgent_why=""), name="returns_article_urgent_why"),
            models.CheckConstraint(
                condition=Q(adopted_at__isnull=True) | Q(state=ArticleState.ACCEPTED), name="returns_article_adopted"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ArticleState.DRAFT, ArticleState.DISCARDED]) | Q(filed_on__isnull=False),
                name="returns_article_filed",
            ),
        ]

    def __str__(self) -> str:
        return self.title
