"""Whose the units of a vote are, so that each owner is counted once, and telling them that it is open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any

from linli.clock import LOCAL
from linli.ids import uuid7
from linli.notices.actions import Message, tell
from linli.people.actions import contact_for
from linli.people.models import Account, Contact
from linli.people.vault import unseal
from linli.places.queries import district_by

from ..models import Household, Vote, VoteUnit


def units_of(vote: Vote, roll: Iterable[Household]) -> list[VoteUnit]:
    """The households of a roll as those who may vote, each with its owner.

    Units are of one owner where name and telephone are the same: a number alone may be that of a daughter who looks
    after her parents' flat, a name alone that of two people. Who is not known so is an owner by themselves.
    """
    first: dict[tuple[str, str], VoteUnit] = {}
    made = []
    for one in roll:
        unit = VoteUnit(id=uuid7(), vote=vote, household=one, house_id=one.house_id, unit=one.unit, area=one.area)
        name = unseal(one.owner_cipher) if one.owner_cipher and one.phone_index else ""
        unit.owner = first.setdefault((name, one.phone_index), unit).pk if name else unit.pk
        made.append(unit)
    return made


def number_of_owners(units: Iterable[VoteUnit]) -> int:
    return len({one.owner for one in units})


def tell_owners(vote: Vote, roll: Iterable[Household]) -> None:
    """Everybody whose telephone stands on the roll, once, however many units are theirs."""
    by_phone = {one.phone_index: one for one in roll if one.phone_index}
    recipients = _recipients(vote.district_id, by_phone)
    params = {
        "title": vote.title, "organisation": vote.of_whom, "code": vote.code,
        "due": datetime.combine(vote.closes_on, time(23, 59), LOCAL).isoformat(),
    }  # fmt: skip
    link = f"/{district_by(vote.district_id).slug}/renovation/votes/{vote.code}"
    tell(
        [
            Message(
                key=f"vote:{vote.pk}:{next(iter(whom.values()))}", district=vote.district_id, template="renovation_vote",
                params=params, link=link, about=vote.pk, **whom,
            )
            for whom in recipients
        ]
    )  # fmt: skip


def _recipients(district: str, by_phone: Mapping[str, Household]) -> list[dict[str, Any]]:
    """The account that signs in with a number; else the number, which is kept sealed as a reporter's is."""
    accounts = dict(Account.objects.filter(phone_index__in=by_phone, kind="resident").values_list("phone_index", "pk"))
    known = Contact.objects.filter(phone_index__in=by_phone, district=district, account=None)
    contacts = dict(known.order_by("-created_at").values_list("phone_index", "pk"))
    found: list[dict[str, Any]] = []
    for index, one in by_phone.items():
        if index in accounts:
            found.append({"account": accounts[index]})
        else:
            contact = contacts.get(index) or contact_for(district, phone=unseal(one.phone_cipher)).pk
            found.append({"contact": contact})
    return found
