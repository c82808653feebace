"""followup.yaml of a pack: what a district changes of the norm, how many people are thought to have a condition, a demo's share.

norm:                                   # may be left out: then the national norm as it is
  version: 2017-lunan                   # kept with every visit
  source: 路南区卫健局 2026 年随访工作要求
  changes: {exam_after_months: 12}      # names of linli.followup.norm.Norm with values
estimates:                              # for the management rate: population times prevalence
  - condition: hypertension             # hypertension, t2dm
    year: 2026                          # it counts until a later one is given
    population: 252000                  # residents of the age the prevalence is of
    prevalence: 0.275
    source: 区统计公报 2025；中国居民营养与慢性病状况报告 2020
    verified: false                     # whether it was compared with its source
    organisation: 130202-ws-102224      # may be left out: the whole district
demo:                                   # demo districts only: the share of invented patients who are visited
  hypertension: 0.6
  t2dm: 0.25
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal

from django.utils.translation import gettext as _
from pydantic import Field, StringConstraints, field_validator

from linli.catalogue.spec import Entry, OrganisationCode, Text, wrong
from linli.followup.actions import DemoRow, EstimateRow, NormRow
from linli.followup.queries import check_changes

from .mistakes import Mistakes
from .reading import Document
from .validating import one_of

if TYPE_CHECKING:
    from .contents import Contents
    from .names import AllNames

FOLLOWUP = "followup.yaml"
Condition = Literal["hypertension", "t2dm"]


class NormEntry(Entry):
    """What the district changes of the norm, under a version of its own"""

    version: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z.-]{1,20}$")]
    source: Annotated[Text, Field(max_length=200)]
    changes: dict[str, bool | int | float] = Field(min_length=1)

    @field_validator("changes")
    @classmethod
    def _can_be_changed(cls, changes: dict[str, bool | int | float]) -> dict[str, bool | int | float]:
        if (name := check_changes(changes)) is not None:
            raise wrong(
                _("“%(name)s” is none of what can be changed of the norm, or not to this value.") % {"name": name}
            )
        return changes


class EstimateEntry(Entry):
    """How many people have a condition: a population times a share"""

    condition: Condition
    year: Annotated[int, Field(ge=2009, le=2100)]
    population: Annotated[int, Field(ge=1, le=100_000_000)]
    prevalence: Annotated[Decimal, Field(gt=0, lt=1, max_digits=6, decimal_places=5)]
    source: Annotated[Text, Field(max_length=200)]
    verified: bool = False
    organisation: OrganisationCode | None = None


class FollowupEntry(Entry):
    """followup.yaml"""

    norm: NormEntry | None = None
    estimates: list[EstimateEntry] = []
    demo: dict[Condition, Annotated[float, Field(ge=0, le=1)]] = {}


@dataclass
class Followup:
    """The file with the lines of its estimates."""

    entry: FollowupEntry = field(default_factory=FollowupEntry)
    lines: list[int] = field(default_factory=list)


def read_followup(document: Document | None, mistakes: Mistakes) -> Followup:
    entry = one_of(document, FollowupEntry, mistakes) if document is not None else None
    if document is None or entry is None:
        return Followup()
    return Followup(entry, [document.line(("estimates", place)) for place in range(len(entry.estimates))])


def check_followup(contents: Contents, names: AllNames, mistakes: Mistakes) -> None:
    """Institutions are known, each estimate is there once, invented visits only in a demo."""
    found, seen = contents.followup, set()
    for one, line in zip(found.entry.estimates, found.lines, strict=True):
        if one.organisation:
            names.organisations.must_hold(one.organisation, FOLLOWUP, line, "organisation")
        key = (one.condition, one.year, one.organisation)
        if key in seen:
            told = {"key": f"{one.condition} {one.year} {one.organisation or ''}".strip()}
            mistakes.add(FOLLOWUP, line, "estimates", _("“%(key)s” is there twice.") % told)
        seen.add(key)
    if found.entry.demo and not contents.district.demo:
        message = _("People can only be given in the pack of a demo district (demo: true in district.yaml).")
        mistakes.add(FOLLOWUP, 1, "demo", message)


def norm_row(contents: Contents) -> NormRow | None:
    given = contents.followup.entry.norm
    return NormRow(given.version, given.source, given.changes) if given else None


def estimate_rows(contents: Contents) -> Iterator[EstimateRow]:
    for one in contents.followup.entry.estimates:
        yield EstimateRow(
            one.condition, one.year, one.population, one.prevalence, one.source, one.verified, one.organisation or ""
        )


def demo_rows(contents: Contents) -> list[DemoRow]:
    return [DemoRow(condition, share) for condition, share in sorted(contents.followup.entry.demo.items())]
