"""What came from the districts below: by kind, district and period what is there, what is missing, what is overdue."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from linli.people.actors import Actor
from linli.places.models import District
from linli.places.queries import district_by, districts

from ...exchange.peers import Peer, peers
from ..errors import NoSuchRelease
from ..models import Incoming, Kind
from ..periods import Period, periods_of


@dataclass(frozen=True)
class Version:
    """One version of what was reported of a period, as far as its parts have come."""

    number: int
    parts: int
    rows: tuple[Incoming, ...]

    @property
    def is_whole(self) -> bool:
        return len(self.rows) == self.parts

    @property
    def counts(self) -> dict[str, int]:
        total: dict[str, int] = {}
        for row in self.rows:
            for name, number in row.counts.items():
                total[name] = total.get(name, 0) + number
        return total


@dataclass(frozen=True)
class Slot:
    """One district and period. The version that counts is the highest whole one."""

    period: Period
    versions: tuple[Version, ...] = ()
    overdue: bool = False

    @property
    def counting(self) -> Version | None:
        return next((one for one in self.versions if one.is_whole), None)

    @property
    def partly(self) -> Version | None:
        """A higher one of which parts are missing."""
        first = self.versions[0] if self.versions else None
        return first if first and not first.is_whole else None

    @property
    def state(self) -> str:
        if self.counting is not None:
            return "there"
        return "partly" if self.partly else "overdue" if self.overdue else "open"


@dataclass(frozen=True)
class Row:
    code: str
    name: str
    peer: str
    slots: list[Slot] = field(default_factory=list)


@dataclass(frozen=True)
class Board:
    """One kind of report in a year."""

    kind: Kind
    periods: list[Period]
    rows: list[Row]

    @property
    def label(self) -> str:
        return str(self.kind.label)

    @property
    def missing(self) -> int:
        return sum(slot.state in ("overdue", "partly") for row in self.rows for slot in row.slots)


def reporters(district: District) -> list[tuple[Peer, str, str]]:
    """Who reports to this district of ours: peer, code and name of each district below."""
    alone = len(districts()) == 1
    return [
        (peer, code, name)
        for peer in peers().values()
        if peer.district == district.code or (not peer.district and alone)
        for code, name in peer.reports.items()
    ]


def boards(actor: Actor, year: int, today: date) -> list[Board]:
    """Every kind; one statement."""
    district = district_by(actor.reach.district)
    below = reporters(district)
    rows = Incoming.objects.filter(district=district, period__startswith=str(year)).defer("body_cipher")
    came: dict[tuple[str, str, str], list[Incoming]] = {}
    for row in rows.order_by("part"):
        came.setdefault((row.kind, row.from_district, row.period), []).append(row)
    made = []
    for kind in Kind:
        periods = periods_of(kind, year, today)
        lines = [
            Row(
                code,
                name,
                peer.name,
                [_slot(kind, one, came.get((kind, code, one.code), []), today) for one in periods],
            )
            for peer, code, name in below
        ]
        made.append(Board(kind, periods, lines))
    return made


def _slot(kind: Kind, period: Period, rows: list[Incoming], today: date) -> Slot:
    by_version: dict[int, list[Incoming]] = {}
    for row in rows:
        by_version.setdefault(row.version, []).append(row)
    versions = tuple(
        Version(number, found[0].parts, tuple(found)) for number, found in sorted(by_version.items(), reverse=True)
    )
    return Slot(period, versions, overdue=today > period.due_on(kind))


def of_district(actor: Actor, code: str, kind: str, period: str) -> list[Incoming]:
    """Every part that came of a district and period, the highest version first."""
    rows = Incoming.objects.filter(district=actor.reach.district, from_district=code, kind=kind, period=period)
    return list(rows.defer("body_cipher").order_by("-version", "part"))


def one_of(actor: Actor, key: UUID) -> Incoming:
    """Raises NoSuchRelease."""
    found = Incoming.objects.filter(district=actor.reach.district, pk=key).first()
    if found is None:
        raise NoSuchRelease
    return found


def gaps(peer: str) -> int:
    """How many numbers below the highest have not come."""
    numbers = Incoming.objects.filter(peer=peer).values_list("number", flat=True)
    return max(numbers, default=0) - len(numbers)


# What the counts of a report are called.
def named(counts: dict[str, int]) -> list[tuple[str, int]]:
    words = {
        "death": _("Deaths"), "tumour": _("Tumours"), "event": _("Heart and brain events"), "tables": _("Tables"), "cells": _("Figures in it"),
        "kept_back": _("of them kept back"), "hypertension": _("Managed with hypertension"), "diabetes": _("Managed with diabetes"),
    }  # fmt: skip
    return [(words.get(name, name), number) for name, number in counts.items()]
