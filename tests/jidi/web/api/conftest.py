"""A program of somebody of the cast, at the door of the API."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from jidi.accounts.acting import Actor
from jidi.accounts.services.tokens import make_token
from jidi.common.clock import clock
from jidi.common.keys import new_key


@dataclass
class Program:
    """Sends requests by a token; every writing one with a fresh idempotency key unless told another."""

    secret: str

    def ask(self, method: str, path: str, body: Any = None, key: str = "") -> tuple[int, Any]:
        """Send a request; return status and what the JSON says."""
        headers = {"authorization": f"Bearer {self.secret}", "idempotency-key": key or new_key()}
        data = "" if body is None else body if isinstance(body, str) else json.dumps(body)
        answer = Client().generic(method, f"/api/v1{path}", data, content_type="application/json", headers=headers)
        return answer.status_code, json.loads(answer.content) if answer.content else None

    def get(self, path: str) -> tuple[int, Any]:
        """Read."""
        return self.ask("GET", path)


Programs = Callable[[Actor], Program]


@pytest.fixture
def program(db: None) -> Programs:
    """Give a program of an actor of the cast."""

    def of(actor: Actor) -> Program:
        return Program(make_token(actor=actor, name="程序", days=30, at=clock.now(), key=new_key()).secret)

    return of
