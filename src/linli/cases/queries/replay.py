"""A case row is the fold of its events: replay them, and compare."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from ..models import Case, CaseEvent

Progress = Callable[[int, int | None], None]


@dataclass(frozen=True)
class Difference:
    """A case row that says something else than its events."""

    code: str
    field: str
    row: object
    events: object

    def __str__(self) -> str:
        return f"case {self.code}: {self.field} is {self.row!r}, its events say {self.events!r}"


def replay(events: Iterable[CaseEvent]) -> dict[str, Any]:
    """What the events of one case, in order, say its row is."""
    state: dict[str, Any] = {}
    for event in events:
        state |= event.data["set"]
    return state


def unfolded(progress: Progress | None = None) -> Iterator[Difference]:
    """Every field of every case that differs from the replay; reads in constant memory."""
    from ..file import folded

    total = Case.objects.count() if progress else None
    events = CaseEvent.objects.order_by("stream", "seq").iterator(chunk_size=5000)
    cases = iter(Case.objects.order_by("id").iterator(chunk_size=1000))
    for done, (stream, of_case) in enumerate(groupby(events, key=lambda event: event.stream), start=1):
        case = next((case for case in cases if case.pk == stream), None)
        told = replay(of_case)
        if case is None:
            yield Difference(str(stream), "row", None, "there are events")
            return
        for name, value in folded(case).items():
            if told.get(name) != value:
                yield Difference(case.code, name, value, told.get(name))
        if hashlib.sha256(case.text.encode()).hexdigest() != case.text_digest:
            yield Difference(case.code, "text", "other words", "digest " + case.text_digest[:12])
        if progress:
            progress(done, total)
