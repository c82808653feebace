"""The calendar of a room (RFC 5545) to subscribe to: when it is taken, and nothing of who has it or what for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

from linli.clock import now

from .models import HELD_STATES, Booking, BookingState, Room

SHOWN_BACK = timedelta(days=30)


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    """TEXT as §3.3.11 has it."""
    return words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _lines(room: Room, address: str) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Linli//Spaces//ZH", f"X-WR-CALNAME:{_text(room.title)}")
    rows = Booking.objects.filter(room=room, state__in=HELD_STATES, ends_at__gte=now() - SHOWN_BACK)
    for row in rows.order_by("begins_at")[:2000]:
        certain = "TENTATIVE" if row.state == BookingState.ASKED else "CONFIRMED"
        yield from (
            "BEGIN:VEVENT", f"UID:{row.pk}", f"DTSTAMP:{_stamp(row.created_at)}", f"DTSTART:{_stamp(row.begins_at)}",
            f"DTEND:{_stamp(row.ends_at)}", f"SUMMARY:{_('Taken')}", f"LOCATION:{_text(room.title)}", f"STATUS:{certain}",
            f"URL:{address}", "END:VEVENT",
        )  # fmt: skip
    yield "END:VCALENDAR"


def _folded(line: str) -> str:
    """At most 75 octets a line (§3.1), no character cut in two."""
    found, octets = "", 0
    for char in line:
        octets += len(char.encode())
        if octets > 75:
            found, octets = found + "\r\n ", 1 + len(char.encode())
        found += char
    return found


def answer(room: Room, slug: str) -> HttpResponse:
    address = f"{settings.LINLI_ADDRESS}/{slug}/spaces/{room.code}"
    body = "".join(f"{_folded(line)}\r\n" for line in _lines(room, address))
    response = HttpResponse(body.encode(), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{room.code}.ics"'
    response.headers["Cache-Control"] = "public, max-age=300"
    return response
