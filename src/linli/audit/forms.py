"""The auditor's filter."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from .queries import EntryFilter
from .words import KINDS

_DAYS = _("Please choose a day between 2000 and 2099.")


def _kinds() -> list[tuple[str, Any]]:
    return [("", _("Everything")), *KINDS.items()]


class EntryFilterForm(forms.Form):
    """All fields are optional; what cannot be read does not narrow, and says so."""

    kind = forms.ChoiceField(label=_("What"), required=False, choices=_kinds)
    who = forms.CharField(label=_("Who"), required=False, max_length=60)
    subject = forms.CharField(
        label=_("About"), required=False, max_length=120, help_text=_("A case code or a user name, in full.")
    )
    day = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date", "min": "2000-01-01", "max": "2099-12-31"}),
        validators=[MinValueValidator(date(2000, 1, 1), _DAYS), MaxValueValidator(date(2099, 12, 31), _DAYS)],
    )  # fmt: skip

    def wanted(self) -> EntryFilter:
        """What was asked for, as far as it could be read."""
        self.is_valid()
        given: dict[str, Any] = {name: value for name, value in self.cleaned_data.items() if value}
        return EntryFilter(**given)
