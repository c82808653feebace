"""Whether a vote of owners reached what the law asks, in exact fractions. Pure: no tables, no clock.

Civil Code art. 278: of all owners, those with two thirds of the area and two thirds of the owners take part; of those
who take part, three quarters (items 6 to 8) or more than half (all others) of area and of owners agree. “以上”
includes the number itself, “过半数” does not (art. 1259). Who abstains takes part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

NO_AREA = Decimal("0.00")


@dataclass(frozen=True)
class Share:
    """A share that must be reached, or passed where it must be `more_than` that."""

    numerator: int
    denominator: int
    more_than: bool = False

    @classmethod
    def read(cls, text: str) -> Share:
        """`2/3`: two thirds or more; `>1/2`: more than half. Raises ValueError."""
        more_than = text.startswith(">")
        above, _line, below = text.removeprefix(">").partition("/")
        found = cls(int(above), int(below), more_than)
        if not 0 < found.numerator <= found.denominator or (more_than and found.numerator == found.denominator):
            raise ValueError(text)
        return found

    def __str__(self) -> str:
        return f"{'>' if self.more_than else ''}{self.numerator}/{self.denominator}"

    def is_met(self, part: Fraction, whole: Fraction) -> bool:
        """Of nothing no share is met."""
        if whole <= 0:
            return False
        left, right = part * self.denominator, whole * self.numerator
        return left > right if self.more_than else left >= right


@dataclass(frozen=True)
class Terms:
    """What a rule asks: who takes part, of all; who agrees, of those who take part. By owners and by area."""

    turnout_units: Share
    turnout_area: Share
    agree_units: Share
    agree_area: Share

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Terms:
        """As `written`. Raises KeyError, ValueError."""
        return cls(*(Share.read(given[name]) for name in cls.__dataclass_fields__))

    def written(self) -> dict[str, str]:
        return {name: str(getattr(self, name)) for name in self.__dataclass_fields__}


@dataclass(frozen=True)
class Counted:
    """Owners, each once, and square metres: of all, and of those who voted one way or another."""

    units: int = 0
    units_area: Decimal = NO_AREA
    yes: int = 0
    yes_area: Decimal = NO_AREA
    no: int = 0
    no_area: Decimal = NO_AREA
    abstain: int = 0
    abstain_area: Decimal = NO_AREA

    @property
    def voted(self) -> int:
        return self.yes + self.no + self.abstain

    @property
    def voted_area(self) -> Decimal:
        return self.yes_area + self.no_area + self.abstain_area

    def __add__(self, other: Counted) -> Counted:
        return Counted(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))

    @classmethod
    def sum(cls, several: Iterable[Counted]) -> Counted:
        return sum(several, cls())


@dataclass(frozen=True)
class Check:
    """One of the four: `part` of `whole` against a share."""

    name: str
    part: Decimal
    whole: Decimal
    share: Share

    @property
    def met(self) -> bool:
        return self.share.is_met(Fraction(self.part), Fraction(self.whole))

    @property
    def ratio(self) -> float | None:
        return float(self.part / self.whole) if self.whole else None


@dataclass(frozen=True)
class Judged:
    """The four checks, in the order of the law: owners and area that took part, owners and area that agree."""

    checks: tuple[Check, Check, Check, Check]

    @property
    def reached(self) -> bool:
        return all(one.met for one in self.checks)


def judge(terms: Terms, counted: Counted) -> Judged:
    """Hold what was counted against what is asked."""
    units, voted = Decimal(counted.units), Decimal(counted.voted)
    return Judged((
        Check("turnout_units", voted, units, terms.turnout_units),
        Check("turnout_area", counted.voted_area, counted.units_area, terms.turnout_area),
        Check("agree_units", Decimal(counted.yes), voted, terms.agree_units),
        Check("agree_area", counted.yes_area, counted.voted_area, terms.agree_area),
    ))  # fmt: skip


# What is so few that it would tell how somebody voted.
FEW = 5


def hidden(voted: Mapping[str, int]) -> frozenset[str]:
    """Of the parts of a vote, those that are not published by themselves: fewer than five voted. Where that is one
    alone, the smallest of the others goes too, or it could be worked out from the sum."""
    few = {key for key, n in voted.items() if 0 < n < FEW}
    others = sorted((n, key) for key, n in voted.items() if key not in few and n)
    if len(few) == 1 and others:
        few.add(others[0][1])
    return frozenset(few)
