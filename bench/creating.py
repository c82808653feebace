"""How many cases a second can be opened over HTTP, beside what the bare machine can write of the same rows."""

from __future__ import annotations

import itertools
import pickle
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from linli.cases.models import Case

from . import client
from .reports import PATH, Written, captured, reports
from .table import Row, at_least, at_most, per_second, percent, tell
from .town import Server, Town, processor_seconds, served

THREADS = 8
SHAPES = 24
STATEMENTS_ALLOWED = 12
WANTED, WANTED_SHARE = 250, 0.4
WARMING = 1.5


@dataclass
class Run:
    """One kind of create and how its rounds went. Processor time holds still when the machine has other things to do."""

    name: str
    server: Server
    database: int
    make: Callable[[], bytes]
    rates: list[float] = field(default_factory=list)
    done: float = 0
    serving: float = 0
    storing: float = 0

    def round(self, seconds: float) -> None:
        before = processor_seconds(self.server.pid), processor_seconds(self.database)
        rate = client.load(self.server.port, self.make, threads=THREADS, seconds=seconds)
        self.serving += processor_seconds(self.server.pid) - before[0]
        self.storing += processor_seconds(self.database) - before[1]
        self.done += rate * seconds
        self.rates.append(rate)
        tell.log(f"create, {self.name}: {rate:.0f}/s")

    @property
    def rate(self) -> float:
        return statistics.median(self.rates)

    @property
    def processor(self) -> str:
        if not self.serving:
            return ""
        serving, storing = self.serving / self.done * 1000, self.storing / self.done * 1000
        return f"processor {serving:.1f} ms in the server, {storing:.1f} ms in PostgreSQL"


def measure(town: Town, *, rounds: int, seconds: float) -> list[Row]:
    """Rounds of Linli and of the bare limit in turn, so that what else the machine does hits both."""
    bodies = reports(SHAPES)
    asked, written = zip(*(captured(body) for body in bodies), strict=True)
    rows = town.home / "rows.pickle"
    rows.write_bytes(pickle.dumps([(one.statements, one.fresh) for one in written]))
    sent = [client.request("POST", PATH, {"Content-Type": "application/json"}, body) for body in bodies]
    with served() as ours, served("bench.bare:application", {"LINLI_BENCH_ROWS": str(rows)}) as bare_server:
        full = Run("Linli", ours, town.database_pid, _in_turn(sent))
        bare = Run("bare limit", bare_server, town.database_pid, _in_turn(sent))
        keyed = Run("with a key", ours, town.database_pid, _with_keys(bodies))
        for run in (full, bare, keyed):
            client.load(run.server.port, run.make, threads=THREADS, seconds=WARMING)
        for _each in range(rounds):
            for run in (full, bare, keyed):
                run.round(seconds)
    share = statistics.median(a / b for a, b in zip(full.rates, bare.rates, strict=True))
    kinds = (
        f"{THREADS} connections, {SHAPES} different reports, {Case.objects.count():,} cases on file; {full.processor}"
    )
    return [
        at_least("create", full.rate, WANTED, per_second, kinds),
        Row(
            "  bare limit: the same rows by plain SQL",
            per_second(bare.rate),
            remark=f"{_told(written)}; {bare.processor}",
        ),
        at_least("  share of the bare limit", share, WANTED_SHARE, percent, "median of the rounds"),
        Row("  create with an Idempotency-Key", per_second(keyed.rate), remark=keyed.processor),
        at_most("  SQL statements of one create", max(asked), STATEMENTS_ALLOWED, lambda number: f"{number:.0f}"),
    ]


def _told(written: Sequence[Written]) -> str:
    counts = sorted({len(one.statements) for one in written})
    return f"{'–'.join(str(n) for n in dict.fromkeys((counts[0], counts[-1])))} statements in one transaction, a connection a thread"


def _in_turn(requests: list[bytes]) -> Callable[[], bytes]:
    endless = itertools.cycle(requests)
    return lambda: next(endless)


def _with_keys(bodies: list[bytes]) -> Callable[[], bytes]:
    endless = itertools.cycle(bodies)

    def make() -> bytes:
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid4())}
        return client.request("POST", PATH, headers, next(endless))

    return make
