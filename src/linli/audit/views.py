"""The auditor's page: who did and who saw what."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.people import queries as people
from linli.people.actors import actor_of
from linli.people.models import Role

from . import queries
from .errors import UnknownEvent
from .forms import EntryFilterForm
from .models import AuditEntry
from .words import actor_word, kind_name, told_of


@never_cache
@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """Entries of the reader's district, newest first, for auditors and administrators."""
    actor = actor_of(request)
    if not actor.is_staff:
        return redirect_to_login(request.get_full_path(), "people:staff_sign_in")
    if not actor.has(Role.AUDITOR, Role.ADMINISTRATOR):
        raise PermissionDenied
    form = EntryFilterForm(request.GET)
    try:
        page = queries.entries(actor.reach, form.wanted(), _before(request))
    except UnknownEvent as unknown:
        raise Http404(unknown.message) from unknown
    rows = [_row(entry, actor.reach.district) for entry in page.entries]
    return render(
        request,
        "audit/entries.html",
        {"form": form, "rows": rows, "older": _older(request, page.before), "sealed_at": page.sealed_at},
    )


def _row(entry: AuditEntry, district: str) -> dict[str, object]:
    """One line: who, from where, what, with what is told of it."""
    card = people.organisations(district).get(entry.organisation)
    return {
        "entry": entry, "who": entry.actor_name or actor_word(entry.actor_kind), "kind": kind_name(entry.kind),
        "organisation": card.name if card else entry.organisation, "told": told_of(entry),
    }  # fmt: skip


def _before(request: HttpRequest) -> UUID | None:
    given = request.GET.get("before")
    if not given:
        return None
    try:
        return UUID(given)
    except ValueError as error:
        raise UnknownEvent(given) from error


def _older(request: HttpRequest, before: UUID | None) -> str:
    if before is None:
        return ""
    asked = request.GET.copy()
    asked["before"] = str(before)
    return f"?{asked.urlencode()}"
