"""A card as facts: what its fields say once they are read. None, or empty: not said, or not to be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Person:
    name: str = ""
    id_number: str = ""
    sex: str = ""
    born: date | None = None
    phone: str = ""
    address: str = ""
    # Code of the community or village they lived in.
    area: str = ""

    def age_on(self, day: date | None) -> int | None:
        """Completed years."""
        if self.born is None or day is None or day < self.born:
            return None
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))


@dataclass(frozen=True)
class ChainLine:
    """One line of part I of the certificate: a cause, its code, and how long before death it began."""

    line: str
    text: str = ""
    code: str = ""
    lasted: timedelta | None = None


@dataclass(frozen=True)
class DeathFacts:
    """A medical certificate of death. `cause` is the underlying cause; `cause_by` who said so: proposed, coder."""

    person: Person
    died_on: date | None = None
    place: str = ""
    manner: str = ""
    chain: tuple[ChainLine, ...] = ()
    other: tuple[str, ...] = ()
    cause: str = ""
    cause_by: str = ""

    @property
    def age(self) -> int | None:
        return self.person.age_on(self.died_on)


@dataclass(frozen=True)
class TumourFacts:
    """A tumour report card, in the words of ICD-O."""

    person: Person
    diagnosed_on: date | None = None
    topography: str = ""
    morphology: str = ""
    behaviour: str = ""
    grade: str = ""
    basis: str = ""
    laterality: str = ""
    stage: str = ""
    died_on: date | None = None

    @property
    def age(self) -> int | None:
        return self.person.age_on(self.diagnosed_on)

    @property
    def site(self) -> str:
        """C34 of C34.1."""
        return self.topography[:3]

    @property
    def kind_of_cell(self) -> int:
        """The morphology as a number, 0 where there is none."""
        return int(self.morphology) if self.morphology.isdigit() else 0


@dataclass(frozen=True)
class EventFacts:
    """A heart or brain event; counted from its onset, whenever it was reported."""

    person: Person
    icd: str = ""
    onset_on: date | None = None
    diagnosed_on: date | None = None
    confirmed_by: str = ""
    first_ever: str = ""
    died_on: date | None = None

    @property
    def age(self) -> int | None:
        return self.person.age_on(self.onset_on)


Facts = DeathFacts | TumourFacts | EventFacts
