"""How fast another register is taken over, on SQLite as a laptop would."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from .table import Row, per_second, tell
from .town import PACK, ROOT, alone, run

MESSAGES = ROOT.parent / "shared/data/messages/messages_votes.csv"
PATIENCE = 240


def measure(home: Path) -> list[Row]:
    """The whole command, its start included. Skipped, and said so, where the messages are not at hand."""
    what = "import messages, SQLite"
    if not MESSAGES.is_file():
        tell.log(f"SKIPPED: {what}: there is no {MESSAGES}", style="bold red")
        return [Row(what, "skipped", remark="no ../shared/data/messages here")]
    folder = home / "sqlite"
    folder.mkdir()
    environment = alone() | {"LINLI_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "linli.settings"}
    file = folder / MESSAGES.name
    shutil.copy(MESSAGES, file)
    run(["-m", "linli.migrating"], environment, PATIENCE)
    run(["-m", "linli", "load-pack", PACK], environment, PATIENCE)
    began = time.perf_counter()
    done = run(["-m", "linli", "import-messages", str(file), "--district", PACK], environment, PATIENCE)
    taken = time.perf_counter() - began
    rows = sum(1 for _row in _records(file))
    return [Row(what, per_second(rows / taken), remark=f"{rows:,} rows in {taken:.1f} s: {_told(done.stdout)}")]


def _records(file: Path) -> list[list[str]]:
    import csv

    with file.open(encoding="utf-8-sig", newline="") as rows:
        return list(csv.reader(rows))[1:]


def _told(output: str) -> str:
    """What the command said, without the file's name."""
    return " ".join(output.split()).rpartition(".csv: ")[2]
