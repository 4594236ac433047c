"""Rows that are written once: evidence such as audit entries, opinions, versions of a filing.

The guard stands in the model and its manager. It stops code, not somebody with the database in hand; for that the
audit chain and the invariants are there.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, NoReturn, Self

from django.db import models

from jidi.common.kept import note_once


class WrittenOnceError(TypeError):
    """Code tried to change or delete a row that is written once."""


class WrittenOnceQuerySet(models.QuerySet[Any]):
    """Reads and inserts; everything else raises WrittenOnceError."""

    def _no(self, what: str) -> NoReturn:
        raise WrittenOnceError(f"{self.model.__name__} rows are written once and cannot be {what}")

    def update(self, **kwargs: Any) -> int:
        """Refuse."""
        self._no("updated")

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None) -> int:
        """Refuse."""
        self._no("updated")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse."""
        self._no("deleted")

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Insert many; refuse the form that would update rows already there."""
        if kwargs.get("update_conflicts"):
            self._no("updated")
        made = super().bulk_create(objs, *args, **kwargs)
        if self.model.on_record:
            note_once(made)
        return made

    def update_or_create(self, *args: Any, **kwargs: Any) -> tuple[Any, bool]:
        """Refuse."""
        self._no("updated")


class WrittenOnce(models.Model):
    """Base of models whose rows are inserted and never touched again.

    ``on_record``: the trail keeps a digest of every row, as of those of ``common.kept.Kept``; models without it have a digest
    of their own that the invariants compare.
    """

    on_record: ClassVar[bool] = False

    objects = WrittenOnceQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert; raise WrittenOnceError for a row that already stands."""
        if not self._state.adding:
            raise WrittenOnceError(f"{type(self).__name__} rows are written once and cannot be updated")
        # force_insert: with a given primary key Django would otherwise first try an UPDATE.
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)
        if self.on_record:
            note_once([self])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise WrittenOnceError(f"{type(self).__name__} rows are written once and cannot be deleted")

    def copy(self) -> Self:
        """Return an unsaved copy, to start a new version from."""
        values = {f.attname: getattr(self, f.attname) for f in self._meta.concrete_fields if not f.primary_key}
        return type(self)(**values)
