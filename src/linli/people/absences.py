"""Who is away and who stands in for them, and who could: what the verbs and the page of absences read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.clock import today

from .models import Absence, Account, AccountKind, Position
from .queries import organisations
from .roles import Role

# The power to audit and to administer stays with who has it; a building's contact person is a face, not a power.
PASSED_ON = frozenset(
    {
        Role.GRID_OFFICER, Role.COMMUNITY_WORKER, Role.STREET_OFFICER, Role.DEPARTMENT_HANDLER, Role.DISPATCHER,
        Role.SUPERVISOR,
    }
)  # fmt: skip
# Who watches over the work does not do it as well, not for a time either.
WATCHERS = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})
MOST_SHOWN = 200
# A list of people longer than this can be narrowed by typing.
AT_A_GLANCE = 10


def own_positions(account: Account, since: date, until: date) -> QuerySet[Position]:
    """Positions that are a person's own on any of those days."""
    begun = Q(since=None) | Q(since__lte=until)
    return account.positions.filter(begun & (Q(until=None) | Q(until__gte=since)), stands_in_for=None).order_by("id")


def lasting(whose: Q, since: date | None = None, until: date | None = None) -> QuerySet[Absence]:
    """Absences that are neither ended nor over; of these days, or from today on. The next first."""
    rows = Absence.objects.filter(whose, ended_at=None, until__gte=since or today())
    if until is not None:
        rows = rows.filter(since__lte=until)
    return rows.select_related("account", "stand_in").order_by("since", "id")


def of_person(account: Account) -> list[Absence]:
    """A person's own, now and to come."""
    return list(lasting(Q(account=account)))


def standing_in_now(account: Account) -> list[Absence]:
    """For whom a person stands in today."""
    return list(lasting(Q(stand_in=account), today(), today()))


def of_district(district: str) -> list[Absence]:
    """Everybody's in a district, now and to come."""
    return list(lasting(Q(district=district))[:MOST_SHOWN])


def are_near(one: Account, other: Account, day: date) -> bool:
    """Whether two people are of the same organisation that day, or one's is right above the other's."""
    return bool(_near(one, day) & _own_organisations(own_positions(other, day, day)))


def colleagues(account: Account, day: date) -> list[tuple[str, list[Account]]]:
    """Who could stand in, by the name of their organisation: those at work in the same, the one above and those below."""
    cards = organisations(account.district_id or "")
    held = (
        Position.objects.on(day)
        .filter(organisation__in=_near(account, day), stands_in_for=None, account__is_active=True)
        .filter(account__kind=AccountKind.STAFF, account__username__isnull=False)
        .exclude(role=Role.BUILDING_CONTACT)
        .exclude(account=account)
        .exclude(account__in=Position.objects.on(day).filter(role__in=WATCHERS).values("account"))
    )
    found: dict[str, dict[UUID, Account]] = {}
    for one in held.select_related("account").order_by("organisation", "account__name", "account"):
        found.setdefault(one.organisation_id or "", {})[one.account_id] = one.account
    return [(cards[code].name, list(people.values())) for code, people in found.items()]


def staff_of(district: str) -> list[Account]:
    """Everybody at work in a district whose positions can be passed on, by name."""
    held = Position.objects.today().filter(role__in=PASSED_ON, stands_in_for=None)
    staff = Account.objects.filter(district=district, kind=AccountKind.STAFF, is_active=True, username__isnull=False)
    return list(staff.filter(pk__in=held.values("account")).order_by("name", "pk"))


def _own_organisations(positions: Iterable[Position]) -> set[str]:
    return {one.organisation_id for one in positions if one.organisation_id and one.role != Role.BUILDING_CONTACT}


def _near(account: Account, day: date) -> set[str]:
    """The organisations of a person's own positions, those above and those below."""
    own = _own_organisations(own_positions(account, day, day))
    cards = organisations(account.district_id or "")
    above = {parent for code in own if code in cards and (parent := cards[code].parent)}
    return own | above | {card.code for card in cards.values() if card.parent in own}


@dataclass(frozen=True)
class AbsencePage:
    """The page of absences: the reader's own, for whom they stand in today, and who may speak for others sees everybody's.

    `whom` is who the form is about, `choices` who could stand in for them; `passed_on` whether they hold anything to pass on.
    """

    whom: Account
    own: list[Absence]
    standing_in: list[Absence]
    passed_on: bool
    choices: list[tuple[str, list[Account]]]
    everybody: list[Absence] | None
    staff: list[Account]

    @property
    def many_choices(self) -> bool:
        return sum(len(people) for _unit, people in self.choices) > AT_A_GLANCE

    @property
    def many_staff(self) -> bool:
        return len(self.staff) > AT_A_GLANCE


def absence_page(reader: Account, whom: Account, *, speaks_for_others: bool) -> AbsencePage:
    """Each part one read."""
    district, day = reader.district_id or "", today()
    return AbsencePage(
        whom, of_person(reader), standing_in_now(reader),
        own_positions(whom, day, date.max).filter(role__in=PASSED_ON).exists(), colleagues(whom, day),
        of_district(district) if speaks_for_others else None, staff_of(district) if speaks_for_others else [],
    )  # fmt: skip
