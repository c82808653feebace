"""Reads of the people room: organisations as cards in memory, and all that is kept of one person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from linli.places.revision import per_revision

from .models import Account, AccountKind, CodeChallenge, Contact, Organisation, OrganisationKind, Position
from .roles import Role
from .vault import blind_index, normal_phone


@dataclass(frozen=True)
class OrgCard:
    """An organisation as everyone reads it."""

    code: str
    name: str
    short: str
    kind: str
    area: str | None
    parent: str | None
    duty_phone: str
    duty_email: str = ""
    active: bool = True
    installation: str = ""


@per_revision
def organisations(district_code: str) -> dict[str, OrgCard]:
    """Every organisation of a district by code, in the order of codes: retired ones too, for old cases name them."""
    rows = Organisation.objects.filter(district=district_code).order_by("code")
    return {
        row.code: OrgCard(
            row.code,
            row.name,
            row.short or row.name,
            row.kind,
            row.area_id,
            row.parent_id,
            row.duty_phone,
            row.duty_email,
            row.active,
            row.installation,
        )
        for row in rows
    }


def office_of(area_code: str | None) -> str | None:
    """Who looks after a community or a street: its code is the area's. None where the pack has none, or no more."""
    card = organisations(area_code[:6]).get(area_code) if area_code else None
    return card.code if card and card.active else None


@per_revision
def centre(district_code: str) -> str:
    """The code of the district's dispatch centre; a pack has one."""
    cards = organisations(district_code).values()
    return next(card.code for card in cards if card.kind == OrganisationKind.CENTRE and card.active)


def supervisors(district_code: str) -> list[UUID]:
    """The accounts of those who watch over a district's clocks today."""
    held = Position.objects.today().filter(
        role=Role.SUPERVISOR, account__district=district_code, account__is_active=True
    )
    return list(held.order_by("account").values_list("account", flat=True).distinct())


def names_of(accounts: Iterable[UUID]) -> list[str]:
    """The names of colleagues, in the order of their accounts; asks nothing about nobody."""
    keys = list(accounts)
    return list(Account.objects.filter(pk__in=keys).order_by("pk").values_list("name", flat=True)) if keys else []


def building_contacts(day: date) -> QuerySet[Position]:
    """A day's contact persons of buildings (一幢楼一联系人), whoever began first."""
    return Position.objects.on(day).filter(role=Role.BUILDING_CONTACT, account__is_active=True).order_by("since", "id")


@dataclass(frozen=True)
class Person:
    """The keys of what is kept of whoever has a number, and the districts they reported in."""

    accounts: tuple[UUID, ...]
    contacts: tuple[UUID, ...]
    codes: tuple[UUID, ...]
    districts: tuple[str, ...]

    @property
    def is_known(self) -> bool:
        return bool(self.accounts or self.contacts or self.codes)


def person_of(phone: str) -> Person:
    """The resident with this number: contacts that hold it, and those of the account. Raises InvalidPhone."""
    index = blind_index(normal_phone(phone))
    accounts = Account.objects.filter(phone_index=index, kind=AccountKind.RESIDENT).values_list("pk", flat=True)
    # Two reads, each by its index.
    rows = Contact.objects.filter(phone_index=index).union(Contact.objects.filter(account__in=accounts))
    contacts = dict(rows.values_list("pk", "district_id"))
    codes = CodeChallenge.objects.filter(phone_index=index).values_list("pk", flat=True)
    return Person(tuple(accounts), tuple(contacts), tuple(codes), tuple(sorted(set(contacts.values()))))
