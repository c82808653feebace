"""The page of absences: when I am away and who stands in, for whom I stand in, and for supervisors who is away."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from linli.clock import day_text, today
from linli.places.queries import district_by
from linli.problem import Problem

from ..absences import AbsencePage, absence_page
from ..actions.absent import LONGEST_REASON, SPEAK_FOR_OTHERS, end_absence, name_stand_in, speaks_for
from ..actors import Actor, actor_of
from ..errors import NoSuchAbsence
from ..models import Account

SIGN_IN = "/staff/sign-in?next=/desk/absence"
_DAY = {"type": "date", "class": "short"}
_NO_DAY = {
    "required": gettext_lazy("Please give the day."), "invalid": gettext_lazy("This is no day. Please write it like 2026-01-31."),
}  # fmt: skip


class AbsenceForm(forms.Form):
    stand_in = forms.ChoiceField(
        label=gettext_lazy("Who stands in"), help_text=gettext_lazy("A colleague of the same organisation, of the one above it or of one below."),
        error_messages={
            "required": gettext_lazy("Please choose a colleague."),
            "invalid_choice": gettext_lazy("This colleague cannot be chosen. Please choose one from the list."),
        },
    )  # fmt: skip
    since = forms.DateField(
        label=gettext_lazy("First day"), input_formats=["%Y-%m-%d"], widget=forms.DateInput(_DAY, "%Y-%m-%d"), error_messages=_NO_DAY
    )  # fmt: skip
    until = forms.DateField(
        label=gettext_lazy("Last day"), input_formats=["%Y-%m-%d"], widget=forms.DateInput(_DAY, "%Y-%m-%d"), error_messages=_NO_DAY
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Reason for being away"), max_length=LONGEST_REASON,
        error_messages={"required": gettext_lazy("Please say in a few words why, such as annual leave or training.")},
        help_text=gettext_lazy("A few words, such as annual leave or training. What someone suffers from does not belong here."),
    )  # fmt: skip

    def __init__(self, page: AbsencePage, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(unit, [(str(one.pk), one.name) for one in people]) for unit, people in page.choices]
        stand_in = self.fields["stand_in"]
        assert isinstance(stand_in, forms.ChoiceField)
        stand_in.choices = [("", _("Please choose")), *choices]
        self.colleagues = {str(one.pk): one for _unit, people in page.choices for one in people}


@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Mine, and with `for` that of somebody who cannot say so themselves."""
    actor = actor_of(request)
    if not actor.is_staff or actor.account is None:
        return redirect(SIGN_IN)
    whom = _whom(actor, request.POST.get("for") or request.GET.get("for", ""))
    shown = absence_page(actor.account, whom, speaks_for_others=actor.has(*SPEAK_FOR_OTHERS))
    form = AbsenceForm(shown, request.POST if request.method == "POST" else None, initial={"since": today()})
    if form.is_valid() and _named(actor, whom, form):
        given = form.cleaned_data
        told = {
            "name": form.colleagues[given["stand_in"]].name,
            "since": day_text(given["since"]),
            "until": day_text(given["until"]),
        }
        messages.success(request, _("%(name)s stands in from %(since)s to %(until)s, and has been told.") % told)
        return redirect("people:absence")
    context = {
        "page": shown, "form": form, "for_other": whom.pk != actor.account.pk,
        "district": district_by(actor.reach.district),
    }  # fmt: skip
    return render(request, "people/absence.html", context, status=422 if form.errors else 200)


@require_POST
def end(request: HttpRequest, key: UUID) -> HttpResponse:
    """Back early, or called off."""
    actor = actor_of(request)
    if not actor.is_staff:
        return redirect(SIGN_IN)
    try:
        absence = end_absence(actor, key)
    except NoSuchAbsence as gone:
        messages.warning(request, gone.message)
    else:
        messages.success(
            request, _("%(name)s no longer stands in, from this moment.") % {"name": absence.stand_in.name}
        )
    return redirect("people:absence")


def _named(actor: Actor, whom: Account, form: AbsenceForm) -> bool:
    """Do it; what is refused becomes a fault of the form's own field."""
    given = form.cleaned_data
    stand_in = form.colleagues[given["stand_in"]]
    try:
        name_stand_in(actor, stand_in, given["since"], given["until"], given["reason"], whom=whom)
    except Problem as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        return False
    return True


def _whom(actor: Actor, given: str) -> Account:
    """Whose absence the form is about: one's own, or somebody's whom one may speak for."""
    assert actor.account is not None
    if not given:
        return actor.account
    try:
        found = Account.objects.filter(pk=UUID(given), is_active=True).first()
    except ValueError:
        found = None
    if found is None or not speaks_for(actor, found):
        raise Http404(_("There is nobody here for whom you could name a stand-in."))
    return found
