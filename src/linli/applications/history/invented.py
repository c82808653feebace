"""Invented people, and what they write into a form: numbers that check themselves, in ranges that nobody has."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from linli.catalogue.filled_form import filled
from linli.catalogue.guides import Guide
from linli.catalogue.numbers import card_check, person_check, unit_check
from linli.catalogue.services import FormField, holds
from linli.clock import LOCAL
from linli.ids import uuid7
from linli.inserting import insert
from linli.people.models import Account, AccountKind
from linli.people.vault import blind_index, seal
from linli.places.queries import names

from .words import Words

Value = TypeVar("Value")
# No province's number begins with 99, no bank's card with 9999.
NOWHERE, NO_BANK, NO_OFFICE = "999901", "9999", "91999901"
ADULTS = (26, 62)
# The first possibilities of a choice are the usual ones.
USUAL = (6, 3, 2)


@dataclass(frozen=True)
class Resident:
    """Someone who applies for things; signs in with the telephone number."""

    account: Account
    name: str
    born: date
    female: bool
    number: str


class Inventor:
    """People and answers, drawn from one seeded source."""

    def __init__(self, words: Words, dice: random.Random, district: str) -> None:
        self.words, self.dice, self.district = words, dice, district
        self._people = 0

    # People

    def residents(self, at: datetime) -> list[Resident]:
        """All of them, with accounts; those that are there already are the same as before."""
        phones = [str(int(self.words.first_phone) + number) for number in range(self.words.residents)]
        indexes = {phone: blind_index(phone) for phone in phones}
        known = {
            one.phone_index: one
            for one in Account.objects.filter(phone_index__in=indexes.values(), kind=AccountKind.RESIDENT)
        }
        found, fresh = [], []
        for phone, index in indexes.items():
            account = known.get(index)
            if account is None:
                account = Account(
                    id=uuid7(), kind=AccountKind.RESIDENT, is_demo=True, phone_cipher=seal(phone), phone_index=index
                )
                account.set_unusable_password()
                account.created_at = at
                fresh.append(account)
            found.append(self._resident(account, at))
        insert(fresh)
        return found

    def _resident(self, account: Account, at: datetime) -> Resident:
        female = self.dice.random() < 0.54
        born = self.born(self._age(*ADULTS), at)
        return Resident(account, self.name(female), born, female, self.number(born, female))

    def name(self, female: bool | None = None, surname: str = "") -> str:
        female = self.dice.random() < 0.5 if female is None else female
        own = self.dice.choice(self.words.women if female else self.words.men)
        return (surname or self.dice.choice(self.words.surnames)) + own

    def born(self, age: int, at: datetime) -> date:
        return at.astimezone(LOCAL).date() - timedelta(days=round(age * 365.25) + self.dice.randint(3, 360))

    def number(self, born: date, female: bool) -> str:
        """A citizen's number of that day of birth, of nowhere; each is another."""
        self._people += 1
        first = f"{NOWHERE}{born:%Y%m%d}{self._people * 2 % 1000 + (not female):03d}"
        return first + person_check(first)

    def _age(self, least: int, most: int) -> int:
        return self.dice.randint(least, most)

    # Answers

    def answers(self, shown: Guide, resident: Resident, at: datetime, area: str) -> dict[str, Any]:
        """A filled form without a fault, handed in at that moment by that person, of that community."""
        form = _Form(self, shown, resident, at, area)
        given: dict[str, Any] = {}
        for one in (one for group in shown.spec.form for one in group.fields):
            wanted = one.kind not in ("computed", "file") and holds(one.only_if, given)
            if wanted and not (one.optional and self.dice.random() < 0.55):
                given[one.id] = form.value(one)
        found = filled(shown.spec, self.district, given)
        assert not found.faults, f"{shown.code}: {[fault.message for fault in found.faults]}"
        return given

    def changed(self, shown: Guide, given: Mapping[str, Any]) -> dict[str, Any]:
        """The same form, its address written out in full."""
        fields = [one for group in shown.spec.form for one in group.fields]
        door = f"{self.dice.randint(1, 6)}单元{self.dice.randint(1, 6)}0{self.dice.randint(1, 4)}"
        addresses = {one.id: f"{given[one.id]}{door}" for one in fields if one.kind == "address" and one.id in given}
        return {**given, **addresses}

    def among(self, known: Mapping[str, Value], label: str) -> Value | None:
        """What the longest of the keys that the label holds stands for."""
        keys = [key for key in known if key in label]
        return known[max(keys, key=len)] if keys else None


