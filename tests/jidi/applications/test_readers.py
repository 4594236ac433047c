"""What rules may ask of this room: the documents handed in with an application."""

from __future__ import annotations

from typing import Any

from jidi.applications import queries
from jidi.applications.definitions import checklist_of
from jidi.applications.models import Application
from jidi.facts.registry import reader
from policycore.facts import FactKey, Known, Subject
from tests.jidi.applications.play import Play


def read(name: str, subject: Subject, play: Play) -> Any:
    found = reader({name: "documents"}).read_many([FactKey(name)], [subject], play.on)[FactKey(name), subject]
    return found.value if isinstance(found, Known) else None


def test_a_document_is_there_once_it_was_handed_in_with_the_application(play: Play, application: Application) -> None:
    item = queries.checklist_now(application, play.on)[0].id
    base = Subject(queries.SUBJECT, str(application.base_id))
    assert read(item, base, play) is False
    play.attached(application, item)
    assert read(item, base, play) is True
    assert read("something-else", base, play) is False
    assert read(item, Subject(queries.SUBJECT, str(application.base_id + 1)), play) is None  # never applied


def test_documents_the_text_lists_are_asked_for_by_their_own_names(application: Application, play: Play) -> None:
    situation = queries.situation_of(application, play.on)
    listed = list(situation.pack.facts)[:2]
    step = queries.fill_step_of(application).model_copy(update={"documents": tuple(listed)})
    assert [item.id for item in checklist_of(situation, step)] == listed
    assert len(listed) == 2
    assert all(item.zh and item.required for item in checklist_of(situation, step))
