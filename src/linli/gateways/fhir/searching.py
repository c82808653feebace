"""Search parameters of FHIR, read strictly, and what they find among what the sender may see."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from linli.audit.actions import record
from linli.clock import LOCAL
from linli.health.models import Observation, ObservationState, Patient
from linli.health.queries.privacy import Way, family_ways, own_files, way_to

from . import coding
from .outcomes import GatewayProblem
from .signing import Sender

COUNT, MOST = 50, 200
_DATE = re.compile(r"(eq|ne|gt|ge|lt|le|sa|eb)?(\d{4})(?:-(\d\d)(?:-(\d\d)(T.+)?)?)?")
_OF_OBSERVATION = ("patient", "subject", "code", "date", "identifier", "_id", "_count", "_after", "_sort", "_format")


@dataclass
class Search:
    """What is asked for; empty parts do not narrow. `dates` are conditions on when it was measured."""

    patient: str = ""
    card: str = ""
    quantities: list[set[str]] = field(default_factory=list)
    dates: list[Q] = field(default_factory=list)
    identifiers: list[str] = field(default_factory=list)
    keys: list[UUID] = field(default_factory=list)
    count: int = COUNT
    after: UUID | None = None


Parameters = Sequence[tuple[str, str]]


def wrong(name: str, value: str, advice: str) -> GatewayProblem:
    message = _("The search parameter %(name)s=%(value)s cannot be followed. %(advice)s")
    told = {"name": name[:40], "value": value[:80], "advice": advice}
    return GatewayProblem(400, "bad_search", message % told, name, issue="invalid")


def read_search(given: Parameters) -> Search:
    """Raises GatewayProblem (400) for a parameter that is not known: what is asked and not understood is not answered."""
    found = Search()
    for name, value in given:
        plain, _colon, modifier = name.partition(":")
        if plain not in _OF_OBSERVATION or modifier not in ("", "identifier", "Patient"):
            raise wrong(name, value, _("Known are: %(names)s.") % {"names": ", ".join(_OF_OBSERVATION)})
        if not value.strip():
            raise wrong(name, value, _("It has no value."))
        _READERS[plain](found, value, modifier)
    return found


def _patient(found: Search, value: str, modifier: str) -> None:
    if modifier == "identifier":
        found.card = card_of(value)
    else:
        found.patient = value.removeprefix("Patient/")
        key_of("patient", found.patient)


def card_of(token: str) -> str:
    """The number on a health card, of a token such as urn:linli:health-card|DM-7K3F-9QWD."""
    system, bar, value = token.rpartition("|")
    if (bar and system != coding.CARD) or not value:
        raise wrong("identifier", token, _("People are found by %(form)s.") % {"form": f"{coding.CARD}|…"})
    return value.strip().upper()


def key_of(name: str, value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise wrong(name, value, _("An id as this gateway gave it is needed.")) from None


def _codes(found: Search, value: str, _modifier: str) -> None:
    """Any of these; a code that is not taken here finds nothing."""
    wanted = set()
    for token in value.split(","):
        system, bar, code = token.rpartition("|")
        if (not bar or system == coding.LOINC) and code in coding.MEASURES:
            wanted.add(str(coding.MEASURES[code].quantity))
    found.quantities.append(wanted)


def _date(found: Search, value: str, _modifier: str) -> None:
    text = value.replace(" ", "+")
    match = _DATE.fullmatch(text)
    if match is None:
        raise wrong("date", value, _("Dates are written as 2026-11, 2026-11-02 or 2026-11-02T09:30:00+08:00, with eq, ne, gt, ge, lt or le before them."))  # fmt: skip
    try:
        start, end = _span(match)
    except (ValueError, OverflowError):
        raise wrong("date", value, _("There is no such day.")) from None
    within = Q(at__gte=start, at__lt=end)
    found.dates.append(
        {
            "eq": within, "ne": ~within, "gt": Q(at__gte=end), "sa": Q(at__gte=end), "ge": Q(at__gte=start),
            "lt": Q(at__lt=start), "eb": Q(at__lt=start), "le": Q(at__lt=end),
        }[match[1] or "eq"]
    )  # fmt: skip


def _span(match: re.Match[str]) -> tuple[datetime, datetime]:
    """From when to before when: a year, a month, a day here, or one second."""
    year, month, day = int(match[2]), int(match[3] or 1), int(match[4] or 1)
    if match[5]:
        at = datetime.fromisoformat(f"{match[2]}-{match[3]}-{match[4]}{match[5]}")
        at = at if at.tzinfo else at.replace(tzinfo=LOCAL)
        return at, at + timedelta(seconds=1)
    start = datetime(year, month, day, tzinfo=LOCAL)
    if match[4]:
        return start, start + timedelta(days=1)
    if match[3]:
        return start, (start + timedelta(days=32)).replace(day=1)
    return start, start.replace(year=year + 1)


def _identifier(found: Search, value: str, _modifier: str) -> None:
    found.identifiers.append(value)


def _keys(found: Search, value: str, _modifier: str) -> None:
    found.keys += [key_of("_id", one) for one in value.split(",")]


def _count(found: Search, value: str, _modifier: str) -> None:
    if not value.isascii() or not value.isdigit():
        raise wrong("_count", value, _("A number from 1 to %(most)d is needed.") % {"most": MOST})
    found.count = max(1, min(int(value[:6]), MOST))


def _after(found: Search, value: str, _modifier: str) -> None:
    found.after = key_of("_after", value)


def _sort(_found: Search, value: str, _modifier: str) -> None:
    if value != "-date":
        raise wrong("_sort", value, _("What is found comes newest first: -date."))


def _format(_found: Search, value: str, _modifier: str) -> None:
    if "json" not in value:
        raise wrong("_format", value, _("Only application/fhir+json is spoken here."))


_READERS: Mapping[str, Callable[[Search, str, str], None]] = {
    "patient": _patient, "subject": _patient, "code": _codes, "date": _date, "identifier": _identifier, "_id": _keys,
    "_count": _count, "_after": _after, "_sort": _sort, "_format": _format,
}  # fmt: skip


def looked(sender: Sender, ways: Iterable[Way]) -> None:
    """On the record: who looked at whose file. What people see of themselves is their own business."""
    for way in ways:
        if not way.is_own:
            told = {"by": "fhir"} | ({"grant": str(way.grant.pk)} if way.grant else {})
            record(
                sender.actor, "health_seen", district=way.patient.district_id, subject=f"patient:{way.patient.code}", data=told
            )  # fmt: skip


def ways_of(sender: Sender, search: Search) -> list[Way]:
    """The files a search is about. Raises GatewayProblem (400) if a physician names nobody, NoSuchPatient."""
    if search.patient or search.card:
        by = {"pk": search.patient} if search.patient else {"code": search.card}
        return [way_to(sender.actor, Patient.objects.select_related("organisation").filter(**by).first())]
    if sender.actor.is_resident:
        return [*(Way(one, "own") for one in own_files(sender.actor)), *family_ways(sender.actor)]
    raise GatewayProblem(
        400, "patient_needed", _("Please say whose observations: patient=… or patient:identifier=%(card)s|…") % {"card": coding.CARD},
        "patient", issue="required",
    )  # fmt: skip


def visible(sender: Sender, search: Search) -> QuerySet[Observation]:
    """What the sender may read of it: a device what it sent itself, others what is of the files they may see."""
    rows = Observation.objects.exclude(state=ObservationState.DELETED).select_related("patient", "device")
    if sender.device is not None:
        rows = rows.filter(device=sender.device, patient__erased_at=None)
        if search.patient or search.card:
            rows = rows.filter(**({"patient": search.patient} if search.patient else {"patient__code": search.card}))
        return rows
    ways = ways_of(sender, search)
    looked(sender, ways)
    return rows.filter(patient__in=[way.patient for way in ways])


def narrowed(rows: QuerySet[Observation], search: Search, hashed: Callable[[str], str]) -> QuerySet[Observation]:
    """All conditions of the search but whose they are. `hashed`: how an identifier is kept."""
    for quantities in search.quantities:
        rows = rows.filter(quantity__in=quantities)
    for condition in search.dates:
        rows = rows.filter(condition)
    if search.identifiers:
        rows = rows.filter(identifier__in=[hashed(one) for one in search.identifiers])
    if search.keys:
        rows = rows.filter(pk__in=search.keys)
    return rows


def page(rows: QuerySet[Observation], search: Search) -> tuple[list[Observation], UUID | None]:
    """A page, newest first, and the last one's id where there are older ones. Raises GatewayProblem for an unknown place."""
    if search.after is not None:
        last = rows.filter(pk=search.after).values_list("at", flat=True).first()
        if last is None:
            raise wrong("_after", str(search.after), _("Please begin the search again."))
        rows = rows.filter(Q(at__lt=last) | Q(at=last, pk__lt=search.after))
    found = list(rows.order_by("-at", "-id")[: search.count + 1])
    return found[: search.count], found[search.count - 1].pk if len(found) > search.count else None
