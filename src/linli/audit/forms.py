"""The auditor's filter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .queries import EntryFilter
from .words import KINDS


def _kinds() -> list[tuple[str, Any]]:
    return [("", _("Everything")), *KINDS.items()]


class EntryFilterForm(forms.Form):
    """All fields are optional; what cannot be read does not narrow, and says so."""

    kind = forms.ChoiceField(label=_("What"), required=False, choices=_kinds)
    who = forms.CharField(label=_("Who"), required=False, max_length=60)
    subject = forms.CharField(label=_("About"), required=False, max_length=120)
    day = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def wanted(self) -> EntryFilter:
        """What was asked for, as far as it could be read."""
        self.is_valid()
        given: dict[str, Any] = {name: value for name, value in self.cleaned_data.items() if value}
        return EntryFilter(**given)
