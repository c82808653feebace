"""Meetings: one as this reader sees it, and as a calendar's file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from linli.cases.queries import keyset
from linli.clock import now
from linli.ids import read_case_code
from linli.people.actors import Actor

from ..access import may_answer
from ..errors import NoSuchMeeting
from ..models import Meeting, Registration


@dataclass(frozen=True)
class MeetingPage:
    """`link` is there for who has a seat, and for the organisation that invites."""

    meeting: Meeting
    taken: int
    mine: Registration | None
    hosts: bool

    @property
    def left(self) -> int | None:
        return None if self.meeting.seats is None else max(0, self.meeting.seats - self.taken)

    @property
    def link(self) -> str:
        called_off = self.meeting.cancelled_at is not None
        return self.meeting.link if (self.mine or self.hosts) and not called_off else ""


def meeting_page(actor: Actor, district: str, code: str) -> MeetingPage:
    """Three statements. Raises NoSuchMeeting."""
    spelled = read_case_code(code)
    row = Meeting.objects.select_related("topic").filter(code=spelled).first() if spelled else None
    if row is None or (district and row.district_id != district):
        raise NoSuchMeeting(code)
    held = Registration.objects.filter(meeting=row)
    resident = actor.account if actor.kind == "resident" else None
    mine = held.filter(account=resident).first() if resident else None
    hosts = may_answer(actor) and row.organisation_id in actor.reach.organisations
    return MeetingPage(row, held.count(), mine, hosts)


# Which meetings a list holds.
UPCOMING, OVER = "upcoming", "over"


def listed_meetings(district: str, state: str, after: str, size: int) -> tuple[list[Meeting], str]:
    """A page by key, and where the next begins: those to come in their order, those that are over the latest first."""
    rows, order = Meeting.objects.filter(district=district, cancelled_at=None), ["-starts_at", "-id"]
    if state == UPCOMING:
        rows, order = rows.upcoming(), ["starts_at", "id"]
    else:
        rows = rows.filter(ends_at__lte=now())
    cursor = keyset.Cursor.read(after)
    if cursor:
        rows = rows.filter(keyset.after(cursor, order))
    page, _before, more = keyset.paged(rows, order, False, size)
    return page, keyset.cursor_of(page[-1], order) if more else ""


_FOLD = 73


def calendar_file(page: MeetingPage, address: str) -> str:
    """RFC 5545: one event; the meeting's own address only for who may read it, else that of its page."""
    row = page.meeting
    where = page.link or address
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Linli//Dialogue//ZH", "METHOD:PUBLISH", "BEGIN:VEVENT",
        f"UID:{row.pk}@linli", f"SEQUENCE:{row.version}", f"DTSTAMP:{_stamp(row.created_at)}",
        f"DTSTART:{_stamp(row.starts_at)}", f"DTEND:{_stamp(row.ends_at)}", f"SUMMARY:{_escaped(row.title)}",
        f"DESCRIPTION:{_escaped(row.agenda)}", f"LOCATION:{_escaped(where)}", f"URL:{address}",
        f"ORGANIZER;CN={_quoted(row.organisation_name)}:{address}",
        f"STATUS:{'CANCELLED' if row.cancelled_at else 'CONFIRMED'}", "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\r", "").replace("\n", "\\n")


def _quoted(text: str) -> str:
    return '"' + text.replace('"', "'") + '"'


def _folded(line: str) -> list[str]:
    """At most 75 octets a line, no character cut in two (§3.1)."""
    parts, part = [], ""
    for char in line:
        if len((part + char).encode()) > _FOLD:
            parts.append(part)
            part = " "
        part += char
    return [*parts, part]
