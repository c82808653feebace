"""Events as an iCalendar object (RFC 5545), for a single event and for a calendar that one subscribes to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpResponse

from linli.clock import LOCAL
from linli.places.queries import district_by

from .models import Event, EventState

MEDIA_TYPE = "text/calendar; charset=utf-8"
LONGEST_LINE = 75
# China has had one time since 1992; earlier rules are of no use to an event.
_ZONE = (
    "BEGIN:VTIMEZONE", "TZID:Asia/Shanghai", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0800", "TZNAME:CST", "END:STANDARD", "END:VTIMEZONE",
)  # fmt: skip


def escaped(text: str) -> str:
    """TEXT as §3.3.11 has it: backslash, semicolon, comma and line ends escaped, other control characters left out."""
    tidy = text.replace("\r\n", "\n").replace("\r", "\n")
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        tidy = tidy.replace(sign, written)
    return "".join(char for char in tidy if char == "\t" or (ord(char) >= 32 and ord(char) != 127))


def folded(line: str) -> str:
    """A content line in pieces of at most 75 octets (§3.1), no character cut in two."""
    pieces, piece, room = [], "", LONGEST_LINE
    for char in line:
        size = len(char.encode())
        if size > room:
            pieces.append(piece)
            # The space that a continuation begins with counts.
            piece, room = "", LONGEST_LINE - 1
        piece += char
        room -= size
    return "\r\n ".join([*pieces, piece])


def calendar(name: str, events: Iterable[Event], *, alarms: bool = False) -> bytes:
    """A whole calendar; each event's own address is in it. `alarms`: an hour before, for what somebody chose."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Linli//Events//ZH", "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{escaped(name)}", "X-WR-TIMEZONE:Asia/Shanghai", "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H", *_ZONE, *(line for event in events for line in _event(event, alarms)), "END:VCALENDAR",
    ]  # fmt: skip
    return ("\r\n".join(folded(line) for line in lines) + "\r\n").encode()


def _event(event: Event, alarms: bool) -> list[str]:
    address = f"{settings.LINLI_ADDRESS}/{district_by(event.district_id).slug}/events/{event.code}"
    where = ", ".join(part for part in (event.where, event.venue.address if event.venue else "") if part)
    lines = [
        "BEGIN:VEVENT",
        # The key alone (RFC 7986 §5.3): it stays when the installation moves to another address.
        f"UID:{event.pk}",
        f"DTSTAMP:{_utc(event.changed_at)}",
        f"LAST-MODIFIED:{_utc(event.changed_at)}",
        f"SEQUENCE:{event.version}",
        f"DTSTART;TZID=Asia/Shanghai:{_here(event.begins_at)}",
        f"DTEND;TZID=Asia/Shanghai:{_here(event.ends_at)}",
        f"SUMMARY:{escaped(event.title)}",
        f"LOCATION:{escaped(where)}",
        f"DESCRIPTION:{escaped(event.text + chr(10) + address)}",
        f"URL:{address}",
        f"STATUS:{'CANCELLED' if event.state == EventState.CANCELLED else 'CONFIRMED'}",
    ]
    if event.venue is not None and event.venue.lat is not None and event.venue.lon is not None:
        lines.append(f"GEO:{event.venue.lat:.6f};{event.venue.lon:.6f}")
    if alarms and event.state == EventState.PUBLISHED:
        lines += [
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"DESCRIPTION:{escaped(event.title)}",
            "TRIGGER:-PT1H",
            "END:VALARM",
        ]
    return [*lines, "END:VEVENT"]


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _here(at: datetime) -> str:
    return f"{at.astimezone(LOCAL):%Y%m%dT%H%M%S}"


def answer(name: str, file_name: str, events: Iterable[Event], *, alarms: bool = False) -> HttpResponse:
    """The calendar as a file to take in or to subscribe to."""
    response = HttpResponse(calendar(name, events, alarms=alarms), content_type=MEDIA_TYPE)
    response.headers["Content-Disposition"] = f'inline; filename="{file_name}.ics"'
    response.headers["Cache-Control"] = "public, max-age=300"
    return response
