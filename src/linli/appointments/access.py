"""How a browser proves that an appointment is its own: by account, by a message's link, by a cookie that remembers."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from linli.ids import read_case_code
from linli.notices import proof
from linli.people.actors import Actor, actor_of

from .errors import NoSuchAppointment
from .models import Appointment

TICKETS = "tickets"
_SALT = "linli.appointments.tickets"
_MOST = 20
_TWO_MONTHS = 60 * 24 * 60 * 60


def held(request: HttpRequest) -> list[str]:
    """The numbers that this browser has booked or opened, the newest first. An altered cookie is no cookie."""
    kept = request.get_signed_cookie(TICKETS, default="", salt=_SALT) or ""
    return [code for code in kept.split("~") if code]


def holder(request: HttpRequest, code: str) -> Actor:
    """Who asks, as the owner of this appointment if this browser has proved it."""
    actor, spelled = actor_of(request), read_case_code(code)
    if spelled is None or spelled not in held(request):
        return actor
    key = Appointment.objects.filter(code=spelled).values_list("pk", flat=True).first()
    return actor.holding(key) if key else actor


def prove(code: str, given: str) -> Appointment:
    """The appointment whose message held this proof; it ends with the number. Raises NoSuchAppointment."""
    spelled = read_case_code(code)
    row = Appointment.objects.select_related("contact").filter(code=spelled).first() if spelled else None
    if row is None or row.contact is None or not row.contact.phone_index:
        raise NoSuchAppointment
    if not proof.proves(given, row.pk, row.contact.pk):
        raise NoSuchAppointment
    return row


def remember(request: HttpRequest, response: HttpResponse, code: str) -> None:
    """Let this browser open the appointment from now on."""
    codes = list(dict.fromkeys([code, *held(request)]))[:_MOST]
    response.set_signed_cookie(
        TICKETS, "~".join(codes), salt=_SALT, max_age=_TWO_MONTHS, httponly=True, samesite="Lax",
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )  # fmt: skip
