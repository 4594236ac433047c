"""What the tests of the pages share: entering as somebody of the cast."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from jidi.accounts.acting import Actor
from jidi.accounts.models import Person
from jidi.accounts.services.login import SESSION_POST

Enter = Callable[[Actor], Client]


@pytest.fixture
def enter(db: None) -> Enter:
    """Give a browser that is logged in as an actor of the cast, in the actor's post."""

    def enter_as(actor: Actor) -> Client:
        client = Client()
        client.force_login(Person.objects.get(pk=actor.person_id), backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session[SESSION_POST] = actor.post_id
        session.save()
        return client

    return enter_as
