"""How fast a register of policies is taken over, and a handbook of 100 of them printed, on SQLite as a laptop would."""

from __future__ import annotations

import time
from pathlib import Path

from .table import Row, at_most, per_second, tell
from .town import ROOT, alone, run

POLICIES = ROOT.parent / "shared/data/policies/policies_hebei.csv"
PACK = "yicheng"
PATIENCE = 240
LONGEST = 20.0
# From then on there are a hundred that are in force.
SINCE = "2021-12-01"


def measure(home: Path) -> list[Row]:
    """Whole commands, their start included. Skipped, and said so, where the policies are not at hand."""
    what = "import policies, SQLite"
    if not POLICIES.is_file():
        tell.log(f"SKIPPED: {what}: there is no {POLICIES}", style="bold red")
        return [Row(what, "skipped", remark="no ../shared/data/policies here")]
    folder = home / "policies"
    folder.mkdir()
    environment = alone() | {"LINLI_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "linli.settings"}
    run(["-m", "linli.migrating"], environment, PATIENCE)
    run(["-m", "linli", "load-pack", PACK], environment, PATIENCE)
    began = time.perf_counter()
    done = run(["-m", "linli", "import-policies", str(POLICIES), "--district", PACK], environment, PATIENCE)
    taken = time.perf_counter() - began
    told = done.stdout.strip().splitlines()
    rows = [Row(what, per_second(367 / taken), remark=f"367 rows in {taken:.1f} s; {told[-2]} {told[-1]}")]
    for name, arguments in (("of about 100 policies", ["--since", SINCE]), ("of all of them", ["--all"])):
        began = time.perf_counter()
        run(
            ["-m", "linli", "print-handbook", str(folder / "book.pdf"), "--district", PACK, *arguments],
            environment,
            PATIENCE,
        )
        taken = time.perf_counter() - began
        size = (folder / "book.pdf").stat().st_size
        rows.append(
            at_most(f"handbook {name}", taken, LONGEST, lambda value: f"{value:.1f} s", f"{size / 1000:,.0f} kB")
        )
    return rows
