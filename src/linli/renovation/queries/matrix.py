"""Works by houses: how each stands, in one table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count

from linli.clock import today

from ..models import Estate, Fault, House, HouseWork, Work, WorkState, estate_state
from ..models.estates import MOVES, WORK_TONES


@dataclass(frozen=True)
class Cell:
    """A work at a house. `row` is None where it was never planned."""

    house: House
    work: Work
    row: HouseWork | None
    faults: int = 0

    @property
    def state(self) -> WorkState:
        return WorkState(self.row.state) if self.row else WorkState.NOT_PLANNED

    @property
    def label(self) -> str:
        return str(self.state.label)

    @property
    def tone(self) -> str:
        return WORK_TONES[self.state]

    @property
    def day(self) -> date | None:
        """The day that says most: when it was accepted, done, begun, or is to be done."""
        row = self.row
        return (row.accepted_on or row.done_on or row.planned_until or row.started_on) if row else None

    @property
    def is_late(self) -> bool:
        """Planned to be done by a day that is past."""
        row = self.row
        open_still = self.state in (WorkState.PLANNED, WorkState.UNDER_WAY)
        return bool(row and open_still and row.planned_until and row.planned_until < today())

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The state it has and those it can go to, as a select offers them."""
        possible = {self.state, *MOVES[self.state]}
        return [(one.value, str(one.label)) for one in WorkState if one in possible]

    @property
    def field(self) -> str:
        return f"{self.house.pk}:{self.work.code}"


@dataclass(frozen=True)
class Line:
    """A work with its cells, one a house."""

    work: Work
    cells: list[Cell]

    @property
    def finished(self) -> int:
        return sum(cell.state in (WorkState.DONE, WorkState.ACCEPTED) for cell in self.cells)

    @property
    def meant(self) -> int:
        return sum(cell.state != WorkState.NOT_PLANNED for cell in self.cells)


@dataclass(frozen=True)
class Matrix:
    houses: list[House]
    lines: list[Line]

    @property
    def counts(self) -> Counter[str]:
        return Counter(str(cell.state) for line in self.lines for cell in line.cells)

    @property
    def state(self) -> WorkState:
        return estate_state(self.counts)

    @property
    def state_label(self) -> str:
        return str(self.state.label)

    @property
    def tone(self) -> str:
        return WORK_TONES[self.state]

    @property
    def finished(self) -> int:
        return sum(line.finished for line in self.lines)

    @property
    def meant(self) -> int:
        return sum(line.meant for line in self.lines)

    @property
    def share(self) -> float | None:
        return self.finished / self.meant if self.meant else None

    def cell(self, house: UUID, work: str) -> Cell | None:
        cells = (cell for line in self.lines if line.work.code == work for cell in line.cells)
        return next((cell for cell in cells if cell.house.pk == house), None)


def works(district: str) -> list[Work]:
    return list(Work.objects.filter(district=district, active=True).order_by("position"))


def houses(estate: Estate) -> list[House]:
    rows = list(House.objects.filter(estate=estate, active=True).order_by("position"))
    for one in rows:
        one.estate = estate
    return rows


def matrix(estate: Estate) -> Matrix:
    """Four statements, however many houses."""
    shown, listed = works(estate.district_id), houses(estate)
    rows = {
        (one.house_id, one.work_id): one
        for one in HouseWork.objects.filter(house__in=listed).select_related("contractor")
    }
    faults = _open_faults(listed)
    lines = [
        Line(
            work,
            [Cell(house, work, rows.get((house.pk, work.pk)), faults.get((house.pk, work.pk), 0)) for house in listed],
        )
        for work in shown
    ]
    return Matrix(listed, lines)


def _open_faults(listed: Iterable[House]) -> dict[tuple[UUID, UUID], int]:
    rows = Fault.objects.filter(house__in=listed, mended_at=None).values_list("house", "work").annotate(n=Count("pk"))
    return {(house, work): n for house, work, n in rows.order_by("house")}
