"""What a person may get by what they handed in before (主动服务): looked for only where they agreed to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from linli.catalogue.fitting import dialogue
from linli.catalogue.guides import Guide
from linli.catalogue.numbers import Unfit, person_of
from linli.catalogue.questions import QuestionSpec, questions
from linli.clock import today
from linli.people.models import Account

from ..models import Agreement, Document
from .prefill import Earlier, earlier, fits, held_by, people_known


@dataclass(frozen=True)
class Offer:
    """A service that fits somebody known by their age. `missing`: how many papers are not in the folder yet."""

    guide: Guide
    name: str
    number: str
    age: int
    missing: int

    @property
    def tail(self) -> str:
        return self.number[-4:]


def agreed(account: Account, district: str) -> bool:
    return Agreement.objects.filter(account=account, district=district, ended_at=None).exists()


def offers(account: Account, district: str) -> list[Offer]:
    """For everyone named in earlier applications, the services made for their age that they have not applied for.

    Three statements, however many people and services.
    """
    asked = _about_age(questions(district))
    if asked is None:
        return []
    before, held = earlier(account, district), held_by(account)
    applied = _applied(before)
    found = []
    for person in people_known(before):
        age = _age(str(person.get("id_number", "")), today())
        answer = asked.of_age(age) if age is not None else ""
        if not answer or age is None:
            continue
        for guide in dialogue(district).standing({asked.id: (answer,)}).fitting:
            number = str(person["id_number"])
            # Only those that say themselves which ages they are for: all others fit anybody.
            if answer in guide.spec.fits.get(asked.id, []) and (guide.code, number) not in applied:
                found.append(Offer(guide, str(person.get("name", "")), number, age, _missing(guide, held)))
    return found


def _about_age(asked: tuple[QuestionSpec, ...]) -> QuestionSpec | None:
    return next((one for one in asked if any(choice.ages for choice in one.choices)), None)


def _age(number: str, day: date) -> int | None:
    try:
        born = person_of(number, day).born
    except Unfit:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _applied(before: Earlier) -> set[tuple[str, str]]:
    """What was applied for already, for whom."""
    return {
        (spec.code, str(value["id_number"]))
        for spec, answers in before
        for value in answers.values()
        if isinstance(value, Mapping) and value.get("id_number")
    }


def _missing(guide: Guide, held: list[Document]) -> int:
    photos = [one for one in guide.spec.asked_of_everyone if one.needs == "photo"]
    return sum(not any(fits(document, one) for document in held) for one in photos)
