"""The table the benchmark ends with: each figure beside what is asked of it."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

say = Console(highlight=False)
tell = Console(stderr=True, highlight=False, log_path=False)


@dataclass(frozen=True)
class Row:
    """One figure. `good` is None where nothing is asked of it."""

    what: str
    figure: str
    asked: str = ""
    good: bool | None = None
    remark: str = ""


@dataclass(frozen=True)
class Times:
    """Latencies of one thing, in seconds."""

    taken: Sequence[float]

    @property
    def p50(self) -> float:
        return statistics.median(self.taken)

    @property
    def p95(self) -> float:
        return sorted(self.taken)[int(len(self.taken) * 0.95)]

    def __str__(self) -> str:
        return f"{self.p50 * 1000:.1f} ms"


@dataclass(frozen=True)
class Rounds:
    """Latencies of one thing, measured in rounds, in seconds."""

    rounds: Sequence[Times] = ()

    @property
    def p50(self) -> float:
        """Of the quietest round: whatever else a machine does, it only ever adds to what a thing takes."""
        return min(one.p50 for one in self.rounds)

    @property
    def p95(self) -> float:
        """Of all rounds, the loud ones too."""
        return Times([taken for one in self.rounds for taken in one.taken]).p95

    def __str__(self) -> str:
        return f"{self.p50 * 1000:.1f} ms"


def at_least(what: str, value: float, asked: float, form: Callable[[float], str], remark: str = "") -> Row:
    return Row(what, form(value), f"≥ {form(asked)}", value >= asked, remark)


def at_most(what: str, value: float, asked: float, form: Callable[[float], str], remark: str = "") -> Row:
    return Row(what, form(value), f"≤ {form(asked)}", value <= asked, remark)


def per_second(value: float) -> str:
    return f"{value:,.0f} /s"


def percent(value: float) -> str:
    return f"{value:.0%}"


def milliseconds(value: float) -> str:
    return f"{value * 1000:.1f} ms"


def times(value: float) -> str:
    return f"{value:.2f} ×"


def kilobytes(value: float) -> str:
    return f"{value / 1000:.1f} kB"


def show(rows: Sequence[Row], title: str) -> None:
    """Print the table; what misses what is asked of it is marked."""
    table = Table(title=title, title_justify="left", caption=_machine(), caption_justify="left")
    table.add_column("measured")
    table.add_column("figure", justify="right", no_wrap=True)
    table.add_column("asked", justify="right", no_wrap=True)
    table.add_column("remark")
    for row in rows:
        colour = "" if row.good is None else "[green]" if row.good else "[bold red]"
        missed = " ✗" if row.good is False else ""
        table.add_row(row.what, f"{colour}{row.figure}{missed}", row.asked, row.remark)
    say.print(table)
    missed_rows = [row.what for row in rows if row.good is False]
    if missed_rows:
        say.print(f"{len(missed_rows)} below what is asked: {'; '.join(missed_rows)}")


def _machine() -> str:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{cores} cores shared by server, database and client · Python {platform.python_version()} · {platform.system()}"
