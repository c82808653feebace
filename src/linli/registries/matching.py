"""When two cards may be of one person: by which keys they are found, and how far they agree. Pure, no database.

Found on the identity number, then on name, pinyin, sex, birth date and township, each key leaving something else out: so
that one typing error, in whichever field, leaves a key on which both agree.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from linli.search.sounds import syllables

# From this score on two cards are shown to a person; from the other on they are nearly certainly of one.
WORTH_A_LOOK, SURE = 50, 85


@dataclass(frozen=True)
class Identity:
    """Whom a card is about, as compared: `born` as 1950-03-02, `area` the code of the community."""

    name: str = ""
    id_number: str = ""
    sex: str = ""
    born: str = ""
    area: str = ""

    @property
    def sound(self) -> str:
        return " ".join(syllables(self.name))

    @property
    def township(self) -> str:
        return self.area[:9]


def identity_of(person: dict[str, str], sex: str, area: str | None) -> Identity:
    return Identity(
        even_name(person.get("name", "")), person.get("id_number", ""), sex, person.get("born", ""), area or ""
    )


def even_name(name: str) -> str:
    """Without spaces and dots, full-width letters as half-width ones."""
    return re.sub(r"[\s·•.．]", "", unicodedata.normalize("NFKC", name)).lower()


def key_texts(one: Identity) -> Iterator[str]:
    """What two cards of one person have in common: texts to be digested, one for each kind of key."""
    year, month_day, sound = one.born[:4], one.born[5:], one.sound
    if one.id_number:
        yield f"id {one.id_number}"
    if one.id_number and one.born:
        yield f"tail {one.id_number[-4:]} {one.born}"
    if sound and one.born:
        yield f"sound {sound} {one.born}"
    if one.name and year and one.sex:
        yield f"name {one.name} {year} {one.sex}"
    if sound and one.township and one.sex and month_day:
        yield f"day {sound} {month_day} {one.sex} {one.township}"
    if sound and one.township and year:
        yield f"place {sound} {year} {one.township}"
    if one.born and one.sex and one.township:
        yield f"born {one.born} {one.sex} {one.township}"


@dataclass(frozen=True)
class Likeness:
    """How far two agree, 0 to 100, and what agrees and differs, in codes."""

    score: int
    reasons: tuple[str, ...]


def likeness(one: Identity, other: Identity) -> Likeness:
    points = [_numbers(one, other), _names(one, other), _births(one, other), _sexes(one, other), _places(one, other)]
    total = sum(worth for worth, _reason in points)
    if points[0][1] == "id_same":
        # The number alone is enough, whatever else was written.
        total = max(total, SURE)
    return Likeness(max(0, min(total, 100)), tuple(reason for _worth, reason in points if reason))


def _numbers(one: Identity, other: Identity) -> tuple[int, str]:
    if not one.id_number or not other.id_number:
        return 0, ""
    if one.id_number == other.id_number:
        return 60, "id_same"
    return (35, "id_near") if is_near(one.id_number, other.id_number) else (-20, "id_differs")


def _names(one: Identity, other: Identity) -> tuple[int, str]:
    if one.name == other.name:
        return 25, "name_same"
    if one.sound == other.sound:
        return 20, "name_sounds"
    return (12, "name_near") if is_near(one.name, other.name) else (-15, "name_differs")


def _births(one: Identity, other: Identity) -> tuple[int, str]:
    if one.born == other.born:
        return 25, "birth_same"
    if is_near(one.born, other.born) or _swapped(one.born, other.born):
        return 15, "birth_near"
    return (5, "birth_year") if one.born[:4] == other.born[:4] else (-20, "birth_differs")


def _swapped(one: str, other: str) -> bool:
    """Day and month the wrong way round."""
    return one[:4] == other[:4] and one[5:7] == other[8:] and one[8:] == other[5:7]


def _sexes(one: Identity, other: Identity) -> tuple[int, str]:
    return (5, "sex_same") if one.sex == other.sex else (-10, "sex_differs")


def _places(one: Identity, other: Identity) -> tuple[int, str]:
    if one.area[:12] and one.area[:12] == other.area[:12]:
        return 15, "place_same"
    return (10, "place_near") if one.township and one.township == other.township else (0, "place_differs")


def is_near(one: str, other: str) -> bool:
    """One typing error: a sign other, missing or too many, or two neighbours swapped."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return one == other
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, other_rest = one[start:], other[start:]
    if len(one) != len(other):
        return rest[1:] == other_rest or rest == other_rest[1:]
    return rest[1:] == other_rest[1:] or (rest[:2] == other_rest[:2][::-1] and rest[2:] == other_rest[2:])
