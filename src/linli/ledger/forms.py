"""The desk's forms: to ask for a payment, to receive money, to give a reason, to hand in a receipt, to close a month."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from linli.clock import today

from .commands import Asked, Received, amount_given
from .errors import UnfitAmount
from .models import Fund, Kind
from .queries.funds import budget_of, incomes


def _choice(form: forms.Form, name: str) -> forms.ChoiceField:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    return field


_FAULTS = {
    "required": _("Please fill this in."), "min_length": _("Please write at least %(limit_value)d characters."),
    "max_length": _("Please write at most %(limit_value)d characters."), "invalid_choice": _("Please choose one of the list."),
}  # fmt: skip


class DeskForm(forms.Form):
    """Says what is missing as a good counter does."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.error_messages.update(_FAULTS)
            if isinstance(field, forms.DateField):
                field.error_messages["invalid"] = _("Please choose a day.")


class Yuan(forms.CharField):
    """An amount as people write it."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "short", "autocomplete": "off"})
        super().__init__(max_length=20, widget=widget, **options)

    def clean(self, value: Any) -> Decimal:
        text = super().clean(value)
        try:
            return amount_given(text)
        except UnfitAmount as unfit:
            raise ValidationError(unfit.message) from None


def _words(label: Any, most: int, help_text: Any = "", rows: int = 1) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off"}) if rows == 1 else forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, min_length=2, max_length=most, help_text=help_text, widget=widget)


def _accounts(rows: Any) -> list[tuple[str, str]]:
    return [(one.code, one.name) for one in rows]


class AskForm(DeskForm):
    """A payment out of one fund."""

    account = forms.ChoiceField(label=_("Out of which budget"))
    paid_from = forms.ChoiceField(label=_("Paid from"))
    amount = Yuan(label=_("Amount in yuan"))
    purpose = _words(_("What it pays for"), 200, _("Everybody reads this. Please name no private person."))
    payee = _words(
        _("Who is paid"), 120, _("Sealed: only those who keep the fund can open it, and each look is on record.")
    )
    shown_as = _words(
        _("Shown to everybody as"),
        60,
        _("A firm's name; of private people only what kind, such as “cleaners, 2 people”."),
    )

    def __init__(self, fund: Fund, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._fund = fund
        _choice(self, "account").choices = [
            (line.row.account.code, _("%(name)s, %(left)s yuan left") % {"name": line.row.account.name, "left": f"{line.left:,.2f}"})
            for line in budget_of(fund)
        ]  # fmt: skip
        _choice(self, "paid_from").choices = _accounts(fund.accounts.filter(kind=Kind.ASSET, closed_on=None))

    def asked(self) -> Asked:
        return Asked(fund=self._fund.code, **self.cleaned_data)


class ReceiveForm(DeskForm):
    """Money that came in."""

    source = forms.ChoiceField(label=_("What kind of income"))
    into = forms.ChoiceField(label=_("Into which account"))
    amount = Yuan(label=_("Amount in yuan"))
    on = forms.DateField(label=_("On which day"), widget=forms.DateInput(attrs={"type": "date", "class": "short"}))
    text = _words(
        _("What the money is"),
        200,
        _("Everybody reads this, with the amount. Of private people who give please write “a resident”."),
    )

    def __init__(self, fund: Fund, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._fund = fund
        self.fields["on"].initial = today().isoformat()
        _choice(self, "source").choices = _accounts(incomes(fund.district_id))
        _choice(self, "into").choices = _accounts(fund.accounts.filter(kind=Kind.ASSET, closed_on=None))

    def received(self, key: str) -> Received:
        return Received(fund=self._fund.code, key=key, **self.cleaned_data)


class ReasonForm(DeskForm):
    """Why it is not paid, asked for no more, or reversed."""

    reason = _words(_("Why"), 200, _("Everybody reads this. Please name no private person."))


class MonthForm(DeskForm):
    """The month to be closed, as 2026-10."""

    month = forms.RegexField(
        r"^20[0-9]{2}-(0[1-9]|1[0-2])$", label=_("Month"), widget=forms.TextInput(attrs={"type": "month", "class": "short"}),
        error_messages={"invalid": _("Please write the month like 2026-10.")},
    )  # fmt: skip

    def first(self) -> date:
        return date.fromisoformat(f"{self.cleaned_data['month']}-01")
