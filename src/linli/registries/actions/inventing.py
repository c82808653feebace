"""Invented cards for a demo: always the same for the same seed, plausible in ages and causes, and about nobody.

Pure: it knows communities and institutions by their codes only. A few cards are reported twice with a typing error, a few
drafts have faults, so that a desk has something to do.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from .bulk import CardSeed
from .stories import EVENT_KINDS, FAULTY, STORIES, TUMOUR_KINDS, Story, TumourKind

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_MALE, _FEMALE = "国建军志明强伟文华德福永生庆贵宝玉春林海成义清", "秀英桂兰玉芳珍淑华春梅凤琴素芝红霞丽敏静云"
_SOUNDS = {
    "建": "健",
    "国": "囯",
    "华": "桦",
    "英": "瑛",
    "芳": "方",
    "玉": "育",
    "志": "智",
    "明": "铭",
    "秀": "绣",
    "兰": "蓝",
}
_WEIGHTS, _SIGNS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"
# By ten years of age, from 0: how many of a hundred die, fall ill with a tumour, have an event.
_DEATH_AGES = (1, 1, 1, 2, 4, 8, 16, 25, 30, 12)
_TUMOUR_AGES = (1, 1, 2, 5, 12, 22, 28, 20, 8, 1)
_EVENT_AGES = (0, 0, 1, 4, 11, 22, 28, 22, 11, 1)
TWINS = {"death": 7, "tumour": 4, "event": 4}
WAITING, RETURNED = 24, 4


@dataclass(frozen=True)
class Wanted:
    """How many of each in which year, and where."""

    year: int
    deaths: int
    tumours: int
    events: int
    seed: int
    district: str
    communities: Sequence[str]
    organisations: Sequence[tuple[str, int]]


def invent(wanted: Wanted) -> Iterator[CardSeed]:
    """All cards in one row; a twin points back to the one it was made after by its place in it."""
    dice = random.Random(f"registries {wanted.district} {wanted.seed}")
    made: list[CardSeed] = []
    for kind, number in (("death", wanted.deaths), ("tumour", wanted.tumours), ("event", wanted.events)):
        first = len(made)
        made += [_one(dice, wanted, kind, place, number) for place in range(number)]
        for twin in range(min(TWINS[kind], number // 20)):
            place = first + dice.randrange(number)
            made.append(_twin(dice, wanted, made[place], place, twin))
        for fault in range(min(3, number // 20)):
            made.append(_faulty(dice, wanted, kind, fault))
    yield from made


def _one(dice: random.Random, wanted: Wanted, kind: str, place: int, number: int) -> CardSeed:
    make = {"death": _death, "tumour": _tumour, "event": _event}[kind]
    state = "submitted" if place >= number - WAITING // 3 else "accepted"
    if number - WAITING // 3 - RETURNED <= place < number - WAITING // 3:
        state = "returned"
    fields = make(dice, wanted, late=place >= number - WAITING // 3 - RETURNED)
    units, weights = zip(*wanted.organisations, strict=True)
    return CardSeed(kind, fields, dice.choices(units, weights)[0], state, dice.randint(1, 6))


def _person(dice: random.Random, wanted: Wanted, ages: Sequence[int], on: date, sex: str) -> dict[str, str]:
    decade = dice.choices(range(10), ages)[0]
    born = on - timedelta(days=dice.randint(decade * 3652 + 20, decade * 3652 + 3600))
    given = _MALE if sex == "male" else _FEMALE
    name = dice.choice(_SURNAMES) + "".join(dice.sample(given, dice.choice((1, 2, 2, 2))))
    body = f"{wanted.district}{born:%Y%m%d}{2 * dice.randint(0, 499) + (sex == 'male'):03d}"
    sign = _SIGNS[sum(int(a) * b for a, b in zip(body, _WEIGHTS, strict=True)) % 11]
    person = {
        "name": name, "sex": sex, "born": born.isoformat(), "phone": f"199{dice.randint(0, 99999999):08d}",
        "area": dice.choice(list(wanted.communities)), "address": f"{dice.randint(1, 40)}号楼{dice.randint(1, 6)}单元",
    }  # fmt: skip
    # One in fifty has no number at hand.
    return person | ({"id_number": body + sign} if dice.random() > 0.02 else {})


def _day(dice: random.Random, year: int, late: bool) -> date:
    """More in winter than in summer; those that came in last are of the last weeks of the year."""
    if late:
        return date(year, 12, dice.randint(5, 28))
    month = dice.choices(range(1, 13), (12, 10, 9, 8, 7, 7, 7, 7, 7, 8, 9, 10))[0]
    return date(year, month, dice.randint(1, 28))


def _death(dice: random.Random, wanted: Wanted, late: bool) -> dict[str, str]:
    day = _day(dice, wanted.year, late)
    sex = dice.choices(("male", "female"), (56, 44))[0]
    person = _person(dice, wanted, _DEATH_AGES, day, sex)
    age = (day - date.fromisoformat(person["born"])).days // 365
    story = _story(dice, sex, age)
    fields = {
        **person,
        "died_on": day.isoformat(),
        "place": dice.choices("12356", (34, 8, 48, 6, 4))[0],
        "manner": story.manner,
    }
    for line, (text, code, lasted) in zip("abcd", story.chain, strict=False):
        fields |= {f"{line}_text": text, f"{line}_code": code, f"{line}_lasted": lasted}
    if story.cause:
        fields["cause"] = story.cause
    if age > 55 and dice.random() < 0.4:
        fields |= (
            {"other_text": "高血压", "other_codes": "I10"}
            if dice.random() < 0.7
            else {"other_text": "糖尿病", "other_codes": "E11.9"}
        )
    return fields


def _story(dice: random.Random, sex: str, age: int) -> Story:
    fitting = [one for one in STORIES if one.youngest <= age <= one.oldest and one.sex in ("", sex)]
    return dice.choices(fitting, [one.weight for one in fitting])[0]


def _tumour(dice: random.Random, wanted: Wanted, late: bool) -> dict[str, str]:
    day = _day(dice, wanted.year, late)
    sex = dice.choices(("male", "female"), (53, 47))[0]
    person = _person(dice, wanted, _TUMOUR_AGES, day, sex)
    age = (day - date.fromisoformat(person["born"])).days // 365
    fitting = [one for one in TUMOUR_KINDS if one.youngest <= age and one.sex in ("", sex)]
    kind = dice.choices(fitting, [one.weight for one in fitting])[0]
    basis = dice.choices("702549", (66, 2, 21, 6, 3, 2))[0]
    return {**person, **_described(dice, kind, basis, day), "diagnosed_on": day.isoformat()}


def _described(dice: random.Random, kind: TumourKind, basis: str, day: date) -> dict[str, str]:
    seen = basis in "5678"
    fields = {
        "topography": dice.choice(kind.sites), "morphology": dice.choice(kind.cells) if seen else "8000", "behaviour": "3", "basis": basis,
        "grade": dice.choice("1239") if seen and kind.graded else "9",
        "stage": dice.choice("12349") if seen else "9",
    }  # fmt: skip
    if kind.paired:
        fields["laterality"] = dice.choice("12")
    if basis in "08":
        fields["died_on"] = day.isoformat()
    return fields


def _event(dice: random.Random, wanted: Wanted, late: bool) -> dict[str, str]:
    day = _day(dice, wanted.year, late)
    sex = dice.choices(("male", "female"), (58, 42))[0]
    person = _person(dice, wanted, _EVENT_AGES, day, sex)
    icd, way, deadly, _weight = dice.choices(EVENT_KINDS, [one[3] for one in EVENT_KINDS])[0]
    fields = {
        **person, "icd": icd, "onset_on": day.isoformat(), "diagnosed_on": (day + timedelta(days=dice.choice((0, 0, 0, 1, 2)))).isoformat(),
        "confirmed_by": way, "first_ever": dice.choices(("yes", "no"), (72, 28))[0],
    }  # fmt: skip
    if icd == "I46.1":
        fields |= {"died_on": day.isoformat(), "diagnosed_on": day.isoformat()}
    elif dice.random() < deadly:
        fields["died_on"] = (
            day + timedelta(days=min(dice.choice((0, 1, 2, 4, 9, 20, 28)), (date(wanted.year, 12, 31) - day).days))
        ).isoformat()
        fields["diagnosed_on"] = day.isoformat()
    return fields


def _twin(dice: random.Random, wanted: Wanted, seed: CardSeed, place: int, number: int) -> CardSeed:
    """The same from another institution, with one typing error."""
    fields = dict(seed.fields)
    match number % 4:
        case 0:
            old = next((sign for sign in fields["name"][1:] if sign in _SOUNDS), "")
            fields["name"] = (
                fields["name"].replace(old, _SOUNDS[old], 1) if old else fields["name"][0] + "小" + fields["name"][-1]
            )
        case 1:
            born = fields["born"]
            fields["born"] = born[:-1] + str((int(born[-1]) + 1) % 9 or 1)
            fields.pop("id_number", None)
        case 2:
            fields["area"] = dice.choice(list(wanted.communities))
        case _:
            fields.pop("id_number", None)
            fields["phone"] = f"199{dice.randint(0, 99999999):08d}"
    others = [unit for unit, _weight in wanted.organisations if unit != seed.organisation] or [seed.organisation]
    return CardSeed(seed.kind, fields, dice.choice(others), "submitted", seed.late + 2, place)


def _faulty(dice: random.Random, wanted: Wanted, kind: str, number: int) -> CardSeed:
    """A draft that its institution still has to look at."""
    seed = _one(dice, wanted, kind, 0, 100)
    return replace(seed, fields={**seed.fields, **FAULTY[kind][number]}, state="draft")
