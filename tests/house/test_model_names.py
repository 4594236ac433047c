"""Tables that every database of an office can hold: short lower-case names, no word it reserves, no special feature."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.apps import apps
from django.db import models

LONGEST = 30
PLAIN = re.compile(r"[a-z][a-z0-9_]*")
RESERVED = {"date", "timestamp", "number", "level", "comment"}


def ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("jidi.")]


def names() -> Iterator[tuple[str, str]]:
    """Every name that reaches the database, with where it comes from."""
    for model in ours():
        meta = model._meta
        yield meta.db_table, meta.label
        for field in meta.local_concrete_fields:
            yield field.column, f"{meta.label}.{field.name}"
        for rule in [*meta.constraints, *meta.indexes]:
            yield rule.name, f"{meta.label} {type(rule).__name__}"


def test_names_in_the_database_are_short_and_plain() -> None:
    wrong = [
        f"{where}: {name} ({len(name)})" for name, where in names() if len(name) > LONGEST or not PLAIN.fullmatch(name)
    ]
    assert wrong == []


def test_no_column_is_called_by_a_word_databases_reserve() -> None:
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model in ours()
        for field in model._meta.local_concrete_fields
        if field.column in RESERVED
    ]
    assert wrong == []


def test_what_is_unique_only_while_living_is_a_nullable_key_not_a_condition() -> None:
    wrong = [
        f"{model._meta.label}: {rule.name}"
        for model in ours()
        for rule in [*model._meta.constraints, *model._meta.indexes]
        if getattr(rule, "condition", None) is not None and not isinstance(rule, models.CheckConstraint)
    ]
    assert wrong == []


def test_no_model_leans_on_one_database() -> None:
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model in ours()
        for field in model._meta.local_fields
        if type(field).__module__.startswith("django.contrib.postgres")
    ]
    assert wrong == []
