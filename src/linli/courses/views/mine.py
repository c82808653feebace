"""One's own places in classes and times of therapy: each with its page, given back there, the certificate."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.ids import read_case_code
from linli.people.actors import Actor, actor_of
from linli.places.queries import district_by
from linli.problem import Problem

from .. import actions
from ..actions.therapy import PREFIX as THERAPY
from ..certificate import certificate_pdf
from ..errors import CertificateNotEarned, NotThere
from ..queries.mine import Place, bookings_of, own_booking, own_enrolment, places_of


@require_safe
@never_cache
def listed(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if actor.kind != "resident":
        return redirect("/sign-in?next=/my/courses")
    return render(request, "courses/mine.html", {"places": places_of(actor), "bookings": bookings_of(actor)})


def _is_therapy(code: str) -> bool:
    return (read_case_code(code) or "").startswith(f"{THERAPY}-")


@require_safe
@never_cache
def page(request: HttpRequest, code: str) -> HttpResponse:
    try:
        return _page(request, actor_of(request), code)
    except NotThere as unknown:
        return _unknown(request, unknown)


def _page(
    request: HttpRequest, actor: Actor, code: str, faults: tuple[str, ...] = (), status: int = 200
) -> HttpResponse:
    if _is_therapy(code):
        booking = own_booking(actor, code)
        context = {"district": district_by(booking.district_id), "booking": booking, "faults": faults}
        return render(request, "courses/booking.html", context, status=status)
    place = Place(own_enrolment(actor, code))
    context = {"district": district_by(place.row.district_id), "place": place, "held": place.held, "faults": faults}
    return render(request, "courses/place.html", context, status=status)


def _unknown(request: HttpRequest, unknown: Problem) -> HttpResponse:
    return render(request, "courses/unknown.html", {"said": unknown.message}, status=404)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def give_back(request: HttpRequest, code: str) -> HttpResponse:
    """Give the seat or the time back."""
    if request.method != "POST":
        return redirect("courses:place", code)
    actor = actor_of(request)
    try:
        if _is_therapy(code):
            actions.cancel_booking(actor, code)
            messages.success(request, _("Cancelled. Thank you for telling us: somebody else can come then."))
        else:
            actions.withdraw(actor, code)
            messages.success(request, _("Your place is given back. Thank you for telling us: somebody else moves up."))
    except NotThere as unknown:
        return _unknown(request, unknown)
    except Problem as problem:
        return _page(request, actor, code, (problem.message,), problem.status)
    return redirect("courses:place", code)


@require_safe
@never_cache
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """The certificate as PDF, for who has earned it."""
    actor = actor_of(request)
    try:
        place = Place(own_enrolment(actor, code))
        if place.row.certificate is None:
            raise CertificateNotEarned(place.present, place.counted)
        body = certificate_pdf(place.row, district_by(place.row.district_id).slug)
    except NotThere as unknown:
        return _unknown(request, unknown)
    except Problem as problem:
        return _page(request, actor, code, (problem.message,), problem.status)
    answer = HttpResponse(body, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{place.row.certificate}.pdf"'
    return answer