class _Form:
    """One form being filled in."""

    def __init__(self, inventor: Inventor, shown: Guide, resident: Resident, at: datetime, area: str) -> None:
        self.inventor, self.words, self.dice = inventor, inventor.words, inventor.dice
        self.shown, self.resident, self.at, self.area = shown, resident, at, area
        self._first = True

    def value(self, one: FormField) -> Any:
        known = {
            "person": self._person, "choice": self._choice, "choices": lambda f: [self._choice(f)], "area": lambda _f: self.area,
            "address": lambda _f: self._address(), "number": self._number, "money": self._money, "date": self._date,
            "phone": lambda _f: self._phone(), "bank_card": lambda _f: self._card(), "credit_code": lambda _f: self._code(),
            "id_number": lambda _f: self._somebody(one.label)["id_number"], "table": self._table,
            "declaration": lambda _f: True,
        }  # fmt: skip
        return known.get(one.kind, self._words)(one)

    def _person(self, one: FormField) -> dict[str, str]:
        """The first is whoever applies, if the question is for somebody of their age and sex."""
        ages = self.inventor.among(self.words.ages, one.label)
        first, self._first = self._first, False
        if first:
            ages = self.words.ages.get(self.shown.code, ages)
        who = self.resident
        if first and not ages and not self._sex(one.label):
            return {"name": who.name, "id_number": who.number, "phone": who.account.phone}
        return self._somebody(one.label, ages, surname=who.name[0] if first else "")

    def _sex(self, label: str) -> str:
        if any(word in label for word in self.words.female):
            return "female"
        return "male" if any(word in label for word in self.words.male) else ""

    def _somebody(self, label: str, ages: tuple[int, int] | None = None, surname: str = "") -> dict[str, str]:
        female = {"female": True, "male": False}.get(self._sex(label), self.dice.random() < 0.5)
        born = self.inventor.born(self.dice.randint(*(ages or ADULTS)), self.at)
        return {"name": self.inventor.name(female, surname), "id_number": self.inventor.number(born, female)}

    def _choice(self, one: FormField) -> str:
        weights = [*USUAL, *[1] * len(one.choices)][: len(one.choices)]
        return self.dice.choices(one.choices, weights)[0]

    def _address(self) -> str:
        place = "".join(part.name for part in self._parts())
        return f"{place}{self.dice.randint(1, 180)}号{self.dice.randint(1, 9)}幢"

    def _parts(self) -> Iterable[Any]:
        known = names(self.inventor.district)
        return (known[code] for code in (self.area[:9], self.area[:12]) if code in known)

    def _number(self, one: FormField) -> str:
        least, most = self.inventor.among(self.words.numbers, one.label) or (1, 12)
        bottom = int(one.least) if one.least is not None and one.least > least else least
        top = min(most, int(one.most)) if one.most is not None else most
        return str(self.dice.randint(bottom, max(bottom, top)))

    def _money(self, one: FormField) -> str:
        least, most = self.inventor.among(self.words.money, one.label) or (0, 1200)
        return f"{self.dice.randint(least // 10, most // 10) * 10}"

    def _date(self, one: FormField) -> str:
        first, last = self.inventor.among(self.words.dates, one.label) or (-200, -5)
        return (self.at.astimezone(LOCAL).date() + timedelta(days=self.dice.randint(first, last))).isoformat()

    def _phone(self) -> str:
        return f"1990009{self.dice.randint(0, 9999):04d}"

    def _card(self) -> str:
        first = f"{NO_BANK}{self.dice.randint(0, 10**14 - 1):014d}"
        return first + card_check(first)

    def _code(self) -> str:
        first = f"{NO_OFFICE}{self.dice.randint(0, 10**9 - 1):09d}"
        return first + unit_check(first)

    def _table(self, one: FormField) -> list[dict[str, Any]]:
        rows = self.dice.choices([1, 2, 3], [5, 3, 1])[0]
        return [
            {
                column.id: self.value(column)
                for column in one.columns
                if not (column.optional and self.dice.random() < 0.5)
            }
            for _row in range(rows)
        ]

    def _words(self, one: FormField) -> str:
        said = self.inventor.among(self.words.words, one.label)
        if said is None and any(word in one.label for word in self.words.names):
            return self.inventor.name()
        return str(self.dice.choice(said or self.words.otherwise))
