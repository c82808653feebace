"""What a person sees and says of who looks at their health: the family they let, and everybody who did look."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases.sheet import Sheet
from linli.clock import today
from linli.people.actors import Actor
from linli.problem import Problem

from ..actions.family import LONGEST, NoSuchGrant, end_grant, let_look
from ..errors import NoSuchPatient
from ..models import Grant, Patient
from ..queries.curve import files_of
from ..queries.privacy import grants_of, looks_at_file
from .curve import resident_page

FIELDS = ("phone", "called", "until")


def _own_file(actor: Actor, asked: str) -> Patient:
    """The file of one's own that is meant. Raises NoSuchPatient."""
    own = files_of(actor).own
    found = next((one for one in own if str(one.pk) == asked), None) if asked else next(iter(own), None)
    if found is None:
        raise NoSuchPatient
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@resident_page
def family(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Who may look, and letting somebody else."""
    patient = _own_file(actor, request.GET.get("file", ""))
    sheet = Sheet(typed={"until": (today() + timedelta(days=90)).isoformat()})
    if request.method == "POST":
        sheet = Sheet(typed={name: request.POST.get(name, "") for name in FIELDS})
        try:
            row = let_look(actor, patient.pk, dict(sheet.typed))
        except NoSuchPatient:
            raise
        except Problem as problem:
            sheet.add(problem)
        else:
            told = _(
                "%(called)s may look from now on. Please tell them: they sign in here with their telephone and open “My health”."
            )
            messages.success(request, told % {"called": row.called})
            return redirect(f"{request.path}?file={patient.pk}")
    context: dict[str, Any] = {
        "district": patient.district, "patient": patient, "grants": [Shown(one) for one in grants_of(patient)], "sheet": sheet,
        "first": today().isoformat(), "last": (today() + LONGEST).isoformat(),
    }  # fmt: skip
    return render(request, "health/privacy_family.html", context, status=sheet.status)


class Shown:
    """A grant as its page shows it."""

    def __init__(self, grant: Grant) -> None:
        from linli.people.vault import mask_phone, unseal

        self.grant = grant
        self.phone = mask_phone(unseal(grant.phone_cipher)) if grant.phone_cipher else ""
        over = grant.ended_at is not None or (grant.until is not None and grant.until < today())
        self.stands = not over
        self.label = _("may look") if self.stands else _("ended")
        self.tone = "good" if self.stands else ""


@require_POST
@resident_page
def end(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    patient = _own_file(actor, request.GET.get("file", ""))
    try:
        row = end_grant(actor, patient.pk, key)
    except NoSuchGrant as gone:
        messages.info(request, gone.message)
    else:
        messages.success(request, _("%(called)s sees nothing any more.") % {"called": row.called})
    return redirect(f"/my/health/family?file={patient.pk}")


@require_safe
@resident_page
def looks(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Everybody who looked at the file or did something with it."""
    patient = _own_file(actor, request.GET.get("file", ""))
    context = {"district": patient.district, "patient": patient, "looks": looks_at_file(patient)}
    return render(request, "health/privacy_looks.html", context)
