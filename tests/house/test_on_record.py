"""Every table is answered for: on record, with a check of its own, or named as one that holds no state."""

from __future__ import annotations

from django.apps import apps
from django.db import models

from jidi.cli.covered import NOT_STATE, OWN
from jidi.common.kept import is_on_record, recorded_columns
from jidi.filings.workbooks.models import Batch

EVERY = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}


def test_every_table_stands_in_exactly_one_place() -> None:
    on_record = {table for table, model in EVERY.items() if is_on_record(model)}
    assert sorted([*on_record, *OWN, *NOT_STATE]) == sorted(EVERY)


def test_no_table_of_a_room_of_ours_holds_no_state_but_keys_and_the_clock() -> None:
    ours = {table for table, model in EVERY.items() if model.__module__.startswith("jidi.")}
    assert ours & set(NOT_STATE) == {"common_onceonly", "common_clock"}


def test_what_is_left_out_is_said_with_its_reason() -> None:
    off = [reason for model in EVERY.values() for reason in getattr(model, "off_record", {}).values()]
    assert all(len(reason) > 15 for reason in [*OWN.values(), *NOT_STATE.values(), *off])


def test_only_these_columns_of_rows_on_record_are_not() -> None:
    left = {
        f"{table}.{field.attname}"
        for table, model in EVERY.items()
        if is_on_record(model)
        for field in model._meta.concrete_fields
        if field.attname not in recorded_columns(model)
    }
    progress = {f"filings_batch.{name}" for name in Batch.off_record}
    assert "filings_batch.person_id" not in progress
    assert left == {"accounts_person.last_login", "accounts_token.last_used_on", *progress}


def test_models_on_record_are_written_through_what_notes_them() -> None:
    for model in EVERY.values():
        if is_on_record(model):
            assert type(model._default_manager.none()) is not models.QuerySet, model
