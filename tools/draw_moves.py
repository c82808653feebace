"""The tables of moves as markdown, drawn from the lifecycles of cases and of applications.

python tools/draw_moves.py          prints them
python tools/draw_moves.py write    puts them into docs/cases.md and docs/applications.md between their marks
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from linli.cases.commands import Command
    from linli.cases.lifecycle import Move, Part

DOCS = Path(__file__).resolve().parents[1] / "docs"
BEGIN, END = "<!-- drawn by tools/draw_moves.py -->", "<!-- end of what is drawn -->"


def drawn(page: str) -> str:
    """What stands on `cases.md` (the moves on a case, a callout, a whistle) or on `applications.md`, and who the words in
    “who may” are."""
    from linli.applications.lifecycle import APPLICATION_MOVES
    from linli.cases.lifecycle import CALLOUT_MOVES, CASE_MOVES, CONFIRM

    tables = {
        "cases.md": {"on a case": [*CASE_MOVES.values()], "on a callout": [*CALLOUT_MOVES.values()], "on a whistle": [CONFIRM]},
        "applications.md": {"on an application": [*APPLICATION_MOVES.values()]},
    }[page]  # fmt: skip
    parts = [_table(title, moves) for title, moves in tables.items()]
    return "\n\n".join([*parts, _people([move for moves in tables.values() for move in moves])])


def _people(every: list[Move]) -> str:
    from django.utils import translation

    from linli.cases.lifecycle import Part

    with translation.override("en"):
        used = [part for part in Part if any(part in move.who for move in every)]
        people = [f"| {_word(part)} | {part.value} |" for part in used if str(part.value) != _word(part)]
    return "\n".join(["| who may | is |", "| --- | --- |", *people])


def _table(title: str, moves: Iterable[Move]) -> str:
    from linli.cases.lifecycle import Part

    rows = [f"| {title} | from | to | who may | needs |", "| --- | --- | --- | --- | --- |"]
    for move in moves:
        who = ", ".join(_word(part) for part in Part if part in move.who)
        to = f"`{move.to}`" if move.to else "—"
        rows.append(f"| `{move.name}` | {_states(move.starts)} | {to} | {who} | {_needs(move.command)} |")
    return "\n".join(rows)


def _states(starts: frozenset[str]) -> str:
    from linli.cases.models import OPEN_STATES, CalloutState, State

    if starts == frozenset(State.values):
        return "any"
    if starts == frozenset(OPEN_STATES):
        return "any open"
    order = [*State.values, *CalloutState.values, *starts]
    return ", ".join(f"`{state}`" for state in sorted(starts, key=order.index))


def _needs(command: type[Command]) -> str:
    """Fields of the command; those that may be left out in brackets."""
    fields = command.model_fields.items()
    return ", ".join(f"`{name}`" if field.is_required() else f"[`{name}`]" for name, field in fields) or "nothing"


def _word(part: Part) -> str:
    return part.name.lower()


def held(page: str) -> str:
    """The tables that a page holds between the marks."""
    return page.split(BEGIN, 1)[1].split(END, 1)[0].strip()


def main(arguments: list[str]) -> int:
    """Print the tables, or write them into the pages."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")
    import django

    django.setup()
    for name in ("cases.md", "applications.md"):
        if arguments != ["write"]:
            print(drawn(name))
            continue
        page = (DOCS / name).read_text(encoding="utf-8")
        before, after = page.split(BEGIN, 1)[0], page.split(END, 1)[1]
        (DOCS / name).write_text(f"{before}{BEGIN}\n{drawn(name)}\n{END}{after}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
