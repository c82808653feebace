"""Standard populations in nineteen groups: 0, 1-4, 5-9 … 80-84, 85 and over. A rate always says which one it is by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .tables import GROUPS, Numbers, numbers


@dataclass(frozen=True)
class Standard:
    """`weights` in any unit; `source` is shown with every figure."""

    code: str
    name: str
    weights: tuple[float, ...]
    source: str

    @property
    def shares(self) -> Numbers:
        """The weights as shares of one."""
        given = numbers("standard", self.weights)
        return given / given.sum()

    @property
    def by_five_years(self) -> Standard:
        """With the first year of life and the four after it as one group: 0-4, 5-9 …, as many registries count."""
        return Standard(self.code, self.name, (self.weights[0] + self.weights[1], *self.weights[2:]), self.source)

    def folded_to(self, groups: int) -> Standard:
        """With its oldest groups put together, for a table that has fewer."""
        kept = (*self.weights[: groups - 1], sum(self.weights[groups - 1 :]))
        return Standard(self.code, self.name, kept, self.source)


def supplied(code: str, name: str, weights: Sequence[float], source: str) -> Standard:
    """A population of one's own, as those of the 2010 and 2020 censuses, which no reference software brings."""
    return Standard(code, name, tuple(numbers("standard", weights, len(GROUPS))), source)


CHINA_1964 = Standard("cn64", "1964年全国普查人口", (4.1, 10.42, 13.65, 12.52, 9.01, 7.37, 7.31, 6.77, 5.97, 5.17, 4.47, 3.84, 3.27, 2.56, 1.69, 1.07, 0.55, 0.2, 0.06), "国家统计局普查，per cent")  # fmt: skip
CHINA_1982 = Standard("cn82", "1982年全国普查人口", (2.07, 7.36, 11.03, 13.13, 12.49, 7.41, 9.22, 7.27, 5.4, 4.82, 4.72, 4.07, 3.38, 2.73, 2.12, 1.43, 0.86, 0.37, 0.12), "国家统计局普查，per cent")  # fmt: skip
CHINA_2000 = Standard("cn2000", "2000年全国普查人口", (13793799, 55184575, 90152587, 125396633, 103031165, 94573174, 117602265, 127314298, 109147295, 81242945, 85521045, 63304200, 46370375, 41703848, 34780460, 25574149, 15928330, 7989158, 4001925), "第五次全国人口普查，persons")  # fmt: skip
SEGI = Standard("wld85", "Segi世界人口", (2.4, 9.6, 10, 9, 9, 8, 8, 6, 6, 6, 6, 5, 4, 4, 3, 2, 1, 0.5, 0.5), "Segi 1960, Doll et al. 1966, per cent")  # fmt: skip
WHO_2000 = Standard("wld2000", "WHO 2000-2025世界人口", (17917, 70652, 86870, 85970, 84670, 82171, 79272, 76073, 71475, 65877, 60379, 53681, 45484, 37187, 29590, 22092, 15195, 9097, 6348), "Ahmad et al., GPE discussion paper 31, WHO 2001, per million")  # fmt: skip

STANDARDS = {one.code: one for one in (CHINA_1964, CHINA_1982, CHINA_2000, SEGI, WHO_2000)}
