"""What the desk's pages of follow-up share: who is let in, what is not theirs is not there, and every look is on the record."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from linli.audit.actions import record
from linli.cases.at_desk import staff_page
from linli.health.models import Patient
from linli.people.actors import Actor
from linli.problem import Problem

from ..access import may_visit

P = ParamSpec("P")


def physician_page(
    view: Callable[Concatenate[HttpRequest, Actor, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """A page for physicians; a person of another institution is not there."""

    def guarded(request: HttpRequest, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not may_visit(actor):
            raise PermissionDenied
        try:
            return view(request, actor, *args, **kwargs)
        except Problem as problem:
            if problem.status != 404:
                raise
            raise Http404(problem.message) from None

    update_wrapper(guarded, view)
    return never_cache(staff_page(guarded))


def seen(actor: Actor, patient: Patient, page: str) -> None:
    """A look at a person's file goes on the record."""
    record(actor, "health_seen", district=patient.district_id, subject=f"patient:{patient.code}", data={"part": page})
