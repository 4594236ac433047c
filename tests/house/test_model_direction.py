"""Relations between models follow the order of rooms: a string foreign key is invisible to an import linter."""

from __future__ import annotations

import ast

from django.apps import apps
from django.db import models

from tests.house.layers import may_know, order, room_of
from tests.house.written import texts


def room_of_model(model: type[models.Model]) -> str | None:
    return room_of(model.__module__)


def test_the_order_is_read_from_the_contract() -> None:
    assert order()["common"][0] == 0
    assert may_know("applications", "cases")
    assert not may_know("cases", "applications")
    assert not may_know("cases", "filings")
    assert may_know("cases", "cases")


def test_every_room_with_models_stands_in_the_order() -> None:
    rooms = {room for model in apps.get_models() if (room := room_of_model(model))}
    assert rooms <= set(order())


def test_no_model_points_upward_or_sideways() -> None:
    wrong = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model
        if (room := room_of_model(model)) and (other := room_of_model(field.related_model))
        if not may_know(room, other)
    ]
    assert wrong == []


def named_by_string(tree: ast.AST) -> list[str]:
    """The app labels that calls of ``get_model`` name in a source file."""
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get_model"
    ]
    return [
        argument.value.split(".")[0]
        for call in calls
        for argument in call.args[:1]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]


def test_no_room_fetches_a_model_of_a_higher_room_by_its_name() -> None:
    wrong = []
    for name, text in texts(".py", under="src/jidi/"):
        room = room_of(name.removeprefix("src/").removesuffix(".py").replace("/", "."))
        if room is None or room not in order():
            continue
        labels = {"desk": "web", "shared": "web"}
        rooms = [labels.get(label, label) for label in named_by_string(ast.parse(text))]
        wrong += [f"{name}: {other}" for other in rooms if other in order() and not may_know(room, other)]
    assert wrong == []
