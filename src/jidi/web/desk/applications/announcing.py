"""The form in which a round is announced."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from jidi.common.say import Say
from jidi.web.shared.language import choose, spoken


class Announcement(forms.Form):
    """What a round is: procedure and version, its key, year and title, the act that announces it, its days."""

    what = forms.ChoiceField()
    zh = forms.CharField(max_length=120)
    en = forms.CharField(max_length=200, required=False)
    key = forms.RegexField(r"^[A-Za-z0-9][A-Za-z0-9-]*$", max_length=60)
    year = forms.IntegerField(min_value=2000, max_value=2200)
    act = forms.CharField(max_length=200)
    act_number = forms.CharField(max_length=80, required=False)
    opens_on = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    closes_on = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, choices: Sequence[tuple[str, Say]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [(key, spoken(words)) for key, words in choices]  # type: ignore[attr-defined]
        labels = {
            "what": choose("程序和适用的文件", "Procedure and document"),
            "zh": choose("轮次名称", "Title"),
            "en": choose("英文名称", "Title in English"),
            "key": choose("编号", "Key"),
            "year": choose("年度", "Year"),
            "act": choose("发布轮次的文件", "Act that announces it"),
            "act_number": choose("文号", "Number"),
            "opens_on": choose("开始受理", "Opens on"),
            "closes_on": choose("截止受理（含当日）", "Last day"),
        }
        for name, label in labels.items():
            field = self.fields[name]
            field.label = label
            field.error_messages["required"] = choose("请填写", "Enter it")
            field.error_messages["invalid"] = choose("写法不对", "It cannot be read")
        self.fields["key"].help_text = choose(
            "字母、数字和短横，如 2026-1；待定项的决定按它认轮次",
            "Letters, digits and hyphens; decisions on open points name the round by it",
        )


def read_day(text: str) -> date | None:
    """Read a day a page sent."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
