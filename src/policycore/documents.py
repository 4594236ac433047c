"""Official documents a pack has issued: what they are called, by whom, on which act they rest."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from .citation import Rule, Slug


def _several(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Actors = Annotated[
    tuple[Slug, ...], BeforeValidator(_several, json_schema_input_type=str | list[str]), Field(min_length=1)
]


class OfficialDocument(Rule):
    """A document issued in the course of a procedure; ``issued-by`` names everybody whose name stands on it, the first leads."""

    issued_by: Actors
    numbered: bool = True
    addressed_to: tuple[Slug, ...] = ()
