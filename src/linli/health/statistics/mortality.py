"""How long people live, and how many die too early.

Life table: Chiang, The Life Table and its Applications (1984). Probability of dying between 30 and 70: SDG indicator
3.4.1; demographers write 40q30 and WHO 30q70 for the same thing. It is net of all other causes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from .tables import WIDTHS, Numbers, UnfitTable, counted, numbers


class Within(StrEnum):
    """How a group's rate becomes a probability: deaths spread evenly over its years, or by a hazard that stays the same."""

    UNIFORM = "uniform"
    CONSTANT = "constant"


@dataclass(frozen=True)
class LifeTable:
    """By group: probability of dying `q`, survivors `survivors` of one born, years lived `lived`, years to come `expected`."""

    q: Numbers
    survivors: Numbers
    lived: Numbers
    expected: Numbers

    @property
    def at_birth(self) -> float:
        return float(self.expected[0])


def life_table(deaths: Sequence[float], persons: Sequence[float], within: Within = Within.UNIFORM) -> LifeTable:
    """Of nineteen groups. Who dies in a group lives half of it, whichever way `within` says, as cancer registries have it."""
    found, people = counted(deaths, persons, column="deaths")
    widths = np.asarray(WIDTHS)
    if len(found) != len(widths) + 1:
        raise UnfitTable("deaths", 0, len(found), f"{len(widths) + 1} groups are needed")
    for row, lived in enumerate(people, 1):
        if not lived:
            raise UnfitTable("persons", row, 0, "nobody lives in this group")
    if not found[-1]:
        raise UnfitTable("deaths", len(found), 0, "without deaths in the oldest group nobody knows how long it lasts")
    rate = found / people
    young = rate[:-1]
    if within is Within.UNIFORM:
        q = np.minimum(widths * young / (1 + widths * young / 2), 1.0)
    else:
        q = 1 - np.exp(-widths * young)
    survivors = np.concatenate(([1.0], np.cumprod(1 - q)))
    dying = survivors[:-1] - survivors[1:]
    lived = np.append(widths * (survivors[1:] + dying / 2), survivors[-1] / rate[-1])
    to_come = lived[::-1].cumsum()[::-1]
    expected = np.divide(to_come, survivors, out=np.zeros_like(to_come), where=survivors > 0)
    return LifeTable(np.append(q, 1.0), survivors, lived, expected)


def dying_between_30_and_70(rates: Sequence[float]) -> float:
    """Unconditional probability, from the death rates of the eight groups 30-34 … 65-69 (of the diseases in question)."""
    given = numbers("rates", rates, 8)
    return float(1 - np.prod(1 - 5 * given / (1 + 2.5 * given)))
