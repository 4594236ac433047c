"""Forms of the doors."""

from __future__ import annotations

from typing import Any

from django import forms

from jidi.web.shared.language import choose


class LogIn(forms.Form):
    """Name and password."""

    login_name = forms.CharField(
        max_length=40, widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"})
    )
    password = forms.CharField(
        max_length=200, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login_name"].label = choose("登录名", "Log-in name")
        self.fields["password"].label = choose("口令", "Password")
        required = choose("请填写{what}", "Enter the {what}", what="{what}")
        for field in self.fields.values():
            field.error_messages["required"] = required.format(what=field.label)


class NewPassword(forms.Form):
    """The old password once, the new one twice."""

    old = forms.CharField(
        max_length=200, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    new = forms.CharField(
        max_length=200, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    again = forms.CharField(
        max_length=200, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "old": choose("原口令", "Old password"),
            "new": choose("新口令", "New password"),
            "again": choose("再写一次新口令", "The new password again"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
            self.fields[name].error_messages["required"] = choose("请填写{what}", "Enter the {what}", what=label)

    def clean_again(self) -> str:
        """The two must be the same."""
        again = str(self.cleaned_data["again"])
        if "new" in self.cleaned_data and again != self.cleaned_data["new"]:
            raise forms.ValidationError(
                choose("两次写的新口令不一样，请重写", "The two are not the same; write them again")
            )
        return again
