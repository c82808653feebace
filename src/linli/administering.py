"""What an administrator does at the server: give and take the power of staff, erase a person; each on record."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q

from linli.applications.actions import erasing as applications
from linli.appointments import actions as appointments
from linli.assets import actions as assets
from linli.audit import actions as audit
from linli.cases.models import Case
from linli.community import actions as community
from linli.cooperative import actions as cooperative
from linli.courses import actions as courses
from linli.dialogue import actions as dialogue
from linli.employment import actions as employment
from linli.followup import actions as followup
from linli.gateways.push import actions as push
from linli.gateways.wechat import actions as wechat
from linli.health.actions import privacy as health
from linli.legal import actions as legal
from linli.mediation import actions as mediation
from linli.notices import actions as notices
from linli.people import actions as people
from linli.people.actors import Actor
from linli.people.queries import Person, person_of
from linli.places.models import District
from linli.portal.actions import subscribing
from linli.projects import actions as projects
from linli.renovation import actions as renovation
from linli.spaces import actions as spaces
from linli.volunteers import actions as volunteers


@transaction.atomic
def add_staff(district: District, row: people.PersonRow) -> str:
    """Give a position and a fresh password, which is returned. Raises UnfitAccount."""
    password = people.add_staff(district, row)
    for held in row.positions:
        given = {"change": "given", "role": held.role, "organisation": held.organisation, "area": held.area}
        _staff_changed(district.code, row.username or "", given)
    return password


@transaction.atomic
def remove_staff(username: str, role: str | None = None) -> None:
    """Take a position, or without a role all of them and the account with them. Raises UnfitAccount."""
    account = people.remove_staff(username, role)
    taken = {"change": "taken", "role": role} if role else {"change": "closed"}
    _staff_changed(account.district_id or "", username, taken)


def _staff_changed(district: str, username: str, data: Mapping[str, str | None]) -> None:
    audit.record(Actor.system(), "staff_changed", district=district, subject=username, data=data)


def cases_of(person: Person) -> list[str]:
    """Codes of the cases that a person reported, oldest first: what was said there may name them."""
    theirs = Q(reporter__in=person.contacts) | Q(account__in=person.accounts)
    return list(Case.objects.filter(theirs).order_by("id").values_list("code", flat=True))


@transaction.atomic
def erase_person(phone: str) -> Person:
    """Erase whoever has this number, and send them nothing more. Raises InvalidPhone, NobodyKnown."""
    person = person_of(phone)
    # Cases before accounts, in the order in which every move takes them.
    applications.erase(accounts=person.accounts, contacts=person.contacts)
    appointments.forget_person(person)
    community.forget_person(person)
    courses.forget_person(person)
    dialogue.forget_person(person)
    subscribing.forget_person(person)
    for room in (assets, cooperative, employment, legal, mediation, projects, renovation, spaces, volunteers):
        room.forget_person(person)
    for file in health.forget_person(person).wiped:
        followup.forget_patient(file)
    # Before their numbers: by the account they are known at WeChat, and nowhere else.
    wechat.forget(accounts=person.accounts, contacts=person.contacts)
    push.forget(accounts=person.accounts)
    people.erase_person(phone)
    unsent = notices.send_nothing_more(accounts=person.accounts, contacts=person.contacts, codes=person.codes)
    erased = {"accounts": len(person.accounts), "contacts": len(person.contacts), "unsent": unsent}
    for district in person.districts or ("",):
        audit.record(Actor.system(), "person_erased", district=district, data=erased)
    return person


def _is_card(who: str) -> bool:
    """A health card's number begins with letters, no telephone does."""
    return who.strip()[:1].isalpha()


def told_before_erasing(who: str) -> tuple[str, bool]:
    """What would go and what stays, and whether there is anything to ask about. Raises InvalidPhone."""
    stays = "Cards of the registries stay, as the law has it."
    if _is_card(who):
        return f"The health file of this card: name, numbers, values and advice. {stays}", True
    person = person_of(who)
    codes, files = cases_of(person), health.files_of_person(person)
    told = (
        f"Accounts to close: {len(person.accounts)}. Numbers and names to wipe: {len(person.contacts)} contacts.\n"
        f"Cases that stay, without them: {' '.join(codes) or 'none'}. Please look whether words there name them.\n"
        f"Health files to wipe: {len(files.wiped)}. {stays}"
    )
    if files.shared:
        cards = " ".join(file.code for file in files.shared)
        told += f"\nNot touched, for they share this telephone: {cards}. Ask whose each is, then erase it by its card."
    return told, person.is_known


def erase(who: str) -> None:
    """A person by their telephone, or one health file by its card. Raises InvalidPhone, NobodyKnown, NoSuchPatient."""
    if _is_card(who):
        erase_health_file(who)
    else:
        erase_person(who)


@transaction.atomic
def erase_health_file(card: str) -> None:
    """One health file by the number on its card, where a telephone leads to several. Raises NoSuchPatient."""
    followup.forget_patient(health.erase_file(Actor.system(), card))
