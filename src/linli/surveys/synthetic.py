"""Invented adults for the demo's survey: plausible, the same each time, and nobody's.

What goes together in people goes together here: age and weight with blood pressure, men and tobacco, one's village with
its habits. Some interviewers prefer round readings a little, a few are too quick: so that there is something to find.
The coefficients are made up to look like an adult population; they are no finding about any.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_AGES = np.array([18, 30, 40, 50, 60, 70])
_WIDTHS = np.array([12, 10, 10, 10, 10, 16])


@dataclass(frozen=True)
class Place:
    """Where a person lives: number of the cluster, whether in a village, and how much its interviewer likes round numbers."""

    cluster: int
    rural: bool
    rounding: float
    lat: float | None
    lon: float | None


def adults(places: Sequence[Place], shares: dict[str, float], seed: int) -> list[dict[str, Any]]:
    """The answers of one adult a place, as the risk-factor questionnaire has them; `shares` of "male|18-29" … in the population."""
    draw = np.random.default_rng(seed)
    crowd = _Crowd(places, shares, draw)
    return [crowd.answers(at) for at in range(len(places))]


class _Crowd:
    """All of them at once, in columns."""

    def __init__(self, places: Sequence[Place], shares: dict[str, float], draw: np.random.Generator) -> None:
        self.places, self.draw, self.count = places, draw, len(places)
        self.rural = np.array([one.rural for one in places])
        clusters = np.array([one.cluster for one in places])
        self.habit = draw.normal(0, 1, clusters.max() + 1)[clusters]
        self._persons(shares)
        self._bodies()
        self._pressure()
        self._readings()
        self._tobacco()
        self._table()
        self._days()

    def chance(self, probability: Floats | float) -> NDArray[np.bool_]:
        return self.draw.random(self.count) < probability

    def _persons(self, shares: dict[str, float]) -> None:
        names = list(shares)
        weights = np.array([shares[one] for one in names])
        chosen = self.draw.choice(len(names), self.count, p=weights / weights.sum())
        self.male = np.array([one.startswith("male") for one in names])[chosen]
        group = np.array([int(np.searchsorted(_AGES, int(one.split("|")[1][:2]), "right")) - 1 for one in names])[
            chosen
        ]
        self.age = (_AGES[group] + np.floor(self.draw.random(self.count) * _WIDTHS[group])).astype(int)
        schooling = self.draw.normal(0, 1, self.count) - (self.age - 45) / 22 - self.rural * 0.7
        self.school = np.searchsorted([-2.2, -1.1, 0.0, 0.9], schooling)

    def _bodies(self) -> None:
        age, male, draw = self.age, self.male, self.draw
        tall = np.where(male, 171.5, 159.8) - np.maximum(age - 25, 0) * 0.075
        self.height = np.round(draw.normal(tall, np.where(male, 6.0, 5.5)).clip(138, 198), 1)
        # Heaviest around 55; more in men when young, in women later.
        middle = 24.3 - ((age - 55) / 22) ** 2 * 0.9 + np.where(male, 0.7 - (age - 45) * 0.02, 0.0) + self.rural * 0.2
        self.bmi = (middle + draw.gamma(6, 1.35, self.count) - 8.1 + self.habit * 0.25).clip(15.5, 43)
        self.weight = np.round(self.bmi * (self.height / 100) ** 2, 1)
        self.waist = np.round(
            draw.normal(np.where(male, 12.0, 10.0) + self.bmi * 3.0 + (age - 45) * 0.12, 4.5).clip(56, 140), 1
        )

    def _pressure(self) -> None:
        age, draw = self.age, self.draw
        systolic = 103 + (age - 18) * 0.46 + (self.bmi - 23) * 1.15 + self.male * (5 - (age - 18) * 0.06)
        self.systolic = systolic + self.rural * 1.5 + self.habit * 1.6 + draw.normal(0, 13, self.count)
        rise = np.where(age < 55, (age - 18) * 0.33, 12.2 - (age - 55) * 0.22)
        self.diastolic = 66 + rise + (self.bmi - 23) * 0.75 + self.male * 3 + (self.systolic - systolic) * 0.33
        self.diastolic += draw.normal(0, 6, self.count)
        had = 1 / (1 + np.exp(-(self.systolic - 141) / 6))
        self.bp_told = self.chance(had * (0.34 + (age > 45) * 0.25 + (age > 60) * 0.12))
        self.bp_medicine = self.bp_told & self.chance(0.84)
        lower = self.bp_medicine * draw.normal(14, 6, self.count)
        self.systolic, self.diastolic = self.systolic - lower, self.diastolic - lower * 0.45
        sugar = 5.15 + (age - 40) * 0.012 + (self.bmi - 23) * 0.055 + draw.normal(0, 0.45, self.count)
        ill = self.chance(0.015 + np.maximum(age - 30, 0) * 0.0031 + np.maximum(self.bmi - 24, 0) * 0.008)
        self.glucose = np.round(np.where(ill, sugar + draw.gamma(2.2, 1.25, self.count) + 0.9, sugar).clip(3.2, 24), 1)
        self.glucose_told = self.chance(np.where(ill, 0.52, 0.004))
        self.glucose_medicine = self.glucose_told & self.chance(0.86)
        self.fasting = self.chance(0.93)

    def _readings(self) -> None:
        """Three a minute apart: the first a little higher; an even number as devices show, or rounded by hand."""
        draw, likes = self.draw, np.array([one.rounding for one in self.places])
        self.reading = []
        for extra in (3.2, 0.8, 0.0):
            high = np.round(self.systolic + extra + draw.normal(0, 4, self.count)).clip(82, 236)
            low = np.round(self.diastolic + extra / 2 + draw.normal(0, 3, self.count)).clip(45, 140)
            tens = self.chance(likes)
            high, low = np.where(tens, np.round(high / 10) * 10, high), np.where(tens, np.round(low / 10) * 10, low)
            low = np.minimum(low, high - 12)
            pulse = draw.normal(75 - self.age * 0.03, 9, self.count).clip(46, 128).astype(int)
            self.reading.append((high.astype(int), low.astype(int), pulse))
        self.mean_high = (self.reading[1][0] + self.reading[2][0]) / 2
        self.mean_low = (self.reading[1][1] + self.reading[2][1]) / 2

    def _tobacco(self) -> None:
        age, male, draw = self.age, self.male, self.draw
        smokes = np.where(male, 0.49 - np.abs(age - 46) * 0.005, 0.015 + (age > 60) * 0.02) - (self.school > 3) * 0.08
        self.smokes = self.chance(smokes.clip(0.005, 0.9))
        self.daily = self.smokes & self.chance(0.87)
        self.cigarettes = draw.gamma(3.4, 4.6, self.count).clip(1, 60).astype(int)
        self.smoke_start = np.minimum(draw.normal(20, 4, self.count).clip(11, 45).astype(int), age)
        self.smoked = ~self.smokes & self.chance(np.where(male, 0.24, 0.01))
        self.beside = np.where(self.chance(0.5), 0, draw.integers(1, 8, self.count))
        drinks = np.where(male, 0.60, 0.17) - np.maximum(age - 55, 0) * 0.006 + self.habit * 0.02
        self.drinks = self.chance(drinks.clip(0.02, 0.95))
        self.drink_days = draw.choice([0.2, 0.5, 1, 2, 3, 5, 7], self.count, p=[0.26, 0.2, 0.18, 0.12, 0.08, 0.06, 0.1])
        self.spirits = np.where(male, draw.integers(0, 5, self.count), draw.integers(0, 2, self.count))
        self.beer = draw.integers(0, 4, self.count)
        self.wine = np.where(self.chance(0.15), draw.integers(1, 4, self.count), 0)

    def _table(self) -> None:
        draw, count = self.draw, self.count
        self.veg_days = np.where(self.chance(0.86), 7, draw.integers(2, 7, count))
        self.veg = np.round((draw.gamma(5, 1.15, count) - self.rural * 0.5).clip(0.5, 18), 1)
        self.fruit_days = draw.choice(8, count, p=[0.08, 0.08, 0.11, 0.15, 0.1, 0.08, 0.05, 0.35])
        self.fruit = np.round(draw.gamma(3, 1.1, count).clip(0.5, 12), 1)
        self.salt_said = self.chance(0.91)
        self.eaters = draw.choice([1, 2, 3, 4, 5, 6], count, p=[0.1, 0.32, 0.27, 0.16, 0.1, 0.05])
        salt = (draw.gamma(9, 1.02, count) + self.rural * 1.1 + self.habit * 0.5).clip(1.5, 28)
        self.salt_month = (np.round(salt * 30 * self.eaters / 50) * 50).clip(50, 5000).astype(int)
        self.sitting = (np.round(draw.gamma(5, 52, count).clip(30, 900) / 10) * 10).astype(int)
        self.salty = np.searchsorted([-0.75, 0.55], draw.normal(0, 1, count) + self.rural * 0.2)

    def _days(self) -> None:
        young, rural = self.age < 60, self.rural
        self.moves = []
        for probability, days, minutes in (
            (0.06 + rural * 0.12 * young, (2, 7), (30, 240)),
            (0.30 + rural * 0.18, (3, 8), (30, 180)),
            (0.58 + 0.1 * young, (3, 8), (10, 70)),
            (0.07 + 0.07 * young, (1, 5), (20, 80)),
            (0.34 + 0.1 * ~young, (2, 8), (20, 100)),
        ):
            does = self.chance(np.asarray(probability, dtype=np.float64))
            per_day = self.draw.integers(*minutes, self.count) // 5 * 5
            self.moves.append((does, self.draw.integers(*days, self.count), np.maximum(per_day, 10)))

    # One of them

    def answers(self, at: int) -> dict[str, Any]:
        told: dict[str, Any] = {"outcome": "done"}
        self._say_person(at, told)
        self._say_habits(at, told)
        self._say_food(at, told)
        self._say_moves(at, told)
        self._say_known(at, told)
        self._say_measured(at, told)
        return told

    def _say_person(self, at: int, told: dict[str, Any]) -> None:
        age = int(self.age[at])
        told["sex"] = "male" if self.male[at] else "female"
        told["age"] = str(age)
        told["education"] = ("none", "primary", "junior", "senior", "college")[self.school[at]]
        spread = (at * 7919) % 10
        if age >= 60:
            told["work"] = "farming" if self.rural[at] and spread < 6 else "retired"
        else:
            told["work"] = (
                "farming" if self.rural[at] and spread < 4 else ("employed", "own", "home")[(spread > 5) + (spread > 8)]
            )

    def _say_habits(self, at: int, told: dict[str, Any]) -> None:
        if self.smokes[at]:
            told["smoke_now"] = "daily" if self.daily[at] else "sometimes"
            if self.daily[at]:
                told["cigarettes_day"] = str(int(self.cigarettes[at]))
            told["smoke_start"] = str(int(self.smoke_start[at]))
            told["quit_tried"] = yes(at % 5 == 0)
        else:
            told["smoke_now"], told["smoke_ever"] = "no", yes(self.smoked[at])
            if self.smoked[at]:
                told["smoke_start"] = str(int(self.smoke_start[at]))
            told["smoke_around"] = str(int(self.beside[at]))
        told["drink_year"] = yes(self.drinks[at])
        alcohol = 0.0
        if self.drinks[at]:
            days, amounts = float(self.drink_days[at]), (int(self.spirits[at]), int(self.beer[at]), int(self.wine[at]))
            told["drink_days"] = plain(days)
            told |= dict(zip(("spirits", "beer", "wine"), map(str, amounts), strict=True))
            alcohol = np.floor(days * (amounts[0] * 16.8 + amounts[1] * 19.2 + amounts[2] * 4.8) / 7 * 10 + 0.5) / 10
            told["binge_days"] = str(min(int(days * 4), 31) if amounts[0] >= 4 else 0)
        told["alcohol_day"] = plain(float(alcohol))

    def _say_food(self, at: int, told: dict[str, Any]) -> None:
        eaten = 0.0
        for name, days, amount in (
            ("veg", self.veg_days[at], self.veg[at]),
            ("fruit", self.fruit_days[at], self.fruit[at]),
        ):
            told[f"{name}_days"] = str(int(days))
            if days:
                told[f"{name}_liang"] = plain(float(amount))
                eaten += int(days) * float(amount)
        told["veg_fruit_day"] = str(int(np.floor(eaten * 50 / 7 + 0.5)))
        salt = ""
        told["salt_month"] = str(int(self.salt_month[at])) if self.salt_said[at] else ""
        if self.salt_said[at]:
            told["eaters"] = str(int(self.eaters[at]))
            salt = plain(float(np.floor(int(self.salt_month[at]) / 30 / int(self.eaters[at]) * 10 + 0.5) / 10))
        told["salt_day"] = salt
        told["taste"] = ("light", "middle", "salty")[self.salty[at]]

    def _say_moves(self, at: int, told: dict[str, Any]) -> None:
        minutes = 0
        for name, intensity, (does, days, each) in zip(MOVES, (8, 4, 4, 8, 4), self.moves, strict=True):
            told[name] = yes(does[at])
            if does[at]:
                told[f"{name}_days"], told[f"{name}_minutes"] = str(int(days[at])), str(int(each[at]))
                minutes += int(days[at]) * int(each[at]) * intensity
        told["met_minutes"], told["sitting"] = str(minutes), str(int(self.sitting[at]))

    def _say_known(self, at: int, told: dict[str, Any]) -> None:
        learned = (at * 2654435761 % 1000) / 1000 - self.school[at] * 0.07
        told["bp_measured"] = (
            "month" if self.bp_told[at] else ("halfyear", "year", "longer", "never")[min(3, int(abs(learned) * 4.4))]
        )
        told["bp_told"] = yes(self.bp_told[at])
        if self.bp_told[at]:
            told["bp_medicine"] = yes(self.bp_medicine[at])
        told["glucose_told"] = yes(self.glucose_told[at])
        if self.glucose_told[at]:
            told["glucose_medicine"] = yes(self.glucose_medicine[at])
        told["know_bp"] = "b140" if learned < 0.36 else ("b160", "unknown", "b120")[at % 3]
        told["know_salt"] = "s5" if learned < 0.22 else ("s10", "unknown", "s15")[at % 3]
        told["know_smoking"] = (
            "lung heart stroke" if learned < 0.25 else ("lung", "lung copd", "lung heart", "none")[at % 4]
        )

    def _say_measured(self, at: int, told: dict[str, Any]) -> None:
        told["reading_count"] = "3"
        told["reading"] = [
            {"systolic": str(high[at]), "diastolic": str(low[at]), "pulse": str(pulse[at])}
            for high, low, pulse in self.reading
        ]
        told["bp_systolic"], told["bp_diastolic"] = plain(float(self.mean_high[at])), plain(float(self.mean_low[at]))
        height, weight = float(self.height[at]), float(self.weight[at])
        told |= {"height": plain(height), "weight": plain(weight)}
        told["bmi"] = plain(float(np.floor(weight / (height * height) * 10000 * 10000.0 + 0.5) / 10000.0))
        told["waist"], told["fasting"] = plain(float(self.waist[at])), yes(self.fasting[at])
        if self.fasting[at]:
            told["glucose"] = plain(float(self.glucose[at])) if at % 61 else ""
        place = self.places[at]
        told["place"] = ""
        if place.lat is not None and place.lon is not None and at % 8:
            away = 0.055 if at % 701 == 1 else 0.004
            angle = at * 2.399963
            lat, lon = place.lat + away * float(np.cos(angle)), place.lon + away * float(np.sin(angle))
            told["place"] = f"{lat:.5f} {lon:.5f} 0 {8 + at % 20}"
        told["photo"] = told["remark"] = ""


MOVES = ("work_hard", "work_mid", "travel", "play_hard", "play_mid")


def yes(holds: object) -> str:
    return "yes" if holds else "no"


def plain(value: float) -> str:
    """As an expression writes a number."""
    return str(int(value)) if value == int(value) else repr(round(value, 6))
