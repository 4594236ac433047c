"""The form whose words are in the reader's language, for every room of the desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from jidi.common.say import Say
from jidi.web.shared.language import choose, spoken


class Said(forms.Form):
    """A form whose labels and messages are in the reader's language; ``LABELS`` names every field."""

    LABELS: Mapping[str, Say] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = spoken(self.LABELS.get(name, Say(name)))
            field.error_messages["required"] = choose("请填写{what}", "Enter: {what}", what=field.label)
            if isinstance(field, forms.DateField):
                field.error_messages["invalid"] = choose("日期写成 2026-03-15", "a day reads 2026-03-15")


def day_field(*, required: bool = True) -> forms.DateField:
    """A day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(required=required, widget=widget)
